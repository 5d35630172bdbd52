// Making a subscription: its items and their first periods, its trial, and its first invoice, which is finalised and collected
// inside the call. (https://docs.stripe.com/api/subscriptions/create; docs.stripe.com/billing/subscriptions/overview)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, Kept, missingParameter, StripeError } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { aggregateOf } from '../catalog/aggregate_usage.ts'
import { askingApplication } from '../core/account.ts'
import { customer } from '../payments/customer.ts'
import { defaultOf } from '../payments/customer_state.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { scheduleFinalize } from './invoice_draft.ts'
import { collect, methodInCharge } from './invoice_collect.ts'
import { finalize } from './invoice_finalize.ts'
import { checkLocated } from './invoice_automatic_tax.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { bill } from './subscription_bill.ts'
import { type Chooser, checkCount, checkTogether, pricesGiven, wishOf } from './subscription_choose.ts'
import { firstLines, firstPeriod } from './subscription_first_period.ts'
import { checkOneCurrency, currencyOf } from './subscription_currency.ts'
import { scheduleNext, scheduleTrialEnd } from './subscription_cycle.ts'
import { cancelTimes } from './subscription_cancel_at.ts'
import { addInvoiceItems } from './subscription_add_invoice_items.ts'
import { isAsked, isMandated } from './subscription_invoice.ts'
import { insertItem, itemsOf, periodOf } from './subscription_item.ts'
import { followInterval } from './subscription_pending_invoice_item_interval.ts'
import { productsOf, recurrenceOf } from './subscription_lines.ts'
import { needsAction } from './subscription_refusals.ts'
import {
  checkCollection,
  checkSettings,
  checkTaxes,
  refuseItemized,
  type SettingsGiven,
  settings,
  UNSAID,
} from './subscription_settings.ts'
import { INCOMPLETE_SECONDS, paymentBehavior, type Subscription, subscription } from './subscription_state.ts'
import { thresholdsAfter, watchUsage } from './subscription_thresholds.ts'
import { type Timing, timingOf } from './subscription_timing.ts'

type Create = Params<Stripe.SubscriptionCreateParams>

/** What has a subscription made, where no request asks for it: a schedule, a Checkout Session, or a quote. */
export interface Origin {
  /** Prices that were chosen before: those need not be active any more. */
  readonly prices: ReadonlySet<string>
  /** Its first invoice is a draft for an hour. (recorded of schedules, as the order of events) */
  readonly isLater?: boolean
  readonly schedule?: string
  /** The periods are counted from its start, also in classic billing. */
  readonly anchorsAtStart?: boolean
  readonly mode?: Subscription['billing_mode']
  /** The currency that it is in where nothing is asked for, if all prices have it. */
  readonly prefers?: string | null
}

