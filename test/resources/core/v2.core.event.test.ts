// Event destinations and thin events, by the official client's second version: who is told, of what, and in which words.
import assert from 'node:assert/strict'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import type Stripe from 'stripe'
import { after } from 'node:test'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PATH = '/v2/core/event_destinations'
const asked = (url: string, more: object = {}): Stripe.V2.Core.EventDestinationCreateParams => ({
  name: 'Orders',
  event_payload: 'thin',
  enabled_events: ['v1.customer.created'],
  type: 'webhook_endpoint',
  webhook_endpoint: { url },
  ...more,
})
const json = (world: Sandbox, method: string, path: string, body: object = {}) =>
  fetch(`${world.url}${path}`, {
    method,
    headers: { authorization: `Bearer ${world.key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  }).then(async (answer) => {
    const text = await answer.text()
    return { status: answer.status, text, body: JSON.parse(text) }
  })

behaves(`POST ${PATH}`, 'makes a destination, and shows its secret once to who asks', async (world) => {
  const { stripe, news } = world
  const made = await stripe.v2.core.eventDestinations.create(
    asked('https://example.com/hook', {
      description: 'For the shop',
      metadata: { team: 'shop' },
      include: ['webhook_endpoint.signing_secret', 'webhook_endpoint.url'],
    }),
  )
  const { id, created } = made
  assert.match(id, /^ed_test_[A-Za-z0-9]{24}$/)
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  assert.match(made.webhook_endpoint!.signing_secret!, /^whsec_[A-Za-z0-9]{32}$/)
  const expected = {
    id,
    object: 'v2.core.event_destination',
    created,
    description: 'For the shop',
    enabled_events: ['v1.customer.created'],
    event_payload: 'thin',
    events_from: ['@self'],
    livemode: false,
    metadata: { team: 'shop' },
    name: 'Orders',
    status: 'enabled',
    type: 'webhook_endpoint',
    updated: created,
    webhook_endpoint: { url: 'https://example.com/hook' },
  }
  const found = await stripe.v2.core.eventDestinations.retrieve(id, { include: ['webhook_endpoint.url'] })
  assert.deepEqual(JSON.parse(JSON.stringify(found)), expected)
  const snapshot = await stripe.v2.core.eventDestinations.create(
    asked('https://example.com/hook', { event_payload: 'snapshot', enabled_events: ['*'] }),
  )
  assert.deepEqual([snapshot.snapshot_api_version, snapshot.webhook_endpoint], ['2026-08-26.dahlia', {}])
  const refusals: readonly (readonly [object, string, string | RegExp])[] = [
    [{ type: 'amazon_eventbridge' }, 'type', /reaches no cloud/],
    [{ webhook_endpoint: undefined }, 'webhook_endpoint', 'Missing required param: webhook_endpoint.'],
    [{ webhook_endpoint: { url: 'ftp://example.com' } }, 'webhook_endpoint[url]', 'Not a valid URL'],
    [{ enabled_events: ['customer.created'] }, 'enabled_events[0]', /not one that Stripe sends as a thin event/],
    [{ event_payload: 'snapshot' }, 'enabled_events[0]', /not one that Stripe sends as a snapshot event/],
    [{ snapshot_api_version: '2025-03-31.basil' }, 'snapshot_api_version', /Thin events have no version/],
    [
      { event_payload: 'snapshot', enabled_events: ['*'], snapshot_api_version: '1999' },
      'snapshot_api_version',
      'Invalid API version: 1999',
    ],
    [{ events_from: ['@organization_members'] }, 'events_from', /no events from/],
    [{ events_from: ['@self', '@accounts'] }, 'events_from', 'A destination has events from one source.'],
  ]
  for (const [more, param, message] of refusals) {
    const { status, body } = await json(world, 'POST', PATH, asked('https://example.com/hook', more))
    assert.deepEqual([status, body.error.param], [400, param], JSON.stringify(more))
    if (typeof message === 'string') assert.equal(body.error.message, message)
    else assert.match(body.error.message, message)
  }
  assert.deepEqual(await news(), [])
})

behaves(`POST ${PATH}/{id}`, 'changes a destination', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.v2.core.eventDestinations.create(asked('https://example.com/hook'))
  const changed = await stripe.v2.core.eventDestinations.update(id, {
    name: 'All',
    enabled_events: ['v1.customer.updated'],
    webhook_endpoint: { url: 'https://example.com/other' },
    metadata: { a: 'b' },
    include: ['webhook_endpoint.url'],
  })
  assert.deepEqual(
    [changed.name, changed.enabled_events, changed.webhook_endpoint, changed.metadata],
    ['All', ['v1.customer.updated'], { url: 'https://example.com/other' }, { a: 'b' }],
  )
  refused(await json(world, 'POST', `${PATH}/${id}`, { enabled_events: ['nothing'] }), 400, {
    param: 'enabled_events[0]',
    message: 'The event type `nothing` is not one that Stripe sends as a thin event.',
  })
  await news()
})

behaves(`GET ${PATH}/{id}`, 'says that one is not there', async (world) => {
  refused(await world.call('GET', `${PATH}/ed_test_none`), 404, {
    code: 'not_found',
    message: "No such v2.core.event_destination: 'ed_test_none'",
  })
  await world.news()
})

behaves(`GET ${PATH}`, 'lists destinations in pages', async ({ stripe, news }) => {
  const made: string[] = []
  for (let i = 0; i < 3; i++)
    made.unshift((await stripe.v2.core.eventDestinations.create(asked(`https://example.com/${i}`))).id)
  const all: string[] = []
  for await (const { id } of stripe.v2.core.eventDestinations.list({ limit: 2 })) all.push(id)
  assert.deepEqual(all, made)
  // Neither version shows what belongs to the other.
  assert.deepEqual((await stripe.webhookEndpoints.list()).data, [])
  await news()
})

behaves(`DELETE ${PATH}/{id}`, 'takes a destination away', async ({ stripe, call, news }) => {
  const { id } = await stripe.v2.core.eventDestinations.create(asked('https://example.com/hook'))
  const gone = await stripe.v2.core.eventDestinations.del(id)
  assert.deepEqual({ ...gone }, { id, object: 'v2.core.event_destination' })
  assert.equal((await call('GET', `${PATH}/${id}`)).status, 404)
  await news()
})

behaves(`POST ${PATH}/{id}/disable`, 'stops and starts a destination', async ({ stripe, call, news }) => {
  const { id } = await stripe.v2.core.eventDestinations.create(asked('https://example.com/hook'))
  const off = await stripe.v2.core.eventDestinations.disable(id)
  assert.deepEqual([off.status, off.status_details], ['disabled', { disabled: { reason: 'user' } }])
  await stripe.customers.create({ name: 'Jenny' })
  assert.deepEqual((await call('GET', '/brindle/webhook_deliveries')).body.data, [])
  await news()
})

behaves(`POST ${PATH}/{id}/enable`, 'starts a destination again', async ({ stripe, news }) => {
  const { id } = await stripe.v2.core.eventDestinations.create(asked('https://example.com/hook'))
  await stripe.v2.core.eventDestinations.disable(id)
  const on = await stripe.v2.core.eventDestinations.enable(id)
  assert.deepEqual([on.status, on.status_details], ['enabled', undefined])
  await news()
})

const closing: (() => void)[] = []
after(() => {
  for (const close of closing) close()
})

/** Somebody who takes every webhook: its bodies and signatures, in order. */
async function receiver() {
  const taken: { body: string; signature: string }[] = []
  let heard = () => {}
  const server = createServer((request: IncomingMessage, response) => {
    let body = ''
    request.on('data', (chunk) => {
      body += chunk
    })
    request.on('end', () => {
      response.end()
      taken.push({ body, signature: String(request.headers['stripe-signature']) })
      heard()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const until = async (count: number) => {
    while (taken.length < count)
      await new Promise<void>((resolve) => {
        heard = resolve
      })
    return taken.splice(0)
  }
  closing.push(() => server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, until }
}

behaves(`POST ${PATH}/{id}/ping`, 'is told by a signed thin event', async (world) => {
  const { stripe, news } = world
  const { url, until } = await receiver()
  const made = await stripe.v2.core.eventDestinations.create(
    asked(url, { include: ['webhook_endpoint.signing_secret'] }),
  )
  const secret = made.webhook_endpoint!.signing_secret!
  const event = await stripe.v2.core.eventDestinations.ping(made.id)
  const [got] = await until(1)
  const told = stripe.parseEventNotification(got!.body, got!.signature, secret)
  assert.deepEqual(JSON.parse(got!.body), {
    id: event.id,
    object: 'v2.core.event',
    created: event.created,
    livemode: false,
    reason: JSON.parse(got!.body).reason,
    related_object: { id: made.id, type: 'v2.core.event_destination', url: `${PATH}/${made.id}` },
    type: 'v2.core.event_destination.ping',
  })
  assert.match(JSON.parse(got!.body).reason.request.id, /^req_/)
  assert.equal(told.type, 'v2.core.event_destination.ping')
  const whole = await told.fetchEvent()
  assert.equal(whole.id, event.id)
  await stripe.v2.core.eventDestinations.disable(made.id)
  refused(await json(world, 'POST', `${PATH}/${made.id}/ping`), 400, {
    message: 'A disabled event destination cannot be pinged.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v2/core/events/{id}', 'tells of a customer, and leads to them', async (world) => {
  const { stripe, news } = world
  const { url, until } = await receiver()
  const made = await stripe.v2.core.eventDestinations.create(
    asked(url, { include: ['webhook_endpoint.signing_secret'] }),
  )
  const jenny = await stripe.customers.create({ name: 'Jenny' }, { idempotencyKey: 'once' })
  await stripe.customers.update(jenny.id, { name: 'Amy' })
  const [got] = await until(1)
  const told: any = stripe.parseEventNotification(got!.body, got!.signature, made.webhook_endpoint!.signing_secret!)
  const [snapshot] = (await stripe.events.list({ type: 'customer.created' })).data
  assert.deepEqual(JSON.parse(got!.body), {
    id: snapshot!.id.replace('evt_', 'evt_test_'),
    object: 'v2.core.event',
    created: new Date(snapshot!.created * 1000).toISOString(),
    livemode: false,
    reason: { type: 'request', request: { id: snapshot!.request!.id, idempotency_key: 'once' } },
    related_object: { id: jenny.id, type: 'customer', url: `/v1/customers/${jenny.id}` },
    snapshot_event: snapshot!.id,
    type: 'v1.customer.created',
  })
  assert.equal((await told.fetchRelatedObject()).name, 'Amy')
  assert.deepEqual(JSON.parse(JSON.stringify(await stripe.v2.core.events.retrieve(told.id))), JSON.parse(got!.body))
  refused(await world.call('GET', '/v2/core/events/evt_test_1none'), 404, {
    code: 'not_found',
    message: "No such v2.core.event: 'evt_test_1none'",
  })
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
})

behaves('GET /v2/core/events', 'lists events of both kinds, by type and by object', async (world) => {
  const { stripe, news } = world
  const destination = await stripe.v2.core.eventDestinations.create(asked('http://127.0.0.1:9/'))
  const jenny = await stripe.customers.create({ name: 'Jenny' })
  await stripe.v2.core.eventDestinations.ping(destination.id)
  await stripe.customers.create({ name: 'Amy' })
  const typesOf = async (params: Stripe.V2.Core.EventListParams) => {
    const types: string[] = []
    for await (const { type } of stripe.v2.core.events.list({ ...params, limit: 2 })) types.push(type)
    return types
  }
  const [PING, CREATED] = ['v2.core.event_destination.ping', 'v1.customer.created']
  assert.deepEqual((await typesOf({})).sort(), [CREATED, CREATED, PING].sort())
  assert.deepEqual(await typesOf({ object_id: jenny.id }), [CREATED])
  assert.deepEqual(await typesOf({ types: [PING] }), [PING])
  assert.deepEqual(await typesOf({ types: [CREATED] }), [CREATED, CREATED])
  assert.deepEqual(await typesOf({ types: [CREATED], object_id: destination.id }), [])
  refused(await world.call('GET', '/v2/core/events?types[0]=nothing'), 400, {
    param: 'types[0]',
    message: 'There is no event type `nothing`.',
  })
  await news()
})

behaves(`POST ${PATH}`, 'sends snapshots in a version, and what connected accounts do', async (world) => {
  const { stripe, news } = world
  const { url, until } = await receiver()
  const created = { event_payload: 'snapshot', enabled_events: ['customer.created'] }
  await stripe.v2.core.eventDestinations.create(asked(url, { ...created, snapshot_api_version: '2019-08-14' }))
  await stripe.customers.create({ name: 'Jenny' })
  const [got] = await until(1)
  const { api_version, type, data } = JSON.parse(got!.body)
  // Before 2019-10-17 what a customer owes is called so, too.
  assert.deepEqual([api_version, type, data.object.account_balance], ['2019-08-14', 'customer.created', 0])
  await stripe.v2.core.eventDestinations.create(asked(url, { events_from: ['@accounts'] }))
  const { id: stripeAccount } = await stripe.accounts.create({ type: 'custom', country: 'US' })
  const amy = await stripe.customers.create({ name: 'Amy' }, { stripeAccount })
  const [thin] = await until(1)
  const { context, related_object } = JSON.parse(thin!.body)
  assert.deepEqual([context, related_object.id], [stripeAccount, amy.id])
  await news()
})
