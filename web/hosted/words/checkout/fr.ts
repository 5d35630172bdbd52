// The words of the Checkout page in French.
import type { CheckoutWords } from './index.ts'

export const fr: CheckoutWords = {
  title: {
    payment: (amount) => `Payer ${amount}`,
    setup: () => 'Enregistrer vos informations de paiement',
    subscription: (amount) => `S’abonner et payer ${amount} aujourd’hui`,
  },
  lead: {
    payment: (merchant) => `Votre achat chez ${merchant}.`,
    setup: (merchant) => `Pour vos prochains paiements chez ${merchant}.`,
    subscription: (merchant) => `Votre abonnement chez ${merchant}.`,
  },
  someone: 'le commerçant',
  closed: {
    complete: ['C’est terminé', 'L’opération est finalisée. Vous pouvez fermer cette page.'],
    expired: [
      'Cette page a expiré',
      'Elle est restée ouverte trop longtemps, ou le commerçant l’a fermée. Revenez en arrière et réessayez.',
    ],
    unknown: [
      'Il n’y a rien à payer ici',
      'Aucun achat ne correspond à cette adresse. Vérifiez qu’elle est complète\xa0; les données du serveur ont ' +
        'peut-être aussi été réinitialisées.',
    ],
  },
  goOn: 'Continuer vers le commerçant',
  back: 'Retour',
  play:
    'Ici, vous jouez le rôle du client. N’utilisez que des cartes de test\xa0: 4242\xa04242\xa04242\xa04242 est acceptée, ' +
    '4000\xa00000\xa00000\xa00002 est refusée.',
  quantity: (item) => `Quantité de ${item}`,
  update: 'Mettre à jour la commande',
  terms: 'J’accepte les conditions d’utilisation',
  promotions: 'Je souhaite recevoir des actualités et des offres',
  method: 'Moyen de paiement',
  shipping: 'Adresse de livraison',
  shippingRate: 'Mode de livraison',
  sums: { discount: 'Remise', shipping: 'Livraison', tax: 'Taxes', total: 'Total' },
  submit: { book: 'Réserver', donate: 'Faire un don', pay: 'Payer', save: 'Enregistrer', subscribe: 'S’abonner' },
}
