// Invoices by hand: made, and changed for as long as they are drafts. Their lines are changed in invoice_lines.ts.
// (https://docs.stripe.com/api/invoices/create; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, refuseUnbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { own } from '../core/account.ts'
import { checkCurrency } from '../catalog/price.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { customer } from '../payments/customer.ts'
import { connectOf } from './connect_settings.ts'
import { type DiscountGiven, discountsOf, inheritedDiscounts, readsOf } from './discount.ts'
import { connectFrom, connectSaid } from './invoice_connect.ts'
import { collectedAt, insertDraft, scheduleFinalize } from './invoice_draft.ts'
import { reckon } from './invoice_reckoning.ts'
import { readDraft, standingOn } from './invoice_lines.ts'
import { checkAdvancing, checkDue, checkEmail, said } from './invoice_notes.ts'
import { revise } from './invoice_revision.ts'
import { inheritedRendering, NO_RENDERING } from './invoice_rendering.ts'
import { DRAFT_SECONDS, FINALIZES_AFTER, type Invoice, invoice, timed } from './invoice_state.ts'
import { subscriptionOf } from './invoiceitem.ts'
import { attached, lineOf, pendingItems } from './invoiceitem_state.ts'
import { allLines } from './line_item.ts'

type Create = Params<Stripe.InvoiceCreateParams>
type Update = Params<Stripe.InvoiceUpdateParams>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['customer_account']

/** A draft by hand: empty, or with all that waits for the customer. */
export function createInvoice(tx: Tx, params: Create): Invoice {
  refuseUnbuilt(params, UNBUILT, ' for an invoice')
  if (params.from_invoice) return revised(tx, params)
  if (params.customer === undefined) throw missingParameter('customer')
  const who = tx.get(customer, params.customer, 'customer')
  const on = tx.under(who.test_clock)
  const of = params.subscription === undefined ? undefined : subscriptionOf(on, params.subscription, who.id)
  const currency = currencyOf(on, params, who, of)
  const method = params.collection_method ?? 'charge_automatically'
  checkDue(params, method)
  if (method === 'send_invoice') checkEmail(who)
  const autoAdvance = params.auto_advance ?? false
  checkAdvancing(params, autoAdvance)
  const id = on.id(invoice)
  const wanted = of !== undefined || params.pending_invoice_items_behavior === 'include'
  on.work.together<unknown>([
    () => (wanted ? pendingItems(on, who.id, currency, of?.id ?? null) : []),
    () => on.any(inheritedDiscounts(who)),
    ...readsOf(on, params.discounts as DiscountGiven[], who.id),
  ])
  const items = wanted ? pendingItems(on, who.id, currency, of?.id ?? null) : []
  const amount = items.reduce((sum, item) => sum + item.amount, 0)
  const standing = { customer: who.id, invoice: id, start: on.now, currency, amount }
  const rendering = inheritedRendering(who) ?? NO_RENDERING
  // Where its money goes it has from its subscription, but no fee: it is outside of its periods. [K]
  const theirs = of && connectOf(of)
  const { shown, connect } = connectSaid(on, params, theirs && connectFrom(theirs, false))
  const draft = insertDraft(on, {
    id,
    customer: who,
    reason: of ? 'subscription_update' : 'manual',
    currency,
    period: { start: on.now, end: on.now },
    lines: items.map(lineOf),
    autoAdvance,
    collection: { method: method as 'send_invoice', days: params.days_until_due ?? null },
    discounts: params.discounts
      ? discountsOf(on, params.discounts as DiscountGiven[], standing, inheritedDiscounts(who), 'discounts')
      : params.discounts === ''
        ? []
        : inheritedDiscounts(who),
    taxRates: taxRatesAt(on, params.default_tax_rates ?? [], 'default_tax_rates'),
    ...(of && {
      parent: {
        quote_details: null,
        subscription_details: { metadata: of.metadata as never, subscription: of.id },
        type: 'subscription_details',
      },
    }),
    more: {
      ...(of ? {} : { rendering }),
      ...(params.automatically_finalizes_at !== undefined &&
        method === 'charge_automatically' && { next_payment_attempt: params.automatically_finalizes_at }),
      ...said(on, params as Update, { customer: who.id, currency, rendering }),
      ...(theirs && { on_behalf_of: theirs.on_behalf_of }),
      ...shown,
    },
    ...(connect && { hidden: { connect } }),
    at: on.now,
  })
  const lines = allLines(on, draft.id)
  for (const [i, item] of items.entries()) attached(on, item, draft.id, lines[i]!)
  if (draft.auto_advance) scheduleFinalize(on, draft)
  return draft
}

/** A revision, with what the call says of it. */
function revised(tx: Tx, params: Create): Invoice {
  const draft = revise(tx, params)
  const { from_invoice: _, customer: __, ...changes } = params
  return Object.keys(changes).length === 0 ? draft : updateInvoice(timed(tx, draft), changes as Update, draft)
}

