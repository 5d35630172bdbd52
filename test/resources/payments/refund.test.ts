// Refunds: how much may go back, and of what. (https://docs.stripe.com/refunds)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { after, CHANGED, paid, REFUNDED } from './paying.ts'

behaves('POST /v1/refunds', 'sends all of it back', async (world) => {
  const { stripe, news } = world
  const { intent, charge } = await paid(world)
  const refund = await stripe.refunds.create({ charge, reason: 'requested_by_customer', metadata: { ticket: '8' } })
  const { id, created, balance_transaction, ...rest } = refund
  assert.match(id, /^re_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'refund',
    amount: 1000,
    charge,
    currency: 'usd',
    customer: null,
    customer_account: null,
    destination_details: {
      card: { reference_status: 'pending', reference_type: 'acquirer_reference_number', type: 'refund' },
      type: 'card',
    },
    metadata: { ticket: '8' },
    payment_intent: intent,
    payment_method: (await stripe.paymentIntents.retrieve(intent)).payment_method,
    reason: 'requested_by_customer',
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  })
  const moved = await stripe.balanceTransactions.retrieve(balance_transaction as string)
  // The fee of the payment is not given back. (https://docs.stripe.com/refunds#issuing-refunds)
  assert.deepEqual([moved.type, moved.amount, moved.fee, moved.net, moved.source], ['refund', -1000, 0, -1000, id])
  assert.equal(moved.reporting_category, 'refund')
  assert.deepEqual(await after(world, charge), { amount_refunded: 1000, refunded: true })
  assert.deepEqual(await news(), REFUNDED)
})

behaves('POST /v1/refunds', 'takes money from where the payment still waits', async (world) => {
  // While the payment is pending, so is its refund: the available balance never goes below nothing for it. [K]
  const { charge } = await paid(world)
  const refund = await world.stripe.refunds.create({
    charge,
    expand: ['balance_transaction', 'charge.balance_transaction'],
  })
  const came = (refund.charge as Stripe.Charge).balance_transaction as Stripe.BalanceTransaction
  const went = refund.balance_transaction as Stripe.BalanceTransaction
  assert.deepEqual([went.status, went.available_on], ['pending', came.available_on])
  assert.deepEqual(await world.news(), REFUNDED)
})

behaves('POST /v1/refunds', 'sends parts back, never more than was taken', async (world) => {
  const { stripe, news, call } = world
  const { intent, charge } = await paid(world)
  await stripe.refunds.create({ payment_intent: intent, amount: 300 })
  assert.deepEqual(await after(world, charge), { amount_refunded: 300, refunded: false })
  assert.deepEqual(await news(), REFUNDED)
  const over = await call('POST', '/v1/refunds', `charge=${charge}&amount=701`)
  assert.deepEqual([over.status, over.body.error.param], [400, 'amount'])
  assert.equal(over.body.error.message, 'Refund amount ($7.01) is greater than unrefunded amount on charge ($7.00)')
  const rest = await stripe.refunds.create({ charge })
  assert.equal(rest.amount, 700)
  assert.deepEqual(await after(world, charge), { amount_refunded: 1000, refunded: true })
  const again = await call('POST', '/v1/refunds', `charge=${charge}`)
  assert.deepEqual([again.status, again.body.error.code], [400, 'charge_already_refunded'])
  assert.equal(again.body.error.message, `Charge ${charge} has already been refunded.`)
  assert.deepEqual(await news(), REFUNDED)
})

