// The phases of a subscription schedule, as a call asks for them: each begins where the one before it ends.
// (https://docs.stripe.com/api/subscription_schedules/create#create_subscription_schedule-phases)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, tooSmall, unknownParameters } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Interval, periodBoundary, periodContaining } from '../../lib/calendar.ts'
import type { Recurrence } from '../../rules/periods.ts'
import { redeemable } from '../catalog/coupon.ts'
import { inlinePrice, type PriceRow, price } from '../catalog/price.ts'
import { checkIn } from '../catalog/price_currency.ts'
import { checkConnect, connectOf, connectSettings, NO_CONNECT } from './connect_settings.ts'
import { type AddedPeriod, AS_ITEMS, checkAddedPeriod } from './add_invoice_items_period.ts'
import type { DiscountGiven } from './discount.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { checkMethod } from './method_in_charge.ts'
import { promotionCodeRedeemable } from './promotion_code.ts'
import { type Chooser, checkTogether, pricesGiven, wishOf } from './subscription_choose.ts'
import { currencyOfPhase } from './subscription_currency.ts'
import type { ItemGiven } from './subscription_item.ts'
import { recurrenceOf } from './subscription_lines.ts'
import { checkBuilt, checkSettled, printedOf, settledIn, taxIn } from './subscription_schedule_settings.ts'
import type { Defaults, Phase } from './subscription_schedule_state.ts'
import { thresholdsAfter } from './subscription_thresholds.ts'

/** `iterations` is of versions before `DURATIONS_SINCE`. */
export type PhaseGiven = Params<Stripe.SubscriptionScheduleUpdateParams.Phase> & {
  readonly iterations?: number
}

/** From this version on a phase has a `duration`, and no `iterations`. (https://docs.stripe.com/changelog/clover) */
const DURATIONS_SINCE = '2025-09-30.clover'

type ExtraGiven = NonNullable<PhaseGiven['add_invoice_items']>[number]

/** Stripe's own limit. (https://docs.stripe.com/billing/subscriptions/subscription-schedules#phases) */
const PHASES_MAX = 10
/** https://docs.stripe.com/api/subscriptions/create#create_subscription-add_invoice_items */
const EXTRAS_MAX = 20

/** For whom phases are made. */
export interface Context {
  readonly customer: string
  readonly mode: 'classic' | 'flexible'
  readonly defaults: Defaults
  /** Where the first one begins, in epoch seconds. */
  readonly start: number
  /** What the periods of the subscription are counted from, where it runs already. */
  readonly anchor?: number
  /** The currency of the subscription, where it runs already. */
  readonly currency?: string
  /** The prices that stand in the schedule already: those need not be active any more. */
  readonly known: ReadonlySet<string>
  /** The discounts that stand on the subscription. */
  readonly standing: readonly string[]
}

export interface Phases {
  readonly phases: Phase[]
  /** The keys that phases take out of the subscription's metadata, by the start of the phase. */
  readonly unset: Record<string, string[]>
}

/** The phases that a call asks for. Throws a refusal where one of them cannot be. */
export function phasesOf(tx: Tx, given: readonly PhaseGiven[], of: Context): Phases {
  if (given.length === 0) throw missingParameter('phases')
  if (given.length > PHASES_MAX)
    throw invalid(`A subscription schedule can have at most ${PHASES_MAX} current and future phases.`, {
      param: 'phases',
    })
  const phases: Phase[] = []
  const unset: Record<string, string[]> = {}
  let { start, anchor = start, currency } = of
  for (const [i, one] of given.entries()) {
    const at = `phases[${i}]`
    checkStart(tx, one, start, i, at)
    const made = phaseOf(tx, one, {
      ...of,
      start,
      anchor,
      next: given[i + 1]?.start_date,
      at,
      ...(currency && { currency }),
    })
    const gone = Object.entries(one.metadata ?? {}).flatMap(([key, value]) => (value === '' ? [key] : []))
    if (gone.length > 0) unset[start] = gone
    phases.push(made)
    anchor = made.trial_end ?? (made.billing_cycle_anchor === 'phase_start' ? start : anchor)
    currency ??= made.currency
    start = made.end_date
  }
  return { phases, unset }
}

/** The moment that a parameter names. */
export const moment = (tx: Tx, at: number | 'now'): number => (at === 'now' ? tx.now : at)

/** One phase ends where the next one begins. [M] */
function checkStart(tx: Tx, { start_date }: PhaseGiven, start: number, i: number, at: string): void {
  if (i === 0 || start_date === undefined || moment(tx, start_date) === start) return
  throw invalid('The `start_date` of a phase must be equal to the `end_date` of the phase before it.', {
    param: `${at}[start_date]`,
  })
}

