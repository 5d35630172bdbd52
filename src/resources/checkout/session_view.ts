// What the page of a session shows beside the session: names, amounts and choices in hashes of our own, so that a page, and a
// browser with a publishable key, need ask for nothing else. Amounts are minor units, times epoch seconds.
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { currencies } from '../../lib/money.ts'
import { add, floor, rational, roundHalfUp } from '../../lib/rational.ts'
import { lineAmount, type Pricing, partsOf } from '../../rules/pricing.ts'
import type { Tax } from '../../rules/taxes.ts'
import { type Item, itemsOf, shownTaxes } from '../billing/item.ts'
import { type Product, productsOf, recurrenceOf } from '../billing/subscription_lines.ts'
import { wholePeriod } from '../billing/subscription_timing.ts'
import { price, type PriceRow, pricingOf } from '../catalog/price.ts'
import type { ShippingRate } from '../catalog/shipping_rate.ts'
import { pathOf } from '../payments/authorization.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { customOf } from './custom_unit_amount.ts'
import { leftAside } from './optional_items.ts'
import { orderOf } from './session_change.ts'
import { couponShown, type DiscountShown, ruleOfShown } from './session_discount.ts'
import { savedMethods } from './session_saved.ts'
import type { Session } from './session_state.ts'
import { automaticFor, buyerOf, taxLooks } from './session_tax.ts'
import { type ItemAmounts, type Order, reckon, timingOfFirst } from './session_totals.ts'

/** What is read for it, all at once. */
export const viewLooks = (tx: Tx, self: Session): (() => unknown)[] => [
  () =>
    tx.any(
      itemsOf(tx, self.id).flatMap(({ hidden }) => [
        hidden.price,
        hidden.product,
        ...(hidden.taxes ?? []).map(({ rate }) => rate),
      ]),
    ),
  () => tx.any(leftAside(tx, self).flatMap(({ hidden }) => [hidden.price, hidden.product])),
  () => tx.any((self.hidden.shippingTaxes ?? []).map(({ rate }) => rate)),
  () => couponShown(tx, shownDiscounts(self)),
  () => lastError(tx, self),
  () => savedMethods(tx, self),
  () => shippingShown(tx, self),
  () => tx.any([self.customer ?? '', ...(self.hidden.subscription?.default_tax_rates ?? [])] as string[]),
  ...taxLooks(tx, self, {}),
]

/** All of it; it is sent as `page` of the answer. */
export function viewOf(tx: Tx, self: Session) {
  const rows = itemsOf(tx, self.id)
  const { currency } = self
  return {
    collected: collectedOf(self),
    /** Digits of the currency's minor unit. */
    currency_digits: currency === null ? null : (currencies[currency]?.digits ?? 2),
    /** The path of the page that stands in a frame, which a browser knows only by the session's secret. */
    embedded_path: self.ui_mode === 'hosted_page' ? null : `/c/embed/${pathOf(tx.place)}/${self.id}`,
    discounts: discountsOf(tx, self),
    items: currency === null ? [] : itemsShown(tx, rows, currency),
    last_payment_error: lastError(tx, self),
    optional_items: currency === null ? [] : optionalOf(tx, self, rows, currency),
    recurring: self.mode === 'subscription' && self.status === 'open' ? recurringOf(tx, self, rows) : null,
    /** Whether the method will be charged again. */
    reuses: self.mode !== 'payment' || self.hidden.payment?.setup_future_usage !== undefined,
    saved_payment_methods: savedMethods(tx, self),
    shipping_options: shippingShown(tx, self),
    shipping_taxes: taxesShown(tx, self.hidden.shippingTaxes ?? []),
    taxes: taxesShown(tx, [...rows.flatMap(({ hidden }) => hidden.taxes ?? []), ...(self.hidden.shippingTaxes ?? [])]),
  }
}

/** What is known of the customer: before they pay what they have said, afterwards what it came to. */
function collectedOf({ customer_details: details, collected_information: more, hidden }: Session) {
  const { said = {} } = hidden
  return {
    address: said.address ?? details?.address ?? null,
    business_name: said.business_name ?? more?.business_name ?? null,
    email: details?.email ?? said.email ?? null,
    individual_name: said.individual_name ?? more?.individual_name ?? null,
    name: said.name ?? details?.name ?? null,
    phone: said.phone ?? details?.phone ?? null,
    shipping: said.shipping ?? more?.shipping_details ?? null,
    tax_id: said.tax_id ?? details?.tax_ids?.[0] ?? null,
  }
}

