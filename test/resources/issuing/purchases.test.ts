// What becomes of an authorization, the transactions that come of it, and the balance that both move.
// (https://docs.stripe.com/api/issuing/authorizations, …/transactions; https://docs.stripe.com/issuing/purchases/transactions)
// One file because starting another costs more than these tests.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { advanceTo, onMonday, topUp } from '../payments/funds.ts'
import { report } from '../payments/reports.ts'
import { buy, fund, issued, left, moves, plain } from './issued.ts'

const HELPER = '/v1/test_helpers/issuing/authorizations'
const CREATED = 'issuing_authorization.created'
const UPDATED = 'issuing_authorization.updated'
const DAY = 86_400

behaves(
  'POST /v1/topups',
  'brings money for cards, which nobody is paid out, and no report of payments has',
  async (world) => {
    const { stripe, news, call } = world
    await call('POST', '/v1/balance_settings', 'payments[payouts][schedule][interval]=daily')
    const monday = Math.floor((await onMonday(world)) / DAY) * DAY
    await news()
    await topUp(world, 500)
    await fund(world, 5000)
    refused(await call('POST', '/v1/topups', 'amount=1&currency=usd&destination_balance=payments'), 400, {
      param: 'destination_balance',
      message: 'Invalid destination_balance: must be issuing',
    })
    // Tuesday, ten minutes past midnight: what is paid out is what was topped up for payments.
    await advanceTo(world, monday + DAY + 600)
    const payouts = (await stripe.payouts.list()).data
    assert.deepEqual(
      payouts.map(({ amount, automatic }) => [amount, automatic]),
      [[500, true]],
    )
    const within = (await stripe.balanceTransactions.list({ payout: payouts[0]!.id })).data
    assert.deepEqual(
      within.map(({ type, amount }) => [type, amount]),
      [
        ['payout', -500],
        ['topup', 500],
      ],
    )
    assert.deepEqual(await left(world), { usd: 5000 })
    await news()
    const lines = await report(world, 'balance_change_from_activity.summary.1', {
      interval_start: monday,
      interval_end: monday + DAY,
    })
    assert.deepEqual(
      lines.filter((line) => line.includes('topup')).map((line) => line.split(',').slice(0, 4)),
      [['"topup"', '"usd"', '"1"', '"5.00"']],
    )
    assert.deepEqual(await news(), ['file.created', 'reporting.report_run.succeeded'])
  },
)

behaves(`POST ${HELPER}/{id}/increment`, 'holds more, or leaves what was', async (world) => {
  const { stripe, news, call } = world
  await fund(world, 5000)
  const card = await issued(world)
  const { id } = await buy(world, card)
  const more = await stripe.testHelpers.issuing.authorizations.increment(id, { increment_amount: 500 })
  assert.deepEqual([more.amount, more.merchant_amount, more.status], [1500, 1500, 'pending'])
  assert.deepEqual(moves(more), [
    ['hold', -1000],
    ['hold', -500],
  ])
  // 35.00 are left.
  const less = await stripe.testHelpers.issuing.authorizations.increment(id, { increment_amount: 3501 })
  assert.deepEqual([less.amount, less.approved, less.status], [1500, true, 'pending'])
  assert.deepEqual(
    less.request_history.map(({ amount, approved, reason }) => [amount, approved, reason]),
    [
      [1000, true, 'card_active'],
      [500, true, 'card_active'],
      [3501, false, 'insufficient_funds'],
    ],
  )
  assert.deepEqual(await left(world), { usd: 3500 })
  assert.deepEqual(await news(), [CREATED, UPDATED, UPDATED])
  await stripe.webhookEndpoints.create({ url: 'https://a.test/ask', enabled_events: ['issuing_authorization.request'] })
  const waits = await stripe.testHelpers.issuing.authorizations.increment(id, { increment_amount: 100 })
  assert.deepEqual([waits.amount, waits.pending_request!.amount], [1500, 100])
  refused(await call('POST', `${HELPER}/${id}/capture`, ''), 400, {
    message: 'You cannot capture an authorization that waits for an answer.',
  })
  assert.equal((await stripe.issuing.authorizations.approve(id)).amount, 1600)
  refused(await call('POST', `${HELPER}/${id}/increment`, 'increment_amount=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'increment_amount',
    message: 'This value must be greater than or equal to 1.',
  })
  assert.deepEqual(await news(), ['issuing_authorization.request', UPDATED])
})

