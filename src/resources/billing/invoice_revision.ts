// Revisions: a draft that is to take the place of an invoice that was finalised. Once it is finalised itself, the one that it
// revises is void. (https://docs.stripe.com/invoicing/invoice-edits)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, StripeError } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { customer } from '../payments/customer.ts'
import { checkUnpaid, voidInvoice } from './invoice_collect.ts'
import { taxReads } from './invoice_automatic_tax.ts'
import { insertDraft } from './invoice_draft.ts'
import { meetSides } from './issuer.ts'
import { type Invoice, invoice, isOwed } from './invoice_state.ts'
import { attached, insertItem, type InvoiceItem, invoiceItem, lineOf } from './invoiceitem_state.ts'
import { allLines, type LineItem } from './line_item.ts'

type Create = Params<Stripe.InvoiceCreateParams>

/** Why 50: nobody corrects an invoice so often, and each of them hears of the newest. */
const REVISIONS_MAX = 50

/** What making one reads. */
export const REVISING = [
  'from_invoice.invoice.customer.test_clock',
  'from_invoice.invoice.discounts',
  (tx: Tx, { from_invoice: from }: Create) => from && readAhead(tx, from.invoice),
]

/** The same that takes a look of its own: its lines, whether it is revised already, and what its taxes follow from. */
function readAhead(tx: Tx, id: string): void {
  const of = tx.find(invoice, id)
  if (!of) return
  tx.work.together<unknown>([
    () => readLines(tx, id),
    () => draftsOf(tx, of),
    () => meetSides(tx, [of.automatic_tax.liability, of.issuer]),
    () => {
      if (of.automatic_tax.enabled) tx.any(taxReads(tx, of, allLines(tx, id)))
    },
  ])
}

/** The drafts that revise an invoice: there is one at most. */
const draftsOf = (tx: Tx, { id }: Pick<Invoice, 'id'>): Invoice[] =>
  tx.list(invoice, [`revises=${id}`, 'status=draft'], { limit: 1 })

/** The lines of an invoice, and the items that they came from. */
function readLines(tx: Tx, id: string): { line: LineItem; item: InvoiceItem | undefined }[] {
  const lines = allLines(tx, id)
  tx.any(lines.flatMap((line) => [itemIdOf(line) ?? [], line.discounts as string[]].flat()))
  return lines.map((line) => {
    const from = itemIdOf(line)
    return { line, item: from === undefined ? undefined : tx.find(invoiceItem, from) }
  })
}

const itemIdOf = ({ parent }: LineItem): string | undefined =>
  parent?.invoice_item_details?.invoice_item as string | undefined

/** What a revision has from the invoice that it revises, and not anew: neither its number nor the time at which it takes effect. */
const KEPT = [
  'account_tax_ids',
  'custom_fields',
  'default_payment_method',
  'default_source',
  'description',
  'footer',
  'metadata',
  'on_behalf_of',
  'payment_settings',
  'rendering',
  'shipping_cost',
  'shipping_details',
  'statement_descriptor',
] as const

/** What says which invoice it is, and so cannot be said of a revision. Wording [M]. */
const FIRM = ['currency', 'subscription', 'pending_invoice_items_behavior'] as const

/**
 * The draft of a revision: the same lines, as items of their own, for the customer as they are now. Neither credit notes nor what
 * waits for the customer come along. Which other parameters may be said with it is [K]; they are those of an update.
 */
export function revise(tx: Tx, { from_invoice: from, customer: named, ...params }: Create): Invoice {
  const param = 'from_invoice[invoice]'
  const of = tx.get(invoice, from!.invoice, param)
  const firm = FIRM.find((name) => params[name] !== undefined)
  if (firm) throw invalid(`You cannot set \`${firm}\` when revising an invoice.`, { param: firm })
  if (named !== undefined && named !== of.customer)
    throw invalid(`The invoice ${of.id} does not belong to the customer ${named}.`, { param: 'customer' })
  const refusal = unrevisable(of)
  if (refusal) throw new StripeError(refusal.status, { ...refusal.body, param })
  const [other] = draftsOf(tx, of)
  if (other) throw invalid(`The invoice ${of.id} has a draft of a revision already: ${other.id}.`, { param })
  const who = tx.get(customer, of.customer as string)
  return draftOf(tx.under(who.test_clock), of, who)
}

