// The words of the page on which a customer authorizes, in German.
import type { AuthorizeWords } from './index.ts'

export const de: AuthorizeWords = {
  setup: {
    title: (method) => `${method} für spätere Zahlungen speichern?`,
    lead: (merchant) => `${merchant} möchte diese Zahlungsmethode behalten und später wieder belasten.`,
  },
  payment: {
    title: (method, amount) => (amount ? `${amount} mit ${method} bezahlen?` : `Mit ${method} bezahlen?`),
    lead: (merchant) => `${merchant} bittet Sie, diese Zahlung zu autorisieren.`,
  },
  how: {
    code: 'Scannen Sie den Code, um diese Seite auf einem anderen Gerät zu öffnen, oder entscheiden Sie hier.',
    voucher: 'Bezahlen Sie an der Kasse oder bei Ihrer Bank mit den Angaben unten.',
    deposits: 'Nennen Sie die kleinen Gutschriften auf Ihrem Bankkonto: So zeigt sich, dass es Ihres ist.',
    transfer: 'Überweisen Sie den Betrag auf eines der Konten, die unten stehen.',
  },
  succeed: {
    setup: 'Test-Einrichtung autorisieren',
    payment: 'Testzahlung autorisieren',
    voucher: 'Test-Zahlschein bezahlen',
    challenge: 'Abschließen',
  },
  fail: {
    setup: 'Test-Einrichtung fehlschlagen lassen',
    payment: 'Testzahlung fehlschlagen lassen',
    voucher: 'Test-Zahlschein verfallen lassen',
    challenge: 'Fehlschlagen lassen',
  },
  closed: {
    spent: ['Bereits abgeschlossen', 'Über diesen Schritt ist entschieden, und entschieden wird nur einmal.'],
    expired: [
      'Diese Seite ist abgelaufen',
      'Sie hat zu lange gewartet, oder ein neuerer Versuch hat sie ersetzt. Gehen Sie zum Händler zurück und beginnen ' +
        'Sie noch einmal.',
    ],
    unknown: [
      'Hier gibt es nichts zu autorisieren',
      'Zu dieser Adresse gehört kein Schritt. Prüfen Sie, ob sie vollständig ist; vielleicht wurden auch die Daten ' +
        'des Servers zurückgesetzt.',
    ],
  },
  done: {
    setup: {
      succeeded: ['Einrichtung autorisiert', 'Sie können dieses Fenster schließen: Der Händler erfährt davon.'],
      failed: [
        'Einrichtung fehlgeschlagen',
        'Es wurde nichts gespeichert. Sie können dieses Fenster schließen: Der Händler erfährt davon.',
      ],
    },
    payment: {
      succeeded: ['Zahlung autorisiert', 'Sie können dieses Fenster schließen: Der Händler erfährt davon.'],
      failed: [
        'Zahlung fehlgeschlagen',
        'Es wurde nichts bezahlt. Sie können dieses Fenster schließen: Der Händler erfährt davon.',
      ],
    },
  },
  verified: ['Bankkonto bestätigt', 'Sie können dieses Fenster schließen: Der Händler erfährt davon.'],
  goOn: 'Weiter zum Händler',
  close: 'Sie können diese Seite schließen.',
  rows: { merchant: 'Händler', method: 'Zahlungsmethode', amount: 'Betrag', expires: 'Offen bis' },
  someone: 'Der Händler',
  play:
    'Sie spielen hier die Kundin oder den Kunden: Autorisieren Sie, oder lassen Sie es fehlschlagen und sehen Sie, ' +
    'wie die Integration damit umgeht.',
}
