// Transfers: money from a platform to its connected accounts. (https://docs.stripe.com/connect/separate-charges-and-transfers)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { sandbox } from '../../world.ts'
import { onMonday, topUp } from '../payments/funds.ts'
import { BY_CARD, connect, newsOf, wealth } from './platform.ts'

behaves('POST /v1/transfers', 'sends what is available, and it arrives whole', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  await topUp(world, 5000)
  const made = await stripe.transfers.create({
    amount: 1234,
    currency: 'usd',
    destination: id,
    description: 'September',
    metadata: { a: '1' },
    transfer_group: 'order 7',
  })
  const { id: transfer, created, balance_transaction, destination_payment, ...rest } = made
  assert.match(transfer, /^tr_[A-Za-z0-9]{24}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'transfer',
    amount: 1234,
    amount_reversed: 0,
    currency: 'usd',
    description: 'September',
    destination: id,
    livemode: false,
    metadata: { a: '1' },
    reversals: { object: 'list', data: [], has_more: false, url: `/v1/transfers/${transfer}/reversals` },
    reversed: false,
    source_transaction: null,
    source_type: 'card',
    transfer_group: 'order 7',
  })
  const moved = await stripe.balanceTransactions.retrieve(balance_transaction as string)
  assert.deepEqual([moved.type, moved.reporting_category, moved.source], ['transfer', 'transfer', transfer])
  assert.deepEqual([moved.amount, moved.fee, moved.net, moved.status], [-1234, 0, -1234, 'available'])
  const there = { stripeAccount: id }
  const payment = await stripe.charges.retrieve(
    destination_payment as string,
    { expand: ['balance_transaction'] },
    there,
  )
  const { id: py, created: at, balance_transaction: came, application, ...shown } = payment
  assert.match(py, /^py_[A-Za-z0-9]{24}$/)
  assert.match(application as string, /^ca_[A-Za-z0-9]{32}$/)
  assert.ok(at >= created)
  // The fields as a recorded destination payment has them.
  assert.deepEqual(shown, {
    object: 'charge',
    amount: 1234,
    amount_captured: 1234,
    amount_refunded: 0,
    application_fee: null,
    application_fee_amount: null,
    billing_details: {
      address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
      email: null,
      name: null,
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: null,
    captured: true,
    currency: 'usd',
    customer: null,
    description: null,
    disputed: false,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    fraud_details: {},
    livemode: false,
    metadata: {},
    on_behalf_of: null,
    outcome: {
      advice_code: null,
      network_advice_code: null,
      network_decline_code: null,
      network_status: 'approved_by_network',
      reason: null,
      risk_level: 'not_assessed',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: null,
    payment_method: null,
    payment_method_details: { stripe_account: {}, type: 'stripe_account' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source: { id: (await stripe.accounts.retrieveCurrent()).id, object: 'account' },
    source_transfer: transfer,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'succeeded',
    transfer_data: null,
    transfer_group: null,
  })
  const { type, amount, fee, net, status } = came as Stripe.BalanceTransaction
  assert.deepEqual([type, amount, fee, net, status], ['payment', 1234, 0, 1234, 'available'])
  assert.deepEqual([await wealth(world), await wealth(world, id)], [3766, 1234])
  assert.deepEqual({ ...(await stripe.transfers.retrieve(transfer)) }, { ...made })
  // The platform sees what its transfer led to, in an account that is connected to it.
  const seen = await stripe.transfers.retrieve(transfer, {
    expand: ['destination', 'destination_payment.balance_transaction'],
  })
  assert.deepEqual(seen.destination, { ...(await stripe.accounts.retrieve(id)) })
  assert.deepEqual(seen.destination_payment, { ...payment })
  assert.deepEqual(await news(), ['transfer.created'])
  assert.deepEqual(await newsOf(world, id), [])
})

behaves('POST /v1/transfers', 'sends no more than is available', async (world) => {
  const { stripe, call, news } = world
  const id = await connect(world)
  await topUp(world, 1000)
  const send = (form: string) => call('POST', '/v1/transfers', form)
  // Recorded: https://github.com/stripe/stripe-node/issues/1147
  refused(await send(`amount=1001&currency=usd&destination=${id}`), 400, {
    code: 'balance_insufficient',
    message:
      'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.  You can use ' +
      'the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).',
  })
  assert.equal((await send(`amount=1&currency=eur&destination=${id}`)).body.error.code, 'balance_insufficient')
  const pending = await stripe.paymentIntents.create({ ...BY_CARD, amount: 9000 })
  await news()
  assert.equal((await send(`amount=1001&currency=usd&destination=${id}`)).body.error.code, 'balance_insufficient')
  assert.equal((await send(`amount=1000&currency=usd&destination=${id}`)).status, 200)
  assert.equal((await send(`amount=1&currency=usd&destination=${id}`)).body.error.code, 'balance_insufficient')
  assert.equal(pending.status, 'succeeded')
  // 290 + 30 of $90.00 are 291: 261 + 30.
  assert.deepEqual([await wealth(world), await wealth(world, id)], [9000 - 291, 1000])
  assert.deepEqual(await news(), ['transfer.created'])
})

behaves('POST /v1/transfers', 'refuses who is not connected, and what makes no sense', async (world) => {
  const { call, news, stripe } = world
  await topUp(world, 1000)
  const foreign = await connect(sandbox({ url: world.url, port: Number(new URL(world.url).port) }))
  const send = (form: string) => call('POST', '/v1/transfers', form)
  // Recorded: "No such destination".
  for (const who of [foreign, 'acct_1NothingThere000', '000000005', 'acct_a b'])
    refused(await send(`amount=1&currency=usd&destination=${encodeURIComponent(who)}`), 400, {
      code: 'resource_missing',
      param: 'destination',
      message: `No such destination: '${who}'`,
    })
  const own = (await stripe.accounts.retrieveCurrent()).id
  refused(await send(`amount=1&currency=usd&destination=${own}`), 400, {
    param: 'destination',
    message: "The 'destination' param cannot be set to your own account.",
  })
  const id = await connect(world, { capabilities: { card_payments: { requested: true } } })
  refused(await send(`amount=1&currency=usd&destination=${id}`), 400, {
    code: 'insufficient_capabilities_for_transfer',
    param: 'destination',
    message: /transfers, crypto_transfers, legacy_payments$/,
  })
  const willing = await connect(world)
  for (const [form, param, code] of [
    ['currency=usd', 'amount', 'parameter_missing'],
    ['amount=0&currency=usd', 'amount', 'parameter_invalid_integer'],
    ['amount=5&currency=xyz', 'currency', undefined],
    ['amount=5&currency=usd&source_transaction=ch_none', 'source_transaction', 'resource_missing'],
    ['amount=5&currency=usd&source_type=bank_account', undefined, 'balance_insufficient'],
  ] as const) {
    const { status, body } = await send(`${form}&destination=${willing}`)
    assert.deepEqual([status, body.error.param, body.error.code], [400, param, code], form)
  }
  const within = await call('POST', '/v1/transfers', `amount=1&currency=usd&destination=${own}`, {
    'stripe-account': willing,
  })
  assert.equal(within.body.error.code, 'resource_missing')
  assert.deepEqual([await wealth(world), await wealth(world, willing)], [1000, 0])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/transfers', 'of a charge waits for its money, and is no more than it', async (world) => {
  const { stripe, call, news, advance } = world
  await onMonday(world)
  const id = await connect(world)
  const { latest_charge, id: intent } = await stripe.paymentIntents.create({ ...BY_CARD, amount: 1000 })
  await news()
  const source_transaction = latest_charge as string
  const sent = await stripe.transfers.create({
    amount: 700,
    currency: 'usd',
    destination: id,
    source_transaction,
    expand: ['balance_transaction'],
  })
  const paid = await stripe.charges.retrieve(source_transaction, { expand: ['balance_transaction'] })
  const [out, came] = [sent, paid].map(({ balance_transaction }) => balance_transaction as Stripe.BalanceTransaction)
  assert.deepEqual([out!.status, out!.available_on], ['pending', came!.available_on])
  assert.deepEqual([sent.source_transaction, sent.transfer_group], [source_transaction, `group_${intent}`])
  assert.equal(paid.transfer_group, `group_${intent}`)
  assert.deepEqual(await news(), ['charge.updated', 'transfer.created'])
  const more = `currency=usd&destination=${id}&source_transaction=${source_transaction}`
  refused(await call('POST', '/v1/transfers', `amount=301&${more}`), 400, {
    param: 'amount',
    message:
      'Transfer amount ($3.01) is greater than the amount of the source transaction that is not transferred yet ($3.00)',
  })
  refused(await call('POST', '/v1/transfers', `amount=1&${more.replace('usd', 'eur')}`), 400, {
    param: 'currency',
    message: /usd/,
  })
  const rest = await call('POST', '/v1/transfers', more)
  assert.equal(rest.body.amount, 300)
  assert.equal((await call('POST', '/v1/transfers', more)).status, 400)
  // 29 + 30 of $10.00 are kept, and the platform has to bear them.
  assert.deepEqual([await wealth(world), await wealth(world, id)], [-59, 1000])
  const { pending } = await stripe.balance.retrieve({}, { stripeAccount: id })
  assert.equal(pending[0]!.amount, 1000)
  assert.deepEqual(await news(), ['transfer.created'])
  await advance(2 * 86_400)
  assert.equal((await stripe.balance.retrieve({}, { stripeAccount: id })).available[0]!.amount, 1000)
  assert.deepEqual(await newsOf(world, id), ['balance.available'])
  assert.deepEqual((await stripe.transfers.list({ transfer_group: `group_${intent}` })).data.length, 2)
})

behaves('POST /v1/transfers', 'of a charge that brought nothing is refused', async (world) => {
  const { stripe, call, news } = world
  const id = await connect(world)
  const held = await stripe.paymentIntents.create({ ...BY_CARD, amount: 1000, capture_method: 'manual' })
  await news()
  const form = `amount=1&currency=usd&destination=${id}&source_transaction=${held.latest_charge}`
  refused(await call('POST', '/v1/transfers', form), 400, { param: 'source_transaction', message: /no money/ })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/transfers/{id}', 'changes what is said of it', async (world) => {
  const { stripe, news } = world
  const id = await connect(world)
  await topUp(world, 100)
  const made = await stripe.transfers.create({ amount: 100, currency: 'usd', destination: id })
  const changed = await stripe.transfers.update(made.id, { description: 'Tip', metadata: { a: '1' } })
  assert.deepEqual({ ...changed }, { ...made, description: 'Tip', metadata: { a: '1' } })
  assert.deepEqual(await news(), ['transfer.created', 'transfer.updated'])
})

behaves('GET /v1/transfers', 'has the newest first, by destination and group', async (world) => {
  const { stripe, news, call } = world
  const [a, b] = [await connect(world), await connect(world)]
  await topUp(world, 100)
  const send = (destination: string, transfer_group?: string) =>
    stripe.transfers.create({ amount: 10, currency: 'usd', destination, ...(transfer_group && { transfer_group }) })
  const [one, two, three] = [await send(a), await send(b, 'g'), await send(a, 'g')]
  const ids = async (params: Stripe.TransferListParams) =>
    (await stripe.transfers.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ destination: a }), [three.id, one.id])
  assert.deepEqual(await ids({ transfer_group: 'g' }), [three.id, two.id])
  assert.equal((await call('GET', '/v1/transfers/tr_none')).body.error.message, "No such transfer: 'tr_none'")
  assert.deepEqual(await news(), ['transfer.created', 'transfer.created', 'transfer.created'])
})
