// The lines of a draft, changed by hand: put on it, taken off it, or made to say something else, together with their items.
// (https://docs.stripe.com/api/invoices/add_lines, …/update_lines, …/remove_lines; https://docs.stripe.com/api/invoice-line-item/update)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, noSuch, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { customer } from '../payments/customer.ts'
import { unusedGrants } from './credit_grant_state.ts'
import { type DiscountGiven, discountsOf, readsOf } from './discount.ts'
import { taxReads } from './invoice_automatic_tax.ts'
import { rateOf, reckon, setDraft } from './invoice_reckoning.ts'
import { sideOf } from './issuer.ts'
import type { Invoice } from './invoice_state.ts'
import { changeItem, checkCurrencies, notEditable, wishOf } from './invoiceitem.ts'
import { attached, insertItem, type InvoiceItem, invoiceItem, ITEMS_MAX, lineOf } from './invoiceitem_state.ts'
import { allLines, insertLines, type LineItem, lineItem } from './line_item.ts'
import { lookForRates, taxesGiven, withTaxes } from './tax_amounts.ts'

type LineGiven = Params<Stripe.InvoiceAddLinesParams>['lines'][number]

/** Puts lines on a draft; each is an invoice item of its own, and stands before those that are there. */
export function addLines(
  tx: Tx,
  { lines, invoice_metadata }: Params<Stripe.InvoiceAddLinesParams>,
  self: Invoice,
): Invoice {
  if (self.status !== 'draft') throw notEditable()
  const known = readDraft(tx, self, [
    () => tx.any(lines.flatMap(({ price_data: data }) => data?.product ?? [])),
    ...lines.flatMap(({ pricing }) => (pricing?.price === undefined ? [] : [() => productOf(tx, pricing.price!)])),
    ...lines.flatMap(({ discounts }) => readsOf(tx, discounts as DiscountGiven[], self.customer as string)),
    () => lookForRates(tx, lines),
  ])
  const who = tx.get(customer, self.customer as string)
  if (known.length + lines.length > ITEMS_MAX)
    throw invalid(`An invoice can have at most ${ITEMS_MAX} invoice items.`, { param: 'lines' })
  const items = lines.map((line, i) => itemOf(tx, line, self, who, `lines[${i}]`))
  for (const [i, item] of items.entries()) {
    checkCurrencies(item, self, `lines[${i}]`)
    if (items.indexOf(item) !== i) throw notPending(item.id, `lines[${i}][invoice_item]`)
  }
  const taxes = lines.map((line, i) => taxesGiven(tx, line, `lines[${i}][tax_amounts]`))
  const wishes = items.map((item, i) => ({ ...lineOf(item), ...(taxes[i]?.length && { manual: taxes[i] }) }))
  const written = insertLines(tx, self.id, self.currency, wishes)
  for (const [i, item] of items.entries()) attached(tx, item, self.id, written[i]!)
  return reckon(tx, noted(tx, self, invoice_metadata), [...written, ...known])
}

const productOf = (tx: Tx, id: string): unknown =>
  tx.any(tx.any([id]).flatMap((row) => (row?.object === 'price' ? [row.product as string] : [])))

function itemOf(tx: Tx, line: LineGiven, self: Invoice, who: Row<Stripe.Customer>, at: string): InvoiceItem {
  const { invoice_item: id, tax_amounts: _, ...given } = line
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
  const known = readDraft(tx, self, [], ({ id }) => lines.some((line) => line.id === id))
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
  const looks = [...readsOf(tx, given, self.customer as string), () => lookForRates(tx, changes)]
  const known = readDraft(tx, self, looks, isNamed)
  // The prices that they have, for those of which only the quantity changes.
  tx.any(known.filter(isNamed).flatMap(({ pricing }) => (pricing?.price_details?.price as string | undefined) ?? []))
  for (const [i, { id, ...change }] of changes.entries()) {
    const line = known.find((one) => one.id === id)
    if (!line) throw noSuch('line item', id, at(i) === '' ? undefined : `${at(i)}[id]`, 'line_item')
    const { tax_amounts, ...params } = change as { tax_amounts?: '' }
    const item = itemBehind(tx, line)
    if (item) changeItem(tx, params, tx.get(invoiceItem, item.id), at(i))
    else changeOwnLine(tx, self, tx.get(lineItem, id), params, at(i))
    const taxes = taxesGiven(tx, { tax_amounts }, at(i) === '' ? 'tax_amounts' : `${at(i)}[tax_amounts]`)
    const changed = tx.get(lineItem, id)
    if (taxes) tx.update(lineItem, changed, { hidden: withTaxes(changed.hidden, taxes) })
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
    ...(rates && { hidden: withRates(line.hidden, rates as Stripe.TaxRate[]) }),
  })
}

function withRates({ rates: _, ...others }: LineItem['hidden'], rates: readonly Stripe.TaxRate[]): LineItem['hidden'] {
  return { ...others, ...(rates.length > 0 && { rates: rates.map(rateOf) }) }
}

/** Reads what hangs on a draft in two rounds: its customer and its lines, then the discounts and, of some lines, the items. */
export function readDraft(
  tx: Tx,
  self: Invoice,
  looks: readonly (() => unknown)[],
  isNamed: (line: LineItem) => boolean = () => false,
  isTaxed = false,
): LineItem[] {
  const ids = [self.customer as string, ...(self.discounts as string[])]
  tx.work.together<unknown>([
    () => tx.now,
    () => allLines(tx, self.id),
    () => tx.any(ids),
    () => self.hidden.metered && unusedGrants(tx, self.customer as string),
    () => sideOf(tx, self.automatic_tax.liability),
    ...looks,
  ])
  const lines = allLines(tx, self.id)
  const items = lines.filter(isNamed).flatMap((line) => itemIdOf(line) ?? [])
  const taxed = self.automatic_tax.enabled || isTaxed ? taxReads(tx, self, lines) : []
  tx.any([...items, ...lines.flatMap(({ discounts }) => discounts as string[]), ...taxed])
  return lines
}

/** A discount on a draft or a line of it, for an amount in minor units. */
export const standingOn = (tx: Tx, { customer: who, id, currency }: Invoice, amount: number) => ({
  customer: who as string,
  invoice: id,
  start: tx.now,
  currency,
  amount,
})
