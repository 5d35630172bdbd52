// `--strict-clocks`: Stripe's own bounds for test clocks. (docs.stripe.com/billing/testing/test-clocks/api-advanced-usage)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../../src/main.ts'
import { refused } from '../../http/speak.ts'
import { advanceClock } from '../../clock.ts'
import { sandbox, startBrindle } from '../../world.ts'

const DAY = 86_400
/** 2026-04-01T00:00:00Z. */
const APRIL = 1_775_001_600

let brindle: Brindle
before(async () => {
  brindle = await startBrindle({ strictClocks: true })
})
after(() => brindle.close())

test('a clock has three customers, and goes at most two intervals at once', async () => {
  const { stripe, call } = sandbox(brindle)
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: APRIL })
  const [first] = await Promise.all([1, 2, 3].map(() => stripe.customers.create({ test_clock: clock })))
  refused(await call('POST', '/v1/customers', `test_clock=${clock}`), 400, {
    param: 'test_clock',
    message: "You've reached the limit of 3 customers per test clock.",
  })
  const recurring = { interval: 'month' as const }
  const plan = { currency: 'usd', unit_amount: 0, recurring, product_data: { name: 'Free' } }
  const { id: price } = await stripe.prices.create(plan)
  await stripe.subscriptions.create({ customer: first!.id, items: [{ price }] })
  // Two months after 1 April is 1 June, 61 days later.
  refused(
    await call('POST', `/v1/test_helpers/test_clocks/${clock}/advance`, `frozen_time=${APRIL + 61 * DAY + 1}`),
    400,
    {
      param: 'frozen_time',
      message: /more than two intervals/,
    },
  )
  assert.equal((await advanceClock(stripe, clock, APRIL + 61 * DAY)).status, 'ready')
})
