// Contract mode: what holds for every request: errors, idempotency keys, pages, expansion, versions, search, events, webhooks.
// "Recorded" is what Stripe was seen to answer in public recordings of its test mode (docs/decisions/0003-error-texts.md).
import assert from 'node:assert/strict'
import { contract, has, refused, VERSION } from './contract.ts'

contract('GET /v1/customers/{id}', 'what the path names and is not there is 404', async ({ call }) => {
  // Recorded, also the quotes. docs.stripe.com/error-codes#resource-missing
  refused(await call('GET', '/v1/customers/cus_contract'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such customer: 'cus_contract'",
  })
})

contract('POST /v1/subscriptions', 'what the body names and is not there is 400', async ({ stripe, call }) => {
  const { id } = await stripe.customers.create()
  // Recorded.
  refused(await call('POST', '/v1/subscriptions', `customer=${id}&items[0][price]=invalid`), 400, {
    code: 'resource_missing',
    param: 'items[0][price]',
    message: "No such price: 'invalid'",
  })
})

contract('POST /v1/payment_intents', 'a missing parameter is named', async ({ call }) => {
  // docs.stripe.com/error-codes#parameter-missing; the words are in active_merchant's tests against Stripe.
  refused(await call('POST', '/v1/payment_intents', 'currency=usd'), 400, {
    code: 'parameter_missing',
    param: 'amount',
    message: 'Missing required param: amount.',
  })
})

contract('POST /v1/customers', 'unknown and wrong parameters are named', async ({ call }) => {
  // docs.stripe.com/error-codes#parameter-unknown; github.com/flutter-stripe/flutter_stripe/issues/1450
  refused(await call('POST', '/v1/customers', 'foo=1'), 400, {
    code: 'parameter_unknown',
    param: 'foo',
    message: 'Received unknown parameter: foo',
  })
  // As an application's log shows Stripe's answer: all of them in the message, the first as `param`.
  refused(await call('POST', '/v1/customers', 'amount=1&currency=usd'), 400, {
    code: 'parameter_unknown',
    param: 'amount',
    message: 'Received unknown parameters: amount, currency',
  })
  // docs.stripe.com/error-codes#parameter-invalid-integer; the words are stripe-ruby-mock's, taken from Stripe.
  refused(await call('POST', '/v1/customers', 'balance=abc'), 400, {
    code: 'parameter_invalid_integer',
    param: 'balance',
    message: 'Invalid integer: abc',
  })
})

contract('GET /v1/contract', 'a path that there is not, and a request without a key', async ({ call }) => {
  // The first sentence is stripe-mock's, which is Stripe's own.
  refused(await call('GET', '/v1/contract'), 404, { message: /^Unrecognized request URL \(GET: \/v1\/contract\)\./ })
  const keyless = await call('GET', '/v1/customers', undefined, { authorization: null })
  refused(keyless, 401, { message: /^You did not provide an API key\./ })
  // Recorded.
  assert.match(keyless.headers.get('www-authenticate') ?? '', /^Bearer realm="Stripe"/)
})

contract('POST /v1/products', 'an idempotency key gives the first answer again', async ({ call, fresh }) => {
  // docs.stripe.com/api/idempotent_requests
  const key = fresh()
  const headers = { 'idempotency-key': key }
  const first = await call('POST', '/v1/products', 'name=Tea', headers)
  assert.equal(first.status, 200, first.text)
  assert.equal(first.headers.get('idempotency-key'), key)
  const again = await call('POST', '/v1/products', 'name=Tea', headers)
  assert.equal(again.text, first.text)
  assert.equal(again.headers.get('idempotent-replayed'), 'true')
  assert.equal(again.headers.get('original-request'), first.headers.get('request-id'))
  // The words are in stripe-php's tests.
  refused(await call('POST', '/v1/products', 'name=Coffee', headers), 400, {
    type: 'idempotency_error',
    message: `Keys for idempotent requests can only be used with the same parameters they were first used with. Try using a key other than '${key}' if you meant to execute a different request.`,
  })
})

contract('GET /v1/customers', 'pages follow each other', async ({ stripe, call, fresh }) => {
  // docs.stripe.com/api/pagination. In which order those of one second come is not said there, so it is not compared.
  const email = `${fresh()}@example.com`
  const made: string[] = []
  for (const name of ['a', 'b', 'c']) made.push((await stripe.customers.create({ name, email })).id)
  const first = await stripe.customers.list({ email, limit: 2 })
  has(first, { object: 'list', url: '/v1/customers', has_more: true })
  const last = first.data[1]!.id
  const second = await stripe.customers.list({ email, limit: 2, starting_after: last })
  assert.equal(second.has_more, false)
  assert.deepEqual([...first.data, ...second.data].map(({ id }) => id).toSorted(), made.toSorted())
  const back = await stripe.customers.list({ email, limit: 2, ending_before: second.data[0]!.id })
  assert.deepEqual(
    back.data.map(({ id }) => id),
    first.data.map(({ id }) => id),
  )
  const wrong = await call('GET', '/v1/customers?limit=ten')
  refused(wrong, 400, { code: 'parameter_invalid_integer', param: 'limit', message: 'Invalid integer: ten' })
})

