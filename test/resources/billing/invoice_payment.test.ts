// Invoice payments: what an invoice waits for, or was paid by. (https://docs.stripe.com/api/invoice-payment/object)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'
import { SETTLED } from './invoicing.ts'

/** The first invoice of a subscription, paid or waiting. */
async function invoiced(
  { stripe, news }: Pick<Sandbox, 'stripe' | 'news'>,
  behavior: 'allow_incomplete' | 'default_incomplete',
) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const { default_price } = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  await news()
  const { latest_invoice } = await stripe.subscriptions.create({
    customer,
    items: [{ price: default_price as string }],
    default_payment_method: card,
    payment_behavior: behavior,
  })
  const [payment] = (await stripe.invoicePayments.list({ invoice: latest_invoice as string })).data
  return { invoice: latest_invoice as string, payment: payment!, card }
}

behaves('GET /v1/invoice_payments/{id}', 'waits for its intent, and is paid by it', async (world) => {
  const { stripe, news } = world
  const { invoice, payment, card } = await invoiced(world, 'default_incomplete')
  const intent = payment.payment.payment_intent as string
  const { id, created, ...rest } = await stripe.invoicePayments.retrieve(payment.id)
  assert.match(id, /^inpay_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  const open = {
    object: 'invoice_payment',
    amount_paid: null,
    amount_requested: 1500,
    currency: 'usd',
    invoice,
    is_default: true,
    livemode: false,
    payment: { payment_intent: intent, type: 'payment_intent' },
    status: 'open',
    status_transitions: { canceled_at: null, paid_at: null },
  }
  assert.deepEqual(rest, open)
  await news()
  await stripe.paymentIntents.confirm(intent, { payment_method: card, return_url: 'https://example.com/back' })
  const { created: _, ...paid } = await stripe.invoicePayments.retrieve(id)
  const { paid_at } = paid.status_transitions
  assert.ok(paid_at && paid_at >= created)
  assert.deepEqual(paid, {
    id,
    ...open,
    amount_paid: 1500,
    status: 'paid',
    status_transitions: { canceled_at: null, paid_at },
  })
  // Order: the charge, the payment, what it pays, and whose that is. (billing facts, group 8)
  assert.deepEqual(await news(), [...SETTLED, 'customer.subscription.updated'])
})

behaves('GET /v1/invoice_payments/{id}', 'is canceled with its invoice', async (world) => {
  // https://docs.stripe.com/api/invoice-payment/object#invoice_payment_object-status
  const { stripe, news, advance } = world
  const { payment } = await invoiced(world, 'default_incomplete')
  await news()
  await advance(23 * 3600 + 60)
  assert.ok((await news()).includes('invoice.voided'))
  const { status, status_transitions } = await stripe.invoicePayments.retrieve(payment.id)
  assert.equal(status, 'canceled')
  assert.ok(status_transitions.canceled_at)
})

behaves('GET /v1/invoice_payments/{id}', 'is not paid by less than was asked', async (world) => {
  // https://docs.stripe.com/api/invoices/object: a paid invoice has nothing remaining, whatever becomes of its intent.
  const { stripe, call, news } = world
  const { invoice, payment, card } = await invoiced(world, 'default_incomplete')
  const intent = payment.payment.payment_intent as string
  await call('POST', `/v1/payment_intents/${intent}`, 'amount=700')
  await call('POST', `/v1/payment_intents/${intent}/confirm`, `payment_method=${card}&return_url=https://example.com/`)
  const { status, amount_due, amount_paid, amount_remaining } = await stripe.invoices.retrieve(invoice)
  const { amount_requested } = await stripe.invoicePayments.retrieve(payment.id)
  assert.deepEqual([amount_due, amount_requested], [1500, 1500])
  assert.deepEqual([status, amount_paid, amount_remaining], ['paid', 1500, 0])
  assert.ok((await news()).includes('invoice.paid'))
})

behaves('GET /v1/invoice_payments/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/invoice_payments/inpay_none')
  assert.deepEqual([status, body.error.type, body.error.code], [404, 'invalid_request_error', 'resource_missing'])
  assert.match(body.error.message, /^No such invoice.payment: 'inpay_none'$/)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/invoice_payments', 'has those of an invoice, of a payment, of a status', async (world) => {
  const { stripe, news } = world
  const one = await invoiced(world, 'allow_incomplete')
  const two = await invoiced(world, 'default_incomplete')
  await news()
  const ids = async (params: Stripe.InvoicePaymentListParams) =>
    (await stripe.invoicePayments.list(params)).data.map(({ id }) => id)
  const intent = one.payment.payment.payment_intent as string
  assert.deepEqual(await ids({}), [two.payment.id, one.payment.id])
  assert.deepEqual(await ids({ invoice: one.invoice }), [one.payment.id])
  assert.deepEqual(await ids({ payment: { type: 'payment_intent', payment_intent: intent } }), [one.payment.id])
  assert.deepEqual(await ids({ status: 'open' }), [two.payment.id])
  assert.deepEqual(await ids({ status: 'paid' }), [one.payment.id])
  const shown = await stripe.invoices.retrieve(one.invoice, { expand: ['payments.data.payment.payment_intent'] })
  const [paid] = shown.payments!.data
  assert.equal(paid!.id, one.payment.id)
  assert.equal((paid!.payment.payment_intent as Stripe.PaymentIntent).status, 'succeeded')
  assert.deepEqual(await news(), [])
})
