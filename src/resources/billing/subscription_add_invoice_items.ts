// What is bought once beside a subscription: `add_invoice_items`, which wait for its next invoice.
// (https://docs.stripe.com/billing/invoices/subscription#first-invoice-extra)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Span } from '../../rules/proration.ts'
import { type AddedPeriod, addedPeriod, AS_ITEMS, checkAddedPeriod } from './add_invoice_items_period.ts'
import { insertItem, type InvoiceItem } from './invoiceitem_state.ts'
import { wishOf } from './invoiceitem.ts'
import type { Subscription } from './subscription_state.ts'

/** https://docs.stripe.com/api/subscriptions/create#create_subscription-add_invoice_items */
const EXTRAS_MAX = 20

type Extra = Omit<Stripe.SubscriptionCreateParams.AddInvoiceItem, 'period'> & { readonly period?: AddedPeriod }

/** The periods of a subscription's items, and the prices that were offered before. */
interface Beside {
  readonly items: readonly Span[]
  readonly known?: ReadonlySet<string> | undefined
}

export function addInvoiceItems(
  tx: Tx,
  self: Subscription,
  who: Row<Stripe.Customer>,
  extras: readonly Extra[],
  { items, known }: Beside,
): InvoiceItem[] {
  const param = 'add_invoice_items'
  if (extras.length > EXTRAS_MAX) throw invalid(`You may only add up to ${EXTRAS_MAX} invoice items.`, { param })
  return extras.map(({ price, period = AS_ITEMS, ...given }, i) => {
    checkAddedPeriod(period, `${param}[${i}]`)
    const asked = {
      ...given,
      period: addedPeriod(period, { items, now: tx.now }),
      ...(price !== undefined && { pricing: { price } }),
      customer: who.id,
      subscription: self.id,
    }
    return insertItem(tx, wishOf(tx, { ...asked, currency: self.currency } as never, who, `${param}[${i}]`, known))
  })
}
