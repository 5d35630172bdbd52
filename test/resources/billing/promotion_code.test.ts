// Promotion codes. (https://docs.stripe.com/api/promotion_codes, docs.stripe.com/billing/subscriptions/coupons; "recorded" is
// Stripe's own answer at 2026-08-26.dahlia)
// One file because each operation on a code is told by what its coupon and its customer allow.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const OF_HALF = { promotion: { type: 'coupon' as const, coupon: 'HALF' } }
const FORM = 'promotion[type]=coupon&promotion[coupon]=HALF'

/** A coupon under the id HALF. */
async function half({ stripe, news }: Sandbox, more: Stripe.CouponCreateParams = {}): Promise<Stripe.Coupon> {
  const made = await stripe.coupons.create({ id: 'HALF', percent_off: 50, ...more })
  await news()
  return made
}

behaves('POST /v1/promotion_codes', 'has its coupon in a promotion, and a code of eight', async (world) => {
  await half(world)
  const { id, created, code, ...rest } = (await world.call('POST', '/v1/promotion_codes', FORM)).body
  assert.match(id, /^promo_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  // As the recorded `BFDACGQS` and `B0IW5ESE`.
  assert.match(code, /^[A-Z0-9]{8}$/)
  assert.deepEqual(rest, {
    object: 'promotion_code',
    active: true,
    customer: null,
    customer_account: null,
    expires_at: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    promotion: { coupon: 'HALF', type: 'coupon' },
    restrictions: { first_time_transaction: false, minimum_amount: null, minimum_amount_currency: null },
    times_redeemed: 0,
  })
  assert.deepEqual(await world.news(), ['promotion_code.created'])
})

behaves('POST /v1/promotion_codes', 'keeps what it is restricted to', async (world) => {
  const { stripe, news } = world
  await half(world)
  const { id: customer } = await stripe.customers.create()
  const expires_at = Math.floor(Date.now() / 1000) + 3_600
  const said = {
    active: false,
    code: 'Summer-20_x',
    customer,
    expires_at,
    max_redemptions: 5,
    metadata: { shelf: '7' },
  }
  const made = await stripe.promotionCodes.create({
    ...OF_HALF,
    ...said,
    restrictions: {
      first_time_transaction: true,
      minimum_amount: 1000,
      minimum_amount_currency: 'USD',
      currency_options: { eur: { minimum_amount: 900 } },
    },
  })
  for (const [name, value] of Object.entries(said)) assert.deepEqual(made[name as 'code'], value, name)
  assert.deepEqual(made.restrictions, {
    currency_options: { eur: { minimum_amount: 900 } },
    first_time_transaction: true,
    minimum_amount: 1000,
    minimum_amount_currency: 'usd',
  })
  assert.deepEqual(await news(), ['customer.created', 'promotion_code.created'])
})

behaves('POST /v1/promotion_codes', 'is of a coupon that there is, and that can be had', async (world) => {
  const { stripe, call, advance, news } = world
  const code = (form: string) => call('POST', '/v1/promotion_codes', form)
  // These five are recorded.
  refused(await code('code=X'), 400, {
    code: 'parameter_missing',
    param: 'promotion',
    message: 'Missing required param: promotion.',
  })
  refused(await code('promotion[type]=coupon'), 400, {
    param: 'promotion.coupon',
    message: 'You must pass promotion.coupon when passing promotion',
  })
  refused(await code('promotion[type]=coupon&promotion[coupon]=NOPE1234'), 400, {
    code: 'resource_missing',
    param: 'promotion[coupon]',
    message: "No such coupon: 'NOPE1234'",
  })
  refused(await code('coupon=HALF'), 400, {
    code: 'parameter_unknown',
    param: 'coupon',
    message: 'Received unknown parameter: coupon',
  })
  const now = await advance(1)
  await half(world, { redeem_by: now + 60 })
  refused(await code(`${FORM}&customer=cus_nope`), 400, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_nope'",
  })
  refused(await code('promotion[coupon]=HALF'), 400, {
    code: 'parameter_missing',
    param: 'promotion[type]',
    message: 'Missing required param: promotion[type].',
  })
  refused(await code(`${FORM}&customer_account=acct_1`), 400, {
    code: 'not_built',
    param: 'customer_account',
    message: 'Brindle does not take customer_account for a promotion code yet.',
  })
  await advance(120)
  refused(await code(FORM), 400, {
    code: 'coupon_expired',
    param: 'promotion[coupon]',
    message: 'Coupon expired: HALF',
  })
  await stripe.coupons.del('HALF')
  refused(await code(FORM), 400, {
    code: 'resource_missing',
    param: 'promotion[coupon]',
    message: "No such coupon: 'HALF'",
  })
  assert.deepEqual(await news(), ['coupon.deleted'])
})

