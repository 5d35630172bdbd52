// The words of a receipt in German.
import type { ReceiptWords } from './index.ts'

export const de: ReceiptWords = {
  title: 'Beleg',
  number: 'Belegnummer',
  method: 'Zahlungsmethode',
  payment: 'Zahlung',
  refunded: (day) => `Erstattet am ${day}`,
  kept: 'Bezahlt nach Erstattungen',
  stamps: { refunded: 'ERSTATTET', partly: 'TEILWEISE ERSTATTET' },
  from: (merchant) => `Beleg von ${merchant}`,
  unknown: [
    'Hier ist kein Beleg',
    'Zu dieser Adresse gehört kein Beleg. Prüfen Sie, ob sie vollständig ist; vielleicht wurden die Daten des Servers zurückgesetzt.',
  ],
  pdf: 'Beleg herunterladen (PDF)',
  invoice: 'Die Rechnung ansehen',
}
