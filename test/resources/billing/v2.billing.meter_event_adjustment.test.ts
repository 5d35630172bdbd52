// Adjustments of meter events in the second version of the API. (https://docs.stripe.com/api/v2/billing/meter-event-adjustments)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { hourOf, metered, send, totalOf } from './metered.ts'

const CREATE = 'POST /v2/billing/meter_event_adjustments'
const JSON_TYPE = { 'content-type': 'application/json' }

behaves(CREATE, 'takes an event out of what was used', async ({ stripe, call, news, advance }) => {
  const from = hourOf(await advance(0))
  const meter = await metered(stripe, { event_name: 'ai_search_api' })
  const { id: customer } = await stripe.customers.create({})
  await send(stripe, meter, customer, '25', { identifier: 'x' })
  const { id, created, ...rest } = await stripe.v2.billing.meterEventAdjustments.create({
    event_name: 'ai_search_api',
    type: 'cancel',
    cancel: { identifier: 'x' },
  })
  assert.match(id, /^mtr_event_adj_test_[A-Za-z0-9]{24}$/)
  assert.match(created, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/)
  // The object of https://docs.stripe.com/api/v2/billing/meter-event-adjustments/object
  assert.deepEqual(
    { ...rest },
    {
      object: 'v2.billing.meter_event_adjustment',
      cancel: { identifier: 'x' },
      event_name: 'ai_search_api',
      livemode: false,
      status: 'pending',
      type: 'cancel',
    },
  )
  assert.equal(await totalOf(stripe, meter, customer, from, from + 7200), 0)
  const wrong = { code: 'invalid_cancel_configuration', param: 'cancel.identifier' }
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  const refusals = [
    [
      { event_name: 'ai_search_api', type: 'cancel', cancel: { identifier: 'x' } },
      { ...wrong, message: 'The meter event x has already been canceled.' },
    ],
    [
      { event_name: 'ai_search_api', type: 'cancel', cancel: { identifier: 'y' } },
      { ...wrong, message: "No such meter event: 'y'" },
    ],
    [{ event_name: 'ai_search_api', type: 'cancel' }, missing('cancel')],
    [{ event_name: 'ai_search_api', type: 'cancel', cancel: {} }, missing('cancel[identifier]')],
    [{ type: 'cancel', cancel: { identifier: 'x' } }, missing('event_name')],
    [
      { event_name: 'ai_search_api', type: 'refund', cancel: { identifier: 'x' } },
      { param: 'type', message: 'Invalid type: must be cancel' },
    ],
  ] as const
  for (const [body, expected] of refusals)
    refused(await call('POST', '/v2/billing/meter_event_adjustments', JSON.stringify(body), JSON_TYPE), 400, expected)
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})
