// Discounts of customers, which hold for their invoices that have none of their own. (https://docs.stripe.com/api/discounts;
// docs/own-calls.md tells of the call that gives one)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { advanceClock } from '../../clock.ts'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { customer, drafted, seen, type World } from './invoicing.ts'

const GIVE = 'POST /brindle/customers/{customer}/discount'
const TAKE = 'DELETE /v1/customers/{id}/discount'

const give = async ({ call }: World, who: string, form: string) => {
  const answer = await call('POST', `/brindle/customers/${who}/discount`, form)
  assert.equal(answer.status, 200, answer.text)
  return answer.body
}

/** A customer with a discount of this coupon. */
async function favoured(world: World, coupon: Stripe.CouponCreateParams, said: Stripe.CustomerCreateParams = {}) {
  const { id } = await world.stripe.coupons.create(coupon)
  const who = await customer(world, said)
  const { discount } = await give(world, who, `coupon=${id}`)
  await world.news()
  return { who, coupon: id, discount: discount.id as string }
}

behaves(GIVE, 'puts a coupon on a customer', async (world) => {
  const { stripe, call, news } = world
  await stripe.coupons.create({ id: 'TEN', percent_off: 10 })
  const who = await customer(world)
  const body = await give(world, who, 'coupon=TEN')
  assert.deepEqual([body.object, body.id], ['customer', who])
  const { id, start, ...rest } = body.discount
  assert.match(id, /^di_[A-Za-z0-9]{24}$/)
  assert.ok(start > 0)
  assert.deepEqual(rest, {
    object: 'discount',
    checkout_session: null,
    customer: who,
    customer_account: null,
    end: null,
    invoice: null,
    invoice_item: null,
    promotion_code: null,
    source: { coupon: 'TEN', type: 'coupon' },
    subscription: null,
    subscription_item: null,
  })
  assert.deepEqual((await seen(world, `/v1/customers/${who}`)).discount, body.discount)
  assert.equal((await stripe.coupons.retrieve('TEN')).times_redeemed, 1)
  assert.deepEqual(await news(), ['customer.discount.created', 'customer.updated'])
  const { data } = (await call('GET', '/v1/events?type=customer.discount.created')).body
  assert.deepEqual(data[0].data.object, body.discount)
})

behaves(GIVE, 'switches from one to another', async (world) => {
  // https://docs.stripe.com/api/events/types#event_types-customer.discount.updated
  const { stripe, news } = world
  const { who, discount } = await favoured(world, { percent_off: 10 })
  await stripe.coupons.create({ id: 'HALF', percent_off: 50, duration: 'repeating', duration_in_months: 2 })
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'HALF' } })
  await news()
  const body = await give(world, who, `promotion_code=${code.id}`)
  assert.notEqual(body.discount.id, discount)
  assert.deepEqual([body.discount.promotion_code, body.discount.source.coupon], [code.id, 'HALF'])
  assert.ok(body.discount.end > body.discount.start)
  assert.deepEqual(await news(), ['promotion_code.updated', 'customer.discount.updated', 'customer.updated'])
})

behaves(GIVE, 'refuses what it cannot give', async (world) => {
  const { call, news } = world
  const who = await customer(world)
  const ask = (form: string, id = who) => call('POST', `/brindle/customers/${id}/discount`, form)
  refused(await ask(''), 400, {
    code: 'parameter_missing',
    param: 'coupon',
    message: 'Missing required param: coupon.',
  })
  refused(await ask('coupon=A&promotion_code=promo_1'), 400, {
    code: 'parameters_exclusive',
    param: 'promotion_code',
    message: 'You may only specify one of these parameters: coupon, promotion_code.',
  })
  refused(await ask('coupon=NONE'), 400, {
    code: 'resource_missing',
    param: 'coupon',
    message: "No such coupon: 'NONE'",
  })
  refused(await ask('promotion_code=promo_none'), 400, {
    code: 'resource_missing',
    param: 'promotion_code',
    message: "No such promotion code: 'promo_none'",
  })
  refused(await ask('coupon=NONE', 'cus_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such customer: 'cus_none'",
  })
  refused(await ask('discount=di_1'), 400, {
    code: 'parameter_unknown',
    param: 'discount',
    message: 'Received unknown parameter: discount',
  })
  assert.equal((await seen(world, `/v1/customers/${who}`)).discount, null)
  assert.deepEqual(await news(), [])
})

