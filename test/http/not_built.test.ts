// What Brindle does not do yet says so by name, and what it only stores says that: no operation of Stripe's contract is
// answered with something made up, and none breaks the server.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Operation, operations } from '../../src/contract/index.ts'
import { STORED } from '../../src/kernel/stored.ts'
import type { Brindle } from '../../src/main.ts'
import { resources } from '../../src/resources/index.ts'
import { type Sandbox, sandbox, type Spoken, startBrindle } from '../world.ts'
import { refused } from './speak.ts'

let brindle: Brindle
let strict: Brindle
before(async () => {
  brindle = await startBrindle()
  strict = await startBrindle({ strict: true })
})
after(() => Promise.all([brindle.close(), strict.close()]))

const behaving = new Set(resources.flatMap((resource) => Object.keys(resource.operations)))
const PLAIN = ['create', 'retrieve', 'update', 'list', 'delete']
/** An object that is only stored, and what is done to any record. */
const isStored = ({ key, kind, returns }: Operation) =>
  !behaving.has(key) && PLAIN.includes(kind) && returns.length === 1 && Object.hasOwn(STORED, returns[0]!)

/** The operation without parameters, about things that are not there. */
async function called({ call }: Sandbox, { method, path }: Operation): Promise<Spoken> {
  const at = path.replace(/\{\w+\}/g, 'made_up_1')
  if (method !== 'POST') return call(method, at)
  return path.startsWith('/v2/') ? call(method, at, '{}', { 'content-type': 'application/json' }) : call(method, at, '')
}

/** Every operation and its answer, several at a time. */
async function ask(server: Brindle, asked: readonly Operation[]): Promise<[Operation, Spoken][]> {
  const box = sandbox(server)
  await box.call('GET', '/v1/account')
  const answers: [Operation, Spoken][] = []
  for (let i = 0; i < asked.length; i += 25) {
    const some = asked.slice(i, i + 25)
    const said = await Promise.all(some.map((operation) => called(box, operation)))
    answers.push(...some.map((operation, j): [Operation, Spoken] => [operation, said[j]!]))
  }
  return answers
}

const notBuilt = (key: string) => ({
  code: 'not_built',
  message: new RegExp(`^${key.replace(/[{}.]/g, '\\$&')} is not built: `),
})

// Those of connect.stripe.com have a test of their own.
const all = [...operations()].filter(({ host }) => host !== 'connect')

test('every operation of the contract answers: as built, as stored, or by its name', async () => {
  assert.ok(all.length > 600, `only ${all.length}`)
  const counts = { built: 0, stored: 0, not: 0 }
  for (const [operation, answer] of await ask(brindle, all)) {
    const { key } = operation
    assert.ok(answer.status < 500, `${key}: ${answer.text}`)
    const behaviour = answer.headers.get('brindle-behaviour')
    if (behaving.has(key)) {
      counts.built++
      assert.equal(behaviour, null, key)
      assert.notEqual(answer.body.error?.code, 'not_built', `${key}: ${answer.text}`)
    } else if (isStored(operation)) {
      counts.stored++
      // A refusal is a refusal; only what is stored is said to be.
      if (answer.status === 200) assert.equal(behaviour, 'stored', key)
      else assert.notEqual(answer.body.error.code, 'not_built', `${key}: ${answer.text}`)
    } else {
      counts.not++
      assert.equal(behaviour, null, key)
      refused(answer, 400, notBuilt(key))
    }
  }
  for (const [kind, count] of Object.entries(counts)) assert.ok(count > 0, kind)
})

test('nothing is found under an id that was made up', async () => {
  const answers = await ask(
    brindle,
    all.filter(({ path }) => path.includes('{')),
  )
  const found = answers.filter(([, { status }]) => status < 400 || status >= 500)
  assert.deepEqual(
    found.map(([{ key }, { status }]) => `${status} ${key}`),
    [],
  )
})

test('what is missing in the path is said to be missing', async () => {
  const some = all.filter(({ key, kind }) => behaving.has(key) && kind === 'retrieve')
  assert.ok(some.length > 10)
  for (const [{ key, path }, answer] of await ask(brindle, some)) {
    // An account that one has no access to is 403, whether or not there is one.
    if (!path.includes('{') || path === '/v1/accounts/{id}') continue
    assert.equal(answer.status, 404, `${key}: ${answer.text}`)
    assert.equal(answer.body.error.code, 'resource_missing', key)
    assert.match(answer.body.error.message, /^No such .+: 'made_up_1'/, key)
  }
})

test('the operations of connect.stripe.com are named too', async () => {
  const connect = [...operations()].filter(({ host }) => host === 'connect')
  assert.equal(connect.length, 2)
  for (const [{ key }, answer] of await ask(brindle, connect)) {
    assert.ok(answer.status >= 400 && answer.status < 500, key)
    assert.equal(answer.body?.error?.code, 'not_built', `${key}: ${answer.text}`)
  }
})

test('nothing is made by what is not built', async () => {
  const box = sandbox(brindle)
  for (const [path, form] of [
    ['forwarding/requests', 'payment_method=pm_card_visa&url=https://a.test&replacements[]=card_number'],
  ] as const) {
    const { status, body } = await box.call('POST', `/v1/${path}`, form)
    assert.deepEqual([status, body.error.code], [400, 'not_built'], path)
  }
  assert.deepEqual(await box.events(), [])
})

