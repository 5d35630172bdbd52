// What forms that pay or keep a method say in German.
import type { PayingWords } from './index.ts'

export const de: PayingWords = {
  method: 'Zahlungsmethode',
  holderType: 'Art des Kontos',
  individual: 'Privat',
  company: 'Geschäftlich',
  byDefault: 'Standard',
  save: 'Diese Methode für spätere Zahlungen behalten',
}
