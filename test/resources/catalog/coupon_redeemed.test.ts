// What redeems a coupon counts it, and nobody is told. No operation redeems by itself: these run as parts of one would.
// (https://docs.stripe.com/api/coupons/object#coupon_object-times_redeemed)
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import type { Brindle } from '../../../src/main.ts'
import { type Coupon, redeemable, redeemed } from '../../../src/resources/catalog/coupon.ts'
import { percentageOf, taxRate } from '../../../src/resources/catalog/tax_rate.ts'
import { sandbox, startBrindle } from '../../world.ts'
import { refusal, within } from '../within.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** https://docs.stripe.com/error-codes#coupon-expired */
const EXPIRED = {
  status: 400,
  body: {
    type: 'invalid_request_error',
    code: 'coupon_expired',
    message: 'Coupon expired: HALF',
    param: 'discounts[0][coupon]',
  },
}
const PARAM = 'discounts[0][coupon]'

test('a coupon is redeemed as often as it may be', async () => {
  const world = sandbox(brindle)
  await world.stripe.coupons.create({ id: 'HALF', percent_off: 50, max_redemptions: 2 })
  for (const state of [
    [1, true],
    [2, false],
  ]) {
    const done = await within(brindle, world, (tx) => redeemed(tx, redeemable(tx, 'HALF', PARAM)))
    const { times_redeemed, valid } = await world.stripe.coupons.retrieve('HALF')
    assert.deepEqual([times_redeemed, valid], state)
    assert.deepEqual([(done as Coupon).times_redeemed, (done as Coupon).valid], state)
  }
  assert.deepEqual(refusal(await within(brindle, world, (tx) => redeemable(tx, 'HALF', PARAM))), EXPIRED)
  assert.deepEqual(await world.news(), ['coupon.created'])
})

test('two redemptions of one unit are two', async () => {
  const world = sandbox(brindle)
  await world.stripe.coupons.create({ id: 'HALF', percent_off: 50, max_redemptions: 2 })
  await within(brindle, world, (tx) => {
    const coupon = redeemable(tx, 'HALF', PARAM)
    redeemed(tx, coupon)
    redeemed(tx, coupon)
  })
  const { times_redeemed, valid } = await world.stripe.coupons.retrieve('HALF')
  assert.deepEqual([times_redeemed, valid], [2, false])
  assert.deepEqual(await world.news(), ['coupon.created'])
})

test('a coupon whose time is over, or that is not there, is not redeemed', async () => {
  const world = sandbox(brindle)
  const now = await world.advance(1)
  await world.stripe.coupons.create({ id: 'HALF', percent_off: 50, redeem_by: now + 60 })
  await world.advance(120)
  assert.deepEqual(refusal(await within(brindle, world, (tx) => redeemable(tx, 'HALF', PARAM))), EXPIRED)
  const missing = (id: string) => ({
    status: 400,
    body: {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: `No such coupon: '${id}'`,
      param: PARAM,
    },
  })
  const { id: product } = await world.stripe.products.create({ name: 'x' })
  await world.stripe.coupons.del('HALF')
  for (const id of ['HALF', 'NONE', product])
    assert.deepEqual(refusal(await within(brindle, world, (tx) => redeemable(tx, id, PARAM))), missing(id))
  assert.deepEqual(await world.news(), ['coupon.created', 'product.created', 'coupon.deleted'])
})

test('the percentages that are reckoned with are exact', async () => {
  const world = sandbox(brindle)
  const { id } = await world.stripe.taxRates.create({ display_name: 'x', inclusive: true, percentage: 8.875 })
  await world.stripe.coupons.create({ id: 'THIRD', percent_off: 33.3 })
  await world.stripe.coupons.create({ id: 'ALL', percent_off: 100 })
  assert.equal(await within(brindle, world, (tx) => percentageOf(tx.get(taxRate, id))), '8.875')
  for (const [name, exact] of [
    ['THIRD', '33.3'],
    ['ALL', '100'],
  ] as const)
    assert.equal(await within(brindle, world, (tx) => redeemable(tx, name, PARAM).hidden.percent_off), exact)
  assert.deepEqual(await world.news(), ['tax_rate.created', 'coupon.created', 'coupon.created'])
})
