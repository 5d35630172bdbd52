// The words of every page in German.
import type { PageWords } from './index.ts'

export const de: PageWords = {
  badge: 'Testseite',
  noMoney: 'Dies ist die Testseite von Brindle, und es fließt kein Geld.',
  independent:
    'Brindle ist ein unabhängiges Projekt und steht in keiner Verbindung zu Stripe oder den hier genannten ' +
    'Zahlungsanbietern.',
}
