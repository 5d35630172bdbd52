// Invoice payments: which payment an invoice waits for or was paid by. (https://docs.stripe.com/api/invoice-payment)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export const invoicePayment = object<Stripe.InvoicePayment>('invoice_payment', {
  prefix: 'inpay',
  terms: ({ payment: { payment_intent: intent, payment_record: record, type } }) => [
    `payment_type=${type}`,
    ...(intent ? [`payment_intent=${intent}`] : []),
    ...(record ? [`payment_record=${record}`] : []),
  ],
  events: [{ became: ['status', 'paid'], types: ['invoice_payment.paid'] }],
})

export type InvoicePayment = Row<Stripe.InvoicePayment>

export const invoicePayments = resource(invoicePayment)
  .on<Stripe.InvoicePaymentRetrieveParams>('GET /v1/invoice_payments/{id}', (_tx, _params, self) => self)
  .on<Stripe.InvoicePaymentListParams>('GET /v1/invoice_payments', (tx, { payment, ...params }) =>
    list(tx, invoicePayment, params as never, '/v1/invoice_payments', payment ? sought(payment) : []),
  )

function sought({ payment_intent: intent, payment_record: record, type }: Stripe.InvoicePaymentListParams.Payment) {
  return [
    `payment_type=${type}`,
    ...(intent === undefined ? [] : [`payment_intent=${intent}`]),
    ...(record === undefined ? [] : [`payment_record=${record}`]),
  ]
}

/** The open payment that an invoice expects from an intent, or from what is recorded of a payment made elsewhere. */
export function insertInvoicePayment(
  tx: Tx,
  invoice: { id: string; amount_due: number; currency: string },
  by: string,
  isDefault = true,
): InvoicePayment {
  return tx.insert(invoicePayment, {
    amount_paid: null,
    amount_requested: invoice.amount_due,
    created: tx.now,
    currency: invoice.currency,
    invoice: invoice.id,
    is_default: isDefault,
    livemode: false,
    payment: by.startsWith('pi_')
      ? { payment_intent: by, type: 'payment_intent' }
      : { payment_record: by, type: 'payment_record' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  } as never)
}
