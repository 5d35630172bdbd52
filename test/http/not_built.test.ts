// What Brindle does not do yet says so by name: no operation of Stripe's contract is answered with something made up, and none
// breaks the server.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { newest, type Operation, operations } from '../../src/contract/index.ts'
import type { Brindle } from '../../src/main.ts'
import { resources } from '../../src/resources/index.ts'
import { type Sandbox, sandbox, type Spoken, startBrindle } from '../world.ts'
import { refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const behaving = new Set(resources.flatMap((resource) => Object.keys(resource.operations)))
/** The operation without parameters, about things that are not there: in the newest version, which has them all. */
async function called({ call }: Sandbox, { method, path }: Operation): Promise<Spoken> {
  const at = path.replace(/\{\w+\}/g, 'made_up_1')
  const version = { 'stripe-version': newest }
  if (method !== 'POST') return call(method, at, undefined, version)
  return path.startsWith('/v2/')
    ? call(method, at, '{}', { 'content-type': 'application/json', ...version })
    : call(method, at, '', version)
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

// Those of connect.stripe.com have a test of their own: their refusals have another shape.
const all = [...operations()].filter(({ host }) => host !== 'connect')

test('every operation of the contract answers: as built, or by its name', async () => {
  assert.ok(all.length > 600, `only ${all.length}`)
  const counts = { built: 0, not: 0 }
  for (const [operation, answer] of await ask(brindle, all)) {
    const { key } = operation
    assert.ok(answer.status < 500, `${key}: ${answer.text}`)
    if (behaving.has(key)) {
      counts.built++
      assert.notEqual(answer.body.error?.code, 'not_built', `${key}: ${answer.text}`)
    } else {
      counts.not++
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
    if (!path.includes('{') || path.startsWith('/v1/accounts/{')) continue
    assert.equal(answer.status, 404, `${key}: ${answer.text}`)
    // Recorded: these have words of their own, and no code.
    if (key === 'GET /v1/subscription_items/{id}') continue
    assert.equal(answer.body.error.code, path.startsWith('/v2/') ? 'not_found' : 'resource_missing', key)
    assert.match(answer.body.error.message, /^No such .+: 'made_up_1'/, key)
  }
})

test('the operations of connect.stripe.com answer in the shape of OAuth', async () => {
  const connect = [...operations()].filter(({ host }) => host === 'connect')
  assert.equal(connect.length, 2)
  for (const [{ key }, answer] of await ask(brindle, connect)) {
    assert.equal(answer.status, 400, key)
    assert.deepEqual(Object.keys(answer.body), ['error', 'error_description'], key)
    assert.equal(answer.body.error, 'invalid_request', answer.text)
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

test('what is built in part names the parameter that is not', async () => {
  const { call } = sandbox(brindle)
  const answer = await call('POST', '/v1/topups', 'amount=5&currency=usd&payment_method=pm_card_visa')
  assert.equal(answer.status, 400, answer.text)
  assert.deepEqual([answer.body.error.code, answer.body.error.param], ['not_built', 'payment_method'])
})

test('what cannot be done honestly says why', async () => {
  const { call } = sandbox(brindle)
  for (const [path, why] of [
    ['forwarding/requests', /calls nobody but your own webhook endpoints\./],
    ['three_d_secure/authentications', /proof from a card network's directory server/],
  ] as const)
    refused(await call('GET', `/v1/${path}`, undefined, { 'stripe-version': newest }), 400, {
      code: 'not_built',
      message: why,
    })
})
