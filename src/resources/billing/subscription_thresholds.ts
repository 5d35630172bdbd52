// Thresholds: what a subscription may owe for usage, or an item of it may have used, before it is billed between its renewals.
// When that is looked at stands in subscription_thresholds_reached.ts.
// (https://docs.stripe.com/billing/subscriptions/usage-based/thresholds)
import { invalid, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { add, cmp, rational } from '../../lib/rational.ts'
import { partsOf } from '../../rules/pricing.ts'
import { type PriceRow, price, pricingOf } from '../catalog/price.ts'
import { meter } from './billing.meter.ts'
import { type Item, priceIdOf } from './subscription_item.ts'
import { isMetered } from './subscription_lines.ts'
import type { Subscription } from './subscription_state.ts'

export interface ThresholdsGiven {
  readonly billing_thresholds?:
    | { readonly amount_gte?: number; readonly reset_billing_cycle_anchor?: boolean }
    | ''
    | null
}

/** "Set the value to at least 50 currency units", says the page. */
const AMOUNT_LEAST = 50

/** Refuses what is too little; `at` is the parameter in which the thresholds stand. */
export function checkAmount({ billing_thresholds: given }: ThresholdsGiven, at = 'billing_thresholds'): void {
  const amount = given ? given.amount_gte : undefined
  if (amount !== undefined && amount < AMOUNT_LEAST) throw tooSmall(AMOUNT_LEAST, `${at}[amount_gte]`)
}

/** The thresholds of a subscription after a call. What it does not say stays: the page resets the anchor by a call of its own. */
export function thresholdsAfter(
  before: Subscription['billing_thresholds'],
  { billing_thresholds: given }: ThresholdsGiven,
): Partial<Subscription> {
  if (given === undefined) return {}
  if (!given) return { billing_thresholds: null }
  const { amount_gte, reset_billing_cycle_anchor } = { ...before, ...given }
  return {
    billing_thresholds: {
      amount_gte: amount_gte ?? null,
      reset_billing_cycle_anchor: reset_billing_cycle_anchor ?? null,
    },
  }
}

export interface ItemThresholdsGiven {
  readonly billing_thresholds?: { readonly usage_gte: number } | '' | null
}

/** The threshold of an item; undefined where the call says nothing. Wording [M]. */
export function itemThresholds(
  { billing_thresholds: given }: ItemThresholdsGiven,
  of: PriceRow,
  param: string,
): { usage_gte: number } | null | undefined {
  if (given === undefined) return undefined
  if (!given) return null
  if (!isMetered(of))
    throw invalid('You can only set `billing_thresholds` on an item whose price has `usage_type=metered`.', { param })
  if (given.usage_gte < 1) throw tooSmall(1, `${param}[usage_gte]`)
  return { usage_gte: given.usage_gte }
}

/** Whether usage is measured against anything. */
const isLimited = (self: Subscription, items: readonly Item[]): boolean =>
  self.billing_thresholds !== null || items.some((item) => item.billing_thresholds !== null)

/**
 * Has what is reported to the meters of a subscription's items looked at, if it has thresholds. Throws the refusal of what
 * they cannot go with.
 */
export function watchUsage(tx: Tx, self: Subscription, items: readonly Item[]): void {
  if (!isLimited(self, items)) return
  const prices = tx.all(price, items.map(priceIdOf)).filter(isMetered)
  checkFlat(self, prices)
  const rows = tx.any(prices.flatMap((one) => one.recurring!.meter ?? [])).filter((row) => row !== undefined)
  const found = tx.all(
    meter,
    rows.map(({ id }) => id),
  )
  // As the SDK says of `aggregate_usage=last_ever`. Wording [M].
  const last = found.some(({ default_aggregation: { formula } }) => formula === 'last')
  if (last && self.billing_thresholds?.reset_billing_cycle_anchor)
    throw invalid(
      'You cannot set `reset_billing_cycle_anchor` when the subscription has a meter that takes the last value.',
      { param: 'billing_thresholds[reset_billing_cycle_anchor]' },
    )
  for (const one of new Set(found))
    if (!one.hidden?.limited) tx.update(meter, one, { hidden: { ...one.hidden, limited: true } })
}

/** "Monetary thresholds must be greater than the sum of any flat fees on metered subscription items." Wording [M]. */
function checkFlat({ billing_thresholds: limits, currency }: Subscription, prices: readonly PriceRow[]): void {
  const limit = limits?.amount_gte ?? null
  if (limit === null) return
  const flat = prices
    .flatMap((one) => partsOf(pricingOf(one, currency), rational(0n)))
    .reduce((sum, { amount }) => add(sum, amount), rational(0n))
  if (cmp(flat, rational(BigInt(limit))) >= 0)
    throw invalid('The `amount_gte` must be greater than the sum of the flat fees of the metered items.', {
      param: 'billing_thresholds[amount_gte]',
    })
}
