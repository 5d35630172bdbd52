// Webhook endpoints: where events go. They are no news themselves. (https://docs.stripe.com/api/webhook_endpoints)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const URL = 'https://example.com/hook'

behaves('POST /v1/webhook_endpoints', 'shows its secret, this once', async ({ stripe, news }) => {
  // https://docs.stripe.com/api/webhook_endpoints/object#webhook_endpoint_object-secret: only at creation.
  const made = await stripe.webhookEndpoints.create({
    url: URL,
    enabled_events: ['charge.failed', 'charge.succeeded'],
    description: 'The shop',
    metadata: { shop: '1' },
    api_version: '2024-06-20',
  })
  const { id, created, secret, ...rest } = made
  assert.match(id, /^we_[A-Za-z0-9]{24}$/)
  assert.match(secret ?? '', /^whsec_[A-Za-z0-9]{32}$/)
  const shown = {
    object: 'webhook_endpoint',
    api_version: '2024-06-20',
    application: null,
    description: 'The shop',
    enabled_events: ['charge.failed', 'charge.succeeded'],
    livemode: false,
    metadata: { shop: '1' },
    status: 'enabled',
    url: URL,
  }
  assert.deepEqual(rest, shown)
  const without = { id, created, ...shown }
  assert.deepEqual({ ...(await stripe.webhookEndpoints.retrieve(id)) }, without)
  assert.deepEqual((await stripe.webhookEndpoints.list()).data, [without])
  assert.deepEqual({ ...(await stripe.webhookEndpoints.update(id, { url: URL })) }, without)
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/webhook_endpoints',
  'is in the account’s version, and describes nothing, unless told',
  async (world) => {
    const made = await world.stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/', enabled_events: ['*'] })
    assert.deepEqual([made.api_version, made.description, made.metadata], [null, null, {}])
    assert.deepEqual(await world.news(), [])
  },
)

behaves('POST /v1/webhook_endpoints', 'refuses what is no address, no event or no version', async ({ call, news }) => {
  const make = (form: string) => call('POST', '/v1/webhook_endpoints', form)
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  refused(await make(`url=${URL}`), 400, missing('enabled_events'))
  refused(await make('enabled_events[]=*'), 400, missing('url'))
  for (const url of ['shop', '/hook', 'ftp://example.com/', 'javascript:alert(1)']) {
    const invalid = { code: 'url_invalid', param: 'url', message: /./ }
    refused(await make(`enabled_events[]=*&url=${encodeURIComponent(url)}`), 400, invalid)
  }
  refused(await make(`url=${URL}&enabled_events[0]=charge.failed&enabled_events[1]=charge.lost`), 400, {
    param: 'enabled_events[1]',
    message: /^Invalid enabled_events\[1\]: must be one of /,
  })
  refused(await make(`url=${URL}&enabled_events[]=*&api_version=2020-01-01`), 400, {
    param: 'api_version',
    message: /^Invalid api_version: must be one of /,
  })
  assert.equal((await call('GET', '/v1/webhook_endpoints')).body.data.length, 0)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/webhook_endpoints', 'stops at sixteen', async ({ stripe, call, news }) => {
  // https://docs.stripe.com/webhooks: up to 16 endpoints.
  for (let i = 0; i < 16; i++)
    await stripe.webhookEndpoints.create({ url: `${URL}/${i}`, enabled_events: ['charge.failed'] })
  const { status, body } = await call('POST', '/v1/webhook_endpoints', `url=${URL}&enabled_events[]=*`)
  assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
  assert.match(body.error.message, /16/)
  const { data } = await stripe.webhookEndpoints.list({ limit: 100 })
  assert.equal(data.length, 16)
  await stripe.webhookEndpoints.del(data[0]!.id)
  await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/webhook_endpoints/{id}', 'is not there under an id that was made up', async ({ call, news }) => {
  const { status, body } = await call('GET', '/v1/webhook_endpoints/we_none')
  assert.deepEqual([status, body.error.type, body.error.code], [404, 'invalid_request_error', 'resource_missing'])
  assert.match(body.error.message, /^No such webhook.endpoint: 'we_none'$/)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/webhook_endpoints/{id}', 'is the endpoint', async ({ stripe, news }) => {
  const { secret: _, ...made } = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] })
  assert.deepEqual({ ...(await stripe.webhookEndpoints.retrieve(made.id)) }, made)
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/webhook_endpoints/{id}', 'changes what is given, and nothing else', async ({ stripe, news }) => {
  const { secret: _, ...made } = await stripe.webhookEndpoints.create({
    url: URL,
    enabled_events: ['charge.failed'],
    description: 'The shop',
    metadata: { a: '1', b: '2' },
  })
  const update = stripe.webhookEndpoints.update.bind(stripe.webhookEndpoints, made.id)
  const changed = { ...made, url: `${URL}/2`, enabled_events: ['*'], metadata: { b: '2', c: '3' } }
  assert.deepEqual(
    { ...(await update({ url: `${URL}/2`, enabled_events: ['*'], metadata: { a: '', c: '3' } })) },
    changed,
  )
  assert.deepEqual({ ...(await update({ disabled: true })) }, { ...changed, status: 'disabled' })
  assert.deepEqual({ ...(await update({ disabled: false })) }, changed)
  assert.deepEqual(
    { ...(await update({ description: '', metadata: '' })) },
    { ...changed, description: null, metadata: {} },
  )
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/webhook_endpoints/{id}', 'keeps its version for good, and its address sound', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.webhookEndpoints.create({ url: URL, enabled_events: ['*'] })
  const path = `/v1/webhook_endpoints/${id}`
  refused(await call('POST', path, 'api_version=2024-06-20'), 400, {
    code: 'parameter_unknown',
    param: 'api_version',
    message: 'Received unknown parameter: api_version',
  })
  refused(await call('POST', path, 'url=shop'), 400, { code: 'url_invalid', param: 'url', message: /./ })
  const wrong = { param: 'enabled_events[0]', message: /^Invalid enabled_events\[0\]: must be one of / }
  refused(await call('POST', path, 'enabled_events[]=charge.lost'), 400, wrong)
  assert.equal((await stripe.webhookEndpoints.retrieve(id)).url, URL)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/webhook_endpoints', 'has the newest first', async ({ stripe, news }) => {
  const ids: string[] = []
  for (const name of ['a', 'b', 'c'])
    ids.unshift((await stripe.webhookEndpoints.create({ url: `${URL}/${name}`, enabled_events: ['*'] })).id)
  const page = await stripe.webhookEndpoints.list({ limit: 2 })
  assert.deepEqual([page.has_more, page.url], [true, '/v1/webhook_endpoints'])
  assert.deepEqual(
    page.data.map(({ id }) => id),
    ids.slice(0, 2),
  )
  assert.deepEqual(await news(), [])
})

behaves(
  'DELETE /v1/webhook_endpoints/{id}',
  'ends it: it is gone, and owed nothing',
  async ({ stripe, call, news }) => {
    const { id } = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/', enabled_events: ['*'] })
    const gone = await stripe.webhookEndpoints.del(id)
    assert.deepEqual({ ...gone }, { id, object: 'webhook_endpoint', deleted: true })
    for (const [method, form] of [['GET'], ['POST', 'url=https://example.com/'], ['DELETE']] as const) {
      const { status, body } = await call(method, `/v1/webhook_endpoints/${id}`, form)
      assert.deepEqual([status, body.error.code], [404, 'resource_missing'], method)
    }
    await stripe.customers.create()
    const { data } = await stripe.events.list()
    assert.equal(data[0]?.pending_webhooks, 0)
    assert.deepEqual((await stripe.webhookEndpoints.list()).data, [])
    assert.deepEqual(await news(), ['customer.created'])
  },
)
