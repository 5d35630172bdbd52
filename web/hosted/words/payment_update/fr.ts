// What the page of a payment update says in French.
import type { PaymentUpdateWords } from './index.ts'

export const fr: PaymentUpdateWords = {
  title: 'Mettre à jour vos données de paiement',
  confirm: (amount) => `Confirmez votre paiement de ${amount}`,
  lead: (merchant) => `Choisissez comment vous payez désormais ${merchant}.`,
  open: (merchant, amount, number) => `${amount} à ${merchant} pour la facture ${number} n’ont pas pu être débités.`,
  asks: (merchant, number) =>
    `Votre banque vous demande de confirmer le paiement de la facture ${number} de ${merchant}.`,
  processing: 'Un paiement du montant dû est en cours.',
  pay: (amount) => `Payer maintenant les ${amount} dus par ce moyen`,
  submit: 'Enregistrer',
  done: 'Merci. Ce que vous avez choisi paie désormais.',
  unknown: [
    'Il n’y a rien à mettre à jour ici',
    'Cette adresse n’est pas connue, ou ne l’est plus. Demandez-en une autre au marchand.',
  ],
  invoice: 'Voir la facture',
  play: 'Vous jouez ici le rôle du client. N’utilisez que des cartes de test.',
}
