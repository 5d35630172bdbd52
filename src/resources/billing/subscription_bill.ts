// Billing a subscription: the draft of an invoice with the lines of its items and all that waits for it, and what of it may
// be given back later. (https://docs.stripe.com/billing/invoices/subscription)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { discount } from './discount.ts'
import { insertDraft } from './invoice_draft.ts'
import { inheritedDiscounts } from './invoice_edit.ts'
import type { Invoice } from './invoice_state.ts'
import { attached, type InvoiceItem, lineOf, pendingItems } from './invoiceitem.ts'
import { allLines, type LineItem } from './line_item.ts'
import { type Debit, subscriptionItem } from './subscription_item.ts'
import type { ItemLine } from './subscription_lines.ts'
import { collectionOf, type Subscription } from './subscription_state.ts'

export interface Bill {
  /** The id of the invoice to be, where the subscription names it already. */
  readonly id?: string
  readonly reason: 'subscription_create' | 'subscription_cycle' | 'subscription_update' | 'subscription_threshold'
  /** What the invoice looks back on. */
  readonly period: Span
  readonly lines: readonly ItemLine[]
  /** Whether what waits for the customer comes along. */
  readonly sweeps: boolean
  /** Whether the draft is finalised by itself; not where this call finalises it. */
  readonly autoAdvance: boolean
  readonly at: number
}

/** The draft for lines of a subscription's items. What they charge is written on the items. */
export function bill(tx: Tx, self: Subscription, who: Row<Stripe.Customer>, asked: Bill): Invoice {
  const discounts = self.discounts.length > 0 ? (self.discounts as string[]) : inheritedDiscounts(who)
  // Both in one round.
  tx.work.together<unknown>([
    () => asked.sweeps && pendingItems(tx, who.id, self.currency, self.id),
    () => tx.any(discounts),
  ])
  const waiting = asked.sweeps ? pendingItems(tx, who.id, self.currency, self.id) : []
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
    parent: {
      quote_details: null,
      subscription_details: { metadata: self.metadata, subscription: self.id },
      type: 'subscription_details',
    },
    more: {
      on_behalf_of: self.on_behalf_of as never,
      ...(self.invoice_settings.footer && { footer: self.invoice_settings.footer }),
      ...(self.invoice_settings.custom_fields && { custom_fields: self.invoice_settings.custom_fields }),
      ...(self.invoice_settings.description && { description: self.invoice_settings.description }),
      payment_settings: {
        default_mandate: null,
        payment_method_options: (self.payment_settings?.payment_method_options ?? null) as never,
        payment_method_types: (self.payment_settings?.payment_method_types ?? null) as never,
      },
    },
    at: asked.at,
  })
  const written = allLines(tx, draft.id)
  for (const [i, item] of waiting.entries()) billPending(tx, attached(tx, item, draft.id, written[i]!), written[i]!)
  charge(tx, draft, asked.lines, written.slice(waiting.length))
  return draft
}

/** What the lines of a period charge each item, net of their discounts: that is what is given back if it is not used. */
function charge(tx: Tx, draft: Invoice, lines: readonly ItemLine[], written: readonly LineItem[]): void {
  const debits = new Map<string, Debit>()
  for (const [i, { item }] of lines.entries()) {
    const line = written[i]!
    const known = debits.get(item)
    debits.set(item, {
      amount: (known?.amount ?? 0) + netOf(line),
      period: line.period,
      quantity: Math.max(known?.quantity ?? 0, line.quantity ?? 0),
      price: line.pricing?.price_details?.price as string,
      lines: { invoice: draft.id, ids: [...(known?.lines?.ids ?? []), line.id] },
      percent_off: percentOff(tx, draft.discounts as string[]),
    })
  }
  for (const [id, debit] of debits) {
    const item = tx.get(subscriptionItem, id)
    tx.update(subscriptionItem, item, { hidden: { ...item.hidden, debits: [debit] } })
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
export function percentOff(tx: Tx, ids: readonly string[]): string | null {
  if (ids.length !== 1) return null
  return tx.find(discount, ids[0]!)?.hidden.percent_off ?? null
}
