// The calls about the log of requests: who sees which, by what they are found, what came of one, and one asked again.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { until } from '../simulation/support.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { bearer, FORM, refused, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const PATH = '/brindle/requests'
const list = async ({ call }: Pick<Sandbox, 'call'>, query = '', headers = {}): Promise<any[]> => {
  const { status, body, text } = await call('GET', `${PATH}${query}`, undefined, headers)
  assert.equal(status, 200, text)
  return body.data
}
const idOf = ({ headers }: { headers: Headers }) => headers.get('request-id')!

test('an entry says who asked for what, in which version, and how it was answered', async () => {
  const { call, key } = sandbox(brindle)
  const asked = await call('POST', '/v1/customers', 'name=Jenny', {
    'idempotency-key': 'one',
    'stripe-version': '2024-06-20',
    'user-agent': 'Stripe/v1 NodeBindings/17.0.0',
  })
  const account = (await call('GET', '/v1/account')).body.id
  const { body } = await call('GET', `${PATH}/${idOf(asked)}`)
  const { at, created, milliseconds, response_body, ...rest } = body
  assert.equal(Math.floor(at / 1000), created)
  assert.ok(Math.abs(Date.now() - at) < 10_000 && milliseconds > 0)
  assert.deepEqual(JSON.parse(response_body), asked.body)
  assert.deepEqual(rest, {
    id: idOf(asked),
    object: 'brindle.request',
    account,
    api_version: '2024-06-20',
    content_type: FORM['content-type'],
    error: null,
    events: [{ ...rest.events[0], object: 'event', type: 'customer.created', deliveries: [] }],
    idempotency_key: 'one',
    idempotent_replayed: false,
    ip_address: '127.0.0.1',
    key: `sk_test_****${key.slice(-4)}`,
    method: 'POST',
    operation: 'POST /v1/customers',
    path: '/v1/customers',
    query: null,
    replay_of: null,
    request_body: 'name=Jenny',
    request_is_whole: true,
    response_is_whole: true,
    source: 'api',
    status: 200,
    user_agent: 'Stripe/v1 NodeBindings/17.0.0',
    wrote: [
      { id: account, object: 'account', account, change: 'created' },
      { id: asked.body.id, object: 'customer', account, change: 'created' },
    ],
  })
  const again = await call('POST', '/v1/customers', 'name=Jenny', {
    'idempotency-key': 'one',
    'stripe-version': '2024-06-20',
  })
  const repeated = (await call('GET', `${PATH}/${idOf(again)}`)).body
  assert.deepEqual([repeated.idempotent_replayed, repeated.wrote, repeated.events], [true, [], []])
})

test('it is found by what it was, newest first, a page at a time', async () => {
  const world = sandbox(brindle)
  const { call, publishable, url, key } = world
  const paths = async (query: string) => (await list(world, query)).map(({ method, path }) => `${method} ${path}`)
  await call('POST', '/v1/customers', 'name=A', { 'idempotency-key': 'k1' })
  await call('POST', '/v1/products', 'name=B', { 'stripe-version': '2024-06-20' })
  await call('GET', '/v1/customers/cus_gone', undefined, { 'user-agent': 'Stripe/v1 stripe-cli/1.21.0' })
  await call('DELETE', '/v1/products/prod_gone')
  await call('GET', '/v1/balance', undefined, { 'brindle-source': 'dashboard' })
  const declined =
    'amount=500&currency=usd&confirm=true&payment_method=pm_card_chargeDeclined&return_url=https://a.example'
  await call('POST', '/v1/payment_intents', declined, { 'brindle-source': 'dashboard' })
  await speak(`${url}/v1/payment_methods`, 'POST', FORM, `type=amazon_pay&key=${publishable}`)
  const whole = await paths('')
  assert.deepEqual(whole, [
    'POST /v1/payment_methods',
    'POST /v1/payment_intents',
    'GET /v1/balance',
    'DELETE /v1/products/prod_gone',
    'GET /v1/customers/cus_gone',
    'POST /v1/products',
    'POST /v1/customers',
  ])
  for (const [query, wanted] of [
    ['method=DELETE', ['DELETE /v1/products/prod_gone']],
    ['status=402', ['POST /v1/payment_intents']],
    ['status=4xx&path=/v1/p', ['POST /v1/payment_intents', 'DELETE /v1/products/prod_gone']],
    ['status=5xx', []],
    ['path=/v1/customers', ['GET /v1/customers/cus_gone', 'POST /v1/customers']],
    [`operation=${encodeURIComponent('POST /v1/products')}`, ['POST /v1/products']],
    ['api_version=2024-06-20', ['POST /v1/products']],
    ['idempotency_key=k1', ['POST /v1/customers']],
    ['source=cli', ['GET /v1/customers/cus_gone']],
    ['source=stripe.js', ['POST /v1/payment_methods']],
    ['sources[]=dashboard&sources[]=stripe.js', whole.slice(0, 3)],
    [`api_key=pk_test_****${publishable.slice(-4)}&method=POST`, ['POST /v1/payment_methods']],
    ['ip_address=10.0.0.1', []],
    [`created[lt]=${Math.floor(Date.now() / 1000) - 60}`, []],
  ] as const)
    assert.deepEqual(await paths(`?${query}`), wanted, query)
  // A whole key is as good as the way in which it is shown.
  const byKey = await list(world, `?api_key=${key}&path=/v1/`)
  assert.equal(byKey.length, 6)
  const first = (await call('GET', `${PATH}?limit=2&path=/v1/`)).body
  assert.deepEqual([first.has_more, first.url, first.data.length], [true, PATH, 2])
  const rest = (await call('GET', `${PATH}?limit=5&path=/v1/&starting_after=${first.data[1].id}`)).body
  assert.deepEqual([rest.has_more, rest.data.length], [false, 5])
  for (const [query, param, message] of [
    ['limit=101', 'limit', /less than or equal to 100/],
    ['status=9xx', 'status', /^A status is a code/],
    ['starting_after=req_gone', 'starting_after', /^No such request: 'req_gone'/],
    ['method=PUT', 'method', /must be one of/],
    ['sources[]=nobody', 'sources[0]', /must be one of/],
  ] as const) {
    const { status, body } = await call('GET', `${PATH}?${query}`)
    assert.deepEqual([status, body.error.param], [400, param], query)
    assert.match(body.error.message, message)
  }
})