behaves('POST /v1/refunds', 'refuses what makes no sense, and changes nothing', async (world) => {
  const { call, stripe, news } = world
  const { charge } = await paid(world)
  const open = await stripe.paymentIntents.create({ amount: 1000, currency: 'usd' })
  await news()
  const refused = async (form: string) => {
    const { status, body } = await call('POST', '/v1/refunds', form)
    return [status, body.error.code ?? null, body.error.param ?? null, body.error.message]
  }
  assert.deepEqual(await refused(`charge=${charge}&amount=1100`), [
    400,
    null,
    'amount',
    'Refund amount ($11.00) is greater than charge amount ($10.00)',
  ])
  assert.deepEqual(await refused(`charge=${charge}&amount=0`), [
    400,
    'parameter_invalid_integer',
    'amount',
    'This value must be greater than or equal to 1.',
  ])
  assert.deepEqual(await refused('charge=ch_none'), [400, 'resource_missing', 'charge', "No such charge: 'ch_none'"])
  assert.deepEqual(await refused('payment_intent=pi_none'), [
    400,
    'resource_missing',
    'payment_intent',
    "No such payment_intent: 'pi_none'",
  ])
  assert.deepEqual(await refused(`payment_intent=${open.id}`), [
    400,
    null,
    'payment_intent',
    `This PaymentIntent (${open.id}) does not have a successful charge to refund.`,
  ])
  assert.deepEqual((await refused('amount=5')).slice(0, 2), [400, 'parameter_missing'])
  assert.deepEqual((await refused(`charge=${charge}&reason=bored`)).slice(0, 3), [400, null, 'reason'])
  assert.deepEqual(await after(world, charge), { amount_refunded: 0, refunded: false })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/refunds', 'of a partial capture ends with what was captured', async (world) => {
  const { stripe, news, call } = world
  const { intent, charge } = await paid(world, 'pm_card_visa', { capture_method: 'manual' })
  await stripe.paymentIntents.capture(intent, { amount_to_capture: 400 })
  await news()
  const over = await call('POST', '/v1/refunds', `charge=${charge}&amount=401`)
  assert.equal(over.body.error.message, 'Refund amount ($4.01) is greater than charge amount ($4.00)')
  const refund = await stripe.refunds.create({ charge })
  assert.equal(refund.amount, 400)
  assert.deepEqual(await after(world, charge), { amount_refunded: 400, refunded: true })
  assert.deepEqual(await news(), REFUNDED)
})

behaves('POST /v1/refunds', 'lets go of what is only held', async (world) => {
  const { stripe, news, call } = world
  const { id: charge } = await stripe.charges.create({
    amount: 1000,
    currency: 'usd',
    source: 'tok_visa',
    capture: false,
  })
  await news()
  const part = await call('POST', '/v1/refunds', `charge=${charge}&amount=400`)
  assert.deepEqual([part.status, part.body.error.param], [400, 'amount'])
  const refund = await stripe.refunds.create({ charge })
  assert.deepEqual([refund.amount, refund.balance_transaction, refund.status], [1000, null, 'succeeded'])
  assert.equal(refund.destination_details!.card!.type, 'reversal')
  assert.deepEqual(await after(world, charge), { amount_refunded: 1000, refunded: true })
  assert.deepEqual(await news(), REFUNDED)
})

behaves('POST /v1/refunds', 'leaves to its intent what the intent holds', async (world) => {
  // Seen in the wild, also of an intent that was canceled before: woocommerce-gateway-stripe#1081.
  const { stripe, news, call } = world
  const { charge, intent } = await paid(world, 'pm_card_visa', { capture_method: 'manual' })
  const refused = async () => {
    const { status, body } = await call('POST', '/v1/refunds', `charge=${charge}`)
    assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
    assert.equal(
      body.error.message,
      `This uncaptured Charge was created by a PaymentIntent (${intent}). You must cancel the PaymentIntent to reverse the ` +
        'authorization instead of refunding the Charge directly. For more information, see ' +
        'https://stripe.com/docs/payments/payment-intents/creating-payment-intents#separate-auth-capture',
    )
  }
  await refused()
  await stripe.paymentIntents.cancel(intent)
  await refused()
  assert.deepEqual(await after(world, charge), { amount_refunded: 0, refunded: false })
  assert.deepEqual(await news(), ['payment_intent.canceled'])
})

