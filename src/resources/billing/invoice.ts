// Invoices: what a customer owes, and how it is collected. Draft until finalised, then open until paid, void or given up.
// What one is stands in invoice_state.ts; making, reckoning, finalising and collecting it in files of their own.
// (https://docs.stripe.com/api/invoices; https://docs.stripe.com/invoicing/overview)
import type Stripe from 'stripe'
import { invalid, refuseUnbuilt } from '../../kernel/errors.ts'
import type { Ahead } from '../../kernel/ahead.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import { search } from '../../kernel/search.ts'
import type { Tx } from '../../kernel/tx.ts'
import { deliveryOf } from '../core/delivery.ts'
import { customer } from '../payments/customer.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { paymentRecord } from '../payments/payment_record.ts'
import { taxId } from '../payments/tax_id.ts'
import { attachPayment } from './invoice_attach_payment.ts'
import {
  COLLECTING,
  checkUnpaid,
  collect,
  failedLater,
  forgo,
  markUncollectible,
  paidOutOfBand,
  voidInvoice,
  waitForBank,
} from './invoice_collect.ts'
import { followCustomer } from './invoice_draft.ts'
import { awaitDue, remind, settleDue } from './invoice_due.ts'
import { finalize, foreseeDrawing } from './invoice_finalize.ts'
import { addLines, removeLines, updateLine, updateLines } from './invoice_lines.ts'
import { advancing, createInvoice, updateInvoice } from './invoice_edit.ts'
import { PREVIEWING, previewInvoice } from './invoice_preview.ts'
import { meetParties } from './invoice_connect.ts'
import { REVISING } from './invoice_revision.ts'
import { releaseIntent, settleIntent, settlePaid, settleRecord } from './invoice_settle.ts'
import { DRAFT_SECONDS, type Invoice, invoice, isOwed, subscriptionIdOf, timed } from './invoice_state.ts'
import { READS, type Upcoming, upcomingInvoice, upcomingLines } from './invoice_upcoming.ts'
import { dueFor, refusedFor } from './invoice_tax_failure.ts'
import { lineItem } from './line_item.ts'

export { invoice }

/** What finalising and collecting an invoice reads; beside it, what credits are drawn from and the account at the other end. */
const ON_SELF: readonly Ahead[] = [
  ...COLLECTING.map((path) => `self.${path}`),
  (tx: Tx, { self }: { self: Invoice }) => besides(tx, self),
]
const ON_ID: readonly Ahead[] = [
  ...COLLECTING.map((path) => `id.${path}`),
  (tx: Tx, { id }: { id: string }) => besides(tx, tx.find(invoice, id)),
]

function besides(tx: Tx, self: Invoice | undefined): void {
  if (!self) return
  tx.work.together<unknown>([() => meetParties(tx, self.hidden.connect), () => foreseeDrawing(tx, self)])
}

