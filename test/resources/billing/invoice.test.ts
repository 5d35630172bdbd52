// Invoices: what is owed for a period, and how it is collected. (https://docs.stripe.com/api/invoices; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { SETTLED } from './invoicing.ts'

const HOUR = 3600
type World = Pick<Sandbox, 'stripe' | 'news' | 'call' | 'advance'>

/** A subscription of $15.00 a month, paid by a card, or waiting for one. */
async function subscribed(
  { stripe, news }: World,
  more: Partial<Stripe.SubscriptionCreateParams> = {},
  { amount = 1500, ...said }: Stripe.CustomerCreateParams & { amount?: number } = {},
) {
  const { id: customer } = await stripe.customers.create(said)
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const price = { currency: 'usd', unit_amount: amount, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  const subscription = await stripe.subscriptions.create({ customer, items: [{ price: id }], ...more })
  await news()
  return {
    customer,
    card,
    subscription,
    invoice: await stripe.invoices.retrieve(subscription.latest_invoice as string),
  }
}

/** The same, a minute into its second period: the renewal is a draft for an hour. */
async function drafted(world: World) {
  const made = await subscribed(world)
  await world.advance(made.subscription.items.data[0]!.current_period_end - made.subscription.created + 60)
  assert.deepEqual(await world.news(), [
    'balance.available',
    'invoice.upcoming',
    'customer.subscription.updated',
    'invoice.created',
  ])
  const { latest_invoice } = await world.stripe.subscriptions.retrieve(made.subscription.id)
  return { ...made, draft: await world.stripe.invoices.retrieve(latest_invoice as string) }
}

behaves('GET /v1/invoices/{id}', 'tells of the first payment', async (world) => {
  const said = { name: 'Jenny', email: 'a@example.com', invoice_prefix: 'JENNY', metadata: { a: '1' } }
  const { customer, subscription, invoice } = await subscribed(world, { metadata: { b: '2' } }, said)
  const { id, number, status, status_transitions: when, ...rest } = invoice
  assert.match(id, /^in_[A-Za-z0-9]{24}$/)
  assert.deepEqual([number, status], ['JENNY-0001', 'paid'])
  assert.ok(when.finalized_at && when.paid_at && when.paid_at >= when.finalized_at)
  assert.deepEqual([when.marked_uncollectible_at, when.voided_at], [null, null])
  assert.deepEqual([rest.amount_due, rest.amount_paid, rest.amount_remaining, rest.amount_overpaid], [1500, 1500, 0, 0])
  assert.deepEqual([rest.subtotal, rest.total, rest.total_excluding_tax], [1500, 1500, 1500])
  assert.deepEqual([rest.starting_balance, rest.ending_balance], [0, 0])
  assert.deepEqual([rest.attempted, rest.attempt_count, rest.next_payment_attempt], [true, 1, null])
  assert.deepEqual([rest.billing_reason, rest.collection_method], ['subscription_create', 'charge_automatically'])
  assert.deepEqual([rest.customer, rest.customer_name, rest.customer_email], [customer, 'Jenny', 'a@example.com'])
  assert.deepEqual([rest.currency, rest.effective_at], ['usd', when.finalized_at])
  // The first one looks back on nothing; its line is for the period to come.
  assert.deepEqual([rest.period_start, rest.period_end], [subscription.created, subscription.created])
  assert.deepEqual(rest.parent, {
    quote_details: null,
    subscription_details: { metadata: { b: '2' }, subscription: subscription.id },
    type: 'subscription_details',
  })
  assert.deepEqual([rest.lines.data.length, rest.lines.data[0]?.amount], [1, 1500])
  assert.deepEqual([rest.metadata, rest.discounts, rest.total_taxes, rest.total_discount_amounts], [{}, [], [], []])
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/invoices/{id}', 'is a draft for an hour when it renews, then collected', async (world) => {
  // docs.stripe.com/billing/invoices/subscription#subscription-lifecycle
  const { stripe, advance, news } = world
  const { subscription, invoice, draft } = await drafted(world)
  const { current_period_end: end } = subscription.items.data[0]!
  assert.deepEqual([draft.status, draft.number, draft.effective_at, draft.ending_balance], ['draft', null, null, null])
  assert.deepEqual([draft.attempted, draft.attempt_count, draft.auto_advance], [false, 0, true])
  assert.deepEqual([draft.billing_reason, draft.amount_due, draft.amount_paid], ['subscription_cycle', 1500, 0])
  assert.deepEqual([draft.created, draft.next_payment_attempt], [end, end + HOUR])
  assert.deepEqual([draft.period_start, draft.period_end], [subscription.created, end])
  assert.equal(draft.lines.data[0]!.period.start, end)
  await advance(58 * 60)
  assert.deepEqual([(await stripe.invoices.retrieve(draft.id)).status, await news()], ['draft', []])
  await advance(2 * 60)
  const paid = await stripe.invoices.retrieve(draft.id)
  assert.deepEqual([paid.status, paid.amount_paid, paid.attempt_count], ['paid', 1500, 1])
  assert.equal(paid.number, invoice.number!.replace('0001', '0002'))
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.finalized', 'payment_intent.created', ...SETTLED])
})

behaves('GET /v1/invoices/{id}', 'is no longer advanced once it is paid', async (world) => {
  // docs.stripe.com/invoicing/integration/automatic-advancement-collection: never on when paid, void or uncollectible.
  assert.equal((await subscribed(world)).invoice.auto_advance, false)
  assert.deepEqual(await world.news(), [])
})

/** What a customer's balance makes of $15.00. (https://docs.stripe.com/billing/customer/balance) */
const BALANCES = [
  ['a credit that covers a part', -500, 1000, 0],
  ['a credit that covers more', -2000, 0, -500],
  ['a credit that leaves too little to charge', -1480, 0, 20],
  ['a debt', 700, 2200, 0],
] as const

for (const [name, balance, due, ending] of BALANCES)
  behaves('GET /v1/invoices/{id}', `counts ${name}`, async (world) => {
    const { customer, invoice } = await subscribed(world, {}, { balance })
    assert.deepEqual([invoice.total, invoice.amount_due, invoice.amount_paid], [1500, due, due])
    assert.deepEqual([invoice.status, invoice.starting_balance, invoice.ending_balance], ['paid', balance, ending])
    assert.equal(((await world.stripe.customers.retrieve(customer)) as Stripe.Customer).balance, ending)
    assert.deepEqual(await world.news(), [])
  })

behaves('GET /v1/invoices/{id}', 'of too little to charge is the customer’s debt', async (world) => {
  const { customer, invoice } = await subscribed(world, {}, { amount: 49 })
  assert.deepEqual([invoice.status, invoice.total, invoice.amount_due, invoice.ending_balance], ['paid', 49, 0, 49])
  assert.equal(((await world.stripe.customers.retrieve(customer)) as Stripe.Customer).balance, 49)
  assert.deepEqual((await world.stripe.paymentIntents.list({ customer })).data, [])
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/invoices/{id}', 'names the place of an id that leads nowhere', async ({ call, news }) => {
  // Recorded.
  refused(await call('GET', '/v1/invoices/in_none'), 404, {
    code: 'resource_missing',
    param: 'invoice',
    message: "No such invoice: 'in_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/invoices', 'has the newest first, by customer, subscription and status', async (world) => {
  const one = await subscribed(world)
  const two = await subscribed(world, { payment_behavior: 'default_incomplete' })
  const ids = async (params: Stripe.InvoiceListParams) =>
    (await world.stripe.invoices.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.invoice.id, one.invoice.id])
  assert.deepEqual(await ids({ customer: one.customer }), [one.invoice.id])
  assert.deepEqual(await ids({ subscription: two.subscription.id }), [two.invoice.id])
  assert.deepEqual(await ids({ status: 'open' }), [two.invoice.id])
  assert.deepEqual(await ids({ status: 'paid', customer: two.customer }), [])
  const { status, body } = await world.call('GET', '/v1/invoices?status=bogus')
  assert.deepEqual([status, body.error.param], [400, 'status'])
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/invoices/{id}', 'has metadata always, and a description while it is a draft', async (world) => {
  const { stripe, news } = world
  const { draft, invoice } = await drafted(world)
  const changed = await stripe.invoices.update(draft.id, { description: 'March', metadata: { a: '1', b: '2' } })
  assert.deepEqual({ ...changed }, { ...draft, description: 'March', metadata: { a: '1', b: '2' } })
  const { metadata } = await stripe.invoices.update(draft.id, { metadata: { a: '' } })
  assert.deepEqual(metadata, { b: '2' })
  assert.deepEqual((await stripe.invoices.update(invoice.id, { metadata: { c: '3' } })).metadata, { c: '3' })
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.updated', 'invoice.updated'])
  const [event] = (await stripe.events.list({ type: 'invoice.updated' })).data
  assert.deepEqual((event!.data as { previous_attributes?: object }).previous_attributes, { metadata: { c: null } })
})

behaves('POST /v1/invoices/{id}', 'is as it is once it is finalized', async (world) => {
  // Recorded.
  const { invoice } = await subscribed(world)
  refused(await world.call('POST', `/v1/invoices/${invoice.id}`, 'description=x'), 400, {
    param: 'description',
    message: "Finalized invoices can't be updated in this way",
  })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/invoices/{id}/finalize', 'opens a draft before its hour is over', async (world) => {
  const { stripe, call, news } = world
  const { draft, invoice } = await drafted(world)
  const open = await stripe.invoices.finalizeInvoice(draft.id, { expand: ['payments'] })
  assert.deepEqual([open.status, open.attempted, open.amount_due], ['open', false, 1500])
  assert.equal(open.number, invoice.number!.replace('0001', '0002'))
  assert.deepEqual([open.effective_at, open.automatically_finalizes_at], [open.status_transitions.finalized_at, null])
  assert.equal(open.payments?.data[0]?.status, 'open')
  assert.deepEqual(
    (await news()).filter((type) => type !== 'invoice.updated'),
    ['invoice.finalized', 'payment_intent.created'],
  )
  // Recorded: the words; and there is no code.
  const { status, body } = await call('POST', `/v1/invoices/${draft.id}/finalize`)
  const again = "This invoice is already finalized, you can't re-finalize a non-draft invoice."
  assert.deepEqual([status, body.error.type, body.error.message], [400, 'invalid_request_error', again])
  const missing = (await call('POST', '/v1/invoices/in_none/finalize')).body.error
  assert.deepEqual(
    [missing.code, missing.param, missing.message],
    ['resource_missing', 'id', "No such invoice: 'in_none'"],
  )
  assert.deepEqual(await news(), [])
})
