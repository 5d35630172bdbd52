// Discounts: a coupon as it stands on somebody: a customer, a subscription or one of its items, an invoice or an invoice
// item. (https://docs.stripe.com/api/discounts)
import type Stripe from 'stripe'
import type { Operation } from '../../contract/index.ts'
import { exclusive, invalid, missingParameter, noSuch, tooManyElements } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addInterval } from '../../lib/calendar.ts'
import type { Discount as Rule } from '../../rules/discounts.ts'
import { type Coupon, coupon, redeemable, redeemed } from '../catalog/coupon.ts'
import { charge } from '../payments/charge_state.ts'
import { type Customer, customer } from '../payments/customer_state.ts'
import { invoice } from './invoice_state.ts'
import { promotionCode, promotionCodeRedeemable, promotionCodeRedeemed } from './promotion_code.ts'

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
  /** Its customer had another one before. */
  readonly instead?: true
  /** Its customer has another one now. */
  readonly replaced?: true
  /** It is only offered: nobody has redeemed the coupon. */
  readonly quoted?: true
}

/** Only those of a customer are told of; those of a quote stand nowhere yet. (https://docs.stripe.com/api/events/types#event_types-customer.discount.created) */
const ofCustomer = (row: Discount) =>
  row.subscription === null &&
  row.subscription_item === null &&
  row.invoice === null &&
  row.invoice_item === null &&
  row.hidden.quoted !== true

export const discount = object<Stripe.Discount, DiscountState>('discount', {
  prefix: 'di',
  events: [
    // One that takes the place of another is not new. (docs.stripe.com/api/events/types#event_types-customer.discount.updated)
    { on: 'insert', where: ({ hidden }) => hidden.instead === true, types: ['customer.discount.updated'] },
    { on: 'delete', where: ({ hidden }) => hidden.replaced === true, types: [] },
    { on: 'insert', where: ofCustomer, types: ['customer.discount.created'] },
    { on: 'delete', where: ofCustomer, types: ['customer.discount.deleted'] },
    { on: 'update', where: ofCustomer, types: ['customer.discount.updated'] },
  ],
  former: {
    // The coupon itself; what is left of one that was deleted. [K]
    coupon: (tx, { source }) => {
      const id = source.coupon as string
      const { hidden: _, ...wire } = tx.find(coupon, id) ?? { id, object: 'coupon', deleted: true, hidden: {} }
      return wire
    },
  },
})
export type Discount = Row<Stripe.Discount, DiscountState>

/** What the dashboard asks for, as the parameters of customers in versions before 2025-09-30.clover had it. */
const GIVEN: Operation['params'] = { k: 'object', p: { coupon: { k: 'string' }, promotion_code: { k: 'string' } } }

/** They are asked for where they stand. That of a customer is set in Stripe's dashboard only, so there is a call of our own. */
export const discounts = resource(discount)
  .on<DiscountGiven>(
    'POST /brindle/customers/{customer}/discount',
    (tx, params, _self, [id]) => {
      const who = tx.get(customer, id!)
      const [name, ...more] = (['coupon', 'promotion_code'] as const).filter((one) => params[one] !== undefined)
      if (name === undefined) throw missingParameter('coupon')
      if (more.length > 0) throw exclusive([name, ...more])
      return setDiscount(tx.under(who.test_clock), who, params, name)
    },
    { params: GIVEN },
  )
  .on<Stripe.CustomerDeleteDiscountParams>('DELETE /v1/customers/{id}/discount', (tx, _params, _self, [id]) => {
    const who = tx.get(customer, id!)
    // Wording [M].
    if (!who.discount) throw noSuch('discount', who.id)
    return dropDiscount(tx.under(who.test_clock), who)
  })

/** Puts a discount on a customer, who has one at most: the one that they had goes. Answers the customer. */
function setDiscount(tx: Tx, who: Customer, given: DiscountGiven, param: string): Customer {
  const before = heldBy(tx, who)
  const row = place(tx, given, { customer: who.id, start: tx.now }, param, before && { instead: true })
  if (before) takeAway(tx, tx.update(discount, before, { hidden: { ...before.hidden, replaced: true } }))
  const { hidden: _, ...held } = row
  const changes = { discount: held as never }
  // What one call says of a customer is one change.
  return tx.work.touched(tx.place, who.id) ? tx.amend(customer, who, changes) : tx.update(customer, who, changes)
}

/** Takes a customer's discount off them. Answers what is left of it. */
function dropDiscount(tx: Tx, who: Customer): Discount {
  tx.update(customer, who, { discount: null })
  return takeAway(tx, heldBy(tx, who)!)
}

