// Deliveries: each event on its way to each endpoint. Ours alone: Stripe shows them in its dashboard only.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PATH = '/brindle/webhook_deliveries'
const LIST = 'GET /brindle/webhook_deliveries'
/** Nobody listens there. */
const NOBODY = 'http://127.0.0.1:1/'

/** Asks until the answer is as wanted: deliveries go out on their own time. */
async function until<T>(ask: () => Promise<T>, wanted: (value: T) => boolean): Promise<T> {
  for (let i = 0; i < 200; i++) {
    const value = await ask()
    if (wanted(value)) return value
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  return ask()
}

const deliveries = async ({ call }: Pick<Sandbox, 'call'>, query = '') => (await call('GET', `${PATH}${query}`)).body

behaves(LIST, 'tells what is owed, what was tried, and why it failed', async (world) => {
  const { stripe, news } = world
  const { id: endpoint } = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['customer.created'] })
  await stripe.products.create({ name: 'Photos' })
  await stripe.customers.create()
  const event = (await stripe.events.list({ type: 'customer.created' })).data[0]!
  const list = await until(
    () => deliveries(world),
    ({ data }) => data[0]?.attempts.length > 0,
  )
  assert.deepEqual([list.object, list.has_more, list.url, list.data.length], ['list', false, PATH, 1])
  const { id, created, attempts, next_attempt, ...rest } = list.data[0]
  assert.match(id, /^dlv_/)
  assert.ok(Math.abs(created - event.created) < 5)
  const shown = { endpoint, event: event.id, event_type: 'customer.created', state: 'pending' }
  const usual = { edited: false, resent: false, url: null }
  assert.deepEqual(rest, { object: 'brindle.webhook_delivery', ...shown, ...usual })
  assert.equal(attempts[0].status, null)
  // Three times over a few hours: the first five minutes later.
  assert.equal(next_attempt, attempts[0].at + 300_000)
  assert.ok(Number.isInteger(attempts[0].latency_ms) && attempts[0].latency_ms >= 0)
  assert.match(attempts[0].signature, /^t=\d+,v1=[\da-f]{64}$/)
  assert.match(attempts[0].response, /ECONNREFUSED/)
  assert.deepEqual(await news(), ['product.created', 'customer.created'])
})

behaves(LIST, 'is found by endpoint, event and state', async (world) => {
  const { stripe, news } = world
  const one = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['*'] })
  const two = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['*'] })
  await stripe.customers.create()
  await stripe.products.create({ name: 'Photos' })
  const [product, customer] = (await stripe.events.list()).data
  const count = async (query: string) => (await deliveries(world, query)).data.length
  assert.equal(await count(''), 4)
  assert.equal(await count(`?endpoint=${one.id}`), 2)
  assert.equal(await count(`?event=${product!.id}`), 2)
  assert.equal(await count(`?endpoint=${two.id}&event=${customer!.id}`), 1)
  assert.equal(await count('?state=pending'), 4)
  assert.equal(await count('?state=delivered'), 0)
  assert.equal(await count('?limit=3'), 3)
  refused(await world.call('GET', `${PATH}?status=pending`), 400, {
    code: 'parameter_unknown',
    param: 'status',
    message: 'Received unknown parameter: status',
  })
  assert.deepEqual(await news(), ['customer.created', 'product.created'])
})

behaves(LIST, 'ends as delivered when a 2xx comes back to a signed webhook', async (world) => {
  const { stripe, news } = world
  const bodies: [body: string, signature: string][] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push([Buffer.concat(chunks).toString('utf8'), String(request.headers['stripe-signature'])])
      response.writeHead(204).end()
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
    const { secret } = await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] })
    const customer = await stripe.customers.create({ name: 'Jenny' })
    const { data } = await until(
      () => deliveries(world),
      (list) => list.data[0]?.state !== 'pending',
    )
    assert.deepEqual([data[0].state, data[0].attempts.length, data[0].attempts[0].status], ['delivered', 1, 204])
    assert.equal(bodies.length, 1)
    assert.equal(data[0].next_attempt, null)
    assert.equal(data[0].attempts[0].signature, bodies[0]![1])
    // The client checks the signature as https://docs.stripe.com/webhooks/signature describes it.
    const event = stripe.webhooks.constructEvent(...bodies[0]!, secret!)
    assert.deepEqual({ ...event.data.object }, { ...customer })
    // On its way out it was still owed; delivered, it is not.
    assert.equal(event.pending_webhooks, 1)
    assert.equal((await stripe.events.retrieve(event.id)).pending_webhooks, 0)
    assert.deepEqual(await news(), ['customer.created'])
  } finally {
    server.closeAllConnections()
    server.close()
  }
})

