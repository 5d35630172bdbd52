// Invoices by hand: made, changed and given lines, for as long as they are drafts.
// (https://docs.stripe.com/api/invoices/create; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
// One file because a draft, its lines and their items are changed together.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, refuseUnbuilt, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { own } from '../core/account.ts'
import { checkCurrency } from '../catalog/price.ts'
import { customer } from '../payments/customer.ts'
import { connectOf } from './connect_settings.ts'
import { type DiscountGiven, discountsOf, readsOf } from './discount.ts'
import { connectFrom, connectSaid } from './invoice_connect.ts'
import { collectedAt, insertDraft, scheduleFinalize } from './invoice_draft.ts'
import { taxReads } from './invoice_automatic_tax.ts'
import { rateOf, reckon, setDraft } from './invoice_reckoning.ts'
import { checkAdvancing, checkDue, checkEmail, said } from './invoice_notes.ts'
import { inheritedRendering, NO_RENDERING } from './invoice_rendering.ts'
import { DRAFT_SECONDS, FINALIZES_AFTER, type Invoice, invoice } from './invoice_state.ts'
import {
  attached,
  insertItem,
  type InvoiceItem,
  invoiceItem,
  ITEMS_MAX,
  lineOf,
  pendingItems,
} from './invoiceitem_state.ts'
import { changeItem, checkCurrencies, notEditable, subscriptionOf, wishOf } from './invoiceitem.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { allLines, insertLines, type LineItem, lineItem } from './line_item.ts'

type Create = Params<Stripe.InvoiceCreateParams>
type Update = Params<Stripe.InvoiceUpdateParams>

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['customer_account', 'from_invoice']

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

/** Where an invoice has none of its own, the customer's holds. (https://docs.stripe.com/api/invoices/create#create_invoice-discounts) */
export const inheritedDiscounts = ({ discount }: Pick<Row<Stripe.Customer>, 'discount'>): string[] =>
  discount ? [(discount as unknown as { id: string }).id] : []

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
  readWith(tx, self, readsOf(tx, params.discounts as DiscountGiven[], self.customer as string), undefined, isTaxed)
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

/** Reads what hangs on a draft in two rounds: its customer and its lines, then the discounts and, of some lines, the items. */
function readWith(
  tx: Tx,
  self: Invoice,
  looks: readonly (() => unknown)[],
  isNamed: (line: LineItem) => boolean = () => false,
  isTaxed = false,
): LineItem[] {
  const ids = [self.customer as string, ...(self.discounts as string[])]
  tx.work.together<unknown>([() => tx.now, () => allLines(tx, self.id), () => tx.any(ids), ...looks])
  const lines = allLines(tx, self.id)
  const items = lines.filter(isNamed).flatMap((line) => itemIdOf(line) ?? [])
  const taxed = self.automatic_tax.enabled || isTaxed ? taxReads(tx, self, lines) : []
  tx.any([...items, ...lines.flatMap(({ discounts }) => discounts as string[]), ...taxed])
  return lines
}

type LineGiven = Params<Stripe.InvoiceAddLinesParams>['lines'][number]

/** Puts lines on a draft; each is an invoice item of its own, and stands before those that are there. */
export function addLines(
  tx: Tx,
  { lines, invoice_metadata }: Params<Stripe.InvoiceAddLinesParams>,
  self: Invoice,
): Invoice {
  if (self.status !== 'draft') throw notEditable()
  const known = readWith(tx, self, [
    () => tx.any(lines.flatMap(({ price_data: data }) => data?.product ?? [])),
    ...lines.flatMap(({ pricing }) => (pricing?.price === undefined ? [] : [() => productOf(tx, pricing.price!)])),
    ...lines.flatMap(({ discounts }) => readsOf(tx, discounts as DiscountGiven[], self.customer as string)),
  ])
  const who = tx.get(customer, self.customer as string)
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

const productOf = (tx: Tx, id: string): unknown =>
  tx.any(tx.any([id]).flatMap((row) => (row?.object === 'price' ? [row.product as string] : [])))

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
  const known = readWith(tx, self, [], ({ id }) => lines.some((line) => line.id === id))
  const left = new Map(known.map((line) => [line.id, line]))
  for (const [i, { id, behavior }] of lines.entries()) {
    const line = left.get(id)
    if (!line) throw noSuch('line item', id, `lines[${i}][id]`)
    const item = itemBehind(tx, line)
    if (!item)
      throw invalid('You cannot remove the line item of a subscription from an invoice.', { param: `lines[${i}][id]` })
    if (behavior === 'delete') tx.delete(invoiceItem, item)
    else tx.update(invoiceItem, item, { invoice: null, hidden: unattached(item.hidden) })
    tx.delete(lineItem, line)
    left.delete(id)
  }
  return reckon(tx, noted(tx, self, invoice_metadata), [...left.values()])
}

const unattached = ({ line: _, ...hidden }: InvoiceItem['hidden']): InvoiceItem['hidden'] => hidden

/** The item that has become a line. */
function itemBehind(tx: Tx, line: LineItem): InvoiceItem | undefined {
  const id = itemIdOf(line)
  return id === undefined ? undefined : tx.find(invoiceItem, id)
}

const itemIdOf = ({ parent }: LineItem): string | undefined =>
  (parent?.invoice_item_details?.invoice_item as string | undefined) ??
  (parent?.subscription_item_details?.invoice_item as string | null | undefined) ??
  undefined

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
  const given = changes.flatMap((change) => (change as { discounts?: DiscountGiven[] | '' }).discounts || [])
  const isNamed = (line: LineItem) => changes.some(({ id }) => id === line.id)
  const known = readWith(tx, self, readsOf(tx, given, self.customer as string), isNamed)
  // The prices that they have, for those of which only the quantity changes.
  tx.any(known.filter(isNamed).flatMap(({ pricing }) => (pricing?.price_details?.price as string | undefined) ?? []))
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
