// Coupons. (https://docs.stripe.com/api/coupons; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
// One file because the words of each refusal stand beside what is allowed.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

behaves('POST /v1/coupons', 'is what the reference shows', async ({ call, news }) => {
  const { id, created, ...rest } = (await call('POST', '/v1/coupons', 'duration=forever&percent_off=25.5')).body
  // As `jMT0WJUD` there.
  assert.match(id, /^[A-Za-z0-9]{8}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'coupon',
    amount_off: null,
    currency: null,
    duration: 'forever',
    duration_in_months: null,
    livemode: false,
    max_redemptions: null,
    metadata: {},
    name: null,
    percent_off: 25.5,
    redeem_by: null,
    times_redeemed: 0,
    valid: true,
  })
  assert.deepEqual(await news(), ['coupon.created'])
})

behaves('POST /v1/coupons', 'takes an amount off, for some months, as often as is said', async (world) => {
  const { stripe, news } = world
  const now = Math.floor(Date.now() / 1000)
  const said = {
    id: 'FIVE-OFF',
    amount_off: 500,
    currency: 'USD',
    duration: 'repeating' as const,
    duration_in_months: 3,
    max_redemptions: 10,
    metadata: { shelf: '7' },
    name: 'Five off',
    redeem_by: now + 86_400,
  }
  const { created: _, ...rest } = await stripe.coupons.create(said)
  assert.deepEqual(
    { ...rest },
    {
      ...said,
      object: 'coupon',
      currency: 'usd',
      livemode: false,
      percent_off: null,
      times_redeemed: 0,
      valid: true,
    },
  )
  // docs.stripe.com/api/coupons/create#create_coupon-duration: once, where nothing is said.
  assert.equal((await stripe.coupons.create({ percent_off: 10 })).duration, 'once')
  assert.deepEqual(await news(), ['coupon.created', 'coupon.created'])
})

behaves('POST /v1/coupons', 'shows its products and other currencies to those who ask', async ({ stripe, news }) => {
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  const made = await stripe.coupons.create({
    amount_off: 500,
    applies_to: { products: [product] },
    currency: 'usd',
    currency_options: { eur: { amount_off: 450 } },
  })
  // Recorded: absent until they are expanded.
  assert.ok(!('applies_to' in made) && !('currency_options' in made))
  const shown = await stripe.coupons.retrieve(made.id, { expand: ['applies_to', 'currency_options'] })
  assert.deepEqual(
    { ...shown },
    {
      ...made,
      applies_to: { products: [product] },
      currency_options: { eur: { amount_off: 450 }, usd: { amount_off: 500 } },
    },
  )
  const plain = await stripe.coupons.create({ percent_off: 5, expand: ['applies_to', 'currency_options'] })
  assert.ok(!('applies_to' in plain) && !('currency_options' in plain))
  assert.deepEqual(await news(), ['product.created', 'coupon.created', 'coupon.created'])
})