behaves('POST /v1/promotion_codes', 'has a code that no other has, in any case', async (world) => {
  const { stripe, call, news } = world
  await half(world)
  const [one, two] = [(await stripe.customers.create()).id, (await stripe.customers.create()).id]
  const code = (word: string, more = '') => call('POST', '/v1/promotion_codes', `${FORM}&code=${word}${more}`)
  // Recorded, with the pattern.
  refused(await code('has%20spaces!'), 400, {
    param: 'code',
    message:
      'This value must match the regex pattern. (/\\A[a-zA-Z0-9\\-_]+\\z/ does not match for the value has spaces!).',
  })
  const taken = async (word: string, more = '') =>
    // Recorded: neither a code nor a parameter.
    refused(await code(word, more), 400, {
      message: `An active promotion code with \`code: ${word}\` already exists.`,
    })
  const all = (await code('EVERYBODY')).body
  await taken('EVERYBODY')
  await taken('everybody')
  await taken('Everybody', `&customer=${one}`)
  // docs.stripe.com/billing/subscriptions/coupons#promotion-codes: one for each customer, and then none for everybody.
  assert.equal((await code('MINE', `&customer=${one}`)).status, 200)
  assert.equal((await code('mine', `&customer=${two}`)).status, 200)
  await taken('Mine', `&customer=${one}`)
  await taken('Mine')
  // An inactive one has no claim.
  assert.equal((await code('EVERYBODY', '&active=false')).status, 200)
  await stripe.promotionCodes.update(all.id, { active: false })
  assert.equal((await code('everybody', `&customer=${one}`)).status, 200)
  assert.deepEqual(await news(), [
    ...Array(2).fill('customer.created'),
    ...Array(4).fill('promotion_code.created'),
    'promotion_code.updated',
    'promotion_code.created',
  ])
})

behaves('POST /v1/promotion_codes', 'lasts no longer, and is had no more often, than its coupon', async (world) => {
  const { call, advance, news } = world
  const now = await advance(1)
  await half(world, { max_redemptions: 10, redeem_by: now + 3_600 })
  const code = (more: string) => call('POST', '/v1/promotion_codes', `${FORM}&${more}`)
  // The first two are recorded.
  refused(await code('expires_at=2000'), 400, {
    param: 'expires_at',
    message:
      'The parameter `expires_at` expects a unix timestamp representing a date and time in the future. You specified the ' +
      'value `2000` which is in the past.',
  })
  refused(await code('expires_at=4102444800'), 400, {
    param: 'expires_at',
    message: 'Invalid timestamp: can be no more than five years in the future.',
  })
  refused(await code(`expires_at=${now + 3_601}`), 400, {
    param: 'expires_at',
    message: "`expires_at` cannot be after the coupon's `redeem_by`.",
  })
  refused(await code('max_redemptions=11'), 400, {
    code: 'parameter_invalid_integer',
    param: 'max_redemptions',
    message: "This value must be less than or equal to 10 (it currently is '11').",
  })
  refused(await code('max_redemptions=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'max_redemptions',
    message: 'This value must be greater than or equal to 1.',
  })
  const { body } = await code(`max_redemptions=10&expires_at=${now + 3_600}`)
  assert.deepEqual([body.max_redemptions, body.expires_at], [10, now + 3_600])
  assert.deepEqual(await news(), ['promotion_code.created'])
})

