// Payments that are attached to invoices: in parts, too much, and made elsewhere.
// (https://docs.stripe.com/invoicing/partial-payments; docs.stripe.com/billing/subscriptions/third-party-payment-processing)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { guaranteed, NEWPAY, reported } from '../payments/reporting.ts'
import { customer, opened, refuses, type World, SETTLED } from './invoicing.ts'

const ATTACH = 'POST /v1/invoices/{id}/attach_payment'
const attachPath = (id: string) => `/v1/invoices/${id}/attach_payment`

/** An intent of the invoice's customer, paid at once where `confirm` says so. The news of it is read. */
async function intentOf({ stripe, news }: World, { customer: who }: Stripe.Invoice, amount: number, confirm = true) {
  const { invoice_settings } = (await stripe.customers.retrieve(who as string)) as Stripe.Customer
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    customer: who as string,
    payment_method: invoice_settings.default_payment_method as string,
    automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    confirm,
  })
  await news()
  return intent.id
}

/** What is left to pay, and the payments, the newest first: by what, how much was asked and paid, and how it stands. */
async function owed({ stripe }: World, id: string) {
  const { payments, ...row } = await stripe.invoices.retrieve(id, { expand: ['payments'] })
  return {
    status: row.status,
    amounts: [row.amount_due, row.amount_paid, row.amount_remaining, row.amount_overpaid],
    payments: payments!.data.map(({ amount_paid, amount_requested, is_default, payment, status }) => [
      is_default ? 'default' : (payment.payment_intent ?? payment.payment_record),
      amount_requested,
      amount_paid,
      status,
    ]),
  }
}

behaves(ATTACH, 'pays a part at once, and the rest by the invoice itself', async (world) => {
  const { stripe, news } = world
  const invoice = await opened(world, [1000])
  const part = await intentOf(world, invoice, 400)
  const { status, amount_paid, attempted } = await stripe.invoices.attachPayment(invoice.id, { payment_intent: part })
  assert.deepEqual([status, amount_paid, attempted], ['open', 400, true])
  assert.deepEqual(await news(), ['invoice_payment.paid', 'invoice.updated'])
  assert.deepEqual(await owed(world, invoice.id), {
    status: 'open',
    amounts: [1000, 400, 600, 0],
    payments: [
      [part, 400, 400, 'paid'],
      ['default', 600, null, 'open'],
    ],
  })
  const found = await stripe.invoicePayments.list({ payment: { type: 'payment_intent', payment_intent: part } })
  assert.deepEqual(
    found.data.map(({ invoice: of, is_default, payment }) => [of, is_default, payment]),
    [[invoice.id, false, { payment_intent: part, type: 'payment_intent' }]],
  )
  // What is paid in part cannot be taken back.
  const path = `/v1/invoices/${invoice.id}/void`
  await refuses(world, path, '', { message: 'Invoices with `paid` payments cannot be voided.' })
  const paid = await stripe.invoices.pay(invoice.id)
  assert.deepEqual([paid.status, paid.amount_paid, paid.amount_remaining], ['paid', 1000, 0])
  assert.deepEqual((await owed(world, invoice.id)).payments, [
    [part, 400, 400, 'paid'],
    ['default', 600, 600, 'paid'],
  ])
  assert.deepEqual(await news(), [...SETTLED])
})

behaves(ATTACH, 'waits for what is still to come in, and keeps what is too much for the customer', async (world) => {
  const { stripe, news } = world
  const invoice = await opened(world, [1000])
  const ids: string[] = []
  for (const amount of [700, 800, 100]) {
    ids.push(await intentOf(world, invoice, amount, false))
    const { amount_paid, attempted } = await stripe.invoices.attachPayment(invoice.id, { payment_intent: ids.at(-1)! })
    assert.deepEqual([amount_paid, attempted, await news()], [0, false, []])
  }
  // docs, "Invoice payment statuses"
  for (const [verb, word] of [
    ['void', 'voided'],
    ['mark_uncollectible', 'marked uncollectible'],
  ])
    await refuses(world, `/v1/invoices/${invoice.id}/${verb}`, '', {
      message: `Invoices with \`open\` payments cannot be ${word}.`,
    })
  const [first, second, third] = ids as [string, string, string]
  await stripe.paymentIntents.cancel(third)
  assert.deepEqual(await news(), ['payment_intent.canceled'])
  await stripe.paymentIntents.confirm(first)
  const settled = ['charge.succeeded', 'payment_intent.succeeded', 'invoice_payment.paid']
  assert.deepEqual(await news(), [...settled, 'invoice.updated'])
  await stripe.paymentIntents.confirm(second)
  // 8.00 come in where 3.00 are due: 5.00 are the customer's.
  assert.deepEqual(await news(), [
    ...settled,
    'customer.updated',
    'invoice.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
    'invoice.overpaid',
    'payment_intent.canceled',
  ])
  assert.deepEqual(await owed(world, invoice.id), {
    status: 'paid',
    amounts: [1000, 1000, 0, 500],
    payments: [
      [third, 100, null, 'canceled'],
      [second, 800, 300, 'paid'],
      [first, 700, 700, 'paid'],
      ['default', 300, null, 'canceled'],
    ],
  })
  const [entry] = (await stripe.customers.listBalanceTransactions(invoice.customer as string)).data
  assert.deepEqual(
    [entry!.type, entry!.amount, entry!.ending_balance, entry!.invoice],
    ['invoice_overpaid', -500, -500, invoice.id],
  )
  // The refund goes to what came in last, as far as that goes.
  const note = await stripe.creditNotes.create({ invoice: invoice.id, amount: 1000, refund_amount: 1000 })
  const refunds = await Promise.all(note.refunds.map(({ refund }) => stripe.refunds.retrieve(refund as string)))
  assert.deepEqual(
    refunds.map(({ payment_intent, amount }) => [payment_intent, amount]),
    [
      [second, 800],
      [first, 200],
    ],
  )
  const after = await stripe.invoices.retrieve(invoice.id)
  assert.deepEqual([after.post_payment_credit_notes_amount, after.amount_overpaid], [1000, 500])
  await news()
})

