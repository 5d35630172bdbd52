// The items of a preview: those that are only foretold, and those that wait already, as they would be after a change.
// (https://docs.stripe.com/api/invoices/create_preview#create_create_preview-invoice_items)
import type Stripe from 'stripe'
import { exclusive, invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { changeItem, wishOf } from './invoiceitem.ts'
import { insertItem, invoiceItem } from './invoiceitem_state.ts'

interface Given {
  readonly invoiceitem?: string
  readonly price?: string
  readonly currency?: string
  readonly unit_amount?: number
  readonly unit_amount_decimal?: unknown
}

/** Writes an item, or the change of one; `at` is the parameter in which it stands. Without a currency it is in `preferred`. */
export function previewItem(
  tx: Tx,
  who: Row<Stripe.Customer>,
  given: Given,
  preferred: string | undefined,
  at: string,
): void {
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
  const currency = given.currency ?? preferred
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
