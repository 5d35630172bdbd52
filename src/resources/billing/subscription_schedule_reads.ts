// What making, changing and turning a subscription schedule reads, as paths that are followed level by level.
// (kernel/ahead.ts)

/** What a phase names. */
const PHASE = [
  'items.price.product',
  'items.plan.product',
  'items.discounts.coupon',
  'add_invoice_items.price.product',
  'items.tax_rates',
  'default_tax_rates',
  'discounts.coupon',
  'discounts.promotion_code.promotion.coupon',
]

/** What turning a subscription reads: who pays, its items with their prices and products, and what is taken off. */
const TURNING = [
  'customer',
  'items.id',
  'items.price.id',
  'items.price.product',
  'items.discounts',
  'discounts',
  'latest_invoice',
  'schedule',
]

/** What phases name that are asked for; `within` is the parameter in which they stand. */
export const phasesUnder = (within = ''): string[] => PHASE.map((path) => `${within && `${within}.`}phases.${path}`)

/** What turning a schedule reads; `from` is what leads to it. */
export const turningUnder = (from: string): string[] => [
  `${from}.customer.invoice_settings.default_payment_method`,
  `${from}.phases.default_tax_rates.id`,
  `${from}.phases.items.tax_rates.id`,
  ...phasesUnder(from),
  ...TURNING.map((path) => `${from}.subscription.${path}`),
]
