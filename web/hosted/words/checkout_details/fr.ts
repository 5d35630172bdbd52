// The words of what only some Checkout pages ask in French.
import type { DetailWords } from './index.ts'

export const fr: DetailWords = {
  nameOnCard: 'Nom complet figurant sur la carte',
  saved: (kind, last4) => `${kind} se terminant par ${last4}`,
  savedTitle: 'Vos moyens de paiement enregistrés',
  forget: (method) => `Supprimer ${method}`,
  save: 'Enregistrer mes coordonnées de paiement pour la prochaine fois',
  trialTitle: (days) => (days === 1 ? 'Un jour d’essai gratuit' : `${days} jours d’essai gratuit`),
  amountTitle: 'Choisissez le montant',
  startTrial: 'Commencer l’essai',
  afterTrial: (day) => `Après l’essai, à partir du ${day}`,
  nextBill: 'Ensuite',
  extras: 'Ajouter à votre commande',
  add: (item) => `Ajouter : ${item}`,
  leaveOut: (item) => `Retirer : ${item}`,
  whereTaxed: 'Où vous êtes, pour les taxes',
  amountChanged: 'Le montant a changé. Vérifiez-le, puis appuyez de nouveau sur le bouton.',
  startAgain: 'Recommencer',
  leaving: 'Vers votre banque ou votre portefeuille',
  leavingLead: 'Vous y approuvez le paiement, puis vous revenez.',
  leavingGo: 'Continuer',
  mandate: (merchant) => `En appuyant sur le bouton, vous autorisez ${merchant} à débiter votre compte.`,
  reuse: (merchant) =>
    `En appuyant sur le bouton, vous autorisez ${merchant} à vous débiter plus tard, comme vous en avez convenu.`,
  business: 'Pour une entreprise',
}
