// 2025-03-31.basil: prices have meters, and no `aggregate_usage`; those of before keep it.
// (https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-legacy-usage-based-billing)
import { about, type Sent, type VersionChange } from '../change.ts'

export const prices: VersionChange = {
  version: '2025-03-31.basil',
  about: '`aggregate_usage` is no longer a field of prices and plans.',
  concerns: about('plans', 'prices'),
  down: {
    plan: (plan) => ({ aggregate_usage: null, ...plan }),
    price: (price) =>
      price.recurring ? { ...price, recurring: { aggregate_usage: null, ...(price.recurring as Sent) } } : price,
  },
}
