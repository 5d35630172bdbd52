// What a call changes of a subscription's items: each as it was and as it shall be, and from when on.
// (https://docs.stripe.com/api/subscriptions/update#update_subscription-items)
import { invalid, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isSameRecurrence } from '../../rules/periods.ts'
import { checkMetered } from '../catalog/aggregate_usage.ts'
import { type PriceRow, pricingOf } from '../catalog/price.ts'
import { checkIn } from '../catalog/price_currency.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import {
  at as paramAt,
  type Chooser,
  checkPrice,
  checkTogether,
  pricesGiven,
  pricesOf,
  quantityGiven,
  UNBUILT,
  wishOf,
} from './subscription_choose.ts'
import {
  type Item,
  type ItemGiven,
  type ItemWish,
  itemRows,
  priceIdOf,
  subscriptionItem,
  startOf,
} from './subscription_item.ts'
import { isMetered, type Product, productsOf, recurrenceOf } from './subscription_lines.ts'
import type { Configured } from './subscription_proration.ts'
import type { SettingsGiven } from './subscription_settings.ts'
import { checkCleared } from './subscription_usage_cleared.ts'
import { modeOf, type Subscription } from './subscription_state.ts'
import { itemThresholds } from './subscription_thresholds.ts'
import { checkTrialEnd } from './subscription_timing.ts'

/** An item as it was and as it shall be. */
export interface Step {
  readonly item: Item | undefined
  readonly before: Configured | undefined
  readonly after:
    | (Configured & {
        readonly given: ItemGiven
        readonly quantityGiven: number | undefined
        /** Undefined where they stay. */
        readonly thresholds?: { readonly usage_gte: number } | null | undefined
      })
    | undefined
  /** What a new item is made from. */
  readonly wish?: ItemWish & { readonly id: string }
}

export interface Plan {
  readonly steps: readonly Step[]
  /** When it is carried out, and the moment that prorations are reckoned from, in epoch seconds. */
  readonly now: number
  readonly at: number
  /** The anchor is moved to now. */
  readonly isReset: boolean
  /** A trial begins, or lasts until another time. */
  readonly trialEnd: number | undefined
  /** A trial is ended: its first period begins now. */
  readonly isOver: boolean
}

/** What a call changes that is billed; nothing if it changes only what is noted on the subscription. */
export function planned(
  tx: Tx,
  self: Subscription,
  params: SettingsGiven,
  param: string,
  { now = tx.now, ids = [], chosen }: Again = {},
): Plan | undefined {
  const given = (params.items ?? []) as ItemGiven[]
  const anchor = anchorGiven(params)
  const trialEnd = (params.trial_end || undefined) as number | 'now' | undefined
  if (params.proration_date !== undefined) prorationDate(tx, self, params, itemRows(tx, self))
  if (given.length === 0 && anchor !== 'now' && trialEnd === undefined && !params.add_invoice_items?.length)
    return undefined
  const rows = itemRows(tx, self)
  const prices = pricesOf(tx, rows)
  const at = prorationDate(tx, self, params, rows)
  if (typeof trialEnd === 'number') checkTrialEnd(trialEnd, now)
  const steps = stepsOf(tx, self, given, rows, prices, { param, ids, chosen })
  const isTrial = self.trial_end !== null && now < self.trial_end
  const isOver = trialEnd === 'now' && self.status === 'trialing'
  if (isTrial && anchor === 'now' && !isOver)
    throw unbuilt('Brindle does not move the anchor of a subscription that is in its trial.', 'billing_cycle_anchor')
  const isReset = anchor === 'now' || (modeOf(self) === 'classic' && !isTrial && resetsByItself(steps, self.currency))
  return { steps, now, at, isReset: isReset || isOver, trialEnd: trialEnd === 'now' ? undefined : trialEnd, isOver }
}

/** A plan that was made before: when that was, under which ids its new items stand, and which prices a schedule has chosen. */
interface Again {
  readonly now?: number
  readonly ids?: readonly string[]
  readonly chosen?: ReadonlySet<string> | undefined
}