behaves('POST /v1/promotion_codes', 'is restricted to an amount of a currency', async (world) => {
  const { call, news } = world
  await half(world)
  const code = (more: string) => call('POST', '/v1/promotion_codes', `${FORM}${more.replaceAll('&', '&restrictions')}`)
  refused(await code('&[minimum_amount]=100'), 400, {
    param: 'restrictions[minimum_amount_currency]',
    message: 'You must pass minimum_amount_currency when passing minimum_amount',
  })
  refused(await code('&[minimum_amount_currency]=usd'), 400, {
    param: 'restrictions[minimum_amount]',
    message: 'You must pass minimum_amount when passing minimum_amount_currency',
  })
  refused(await code('&[currency_options][eur][minimum_amount]=90'), 400, {
    param: 'restrictions[currency_options]',
    message: 'You must pass minimum_amount when passing currency_options',
  })
  const least = { code: 'parameter_invalid_integer', message: 'This value must be greater than or equal to 1.' }
  refused(await code('&[minimum_amount]=0&[minimum_amount_currency]=usd'), 400, {
    ...least,
    param: 'restrictions[minimum_amount]',
  })
  const plain = '&[minimum_amount]=100&[minimum_amount_currency]=usd&[currency_options]'
  refused(await code(`${plain}[eur][minimum_amount]=0`), 400, {
    ...least,
    param: 'restrictions[currency_options][eur][minimum_amount]',
  })
  refused(await code(`${plain}[usd][minimum_amount]=90`), 400, {
    param: 'restrictions[currency_options]',
    message: 'The currency option `usd` must be different from the currency that is already set.',
  })
  refused(await code('&[minimum_amount]=100&[minimum_amount_currency]=xxx'), 400, {
    param: 'currency',
    message: /^Invalid currency: xxx\. /,
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/promotion_codes/{id}', 'is the code, and its coupon where that is asked for', async (world) => {
  const { stripe, call, news } = world
  const coupon = await half(world)
  const made = await stripe.promotionCodes.create(OF_HALF)
  assert.deepEqual({ ...(await stripe.promotionCodes.retrieve(made.id)) }, { ...made })
  const { promotion } = await stripe.promotionCodes.retrieve(made.id, { expand: ['promotion.coupon'] })
  const { lastResponse: _, ...expected } = coupon as Stripe.Response<Stripe.Coupon>
  assert.deepEqual(promotion, { coupon: expected, type: 'coupon' })
  // Recorded: in two words, and the place of the id.
  refused(await call('GET', '/v1/promotion_codes/promo_nope'), 404, {
    code: 'resource_missing',
    param: 'promotion_code',
    message: "No such promotion code: 'promo_nope'",
  })
  assert.deepEqual(await news(), ['promotion_code.created'])
})

behaves('GET /v1/promotion_codes/{id}', 'is over when its time is, or that of its coupon', async (world) => {
  const { stripe, call, advance, news } = world
  const now = await advance(1)
  await half(world, { redeem_by: now + 600 })
  const short = await stripe.promotionCodes.create({ ...OF_HALF, expires_at: now + 60 })
  const long = await stripe.promotionCodes.create(OF_HALF)
  const active = async (to: number) => {
    assert.equal((await call('POST', '/brindle/clock/advance', `to=${to}`)).status, 200)
    const codes = await Promise.all([short, long].map(({ id }) => stripe.promotionCodes.retrieve(id)))
    return codes.map((code) => code.active)
  }
  assert.deepEqual(await active(now + 59), [true, true])
  assert.deepEqual(await active(now + 60), [false, true])
  assert.deepEqual(await active(now + 600), [false, true])
  assert.deepEqual(await active(now + 601), [false, false])
  for (const { id } of [short, long])
    refused(await call('POST', `/v1/promotion_codes/${id}`, 'active=true'), 400, {
      param: 'active',
      message: /^This promotion code cannot be activated because /,
    })
  // What only time does is no event.
  assert.deepEqual(await news(), ['promotion_code.created', 'promotion_code.created'])
})

behaves('GET /v1/promotion_codes/{id}', 'is over when its coupon is deleted, for good', async (world) => {
  const { stripe, call, news } = world
  await half(world)
  const { id } = await stripe.promotionCodes.create({ ...OF_HALF, code: 'SUMMER' })
  await stripe.coupons.del('HALF')
  const left = await stripe.promotionCodes.retrieve(id, { expand: ['promotion.coupon'] })
  assert.deepEqual([left.active, left.promotion], [false, { coupon: 'HALF', type: 'coupon' }])
  // Another coupon of that id is another coupon.
  await stripe.coupons.create({ id: 'HALF', percent_off: 40 })
  refused(await call('POST', `/v1/promotion_codes/${id}`, 'active=true'), 400, {
    param: 'active',
    message: /^This promotion code cannot be activated because /,
  })
  await stripe.promotionCodes.create({ ...OF_HALF, code: 'SUMMER' })
  assert.deepEqual(await news(), [
    'promotion_code.created',
    'coupon.deleted',
    'coupon.created',
    'promotion_code.created',
  ])
})

behaves('POST /v1/promotion_codes/{id}', 'is switched off and on, and its labels change', async (world) => {
  const { stripe, call, news } = world
  await half(world)
  const made = await stripe.promotionCodes.create({ ...OF_HALF, code: 'SUMMER', metadata: { a: '1', b: '2' } })
  const off = await stripe.promotionCodes.update(made.id, { active: false, metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...off }, { ...made, active: false, metadata: { b: '2', c: '3' } })
  const [event] = (await stripe.events.list({ type: 'promotion_code.updated' })).data
  assert.deepEqual((event!.data as { previous_attributes?: object }).previous_attributes, {
    active: true,
    metadata: { a: '1', c: null },
  })
  assert.equal((await stripe.promotionCodes.update(made.id, { active: true })).active, true)
  assert.deepEqual(await news(), ['promotion_code.created', 'promotion_code.updated', 'promotion_code.updated'])
  // Meanwhile another may have taken its code.
  await stripe.promotionCodes.update(made.id, { active: false })
  await stripe.promotionCodes.create({ ...OF_HALF, code: 'summer' })
  const path = `/v1/promotion_codes/${made.id}`
  refused(await call('POST', path, 'active=true'), 400, {
    message: 'An active promotion code with `code: SUMMER` already exists.',
  })
  for (const param of ['code', 'customer', 'expires_at', 'max_redemptions', 'restrictions[minimum_amount]'])
    refused(await call('POST', path, `${param}=5`), 400, {
      code: 'parameter_unknown',
      param,
      message: `Received unknown parameter: ${param}`,
    })
  refused(await call('POST', '/v1/promotion_codes/promo_nope', 'active=true'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such promotion code: 'promo_nope'",
  })
  assert.deepEqual(await news(), ['promotion_code.updated', 'promotion_code.created'])
})

behaves('POST /v1/promotion_codes/{id}', 'adds and changes minimum amounts in other currencies', async (world) => {
  const { stripe, call, news } = world
  await half(world)
  const { id } = await stripe.promotionCodes.create({
    ...OF_HALF,
    restrictions: {
      minimum_amount: 1000,
      minimum_amount_currency: 'usd',
      currency_options: { eur: { minimum_amount: 900 }, gbp: { minimum_amount: 800 } },
    },
  })
  const { restrictions } = await stripe.promotionCodes.update(id, {
    restrictions: { currency_options: { gbp: { minimum_amount: 810 }, jpy: { minimum_amount: 1500 } } },
  })
  assert.deepEqual(restrictions, {
    currency_options: { eur: { minimum_amount: 900 }, gbp: { minimum_amount: 810 }, jpy: { minimum_amount: 1500 } },
    first_time_transaction: false,
    minimum_amount: 1000,
    minimum_amount_currency: 'usd',
  })
  const [event] = (await stripe.events.list({ type: 'promotion_code.updated' })).data
  assert.deepEqual((event!.data as { previous_attributes?: object }).previous_attributes, {
    restrictions: { currency_options: { gbp: { minimum_amount: 800 }, jpy: null } },
  })
  refused(
    await call('POST', `/v1/promotion_codes/${id}`, 'restrictions[currency_options][chf][minimum_amount]=0'),
    400,
    {
      code: 'parameter_invalid_integer',
      param: 'restrictions[currency_options][chf][minimum_amount]',
      message: 'This value must be greater than or equal to 1.',
    },
  )
  assert.deepEqual(await news(), ['promotion_code.created', 'promotion_code.updated'])
})

behaves('GET /v1/promotion_codes', 'has the newest first, and those that are asked for', async (world) => {
  const { stripe, call, advance, news } = world
  await half(world)
  await stripe.coupons.create({ id: 'THIRD', percent_off: 33 })
  const { id: customer } = await stripe.customers.create()
  const old = await stripe.promotionCodes.create({ ...OF_HALF, code: 'Summer', active: false })
  await advance(60)
  const hers = await stripe.promotionCodes.create({ ...OF_HALF, code: 'SUMMER', customer })
  const third = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'THIRD' } })
  const ids = async (params: Stripe.PromotionCodeListParams) =>
    (await stripe.promotionCodes.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [third.id, hers.id, old.id])
  assert.deepEqual(await ids({ code: 'sUmMeR' }), [hers.id, old.id])
  assert.deepEqual(await ids({ code: 'sum' }), [])
  assert.deepEqual(await ids({ code: 'summer', active: true }), [hers.id])
  assert.deepEqual(await ids({ active: false }), [old.id])
  assert.deepEqual(await ids({ coupon: 'THIRD' }), [third.id])
  assert.deepEqual(await ids({ coupon: 'HALF', active: true }), [hers.id])
  assert.deepEqual(await ids({ customer }), [hers.id])
  assert.deepEqual(await ids({ customer_account: 'acct_1' }), [])
  assert.deepEqual(await ids({ created: { lte: old.created } }), [old.id])
  // Recorded.
  refused(await call('GET', '/v1/promotion_codes?coupon=UNKNOWN1'), 400, {
    code: 'resource_missing',
    param: 'coupon',
    message: "No such coupon: 'UNKNOWN1'",
  })
  refused(await call('GET', '/v1/promotion_codes?customer=cus_none'), 400, {
    code: 'resource_missing',
    param: 'customer',
    message: "No such customer: 'cus_none'",
  })
  assert.deepEqual(await news(), ['coupon.created', 'customer.created', ...Array(3).fill('promotion_code.created')])
})

