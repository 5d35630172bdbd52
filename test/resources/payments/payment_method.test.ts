// Payment methods: attached they can be used again, detached never. (https://docs.stripe.com/api/payment_methods;
// "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const CARD = 'type=card&card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034'
const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

behaves('POST /v1/payment_methods', 'keeps of a card what may be shown', async ({ stripe, call, news }) => {
  const made = await stripe.paymentMethods.create({
    type: 'card',
    card: { number: '4242 4242 4242 4242', exp_month: 8, exp_year: 34 },
    billing_details: { name: 'Jenny', address: { country: 'DE' } },
    metadata: { a: '1' },
  })
  const { id, created, card, ...rest } = made
  assert.match(id, /^pm_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'payment_method',
    allow_redisplay: 'unspecified',
    billing_details: {
      address: { ...NO_ADDRESS, country: 'DE' },
      email: null,
      name: 'Jenny',
      phone: null,
      tax_id: null,
    },
    customer: null,
    customer_account: null,
    livemode: false,
    metadata: { a: '1' },
    type: 'card',
  })
  const { fingerprint, ...shown } = card!
  assert.match(fingerprint ?? '', /^[A-Za-z0-9]{16}$/)
  assert.deepEqual(shown, {
    brand: 'visa',
    checks: { address_line1_check: null, address_postal_code_check: null, cvc_check: null },
    country: 'US',
    display_brand: 'visa',
    exp_month: 8,
    exp_year: 2034,
    funding: 'credit',
    generated_from: null,
    last4: '4242',
    networks: { available: ['visa'], preferred: null },
    regulated_status: 'unregulated',
    three_d_secure_usage: { supported: true },
    wallet: null,
  })
  const again = await stripe.paymentMethods.retrieve('pm_card_visa')
  assert.equal(again.card?.fingerprint, fingerprint)
  assert.doesNotMatch((await call('GET', `/v1/payment_methods/${id}`)).text, /4242 ?4242/)
  assert.ok(created > 0)
  // There is no event for a new method: https://docs.stripe.com/api/events/types
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_methods', 'checks the security code when it is attached', async ({ stripe, call, news }) => {
  // Recorded.
  const { body } = await call('POST', '/v1/payment_methods', `${CARD}&card[cvc]=314`)
  assert.equal(body.card.checks.cvc_check, 'unchecked')
  const { id } = await stripe.customers.create()
  await news()
  const attached = await stripe.paymentMethods.attach(body.id, { customer: id })
  assert.equal(attached.card?.checks?.cvc_check, 'pass')
  assert.deepEqual(await news(), ['payment_method.attached'])
})