behaves(`POST ${HELPER}/{id}/capture`, 'lets go of what was held, and takes what was bought', async (world) => {
  const { stripe, news, call } = world
  await fund(world, 5000)
  const card = await issued(world)
  const { id, request_history } = await buy(world, card)
  // Neither the card nor a control matters to a capture.
  await stripe.issuing.cards.update(card.id, { status: 'inactive' })
  const captured = await stripe.testHelpers.issuing.authorizations.capture(id, {
    capture_amount: 1200,
    purchase_details: { reference: 'A1', lodging: { nights: 2 } },
  })
  assert.deepEqual([captured.amount, captured.merchant_amount, captured.status], [0, 0, 'closed'])
  assert.deepEqual(moves(captured), [
    ['hold', -1000],
    ['release', 1000],
  ])
  const [inside] = captured.transactions
  const { id: transaction, created, network_data, balance_transaction, ...rest } = plain(inside!)
  assert.match(transaction, /^ipi_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'issuing.transaction',
    amount: -1200,
    amount_details: { atm_fee: null, cashback_amount: null },
    authorization: id,
    card: card.id,
    cardholder: card.cardholder.id,
    currency: 'usd',
    dispute: null,
    livemode: false,
    merchant_amount: -1200,
    merchant_currency: 'usd',
    merchant_data: plain(captured.merchant_data),
    metadata: {},
    type: 'capture',
    wallet: null,
  })
  assert.deepEqual(network_data, {
    authorization_code: request_history[0]!.authorization_code,
    processing_date: new Date(created * 1000).toISOString().slice(0, 10),
    transaction_id: null,
  })
  const moved = await stripe.balanceTransactions.retrieve(balance_transaction as string)
  assert.deepEqual(
    [moved.type, moved.amount, moved.source, moved.balance_type],
    ['issuing_transaction', -1200, transaction, 'issuing'],
  )
  assert.deepEqual(await left(world), { usd: 3800 })
  const { purchase_details } = await stripe.issuing.transactions.retrieve(transaction, { expand: ['purchase_details'] })
  assert.deepEqual(plain(purchase_details!), {
    fleet: null,
    flight: null,
    fuel: null,
    lodging: { check_in_at: null, nights: 2 },
    receipt: null,
    reference: 'A1',
  })
  assert.equal((await stripe.issuing.transactions.retrieve(transaction)).purchase_details, undefined)
  refused(await call('POST', `${HELPER}/${id}/capture`, ''), 400, {
    message: 'You cannot capture an authorization that is closed.',
  })
  assert.deepEqual(await news(), [CREATED, 'issuing_card.updated', 'issuing_transaction.created', UPDATED])
})

behaves(`POST ${HELPER}/{id}/capture`, 'takes it in parts, and gives room back within a limit', async (world) => {
  const { stripe, news } = world
  await fund(world, 10_000)
  const card = await issued(world, { spending_controls: { spending_limits: [{ amount: 1000, interval: 'daily' }] } })
  const { id } = await buy(world, card)
  const helper = stripe.testHelpers.issuing.authorizations
  const first = await helper.capture(id, { capture_amount: 300, close_authorization: false })
  assert.deepEqual([first.amount, first.status], [700, 'pending'])
  assert.deepEqual(await left(world), { usd: 9000 })
  const last = await helper.capture(id, { capture_amount: 200 })
  assert.deepEqual([last.amount, last.status, last.transactions.length], [0, 'closed', 2])
  assert.deepEqual(moves(last), [
    ['hold', -1000],
    ['release', 300],
    ['release', 700],
  ])
  assert.deepEqual(await left(world), { usd: 9500 })
  // 3.00 + 2.00 of 10.00 were taken.
  assert.equal((await buy(world, card, { amount: 501 })).approved, false)
  assert.equal((await buy(world, card, { amount: 500 })).approved, true)
  const [taken] = last.transactions
  await stripe.issuing.transactions.update(taken!.id, { metadata: { a: '1' } })
  assert.deepEqual((await stripe.issuing.authorizations.retrieve(id)).transactions[0]!.metadata, { a: '1' })
  const captured = ['issuing_transaction.created', UPDATED]
  assert.deepEqual(await news(), [CREATED, ...captured, ...captured, CREATED, CREATED, 'issuing_transaction.updated'])
})

