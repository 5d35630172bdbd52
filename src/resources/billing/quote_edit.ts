// Making a quote and changing it while it is a draft: who it is for, what it offers, and until when.
// (https://docs.stripe.com/api/quotes/create; words without a source beside them: [M])
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, refuseUnbuilt, tooSmall } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { askingApplication } from '../core/account.ts'
import { testClockAt } from '../core/test_helpers.test_clock.ts'
import { customer } from '../payments/customer.ts'
import type { Customer } from '../payments/customer_state.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { liabilityOf, switchedOn } from './invoice_automatic_tax.ts'
import { partyNamed } from './issuer.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { clonedQuote } from './quote_clone.ts'
import { quoteConnect } from './quote_connect.ts'
import { linesGiven, type Offer } from './quote_lines.ts'
import { reckonQuote } from './quote_reckoning.ts'
import { type Quote, type QuotedLine, quote } from './quote_state.ts'
import { modeGiven } from './subscription_create.ts'
import { checkCollection } from './subscription_settings.ts'

type Create = Params<Stripe.QuoteCreateParams>
type Update = Params<Stripe.QuoteUpdateParams>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['customer_account']

/** https://docs.stripe.com/quotes/create: the template's default. */
export const EXPIRES_DAYS = 30

/** A draft of a quote. */
export function createQuote(account: Tx, params: Create): Quote {
  check(params)
  if (params.from_quote) return clonedQuote(account, params)
  const who = params.customer === undefined ? undefined : customerAt(account, params.customer)
  const clock = clockOf(account, params.test_clock, who)
  const tx = account.under(clock)
  const blank = blankQuote(tx, params, clock)
  return insertQuote(tx, changed(tx, blank, params as Update, who), who)
}

const customerAt = (tx: Tx, id: string): Customer => tx.get(customer, id, 'customer')

/** A quote is made on the clock of its customer. */
function clockOf(tx: Tx, named: string | undefined, who: Customer | undefined): string | null {
  const theirs = (who?.test_clock as string | null | undefined) ?? null
  if (named === undefined) return theirs
  const { id } = testClockAt(tx, named)
  if (who && theirs !== id)
    throw invalid(`The customer ${who.id} does not live by the test clock ${id}.`, { param: 'test_clock' })
  return id
}

/** Refuses what is not built, and what does not go together. */
function check(params: Update & Create): void {
  refuseUnbuilt(params, UNBUILT, ' for a quote')
  const { trial_period_days: days } = params.subscription_data ?? {}
  if (typeof days === 'number' && days < 1) throw tooSmall(1, 'subscription_data[trial_period_days]')
  if (params.from_quote && Object.keys(params).some((name) => name !== 'from_quote' && name !== 'expires_at'))
    throw invalid('When you clone a quote with `from_quote`, you can only specify `expires_at` beside it.', {
      param: 'from_quote',
    })
}

/** A quote that says nothing yet. */
export function blankQuote(tx: Tx, params: Pick<Create, 'subscription_data'>, clock: string | null): Quote {
  const { billing_mode: mode } = params.subscription_data ?? {}
  const type = modeGiven(tx, { billing_mode: mode as never })
  const proration_discounts = mode?.flexible?.proration_discounts ?? 'included'
  return {
    id: tx.id(quote),
    object: 'quote',
    amount_subtotal: 0,
    amount_total: 0,
    application: askingApplication(tx),
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: quotedTax(false),
    collection_method: 'charge_automatically',
    computed: { recurring: null, upfront: {} as never },
    created: tx.now,
    currency: null,
    customer: null,
    customer_account: null,
    default_tax_rates: [],
    description: null,
    discounts: [],
    expires_at: tx.now + EXPIRES_DAYS * DAY,
    footer: null,
    from_quote: null,
    header: null,
    invoice: null,
    invoice_settings: {
      custom_fields: null,
      days_until_due: null,
      description: null,
      footer: null,
      issuer: { type: 'self' },
    },
    livemode: false,
    metadata: {},
    number: null,
    on_behalf_of: null,
    status: 'draft',
    status_transitions: { accepted_at: null, canceled_at: null, finalized_at: null },
    subscription: null,
    subscription_data: {
      billing_mode: { ...(type === 'flexible' && { flexible: { proration_discounts } }), type },
      description: null,
      effective_date: null,
      metadata: {},
      trial_period_days: null,
    },
    subscription_schedule: null,
    test_clock: clock,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    transfer_data: null,
    hidden: { lines: [] },
  } as Quote
}

function quotedTax(enabled: boolean, liability?: { readonly type: string }): Quote['automatic_tax'] {
  const { disabled_reason: _, ...tax } = switchedOn(enabled, liability)
  return tax as Quote['automatic_tax']
}

