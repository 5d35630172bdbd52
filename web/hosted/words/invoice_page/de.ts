// The sentences of the page of an invoice in German.
import type { InvoicePageWords } from './index.ts'

export const de: InvoicePageWords = {
  of: (number, merchant) => `Rechnung ${number} von ${merchant}`,
  status: 'Status',
  statuses: {
    open: 'Offen',
    paid: 'Bezahlt',
    processing: 'Unterwegs',
    uncollectible: 'Uneinbringlich',
    void: 'Storniert',
  },
  titles: { paid: 'Rechnung bezahlt', processing: 'Zahlung unterwegs', void: 'Rechnung storniert' },
  leads: {
    paid: 'Es ist nichts mehr zu bezahlen. Vielen Dank.',
    processing: 'Ihre Bank braucht etwas Zeit. Sie müssen nichts weiter tun.',
    void: 'Der Händler hat diese Rechnung zurückgenommen. Es ist nichts zu bezahlen.',
  },
  unknown: [
    'Hier ist keine Rechnung',
    'Zu dieser Adresse gehört keine Rechnung. Prüfen Sie, ob sie vollständig ist; vielleicht wurden die Daten des Servers zurückgesetzt.',
  ],
  details: 'Einzelheiten',
  payments: 'Bisherige Zahlungen',
  pay: 'Diese Rechnung bezahlen',
  submit: (amount) => `${amount} bezahlen`,
  waiting: [
    'Ihre Zahlung ist nicht abgeschlossen',
    'Sie haben zu bezahlen begonnen. Fahren Sie fort, oder wählen Sie unten einen anderen Weg.',
  ],
  goOn: 'Mit der Zahlung fortfahren',
  pdf: 'Rechnung herunterladen (PDF)',
  receipt: 'Beleg',
  play:
    'Sie spielen hier die Kundin oder den Kunden. Nehmen Sie nur Testkarten: 4242 4242 4242 4242 bezahlt, ' +
    '4000 0000 0000 0002 wird abgelehnt.',
}
