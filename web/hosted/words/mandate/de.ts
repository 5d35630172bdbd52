// The words of the page of a mandate in German.
import type { MandateWords } from './index.ts'

export const de: MandateWords = {
  title: (method) => `Mandat für ${method}`,
  lead: {
    multi_use: (merchant) =>
      `Die Kundin oder der Kunde erlaubt ${merchant}, diese Zahlungsmethode immer wieder zu belasten.`,
    single_use: (merchant, amount) =>
      `Die Kundin oder der Kunde erlaubt ${merchant}, diese Zahlungsmethode einmal zu belasten${amount === undefined ? '' : `, mit ${amount}`}.`,
  },
  terms: {
    merchant: 'Händler',
    name: 'Kundin oder Kunde',
    account: 'Konto endet auf',
    accepted: 'Zugestimmt',
    status: 'Status',
    reference: 'Mandatsreferenz',
    id: 'Mandat',
  },
  status: { active: 'gültig', inactive: 'nicht mehr gültig', pending: 'noch nicht gültig' },
  accepted: { online: 'online', offline: 'offline' },
  unknown: [
    'Hier gibt es kein Mandat',
    'Zu dieser Adresse gehört kein Mandat. Prüfen Sie, ob sie vollständig ist; vielleicht wurden auch die Daten des ' +
      'Servers zurückgesetzt.',
  ],
}
