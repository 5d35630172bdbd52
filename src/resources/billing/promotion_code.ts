// Promotion codes: words that a customer says to get a coupon, for some customers, purchases or times only.
// (https://docs.stripe.com/api/promotion_codes, docs.stripe.com/billing/subscriptions/coupons#promotion-codes; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Coupon, checkFuture, coupon, editionOf, isOver, redeemable } from '../catalog/coupon.ts'
import { checkOptions } from '../catalog/currency_options.ts'
import { checkCurrency } from '../catalog/price.ts'
import { customer } from '../payments/customer_state.ts'

export interface PromotionCodeState {
  /** Which of the coupons of its coupon's id it is for. */
  readonly edition: string
  /** 1 when it is over for good, by its time or with its coupon; 0 until then. */
  readonly over: number
}

/** The terms by which a code is found to be taken: among all who may use it, and by a customer of its own. */
const claim = (code: string, whose: string | null) => `claim=${whose ?? 'everybody'} ${code.toLowerCase()}`

export const promotionCode = object<Stripe.PromotionCode, PromotionCodeState>('promotion_code', {
  prefix: 'promo',
  noun: 'promotion code',
  inPath: { retrieve: 'promotion_code', others: 'id' },
  events: [
    { on: 'insert', types: ['promotion_code.created'] },
    // What only time does to it, nobody is told. [K]
    { grew: 'hidden.over', types: [] },
    // A redemption is told (gist.github.com/pedro-vasconcelos/4162146a7c9ed47d33645e0741a2fa6a).
    { on: 'update', types: ['promotion_code.updated'] },
  ],
  filters: ['coupon'],
  terms: ({ active, code, customer: whose, promotion, hidden }) => [
    `coupon=${promotion.coupon}`,
    `code_in_any_case=${code.toLowerCase()}`,
    ...(active ? [claim(code, whose as string | null), `edition=${hidden.edition}`] : []),
  ],
  former: {
    // The coupon itself, always; what is left of one that was deleted [K].
    coupon: (tx, { promotion, hidden }) => {
      const row = couponOf(tx, { promotion, hidden })
      if (!row) return { id: promotion.coupon, object: 'coupon', deleted: true }
      const { hidden: _, ...wire } = row
      return wire
    },
  },
})
export type PromotionCode = Row<Stripe.PromotionCode, PromotionCodeState>

type Create = Params<Stripe.PromotionCodeCreateParams>
type Restrictions = PromotionCode['restrictions']

export const promotionCodes = resource(promotionCode)
  .on<Stripe.PromotionCodeCreateParams>(
    'POST /v1/promotion_codes',
    (tx, params) => {
      refuseUnbuilt(params, ['customer_account'], ' for a promotion code')
      // Recorded: with a point, where a coupon that is not there is named with brackets.
      if (params.promotion.coupon === undefined)
        throw invalid('You must pass promotion.coupon when passing promotion', { param: 'promotion.coupon' })
      const of = redeemable(tx, params.promotion.coupon, 'promotion[coupon]')
      const whose = params.customer === undefined ? null : tx.get(customer, params.customer, 'customer').id
      const code = params.code === undefined ? tx.random(8).toUpperCase() : checkCode(params.code)
      const limits = checkLimits(tx, params, of)
      const restrictions = restrict(params.restrictions)
      const active = params.active ?? true
      if (active) checkFree(tx, code, whose)
      const row = tx.insert(promotionCode, {
        active,
        code,
        created: tx.now,
        customer: whose,
        customer_account: null,
        livemode: false,
        metadata: mergeMetadata({}, params.metadata),
        promotion: { coupon: of.id, type: 'coupon' },
        restrictions,
        times_redeemed: 0,
        ...limits,
        hidden: { edition: editionOf(tx, of), over: 0 },
      })
      const end = endOf(limits.expires_at, of)
      if (end !== null) tx.schedule(end, 'promotion_code.expire', { id: row.id })
      return row
    },
    { reads: ['promotion.coupon', 'customer'] },
  )
  .on<Stripe.PromotionCodeRetrieveParams>('GET /v1/promotion_codes/{id}', (_tx, _params, self) => self)
  .on<Stripe.PromotionCodeListParams>(
    'GET /v1/promotion_codes',
    (tx, { code, ...params }) => {
      // Recorded: the coupon must be there.
      if (params.coupon !== undefined) tx.get(coupon, params.coupon, 'coupon')
      if (params.customer !== undefined) tx.get(customer, params.customer, 'customer')
      const more = code === undefined ? [] : [`code_in_any_case=${code.toLowerCase()}`]
      return list(tx, promotionCode, params as never, '/v1/promotion_codes', more)
    },
    { reads: ['coupon', 'customer'] },
  )
  .on<Stripe.PromotionCodeUpdateParams>(
    'POST /v1/promotion_codes/{id}',
    (tx, { active, metadata, restrictions }, self) => {
      if (active === true && !self.active) checkReturn(tx, self)
      return tx.update(promotionCode, self, {
        ...(active !== undefined && { active }),
        ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata!, metadata) }),
        ...(restrictions?.currency_options !== undefined && {
          restrictions: withOptions(self.restrictions, restrictions.currency_options),
        }),
      })
    },
    { reads: ['self.promotion.coupon'] },
  )
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.find(promotionCode, id)
    if (self?.hidden.over === 0) end(tx, [self])
  })
  // All codes of a coupon that was redeemed as often as it may be.
  .job<{ id: string }>('end', (tx, { id: edition }) => endAll(tx, edition))
  .when('coupon.deleted', coupon, (tx, row) => endAll(tx, editionOf(tx, row)))

