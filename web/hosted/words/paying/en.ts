// What forms that pay or keep a method say in English.
import type { PayingWords } from './index.ts'

export const en: PayingWords = {
  method: 'Payment method',
  holderType: 'Kind of account',
  individual: 'Personal',
  company: 'Business',
  byDefault: 'Default',
  save: 'Keep this method for later payments',
}
