// The same key is the same request. Rules: https://docs.stripe.com/api/idempotent_requests
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { bearer, refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const under = (key: string, more: Record<string, string> = {}) => ({ 'idempotency-key': key, ...more })
const customers = async ({ call }: Sandbox) => (await call('GET', '/v1/customers?limit=100')).body.data
const reused = (key: string) => ({
  type: 'idempotency_error',
  message:
    'Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a ' +
    `key other than '${key}' if you meant to execute a different request.`,
})

test('a repeated request gets the first answer, byte for byte, and does nothing', async () => {
  const box = sandbox(brindle)
  const form = 'name=x&metadata[a]=1&preferred_locales[]=de'
  const first = await box.call('POST', '/v1/customers', form, under('K'))
  assert.equal(first.status, 200)
  assert.equal(first.headers.get('idempotent-replayed'), null)
  await box.call('POST', `/v1/customers/${first.body.id}`, 'name=changed')
  for (let i = 0; i < 3; i++) {
    const again = await box.call('POST', '/v1/customers', form, under('K'))
    assert.equal(again.status, 200)
    assert.equal(again.text, first.text)
    assert.equal(again.headers.get('idempotent-replayed'), 'true')
    assert.equal(again.headers.get('original-request'), first.headers.get('request-id'))
    assert.equal(again.headers.get('stripe-version'), first.headers.get('stripe-version'))
  }
  assert.equal((await customers(box)).length, 1)
  assert.deepEqual(await box.events(), ['customer.created', 'customer.updated'])
  const [{ request }] = (await box.call('GET', '/v1/events?type=customer.created')).body.data
  assert.deepEqual(request, { id: first.headers.get('request-id'), idempotency_key: 'K' })
})

test('the order of parameters makes no other request', async () => {
  const box = sandbox(brindle)
  const first = await box.call(
    'POST',
    '/v1/customers',
    'name=x&email=a@b.example&metadata[a]=1&metadata[b]=2',
    under('K'),
  )
  const forms = [
    'email=a@b.example&name=x&metadata[a]=1&metadata[b]=2',
    'name=x&email=a%40b.example&metadata%5Bb%5D=2&metadata%5Ba%5D=1',
  ]
  for (const form of forms) {
    const again = await box.call('POST', '/v1/customers', form, under('K'))
    assert.equal(again.text, first.text)
    assert.equal(again.headers.get('idempotent-replayed'), 'true')
  }
  assert.equal((await customers(box)).length, 1)
})

test('other parameters under a key are refused', async () => {
  const box = sandbox(brindle)
  await box.call('POST', '/v1/customers', 'name=x', under('K'))
  for (const form of ['name=y', 'name=x&email=a@b.example', ''])
    refused(await box.call('POST', '/v1/customers', form, under('K')), 400, reused('K'))
  assert.equal((await customers(box)).length, 1)
  // The refusals have not taken the key's place.
  assert.equal((await box.call('POST', '/v1/customers', 'name=x', under('K'))).status, 200)
})

test('another endpoint under a key is refused', async () => {
  const box = sandbox(brindle)
  const { id } = (await box.call('POST', '/v1/customers', 'name=x', under('K'))).body
  for (const path of ['/v1/products', `/v1/customers/${id}`]) {
    refused(await box.call('POST', path, 'name=x', under('K')), 400, {
      type: 'idempotency_error',
      message:
        /^Keys for idempotent requests can only be used for the same endpoint they were first used for \('.+'\)\./,
    })
  }
  assert.deepEqual(await box.events(), ['customer.created'])
})

test('a request that fails validation is not kept: corrected, it takes the key', async () => {
  const { call } = sandbox(brindle)
  const wrong: [name: string, form: string, headers?: Record<string, string>][] = [
    ['unknown', 'name=x&foo=1'],
    ['integer', 'name=x&balance=abc'],
    ['escape', 'name=%zz'],
    ['json', '{"name":"x"}', { 'content-type': 'application/json' }],
    ['version', 'name=x', { 'stripe-version': '1999-01-01' }],
    ['key', 'name=x', bearer('sk_test_')],
    ['account', 'name=x', { 'stripe-account': 'acct_other' }],
    ['expand list', 'name=x&expand=customer'],
  ]
  for (const [name, form, headers] of wrong) {
    const first = await call('POST', '/v1/customers', form, under(name, headers))
    assert.ok(first.status >= 400 && first.status < 404, `${name}: ${first.text}`)
    const second = await call('POST', '/v1/customers', 'name=x', under(name))
    assert.equal(second.status, 200, `${name}: ${second.text}`)
    assert.equal(second.headers.get('idempotent-replayed'), null, name)
  }
})

test('nor is one that asks for what cannot be expanded', async () => {
  const { call } = sandbox(brindle)
  for (const path of ['foo', 'a.b.c.d.e']) {
    const first = await call('POST', '/v1/customers', `name=x&expand[]=${path}`, under(path))
    assert.equal(first.status, 400)
    const second = await call('POST', '/v1/customers', 'name=x', under(path))
    assert.equal(second.status, 200, second.text)
  }
})

test('a declined card is an outcome, and kept', async () => {
  const box = sandbox(brindle)
  const form = 'amount=2000&currency=usd&payment_method=pm_card_chargeCustomerFail&confirm=true'
  const pay = () => box.call('POST', '/v1/payment_intents', `${form}&return_url=https://shop.example`, under('K'))
  const first = await pay()
  assert.equal(first.status, 402, first.text)
  const again = await pay()
  assert.equal(again.status, 402)
  assert.equal(again.text, first.text)
  assert.equal(again.headers.get('idempotent-replayed'), 'true')
  assert.equal(again.headers.get('stripe-should-retry'), 'false')
  assert.equal((await box.call('GET', '/v1/charges')).body.data.length, 1)
  assert.equal((await box.call('GET', '/v1/payment_intents')).body.data.length, 1)
})

test('a key has at most 255 characters', async () => {
  const box = sandbox(brindle)
  const long = await box.call('POST', '/v1/customers', 'name=x', under('k'.repeat(256)))
  assert.equal(long.status, 400)
  assert.match(long.body.error.message, /255/)
  assert.deepEqual(await customers(box), [])
  const longest = await box.call('POST', '/v1/customers', 'name=x', under('k'.repeat(255)))
  assert.equal(longest.status, 200)
  const again = await box.call('POST', '/v1/customers', 'name=x', under('k'.repeat(255)))
  assert.equal(again.text, longest.text)
})

test('keys belong to their account, and to POST alone', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const a = await mine.call('POST', '/v1/customers', 'name=x', under('K'))
  const b = await yours.call('POST', '/v1/customers', 'name=y', under('K'))
  assert.deepEqual([a.body.name, b.body.name], ['x', 'y'])
  // A GET or DELETE is idempotent by nature; the key says nothing there.
  assert.equal((await mine.call('GET', '/v1/customers', undefined, under('K'))).body.data.length, 1)
  const gone = await mine.call('DELETE', `/v1/customers/${a.body.id}`, undefined, under('K'))
  assert.equal(gone.body.deleted, true)
  assert.equal((await mine.call('GET', '/v1/customers', undefined, under('K'))).body.data.length, 0)
})

