// What every answer carries, in its headers and in the form of its body, as recorded from Stripe; and which requests
// are not let in at all.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { bearer, FORM, refused, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** On every answer of Stripe's API. */
const ALWAYS = {
  'access-control-allow-credentials': 'true',
  'access-control-allow-methods': 'GET,HEAD,PUT,PATCH,POST,DELETE',
  'access-control-allow-origin': '*',
  'access-control-expose-headers':
    'Request-Id, Stripe-Manage-Version, Stripe-Should-Retry, X-Stripe-External-Auth-Required, ' +
    'X-Stripe-Privileged-Session-Required',
  'access-control-max-age': '300',
  'cache-control': 'no-cache, no-store',
  'content-type': 'application/json',
  vary: 'Origin',
}

const headersOf = (headers: Headers, names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, headers.get(name)]))

test('the headers of every answer, good or bad', async () => {
  const { call, key, publishable } = sandbox(brindle)
  const decline = 'amount=2000&currency=usd&payment_method=pm_card_chargeCustomerFail&confirm=true'
  const answers = [
    [200, await call('GET', '/v1/customers')],
    [200, await call('POST', '/v1/customers', 'name=x')],
    [400, await call('POST', '/v1/customers', 'foo=1')],
    [400, await call('POST', '/v1/customers', '{}', { 'content-type': 'application/json' })],
    [401, await call('GET', '/v1/customers', undefined, { authorization: 'Bearer nothing' })],
    [402, await call('POST', '/v1/payment_intents', `${decline}&return_url=https://shop.example`)],
    [403, await call('GET', '/v1/customers', undefined, bearer(publishable))],
    [403, await call('GET', '/v1/customers', undefined, { origin: 'https://evil.example' })],
    [404, await call('GET', '/v1/customers/cus_gone')],
    [404, await call('GET', '/v1/nothing')],
    [404, await call('DELETE', '/v1/customers')],
    [413, await speak(`${brindle.url}/v1/customers`, 'POST', { ...bearer(key), ...FORM }, 'x'.repeat(2 ** 21))],
  ] as const
  const ids = new Set<string | null>()
  for (const [status, answer] of answers) {
    assert.equal(answer.status, status, answer.text)
    assert.deepEqual(headersOf(answer.headers, Object.keys(ALWAYS)), ALWAYS)
    assert.match(answer.headers.get('request-id')!, /^req_[A-Za-z0-9]{14}$/)
    assert.equal(Number(answer.headers.get('content-length')), Buffer.byteLength(answer.text))
    // A promise to browsers that a plain HTTP server must not make for its host.
    assert.equal(answer.headers.get('strict-transport-security'), null)
    ids.add(answer.headers.get('request-id'))
  }
  assert.equal(ids.size, answers.length)
})

test('the version that an answer is in', async () => {
  const { call } = sandbox(brindle)
  for (const [path, status] of [
    ['/v1/customers', 200],
    ['/v1/customers?foo=1', 400],
    ['/v1/customers/cus_gone', 404],
    ['/v1/nothing', 404],
  ] as const) {
    const answer = await call('GET', path)
    assert.equal(answer.status, status)
    assert.equal(answer.headers.get('stripe-version'), '2026-08-26.dahlia')
    const newer = await call('GET', path, undefined, { 'stripe-version': '2026-10-28.endive' })
    assert.equal(newer.headers.get('stripe-version'), '2026-10-28.endive')
  }
})

test('a POST says whether to try again, and whose answer it is', async () => {
  const { call } = sandbox(brindle)
  const key = { 'idempotency-key': 'once' }
  const names = ['idempotency-key', 'original-request', 'idempotent-replayed', 'stripe-should-retry']
  const first = await call('POST', '/v1/customers', 'name=x', key)
  const id = first.headers.get('request-id')
  const kept = { 'idempotency-key': 'once', 'original-request': id, 'stripe-should-retry': 'false' }
  assert.deepEqual(headersOf(first.headers, names), { ...kept, 'idempotent-replayed': null })
  const again = await call('POST', '/v1/customers', 'name=x', key)
  assert.deepEqual(headersOf(again.headers, names), { ...kept, 'idempotent-replayed': 'true' })
  assert.notEqual(again.headers.get('request-id'), id)
  const without = await call('POST', '/v1/customers', 'name=x')
  assert.equal(without.headers.get('idempotency-key'), null)
  assert.equal(without.headers.get('idempotent-replayed'), null)
  assert.equal((await call('POST', '/v1/customers', 'foo=1')).headers.get('stripe-should-retry'), 'false')
  assert.equal((await call('GET', '/v1/customers')).headers.get('stripe-should-retry'), null)
})

test('a preflight is answered without a key', async () => {
  const headers = {
    origin: 'https://shop.example',
    'access-control-request-method': 'POST',
    'access-control-request-headers': 'authorization,content-type,stripe-version',
  }
  const { status, headers: said } = await speak(`${brindle.url}/v1/payment_methods`, 'OPTIONS', headers)
  assert.ok(status === 200 || status === 204)
  assert.equal(said.get('access-control-allow-origin'), '*')
  assert.ok(said.get('access-control-allow-methods')?.split(',').includes('POST'))
  const allowed = said.get('access-control-allow-headers')?.split(',')
  for (const name of ['authorization', 'content-type', 'stripe-version']) assert.ok(allowed?.includes(name), name)
})

