// What the page of a payment update says in German.
import type { PaymentUpdateWords } from './index.ts'

export const de: PaymentUpdateWords = {
  title: 'Zahlungsdaten aktualisieren',
  confirm: (amount) => `Bestätigen Sie Ihre Zahlung von ${amount}`,
  lead: (merchant) => `Wählen Sie, wie Sie ${merchant} von jetzt an bezahlen.`,
  open: (merchant, amount, number) =>
    `${amount} an ${merchant} für die Rechnung ${number} konnten nicht abgebucht werden.`,
  asks: (merchant, number) =>
    `Ihre Bank möchte, dass Sie die Zahlung der Rechnung ${number} von ${merchant} bestätigen.`,
  processing: 'Eine Zahlung des offenen Betrags ist unterwegs.',
  pay: (amount) => `Damit jetzt die offenen ${amount} bezahlen`,
  submit: 'Speichern',
  done: 'Vielen Dank. Was Sie gewählt haben, bezahlt von jetzt an.',
  unknown: [
    'Hier gibt es nichts zu aktualisieren',
    'Diese Adresse ist nicht bekannt, oder nicht mehr. Bitten Sie den Händler um eine andere.',
  ],
  invoice: 'Die Rechnung ansehen',
  play: 'Sie spielen hier die Kundin oder den Kunden. Nehmen Sie nur Testkarten.',
}