behaves('POST /v1/promotion_codes', 'has the coupon itself in versions before 2025-09-30', async (world) => {
  const { call, news } = world
  const { lastResponse: _, ...coupon } = (await half(world)) as Stripe.Response<Stripe.Coupon>
  const old = { 'stripe-version': '2025-08-27.basil' }
  const { body } = await call('POST', '/v1/promotion_codes', 'coupon=HALF&code=OLD', old)
  assert.deepEqual([body.code, body.coupon], ['OLD', coupon])
  const listed = await call('GET', '/v1/promotion_codes?coupon=HALF', undefined, old)
  assert.deepEqual(listed.body.data, [body])
  const { coupon: __, ...now } = body
  assert.deepEqual((await call('GET', `/v1/promotion_codes/${body.id}`)).body, now)
  refused(await call('POST', '/v1/promotion_codes', 'coupon=NOPE1234', old), 400, {
    code: 'resource_missing',
    param: 'coupon',
    message: "No such coupon: 'NOPE1234'",
  })
  await call('DELETE', '/v1/coupons/HALF')
  const { body: left } = await call('GET', `/v1/promotion_codes/${body.id}`, undefined, old)
  assert.deepEqual([left.active, left.coupon], [false, { id: 'HALF', object: 'coupon', deleted: true }])
  assert.deepEqual(await news(), ['promotion_code.created', 'coupon.deleted'])
})
