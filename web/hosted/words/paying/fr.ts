// What forms that pay or keep a method say in French.
import type { PayingWords } from './index.ts'

export const fr: PayingWords = {
  method: 'Moyen de paiement',
  holderType: 'Type de compte',
  individual: 'Particulier',
  company: 'Professionnel',
  byDefault: 'Par défaut',
  save: 'Garder ce moyen pour des paiements ultérieurs',
}
