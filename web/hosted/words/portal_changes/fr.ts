// What the portal says of changes in French.
import type { PortalChangeWords } from './index.ts'

export const fr: PortalChangeWords = {
  plan: 'Formule',
  quantity: 'Quantité',
  preview: 'Voir le prix',
  times: (plan, quantity) => `${plan} × ${quantity}`,
  pause: 'Suspendre',
  pauseFor: 'Suspendre pendant',
  paused: 'Suspendu',
  resume: 'Reprendre',
  comment: 'Souhaitez-vous ajouter quelque chose ?',
  offer: (off) => `Avant de partir : restez, et profitez de ${off}.`,
  lasts: {
    forever: 'tant que vous restez',
    once: 'sur votre prochaine facture',
    months: (span) => `pendant ${span}`,
  },
  stay: 'Rester avec la remise',
  address: 'Adresse',
  shipping: 'Adresse de livraison',
  taxIds: 'Numéros fiscaux',
  taxType: 'Type de numéro fiscal',
  taxValue: 'Numéro fiscal',
  addTaxId: 'Ajouter le numéro fiscal',
  confirmed: 'C’est fait. Merci.',
}