/** Makes a subscription, bills its first period, and tries to be paid. */
export function createSubscription(account: Tx, params: Create, by?: Origin): Subscription | Kept {
  if (params.customer === undefined) throw missingParameter('customer')
  const who = customerOf(account, params.customer)
  const tx = account.under(who.test_clock)
  const given = params as SettingsGiven
  checkSettings(given)
  checkCollection(params.collection_method, params.days_until_due)
  const behavior = behaviorOf(tx, params)
  if (params.automatic_tax?.enabled) checkLocated(tx, who)
  const id = tx.id(subscription)
  const asked = (by?.mode?.type as 'classic' | undefined) ?? modeGiven(tx, params)
  const { wishes, timing, mode, currency } = chosen(tx, params, { id, who, asked, by })
  const items = wishes.map((wish) => insertItem(tx, id, wish, firstPeriod(timing, recurrenceOf(wish.price), tx.now)))
  const extras = params.add_invoice_items ?? []
  const isFree = timing.trialEnd !== null && extras.length === 0
  const isSent = params.collection_method === 'send_invoice'
  const first = tx.id(invoice)
  const standing = { customer: who.id, subscription: id, start: timing.start, currency }
  const self = tx.insert(subscription, {
    ...UNSAID,
    ...settings(tx, given, who.id, { isKnown: by !== undefined }),
    ...thresholdsAfter(null, given),
    id,
    application: askingApplication(tx),
    billing_cycle_anchor: timing.anchor,
    billing_cycle_anchor_config: anchorConfig(timing),
    billing_mode: by?.mode ?? billingMode(tx, params, mode),
    collection_method: params.collection_method ?? 'charge_automatically',
    created: tx.now,
    currency,
    customer: who.id,
    discounts: discountsOf(tx, (params.discounts ?? []) as DiscountGiven[] | '', standing, [], 'discounts'),
    items: itemsOf(id, items),
    latest_invoice: first,
    metadata: mergeMetadata({}, params.metadata),
    ...(by?.schedule !== undefined && { schedule: by.schedule }),
    start_date: timing.start,
    status:
      isFree || ((isSent || by?.isLater) && timing.trialEnd !== null)
        ? 'trialing'
        : isSent || by?.isLater
          ? 'active'
          : 'incomplete',
    test_clock: tx.testClock ?? null,
    trial_end: timing.trialEnd,
    trial_start: timing.trialEnd === null ? null : tx.now,
    ...cancelTimes(given, UNSAID as never, items, tx.now),
    hidden: params.pending_invoice_item_interval ? { itemsFrom: tx.now } : {},
  } as never)
  checkTaxes(self)
  addInvoiceItems(tx, self, who, extras as never, { items: items.map(periodOf), known: by?.prices })
  const billed = items.map((item, i) => ({ item, ...wishes[i]! }))
  const products = productsOf(
    tx,
    wishes.map(({ price }) => price),
  )
  const lines = firstLines(
    self,
    billed.map((one, i) => ({ ...one, product: products[i]! })),
    timing,
    {
      behavior: params.proration_behavior ?? 'create_prorations',
      now: tx.now,
    },
  )
  scheduleNext(tx, self, items)
  followInterval(tx, self, given)
  watchUsage(tx, self, items)
  scheduleTrialEnd(tx, self)
  if (lines.length === 0 && extras.length === 0) return unbilled(tx, self)
  return billFirst(tx, self, who, {
    first,
    lines,
    isLater: isSent || by?.isLater === true,
    behavior,
    offSession: params.off_session === true,
  })
}

/** Recorded: 404, though a parameter names the customer. */
function customerOf(tx: Tx, id: string): Row<Stripe.Customer> {
  const row = tx.find(customer, id)
  if (row) return row as Row<Stripe.Customer>
  throw new StripeError(404, {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: `No such customer: '${id}'`,
    param: 'customer',
  })
}

function behaviorOf(tx: Tx, { payment_behavior = paymentBehavior(tx) }: Create): string {
  if (payment_behavior === 'pending_if_incomplete')
    throw invalid('Setting `payment_behavior` to `pending_if_incomplete` has no effect when creating a subscription.', {
      param: 'payment_behavior',
    })
  return payment_behavior
}

/** (https://docs.stripe.com/billing/subscriptions/billing-mode) */
const FLEXIBLE_SINCE = '2025-09-30.clover'

/** How a new subscription is billed where nothing is said. */
export const modeGiven = (tx: Tx, { billing_mode }: Pick<Create, 'billing_mode'>): 'classic' | 'flexible' =>
  (billing_mode?.type as 'classic' | 'flexible' | undefined) ?? (tx.speaks(FLEXIBLE_SINCE) ? 'flexible' : 'classic')

/** Recorded, for flexible billing. */
export function billingMode(tx: Tx, { billing_mode }: Pick<Create, 'billing_mode'>, type: 'classic' | 'flexible') {
  refuseItemized(billing_mode?.flexible)
  if (type === 'classic') return { flexible: null, type }
  const proration_discounts = billing_mode?.flexible?.proration_discounts ?? 'included'
  return { flexible: { proration_discounts }, type, updated_at: tx.now }
}

const anchorConfig = ({ config }: Timing) =>
  config && { hour: null, minute: null, month: null, second: null, ...config }

