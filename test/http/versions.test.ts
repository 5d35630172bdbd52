// Which version of Stripe's API is spoken. https://docs.stripe.com/api/versioning; what changed: docs.stripe.com/changelog
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { refused, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const DAHLIA = '2026-08-26.dahlia'
const ENDIVE = '2026-10-28.endive'
const version = (name: string) => ({ 'stripe-version': name })

test('a version that there never was', async () => {
  const { call } = sandbox(brindle)
  for (const name of ['2099-01-01', '2026-08-26', '2026-08-26.rose', 'latest', 'dahlia', '2020-08-28']) {
    const answer = await call('POST', '/v1/customers', 'name=x', version(name))
    refused(answer, 400, { message: new RegExp(`^Invalid Stripe API version: ${name}`) })
  }
  assert.deepEqual((await call('GET', '/v1/events')).body.data, [])
})

test('an answer names the version it is in', async () => {
  const { call } = sandbox(brindle)
  const served = async (headers = {}) => (await call('GET', '/v1/customers', undefined, headers)).headers
  assert.equal((await served()).get('stripe-version'), DAHLIA)
  for (const name of [
    '2017-01-27',
    '2018-11-08',
    '2019-03-14',
    '2020-08-27',
    '2022-11-15',
    '2024-09-30.acacia',
    '2025-03-31.basil',
    '2026-07-29.dahlia',
    DAHLIA,
    '2026-09-30.endive',
    ENDIVE,
  ])
    assert.equal((await served(version(name))).get('stripe-version'), name)
  // Still older ones are known, and answered in the shape that the core speaks.
  for (const name of ['2011-01-01', '2016-10-19'])
    assert.equal((await served(version(name))).get('stripe-version'), DAHLIA, name)
})

test('the version may be a parameter, as Stripe.js sends it', async () => {
  const { publishable } = sandbox(brindle)
  const query = `key=${publishable}&_stripe_version=${ENDIVE}`
  const made = await speak(`${brindle.url}/v1/payment_methods?${query}`, 'POST', {}, 'type=amazon_pay')
  assert.equal(made.status, 200, made.text)
  assert.equal(made.headers.get('stripe-version'), ENDIVE)
})

test('events are in the version of the account, whatever the request said', async () => {
  // https://docs.stripe.com/webhooks/versioning
  const { call } = sandbox(brindle)
  await call('POST', '/v1/customers', 'name=x', version(ENDIVE))
  const [{ api_version }] = (await call('GET', '/v1/events')).body.data
  assert.equal(api_version, DAHLIA)
})

test('an account that opens under another default speaks that', async () => {
  const newer = await startBrindle({ defaultVersion: ENDIVE })
  try {
    const { call } = sandbox(newer)
    const made = await call('POST', '/v1/customers', 'name=x')
    assert.equal(made.headers.get('stripe-version'), ENDIVE)
    assert.equal((await call('GET', '/v1/events')).body.data[0].api_version, ENDIVE)
    const older = await call('GET', '/v1/customers', undefined, version(DAHLIA))
    assert.equal(older.headers.get('stripe-version'), DAHLIA)
  } finally {
    await newer.close()
  }
})

// docs.stripe.com/changelog/endive: intents and Checkout no longer take `payment_method_types`.
const gone = { code: 'payment_method_types_no_longer_supported', param: 'payment_method_types' }
const TYPES = 'payment_method_types[]=card'

test('payment_method_types before endive', async () => {
  const { call } = sandbox(brindle)
  for (const headers of [{}, version(DAHLIA), version('2023-10-16')]) {
    const payment = await call('POST', '/v1/payment_intents', `amount=2000&currency=usd&${TYPES}`, headers)
    assert.deepEqual(payment.body.payment_method_types, ['card'], payment.text)
    const setup = await call('POST', '/v1/setup_intents', TYPES, headers)
    assert.deepEqual(setup.body.payment_method_types, ['card'], setup.text)
    assert.equal(setup.body.automatic_payment_methods, null)
  }
})

test('payment_method_types in endive', async () => {
  const { call } = sandbox(brindle)
  const payment = (await call('POST', '/v1/payment_intents', 'amount=2000&currency=usd')).body.id
  const setup = (await call('POST', '/v1/setup_intents', '')).body.id
  const before = (await call('GET', '/v1/events')).text
  for (const name of ['2026-09-30.endive', ENDIVE])
    for (const [path, form] of [
      ['payment_intents', `amount=2000&currency=usd&${TYPES}`],
      [`payment_intents/${payment}`, TYPES],
      ['setup_intents', TYPES],
      [`setup_intents/${setup}`, TYPES],
    ])
      refused(await call('POST', `/v1/${path}`, form, version(name)), 400, { ...gone, message: /payment_method_types/ })
  assert.equal((await call('GET', '/v1/events')).text, before)
})

test('allowed_payment_method_types in endive', async () => {
  const { call } = sandbox(brindle)
  const form = 'amount=2000&currency=usd&allowed_payment_method_types[]=card'
  const payment = await call('POST', '/v1/payment_intents', form, version(ENDIVE))
  assert.equal(payment.status, 200, payment.text)
  assert.deepEqual(payment.body.payment_method_types, ['card'])
})