function itemsShown(tx: Tx, rows: readonly Item[], currency: string) {
  const prices = tx.all(
    price,
    rows.map(({ hidden }) => hidden.price),
  )
  const products = productsOf(tx, prices)
  return rows.map((row, i) => ({
    ...productShown(products[i]!),
    ...priceShown(prices[i]!, currency, row.quantity ?? 0),
    id: row.id,
    adjustable_quantity: boundsOf(row.adjustable_quantity),
    amount_discount: row.amount_discount,
    amount_subtotal: row.amount_subtotal,
    amount_total: row.amount_total,
    name: row.description ?? '',
    quantity: row.quantity,
    taxes: taxesShown(tx, row.hidden.taxes ?? []),
  }))
}

/** What may be added, as it is offered: what it comes to, as much of it as would be added or as is in, and whether it is. */
function optionalOf(tx: Tx, self: Session, rows: readonly Item[], currency: string) {
  const known = [...rows.filter(({ hidden }) => hidden.optional), ...leftAside(tx, self)]
  const prices = tx.all(
    price,
    known.map(({ hidden }) => hidden.price),
  )
  const products = productsOf(tx, prices)
  return (self.optional_items ?? []).flatMap((offered) => {
    const i = prices.findIndex(({ id }) => id === offered.price)
    const row = known[i]
    if (!row) return []
    const is_selected = row.hidden.of === self.id
    const quantity = is_selected ? (row.quantity ?? 1) : offered.quantity
    const { recurring, unit_amount_decimal } = priceShown(prices[i]!, currency, quantity)
    return [
      {
        ...productShown(products[i]!),
        adjustable_quantity: boundsOf(row.adjustable_quantity),
        amount: lineAmount(pricingOf(prices[i]!, currency), rational(BigInt(quantity))),
        is_selected,
        name: row.description ?? '',
        price: offered.price as string,
        quantity,
        recurring,
        unit_amount_decimal,
      },
    ]
  })
}

const productShown = ({ description, images, unit_label }: Product) => ({
  description: description ?? null,
  images,
  unit_label: unit_label ?? null,
})

const boundsOf = (given: Item['adjustable_quantity']) =>
  given?.enabled ? { maximum: given.maximum, minimum: given.minimum } : null

/** What one of it costs, in the currency of the session. */
function priceShown(row: PriceRow, currency: string, quantity: number) {
  const { recurring, tiers_mode, transform_quantity } = row
  const pricing = pricingOf(row, currency)
  return {
    custom_unit_amount: customOf(row, currency),
    price: row.id,
    recurring: recurring && {
      interval: recurring.interval,
      interval_count: recurring.interval_count,
      usage_type: recurring.usage_type,
    },
    tiers: tiers_mode === null ? null : tiersShown(pricing, quantity),
    tiers_mode,
    transform_quantity,
    unit_amount_decimal: pricing.unit_amount_decimal,
  }
}

/** Each tier, with how many of the quantity are in it, and what those come to; nothing of a tier that none is in. */
function tiersShown(pricing: Pricing, quantity: number) {
  const parts = partsOf(pricing, rational(BigInt(quantity)))
  return pricing.tiers.map(({ up_to, unit_amount_decimal, flat_amount_decimal }, i) => {
    const own = parts.filter(({ tier }) => tier === i + 1)
    const units = own.find(({ kind }) => kind === 'unit')?.quantity
    const amount = own.reduce((sum, part) => add(sum, part.amount), rational(0n))
    return {
      up_to,
      unit_amount_decimal,
      flat_amount_decimal,
      amount: own.length > 0 ? Number(roundHalfUp(amount)) : null,
      quantity: units ? Number(floor(units)) : 0,
    }
  })
}