/** The quote as a call changes it. Amounts follow in `reckoned`. */
function changed(tx: Tx, self: Quote, params: Update, who: Customer | undefined): Quote {
  const method = (params.collection_method ?? self.collection_method) as Quote['collection_method']
  const offer: Offer = {
    customer: who?.id ?? null,
    mode: self.subscription_data.billing_mode.type as Offer['mode'],
  }
  const standing = { customer: offer.customer, start: tx.now, isQuoted: true as const }
  const lines = params.line_items ? linesGiven(tx, params.line_items, self.hidden.lines, offer) : self.hidden.lines
  const { metadata, ...texts } = params
  const recurs = lines.length === 0 ? undefined : lines.some(({ isOnce }) => !isOnce)
  return {
    ...self,
    ...(params.automatic_tax && {
      automatic_tax: quotedTax(
        params.automatic_tax.enabled,
        liabilityOf(tx, params.automatic_tax, { before: self.automatic_tax }),
      ),
    }),
    ...quoteConnect(tx, params, self, recurs),
    collection_method: method,
    customer: who?.id ?? null,
    ...(params.default_tax_rates !== undefined && {
      default_tax_rates: (taxRatesAt(tx, params.default_tax_rates, 'default_tax_rates') as { id: string }[]).map(
        ({ id }) => id,
      ),
    }),
    ...(texts.description !== undefined && { description: texts.description || null }),
    ...(params.discounts !== undefined && {
      discounts: discountsOf(
        tx,
        params.discounts as DiscountGiven[] | '',
        standing,
        self.discounts as string[],
        'discounts',
      ),
    }),
    ...(params.expires_at !== undefined && { expires_at: future(tx, params.expires_at) }),
    ...(texts.footer !== undefined && { footer: texts.footer || null }),
    ...(texts.header !== undefined && { header: texts.header || null }),
    invoice_settings: invoiceSettings(tx, self, params.invoice_settings, method),
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
    ...(params.subscription_data && { subscription_data: subscriptionData(self, params.subscription_data) }),
    hidden: { ...self.hidden, lines: lines as readonly QuotedLine[] },
  }
}

function invoiceSettings(
  tx: Tx,
  { invoice_settings: before }: Quote,
  given: Update['invoice_settings'] = {},
  method: Quote['collection_method'],
): Quote['invoice_settings'] {
  const days = given.days_until_due ?? (method === 'send_invoice' ? before.days_until_due : null)
  checkCollection(method, days)
  return {
    ...before,
    days_until_due: days,
    ...(given.custom_fields !== undefined && { custom_fields: (given.custom_fields || null) as never }),
    ...(given.description !== undefined && { description: given.description || null }),
    ...(given.footer !== undefined && { footer: given.footer || null }),
    ...(given.issuer && { issuer: partyNamed(tx, given.issuer, { at: 'invoice_settings', names: ['issuer'] }) }),
  } as Quote['invoice_settings']
}

type DataGiven = NonNullable<Update['subscription_data']>

function subscriptionData({ subscription_data: before }: Quote, given: DataGiven): Quote['subscription_data'] {
  const { effective_date: date, metadata } = given
  // A quote of this version cannot name a subscription that it changes, whose period that would be. [M]
  if (date === 'current_period_end')
    throw invalid('`current_period_end` is only valid for a quote that updates a subscription.', {
      param: 'subscription_data[effective_date]',
    })
  return {
    ...before,
    ...(given.description !== undefined && { description: given.description || null }),
    ...(date !== undefined && { effective_date: (date || null) as number | null }),
    // It is declared as a whole, and not merged. (docs.stripe.com/api/quotes/update#update_quote-subscription_data-metadata)
    ...(metadata !== undefined && { metadata: mergeMetadata({}, metadata) }),
    ...(given.trial_period_days !== undefined && { trial_period_days: given.trial_period_days || null }),
  }
}

/** In Stripe's words, as they are recorded of other timestamps. */
export function future(tx: Tx, at: number): number {
  if (at > tx.now) return at
  throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', { param: 'expires_at' })
}

export function insertQuote(tx: Tx, self: Quote, who: Customer | undefined): Quote {
  const amounts = reckonQuote(tx, { ...self, lines: self.hidden.lines, who, isNew: true })
  const { object: _, ...row } = { ...self, ...amounts }
  tx.schedule(row.expires_at, 'quote.expire', { id: row.id })
  return tx.insert(quote, row as Quote)
}

/** Whatever is changed of a draft; of one that is open, only until when it is. (docs.stripe.com/quotes/overview) */
export function updateQuote(tx: Tx, params: Update, self: Quote): Quote {
  if (self.status === 'open' && Object.keys(params).every((name) => name === 'expires_at'))
    return prolonged(tx, params, self)
  if (self.status !== 'draft')
    throw invalid(
      self.status === 'open'
        ? 'You can only update the `expires_at` of a quote that is open.'
        : `You cannot update a quote that is ${self.status}.`,
    )
  check(params as never)
  if (params.customer !== undefined && self.customer !== null && params.customer !== self.customer)
    throw invalid('The customer of a quote cannot be changed once it is set.', { param: 'customer' })
  const id = params.customer ?? (self.customer as string | null)
  const who = id === null ? undefined : customerAt(tx, id)
  if (who && (who.test_clock ?? null) !== self.test_clock)
    throw invalid(`The customer ${who.id} does not live by the test clock of the quote.`, { param: 'customer' })
  const next = changed(tx, self, params, who)
  if (next.expires_at !== self.expires_at) tx.schedule(next.expires_at, 'quote.expire', { id: self.id })
  return tx.update(quote, self, {
    ...next,
    ...reckonQuote(tx, { ...next, lines: next.hidden.lines, who, isNew: false }),
  })
}

/** Open until another time. */
function prolonged(tx: Tx, { expires_at }: Pick<Update, 'expires_at'>, self: Quote): Quote {
  if (expires_at === undefined) return self
  tx.schedule(future(tx, expires_at), 'quote.expire', { id: self.id })
  return tx.update(quote, self, { expires_at })
}