/** From 2026-09-30.endive on it is a hash, before that a word. */
function anchorGiven({ billing_cycle_anchor: anchor }: SettingsGiven): string | undefined {
  return typeof anchor === 'object' ? (anchor as { type: string }).type : (anchor as string | undefined)
}

/** Classic billing begins anew where the interval changes, or something free is paid for. (docs.stripe.com/billing/subscriptions/billing-cycle) */
function resetsByItself(steps: readonly Step[], currency: string): boolean {
  const interval = steps.some(
    ({ before, after }) => before && after && !isSameRecurrence(recurrenceOf(before.price), recurrenceOf(after.price)),
  )
  const isFree = (side: 'before' | 'after') =>
    steps.every((step) => !step[side] || pricingOf(step[side].price, currency).unit_amount_decimal === '0')
  return interval || (isFree('before') && !isFree('after'))
}

/** The moment of the change. That it does not go with `none`: docs.stripe.com/api/invoices/create_preview; its words are [M]. (https://docs.stripe.com/api/subscriptions/update#update_subscription-proration_date) */
function prorationDate(tx: Tx, self: Subscription, params: SettingsGiven, rows: readonly Item[]): number {
  const { proration_date: at } = params
  if (at === undefined) return tx.now
  if (params.proration_behavior === 'none')
    throw invalid('You cannot specify `proration_date` when `proration_behavior=none`', { param: 'proration_date' })
  if (anchorGiven(params) === 'now')
    throw invalid('You cannot specify `proration_date` when `billing_cycle_anchor=now`', { param: 'proration_date' })
  const start = startOf(rows)
  const end = Math.max(...rows.map((item) => item.current_period_end))
  const earliest = self.start_date < self.created && start <= self.created ? self.start_date : start
  if (at < earliest || at > end)
    throw invalid('Cannot specify proration date outside of current subscription period', { param: 'proration_date' })
  return at
}

interface Known {
  readonly row: Item
  readonly price: PriceRow
  /** What is asked of it, as which of those that are asked for, and with which price. */
  readonly i: number
  readonly given?: ItemGiven
  readonly wanted?: PriceRow
}

function stepsOf(
  tx: Tx,
  self: Subscription,
  given: readonly ItemGiven[],
  rows: readonly Item[],
  prices: readonly PriceRow[],
  { param, ids, chosen }: { param: string; ids: readonly string[]; chosen: ReadonlySet<string> | undefined },
): Step[] {
  const of: Chooser = {
    customer: self.customer as string,
    subscription: self.id,
    currency: self.currency,
    mode: modeOf(self),
    start: tx.now,
    param,
    ...(chosen && { known: chosen }),
  }
  for (const one of given) refuseUnbuilt(one, UNBUILT, ' for an item of a subscription')
  checkCleared(self, rows, given, param)
  const asked = pricesGiven(tx, given, param)
  for (const [i, row] of asked.entries()) if (row) checkIn(row, self.currency, paramAt(param, i, 'price'))
  for (const [i, { id }] of given.entries())
    if (id !== undefined && !rows.some((row) => row.id === id))
      throw invalid(`No subscription item with this ID (${id}) on the subscription.`, {
        param: paramAt(param, i, 'id'),
      })
  const known = rows.map((row, k): Known => {
    const i = given.findIndex(({ id }) => id === row.id)
    return { row, i, price: prices[k]!, ...(i >= 0 && { given: given[i]!, wanted: asked[i] ?? prices[k]! }) }
  })
  const fresh = given
    .flatMap((one, i) => (one.id === undefined ? [i] : []))
    .map((i, k) => ({
      wish: { ...wishOf(tx, given[i]!, asked[i], i, of), id: ids[k] ?? tx.id(subscriptionItem) },
      given: given[i]!,
    }))
  for (const { wish } of fresh) {
    const holder = known.find(
      ({ given: changed, wanted, price }) => !changed?.deleted && (wanted ?? price).id === wish.price.id,
    )
    if (holder) throw alreadyUsed(wish.price.id, holder.row.id)
  }
  const left = [
    ...known.filter((one) => !one.given?.deleted).map(({ wanted, price }) => wanted ?? price),
    ...fresh.map(({ wish }) => wish.price),
  ]
  if (left.length === 0) throw lastItem()
  checkTogether(left, of)
  const products = productsOf(tx, [
    ...known.map(({ price }) => price),
    ...known.map(({ wanted, price }) => wanted ?? price),
    ...fresh.map(({ wish }) => wish.price),
  ])
  return [
    ...known.map(({ row, i, price, given: one, wanted }, k): Step => {
      const before = configured(row, price, products[k]!)
      if (!one) return { item: row, before, after: { ...before, given: {}, quantityGiven: row.quantity } }
      if (one.deleted) return { item: row, before, after: undefined }
      return {
        item: row,
        before,
        after: after(
          tx,
          self,
          row,
          one,
          wanted!,
          products[rows.length + k]!,
          (name) => paramAt(param, i, name),
          chosen,
        ),
      }
    }),
    ...fresh.map(({ wish, given: one }, k): Step => {
      const sold = products[2 * rows.length + k]!
      const after = { price: wish.price, product: sold, quantity: wish.quantity ?? 0, discounts: [], rates: wish.rates }
      return { item: undefined, before: undefined, after: { ...after, given: one, quantityGiven: wish.quantity }, wish }
    }),
  ]
}

