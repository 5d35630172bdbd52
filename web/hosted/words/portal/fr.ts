// The words of the customer portal in French.
import type { PortalWords } from './index.ts'

export const fr: PortalWords = {
  title: 'Votre facturation',
  lead: 'Vos abonnements, vos moyens de paiement et ce que vous avez payé.',
  unknown: [
    'Il n’y a rien ici',
    'Aucun portail ne correspond à cette adresse. Demandez-en une autre au commerçant\xa0; les données du serveur ont ' +
      'peut-être aussi été réinitialisées.',
  ],
  play: 'Ici, vous jouez le rôle du client.',
  done: 'C’est fait.',
  back: 'Retourner chez le commerçant',
  subscriptions: 'Abonnements',
  renewsOn: (day) => `Renouvellement le ${day}`,
  endsOn: (day) => `Se termine le ${day}`,
  changeTo: (plan, price) => `Passer à ${plan} ${price}`.trim(),
  dueNow: (amount) => `Votre prochaine facture s’élève à ${amount}.`,
  confirm: 'Confirmer',
  not: 'Ne rien changer',
  cancel: { at_period_end: 'Résilier à la fin de la période', immediately: 'Résilier maintenant' },
  keep: 'Ne pas résilier',
  reason: 'Pourquoi résiliez-vous\xa0?',
  reasons: {
    customer_service: 'Le service ne répond pas à mes attentes',
    low_quality: 'La qualité ne répond pas à mes attentes',
    missing_features: 'Il manque quelque chose dont j’ai besoin',
    other: 'Une autre raison',
    switched_service: 'J’ai trouvé une autre solution',
    too_complex: 'C’est trop compliqué',
    too_expensive: 'C’est trop cher',
    unused: 'Je ne m’en sers pas assez',
  },
  methods: 'Moyens de paiement',
  makeDefault: 'Définir par défaut',
  remove: 'Supprimer',
  another: 'Un autre moyen de paiement',
  add: 'Ajouter ce moyen de paiement',
  yourDetails: 'Vos coordonnées',
  save: 'Enregistrer',
  invoices: 'Factures',
  states: { draft: 'brouillon', open: 'à payer', paid: 'payée', uncollectible: 'irrécouvrable', void: 'annulée' },
}
