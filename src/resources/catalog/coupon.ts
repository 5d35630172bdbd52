// Coupons: what is taken off an invoice, how long, and how often it may be had. What was redeemed is a discount, and stays
// as it is whatever becomes of its coupon. (https://docs.stripe.com/api/coupons; "recorded" is Stripe's own answer at
// 2026-08-26.dahlia)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { lifecycle, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkOptions } from './currency_options.ts'
import { percentageText } from './percentage.ts'
import { checkCurrency } from './price.ts'
import { product } from './product.ts'

export interface CouponState {
  /** The exact decimal of `percent_off`. */
  readonly percent_off: string | null
  /** The only products it is for; null for all. */
  readonly products: readonly string[] | null
  /** What it takes off in other currencies than its own, minor units. */
  readonly currency_options: Readonly<Record<string, { readonly amount_off: number }>>
}

/**
 * That it was redeemed, or is over, is no event [K]. Its id is chosen or eight characters, without a prefix. Recorded: the
 * event of a deletion shows it invalid.
 */
export const coupon = object<Stripe.Coupon, CouponState>('coupon', {
  prefix: 'coupon',
  inPath: { retrieve: 'coupon', others: 'id' },
  events: lifecycle('coupon'),
  gone: { valid: false },
  quiet: ['times_redeemed', 'valid'],
  includes: {
    applies_to: (_tx, { hidden: { products } }) => (products ? { products } : undefined),
    // Its own currency is among them, as it is with prices. [K]
    currency_options: (_tx, { amount_off, currency, hidden }) =>
      amount_off === null ? undefined : { [currency!]: { amount_off }, ...hidden.currency_options },
  },
})
export type Coupon = Row<Stripe.Coupon, CouponState>

type Create = Params<Stripe.CouponCreateParams>

export const coupons = resource(coupon)
  .on<Stripe.CouponCreateParams>('POST /v1/coupons', (tx, params) => {
    const percent_off = checkWorth(params)
    const duration = checkDuration(params)
    const { redeem_by = null, max_redemptions = null } = params
    if (params.id !== undefined) checkId(tx, params.id)
    if (redeem_by !== null) checkFuture(tx, redeem_by, 'redeem_by')
    if (max_redemptions !== null && max_redemptions < 1) throw tooSmall(1, 'max_redemptions')
    const products = params.applies_to?.products ?? []
    tx.all(product, products, (i) => `applies_to[products][${i}]`)
    const id = params.id ?? tx.random(8)
    // It can be had until that second is over.
    if (redeem_by !== null) tx.schedule(redeem_by + 1, 'coupon.expire', { id })
    return tx.insert(coupon, {
      id,
      amount_off: params.amount_off ?? null,
      created: tx.now,
      currency: params.currency === undefined ? null : checkCurrency(params.currency),
      ...duration,
      livemode: false,
      max_redemptions,
      metadata: mergeMetadata({}, params.metadata),
      name: params.name ?? null,
      percent_off: percent_off === null ? null : Number(percent_off),
      redeem_by,
      times_redeemed: 0,
      valid: true,
      hidden: {
        percent_off,
        products: products.length > 0 ? products : null,
        currency_options: params.currency_options ?? {},
      },
    })
  })
  .on<Stripe.CouponRetrieveParams>('GET /v1/coupons/{id}', (_tx, _params, self) => self)
  .on<Stripe.CouponListParams>('GET /v1/coupons', (tx, params) => list(tx, coupon, params as never, '/v1/coupons'))
  .on<Stripe.CouponUpdateParams>('POST /v1/coupons/{id}', (tx, params, self) => {
    const { name, metadata, currency_options: more } = params
    if (more !== undefined) {
      // Wording [M].
      if (self.amount_off === null)
        throw invalid('Only a coupon with an `amount_off` may have `currency_options`.', { param: 'currency_options' })
      checkAmounts(more, self.currency!)
    }
    return tx.update(coupon, self, {
      ...(name !== undefined && { name }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata!, metadata) }),
      // Those that are not named stay. [K]
      ...(more !== undefined && {
        hidden: { ...self.hidden, currency_options: { ...self.hidden.currency_options, ...more } },
      }),
    })
  })
  // Recorded: it is not there any more, so its id may be taken again.
  .on<Stripe.CouponDeleteParams>('DELETE /v1/coupons/{id}', (tx, _params, self) => {
    tx.unschedule('coupon.expire', { id: self.id })
    tx.delete(coupon, self)
    return { id: self.id, object: 'coupon', deleted: true }
  })
  .job<{ id: string }>('expire', (tx, { id }) => {
    const self = tx.find(coupon, id)
    if (self) tx.update(coupon, self, { valid: false })
  })