behaves(GIVE, 'minds whom a promotion code is for', async (world) => {
  const { stripe, call, news } = world
  await stripe.coupons.create({ id: 'TEN', percent_off: 10 })
  const who = await customer(world)
  const code = (more: object) => stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'TEN' }, ...more })
  const theirs = await code({ customer: await customer(world) })
  const first = await code({ restrictions: { first_time_transaction: true } })
  const { id } = await drafted(world, [1000], { customer: who })
  await stripe.invoices.pay(id)
  await news()
  for (const [asked, why] of [
    [theirs.id, 'it is restricted to another customer'],
    [first.id, 'the associated customer has prior transactions'],
  ])
    refused(await call('POST', `/brindle/customers/${who}/discount`, `promotion_code=${asked}`), 400, {
      param: 'promotion_code',
      message: `This promotion code cannot be redeemed because ${why}.`,
    })
  assert.deepEqual(await news(), [])
})

behaves(TAKE, 'takes it off, and leaves what it took off before', async (world) => {
  const { stripe, call, news } = world
  const { who, discount } = await favoured(world, { percent_off: 10, duration: 'forever' })
  const draft = await drafted(world, [1000], { customer: who })
  assert.deepEqual([draft.discounts, draft.total], [[discount], 900])
  await stripe.invoices.pay(draft.id)
  await news()
  const held = (await seen(world, `/v1/customers/${who}`)).discount
  const { body, status } = await call('DELETE', `/v1/customers/${who}/discount`)
  const { end: _, ...gone } = held
  assert.deepEqual([status, body], [200, { ...gone, deleted: true }])
  assert.equal((await seen(world, `/v1/customers/${who}`)).discount, null)
  assert.deepEqual(await news(), ['customer.updated', 'customer.discount.deleted'])
  const { discounts } = await seen(world, `/v1/invoices/${draft.id}?expand[]=discounts`)
  assert.deepEqual([discounts[0].id, discounts[0].source.coupon], [discount, held.source.coupon])
  assert.equal((await drafted(world, [1000], { customer: who })).total, 1000)
  // Wording [M].
  refused(await call('DELETE', `/v1/customers/${who}/discount`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such discount: '${who}'`,
  })
  refused(await call('DELETE', '/v1/customers/cus_none/discount'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such customer: 'cus_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoices', 'has its customer’s discount, unless it has its own or none', async (world) => {
  const { stripe, news } = world
  const { who, discount } = await favoured(world, { percent_off: 10, duration: 'forever' })
  await stripe.coupons.create({ id: 'HALF', percent_off: 50 })
  assert.deepEqual((await drafted(world, [1000], { customer: who })).total, 900)
  assert.deepEqual((await drafted(world, [1000], { customer: who, discounts: [{ coupon: 'HALF' }] })).total, 500)
  assert.deepEqual((await drafted(world, [1000], { customer: who, discounts: '' })).total, 1000)
  // Both, where both are named; half of what a tenth leaves.
  const both = await drafted(world, [1000], { customer: who, discounts: [{ discount }, { coupon: 'HALF' }] })
  assert.deepEqual([both.total, both.discounts[0]], [450, discount])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/invoices/{id}/finalize', 'uses up what is good once', async (world) => {
  const { stripe, news } = world
  const { who } = await favoured(world, { percent_off: 10, duration: 'once' })
  // It takes nothing off, and stays.
  const empty = await drafted(world, [], { customer: who })
  await stripe.invoices.finalizeInvoice(empty.id)
  assert.ok((await seen(world, `/v1/customers/${who}`)).discount)
  const draft = await drafted(world, [1000], { customer: who })
  assert.equal((await stripe.invoices.finalizeInvoice(draft.id)).total, 900)
  assert.equal((await seen(world, `/v1/customers/${who}`)).discount, null)
  assert.deepEqual(
    (await news()).filter((type) => type.startsWith('customer.')),
    ['customer.updated', 'customer.discount.deleted'],
  )
  assert.equal((await drafted(world, [1000], { customer: who })).total, 1000)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/subscriptions', 'has its customer’s discount for as long as it lasts', async (world) => {
  const { stripe, news } = world
  const start = 1_800_000_000
  const { id: clock } = await stripe.testHelpers.testClocks.create({ frozen_time: start })
  const { who, discount } = await favoured(
    world,
    { percent_off: 10, duration: 'repeating', duration_in_months: 1 },
    { test_clock: clock },
  )
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const made = await stripe.subscriptions.create({
    customer: who,
    items: [{ price }],
    expand: ['latest_invoice'],
  })
  const first = made.latest_invoice as Stripe.Invoice
  assert.deepEqual([made.discounts, first.discounts, first.total, first.status], [[], [discount], 900, 'paid'])
  await advanceClock(stripe, clock, made.items.data[0]!.current_period_end + 2 * 3600)
  const { latest_invoice } = await stripe.subscriptions.retrieve(made.id)
  const second = await stripe.invoices.retrieve(latest_invoice as string)
  assert.deepEqual([second.billing_reason, second.total], ['subscription_cycle', 1000])
  assert.ok((await news()).includes('invoice.paid'))
})

behaves('POST /v1/subscriptions', 'uses up its customer’s discount that is good once', async (world) => {
  const { stripe, news } = world
  const { who } = await favoured(world, { percent_off: 10, duration: 'once' })
  const { id: price } = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1000,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const made = await stripe.subscriptions.create({ customer: who, items: [{ price }], expand: ['latest_invoice'] })
  assert.equal((made.latest_invoice as Stripe.Invoice).total, 900)
  assert.equal((await seen(world, `/v1/customers/${who}`)).discount, null)
  assert.ok((await news()).includes('customer.discount.deleted'))
})

behaves('POST /v1/customers', 'takes a coupon in versions before 2025-03-31.basil', async (world) => {
  const { stripe, call, news } = world
  await stripe.coupons.create({ id: 'TEN', percent_off: 10 })
  const { id: code } = await stripe.promotionCodes.create({
    promotion: { type: 'coupon', coupon: 'TEN' },
    code: 'LESS',
  })
  await news()
  const old = { 'stripe-version': '2025-02-24.acacia' }
  const made = await call('POST', '/v1/customers', 'name=Jenny&coupon=TEN', old)
  assert.deepEqual([made.body.name, made.body.discount.coupon.id], ['Jenny', 'TEN'], made.text)
  assert.deepEqual(await news(), ['customer.created', 'customer.discount.created'])
  // It is not only shown so: the customer has it.
  const { discount } = await stripe.customers.retrieve(made.body.id).then((who) => who as Stripe.Customer)
  assert.deepEqual([discount!.id, discount!.source.coupon], [made.body.discount.id, 'TEN'])
  const path = `/v1/customers/${made.body.id}`
  assert.equal((await call('POST', path, 'coupon=', old)).body.discount, null)
  assert.deepEqual(await news(), ['customer.updated', 'customer.discount.deleted'])
  const again = await call('POST', path, `promotion_code=${code}&name=Jane`, old)
  assert.deepEqual([again.body.name, again.body.discount.promotion_code], ['Jane', code])
  assert.deepEqual((await news()).sort(), ['customer.discount.created', 'customer.updated', 'promotion_code.updated'])
  refused(await call('POST', path, `coupon=TEN&promotion_code=${code}`, old), 400, {
    code: 'parameters_exclusive',
    param: 'promotion_code',
    message: 'You may only specify one of these parameters: coupon, promotion_code.',
  })
  refused(await call('POST', '/v1/customers', 'coupon=NONE', old), 400, {
    code: 'resource_missing',
    param: 'coupon',
    message: "No such coupon: 'NONE'",
  })
  for (const headers of [{}, { 'stripe-version': '2025-03-31.basil' }])
    refused(await call('POST', '/v1/customers', 'coupon=TEN', headers), 400, {
      code: 'parameter_unknown',
      param: 'coupon',
      message: 'Received unknown parameter: coupon',
    })
  assert.deepEqual(await news(), [])
})
