// Disputes: which payments are objected to, what that moves, and how it is read.
// (https://docs.stripe.com/api/disputes/object; https://docs.stripe.com/testing#disputes)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { disputed, DISPUTED, moved, SOON } from './disputing.ts'
import { paid } from './paying.ts'

const DAY = 86_400

/** The last second of the day that is so many days after another. */
const endOfDay = (from: number, days: number) => (Math.floor(from / DAY) + days + 1) * DAY - 1

const NOTHING = Object.fromEntries(
  (
    'access_activity_log billing_address cancellation_policy cancellation_policy_disclosure cancellation_rebuttal ' +
    'customer_communication customer_email_address customer_name customer_purchase_ip customer_signature ' +
    'duplicate_charge_documentation duplicate_charge_explanation duplicate_charge_id product_description receipt ' +
    'refund_policy refund_policy_disclosure refund_refusal_explanation service_date service_documentation ' +
    'shipping_address shipping_carrier shipping_date shipping_documentation shipping_tracking_number ' +
    'uncategorized_file uncategorized_text'
  )
    .split(' ')
    .map((name) => [name, null]),
)

behaves('GET /v1/disputes/{id}', 'tells of a payment that the bank took back, with a fee', async (world) => {
  const { stripe, news, advance } = world
  const { intent, charge } = await paid(world, 'pm_card_createDispute')
  assert.equal((await stripe.charges.retrieve(charge)).disputed, false)
  await advance(SOON)
  assert.deepEqual(await news(), DISPUTED)
  const { id } = (await stripe.disputes.list()).data[0]!
  const {
    created,
    balance_transactions,
    evidence_details,
    lastResponse: _,
    ...rest
  } = await stripe.disputes.retrieve(id)
  assert.match(id, /^du_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    id,
    object: 'dispute',
    amount: 1000,
    charge,
    currency: 'usd',
    enhanced_eligibility_types: [],
    evidence: { ...NOTHING, enhanced_evidence: {} },
    intended_submission_method: null,
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: intent,
    payment_method_details: {
      card: { brand: 'visa', case_type: 'chargeback', network: 'visa', network_reason_code: '10.4' },
      type: 'card',
    },
    reason: 'fraudulent',
    status: 'needs_response',
  })
  assert.deepEqual(evidence_details, {
    due_by: endOfDay(created, 9),
    enhanced_eligibility: {},
    has_evidence: false,
    past_due: false,
    submission_count: 0,
    submission_method: 'not_submitted',
  })
  const [withdrawal, none] = balance_transactions
  assert.equal(none, undefined)
  const kept = await stripe.balanceTransactions.retrieve(withdrawal!.id)
  const { lastResponse: __, ...transaction } = kept
  assert.deepEqual(transaction, withdrawal)
  const { id: txn, created: at, available_on, ...movement } = withdrawal!
  assert.match(txn, /^txn_/)
  assert.deepEqual([at, available_on], [created, created])
  // A recorded withdrawal: $15.00 on top, at once. (charge.dispute.funds_withdrawn of API version 2020-03-02)
  assert.deepEqual(movement, {
    object: 'balance_transaction',
    amount: -1000,
    balance_type: 'payments',
    currency: 'usd',
    description: `Chargeback withdrawal for ${charge}`,
    exchange_rate: null,
    fee: 1500,
    fee_details: [{ amount: 1500, application: null, currency: 'usd', description: 'Dispute fee', type: 'stripe_fee' }],
    net: -2500,
    reporting_category: 'dispute',
    source: id,
    status: 'available',
    type: 'adjustment',
  })
  assert.equal((await stripe.charges.retrieve(charge)).disputed, true)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/disputes', 'is told in events with the money already moved', async (world) => {
  const { dispute, charge } = await disputed(world)
  const events = (await world.stripe.events.list({ limit: 3 })).data.reverse()
  for (const { data } of events.slice(0, 2)) assert.deepEqual(data.object, plain(dispute))
  assert.deepEqual(events[2]!.data.previous_attributes, { disputed: false })
  assert.equal((events[2]!.data.object as { id: string }).id, charge)
  assert.deepEqual(await world.news(), [])
})

const plain = (value: unknown) => JSON.parse(JSON.stringify(value))

behaves('GET /v1/disputes/{id}', 'comes after a payment that is captured a moment later is booked', async (world) => {
  const { stripe, news, advance } = world
  const { charge } = await paid(world, 'pm_card_createDispute', { capture_method: 'automatic_async' })
  await advance(SOON)
  assert.deepEqual(await news(), ['charge.updated', ...DISPUTED])
  const { id } = (await stripe.disputes.list({ charge })).data[0]!
  const { charge: of, amount } = await stripe.disputes.retrieve(id, { expand: ['charge'] })
  assert.equal(amount, 1000)
  assert.match(String((of as Stripe.Charge).balance_transaction), /^txn_/)
})

// Reasons and cases of test cards. (https://docs.stripe.com/testing#disputes; reason codes: recorded disputes)
const CARDS = [
  ['pm_card_createDispute', 'fraudulent', 'chargeback', '10.4'],
  ['pm_card_createDisputeProductNotReceived', 'product_not_received', 'chargeback', '13.1'],
  ['pm_card_createDisputeInquiry', 'fraudulent', 'inquiry', '10.4'],
] as const
for (const [card, reason, case_type, network_reason_code] of CARDS)
  behaves('GET /v1/disputes', `says why: ${card}`, async (world) => {
    const { dispute } = await disputed(world, card)
    assert.equal(dispute.reason, reason)
    assert.deepEqual(dispute.payment_method_details, {
      card: { brand: 'visa', case_type, network: 'visa', network_reason_code },
      type: 'card',
    })
    assert.deepEqual(await world.news(), [])
  })

