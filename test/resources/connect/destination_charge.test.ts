// Destination charges: the platform is paid, the money goes on to a connected account, and a fee stays.
// (https://docs.stripe.com/connect/destination-charges)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { PAID } from '../payments/funds.ts'
import { BY_CARD, connect, movements, newsOf, wealth } from './platform.ts'

/** What a paid destination charge is told with. */
const SENT = [...PAID, 'transfer.created']
const KEPT = [...PAID, 'application_fee.created', 'transfer.created']

behaves('POST /v1/payment_intents', 'sends all of it on, less the platform’s fee', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  const intent = await stripe.paymentIntents.create({
    ...BY_CARD,
    amount: 10_000,
    application_fee_amount: 1230,
    on_behalf_of: id,
    transfer_data: { destination: id },
    expand: ['latest_charge'],
  })
  assert.deepEqual(intent.transfer_data, { destination: id })
  assert.deepEqual([intent.application_fee_amount, intent.on_behalf_of, intent.application], [1230, id, null])
  const charge = intent.latest_charge as Stripe.Charge
  assert.deepEqual(charge.transfer_data, { amount: null, destination: id })
  assert.deepEqual([charge.application_fee_amount, charge.on_behalf_of], [1230, id])
  assert.equal(charge.transfer_group, `group_${intent.id}`)
  const transfer = await stripe.transfers.retrieve(charge.transfer as string)
  assert.deepEqual(
    [transfer.amount, transfer.source_transaction, transfer.destination, transfer.transfer_group],
    [10_000, charge.id, id, `group_${intent.id}`],
  )
  const py = await stripe.charges.retrieve(
    transfer.destination_payment as string,
    { expand: ['balance_transaction'] },
    { stripeAccount: id },
  )
  assert.deepEqual([py.amount, py.application_fee, py.application_fee_amount], [10_000, charge.application_fee, 1230])
  const came = py.balance_transaction as Stripe.BalanceTransaction
  const application = py.application as string
  const detail = { amount: 1230, application, currency: 'usd', type: 'application_fee' }
  assert.deepEqual(came.fee_details, [{ ...detail, description: 'Brindle sandbox application fee' }])
  const {
    id: fee,
    created,
    balance_transaction,
    ...rest
  } = await stripe.applicationFees.retrieve(charge.application_fee as string)
  assert.match(fee, /^fee_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0 && balance_transaction !== null)
  // The fields as a recorded fee has them.
  assert.deepEqual(rest, {
    object: 'application_fee',
    account: id,
    amount: 1230,
    amount_refunded: 0,
    application,
    charge: py.id,
    currency: 'usd',
    fee_source: { charge: py.id, type: 'charge' },
    livemode: false,
    originating_transaction: charge.id,
    refunded: false,
    refunds: { object: 'list', data: [], has_more: false, url: `/v1/application_fees/${fee}/refunds` },
  })
  // 290 + 30 of $100.00 are Stripe's.
  assert.deepEqual(await movements(world), [
    ['charge', 10_000, 320, 9680],
    ['application_fee', 1230, 0, 1230],
    ['transfer', -10_000, 0, -10_000],
  ])
  assert.deepEqual(await movements(world, id), [['payment', 10_000, 1230, 8770]])
  assert.deepEqual(await news(), KEPT)
  assert.deepEqual(await newsOf(world, id), [])
  const { data } = await stripe.events.list({ type: 'charge.succeeded' })
  assert.equal((data[0]!.data.object as Stripe.Charge).transfer, transfer.id)
})

behaves('POST /v1/payment_intents', 'sends on as much as it is told', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  await stripe.paymentIntents.create({
    ...BY_CARD,
    amount: 10_000,
    transfer_group: 'order 7',
    transfer_data: { destination: id, amount: 8770 },
  })
  const { data } = await stripe.transfers.list({ transfer_group: 'order 7' })
  assert.deepEqual([data.length, data[0]!.amount], [1, 8770])
  assert.deepEqual([await wealth(world), await wealth(world, id)], [10_000 - 320 - 8770, 8770])
  assert.deepEqual((await stripe.applicationFees.list()).data, [])
  assert.deepEqual(await news(), SENT)
})