/**
 * The coupon that a parameter names, if it can be had now. Refuses one that is not there, and one whose time is over
 * (docs.stripe.com/error-codes#coupon-expired) or that was redeemed as often as it may be (the same words [K]).
 */
export function redeemable(tx: Tx, id: string, param: string): Coupon {
  const row = tx.get(coupon, id, param)
  if (isOver(tx, row)) throw invalid(`Coupon expired: ${id}`, { code: 'coupon_expired', param })
  return row
}

/** Counts one more redemption, and ends the coupon with its last one. Returns it as it is now. */
export function redeemed(tx: Tx, { id }: { readonly id: string }): Coupon {
  const row = tx.get(coupon, id)
  const times_redeemed = row.times_redeemed + 1
  const isLast = row.max_redemptions !== null && times_redeemed >= row.max_redemptions
  // Its promotion codes stand uphill; they end with it.
  if (isLast) tx.schedule(tx.now, 'promotion_code.end', { id: editionOf(tx, row) })
  return tx.update(coupon, row, { times_redeemed, ...(isLast && { valid: false }) })
}

/** Whether a coupon cannot be had any more, also where that is not yet written on it. */
export const isOver = (tx: Tx, { valid, redeem_by }: Coupon): boolean =>
  !valid || (redeem_by !== null && redeem_by < tx.now)

/** Which of the coupons that ever had this id it is: the id of a deleted one may be taken again. */
export const editionOf = (tx: Tx, { id }: { readonly id: string }): string => tx.position(id)!.seq

/** What is taken off: a percentage, whose exact decimal is returned, or an amount. The words are recorded. */
function checkWorth({ percent_off, amount_off, currency, currency_options }: Create): string | null {
  if (percent_off === undefined && amount_off === undefined)
    throw invalid('Must provide percent_off or amount_off.', { code: 'parameter_missing' })
  if (percent_off !== undefined && amount_off !== undefined)
    throw invalid('Received both percent_off and amount_off parameters. Please pass in only one.')
  if (percent_off !== undefined) {
    if (currency_options !== undefined) throw exclusive(['currency_options', 'percent_off'], 'currency_options')
    // Two decimals: github.com/pinax/pinax-stripe-light/issues/613
    return percentageText(percent_off, { least: 0.01, most: 100, decimals: 2 }, 'percent_off')
  }
  if (currency === undefined) throw invalid('You must pass currency when passing amount_off', { param: 'currency' })
  if (amount_off! < 1) throw tooSmall(1, 'amount_off')
  if (currency_options !== undefined) checkAmounts(currency_options, checkCurrency(currency))
  return null
}

function checkAmounts(options: Readonly<Record<string, { amount_off: number }>>, own: string): void {
  checkOptions(options, own, 'currency_options')
  for (const [currency, { amount_off }] of Object.entries(options))
    if (amount_off < 1) throw tooSmall(1, `currency_options[${currency}][amount_off]`)
}

function checkDuration({ duration = 'once', duration_in_months: months }: Create) {
  const duration_in_months = months ?? null
  if (duration === 'repeating') {
    // Recorded, and it is `duration` that it points at.
    if (duration_in_months === null)
      throw invalid('The duration_in_months param must be set when creating a coupon with a repeating duration', {
        param: 'duration',
      })
    if (duration_in_months < 1) throw tooSmall(1, 'duration_in_months')
  } else if (duration_in_months !== null)
    // Wording [M].
    throw invalid('The duration_in_months param may only be set when creating a coupon with a repeating duration', {
      param: 'duration_in_months',
    })
  return { duration, duration_in_months }
}

/** A chosen id is one word [M], and nothing else is kept under it. Recorded: the refusal points at no parameter. */
function checkId(tx: Tx, id: string): void {
  if (tx.any([id])[0]) throw invalid('Coupon already exists.', { code: 'resource_already_exists' })
  if (id.length > 255 || !id.isWellFormed() || /[\s\p{Cc}]/u.test(id))
    throw invalid('Invalid id: it may have up to 255 characters, and neither blanks nor control characters.', {
      param: 'id',
    })
}

/** Five years of 365.25 days; where exactly Stripe draws the line is not known. [K] */
const FUTURE_MAX_SECONDS = 5 * 31_557_600

/** Refuses a time (epoch seconds) that is not to come, or too far off. The words are recorded. */
export function checkFuture(tx: Tx, at: number, param: string): void {
  if (at <= tx.now)
    throw invalid(
      `The parameter \`${param}\` expects a unix timestamp representing a date and time in the future. You specified the ` +
        `value \`${at}\` which is in the past.`,
      { param },
    )
  if (at - tx.now > FUTURE_MAX_SECONDS)
    throw invalid('Invalid timestamp: can be no more than five years in the future.', { param })
}
