// What will happen: the jobs of an account and of its test clocks, in time order, and nobody else's.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { bearer, refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const PATH = '/brindle/upcoming'
const DAY = 86_400

/** A customer with a subscription of 15 dollars a month. */
async function subscribed({ stripe }: Sandbox, more: { test_clock?: string } = {}) {
  const customer = await stripe.customers.create({ name: 'Jenny', ...more })
  const { id: default_payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer: customer.id })
  const { default_price: price } = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  const items = [{ price: price as string }]
  return stripe.subscriptions.create({ customer: customer.id, items, default_payment_method })
}

const kinds = ({ body }: { body: any }) => body.data.map(({ kind }: { kind: string }) => kind)

test('it tells what is due next, and of what', async () => {
  const world = sandbox(brindle)
  const { stripe, call } = world
  const { id, items } = await subscribed(world)
  const end = items.data[0]!.current_period_end
  const answer = await call('GET', PATH)
  const { body } = answer
  assert.deepEqual([body.object, body.has_more, body.url], ['list', false, PATH])
  assert.ok(Math.abs(body.now - Date.now() / 1000) < 10)
  const about = {
    id,
    object: 'subscription',
    label: id,
    sub_label: `active, ${(await stripe.customers.list()).data[0]!.id}`,
  }
  assert.deepEqual(
    body.data.filter(({ kind }: any) => kind.startsWith('subscription.')),
    [
      // A week before a renewal its invoice is told of.
      { object: 'brindle.upcoming', about, at: end - 7 * DAY, kind: 'subscription.upcoming' },
      { object: 'brindle.upcoming', about, at: end, kind: 'subscription.renew' },
    ],
  )
  assert.deepEqual(
    body.data.map(({ at }: any) => at),
    body.data.map(({ at }: any) => at).toSorted((a: number, b: number) => a - b),
  )
  // What happened is no longer before us, and the next is.
  await world.advance(25 * DAY)
  assert.ok(!kinds(await call('GET', PATH)).includes('subscription.upcoming'))
  const first = await call('GET', `${PATH}?limit=1`)
  assert.deepEqual([first.body.has_more, first.body.data.length], [kinds(await call('GET', PATH)).length > 1, 1])
  await stripe.subscriptions.cancel(id)
  assert.ok(!kinds(await call('GET', PATH)).includes('subscription.renew'))
})

test('a test clock has its own, in its own time', async () => {
  const world = sandbox(brindle)
  const { stripe, call } = world
  const frozen_time = 1_800_000_000
  const { id: test_clock } = await stripe.testHelpers.testClocks.create({ frozen_time })
  const { id } = await subscribed(world, { test_clock })
  const own = await call('GET', `${PATH}?test_clock=${test_clock}`)
  assert.equal(own.body.now, frozen_time)
  assert.deepEqual(kinds(own), ['subscription.upcoming', 'subscription.renew'])
  assert.equal(own.body.data[1].about.id, id)
  assert.deepEqual(
    kinds(await call('GET', PATH)).filter((kind: string) => kind.startsWith('subscription')),
    [],
  )
  const other = sandbox(brindle)
  for (const [asked, clock] of [
    [world, 'clock_none'],
    [other, test_clock],
  ] as const)
    refused(await asked.call('GET', `${PATH}?test_clock=${clock}`), 400, {
      code: 'resource_missing',
      param: 'test_clock',
      message: `No such test clock: '${clock}'`,
    })
})

test('nobody sees what is before another account', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const { id: connected } = await mine.stripe.accounts.create({ type: 'custom', country: 'US' })
  await mine.stripe.topups.create({ amount: 500, currency: 'usd' })
  const redeem_by = Math.floor(Date.now() / 1000) + 3600
  const coupon = await mine.stripe.coupons.create({ percent_off: 10, redeem_by }, { stripeAccount: connected })
  assert.deepEqual(kinds(await mine.call('GET', PATH)), ['topup.arrive'])
  const there = await mine.call('GET', PATH, undefined, { 'stripe-account': connected })
  assert.deepEqual(
    there.body.data.map(({ about, kind }: any) => [kind, about.id]),
    [['coupon.expire', coupon.id]],
  )
  assert.deepEqual((await yours.call('GET', PATH)).body.data, [])
  refused(await mine.call('GET', PATH, undefined, bearer(mine.publishable)), 403, {
    code: 'secret_key_required',
    message: /secret key/,
  })
  refused(await mine.call('GET', `${PATH}?limit=101`), 400, {
    code: 'parameter_invalid_integer',
    param: 'limit',
    message: /less than or equal to 100/,
  })
})
