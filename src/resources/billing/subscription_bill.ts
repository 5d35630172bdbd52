// Billing a subscription: the draft of an invoice with the lines of its items and all that waits for it, and what of it may
// be given back later. (https://docs.stripe.com/billing/invoices/subscription)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { connectOf } from './connect_settings.ts'
import { discount } from './discount.ts'
import { locationOf, ratesAt } from './invoice_automatic_tax.ts'
import { draftsOf, insertDraft } from './invoice_draft.ts'
import { connectFrom } from './invoice_connect.ts'
import { meetSides } from './issuer.ts'
import { inheritedDiscounts } from './discount.ts'
import type { Invoice } from './invoice_state.ts'
import { allPending, attached, type InvoiceItem, lineOf, pendingItems } from './invoiceitem_state.ts'
import { allLines, type LineItem } from './line_item.ts'
import { type Debit, type Item, subscriptionItem } from './subscription_item.ts'
import type { ItemLine } from './subscription_lines.ts'
import { collectionOf, type Subscription } from './subscription_state.ts'

export interface Bill {
  /** The id of the invoice to be, where the subscription names it already. */
  readonly id?: string
  readonly reason:
    | 'automatic_pending_invoice_item_invoice'
    | 'subscription_create'
    | 'subscription_cycle'
    | 'subscription_update'
    | 'subscription_threshold'
  /** What the invoice looks back on. */
  readonly period: Span
  readonly lines: readonly ItemLine[]
  /** What waits for the customer and comes along, where it is known already. */
  readonly waiting?: readonly InvoiceItem[]
  /** Whether the draft is finalised by itself; not where this call finalises it. */
  readonly autoAdvance: boolean
  /** What it bills is not so yet: it will be once it is paid. */
  readonly isParked?: boolean
  readonly at: number
}

/** What a bill reads of its customer in two rounds: what waits for it, with its discounts, and the drafts that follow them. */
export function readWaiting(tx: Tx, who: string): void {
  tx.work.together<unknown>([
    () => tx.any(allPending(tx, who).flatMap(({ discounts }) => (discounts ?? []) as string[])),
    () => draftsOf(tx, who),
  ])
}

/** The draft for lines of a subscription's items. What they charge is written on the items. */
export function bill(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, asked: Bill): Invoice {
  const discounts = self.discounts.length > 0 ? (self.discounts as string[]) : inheritedDiscounts(who)
  // Both in one round.
  const [waiting] = tx.work.together<readonly unknown[]>([
    () => asked.waiting ?? pendingItems(tx, who.id, self.currency, self.id),
    () => tx.any(discounts),
    () => (self.automatic_tax.enabled ? tx.any(ratesAt(tx, locationOf(who))) : []),
    () => meetSides(tx, [self.automatic_tax.liability, self.invoice_settings.issuer]),
  ]) as [readonly InvoiceItem[], unknown]
  const connect = connectFrom(connectOf(self), asked.reason !== 'subscription_update' || asked.lines.length > 0)
  const draft = insertDraft(tx, {
    ...(asked.id !== undefined && { id: asked.id }),
    customer: who,
    reason: asked.reason,
    currency: self.currency,
    period: asked.period,
    lines: [...waiting.map(lineOf), ...asked.lines.map(({ wish }) => wish)],
    autoAdvance: asked.autoAdvance,
    collection: collectionOf(self),
    discounts,
    taxRates: self.default_tax_rates ?? [],
    automaticTax: self.automatic_tax,
    issuer: self.invoice_settings.issuer,
    parent: {
      quote_details: null,
      subscription_details: { metadata: self.metadata, subscription: self.id },
      type: 'subscription_details',
    },
    more: {
      on_behalf_of: self.on_behalf_of as never,
      account_tax_ids: self.invoice_settings.account_tax_ids,
      ...(self.invoice_settings.footer && { footer: self.invoice_settings.footer }),
      ...(self.invoice_settings.custom_fields && { custom_fields: self.invoice_settings.custom_fields }),
      ...(self.invoice_settings.description && { description: self.invoice_settings.description }),
      payment_settings: {
        default_mandate: null,
        payment_method_options: (self.payment_settings?.payment_method_options ?? null) as never,
        payment_method_types: (self.payment_settings?.payment_method_types ?? null) as never,
      },
    },
    ...(connect && { hidden: { connect } }),
    at: asked.at,
  })
  const written = allLines(tx, draft.id)
  const known = self.items.data.map(({ id }) => id)
  for (const [i, item] of waiting.entries()) {
    const taken = attached(tx, item, draft.id, written[i]!)
    // An item that is only to be has charged nothing yet.
    if (item.hidden.item && known.includes(item.hidden.item)) billPending(tx, taken, written[i]!)
  }
  if (!asked.isParked) charge(tx, draft, asked.lines, written.slice(waiting.length))
  return draft
}

