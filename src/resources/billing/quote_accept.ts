// Accepting a quote: what was offered becomes a subscription, at once or on a schedule, or an invoice where all of it is bought once.
// (https://docs.stripe.com/quotes/overview#accept)
import type Stripe from 'stripe'
import { invalid, Kept } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { price } from '../catalog/price.ts'
import { discountsOf } from './discount.ts'
import { locationOf, ratesAt, taxAsked } from './invoice_automatic_tax.ts'
import { meetSides, partyAsked } from './issuer.ts'
import { insertDraft } from './invoice_draft.ts'
import { inheritedDiscounts } from './discount.ts'
import { invoice } from './invoice_state.ts'
import { attached, insertItem, invoiceItem, ITEMS_MAX, lineOf, pendingTerms } from './invoiceitem_state.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { wishOf } from './invoiceitem.ts'
import { allLines } from './line_item.ts'
import { offersOf } from './quote_clone.ts'
import { asInvoiced, asSubscribed } from './quote_connect.ts'
import { scheduled } from './quote_schedule.ts'
import { asked, pricesOf, type Sold } from './quote_sold.ts'
import { type Quote, quote } from './quote_state.ts'
import { createSubscription } from './subscription_create.ts'

/** Carries an open quote out. */
export function acceptQuote(tx: Tx, self: Quote): Quote {
  if (self.status !== 'open')
    throw invalid(`You can only accept a quote that is open. This quote has a status of ${self.status}.`) // [M]
  readAll(tx, self)
  const who = tx.get(customer, self.customer as string) as Row<Stripe.Customer>
  const prices = tx.all(
    price,
    self.hidden.lines.map((line) => line.price),
  )
  const lines = self.hidden.lines.map((line, i) => ({ line, price: prices[i]! }))
  const isSubscribed = lines.some(({ line }) => !line.isOnce)
  const { effective_date: from } = self.subscription_data
  // A date that is over is ignored. (docs.stripe.com/api/quotes/create#create_quote-subscription_data-effective_date)
  const isScheduled = from !== null && from > tx.now
  const made = isSubscribed
    ? isScheduled
      ? { subscription_schedule: scheduled(tx, self, lines) }
      : { subscription: subscribed(tx, self, who, lines) }
    : { invoice: invoiced(tx, self, who, lines) }
  tx.unschedule('quote.expire', self)
  return tx.update(quote, self, {
    ...made,
    status: 'accepted',
    status_transitions: { ...self.status_transitions, accepted_at: tx.now },
  })
}

/** Reads in two rounds all that is named by the quote, the tax rates of its customer's place, and what waits for their next invoice. */
function readAll(tx: Tx, self: Quote): void {
  const { lines } = self.hidden
  const ids = [
    self.customer as string,
    (self.test_clock as string | null) ?? '',
    ...lines.flatMap((line) => [line.price, ...line.rates, ...line.discounts]),
    ...(self.discounts as string[]),
    ...(self.default_tax_rates as string[]),
  ]
  const [rows] = tx.work.together<unknown>([
    () => tx.any(ids),
    () => tx.list(invoiceItem, pendingTerms(self.customer as string), { limit: ITEMS_MAX }),
    () => meetSides(tx, [self.automatic_tax.liability, self.invoice_settings.issuer]),
  ])
  // The products of the prices; the coupons and codes of the discounts.
  const named = (rows as (Named | undefined)[]).flatMap((row) => [
    row?.product,
    row?.source?.coupon,
    row?.promotion_code,
  ])
  const taxed = self.automatic_tax.enabled ? ratesAt(tx, locationOf(tx.get(customer, self.customer as string))) : []
  tx.any([...named.filter((id): id is string => typeof id === 'string'), ...taxed])
}
interface Named {
  readonly product?: string
  readonly source?: { readonly coupon?: string } | null
  readonly promotion_code?: string | null
}

/** The subscription, with what is bought once beside it. Its first invoice is a draft, which advances by itself. */
function subscribed(tx: Tx, self: Quote, who: Row<Stripe.Customer>, lines: readonly Sold[]): string {
  const { billing_mode, description, metadata, trial_period_days } = self.subscription_data
  const { days_until_due, custom_fields, description: memo, footer } = self.invoice_settings
  const once = lines.filter(({ line }) => line.isOnce)
  const made = createSubscription(
    tx,
    {
      currency: self.currency,
      customer: who.id,
      items: lines.filter(({ line }) => !line.isOnce).map((one) => asked(tx, one)),
      ...(once.length > 0 && { add_invoice_items: once.map((one) => asked(tx, one)) }),
      billing_mode,
      collection_method: self.collection_method,
      ...(days_until_due !== null && { days_until_due }),
      ...(self.automatic_tax.enabled && { automatic_tax: taxAsked(self.automatic_tax) }),
      default_tax_rates: self.default_tax_rates,
      discounts: offersOf(tx, self.discounts as string[]),
      ...(description !== null && { description }),
      invoice_settings: {
        ...(custom_fields && { custom_fields }),
        ...(memo && { description: memo }),
        ...(footer && { footer }),
        ...(partyAsked(self.invoice_settings.issuer) && { issuer: self.invoice_settings.issuer }),
      },
      metadata: metadata ?? {},
      ...(trial_period_days !== null && { trial_period_days }),
      ...asSubscribed(self),
    } as never,
    // What was offered is sold, even if nobody else can buy it.
    { prices: pricesOf(self), isLater: true },
  )
  if (made instanceof Kept) throw made.error
  return made.id
}

/** The draft of an invoice, which waits to be sent on. (docs: `auto_advance` is false) */
function invoiced(tx: Tx, self: Quote, who: Row<Stripe.Customer>, lines: readonly Sold[]): string {
  const id = tx.id(invoice)
  const currency = self.currency!
  const items = lines.map((one) => {
    const { price: named, ...given } = asked(tx, one)
    const wanted = { ...given, currency, customer: who.id, pricing: { price: named } }
    return insertItem(tx, wishOf(tx, wanted as never, who, '', pricesOf(self)))
  })
  const own = offersOf(tx, self.discounts as string[])
  const standing = { customer: who.id, invoice: id, start: tx.now, currency }
  const { custom_fields, days_until_due, description, footer } = self.invoice_settings
  const { on_behalf_of, connect } = asInvoiced(tx, self)
  insertDraft(tx, {
    id,
    customer: who,
    reason: 'quote_accept',
    currency,
    period: { start: tx.now, end: tx.now },
    lines: items.map(lineOf),
    autoAdvance: false,
    collection: { method: self.collection_method as 'send_invoice', days: days_until_due },
    discounts: own.length > 0 ? discountsOf(tx, own, standing, [], 'discounts') : inheritedDiscounts(who),
    taxRates: taxRatesAt(tx, self.default_tax_rates as string[], 'default_tax_rates'),
    automaticTax: self.automatic_tax,
    issuer: self.invoice_settings.issuer,
    parent: { quote_details: { quote: self.id }, subscription_details: null, type: 'quote_details' },
    more: {
      ...(custom_fields && { custom_fields: custom_fields as never }),
      ...(description && { description }),
      ...(footer && { footer }),
      on_behalf_of,
    },
    ...(connect && { hidden: { connect } }),
    at: tx.now,
  })
  const written = allLines(tx, id)
  for (const [i, item] of items.entries()) attached(tx, item, id, written[i]!)
  return id
}
