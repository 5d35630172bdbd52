// What the portal says of changes in German.
import type { PortalChangeWords } from './index.ts'

export const de: PortalChangeWords = {
  plan: 'Tarif',
  quantity: 'Anzahl',
  preview: 'Kosten ansehen',
  times: (plan, quantity) => `${plan} × ${quantity}`,
  pause: 'Pausieren',
  pauseFor: 'Pausieren für',
  paused: 'Pausiert',
  resume: 'Fortsetzen',
  comment: 'Möchten Sie noch etwas sagen?',
  offer: (off) => `Bevor Sie gehen: Bleiben Sie, und Sie bekommen ${off}.`,
  lasts: { forever: 'solange Sie bleiben', once: 'auf Ihre nächste Rechnung', months: (span) => `für ${span}` },
  stay: 'Mit dem Rabatt bleiben',
  address: 'Adresse',
  shipping: 'Lieferadresse',
  taxIds: 'Steuernummern',
  taxType: 'Art der Steuernummer',
  taxValue: 'Steuernummer',
  addTaxId: 'Steuernummer hinzufügen',
  confirmed: 'Es ist getan. Vielen Dank.',
}