/** What the lines of a period charge each item, net of their discounts: that is what is given back if it is not used. */
function charge(tx: Tx, draft: Invoice, lines: readonly ItemLine[], written: readonly LineItem[]): void {
  const off = percentOff(tx, draft.discounts as string[])
  for (const id of new Set(lines.map(({ item }) => item))) {
    const item = tx.get(subscriptionItem, id)
    const mine = written.filter((_, i) => lines[i]!.item === id)
    tx.update(subscriptionItem, item, { hidden: { ...item.hidden, debits: debitsOf(draft, mine, off) } })
  }
}

/** The charges of an invoice's lines of one item: one for each period, where tiers make several lines of it. */
function debitsOf(of: Pick<Invoice, 'id'>, lines: readonly LineItem[], percent_off: string | null): Debit[] {
  const debits = new Map<string, Debit>()
  for (const line of lines) {
    const { period } = line
    const key = `${period.start} ${period.end}`
    const known = debits.get(key)
    debits.set(key, {
      amount: (known?.amount ?? 0) + netOf(line),
      period,
      quantity: Math.max(known?.quantity ?? 0, line.quantity ?? 0),
      price: line.pricing?.price_details?.price as string,
      lines: { invoice: of.id, ids: [...(known?.lines?.ids ?? []), line.id] },
      percent_off,
    })
  }
  return [...debits.values()]
}

/** Reads, in one round, what making a change that waited takes. `more` are the prices and products that are not the items' own. */
export function foresee(tx: Tx, self: Subscription, paid: Pick<Invoice, 'id'>, more: readonly string[] = []): void {
  const ids = self.items.data.flatMap(({ id, price }) => [id, price.id, price.product as string])
  tx.work.together<unknown>([() => tx.any([...ids, ...more]), () => allLines(tx, paid.id)])
}

/** What an invoice for a change that waited charges the items, now that the change is made. */
export function chargedBy(tx: Tx, paid: Invoice, items: readonly Item[]): void {
  const lines = allLines(tx, paid.id)
  const off = percentOff(tx, paid.discounts as string[])
  for (const item of items) {
    const mine = lines.filter(({ parent }) => parent?.subscription_item_details?.subscription_item === item.id)
    const charges = mine.filter(({ amount }) => amount >= 0)
    if (mine.length === 0) continue
    const left =
      charges.length < mine.length ? [] : item.hidden.debits.filter(({ period }) => period.end > paid.created)
    const debits = [...left, ...debitsOf(paid, charges, off)]
    tx.update(subscriptionItem, item, { hidden: { ...item.hidden, debits } })
  }
}

/** A proration that waited is on an invoice now: what it charged is given back from there. */
function billPending(tx: Tx, waiting: InvoiceItem, line: LineItem): void {
  const item = waiting.hidden.item ? tx.find(subscriptionItem, waiting.hidden.item) : undefined
  if (!item?.hidden.debits.some(({ pending }) => pending === waiting.id)) return
  const debits = item.hidden.debits.map(({ pending, ...debit }): Debit => {
    if (pending !== waiting.id) return pending === undefined ? debit : { ...debit, pending }
    return { ...debit, lines: { invoice: line.invoice!, ids: [line.id] } }
  })
  tx.update(subscriptionItem, item, { hidden: { ...item.hidden, debits } })
}

/** An amount without what its discounts take off; minor units. */
const netOf = ({ amount, discount_amounts }: LineItem): number =>
  (discount_amounts ?? []).reduce((left, off) => left - off.amount, amount)

/** The percentage of the only discount, where there is one: prorations tell of it. */
function percentOff(tx: Tx, ids: readonly string[]): string | null {
  if (ids.length !== 1) return null
  return tx.find(discount, ids[0]!)?.hidden.percent_off ?? null
}
