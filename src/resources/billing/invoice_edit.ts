// Invoices by hand: made, changed and given lines, for as long as they are drafts.
// (https://docs.stripe.com/api/invoices/create; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
// One file because what may be said when an invoice is made may be said of the draft afterwards.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, noSuch, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { own } from '../core/account.ts'
import { checkCurrency } from '../catalog/price.ts'
import { customer, shipping } from '../payments/customer.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { collectedAt, insertDraft, scheduleFinalize } from './invoice_draft.ts'
import { rateOf, reckon } from './invoice_reckoning.ts'
import { type ShippingGiven, shippingCostOf } from './invoice_shipping.ts'
import { DRAFT_SECONDS, FINALIZES_AFTER, type Invoice, invoice } from './invoice_state.ts'
import {
  attached,
  checkCurrencies,
  insertItem,
  type InvoiceItem,
  invoiceItem,
  ITEMS_MAX,
  lineOf,
  notEditable,
  pendingItems,
  subscriptionOf,
  taxRatesAt,
  updateItem,
  wishOf,
} from './invoiceitem.ts'
import { allLines, insertLines, type LineItem, lineItem } from './line_item.ts'
import { checkMethod } from './method_in_charge.ts'

type Create = Params<Stripe.InvoiceCreateParams>
type Update = Params<Stripe.InvoiceUpdateParams>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = [
  'account_tax_ids',
  'application_fee_amount',
  'customer_account',
  'from_invoice',
  'on_behalf_of',
  'transfer_data',
]

/** A draft by hand: empty, or with all that waits for the customer. */
export function createInvoice(tx: Tx, params: Create): Invoice {
  refuseUnbuilt(params, UNBUILT, ' for an invoice')
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
  const items = wanted ? pendingItems(on, who.id, currency, of?.id ?? null) : []
  const standing = { customer: who.id, invoice: id, start: on.now, currency }
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
      ? discountsOf(on, params.discounts as DiscountGiven[], standing, [], 'discounts')
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
      ...(of ? {} : { rendering: NO_RENDERING }),
      ...(params.automatically_finalizes_at !== undefined &&
        method === 'charge_automatically' && { next_payment_attempt: params.automatically_finalizes_at }),
      ...said(on, params as Update, { customer: who.id, currency }),
    },
    at: on.now,
  })
  const lines = allLines(on, draft.id)
  for (const [i, item] of items.entries()) attached(on, item, draft.id, lines[i]!)
  if (draft.auto_advance) scheduleFinalize(on, draft)
  return draft
}

/** Recorded: what the account's settings say of how it is printed. */
const NO_RENDERING = {
  amount_tax_display: null,
  pdf: { page_size: 'auto' as const },
  template: null,
  template_version: null,
}

/** Where an invoice has none of its own, the customer's holds. (https://docs.stripe.com/api/invoices/create#create_invoice-discounts) */
export const inheritedDiscounts = ({ discount }: Pick<Row<Stripe.Customer>, 'discount'>): string[] =>
  discount ? [(discount as unknown as { id: string }).id] : []

function currencyOf(tx: Tx, params: Create, who: Row<Stripe.Customer>, of: { currency: string } | undefined): string {
  if (params.currency !== undefined) return checkCurrency(params.currency)
  return of?.currency ?? who.currency ?? own(tx).default_currency!
}

/** Recorded. */
function checkDue(
  { days_until_due: days, due_date: date }: Pick<Create, 'days_until_due' | 'due_date'>,
  method: string,
) {
  const isSaid = days !== undefined || date !== undefined
  if (method === 'send_invoice' && !isSaid)
    throw invalid("If invoice collection method is 'send_invoice', you must specify 'due_date' or 'days_until_due'.")
  if (method === 'charge_automatically' && isSaid)
    throw invalid("You can only specify 'due_date' or 'days_until_due' if invoice collection method is 'send_invoice'.")
}

/** Recorded (in 2021, and reported since: github.com/useautumn/autumn). */
function checkEmail({ email }: Pick<Row<Stripe.Customer>, 'email'>): void {
  if (!email)
    throw invalid(
      'Missing email. In order to create invoices that are sent to the customer, the customer must have a valid email.',
    )
}

/** Only what advances by itself has a time for it. (docs.stripe.com/invoicing/scheduled-finalization) Wording [M]. */
function checkAdvancing({ automatically_finalizes_at: at }: Update, auto_advance: boolean): void {
  if (at !== undefined && !auto_advance)
    throw invalid('You can only specify `automatically_finalizes_at` if `auto_advance` is true.', {
      param: 'automatically_finalizes_at',
    })
}

