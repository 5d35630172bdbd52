// What a call changes of a subscription's items: each as it was and as it shall be, and from when on.
// (https://docs.stripe.com/api/subscriptions/update#update_subscription-items)
import { invalid } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isSameRecurrence } from '../../rules/periods.ts'
import type { PriceRow } from '../catalog/price.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { taxRatesAt } from './invoiceitem.ts'
import { type Chooser, checkTogether, pricesGiven, pricesOf, quantityGiven, wishOf } from './subscription_choose.ts'
import { type Item, type ItemGiven, itemRows } from './subscription_item.ts'
import { isMetered, type Product, productsOf, recurrenceOf } from './subscription_lines.ts'
import type { Configured } from './subscription_proration.ts'
import type { SettingsGiven } from './subscription_settings.ts'
import { modeOf, type Subscription } from './subscription_state.ts'
import { checkTrialEnd } from './subscription_timing.ts'

/** An item as it was and as it shall be. */
export interface Step {
  readonly item: Item | undefined
  readonly before: Configured | undefined
  readonly after: (Configured & { readonly given: ItemGiven; readonly quantityGiven: number | undefined }) | undefined
  /** What a new item is made from. */
  readonly wish?: ReturnType<typeof wishOf>
}

export interface Plan {
  readonly steps: readonly Step[]
  readonly at: number
  /** The anchor is moved to now. */
  readonly isReset: boolean
  /** A trial begins, lasts until another time, or ends. */
  readonly trialEnd: number | 'now' | undefined
}

/** What a call changes that is billed; nothing if it changes only what is noted on the subscription. */
export function planned(
  tx: Tx,
  self: Subscription,
  params: SettingsGiven,
  param: string,
  known?: ReadonlySet<string>,
): Plan | undefined {
  const given = (params.items ?? []) as ItemGiven[]
  const anchor = anchorGiven(params)
  const trialEnd = (params.trial_end || undefined) as number | 'now' | undefined
  if (given.length === 0 && anchor !== 'now' && trialEnd === undefined && !params.add_invoice_items?.length)
    return undefined
  const rows = itemRows(tx, self)
  const prices = pricesOf(tx, rows)
  const at = prorationDate(tx, self, params, rows)
  if (typeof trialEnd === 'number') checkTrialEnd(trialEnd, tx.now)
  const steps = stepsOf(tx, self, given, rows, prices, param, known)
  const isReset = anchor === 'now' || (modeOf(self) === 'classic' && resetsByItself(steps))
  return { steps, at, isReset, trialEnd }
}

/** From 2026-09-30.endive on it is a hash, before that a word. */
function anchorGiven({ billing_cycle_anchor: anchor }: SettingsGiven): string | undefined {
  return typeof anchor === 'object' ? (anchor as { type: string }).type : (anchor as string | undefined)
}

/** Classic billing begins anew where the interval changes, or something free is paid for. (docs.stripe.com/billing/subscriptions/billing-cycle) */
function resetsByItself(steps: readonly Step[]): boolean {
  const interval = steps.some(
    ({ before, after }) => before && after && !isSameRecurrence(recurrenceOf(before.price), recurrenceOf(after.price)),
  )
  const isFree = (side: 'before' | 'after') =>
    steps.every((step) => (step[side]?.price.unit_amount ?? (step[side] ? 1 : 0)) === 0)
  return interval || (isFree('before') && !isFree('after'))
}

/** The moment of the change. (https://docs.stripe.com/api/subscriptions/update#update_subscription-proration_date) */
function prorationDate(tx: Tx, self: Subscription, params: SettingsGiven, rows: readonly Item[]): number {
  const { proration_date: at } = params
  if (at === undefined) return tx.now
  if (anchorGiven(params) === 'now')
    throw invalid('You cannot specify `proration_date` when `billing_cycle_anchor=now`', { param: 'proration_date' })
  const start = Math.min(...rows.map((item) => item.current_period_start))
  const end = Math.max(...rows.map((item) => item.current_period_end))
  const earliest = self.start_date < self.created && start <= self.created ? self.start_date : start
  if (at < earliest || at > end)
    throw invalid('Cannot specify proration date outside of current subscription period', { param: 'proration_date' })
  return at
}

function stepsOf(
  tx: Tx,
  self: Subscription,
  given: readonly ItemGiven[],
  rows: readonly Item[],
  prices: readonly PriceRow[],
  param: string,
  chosen?: ReadonlySet<string>,
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
  const asked = pricesGiven(tx, given, param)
  for (const [i, { id }] of given.entries())
    if (id !== undefined && !rows.some((row) => row.id === id))
      throw invalid(`Invalid subscription_item id: ${id}`, param ? { param: `${param}[${i}][id]` } : {})
  const known = rows.map((row, k): { row: Item; price: PriceRow; given?: ItemGiven; wanted?: PriceRow } => {
    const i = given.findIndex(({ id }) => id === row.id)
    return { row, price: prices[k]!, ...(i >= 0 && { given: given[i]!, wanted: asked[i] ?? prices[k]! }) }
  })
  const fresh = given.flatMap((one, i) =>
    one.id === undefined ? [{ wish: wishOf(tx, one, asked[i], i, of), given: one }] : [],
  )
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
    ...known.map(({ row, price, given: one, wanted }, k): Step => {
      const before = configured(row, price, products[k]!)
      if (!one) return { item: row, before, after: { ...before, given: {}, quantityGiven: row.quantity } }
      if (one.deleted) return { item: row, before, after: undefined }
      return { item: row, before, after: after(tx, self, row, one, wanted!, products[rows.length + k]!, param) }
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
  param: string,
) {
  const at = (name: string) => (param === '' ? name : `${param}[${name}]`)
  const kept = isMetered(price) ? undefined : (given.quantity ?? row.quantity ?? 1)
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
