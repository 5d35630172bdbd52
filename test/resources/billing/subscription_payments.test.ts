// How subscriptions take it when their first invoice is not paid, or waits for the customer.
// (docs.stripe.com/billing/subscriptions/overview; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const [HOUR, DAY] = [3600, 86_400]
const CREATE = 'POST /v1/subscriptions'
type World = Pick<Sandbox, 'stripe' | 'news' | 'call'>

/** A customer whose default is the card of a token, and a price of $15.00 a month. */
async function buyer({ stripe, news }: World, token: string) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach(token, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  await news()
  return { customer, card, items: [{ price: id }] }
}

/** The customer pays with another card from now on. */
async function pay({ stripe, news }: World, customer: string, token: string): Promise<string> {
  const { id } = await stripe.paymentMethods.attach(token, { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: id } })
  await news()
  return id
}

const invoiceOf = async ({ stripe }: World, id: string) => {
  const { latest_invoice } = await stripe.subscriptions.retrieve(id, { expand: ['latest_invoice.payments'] })
  return latest_invoice as Stripe.Invoice
}

const intentOf = ({ stripe }: World, { payments }: Stripe.Invoice) =>
  stripe.paymentIntents.retrieve(payments!.data[0]!.payment.payment_intent as string)

const BEGUN = [
  'customer.subscription.created',
  'invoice.created',
  'customer.updated',
  'invoice.finalized',
  'payment_intent.created',
]
const FAILED = ['charge.failed', 'payment_intent.payment_failed', 'invoice.updated', 'invoice.payment_failed']
const PAID = ['charge.succeeded', 'payment_intent.succeeded', 'invoice_payment.paid', 'invoice.updated']
const SETTLED = [...PAID, 'invoice.paid', 'invoice.payment_succeeded']
const UPDATED = 'customer.subscription.updated'

behaves(CREATE, 'is incomplete when the first payment fails, and expires after 23 hours', async (world) => {
  const { stripe, news, advance } = world
  const { customer, items } = await buyer(world, 'pm_card_chargeCustomerFail')
  const { id, status } = await stripe.subscriptions.create({ customer, items })
  assert.equal(status, 'incomplete')
  assert.deepEqual(await news(), [...BEGUN, ...FAILED.filter((type) => type !== 'invoice.updated')])
  const open = await invoiceOf(world, id)
  assert.deepEqual([open.status, open.amount_due, open.amount_paid, open.amount_remaining], ['open', 1500, 0, 1500])
  assert.deepEqual([open.attempted, open.attempt_count, open.next_payment_attempt], [true, 1, null])
  const intent = await intentOf(world, open)
  assert.deepEqual([intent.status, intent.last_payment_error?.code], ['requires_payment_method', 'card_declined'])
  await advance(22 * HOUR)
  assert.deepEqual([(await stripe.subscriptions.retrieve(id)).status, await news()], ['incomplete', []])
  await advance(HOUR + 60)
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.voided', 'payment_intent.canceled', UPDATED])
  const ended = await stripe.subscriptions.retrieve(id)
  assert.equal(ended.status, 'incomplete_expired')
  assert.ok(ended.ended_at)
  const voided = await invoiceOf(world, id)
  assert.deepEqual([voided.status, voided.amount_due, voided.amount_paid], ['void', 1500, 0])
  assert.ok(voided.status_transitions.voided_at)
  const canceled = await intentOf(world, voided)
  assert.deepEqual([canceled.status, canceled.cancellation_reason], ['canceled', 'void_invoice'])
  const [event] = (await stripe.events.list({ type: UPDATED })).data
  assert.equal((event!.data as { previous_attributes?: { status?: string } }).previous_attributes?.status, 'incomplete')
  // Terminal: it never renews.
  await advance(40 * DAY)
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'becomes active when the customer pays in time', async (world) => {
  const { stripe, news, advance } = world
  const { customer, items } = await buyer(world, 'pm_card_chargeCustomerFail')
  const { id, latest_invoice } = await stripe.subscriptions.create({ customer, items })
  await pay(world, customer, 'pm_card_visa')
  await stripe.invoices.pay(latest_invoice as string)
  assert.deepEqual(await news(), [...SETTLED, UPDATED])
  await advance(24 * HOUR)
  assert.deepEqual([(await stripe.subscriptions.retrieve(id)).status, await news()], ['active', []])
})

behaves(CREATE, 'by default_incomplete waits for the customer', async (world) => {
  const { stripe, news } = world
  const { customer, card, items } = await buyer(world, 'pm_card_visa')
  const { id, status } = await stripe.subscriptions.create({ customer, items, payment_behavior: 'default_incomplete' })
  assert.equal(status, 'incomplete')
  assert.deepEqual(await news(), BEGUN)
  const open = await invoiceOf(world, id)
  assert.deepEqual([open.status, open.attempted, open.attempt_count], ['open', false, 0])
  const intent = await intentOf(world, open)
  assert.ok(['requires_payment_method', 'requires_confirmation'].includes(intent.status), intent.status)
  await stripe.paymentIntents.confirm(intent.id, { payment_method: card, return_url: 'https://example.com/back' })
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'active')
  assert.deepEqual(await news(), [...SETTLED, UPDATED])
})

behaves(CREATE, 'by default_incomplete needs no method at all, and ends unpaid', async (world) => {
  const { stripe, news, advance } = world
  const { items } = await buyer(world, 'pm_card_visa')
  const { id: customer } = await stripe.customers.create()
  await news()
  const { id } = await stripe.subscriptions.create({ customer, items, payment_behavior: 'default_incomplete' })
  assert.deepEqual(await news(), BEGUN)
  await advance(23 * HOUR + 60)
  assert.deepEqual(await news(), ['invoice.updated', 'invoice.voided', 'payment_intent.canceled', UPDATED])
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'incomplete_expired')
})

