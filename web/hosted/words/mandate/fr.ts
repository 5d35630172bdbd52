// The words of the page of a mandate in French.
import type { MandateWords } from './index.ts'

export const fr: MandateWords = {
  title: (method) => `Mandat\xa0: ${method}`,
  lead: {
    multi_use: (merchant) => `Le client autorise ${merchant} à débiter ce moyen de paiement de façon répétée.`,
    single_use: (merchant, amount) =>
      `Le client autorise ${merchant} à débiter ce moyen de paiement une seule fois${amount === undefined ? '' : `, de ${amount}`}.`,
  },
  terms: {
    merchant: 'Commerçant',
    name: 'Client',
    account: 'Compte se terminant par',
    accepted: 'Accepté',
    status: 'Statut',
    reference: 'Référence',
    id: 'Mandat',
  },
  status: { active: 'en vigueur', inactive: 'n’est plus en vigueur', pending: 'pas encore en vigueur' },
  accepted: { online: 'en ligne', offline: 'hors ligne' },
  unknown: [
    'Il n’y a aucun mandat ici',
    'Aucun mandat ne correspond à cette adresse. Vérifiez qu’elle est complète\xa0; les données du serveur ont ' +
      'peut-être aussi été réinitialisées.',
  ],
}
