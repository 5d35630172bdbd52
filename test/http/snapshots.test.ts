// Snapshots of a sandbox, through the door: everything goes back, the clock and the deliveries too, and nobody else notices.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { after, before, test } from 'node:test'
import { type Brindle, start } from '../../src/main.ts'
import { configure } from '../../src/config.ts'
import { openTestStore } from '../engines.ts'
import { until } from '../simulation/support.ts'
import { sandbox } from '../world.ts'
import { bearer, refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  const { store, node } = await openTestStore(undefined, { inOrder: false })
  brindle = await start(configure({ port: 0, logLevel: 'silent', node }), { store })
})
after(() => brindle.close())

test('what was done since is undone: objects, lists, searches, events, answers under keys, and the clock', async () => {
  const { stripe, call, events, advance } = sandbox(brindle)
  const { id: kept } = await stripe.customers.create({ name: 'Jenny', metadata: { order: '1' } })
  const intent = { amount: 1000, currency: 'usd', confirm: true, payment_method: 'pm_card_visa' } as const
  await stripe.paymentIntents.create({ ...intent, return_url: 'https://shop.example' })
  const balance = await stripe.balance.retrieve()
  const known = await events()
  const made = await call('POST', '/brindle/snapshots', '')
  assert.equal(made.status, 200, made.text)
  const { id } = made.body
  assert.match(id, /^snap_[0-9a-f]{24}$/)
  assert.deepEqual(made.body, {
    id,
    object: 'brindle.snapshot',
    created: made.body.created,
    documents: made.body.documents,
  })
  const clock = (await call('GET', '/brindle/clock')).body

  for (let round = 0; round < 2; round++) {
    await stripe.customers.update(kept, { name: 'Amy', metadata: { order: '2' } })
    const { id: extra } = await stripe.customers.create({ name: 'Bob' }, { idempotencyKey: 'one' })
    await stripe.refunds.create({ payment_intent: (await stripe.paymentIntents.list()).data[0]!.id })
    await advance(86_400)
    const back = await call('POST', `/brindle/snapshots/${id}/restore`, '')
    assert.deepEqual([back.status, back.body], [200, made.body])
    const customers = (await stripe.customers.list()).data
    assert.deepEqual(
      customers.map(({ id: one, name }) => [one, name]),
      [[kept, 'Jenny']],
    )
    const found = async (order: string) =>
      (await stripe.customers.search({ query: `metadata['order']:'${order}'` })).data.length
    assert.deepEqual([await found('1'), await found('2')], [1, 0])
    await assert.rejects(stripe.customers.retrieve(extra), { code: 'resource_missing' })
    assert.deepEqual(await stripe.balance.retrieve(), balance)
    assert.deepEqual(await events(), known)
    const { now, wall } = (await call('GET', '/brindle/clock')).body
    assert.equal(now - wall, clock.now - clock.wall)
    // The key is as good as new: another customer is made under it.
    const again = await stripe.customers.create({ name: 'Bob' }, { idempotencyKey: 'one' })
    assert.notEqual(again.id, extra)
    await call('POST', `/brindle/snapshots/${id}/restore`, '')
  }
})

test('connected accounts go back with their platform, and another sandbox stays as it is', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const { id: account } = await mine.stripe.accounts.create({ type: 'custom', country: 'US' })
  const { id } = (await mine.call('POST', '/brindle/snapshots', '')).body
  await mine.stripe.customers.create({ name: 'Jenny' }, { stripeAccount: account })
  const { id: second } = await mine.stripe.accounts.create({ type: 'custom', country: 'US' })
  await yours.stripe.customers.create({ name: 'Yours' })
  for (const [method, path] of [
    ['POST', `/brindle/snapshots/${id}/restore`],
    ['DELETE', `/brindle/snapshots/${id}`],
  ] as const)
    refused(await yours.call(method, path, method === 'POST' ? '' : undefined), 404, {
      code: 'resource_missing',
      param: 'id',
      message: /^No such snapshot: /,
    })
  await mine.call('POST', `/brindle/snapshots/${id}/restore`, '')
  assert.deepEqual((await mine.stripe.customers.list({}, { stripeAccount: account })).data, [])
  await assert.rejects(mine.stripe.accounts.retrieve(second))
  assert.equal((await yours.stripe.customers.list()).data.length, 1)
})

