// Balance transactions: every movement of money, what Stripe keeps of it, and when it can be paid out.
// (https://docs.stripe.com/api/balance_transactions/object)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400
const CARDS = {
  capture_method: 'automatic' as const,
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' as const },
}

/** What a payment of an amount by card leaves in the balance. */
async function movement({ stripe }: Pick<Sandbox, 'stripe'>, amount: number): Promise<Stripe.BalanceTransaction> {
  const intent = await stripe.paymentIntents.create({
    amount,
    currency: 'usd',
    payment_method: 'pm_card_visa',
    confirm: true,
    expand: ['latest_charge'],
    ...CARDS,
  })
  return stripe.balanceTransactions.retrieve((intent.latest_charge as Stripe.Charge).balance_transaction as string)
}

const PAID = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded']

behaves('GET /v1/balance_transactions/{id}', 'is the amount, less the fee', async (world) => {
  const { stripe, news } = world
  const { id, created, available_on, source, ...rest } = await movement(world, 1500)
  assert.match(id, /^txn_[A-Za-z0-9]{24}$/)
  assert.ok(available_on > created)
  const charge = await stripe.charges.retrieve(source as string)
  assert.deepEqual([charge.balance_transaction, charge.amount], [id, 1500])
  // 2.9 % of $15.00 is 43.5 cents, rounded up to 44; and 30 cents. (https://stripe.com/pricing)
  assert.deepEqual(rest, {
    object: 'balance_transaction',
    amount: 1500,
    balance_type: 'payments',
    currency: 'usd',
    description: null,
    exchange_rate: null,
    fee: 74,
    fee_details: [
      { amount: 74, application: null, currency: 'usd', description: 'Stripe processing fees', type: 'stripe_fee' },
    ],
    net: 1426,
    reporting_category: 'charge',
    status: 'pending',
    type: 'charge',
  })
  assert.deepEqual(await news(), PAID)
})

// 2.9 % and 30 cents, rounded half up to the cent. (support.stripe.com/questions/rounding-rules-for-stripe-fees)
const FEES = [
  [50, 31], // 1.45 + 30
  [100, 33], // 2.9 + 30
  [500, 45], // 14.5 + 30
  [1000, 59], // 29 + 30
  [2500, 103], // 72.5 + 30
  [9999, 320], // 289.971 + 30
  [99_999_999, 2_900_030], // 2 899 999.971 + 30
] as const

behaves('GET /v1/balance_transactions/{id}', 'has a fee that is rounded half up', async (world) => {
  for (const [amount, fee] of FEES) {
    const moved = await movement(world, amount)
    assert.deepEqual([moved.amount, moved.fee, moved.net], [amount, fee, amount - fee])
    assert.deepEqual(
      moved.fee_details.map((part) => part.amount),
      [fee],
    )
  }
  assert.equal((await world.news()).length, PAID.length * FEES.length)
})

/** The weekday of a payment, and after how many days its money is there: two business days, at midnight UTC. */
const AVAILABLE = [
  ['Sunday', 2],
  ['Monday', 2],
  ['Tuesday', 2],
  ['Wednesday', 2],
  ['Thursday', 4],
  ['Friday', 4],
  ['Saturday', 3],
] as const

behaves('GET /v1/balance_transactions/{id}', 'is available two business days later', async (world) => {
  const noon = (Math.floor(Date.now() / 1000 / DAY) + 1) * DAY + DAY / 2
  for (let day = 0; day < 7; day++) {
    await world.call('POST', '/brindle/clock/advance', `to=${noon + day * DAY}`)
    const { created, available_on } = await movement(world, 1000)
    const [name, days] = AVAILABLE[new Date(created * 1000).getUTCDay()]!
    assert.equal(available_on, Math.floor(created / DAY) * DAY + days * DAY, name)
  }
  await world.news()
})

behaves('GET /v1/balance_transactions/{id}', 'is pending until its day', async (world) => {
  const { id, available_on } = await movement(world, 1000)
  const status = async () => (await world.stripe.balanceTransactions.retrieve(id)).status
  await world.call('POST', '/brindle/clock/advance', `to=${available_on - 60}`)
  assert.equal(await status(), 'pending')
  await world.news()
  await world.call('POST', '/brindle/clock/advance', `to=${available_on}`)
  assert.equal(await status(), 'available')
  // A balance transaction has no events of its own: https://docs.stripe.com/api/events/types
  assert.deepEqual(await world.news(), ['balance.available'])
})

behaves('GET /v1/balance_transactions/{id}', 'is a payment where it is no card', async (world) => {
  // Charges of cards are `charge`, all others `payment`, with ids of their own.
  const { stripe, news } = world
  const intent = await stripe.paymentIntents.create({
    amount: 1500,
    currency: 'usd',
    capture_method: 'automatic',
    payment_method_data: { type: 'amazon_pay' },
    confirm: true,
    return_url: 'https://example.com/back',
  })
  const body = new URLSearchParams({ outcome: 'succeed' })
  await fetch(intent.next_action!.redirect_to_url!.url!, { method: 'POST', body, redirect: 'manual' })
  const { latest_charge } = await stripe.paymentIntents.retrieve(intent.id)
  assert.match(latest_charge as string, /^py_[A-Za-z0-9]{24}$/)
  const { balance_transaction } = await stripe.charges.retrieve(latest_charge as string)
  const moved = await stripe.balanceTransactions.retrieve(balance_transaction as string, { expand: ['source'] })
  assert.deepEqual([moved.type, moved.amount, moved.net], ['payment', 1500, 1426])
  assert.equal((moved.source as Stripe.Charge).payment_method_details?.type, 'amazon_pay')
  const [created, ...rest] = PAID
  assert.deepEqual(await news(), [created, 'payment_intent.requires_action', ...rest])
})

behaves('GET /v1/balance_transactions/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/balance_transactions/txn_none')
  assert.deepEqual([status, body.error.type, body.error.code], [404, 'invalid_request_error', 'resource_missing'])
  assert.match(body.error.message, /^No such balance.transaction: 'txn_none'$/)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/balance_transactions', 'has the newest first, by source, type and currency', async (world) => {
  const one = await movement(world, 1000)
  const two = await movement(world, 2000)
  const ids = async (params: Stripe.BalanceTransactionListParams) =>
    (await world.stripe.balanceTransactions.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ source: one.source as string }), [one.id])
  assert.deepEqual(await ids({ type: 'charge' }), [two.id, one.id])
  assert.deepEqual(await ids({ type: 'payment' }), [])
  assert.deepEqual(await ids({ currency: 'eur' }), [])
  assert.deepEqual(await world.news(), [...PAID, ...PAID])
})