test('one account never sees the requests of another', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const made = await mine.call('POST', '/v1/customers', 'name=Mine')
  const { id: connected } = await mine.stripe.accounts.create({ type: 'custom', country: 'US' })
  const there = await mine.call('POST', '/v1/customers', 'name=There', { 'stripe-account': connected })
  const gone = { status: 404, code: 'resource_missing' }
  for (const id of [idOf(made), idOf(there)]) {
    const { status, body } = await yours.call('GET', `${PATH}/${id}`)
    assert.deepEqual({ status, code: body.error.code }, gone)
    const again = await yours.call('POST', `${PATH}/${id}/replay`, '')
    assert.deepEqual({ status: again.status, code: again.body.error.code }, gone)
  }
  // Requests to a connected account are in its log, and not in its platform's.
  const inMine = (await list(mine)).map(({ id }) => id)
  const inConnected = await list(mine, '', { 'stripe-account': connected })
  assert.ok(inMine.includes(idOf(made)) && !inMine.includes(idOf(there)))
  assert.deepEqual([inConnected.at(-1).id, inConnected.at(-1).account], [idOf(there), connected])
  // Who asks for an account that is not theirs is told so, and leaves no trace there.
  const account = (await mine.call('GET', '/v1/account')).body.id
  const denied = await yours.call('GET', '/v1/customers', undefined, { 'stripe-account': account })
  assert.equal(denied.status, 403)
  assert.ok(!(await list(mine)).some(({ id }) => id === idOf(denied)))
  assert.ok((await list(yours)).some(({ id }) => id === idOf(denied)))
  assert.equal((await yours.call('GET', PATH, undefined, { 'stripe-account': account })).status, 403)
})

test('what the Dashboard reads does not push out what a program did', async () => {
  const world = sandbox(brindle)
  const made = await world.call('POST', '/v1/customers', 'name=Jenny')
  const dashboard = { 'brindle-source': 'dashboard' }
  await world.call('POST', '/v1/products', 'name=Photos', dashboard)
  for (let n = 0; n < 210; n++) await world.call('GET', '/v1/balance', undefined, dashboard)
  const page = await list(world, '?limit=100&source=dashboard')
  const second = await list(world, `?limit=100&source=dashboard&starting_after=${page.at(-1).id}`)
  const third = await list(world, `?limit=100&source=dashboard&starting_after=${second.at(-1).id}`)
  // 200 of its reads are kept, and what it wrote beside them.
  assert.deepEqual([page.length, second.length, third.length], [100, 100, 1])
  assert.equal(third[0].path, '/v1/products')
  assert.ok((await list(world, '?source=api')).some(({ id }) => id === idOf(made)))
})

