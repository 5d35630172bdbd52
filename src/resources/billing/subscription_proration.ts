// Prorations: what a change in the middle of a period gives back of what was charged, and what it charges for the rest.
// (https://docs.stripe.com/billing/subscriptions/prorations; docs.stripe.com/billing/subscriptions/billing-mode/compare)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Rational, rational, roundHalfUp, sub } from '../../lib/rational.ts'
import { applyDiscounts, type Discount as Rule } from '../../rules/discounts.ts'
import { amountOf } from '../../rules/pricing.ts'
import { prorated, type Span, shareIn } from '../../rules/proration.ts'
import { type PriceRow, pricingOf } from '../catalog/price.ts'
import { type Discount, ruleOf } from './discount.ts'
import { type InvoiceItem, insertItem } from './invoiceitem_state.ts'
import * as describe from './line_description.ts'
import { pricedBy } from './line_item.ts'
import { type Debit, type Item, periodOf, subscriptionItem } from './subscription_item.ts'
import { isMetered, type Product, recurrenceOf } from './subscription_lines.ts'
import { modeOf, type Subscription } from './subscription_state.ts'
import { wholePeriod } from './subscription_timing.ts'

/** What an item is, or shall be. */
export interface Configured {
  readonly price: PriceRow
  readonly product: Product
  readonly quantity: number
  readonly discounts: readonly string[]
  readonly rates: readonly object[]
}

/** One proration: money back for what is not used, or money for the rest of the period. */
export interface Proration {
  readonly kind: 'Unused' | 'Remaining'
  readonly item: string
  readonly amount: number
  readonly period: Span
  readonly price: { readonly id: string; readonly product: unknown }
  readonly product: Product
  readonly quantity: number
  readonly percent_off: string | null
  /** What it gives back. */
  readonly credited: object | null
  readonly rates: readonly object[]
}

/** What was charged for a period, exactly, and may be given back of it. */
interface Charged extends Omit<Debit, 'amount'> {
  readonly amount: Rational
  /** The period that the amount is for, where only a part of it was charged. */
  readonly whole: Span
}

/** What is to be given back of an item from a moment (epoch seconds) on. */
export function credits(tx: Tx, self: Subscription, item: Item, now: Configured, at: number): Proration[] {
  if (isMetered(now.price)) return []
  const given = modeOf(self) === 'flexible' ? item.hidden.debits.map(exactly) : classicDebits(tx, self, item, now, at)
  return given
    .filter(({ period }) => period.end > at)
    .map((debit) => {
      const start = Math.max(at, debit.period.start)
      return {
        kind: 'Unused' as const,
        item: item.id,
        amount: prorated(sub(rational(0n), debit.amount), shareIn(debit.whole, { start, end: debit.period.end })),
        period: { start, end: debit.period.end },
        price: debit.price === now.price.id ? now.price : { id: debit.price, product: now.price.product },
        product: now.product,
        quantity: debit.quantity,
        percent_off: debit.percent_off,
        credited: creditedBy(debit),
        rates: now.rates,
      }
    })
}

const exactly = (debit: Debit): Charged => ({
  ...debit,
  amount: rational(BigInt(debit.amount)),
  whole: debit.period,
})

/** Classic billing gives back what the item costs now, whatever was charged for it. In a trial nothing was. */
function classicDebits(tx: Tx, self: Subscription, item: Item, now: Configured, at: number): Charged[] {
  if (self.trial_end !== null && at < self.trial_end) return []
  const [amount, percent_off] = netAmount(tx, self, now, at)
  const [last] = item.hidden.debits
  const period = periodOf(item)
  // The first period may be a part of a whole one, and cost as much as its share.
  const whole = wholePeriod({ anchor: self.billing_cycle_anchor }, recurrenceOf(now.price), period.start)
  const debit = { amount, period, whole, quantity: now.quantity, price: now.price.id, percent_off }
  return [{ ...debit, ...(last?.lines && { lines: last.lines }) }]
}

const creditedBy = ({ lines, pending }: Pick<Debit, 'lines' | 'pending'>): object | null => {
  if (lines)
    return {
      invoice_line_item_details: { invoice: lines.invoice, invoice_line_items: [...lines.ids] },
      type: 'invoice_line_items',
    }
  return pending === undefined ? null : { invoice_item: pending, type: 'invoice_item' }
}