function currencyOf(tx: Tx, params: Create, who: Row<Stripe.Customer>, of: { currency: string } | undefined): string {
  if (params.currency !== undefined) return checkCurrency(params.currency)
  return of?.currency ?? who.currency ?? own(tx).default_currency!
}

/** Whatever is changed of a draft; of one that is finalised, only what is noted on it. */
export function updateInvoice(tx: Tx, params: Update, self: Invoice): Invoice {
  refuseUnbuilt(params, UNBUILT, ' for an invoice')
  if (self.status !== 'draft') return labelled(tx, params, self)
  const method = params.collection_method ?? self.collection_method
  if (params.collection_method !== undefined && method !== self.collection_method) checkDue(params, method)
  if (params.collection_method === 'send_invoice') checkEmail({ email: self.customer_email })
  if (method === 'charge_automatically' && (params.days_until_due !== undefined || params.due_date !== undefined))
    checkDue(params, method)
  const { metadata, ...notes } = params
  const { connect: before, ...known } = self.hidden
  const { shown, connect } = connectSaid(tx, params, before)
  const isTaxed = params.automatic_tax?.enabled === true
  readDraft(tx, self, readsOf(tx, params.discounts as DiscountGiven[], self.customer as string), undefined, isTaxed)
  const changed = tx.update(invoice, self, {
    ...said(tx, notes, { ...self, customer: self.customer as string }),
    ...shown,
    hidden: { ...known, ...(connect && { connect }) },
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
    ...collection(params, self, method as Invoice['collection_method']),
    ...(params.discounts !== undefined && {
      discounts: discountsOf(
        tx,
        params.discounts as DiscountGiven[] | '',
        standingOn(tx, self, self.subtotal),
        [...(self.discounts as string[]), ...inheritedDiscounts(tx.get(customer, self.customer as string))],
        'discounts',
      ),
    }),
    ...(params.default_tax_rates !== undefined && {
      default_tax_rates: taxRatesAt(tx, params.default_tax_rates, 'default_tax_rates') as never,
    }),
  })
  if (!changed.auto_advance) tx.unschedule('invoice.finalize', changed)
  else if (changed.automatically_finalizes_at !== self.automatically_finalizes_at) scheduleFinalize(tx, changed)
  const isReckoned = (['automatic_tax', 'discounts', 'default_tax_rates', 'shipping_cost'] as const).some(
    (name) => name in params,
  )
  return isReckoned ? reckon(tx, changed) : changed
}

/** How and when it is collected; recorded: where nothing else is said, it is reckoned from when the draft was made. */
function collection(params: Update, self: Invoice, method: Invoice['collection_method']): Partial<Invoice> {
  const auto_advance = params.auto_advance ?? self.auto_advance ?? false
  checkAdvancing(params, auto_advance)
  const isCharged = method === 'charge_automatically'
  const before = self.auto_advance ? self.automatically_finalizes_at : self.created + FINALIZES_AFTER
  const automatically_finalizes_at = auto_advance ? (params.automatically_finalizes_at ?? before) : null
  const at = collectedAt({ created: self.created, automatically_finalizes_at })
  return {
    auto_advance,
    collection_method: method,
    automatically_finalizes_at,
    next_payment_attempt: auto_advance && isCharged ? at : null,
    ...(isCharged && { due_date: null }),
    ...(params.days_until_due !== undefined && { due_date: self.created + params.days_until_due * DAY }),
  }
}

/** Recorded: the metadata of any invoice; nothing else that was fixed. */
function labelled(tx: Tx, params: Update, self: Invoice): Invoice {
  const { metadata, auto_advance, ...others } = params
  const [firm] = Object.keys(others)
  if (firm) throw firmly(firm)
  if (auto_advance && self.status !== 'open') throw firmly('auto_advance')
  const isSwitched = auto_advance !== undefined && auto_advance !== self.auto_advance
  return tx.update(invoice, self, {
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
    ...(isSwitched && (auto_advance ? advancing(tx, self) : halting(tx, self))),
  })
}

const firmly = (param: string) =>
  param === 'on_behalf_of'
    ? invalid(
        'You cannot update the on_behalf_of property of an invoice after the invoice has been assigned a number.',
        {
          code: 'invoice_on_behalf_of_not_editable',
          param,
        },
      ) // In the words of docs.stripe.com/error-codes#invoice-on-behalf-of-not-editable. [M]
    : invalid("Finalized invoices can't be updated in this way", { param })

/** An open invoice that goes on by itself is collected, or sent, within the hour. */
export function advancing(tx: Tx, self: Invoice): Partial<Invoice> {
  const at = tx.now + DRAFT_SECONDS
  tx.schedule(at, 'invoice.retry', { id: self.id })
  return { auto_advance: true, next_payment_attempt: self.collection_method === 'charge_automatically' ? at : null }
}

function halting(tx: Tx, self: Invoice): Partial<Invoice> {
  tx.unschedule('invoice.retry', self)
  return { auto_advance: false, next_payment_attempt: null }
}
