// What the summary of billing knows of a subscription: what it was at a time, and what it brought in a month then. Only what a
// subscription is now is kept, so its items are those of today whenever it is asked about. (docs/billing-summary.md)
import type { AnyRow } from '../../kernel/resource.ts'
import { CLOCKED, WHOLE } from '../../kernel/terms.ts'
import type { Tx } from '../../kernel/tx.ts'
import { rational } from '../../lib/rational.ts'
import { type Charged, monthlyAmount } from '../../rules/monthly.ts'
import { amountOf } from '../../rules/pricing.ts'
import { type PriceRow, pricingOf } from '../catalog/price.ts'
import { type Customer, customer } from '../payments/customer_state.ts'
import type { Budget, Scope } from './billing_summary.ts'
import { type Discount, ruleOf } from './discount.ts'
import { inheritedDiscounts } from './discount.ts'
import { isMetered, recurrenceOf } from './subscription_lines.ts'
import { type Subscription, subscription } from './subscription_state.ts'

/** A subscription that began once. */
export interface Counted {
  readonly row: Subscription
  readonly currency: string
  /** The time of its own clock. */
  readonly now: number
  /** What each of its items costs a period, and the discounts of the item and of the whole. */
  readonly items: readonly (Omit<Charged, 'discounts'> & { readonly discounts: readonly Discount[] })[]
  readonly discounts: readonly Discount[]
}

type State = 'active' | 'none' | 'past_due' | 'trialing'

/** Those that never began. */
const UNBEGUN: readonly string[] = ['incomplete', 'incomplete_expired']

/** The subscriptions that were made before the end of the time, and began once. */
export function subscriptionsMade(tx: Tx, { span, terms }: Scope, budget: Budget): Subscription[] {
  const everything = [[WHOLE], [CLOCKED]]
  const query = { to: span.end - 1, limit: budget.left + 1 }
  const all = tx.lists(subscription, terms.length === 0 ? everything : [terms], query).flat()
  budget.take(all.length)
  return all.filter(({ status }) => !UNBEGUN.includes(status))
}

const itemsOf = ({ items }: Subscription) =>
  items.data as unknown as readonly { price: PriceRow; quantity?: number; discounts: string[] }[]
const idsOf = (values: readonly unknown[]): string[] => [...new Set(values.filter((id) => typeof id === 'string'))]

/** The ids of what they refer to: clocks, prices, discounts, and the customers whose discounts they may have. */
export const referencesOf = (rows: readonly Subscription[]): string[] =>
  idsOf([
    ...rows.filter(({ discounts }) => discounts.length === 0).map((row) => row.customer),
    ...rows.flatMap((row) => [row.test_clock, ...row.discounts]),
    ...rows.flatMap((row) => itemsOf(row).flatMap((item) => [item.price.id, ...item.discounts])),
  ])

/** The ids of the discounts of customers among rows. */
export const inheritedFrom = (rows: readonly (AnyRow | undefined)[]): string[] =>
  idsOf(rows.flatMap((row) => (isCustomer(row) ? inheritedDiscounts(row) : [])))

const isCustomer = (row: unknown): row is Customer => (row as AnyRow | undefined)?.object === customer.object

/** A subscription with what it refers to, from rows by their ids; `accountNow` is the time of what lives by no clock. */
export function counted(row: Subscription, found: ReadonlyMap<string, unknown>, accountNow: number): Counted {
  const discountsIn = (ids: readonly unknown[]) =>
    idsOf(ids).flatMap((id) => (found.get(id) as Discount | undefined) ?? [])
  const owner = found.get(row.customer as string) as Customer | undefined
  const standing = row.discounts.length > 0 || !owner ? row.discounts : inheritedDiscounts(owner)
  const clock = found.get(String(row.test_clock)) as { frozen_time: number } | undefined
  const items = itemsOf(row)
    .filter((item) => !isMetered(item.price))
    .map(({ price: shown, quantity = 1, discounts }) => {
      // A plan may have been deleted since; of its price the subscription knows all but the tiers.
      const sold = (found.get(shown.id) as PriceRow | undefined) ?? { ...shown, hidden: {} }
      return {
        amount: amountOf(pricingOf(sold, row.currency), rational(BigInt(quantity))),
        ...recurrenceOf(sold),
        product: sold.product as string,
        discounts: discountsIn(discounts),
      }
    })
  return { row, currency: row.currency, now: clock?.frozen_time ?? accountNow, items, discounts: discountsIn(standing) }
}

/**
 * What it was just before a time (epoch seconds), or is now where that has not come yet. Since when it has been past due, unpaid
 * or paused is not kept: it counts so now, and as active before.
 */
function stateAt({ row, now }: Counted, time: number): State {
  const at = Math.min(time, now + 1)
  if (row.created >= at || (row.ended_at !== null && row.ended_at < at)) return 'none'
  if (row.trial_start !== null && row.trial_end !== null && row.trial_start < at && row.trial_end >= at)
    return 'trialing'
  if (time <= now || row.status === 'active' || row.status === 'trialing') return 'active'
  return row.status === 'past_due' ? 'past_due' : 'none'
}

/** Whether it brings revenue again and again. */
export const isPaying = (state: State): boolean => state === 'active' || state === 'past_due'

/** What it was just before a time, and what it brought in a month then, in minor units. */
export interface Seen {
  readonly state: State
  readonly monthly: number
}

/** The same at several times. It is reckoned once for each set of discounts that runs at one of them. */
export function seenAt(one: Counted, times: readonly number[]): Seen[] {
  const known = new Map<string, number>()
  return times.map((time): Seen => {
    const state = stateAt(one, time)
    if (!isPaying(state)) return { state, monthly: 0 }
    const at = Math.min(time, one.now + 1) - 1
    const isRunning = ({ start, end, hidden }: Discount) =>
      hidden.duration !== 'once' && start <= at && (end === null || at < end)
    const all = [one.discounts, ...one.items.map(({ discounts }) => discounts)].map((list) => list.filter(isRunning))
    const key = all.map((list) => list.map(({ id }) => id).join(' ')).join('|')
    const monthly = known.get(key) ?? amountWith(one, all, at)
    known.set(key, monthly)
    return { state, monthly }
  })
}

/** `discounts` are those of the whole first, and then those of each item. */
function amountWith({ items, currency }: Counted, [whole, ...own]: readonly Discount[][], at: number): number {
  const rules = (discounts: readonly Discount[] = []) => discounts.flatMap((row) => ruleOf(row, currency, at) ?? [])
  return monthlyAmount(
    items.map((item, i) => ({ ...item, discounts: rules(own[i]) })),
    rules(whole),
  )
}