behaves(ATTACH, 'shares one payment over several invoices', async (world) => {
  // https://docs.stripe.com/api/invoice-payment/object#invoice_payment_object-amount_paid
  const { stripe, news } = world
  const one = await opened(world, [1000])
  const two = await opened(world, [500], { customer: one.customer as string })
  const intent = await intentOf(world, one, 1200, false)
  for (const { id } of [one, two]) await stripe.invoices.attachPayment(id, { payment_intent: intent })
  await stripe.paymentIntents.confirm(intent)
  assert.deepEqual(await news(), [...SETTLED, 'payment_intent.canceled', 'invoice_payment.paid', 'invoice.updated'])
  const [first, second] = [await owed(world, one.id), await owed(world, two.id)]
  assert.deepEqual([first.status, first.amounts], ['paid', [1000, 1000, 0, 0]])
  assert.deepEqual([second.status, second.amounts], ['open', [500, 200, 300, 0]])
  assert.deepEqual(second.payments[0], [intent, 1200, 200, 'paid'])
  const three = await opened(world, [500], { customer: one.customer as string })
  await refuses(world, attachPath(three.id), `payment_intent=${intent}`, {
    param: 'payment_intent',
    message: `The PaymentIntent ${intent} has paid the invoice ${one.id}.`,
  })
  assert.deepEqual(await news(), [])
})

/** A subscription whose first invoice waits. The news of it is read. */
async function waiting(world: World) {
  const { stripe, news } = world
  const who = await customer(world)
  const price = { currency: 'usd', recurring: { interval: 'month' as const }, unit_amount: 1000 }
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  const { id, latest_invoice } = await stripe.subscriptions.create({
    customer: who,
    items: [{ price_data: { ...price, product } }],
    payment_behavior: 'default_incomplete',
  })
  await news()
  return { who, id, invoice: latest_invoice as string }
}

behaves(ATTACH, 'takes a payment that was made elsewhere', async (world) => {
  const { stripe, news } = world
  const { who, id, invoice } = await waiting(world)
  const customer_details = { customer: who }
  const record = await reported(world, { customer_details, outcome: 'failed', failed: { failed_at: 1730253500 } })
  await stripe.invoices.attachPayment(invoice, { payment_record: record.id })
  // A failed payment leaves the invoice open; another attempt is reported on the same record. (docs)
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.payment_failed'])
  assert.deepEqual((await owed(world, invoice)).payments, [
    [record.id, 1000, null, 'open'],
    ['default', 1000, null, 'open'],
  ])
  await stripe.paymentRecords.reportPaymentAttempt(record.id, {
    initiated_at: 1730253600,
    outcome: 'guaranteed',
    guaranteed: { guaranteed_at: 1730253700 },
    payment_method_details: NEWPAY.payment_method_details,
  })
  // The invoice's own intent is canceled, and the subscription is active. (docs)
  assert.deepEqual(await news(), [
    'invoice_payment.paid',
    'invoice.updated',
    'invoice.paid',
    'invoice.payment_succeeded',
    'payment_intent.canceled',
    'customer.subscription.updated',
  ])
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'active')
  assert.deepEqual((await owed(world, invoice)).payments, [
    [record.id, 1000, 1000, 'paid'],
    ['default', 1000, null, 'canceled'],
  ])
  const shown = await stripe.invoices.retrieve(invoice, { expand: ['amount_paid_off_stripe'] })
  assert.equal(shown.amount_paid_off_stripe, 1000)
  assert.ok(!('amount_paid_off_stripe' in (await stripe.invoices.retrieve(invoice))))
  const filter = { type: 'payment_record', payment_record: record.id } as const
  const [entry] = (await stripe.invoicePayments.list({ payment: filter })).data
  assert.deepEqual(entry!.payment, { payment_record: record.id, type: 'payment_record' })
  // One that begins is waited for, and is nothing more once it is canceled.
  const other = await opened(world, [500], { customer: who })
  const begun = await reported(world, { customer_details, amount_requested: { currency: 'usd', value: 500 } })
  await stripe.invoices.attachPayment(other.id, { payment_record: begun.id })
  await stripe.paymentRecords.reportPaymentAttemptCanceled(begun.id, { canceled_at: 1730253800 })
  assert.deepEqual((await owed(world, other.id)).payments, [
    [begun.id, 500, null, 'canceled'],
    ['default', 500, null, 'open'],
  ])
  assert.deepEqual(await news(), [])
})

