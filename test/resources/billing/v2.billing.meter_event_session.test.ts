// The stream of meter events, and the sessions that open it. (https://docs.stripe.com/api/v2/billing/meter-event-stream)
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { bearer, refused, speak } from '../../http/speak.ts'
import { hourOf, metered, totalOf } from './metered.ts'

const SESSION = 'POST /v2/billing/meter_event_session'
const STREAM = 'POST /v2/billing/meter_event_stream'
const PATH = '/v2/billing/meter_event_stream'
const JSON_TYPE = { 'content-type': 'application/json' }
/** `date -u` of a time in the API's second version. */
const secondsOf = (text: string) => Date.parse(text) / 1000

/** The client of a token, as https://github.com/stripe/stripe-node/blob/master/examples/snippets/meter_event_stream.ts makes it. */
const streaming = (url: string, token: string): Stripe => {
  const { hostname, port } = new URL(url)
  return new Stripe(token, { host: hostname, port, protocol: 'http', telemetry: false, maxNetworkRetries: 0 })
}

behaves(SESSION, 'opens the stream for 15 minutes', async ({ stripe, url, news, advance }) => {
  const now = await advance(0)
  const { id, authentication_token, created, expires_at, ...rest } = await stripe.v2.billing.meterEventSession.create()
  assert.match(id, /^mes_test_[A-Za-z0-9]{24}$/)
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  assert.ok(secondsOf(created) >= now)
  assert.equal(secondsOf(expires_at) - secondsOf(created), 15 * 60)
  assert.deepEqual({ ...rest }, { object: 'v2.billing.meter_event_session', livemode: false })
  const other = await stripe.v2.billing.meterEventSession.create()
  assert.notEqual(other.authentication_token, authentication_token)
  const meter = await metered(stripe, { event_name: 'a' })
  const { id: customer } = await stripe.customers.create({})
  const event = { event_name: 'a', payload: { stripe_customer_id: customer, value: '1' } }
  const client = streaming(url, authentication_token)
  await client.v2.billing.meterEventStream.create({ events: [event] })
  await advance(15 * 60 - 30)
  await client.v2.billing.meterEventStream.create({ events: [event] })
  await advance(31)
  await assert.rejects(client.v2.billing.meterEventStream.create({ events: [event] }), (error) => {
    assert.ok(error instanceof Stripe.errors.TemporarySessionExpiredError)
    return true
  })
  // https://docs.stripe.com/api/v2/billing/meter-event-stream/create, "Error codes"
  const body = JSON.stringify({ events: [event] })
  refused(await speak(`${url}${PATH}`, 'POST', { ...bearer(authentication_token), ...JSON_TYPE }, body), 401, {
    type: 'temporary_session_expired',
    code: 'billing_meter_event_session_expired',
    message: 'The temporary session token has expired.',
  })
  const from = hourOf(now)
  assert.equal(await totalOf(stripe, meter, customer, from, from + 7200), 2)
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})

behaves(SESSION, 'gives a token that opens the stream and nothing else', async ({ stripe, url, key, call, news }) => {
  const { authentication_token: token } = await stripe.v2.billing.meterEventSession.create()
  for (const [method, path, permission] of [
    ['GET', '/v1/customers', 'rak_customer_read'],
    ['POST', '/v2/billing/meter_events', 'rak_v2_billing_meter_event_write'],
    ['POST', '/v2/billing/meter_event_session', 'rak_v2_billing_meter_event_session_write'],
    ['POST', '/brindle/api_keys', 'rak_brindle_api_keys_write'],
  ] as const) {
    const [headers, sent] = path.startsWith('/v2/') ? [JSON_TYPE, '{}'] : [{}, undefined]
    const { status, body } = await speak(`${url}${path}`, method, { ...bearer(token), ...headers }, sent)
    assert.equal(status, 403, path)
    assert.match(body.error.message, new RegExp(`does not have the required permissions.*${permission}`))
  }
  for (const wrong of [`${token.slice(0, -1)}_`, 'rk_test_key_none_abc', `${token}x`])
    assert.equal(
      (await speak(`${url}${PATH}`, 'POST', { ...bearer(wrong), ...JSON_TYPE }, '{"events":[]}')).status,
      401,
    )
  // Nor does any other key open the stream.
  const { status, body } = await call('POST', PATH, '{"events":[]}', JSON_TYPE)
  assert.deepEqual([status, body.error.type], [401, 'invalid_request_error'])
  assert.equal(body.error.message, `Invalid API Key provided: sk_test_****${key.slice(-4)}`)
  refused(await call('POST', '/v2/billing/meter_event_session', '{"hours":3}', JSON_TYPE), 400, {
    code: 'parameter_unknown',
    param: 'hours',
    message: 'Received unknown parameter: hours',
  })
  const { data } = (await call('GET', '/brindle/requests?limit=100')).body
  for (const { id } of data) {
    const { text } = await call('GET', `/brindle/requests/${id}`)
    assert.ok(!text.includes(token), 'the log shows a token')
  }
  assert.deepEqual(await news(), [])
})