behaves(`GET ${PATH}/{id}`, 'shows what is sent, to the byte', async (world) => {
  const { stripe, call, news } = world
  await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['*'] })
  const { id: old } = await stripe.webhookEndpoints.create({
    url: NOBODY,
    enabled_events: ['*'],
    api_version: '2022-11-15',
  })
  await stripe.customers.create({ name: 'Jenny' })
  const { data } = await deliveries(world)
  assert.equal(data.length, 2)
  for (const { id, endpoint } of data) {
    const { body } = (await call('GET', `${PATH}/${id}`)).body
    const { api_version, data: told, type } = JSON.parse(body)
    assert.deepEqual([type, told.object.name], ['customer.created', 'Jenny'])
    assert.equal(api_version === '2022-11-15', endpoint === old)
  }
  refused(await call('GET', `${PATH}/dlv_none`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such brindle.webhook_delivery: 'dlv_none'",
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/events/{id}/retry', 'owes an event to an endpoint once more', async (world) => {
  const { stripe, call, news } = world
  const endpoint = { url: NOBODY, enabled_events: ['product.created' as const] }
  const old = await stripe.webhookEndpoints.create({ ...endpoint, api_version: '2022-11-15' })
  await stripe.products.create({ name: 'Photos' })
  const [event] = (await stripe.events.list()).data
  const late = await stripe.webhookEndpoints.create({ ...endpoint, enabled_events: ['charge.failed'] })
  const retry = (form: string, id = event!.id) => call('POST', `/v1/events/${id}/retry`, form)
  const again = await retry(`webhook_endpoint=${old.id}`)
  assert.deepEqual(again.body, { ...event, pending_webhooks: 2 })
  // One that did not hear of it then, and does not want such events otherwise.
  assert.equal((await retry(`webhook_endpoint=${late.id}`)).body.pending_webhooks, 3)
  const { data } = await deliveries(world, `?event=${event!.id}`)
  assert.deepEqual(
    data.map((one: { endpoint: string }) => one.endpoint),
    [late.id, old.id, old.id],
  )
  // Nobody listens: nobody is owed anything.
  assert.equal((await retry('for_stripecli=true')).body.pending_webhooks, 3)
  assert.equal((await deliveries(world)).data.length, 3)
  refused(await retry(''), 400, {
    code: 'parameter_missing',
    param: 'webhook_endpoint',
    message: 'Missing required param: webhook_endpoint.',
  })
  refused(await retry('webhook_endpoint=we_none'), 400, {
    code: 'resource_missing',
    param: 'webhook_endpoint',
    message: "No such webhook endpoint: 'we_none'",
  })
  refused(await retry('for_stripecli=true', 'evt_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such event: 'evt_none'",
  })
  assert.deepEqual(await news(), ['product.created'])
})

behaves('POST /v1/stripecli/sessions', 'is answered as the command line reads it', async (world) => {
  const { call, stripe, url, news } = world
  const open = (form: string) => call('POST', '/v1/stripecli/sessions', form)
  const SESSION = 'device_name=desk&websocket_features[]=webhooks&websocket_features[]=v2_events'
  const { body } = await open(`${SESSION}&forward_to_url=http://localhost:4242`)
  const { id: account } = await stripe.accounts.retrieveCurrent()
  assert.match(body.websocket_id, /^cliws_\w{24}$/)
  assert.match(body.secret, /^whsec_\w{64}$/)
  assert.deepEqual(body, {
    object: 'stripecli_session',
    default_version: '2026-08-26.dahlia',
    display_connect_filter_warning: false,
    latest_version: '2026-10-28.endive',
    reconnect_delay: 600,
    secret: body.secret,
    websocket_authorized_feature: 'webhooks',
    websocket_id: body.websocket_id,
    websocket_url: `${url.replace('http', 'ws')}/stripecli/${account}/${account}`,
  })
  // Another session has another id, and the same secret.
  const logs = await open('device_name=desk&websocket_features[]=request_logs&filters={"filter_http_method":["GET"]}')
  assert.equal(logs.body.websocket_authorized_feature, 'request_logs')
  assert.notEqual(logs.body.websocket_id, body.websocket_id)
  assert.equal(logs.body.secret, body.secret)
  // Nobody listens before the socket is open.
  await stripe.customers.create()
  assert.deepEqual((await deliveries(world)).data, [])
  refused(await open('websocket_features[]=webhooks'), 400, {
    code: 'parameter_missing',
    param: 'device_name',
    message: 'Missing required param: device_name.',
  })
  refused(await open('device_name=desk&websocket_features[]=v2_events'), 400, {
    param: 'websocket_features',
    message: 'Thin events are not built yet: listen for snapshot events.',
  })
  for (const filters of ['{"filter_moon":["full"]}', 'nothing', '{"filter_http_method":"GET"}'])
    refused(await open(`${SESSION}&filters=${encodeURIComponent(filters)}`), 400, {
      param: 'filters',
      message: 'The filters of a log are JSON: lists of texts by name.',
    })
  for (let i = 2; i < 16; i++) assert.equal((await open(SESSION)).status, 200)
  refused(await open(SESSION), 400, {
    message: "Stripe's command line may listen 16 times at once to an account.",
  })
  assert.deepEqual(await news(), ['customer.created'])
})
