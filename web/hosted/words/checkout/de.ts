// The words of the Checkout page in German.
import type { CheckoutWords } from './index.ts'

export const de: CheckoutWords = {
  title: {
    payment: (amount) => `${amount} bezahlen`,
    setup: () => 'Zahlungsdaten speichern',
    subscription: (amount) => `Abonnieren und heute ${amount} bezahlen`,
  },
  lead: {
    payment: (merchant) => `Sie kaufen bei ${merchant}.`,
    setup: (merchant) => `Für spätere Zahlungen bei ${merchant}.`,
    subscription: (merchant) => `Ihr Abonnement bei ${merchant}.`,
  },
  someone: 'dem Händler',
  closed: {
    complete: ['Sie sind hier fertig', 'Der Vorgang ist abgeschlossen. Sie können diese Seite schließen.'],
    expired: [
      'Diese Seite ist abgelaufen',
      'Sie war zu lange offen, oder der Händler hat sie geschlossen. Gehen Sie zurück und versuchen Sie es noch einmal.',
    ],
    unknown: [
      'Hier gibt es nichts zu bezahlen',
      'Zu dieser Adresse gehört kein Kauf. Prüfen Sie, ob sie vollständig ist; vielleicht wurden auch die Daten des ' +
        'Servers zurückgesetzt.',
    ],
  },
  goOn: 'Weiter zum Händler',
  back: 'Zurück',
  play:
    'Sie spielen hier die Kundin oder den Kunden. Nehmen Sie nur Testkarten: 4242\xa04242\xa04242\xa04242 bezahlt, ' +
    '4000\xa00000\xa00000\xa00002 wird abgelehnt.',
  quantity: (item) => `Anzahl von ${item}`,
  update: 'Bestellung ändern',
  terms: 'Ich stimme den Nutzungsbedingungen zu',
  promotions: 'Ich möchte Neuigkeiten und Angebote erhalten',
  method: 'Zahlungsmethode',
  shipping: 'Lieferadresse',
  shippingRate: 'Versandart',
  sums: { discount: 'Rabatt', shipping: 'Versand', tax: 'Steuer', total: 'Summe' },
  submit: { book: 'Buchen', donate: 'Spenden', pay: 'Bezahlen', save: 'Speichern', subscribe: 'Abonnieren' },
}
