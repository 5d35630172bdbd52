// The session that a page is told of: that of the newest release, made of the answer of a session's page.
// (https://docs.stripe.com/js/custom_checkout/session_object; the types of @stripe/stripe-js 10)
import type { Fields } from '../misuse.ts'
import {
  type Answer,
  type Discount,
  type Item,
  type OptionalItem,
  requirementsOf,
  type ShippingOption,
  type Tax,
} from './answer.ts'
import { amountsIn, type Amount } from './money.ts'

type Money = (minor: number | string) => Amount

/** `isPaid` is whether what pays for it is filled in. */
export function sessionOf(answer: Answer, language: string, isPaid: boolean): Fields {
  const { page, currency } = answer
  const { collected } = page
  const digits = page.currency_digits ?? 2
  const money = amountsIn(language, currency ?? 'usd', digits)
  const discounts = page.discounts.map((one) => discountOf(one, one.amount, money))
  return {
    billingAddress: collected.address && { name: collected.name, address: collected.address },
    businessName: answer.branding_settings?.display_name || null,
    nameCollection: answer.name_collection
      ? { individualName: collected.individual_name, businessName: collected.business_name }
      : null,
    canConfirm: answer.status === 'open' && requirementsOf(answer, isPaid).length === 0,
    currency,
    currencyOptions: null,
    discountAmounts: orNull(discounts),
    email: collected.email,
    id: answer.id,
    lastPaymentError: page.last_payment_error,
    lineItems: page.items.map((item) => itemOf(item, page, money)),
    livemode: answer.livemode,
    minorUnitsAmountDivisor: 10 ** digits,
    phoneNumber: collected.phone,
    recurring: recurringOf(answer, money),
    savedPaymentMethods: answer.saved_payment_method_options ? savedOf(answer) : null,
    shipping: shippingOf(answer, money),
    shippingAddress: collected.shipping && { name: collected.shipping.name, address: collected.shipping.address },
    shippingOptions: page.shipping_options.map((one) => optionOf(one, currency, money)),
    status:
      answer.status === 'complete'
        ? { type: 'complete', paymentStatus: answer.payment_status }
        : { type: answer.status },
    surcharge: null,
    tax: taxOf(answer),
    taxAmounts: orNull(page.taxes.map((tax) => taxAmount(tax, money))),
    taxIdInfo: collected.tax_id && { taxId: collected.tax_id, businessName: collected.business_name ?? '' },
    total: totalOf(answer, money),
    optionalItems: orNull(page.optional_items.map((one) => optionalOf(one, money))),
  }
}

const orNull = <T>(list: readonly T[]): readonly T[] | null => (list.length > 0 ? list : null)

const summed = (taxes: readonly Tax[], isInclusive: boolean): number =>
  taxes.reduce((sum, { amount, inclusive }) => sum + (inclusive === isInclusive ? amount : 0), 0)

function totalOf({ page, amount_subtotal, amount_total, total_details: details }: Answer, money: Money): Fields {
  return {
    appliedBalance: money(0),
    balanceAppliedToNextInvoice: false,
    discount: money(details?.amount_discount ?? 0),
    shippingRate: money(details?.amount_shipping ?? 0),
    subtotal: money(amount_subtotal ?? 0),
    surcharge: money(0),
    taxExclusive: money(summed(page.taxes, false)),
    taxInclusive: money(summed(page.taxes, true)),
    total: money(amount_total ?? 0),
  }
}

const taxAmount = ({ amount, display_name, inclusive, percentage }: Tax, money: Money): Fields => ({
  ...money(amount),
  displayName: display_name,
  inclusive,
  percentage,
})

function discountOf(one: Discount, amount: number, money: Money): Fields {
  const { display_name, duration, duration_in_months: months, percent_off, promotion_code } = one
  const repeating = { type: 'repeating', durationInMonths: months }
  return {
    ...money(amount),
    displayName: display_name,
    percentOff: percent_off,
    promotionCode: promotion_code,
    recurring: duration === 'forever' ? { type: 'forever' } : duration === 'repeating' ? repeating : null,
  }
}