behaves(`POST ${HELPER}/{id}/reverse`, 'lets go of a part, or of all', async (world) => {
  const { stripe, news, call } = world
  await fund(world, 5000)
  const { id } = await buy(world, await issued(world))
  const helper = stripe.testHelpers.issuing.authorizations
  const part = await helper.reverse(id, { reverse_amount: 400 })
  assert.deepEqual([part.amount, part.status], [600, 'pending'])
  refused(await call('POST', `${HELPER}/${id}/reverse`, 'reverse_amount=601'), 400, {
    code: 'parameter_invalid_integer',
    param: 'reverse_amount',
    message: "This value must be less than or equal to 600 (it currently is '601').",
  })
  const all = await helper.reverse(id)
  assert.deepEqual([all.amount, all.status], [0, 'reversed'])
  assert.deepEqual(moves(all), [
    ['hold', -1000],
    ['release', 400],
    ['release', 600],
  ])
  assert.deepEqual(await left(world), { usd: 5000 })
  refused(await call('POST', `${HELPER}/${id}/reverse`, ''), 400, {
    message: 'You cannot reverse an authorization that is reversed.',
  })
  assert.deepEqual(await news(), [CREATED, UPDATED, UPDATED])
})

behaves(`POST ${HELPER}/{id}/expire`, 'lets go of all, by itself after a week', async (world) => {
  const { stripe, news, advance, call } = world
  await fund(world, 5000)
  const card = await issued(world)
  const [one, two, hotel] = [
    await buy(world, card),
    await buy(world, card),
    await buy(world, card, { merchant_data: { category: 'hotels_motels_and_resorts' } }),
  ]
  const expired = await stripe.testHelpers.issuing.authorizations.expire(one.id)
  assert.deepEqual([expired.amount, expired.status], [0, 'expired'])
  assert.deepEqual(moves(expired), [
    ['hold', -1000],
    ['release', 1000],
  ])
  refused(await call('POST', `${HELPER}/${one.id}/expire`, ''), 400, {
    message: 'You cannot expire an authorization that is expired.',
  })
  assert.deepEqual(await news(), [CREATED, CREATED, CREATED, UPDATED])
  await advance(7 * DAY)
  assert.equal((await stripe.issuing.authorizations.retrieve(two.id)).status, 'expired')
  assert.equal((await stripe.issuing.authorizations.retrieve(hotel.id)).status, 'pending')
  assert.deepEqual(await news(), [UPDATED])
  await advance(24 * DAY)
  assert.equal((await stripe.issuing.authorizations.retrieve(hotel.id)).status, 'expired')
  assert.deepEqual(await left(world), { usd: 5000 })
  assert.deepEqual(await news(), [UPDATED])
})

behaves(`POST ${HELPER}/{id}/expire`, 'waits for an answer that is still to come', async (world) => {
  const { stripe, news, advance } = world
  await fund(world, 5000)
  const { id, created } = await buy(world, await issued(world))
  await stripe.webhookEndpoints.create({ url: 'https://a.test/ask', enabled_events: ['issuing_authorization.request'] })
  await advanceTo(world, created + 7 * DAY - 1)
  await stripe.testHelpers.issuing.authorizations.increment(id, { increment_amount: 100 })
  await advance(1)
  assert.equal((await stripe.issuing.authorizations.retrieve(id)).status, 'pending')
  await advance(2)
  const over = await stripe.issuing.authorizations.retrieve(id)
  assert.deepEqual([over.status, over.request_history.at(-1)!.reason], ['expired', 'webhook_timeout'])
  assert.deepEqual(await left(world), { usd: 5000 })
  assert.deepEqual(await news(), [CREATED, 'issuing_authorization.request', UPDATED, UPDATED])
  const again = stripe.testHelpers.issuing.authorizations.expire(id)
  await assert.rejects(again, /You cannot expire an authorization that is expired/)
})