/** Two blanks a level; `id`, `object`, then the alphabet, in every hash. */
function assertOrder(text: string): void {
  assert.equal(text, JSON.stringify(JSON.parse(text), null, 2))
  const walk = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    if (Array.isArray(value)) return void value.map(walk)
    const keys = Object.keys(value)
    const first = ['id', 'object'].filter((name) => keys.includes(name))
    const rest = keys.filter((name) => !first.includes(name))
    assert.deepEqual(keys, [...first, ...rest.toSorted()])
    Object.values(value).map(walk)
  }
  walk(JSON.parse(text))
}

async function subscribe({ call }: Sandbox) {
  const form = 'name=x&metadata[zebra]=1&metadata[apple]=2&metadata[mango]=3&address[line1]=a&address[city]=b'
  const customer = (await call('POST', '/v1/customers', form)).body.id
  const method = (await call('POST', '/v1/payment_methods/pm_card_visa/attach', `customer=${customer}`)).body.id
  const priced = 'product_data[name]=x&currency=usd&unit_amount=500&recurring[interval]=month'
  const price = (await call('POST', '/v1/prices', priced)).body.id
  const rest = `customer=${customer}&default_payment_method=${method}&items[0][price]=${price}`
  const expand = 'expand[]=customer&expand[]=latest_invoice.payments'
  return { customer, made: await call('POST', '/v1/subscriptions', `${rest}&${expand}`) }
}

test('JSON with two blanks a level and the keys in order, at every depth', async () => {
  const box = sandbox(brindle)
  const { customer, made } = await subscribe(box)
  assert.equal(made.status, 200)
  assertOrder(made.text)
  for (const path of [
    `/v1/customers/${customer}`,
    '/v1/customers',
    '/v1/subscriptions?expand[]=data.customer',
    '/v1/invoices',
    '/v1/events?limit=100',
    '/v1/charges',
    '/v1/account',
    '/v1/refunds_are_not_here',
    '/v1/webhook_endpoints',
  ])
    assertOrder((await box.call('GET', path)).text)
  const decline = 'amount=2000&currency=usd&payment_method=pm_card_chargeCustomerFail&confirm=true'
  const declined = await box.call('POST', '/v1/payment_intents', `${decline}&return_url=https://shop.example`)
  assert.equal(declined.status, 402)
  assertOrder(declined.text)
  assertOrder((await box.call('DELETE', `/v1/customers/${customer}`)).text)
})

test('addresses that there are not', async () => {
  const { call } = sandbox(brindle)
  for (const [method, path] of [
    ['GET', '/v1/nothing'],
    ['POST', '/v1/nothing/at/all'],
    ['GET', '/v1/customers/'],
    ['PUT', '/v1/customers'],
    ['DELETE', '/v1/customers'],
    ['PATCH', '/v1/customers/cus_x'],
    ['GET', '/v2/nothing'],
  ] as const) {
    const message = new RegExp(`^Unrecognized request URL \\(${method}: ${path}\\)\\..* https://support.stripe.com/.$`)
    refused(await call(method, path), 404, { message })
  }
})

test('HEAD is GET without the body', async () => {
  // RFC 9110, 9.3.2; and Access-Control-Allow-Methods names it.
  const { key, call } = sandbox(brindle)
  const got = await call('GET', '/v1/customers')
  const head = await speak(`${brindle.url}/v1/customers`, 'HEAD', bearer(key))
  assert.equal(head.status, 200)
  assert.equal(head.text, '')
  assert.equal(head.headers.get('content-type'), 'application/json')
  const length = head.headers.get('content-length')
  assert.ok(length === null || Number(length) === Buffer.byteLength(got.text))
  assert.equal((await speak(`${brindle.url}/v1/customers`, 'HEAD')).status, 401)
})

test('a host that is not ours is refused, whatever is asked', async () => {
  const { key } = sandbox(brindle)
  const at = (host: string, path = '/v1/customers') => speak(`${brindle.url}${path}`, 'GET', { ...bearer(key), host })
  for (const host of [
    'evil.example',
    `evil.example:${brindle.port}`,
    '127.0.0.1.evil.example',
    'localhost.evil.example',
  ])
    refused(await at(host), 403, { message: /evil\.example/ })
  for (const path of ['/health', '/brindle/requests', '/brindle/clock', '/v3/'])
    assert.equal((await at('evil.example', path)).status, 403, path)
  for (const host of [`localhost:${brindle.port}`, '127.0.0.1', '[::1]:80', 'shop.localhost'])
    assert.equal((await at(host)).status, 200, host)
})

test('a page elsewhere may not use a secret key; it may use a publishable one', async () => {
  const { key, publishable, call, url } = sandbox(brindle)
  for (const origin of ['https://evil.example', 'https://localhost.evil.example', 'null']) {
    refused(await call('POST', '/v1/customers', 'name=x', { origin }), 403, { message: /web page/ })
    const restricted = bearer(key.replace('sk_', 'rk_'))
    refused(await call('POST', '/v1/customers', 'name=x', { origin, ...restricted }), 403, { message: /web page/ })
    // The key may hide in the form, where no preflight would ask.
    const hidden = await speak(`${url}/v1/customers`, 'POST', { ...FORM, origin }, `name=x&key=${key}`)
    refused(hidden, 403, { message: /web page/ })
    const own = await call('POST', '/v1/payment_methods', 'type=amazon_pay', { origin, ...bearer(publishable) })
    assert.equal(own.status, 200)
  }
  assert.deepEqual((await call('GET', '/v1/customers')).body.data, [])
  for (const origin of ['http://localhost:3000', 'http://127.0.0.1:8080'])
    assert.equal((await call('GET', '/v1/customers', undefined, { origin })).status, 200)
  refused(await call('POST', '/brindle/clock/advance', 'by=60', { origin: 'https://evil.example' }), 403, {
    message: /web page/,
  })
})
