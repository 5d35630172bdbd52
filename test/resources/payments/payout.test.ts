// Payouts: money that leaves the balance, and what becomes of it at the bank. (https://docs.stripe.com/api/payouts)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceTo, balanceOf, DAY, onMonday, PAID, pay, topUp, worth } from './funds.ts'

const HOUR = 3600
const midnight = (at: number) => Math.floor(at / DAY) * DAY

behaves('POST /v1/payouts', 'takes the money, and arrives on the next business day', async (world) => {
  const { stripe, news } = world
  await onMonday(world)
  await topUp(world, 5000)
  const made = await stripe.payouts.create({ amount: 1100, currency: 'usd', metadata: { a: '1' } })
  const { id, created, balance_transaction, destination, ...rest } = made
  assert.match(id, /^po_[A-Za-z0-9]{24}$/)
  assert.match(destination as string, /^ba_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...rest },
    {
      object: 'payout',
      amount: 1100,
      application_fee: null,
      application_fee_amount: null,
      arrival_date: midnight(created) + DAY,
      automatic: false,
      currency: 'usd',
      description: null,
      failure_balance_transaction: null,
      failure_code: null,
      failure_message: null,
      livemode: false,
      metadata: { a: '1' },
      method: 'standard',
      original_payout: null,
      payout_method: null,
      reconciliation_status: 'not_applicable',
      reversed_by: null,
      source_type: 'card',
      statement_descriptor: null,
      status: 'pending',
      trace_id: { status: 'pending', value: null },
      type: 'bank_account',
    },
  )
  const moved = await stripe.balanceTransactions.retrieve(balance_transaction as string)
  assert.deepEqual([moved.type, moved.reporting_category, moved.source], ['payout', 'payout', id])
  assert.deepEqual([moved.amount, moved.fee, moved.net, moved.status], [-1100, 0, -1100, 'available'])
  assert.deepEqual(await balanceOf(world), worth(3900, 0))
  assert.deepEqual(await news(), ['payout.created'])

  await world.advance(HOUR)
  assert.equal((await stripe.payouts.retrieve(id)).status, 'in_transit')
  assert.deepEqual(await news(), ['payout.updated'])
  await advanceTo(world, made.arrival_date - 1)
  assert.deepEqual(await news(), [])
  await advanceTo(world, made.arrival_date)
  const paid = await stripe.payouts.retrieve(id)
  assert.deepEqual([paid.status, paid.trace_id], ['paid', { status: 'unsupported', value: null }])
  assert.deepEqual(await news(), ['payout.paid'])
  assert.deepEqual(await balanceOf(world), worth(3900, 0))
})

behaves('POST /v1/payouts', 'arrives on no weekend', async (world) => {
  // The days from a Monday on, and how many of them the bank takes.
  const DAYS = [1, 1, 1, 1, 3, 2, 1]
  await onMonday(world)
  await topUp(world, 5000)
  for (const [day, days] of DAYS.entries()) {
    await onMonday(world, day)
    const { created, arrival_date } = await world.stripe.payouts.create({ amount: 100, currency: 'usd' })
    assert.equal(arrival_date, midnight(created) + days * DAY, `day ${day}`)
  }
  assert.equal((await world.news()).filter((type) => type === 'payout.created').length, DAYS.length)
})

behaves('POST /v1/payouts', 'pays out what is available, and not what is pending', async (world) => {
  const { stripe, call, news } = world
  await onMonday(world)
  await pay(world, 10_000)
  await news()
  const refused = await call('POST', '/v1/payouts', 'amount=1&currency=usd')
  assert.deepEqual([refused.status, refused.body.error.code], [400, 'balance_insufficient'])
  // Recorded: https://github.com/stripe/stripe-node/issues/1147
  assert.equal(
    refused.body.error.message,
    'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.  You can use ' +
      'the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).',
  )
  assert.deepEqual(await balanceOf(world), worth(0, 9680))
  assert.deepEqual(await news(), [])
  await world.advance(2 * DAY)
  assert.deepEqual(await news(), ['balance.available'])
  const over = await call('POST', '/v1/payouts', 'amount=9681&currency=usd')
  assert.equal(over.body.error.code, 'balance_insufficient')
  const elsewhere = await call('POST', '/v1/payouts', 'amount=1&currency=eur')
  assert.equal(elsewhere.body.error.code, 'balance_insufficient')
  const other = await call('POST', '/v1/payouts', 'amount=1&currency=usd&source_type=bank_account')
  assert.match(other.body.error.message, /Your bank account balance is too low/)
  await stripe.payouts.create({ amount: 9680, currency: 'usd' })
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  assert.deepEqual(await news(), ['payout.created'])
})