test('it leads to what came of it: objects, events, and their deliveries', async (t) => {
  const server = createServer((request, response) => request.resume().on('end', () => response.writeHead(204).end()))
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => {
    server.closeAllConnections()
    server.close()
  })
  const { stripe, call } = sandbox(brindle)
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
  const { id: endpoint } = await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] })
  const { id: method } = await stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
  const form = 'amount=500&currency=usd&confirm=true&capture_method=automatic&return_url=https://a.example'
  const paid = await call('POST', '/v1/payment_intents', `${form}&payment_method=${method}`)
  const outcome = async () => (await call('GET', `${PATH}/${idOf(paid)}`)).body
  await until('the webhook came', async () => {
    const { events } = await outcome()
    return events.some(({ deliveries }: any) => deliveries[0]?.state === 'delivered')
  })
  const { wrote, events } = await outcome()
  assert.deepEqual(wrote.map(({ object, change }: any) => `${object} ${change}`).toSorted(), [
    'balance_transaction created',
    'charge created',
    'payment_intent created',
  ])
  assert.deepEqual(
    events.map(({ type, deliveries }: any) => [type, deliveries.map((one: any) => one.endpoint)]),
    [
      ['payment_intent.created', []],
      ['charge.succeeded', [endpoint]],
      ['payment_intent.succeeded', []],
    ],
  )
  for (const { id } of events) assert.equal((await stripe.events.retrieve(id)).request!.id, idOf(paid))
  // A change that nobody can see is none, and what is deleted is told as deleted.
  const customer = await stripe.customers.create()
  const gone = await call('DELETE', `/v1/customers/${customer.id}`)
  const { wrote: deleted } = (await call('GET', `${PATH}/${idOf(gone)}`)).body
  assert.deepEqual(
    deleted.map(({ id, change }: any) => [id, change]),
    [[customer.id, 'deleted']],
  )
})

test('it is asked again, under a key of its own', async () => {
  const world = sandbox(brindle)
  const { call, stripe } = world
  const asked = await call('POST', '/v1/customers', 'name=Jenny&metadata[a]=%C3%A9', {
    'idempotency-key': 'one',
    'stripe-version': '2024-06-20',
  })
  const replay = (answer: { headers: Headers }, form = '') => call('POST', `${PATH}/${idOf(answer)}/replay`, form)
  const { status, body } = await replay(asked)
  assert.equal(status, 200)
  const made = JSON.parse(body.response_body)
  assert.deepEqual([made.name, made.metadata], ['Jenny', { a: 'é' }])
  assert.notEqual(made.id, asked.body.id)
  assert.deepEqual([body.replay_of, body.api_version, body.path], [idOf(asked), '2024-06-20', '/v1/customers'])
  assert.match(body.idempotency_key, /^replay_/)
  assert.equal(body.wrote[0].id, made.id)
  assert.equal((await list(world, '?operation=POST%20/v1/customers'))[0].id, body.id)
  // Under the key of the first time it is that request, and its answer.
  const same = (await replay(asked, 'idempotency_key=one')).body
  assert.deepEqual([same.idempotent_replayed, JSON.parse(same.response_body).id], [true, asked.body.id])
  assert.equal((await stripe.customers.list()).data.length, 2)
  // A refusal is refused again, and the call that asked for that is not.
  const wrong = await replay(await call('POST', '/v1/customers', 'foo=1'))
  assert.deepEqual([wrong.status, wrong.body.status, wrong.body.error.code], [200, 400, 'parameter_unknown'])
  const read = await replay(await call('GET', '/v1/customers?limit=1'))
  assert.equal(JSON.parse(read.body.response_body).data.length, 1)
})

test('what the log does not have whole, or held a secret, is not asked again', async () => {
  const { call, key, url, publishable } = sandbox(brindle)
  const card = 'type=card&card[number]=4242424242424242&card[exp_month]=12&card[exp_year]=2034&card[cvc]=314'
  const boundary = 'content-type: multipart/form-data'
  const file = `--x\r\ncontent-disposition: form-data; name="purpose"\r\n\r\ndispute_evidence\r\n--x--\r\n`
  const answers: [{ headers: Headers }, RegExp][] = [
    [await call('POST', '/v1/payment_methods', card), /held a secret or the number of a card/],
    [await speak(`${url}/v1/customers?key=${key}`, 'POST', FORM, 'name=x'), /held a secret/],
    [await call('POST', '/v1/customers', `name=x&${'metadata[a]=1&'.repeat(400)}`), /only the beginning/],
    [await call('POST', '/v1/files', file, { 'content-type': `${boundary.slice(14)}; boundary=x` }), /carried a file/],
    [await call('POST', '/brindle/clock/advance', 'by=60'), /more than one unit of work/],
    [await call('GET', PATH), /more than one unit of work/],
  ]
  for (const [answer, message] of answers)
    refused(await call('POST', `${PATH}/${idOf(answer)}/replay`, ''), 400, { code: 'request_not_replayable', message })
  // With the rights of who asks: a publishable key may not.
  const made = await call('POST', '/v1/customers', 'name=x')
  for (const [method, path] of [
    ['GET', PATH],
    ['GET', `${PATH}/stream`],
    ['GET', `${PATH}/${idOf(made)}`],
    ['POST', `${PATH}/${idOf(made)}/replay`],
  ] as const)
    refused(await call(method, path, method === 'POST' ? '' : undefined, bearer(publishable)), 403, {
      code: 'secret_key_required',
      message: /secret key/,
    })
  const { body } = await call('POST', '/brindle/api_keys', 'permissions[customer]=write')
  assert.equal((await call('GET', PATH, undefined, bearer(body.key))).status, 403)
})
