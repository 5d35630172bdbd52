// Billing alerts. (https://docs.stripe.com/api/billing/alert; docs.stripe.com/billing/subscriptions/usage-based/alerts)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { insertMeter } from './metered.ts'

const PATH = '/v1/billing/alerts'

/** An alert at a hundred units of a meter. */
const at = (
  meter: string,
  more: Partial<Stripe.Billing.AlertCreateParams.UsageThreshold> = {},
): Stripe.Billing.AlertCreateParams => ({
  alert_type: 'usage_threshold',
  title: 'API Request usage alert',
  usage_threshold: { gte: 100, meter, recurrence: 'one_time', ...more },
})

behaves(`POST ${PATH}`, 'is what the reference shows', async (world, brindle) => {
  const { stripe, call, news } = world
  const meter = await insertMeter(brindle, world)
  const form =
    'title=API+Request+usage+alert&alert_type=usage_threshold&usage_threshold[gte]=10000' +
    `&usage_threshold[meter]=${meter}&usage_threshold[recurrence]=one_time`
  const { id, ...rest } = (await call('POST', PATH, form)).body
  assert.match(id, /^alrt_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'billing.alert',
    alert_type: 'usage_threshold',
    livemode: false,
    status: 'active',
    title: 'API Request usage alert',
    usage_threshold: { filters: null, gte: 10_000, meter, recurrence: 'one_time' },
  })
  const { id: customer } = await stripe.customers.create()
  const filters = [{ type: 'customer' as const, customer }]
  const { usage_threshold } = await stripe.billing.alerts.create(at(meter, { filters }))
  assert.deepEqual({ ...usage_threshold }, { filters, gte: 100, meter, recurrence: 'one_time' })
  // Of an alert itself there are no events: docs.stripe.com/api/events/types.
  assert.deepEqual(await news(), ['customer.created'])
})

behaves(`POST ${PATH}`, 'refuses what nothing can trigger', async (world, brindle) => {
  const { stripe, call, news } = world
  const meter = await insertMeter(brindle, world)
  const { id: customer } = await stripe.customers.create()
  const titled = 'title=T&alert_type=usage_threshold'
  const whole = `${titled}&usage_threshold[gte]=1&usage_threshold[meter]=${meter}&usage_threshold[recurrence]=one_time`
  const filter = (i: number, more = '') => `&usage_threshold[filters][${i}][type]=customer${more}`
  const whose = (i: number, id: string) => `&usage_threshold[filters][${i}][customer]=${id}`
  const refusals: readonly (readonly [form: string, code: string | undefined, param: string, message: string])[] = [
    ['alert_type=usage_threshold', 'parameter_missing', 'title', 'Missing required param: title.'],
    ['title=T', 'parameter_missing', 'alert_type', 'Missing required param: alert_type.'],
    ['title=T&alert_type=spend', undefined, 'alert_type', 'Invalid alert_type: must be usage_threshold'],
    [titled, 'parameter_missing', 'usage_threshold', 'Missing required param: usage_threshold.'],
    [
      `${titled}&usage_threshold[gte]=1`,
      'parameter_missing',
      'usage_threshold[meter]',
      'Missing required param: usage_threshold[meter].',
    ],
    [
      whole.replace('[gte]=1', '[gte]=0'),
      'parameter_invalid_integer',
      'usage_threshold[gte]',
      'This value must be greater than or equal to 1.',
    ],
    [
      whole.replace('[gte]=1', '[gte]=1.5'),
      'parameter_invalid_integer',
      'usage_threshold[gte]',
      'Invalid integer: 1.5',
    ],
    [whole.replace(meter, 'mtr_no'), 'resource_missing', 'usage_threshold[meter]', "No such meter: 'mtr_no'"],
    [whole.replace(meter, customer), 'resource_missing', 'usage_threshold[meter]', `No such meter: '${customer}'`],
    [
      whole.replace('one_time', 'monthly'),
      undefined,
      'usage_threshold[recurrence]',
      'Invalid usage_threshold[recurrence]: must be one_time',
    ],
    [
      whole + filter(0),
      'parameter_missing',
      'usage_threshold[filters][0][customer]',
      'Missing required param: usage_threshold[filters][0][customer].',
    ],
    [
      whole + filter(0, whose(0, 'cus_no')),
      'resource_missing',
      'usage_threshold[filters][0][customer]',
      "No such customer: 'cus_no'",
    ],
    [
      whole + filter(0, whose(0, customer)) + filter(1, whose(1, customer)),
      undefined,
      'usage_threshold[filters]',
      'You may specify at most one filter.',
    ],
    [
      whole.replace('title=T', `title=${'t'.repeat(257)}`),
      undefined,
      'title',
      'Invalid string: tttttttt...tttttttt; must be at most 256 characters',
    ],
  ]
  for (const [form, code, param, message] of refusals)
    refused(await call('POST', PATH, form), 400, { ...(code && { code }), param, message })
  assert.equal((await stripe.billing.alerts.list()).data.length, 0)
  assert.deepEqual(await news(), ['customer.created'])
})