// 1 %, at least 50 cents. [K]
behaves('POST /v1/payouts', 'arrives at once for a fee', async (world) => {
  const { stripe, news, advance, call } = world
  await topUp(world, 20_000)
  const made = await stripe.payouts.create({ amount: 10_050, currency: 'usd', method: 'instant' })
  assert.deepEqual([made.method, made.arrival_date], ['instant', made.created])
  const moved = await stripe.balanceTransactions.retrieve(made.balance_transaction as string)
  // 1 % of $100.50 is $1.005, rounded up.
  assert.deepEqual([moved.amount, moved.fee, moved.net], [-10_050, 101, -10_151])
  assert.deepEqual(await balanceOf(world), worth(9849, 0))
  assert.deepEqual(await news(), ['payout.created'])
  await advance(5)
  assert.equal((await stripe.payouts.retrieve(made.id)).status, 'paid')
  assert.deepEqual(await news(), ['payout.updated', 'payout.paid'])
  // The fee must be there as well: 9849 less 1 % of it.
  const all = await call('POST', '/v1/payouts', 'amount=9849&currency=usd&method=instant')
  assert.equal(all.body.error.code, 'balance_insufficient')
  await stripe.payouts.create({ amount: 100, currency: 'usd', method: 'instant' })
  assert.deepEqual(await balanceOf(world), worth(9849 - 150, 0))
  assert.deepEqual(await news(), ['payout.created'])
})

/** https://docs.stripe.com/connect/testing#account-numbers */
const FAILING = [
  ['000111111116', 'no_account'],
  ['000111111113', 'account_closed'],
  ['000222222227', 'insufficient_funds'],
  ['000333333335', 'debit_not_authorized'],
  ['000444444440', 'invalid_currency'],
  ['could_not_process', 'could_not_process'],
] as const

behaves('POST /v1/payouts', 'fails as its test account says, and the money is back', async (world) => {
  const { stripe, news } = world
  await onMonday(world)
  await topUp(world, 5000)
  for (const [brindle_fails, code] of FAILING) {
    const { id, arrival_date } = await stripe.payouts.create({
      amount: 5000,
      currency: 'usd',
      metadata: { brindle_fails },
    })
    assert.deepEqual(await balanceOf(world), worth(0, 0))
    await advanceTo(world, arrival_date)
    const failed = await stripe.payouts.retrieve(id, { expand: ['failure_balance_transaction'] })
    assert.deepEqual([failed.status, failed.failure_code], ['failed', code])
    assert.ok(failed.failure_message)
    const back = failed.failure_balance_transaction as Stripe.BalanceTransaction
    assert.deepEqual([back.type, back.reporting_category, back.source], ['payout_failure', 'payout_reversal', id])
    assert.deepEqual([back.amount, back.net, back.status], [5000, 5000, 'available'])
    assert.deepEqual(await balanceOf(world), worth(5000, 0))
    assert.deepEqual(await news(), ['payout.created', 'payout.updated', 'payout.failed'])
  }
})

behaves('POST /v1/payouts', 'gives back what an instant payout cost when it fails', async (world) => {
  await topUp(world, 5000)
  const metadata = { brindle_fails: 'account_closed' }
  await world.stripe.payouts.create({ amount: 4000, currency: 'usd', method: 'instant', metadata })
  assert.deepEqual(await balanceOf(world), worth(950, 0))
  await world.advance(5)
  assert.deepEqual(await balanceOf(world), worth(5000, 0))
  assert.deepEqual(await world.news(), ['payout.created', 'payout.updated', 'payout.failed'])
})

behaves('POST /v1/payouts', 'refuses what it cannot do', async (world) => {
  const { call } = world
  await topUp(world, 50_000, 'huf')
  const refusals = [
    ['currency=usd', 'amount', 'parameter_missing'],
    ['amount=100', 'currency', 'parameter_missing'],
    ['amount=0&currency=usd', 'amount', 'parameter_invalid_integer'],
    ['amount=-100&currency=usd', 'amount', 'parameter_invalid_integer'],
    ['amount=1.5&currency=usd', 'amount', 'parameter_invalid_integer'],
    ['amount=100&currency=xyz', 'currency', undefined],
    // Paid out whole only: https://docs.stripe.com/currencies#special-cases
    ['amount=150&currency=huf', 'amount', undefined],
    ['amount=100&currency=usd&destination=ba_other', 'destination', 'resource_missing'],
    ['amount=100&currency=usd&payout_method=fa_1', 'payout_method', 'not_built'],
    ['amount=100&currency=usd&method=slow', 'method', undefined],
    ['amount=100&currency=usd&statement_descriptor=More+than+twenty-two+letters', 'statement_descriptor', undefined],
    ['amount=100&currency=usd&metadata[brindle_fails]=never', 'metadata[brindle_fails]', undefined],
  ] as const
  for (const [form, param, code] of refusals) {
    const { status, body } = await call('POST', '/v1/payouts', form)
    assert.deepEqual([status, body.error.param, body.error.code], [400, param, code], form)
  }
  assert.deepEqual(await balanceOf(world), worth(50_000, 0, 'huf'))
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/payouts/{id}/cancel', 'puts the money back while it is pending, and not later', async (world) => {
  const { stripe, call, news, advance } = world
  await onMonday(world)
  await topUp(world, 5000)
  const { id } = await stripe.payouts.create({ amount: 2000, currency: 'usd' })
  const canceled = await stripe.payouts.cancel(id, { expand: ['failure_balance_transaction'] })
  assert.equal(canceled.status, 'canceled')
  const back = canceled.failure_balance_transaction as Stripe.BalanceTransaction
  assert.deepEqual([back.type, back.amount, back.net, back.source], ['payout_cancel', 2000, 2000, id])
  assert.deepEqual(await balanceOf(world), worth(5000, 0))
  assert.deepEqual(await news(), ['payout.created', 'payout.canceled'])
  const other = await stripe.payouts.create({ amount: 2000, currency: 'usd' })
  await advance(HOUR)
  for (const [one, status] of [
    [id, 'canceled'],
    [other.id, 'in_transit'],
  ] as const) {
    const { body } = await call('POST', `/v1/payouts/${one}/cancel`, '')
    // Recorded: tests of Stripe's clients against its sandbox.
    assert.equal(body.error.message, 'Payouts can only be canceled while they are pending.')
    assert.equal((await stripe.payouts.retrieve(one)).status, status)
  }
  assert.deepEqual(await balanceOf(world), worth(3000, 0))
  assert.deepEqual(await news(), ['payout.created', 'payout.updated'])
})

