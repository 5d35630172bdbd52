// Meters. (https://docs.stripe.com/api/billing/meter)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { metered } from './metered.ts'

behaves('POST /v1/billing/meters', 'takes events by their name, and has its defaults', async ({ stripe, news }) => {
  const { id, created, ...rest } = await stripe.billing.meters.create({
    display_name: 'Search API calls',
    event_name: 'ai_search_api',
    default_aggregation: { formula: 'sum' },
  })
  assert.match(id, /^mtr_test_[A-Za-z0-9]{24}$/)
  // The object of https://docs.stripe.com/api/billing/meter/object
  assert.deepEqual(
    { ...rest },
    {
      object: 'billing.meter',
      customer_mapping: { event_payload_key: 'stripe_customer_id', type: 'by_id' },
      default_aggregation: { formula: 'sum' },
      display_name: 'Search API calls',
      event_name: 'ai_search_api',
      event_time_window: null,
      livemode: false,
      status: 'active',
      status_transitions: { deactivated_at: null },
      updated: created,
      value_settings: { event_payload_key: 'value' },
    },
  )
  const other = await stripe.billing.meters.create({
    display_name: 'Tokens',
    event_name: 'tokens',
    default_aggregation: { formula: 'last' },
    customer_mapping: { type: 'by_id', event_payload_key: 'who' },
    value_settings: { event_payload_key: 'tokens' },
    event_time_window: 'hour',
  })
  assert.deepEqual(
    [other.customer_mapping, other.value_settings, other.event_time_window, other.default_aggregation],
    [{ event_payload_key: 'who', type: 'by_id' }, { event_payload_key: 'tokens' }, 'hour', { formula: 'last' }],
  )
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.created'])
})

const GOOD = 'display_name=A&event_name=a&default_aggregation[formula]=sum'

behaves('POST /v1/billing/meters', 'refuses what is no meter', async ({ call, news }) => {
  const missing = { code: 'parameter_missing' }
  const refusals = [
    ['event_name=a&default_aggregation[formula]=sum', 'display_name', missing, 'Missing required param: display_name.'],
    ['display_name=A&default_aggregation[formula]=sum', 'event_name', missing, 'Missing required param: event_name.'],
    ['display_name=A&event_name=a', 'default_aggregation', missing, 'Missing required param: default_aggregation.'],
    [
      'display_name=A&event_name=a&default_aggregation[formula]=max',
      'default_aggregation[formula]',
      {},
      'Invalid default_aggregation[formula]: must be one of count, last, or sum',
    ],
    [
      `${GOOD}&customer_mapping[type]=by_id`,
      'customer_mapping[event_payload_key]',
      missing,
      'Missing required param: customer_mapping[event_payload_key].',
    ],
    [
      `${GOOD}&event_time_window=week`,
      'event_time_window',
      {},
      'Invalid event_time_window: must be one of day or hour',
    ],
    [
      `display_name=A&event_name=${'x'.repeat(101)}&default_aggregation[formula]=sum`,
      'event_name',
      {},
      'Invalid string: xxxxxxxx...xxxxxxxx; must be at most 100 characters',
    ],
    [`${GOOD}&colour=red`, 'colour', { code: 'parameter_unknown' }, 'Received unknown parameter: colour'],
  ] as const
  for (const [form, param, more, message] of refusals)
    refused(await call('POST', '/v1/billing/meters', form), 400, { param, message, ...more })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/billing/meters', 'gives a name to one active meter only', async ({ stripe, call, news }) => {
  const first = await metered(stripe, { event_name: 'a' })
  const taken = {
    code: 'resource_already_exists',
    param: 'event_name',
    message: `An active meter (\`${first.id}\`) already uses the event name \`a\`.`,
  }
  refused(await call('POST', '/v1/billing/meters', GOOD), 400, taken)
  await stripe.billing.meters.deactivate(first.id)
  const second = await metered(stripe, { event_name: 'a' })
  refused(await call('POST', `/v1/billing/meters/${first.id}/reactivate`, ''), 400, {
    ...taken,
    message: `An active meter (\`${second.id}\`) already uses the event name \`a\`.`,
  })
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.deactivated', 'billing.meter.created'])
})

behaves('GET /v1/billing/meters/{id}', 'is found by its id', async ({ stripe, call, news }) => {
  const made = await metered(stripe, {})
  assert.deepEqual({ ...(await stripe.billing.meters.retrieve(made.id)) }, { ...made })
  refused(await call('GET', '/v1/billing/meters/mtr_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such meter: 'mtr_none'",
  })
  assert.deepEqual(await news(), ['billing.meter.created'])
})

