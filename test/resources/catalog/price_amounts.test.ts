// What a price may come to, and how often: the limits of amounts and recurrences. (https://docs.stripe.com/api/prices/create;
// "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

async function product({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>): Promise<string> {
  const { id } = await stripe.products.create({ name: 'Photos' })
  await news()
  return id
}

// The longest period is three years: https://docs.stripe.com/api/prices/create#create_price-recurring-interval_count
const RECURRENCES = [
  ['day', 1, true],
  ['day', 1095, true],
  ['day', 1096, false],
  ['week', 1, true],
  ['week', 156, true],
  ['week', 157, false],
  ['month', 1, true],
  ['month', 36, true],
  ['month', 37, false],
  ['year', 1, true],
  ['year', 3, true],
  ['year', 4, false],
  ['month', 0, false],
] as const

behaves('POST /v1/prices', 'recurs at most every three years', async (world) => {
  const owner = await product(world)
  for (const [interval, count, taken] of RECURRENCES) {
    const form = `product=${owner}&currency=usd&unit_amount=5&recurring[interval]=${interval}&recurring[interval_count]=${count}`
    const { status, body } = await world.call('POST', '/v1/prices', form)
    assert.equal(status, taken ? 200 : 400, `${interval} × ${count}`)
    if (taken) {
      assert.equal(body.type, 'recurring')
      assert.deepEqual([body.recurring.interval, body.recurring.interval_count], [interval, count])
      assert.deepEqual([body.recurring.usage_type, body.recurring.meter], ['licensed', null])
    } else assert.deepEqual([body.error.type, body.error.param], ['invalid_request_error', 'recurring[interval_count]'])
  }
  const odd = await world.call(
    'POST',
    '/v1/prices',
    `product=${owner}&currency=usd&unit_amount=5&recurring[interval]=hour`,
  )
  refused(odd, 400, {
    param: 'recurring[interval]',
    message: 'Invalid recurring[interval]: must be one of day, month, week, or year',
  })
  assert.deepEqual(
    await world.news(),
    RECURRENCES.filter(([, , taken]) => taken).flatMap(() => ['plan.created', 'price.created']),
  )
})

// `unit_amount` is null where only the decimal can say it. (https://docs.stripe.com/api/prices/object)
const AMOUNTS = [
  ['unit_amount=0', 0, '0'],
  ['unit_amount=1', 1, '1'],
  ['unit_amount=99999999', 99_999_999, '99999999'],
  ['unit_amount_decimal=123.45', null, '123.45'],
  ['unit_amount_decimal=0.5', null, '0.5'],
  ['unit_amount_decimal=1500', 1500, '1500'],
  ['unit_amount_decimal=0.000000000001', null, '0.000000000001'],
] as const

behaves('POST /v1/prices', 'has an amount in whole units and as a decimal', async (world) => {
  const owner = await product(world)
  for (const [amount, whole, decimal] of AMOUNTS) {
    const { status, body, text } = await world.call('POST', '/v1/prices', `product=${owner}&currency=usd&${amount}`)
    assert.equal(status, 200, text)
    assert.deepEqual([body.unit_amount, body.unit_amount_decimal], [whole, decimal], amount)
  }
  assert.deepEqual(
    await world.news(),
    AMOUNTS.map(() => 'price.created'),
  )
})

behaves('POST /v1/prices', 'refuses amounts that are none, two, negative or too fine', async (world) => {
  const { call, news } = world
  const make = async (amount: string) => call('POST', '/v1/prices', `product=${owner}&currency=usd&${amount}`)
  const owner = await product(world)
  const integer = { code: 'parameter_invalid_integer', message: /./ }
  refused(await make('unit_amount=-1'), 400, { ...integer, param: 'unit_amount' })
  refused(await make('unit_amount=1.5'), 400, { ...integer, param: 'unit_amount', message: 'Invalid integer: 1.5' })
  for (const wrong of ['-1', 'abc', '1.0000000000001']) {
    const { status, body } = await make(`unit_amount_decimal=${wrong}`)
    assert.deepEqual([status, body.error.type, body.error.param], [400, 'invalid_request_error', 'unit_amount_decimal'])
  }
  const { status, body } = await make('unit_amount=1&unit_amount_decimal=1')
  assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
  assert.match(body.error.message, /^You may only specify one of these parameters: unit_amount, unit_amount_decimal\.$/)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/prices', 'must say how much', async (world) => {
  const owner = await product(world)
  // Recorded, for prices paid once and again and again.
  const message = 'Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.'
  for (const more of ['', '&recurring[interval]=month']) {
    const { status, body } = await world.call('POST', '/v1/prices', `product=${owner}&currency=usd${more}`)
    assert.deepEqual([status, body.error.type, body.error.message], [400, 'invalid_request_error', message])
  }
  assert.deepEqual(await world.news(), [])
})
