// What banks do of themselves, brought about by hand: each moves what it moves elsewhere, tells what is told elsewhere, and is
// refused where it makes no sense.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { DISPUTED, moved, SOON } from './disputing.ts'
import { topUp } from './funds.ts'
import { after, CARDS, CHANGED, paid, REFUNDED } from './paying.ts'

const DISPUTE = 'POST /brindle/charges/{charge}/dispute'
const WARN = 'POST /brindle/charges/{charge}/early_fraud_warning'
const EXPIRE = 'POST /brindle/payment_methods/{payment_method}/expire'
const FAIL_REFUND = 'POST /brindle/refunds/{refund}/fail'
const FAIL_PAYOUT = 'POST /brindle/payouts/{payout}/fail'
const DAY = 86_400

behaves(DISPUTE, 'takes back a payment, for a reason and until a day', async (world) => {
  const { stripe, call, news, advance } = world
  const { charge, intent } = await paid(world)
  const due = (await advance(0)) + 3 * DAY
  const dispute = (form: string) => call('POST', `/brindle/charges/${charge}/dispute`, form)
  const made = await dispute(`reason=product_not_received&amount=400&evidence_due_by=${due}`)
  assert.equal(made.status, 200, made.text)
  const { id, amount, reason, status, evidence_details, payment_intent, payment_method_details } = made.body
  assert.deepEqual(
    [amount, reason, status, evidence_details.due_by, payment_intent],
    [400, 'product_not_received', 'needs_response', due, intent],
  )
  assert.deepEqual(payment_method_details.card, {
    brand: 'visa',
    case_type: 'chargeback',
    network: 'visa',
    network_reason_code: '13.1',
  })
  assert.deepEqual(await moved(world), [['adjustment', -400, 1500, 'dispute']])
  assert.equal((await stripe.charges.retrieve(charge)).disputed, true)
  assert.deepEqual(await news(), DISPUTED)
  refused(await dispute(''), 400, { param: 'charge', message: `${charge} is disputed already, by ${id}.` })
  // It is a dispute like any other: what is said decides, and what is not said by then is lost.
  await advance(3 * DAY + 1)
  assert.equal((await stripe.disputes.retrieve(id)).status, 'lost')
  assert.deepEqual(
    (await news()).filter((type) => type.startsWith('charge.dispute')),
    ['charge.dispute.closed'],
  )
  refused(await dispute(''), 400, { param: 'charge', message: `${charge} was disputed before: ${id}.` })
})

behaves(DISPUTE, 'only asks, where it is an inquiry, which a refund answers', async (world) => {
  const { stripe, call, news } = world
  const { charge } = await paid(world)
  const { body } = await call('POST', `/brindle/charges/${charge}/dispute`, 'inquiry=true')
  assert.deepEqual([body.status, body.reason, body.amount], ['warning_needs_response', 'fraudulent', 1000])
  assert.deepEqual(await moved(world), [])
  assert.equal((await stripe.charges.retrieve(charge)).disputed, false)
  assert.deepEqual(await news(), ['charge.dispute.created'])
  await stripe.refunds.create({ charge })
  assert.equal((await stripe.disputes.retrieve(body.id)).status, 'warning_closed')
  assert.deepEqual(await news(), [...REFUNDED, 'charge.dispute.closed'])
})

behaves(DISPUTE, 'is not there twice with a card that disputes by itself', async (world) => {
  const { stripe, call, news, advance } = world
  const { charge } = await paid(world, 'pm_card_createDispute')
  await call('POST', `/brindle/charges/${charge}/dispute`, '')
  await advance(SOON)
  assert.equal((await stripe.disputes.list({ charge })).data.length, 1)
  assert.deepEqual(await news(), DISPUTED)
})