behaves(CREATE, 'by error_if_incomplete is 402, and leaves nothing', async (world) => {
  const { stripe, call, news } = world
  const { customer, items } = await buyer(world, 'pm_card_chargeCustomerFail')
  const before = await stripe.customers.retrieve(customer)
  const form = `customer=${customer}&items[0][price]=${items[0]!.price}&payment_behavior=error_if_incomplete`
  const { status, body } = await call('POST', '/v1/subscriptions', form)
  const { type, code, decline_code } = body.error
  assert.deepEqual([status, type, code, decline_code], [402, 'card_error', 'card_declined', 'generic_decline'])
  assert.deepEqual(await news(), [])
  for (const path of ['subscriptions?status=all', 'invoices', 'payment_intents', 'charges'])
    assert.deepEqual((await call('GET', `/v1/${path}`)).body.data ?? [], [], path)
  assert.deepEqual(await stripe.customers.retrieve(customer), before)
})

behaves(CREATE, 'without any method is refused, and leaves nothing', async (world) => {
  const { stripe, call, news } = world
  const { items } = await buyer(world, 'pm_card_visa')
  const { id: customer } = await stripe.customers.create()
  await news()
  // Recorded, without a param.
  refused(await call('POST', '/v1/subscriptions', `customer=${customer}&items[0][price]=${items[0]!.price}`), 400, {
    code: 'resource_missing',
    message:
      'This customer has no attached payment source or default payment method. Please consider adding a default payment ' +
      'method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
  })
  assert.deepEqual((await stripe.subscriptions.list({ status: 'all' })).data, [])
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'does not take pending_if_incomplete', async (world) => {
  // Recorded.
  const { customer, items } = await buyer(world, 'pm_card_visa')
  const form = `customer=${customer}&items[0][price]=${items[0]!.price}&payment_behavior=pending_if_incomplete`
  refused(await world.call('POST', '/v1/subscriptions', form), 400, {
    param: 'payment_behavior',
    message: 'Setting `payment_behavior` to `pending_if_incomplete` has no effect when creating a subscription.',
  })
  assert.deepEqual(await world.news(), [])
})

behaves(CREATE, 'waits for a customer whose bank asks, on session', async (world) => {
  // docs.stripe.com/billing/subscriptions/overview: the payment requires action; recorded, with the counts.
  const { customer, items } = await buyer(world, 'pm_card_authenticationRequired')
  const form = `customer=${customer}&items[0][price]=${items[0]!.price}&off_session=false`
  const { status, body } = await world.call('POST', '/v1/subscriptions', form)
  assert.deepEqual([status, body.error?.message, body.status], [200, undefined, 'incomplete'])
  const open = await invoiceOf(world, body.id)
  assert.deepEqual([open.status, open.attempted, open.attempt_count], ['open', true, 0])
  const { status: state, next_action } = await intentOf(world, open)
  assert.deepEqual([state, next_action?.type], ['requires_action', 'use_stripe_sdk'])
  const asked = await world.news()
  assert.ok(asked.includes('payment_intent.requires_action'))
  assert.ok(asked.includes('invoice.payment_action_required'))
})

behaves(CREATE, 'cannot wait for a customer whose bank asks, by error_if_incomplete', async (world) => {
  // Recorded.
  const { customer, items } = await buyer(world, 'pm_card_authenticationRequired')
  const form = `customer=${customer}&items[0][price]=${items[0]!.price}&payment_behavior=error_if_incomplete`
  const { status, body } = await world.call('POST', '/v1/subscriptions', form)
  assert.deepEqual([status, body.error.type], [402, 'card_error'])
  assert.equal(body.error.code, 'subscription_payment_intent_requires_action')
  assert.deepEqual(await world.news(), [])
})

behaves(CREATE, 'is incomplete when the bank asks a customer who is away', async (world) => {
  const { customer, items } = await buyer(world, 'pm_card_authenticationRequired')
  const made = await world.stripe.subscriptions.create({ customer, items, off_session: true })
  assert.equal(made.status, 'incomplete')
  const open = await invoiceOf(world, made.id)
  assert.equal(open.status, 'open')
  const { last_payment_error } = await intentOf(world, open)
  assert.equal(last_payment_error?.code, 'authentication_required')
  const happened = await world.news()
  assert.deepEqual(happened.slice(0, BEGUN.length), BEGUN)
  assert.ok(happened.includes('invoice.payment_failed'))
  assert.ok(!happened.includes(UPDATED))
})

behaves(CREATE, 'is paid by the default card of the time before PaymentMethods', async (world) => {
  // docs.stripe.com/billing/subscriptions/payment-methods-setting#payment-method-priority
  const { stripe, news, advance } = world
  const who = await stripe.customers.create({ source: 'tok_visa' })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }
  const { id } = await stripe.prices.create({ ...price, product_data: { name: 'Photos' } })
  await news()
  const made = await stripe.subscriptions.create({ customer: who.id, items: [{ price: id }] })
  assert.equal(made.status, 'active')
  const intent = await intentOf(world, await invoiceOf(world, made.id))
  assert.equal(intent.payment_method, who.default_source)
  await advance(32 * DAY)
  const renewed = await invoiceOf(world, made.id)
  assert.deepEqual([renewed.status, renewed.billing_reason], ['paid', 'subscription_cycle'])
  assert.ok((await news()).includes('invoice.paid'))
})