/** What is written on an invoice, as far as it is given. */
function said(tx: Tx, params: Update, of: { customer: string; currency: string }): Partial<Invoice> {
  const { automatic_tax: tax, issuer, rendering } = params
  if (tax?.enabled) throw unbuilt('Brindle does not reckon automatic_tax for an invoice yet.', 'automatic_tax')
  if (issuer && issuer.type !== 'self')
    throw unbuilt('Brindle lets accounts issue their own invoices only.', 'issuer[type]')
  if (rendering?.template) throw unbuilt('Brindle does not print invoices by a template yet.', 'rendering[template]')
  if (params.default_payment_method) checkMethod(tx, params.default_payment_method, of.customer)
  const { payment_settings: settings } = params
  return {
    ...(params.automatically_finalizes_at !== undefined && {
      automatically_finalizes_at: future(tx, params.automatically_finalizes_at, 'automatically_finalizes_at'),
    }),
    ...(params.custom_fields !== undefined && { custom_fields: (params.custom_fields || null) as never }),
    ...(params.default_payment_method !== undefined && {
      default_payment_method: params.default_payment_method || null,
    }),
    ...(params.default_source !== undefined && { default_source: params.default_source || null }),
    ...(params.description !== undefined && { description: params.description || null }),
    ...(params.due_date !== undefined && { due_date: params.due_date }),
    ...(params.effective_at !== undefined && { effective_at: params.effective_at || null }),
    ...(params.footer !== undefined && { footer: params.footer || null }),
    ...(params.metadata !== undefined && { metadata: mergeMetadata({}, params.metadata) }),
    ...(params.number !== undefined && { number: checkNumber(params.number) }),
    ...(settings && {
      payment_settings: {
        default_mandate: settings.default_mandate || null,
        payment_method_options: (settings.payment_method_options as never) ?? null,
        payment_method_types: (settings.payment_method_types || null) as never,
      },
    }),
    ...(rendering && {
      rendering: {
        ...NO_RENDERING,
        ...(rendering.amount_tax_display !== undefined && { amount_tax_display: rendering.amount_tax_display || null }),
        ...(rendering.pdf && { pdf: { page_size: (rendering.pdf.page_size ?? 'auto') as 'auto' } }),
      },
    }),
    ...(params.shipping_cost !== undefined && {
      shipping_cost: shippingCostOf(tx, params.shipping_cost as ShippingGiven | '', of.currency),
    }),
    ...(params.shipping_details !== undefined && {
      shipping_details: shipping(params.shipping_details as never) as never,
    }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor || null }),
  }
}

/** Why 5 years: Stripe's own bound. (https://docs.stripe.com/invoicing/scheduled-finalization) */
const FUTURE_MAX = 5 * 366 * DAY

function future(tx: Tx, at: number, param: string): number {
  if (at <= tx.now) throw invalid('Invalid timestamp: must be an integer Unix timestamp in the future.', { param })
  if (at > tx.now + FUTURE_MAX)
    throw invalid('Invalid timestamp: can be no more than five years in the future', { param })
  return at
}

/** (https://docs.stripe.com/api/invoices/create#create_invoice-number) */
const NUMBER_MAX = 26

function checkNumber(number: string): string | null {
  if (number.length > NUMBER_MAX)
    throw invalid(`The number must be at most ${NUMBER_MAX} characters.`, { param: 'number' })
  return number || null
}

