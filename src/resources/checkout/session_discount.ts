// The one coupon or promotion code of a session. It is redeemed when the session is completed, not before.
// (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-discounts)
import { exclusive, invalid, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Discount as Rule } from '../../rules/discounts.ts'
import { type Coupon, coupon, redeemable, redeemed } from '../catalog/coupon.ts'
import { checkCurrency, discount, ruleOf, stateOf } from '../billing/discount.ts'
import {
  type PromotionCode,
  promotionCode,
  promotionCodeRedeemable,
  promotionCodeRedeemed,
  type Purchase,
} from '../billing/promotion_code.ts'
import { charge } from '../payments/charge_state.ts'
import type { Session } from './session_state.ts'

export interface DiscountGiven {
  readonly coupon?: string
  readonly promotion_code?: string
}

/** As the session shows it. */
export interface DiscountShown {
  readonly coupon: string | null
  readonly promotion_code: string | null
}

type Buying = Required<Omit<Purchase, 'isFirstTime'>>

export interface Chosen {
  readonly shown: readonly DiscountShown[]
  readonly rule: Rule | undefined
}

export const NO_DISCOUNT: Chosen = { shown: [], rule: undefined }

/** What a request asks for, checked against what is bought. Amounts in minor units. */
export function discountGiven(tx: Tx, given: readonly DiscountGiven[] | undefined, buying: Buying): Chosen {
  const [first, ...more] = given ?? []
  if (!first) return NO_DISCOUNT
  // [M]; https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-discounts says so.
  if (more.length > 0) throw invalid('You may only specify up to 1 discounts.', { param: 'discounts' })
  if (first.coupon !== undefined && first.promotion_code !== undefined)
    throw exclusive(['discounts[0][coupon]', 'discounts[0][promotion_code]'])
  if (first.promotion_code !== undefined)
    return ofCode(tx, first.promotion_code, buying, 'discounts[0][promotion_code]')
  if (first.coupon === undefined) throw missingParameter('discounts[0][coupon]')
  return ofCoupon(tx, first.coupon, null, buying, 'discounts[0][coupon]')
}

/** The discount of a promotion code's id. */
function ofCode(tx: Tx, id: string, buying: Buying, param: string): Chosen {
  const row = promotionCodeRedeemable(tx, id, { ...buying, isFirstTime: isFirst(tx, buying.customer) }, param)
  return ofCoupon(tx, row.promotion.coupon as string, row.id, buying, param)
}

/** The active codes that read so: everybody's, and some that are one customer's each. [K] of more than a page of these */
export const codesTyped = (tx: Tx, code: string): PromotionCode[] =>
  tx.list(promotionCode, ['active=true', `code_in_any_case=${code.toLowerCase()}`], { limit: 100 })

/** The discount of a code as a customer types it. Wording [M]. */
export function ofTypedCode(tx: Tx, code: string, buying: Buying, param: string): Chosen {
  const found = codesTyped(tx, code)
  const row = found.find(({ customer }) => customer === buying.customer) ?? found.find(({ customer }) => !customer)
  if (!row) throw invalid(`This promotion code is invalid: ${code}`, { code: 'resource_missing', param })
  return ofCode(tx, row.id, buying, param)
}

function ofCoupon(tx: Tx, id: string, code: string | null, { currency }: Buying, param: string): Chosen {
  const row = redeemable(tx, id, param)
  checkCurrency(row, currency, param)
  const rule = ruleOf({ id, end: null, hidden: stateOf(row) } as never, currency, tx.now)
  return { shown: [{ coupon: code === null ? id : null, promotion_code: code }], rule }
}

/** What the discount of a session takes off; nothing once its coupon is gone. */
export function ruleOfShown(tx: Tx, shown: readonly DiscountShown[] | null, currency: string): Rule | undefined {
  const [first] = shown ?? []
  if (!first) return undefined
  const row = tx.find(coupon, couponIdOf(tx, first))
  return row && ruleOf({ id: row.id, end: null, hidden: stateOf(row) } as never, currency, tx.now)
}

/** The coupon of a session's discount, with the code that it was asked for by; nothing without either. */
export function couponShown(
  tx: Tx,
  shown: readonly DiscountShown[],
): { readonly coupon: Coupon; readonly code: string | null } | undefined {
  const [first] = shown
  const row = first && tx.find(coupon, couponIdOf(tx, first))
  if (!row) return undefined
  return { coupon: row, code: first.promotion_code === null ? null : tx.get(promotionCode, first.promotion_code).code }
}

const couponIdOf = (tx: Tx, { coupon: id, promotion_code: code }: DiscountShown): string =>
  id ?? (tx.get(promotionCode, code!).promotion.coupon as string)

/** A payment has been made with it: it counts as redeemed. (A subscription counts its own.) */
export function redeem(tx: Tx, shown: readonly DiscountShown[] | null): void {
  const [first] = shown ?? []
  if (!first) return
  const row = tx.find(coupon, couponIdOf(tx, first))
  if (row) redeemed(tx, row)
  if (first.promotion_code !== null) promotionCodeRedeemed(tx, { id: first.promotion_code })
}

const isFirst = (tx: Tx, customer: string | null): boolean =>
  customer === null || tx.list(charge, [`customer=${customer}`], { limit: 1 }).length === 0

/**
 * The discounts of a payment on the invoice that it has paid. Whatever has become of the coupon since, it was taken off; that it was
 * redeemed is counted with the payment. Gives their ids.
 */
export function discountsPaid(
  tx: Tx,
  { id: checkout_session, discounts: shown, customer }: Session,
  invoice: string,
): string[] {
  return ((shown ?? []) as DiscountShown[]).flatMap((one) => {
    const row = tx.find(coupon, couponIdOf(tx, one))
    if (!row) return []
    const made = tx.insert(discount, {
      checkout_session,
      customer,
      customer_account: null,
      end: null,
      invoice,
      invoice_item: null,
      promotion_code: one.promotion_code,
      source: { coupon: row.id, type: 'coupon' },
      start: tx.now,
      subscription: null,
      subscription_item: null,
      hidden: stateOf(row),
    } as never)
    return [made.id]
  })
}
