// Discounts: a coupon as it stands on somebody: a customer, a subscription or one of its items, an invoice or an invoice
// item. (https://docs.stripe.com/api/discounts)
import type Stripe from 'stripe'
import { exclusive, invalid, missingParameter, noSuch } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addInterval } from '../../lib/calendar.ts'
import type { Discount as Rule } from '../../rules/discounts.ts'
import { type Coupon, redeemable, redeemed } from '../catalog/coupon.ts'
import { promotionCodeRedeemable, promotionCodeRedeemed } from './promotion_code.ts'

/** What of the coupon an invoice goes by: it never changes after it was made, so it is kept with the discount. */
export interface DiscountState {
  readonly percent_off: string | null
  readonly amount_off: number | null
  /** Amounts in other currencies, minor units. */
  readonly options: Readonly<Record<string, number>>
  readonly currency: string | null
  readonly products: readonly string[] | null
  readonly duration: Stripe.Coupon.Duration
  readonly name: string | null
}

/** Only those of a customer are told of. (https://docs.stripe.com/api/events/types#event_types-customer.discount.created) */
const ofCustomer = (row: Discount) =>
  row.subscription === null && row.subscription_item === null && row.invoice === null && row.invoice_item === null

export const discount = object<Stripe.Discount, DiscountState>('discount', {
  prefix: 'di',
  events: [
    { on: 'insert', where: ofCustomer, types: ['customer.discount.created'] },
    { on: 'delete', where: ofCustomer, types: ['customer.discount.deleted'] },
    { on: 'update', where: ofCustomer, types: ['customer.discount.updated'] },
  ],
})
export type Discount = Row<Stripe.Discount, DiscountState>

/** They are asked for where they stand. */
export const discounts = resource(discount)

/** Why 20: Stripe's own limit. (https://docs.stripe.com/api/subscriptions/create#create_subscription-discounts) */
const DISCOUNTS_MAX = 20

export interface DiscountGiven {
  readonly coupon?: string
  readonly discount?: string
  readonly promotion_code?: string
}

/** Where a discount stands, and who for. */
export interface Standing {
  readonly customer: string | null
  readonly subscription?: string
  readonly subscription_item?: string
  readonly invoice?: string
  readonly invoice_item?: string
  /** When it begins, in epoch seconds: now, or the day that a subscription is dated back to. */
  readonly start: number
  /** What it is asked for: minor units and their currency, for codes that want a least amount. */
  readonly amount?: number
  readonly currency?: string
  readonly isFirstTime?: boolean
}

/** The ids of the discounts that a parameter asks for, in its order; those that stand there already are kept as they are. */
export function discountsOf(
  tx: Tx,
  given: readonly DiscountGiven[] | '',
  standing: Standing,
  known: readonly string[],
  param: string,
): string[] {
  if (given === '') return []
  if (given.length > DISCOUNTS_MAX) throw invalid(`You may only specify up to ${DISCOUNTS_MAX} discounts.`, { param })
  const rows = given.map((one, i) => discountOf(tx, one, standing, known, `${param}[${i}]`))
  const coupons = rows.map(({ source }) => source.coupon as string)
  const twice = coupons.findIndex((id, i) => coupons.indexOf(id) !== i)
  if (twice !== -1)
    throw invalid(`The coupon ${coupons[twice]} is applied more than once; each may stand only once.`, { param })
  return rows.map(({ id }) => id)
}

function discountOf(
  tx: Tx,
  given: DiscountGiven,
  standing: Standing,
  known: readonly string[],
  param: string,
): Discount {
  const [name, ...more] = (['coupon', 'discount', 'promotion_code'] as const).filter((one) => given[one] !== undefined)
  if (name === undefined) throw missingParameter(`${param}[coupon]`)
  if (more.length > 0) throw exclusive([`${param}[${name}]`, `${param}[${more[0]}]`])
  if (name === 'discount') {
    if (!known.includes(given.discount!)) throw noSuch('discount', given.discount!, `${param}[discount]`)
    return tx.get(discount, given.discount!, `${param}[discount]`)
  }
  return place(tx, given, standing, `${param}[${name}]`)
}

/** Puts a coupon, or the coupon of a promotion code, where it shall stand, and counts that it was redeemed. */
export function place(tx: Tx, { coupon, promotion_code }: DiscountGiven, standing: Standing, param: string): Discount {
  const { customer, start, amount, currency, isFirstTime = false } = standing
  const asked = { customer, ...(amount !== undefined && currency && { amount, currency }), isFirstTime }
  const code = promotion_code === undefined ? undefined : promotionCodeRedeemable(tx, promotion_code, asked, param)
  const row = redeemable(tx, code ? (code.promotion.coupon as string) : coupon!, param)
  checkCurrency(row, currency, param)
  redeemed(tx, row)
  if (code) promotionCodeRedeemed(tx, code)
  const { subscription = null, subscription_item = null, invoice = null, invoice_item = null } = standing
  return tx.insert(discount, {
    checkout_session: null,
    customer,
    customer_account: null,
    end: row.duration === 'repeating' ? addInterval(start, 'month', row.duration_in_months!) : null,
    invoice,
    invoice_item,
    promotion_code: code?.id ?? null,
    source: { coupon: row.id, type: 'coupon' },
    start,
    subscription,
    subscription_item,
    hidden: stateOf(row),
  } as never)
}

const optionsOf = ({ hidden }: Coupon): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(hidden.currency_options).map(([code, { amount_off }]) => [code, amount_off]))

/** What of a coupon is kept with a discount. */
export const stateOf = (row: Coupon): DiscountState => ({
  percent_off: row.hidden.percent_off,
  amount_off: row.amount_off,
  options: optionsOf(row),
  currency: row.currency,
  products: row.hidden.products,
  duration: row.duration,
  name: row.name,
})

/** An amount is taken off in its own currencies only. [M] */
export function checkCurrency(row: Coupon, currency: string | undefined, param: string): void {
  if (row.amount_off === null || currency === undefined) return
  if (row.currency === currency || Object.hasOwn(row.hidden.currency_options, currency)) return
  throw invalid(
    `The coupon specified has \`currency=${row.currency}\`, which does not match the currency \`${currency}\` used here.`,
    { param },
  )
}

/** What an invoice in a currency at a moment (epoch seconds) makes of a discount; nothing once it has ended. */
export function ruleOf({ id, end, hidden }: Discount, currency: string, at: number): Rule | undefined {
  if (end !== null && at >= end) return undefined
  const { percent_off, amount_off, options, products } = hidden
  const amount = currency === hidden.currency ? amount_off : (options[currency] ?? null)
  if (percent_off === null && amount === null) return undefined
  return { id, percent_off, amount_off: percent_off === null ? amount : null, products }
}
