// Invoice payments: which payment an invoice waits for or was paid by. (https://docs.stripe.com/api/invoice-payment)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export const invoicePayment = object<Stripe.InvoicePayment>('invoice_payment', {
  prefix: 'inpay',
  terms: (row) => (row.payment.payment_intent ? [`payment_intent=${row.payment.payment_intent}`] : []),
  events: [{ became: ['status', 'paid'], types: ['invoice_payment.paid'] }],
})

export const invoicePayments = resource(invoicePayment)
  .on<Stripe.InvoicePaymentRetrieveParams>('GET /v1/invoice_payments/{id}', (_tx, _params, self) => self)
  .on<Stripe.InvoicePaymentListParams>('GET /v1/invoice_payments', (tx, { payment, ...params }) =>
    list(
      tx,
      invoicePayment,
      params as never,
      '/v1/invoice_payments',
      payment?.payment_intent ? [`payment_intent=${payment.payment_intent}`] : [],
    ),
  )

/** The open payment that an invoice expects from an intent. */
export function insertInvoicePayment(
  tx: Tx,
  invoice: { id: string; amount_due: number; currency: string },
  intent: string,
): Row<Stripe.InvoicePayment> {
  return tx.insert(invoicePayment, {
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: tx.now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  } as never)
}