contract('GET /v1/payment_intents/{id}', 'an id is expanded into its object', async ({ stripe, call }) => {
  // docs.stripe.com/api/expanding_objects
  const customer = await stripe.customers.create({ name: 'Ada' })
  const { id } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd', customer: customer.id })
  assert.equal((await stripe.paymentIntents.retrieve(id)).customer, customer.id)
  const whole = await call('GET', `/v1/payment_intents/${id}?expand[]=customer`)
  has(whole.body.customer, { id: customer.id, object: 'customer', name: 'Ada' })
  // github.com/gitpod-io/gitpod/issues/13035 and github.com/stripe/stripe-cli/issues/47
  refused(await call('GET', `/v1/payment_intents/${id}?expand[]=foo`), 400, {
    message: 'This property cannot be expanded (foo).',
  })
  const list = await call('GET', `/v1/payment_intents/${id}?expand=customer`)
  refused(list, 400, { param: 'expand', message: 'Invalid array' })
})

contract('POST /v1/payment_intents', 'the header says which version is spoken', async ({ stripe, call }) => {
  // docs.stripe.com/api/versioning. 2022-11-15: "Removes charges from PaymentIntent", which has `latest_charge` instead.
  // The list is as published in 2022 for an intent without a charge.
  const { id } = await stripe.paymentIntents.create({ amount: 2000, currency: 'usd' })
  const now = await call('POST', '/v1/payment_intents', 'amount=2000&currency=usd')
  assert.equal(now.headers.get('stripe-version'), VERSION)
  assert.equal('charges' in now.body, false)
  const older = { 'stripe-version': '2022-08-01' }
  const then = await call('GET', `/v1/payment_intents/${id}`, undefined, older)
  assert.equal(then.headers.get('stripe-version'), '2022-08-01')
  has(then.body.charges, {
    object: 'list',
    data: [],
    has_more: false,
    total_count: 0,
    url: `/v1/charges?payment_intent=${id}`,
  })
  // github.com/stripe/stripe-java/issues/682
  const never = await call('GET', '/v1/customers', undefined, { 'stripe-version': '2019-2-19' })
  refused(never, 400, { message: /^Invalid Stripe API version: 2019-2-19/ })
})

contract(
  'GET /v1/customers/search',
  'finds, and says what it cannot be asked',
  async ({ stripe, call, fresh, settles }) => {
    // docs.stripe.com/search; the words about a field are Stripe's, of which only the beginning is compared.
    const ask = (query: string) => call('GET', `/v1/customers/search?query=${encodeURIComponent(query)}`)
    refused(await call('GET', '/v1/customers/search'), 400, { code: 'parameter_missing', param: 'query' })
    refused(await ask('foo:"bar"'), 400, {
      message: /^Field `foo` is an unsupported search field for resource `customers`/,
    })
    // github.com/stripe/stripe-cli/issues/1201
    const old = { 'stripe-version': '2017-08-15' }
    refused(await call('GET', `/v1/products/search?query=${encodeURIComponent("name:'scale'")}`, undefined, old), 400, {
      message:
        'Search is not supported on api version 2017-08-15. Update your API version, or set the API Version of this request ' +
        'to 2020-08-27 or greater.',
    })
    // "You can't combine AND and OR in the same query." The words of the refusal are not known.
    refused(await ask('email:"a" AND name:"b" OR phone:"c"'), 400, {})
    const word = fresh()
    const { id } = await stripe.customers.create({ metadata: { word } })
    const found = await settles(async () => {
      const result = (await ask(`metadata["word"]:"${word}"`)).body
      return result.data.length > 0 && result
    })
    has(found, { object: 'search_result', url: '/v1/customers/search', has_more: false, next_page: null })
    assert.deepEqual(
      found.data.map((one: { id: string }) => one.id),
      [id],
    )
  },
)

contract('GET /v1/events', 'a change is an event, with what was before', async ({ stripe, settles }) => {
  // docs.stripe.com/api/events/object
  const { id } = await stripe.customers.create({ name: 'Ada' })
  await stripe.customers.update(id, { name: 'Ada Lovelace' })
  const event = await settles(async () => {
    const { data } = await stripe.events.list({ type: 'customer.updated', limit: 100 })
    return data.find((one) => (one.data.object as { id: string }).id === id)
  })
  has(event, { object: 'event', type: 'customer.updated', livemode: false })
  assert.deepEqual(event.data.previous_attributes, { name: 'Ada' })
  has(event.data.object, { object: 'customer', name: 'Ada Lovelace' })
})

contract('POST /v1/webhook_endpoints', 'is made, disabled and deleted', async ({ stripe, call }) => {
  // docs.stripe.com/api/webhook_endpoints
  const url = 'https://example.com/brindle/contract'
  const made = await stripe.webhookEndpoints.create({ url, enabled_events: ['charge.succeeded'] })
  try {
    has(made, {
      object: 'webhook_endpoint',
      url,
      enabled_events: ['charge.succeeded'],
      status: 'enabled',
      livemode: false,
    })
    // "Only returned at creation."
    assert.match(made.secret ?? '', /^whsec_/)
    const again = (await call('GET', `/v1/webhook_endpoints/${made.id}`)).body
    assert.equal(again.secret, undefined)
    assert.equal((await stripe.webhookEndpoints.update(made.id, { disabled: true })).status, 'disabled')
  } finally {
    // An account has few of them, so it does not stay when something differs.
    const gone = await stripe.webhookEndpoints.del(made.id)
    has(gone, { id: made.id, object: 'webhook_endpoint', deleted: true })
  }
  refused(await call('GET', `/v1/webhook_endpoints/${made.id}`), 404, { code: 'resource_missing' })
})