behaves(ATTACH, 'refuses what is no payment of the invoice', async (world) => {
  const { stripe, news } = world
  const invoice = await opened(world, [1000])
  const mine = await intentOf(world, invoice, 400, false)
  const canceled = await intentOf(world, invoice, 400, false)
  await stripe.paymentIntents.cancel(canceled)
  const foreign = await stripe.paymentIntents.create({ amount: 400, currency: 'usd' })
  const euros = await stripe.paymentIntents.create({
    amount: 400,
    currency: 'eur',
    customer: invoice.customer as string,
  })
  const yen = await guaranteed(world, 1000, 'jpy')
  const other = await opened(world, [500], { customer: invoice.customer as string })
  const defaultOf = async (id: string) =>
    (await stripe.invoicePayments.list({ invoice: id })).data.at(-1)!.payment.payment_intent as string
  const [own, theirs] = [await defaultOf(invoice.id), await defaultOf(other.id)]
  await stripe.invoices.attachPayment(invoice.id, { payment_intent: mine })
  const { invoice: first } = await waiting(world)
  const { customer: who } = await stripe.invoices.retrieve(first)
  const part = await stripe.paymentIntents.create({ amount: 400, currency: 'usd', customer: who as string })
  const draft = await stripe.invoices.create({ customer: invoice.customer as string })
  await news()
  const already = { code: 'resource_already_exists', param: 'payment_intent' }
  const param = 'payment_intent'
  // biome-ignore format: a table
  for (const [id, form, expected] of [
    [invoice.id, '', { code: 'parameter_missing', param, message: 'Missing required param: payment_intent.' }],
    [invoice.id, `payment_intent=${mine}&payment_record=${yen.id}`, { code: 'parameters_exclusive', param: 'payment_record', message: 'You may only specify one of these parameters: payment_intent, payment_record.' }],
    [invoice.id, 'payment_intent=pi_none', { code: 'resource_missing', param, message: "No such payment_intent: 'pi_none'" }],
    [invoice.id, 'payment_record=pr_none', { code: 'resource_missing', param: 'payment_record', message: "No such payment_record: 'pr_none'" }],
    [invoice.id, `payment_intent=${mine}`, { ...already, message: `The payment ${mine} is already attached to the invoice ${invoice.id}.` }],
    [invoice.id, `payment_intent=${own}`, { ...already, message: `The payment ${own} is already attached to the invoice ${invoice.id}.` }],
    [invoice.id, `payment_intent=${theirs}`, { param, message: `The PaymentIntent ${theirs} is the default payment of the invoice ${other.id}.` }],
    [invoice.id, `payment_intent=${canceled}`, { param, message: `The PaymentIntent ${canceled} is canceled, so it cannot be attached to an invoice.` }],
    [invoice.id, `payment_intent=${foreign.id}`, { param, message: `The customer of the payment ${foreign.id} must be that of the invoice (${invoice.customer}).` }],
    [invoice.id, `payment_intent=${euros.id}`, { param, message: `The currency of the payment ${euros.id} (eur) must be that of the invoice (usd).` }],
    [invoice.id, `payment_record=${yen.id}`, { param: 'payment_record', message: `The currency of the payment ${yen.id} (jpy) must be that of the invoice (usd).` }],
    [first, `payment_intent=${part.id}`, { param, message: 'The invoice of a subscription that is charged automatically cannot be paid in parts: $10.00 is due.' }],
    [draft.id, `payment_intent=${mine}`, { message: "You can only pass in open invoices. This invoice isn't open." }],
  ] as const)
    await refuses(world, attachPath(id!), form, expected)
  assert.deepEqual(await news(), [])
})
