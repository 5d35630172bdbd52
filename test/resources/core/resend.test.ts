// Events once more: to one endpoint, to all that want them, to any address, and as something that never happened.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { until } from '../../simulation/support.ts'
import type { Sandbox } from '../../world.ts'

const RESEND = 'POST /brindle/events/{event}/resend'
const SEND = 'POST /brindle/events/{event}/send'
const NOBODY = 'http://127.0.0.1:1/'

interface Got {
  readonly body: string
  readonly signature: string
}

/** Runs with somebody who writes down what comes, and answers so. */
async function receiving(status: number, run: (url: string, got: Got[]) => Promise<void>): Promise<void> {
  const got: Got[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk) => chunks.push(chunk))
    request.on('end', () => {
      got.push({ body: Buffer.concat(chunks).toString(), signature: String(request.headers['stripe-signature']) })
      response.writeHead(status).end('so it is')
    })
  })
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  try {
    await run(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, got)
  } finally {
    server.closeAllConnections()
    server.close()
  }
}

const done = async ({ call }: Pick<Sandbox, 'call'>, id: string) => {
  const state = async () => (await call('GET', `/brindle/webhook_deliveries/${id}`)).body
  await until('it was tried', async () => (await state()).attempts.length > 0)
  return state()
}

behaves(RESEND, 'sends an event again to an endpoint, and counts it to nobody', async (world) => {
  const { stripe, call, news } = world
  await receiving(200, async (url, got) => {
    const { id, secret } = await stripe.webhookEndpoints.create({ url, enabled_events: ['customer.created'] })
    await stripe.customers.create({ name: 'Jenny' })
    await until('it came', async () => got.length === 1)
    const [event] = (await stripe.events.list()).data
    const { body, status } = await call('POST', `/brindle/events/${event!.id}/resend`, `webhook_endpoint=${id}`)
    assert.equal(status, 200)
    assert.deepEqual([body.object, body.data.length, body.secret], ['list', 1, undefined])
    const [made] = body.data
    assert.deepEqual(
      [made.endpoint, made.event, made.event_type, made.resent, made.edited, made.url, made.state],
      [id, event!.id, 'customer.created', true, false, null, 'pending'],
    )
    const after = await done(world, made.id)
    assert.deepEqual(
      [after.state, after.attempts[0].status, after.attempts[0].response],
      ['delivered', 200, 'so it is'],
    )
    assert.equal(got.length, 2)
    const told = stripe.webhooks.constructEvent(got[1]!.body, got[1]!.signature, secret!)
    assert.deepEqual([told.id, told.type], [event!.id, 'customer.created'])
    assert.equal((await stripe.events.retrieve(event!.id)).pending_webhooks, 0)
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves(RESEND, 'goes to all that listen where none is named, each in its version', async (world) => {
  const { stripe, call, news } = world
  const endpoint = (type: 'customer.created' | 'product.created', api_version?: '2022-11-15') =>
    stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: [type], ...(api_version && { api_version }) })
  const one = await endpoint('customer.created')
  const old = await endpoint('customer.created', '2022-11-15')
  await endpoint('product.created')
  await stripe.customers.create()
  const [event] = (await stripe.events.list()).data
  const resend = (form = '') => call('POST', `/brindle/events/${event!.id}/resend`, form)
  const { data } = (await resend()).body
  assert.deepEqual(data.map((each: any) => each.endpoint).toSorted(), [one.id, old.id].toSorted())
  for (const each of data) {
    const { body } = (await call('GET', `/brindle/webhook_deliveries/${each.id}`)).body
    assert.equal(JSON.parse(body).api_version === '2022-11-15', each.endpoint === old.id)
  }
  // It is tried once.
  const after = await done(world, data[0].id)
  assert.deepEqual([after.state, after.next_attempt], ['failed', null])
  await stripe.webhookEndpoints.update(one.id, { disabled: true })
  assert.equal((await resend()).body.data.length, 1)
  refused(await resend(`webhook_endpoint=${one.id}`), 400, {
    param: 'webhook_endpoint',
    message: `${one.id} is disabled, and is sent nothing. Enable it first.`,
  })
  await stripe.webhookEndpoints.update(old.id, { disabled: true })
  refused(await resend(), 400, {
    param: 'webhook_endpoint',
    message: 'No enabled webhook endpoint listens for customer.created. Name one, or an address.',
  })
  refused(await resend('webhook_endpoint=we_none'), 400, {
    code: 'resource_missing',
    param: 'webhook_endpoint',
    message: "No such webhook endpoint: 'we_none'",
  })
  refused(await call('POST', '/brindle/events/evt_none/resend', ''), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such event: 'evt_none'",
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves(RESEND, 'goes to any address, signed with a secret of its own or an endpoint’s', async (world) => {
  const { stripe, call, news } = world
  const { id, secret } = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['charge.failed'] })
  await stripe.customers.create({ name: 'Jenny' })
  const [event] = (await stripe.events.list()).data
  const resend = (form: string) => call('POST', `/brindle/events/${event!.id}/resend`, form)
  await receiving(500, async (url, got) => {
    const alone = (await resend(`url=${encodeURIComponent(url)}`)).body
    assert.match(alone.secret, /^whsec_\w{32}$/)
    assert.deepEqual([alone.data[0].endpoint, alone.data[0].url], [null, url])
    const after = await done(world, alone.data[0].id)
    assert.deepEqual([after.state, after.attempts[0].status, after.secret], ['failed', 500, undefined])
    assert.equal(stripe.webhooks.constructEvent(got[0]!.body, got[0]!.signature, alone.secret).id, event!.id)
    const signed = (await resend(`url=${encodeURIComponent(url)}&webhook_endpoint=${id}`)).body
    assert.equal(signed.secret, undefined)
    await done(world, signed.data[0].id)
    assert.equal(stripe.webhooks.constructEvent(got[1]!.body, got[1]!.signature, secret!).id, event!.id)
  })
  refused(await resend('url=ftp://a.example'), 400, { code: 'url_invalid', param: 'url', message: 'Not a valid URL' })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves(RESEND, 'sends what happened in a connected account to its platform, and nobody else’s', async (world) => {
  const { stripe, call, news } = world
  const { id: connected } = await stripe.accounts.create({ type: 'custom', country: 'US' })
  const { id: other } = await stripe.accounts.create({ type: 'custom', country: 'US' })
  const { id } = await stripe.webhookEndpoints.create({
    url: NOBODY,
    enabled_events: ['customer.created'],
    connect: true,
  })
  await stripe.customers.create({}, { stripeAccount: connected })
  const [event] = (await stripe.events.list({}, { stripeAccount: connected })).data
  const path = `/brindle/events/${event!.id}/resend`
  const { data } = (await call('POST', path, `account=${connected}`)).body
  assert.deepEqual([data.length, data[0].endpoint], [1, id])
  const { body } = (await call('GET', `/brindle/webhook_deliveries/${data[0].id}`)).body
  assert.equal(JSON.parse(body).account, connected)
  assert.equal((await call('POST', path, '')).status, 404)
  assert.equal((await call('POST', path, `account=${other}`)).status, 404)
  // One connected account may not ask for another's.
  for (const [asked, form] of [
    [path, `account=${connected}&webhook_endpoint=${id}`],
    [`/v1/events/${event!.id}/retry`, `account=${connected}&for_stripecli=true`],
  ] as const) {
    const { status } = await call('POST', asked, form, { 'stripe-account': other })
    assert.ok(status === 403 || status === 404, `${asked}: ${status}`)
  }
  assert.deepEqual(await news(), [])
})

behaves(RESEND, 'takes thin events to where thin ones go', async (world) => {
  const { stripe, call, news } = world
  const destination = await stripe.v2.core.eventDestinations.create({
    name: 'thin',
    type: 'webhook_endpoint',
    event_payload: 'thin',
    enabled_events: ['v1.customer.created'],
    webhook_endpoint: { url: NOBODY },
  })
  const { id: whole } = await stripe.webhookEndpoints.create({ url: NOBODY, enabled_events: ['charge.failed'] })
  await stripe.customers.create()
  const [event] = (await stripe.events.list()).data
  const thin = event!.id.replace('evt_', 'evt_test_')
  for (const id of [event!.id, thin]) {
    const { data } = (await call('POST', `/brindle/events/${id}/resend`, '')).body
    assert.deepEqual([data.length, data[0].endpoint, data[0].event], [1, destination.id, thin])
    const { body } = (await call('GET', `/brindle/webhook_deliveries/${data[0].id}`)).body
    assert.deepEqual([JSON.parse(body).object, JSON.parse(body).type], ['v2.core.event', 'v1.customer.created'])
  }
  refused(await call('POST', `/brindle/events/${thin}/resend`, `webhook_endpoint=${whole}`), 400, {
    param: 'webhook_endpoint',
    message: `${whole} takes snapshots, and ${thin} is none.`,
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves(SEND, 'sends what never happened, and keeps no event of it', async (world) => {
  const { stripe, call, news } = world
  await stripe.customers.create({ name: 'Jenny' })
  const [event] = (await stripe.events.list()).data
  const send = (form: string) => call('POST', `/brindle/events/${event!.id}/send`, form)
  await receiving(200, async (url, got) => {
    const { id, secret } = await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.failed'] })
    const data = { object: { ...event!.data.object, name: 'Zoë', balance: -5 }, previous_attributes: { balance: 0 } }
    const form = new URLSearchParams({
      webhook_endpoint: id,
      type: 'customer.updated',
      data: JSON.stringify(data),
    }).toString()
    const [made] = (await send(form)).body.data
    assert.deepEqual([made.edited, made.event_type, made.event], [true, 'customer.updated', event!.id])
    assert.equal((await done(world, made.id)).state, 'delivered')
    const told = stripe.webhooks.constructEvent(got[0]!.body, got[0]!.signature, secret!)
    assert.deepEqual([told.type, { ...told.data }], ['customer.updated', data])
    // What is sent again of it is what happened.
    const [again] = (await call('POST', `/brindle/events/${event!.id}/resend`, `webhook_endpoint=${id}`)).body.data
    await done(world, again.id)
    assert.equal(JSON.parse(got[1]!.body).type, 'customer.created')
  })
  assert.deepEqual(await stripe.events.retrieve(event!.id), event)
  for (const [form, param, message] of [
    ['webhook_endpoint=we_1', 'data', /^Missing required param: data/],
    ['type=customer.updated', 'webhook_endpoint', /^Missing required param: webhook_endpoint/],
    ['url=http://a.example&data=nothing', 'data', /^The data of an event is JSON/],
    ['url=http://a.example&data={"object":[]}', 'data', /^The data of an event is JSON/],
    ['url=http://a.example&data=null', 'data', /^The data of an event is JSON/],
  ] as const) {
    const { status, body } = await send(form)
    assert.deepEqual([status, body.error.param], [400, param], form)
    assert.match(body.error.message, message)
  }
  assert.deepEqual(await news(), ['customer.created'])
})