/** Nobody has it any more, but the invoices that it took something off still tell of it; it has no end then. */
const takeAway = (tx: Tx, row: Discount): Discount =>
  tx.update(discount, row, { deleted: true, end: undefined } as never)

function heldBy(tx: Tx, { discount: held }: Pick<Customer, 'discount'>): Discount | undefined {
  return held ? tx.get(discount, (held as unknown as { id: string }).id) : undefined
}

/** A customer's discount that is good once is used up by the first invoice that it takes something off. */
export function useUpHeld(tx: Tx, who: Customer, off: readonly { amount: number; discount: unknown }[]): void {
  const held = off.some(({ amount }) => amount > 0) ? heldBy(tx, who) : undefined
  const isUsed = off.some(({ amount, discount: id }) => amount > 0 && id === held?.id)
  if (isUsed && held!.hidden.duration === 'once') dropDiscount(tx, who)
}

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
  /** Only offered: the coupon is redeemed when the offer is accepted. */
  readonly isQuoted?: true
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
  if (given.length > DISCOUNTS_MAX) throw tooManyElements(DISCOUNTS_MAX, param)
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
export function place(
  tx: Tx,
  { coupon, promotion_code }: DiscountGiven,
  standing: Standing,
  param: string,
  more: Partial<DiscountState> = {},
): Discount {
  const { customer, start, amount, currency } = standing
  const isFirstTime = promotion_code === undefined || isFirst(tx, promotion_code, customer)
  const asked = { customer, ...(amount !== undefined && currency && { amount, currency }), isFirstTime }
  const code = promotion_code === undefined ? undefined : promotionCodeRedeemable(tx, promotion_code, asked, param)
  const row = redeemable(tx, code ? (code.promotion.coupon as string) : coupon!, param)
  checkCurrency(row, currency, param)
  if (!standing.isQuoted) {
    redeemed(tx, row)
    if (code) promotionCodeRedeemed(tx, code)
  }
  const { subscription = null, subscription_item = null, invoice_item = null } = standing
  return tx.insert(discount, {
    checkout_session: null,
    customer,
    customer_account: null,
    end: row.duration === 'repeating' ? addInterval(start, 'month', row.duration_in_months!) : null,
    invoice: standing.invoice ?? null,
    invoice_item,
    promotion_code: code?.id ?? null,
    source: { coupon: row.id, type: 'coupon' },
    start,
    subscription,
    subscription_item,
    hidden: { ...stateOf(row), ...more, ...(standing.isQuoted && { quoted: true }) },
  } as never)
}

/**
 * What discounts that are asked for will read, for `tx.work.together`: coupons, those behind codes, and what their customer has
 * paid where a code wants to know.
 */
export function readsOf(
  tx: Tx,
  given: readonly DiscountGiven[] | '' | undefined,
  who: string | null,
): (() => unknown)[] {
  return (given || []).flatMap(({ coupon, promotion_code: code }) => {
    if (coupon !== undefined) return [() => tx.any([coupon])]
    if (code === undefined) return []
    const wanted = () => tx.find(promotionCode, code)
    return [
      () => tx.any([String(wanted()?.promotion.coupon ?? code)]),
      ...(who === null
        ? []
        : paidBefore(tx, who).map((look) => () => wanted()?.restrictions.first_time_transaction && look())),
    ]
  })
}

/** Why 100: whoever was refused as often and never paid may be asked again. */
const TRIES_MAX = 100

/** Whether a code that wants it finds a customer who never paid. (docs.stripe.com/api/promotion_codes/object#promotion_code_object-restrictions) */
function isFirst(tx: Tx, id: string, who: string | null): boolean {
  const wants = tx.find(promotionCode, id)?.restrictions.first_time_transaction
  if (!wants || who === null) return true
  return !tx.work.together(paidBefore(tx, who)).some((hasPaid) => hasPaid)
}

/** The looks at whether a customer has ever paid an invoice, or anything. */
const paidBefore = (tx: Tx, who: string): (() => boolean)[] => [
  () => tx.list(invoice, [`customer=${who}`, 'status=paid'], { limit: 1 }).length > 0,
  () => tx.list(charge, [`customer=${who}`], { limit: TRIES_MAX }).some(({ status }) => status === 'succeeded'),
]

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

/** Where an invoice has none of its own, the customer's holds. (https://docs.stripe.com/api/invoices/create#create_invoice-discounts) */
export const inheritedDiscounts = ({ discount }: Pick<Row<Stripe.Customer>, 'discount'>): string[] =>
  discount ? [(discount as unknown as { id: string }).id] : []