test('pages that objects name, and that are not built, say so', async () => {
  const { stripe } = sandbox(brindle)
  const price = (await stripe.prices.create({ currency: 'usd', unit_amount: 500, product_data: { name: 'Desk' } })).id
  const sold = { line_items: [{ price, quantity: 1 }] }
  const session = await stripe.checkout.sessions.create({ mode: 'payment', success_url: 'https://desk.test', ...sold })
  const link = await stripe.paymentLinks.create(sold)
  for (const [url, says] of [
    [session.url!, /no page for a Checkout Session yet/],
    [link.url, /no page for a payment link yet/],
  ] as const) {
    const answer = await fetch(url)
    assert.equal(answer.status, 404)
    assert.match(await answer.text(), says)
  }
})

test('what is built in part names the parameter that is not', async () => {
  const { call } = sandbox(brindle)
  const answer = await call('POST', '/v1/topups', 'amount=5&currency=usd&payment_method=pm_card_visa')
  assert.equal(answer.status, 400, answer.text)
  assert.deepEqual([answer.body.error.code, answer.body.error.param], ['not_built', 'payment_method'])
})

/** The answer of a stored object, which says that it is. */
async function stored({ call }: Sandbox, method: string, path: string, form?: string): Promise<any> {
  const { status, headers, body, text } = await call(method, `/v1/${path}`, form)
  assert.equal(status, 200, text)
  assert.equal(headers.get('brindle-behaviour'), 'stored')
  return body
}

const PLACE = 'display_name=First&address[country]=US&address[line1]=1+Main+St'

test('a stored object is made, found, changed and listed', async () => {
  // https://docs.stripe.com/api/terminal/locations
  const box = sandbox(brindle)
  const path = 'terminal/locations'
  const made = await stored(box, 'POST', path, `${PLACE}&phone=%2B15551234&metadata[a]=1&metadata[b]=2`)
  assert.match(made.id, /^tml_\w{14}$/)
  const expected = {
    object: 'terminal.location',
    address: { country: 'US', line1: '1 Main St' },
    display_name: 'First',
    livemode: false,
    metadata: { a: '1', b: '2' },
    phone: '+15551234',
  }
  for (const [field, value] of Object.entries(expected)) assert.deepEqual(made[field], value, field)
  assert.deepEqual(await stored(box, 'GET', `${path}/${made.id}`), made)
  const update = 'display_name=Second&phone=&metadata[a]=&metadata[c]=3'
  const changed = await stored(box, 'POST', `${path}/${made.id}`, update)
  assert.deepEqual(changed, { ...made, display_name: 'Second', phone: null, metadata: { b: '2', c: '3' } })
  const other = await stored(box, 'POST', path, PLACE)
  const list = await stored(box, 'GET', path)
  assert.deepEqual([list.url, list.has_more], [`/v1/${path}`, false])
  assert.deepEqual(list.data, [other, changed])
  assert.deepEqual(await box.events(), [])
})

test('metadata is there though none was sent', async () => {
  // https://docs.stripe.com/api/radar/value_lists/object and every other object: an empty hash.
  const box = sandbox(brindle)
  const { metadata } = await stored(box, 'POST', 'radar/value_lists', 'alias=mine&name=Mine')
  assert.deepEqual(metadata, {})
})

test('a stored object is deleted, where Stripe deletes it', async () => {
  // https://docs.stripe.com/api/radar/value_lists
  const box = sandbox(brindle)
  const { id } = await stored(box, 'POST', 'radar/value_lists', 'alias=mine&name=Mine&item_type=email')
  const kept = await stored(box, 'POST', 'radar/value_lists', 'alias=kept&name=Kept&item_type=email')
  const gone = await stored(box, 'DELETE', `radar/value_lists/${id}`)
  assert.deepEqual(gone, { id, object: 'radar.value_list', deleted: true })
  const missing = { code: 'resource_missing', param: 'id', message: /^No such .+: '/ }
  refused(await box.call('GET', `/v1/radar/value_lists/${id}`), 404, missing)
  refused(await box.call('DELETE', `/v1/radar/value_lists/${id}`), 404, missing)
  const { data } = await stored(box, 'GET', 'radar/value_lists')
  assert.deepEqual(data, [kept])
})

test('a filter of a stored object filters', async () => {
  const box = sandbox(brindle)
  const mine = await stored(box, 'POST', 'radar/value_lists', 'alias=mine&name=Mine&item_type=email')
  await stored(box, 'POST', 'radar/value_lists', 'alias=other&name=Other&item_type=email')
  assert.deepEqual((await stored(box, 'GET', 'radar/value_lists?alias=mine')).data, [mine])
})

test('a stored object is checked like any other', async () => {
  const { call, events } = sandbox(brindle)
  refused(await call('POST', '/v1/radar/value_lists', 'name=Mine'), 400, {
    code: 'parameter_missing',
    param: 'alias',
    message: 'Missing required param: alias.',
  })
  refused(await call('POST', '/v1/terminal/configurations', 'offline[enabled]=no'), 400, {
    param: 'offline[enabled]',
    message: 'Invalid boolean: no',
  })
  assert.deepEqual(await events(), [])
})

test('a strict server stores nothing that does not behave', async () => {
  const box = sandbox(strict)
  const answer = await box.call('POST', '/v1/terminal/locations', PLACE)
  refused(answer, 400, notBuilt('POST /v1/terminal/locations'))
  assert.equal(answer.headers.get('brindle-behaviour'), null)
  assert.equal((await box.call('POST', '/v1/customers', 'name=x')).status, 200)
  assert.deepEqual(await box.events(), ['customer.created'])
  for (const [{ key }, said] of await ask(strict, all.filter(isStored))) refused(said, 400, notBuilt(key))
})