export const invoices = resource(invoice)
  .on<Stripe.InvoiceCreateParams>('POST /v1/invoices', (tx, params) => createInvoice(tx, params), {
    reads: ['customer.test_clock', 'subscription', 'default_tax_rates', ...REVISING],
  })
  .on<Stripe.InvoiceCreatePreviewParams>(
    'POST /v1/invoices/create_preview',
    (tx, params) => previewInvoice(tx, params),
    {
      reads: PREVIEWING,
    },
  )
  .on<Upcoming>('GET /v1/invoices/upcoming', upcomingInvoice, { reads: READS })
  .on<Upcoming>('GET /v1/invoices/upcoming/lines', upcomingLines, { reads: READS })
  .on<Stripe.InvoiceRetrieveParams>('GET /v1/invoices/{id}', (_tx, _params, self) => self)
  .on<Stripe.InvoiceListParams>('GET /v1/invoices', (tx, params) => list(tx, invoice, params as never, '/v1/invoices'))
  .on<Stripe.InvoiceSearchParams>('GET /v1/invoices/search', (tx, params) =>
    search(tx, invoice, params, '/v1/invoices/search'),
  )
  .on<Stripe.InvoiceUpdateParams>('POST /v1/invoices/{id}', (tx, params, self) => updateInvoice(tx, params, self))
  .on<Stripe.InvoiceDeleteParams>('DELETE /v1/invoices/{id}', (tx, _params, self) => {
    if (self.status !== 'draft' || self.parent) throw invalid('You can only delete draft invoices.')
    tx.unschedule('invoice.finalize', self)
    // Recorded: its items stay with it, and are on no other invoice.
    tx.delete(invoice, self)
    return { id: self.id, object: 'invoice', deleted: true }
  })
  .on<Stripe.InvoiceListLineItemsParams>('GET /v1/invoices/{id}/lines', (tx, params, self) =>
    list(tx, lineItem, params as never, `/v1/invoices/${self.id}/lines`, [`invoice=${self.id}`]),
  )
  .on<Stripe.InvoiceUpdateLineItemParams>('POST /v1/invoices/{invoice}/lines/{id}', (tx, params, _self, [of, id]) => {
    const self = tx.get(invoice, of!)
    return updateLine(timed(tx, self), self, id!, params)
  })
  .on<Stripe.InvoiceAddLinesParams>(
    'POST /v1/invoices/{id}/add_lines',
    (tx, params, self) => addLines(tx, params, self),
    {
      reads: [
        'self.customer',
        'self.discounts',
        'self.test_clock',
        'lines.invoice_item',
        'lines.pricing.price',
        'lines.price_data.product',
        'lines.tax_rates',
        'lines.discounts.coupon',
      ],
    },
  )
  .on<Stripe.InvoiceRemoveLinesParams>('POST /v1/invoices/{id}/remove_lines', (tx, params, self) =>
    removeLines(tx, params, self),
  )
  .on<Stripe.InvoiceUpdateLinesParams>('POST /v1/invoices/{id}/update_lines', (tx, params, self) =>
    updateLines(tx, params, self),
  )
  .on<Stripe.InvoicePayParams>(
    'POST /v1/invoices/{id}/pay',
    (tx, params, self) => {
      refuseUnbuilt(params, ['forgive', 'mandate'], ' for an invoice')
      if (self.status === 'paid') throw invalid('Invoice is already paid')
      const refused = refusedFor(tx, self)
      if (refused) return refused
      const open = self.status === 'draft' ? finalize(tx, self) : self
      if (open.status === 'paid') return open
      if (!isOwed(open)) throw invalid("You can only pass in open invoices. This invoice isn't open.")
      if (params.paid_out_of_band) return paidOutOfBand(tx, open)
      return collect(tx, open, {
        method: params.payment_method ?? params.source,
        offSession: params.off_session ?? true,
        manual: true,
      })
    },
    { reads: ON_SELF },
  )
  .on<Stripe.InvoiceFinalizeInvoiceParams>(
    'POST /v1/invoices/{id}/finalize',
    (tx, params, self) => {
      if (self.status !== 'draft')
        throw invalid("This invoice is already finalized, you can't re-finalize a non-draft invoice.")
      const refused = refusedFor(tx, self)
      if (refused) return refused
      const open = finalize(tx, self)
      if (open.status !== 'open') return open
      const isAdvancing = params.auto_advance ?? self.auto_advance ?? true
      return tx.amend(invoice, open, isAdvancing ? advancing(tx, open) : { auto_advance: false })
    },
    { reads: ON_SELF },
  )
  .on<Stripe.InvoiceSendInvoiceParams>(
    'POST /v1/invoices/{id}/send',
    (tx, _params, self) => {
      const refused = refusedFor(tx, self)
      if (refused) return refused
      const open = self.status === 'draft' ? finalize(tx, self) : self
      if (open.status === 'paid' && self.status === 'draft') return open
      if (open.status !== 'open') throw invalid(CANNOT_BE_SENT)
      return sent(tx, open)
    },
    { reads: ON_SELF },
  )
  .on<Stripe.InvoiceAttachPaymentParams>(
    'POST /v1/invoices/{id}/attach_payment',
    (tx, params, self) => attachPayment(tx, params, self),
    { reads: ON_SELF },
  )
  .on<Stripe.InvoiceVoidInvoiceParams>(
    'POST /v1/invoices/{id}/void',
    (tx, _params, self) => {
      checkUnpaid(self, 'voided')
      return voidInvoice(tx, self)
    },
    { reads: ON_SELF },
  )
  .on<Stripe.InvoiceMarkUncollectibleParams>(
    'POST /v1/invoices/{id}/mark_uncollectible',
    (tx, _params, self) => {
      checkUnpaid(self, 'marked uncollectible')
      return markUncollectible(tx, self)
    },
    { reads: ['self.customer', 'self.parent.subscription_details.subscription', 'self.test_clock'] },
  )
  .when('invoice.finalized', invoice, (tx, self) => awaitDue(timed(tx, self), self))
  .when('invoice.paid', invoice, (tx, self) => settleDue(timed(tx, self), self))
  .when('invoice.marked_uncollectible', invoice, (tx, self) => settleDue(timed(tx, self), self))
  .when('payment_intent.succeeded', paymentIntent, (tx, intent) => {
    const self = collectedBy(tx, intent)
    if (self) settlePaid(timed(tx, self), self, intent)
    settleIntent(tx, intent)
  })
  .when('payment_intent.canceled', paymentIntent, releaseIntent)
  .when('brindle.payment_record.reported', paymentRecord, settleRecord)
  .when('payment_intent.processing', paymentIntent, (tx, intent) => {
    const self = collectedBy(tx, intent)
    if (self) waitForBank(timed(tx, self), self)
  })
  .when('payment_intent.payment_failed', paymentIntent, (tx, intent) => {
    const self = collectedBy(tx, intent)
    if (self) failedLater(timed(tx, self), self, intent)
  })
  .when('customer.updated', customer, followCustomer)
  .when('customer.tax_id.created', taxId, (tx, { customer: id }) => followTaxIds(tx, id as string | null))
  .when('customer.tax_id.deleted', taxId, (tx, { customer: id }) => followTaxIds(tx, id as string | null))
  .job<{ id: string }>(
    'finalize',
    (tx, { id }) => {
      const self = tx.find(invoice, id)
      // Nobody is left to collect from.
      if (self?.status !== 'draft' || !tx.find(customer, self.customer as string)) return
      if (isHeldUp(tx, self)) return
      const ready = dueFor(tx, self)
      if (!ready) return
      const open = finalize(tx, ready)
      if (open.status === 'open' && open.auto_advance) proceed(tx, open)
    },
    {
      reads: [...ON_ID, (tx: Tx, { id }: { id: string }) => deliveryOf(tx, id, 'invoice.created')],
      awaits: (tx, { id }) => deliveryOf(tx, id, 'invoice.created') === 'untried',
    },
  )
  .job<{ id: string }>(
    'delivered',
    (tx, { id }) => {
      const self = tx.find(invoice, id)
      if (self) tx.update(invoice, self, { webhooks_delivered_at: timed(tx, self).now })
    },
    { reads: ['id.test_clock'] },
  )
  .job<{ id: string }>('forgo', (tx, { id }) => {
    const self = tx.find(invoice, id)
    if (self?.status === 'draft' && self.total < 0) forgo(tx, self)
  })
  .job<{ id: string }>(
    'retry',
    (tx, { id }) => {
      const self = tx.find(invoice, id)
      if (self?.status === 'open' && self.auto_advance) proceed(tx, self)
    },
    { reads: ON_ID },
  )
  .job<{ id: string }>('will_be_due', (tx, { id }) => {
    const self = tx.find(invoice, id)
    if (self) remind(tx, self, 'soon')
  })
  .job<{ id: string }>('overdue', (tx, { id }) => {
    const self = tx.find(invoice, id)
    if (self) remind(tx, self, 'overdue')
  })

