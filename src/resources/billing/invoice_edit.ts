// Invoices by hand: made, changed and given lines, for as long as they are drafts.
// (https://docs.stripe.com/api/invoices/create; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
// One file because what may be said when an invoice is made may be said of the draft afterwards.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { own } from '../core/account.ts'
import { checkCurrency } from '../catalog/price.ts'
import { customer, shipping } from '../payments/customer.ts'
import { checkDefault } from '../payments/customer_source.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { collectedAt, insertDraft, scheduleFinalize } from './invoice_draft.ts'
import { rateOf, reckon, setDraft } from './invoice_reckoning.ts'
import { type ShippingGiven, shippingCostOf } from './invoice_shipping.ts'
import { DRAFT_SECONDS, FINALIZES_AFTER, type Invoice, invoice } from './invoice_state.ts'
import {
  attached,
  changeItem,
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
  const amount = items.reduce((sum, item) => sum + item.amount, 0)
  const standing = { customer: who.id, invoice: id, start: on.now, currency, amount }
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

/** Which invoice something is said of: a new one, or one that has been told something before. */
type About = Pick<Invoice, 'currency'> & { customer: string } & Partial<Pick<Invoice, 'rendering' | 'payment_settings'>>

/** What is written on an invoice, as far as it is given. */
function said(tx: Tx, params: Update, of: About): Partial<Invoice> {
  const { automatic_tax: tax, issuer, rendering } = params
  if (tax?.enabled) throw unbuilt('Brindle does not reckon automatic_tax for an invoice yet.', 'automatic_tax')
  if (issuer && issuer.type !== 'self')
    throw unbuilt('Brindle lets accounts issue their own invoices only.', 'issuer[type]')
  if (rendering?.template) throw unbuilt('Brindle does not print invoices by a template yet.', 'rendering[template]')
  if (params.default_source) checkDefault(tx.get(customer, of.customer), params.default_source, 'default_source')
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
    ...(params.number !== undefined && { number: params.number || null }),
    ...(settings && { payment_settings: paidBy(settings, of.payment_settings) }),
    ...(rendering && { rendering: printed(rendering, of.rendering ?? NO_RENDERING) }),
    ...(params.shipping_cost !== undefined && {
      shipping_cost: shippingCostOf(tx, params.shipping_cost as ShippingGiven | '', of.currency),
    }),
    ...(params.shipping_details !== undefined && {
      shipping_details: shipping(params.shipping_details as never) as never,
    }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor || null }),
  }
}

/** How it may be paid: what is not given stays. */
function paidBy(
  given: NonNullable<Update['payment_settings']>,
  before: Invoice['payment_settings'] = {
    default_mandate: null,
    payment_method_options: null,
    payment_method_types: null,
  },
): Invoice['payment_settings'] {
  const { default_mandate: mandate, payment_method_options: options, payment_method_types: types } = given
  return {
    default_mandate: mandate === undefined ? before.default_mandate : mandate || null,
    payment_method_options: (options ?? before.payment_method_options) as never,
    payment_method_types: types === undefined ? before.payment_method_types : ((types || null) as never),
  }
}

