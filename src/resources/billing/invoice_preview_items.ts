// The items of a preview: those that are only foretold, and those that wait already, as they would be after a change.
// (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-invoice_items)
import type Stripe from 'stripe'
import { exclusive, invalid, unbuilt } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { changeItem, wishOf } from './invoiceitem.ts'
import { insertItem, invoiceItem } from './invoiceitem_state.ts'
import type { Subscription } from './subscription_state.ts'

interface Given {
  readonly invoiceitem?: string
  readonly price?: string
  readonly currency?: string
  readonly unit_amount?: number
  readonly unit_amount_decimal?: unknown
}

/** What is not built yet is refused by name, never swallowed. */
const UNBUILT = ['quantity_decimal', 'tax_behavior', 'tax_code'] as const

/** Writes an item, or the change of one; `at` is the parameter in which it stands. */
export function previewItem(
  tx: Tx,
  who: Row<Stripe.Customer>,
  given: Given,
  self: Subscription | undefined,
  at: string,
): void {
  for (const name of UNBUILT)
    if (name in given) throw unbuilt(`Brindle does not take ${name} for a preview yet.`, `${at}[${name}]`)
  const { invoiceitem: id, price, unit_amount: unit, ...asked } = given
  if (unit !== undefined && asked.unit_amount_decimal !== undefined)
    throw exclusive([`${at}[unit_amount]`, `${at}[unit_amount_decimal]`])
  const wanted = {
    ...asked,
    ...(price !== undefined && { pricing: { price } }),
    ...(unit !== undefined && { unit_amount_decimal: String(unit) }),
  }
  if (id !== undefined) {
    changeWaiting(tx, who, id, wanted, at)
    return
  }
  const currency = given.currency ?? self?.currency ?? who.currency ?? undefined
  const wish = { ...wanted, customer: who.id, ...(currency && { currency }) }
  insertItem(tx, wishOf(tx, wish as never, who, at))
}

/** Only what waits for the customer's next invoice can be other than it is. Words [M]. */
function changeWaiting(
  tx: Tx,
  who: Row<Stripe.Customer>,
  id: string,
  { currency, ...changes }: { readonly currency?: string },
  at: string,
): void {
  const item = tx.get(invoiceItem, id, `${at}[invoiceitem]`)
  if (item.customer !== who.id || item.invoice !== null)
    throw invalid(`The invoice item ${id} is not a pending item of this customer.`, { param: `${at}[invoiceitem]` })
  if (currency !== undefined && currency.toLowerCase() !== item.currency)
    throw invalid(`The currency of the invoice item ${id} is \`${item.currency}\`, and cannot be changed.`, {
      param: `${at}[currency]`,
    })
  changeItem(tx, changes as never, item, at)
}
