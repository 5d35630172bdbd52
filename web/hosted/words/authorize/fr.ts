// The words of the page on which a customer authorizes, in French.
import type { AuthorizeWords } from './index.ts'

export const fr: AuthorizeWords = {
  setup: {
    title: (method) => `Enregistrer «\xa0${method}\xa0» pour vos prochains paiements\xa0?`,
    lead: (merchant) => `${merchant} souhaite conserver ce moyen de paiement et le débiter à nouveau plus tard.`,
  },
  payment: {
    title: (method, amount) =>
      amount ? `Payer ${amount} avec «\xa0${method}\xa0»\xa0?` : `Payer avec «\xa0${method}\xa0»\xa0?`,
    lead: (merchant) => `${merchant} vous demande d’autoriser ce paiement.`,
  },
  how: {
    code: 'Scannez le code pour ouvrir cette page sur un autre appareil, ou décidez ici.',
    voucher: 'Payez en caisse ou auprès de votre banque avec les informations ci-dessous.',
    deposits:
      'Indiquez les petits virements reçus sur votre compte bancaire, pour confirmer que ce compte vous appartient.',
    transfer: 'Envoyez le montant sur l’un des comptes ci-dessous.',
  },
  succeed: {
    setup: 'Autoriser l’enregistrement test',
    payment: 'Autoriser le paiement test',
    voucher: 'Régler le bon de paiement test',
    challenge: 'Terminer',
  },
  fail: {
    setup: 'Faire échouer l’enregistrement test',
    payment: 'Faire échouer le paiement test',
    voucher: 'Laisser expirer le bon de paiement test',
    challenge: 'Faire échouer',
  },
  closed: {
    spent: ['Déjà terminé', 'Cette étape a déjà fait l’objet d’une décision, qui est définitive.'],
    expired: [
      'Cette page a expiré',
      'Elle a attendu trop longtemps, ou une tentative plus récente l’a remplacée. Retournez chez le commerçant et ' +
        'réessayez.',
    ],
    unknown: [
      'Il n’y a rien à autoriser ici',
      'Aucune étape ne correspond à cette adresse. Vérifiez qu’elle est complète\xa0; les données du serveur ont ' +
        'peut-être aussi été réinitialisées.',
    ],
  },
  done: {
    setup: {
      succeeded: ['Enregistrement autorisé', 'Vous pouvez fermer cette fenêtre\xa0: le commerçant est informé.'],
      failed: [
        'L’enregistrement a échoué',
        'Rien n’a été enregistré. Vous pouvez fermer cette fenêtre\xa0: le commerçant est informé.',
      ],
    },
    payment: {
      succeeded: ['Paiement autorisé', 'Vous pouvez fermer cette fenêtre\xa0: le commerçant est informé.'],
      failed: [
        'Le paiement a échoué',
        'Rien n’a été payé. Vous pouvez fermer cette fenêtre\xa0: le commerçant est informé.',
      ],
    },
  },
  verified: ['Compte bancaire vérifié', 'Vous pouvez fermer cette fenêtre\xa0: le commerçant est informé.'],
  goOn: 'Continuer vers le commerçant',
  close: 'Vous pouvez fermer cette page.',
  rows: { merchant: 'Commerçant', method: 'Moyen de paiement', amount: 'Montant', expires: 'Valable jusqu’au' },
  someone: 'Le commerçant',
  play:
    'Ici, vous jouez le rôle du client\xa0: autorisez, ou faites échouer l’opération pour voir comment l’intégration ' +
    'réagit.',
}
