// The story of Brightcove's page "Stripe metadata search and webhooks": an account of 2018 whose subscriptions say on which
// device they were bought finds them by it, in Postman and by the address as it is printed, and hears of them by webhook.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { after, before, test } from 'node:test'
import newman from 'newman'
import Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'

/** As the page prints them. */
const BASE = 'https://api.stripe.com'
const REQUEST = 'https://api.stripe.com/v1/subscriptions/search?query=metadata["device_type"]:"samsung"'
const HEADER = { key: 'Stripe-Version', value: '2020-08-27' }
const METADATA = { Samsung: 'yes' }

let brindle: Brindle
before(async () => {
  brindle = await startBrindle({ defaultVersion: '2018-01-23' })
})
after(() => brindle.close())

/** A viewer who subscribes on some device. */
async function viewer({ stripe }: Sandbox): Promise<(metadata: Record<string, string>) => Promise<string>> {
  const price = await stripe.prices.create({
    currency: 'eur',
    unit_amount: 100,
    recurring: { interval: 'month' },
    product_data: { name: 'Beacon Metadata' },
  })
  const customer = (await stripe.customers.create({ source: 'tok_visa' })).id
  return async (metadata) =>
    (await stripe.subscriptions.create({ customer, items: [{ price: price.id }], metadata })).id
}

/** Sends the page's request by Postman's own runner, from the environment that it describes. */
function postman(key: string, raw: string, headers: readonly object[]): Promise<{ status: number; body: any }> {
  const auth = { type: 'bearer', bearer: [{ key: 'token', value: '{{secret_key}}', type: 'string' }] }
  const item = [{ name: 'Search', request: { method: 'GET', auth, header: headers, url: raw } }]
  const schema = 'https://schema.getpostman.com/json/collection/v2.1.0/collection.json'
  const collection = { info: { name: 'Beacon', schema }, item }
  const environment = { name: 'Stripe', values: [{ key: 'secret_key', value: key, enabled: true }] }
  return new Promise((resolve, reject) => {
    newman.run({ collection, environment } as never, (error: Error | null, summary: any) => {
      const response = summary?.run.executions[0]?.response
      if (error || !response) reject(error ?? new Error('there was no answer'))
      else resolve({ status: response.code, body: JSON.parse(response.stream.toString('utf8')) })
    })
  })
}

/** The request line as it is printed: quotes and brackets are not written for the wire. */
function asPrinted(key: string, raw: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(brindle.port, '127.0.0.1')
    let said = ''
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', reject)
    socket.on('end', () => resolve(said))
    const lines = [`GET ${raw.slice(BASE.length)} HTTP/1.1`, `Host: 127.0.0.1:${brindle.port}`, 'Connection: close']
    socket.write([...lines, `Authorization: Bearer ${key}`, `${HEADER.key}: ${HEADER.value}`, '', ''].join('\r\n'))
  })
}

test('the page’s request finds the subscriptions of a device', async () => {
  const world = sandbox(brindle)
  const subscribe = await viewer(world)
  const [samsung, other] = [await subscribe({ device_type: 'samsung' }), await subscribe({ device_type: 'web' })]
  const yes = await subscribe(METADATA)
  const here = REQUEST.replace(BASE, brindle.url)
  // "If the following error appears": the account's own version has no search, and the error says what to do.
  const refused = await postman(world.key, here, [])
  assert.equal(refused.status, 400)
  assert.equal(
    refused.body.error.message,
    'Search is not supported on api version 2018-01-23. Update your API version, or set the API Version of this request to ' +
      '2020-08-27 or greater.',
  )
  const found = await postman(world.key, here, [HEADER])
  assert.equal(found.status, 200, JSON.stringify(found.body))
  const { data, ...rest } = found.body
  assert.deepEqual(rest, { object: 'search_result', has_more: false, next_page: null, url: '/v1/subscriptions/search' })
  assert.deepEqual(
    data.map(({ id }: { id: string }) => id),
    [samsung],
  )
  assert.notEqual(samsung, other)
  // Its sample has the device as the key.
  const byKey = await postman(world.key, here.replace('"device_type"]:"samsung"', '"Samsung"]:"yes"'), [HEADER])
  assert.deepEqual(
    byKey.body.data.map(({ id, metadata }: any) => [id, metadata]),
    [[yes, METADATA]],
  )
  const [head, body] = (await asPrinted(world.key, REQUEST)).split('\r\n\r\n') as [string, string]
  assert.match(head, /^HTTP\/1\.1 200 /)
  assert.deepEqual(
    JSON.parse(body).data.map(({ id }: { id: string }) => id),
    [samsung],
  )
})

test('a webhook hears of subscriptions that are made and changed', async (t) => {
  const taken: { event: any; signature: string; text: string }[] = []
  let heard = () => {}
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk) => {
      text += chunk
    })
    request.on('end', () => {
      response.end()
      taken.push({ event: JSON.parse(text), signature: String(request.headers['stripe-signature']), text })
      heard()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.after(() => server.close())
  const world = sandbox(brindle)
  const { secret } = await world.stripe.webhookEndpoints.create({
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/beacon`,
    enabled_events: ['customer.subscription.created', 'customer.subscription.updated'],
    api_version: '2018-01-23' as never,
  })
  const id = await (await viewer(world))({})
  await world.stripe.subscriptions.update(id, { metadata: METADATA })
  // Made, paid, and changed.
  while (taken.length < 3)
    await new Promise<void>((resolve) => {
      heard = resolve
    })
  const [created, paid, updated] = taken.map(({ event }) => event)
  assert.deepEqual(paid.data.previous_attributes, { status: 'incomplete' })
  assert.deepEqual(
    [created.type, created.api_version, created.data.object.metadata, created.data.previous_attributes],
    ['customer.subscription.created', '2018-01-23', {}, undefined],
  )
  // The added key was not there before, which Stripe tells as null.
  assert.deepEqual(
    [updated.type, updated.data.object.metadata, updated.data.previous_attributes],
    ['customer.subscription.updated', METADATA, { metadata: { Samsung: null } }],
  )
  const { billing, start, tax_percent, plan } = updated.data.object
  assert.deepEqual(
    [billing, start, tax_percent, plan.name],
    ['charge_automatically', created.data.object.start_date, null, 'Beacon Metadata'],
  )
  const { webhooks } = new Stripe('sk_test_unused')
  for (const { text, signature } of taken) assert.ok(webhooks.constructEvent(text, signature, secret!))
})