behaves(`POST ${PATH}`, 'takes 25 for a meter and a customer', async (world, brindle) => {
  const { stripe, call, news } = world
  const [meter, other] = [await insertMeter(brindle, world), await insertMeter(brindle, world)]
  const { id: customer } = await stripe.customers.create()
  const filters = [{ type: 'customer' as const, customer }]
  const made: string[] = []
  for (let i = 0; i < 25; i++) made.push((await stripe.billing.alerts.create(at(meter, { filters }))).id)
  const form =
    `title=T&alert_type=usage_threshold&usage_threshold[gte]=1&usage_threshold[meter]=${meter}` +
    `&usage_threshold[recurrence]=one_time&usage_threshold[filters][0][type]=customer` +
    `&usage_threshold[filters][0][customer]=${customer}`
  refused(await call('POST', PATH, form), 400, {
    message: 'You can have at most 25 alerts for each combination of a meter and a customer.',
  })
  assert.equal((await call('POST', PATH, form.replace(meter, other))).status, 200)
  await stripe.billing.alerts.create(at(meter))
  await stripe.billing.alerts.archive(made[0]!)
  assert.equal((await call('POST', PATH, form)).status, 200)
  assert.deepEqual(await news(), ['customer.created'])
})

behaves(`GET ${PATH}/{id}`, 'shows one', async (world, brindle) => {
  const { stripe, call, news } = world
  const meter = await insertMeter(brindle, world)
  const made = await stripe.billing.alerts.create(at(meter))
  assert.deepEqual({ ...(await stripe.billing.alerts.retrieve(made.id)) }, { ...made })
  const shown = await stripe.billing.alerts.retrieve(made.id, { expand: ['usage_threshold.meter'] })
  assert.equal((shown.usage_threshold!.meter as Stripe.Billing.Meter).id, meter)
  refused(await call('GET', `${PATH}/alrt_no`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such alert: 'alrt_no'",
  })
  assert.deepEqual(await news(), [])
})

behaves(`GET ${PATH}`, 'lists those that are not archived, by meter', async (world, brindle) => {
  const { stripe, news } = world
  const [calls, tokens] = [await insertMeter(brindle, world), await insertMeter(brindle, world)]
  const one = await stripe.billing.alerts.create(at(calls))
  const two = await stripe.billing.alerts.create(at(tokens))
  const three = await stripe.billing.alerts.create(at(calls))
  const ids = async (params: Stripe.Billing.AlertListParams = {}) =>
    (await stripe.billing.alerts.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids(), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ meter: calls }), [three.id, one.id])
  assert.deepEqual(await ids({ alert_type: 'usage_threshold', meter: tokens }), [two.id])
  assert.deepEqual(await ids({ meter: 'mtr_no' }), [])
  await stripe.billing.alerts.deactivate(one.id)
  await stripe.billing.alerts.archive(three.id)
  assert.deepEqual(await ids(), [two.id, one.id])
  assert.deepEqual(await ids({ meter: calls }), [one.id])
  assert.deepEqual(await news(), [])
})

/** What each verb makes of an alert. */
const VERBS = [
  ['activate', 'active', `POST ${PATH}/{id}/activate`],
  ['deactivate', 'inactive', `POST ${PATH}/{id}/deactivate`],
  ['archive', 'archived', `POST ${PATH}/{id}/archive`],
] as const
for (const [verb, status, operation] of VERBS)
  behaves(operation, `makes it ${status}, unless it is archived`, async (world, brindle) => {
    const { stripe, call, news } = world
    const made = await stripe.billing.alerts.create(at(await insertMeter(brindle, world)))
    if (verb === 'activate') await stripe.billing.alerts.deactivate(made.id)
    assert.deepEqual({ ...(await stripe.billing.alerts[verb](made.id)) }, { ...made, status })
    if (verb !== 'archive') {
      assert.equal((await stripe.billing.alerts[verb](made.id)).status, status)
      await stripe.billing.alerts.archive(made.id)
    }
    refused(await call('POST', `${PATH}/${made.id}/${verb}`, ''), 400, {
      message: 'This alert has been archived and cannot be changed.',
    })
    assert.equal((await stripe.billing.alerts.retrieve(made.id)).status, 'archived')
    refused(await call('POST', `${PATH}/alrt_no/${verb}`, ''), 404, {
      code: 'resource_missing',
      param: 'id',
      message: "No such alert: 'alrt_no'",
    })
    assert.deepEqual(await news(), [])
  })
