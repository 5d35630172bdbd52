// The words of every page in French.
import type { PageWords } from './index.ts'

export const fr: PageWords = {
  badge: 'Page de test',
  noMoney: 'Ceci est la page de test de Brindle\xa0: aucun argent n’est transféré.',
  independent:
    'Brindle est un projet indépendant, sans aucun lien avec Stripe ni avec les prestataires de paiement cités sur ' +
    'cette page.',
}