/** What an item costs for a part of a period, `full`, that it is billed by. Nothing for what is metered. */
export function remaining(
  tx: Tx,
  self: Subscription,
  item: string,
  then: Configured,
  full: Span,
  part: Span,
): Proration[] {
  if (isMetered(then.price) || part.start >= part.end) return []
  const [net, percent_off] = netAmount(tx, self, then, part.start)
  return [
    {
      kind: 'Remaining',
      item,
      amount: prorated(net, shareIn(full, part)),
      period: part,
      price: then.price,
      product: then.product,
      quantity: then.quantity,
      percent_off,
      credited: null,
      rates: then.rates,
    },
  ]
}

/** What a whole period costs after discounts, exactly, and the percentage that is told of. */
function netAmount(tx: Tx, self: Subscription, of: Configured, at: number): [Rational, string | null] {
  const full = amountOf(pricingOf(of.price, self.currency), rational(BigInt(of.quantity)))
  const onItem = rulesAt(tx, self, of.discounts, at)
  const onAll = rulesAt(tx, self, self.discounts as string[], at)
  const rules = [...onItem, ...onAll]
  if (rules.length === 0) return [full, null]
  const whole = Number(roundHalfUp(full))
  const [taken] = applyDiscounts(
    [{ amount: whole, discountable: true, product: of.price.product as string, discounts: onItem }],
    onAll,
  )
  const net = taken!.reduce((left, { amount }) => left - amount, whole)
  return [rational(BigInt(net)), rules.length === 1 ? rules[0]!.percent_off : null]
}

/** What takes something off at a moment, as rules. */
export function rulesAt(tx: Tx, self: Subscription, ids: readonly string[], at: number): Rule[] {
  return tx.any(ids).flatMap((row) => (row ? (ruleOf(row as unknown as Discount, self.currency, at) ?? []) : []))
}

interface Written {
  /** The change is not made yet: nothing is charged. */
  readonly isParked?: boolean
  /** The subscription whose next invoice they wait for; null lets them be on any of the customer's. */
  readonly of?: string | null
}

/** Writes prorations as items that wait for the next invoice, and on their items what they charge. */
export function insertProrations(
  tx: Tx,
  self: Subscription,
  who: Row<Stripe.Customer>,
  prorations: readonly Proration[],
  { isParked = false, of = self.id }: Written = {},
): InvoiceItem[] {
  return prorations.map((one) => {
    const { kind, item, product: sold, quantity, percent_off, period, amount } = one
    const description = describe.proration(kind, sold, { quantity, percent_off, at: period.start })
    const waiting = insertItem(tx, {
      customer: who,
      subscription: of,
      ...(of !== null && { item }),
      amount,
      currency: self.currency,
      description,
      period,
      pricing: pricedBy(one.price, null) as never,
      quantity,
      discountable: false,
      metadata: self.metadata,
      rates: one.rates,
      proration: { credited: one.credited },
      at: tx.now,
    })
    if (!isParked && of !== null) owe(tx, one, waiting.id)
    return waiting
  })
}

/** What was given back is no longer charged; what is charged for the rest may be given back in its turn. */
function owe(tx: Tx, { kind, item, amount, period, quantity, price, percent_off }: Proration, pending: string): void {
  const row = tx.find(subscriptionItem, item)
  if (!row) return
  const debits =
    kind === 'Remaining'
      ? [...row.hidden.debits, { amount, period, quantity, price: price.id, percent_off, pending }]
      : row.hidden.debits.flatMap((debit) =>
          debit.period.end === period.end ? used(debit, { amount, period }) : [debit],
        )
  tx.update(subscriptionItem, row, { hidden: { ...row.hidden, debits } })
}

/** What is left of a charge when its end was given back. */
function used(debit: Debit, { amount, period }: Pick<Proration, 'amount' | 'period'>): Debit[] {
  const { start } = debit.period
  if (period.start <= start) return []
  return [{ ...debit, amount: debit.amount + amount, period: { start, end: period.start } }]
}