behaves('POST /v1/payment_intents', 'that is booked a moment later goes on then, once', async (world) => {
  const { stripe, news, advance } = world
  const id = await connect(world)
  const { capture_method: _, ...soon } = BY_CARD
  const intent = await stripe.paymentIntents.create({
    ...soon,
    amount: 10_000,
    application_fee_amount: 1000,
    transfer_data: { destination: id },
  })
  assert.deepEqual(await news(), PAID)
  assert.deepEqual(await movements(world, id), [])
  await advance(2)
  assert.deepEqual(await news(), ['charge.updated', 'application_fee.created', 'transfer.created'])
  assert.deepEqual(await movements(world, id), [['payment', 10_000, 1000, 9000]])
  const { data } = await stripe.events.list({ type: 'charge.updated' })
  const { object, previous_attributes } = data[0]!.data as { object: Stripe.Charge; previous_attributes: object }
  assert.ok(object.transfer && object.application_fee && object.balance_transaction)
  assert.deepEqual(Object.keys(previous_attributes).sort(), [
    'application_fee',
    'balance_transaction',
    'transfer',
    'transfer_group',
  ])
  await stripe.charges.update(intent.latest_charge as string, { description: 'again' })
  assert.deepEqual(await news(), ['charge.updated'])
  assert.equal((await movements(world, id)).length, 1)
})

behaves('POST /v1/payment_intents/{id}/capture', 'sends on what was captured, and no more than it', async (world) => {
  const { stripe, news, call } = world
  const id = await connect(world)
  const hold = (more: Partial<Stripe.PaymentIntentCreateParams>) =>
    stripe.paymentIntents.create({ ...BY_CARD, amount: 10_000, capture_method: 'manual', ...more })
  const kept = await hold({ application_fee_amount: 4000, transfer_data: { destination: id } })
  await news()
  await stripe.paymentIntents.capture(kept.id, { amount_to_capture: 3000 })
  // The fee is capped at what was captured; 87 + 30 are Stripe's.
  assert.deepEqual(await movements(world, id), [['payment', 3000, 3000, 0]])
  assert.equal(await wealth(world), 3000 - 117)
  const captured = ['charge.captured', 'payment_intent.succeeded', 'transfer.created', 'application_fee.created']
  assert.deepEqual((await news()).sort(), captured.sort())

  const other = await hold({ application_fee_amount: 4000, transfer_data: { destination: id } })
  const partly = await call(
    'POST',
    `/v1/payment_intents/${other.id}/capture`,
    'amount_to_capture=1&final_capture=false',
  )
  assert.equal(partly.status, 400)
  await stripe.paymentIntents.capture(other.id, { application_fee_amount: 500 })
  assert.deepEqual((await movements(world, id)).at(-1), ['payment', 10_000, 500, 9500])
  assert.equal((await stripe.charges.retrieve(other.latest_charge as string)).application_fee_amount, 500)

  const third = await hold({ transfer_data: { destination: id } })
  await stripe.paymentIntents.capture(third.id, { transfer_data: { amount: 2500 } })
  assert.deepEqual((await movements(world, id)).at(-1), ['payment', 2500, 0, 2500])
  // A hold that is let go sends nothing on.
  const fourth = await hold({ transfer_data: { destination: id } })
  await stripe.paymentIntents.cancel(fourth.id)
  assert.equal((await movements(world, id)).length, 3)
})

