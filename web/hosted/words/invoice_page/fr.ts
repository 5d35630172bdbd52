// The sentences of the page of an invoice in French.
import type { InvoicePageWords } from './index.ts'

export const fr: InvoicePageWords = {
  of: (number, merchant) => `Facture ${number} de ${merchant}`,
  status: 'Statut',
  statuses: {
    open: 'À payer',
    paid: 'Payée',
    processing: 'En cours',
    uncollectible: 'Irrécouvrable',
    void: 'Annulée',
  },
  titles: { paid: 'Facture payée', processing: 'Paiement en cours', void: 'Facture annulée' },
  leads: {
    paid: 'Il ne reste rien à payer. Merci.',
    processing: 'Votre banque a besoin d’un peu de temps. Vous n’avez rien à faire.',
    void: 'Le marchand a annulé cette facture. Il n’y a rien à payer.',
  },
  unknown: [
    'Il n’y a pas de facture ici',
    'Aucune facture ne correspond à cette adresse. Vérifiez qu’elle est complète ; les données du serveur ont peut-être été réinitialisées.',
  ],
  details: 'Détails',
  payments: 'Paiements reçus',
  pay: 'Payer cette facture',
  submit: (amount) => `Payer ${amount}`,
  waiting: [
    'Votre paiement n’est pas terminé',
    'Vous avez commencé à payer. Continuez, ou choisissez un autre moyen ci-dessous.',
  ],
  goOn: 'Continuer le paiement',
  pdf: 'Télécharger la facture (PDF)',
  receipt: 'Reçu',
  play:
    'Vous jouez ici le rôle du client. N’utilisez que des cartes de test : 4242 4242 4242 4242 paie, ' +
    '4000 0000 0000 0002 est refusée.',
}