behaves(`POST ${HELPER}/{id}/finalize_amount`, 'holds what it came to at the pump', async (world) => {
  const { stripe, news, call } = world
  await fund(world, 20_000)
  const card = await issued(world)
  const { id } = await buy(world, card, { amount: 10_000, merchant_data: { category: 'automated_fuel_dispensers' } })
  const final = await stripe.testHelpers.issuing.authorizations.finalizeAmount(id, {
    final_amount: 4550,
    fuel: { type: 'diesel', unit: 'liter', quantity_decimal: '30.5' as never },
  })
  assert.deepEqual([final.amount, final.merchant_amount, final.status], [4550, 4550, 'pending'])
  assert.deepEqual(
    [final.fuel!.type, String(final.fuel!.quantity_decimal), final.fuel!.unit_cost_decimal],
    ['diesel', '30.5', null],
  )
  assert.deepEqual(moves(final), [
    ['hold', -10_000],
    ['release', 5450],
  ])
  assert.deepEqual(await left(world), { usd: 15_450 })
  refused(await call('POST', `${HELPER}/${id}/finalize_amount`, 'final_amount=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'final_amount',
    message: 'This value must be greater than or equal to 1.',
  })
  assert.deepEqual(await news(), [CREATED, UPDATED])
})

behaves(`POST ${HELPER}/{id}/fraud_challenges/respond`, 'lets the holder try again', async (world) => {
  const { stripe, news, call } = world
  await fund(world, 5000)
  const card = await issued(world)
  const risk_assessment = { fraud_risk: { level: 'highest' as const } }
  const declined = await buy(world, card, { risk_assessment })
  assert.deepEqual([declined.approved, declined.request_history[0]!.reason], [false, 'suspected_fraud'])
  assert.deepEqual(plain(declined.fraud_challenges!), [
    { channel: 'sms', status: 'pending', undeliverable_reason: null },
  ])
  const helper = stripe.testHelpers.issuing.authorizations
  const not = await buy(world, card, { risk_assessment })
  assert.equal((await helper.respond(not.id, { confirmed: false })).fraud_challenges![0]!.status, 'rejected')
  assert.equal((await buy(world, card, { risk_assessment })).approved, false)
  assert.equal((await helper.respond(declined.id, { confirmed: true })).fraud_challenges![0]!.status, 'verified')
  const again = await buy(world, card, { risk_assessment })
  assert.deepEqual([again.approved, again.verified_by_fraud_challenge], [true, true])
  // At another merchant he was not asked.
  assert.equal((await buy(world, card, { risk_assessment, merchant_data: { network_id: '2' } })).approved, false)
  refused(await call('POST', `${HELPER}/${declined.id}/fraud_challenges/respond`, 'confirmed=true'), 400, {
    message: 'This authorization has no fraud challenge that waits for an answer.',
  })
  assert.deepEqual(await news(), [CREATED, CREATED, UPDATED, CREATED, UPDATED, CREATED, CREATED])
})

const TRANSACTIONS = '/v1/test_helpers/issuing/transactions'
const MADE = 'issuing_transaction.created'

behaves(`POST ${TRANSACTIONS}/create_force_capture`, 'takes money that nobody was asked for', async (world) => {
  const { stripe, news, call } = world
  const card = await issued(world, { status: 'inactive', lifecycle_controls: { cancel_after: { payment_count: 2 } } })
  const taken = await stripe.testHelpers.issuing.transactions.createForceCapture({
    card: card.id,
    amount: 700,
    merchant_data: { category: 'bakeries', name: 'Bread' },
  })
  assert.deepEqual([taken.amount, taken.type, taken.authorization], [-700, 'capture', null])
  assert.deepEqual(
    [taken.merchant_data.category_code, taken.merchant_data.name, taken.merchant_data.city],
    ['5462', 'Bread', null],
  )
  // There was nothing: it is owed.
  assert.deepEqual(await left(world), { usd: -700 })
  assert.deepEqual(await news(), [MADE])
  await stripe.testHelpers.issuing.transactions.createForceCapture({ card: card.id, amount: 1 })
  assert.equal((await stripe.issuing.cards.retrieve(card.id)).status, 'canceled')
  assert.deepEqual(await news(), ['issuing_card.updated', MADE])
  refused(await call('POST', `${TRANSACTIONS}/create_force_capture`, `card=${card.id}&amount=0`), 400, {
    code: 'parameter_invalid_integer',
    param: 'amount',
    message: 'This value must be greater than or equal to 1.',
  })
  assert.deepEqual(await news(), [])
})

