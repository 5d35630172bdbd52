// How subscriptions change, and how they end. (https://docs.stripe.com/api/subscriptions/update, …/cancel; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { pastRenewal } from '../../clock.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400

/** A customer whose default is the card of a token, and a price of $15.00 a month. */
async function buyer({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>, token = 'pm_card_visa') {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach(token, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  await news()
  return { customer, card, items: [{ price: id }] }
}

behaves('POST /v1/subscriptions/{id}', 'changes what is given', async (world) => {
  const { customer, items, card } = await buyer(world)
  const { stripe, call, news } = world
  const made = await stripe.subscriptions.create({ customer, items, metadata: { a: '1', b: '2' } })
  await news()
  const said = { description: 'Photos', default_payment_method: card }
  const changed = await stripe.subscriptions.update(made.id, { ...said, metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...changed }, { ...made, ...said, metadata: { b: '2', c: '3' } })
  const [updated] = (await stripe.events.list({ type: 'customer.subscription.updated' })).data
  assert.deepEqual((updated!.data as { previous_attributes?: object }).previous_attributes, {
    default_payment_method: null,
    description: null,
    metadata: { a: '1', c: null },
  })
  const cleared = await stripe.subscriptions.update(made.id, { description: '', metadata: '' })
  assert.deepEqual([cleared.description, cleared.metadata], [null, {}])
  assert.deepEqual(await news(), ['customer.subscription.updated', 'customer.subscription.updated'])
  const { status, body } = await call('POST', `/v1/subscriptions/${made.id}`, 'default_payment_method=pm_none')
  assert.deepEqual([status, body.error.code, body.error.param], [400, 'resource_missing', 'default_payment_method'])
  assert.deepEqual(await news(), [])
})

behaves('DELETE /v1/subscriptions/{id}', 'ends it now, once', async (world) => {
  const { customer, items } = await buyer(world)
  const { stripe, call, news, advance } = world
  const made = await stripe.subscriptions.create({ customer, items })
  await news()
  const said = { comment: 'Too many photos', feedback: 'unused' } as const
  const { ended_at, canceled_at, ...ended } = await stripe.subscriptions.cancel(made.id, { cancellation_details: said })
  assert.ok(ended_at && ended_at >= made.created)
  assert.equal(canceled_at, ended_at)
  const { ended_at: _, canceled_at: __, ...was } = made
  assert.deepEqual(ended, {
    ...was,
    status: 'canceled',
    cancellation_details: { ...said, feedback_option: null, reason: 'cancellation_requested' },
  })
  assert.deepEqual(await news(), ['customer.subscription.deleted'])
  // Recorded: a second time there is none.
  refused(await call('DELETE', `/v1/subscriptions/${made.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such subscription: '${made.id}'`,
  })
  refused(await call('POST', `/v1/subscriptions/${made.id}`, 'description=x'), 400, {
    code: 'invalid_canceled_subscription_fields',
    message: 'A canceled subscription can only update its cancellation_details and metadata.',
  })
  await advance(40 * DAY)
  assert.deepEqual(await news(), ['balance.available'])
})

behaves('POST /v1/subscriptions/{id}', 'has metadata still, once it is canceled', async (world) => {
  // Recorded; the message of the refusal says so too.
  const { customer, items } = await buyer(world)
  const { id } = await world.stripe.subscriptions.create({ customer, items })
  await world.stripe.subscriptions.cancel(id)
  await world.news()
  const { status, body } = await world.call('POST', `/v1/subscriptions/${id}`, 'metadata[a]=1')
  assert.deepEqual([status, body.error?.message, body.metadata], [200, undefined, { a: '1' }])
  assert.deepEqual(await world.news(), ['customer.subscription.updated'])
})

behaves('POST /v1/subscriptions/{id}', 'goes back to the default of its customer', async (world) => {
  // Recorded: an empty `default_payment_method` clears it, also while it is incomplete.
  const { customer, items, card } = await buyer(world)
  const { id } = await world.stripe.subscriptions.create({ customer, items, default_payment_method: card })
  await world.news()
  const { status, body } = await world.call('POST', `/v1/subscriptions/${id}`, 'default_payment_method=')
  assert.deepEqual([status, body.error?.message, body.default_payment_method], [200, undefined, null])
  assert.deepEqual(await world.news(), ['customer.subscription.updated'])
})

behaves('POST /v1/subscriptions/{id}', 'has another method while it is incomplete', async (world) => {
  // docs.stripe.com/billing/subscriptions/overview: its metadata and its method may change.
  const { stripe, news } = world
  const { customer, items } = await buyer(world, 'pm_card_chargeCustomerFail')
  const { id, status, latest_invoice } = await stripe.subscriptions.create({ customer, items })
  assert.equal(status, 'incomplete')
  const { id: visa } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await news()
  const changed = await stripe.subscriptions.update(id, { default_payment_method: visa, metadata: { a: '1' } })
  assert.deepEqual([changed.status, changed.default_payment_method, changed.metadata], ['incomplete', visa, { a: '1' }])
  assert.deepEqual(await news(), ['customer.subscription.updated'])
  // All else waits until its first invoice is paid. Wording [M].
  for (const [param, form] of [
    ['cancel_at_period_end', 'cancel_at_period_end=true'],
    ['items', 'items[0][quantity]=2'],
    ['proration_behavior', 'proration_behavior=none'],
  ])
    refused(await world.call('POST', `/v1/subscriptions/${id}`, `description=x&${form}`), 400, {
      param: param!,
      message:
        'You cannot update a subscription in `incomplete` status in this way. Only its default payment method, description and metadata can be updated.',
    })
  // It is the method of the subscription that pays now, not the customer's default.
  assert.equal((await stripe.invoices.pay(latest_invoice as string)).status, 'paid')
  assert.equal((await news()).at(-1), 'customer.subscription.updated')
})

behaves('POST /v1/subscriptions', 'remembers the method that paid, if told to', async (world) => {
  // https://docs.stripe.com/api/subscriptions/create#create_subscription-payment_settings-save_default_payment_method
  const { stripe, news } = world
  const { customer, items, card } = await buyer(world)
  const { id, latest_invoice } = await stripe.subscriptions.create({
    customer,
    items,
    payment_behavior: 'default_incomplete',
    payment_settings: { save_default_payment_method: 'on_subscription' },
    expand: ['latest_invoice.payments'],
  })
  const [payment] = (latest_invoice as Stripe.Invoice).payments!.data
  const back = { return_url: 'https://example.com/back' }
  await stripe.paymentIntents.confirm(payment!.payment.payment_intent as string, { payment_method: card, ...back })
  const paid = await stripe.subscriptions.retrieve(id)
  assert.deepEqual([paid.status, paid.default_payment_method], ['active', card])
  assert.ok((await news()).includes('customer.subscription.updated'))
})

behaves('DELETE /v1/subscriptions/{id}', 'stops collecting what is still open', async (world) => {
  // https://docs.stripe.com/api/subscriptions/cancel
  const { stripe, news, advance } = world
  const { customer, items } = await buyer(world)
  const { id } = await stripe.subscriptions.create({ customer, items })
  const { id: bad } = await stripe.paymentMethods.attach('pm_card_chargeCustomerFail', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: bad } })
  await pastRenewal(world, id)
  await news()
  const { status, latest_invoice } = await stripe.subscriptions.cancel(id)
  assert.equal(status, 'canceled')
  // In which order is not documented.
  assert.deepEqual((await news()).sort(), ['customer.subscription.deleted', 'invoice.updated'])
  const open = await stripe.invoices.retrieve(latest_invoice as string)
  assert.deepEqual([open.status, open.auto_advance, open.next_payment_attempt], ['open', false, null])
  await advance(20 * DAY)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/subscriptions', 'bills no more than can be charged', async ({ stripe, call, news }) => {
  // Amounts have at most eight digits: https://docs.stripe.com/api/payment_intents/create#create_payment_intent-amount
  const { id: customer } = await stripe.customers.create()
  const { id: method } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const month = { interval: 'month' as const }
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 999_999_999_999,
    recurring: month,
    product_data: { name: 'Moon' },
  })
  await news()
  const form = `customer=${customer}&default_payment_method=${method}&items[0][price]=${price}&items[0][quantity]=9007199254740991`
  const { status, body } = await call('POST', '/v1/subscriptions', form)
  assert.deepEqual([status, body.error.code], [400, 'amount_too_large'])
  assert.deepEqual(await news(), [])
})