export interface Purchase {
  readonly customer: string | null
  /** Minor units of `currency`; both are left out where the amount may change, as that of a running subscription. */
  readonly amount?: number
  readonly currency?: string
  /** Whether the customer never paid, or tried to. */
  readonly isFirstTime: boolean
}

/**
 * The promotion code that a parameter names, if this purchase may have it. Refuses one that is not there, is over, whose
 * coupon is over, or that is for others. Recorded are the words for prior transactions and for a minimum amount (reports of
 * SDK users); the others are worded like them. [M]
 */
export function promotionCodeRedeemable(tx: Tx, id: string, purchase: Purchase, param: string): PromotionCode {
  const row = tx.get(promotionCode, id, param)
  const refuse = (why: string) => invalid(`This promotion code cannot be redeemed ${why}.`, { param })
  if (isExpired(tx, row)) throw refuse('because it has expired')
  if (isUsedUp(row)) throw refuse('because it has been used the maximum number of times')
  const of = couponOf(tx, row)
  if (of) redeemable(tx, of.id, param)
  if (!of || !row.active) throw refuse('because it is not active')
  if (row.customer !== null && row.customer !== purchase.customer)
    throw refuse('because it is restricted to another customer')
  const { first_time_transaction, minimum_amount } = row.restrictions
  if (first_time_transaction && !purchase.isFirstTime)
    throw refuse('because the associated customer has prior transactions')
  if (minimum_amount === null) return row
  const { amount, currency } = purchase
  if (amount === undefined || currency === undefined)
    throw refuse('on a subscription update because it uses the `minimum_amount` restriction and the amount may change')
  const least = minimumIn(row.restrictions, currency)
  if (least === undefined || amount < least)
    throw refuse('because the associated purchase does not meet the minimum amount requirement')
  return row
}

/**
 * Counts one more redemption of a code, and ends it with its last one. Its coupon is counted by `redeemed`, before. Returns
 * it as it is now.
 */
export function promotionCodeRedeemed(tx: Tx, { id }: { readonly id: string }): PromotionCode {
  const row = tx.get(promotionCode, id)
  const times_redeemed = row.times_redeemed + 1
  const isLast = row.max_redemptions !== null && times_redeemed >= row.max_redemptions
  return tx.update(promotionCode, row, { times_redeemed, ...(isLast && { active: false }) })
}

/** The coupon it is for, unless that was deleted. */
function couponOf(tx: Tx, { promotion, hidden }: Pick<PromotionCode, 'promotion' | 'hidden'>): Coupon | undefined {
  const row = tx.find(coupon, String(promotion.coupon))
  return row && editionOf(tx, row) === hidden.edition ? row : undefined
}

const isExpired = (tx: Tx, { expires_at }: PromotionCode): boolean => expires_at !== null && expires_at <= tx.now
const isUsedUp = ({ max_redemptions, times_redeemed }: PromotionCode): boolean =>
  max_redemptions !== null && times_redeemed >= max_redemptions

/** When time ends it, epoch seconds: its own, or that of its coupon, which can be had until that second is over. */
function endOf(expires_at: number | null, { redeem_by }: Coupon): number | null {
  return expires_at ?? (redeem_by === null ? null : redeem_by + 1)
}

function end(tx: Tx, codes: readonly PromotionCode[]): void {
  for (const row of codes) tx.update(promotionCode, row, { active: false, hidden: { ...row.hidden, over: 1 } })
}

/** Why 200: a coupon may have a hundred thousand codes, and other requests do not wait for all of them. */
const SLICE = 200

/** Ends the codes of a coupon that is over, a slice at a time. */
function endAll(tx: Tx, edition: string): void {
  const codes = tx.list(promotionCode, [`edition=${edition}`], { limit: SLICE })
  end(tx, codes)
  if (codes.length === SLICE) tx.schedule(tx.now, 'promotion_code.end', { id: edition })
}

