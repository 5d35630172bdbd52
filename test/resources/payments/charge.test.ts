// Charges: one try to move money each, kept whether it went well or not. (https://docs.stripe.com/api/charges/object)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const CARDS = {
  capture_method: 'automatic' as const,
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
}

/** A payment by card, and what is known of its charge. */
async function paid(
  { stripe, news }: Pick<Sandbox, 'stripe' | 'news'>,
  more: Partial<Stripe.PaymentIntentCreateParams> = {},
) {
  const { id: customer } = await stripe.customers.create()
  const { id: payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const method = { customer, payment_method, confirm: true }
  const intent = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', ...CARDS, ...method, ...more })
  await news()
  return { customer, intent, charge: await stripe.charges.retrieve(intent.latest_charge as string) }
}

behaves('GET /v1/charges/{id}', 'tells of money that moved', async (world) => {
  const said = { description: 'Order 7', metadata: { order: '7' }, receipt_email: 'a@example.com' }
  const { customer, intent, charge } = await paid(world, said)
  const { id, created, balance_transaction, payment_method_details, calculated_statement_descriptor, ...rest } = charge
  assert.match(id, /^ch_[A-Za-z0-9]{24}$/)
  assert.match(balance_transaction as string, /^txn_/)
  assert.ok(created >= intent.created)
  assert.ok(calculated_statement_descriptor)
  assert.deepEqual([payment_method_details?.type, payment_method_details?.card?.last4], ['card', '4242'])
  const { receipt_url: _, radar_options: __, ...shown } = rest
  assert.deepEqual(shown, {
    object: 'charge',
    amount: 2000,
    amount_captured: 2000,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: null,
      name: null,
      phone: null,
      tax_id: null,
    },
    captured: true,
    currency: 'usd',
    customer,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: intent.id,
    payment_method: intent.payment_method,
    receipt_number: null,
    refunded: false,
    review: null,
    shipping: null,
    source: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
    ...said,
  })
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/charges/{id}', 'tells of a refusal, and why', async ({ stripe, news }) => {
  const paying = { amount: 2000, currency: 'usd', payment_method: 'pm_card_chargeCustomerFail', confirm: true }
  const error = await stripe.paymentIntents.create({ ...CARDS, ...paying }).catch((refusal) => refusal)
  const charge = await stripe.charges.retrieve(error.charge)
  assert.deepEqual([charge.status, charge.paid, charge.captured], ['failed', false, false])
  assert.deepEqual([charge.amount, charge.amount_captured, charge.balance_transaction], [2000, 0, null])
  assert.deepEqual([charge.failure_code, charge.failure_message], ['card_declined', 'Your card was declined.'])
  const { outcome } = charge
  assert.deepEqual([outcome?.network_status, outcome?.type], ['declined_by_network', 'issuer_declined'])
  assert.equal(outcome?.reason, 'generic_decline')
  // Recorded.
  assert.equal(outcome?.seller_message, 'The bank did not return any further details with this decline.')
  assert.equal(charge.payment_intent, error.payment_intent.id)
  assert.deepEqual(await news(), ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed'])
})

behaves('GET /v1/charges/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/charges/ch_none')
  assert.deepEqual(
    [status, body.error.code, body.error.message],
    [404, 'resource_missing', "No such charge: 'ch_none'"],
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/charges', 'has the newest first, by customer and by payment', async (world) => {
  const one = await paid(world)
  const two = await paid(world)
  const ids = async (params: Stripe.ChargeListParams) =>
    (await world.stripe.charges.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.charge.id, one.charge.id])
  assert.deepEqual(await ids({ customer: one.customer }), [one.charge.id])
  assert.deepEqual(await ids({ payment_intent: two.intent.id }), [two.charge.id])
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/charges/{id}', 'changes what is written on it', async (world) => {
  const { stripe, news } = world
  const { charge } = await paid(world, { metadata: { a: '1', b: '2' } })
  const labels = { description: 'Order 8', receipt_email: 'b@example.com' }
  const changed = await stripe.charges.update(charge.id, { ...labels, metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...changed }, { ...charge, ...labels, metadata: { b: '2', c: '3' } })
  assert.deepEqual(await news(), ['charge.updated'])
  const { data } = (await stripe.events.list({ type: 'charge.updated' })).data[0]!
  const was = { description: null, metadata: { a: '1', c: null }, receipt_email: null }
  assert.deepEqual((data as { previous_attributes?: object }).previous_attributes, was)
  // The intent has its own.
  assert.deepEqual((await stripe.paymentIntents.retrieve(charge.payment_intent as string)).metadata, { a: '1', b: '2' })
  assert.deepEqual((await stripe.charges.update(charge.id, { metadata: '' })).metadata, {})
  assert.deepEqual(await news(), ['charge.updated'])
})

behaves('POST /v1/charges/{id}', 'is marked as fraudulent, or ships elsewhere', async (world) => {
  // https://docs.stripe.com/api/charges/update
  const { charge } = await paid(world)
  const changed = await world.stripe.charges.update(charge.id, {
    fraud_details: { user_report: 'fraudulent' },
    shipping: { name: 'Jenny', address: { line1: 'Main 1' } },
  })
  assert.deepEqual(changed.fraud_details, { user_report: 'fraudulent' })
  assert.equal(changed.shipping?.name, 'Jenny')
  assert.deepEqual(await world.news(), ['charge.updated'])
})

behaves('POST /v1/charges/{id}', 'does not move its money', async (world) => {
  const { charge } = await paid(world)
  refused(await world.call('POST', `/v1/charges/${charge.id}`, 'amount=1'), 400, {
    code: 'parameter_unknown',
    param: 'amount',
    message: 'Received unknown parameter: amount',
  })
  const { status, body } = await world.call('POST', '/v1/charges/ch_none', 'description=x')
  assert.deepEqual([status, body.error.message], [404, "No such charge: 'ch_none'"])
  assert.deepEqual(await world.news(), [])
})