const configured = (row: Item, price: PriceRow, product: Product): Configured => ({
  price,
  product,
  quantity: row.quantity ?? 0,
  discounts: row.discounts as string[],
  rates: (row.tax_rates ?? []) as object[],
})

function after(
  tx: Tx,
  self: Subscription,
  row: Item,
  given: ItemGiven,
  price: PriceRow,
  product: Product,
  at: (name: string) => string,
  chosen: ReadonlySet<string> | undefined,
) {
  if (price.id !== priceIdOf(row)) checkPrice(price, given, at('price'))
  if (price.id !== priceIdOf(row) && !chosen?.has(price.id)) checkMetered(tx, price, at('price'))
  const kept = isMetered(price) ? undefined : (given.quantity ?? row.quantity ?? 1)
  const limits = itemThresholds(given as never, price, at('billing_thresholds'))
  const quantity = given.quantity === undefined ? kept : quantityGiven(given, price, at('quantity'))
  const standing = {
    customer: self.customer as string,
    subscription: self.id,
    subscription_item: row.id,
    start: tx.now,
    currency: self.currency,
  }
  return {
    price,
    product,
    quantity: quantity ?? 0,
    quantityGiven: quantity,
    thresholds: limits === undefined && !isMetered(price) ? null : limits,
    discounts:
      given.discounts === undefined
        ? (row.discounts as string[])
        : discountsOf(
            tx,
            given.discounts as DiscountGiven[] | '',
            standing,
            row.discounts as string[],
            at('discounts'),
          ),
    rates:
      given.tax_rates === undefined
        ? ((row.tax_rates ?? []) as object[])
        : taxRatesAt(tx, given.tax_rates, at('tax_rates')),
    given,
  }
}

/** Recorded. */
const alreadyUsed = (price: string, item: string) =>
  invalid(
    `A new item with Price ${price} can't be added to this Subscription because an existing Subscription Item ${item} is ` +
      'already using that Price. If you want to update the existing item (e.g., to adjust the quantity), pass the existing ' +
      "Subscription Item's `id` in your update request: https://stripe.com/docs/api/subscriptions/update#update_subscription-items-id",
    { param: 'plan' },
  )

/** (the words: several projects that quote Stripe's answer) */
const lastItem = () =>
  invalid(
    'A subscription must have at least one active plan. To cancel a subscription, please use the cancel API endpoint on /v1/subscriptions.',
  )

/** Whether a step changes what is billed. */
export const isBilled = ({ before, after }: Step): boolean =>
  !before || !after || before.price.id !== after.price.id || before.quantity !== after.quantity
