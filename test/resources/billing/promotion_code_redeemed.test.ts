// Which purchases may have a promotion code, and what becomes of it. No operation redeems by itself: these run as parts of
// one would. (docs.stripe.com/billing/subscriptions/coupons#promotion-codes)
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import type Stripe from 'stripe'
import type { Tx } from '../../../src/kernel/tx.ts'
import type { Brindle } from '../../../src/main.ts'
import {
  promotionCodeRedeemable,
  promotionCodeRedeemed,
  type Purchase,
} from '../../../src/resources/billing/promotion_code.ts'
import { redeemed } from '../../../src/resources/catalog/coupon.ts'
import { type Sandbox, sandbox, startBrindle } from '../../world.ts'
import { refusal, within } from '../within.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const PARAM = 'discounts[0][promotion_code]'
const ANYBODY: Purchase = { customer: null, amount: 2000, currency: 'usd', isFirstTime: true }

async function coded(more: Partial<Stripe.PromotionCodeCreateParams> = {}, coupon: Stripe.CouponCreateParams = {}) {
  const world = sandbox(brindle)
  await world.stripe.coupons.create({ id: 'HALF', percent_off: 50, ...coupon })
  const code = await world.stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'HALF' }, ...more })
  await world.news()
  return { world, code }
}

const ask = (world: Sandbox, id: string, purchase: Partial<Purchase> = {}) =>
  within(brindle, world, (tx) => promotionCodeRedeemable(tx, id, { ...ANYBODY, ...purchase }, PARAM))

async function may(world: Sandbox, id: string, purchase: Partial<Purchase> = {}): Promise<void> {
  assert.equal(((await ask(world, id, purchase)) as { id: string }).id, id)
}

async function mayNot(world: Sandbox, id: string, message: string, purchase: Partial<Purchase> = {}) {
  assert.deepEqual(refusal(await ask(world, id, purchase)), {
    status: 400,
    body: { type: 'invalid_request_error', message, param: PARAM },
  })
}

function redeem(world: Sandbox, id: string) {
  const run = (tx: Tx) => {
    const code = promotionCodeRedeemable(tx, id, ANYBODY, PARAM)
    redeemed(tx, { id: String(code.promotion.coupon) })
    return promotionCodeRedeemed(tx, code)
  }
  return within(brindle, world, run, [id])
}

test('a code that is not there', async () => {
  const { world } = await coded()
  assert.deepEqual(refusal(await ask(world, 'promo_none')), {
    status: 400,
    body: {
      type: 'invalid_request_error',
      code: 'resource_missing',
      message: "No such promotion code: 'promo_none'",
      param: PARAM,
    },
  })
})

test('a code of one customer is no other’s', async () => {
  const { world, code } = await coded()
  await may(world, code.id)
  const [her, him] = [(await world.stripe.customers.create()).id, (await world.stripe.customers.create()).id]
  const hers = await world.stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: 'HALF' },
    customer: her,
  })
  await may(world, hers.id, { customer: her })
  for (const customer of [him, null])
    await mayNot(
      world,
      hers.id,
      'This promotion code cannot be redeemed because it is restricted to another customer.',
      { customer },
    )
})

test('a code for first purchases is not for those who paid before', async () => {
  const { world, code } = await coded({ restrictions: { first_time_transaction: true } })
  await may(world, code.id)
  // As reports of SDK users have it: github.com/stripe/stripe-node/issues/1318
  await mayNot(
    world,
    code.id,
    'This promotion code cannot be redeemed because the associated customer has prior transactions.',
    { isFirstTime: false },
  )
})

test('a code with a minimum amount is for purchases of that amount, in its currency', async () => {
  const { world, code } = await coded({
    restrictions: {
      minimum_amount: 2000,
      minimum_amount_currency: 'usd',
      currency_options: { eur: { minimum_amount: 1800 } },
    },
  })
  await may(world, code.id, { amount: 2000 })
  await may(world, code.id, { amount: 1800, currency: 'eur' })
  const tooLow =
    'This promotion code cannot be redeemed because the associated purchase does not meet the minimum amount requirement.'
  await mayNot(world, code.id, tooLow, { amount: 1999 })
  await mayNot(world, code.id, tooLow, { amount: 1799, currency: 'eur' })
  await mayNot(world, code.id, tooLow, { amount: 9999, currency: 'gbp' })
  const running = await within(brindle, world, (tx) =>
    promotionCodeRedeemable(tx, code.id, { customer: null, isFirstTime: true }, PARAM),
  )
  assert.equal(
    refusal(running).body.message,
    'This promotion code cannot be redeemed on a subscription update because it uses the `minimum_amount` restriction and ' +
      'the amount may change.',
  )
})

