// Tax calculations. Rates are those of src/rules/tax_table.ts: Germany 19, Ireland 23, British Columbia 5 and 7.
// (https://docs.stripe.com/tax/custom; https://docs.stripe.com/api/tax/calculations)
// One file because one operation has all of the cases.
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const DAY = 86_400
/** Locations are of the newest version only. */
const NEWEST = { 'stripe-version': '2026-10-28.endive' }
const calculate = ({ call }: Pick<Sandbox, 'call'>, form: string) => call('POST', '/v1/tax/calculations', form, NEWEST)
const to = (country: string, more = '') => `currency=usd&customer_details[address][country]=${country}${more}`
const ONE = 'line_items[0][amount]=1000'

behaves('POST /v1/tax/calculations', 'is what the guide shows, with taxes within', async ({ call, news }) => {
  // docs.stripe.com/tax/custom#inclusive-pricing: of 100.00 in Ireland 18.70 are tax, at 23 %.
  const { status, body, text } = await calculate(
    { call },
    'currency=eur&line_items[0][amount]=10000&line_items[0][reference]=L1&line_items[0][tax_behavior]=inclusive' +
      '&line_items[0][tax_code]=txcd_10103000&customer_details[address][country]=IE' +
      '&customer_details[address_source]=billing&expand[]=line_items.data.tax_breakdown',
  )
  assert.equal(status, 200, text)
  const { id, tax_date, line_items, ...rest } = body
  assert.match(id, /^taxcalc_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'tax.calculation',
    amount_total: 10000,
    currency: 'eur',
    customer: null,
    customer_details: {
      address: { city: null, country: 'IE', line1: null, line2: null, postal_code: null, state: null },
      address_source: 'billing',
      ip_address: null,
      tax_ids: [],
      taxability_override: 'none',
    },
    expires_at: tax_date + 90 * DAY,
    livemode: false,
    ship_from_details: null,
    shipping_cost: null,
    tax_amount_exclusive: 0,
    tax_amount_inclusive: 1870,
    tax_breakdown: [
      {
        amount: 1870,
        inclusive: true,
        tax_rate_details: {
          country: 'IE',
          flat_amount: null,
          percentage_decimal: '23.0',
          rate_type: 'percentage',
          state: null,
          tax_type: 'vat',
        },
        taxability_reason: 'standard_rated',
        taxable_amount: 8130,
      },
    ],
  })
  const [line] = line_items.data
  assert.match(line.id, /^tax_li_[A-Za-z0-9]{14}$/)
  assert.deepEqual([line_items.url, line_items.has_more], [`/v1/tax/calculations/${id}/line_items`, false])
  assert.deepEqual(line, {
    id: line.id,
    object: 'tax.calculation_line_item',
    amount: 10000,
    amount_tax: 1870,
    livemode: false,
    metadata: null,
    performance_location: null,
    product: null,
    quantity: 1,
    reference: 'L1',
    tax_behavior: 'inclusive',
    tax_breakdown: [
      {
        amount: 1870,
        jurisdiction: { country: 'IE', display_name: 'Ireland', level: 'country', state: null },
        sourcing: 'destination',
        tax_rate_details: { display_name: 'VAT', percentage_decimal: '23.0', tax_type: 'vat' },
        taxability_reason: 'standard_rated',
        taxable_amount: 8130,
      },
    ],
    tax_code: 'txcd_10103000',
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/tax/calculations',
  'taxes several lines and delivery, each rounded once',
  async ({ stripe, news }) => {
    const { id: sold } = await stripe.products.create({ name: 'Book', tax_code: 'txcd_00000000' })
    const made = await stripe.tax.calculations.create({
      currency: 'cad',
      line_items: [
        // 5 % of 10.10 are 0.505, rounded up, and 7 % 0.707.
        { amount: 1010, quantity: 2, metadata: { a: '1' } },
        { amount: 1010, reference: 'two' },
        { amount: 500, product: sold },
      ],
      customer_details: { address: { country: 'CA', state: 'BC' }, address_source: 'shipping' },
      shipping_cost: { amount: 300 },
      expand: ['line_items', 'line_items.data.tax_breakdown', 'shipping_cost.tax_breakdown'],
    })
    assert.deepEqual(
      made.line_items!.data.map(({ amount, amount_tax, metadata, product, quantity, tax_code }) => [
        amount,
        amount_tax,
        metadata,
        product,
        quantity,
        tax_code,
      ]),
      [
        [1010, 122, { a: '1' }, null, 2, 'txcd_10000000'],
        [1010, 122, null, null, 1, 'txcd_10000000'],
        [500, 0, null, sold, 1, 'txcd_00000000'],
      ],
    )
    assert.deepEqual(
      made.line_items!.data[0]!.tax_breakdown!.map(({ amount, jurisdiction }) => [amount, jurisdiction]),
      [
        [51, { country: 'CA', display_name: 'Canada', level: 'country', state: null }],
        [71, { country: 'CA', display_name: 'British Columbia', level: 'state', state: 'BC' }],
      ],
    )
    assert.deepEqual(made.line_items!.data[2]!.tax_breakdown![0], {
      amount: 0,
      jurisdiction: { country: 'CA', display_name: 'Canada', level: 'country', state: null },
      sourcing: 'destination',
      tax_rate_details: null,
      taxability_reason: 'not_collecting',
      taxable_amount: 0,
    })
    const { tax_breakdown: onDelivery, ...cost } = made.shipping_cost!
    assert.deepEqual(cost, { amount: 300, amount_tax: 36, tax_behavior: 'exclusive', tax_code: 'txcd_92010001' })
    assert.deepEqual(
      onDelivery!.map(({ amount, taxable_amount }) => [amount, taxable_amount]),
      [
        [15, 300],
        [21, 300],
      ],
    )
    // 25.20 and 3.00, and 2 x 1.22 and 0.36 of tax.
    assert.deepEqual([made.amount_total, made.tax_amount_exclusive, made.tax_amount_inclusive], [3100, 280, 0])
    assert.deepEqual(
      made.tax_breakdown.map(
        ({ amount, taxable_amount, tax_rate_details: { tax_type, percentage_decimal, state }, ...more }) => [
          tax_type,
          percentage_decimal,
          state,
          amount,
          taxable_amount,
          more.taxability_reason,
        ],
      ),
      [
        ['gst', '5.0', 'BC', 117, 2320, 'standard_rated'],
        ['pst', '7.0', 'BC', 163, 2320, 'standard_rated'],
        ['gst', '0.0', 'BC', 0, 0, 'not_collecting'],
        ['pst', '0.0', 'BC', 0, 0, 'not_collecting'],
      ],
    )
    assert.deepEqual(await news(), ['product.created'])
  },
)

behaves('POST /v1/tax/calculations', 'knows a customer, and why nothing is owed', async (world) => {
  const { stripe, call, news } = world
  const who = await stripe.customers.create({
    address: { country: 'DE', city: 'Berlin' },
    tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
  })
  await news()
  const { body } = await calculate({ call }, `currency=eur&customer=${who.id}&${ONE}`)
  assert.deepEqual(body.customer_details, {
    address: { city: 'Berlin', country: 'DE', line1: null, line2: null, postal_code: null, state: null },
    address_source: 'billing',
    ip_address: null,
    tax_ids: [{ type: 'eu_vat', value: 'DE123456789' }],
    taxability_override: 'none',
  })
  assert.equal(body.customer, who.id)
  const reasons = async (form: string) => {
    const [{ amount, taxability_reason: why }] = (await calculate({ call }, `${form}&${ONE}`)).body.tax_breakdown
    return `${why} ${amount}`
  }
  assert.equal(await reasons(`currency=eur&customer=${who.id}`), 'reverse_charge 0')
  // Sent from a store in Germany, it is sold there.
  assert.equal(
    await reasons(`currency=eur&customer=${who.id}&ship_from_details[address][country]=DE`),
    'standard_rated 190',
  )
  assert.equal(await reasons(to('DE', '&customer_details[taxability_override]=customer_exempt')), 'customer_exempt 0')
  assert.equal(await reasons(to('DE', '&customer_details[taxability_override]=reverse_charge')), 'reverse_charge 0')
  assert.equal(await reasons(to('US', '&customer_details[address][postal_code]=97712')), 'not_subject_to_tax 0')
  assert.equal(await reasons(to('BR')), 'not_collecting 0')
  const { id: rate } = await stripe.shippingRates.create({
    display_name: 'By post',
    fixed_amount: { amount: 1190, currency: 'eur' },
    tax_behavior: 'inclusive',
    tax_code: 'txcd_92010001',
  })
  const delivered = await calculate(
    { call },
    `currency=eur&customer_details[address][country]=DE&${ONE}&shipping_cost[shipping_rate]=${rate}`,
  )
  const cost = {
    amount: 1190,
    amount_tax: 190,
    shipping_rate: rate,
    tax_behavior: 'inclusive',
    tax_code: 'txcd_92010001',
  }
  assert.deepEqual(delivered.body.shipping_cost, cost)
  assert.deepEqual([delivered.body.amount_total, delivered.body.tax_amount_inclusive], [2380, 190])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/tax/calculations', 'refuses what cannot be reckoned', async ({ stripe, call, news }) => {
  const { id: who } = await stripe.customers.create({ address: { country: 'US' } })
  await news()
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  const nowhere = (param: string) => ({
    code: 'customer_tax_location_invalid',
    param,
    message: "We could not determine the customer's tax location based on the provided customer address.",
  })
  const twoOf = (a: string, b: string) => ({
    code: 'parameters_exclusive',
    param: b,
    message: `You may only specify one of these parameters: ${a}, ${b}.`,
  })
  const lines = Array.from({ length: 101 }, (_, i) => `line_items[${i}][amount]=1`).join('&')
  const cases: readonly (readonly [form: string, expected: Parameters<typeof refused>[2]])[] = [
    [`currency=usd&${ONE}`, missing('customer_details')],
    [`currency=usd&${ONE}&customer_details[taxability_override]=none`, missing('customer_details[address]')],
    [
      `currency=usd&customer=${who}&${ONE}&customer_details[address][country]=DE`,
      twoOf('customer', 'customer_details'),
    ],
    [
      `currency=usd&customer=cus_no&${ONE}`,
      { code: 'resource_missing', param: 'customer', message: "No such customer: 'cus_no'" },
    ],
    [`currency=usd&customer=${who}&${ONE}`, nowhere('customer')],
    [`${to('US')}&${ONE}`, nowhere('customer_details[address]')],
    [
      `${to('Germany')}&${ONE}`,
      { code: 'country_unsupported', param: 'customer_details[address][country]', message: /^Country 'Germany'/ },
    ],
    [
      `currency=usd&${ONE}&customer_details[ip_address]=1.2.3.4`,
      {
        code: 'not_built',
        param: 'customer_details[ip_address]',
        message: 'Brindle cannot tell from an IP address where somebody is.',
      },
    ],
    [to('DE'), missing('line_items')],
    [`${to('DE')}&${lines}`, { param: 'line_items', message: 'You may only specify up to 100 line items.' }],
    [
      `${to('DE')}&line_items[0][amount]=-1`,
      {
        code: 'parameter_invalid_integer',
        param: 'line_items[0][amount]',
        message: 'This value must be greater than or equal to 0.',
      },
    ],
    [
      `${to('DE')}&${ONE}&line_items[0][quantity]=0`,
      {
        code: 'parameter_invalid_integer',
        param: 'line_items[0][quantity]',
        message: 'This value must be greater than or equal to 1.',
      },
    ],
    [
      `${to('DE')}&${ONE}&line_items[0][reference]=a&line_items[1][amount]=1&line_items[1][reference]=a`,
      { param: 'line_items[1][reference]', message: 'The `reference` must be unique across all line items.' },
    ],
    [
      `${to('DE')}&${ONE}&line_items[0][product]=prod_no`,
      { code: 'resource_missing', param: 'line_items[0][product]', message: "No such product: 'prod_no'" },
    ],
    [
      `${to('DE')}&${ONE}&line_items[0][performance_location]=taxloc_no`,
      {
        code: 'resource_missing',
        param: 'line_items[0][performance_location]',
        message: "No such tax location: 'taxloc_no'",
      },
    ],
    [
      `${to('DE')}&${ONE}&line_items[0][tax_code]=books`,
      { code: 'resource_missing', param: 'line_items[0][tax_code]', message: "No such tax code: 'books'" },
    ],
    [
      `${to('DE')}&${ONE}&tax_date=1600000000`,
      { param: 'tax_date', message: 'The `tax_date` must be at most 31 days in the past or in the future.' },
    ],
    [`${to('DE')}&${ONE}&shipping_cost[tax_behavior]=inclusive`, missing('shipping_cost[amount]')],
    [
      `${to('DE')}&${ONE}&shipping_cost[amount]=5&shipping_cost[shipping_rate]=shr_no`,
      twoOf('shipping_cost[shipping_rate]', 'shipping_cost[amount]'),
    ],
    [`${to('DE').replace('usd', 'xxx')}&${ONE}`, { param: 'currency', message: /^Invalid currency: xxx/ }],
  ]
  for (const [form, expected] of cases) refused(await calculate({ call }, form), 400, expected)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax/calculations/{id}', 'is there for ninety days', async ({ stripe, call, advance, news }) => {
  const made = (await calculate({ call }, `${to('DE')}&${ONE}`)).body
  assert.deepEqual({ ...(await stripe.tax.calculations.retrieve(made.id)) }, made)
  const gone = { code: 'resource_missing', param: 'id', message: `No such tax calculation: '${made.id}'` }
  await advance(90 * DAY)
  refused(await call('GET', `/v1/tax/calculations/${made.id}`), 404, gone)
  refused(await call('GET', `/v1/tax/calculations/${made.id}/line_items`), 404, gone)
  assert.deepEqual(await news(), [])
})

behaves(
  'GET /v1/tax/calculations/{id}/line_items',
  'lists the lines in their order',
  async ({ stripe, call, news }) => {
    const three = [1, 2, 3].map((n) => `line_items[${n}][amount]=${n}&line_items[${n}][reference]=L${n}`).join('&')
    const { id } = (await calculate({ call }, `${to('DE')}&${three}`)).body
    const first = await stripe.tax.calculations.listLineItems(id, { limit: 2 })
    assert.deepEqual([first.data.map(({ reference }) => reference), first.has_more], [['L1', 'L2'], true])
    assert.deepEqual(first.url, `/v1/tax/calculations/${id}/line_items`)
    const rest = await stripe.tax.calculations.listLineItems(id, { starting_after: first.data[1]!.id })
    assert.deepEqual([rest.data.map(({ reference }) => reference), rest.has_more], [['L3'], false])
    assert.deepEqual(await news(), [])
  },
)