function itemOf(item: Item, page: Answer['page'], money: Money): Fields {
  const { quantity, recurring, transform_quantity: packs } = item
  const taken =
    item.amount_discount > 0 ? page.discounts.map((one) => discountOf(one, item.amount_discount, money)) : []
  return {
    adjustableQuantity: item.adjustable_quantity,
    description: item.description,
    discount: money(item.amount_discount),
    discountAmounts: orNull(taken),
    id: item.id,
    images: item.images,
    isRemovable: false,
    name: item.name,
    priceId: item.price,
    pricing: pricingOf(item, money),
    quantity: quantity ?? 1,
    recurring: recurring && {
      interval: recurring.interval,
      intervalCount: recurring.interval_count,
      // Releases from basil to clover know it here.
      isProrated: page.recurring?.is_prorated ?? false,
      usageType: recurring.usage_type,
    },
    subtotal: money(item.amount_subtotal),
    taxAmounts: orNull(item.taxes.map((tax) => taxAmount(tax, money))),
    taxExclusive: money(summed(item.taxes, false)),
    taxInclusive: money(summed(item.taxes, true)),
    total: money(item.amount_total),
    transformQuantity: packs && {
      divideBy: packs.divide_by,
      round: packs.round,
      packageCount: Math[packs.round === 'up' ? 'ceil' : 'floor']((quantity ?? 0) / packs.divide_by),
    },
    ...unitOf(item, money),
  }
}

/** Of what no whole unit says, the nearest; tiers have no one price. */
function unitOf(
  { unit_amount_decimal: each, unit_label }: Pick<Item, 'unit_amount_decimal' | 'unit_label'>,
  money: Money,
) {
  const isWhole = each !== null && !each.includes('.')
  return {
    unitAmount: money(each === null ? 0 : isWhole ? each : Math.round(Number(each))),
    unitAmountDecimal: each === null ? null : money(each),
    unitLabel: unit_label,
  }
}

const optionalOf = (item: OptionalItem, money: Money): Fields => ({
  adjustableQuantity: item.adjustable_quantity,
  description: item.description,
  images: item.images,
  isSelected: item.is_selected,
  name: item.name,
  priceId: item.price,
  quantity: item.quantity,
  recurring: item.recurring && {
    interval: item.recurring.interval,
    intervalCount: item.recurring.interval_count,
  },
  ...unitOf(item, money),
})

function pricingOf({ tiers, tiers_mode }: Item, money: Money): Fields | null {
  if (tiers === null || tiers_mode === null) return null
  const decimal = (text: string | null) => (text === null ? null : money(text))
  const whole = (text: string | null) => (text === null || text.includes('.') ? null : money(text))
  return {
    tiersMode: tiers_mode,
    tiers: tiers.map((tier) => ({
      upTo: tier.up_to,
      unitAmount: whole(tier.unit_amount_decimal),
      unitAmountDecimal: decimal(tier.unit_amount_decimal),
      flatAmount: whole(tier.flat_amount_decimal),
      flatAmountDecimal: decimal(tier.flat_amount_decimal),
      quantity: tier.quantity,
      total: tier.amount === null ? null : money(tier.amount),
    })),
    recurringTiers: null,
  }
}

function recurringOf({ page: { recurring } }: Answer, money: Money): Fields | null {
  if (!recurring) return null
  const { due_next: next, trial } = recurring
  return {
    interval: recurring.interval,
    intervalCount: recurring.interval_count,
    isProrated: recurring.is_prorated,
    dueNext: {
      billingCycleAnchor: next.billing_cycle_anchor,
      discount: money(next.amount_discount),
      subtotal: money(next.amount_subtotal),
      taxExclusive: money(next.tax_exclusive),
      taxInclusive: money(next.tax_inclusive),
      total: money(next.amount_total),
    },
    trial: trial && { trialEnd: trial.end, trialPeriodDays: trial.days },
  }
}

/** Only cards, as in Stripe's own SDK. */
const savedOf = ({ page }: Answer): Fields[] =>
  page.saved_payment_methods.flatMap(({ id, card, billing_details }) =>
    card
      ? [
          {
            id,
            type: 'card',
            card: { brand: card.brand, expMonth: card.exp_month, expYear: card.exp_year, last4: card.last4 },
            billingDetails: billing_details,
          },
        ]
      : [],
  )

const optionOf = (one: ShippingOption, currency: string | null, money: Money): Fields => ({
  ...money(one.amount),
  currency,
  deliveryEstimate: one.delivery_estimate,
  displayName: one.display_name,
  id: one.id,
})

function shippingOf({ page, currency, shipping_cost: cost }: Answer, money: Money): Fields | null {
  const chosen = page.shipping_options.find(({ id }) => id === cost?.shipping_rate)
  if (!chosen) return null
  const taxAmounts = orNull(page.shipping_taxes.map((tax) => taxAmount(tax, money)))
  return { shippingOption: optionOf(chosen, currency, money), taxAmounts }
}

/** Where the customer is decides of taxes: the page is told which address is wanted. */
function taxOf({ automatic_tax: tax, shipping_address_collection: ships }: Answer): Fields {
  if (tax.status !== 'requires_location_inputs') return { status: 'ready' }
  return { status: ships ? 'requires_shipping_address' : 'requires_billing_address' }
}