behaves(STREAM, 'takes many events and leaves out the wrong ones', async ({ stripe, url, news, advance }) => {
  const now = await advance(0)
  const from = hourOf(now) - 7200
  const [sum, hourly] = [
    await metered(stripe, { event_name: 'a' }),
    await metered(stripe, { event_name: 'h', event_time_window: 'hour' }),
  ]
  const frozen_time = 1_700_000_000
  const clock = await stripe.testHelpers.testClocks.create({ frozen_time })
  const { id: timed } = await stripe.customers.create({ test_clock: clock.id })
  const customers = [await stripe.customers.create({}), await stripe.customers.create({})].map(({ id }) => id)
  const { authentication_token } = await stripe.v2.billing.meterEventSession.create()
  const timestamp = new Date((from + 60) * 1000).toISOString()
  const event = (customer: string, value: string, more: object = {}) => ({
    event_name: 'a',
    payload: { stripe_customer_id: customer, value },
    timestamp,
    ...more,
  })
  const wrong = [
    event(customers[0]!, 'many'),
    event(customers[0]!, '1', { event_name: 'none' }),
    event(customers[0]!, '1', { identifier: 'x' }),
    event(customers[0]!, '1', { timestamp: '2001-01-01T00:00:00Z' }),
    { event_name: 'a', payload: { value: '1' } },
    event('cus_none', '1'),
  ]
  const events = [
    ...Array.from({ length: 90 }, (_, i) => event(customers[i % 2]!, '1')),
    event(customers[0]!, '10', { identifier: 'x' }),
    event(timed, '5', { timestamp: undefined }),
    event(customers[0]!, '3', { event_name: 'h' }),
    event(customers[0]!, '4', { event_name: 'h' }),
    ...wrong,
  ]
  assert.equal(events.length, 100)
  const body = JSON.stringify({ events })
  const headers = { ...bearer(authentication_token), ...JSON_TYPE }
  const answer = await speak(`${url}${PATH}`, 'POST', headers, body)
  assert.deepEqual([answer.status, answer.body], [200, {}], answer.text)
  assert.equal(await totalOf(stripe, sum, customers[0]!, from, from + 3600), 55)
  assert.equal(await totalOf(stripe, sum, customers[1]!, from, from + 3600), 45)
  assert.equal(await totalOf(stripe, hourly, customers[0]!, from, from + 3600), 4)
  assert.equal(await totalOf(stripe, sum, timed, hourOf(frozen_time), hourOf(frozen_time) + 3600), 5)
  const none = { code: 'parameter_missing', message: /^Missing required param: / }
  const refusals = [
    [{}, { ...none, param: 'events' }],
    [{ events: [{ payload: {} }] }, { ...none, param: 'events[0][event_name]' }],
    [{ events: [{ event_name: 'a' }] }, { ...none, param: 'events[0][payload]' }],
    [
      { events: [event(customers[0]!, '1'), event(customers[0]!, '1', { timestamp: 'soon' })] },
      { code: 'invalid_fields', param: 'events[1].timestamp', message: 'Invalid timestamp: soon' },
    ],
    [
      { events: [...events, events[0]] },
      { code: 'invalid_fields', param: 'events', message: 'At most 100 events are taken at once.' },
    ],
  ] as const
  for (const [given, expected] of refusals)
    refused(await speak(`${url}${PATH}`, 'POST', headers, JSON.stringify(given)), 400, expected)
  assert.equal(await totalOf(stripe, sum, customers[1]!, from, from + 3600), 45)
  assert.deepEqual(await news(), [
    'billing.meter.created',
    'billing.meter.created',
    'test_helpers.test_clock.created',
    ...Array(3).fill('customer.created'),
  ])
})

behaves(
  STREAM,
  'goes to the connected account that the session was made for',
  async ({ stripe, url, news, advance }) => {
    const from = hourOf(await advance(0))
    const { id: stripeAccount } = await stripe.accounts.create({ type: 'standard' })
    const on = { stripeAccount }
    const given = { display_name: 'A', event_name: 'a', default_aggregation: { formula: 'sum' as const } }
    const meter = await stripe.billing.meters.create(given, on)
    const { id: customer } = await stripe.customers.create({}, on)
    const { authentication_token } = await stripe.v2.billing.meterEventSession.create({}, on)
    const payload = { stripe_customer_id: customer, value: '3' }
    await streaming(url, authentication_token).v2.billing.meterEventStream.create({
      events: [{ event_name: 'a', payload }],
    })
    const span = { customer, start_time: from, end_time: from + 7200 }
    const { data } = await stripe.billing.meters.listEventSummaries(meter.id, span, on)
    assert.equal(data[0]?.aggregated_value, 3)
    const { id: other } = await stripe.accounts.create({ type: 'standard' })
    const headers = { ...bearer(authentication_token), ...JSON_TYPE, 'stripe-account': other }
    assert.equal((await speak(`${url}${PATH}`, 'POST', headers, '{"events":[]}')).status, 401)
    assert.deepEqual(await news(), [])
  },
)