behaves(DISPUTE, 'is refused where there is nothing to dispute', async (world) => {
  const { stripe, call, news } = world
  const ask = (id: string, form = '') => call('POST', `/brindle/charges/${id}/dispute`, form)
  refused(await ask('ch_none'), 404, { code: 'resource_missing', param: 'id', message: "No such charge: 'ch_none'" })
  const held = await paid(world, 'pm_card_visa', { capture_method: 'manual' })
  refused(await ask(held.charge), 400, {
    param: 'charge',
    message: `${held.charge} cannot be disputed: it was not captured.`,
  })
  const declined = await stripe.paymentIntents
    .create({ amount: 500, currency: 'usd', confirm: true, payment_method: 'pm_card_chargeDeclined', ...CARDS })
    .catch((error: Stripe.errors.StripeError) => error.charge!)
  refused(await ask(declined as string), 400, {
    param: 'charge',
    message: `${declined} cannot be disputed: it has a status of failed.`,
  })
  const back = await paid(world)
  await stripe.refunds.create({ charge: back.charge })
  refused(await ask(back.charge), 400, {
    param: 'charge',
    message: `${back.charge} was refunded: there is nothing left to dispute.`,
  })
  const { charge } = await paid(world)
  await stripe.refunds.create({ charge, amount: 300 })
  refused(await ask(charge, 'amount=701'), 400, {
    code: 'parameter_invalid_integer',
    param: 'amount',
    message: "This value must be less than or equal to 700 (it currently is '701').",
  })
  refused(await ask(charge, 'evidence_due_by=1000'), 400, {
    param: 'evidence_due_by',
    message: 'The evidence of a new dispute is due in the future.',
  })
  assert.equal((await ask(charge, 'reason=because')).body.error.param, 'reason')
  assert.equal((await ask(charge)).body.amount, 700)
  assert.ok((await news()).includes('charge.dispute.created'))
})

behaves(DISPUTE, 'of a debit is final', async (world) => {
  const { stripe, call, news, advance } = world
  const { id: customer } = await stripe.customers.create()
  const { latest_charge: charge } = await stripe.paymentIntents.create({
    amount: 2000,
    currency: 'eur',
    customer,
    payment_method: 'pm_success_de',
    allowed_payment_method_types: ['sepa_debit'],
    confirm: true,
    mandate_data: { customer_acceptance: { type: 'offline' } },
  } as never)
  const ask = (form = '') => call('POST', `/brindle/charges/${charge}/dispute`, form)
  refused(await ask(), 400, { param: 'charge', message: `${charge} cannot be disputed: it has a status of pending.` })
  await advance(15 * DAY)
  await news()
  refused(await ask('inquiry=true'), 400, { param: 'inquiry', message: /^Disputes of .+ are final/ })
  const { body } = await ask()
  assert.deepEqual([body.status, body.reason, body.evidence_details.due_by], ['lost', 'debit_not_authorized', null])
  assert.deepEqual(await news(), [
    'charge.dispute.created',
    'charge.dispute.funds_withdrawn',
    'charge.dispute.closed',
    'charge.updated',
  ])
})

behaves(WARN, 'warns of a payment, until it is refunded', async (world) => {
  const { stripe, call, news } = world
  const { charge, intent } = await paid(world)
  const ask = (id: string, form = '') => call('POST', `/brindle/charges/${id}/early_fraud_warning`, form)
  const { body } = await ask(charge, 'fraud_type=made_with_stolen_card')
  const { id, created: _, ...rest } = body
  assert.deepEqual(rest, {
    object: 'radar.early_fraud_warning',
    actionable: true,
    charge,
    fraud_type: 'made_with_stolen_card',
    livemode: false,
    payment_intent: intent,
  })
  assert.deepEqual(await news(), ['radar.early_fraud_warning.created'])
  refused(await ask(charge), 400, { param: 'charge', message: `${charge} was warned of already, by ${id}.` })
  await stripe.refunds.create({ charge })
  assert.equal((await stripe.radar.earlyFraudWarnings.retrieve(id)).actionable, false)
  assert.deepEqual(await news(), [...REFUNDED, 'radar.early_fraud_warning.updated'])
  const held = await paid(world, 'pm_card_visa', { capture_method: 'manual' })
  refused(await ask(held.charge), 400, {
    param: 'charge',
    message: `${held.charge} cannot be warned of: it was not captured.`,
  })
})