/** Recorded, with the pattern. */
function checkCode(code: string): string {
  if (!/^[a-zA-Z0-9\-_]+$/.test(code))
    throw invalid(
      `This value must match the regex pattern. (/\\A[a-zA-Z0-9\\-_]+\\z/ does not match for the value ${code}).`,
      { param: 'code' },
    )
  return code
}

/** A code is one active one's, in any case: everybody's, or one of each customer's. The words are recorded. */
function checkFree(tx: Tx, code: string, whose: string | null): void {
  const asked =
    whose === null
      ? [['active=true', `code_in_any_case=${code.toLowerCase()}`]]
      : [[claim(code, null)], [claim(code, whose)]]
  if (tx.lists(promotionCode, asked, { limit: 1 }).some((found) => found.length > 0))
    throw invalid(`An active promotion code with \`code: ${code}\` already exists.`)
}

/** How long and how often: no longer and no more often than its coupon. Wording of what its coupon does not allow [M]. */
function checkLimits(tx: Tx, params: Create, of: Coupon) {
  const expires_at = params.expires_at ?? null
  const max_redemptions = params.max_redemptions ?? null
  if (expires_at !== null) {
    checkFuture(tx, expires_at, 'expires_at')
    if (of.redeem_by !== null && expires_at > of.redeem_by)
      throw invalid("`expires_at` cannot be after the coupon's `redeem_by`.", { param: 'expires_at' })
  }
  if (max_redemptions !== null) {
    if (max_redemptions < 1) throw tooSmall(1, 'max_redemptions')
    if (of.max_redemptions !== null && max_redemptions > of.max_redemptions)
      throw tooLarge(of.max_redemptions, max_redemptions, 'max_redemptions')
  }
  return { expires_at, max_redemptions }
}

/** What was over once stays so, and meanwhile another may have its code. Wording [M]. */
function checkReturn(tx: Tx, self: PromotionCode): void {
  const of = couponOf(tx, self)
  if (self.hidden.over === 1 || isExpired(tx, self) || isUsedUp(self) || !of || isOver(tx, of))
    throw invalid(
      'This promotion code cannot be activated because it, or its coupon, has expired, was deleted or has been used the ' +
        'maximum number of times.',
      { param: 'active' },
    )
  checkFree(tx, self.code, self.customer as string | null)
}

/** What a purchase must be. Wording of the first as clients know it (github.com/stripe-ruby-mock), of the others [M]. */
function restrict(wished: Create['restrictions'] = {}): Restrictions {
  const { minimum_amount = null, minimum_amount_currency: currency, currency_options } = wished
  const param = 'restrictions[minimum_amount_currency]'
  if (minimum_amount !== null && currency === undefined)
    throw invalid('You must pass minimum_amount_currency when passing minimum_amount', { param })
  if (minimum_amount === null && currency !== undefined)
    throw invalid('You must pass minimum_amount when passing minimum_amount_currency', {
      param: 'restrictions[minimum_amount]',
    })
  if (minimum_amount !== null && minimum_amount < 1) throw tooSmall(1, 'restrictions[minimum_amount]')
  const plain: Restrictions = {
    first_time_transaction: wished.first_time_transaction ?? false,
    minimum_amount,
    minimum_amount_currency: currency === undefined ? null : checkCurrency(currency),
  }
  return currency_options === undefined ? plain : withOptions(plain, currency_options)
}

/** Minimum amounts in other currencies; those that are not named stay [K]. Wording [M]. */
function withOptions(before: Restrictions, more: Readonly<Record<string, { minimum_amount?: number }>>): Restrictions {
  const param = 'restrictions[currency_options]'
  if (before.minimum_amount_currency === null)
    throw invalid('You must pass minimum_amount when passing currency_options', { param })
  checkOptions(more, before.minimum_amount_currency, param)
  const options = Object.entries(more).map(([currency, { minimum_amount }]) => {
    if (minimum_amount === undefined) throw missingParameter(`${param}[${currency}][minimum_amount]`)
    if (minimum_amount < 1) throw tooSmall(1, `${param}[${currency}][minimum_amount]`)
    return [currency, { minimum_amount }] as const
  })
  return { ...before, currency_options: { ...before.currency_options, ...Object.fromEntries(options) } }
}

/** The least amount in a currency, minor units; none in a currency that it was not set in. [K] */
function minimumIn(restrictions: Restrictions, currency: string): number | undefined {
  const { minimum_amount, minimum_amount_currency, currency_options } = restrictions
  if (currency === minimum_amount_currency) return minimum_amount!
  return currency_options?.[currency]?.minimum_amount
}