/** How it is printed: what is not given stays. */
function printed(
  { amount_tax_display: display, pdf }: NonNullable<Update['rendering']>,
  before: NonNullable<Invoice['rendering']>,
): Invoice['rendering'] {
  return {
    ...before,
    ...(display !== undefined && { amount_tax_display: display || null }),
    ...(pdf && { pdf: { page_size: (pdf.page_size ?? 'auto') as 'auto' } }),
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
  const changed = tx.update(invoice, self, {
    ...said(tx, notes, { ...self, customer: self.customer as string }),
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
  const isReckoned = (['discounts', 'default_tax_rates', 'shipping_cost'] as const).some((name) => name in params)
  return isReckoned ? reckon(tx, changed) : changed
}

/** A discount on a draft or a line of it, for an amount in minor units. */
const standingOn = (tx: Tx, { customer: who, id, currency }: Invoice, amount: number) => ({
  customer: who as string,
  invoice: id,
  start: tx.now,
  currency,
  amount,
})

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
  for (const [i, item] of items.entries()) {
    checkCurrencies(item, self, `lines[${i}]`)
    if (items.indexOf(item) !== i) throw notPending(item.id, `lines[${i}][invoice_item]`)
  }
  const written = insertLines(tx, self.id, self.currency, items.map(lineOf))
  for (const [i, item] of items.entries()) attached(tx, item, self.id, written[i]!)
  return reckon(tx, noted(tx, self, invoice_metadata), [...written, ...known])
}

function itemOf(tx: Tx, line: LineGiven, self: Invoice, who: Row<Stripe.Customer>, at: string): InvoiceItem {
  refuseTaxAmounts(line, at)
  const { invoice_item: id, ...given } = line
  if (id === undefined)
    return insertItem(tx, wishOf(tx, { currency: self.currency, ...given, customer: who.id } as never, who, at))
  const [other] = Object.keys(given)
  if (other !== undefined) throw exclusive([other, 'invoice_item'], `${at}[${other}]`)
  const item = tx.get(invoiceItem, id, `${at}[invoice_item]`)
  if (item.invoice !== null || item.customer !== who.id) throw notPending(id, `${at}[invoice_item]`)
  return item
}

/** Wording [M]. */
const notPending = (id: string, param: string) =>
  invalid(`The invoice item ${id} is not a pending item of this customer.`, { param })

/** Only Stripe's own reckoning, or somebody else's, makes taxes without rates. */
function refuseTaxAmounts(line: object, at = ''): void {
  const param = at === '' ? 'tax_amounts' : `${at}[tax_amounts]`
  if ('tax_amounts' in line) throw unbuilt('Brindle does not take tax_amounts for a line of an invoice yet.', param)
}

const noted = (tx: Tx, self: Invoice, metadata: unknown): Invoice =>
  metadata === undefined
    ? self
    : setDraft(tx, self, { metadata: mergeMetadata(self.metadata ?? {}, metadata as never) })

/** Takes lines off a draft: deleted with their items, or left to wait for another invoice. */
export function removeLines(
  tx: Tx,
  { lines, invoice_metadata }: Params<Stripe.InvoiceRemoveLinesParams>,
  self: Invoice,
): Invoice {
  if (self.status !== 'draft') throw notEditable()
  const known = allLines(tx, self.id)
  const left = new Map(known.map((line) => [line.id, line]))
  for (const [i, { id, behavior }] of lines.entries()) {
    const line = left.get(id)
    if (!line) throw noSuch('line item', id, `lines[${i}][id]`)
    const item = itemBehind(tx, line)
    if (!item)
      throw invalid('You cannot remove the line item of a subscription from an invoice.', { param: `lines[${i}][id]` })
    if (behavior === 'delete') tx.delete(invoiceItem, item)
    else tx.update(invoiceItem, item, { invoice: null, hidden: item.hidden.item ? { item: item.hidden.item } : {} })
    tx.delete(lineItem, line)
    left.delete(id)
  }
  return reckon(tx, noted(tx, self, invoice_metadata), [...left.values()])
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
  return changeLines(tx, noted(tx, self, invoice_metadata), lines, (i) => `lines[${i}]`)
}

/** Changes a line of a draft, and answers the line. */
export function updateLine(tx: Tx, self: Invoice, id: string, params: object): LineItem {
  changeLines(tx, self, [{ id, ...params }])
  return tx.get(lineItem, id)
}

/** What is of an item is changed there. `at` names the parameter in which a line stands, if they stand in one. */
function changeLines(
  tx: Tx,
  self: Invoice,
  changes: readonly { readonly id: string }[],
  at: (i: number) => string = () => '',
): Invoice {
  if (self.status !== 'draft') throw notEditable()
  const known = allLines(tx, self.id)
  for (const [i, { id, ...params }] of changes.entries()) {
    const line = known.find((one) => one.id === id)
    if (!line) throw noSuch('line item', id, at(i) === '' ? undefined : `${at(i)}[id]`, 'line_item')
    refuseTaxAmounts(params, at(i))
    const item = itemBehind(tx, line)
    if (item) changeItem(tx, params, tx.get(invoiceItem, item.id), at(i))
    else changeOwnLine(tx, self, tx.get(lineItem, id), params, at(i))
  }
  const lines = known.map(({ id }) => tx.get(lineItem, id))
  return reckon(tx, self, lines)
}

/** A line that a subscription has put there: what is said of it may be changed, and what is taken off and added to it. */
function changeOwnLine(tx: Tx, self: Invoice, line: LineItem, params: object, at: string): void {
  const { metadata, tax_rates, discounts, ...others } = params as Record<string, never>
  const inside = (name: string) => (at === '' ? name : `${at}[${name}]`)
  const [other] = Object.keys(others)
  if (other) throw unbuilt(`Brindle does not change ${other} of a line that a subscription has made.`, inside(other))
  const rates = tax_rates === undefined ? undefined : taxRatesAt(tx, tax_rates, inside('tax_rates'))
  tx.update(lineItem, line, {
    ...(metadata !== undefined && { metadata: mergeMetadata(line.metadata, metadata) }),
    ...(discounts !== undefined && {
      discounts: discountsOf(
        tx,
        discounts,
        standingOn(tx, self, line.amount),
        line.discounts as string[],
        inside('discounts'),
      ),
    }),
    ...(rates && { hidden: rates.length > 0 ? { rates: (rates as Stripe.TaxRate[]).map(rateOf) } : {} }),
  })
}
