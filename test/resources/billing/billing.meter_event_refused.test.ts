// Meter events that are refused, and values and times as far as they may go. (https://docs.stripe.com/api/billing/meter-event/create)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { hourOf, metered, send, totalOf } from './metered.ts'

const CREATE = 'POST /v1/billing/meter_events'
const PATH = '/v1/billing/meter_events'

/** Values, as what they are exactly; those without are refused. */
const VALUES = [
  ['0', 0],
  ['25', 25],
  ['+3', 3],
  ['-3', -3],
  ['.5', 0.5],
  ['007', 7],
  ['0.000000000001', 1e-12],
  ['999999999999999', 999_999_999_999_999],
  ['0000000000000000000000001', 1],
  ['1000000000000000', undefined],
  ['1234567890.123456', undefined],
  ['0.0000000000001', undefined],
] as const

behaves(CREATE, 'takes decimals of up to 15 digits', async ({ stripe, call, news, advance }) => {
  const from = hourOf(await advance(0))
  const meter = await metered(stripe, { event_name: 'a' })
  for (const [value, exactly] of VALUES) {
    const { id } = await stripe.customers.create({})
    const form = new URLSearchParams({ event_name: 'a', 'payload[stripe_customer_id]': id, 'payload[value]': value })
    const answer = await call('POST', PATH, String(form))
    if (exactly === undefined)
      // https://docs.stripe.com/changelog/dahlia/2026-04-22/billing-meter-event-values-validation
      refused(answer, 400, {
        param: 'payload[value]',
        message: `The value in the event payload can have at most 15 digits. Received ${value}.`,
      })
    else {
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.body.payload.value, value)
    }
    assert.equal(await totalOf(stripe, meter, id, from, from + 7200), exactly ?? 0)
  }
  for (const value of ['1,000', '1e3', '0x10', '1.2.3', '.', '-', ' 1', 'NaN', '١'])
    refused(
      await call(
        'POST',
        PATH,
        `event_name=a&payload[stripe_customer_id]=c&payload[value]=${encodeURIComponent(value)}`,
      ),
      400,
      {
        param: 'payload[value]',
        message: `The value in the event payload must be a number. Received ${value}.`,
      },
    )
  assert.deepEqual(await news(), ['billing.meter.created', ...VALUES.map(() => 'customer.created')])
})

behaves(CREATE, 'takes events of the last 35 days and the next 5 minutes', async ({ stripe, call, news, advance }) => {
  const now = await advance(0)
  const meter = await metered(stripe, { event_name: 'a' })
  const { id } = await stripe.customers.create({})
  const past = now - 35 * 86_400
  // The clock may have gone on by some seconds since.
  for (const timestamp of [past + 60, now, now + 300]) await send(stripe, meter, id, '1', { timestamp })
  const form = `event_name=a&payload[stripe_customer_id]=${id}&payload[value]=1&timestamp=`
  refused(await call('POST', PATH, `${form}${past - 1}`), 400, {
    param: 'timestamp',
    // github.com/the-answerai/theanswer/pull/624
    message:
      /^The event timestamp cannot be more than 35 days in past\. Expected a timestamp greater than or equal to \d+\.$/,
  })
  refused(await call('POST', PATH, `${form}${now + 400}`), 400, {
    param: 'timestamp',
    message: 'The event timestamp cannot be in future.',
  })
  assert.deepEqual(await news(), ['billing.meter.created', 'customer.created'])
})

behaves(CREATE, 'refuses what is no event', async ({ stripe, call, news }) => {
  await metered(stripe, { event_name: 'a' })
  const refusals = [
    [
      'payload[value]=1',
      { code: 'parameter_missing', param: 'event_name', message: 'Missing required param: event_name.' },
    ],
    ['event_name=a', { code: 'parameter_missing', param: 'payload', message: 'Missing required param: payload.' }],
    [
      'event_name=none&payload[stripe_customer_id]=cus_1&payload[value]=1',
      { param: 'event_name', message: 'No active meter found for event name "none".' },
    ],
    [
      'event_name=a&payload[value]=1',
      { param: 'payload', message: 'Customer mapping key stripe_customer_id not found in payload.' },
    ],
    [
      'event_name=a&payload[stripe_customer_id]=cus_1',
      { param: 'payload', message: 'Value key value not found in payload.' },
    ],
    [
      'event_name=a&payload[stripe_customer_id]=cus_1&payload[value]=1&timestamp=soon',
      { code: 'parameter_invalid_integer', param: 'timestamp', message: 'Invalid integer: soon' },
    ],
    [
      `event_name=a&payload[stripe_customer_id]=cus_1&payload[value]=1&identifier=${'x'.repeat(101)}`,
      { param: 'identifier', message: 'Invalid string: xxxxxxxx...xxxxxxxx; must be at most 100 characters' },
    ],
  ] as const
  for (const [form, expected] of refusals) refused(await call('POST', PATH, form), 400, expected)
  assert.deepEqual(await news(), ['billing.meter.created'])
})
