// What the portal says of changes in English.
import type { PortalChangeWords } from './index.ts'

export const en: PortalChangeWords = {
  plan: 'Plan',
  quantity: 'Quantity',
  preview: 'See what it costs',
  times: (plan, quantity) => `${plan} × ${quantity}`,
  pause: 'Pause',
  pauseFor: 'Pause for',
  paused: 'Paused',
  resume: 'Resume',
  comment: 'Would you like to add anything?',
  offer: (off) => `Before you go: stay, and get ${off}.`,
  lasts: { forever: 'for as long as you stay', once: 'off your next invoice', months: (span) => `for ${span}` },
  stay: 'Stay with the discount',
  address: 'Address',
  shipping: 'Shipping address',
  taxIds: 'Tax IDs',
  taxType: 'Kind of tax ID',
  taxValue: 'Tax ID',
  addTaxId: 'Add the tax ID',
  confirmed: 'It is done. Thank you.',
}
