// What a session comes to: its line items, a discount, taxes and shipping, by the rules that invoices go by.
// (https://docs.stripe.com/api/checkout/sessions/object#checkout_session_object-total_details)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies, formatAmount } from '../../lib/money.ts'
import { rational } from '../../lib/rational.ts'
import { applyDiscounts, type Discount } from '../../rules/discounts.ts'
import { amountOf, lineAmount } from '../../rules/pricing.ts'
import { prorated, shareIn } from '../../rules/proration.ts'
import { type Tax, taxesOn } from '../../rules/taxes.ts'
import { pricingOf } from '../catalog/price.ts'
import { rateOf } from '../billing/invoice_reckoning.ts'
import { modeGiven } from '../billing/subscription_create.ts'
import { recurrenceOf } from '../billing/subscription_lines.ts'
import type { SettingsGiven } from '../billing/subscription_settings.ts'
import { type Timing, timingOf, wholePeriod } from '../billing/subscription_timing.ts'
import { customOf } from './custom_unit_amount.ts'
import type { ItemWish } from './item_wish.ts'
import type { Session, SessionState } from './session_state.ts'
import type { Automatic } from './session_tax.ts'

/** Minor units. */
export interface ItemAmounts {
  readonly amount_discount: number
  readonly amount_subtotal: number
  readonly amount_tax: number
  readonly amount_total: number
}

export interface Order {
  readonly wishes: readonly ItemWish[]
  readonly currency: string
  readonly mode: 'payment' | 'subscription'
  /** What takes something off the whole, if anything does. */
  readonly discount?: Discount | undefined
  /** What delivery costs, minor units. */
  readonly shipping: number
  readonly subscription?: SessionState['subscription'] | undefined
  /** Rates for what is billed again and again, where an item has none of its own. */
  readonly rates?: readonly Stripe.TaxRate[]
  /** Whoever is exempt pays no tax. */
  readonly exempt: boolean
  /** Automatic taxes, where they are on: they stand for all others. */
  readonly automatic?: Automatic | undefined
}

export interface Reckoned {
  readonly items: readonly ItemAmounts[]
  /** The taxes on each item, and those on delivery. */
  readonly taxes: readonly (readonly Tax[])[]
  readonly shippingTaxes: readonly Tax[]
  readonly amounts: Pick<Session, 'amount_subtotal' | 'amount_total' | 'total_details'>
  /** The tax on delivery, and delivery with it. */
  readonly shipping: Pick<ItemAmounts, 'amount_tax' | 'amount_total'>
}

/** What an order comes to, now: in subscription mode, the first invoice. */
export function reckon(tx: Tx, order: Order): Reckoned {
  const { wishes, discount, shipping, exempt, automatic } = order
  const subtotals = firstAmounts(tx, order)
  const taken = applyDiscounts(
    wishes.map(({ price }, i) => ({
      amount: subtotals[i]!,
      discountable: true,
      product: price.product as string,
      discounts: [],
    })),
    discount ? [discount] : [],
  )
  const offs = taken.map((one) => one.reduce((sum, { amount }) => sum + amount, 0))
  const taxes = wishes.map(({ price, rates }, i) => {
    const standing = rates.length === 0 && price.recurring ? (order.rates ?? []) : rates
    const manual = exempt ? [] : standing.map(rateOf)
    return taxesOn(subtotals[i]! - offs[i]!, automatic?.lines[i] ?? manual)
  })
  const items = subtotals.map(
    (subtotal, i): ItemAmounts => ({
      amount_discount: offs[i]!,
      amount_subtotal: subtotal,
      ...withTaxes(subtotal - offs[i]!, taxes[i]!),
    }),
  )
  const shippingTaxes = taxesOn(shipping, automatic?.shipping ?? [])
  const delivery = withTaxes(shipping, shippingTaxes)
  const sum = (of: keyof ItemAmounts) => items.reduce((total, one) => total + one[of], 0)
  return {
    items,
    taxes,
    shippingTaxes,
    amounts: {
      amount_subtotal: sum('amount_subtotal'),
      amount_total: sum('amount_total') + delivery.amount_total,
      total_details: {
        amount_discount: sum('amount_discount'),
        amount_shipping: shipping,
        amount_tax: sum('amount_tax') + delivery.amount_tax,
      },
    },
    shipping: delivery,
  }
}

/** What the taxes come to, and the amount with those that are not within it, minor units. */
function withTaxes(amount: number, taxes: readonly Tax[]): Pick<ItemAmounts, 'amount_tax' | 'amount_total'> {
  const added = taxes.reduce((sum, tax) => sum + (tax.inclusive ? 0 : tax.amount), 0)
  return { amount_tax: taxes.reduce((sum, tax) => sum + tax.amount, 0), amount_total: amount + added }
}

/** What each item costs before anything is taken off or added, minor units. */
export function firstAmounts(tx: Tx, { wishes, currency, mode, subscription = {} }: Order): number[] {
  const timing = mode === 'subscription' ? timingOfFirst(tx, wishes, subscription) : undefined
  return wishes.map(({ price, quantity, chosen }) => {
    if (quantity === null) return 0
    // Until the customer says something else, it is what the price proposes, or nothing. [K]
    const custom = customOf(price, currency)
    if (custom) return chosen ?? custom.preset ?? 0
    const [pricing, count] = [pricingOf(price, currency), rational(BigInt(quantity))]
    if (!timing || !price.recurring) return lineAmount(pricing, count)
    if (timing.trialEnd !== null) return 0
    if (timing.anchor <= tx.now) return lineAmount(pricing, count)
    if (subscription.proration_behavior === 'none') return 0
    const whole = wholePeriod(timing, recurrenceOf(price), tx.now)
    return prorated(amountOf(pricing, count), shareIn(whole, { start: tx.now, end: whole.end }))
  })
}

/** When what is subscribed to would begin, now. Refuses what a subscription refuses. */
export function timingOfFirst(tx: Tx, wishes: readonly ItemWish[], given: object): Timing {
  const recurrences = wishes.filter(({ price }) => price.recurring).map(({ price }) => recurrenceOf(price))
  return timingOf(given as SettingsGiven, { now: tx.now, mode: modeGiven(tx, given), recurrences, trialDays: 0 })
}

/** In Stripe's words, as several projects quote them. */
export function checkTotal(total: number, currency: string): void {
  const least = currencies[currency]?.minimum ?? 1
  if (total === 0 || total >= least) return
  const shown = formatAmount(least, currency)
  throw invalid(
    `The Checkout Session's total amount due must add up to at least ${shown.endsWith(currency) ? shown : `${shown} ${currency}`}`,
    { code: 'amount_too_small' },
  )
}

/** Whether a customer pays no tax. */
export const isExempt = (who: Pick<Row<Stripe.Customer>, 'tax_exempt'> | undefined): boolean =>
  who?.tax_exempt === 'exempt' || who?.tax_exempt === 'reverse'
