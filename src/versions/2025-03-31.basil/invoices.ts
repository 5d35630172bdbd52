// 2025-03-31.basil: an invoice says in `parent` what made it, and in `payments` what pays it; its taxes are told of in another
// way. Before, all of it stood in fields of its own, which older versions still send beside the new ones: so it is recorded.
// (https://docs.stripe.com/changelog/basil; …/2025-03-31/add-support-for-multiple-partial-payments-on-invoices; recorded in events
// of 2024 and of October 2025)
import { about, type Sent, type VersionChange } from '../change.ts'
import { taxAmounts, taxOf } from './taxes.ts'

interface Parent {
  readonly quote_details: { readonly quote: string } | null
  readonly subscription_details: {
    readonly metadata: Sent | null
    readonly subscription: string
    readonly subscription_proration_date?: number
  } | null
}

export const invoices: VersionChange = {
  version: '2025-03-31.basil',
  about:
    '`charge`, `discount`, `paid`, `paid_out_of_band`, `payment_intent`, `quote`, `subscription`, `subscription_details`, ' +
    '`subscription_proration_date`, `tax`, `total_tax_amounts`, `transfer_data` and `application_fee_amount` are no longer ' +
    'fields of invoices.',
  concerns: about('invoices'),
  includes: {
    invoice: ['application_fee_amount', 'charge', 'discount', 'paid_out_of_band', 'payment_intent', 'transfer_data'],
  },
  down: {
    invoice: (invoice) => {
      const { quote_details = null, subscription_details: of = null } = (invoice.parent ?? {}) as Partial<Parent>
      const date = of?.subscription_proration_date
      return {
        ...invoice,
        paid: invoice.status === 'paid',
        quote: quote_details?.quote ?? null,
        subscription: of?.subscription ?? null,
        // Of an invoice without a subscription: as the reference of 2024-06-20 shows it.
        subscription_details: { metadata: of?.metadata ?? null },
        ...(date !== undefined && { subscription_proration_date: date }),
        tax: taxOf(invoice.total_taxes),
        total_tax_amounts: taxAmounts(invoice.total_taxes),
      }
    },
  },
}