behaves(EXPIRE, 'ends a card, which is declined until it is told of another month', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await news()
  const expire = () => call('POST', `/brindle/payment_methods/${id}/expire`, '')
  // The tests' wall shows 24 November 2026.
  const { body } = await expire()
  assert.deepEqual([body.card.exp_month, body.card.exp_year], [10, 2026])
  assert.deepEqual(await news(), ['payment_method.updated'])
  refused(await expire(), 400, { param: 'payment_method', message: `${id} has expired already.` })
  const pay = () =>
    stripe.paymentIntents.create({
      amount: 500,
      currency: 'usd',
      customer,
      payment_method: id,
      confirm: true,
      capture_method: 'automatic',
      ...CARDS,
    })
  await assert.rejects(pay(), { code: 'expired_card', decline_code: 'expired_card', message: 'Your card has expired.' })
  assert.deepEqual(await news(), ['payment_intent.created', 'charge.failed', 'payment_intent.payment_failed'])
  await stripe.paymentMethods.update(id, { metadata: { a: '1' } })
  await assert.rejects(pay(), { code: 'expired_card' })
  await stripe.paymentMethods.update(id, { card: { exp_month: 12, exp_year: 2030 } })
  assert.equal((await pay()).status, 'succeeded')
  assert.ok((await news()).includes('payment_intent.succeeded'))
  const wallet = await stripe.paymentMethods.create({ type: 'amazon_pay' })
  refused(await call('POST', `/brindle/payment_methods/${wallet.id}/expire`, ''), 400, {
    param: 'payment_method',
    message: `${wallet.id} does not expire: it is no card.`,
  })
})

behaves(FAIL_REFUND, 'brings the money of a refund back', async (world) => {
  const { stripe, call, news } = world
  const { charge } = await paid(world)
  const { id } = await stripe.refunds.create({ charge, amount: 600 })
  assert.deepEqual(await news(), REFUNDED)
  const fail = (form = '', of = id) => call('POST', `/brindle/refunds/${of}/fail`, form)
  const { body } = await fail('failure_reason=lost_or_stolen_card')
  assert.deepEqual([body.status, body.failure_reason], ['failed', 'lost_or_stolen_card'])
  const back = await stripe.balanceTransactions.retrieve(body.failure_balance_transaction)
  assert.deepEqual([back.type, back.amount, back.source], ['refund_failure', 600, id])
  assert.deepEqual(await after(world, charge), { amount_refunded: 0, refunded: false })
  assert.deepEqual(await news(), ['refund.failed', ...CHANGED, 'charge.updated'])
  refused(await fail(), 400, { param: 'refund', message: `${id} cannot fail: it has a status of failed.` })
  refused(await fail('', 're_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such refund: 're_none'",
  })
  const held = await stripe.charges.create({ amount: 500, currency: 'usd', source: 'tok_visa', capture: false })
  const release = await stripe.refunds.create({ charge: held.id })
  refused(await fail('', release.id), 400, {
    param: 'refund',
    message: `${release.id} cannot fail: it let go of what was only held, and moved nothing.`,
  })
})

behaves(FAIL_PAYOUT, 'brings the money of a payout back, whenever that is', async (world) => {
  const { stripe, call, news, advance } = world
  await topUp(world, 5000)
  const fail = (id: string, form = '') => call('POST', `/brindle/payouts/${id}/fail`, form)
  for (const wait of [0, 2 * 3600, 5 * DAY]) {
    const { id } = await stripe.payouts.create({ amount: 1000, currency: 'usd' })
    await advance(wait)
    await news()
    const { body } = await fail(id, 'failure_code=account_closed')
    assert.deepEqual(
      [body.status, body.failure_code, body.failure_message],
      ['failed', 'account_closed', 'The bank account has been closed.'],
    )
    assert.deepEqual(await news(), ['payout.failed'])
    refused(await fail(id), 400, { param: 'payout', message: `${id} cannot fail: it has a status of failed.` })
    // Nothing more comes of it.
    await advance(5 * DAY)
    assert.equal((await stripe.payouts.retrieve(id)).status, 'failed')
  }
  const { available } = await stripe.balance.retrieve()
  assert.equal(available[0]!.amount, 5000)
})