behaves(`POST ${TRANSACTIONS}/create_unlinked_refund`, 'brings money out of the blue', async (world) => {
  const { stripe, news } = world
  const card = await issued(world)
  const made = await stripe.testHelpers.issuing.transactions.createUnlinkedRefund({ card: card.id, amount: 500 })
  assert.deepEqual([made.amount, made.merchant_amount, made.type, made.authorization], [500, 500, 'refund', null])
  assert.deepEqual(await left(world), { usd: 500 })
  assert.deepEqual(await news(), [MADE])
})

behaves(`POST ${TRANSACTIONS}/{id}/refund`, 'gives back no more than was taken', async (world) => {
  const { stripe, news, call } = world
  await fund(world, 5000)
  const card = await issued(world)
  const { id } = await buy(world, card)
  const { transactions } = await stripe.testHelpers.issuing.authorizations.capture(id)
  const [taken] = transactions
  await news()
  const part = await stripe.testHelpers.issuing.transactions.refund(taken!.id, { refund_amount: 300 })
  assert.deepEqual([part.amount, part.type, part.authorization], [300, 'refund', id])
  const path = `${TRANSACTIONS}/${taken!.id}/refund`
  refused(await call('POST', path, 'refund_amount=701'), 400, {
    code: 'parameter_invalid_integer',
    param: 'refund_amount',
    message: "This value must be less than or equal to 700 (it currently is '701').",
  })
  assert.equal((await stripe.testHelpers.issuing.transactions.refund(taken!.id)).amount, 700)
  refused(await call('POST', path, ''), 400, { message: `The transaction ${taken!.id} has already been refunded.` })
  refused(await call('POST', `${TRANSACTIONS}/${part.id}/refund`, ''), 400, {
    message: `The transaction ${part.id} is a refund, and cannot be refunded.`,
  })
  assert.deepEqual(await left(world), { usd: 5000 })
  const whole = await stripe.issuing.authorizations.retrieve(id)
  assert.deepEqual(
    whole.transactions.map(({ amount }) => amount),
    [-1000, 300, 700],
  )
  assert.deepEqual(await news(), [MADE, UPDATED, MADE, UPDATED])
})

behaves('POST /v1/issuing/transactions/{id}', 'carries what is written on it', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.testHelpers.issuing.transactions.createForceCapture({
    card: (await issued(world)).id,
    amount: 5,
  })
  assert.deepEqual((await stripe.issuing.transactions.update(id, { metadata: { a: '1' } })).metadata, { a: '1' })
  assert.deepEqual(await news(), [MADE, 'issuing_transaction.updated'])
})

behaves('GET /v1/issuing/transactions', 'has the newest first, by card, holder and type', async (world) => {
  const { stripe, news } = world
  const [card, other] = [await issued(world), await issued(world)]
  const helper = stripe.testHelpers.issuing.transactions
  const one = await helper.createForceCapture({ card: card.id, amount: 5 })
  const two = await helper.createUnlinkedRefund({ card: other.id, amount: 5 })
  const ids = async (params: Stripe.Issuing.TransactionListParams) =>
    (await stripe.issuing.transactions.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ card: card.id }), [one.id])
  assert.deepEqual(await ids({ cardholder: other.cardholder.id }), [two.id])
  assert.deepEqual(await ids({ type: 'capture' }), [one.id])
  assert.deepEqual(await news(), [MADE, MADE])
})

behaves('GET /v1/issuing/transactions/{id}', 'is the same again', async (world) => {
  const { stripe, news } = world
  const made = await stripe.testHelpers.issuing.transactions.createForceCapture({
    card: (await issued(world)).id,
    amount: 5,
  })
  assert.deepEqual(plain(await stripe.issuing.transactions.retrieve(made.id)), plain(made))
  assert.equal((await world.call('GET', '/v1/issuing/transactions/ipi_none')).status, 404)
  assert.deepEqual(await news(), [MADE])
})
