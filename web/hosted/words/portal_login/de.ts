// What the way into the customer portal says in German.
import type { PortalLoginWords } from './index.ts'

export const de: PortalLoginWords = {
  title: 'Bei Ihrer Abrechnung anmelden',
  lead: (merchant) => `Nennen Sie die E-Mail-Adresse, unter der ${merchant} Sie kennt, und Sie bekommen einen Link.`,
  send: 'Link senden',
  sent: [
    'Sehen Sie in Ihre E-Mails',
    'Wenn die Adresse zu einer Kundin oder einem Kunden gehört, ist ein Link dorthin unterwegs. Er gilt einige Minuten.',
  ],
  note: 'Brindle versendet keine E-Mails: Wer testet, findet den Link unter den ausgehenden Nachrichten.',
  unknown: ['Hier ist nichts', 'Zu dieser Adresse gehört keine Anmeldeseite, oder sie wurde abgeschaltet.'],
  expired: [
    'Diese Seite ist abgelaufen',
    'Sie wurde nicht rechtzeitig geöffnet oder eine Stunde lang nicht benutzt. Bitten Sie den Händler um einen neuen Link.',
  ],
  again: 'Neu anmelden',
}