interface One extends Context {
  readonly anchor: number
  /** Where the phase after it is said to begin. */
  readonly next: number | 'now' | undefined
  readonly at: string
}

function phaseOf(tx: Tx, given: PhaseGiven, of: One): Phase {
  const { at, start } = of
  checkBuilt(given, at)
  const { items, rows, currency } = itemsOf(tx, given, of)
  const end = endOf(tx, given, of, recurrenceOf(rows[0]!))
  if (end <= start)
    throw invalid('The `end_date` of a phase must be after its `start_date`.', { param: `${at}[end_date]` })
  const printed = printedOf(tx, given.invoice_settings, at)
  if (given.default_payment_method) checkMethod(tx, given.default_payment_method, of.customer)
  const trialEnd = trialOf(tx, given, start, end, at)
  const phase = {
    add_invoice_items: extrasOf(tx, given.add_invoice_items ?? [], of, currency),
    ...NO_CONNECT,
    ...connectSettings(tx, given, { before: connectOf(of.defaults), at }),
    // An explicit default applies where a phase says nothing (docs.stripe.com/tax/subscription-schedules/automatic-tax-default);
    // that the phase shows it: [K].
    automatic_tax: taxIn(tx, given.automatic_tax, of.defaults.automatic_tax, at),
    billing_cycle_anchor: given.billing_cycle_anchor ?? null,
    billing_thresholds: null,
    ...thresholdsAfter(null, given),
    collection_method: given.collection_method ?? null,
    currency,
    default_payment_method: given.default_payment_method || null,
    default_tax_rates: taxRatesAt(tx, given.default_tax_rates ?? [], `${at}[default_tax_rates]`),
    description: given.description || null,
    discounts: discountsAt(tx, given.discounts as DiscountGiven[] | '' | undefined, of, `${at}[discounts]`),
    end_date: end,
    invoice_settings: printed ? { ...NOT_PRINTED, ...printed } : null,
    items,
    metadata: mergeMetadata({}, given.metadata),
    proration_behavior: given.proration_behavior ?? 'create_prorations',
    start_date: start,
    ...(given.trial && { trial: true }),
    trial_end: trialEnd,
  } as unknown as Phase
  if (trialEnd !== null && phase.billing_cycle_anchor === 'phase_start')
    throw invalid('You cannot set `billing_cycle_anchor` to `phase_start` in a phase that has a trial.', {
      param: `${at}[billing_cycle_anchor]`,
    })
  const settled = settledIn(of.defaults, phase)
  checkSettled(settled)
  checkConnect(tx, settled.connect, at)
  return phase
}

const NOT_PRINTED = {
  account_tax_ids: null,
  custom_fields: null,
  days_until_due: null,
  description: null,
  footer: null,
  issuer: null,
}

/**
 * When a phase ends: at a time, after so many intervals, where the next one begins, or after one period of its first price.
 * Intervals are counted from the anchor, as periods are, so that the 31st comes back after February. [K]
 */
function endOf(tx: Tx, given: PhaseGiven, { start, anchor, next, at }: One, recurrence: Recurrence): number {
  const { end_date: end, duration, iterations } = given
  if (end !== undefined && duration !== undefined) throw exclusive([`${at}[end_date]`, `${at}[duration]`])
  if (iterations !== undefined && tx.speaks(DURATIONS_SINCE)) throw unknownParameters([`${at}[iterations]`])
  if (end !== undefined && iterations !== undefined) throw exclusive([`${at}[end_date]`, `${at}[iterations]`])
  if (end !== undefined) return moment(tx, end)
  if (duration) {
    const { interval, interval_count: count = 1 } = duration
    if (count < 1) throw tooSmall(1, `${at}[duration][interval_count]`)
    return after(start, anchor, { interval: interval as Interval, interval_count: 1 }, count)
  }
  if (iterations === undefined && next !== undefined) return moment(tx, next)
  if (iterations !== undefined && iterations < 1) throw tooSmall(1, `${at}[iterations]`)
  return after(start, anchor, recurrence, iterations ?? 1)
}

function after(start: number, anchor: number, { interval, interval_count }: Recurrence, count: number): number {
  const { k, start: boundary } = periodContaining(anchor, interval, interval_count, start)
  return boundary === start
    ? periodBoundary(anchor, interval, interval_count, k + count)
    : periodBoundary(start, interval, interval_count, count)
}