behaves('POST /v1/payment_methods', 'is a wallet without any details', async ({ stripe, news }) => {
  const made = await stripe.paymentMethods.create({ type: 'amazon_pay', allow_redisplay: 'always' })
  assert.deepEqual([made.type, made.amazon_pay, made.card], ['amazon_pay', {}, undefined])
  assert.deepEqual([made.customer, made.allow_redisplay], [null, 'always'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_methods', 'must be of a type, with what the type needs', async ({ call, news }) => {
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  refused(await call('POST', '/v1/payment_methods', 'metadata[a]=1'), 400, missing('type'))
  refused(await call('POST', '/v1/payment_methods', 'type=card'), 400, missing('card'))
  refused(
    await call('POST', '/v1/payment_methods', 'type=card&card[exp_month]=1&card[exp_year]=2034'),
    400,
    missing('card[number]'),
  )
  const unknown = await call('POST', '/v1/payment_methods', 'type=cheque')
  assert.deepEqual([unknown.status, unknown.body.error.param], [400, 'type'])
  assert.match(unknown.body.error.message, /^Invalid type: must be one of /)
  assert.deepEqual(await news(), [])
})

// How to make a test card fail: https://docs.stripe.com/testing#declined-payments ("invalid data").
const INVALID = [
  [
    'card[number]=4242424242424241&card[exp_month]=8&card[exp_year]=2034',
    'incorrect_number',
    'Your card number is incorrect.',
  ],
  [
    'card[number]=4242424242424242&card[exp_month]=13&card[exp_year]=2034',
    'invalid_expiry_month',
    "Your card's expiration month is invalid.",
  ],
  [
    'card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=95',
    'invalid_expiry_year',
    "Your card's expiration year is invalid.",
  ],
  [
    'card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034&card[cvc]=99',
    'invalid_cvc',
    "Your card's security code is invalid.",
  ],
] as const

for (const [card, code, message] of INVALID)
  behaves('POST /v1/payment_methods', `refuses a card as its bank would: ${code}`, async ({ call, news }) => {
    const { status, body } = await call('POST', '/v1/payment_methods', `type=card&${card}`)
    assert.deepEqual([status, body.error?.type, body.error?.code], [402, 'card_error', code])
    assert.equal(body.error.message, message)
    assert.deepEqual(await news(), [])
  })

behaves('GET /v1/payment_methods/{id}', 'is the method, or not there', async ({ stripe, call, news }) => {
  const { body } = await call('POST', '/v1/payment_methods', CARD)
  assert.deepEqual({ ...(await stripe.paymentMethods.retrieve(body.id)) }, { ...body })
  const missing = await call('GET', '/v1/payment_methods/pm_none')
  assert.deepEqual([missing.status, missing.body.error.code], [404, 'resource_missing'])
  assert.equal(missing.body.error.message, "No such PaymentMethod: 'pm_none'")
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_methods/{id}', 'names the place of an id that leads nowhere', async ({ call, news }) => {
  // Recorded.
  assert.equal((await call('GET', '/v1/payment_methods/pm_none')).body.error.param, 'payment_method')
  assert.deepEqual(await news(), [])
})

/** A card of a new customer. */
async function attached({ stripe, news }: { stripe: Stripe; news: () => Promise<string[]> }) {
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await news()
  return { customer, id }
}

behaves('POST /v1/payment_methods/{id}', 'changes what is given', async (world) => {
  const { stripe, news } = world
  const { id } = await attached(world)
  const one = await stripe.paymentMethods.update(id, {
    allow_redisplay: 'limited',
    billing_details: { name: 'Jenny', email: 'a@example.com' },
    metadata: { a: '1' },
  })
  assert.deepEqual([one.allow_redisplay, one.metadata], ['limited', { a: '1' }])
  assert.deepEqual([one.billing_details.name, one.billing_details.email], ['Jenny', 'a@example.com'])
  const two = await stripe.paymentMethods.update(id, { metadata: { a: '', b: '2' } })
  assert.deepEqual({ ...two }, { ...one, metadata: { b: '2' } })
  assert.deepEqual(await news(), ['payment_method.updated', 'payment_method.updated'])
})

behaves('POST /v1/payment_methods/{id}', 'keeps the billing details that are not given', async (world) => {
  // https://docs.stripe.com/api/payment_methods/update; recorded: each leaf stands for itself.
  const { stripe, news } = world
  const { id } = await attached(world)
  await stripe.paymentMethods.update(id, { billing_details: { name: 'Jenny', address: { city: 'Berlin' } } })
  const { billing_details } = await stripe.paymentMethods.update(id, {
    billing_details: { phone: '1', address: { line1: 'Main 1' } },
  })
  assert.deepEqual([billing_details.name, billing_details.phone], ['Jenny', '1'])
  assert.deepEqual(billing_details.address, { ...NO_ADDRESS, city: 'Berlin', line1: 'Main 1' })
  assert.deepEqual(await news(), ['payment_method.updated', 'payment_method.updated'])
})

behaves('POST /v1/payment_methods/{id}', 'has a new date of expiry', async (world) => {
  // https://docs.stripe.com/api/payment_methods/update#update_payment_method-card
  const { id } = await attached(world)
  const { card } = await world.stripe.paymentMethods.update(id, { card: { exp_month: 12, exp_year: 2035 } })
  assert.deepEqual([card?.exp_month, card?.exp_year], [12, 2035])
  assert.deepEqual(await world.news(), ['payment_method.updated'])
})

behaves('POST /v1/payment_methods/{id}', 'is refused for one of nobody', async ({ call, news }) => {
  const { id } = (await call('POST', '/v1/payment_methods', CARD)).body
  refused(await call('POST', `/v1/payment_methods/${id}`, 'metadata[a]=1'), 400, {
    message: 'You must save this PaymentMethod to a customer before you can update it.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_methods', 'has those of a customer, the newest first', async (world) => {
  const { stripe, call, news } = world
  const { id: card, customer } = await attached(world)
  const { id: newer } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await attached(world)
  await stripe.paymentMethods.create({ type: 'amazon_pay' })
  const ids = async (params: Stripe.PaymentMethodListParams) =>
    (await stripe.paymentMethods.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({ customer }), [newer, card])
  assert.deepEqual(await ids({ customer, type: 'card' }), [newer, card])
  assert.deepEqual(await ids({ customer, type: 'amazon_pay' }), [])
  refused(await call('GET', '/v1/payment_methods?customer=cus_none'), 400, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/customers/{id}/payment_methods', 'has those of the customer', async (world) => {
  const { stripe, call, news } = world
  const { id, customer } = await attached(world)
  const list = await stripe.customers.listPaymentMethods(customer, { type: 'card', limit: 1 })
  assert.deepEqual([list.data.map((method) => method.id), list.has_more], [[id], false])
  assert.equal(list.url, `/v1/customers/${customer}/payment_methods`)
  refused(await call('GET', '/v1/customers/cus_none/payment_methods'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such customer: 'cus_none'",
  })
  assert.deepEqual(await news(), [])
})