behaves('POST /v1/billing/meters/{id}', 'changes its name only', async ({ stripe, call, news, advance }) => {
  const made = await metered(stripe, {})
  await advance(60)
  const changed = await stripe.billing.meters.update(made.id, { display_name: 'Calls' })
  assert.deepEqual({ ...changed }, { ...made, display_name: 'Calls', updated: changed.updated })
  assert.ok(changed.updated >= made.created + 60)
  assert.deepEqual({ ...(await stripe.billing.meters.update(made.id, {})) }, { ...changed })
  refused(await call('POST', `/v1/billing/meters/${made.id}`, 'event_name=b'), 400, {
    code: 'parameter_unknown',
    param: 'event_name',
    message: 'Received unknown parameter: event_name',
  })
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.updated'])
})

behaves('POST /v1/billing/meters/{id}/deactivate', 'takes no more events', async ({ stripe, call, news }) => {
  const made = await metered(stripe, { event_name: 'a' })
  const ended = await stripe.billing.meters.deactivate(made.id)
  assert.deepEqual(
    { ...ended },
    {
      ...made,
      status: 'inactive',
      status_transitions: { deactivated_at: ended.updated },
      updated: ended.updated,
    },
  )
  assert.ok(ended.updated >= made.created)
  refused(await call('POST', `/v1/billing/meters/${made.id}/deactivate`, ''), 400, {
    message: 'This meter is already inactive.',
  })
  refused(
    await call('POST', '/v1/billing/meter_events', 'event_name=a&payload[stripe_customer_id]=cus_1&payload[value]=1'),
    400,
    { param: 'event_name', message: 'No active meter found for event name "a".' },
  )
  const { id: product } = await stripe.products.create({ name: 'Calls' })
  const price = `product=${product}&currency=usd&unit_amount=1&recurring[interval]=month&recurring[usage_type]=metered`
  refused(await call('POST', '/v1/prices', `${price}&recurring[meter]=${made.id}`), 400, {
    param: 'recurring[meter]',
    message: `The meter \`${made.id}\` is inactive.`,
  })
  assert.deepEqual(await news(), ['billing.meter.created', 'billing.meter.deactivated', 'product.created'])
})

behaves('POST /v1/billing/meters/{id}/reactivate', 'takes events again', async ({ stripe, call, news }) => {
  const made = await metered(stripe, { event_name: 'a' })
  refused(await call('POST', `/v1/billing/meters/${made.id}/reactivate`, ''), 400, {
    message: 'This meter is already active.',
  })
  await stripe.billing.meters.deactivate(made.id)
  const again = await stripe.billing.meters.reactivate(made.id)
  assert.deepEqual({ ...again }, { ...made, updated: again.updated })
  const { id } = await stripe.customers.create({})
  const payload = { stripe_customer_id: id, value: '1' }
  assert.equal((await stripe.billing.meterEvents.create({ event_name: 'a', payload })).event_name, 'a')
  const { id: product } = await stripe.products.create({ name: 'Calls' })
  const recurring = { interval: 'month', usage_type: 'metered', meter: made.id } as const
  const price = await stripe.prices.create({ product, currency: 'usd', unit_amount: 1, recurring })
  assert.equal(price.recurring?.meter, made.id)
  assert.deepEqual(await news(), [
    'billing.meter.created',
    'billing.meter.deactivated',
    'billing.meter.reactivated',
    'customer.created',
    'product.created',
    'plan.created',
    'price.created',
  ])
})

behaves('GET /v1/billing/meters', 'has the newest first, by status', async ({ stripe, call, news }) => {
  const [one, two, three] = [await metered(stripe, {}), await metered(stripe, {}), await metered(stripe, {})]
  await stripe.billing.meters.deactivate(two.id)
  const ids = async (params: Stripe.Billing.MeterListParams) =>
    (await stripe.billing.meters.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ status: 'active' }), [three.id, one.id])
  assert.deepEqual(await ids({ status: 'inactive' }), [two.id])
  assert.deepEqual(await ids({ limit: 1, starting_after: three.id }), [two.id])
  assert.deepEqual(await ids({ ending_before: two.id }), [three.id])
  refused(await call('GET', '/v1/billing/meters?status=gone'), 400, {
    param: 'status',
    message: 'Invalid status: must be one of active or inactive',
  })
  assert.deepEqual(await news(), [...Array(3).fill('billing.meter.created'), 'billing.meter.deactivated'])
})