/** (https://docs.stripe.com/api/subscription_schedules/create#create_subscription_schedule-phases-trial_end) [M] */
function trialOf(tx: Tx, { trial, trial_end: until }: PhaseGiven, start: number, end: number, at: string) {
  const param = `${at}[trial_end]`
  const trialEnd = until === undefined ? (trial ? end : null) : moment(tx, until)
  if (trialEnd === null) return null
  if (trialEnd < start || trialEnd > end)
    throw invalid('The `trial_end` of a phase must be within the phase.', { param })
  if (trial && trialEnd !== end)
    throw invalid('The `trial_end` of a phase must match its `end_date` when `trial=true`.', { param })
  return trialEnd
}

interface Chosen {
  readonly items: Phase['items']
  readonly rows: readonly PriceRow[]
  readonly currency: string
}

function itemsOf(tx: Tx, phase: PhaseGiven, of: One): Chosen {
  const { items: given } = phase
  const param = `${of.at}[items]`
  if (!given?.length) throw missingParameter(param)
  const prices = pricesGiven(tx, given as ItemGiven[], param)
  const known = prices.filter((row) => row !== undefined)
  const currency = known.length > 0 ? currencyOfPhase(phase.currency, known, of) : of.currency
  const chooser: Chooser = {
    customer: of.customer,
    subscription: '',
    currency,
    mode: of.mode,
    start: of.start,
    param,
    known: of.known,
  }
  const items = given.map((one, i) => {
    const wish = wishOf(tx, one as ItemGiven, prices[i], i, chooser)
    return {
      billing_thresholds: wish.thresholds ?? null,
      discounts: discountsAt(tx, one.discounts as DiscountGiven[] | '' | undefined, of, `${param}[${i}][discounts]`),
      metadata: wish.metadata,
      plan: wish.price.id,
      price: wish.price.id,
      ...(wish.quantity !== undefined && { quantity: wish.quantity }),
      tax_rates: [...wish.rates],
    }
  })
  const rows = prices.map((row) => row!)
  checkTogether(rows, chooser)
  return { items: items as never, rows, currency: currency! }
}

/** What is to be taken off, checked as far as it can be before its time has come. */
function discountsAt(tx: Tx, given: readonly DiscountGiven[] | '' | undefined, of: One, param: string): object[] {
  return (given || []).map(({ coupon, discount, promotion_code }, i) => {
    const named = { coupon, discount, promotion_code }
    const [name, more] = (['coupon', 'discount', 'promotion_code'] as const).filter((one) => named[one] !== undefined)
    if (name === undefined) throw missingParameter(`${param}[${i}][coupon]`)
    if (more) throw exclusive([`${param}[${i}][${name}]`, `${param}[${i}][${more}]`])
    if (coupon !== undefined) redeemable(tx, coupon, `${param}[${i}][coupon]`)
    if (promotion_code !== undefined)
      promotionCodeRedeemable(
        tx,
        promotion_code,
        { customer: of.customer, isFirstTime: true },
        `${param}[${i}][promotion_code]`,
      )
    if (discount !== undefined && !of.standing.includes(discount))
      throw invalid(`No such discount: '${discount}'`, { code: 'resource_missing', param: `${param}[${i}][discount]` })
    return { coupon: coupon ?? null, discount: discount ?? null, promotion_code: promotion_code ?? null }
  })
}

/** What is bought once, with the phase. */
function extrasOf(tx: Tx, given: readonly ExtraGiven[], of: One, currency: string): object[] {
  const param = `${of.at}[add_invoice_items]`
  if (given.length > EXTRAS_MAX) throw invalid(`You may only add up to ${EXTRAS_MAX} invoice items.`, { param })
  return given.map((one, i) => {
    const at = `${param}[${i}]`
    const period = (one.period as AddedPeriod | undefined) ?? AS_ITEMS
    checkAddedPeriod(period, at)
    const row = one.price_data
      ? inlinePrice(tx, one.price_data as never, `${at}[price_data]`, { recurring: 'none' })
      : tx.get(price, one.price ?? missing(`${at}[price]`), `${at}[price]`)
    if (row.recurring)
      throw invalid(
        'The price specified is set to `type=recurring` but this field only accepts prices with `type=one_time`.',
        { param: `${at}[price]` },
      )
    checkIn(row, currency, `${at}[price]`)
    return {
      discountable: one.discountable ?? null,
      discounts: discountsAt(tx, one.discounts as DiscountGiven[] | undefined, of, `${at}[discounts]`),
      metadata: mergeMetadata({}, one.metadata),
      period,
      price: row.id,
      quantity: one.quantity ?? 1,
      tax_rates: taxRatesAt(tx, one.tax_rates ?? [], `${at}[tax_rates]`),
    }
  })
}

function missing(param: string): never {
  throw missingParameter(param)
}
