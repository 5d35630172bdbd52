// Meter events in the second version of the API. (https://docs.stripe.com/api/v2/billing/meter-events)
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { hourOf, metered, totalOf } from './metered.ts'

const CREATE = 'POST /v2/billing/meter_events'
const PATH = '/v2/billing/meter_events'
const JSON_TYPE = { 'content-type': 'application/json' }

const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString()

behaves(CREATE, 'adds to what a customer used, told in JSON', async ({ stripe, call, news, advance }) => {
  const now = await advance(0)
  const from = hourOf(now) - 7200
  const meter = await metered(stripe, { event_name: 'ai_search_api' })
  const { id } = await stripe.customers.create({})
  const { created, ...rest } = await stripe.v2.billing.meterEvents.create({
    event_name: 'ai_search_api',
    identifier: 'idmp_12345678',
    payload: { stripe_customer_id: id, value: '25' },
    timestamp: isoOf(from + 60),
  })
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  // The object of https://docs.stripe.com/api/v2/billing/meter-events/object
  assert.deepEqual(
    { ...rest },
    {
      object: 'v2.billing.meter_event',
      event_name: 'ai_search_api',
      identifier: 'idmp_12345678',
      livemode: false,
      payload: { stripe_customer_id: id, value: '25' },
      timestamp: isoOf(from + 60),
    },
  )
  const body = { event_name: 'ai_search_api', payload: { stripe_customer_id: id, value: 2 } }
  const plain = await call('POST', PATH, JSON.stringify(body), JSON_TYPE)
  assert.equal(plain.body.timestamp, plain.body.created)
  const offset = {
    ...body,
    timestamp: new Date((from + 3600 + 3600) * 1000).toISOString().replace('.000Z', '.5+01:00'),
  }
  const read = await call('POST', PATH, JSON.stringify(offset), JSON_TYPE)
  assert.equal(read.body.timestamp, isoOf(from + 3600))
  assert.equal(await totalOf(stripe, meter, id, from, from + 3600), 25)
  assert.equal(await totalOf(stripe, meter, id, from, from + 4 * 3600), 29)
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'names by a code what is wrong', async ({ stripe, call, news, advance }) => {
  const now = await advance(0)
  const old = await metered(stripe, { event_name: 'old' })
  await stripe.billing.meters.deactivate(old.id)
  await metered(stripe, { event_name: 'a' })
  const { id } = await stripe.customers.create({})
  const payload = { stripe_customer_id: id, value: '1' }
  await stripe.v2.billing.meterEvents.create({ event_name: 'a', payload, identifier: 'x' })
  // Codes: the table of https://docs.stripe.com/api/v2/billing/meter-events/create; the times' are those of the reports.
  const refusals = [
    [{ event_name: 'old', payload }, 'archived_meter', 'event_name', 'No active meter found for event name "old".'],
    [{ event_name: 'none', payload }, 'no_meter', 'event_name', 'No active meter found for event name "none".'],
    [
      { event_name: 'a', payload, identifier: 'x' },
      'duplicate_meter_event',
      'identifier',
      'An event already exists with identifier x.',
    ],
    [
      { event_name: 'a', payload: { ...payload, value: 'many' } },
      'payload_invalid_value',
      'payload[value]',
      'The value in the event payload must be a number. Received many.',
    ],
    [
      { event_name: 'a', payload: { ...payload, value: '1234567890123456' } },
      'meter_event_value_too_many_digits',
      'payload[value]',
      'The value in the event payload can have at most 15 digits. Received 1234567890123456.',
    ],
    [
      { event_name: 'a', payload: { value: '1' } },
      'payload_no_customer_defined',
      'payload',
      'Customer mapping key stripe_customer_id not found in payload.',
    ],
    [
      { event_name: 'a', payload: { stripe_customer_id: id } },
      'payload_no_value_defined',
      'payload',
      'Value key value not found in payload.',
    ],
    [
      { event_name: 'a', payload, timestamp: isoOf(now + 400) },
      'timestamp_in_future',
      'timestamp',
      'The event timestamp cannot be in future.',
    ],
    [
      { event_name: 'a', payload, timestamp: isoOf(now - 36 * 86_400) },
      'timestamp_too_far_in_past',
      'timestamp',
      /^The event timestamp cannot be more than 35 days in past\. /,
    ],
    [{ event_name: 'a', payload, timestamp: String(now) }, 'invalid_fields', 'timestamp', `Invalid timestamp: ${now}`],
    [{ payload }, 'parameter_missing', 'event_name', 'Missing required param: event_name.'],
    [{ event_name: 'a' }, 'parameter_missing', 'payload', 'Missing required param: payload.'],
    [{ event_name: 'a', payload, colour: 1 }, 'parameter_unknown', 'colour', 'Received unknown parameter: colour'],
  ] as const
  for (const [body, code, param, message] of refusals)
    refused(await call('POST', PATH, JSON.stringify(body), JSON_TYPE), 400, { code, param, message })
  await assert.rejects(stripe.v2.billing.meterEvents.create({ event_name: 'none', payload }), (error) => {
    assert.ok(error instanceof Stripe.errors.StripeInvalidRequestError)
    assert.deepEqual([error.code, error.statusCode], ['no_meter', 400])
    return true
  })
  assert.deepEqual(await news(), [
    'billing.meter.created',
    'billing.meter.deactivated',
    'billing.meter.created',
    'customer.created',
  ])
})
