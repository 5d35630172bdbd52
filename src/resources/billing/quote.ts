// Quotes: an offer to a customer, which becomes a subscription or an invoice when it is accepted.
// (https://docs.stripe.com/api/quotes; https://docs.stripe.com/quotes/overview; words without a source: [M])
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { itemsOf } from './item.ts'
import { acceptQuote } from './quote_accept.ts'
import { createQuote, future, updateQuote } from './quote_edit.ts'
import { quotePdf } from './quote_pdf.ts'
import { reckonQuote } from './quote_reckoning.ts'
import { isPending, itemsOfQuote, type Quote, quote } from './quote_state.ts'

export { quote }

/** What reckoning a quote reads: who it is for, what is sold, and what is taken off and added. */
const OF_QUOTE = [
  'self.customer.discount.id',
  'self.test_clock',
  'self.default_tax_rates',
  'self.discounts',
  'self.hidden.lines.price.product',
  'self.hidden.lines.rates',
  'self.hidden.lines.discounts',
]

export const quotes = resource(quote)
  .on<Stripe.QuoteCreateParams>('POST /v1/quotes', (tx, params) => createQuote(tx, params), {
    reads: [
      'line_items.price.product',
      'line_items.price_data.product',
      'line_items.discounts.promotion_code.promotion.coupon',
      'discounts.promotion_code.promotion.coupon',
      'customer.test_clock',
      'customer.discount.id',
      ...OF_QUOTE.map((path) => path.replace('self', 'from_quote.quote')),
    ],
  })
  .on<Stripe.QuoteRetrieveParams>('GET /v1/quotes/{id}', (_tx, _params, self) => self)
  .on<Stripe.QuoteListParams>('GET /v1/quotes', (tx, params) => list(tx, quote, params as never, '/v1/quotes'))
  .on<Stripe.QuoteUpdateParams>('POST /v1/quotes/{id}', (tx, params, self) => updateQuote(tx, params, self), {
    reads: OF_QUOTE.concat('line_items.price.product', 'line_items.price_data.product'),
  })
  .on<Stripe.QuoteFinalizeQuoteParams>(
    'POST /v1/quotes/{id}/finalize',
    (tx, params, self) => finalizeQuote(tx, self, params),
    { reads: [...OF_QUOTE, 'self.from_quote.quote'] },
  )
  .on<Stripe.QuoteAcceptParams>('POST /v1/quotes/{id}/accept', (tx, _params, self) => acceptQuote(tx, self))
  .on<Stripe.QuoteCancelParams>('POST /v1/quotes/{id}/cancel', (tx, _params, self) => {
    if (!isPending(self))
      throw invalid(`You can only cancel a quote that is a draft or open. This quote has a status of ${self.status}.`)
    tx.unschedule('quote.expire', self)
    return canceled(tx, self)
  })
  .on<Stripe.QuoteListLineItemsParams>('GET /v1/quotes/{id}/line_items', (tx, params, self) =>
    itemsOfQuote(tx, self.id, 'line_items', params),
  )
  .on<Stripe.QuoteListComputedUpfrontLineItemsParams>(
    'GET /v1/quotes/{id}/computed_upfront_line_items',
    (tx, params, self) => itemsOfQuote(tx, self.id, 'computed_upfront_line_items', params),
  )
  .on<Stripe.QuotePdfParams>(
    'GET /v1/quotes/{id}/pdf',
    (tx, _params, self) => {
      if (self.number === null) throw invalid('You can only download the PDF of a quote that was finalized.')
      const who = self.customer ? tx.find(customer, self.customer as string) : undefined
      return quotePdf(self, itemsOf(tx, self.id), who?.name ?? null)
    },
    { reads: ['self.customer'] },
  )
  .job<{ id: string }>('expire', (tx, { id }) => {
    // It is canceled at its time, and told of as such. (docs.stripe.com/quotes/overview)
    const self = tx.find(quote, id)
    if (self && isPending(self)) canceled(tx, self)
  })

function canceled(tx: Tx, self: Quote): Quote {
  return tx.update(quote, self, {
    status: 'canceled',
    status_transitions: { ...self.status_transitions, canceled_at: tx.now },
  })
}

/** The offer stands: it has a number, and the quote that it revises is canceled. (docs.stripe.com/quotes/clone) */
function finalizeQuote(tx: Tx, self: Quote, { expires_at }: { expires_at?: number }): Quote {
  if (self.status !== 'draft')
    throw invalid(`You can only finalize a quote that is a draft. This quote has a status of ${self.status}.`)
  if (self.customer === null) throw invalid('A customer is required to finalize a quote.', { param: 'customer' })
  if (self.hidden.lines.length === 0)
    throw invalid('A quote must have at least one line item to be finalized.', { param: 'line_items' })
  if (expires_at !== undefined) tx.schedule(future(tx, expires_at), 'quote.expire', { id: self.id })
  const who = tx.get(customer, self.customer as string)
  const { sequence = (who.hidden?.quotes ?? 0) + 1, revision = 1 } = self.hidden
  if (self.hidden.sequence === undefined) tx.update(customer, who, { hidden: { ...who.hidden, quotes: sequence } })
  const { from_quote: from } = self
  const revised = from?.is_revision ? tx.find(quote, from.quote as string) : undefined
  if (revised?.status === 'open') {
    tx.unschedule('quote.expire', revised)
    canceled(tx, revised)
  }
  return tx.update(quote, self, {
    // What is taken off and added may be another thing with the customer since then.
    ...reckonQuote(tx, { ...self, lines: self.hidden.lines, who, isNew: false }),
    ...(expires_at !== undefined && { expires_at }),
    number: `QT-${who.invoice_prefix}-${String(sequence).padStart(4, '0')}-${revision}`,
    status: 'open',
    status_transitions: { ...self.status_transitions, finalized_at: tx.now },
    hidden: { ...self.hidden, sequence, revision },
  })
}
