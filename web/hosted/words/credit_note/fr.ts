// The words of a printed credit note in French.
import type { CreditNoteWords } from './index.ts'

export const fr: CreditNoteWords = {
  title: 'Avoir',
  number: 'Numéro d’avoir',
  reason: 'Motif',
  reasons: {
    duplicate: 'Double facturation',
    fraudulent: 'Fraude',
    order_change: 'Commande modifiée',
    product_unsatisfactory: 'Produit non conforme',
  },
  headline: (amount) => `${amount} crédités`,
  pre: 'Déduit de la facture',
  refunded: 'Remboursé',
  credited: 'Crédité sur votre solde',
  elsewhere: 'Restitué autrement',
}
