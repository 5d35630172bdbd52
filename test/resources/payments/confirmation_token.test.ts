// Confirmation tokens: what a browser collected, for the server to confirm with, once.
// (https://docs.stripe.com/api/confirmation_tokens)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const BACK = 'https://shop.example/done'
const NOWHERE = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

behaves('POST /v1/test_helpers/confirmation_tokens', 'carries what a browser would have collected', async (world) => {
  const { stripe, news } = world
  const made = await stripe.testHelpers.confirmationTokens.create({
    payment_method: 'pm_card_visa',
    return_url: BACK,
    setup_future_usage: 'off_session',
    shipping: { name: 'Jenny', address: { country: 'DE' } },
  })
  const { id, created, expires_at, payment_method_preview, lastResponse: _, ...rest } = made
  assert.match(id, /^ctoken_1[A-Za-z0-9]{23}$/)
  // https://docs.stripe.com/api/confirmation_tokens/object: 1694068225 - 1694025025.
  assert.equal(expires_at! - created, 43_200)
  assert.deepEqual(rest, {
    object: 'confirmation_token',
    livemode: false,
    mandate_data: null,
    metadata: null,
    payment_intent: null,
    payment_method_options: null,
    return_url: BACK,
    setup_future_usage: 'off_session',
    setup_intent: null,
    shipping: { address: { ...NOWHERE, country: 'DE' }, name: 'Jenny', phone: null },
    use_stripe_sdk: true,
  })
  const { card, ...preview } = payment_method_preview!
  assert.deepEqual([card?.brand, card?.last4, card?.exp_year], ['visa', '4242', 2034])
  assert.deepEqual(preview, {
    allow_redisplay: 'unspecified',
    billing_details: { address: NOWHERE, email: null, name: null, phone: null, tax_id: null },
    customer: null,
    customer_account: null,
    type: 'card',
  })
  assert.deepEqual({ ...(await stripe.confirmationTokens.retrieve(id)) }, { ...made })
  // The method is no method yet.
  assert.deepEqual((await stripe.paymentMethods.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/test_helpers/confirmation_tokens', 'refuses what it cannot carry', async ({ call, news }) => {
  const path = '/v1/test_helpers/confirmation_tokens'
  refused(await call('POST', path), 400, {
    code: 'parameter_missing',
    param: 'payment_method_data',
    message: 'Missing required param: payment_method_data.',
  })
  refused(await call('POST', path, 'payment_method=pm_none'), 400, {
    code: 'resource_missing',
    param: 'payment_method',
    message: "No such PaymentMethod: 'pm_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/confirmation_tokens/{id}', 'is the token, or not there', async ({ stripe, call, news }) => {
  const { id } = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa' })
  assert.equal((await stripe.confirmationTokens.retrieve(id)).id, id)
  refused(await call('GET', '/v1/confirmation_tokens/ctoken_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such confirmation_token: 'ctoken_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/payment_intents/{id}/confirm',
  'takes what the token carries, once',
  async ({ stripe, call, news }) => {
    const who = await stripe.customers.create()
    const token = await stripe.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_visa',
      return_url: BACK,
      setup_future_usage: 'off_session',
      shipping: { name: 'Jenny', address: { country: 'DE' } },
    })
    const params = { amount: 2000, currency: 'usd', customer: who.id, capture_method: 'automatic' } as const
    const intent = await stripe.paymentIntents.create(params)
    await news()
    const paid = await stripe.paymentIntents.confirm(intent.id, { confirmation_token: token.id })
    assert.deepEqual([paid.status, paid.setup_future_usage, paid.shipping?.name], ['succeeded', 'off_session', 'Jenny'])
    const method = await stripe.paymentMethods.retrieve(paid.payment_method as string)
    assert.deepEqual([method.card?.last4, method.customer], ['4242', who.id])
    assert.deepEqual(await news(), ['charge.succeeded', 'payment_method.attached', 'payment_intent.succeeded'])
    const used = await stripe.confirmationTokens.retrieve(token.id)
    assert.deepEqual([used.payment_intent, used.setup_intent], [intent.id, null])
    const { id } = await stripe.paymentIntents.create(params)
    refused(await call('POST', `/v1/payment_intents/${id}/confirm`, `confirmation_token=${token.id}`), 400, {
      param: 'confirmation_token',
      message: /^The ConfirmationToken ctoken_\w+ has already been used\./,
    })
    assert.deepEqual(await news(), ['payment_intent.created'])
  },
)

behaves('POST /v1/payment_intents/{id}/confirm', 'refuses a token that is over, or is none', async (world) => {
  const { stripe, call, news, advance } = world
  const { id } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa', return_url: BACK })
  const path = `/v1/payment_intents/${id}/confirm`
  refused(await call('POST', path, 'confirmation_token=ctoken_none'), 400, {
    code: 'resource_missing',
    param: 'confirmation_token',
    message: "No such confirmation_token: 'ctoken_none'",
  })
  await advance(43_200)
  refused(await call('POST', path, `confirmation_token=${token.id}`), 400, {
    param: 'confirmation_token',
    message: `The ConfirmationToken ${token.id} has expired. Create a new one.`,
  })
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves('POST /v1/payment_intents/{id}/confirm', 'goes by its own words before the token’s', async (world) => {
  // docs.stripe.com/api/payment_intents/confirm#confirm_payment_intent-confirmation_token
  const { stripe, news } = world
  // The token's card would be declined.
  const params = { amount: 2000, currency: 'usd', capture_method: 'automatic' } as const
  for (const own of [
    { payment_method: 'pm_card_visa' },
    { payment_method_data: { type: 'card', card: { number: '4242424242424242', exp_month: 1, exp_year: 2040 } } },
  ] as unknown as Stripe.PaymentIntentConfirmParams[]) {
    const { id } = await stripe.paymentIntents.create(params)
    const token = await stripe.testHelpers.confirmationTokens.create({
      payment_method: 'pm_card_chargeCustomerFail',
      return_url: BACK,
    })
    const paid = await stripe.paymentIntents.confirm(id, { ...own, confirmation_token: token.id })
    assert.equal(paid.status, 'succeeded')
  }
  const one = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']
  assert.deepEqual(await news(), [...one, ...one])
})

behaves('POST /v1/payment_intents', 'confirms with a token in the same call, and only then', async (world) => {
  const { stripe, call, news } = world
  const method = await stripe.paymentMethods.create({ type: 'amazon_pay' })
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: method.id, return_url: BACK })
  const form = `amount=2000&currency=usd&confirmation_token=${token.id}`
  refused(await call('POST', '/v1/payment_intents', form), 400, {
    param: 'confirmation_token',
    message: 'You cannot provide `confirmation_token` without also setting `confirm` to `true`.',
  })
  // A method that was there before is the one that pays; the customer comes back to the token's address.
  const { body } = await call('POST', '/v1/payment_intents', `${form}&confirm=true`)
  assert.deepEqual([body.status, body.payment_method], ['requires_action', method.id])
  assert.equal(body.next_action.redirect_to_url.return_url, BACK)
  assert.deepEqual(await news(), ['payment_intent.created', 'payment_intent.requires_action'])
})

behaves('POST /v1/setup_intents/{id}/confirm', 'takes what the token carries', async ({ stripe, call, news }) => {
  const who = await stripe.customers.create()
  const token = await stripe.testHelpers.confirmationTokens.create({ payment_method: 'pm_card_visa', return_url: BACK })
  const { id } = await stripe.setupIntents.create({ customer: who.id })
  await news()
  const done = await stripe.setupIntents.confirm(id, { confirmation_token: token.id })
  assert.equal(done.status, 'succeeded')
  assert.deepEqual(await news(), ['payment_method.attached', 'setup_intent.succeeded'])
  const used = await stripe.confirmationTokens.retrieve(token.id)
  assert.deepEqual([used.payment_intent, used.setup_intent], [null, id])
  const other = await stripe.setupIntents.create()
  const again = await call('POST', `/v1/setup_intents/${other.id}/confirm`, `confirmation_token=${token.id}`)
  assert.deepEqual([again.status, again.body.error.param], [400, 'confirmation_token'])
  assert.deepEqual(await news(), ['setup_intent.created'])
})

behaves('POST /v1/confirmation_tokens', 'is what a browser asks for, with its publishable key', async (world) => {
  const { publishable, call, stripe, news } = world
  const card = 'payment_method_data[card]'
  const form = [
    `payment_method_data[type]=card&${card}[number]=4242424242424242&${card}[exp_month]=8&${card}[exp_year]=2031`,
    `${card}[cvc]=123&payment_method_data[billing_details][email]=a%40example.com&return_url=${encodeURIComponent(BACK)}`,
    'mandate_data[customer_acceptance][type]=online&mandate_data[customer_acceptance][online][infer_from_client]=true',
    'client_attribution_metadata[a]=1&setup_future_usage=off_session',
  ].join('&')
  const { status, body, text } = await call('POST', '/v1/confirmation_tokens', form, {
    authorization: `Bearer ${publishable}`,
    'user-agent': 'Browser/1',
  })
  assert.equal(status, 200, text)
  assert.ok(!text.includes('4242424242424242'))
  assert.deepEqual([body.payment_method_preview.card.exp_year, body.payment_method_preview.card.last4], [2031, '4242'])
  assert.equal(body.payment_method_preview.billing_details.email, 'a@example.com')
  assert.deepEqual(body.mandate_data.customer_acceptance.type, 'online')
  assert.equal(body.mandate_data.customer_acceptance.online.user_agent, 'Browser/1')
  const paid = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    capture_method: 'automatic',
    confirm: true,
    confirmation_token: body.id,
  })
  assert.equal(paid.status, 'succeeded')
  assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded'])
})

behaves('POST /v1/payment_intents/{id}/confirm', 'uses a token up though the bank says no', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
  const token = await stripe.testHelpers.confirmationTokens.create({
    payment_method: 'pm_card_chargeCustomerFail',
    return_url: BACK,
  })
  const path = `/v1/payment_intents/${id}/confirm`
  const { status, body } = await call('POST', path, `confirmation_token=${token.id}`)
  assert.deepEqual([status, body.error.code], [402, 'card_declined'])
  assert.equal((await stripe.confirmationTokens.retrieve(token.id)).payment_intent, id)
  assert.match((await call('POST', path, `confirmation_token=${token.id}`)).body.error.message, /already been used/)
  assert.deepEqual(await news(), ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed'])
})
