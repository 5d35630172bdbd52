// What is said of each type of method in `payment_method_options`: kept as far as it is shown, and done.
// (https://docs.stripe.com/api/payment_intents/create#create_payment_intent-payment_method_options)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'

const USD = { amount: 2000, currency: 'usd' } as const
const CARDS = { automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const } }

behaves('POST /v1/setup_intents', 'keeps the options that it shows, type by type', async ({ stripe, news }) => {
  const made = await stripe.setupIntents.create({
    payment_method_options: { card: { request_three_d_secure: 'any' } },
  })
  const none = { mandate_options: null, network: null }
  assert.deepEqual(made.payment_method_options, { card: { ...none, request_three_d_secure: 'any' } })
  const options = { payment_method_options: { card: { request_three_d_secure: 'automatic' as const, moto: true } } }
  const confirmed = await stripe.setupIntents.confirm(made.id, {
    payment_method: 'pm_card_visa',
    return_url: 'https://example.com/back',
    ...options,
  })
  // `moto` is said once, and never shown.
  assert.deepEqual(confirmed.payment_method_options, { card: { ...none, request_three_d_secure: 'automatic' } })
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.succeeded'])
})

behaves(
  'POST /v1/setup_intents',
  'has a mandate for one payment, where that is asked for',
  async ({ stripe, news }) => {
    const made = await stripe.setupIntents.create({
      confirm: true,
      payment_method: 'pm_card_visa',
      return_url: 'https://example.com/back',
      single_use: { amount: 700, currency: 'usd' },
      mandate_data: { customer_acceptance: { type: 'offline', offline: {} } },
    })
    assert.equal(made.mandate, null)
    const mandate = await stripe.mandates.retrieve(made.single_use_mandate as string)
    assert.deepEqual([mandate.type, mandate.single_use], ['single_use', { amount: 700, currency: 'usd' }])
    assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.succeeded'])
  },
)

behaves('POST /v1/setup_intents', 'refuses what cannot be set up', async ({ call, news }) => {
  const form =
    'payment_method_types[]=eps&confirm=true&return_url=https://example.com/back&payment_method_data[type]=eps' +
    '&payment_method_data[billing_details][name]=Jenny'
  const { status, body } = await call('POST', '/v1/setup_intents', form)
  assert.deepEqual([status, body.error.code], [400, 'payment_method_unsupported_type'])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents', 'keeps a method for later where its own options say so', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const paid = await stripe.paymentIntents.create({
    ...USD,
    ...CARDS,
    customer,
    confirm: true,
    payment_method: 'pm_card_visa',
    payment_method_options: { card: { setup_future_usage: 'off_session', moto: true, cvc_token: 'cvctok_x' } },
    expand: ['payment_method'],
  })
  assert.equal((paid.payment_method as Stripe.PaymentMethod).customer, customer)
  // What is said once is never shown.
  const card = paid.payment_method_options!.card as object
  assert.deepEqual(Object.keys(card).sort(), [
    'installments',
    'mandate_options',
    'network',
    'request_three_d_secure',
    'setup_future_usage',
  ])
  assert.ok((await news()).includes('payment_method.attached'))
})
