// What users' tests are given: a server in this process or beside it, a sandbox for each test, its clock, its events, faults and snapshots.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import Stripe from 'stripe'
import { brindle, Refusal, type TestSandbox } from '../src/testing.ts'

const DAY = 86_400

/** A customer who pays 20 dollars a month. */
async function subscribed(sandbox: TestSandbox): Promise<Stripe> {
  const stripe = new Stripe(sandbox.key, sandbox.client)
  const product = await stripe.products.create({
    name: 'Team',
    default_price_data: { currency: 'usd', unit_amount: 2000, recurring: { interval: 'month' } },
  })
  const customer = await stripe.customers.create({ source: 'tok_visa' })
  await stripe.subscriptions.create({
    customer: customer.id,
    items: [{ price: product.default_price as string }],
  })
  return stripe
}

for (const [where, spawn] of [
  ['in this process', false],
  ['in one of its own', true],
] as const) {
  test(`${where}: a month passes, and the renewal is told`, async () => {
    await using server = await brindle({}, { spawn })
    const sandbox = server.sandbox()
    const stripe = await subscribed(sandbox)
    const [first, began] = [await sandbox.event('invoice.paid'), await sandbox.now()]
    assert.equal(first.data.object.billing_reason, 'subscription_create')
    const now = await sandbox.advance(32 * DAY)
    assert.ok(now >= began + 32 * DAY && now < began + 32 * DAY + 60)
    const { data } = await sandbox.event('invoice.paid')
    assert.deepEqual([data.object.billing_reason, data.object.amount_paid], ['subscription_cycle', 2000])
    assert.equal((await stripe.invoices.list()).data.length, 2)
    assert.equal(await sandbox.advanceTo(now + 100), now + 100)
    assert.equal((await sandbox.events('invoice.paid')).length, 2)
    assert.equal((await sandbox.events())[0]!.type, 'product.created')
  })
}

test('a sandbox is empty, unless it is named again', async () => {
  await using server = await brindle()
  const [one, other] = [server.sandbox(), server.sandbox()]
  await one.call('POST', '/v1/customers', { name: 'Jenny', metadata: { order: '1', a: 'b&c' } })
  assert.deepEqual((await other.call('GET', '/v1/customers')).data, [])
  const again = server.sandbox(one.key.slice('sk_test_'.length))
  const [jenny] = (await again.call('GET', '/v1/customers', { limit: '1' })).data
  assert.deepEqual([jenny.name, jenny.metadata], ['Jenny', { order: '1', a: 'b&c' }])
  assert.equal(one.publishableKey, one.key.replace('sk_', 'pk_'))
  assert.deepEqual([one.client.host, one.client.port], ['127.0.0.1', server.port])
})

test('an event is given once, is waited for, and is missed with what came instead', async () => {
  await using server = await brindle()
  const sandbox = server.sandbox()
  const waiting = sandbox.event('customer.created')
  const { id } = await sandbox.call('POST', '/v1/customers', { name: 'Jenny' })
  assert.equal((await waiting).data.object.id, id)
  await sandbox.call('POST', '/v1/products', { name: 'Team' })
  await assert.rejects(sandbox.event('customer.created', { milliseconds: 60 }), {
    message: 'No customer.created came within 60 ms. There were customer.created, product.created.',
  })
})

test('of more than a hundred events all are read', async () => {
  await using server = await brindle()
  const sandbox = server.sandbox()
  for (let n = 0; n < 105; n++) await sandbox.call('POST', '/v1/customers', { name: String(n) })
  const names = (await sandbox.events()).map(({ data }) => data.object.name)
  assert.deepEqual(
    names,
    Array.from({ length: 105 }, (_, n) => String(n)),
  )
})

