// 2025-03-31.basil: what is billed says in `parent` where it comes from, and in `pricing` what it costs. Before, lines of
// invoices and invoice items held their price and its plan, and told of prorations, taxes and amounts in fields of their own.
// (https://docs.stripe.com/changelog/basil; recorded in events of 2024
// and of October 2025)
import { about, eachOf, type Given, renamed, type Sent, upward, type VersionChange } from '../change.ts'
import { taxAmounts, unitOf, withoutTaxes } from './taxes.ts'

interface Details {
  readonly invoice_item: string | null
  readonly proration: boolean
  readonly proration_details: { readonly credited_items: object | null } | null
  readonly subscription_item?: string
}
interface Parent {
  readonly invoice_item_details: Details | null
  readonly subscription_item_details: Details | null
}

/** A price that is named, and an amount that was an integer. */
const priced = (params: Given): Given =>
  renamed(
    renamed(params, 'price', 'pricing', (price) => ({ price })),
    'unit_amount',
    'unit_amount_decimal',
  )
const lines = (params: Given): Given =>
  eachOf(params, 'lines', (line) => renamed(line, 'price', 'pricing', (price) => ({ price })))

export const invoiceLines: VersionChange = {
  version: '2025-03-31.basil',
  about:
    '`plan`, `price`, `proration`, `subscription_item`, `tax_amounts`, `tax_rates`, `type` and amounts without tax are no ' +
    'longer fields of the lines of invoices, nor `plan`, `price`, `subscription` and `unit_amount` of invoice items; ' +
    '`price` is a part of `pricing`.',
  concerns: about('invoices', 'invoices/lines', 'invoiceitems'),
  up: upward({
    'POST /v1/invoiceitems': priced,
    'POST /v1/invoiceitems/{id}': priced,
    'POST /v1/invoices/{id}/add_lines': lines,
    'POST /v1/invoices/{id}/update_lines': lines,
    'POST /v1/invoices/{invoice}/lines/{id}': priced,
  }),
  names: { 'pricing[price]': 'price', unit_amount_decimal: 'unit_amount' },
  includes: { invoiceitem: ['plan', 'price'], line_item: ['plan', 'price', 'tax_rates'] },
  down: { invoiceitem: olderItem, line_item: olderLine },
}

function olderLine(line: Sent): Sent {
  const { invoice_item_details: ofItem, subscription_item_details: ofSubscription } = (line.parent ??
    {}) as Partial<Parent>
  const details = ofSubscription ?? ofItem
  const item = details?.invoice_item ?? null
  const amount = withoutTaxes(line.amount as number, line.taxes)
  return {
    ...line,
    amount_excluding_tax: amount,
    // Recorded: absent where there is none.
    ...(item !== null && { invoice_item: item }),
    proration: details?.proration ?? false,
    proration_details: { credited_items: details?.proration_details?.credited_items ?? null },
    ...(ofSubscription?.subscription_item && { subscription_item: ofSubscription.subscription_item }),
    tax_amounts: taxAmounts(line.taxes),
    // Recorded: prorations are items, too.
    type: ofSubscription && item === null ? 'subscription' : 'invoiceitem',
    unit_amount_excluding_tax: unitOf(amount, line.quantity),
  }
}

function olderItem(item: Sent): Sent {
  const { subscription_details: of } = (item.parent ?? {}) as { subscription_details?: Sent | null }
  const { unit_amount_decimal } = (item.pricing ?? {}) as { unit_amount_decimal?: string | null }
  const unit = unit_amount_decimal ?? unitOf(item.amount as number, item.quantity)
  return {
    ...item,
    subscription: of?.subscription ?? null,
    ...(of?.subscription_item !== undefined && { subscription_item: of.subscription_item }),
    unit_amount: unit !== null && /^-?\d+$/.test(unit) ? Number(unit) : null,
    unit_amount_decimal: unit,
  }
}
