// Events: frozen copies of what changed, and who made it change. (https://docs.stripe.com/api/events/object)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

/** The newest event of a type, retrieved by its id. */
async function latest({ stripe }: Pick<Sandbox, 'stripe'>, type: string): Promise<Stripe.Event> {
  const { data } = await stripe.events.list({ type, limit: 1 })
  assert.ok(data[0], `there is no ${type}`)
  const event = await stripe.events.retrieve(data[0].id)
  assert.deepEqual({ ...event }, { ...data[0] })
  return event
}

/** What changed, of an event of an update. */
const previous = ({ data }: Stripe.Event) => (data as { previous_attributes?: object }).previous_attributes

behaves('GET /v1/events/{id}', 'holds the object, and the request that made it', async (world) => {
  const { stripe, news } = world
  const customer = await stripe.customers.create({ name: 'Jenny' }, { idempotencyKey: 'order-7' })
  const event = await latest(world, 'customer.created')
  const { id } = event
  assert.match(event.id, /^evt_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    { ...event },
    {
      id,
      object: 'event',
      api_version: '2026-08-26.dahlia',
      created: customer.created,
      data: { object: { ...customer } },
      livemode: false,
      pending_webhooks: 0,
      request: { id: customer.lastResponse.requestId, idempotency_key: 'order-7' },
      type: 'customer.created',
    },
  )
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('GET /v1/events/{id}', 'has no key where the request had none', async (world) => {
  const { body } = await world.call('POST', '/v1/customers', 'name=Jenny')
  assert.ok(body.id)
  const { request } = await latest(world, 'customer.created')
  assert.match(request?.id ?? '', /^req_/)
  assert.equal(request?.idempotency_key, null)
  assert.deepEqual(await world.news(), ['customer.created'])
})

behaves(
  'GET /v1/events/{id}',
  'tells of an update what was: of hashes the changed keys, arrays whole',
  async (world) => {
    // https://docs.stripe.com/api/events/object#event_object-data-previous_attributes
    const { stripe, news } = world
    const { id } = await stripe.customers.create({
      name: 'Jenny',
      metadata: { a: '1', b: '2' },
      preferred_locales: ['en', 'de', 'fr'],
      address: { city: 'Berlin', line1: 'Main 1' },
    })
    await stripe.customers.update(id, {
      name: 'Jenny Rosen',
      metadata: { b: '3', c: '4' },
      preferred_locales: ['en', 'it', 'fr'],
    })
    assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
    const event = await latest(world, 'customer.updated')
    assert.deepEqual(previous(event), {
      metadata: { b: '2', c: null },
      name: 'Jenny',
      preferred_locales: ['en', 'de', 'fr'],
    })
    assert.deepEqual({ ...event.data.object }, { ...(await stripe.customers.retrieve(id)) })
    assert.equal(previous(await latest(world, 'customer.created')), undefined)
  },
)

behaves('GET /v1/events/{id}', 'tells of a key that is gone what it was', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.customers.create({ description: 'VIP', metadata: { a: '1', b: '2' } })
  await stripe.customers.update(id, { description: '', metadata: { a: '' } })
  const event = await latest(world, 'customer.updated')
  assert.deepEqual(previous(event), { description: 'VIP', metadata: { a: '1' } })
  assert.deepEqual((event.data.object as Stripe.Customer).metadata, { b: '2' })
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
})

behaves('GET /v1/events/{id}', 'does not change with what it is about', async (world) => {
  const { stripe, news } = world
  const { id } = await stripe.customers.create({ name: 'First' })
  const made = await latest(world, 'customer.created')
  await stripe.customers.update(id, { name: 'Second' })
  await stripe.customers.del(id)
  assert.deepEqual(await stripe.events.retrieve(made.id), made)
  const gone = await latest(world, 'customer.deleted')
  // Recorded: the whole object as it was last, without the word `deleted`.
  const last = gone.data.object as Stripe.Customer & { deleted?: true }
  assert.deepEqual([last.id, last.name, last.deleted], [id, 'Second', undefined])
  assert.equal(previous(gone), undefined)
  assert.deepEqual(await news(), ['customer.created', 'customer.updated', 'customer.deleted'])
})

behaves('GET /v1/events/{id}', 'names no request for what happened by itself', async (world) => {
  const { stripe, news, advance } = world
  const { id: customer } = await stripe.customers.create()
  const product = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  await stripe.subscriptions.create({
    customer,
    items: [{ price: product.default_price as string }],
    payment_behavior: 'default_incomplete',
  })
  await news()
  await advance(23 * 3600 + 60)
  const happened = await news()
  assert.ok(happened.includes('invoice.voided'))
  for (const type of happened) {
    const { request } = await latest(world, type)
    assert.deepEqual(request, { id: null, idempotency_key: null }, type)
  }
})

behaves('GET /v1/events/{id}', 'counts the webhooks that it is still owed', async (world) => {
  // https://docs.stripe.com/api/events/object#event_object-pending_webhooks; nobody answers at these addresses.
  const { stripe, news } = world
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/all', enabled_events: ['*'] })
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/customers', enabled_events: ['customer.created'] })
  const off = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/off', enabled_events: ['*'] })
  await stripe.webhookEndpoints.update(off.id, { disabled: true })
  const { id } = await stripe.customers.create()
  await stripe.customers.update(id, { name: 'Jenny' })
  assert.equal((await latest(world, 'customer.created')).pending_webhooks, 2)
  assert.equal((await latest(world, 'customer.updated')).pending_webhooks, 1)
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
})

behaves('GET /v1/events/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  refused(await call('GET', '/v1/events/evt_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such event: 'evt_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/events', 'has the newest first, and the type that was asked for', async ({ stripe, news }) => {
  const { id } = await stripe.customers.create()
  await stripe.customers.update(id, { name: 'Jenny' })
  await stripe.products.create({ name: 'Photos' })
  const all = await stripe.events.list()
  assert.deepEqual(
    all.data.map(({ type }) => type),
    ['product.created', 'customer.updated', 'customer.created'],
  )
  assert.deepEqual([all.has_more, all.url], [false, '/v1/events'])
  const one = await stripe.events.list({ type: 'customer.updated' })
  assert.deepEqual(
    one.data.map(({ type }) => type),
    ['customer.updated'],
  )
  assert.deepEqual(await news(), ['customer.created', 'customer.updated', 'product.created'])
})

behaves('GET /v1/events', 'shows nothing of what is the house’s own, nor does any other list', async (world) => {
  const { stripe, call, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const product = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  await stripe.subscriptions.create({ customer, items: [{ price: product.default_price as string }] })
  const setup = await stripe.setupIntents.create({
    confirm: true,
    return_url: 'https://example.com/back',
    payment_method_data: { type: 'amazon_pay' },
    mandate_data: { customer_acceptance: { type: 'offline' } },
  })
  await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/', enabled_events: ['*'] })
  await stripe.customers.update(customer, { name: 'Jenny' })
  const paths = [
    '/v1/events?limit=100',
    '/v1/account',
    '/v1/balance_transactions?expand[]=data.source',
    '/v1/charges?expand[]=data.payment_intent&expand[]=data.customer',
    '/v1/customers?expand[]=data.invoice_settings.default_payment_method',
    `/v1/customers/${customer}/payment_methods?expand[]=data.customer`,
    '/v1/invoice_payments?expand[]=data.invoice&expand[]=data.payment.payment_intent',
    '/v1/invoices?expand[]=data.payments&expand[]=data.customer',
    '/v1/payment_intents?expand[]=data.latest_charge&expand[]=data.payment_method',
    '/v1/setup_intents?expand[]=data.latest_attempt&expand[]=data.payment_method',
    `/v1/setup_attempts?setup_intent=${setup.id}`,
    '/v1/subscriptions?expand[]=data.latest_invoice&expand[]=data.default_payment_method',
    '/v1/webhook_endpoints',
    '/brindle/webhook_deliveries',
  ]
  for (const path of paths) {
    const { status, text, body } = await call('GET', path)
    assert.equal(status, 200, text)
    assert.ok(path === '/v1/account' || body.data.length > 0, path)
    assert.doesNotMatch(text, /"hidden"|whsec_|4242424242424242/, path)
  }
  assert.equal((await news()).at(-1), 'customer.updated')
})