test('a code that is switched off is not redeemed', async () => {
  const { world, code } = await coded({ active: false })
  await mayNot(world, code.id, 'This promotion code cannot be redeemed because it is not active.')
  await world.stripe.promotionCodes.update(code.id, { active: true })
  await may(world, code.id)
})

test('a redemption is told, and the last one ends the code', async () => {
  const { world, code } = await coded({ max_redemptions: 2 })
  await redeem(world, code.id)
  const counted = await world.stripe.promotionCodes.retrieve(code.id)
  assert.deepEqual([counted.times_redeemed, counted.active], [1, true])
  // As a recorded event has it: gist.github.com/pedro-vasconcelos/4162146a7c9ed47d33645e0741a2fa6a
  const last = async () => {
    const [event] = (await world.stripe.events.list({ type: 'promotion_code.updated' })).data
    return (event!.data as { previous_attributes?: object }).previous_attributes
  }
  assert.deepEqual(await last(), { times_redeemed: 0 })
  await redeem(world, code.id)
  assert.deepEqual(await last(), { active: true, times_redeemed: 1 })
  const over = await world.stripe.promotionCodes.retrieve(code.id)
  assert.deepEqual([over.times_redeemed, over.active], [2, false])
  await mayNot(
    world,
    code.id,
    'This promotion code cannot be redeemed because it has been used the maximum number of times.',
  )
  const { status, body } = await world.call('POST', `/v1/promotion_codes/${code.id}`, 'active=true')
  assert.deepEqual([status, body.error.param], [400, 'active'])
  assert.equal((await world.stripe.coupons.retrieve('HALF')).times_redeemed, 2)
  assert.deepEqual(await world.news(), ['promotion_code.updated', 'promotion_code.updated'])
})

test('a code whose time is over is not redeemed', async () => {
  const { world, code } = await coded({ expires_at: Math.floor(Date.now() / 1000) + 600 })
  await may(world, code.id)
  await world.advance(600)
  await mayNot(world, code.id, 'This promotion code cannot be redeemed because it has expired.')
})

const EXPIRED = {
  status: 400,
  body: { type: 'invalid_request_error', code: 'coupon_expired', message: 'Coupon expired: HALF', param: PARAM },
}

test('all codes of a coupon end with its last redemption, in silence', async () => {
  const { world, code } = await coded({}, { max_redemptions: 1 })
  const promotion = { type: 'coupon' as const, coupon: 'HALF' }
  const form = Array.from({ length: 250 }, (_, i) => `CODE${i}`)
  for (const name of form)
    await world.call('POST', '/v1/promotion_codes', `promotion[type]=coupon&promotion[coupon]=HALF&code=${name}`)
  await world.stripe.coupons.create({ id: 'OTHER', percent_off: 5 })
  const other = await world.stripe.promotionCodes.create({ promotion: { ...promotion, coupon: 'OTHER' } })
  await world.news()
  await redeem(world, code.id)
  assert.deepEqual(refusal(await ask(world, code.id)), EXPIRED)
  // More than one slice of work.
  await world.advance(1)
  const { data } = await world.stripe.promotionCodes.list({ active: true })
  assert.deepEqual(
    data.map(({ id }) => id),
    [other.id],
  )
  const { status, body } = await world.call('POST', `/v1/promotion_codes/${code.id}`, 'active=true')
  assert.deepEqual([status, body.error.param], [400, 'active'])
  assert.deepEqual(await world.news(), ['promotion_code.updated'])
})

test('a code whose coupon is over or gone is not redeemed', async () => {
  const { world, code } = await coded({}, { redeem_by: Math.floor(Date.now() / 1000) + 600 })
  await world.advance(660)
  assert.deepEqual(refusal(await ask(world, code.id)), EXPIRED)
  await world.stripe.coupons.del('HALF')
  await world.stripe.coupons.create({ id: 'HALF', percent_off: 40 })
  await mayNot(world, code.id, 'This promotion code cannot be redeemed because it is not active.')
})