test('what was still to happen when it was kept happens, and what was to happen since does not', async (t) => {
  const got: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      got.push(JSON.parse(body).type)
      response.end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const { stripe, call, advance } = sandbox(brindle)
  const { id: topup } = await stripe.topups.create({ amount: 500, currency: 'usd' })
  const { id } = (await call('POST', '/brindle/snapshots', '')).body
  await stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    enabled_events: ['customer.created', 'topup.succeeded'],
  })
  await stripe.customers.create({ name: 'Jenny' })
  await until('the webhook came', async () => got.length === 1)
  await call('POST', `/brindle/snapshots/${id}/restore`, '')
  assert.deepEqual((await stripe.webhookEndpoints.list()).data, [])
  assert.equal((await stripe.topups.retrieve(topup)).status, 'pending')
  await stripe.customers.create({ name: 'Amy' })
  await advance(10 * 86_400)
  assert.equal((await stripe.topups.retrieve(topup)).status, 'succeeded')
  assert.deepEqual(got, ['customer.created'])
})

test('a reset leaves a sandbox as new, under the same account and keys', async () => {
  const { stripe, call, events, advance } = sandbox(brindle)
  const { id } = await stripe.accounts.retrieveCurrent()
  await stripe.customers.create({ name: 'Jenny' })
  const { id: snapshot } = (await call('POST', '/brindle/snapshots', '')).body
  await advance(86_400)
  const { status, body } = await call('POST', '/brindle/reset', '')
  assert.deepEqual([status, body], [200, { object: 'brindle.reset', account: id }])
  assert.deepEqual([(await stripe.customers.list()).data, await events()], [[], []])
  assert.equal((await stripe.accounts.retrieveCurrent()).id, id)
  const { now, wall } = (await call('GET', '/brindle/clock')).body
  assert.equal(now, wall)
  // Snapshots outlive it.
  assert.equal((await call('POST', `/brindle/snapshots/${snapshot}/restore`, '')).status, 200)
  assert.equal((await stripe.customers.list()).data.length, 1)
})

test('they are listed, newest first, and let go of; twenty there may be', async () => {
  const { call } = sandbox(brindle)
  const ids: string[] = []
  for (let n = 0; n < 20; n++) ids.push((await call('POST', '/brindle/snapshots', '')).body.id)
  refused(await call('POST', '/brindle/snapshots', ''), 400, {
    message: 'A sandbox has 20 snapshots at most. Delete one first.',
  })
  const list = async () => (await call('GET', '/brindle/snapshots')).body
  const { data, ...rest } = await list()
  assert.deepEqual(rest, { object: 'list', has_more: false, url: '/brindle/snapshots' })
  assert.deepEqual(data.map((one: { id: string }) => one.id).toSorted(), ids.toSorted())
  const gone = await call('DELETE', `/brindle/snapshots/${ids[3]}`)
  assert.deepEqual(gone.body, { id: ids[3], object: 'brindle.snapshot', deleted: true })
  assert.equal((await list()).data.length, 19)
  refused(await call('DELETE', `/brindle/snapshots/${ids[3]}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: /^No such snapshot: /,
  })
})

test('who may not, and what is not said', async () => {
  const { stripe, call, publishable } = sandbox(brindle)
  const { id: account } = await stripe.accounts.create({ type: 'custom', country: 'US' })
  for (const path of ['/brindle/snapshots', '/brindle/snapshots/snap_none/restore', '/brindle/reset']) {
    refused(await call('POST', path, '', bearer(publishable)), 403, {
      code: 'secret_key_required',
      message: /secret key/,
    })
    refused(await call('POST', path, '', { 'stripe-account': account }), 400, { message: /Stripe-Account/ })
    refused(await call('POST', path, 'now=1'), 400, { code: 'parameter_unknown', param: 'now', message: /now/ })
  }
  const { body } = await call('POST', '/brindle/api_keys', 'permissions[customer]=write')
  refused(await call('POST', '/brindle/reset', '', bearer(body.key)), 403, {
    code: 'secret_key_required',
    message: /secret key/,
  })
  assert.equal((await stripe.accounts.list()).data.length, 1)
})