behaves('POST /v1/coupons', 'takes a percentage or an amount', async ({ call, news }) => {
  const coupon = (form: string) => call('POST', '/v1/coupons', form)
  // These six are recorded.
  refused(await coupon('duration=once'), 400, {
    code: 'parameter_missing',
    message: 'Must provide percent_off or amount_off.',
  })
  refused(await coupon('percent_off=10&amount_off=500&currency=usd'), 400, {
    message: 'Received both percent_off and amount_off parameters. Please pass in only one.',
  })
  refused(await coupon('amount_off=500'), 400, {
    param: 'currency',
    message: 'You must pass currency when passing amount_off',
  })
  refused(await coupon('percent_off=10&duration=repeating'), 400, {
    param: 'duration',
    message: 'The duration_in_months param must be set when creating a coupon with a repeating duration',
  })
  refused(await coupon('percent_off=0'), 400, {
    param: 'percent_off',
    message: "This value must be greater than or equal to 0.01 (it currently is '0.0').",
  })
  refused(await coupon('percent_off=5&currency_options[eur][amount_off]=4'), 400, {
    code: 'parameters_exclusive',
    param: 'currency_options',
    message: 'You may only specify one of these parameters: currency_options, percent_off.',
  })
  refused(await coupon('percent_off=100.01'), 400, {
    param: 'percent_off',
    message: "This value must be less than or equal to 100 (it currently is '100.01').",
  })
  // github.com/pinax/pinax-stripe-light/issues/613: two decimals.
  refused(await coupon('percent_off=33.333'), 400, {
    param: 'percent_off',
    message: 'Invalid decimal: 33.333; must contain at maximum two decimal places.',
  })
  const least = { code: 'parameter_invalid_integer', message: 'This value must be greater than or equal to 1.' }
  refused(await coupon('amount_off=0&currency=usd'), 400, { ...least, param: 'amount_off' })
  refused(await coupon('percent_off=5&max_redemptions=0'), 400, { ...least, param: 'max_redemptions' })
  refused(await coupon('percent_off=5&duration=repeating&duration_in_months=0'), 400, {
    ...least,
    param: 'duration_in_months',
  })
  refused(await coupon('percent_off=5&duration=forever&duration_in_months=3'), 400, {
    param: 'duration_in_months',
    message: 'The duration_in_months param may only be set when creating a coupon with a repeating duration',
  })
  refused(await coupon('percent_off=5&duration=yearly'), 400, {
    param: 'duration',
    message: 'Invalid duration: must be one of forever, once, or repeating',
  })
  refused(await coupon('amount_off=5&currency=xxx'), 400, { param: 'currency', message: /^Invalid currency: xxx\. / })
  refused(await coupon(`percent_off=5&name=${'x'.repeat(41)}`), 400, {
    param: 'name',
    message: 'Invalid string: xxxxxxxx...xxxxxxxx; must be at most 40 characters',
  })
  refused(await coupon('percent_off=5&applies_to[products][]=prod_none'), 400, {
    code: 'resource_missing',
    param: 'applies_to[products][0]',
    message: "No such product: 'prod_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/coupons', 'names currencies in lower case', async ({ call, news }) => {
  const options = (key: string) => call('POST', '/v1/coupons', `amount_off=500&currency=usd&currency_options${key}`)
  // The first three are recorded.
  refused(await options('=5'), 400, { param: 'currency_options', message: 'Invalid object' })
  refused(await options('[EUR][amount_off]=4'), 400, {
    param: 'currency_options',
    message: 'Currencies must be lowercase when used as keys in a map. Use `eur` instead of `EUR`.',
  })
  refused(await options('[xyz][amount_off]=4'), 400, {
    param: 'currency_options',
    message: /^Invalid currency: xyz\. Stripe currently supports these currencies: usd, aed, afn, /,
  })
  refused(await options('[usd][amount_off]=4'), 400, {
    param: 'currency_options',
    message: 'The currency option `usd` must be different from the currency that is already set.',
  })
  refused(await options('[eur][amount_off]=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'currency_options[eur][amount_off]',
    message: 'This value must be greater than or equal to 1.',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/coupons', 'has an id that no other has', async ({ stripe, call, news }) => {
  const { id: product } = await stripe.products.create({ name: 'Photos' })
  assert.equal((await stripe.coupons.create({ id: 'TENOFF', percent_off: 10 })).id, 'TENOFF')
  // Recorded: it points at no parameter.
  for (const id of ['TENOFF', product])
    refused(await call('POST', '/v1/coupons', `id=${id}&percent_off=5`), 400, {
      code: 'resource_already_exists',
      message: 'Coupon already exists.',
    })
  for (const id of ['ten%20off', `${'x'.repeat(256)}`, 'a%0Ab'])
    refused(await call('POST', '/v1/coupons', `id=${id}&percent_off=5`), 400, {
      param: 'id',
      message: 'Invalid id: it may have up to 255 characters, and neither blanks nor control characters.',
    })
  refused(await call('POST', '/v1/coupons', 'id=&percent_off=5'), 400, {
    code: 'parameter_invalid_empty',
    param: 'id',
    message: /^You passed an empty string for 'id'\. /,
  })
  assert.deepEqual(await news(), ['product.created', 'coupon.created'])
})

behaves('POST /v1/coupons', 'can be had until its time is over', async ({ stripe, call, advance, news }) => {
  const now = await advance(1)
  // Recorded, with the value in it.
  refused(await call('POST', '/v1/coupons', 'percent_off=5&redeem_by=1000'), 400, {
    param: 'redeem_by',
    message:
      'The parameter `redeem_by` expects a unix timestamp representing a date and time in the future. You specified the ' +
      'value `1000` which is in the past.',
  })
  // docs.stripe.com/api/coupons/create#create_coupon-redeem_by: five years.
  refused(await call('POST', '/v1/coupons', `percent_off=5&redeem_by=${now + 6 * 366 * 86_400}`), 400, {
    param: 'redeem_by',
    message: 'Invalid timestamp: can be no more than five years in the future.',
  })
  const { id, valid } = await stripe.coupons.create({ percent_off: 5, redeem_by: now + 3_600 })
  assert.equal(valid, true)
  const at = async (to: number) => {
    assert.equal((await call('POST', '/brindle/clock/advance', `to=${to}`)).status, 200)
    return (await stripe.coupons.retrieve(id)).valid
  }
  assert.equal(await at(now + 3_600), true)
  assert.equal(await at(now + 3_601), false)
  // That it is over is no event.
  assert.deepEqual(await news(), ['coupon.created'])
})

behaves('GET /v1/coupons/{id}', 'is the coupon', async ({ stripe, call, news }) => {
  const made = await stripe.coupons.create({ id: '25%off', percent_off: 25 })
  assert.deepEqual({ ...(await stripe.coupons.retrieve('25%off')) }, { ...made })
  // Recorded, with the place of the id.
  refused(await call('GET', '/v1/coupons/NOPE123'), 404, {
    code: 'resource_missing',
    param: 'coupon',
    message: "No such coupon: 'NOPE123'",
  })
  assert.deepEqual(await news(), ['coupon.created'])
})

behaves('POST /v1/coupons/{id}', 'changes its labels only', async ({ stripe, call, news }) => {
  const made = await stripe.coupons.create({ id: 'HALF', percent_off: 50, metadata: { a: '1', b: '2' } })
  const changed = await stripe.coupons.update('HALF', { name: 'Half', metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...changed }, { ...made, name: 'Half', metadata: { b: '2', c: '3' } })
  assert.deepEqual(await news(), ['coupon.created', 'coupon.updated'])
  const [event] = (await stripe.events.list({ type: 'coupon.updated' })).data
  assert.deepEqual((event!.data as { previous_attributes?: object }).previous_attributes, {
    metadata: { a: '1', c: null },
    name: null,
  })
  // docs.stripe.com/api/coupons/update: the rest is for good.
  for (const param of ['percent_off', 'amount_off', 'currency', 'duration', 'redeem_by', 'max_redemptions'])
    refused(await call('POST', '/v1/coupons/HALF', `${param}=5`), 400, {
      code: 'parameter_unknown',
      param,
      message: `Received unknown parameter: ${param}`,
    })
  refused(await call('POST', '/v1/coupons/HALF', 'currency_options[eur][amount_off]=5'), 400, {
    param: 'currency_options',
    message: 'Only a coupon with an `amount_off` may have `currency_options`.',
  })
  refused(await call('POST', '/v1/coupons/NOPE123', 'name=x'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such coupon: 'NOPE123'",
  })
  assert.deepEqual((await stripe.coupons.update('HALF', { metadata: '' })).metadata, {})
  assert.deepEqual(await news(), ['coupon.updated'])
})

behaves('POST /v1/coupons/{id}', 'adds and changes amounts in other currencies', async ({ stripe, call, news }) => {
  await stripe.coupons.create({
    id: 'FIVE',
    amount_off: 500,
    currency: 'usd',
    currency_options: { eur: { amount_off: 450 }, gbp: { amount_off: 400 } },
  })
  const { currency_options } = await stripe.coupons.update('FIVE', {
    currency_options: { gbp: { amount_off: 410 }, jpy: { amount_off: 700 } },
    expand: ['currency_options'],
  })
  assert.deepEqual(currency_options, {
    eur: { amount_off: 450 },
    gbp: { amount_off: 410 },
    jpy: { amount_off: 700 },
    usd: { amount_off: 500 },
  })
  refused(await call('POST', '/v1/coupons/FIVE', 'currency_options[JPY][amount_off]=5'), 400, {
    param: 'currency_options',
    message: 'Currencies must be lowercase when used as keys in a map. Use `jpy` instead of `JPY`.',
  })
  assert.deepEqual(await news(), ['coupon.created'])
})

behaves(
  'DELETE /v1/coupons/{id}',
  'is gone, and its id may be taken again',
  async ({ stripe, call, advance, news }) => {
    const now = await advance(1)
    await stripe.coupons.create({ id: 'HALF', percent_off: 50, redeem_by: now + 60 })
    const gone = await stripe.coupons.del('HALF')
    assert.deepEqual({ ...gone }, { id: 'HALF', object: 'coupon', deleted: true })
    const missing = { code: 'resource_missing', message: "No such coupon: 'HALF'" }
    // Recorded: not even what is left of it can be retrieved.
    refused(await call('GET', '/v1/coupons/HALF'), 404, { ...missing, param: 'coupon' })
    refused(await call('DELETE', '/v1/coupons/HALF'), 404, { ...missing, param: 'id' })
    assert.deepEqual((await stripe.coupons.list()).data, [])
    assert.deepEqual(await news(), ['coupon.created', 'coupon.deleted'])
    // Recorded: the event shows it invalid.
    const [event] = (await stripe.events.list({ type: 'coupon.deleted' })).data
    const { valid, percent_off } = event!.data.object as Stripe.Coupon
    assert.deepEqual([valid, percent_off], [false, 50])
    // The time of the first is not the time of the second.
    await stripe.coupons.create({ id: 'HALF', percent_off: 40 })
    await advance(120)
    const again = await stripe.coupons.retrieve('HALF')
    assert.deepEqual([again.percent_off, again.valid], [40, true])
    assert.deepEqual(await news(), ['coupon.created'])
  },
)

behaves('GET /v1/coupons', 'has the newest first, and those of a time', async ({ stripe, advance, news }) => {
  const old = await stripe.coupons.create({ id: 'OLD', percent_off: 5 })
  await advance(60)
  await stripe.coupons.create({ id: 'NEW', percent_off: 6 })
  const ids = async (params: Stripe.CouponListParams) => (await stripe.coupons.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), ['NEW', 'OLD'])
  assert.deepEqual(await ids({ created: { gt: old.created } }), ['NEW'])
  assert.deepEqual(await ids({ created: old.created }), ['OLD'])
  assert.deepEqual(await ids({ limit: 1, starting_after: 'NEW' }), ['OLD'])
  const { data, url } = await stripe.coupons.list({ expand: ['data.applies_to'] })
  assert.deepEqual([data.length, url], [2, '/v1/coupons'])
  assert.deepEqual(await news(), ['coupon.created', 'coupon.created'])
})
