// A customer who is moved here from elsewhere: the subscription began on 15 November, and is billed on the 1st from now on.
// (docs.stripe.com/billing/subscriptions/backdating)
import assert from 'node:assert/strict'
import { behaves } from '../behaves.ts'
import {
  BOUGHT,
  buyer,
  day,
  HOUR,
  latest,
  linesOf,
  newsOf,
  RENEWED,
  START,
  SUBSCRIBED,
} from '../resources/billing/subscribing.ts'

const [BEGAN, DEC, FEB] = [day('2024-11-15'), day('2024-12-01'), day('2025-02-01')]
const terms = { backdate_start_date: BEGAN, billing_cycle_anchor: FEB }

behaves(
  'POST /v1/subscriptions',
  'story: what was used since November is billed, and then each month',
  async (world) => {
    const { stripe } = world
    const who = await buyer(world)
    const price = await who.price('Photos', 3000)
    const { id: coupon } = await stripe.coupons.create({
      percent_off: 50,
      duration: 'repeating',
      duration_in_months: 3,
    })
    await newsOf(world)
    const made = await stripe.subscriptions.create({
      customer: who.customer,
      items: [{ price }],
      discounts: [{ coupon }],
      ...terms,
    })
    assert.deepEqual([made.start_date, made.created, made.billing_cycle_anchor], [BEGAN, START, FEB])
    const first = await latest(world, made.id)
    // Of November's 30 days 16: 30.00 × 16/30. The coupon takes half of all.
    assert.deepEqual(linesOf(first), [
      ['Remaining time on Photos after 15 Nov 2024', 1600, BEGAN, DEC],
      ['1 × Photos (at $30.00 / month)', 3000, DEC, START],
      ['1 × Photos (at $30.00 / month)', 3000, START, FEB],
    ])
    assert.deepEqual([first.subtotal, first.total, first.amount_paid], [7600, 3800, 3800])
    assert.deepEqual(await newsOf(world), BOUGHT)

    // The coupon's three months began on 15 November: 1 February is within them, 1 March is not.
    await who.go(FEB + HOUR)
    assert.equal((await latest(world, made.id)).amount_paid, 1500)
    assert.deepEqual(await newsOf(world), RENEWED)
    await who.go(day('2025-03-01') + HOUR)
    assert.equal((await latest(world, made.id)).amount_paid, 3000)
    assert.deepEqual(await newsOf(world), RENEWED)
  },
)

behaves('POST /v1/subscriptions', 'story: what was used elsewhere was paid there, and is not billed', async (world) => {
  const who = await buyer(world)
  const price = await who.price('Photos', 3000)
  const made = await world.stripe.subscriptions.create({
    customer: who.customer,
    items: [{ price }],
    proration_behavior: 'none',
    ...terms,
  })
  assert.deepEqual([made.status, made.start_date, made.latest_invoice], ['active', BEGAN, null])
  assert.deepEqual(await newsOf(world), [SUBSCRIBED])
  await who.go(FEB + HOUR)
  assert.deepEqual(linesOf(await latest(world, made.id)), [
    ['1 × Photos (at $30.00 / month)', 3000, FEB, day('2025-03-01')],
  ])
  // It is the first invoice of the customer, whose currency is settled by it.
  const [moved, draft, ...rest] = RENEWED
  assert.deepEqual(await newsOf(world), [moved, draft, 'customer.updated', ...rest])
})
