// The words of a receipt in French.
import type { ReceiptWords } from './index.ts'

export const fr: ReceiptWords = {
  title: 'Reçu',
  number: 'Numéro de reçu',
  method: 'Moyen de paiement',
  payment: 'Paiement',
  refunded: (day) => `Remboursé le ${day}`,
  kept: 'Payé après remboursements',
  stamps: { refunded: 'REMBOURSÉ', partly: 'REMBOURSÉ EN PARTIE' },
  from: (merchant) => `Reçu de ${merchant}`,
  unknown: [
    'Il n’y a pas de reçu ici',
    'Aucun reçu ne correspond à cette adresse. Vérifiez qu’elle est complète ; les données du serveur ont peut-être été réinitialisées.',
  ],
  pdf: 'Télécharger le reçu (PDF)',
  invoice: 'Voir la facture',
}