behaves('POST /v1/payouts/{id}/reverse', 'brings the money back on the next business day', async (world) => {
  const { stripe, call, news, advance } = world
  await onMonday(world)
  await topUp(world, 5000)
  const { id } = await stripe.payouts.create({ amount: 5000, currency: 'usd' })
  assert.equal((await call('POST', `/v1/payouts/${id}/reverse`, '')).status, 400)
  await advance(DAY)
  assert.deepEqual(await news(), ['payout.created', 'payout.updated', 'payout.paid'])
  const back = await stripe.payouts.reverse(id, { metadata: { why: 'mistake' } })
  // https://docs.stripe.com/api/payouts/reverse
  assert.deepEqual([back.amount, back.original_payout, back.status], [-5000, id, 'pending'])
  assert.deepEqual(back.metadata, { why: 'mistake' })
  assert.equal((await stripe.payouts.retrieve(id)).reversed_by, back.id)
  assert.deepEqual(await balanceOf(world), worth(0, 5000))
  assert.deepEqual(await news(), ['payout.created', 'payout.updated'])
  for (const one of [id, back.id]) assert.equal((await call('POST', `/v1/payouts/${one}/reverse`, '')).status, 400)
  await advanceTo(world, back.arrival_date)
  assert.equal((await stripe.payouts.retrieve(back.id)).status, 'paid')
  assert.deepEqual(await balanceOf(world), worth(5000, 0))
  assert.deepEqual((await news()).sort(), ['balance.available', 'payout.paid', 'payout.updated'])
})

behaves('POST /v1/payouts/{id}', 'changes its metadata', async (world) => {
  const { stripe, news } = world
  await topUp(world, 500)
  const made = await stripe.payouts.create({ amount: 100, currency: 'usd', metadata: { a: '1' } })
  const changed = await stripe.payouts.update(made.id, { metadata: { b: '2' } })
  assert.deepEqual({ ...changed }, { ...made, metadata: { a: '1', b: '2' } })
  assert.deepEqual(await news(), ['payout.created', 'payout.updated'])
})

behaves('GET /v1/payouts', 'has the newest first, by status, destination and day', async (world) => {
  const { stripe, news } = world
  await topUp(world, 500)
  const one = await stripe.payouts.create({ amount: 100, currency: 'usd' })
  await stripe.payouts.cancel(one.id)
  const two = await stripe.payouts.create({ amount: 100, currency: 'usd' })
  const ids = async (params: Stripe.PayoutListParams) => (await stripe.payouts.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'canceled' }), [one.id])
  assert.deepEqual(await ids({ destination: two.destination as string }), [two.id, one.id])
  assert.deepEqual(await ids({ arrival_date: two.arrival_date }), [two.id, one.id])
  assert.deepEqual(await news(), ['payout.created', 'payout.canceled', 'payout.created'])
})

behaves('GET /v1/payouts/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/payouts/po_none')
  assert.deepEqual(
    [status, body.error.code, body.error.message],
    [404, 'resource_missing', "No such payout: 'po_none'"],
  )
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/balance_transactions', 'finds what moved by a payout’s type', async (world) => {
  await onMonday(world)
  await topUp(world, 500)
  await pay(world, 1000)
  const { id } = await world.stripe.payouts.create({ amount: 100, currency: 'usd' })
  const { data } = await world.stripe.balanceTransactions.list({ type: 'payout' })
  assert.deepEqual(
    data.map(({ source, amount }) => [source, amount]),
    [[id, -100]],
  )
  assert.deepEqual(await world.news(), [...PAID, 'payout.created'])
})