/** The taxes by their rates, each with what it comes to in all. */
function taxesShown(tx: Tx, taxes: readonly Tax[]) {
  const rates = [...new Set(taxes.map(({ rate }) => rate))]
  const firsts = rates.map((rate) => taxes.find((tax) => tax.rate === rate)!)
  return (shownTaxes(tx, firsts) as { rate: { display_name: string; percentage: number } }[]).map(({ rate }, i) => ({
    amount: taxes.reduce((sum, tax) => sum + (tax.rate === rates[i] ? tax.amount : 0), 0),
    display_name: rate.display_name,
    inclusive: firsts[i]!.inclusive,
    percentage: rate.percentage,
  }))
}

const shownDiscounts = ({ discounts }: Session) => (discounts ?? []) as unknown as readonly DiscountShown[]

/** The one discount, as people call it. */
function discountsOf(tx: Tx, self: Session) {
  const found = couponShown(tx, shownDiscounts(self))
  if (!found) return []
  const { coupon, code } = found
  return [
    {
      amount: self.total_details?.amount_discount ?? 0,
      display_name: coupon.name ?? code ?? coupon.id,
      duration: coupon.duration,
      duration_in_months: coupon.duration_in_months,
      percent_off: coupon.percent_off,
      promotion_code: code,
    },
  ]
}

function shippingShown(tx: Tx, { shipping_options: options }: Session) {
  const rates = tx.any(options.map(({ shipping_rate: id }) => id as string)) as (ShippingRate | undefined)[]
  return options.map(({ shipping_amount, shipping_rate }, i) => ({
    id: shipping_rate as string,
    amount: shipping_amount,
    delivery_estimate: rates[i]?.delivery_estimate ?? null,
    display_name: rates[i]?.display_name ?? null,
  }))
}

/** Why the last attempt came to nothing. */
function lastError(tx: Tx, { payment_intent: id }: Session): { message: string } | null {
  const message = id ? tx.find(paymentIntent, id as string)?.last_payment_error?.message : undefined
  return message === undefined ? null : { message }
}

/** How often a subscription is billed, until when it is tried, and what its next bill comes to. */
function recurringOf(tx: Tx, self: Session, rows: readonly Item[]) {
  const order = orderOf(
    tx,
    self,
    rows.filter(({ hidden }) => hidden.recurring),
    0,
  )
  const first = recurrenceOf(order.wishes[0]!.price)
  const given = self.hidden.subscription ?? {}
  const { trialEnd, anchor } = timingOfFirst(tx, order.wishes, given)
  const isAnchored = given.billing_cycle_anchor !== undefined || given.billing_cycle_anchor_config !== undefined
  const isProrated = trialEnd === null && anchor > tx.now
  return {
    interval: first.interval,
    interval_count: first.interval_count,
    is_prorated: isProrated,
    due_next: {
      ...nextBill(tx, self, order),
      at: trialEnd ?? (isProrated ? anchor : wholePeriod({ anchor }, first, tx.now).end),
      billing_cycle_anchor: isAnchored ? anchor : null,
    },
    trial: trialEnd === null ? null : { end: trialEnd, days: Math.ceil((trialEnd - tx.now) / DAY) },
  }
}

/** A bill for a whole period: a discount that holds once is in it only where the first bill has nothing to take it off. */
function nextBill(tx: Tx, self: Session, order: Order) {
  const shown = shownDiscounts(self)
  const isUsed = self.total_details!.amount_discount > 0
  const holds = !isUsed || couponShown(tx, shown)?.coupon.duration !== 'once'
  const { items, taxes } = reckon(tx, {
    ...order,
    subscription: {},
    discount: holds ? ruleOfShown(tx, shown, order.currency) : undefined,
    ...(self.automatic_tax.enabled && {
      automatic: automaticFor(tx, order, undefined, buyerOf(tx, self), self.automatic_tax.liability),
    }),
  })
  const sum = (of: keyof ItemAmounts) => items.reduce((total, one) => total + one[of], 0)
  const taxed = (inclusive: boolean) =>
    taxes.flat().reduce((total, tax) => total + (tax.inclusive === inclusive ? tax.amount : 0), 0)
  return {
    amount_discount: sum('amount_discount'),
    amount_subtotal: sum('amount_subtotal'),
    amount_total: sum('amount_total'),
    tax_exclusive: taxed(false),
    tax_inclusive: taxed(true),
  }
}
