// Measuring what is used against the thresholds of a subscription: soon after an event of a meter has come in, what is owed by
// then is billed, and the cycle begins anew where it is to.
// (https://docs.stripe.com/billing/subscriptions/usage-based/thresholds)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { cmp, type Rational, rational } from '../../lib/rational.ts'
import { applyDiscounts } from '../../rules/discounts.ts'
import { customer } from '../payments/customer.ts'
import { inheritedDiscounts } from './discount.ts'
import { invoice } from './invoice_state.ts'
import { allLines } from './line_item.ts'
import { pricesOf } from './subscription_choose.ts'
import { restart } from './subscription_cycle.ts'
import { billCycle } from './subscription_invoice.ts'
import { type Item, itemRows, startOf, subscriptionItem } from './subscription_item.ts'
import { type Billed, isMetered, type ItemLine, productsOf } from './subscription_lines.ts'
import { rulesAt } from './subscription_proration.ts'
import { limitedBy, PER_CUSTOMER_MAX, type Subscription, subscription, timed } from './subscription_state.ts'
import { usages } from './subscription_usage.ts'
import { begun, billedOf, remembered, since, usedLines } from './subscription_usage_lines.ts'

/** A customer has used something of a meter (`customer,meter`): their subscriptions that it concerns are measured. */
export function measureAll(tx: Tx, place: string): void {
  const found = tx.list(subscription, [limitedBy(place)], { limit: PER_CUSTOMER_MAX })
  for (const { id } of found.toReversed()) tx.schedule(tx.now, 'subscription.measure', { id })
}

/** Those that run: a trial has no thresholds, says the page; that nothing is measured while nobody pays is [K]. */
const MEASURED: readonly string[] = ['active', 'past_due']

/** "Not evaluated during the 24 hours leading up to the end", says the page. */
const QUIET_SECONDS = DAY

/** An item that is billed by its use, as far as it is used. */
interface Measured extends Billed {
  readonly meter: string
  /** All of its usage in its period, and that of the current second. */
  readonly usage: Rational
  readonly second: Rational
  readonly lines: readonly ItemLine[]
}

/** Bills what was used, where a threshold is reached. */
export function measure(account: Tx, id: string): void {
  const self = account.find(subscription, id)
  if (!self || !MEASURED.includes(self.status)) return
  const tx = timed(account, self)
  const items = itemRows(tx, self)
  if (Math.min(...items.map((item) => item.current_period_end)) - tx.now <= QUIET_SECONDS) return
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const measured = measuredOf(tx, self, items)
  const due = measured.filter(({ lines }) => lines.length > 0)
  const reached = due.filter(isReached)
  const limit = self.billing_thresholds?.amount_gte ?? null
  const isOwed = limit !== null && owed(tx, self, who, due) >= limit
  if (!isOwed && reached.length === 0) return
  const isReset = self.billing_thresholds?.reset_billing_cycle_anchor === true
  const bill = isReset ? resetWith(tx, self, items, measured) : billBetween(tx, self, who, due)
  remember(tx, measured, isReset)
  const draft = tx.get(invoice, bill)
  const lines = allLines(tx, bill)
  tx.amend(invoice, draft, {
    threshold_reason: {
      amount_gte: isOwed ? limit : null,
      item_reasons: reached.map(({ item }) => ({
        line_item_ids: lines
          .filter(({ parent }) => parent?.subscription_item_details?.subscription_item === item.id)
          .map((line) => line.id),
        usage_gte: item.billing_thresholds!.usage_gte!,
      })),
    },
  })
}

function measuredOf(tx: Tx, self: Subscription, items: readonly Item[]): Measured[] {
  const prices = pricesOf(tx, items)
  const products = productsOf(tx, prices)
  const metered = items.flatMap((item, i) =>
    isMetered(prices[i]!) && prices[i]!.recurring!.meter ? [{ item, price: prices[i]!, product: products[i]! }] : [],
  )
  // What comes in within this second is in it.
  const until = tx.now + 1
  const found = usages(tx, self, [
    ...metered.map(({ item, price }) => ({ item, price, period: { start: item.current_period_start, end: until } })),
    ...metered.map(({ item, price }) => ({ item, price, period: { start: tx.now, end: until } })),
  ])
  return metered.map((one, i) => {
    const usage = found[i]!
    const meter = one.price.recurring!.meter!
    const billed = { ...one, quantity: usage, period: { start: one.item.current_period_start, end: tx.now } }
    const isNew = cmp(since(usage, billedOf(one.item, meter)), rational(0n)) !== 0
    return {
      ...billed,
      meter,
      usage,
      second: found[metered.length + i]!,
      lines: isNew ? usedLines(self, one.item, billed) : [],
    }
  })
}

function isReached({ item, usage, meter }: Measured): boolean {
  const limit = item.billing_thresholds?.usage_gte
  if (limit == null) return false
  return cmp(since(usage, billedOf(item, meter)), rational(BigInt(limit))) >= 0
}

/** What is owed, after discounts and without taxes (minor units): "excludes taxes, but includes discounts". */
function owed(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, due: readonly Measured[]): number {
  const all = self.discounts.length > 0 ? (self.discounts as string[]) : inheritedDiscounts(who)
  const wishes = due.flatMap(({ lines, product }) => lines.map(({ wish }) => ({ wish, product: product.id })))
  const taken = applyDiscounts(
    wishes.map(({ wish, product }) => ({
      amount: wish.amount,
      discountable: wish.discountable,
      product,
      discounts: rulesAt(tx, self, wish.discounts, tx.now),
    })),
    rulesAt(tx, self, all, tx.now),
  )
  const off = taken.flat().reduce((sum, { amount }) => sum + amount, 0)
  return wishes.reduce((sum, { wish }) => sum + wish.amount, 0) - off
}

/** Bills what was used until now; the periods go on. */
function billBetween(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, due: readonly Measured[]): string {
  const id = tx.id(invoice)
  const next = tx.update(subscription, self, { latest_invoice: id })
  const period = { start: startOf(due.map(({ item }) => item)), end: tx.now }
  const lines = due.flatMap((one) => one.lines)
  billCycle(tx, next, who, { id, reason: 'subscription_threshold', period, lines })
  return id
}

/** Bills what was used until now, and begins all periods anew, as at their ends. */
function resetWith(tx: Tx, self: Subscription, items: readonly Item[], measured: readonly Measured[]): string {
  const usage = items.map((item) => measured.find((one) => one.item.id === item.id)?.usage)
  return restart(tx, self, usage).latest_invoice as string
}

/** What is billed is not billed again: neither at the end of the period, nor as the first second of a new one. */
function remember(tx: Tx, measured: readonly Measured[], isReset: boolean): void {
  for (const { item, meter, usage, second, period } of measured) {
    const row = tx.get(subscriptionItem, item.id)
    const used = isReset ? begun(meter, tx.now, second) : remembered(meter, period, usage, billedOf(item, meter))
    tx.update(subscriptionItem, row, { hidden: { ...row.hidden, used } })
  }
}