behaves('GET /v1/disputes', 'is only a question where the bank inquires', async (world) => {
  const { stripe, news, advance } = world
  const { charge } = await paid(world, 'pm_card_createDisputeInquiry')
  await advance(SOON)
  assert.deepEqual(await news(), ['charge.dispute.created'])
  const [asked] = (await stripe.disputes.list({ charge })).data
  const { status, is_charge_refundable, balance_transactions, amount } = asked!
  assert.deepEqual(
    [status, is_charge_refundable, balance_transactions, amount],
    ['warning_needs_response', true, [], 1000],
  )
  assert.equal((await stripe.charges.retrieve(charge)).disputed, false)
  assert.deepEqual(await moved(world), [])
})

behaves('GET /v1/disputes/{id}', 'that only asks is over once the payment is sent back', async (world) => {
  const { stripe, news } = world
  const { charge, dispute } = await disputed(world, 'pm_card_createDisputeInquiry')
  await stripe.refunds.create({ charge, amount: 400 })
  assert.equal((await stripe.disputes.retrieve(dispute.id)).status, 'warning_needs_response')
  await news()
  await stripe.refunds.create({ charge })
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded', 'charge.dispute.closed'])
  assert.equal((await stripe.disputes.retrieve(dispute.id)).status, 'warning_closed')
})

behaves('GET /v1/disputes', 'is about what was not refunded before', async (world) => {
  const { stripe, news, advance } = world
  const { charge } = await paid(world, 'pm_card_createDispute')
  await stripe.refunds.create({ charge, amount: 300 })
  await news()
  await advance(SOON)
  assert.deepEqual(
    (await news()).filter((type) => type.startsWith('charge.dispute')),
    DISPUTED.slice(0, 2),
  )
  assert.equal((await stripe.disputes.list({ charge })).data[0]!.amount, 700)
  assert.deepEqual(await moved(world), [['adjustment', -700, 1500, 'dispute']])
})

behaves('GET /v1/disputes', 'never comes for what was refunded whole, or never captured', async (world) => {
  const { stripe, news, advance } = world
  const { charge } = await paid(world, 'pm_card_createDispute')
  await stripe.refunds.create({ charge })
  await paid(world, 'pm_card_createDispute', { capture_method: 'manual' })
  await paid(world)
  await advance(10 * DAY)
  assert.deepEqual((await stripe.disputes.list()).data, [])
  assert.ok(!(await news()).some((type) => type.includes('dispute')))
  assert.deepEqual(await moved(world), [])
})

behaves('GET /v1/disputes', 'comes for what is captured of a hold', async (world) => {
  const { stripe, news, advance } = world
  const { intent, charge } = await paid(world, 'pm_card_createDispute', { capture_method: 'manual' })
  await advance(SOON)
  assert.deepEqual(await news(), [])
  await stripe.paymentIntents.capture(intent, { amount_to_capture: 600 })
  await news()
  await advance(SOON)
  assert.deepEqual(await news(), DISPUTED)
  assert.equal((await stripe.disputes.list({ charge })).data[0]!.amount, 600)
})

behaves('GET /v1/disputes', 'costs more than a small payment was', async (world) => {
  await disputed(world, 'pm_card_createDispute', { amount: 50 })
  assert.deepEqual(await moved(world), [['adjustment', -50, 1500, 'dispute']])
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/disputes', 'has as many as the card makes, each about its share', async (world) => {
  const { stripe, news, advance } = world
  const { charge } = await paid(world, 'pm_card_createMultipleDisputes', { amount: 1001 })
  await advance(SOON)
  assert.deepEqual(await news(), [
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.updated',
  ])
  const { data } = await stripe.disputes.list({ charge })
  assert.deepEqual(
    data.map(({ amount }) => amount),
    [501, 500],
  )
  assert.deepEqual(await moved(world), [
    ['adjustment', -500, 1500, 'dispute'],
    ['adjustment', -501, 1500, 'dispute'],
  ])
})

behaves('GET /v1/disputes', 'finds them by charge, by intent and by time', async (world) => {
  const { stripe } = world
  const one = await disputed(world)
  const two = await disputed(world, 'pm_card_createDisputeInquiry')
  const ids = async (params: object) => (await stripe.disputes.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.dispute.id, one.dispute.id])
  assert.deepEqual(await ids({ charge: one.charge }), [one.dispute.id])
  assert.deepEqual(await ids({ payment_intent: two.intent }), [two.dispute.id])
  assert.deepEqual(await ids({ charge: one.charge, payment_intent: two.intent }), [])
  assert.deepEqual(await ids({ created: { gt: one.dispute.created } }), [two.dispute.id])
  assert.deepEqual(await ids({ limit: 1, starting_after: two.dispute.id }), [one.dispute.id])
  refused(await world.call('GET', '/v1/disputes?starting_after=du_none'), 400, {
    code: 'resource_missing',
    param: 'starting_after',
    message: "No such dispute: 'du_none'",
  })
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/disputes/{id}', 'leads to its charge, and says of others that they are not there', async (world) => {
  const { stripe, call, news } = world
  const { dispute, charge } = await disputed(world)
  const { charge: shown } = await stripe.disputes.retrieve(dispute.id, { expand: ['charge'] })
  assert.deepEqual([typeof shown, (shown as { id: string }).id], ['object', charge])
  refused(await call('GET', '/v1/disputes/du_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such dispute: 'du_none'",
  })
  assert.deepEqual(await news(), [])
})