function chosen(
  tx: Tx,
  params: Create,
  {
    id,
    who,
    asked,
    by,
  }: { id: string; who: Row<Stripe.Customer>; asked: 'classic' | 'flexible'; by: Origin | undefined },
) {
  const given = params.items ?? []
  if (given.length === 0) throw missingParameter('items')
  checkCount(given.length, 'items')
  const prices = pricesGiven(tx, given as never, 'items')
  // A Checkout Session may be paid by calls in a newer version than the one that sells by usage records.
  const isOlder = by && !by.mode && !params.billing_mode && prices.some((row) => row && aggregateOf(row))
  const mode = isOlder ? 'classic' : asked
  const known = prices.filter((row) => row !== undefined)
  const currency =
    known.length > 0
      ? currencyOf(known, { asked: params.currency, preferred: by?.prefers, at: (i) => `items[${i}][price]` })
      : params.currency
  const of: Chooser = {
    customer: who.id,
    subscription: id,
    currency,
    mode,
    start: params.backdate_start_date ?? tx.now,
    param: 'items',
    ...(by && { known: by.prices }),
  }
  const wishes = given.map((one, i) => wishOf(tx, one as never, prices[i], i, of))
  const rows = wishes.map(({ price }) => price)
  checkTogether(rows, of)
  checkOneCurrency(tx, who, currency!, rows)
  const trialDays = Math.max(0, ...rows.map(({ recurring }) => recurring?.trial_period_days ?? 0))
  const recurrences = rows.map(recurrenceOf)
  return {
    wishes,
    mode,
    currency: currency!,
    timing: timingOf(params as SettingsGiven, {
      now: tx.now,
      mode,
      recurrences,
      trialDays,
      anchorsAtStart: by?.anchorsAtStart ?? false,
    }),
  }
}

/** Nothing is due before the first whole period. */
function unbilled(tx: Tx, self: Subscription): Subscription {
  return tx.amend(subscription, self, {
    latest_invoice: null,
    ...(self.status === 'incomplete' && { status: 'active' }),
  })
}

interface First {
  readonly first: string
  readonly lines: ReturnType<typeof firstLines>
  /** It is finalised an hour later. */
  readonly isLater: boolean
  readonly behavior: string
  readonly offSession: boolean
}

function billFirst(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, how: First): Subscription | Kept {
  const draft = bill(tx, self, who, {
    id: how.first,
    reason: 'subscription_create',
    period: { start: tx.now, end: tx.now },
    lines: how.lines,
    autoAdvance: how.isLater,
    at: tx.now,
  })
  if (tx.work.isForetold) return self
  if (how.isLater) {
    scheduleFinalize(tx, draft)
    return self
  }
  const open = finalize(tx, tx.amend(invoice, draft, { auto_advance: true }))
  if (open.status === 'paid') return awaitMethod(tx, self)
  tx.schedule(tx.now + INCOMPLETE_SECONDS, 'subscription.expire', { id: self.id })
  return how.behavior === 'default_incomplete' ? self : collectFirst(tx, self, open, how)
}

/** Recorded: a trial without a method that could be charged after it waits for one. */
function awaitMethod(tx: Tx, self: Subscription): Subscription {
  const who = tx.get(customer, self.customer as string)
  if (self.status !== 'trialing' || self.default_payment_method || defaultOf(who)) return self
  const { id } = tx.untimed.request('POST', '/v1/setup_intents', {
    automatic_payment_methods: { enabled: true },
    customer: who.id,
    usage: 'off_session',
  })
  return tx.amend(subscription, tx.get(subscription, self.id), { pending_setup_intent: id })
}

/** Without any method nothing is created, unless the caller means to have the customer pay on a page. */
function collectFirst(tx: Tx, self: Subscription, open: Invoice, { behavior, offSession }: First): Subscription | Kept {
  const method = methodInCharge(tx, open)
  const outcome = collect(tx, open, { offSession: offSession || isMandated(tx, method), manual: true })
  if (!(outcome instanceof Kept)) {
    if (behavior === 'error_if_incomplete' && isAsked(tx, outcome)) throw needsAction()
    return self
  }
  if (behavior === 'error_if_incomplete') throw outcome.error
  return self
}