test('what goes wrong goes wrong until it is ended', async () => {
  await using server = await brindle()
  const sandbox = server.sandbox()
  const make = () => sandbox.call('POST', '/v1/customers', { name: 'Jenny' })
  const fault = await sandbox.fault({ on: 'requests', path: '/v1/customers', status: '500' })
  await assert.rejects(make(), (error: Refusal) => error instanceof Refusal && error.status === 500)
  await fault.end()
  await make()
  assert.equal((await sandbox.call('GET', '/v1/customers')).data.length, 1)
})

test('a client that tries again comes through an error that was asked for', async () => {
  await using server = await brindle()
  const sandbox = server.sandbox()
  for (const status of [500, 502, 503, 409]) {
    await sandbox.fault({ on: 'requests', path: '/v1/customers', status, count: 1 })
    const patient = new Stripe(sandbox.key, { ...sandbox.client, maxNetworkRetries: 1 })
    assert.equal((await patient.customers.create({ name: 'Ada' })).name, 'Ada')
  }
  await sandbox.fault({ on: 'requests', path: '/v1/customers', status: 402, count: 1 })
  const patient = new Stripe(sandbox.key, { ...sandbox.client, maxNetworkRetries: 1 })
  await assert.rejects(patient.customers.create({ name: 'Ada' }), { statusCode: 402 })
})

test('a snapshot is put back as often as one likes; a reset empties', async () => {
  await using server = await brindle()
  const sandbox = server.sandbox()
  const stripe = await subscribed(sandbox)
  const paid = await sandbox.snapshot()
  const invoices = async () => (await stripe.invoices.list()).data.length
  for (let round = 0; round < 3; round++) {
    await sandbox.advance(32 * DAY)
    assert.equal(await invoices(), 2)
    await paid.restore()
    assert.equal(await invoices(), 1)
  }
  await sandbox.reset()
  assert.equal(await invoices(), 0)
  await paid.drop()
  await assert.rejects(paid.restore(), { name: 'Refusal', status: 404, code: 'resource_missing', param: 'id' })
})

test('a refusal says what the API says', async () => {
  await using server = await brindle()
  const sandbox = server.sandbox()
  await assert.rejects(
    sandbox.call('POST', '/v1/prices', { currency: 'xyz', product: 'prod_none', unit_amount: '1' }),
    {
      name: 'Refusal',
      status: 400,
      type: 'invalid_request_error',
      param: 'currency',
    },
  )
})

test('settings hold, and those that cannot be are refused, wherever it runs', async () => {
  for (const spawn of [false, true]) {
    await using server = await brindle(
      { defaultVersion: '2024-06-20', allowedHosts: ['a.example', 'b.example'] },
      { spawn },
    )
    const { headers } = await fetch(`${server.url}/v1/customers`, {
      headers: { authorization: `Bearer ${server.sandbox().key}` },
    })
    assert.equal(headers.get('stripe-version'), '2024-06-20')
    await assert.rejects(brindle({ logLevel: 'loud' }, { spawn }), /--log-level is one of/)
  }
})

test('of a server that runs already the sandboxes are used, and it goes on running', async () => {
  await using server = await brindle()
  const beside = await brindle({}, { url: `${server.url}/` })
  assert.deepEqual([beside.url, beside.port], [server.url, server.port])
  const sandbox = beside.sandbox('already_there')
  await new Stripe(sandbox.key, sandbox.client).customers.create({ name: 'Ada' })
  await beside.close()
  assert.equal((await server.sandbox('already_there').events('customer.created')).length, 1)
  const { client } = (await brindle({}, { url: 'https://brindle.example.com' })).sandbox()
  assert.deepEqual([client.host, client.port, client.protocol], ['brindle.example.com', 443, 'https'])
})

test('what is closed no longer answers', async () => {
  for (const spawn of [false, true]) {
    const server = await brindle({}, { spawn })
    assert.equal((await fetch(`${server.url}/health`)).status, 200)
    await server.close()
    await assert.rejects(fetch(`${server.url}/health`))
  }
})