behaves('POST /v1/refunds', 'books a payment first that was captured a moment ago', async (world) => {
  const { stripe, news } = world
  const { charge } = await paid(world, 'pm_card_visa', { capture_method: 'automatic_async' })
  await stripe.refunds.create({ charge })
  assert.ok((await stripe.charges.retrieve(charge)).balance_transaction)
  assert.deepEqual(await news(), ['charge.updated', ...REFUNDED])
  // The job that would have booked it has nothing left to do; the bank names its reference meanwhile.
  await world.advance(60)
  assert.deepEqual(await news(), CHANGED)
  assert.equal((await stripe.balanceTransactions.list({ source: charge })).data.length, 1)
})

behaves('POST /v1/refunds', 'is never more than the charge, however many ask at once', async (world) => {
  const { stripe, news, call } = world
  const { charge } = await paid(world)
  // A hundred of $0.70 ask for $70.00; fourteen fit into $10.00.
  const asked = Array.from({ length: 100 }, () => call('POST', '/v1/refunds', `charge=${charge}&amount=70`))
  const answers = await Promise.all(asked)
  const made = answers.filter(({ status }) => status === 200)
  assert.equal(made.length, 14)
  for (const { status, body } of answers)
    if (status !== 200) assert.match(body.error.message, /greater than unrefunded amount on charge \(\$0\.20\)/)
  assert.deepEqual(await after(world, charge), { amount_refunded: 980, refunded: false })
  const all = await stripe.refunds.list({ charge, limit: 100 })
  assert.equal(
    all.data.reduce((sum, { amount }) => sum + amount, 0),
    980,
  )
  const told = (await news()).filter((type) => REFUNDED.includes(type))
  assert.equal(told.length, 28)
})

behaves('POST /v1/refunds/{id}', 'takes labels and nothing else', async (world) => {
  const { stripe, news, call } = world
  const { charge } = await paid(world)
  const { id } = await stripe.refunds.create({ charge, metadata: { a: '1' } })
  await news()
  const changed = await stripe.refunds.update(id, { metadata: { b: '2' } })
  assert.deepEqual(changed.metadata, { a: '1', b: '2' })
  const wrong = await call('POST', `/v1/refunds/${id}`, 'amount=5')
  assert.deepEqual([wrong.status, wrong.body.error.code], [400, 'parameter_unknown'])
  assert.deepEqual(await news(), CHANGED)
})

behaves('GET /v1/refunds', 'has the newest first, by charge and by intent', async (world) => {
  const { stripe, news } = world
  const one = await paid(world)
  const other = await paid(world)
  const first = await stripe.refunds.create({ charge: one.charge, amount: 100 })
  const second = await stripe.refunds.create({ charge: one.charge, amount: 200 })
  const third = await stripe.refunds.create({ charge: other.charge, amount: 300 })
  const ids = async (params: Stripe.RefundListParams) => (await stripe.refunds.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [third.id, second.id, first.id])
  assert.deepEqual(await ids({ charge: one.charge }), [second.id, first.id])
  assert.deepEqual(await ids({ payment_intent: other.intent }), [third.id])
  const { refunds } = await stripe.charges.retrieve(one.charge, { expand: ['refunds'] })
  assert.deepEqual(
    refunds!.data.map(({ id }) => id),
    [second.id, first.id],
  )
  assert.deepEqual(await news(), [...REFUNDED, ...REFUNDED, ...REFUNDED])
})

behaves('POST /v1/refunds', 'answers the path of old with the charge itself', async (world) => {
  const { charge } = await paid(world)
  const { status, body } = await world.call('POST', `/v1/charges/${charge}/refund`, 'amount=300')
  assert.deepEqual([status, body.id, body.object, body.amount_refunded], [200, charge, 'charge', 300])
  assert.deepEqual(await world.news(), REFUNDED)
})
