// PaymentIntents: one payment, from the wish to the money. (https://docs.stripe.com/api/payment_intents; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const BACK = 'https://example.com/back'
const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }
const USD = { amount: 2000, currency: 'usd' }
const PAID = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']

/** A customer with a card. */
async function buyer({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await news()
  return { customer, card }
}

behaves('POST /v1/payment_intents', 'waits for a method', async ({ stripe, news }) => {
  const said = { description: 'Order 7', metadata: { order: '7' }, receipt_email: 'a@example.com' }
  const { id, created, client_secret, capture_method, payment_method_options, ...rest } =
    await stripe.paymentIntents.create({ ...USD, ...CARDS, ...said })
  assert.match(id, /^pi_[A-Za-z0-9]{24}$/)
  assert.match(client_secret ?? '', new RegExp(`^${id}_secret_[A-Za-z0-9]{25}$`))
  assert.ok(created > 0 && capture_method && payment_method_options)
  assert.deepEqual(rest, {
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount: 2000,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'never', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    confirmation_method: 'automatic',
    currency: 'usd',
    customer: null,
    customer_account: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    managed_payments: null,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_configuration_details: null,
    payment_method_types: ['card'],
    payment_record: null,
    processing: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...said,
  })
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves('POST /v1/payment_intents', 'captures asynchronously unless told', async ({ stripe, news }) => {
  // docs.stripe.com/changelog/2024-04-10/automatic-sync-default-paymentintents; recorded.
  assert.equal((await stripe.paymentIntents.create({ ...USD, ...CARDS })).capture_method, 'automatic_async')
  const sync = await stripe.paymentIntents.create({ ...USD, ...CARDS, capture_method: 'automatic' })
  assert.equal(sync.capture_method, 'automatic')
  assert.deepEqual(await news(), ['payment_intent.created', 'payment_intent.created'])
})

behaves('POST /v1/payment_intents', 'has the options of cards', async ({ stripe, news }) => {
  // https://docs.stripe.com/api/payment_intents/object, its example.
  const { payment_method_options } = await stripe.paymentIntents.create({ ...USD, ...CARDS })
  const none = { installments: null, mandate_options: null, network: null }
  assert.deepEqual(payment_method_options, { card: { ...none, request_three_d_secure: 'automatic' } })
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves('POST /v1/payment_intents', 'pays in the same call, and shows the charge', async (world) => {
  const { customer, card } = await buyer(world)
  const method = { customer, payment_method: card, confirm: true, capture_method: 'automatic' as const }
  const expand = ['customer', 'latest_charge.balance_transaction']
  const paid = await world.stripe.paymentIntents.create({ ...USD, ...CARDS, ...method, expand })
  assert.deepEqual([paid.status, paid.amount_received, paid.payment_method], ['succeeded', 2000, card])
  const charge = paid.latest_charge as Stripe.Charge
  assert.deepEqual([charge.amount, charge.paid, charge.payment_intent], [2000, true, paid.id])
  assert.equal((charge.balance_transaction as Stripe.BalanceTransaction).amount, 2000)
  assert.equal((paid.customer as Stripe.Customer).id, customer)
  assert.deepEqual(await world.news(), PAID)
})

behaves('POST /v1/payment_intents', 'saves a new method for later, once it has paid', async ({ stripe, news }) => {
  const { id: customer } = await stripe.customers.create()
  const keeping = { setup_future_usage: 'off_session', customer } as const
  const method = { payment_method: 'pm_card_visa', confirm: true, expand: ['payment_method'] }
  const paid = await stripe.paymentIntents.create({ ...USD, ...CARDS, ...keeping, ...method })
  assert.equal((paid.payment_method as Stripe.PaymentMethod).customer, customer)
  const [created, charged, succeeded] = PAID
  assert.deepEqual(await news(), ['customer.created', created, charged, 'payment_method.attached', succeeded])
})

/** Amounts in cents, and whether they can be charged. (https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts) */
const AMOUNTS = [
  [0, 'parameter_invalid_integer'],
  [49, 'amount_too_small'],
  [50, undefined],
  [99_999_999, undefined],
  [100_000_000, 'amount_too_large'],
] as const

behaves('POST /v1/payment_intents', 'takes from 50 cents to eight digits', async ({ call, news }) => {
  for (const [amount, code] of AMOUNTS) {
    const { status, body } = await call('POST', '/v1/payment_intents', `amount=${amount}&currency=usd`)
    assert.deepEqual(
      [status, body.error?.code, body.error?.param],
      code ? [400, code, 'amount'] : [200, undefined, undefined],
    )
    if (code === 'amount_too_large') assert.equal(body.error.message, 'Amount must be no more than $999,999.99')
    if (!code) assert.equal(body.amount, amount)
  }
  assert.deepEqual(await news(), ['payment_intent.created', 'payment_intent.created'])
})

behaves('POST /v1/payment_intents', 'says of nothing that it is too little', async ({ call, news }) => {
  // Recorded, for 0.
  const { error } = (await call('POST', '/v1/payment_intents', 'amount=0&currency=usd')).body
  assert.match(error.message, /^The amount must be greater than or equal to the minimum charge amount allowed for your/)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents', 'must say how much, of what', async ({ call, news }) => {
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  refused(await call('POST', '/v1/payment_intents', 'currency=usd'), 400, missing('amount'))
  refused(await call('POST', '/v1/payment_intents', 'amount=500'), 400, missing('currency'))
  const integer = { code: 'parameter_invalid_integer', param: 'amount', message: 'Invalid integer: 5.5' }
  refused(await call('POST', '/v1/payment_intents', 'amount=5.5&currency=usd'), 400, integer)
  refused(await call('POST', '/v1/payment_intents', 'amount=500&currency=xxx'), 400, {
    param: 'currency',
    message: /^Invalid currency: xxx\. Stripe currently supports these currencies: usd, aed, afn, /,
  })
  const none = { code: 'resource_missing', param: 'customer', message: "No such customer: 'cus_none'" }
  refused(await call('POST', '/v1/payment_intents', 'amount=500&currency=usd&customer=cus_none'), 400, none)
  const method = { code: 'resource_missing', param: 'payment_method', message: "No such PaymentMethod: 'pm_none'" }
  refused(await call('POST', '/v1/payment_intents', 'amount=500&currency=usd&payment_method=pm_none'), 400, method)
  assert.deepEqual(await news(), [])
})

const TAKES_NOT =
  /^The currency provided \(cad\) is invalid for one or more payment method types on this PaymentIntent\.$/

// Amazon Pay takes no Canadian dollars: https://docs.stripe.com/payments/amazon-pay
for (const types of [['amazon_pay'], ['card', 'amazon_pay']])
  behaves(
    'POST /v1/payment_intents',
    `refuses a currency that ${types.join(' and ')} do not all take`,
    async (world) => {
      const asked = types.map((type) => `&payment_method_types[]=${type}`).join('')
      const { status, body } = await world.call('POST', '/v1/payment_intents', `amount=500&currency=cad${asked}`)
      assert.deepEqual([status, body.error?.type], [400, 'invalid_request_error'])
      assert.match(body.error.message, TAKES_NOT)
      assert.deepEqual(await world.news(), [])
    },
  )

// https://docs.stripe.com/api/payment_intents/create: "this parameter can only be used with confirm=true".
for (const [param, form] of [
  ['off_session', 'off_session=true'],
  ['return_url', `return_url=${BACK}`],
  ['mandate_data', 'mandate_data[customer_acceptance][type]=offline'],
] as const)
  behaves('POST /v1/payment_intents', `takes ${param} only to confirm`, async ({ call, news }) => {
    const { status, body } = await call('POST', '/v1/payment_intents', `amount=500&currency=usd&${form}`)
    assert.deepEqual([status, body.error?.type, body.error?.param], [400, 'invalid_request_error', param])
    assert.deepEqual(await news(), [])
  })

behaves('POST /v1/payment_intents', 'needs a way back where its methods might lead away', async ({ call, news }) => {
  // https://docs.stripe.com/api/payment_intents/create#create_payment_intent-automatic_payment_methods-allow_redirects
  const form = 'amount=500&currency=usd&confirm=true&payment_method=pm_card_visa'
  const { status, body } = await call('POST', '/v1/payment_intents', form)
  assert.deepEqual([status, body.error?.type], [400, 'invalid_request_error'])
  assert.match(body.error.message, /you must provide a `return_url`/)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents', 'refuses a method of somebody else', async (world) => {
  // Recorded, both.
  const { customer, card } = await buyer(world)
  const { id: other } = await world.stripe.customers.create()
  await world.news()
  const rest = `amount=500&currency=usd&payment_method_types[]=card&payment_method=${card}`
  const wrong = await world.call('POST', '/v1/payment_intents', `${rest}&customer=${other}`)
  const nobody = await world.call('POST', '/v1/payment_intents', rest)
  assert.deepEqual([wrong.status, wrong.body.error.param], [400, 'payment_method'])
  assert.equal(
    wrong.body.error.message,
    `The PaymentMethod ${card} does not belong to the Customer you supplied ${other}. Please use this PaymentMethod with the Customer that it belongs to instead.`,
  )
  assert.deepEqual(await world.news(), [])
  assert.deepEqual(
    [wrong.body.error.code, nobody.status, nobody.body.error.code],
    [undefined, 400, 'parameter_missing'],
  )
  assert.equal(
    nobody.body.error.message,
    `The \`payment_method\` parameter supplied ${card} belongs to the Customer ${customer}. Please include the Customer in the \`customer\` parameter on the PaymentIntent.`,
  )
})

behaves('POST /v1/payment_intents', 'uses up a method that belongs to nobody', async ({ call, news }) => {
  // The message is Stripe's own: such a method can be used once.
  const card = 'type=card&card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034'
  const { id } = (await call('POST', '/v1/payment_methods', card)).body
  const form = `amount=500&currency=usd&confirm=true&payment_method_types[]=card&payment_method=${id}`
  assert.equal((await call('POST', '/v1/payment_intents', form)).body.status, 'succeeded')
  const { status, body } = await call('POST', '/v1/payment_intents', form)
  assert.deepEqual([status, body.error?.type], [400, 'invalid_request_error'])
  assert.match(
    body.error.message,
    /^The provided PaymentMethod was previously used with a PaymentIntent without Customer/,
  )
  assert.deepEqual(await news(), PAID)
})

behaves('GET /v1/payment_intents/{id}', 'is the intent, or not there', async ({ stripe, call, news }) => {
  const made = await stripe.paymentIntents.create(USD)
  assert.deepEqual({ ...(await stripe.paymentIntents.retrieve(made.id)) }, { ...made })
  const wrong = await call('GET', `/v1/payment_intents/${made.id}?client_secret=${made.id}_secret_x`)
  assert.deepEqual([wrong.status, wrong.body.error.type], [400, 'invalid_request_error'])
  const missing = await call('GET', '/v1/payment_intents/pi_none')
  assert.deepEqual([missing.status, missing.body.error.code], [404, 'resource_missing'])
  assert.equal(missing.body.error.message, "No such payment_intent: 'pi_none'")
  assert.deepEqual(await news(), ['payment_intent.created'])
})

behaves('GET /v1/payment_intents/{id}', 'names the place of an id that leads nowhere', async ({ call, news }) => {
  // Recorded.
  assert.equal((await call('GET', '/v1/payment_intents/pi_none')).body.error.param, 'intent')
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_intents', 'has the newest first, and those of a customer', async (world) => {
  const { customer } = await buyer(world)
  const { stripe } = world
  const one = await stripe.paymentIntents.create({ ...USD, customer })
  const two = await stripe.paymentIntents.create(USD)
  const ids = async (params: Stripe.PaymentIntentListParams) =>
    (await stripe.paymentIntents.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ customer }), [one.id])
  assert.deepEqual(await world.news(), ['payment_intent.created', 'payment_intent.created'])
})

behaves('POST /v1/payment_intents/{id}', 'changes without any news', async (world) => {
  // There is no event for it: https://docs.stripe.com/api/events/types
  const { customer, card } = await buyer(world)
  const { stripe, call } = world
  const made = await stripe.paymentIntents.create({ ...USD, customer, metadata: { a: '1', b: '2' } })
  await world.news()
  const said = { amount: 3000, description: 'More', receipt_email: 'a@example.com' }
  const changed = await stripe.paymentIntents.update(made.id, { ...said, metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...changed }, { ...made, ...said, metadata: { b: '2', c: '3' } })
  const ready = await stripe.paymentIntents.update(made.id, { payment_method: card })
  assert.deepEqual([ready.status, ready.payment_method], ['requires_confirmation', card])
  const { status, body } = await call('POST', `/v1/payment_intents/${made.id}`, 'amount=49')
  assert.deepEqual([status, body.error.code, body.error.param], [400, 'amount_too_small', 'amount'])
  assert.deepEqual(await world.news(), [])
})
