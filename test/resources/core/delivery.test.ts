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
  const { id, created, attempts, ...rest } = list.data[0]
  assert.match(id, /^dlv_/)
  assert.ok(Math.abs(created - event.created) < 5)
  const shown = { endpoint, event: event.id, event_type: 'customer.created', state: 'pending' }
  assert.deepEqual(rest, { object: 'brindle.webhook_delivery', ...shown })
  assert.equal(attempts[0].status, null)
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