/** Why an invoice cannot be revised: it is none of its own, or is not owed any more. Wordings [M]. */
function unrevisable(of: Invoice): StripeError | undefined {
  if (of.parent?.subscription_details) return invalid('You cannot revise an invoice of a subscription.')
  if (!isOwed(of))
    return invalid(`You can only revise invoices that are \`open\` or \`uncollectible\`. This one is \`${of.status}\`.`)
  if (before(of).length >= REVISIONS_MAX) return invalid(`An invoice can be revised at most ${REVISIONS_MAX} times.`)
  return undefined
}

/** The invoices that one revises, the first of them first. */
const before = ({ hidden }: Invoice): readonly string[] => hidden.revises ?? []

function draftOf(tx: Tx, of: Invoice, who: Row<Stripe.Customer>): Invoice {
  const known = readLines(tx, of.id)
  const items = known.map(({ line, item }) => copied(tx, who, line, item))
  const { connect, revised = of.number! } = of.hidden
  const draft = insertDraft(tx, {
    customer: who,
    reason: 'manual',
    currency: of.currency,
    period: { start: of.period_start, end: of.period_end },
    lines: items.map((item, i) => ({ ...lineOf(item), manual: known[i]!.line.hidden.manual })),
    autoAdvance: false,
    collection: { method: of.collection_method, days: null },
    discounts: of.discounts as string[],
    taxRates: of.default_tax_rates,
    automaticTax: of.automatic_tax,
    issuer: of.issuer,
    more: {
      ...Object.fromEntries(KEPT.map((name) => [name, of[name]])),
      due_date: dueAgain(tx, of),
      from_invoice: { action: 'revision', invoice: of.id },
    },
    hidden: { ...(connect && { connect }), revises: [...before(of), of.id], revised },
    at: tx.now,
  })
  const lines = allLines(tx, draft.id)
  for (const [i, item] of items.entries()) attached(tx, item, draft.id, lines[i]!)
  return draft
}

/** The same day, or where that is over as many days as the first one had. [K] */
const dueAgain = (tx: Tx, { due_date: due, created }: Invoice): number | null =>
  due === null || due > tx.now ? due : tx.now + (due - created)

/** An item like the one that a line came from. */
function copied(tx: Tx, who: Row<Stripe.Customer>, line: LineItem, item: InvoiceItem | undefined): InvoiceItem {
  return insertItem(tx, {
    customer: who,
    subscription: null,
    amount: line.amount,
    currency: line.currency,
    description: line.description,
    period: line.period,
    pricing: line.pricing as never,
    quantity: line.quantity ?? 1,
    quantityDecimal: String(line.quantity_decimal ?? 1),
    discountable: line.discountable,
    metadata: line.metadata,
    discounts: () => line.discounts as string[],
    rates: (item?.tax_rates ?? []) as object[],
    tax: line.hidden.tax,
    at: tx.now,
  })
}

/** Why a draft cannot take the place of the invoice that it revises any more. */
export function outrun(tx: Tx, self: Invoice): StripeError | undefined {
  const [id] = before(self).slice(-1)
  if (id === undefined) return undefined
  const of = tx.get(invoice, id)
  const bound = tx.attempt(() => checkUnpaid(of, 'voided'))
  return unrevisable(of) ?? (bound instanceof StripeError ? bound : undefined)
}

/**
 * The revision is about to be finalised: what it revises is void, and gives back what it took of the customer's balance; all
 * before it hear which one is the newest. That the old one goes first: [K].
 */
export function supersede(tx: Tx, { id, hidden }: Invoice): void {
  const ids = hidden.revises ?? []
  for (const of of tx.all(invoice, ids)) {
    const latest_revision = id
    if (of.id === ids.at(-1)) voidInvoice(tx, of, { latest_revision })
    else tx.update(invoice, of, { latest_revision })
  }
}

/** `JENNY-0001-R2`: the number of the first one, and how often that was revised. [K] */
export const revisedNumber = ({ hidden: { revised, revises } }: Invoice): string | undefined =>
  revised === undefined ? undefined : `${revised}-R${revises!.length}`
