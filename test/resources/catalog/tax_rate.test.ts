// Tax rates. (https://docs.stripe.com/api/tax_rates; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const VAT = { display_name: 'VAT', inclusive: false, percentage: 19 }

behaves('POST /v1/tax_rates', 'makes a rate of what it must have', async ({ call, news }) => {
  const form = 'display_name=VAT&inclusive=false&percentage=8.875'
  const { id, created, ...rest } = (await call('POST', '/v1/tax_rates', form)).body
  assert.match(id, /^txr_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  // Recorded: the percentage twice, and the type of the rate.
  assert.deepEqual(rest, {
    object: 'tax_rate',
    active: true,
    country: null,
    description: null,
    display_name: 'VAT',
    effective_percentage: 8.875,
    flat_amount: null,
    inclusive: false,
    jurisdiction: null,
    jurisdiction_level: null,
    livemode: false,
    metadata: {},
    percentage: 8.875,
    rate_type: 'percentage',
    state: null,
    tax_type: null,
  })
  assert.deepEqual(await news(), ['tax_rate.created'])
})

behaves('POST /v1/tax_rates', 'keeps all that is said of a rate', async ({ stripe, call, news }) => {
  const said = {
    active: false,
    country: 'US',
    description: 'New York',
    display_name: 'Sales tax',
    inclusive: true,
    jurisdiction: 'NY',
    metadata: { shelf: '7' },
    percentage: 4.0001,
    state: 'NY',
    tax_type: 'sales_tax' as const,
  }
  const made = await stripe.taxRates.create(said)
  for (const [name, value] of Object.entries(said)) assert.deepEqual(made[name as 'country'], value, name)
  // Sent as the number that it is.
  for (const percentage of ['0', '100', '7.50', '.5']) {
    const form = `display_name=x&inclusive=true&percentage=${percentage}`
    const { body } = await call('POST', '/v1/tax_rates', form)
    assert.deepEqual([body.percentage, body.effective_percentage], [Number(percentage), Number(percentage)])
  }
  assert.deepEqual(await news(), Array(5).fill('tax_rate.created'))
})

behaves('POST /v1/tax_rates', 'refuses a rate that cannot be', async ({ call, news }) => {
  const rate = (more: string) => call('POST', '/v1/tax_rates', `display_name=x&inclusive=true&${more}`)
  // docs.stripe.com/billing/taxes/tax-rates: up to four decimals. Worded as a `tax_percent` was refused.
  refused(await rate('percentage=7.12345'), 400, {
    param: 'percentage',
    message: 'Invalid decimal: 7.12345; must contain at maximum four decimal places.',
  })
  refused(await rate('percentage=0.0000001'), 400, {
    param: 'percentage',
    message: 'Invalid decimal: 0.0000001; must contain at maximum four decimal places.',
  })
  refused(await rate('percentage=100.5'), 400, {
    param: 'percentage',
    message: "This value must be less than or equal to 100 (it currently is '100.5').",
  })
  refused(await rate('percentage=-1'), 400, {
    param: 'percentage',
    message: "This value must be greater than or equal to 0 (it currently is '-1.0').",
  })
  refused(await rate('percentage=lots'), 400, {
    code: 'parameter_invalid_integer',
    param: 'percentage',
    message: 'Invalid decimal: lots',
  })
  refused(await rate('percentage=7&country=Germany'), 400, {
    param: 'country',
    message:
      "Country 'Germany' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.",
  })
  refused(await rate('percentage=7&state=New'), 400, {
    param: 'state',
    message: 'Invalid string: New...New; must be at most 2 characters',
  })
  refused(await rate('percentage=7&tax_type=levy'), 400, {
    param: 'tax_type',
    message: /^Invalid tax_type: must be one of /,
  })
  refused(await rate('percentage=7&colour=red'), 400, {
    code: 'parameter_unknown',
    param: 'colour',
    message: 'Received unknown parameter: colour',
  })
  for (const [param, form] of [
    ['display_name', 'inclusive=true&percentage=7'],
    ['inclusive', 'display_name=x&percentage=7'],
    ['percentage', 'display_name=x&inclusive=true'],
  ] as const)
    refused(await call('POST', '/v1/tax_rates', form), 400, {
      code: 'parameter_missing',
      param,
      message: `Missing required param: ${param}.`,
    })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax_rates/{id}', 'is the rate', async ({ stripe, call, news }) => {
  const made = await stripe.taxRates.create(VAT)
  assert.deepEqual({ ...(await stripe.taxRates.retrieve(made.id)) }, { ...made })
  // Recorded: in two words, and the place of the id.
  refused(await call('GET', '/v1/tax_rates/txr_nope'), 404, {
    code: 'resource_missing',
    param: 'tax_rate',
    message: "No such tax rate: 'txr_nope'",
  })
  assert.deepEqual(await news(), ['tax_rate.created'])
})

behaves('POST /v1/tax_rates/{id}', 'changes its labels, and never what it comes to', async ({ stripe, call, news }) => {
  const made = await stripe.taxRates.create({ ...VAT, metadata: { a: '1', b: '2' } })
  const labels = {
    active: false,
    country: 'DE',
    description: 'Old',
    display_name: 'MwSt',
    jurisdiction: 'DE',
    state: 'BE',
    tax_type: 'vat' as const,
  }
  const changed = await stripe.taxRates.update(made.id, { ...labels, metadata: { a: '', c: '3' } })
  assert.deepEqual({ ...changed }, { ...made, ...labels, metadata: { b: '2', c: '3' } })
  assert.deepEqual(await news(), ['tax_rate.created', 'tax_rate.updated'])
  const [event] = (await stripe.events.list({ type: 'tax_rate.updated' })).data
  assert.deepEqual((event!.data as { previous_attributes?: object }).previous_attributes, {
    active: true,
    country: null,
    description: null,
    display_name: 'VAT',
    jurisdiction: null,
    metadata: { a: '1', c: null },
    state: null,
    tax_type: null,
  })
  const path = `/v1/tax_rates/${made.id}`
  for (const form of ['percentage=7', 'inclusive=true'])
    refused(await call('POST', path, form), 400, {
      code: 'parameter_unknown',
      param: form.split('=')[0]!,
      message: `Received unknown parameter: ${form.split('=')[0]}`,
    })
  refused(await call('POST', path, 'country=D'), 400, { param: 'country', message: /^Country 'D' is unknown\. / })
  refused(await call('POST', '/v1/tax_rates/txr_nope', 'active=true'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such tax rate: 'txr_nope'",
  })
  // The same again is no change.
  await stripe.taxRates.update(made.id, { display_name: 'MwSt' })
  assert.deepEqual((await stripe.taxRates.update(made.id, { metadata: '' })).metadata, {})
  assert.deepEqual(await news(), ['tax_rate.updated'])
})

behaves(
  'GET /v1/tax_rates',
  'has the newest first, and those that are asked for',
  async ({ stripe, advance, news }) => {
    const old = await stripe.taxRates.create({ ...VAT, active: false })
    await advance(60)
    const added = await stripe.taxRates.create(VAT)
    const within = await stripe.taxRates.create({ ...VAT, inclusive: true })
    const ids = async (params: Stripe.TaxRateListParams) =>
      (await stripe.taxRates.list(params)).data.map(({ id }) => id)
    assert.deepEqual(await ids({}), [within.id, added.id, old.id])
    assert.deepEqual(await ids({ active: true }), [within.id, added.id])
    assert.deepEqual(await ids({ active: false }), [old.id])
    assert.deepEqual(await ids({ inclusive: true }), [within.id])
    assert.deepEqual(await ids({ inclusive: false, active: true }), [added.id])
    assert.deepEqual(await ids({ created: { gt: old.created } }), [within.id, added.id])
    assert.deepEqual(await ids({ created: old.created }), [old.id])
    assert.deepEqual(await ids({ limit: 1, starting_after: within.id }), [added.id])
    const { url, has_more } = await stripe.taxRates.list({ limit: 1 })
    assert.deepEqual([url, has_more], ['/v1/tax_rates', true])
    assert.deepEqual(await news(), Array(3).fill('tax_rate.created'))
  },
)