/** The invoice that an intent collects; what news of the intent makes of it is read in one round. */
function collectedBy(tx: Tx, { hidden }: Intent): Invoice | undefined {
  const self = hidden.invoice === undefined ? undefined : tx.get(invoice, hidden.invoice)
  const more = [self?.hidden.payment, self && subscriptionIdOf(self), self?.customer, self?.test_clock]
  tx.any(more.filter((id) => typeof id === 'string'))
  return self
}

/** Recorded. */
const CANNOT_BE_SENT =
  'This invoice cannot be sent right now. Please contact us via https://support.stripe.com/contact with details, so we can help.'

/** Why 72 hours: so long a draft waits for a handler that does not acknowledge `invoice.created`. */
const HELD_UP_SECONDS = 72 * 60 * 60

/** Whoever listens for `invoice.created` may still change the draft. (docs.stripe.com/billing/testing; docs.stripe.com/webhooks) */
function isHeldUp(tx: Tx, self: Invoice): boolean {
  const delivered = deliveryOf(tx, self.id, 'invoice.created')
  const isPending = delivered === 'untried' || delivered === 'refused'
  if (!isPending || tx.now >= self.created + HELD_UP_SECONDS) return false
  tx.schedule(tx.now + DRAFT_SECONDS, 'invoice.finalize', { id: self.id })
  return true
}

/** Its time has come: the customer is charged, or asked for the money. */
function proceed(tx: Tx, open: Invoice): void {
  if (open.collection_method === 'send_invoice') sent(tx, open)
  else collect(tx, open, { offSession: true, manual: false })
}

function followTaxIds(tx: Tx, id: string | null): void {
  const who = id === null ? undefined : tx.find(customer, id)
  if (who) followCustomer(tx, who)
}

/** That it was sent is told; there is no post here. (https://docs.stripe.com/api/invoices/send) */
const sent = (tx: Tx, self: Invoice): Invoice =>
  tx.update(invoice, self, { hidden: { ...self.hidden, sent: (self.hidden.sent ?? 0) + 1 } })