/** Whatever is changed of a draft; of one that is finalised, only what is noted on it. */
export function updateInvoice(tx: Tx, params: Update, self: Invoice): Invoice {
  refuseUnbuilt(params, UNBUILT, ' for an invoice')
  if (self.status !== 'draft') return labelled(tx, params, self)
  const method = params.collection_method ?? self.collection_method
  if (params.collection_method !== undefined && method !== self.collection_method) checkDue(params, method)
  if (method === 'charge_automatically' && (params.days_until_due !== undefined || params.due_date !== undefined))
    checkDue(params, method)
  const { metadata, ...notes } = params
  const changed = tx.update(invoice, self, {
    ...said(tx, notes, { customer: self.customer as string, currency: self.currency }),
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
    ...collection(params, self, method as Invoice['collection_method']),
    ...(params.discounts !== undefined && {
      discounts: discountsOf(
        tx,
        params.discounts as DiscountGiven[] | '',
        { customer: self.customer as string, invoice: self.id, start: tx.now, currency: self.currency },
        self.discounts as string[],
        'discounts',
      ),
    }),
    ...(params.default_tax_rates !== undefined && {
      default_tax_rates: taxRatesAt(tx, params.default_tax_rates, 'default_tax_rates') as never,
    }),
  })
  if (!changed.auto_advance) tx.unschedule('invoice.finalize', changed)
  else if (changed.automatically_finalizes_at !== self.automatically_finalizes_at) scheduleFinalize(tx, changed)
  const isReckoned = (['discounts', 'default_tax_rates', 'shipping_cost'] as const).some((name) => name in params)
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

const firmly = (param: string) => invalid("Finalized invoices can't be updated in this way", { param })

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

type LineGiven = Params<Stripe.InvoiceAddLinesParams>['lines'][number]

/** Puts lines on a draft; each is an invoice item of its own, and stands before those that are there. */
export function addLines(
  tx: Tx,
  { lines, invoice_metadata }: Params<Stripe.InvoiceAddLinesParams>,
  self: Invoice,
): Invoice {
  if (self.status !== 'draft') throw notEditable()
  const who = tx.get(customer, self.customer as string)
  const known = allLines(tx, self.id)
  if (known.length + lines.length > ITEMS_MAX)
    throw invalid(`An invoice can have at most ${ITEMS_MAX} invoice items.`, { param: 'lines' })
  const items = lines.map((line, i) => itemOf(tx, line, self, who, `lines[${i}]`))
  for (const [i, item] of items.entries()) checkCurrencies(item, self, `lines[${i}]`)
  const written = insertLines(tx, self.id, self.currency, items.map(lineOf))
  for (const [i, item] of items.entries()) attached(tx, item, self.id, written[i]!)
  return reckon(tx, noted(tx, self, invoice_metadata), [...written, ...known])
}

function itemOf(tx: Tx, line: LineGiven, self: Invoice, who: Row<Stripe.Customer>, at: string): InvoiceItem {
  refuseUnbuilt(line, ['tax_amounts'], ' for a line of an invoice')
  const { invoice_item: id, ...given } = line
  if (id === undefined)
    return insertItem(tx, wishOf(tx, { currency: self.currency, ...given, customer: who.id } as never, who, at))
  const item = tx.get(invoiceItem, id, `${at}[invoice_item]`)
  if (item.invoice !== null || item.customer !== who.id)
    throw invalid(`The invoice item ${id} is not a pending item of this customer.`, { param: `${at}[invoice_item]` })
  return item
}

const noted = (tx: Tx, self: Invoice, metadata: unknown): Invoice =>
  metadata === undefined
    ? self
    : tx.update(invoice, self, { metadata: mergeMetadata(self.metadata ?? {}, metadata as never) })

/** Takes lines off a draft: deleted with their items, or left to wait for another invoice. */
export function removeLines(
  tx: Tx,
  { lines, invoice_metadata }: Params<Stripe.InvoiceRemoveLinesParams>,
  self: Invoice,
): Invoice {
  if (self.status !== 'draft') throw notEditable()
  const known = allLines(tx, self.id)
  const gone = lines.map(({ id, behavior }, i) => {
    const line = known.find((one) => one.id === id)
    if (!line) throw noSuch('line item', id, `lines[${i}][id]`)
    const item = itemBehind(tx, line)
    if (!item)
      throw invalid('You cannot remove the line item of a subscription from an invoice.', { param: `lines[${i}][id]` })
    if (behavior === 'delete') tx.delete(invoiceItem, item)
    else tx.update(invoiceItem, item, { invoice: null, hidden: {} })
    tx.delete(lineItem, line)
    return id
  })
  return reckon(
    tx,
    noted(tx, self, invoice_metadata),
    known.filter(({ id }) => !gone.includes(id)),
  )
}

/** The item that has become a line. */
function itemBehind(tx: Tx, { parent }: LineItem): InvoiceItem | undefined {
  const id =
    (parent?.invoice_item_details?.invoice_item as string | undefined) ??
    (parent?.subscription_item_details?.invoice_item as string | null | undefined)
  return id ? tx.find(invoiceItem, id) : undefined
}

/** Changes several lines at once, and answers the invoice. */
export function updateLines(
  tx: Tx,
  { lines, invoice_metadata }: Params<Stripe.InvoiceUpdateLinesParams>,
  self: Invoice,
): Invoice {
  if (self.status !== 'draft') throw notEditable()
  for (const [i, { id, ...line }] of lines.entries()) updateLine(tx, tx.get(invoice, self.id), id, line, `lines[${i}]`)
  return noted(tx, tx.get(invoice, self.id), invoice_metadata)
}

/** Changes a line of a draft, and answers the line. What is of an item is changed there. */
export function updateLine(tx: Tx, self: Invoice, id: string, params: object, at?: string): LineItem {
  if (self.status !== 'draft') throw notEditable()
  const line = allLines(tx, self.id).find((one) => one.id === id)
  if (!line) throw noSuch('line item', id, at && `${at}[id]`, 'line_item')
  refuseUnbuilt(params, ['tax_amounts'], ' for a line of an invoice')
  const item = itemBehind(tx, line)
  if (item) {
    updateItem(tx, params, item)
    return tx.get(lineItem, id)
  }
  return updateOwnLine(tx, self, line, params)
}

/** A line that a subscription has put there: what is said of it may be changed, and what is taken off and added to it. */
function updateOwnLine(tx: Tx, self: Invoice, line: LineItem, params: object): LineItem {
  const { metadata, tax_rates, discounts, ...others } = params as Record<string, never>
  const [other] = Object.keys(others)
  if (other) throw unbuilt(`Brindle does not change ${other} of a line that a subscription has made.`, other)
  const rates = tax_rates === undefined ? undefined : taxRatesAt(tx, tax_rates, 'tax_rates')
  tx.update(lineItem, line, {
    ...(metadata !== undefined && { metadata: mergeMetadata(line.metadata, metadata) }),
    ...(discounts !== undefined && {
      discounts: discountsOf(
        tx,
        discounts,
        { customer: self.customer as string, invoice: self.id, start: tx.now, currency: self.currency },
        line.discounts as string[],
        'discounts',
      ),
    }),
    ...(rates && { hidden: { rates: (rates as Stripe.TaxRate[]).map(rateOf) } }),
  })
  reckon(tx, self)
  return tx.get(lineItem, line.id)
}