test('a key is the account’s, whichever of its keys asks', async () => {
  const { call, key } = sandbox(brindle)
  const first = await call('POST', '/v1/customers', 'name=x', under('K'))
  const restricted = bearer(key.replace('sk_', 'rk_'))
  const again = await call('POST', '/v1/customers', 'name=x', under('K', restricted))
  assert.equal(again.text, first.text)
})

test('fifty at once make one object', async () => {
  const box = sandbox(brindle)
  const ask = () => box.call('POST', '/v1/customers', 'name=x', under('K'))
  const answers = await Promise.all(Array.from({ length: 50 }, ask))
  const done = answers.filter(({ status }) => status === 200)
  assert.ok(done.length > 0)
  assert.equal(new Set(done.map(({ text }) => text)).size, 1)
  assert.equal(done.filter(({ headers }) => headers.get('idempotent-replayed') === null).length, 1)
  for (const answer of answers.filter(({ status }) => status !== 200)) {
    refused(answer, 409, {
      code: 'idempotency_key_in_use',
      message:
        /^There is currently another in-progress request using this Idempotent Key .*: K\. Please try again later\.$/,
    })
    assert.equal(answer.headers.get('stripe-should-retry'), 'true')
  }
  assert.equal((await customers(box)).length, 1)
  assert.deepEqual(await box.events(), ['customer.created'])
  assert.equal((await ask()).text, done[0]!.text)
})

test('fifty at once with different parameters: one wins, the rest are told', async () => {
  const box = sandbox(brindle)
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, i) => box.call('POST', '/v1/customers', `name=n${i}`, under('K'))),
  )
  assert.equal(answers.filter(({ status }) => status === 200).length, 1)
  for (const { status, body } of answers.filter((answer) => answer.status !== 200))
    assert.ok(status === 409 ? body.error.code === 'idempotency_key_in_use' : body.error.type === 'idempotency_error')
  assert.equal((await customers(box)).length, 1)
})
