// The balance: what was moved, to the cent, before and after jobs have added it up. (https://docs.stripe.com/api/balance)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { advanceTo, balanceOf, DAY, entry, onMonday, PAID, pay, topUp, worth } from './funds.ts'

behaves('GET /v1/balance', 'is nothing before anything has moved', async (world) => {
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  assert.deepEqual(await world.news(), [])
})

// 2.9 % and 30 cents are kept: of $15.00 43.5 + 30, rounded to 74; of $100.00 290 + 30. (https://stripe.com/pricing)
behaves('GET /v1/balance', 'is pending for two business days, less the fee', async (world) => {
  const at = await onMonday(world)
  await pay(world, 1500)
  assert.deepEqual(await balanceOf(world), worth(0, 1426))
  await pay(world, 10_000)
  assert.deepEqual(await balanceOf(world), worth(0, 1426 + 9680))
  // Ten seconds later a job has added it up. It says the same.
  await world.advance(11)
  assert.deepEqual(await balanceOf(world), worth(0, 11_106))
  assert.deepEqual(await world.news(), [...PAID, ...PAID])
  const wednesday = Math.floor(at / DAY) * DAY + 2 * DAY
  await advanceTo(world, wednesday - 1)
  assert.deepEqual(await balanceOf(world), worth(0, 11_106))
  assert.deepEqual(await world.news(), [])
  await advanceTo(world, wednesday)
  assert.deepEqual(await balanceOf(world), worth(11_106, 0))
  assert.deepEqual(await world.news(), ['balance.available'])
})

behaves('GET /v1/balance', 'is told as it is when money becomes available, once for a day', async (world) => {
  await onMonday(world)
  for (const amount of [1500, 10_000, 500]) await pay(world, amount)
  await world.advance(DAY)
  await pay(world, 1000)
  await world.news()
  await world.advance(DAY)
  // Monday's payments: 1426 + 9680, and of $5.00 14.5 + 30 are kept. Tuesday's $10.00, less 59, are still on their way.
  const available = 1426 + 9680 + 455
  assert.deepEqual(await balanceOf(world), worth(available, 941))
  const { data } = await world.stripe.events.list({ type: 'balance.available' })
  assert.deepEqual(
    data.map((event) => ({ ...event.data.object })),
    [worth(available, 941)],
  )
  assert.deepEqual(data[0]!.request, { id: null, idempotency_key: null })
  assert.deepEqual(await world.news(), ['balance.available'])
})

// 2.9 % of $20.00 are 58, and 30: 1912 are there at once, and told when the job has added them up.
behaves('GET /v1/balance', 'is available at once from a test card that bypasses pending', async (world) => {
  await onMonday(world)
  const { latest_charge } = await world.stripe.paymentIntents.create({
    amount: 2000,
    currency: 'usd',
    payment_method: 'pm_card_bypassPending',
    return_url: 'https://example.com',
    confirm: true,
    expand: ['latest_charge.balance_transaction'],
  })
  const { balance_transaction } = latest_charge as Stripe.Charge
  assert.equal((balance_transaction as Stripe.BalanceTransaction).status, 'available')
  assert.deepEqual(await balanceOf(world), worth(1912, 0))
  await world.stripe.payouts.create({ amount: 1912, currency: 'usd' })
  assert.deepEqual(await world.news(), [...PAID, 'payout.created'])
  await world.advance(11)
  assert.deepEqual(await world.news(), ['balance.available'])
  assert.deepEqual(await balanceOf(world), worth(0, 0))
  const { data } = await world.stripe.events.list({ type: 'balance.available' })
  assert.deepEqual(
    data.map((event) => ({ ...event.data.object })),
    [worth(0, 0)],
  )
})

behaves('GET /v1/balance', 'has an entry for each currency, the account’s own first', async (world) => {
  await onMonday(world)
  await pay(world, 10_000, 'eur')
  await pay(world, 10_000, 'aud')
  // The fee is the same share: 290 + 30.
  const pending = [entry(9680, 'aud'), entry(9680, 'eur')]
  const none = [entry(0, 'aud'), entry(0, 'eur')]
  assert.deepEqual(await balanceOf(world), {
    object: 'balance',
    available: none,
    instant_available: none,
    livemode: false,
    pending,
  })
  await pay(world, 1500)
  const three = await world.stripe.balance.retrieve()
  assert.deepEqual(three.pending, [entry(1426), ...pending])
  await world.advance(11)
  assert.deepEqual((await world.stripe.balance.retrieve()).pending, [entry(1426), ...pending])
  assert.deepEqual(await world.news(), [...PAID, ...PAID, ...PAID])
  await world.advance(2 * DAY)
  const then = await world.stripe.balance.retrieve()
  assert.deepEqual(then.available, [entry(1426), ...pending])
  assert.deepEqual(then.pending, [entry(0), ...none])
  assert.deepEqual(await world.news(), ['balance.available'])
})

behaves('GET /v1/balance', 'is the same while its parts are added up at different times', async (world) => {
  await onMonday(world)
  await topUp(world, 5000)
  await pay(world, 1500)
  assert.deepEqual(await balanceOf(world), worth(5000, 1426))
  assert.deepEqual(await world.news(), PAID)
  await world.advance(11)
  await pay(world, 1500)
  assert.deepEqual(await world.news(), PAID)
  await topUp(world, 100)
  assert.deepEqual(await balanceOf(world), worth(5100, 2852))
  await world.advance(11)
  assert.deepEqual(await balanceOf(world), worth(5100, 2852))
  assert.deepEqual(await world.news(), [])
})