behaves('POST /v1/payment_intents', 'refuses whom it cannot pay, and more than there is', async (world) => {
  const { call, news } = world
  const id = await connect(world)
  const make = (form: string) => call('POST', '/v1/payment_intents', `amount=1000&currency=usd&${form}`)
  const to = `transfer_data[destination]=${id}`
  // Recorded: https://github.com/Sylius/PayumStripe/issues/14
  refused(await make('application_fee_amount=1'), 400, {
    param: 'application_fee_amount',
    message:
      'Can only apply an application_fee_amount when the PaymentIntent is attempting a direct payment (using an OAuth key ' +
      'or Stripe-Account header) or destination payment (using `transfer_data[destination]`).',
  })
  refused(await make('transfer_data[destination]=000000005'), 400, {
    code: 'resource_missing',
    param: 'transfer_data[destination]',
    message: "No such destination: '000000005'",
  })
  for (const [form, param, code] of [
    ['on_behalf_of=acct_1None', 'on_behalf_of', 'resource_missing'],
    ['transfer_data[amount]=5', 'transfer_data[destination]', 'parameter_missing'],
    [`${to}&application_fee_amount=1001`, 'application_fee_amount', undefined],
    [`${to}&application_fee_amount=-1`, 'application_fee_amount', 'parameter_invalid_integer'],
    [`${to}&transfer_data[amount]=1001`, 'transfer_data[amount]', undefined],
    [`${to}&transfer_data[amount]=0`, 'transfer_data[amount]', 'parameter_invalid_integer'],
    [`${to}&transfer_data[amount]=5&application_fee_amount=5`, 'transfer_data[amount]', 'parameters_exclusive'],
    [`${to}&transfer_data[description]=x`, 'transfer_data[description]', 'not_built'],
  ] as const) {
    const { status, body } = await make(form)
    assert.deepEqual([status, body.error.param, body.error.code], [400, param, code], form)
  }
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/payment_intents/{id}', 'changes what is kept and sent before it is paid', async (world) => {
  const { stripe, news, call } = world
  const id = await connect(world)
  const made = await stripe.paymentIntents.create({
    amount: 1000,
    currency: 'usd',
    application_fee_amount: 100,
    transfer_data: { destination: id },
  })
  const changed = await stripe.paymentIntents.update(made.id, { application_fee_amount: 200, transfer_group: 'g' })
  assert.deepEqual([changed.application_fee_amount, changed.transfer_group], [200, 'g'])
  const over = await call('POST', `/v1/payment_intents/${made.id}`, 'amount=150')
  assert.deepEqual([over.status, over.body.error.param], [400, 'application_fee_amount'])
  await stripe.paymentIntents.update(made.id, { application_fee_amount: '', transfer_data: { amount: 900 } })
  await stripe.paymentIntents.confirm(made.id, {
    payment_method: 'pm_card_bypassPending',
    return_url: 'https://shop.example',
  })
  await world.advance(2)
  assert.deepEqual(await movements(world, id), [['payment', 900, 0, 900]])
  assert.deepEqual(await news(), [...PAID, 'transfer.created'])
})

behaves('POST /v1/charges', 'of the time before PaymentIntents goes on to an account as well', async (world) => {
  const { stripe, call, news } = world
  const id = await connect(world)
  const charge = await stripe.charges.create({
    amount: 10_000,
    currency: 'usd',
    source: 'tok_visa',
    application_fee_amount: 1230,
    transfer_data: { destination: id },
  })
  assert.deepEqual([charge.application_fee_amount, charge.transfer_data], [1230, { amount: null, destination: id }])
  // $100.00, less 290 + 30 of Stripe's, less what went on: 10 000 - 1230.
  assert.deepEqual([await wealth(world), await wealth(world, id)], [10_000 - 320 - 8770, 8770])
  refused(
    await call('POST', '/v1/charges', 'amount=500&currency=usd&source=tok_visa&transfer_data[destination]=acct_x'),
    400,
    {
      code: 'resource_missing',
      param: 'transfer_data[destination]',
      message: "No such destination: 'acct_x'",
    },
  )
  assert.deepEqual(await news(), ['charge.succeeded', 'application_fee.created', 'transfer.created'])
})
