// What older versions say of invoices, subscriptions and payments, and how they ask for them: amounts worked out by hand, fields as
// recorded in events of their time.
// One file because all of it is asked of the same small shop.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { unitOf } from '../../src/versions/2025-03-31.basil/taxes.ts'
import { refused } from '../http/speak.ts'
import { openMerchant } from '../stories/merchant.ts'
import { sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const [IN_2018, IN_2020, IN_2022, IN_2023, ACACIA, BASIL] = [
  ...['2018-01-23', '2020-08-27', '2022-11-15', '2023-10-16'],
  ...['2025-02-24.acacia', '2025-03-31.basil'],
] as [string, string, string, string, string, string]
const version = (name: string) => ({ 'stripe-version': name })

/** Some fields of an object; those that it has not are left out. */
const only = (object: any, ...fields: string[]) =>
  Object.fromEntries(fields.flatMap((field) => (field in object ? [[field, object[field]]] : [])))

/** A sandbox that speaks older versions, with a customer who pays by card. */
async function shop() {
  const world = sandbox(brindle)
  const ask = async (method: string, path: string, form: string | undefined, name: string) => {
    const { status, body, text } = await world.call(method, path, form, version(name))
    assert.equal(status, 200, `${method} ${path} ${form} in ${name}: ${text}`)
    return body
  }
  const get = (path: string, name: string) => ask('GET', path, undefined, name)
  const post = (path: string, form: string, name = '2026-08-26.dahlia') => ask('POST', path, form, name)
  const { id: customer } = await post('/v1/customers', 'source=tok_visa&email=jenny@example.com')
  const { id: product } = await post('/v1/products', 'name=Photos')
  const recurring = `product=${product}&currency=usd&unit_amount=1500&recurring[interval]=month`
  const { id: price } = await post('/v1/prices', recurring)
  const { id: rate } = await post('/v1/tax_rates', 'display_name=VAT&inclusive=false&percentage=10')
  await post('/v1/coupons', 'id=FIFTH&percent_off=20&duration=forever')
  return { ...world, ask, get, post, customer, product, price, rate }
}
type Shop = Awaited<ReturnType<typeof shop>>

/** Two of 15.00 a month, a fifth off, taxed by a tenth: 24.00 and 2.40. */
const subscribed = ({ post, customer, price, rate }: Shop) =>
  post(
    '/v1/subscriptions',
    `customer=${customer}&items[0][plan]=${price}&items[0][quantity]=2&coupon=FIFTH&default_tax_rates[]=${rate}` +
      '&metadata[order]=6735',
    IN_2023,
  )

test('an invoice says itself what pays it, what it is of and what it is taxed', async () => {
  const world = await shop()
  const made = await subscribed(world)
  const path = `/v1/invoices/${made.latest_invoice}`
  const [payment] = (await world.stripe.invoicePayments.list()).data
  const intent = await world.stripe.paymentIntents.retrieve(payment!.payment.payment_intent as string)
  const fields = [
    ...['application_fee_amount', 'charge', 'paid', 'paid_out_of_band', 'payment_intent', 'quote', 'rendering_options'],
    ...['subscription', 'subscription_details', 'tax', 'total_tax_amounts', 'transfer_data'],
  ]
  const invoice = await world.get(path, IN_2023)
  assert.equal(invoice.total, 2640)
  const amounts = { amount: 240, inclusive: false, tax_rate: world.rate, taxability_reason: null, taxable_amount: 2400 }
  const expected = {
    application_fee_amount: null,
    charge: intent.latest_charge,
    paid: true,
    paid_out_of_band: false,
    payment_intent: intent.id,
    quote: null,
    rendering_options: null,
    subscription: made.id,
    subscription_details: { metadata: { order: '6735' } },
    tax: 240,
    total_tax_amounts: [amounts],
    transfer_data: null,
  }
  assert.deepEqual(only(invoice, ...fields), expected)
  assert.deepEqual(only(await world.get(path, BASIL), ...fields, 'discount'), {})
  // What came later is there, too.
  assert.deepEqual([invoice.parent.type, invoice.total_taxes.length], ['subscription_details', 1])
  const { rendering_options: _, ...later } = expected
  assert.deepEqual(only(await world.get(path, ACACIA), ...fields), later)
  assert.deepEqual(
    [invoice.discount.coupon.id, invoice.discount.coupon.percent_off, invoice.discount.id],
    ['FIFTH', 20, invoice.discounts[0]],
  )
  const [line] = invoice.lines.data
  assert.deepEqual(
    [line.price.id, line.price.unit_amount, line.plan.id, line.plan.amount],
    [...[world.price, 1500], ...[world.price, 1500]],
  )
  const inLine = ['amount_excluding_tax', 'invoice_item', 'proration', 'proration_details', 'subscription_item']
  assert.deepEqual(only(line, ...inLine, 'tax_amounts', 'tax_rates', 'type', 'unit_amount_excluding_tax'), {
    amount_excluding_tax: 3000,
    proration: false,
    proration_details: { credited_items: null },
    subscription_item: made.items.data[0].id,
    tax_amounts: [amounts],
    tax_rates: [],
    type: 'subscription',
    unit_amount_excluding_tax: '1500',
  })
  const [listed] = (await world.get(`${path}/lines`, IN_2023)).data
  assert.deepEqual(listed, line)
  assert.deepEqual(only((await world.get(`${path}/lines`, BASIL)).data[0], ...inLine, 'price', 'plan', 'type'), {})
})

test('a payment that was asked for can be expanded, whatever it was called', async () => {
  const world = await shop()
  const { customer, price, rate, get, ask } = world
  const form = `customer=${customer}&items[0][price]=${price}&payment_behavior=default_incomplete&default_tax_rates[]=${rate}`
  const expand = '&expand[]=latest_invoice.payment_intent'
  const made = await ask('POST', '/v1/subscriptions', form + expand, ACACIA)
  const { payment_intent: intent, id } = made.latest_invoice
  assert.deepEqual([intent.status, intent.amount, intent.invoice], ['requires_payment_method', 1650, id])
  assert.match(intent.client_secret, /^pi_\w+_secret_\w+$/)
  await world.call('POST', `/v1/invoices/${id}/pay`)
  const path = `/v1/invoices/${id}?expand[]=payment_intent.charges.data.balance_transaction&expand[]=charge`
  const paid = await get(`${path}&expand[]=total_tax_amounts.tax_rate&expand[]=subscription.customer`, IN_2020)
  const [charge] = paid.payment_intent.charges.data
  assert.deepEqual([charge.id, charge.balance_transaction.amount, charge.invoice], [paid.charge.id, 1650, id])
  assert.deepEqual([charge.refunds.total_count, paid.payment_intent.charges.total_count], [0, 1])
  assert.deepEqual(
    [paid.total_tax_amounts[0].tax_rate.display_name, paid.subscription.customer.email, paid.subscription.id],
    ['VAT', 'jenny@example.com', made.id],
  )
  const [listed] = (await get('/v1/invoices?expand[]=data.payment_intent.latest_charge', ACACIA)).data
  assert.equal(listed.payment_intent.latest_charge.id, charge.id)
  const [intents] = (await get('/v1/payment_intents?expand[]=data.invoice', IN_2022)).data
  assert.deepEqual([intents.invoice.id, 'charges' in intents], [id, false])
  refused(await world.call('GET', `/v1/invoices/${id}?expand[]=payment_intent`, undefined, version(BASIL)), 400, {
    param: 'expand',
    message: 'This property cannot be expanded (payment_intent).',
  })
  refused(await world.call('GET', `/v1/payment_intents?expand[]=data.charges`, undefined, version(IN_2022)), 400, {
    param: 'expand',
    message: 'This property cannot be expanded (charges).',
  })
})

test('a subscription has the period and the plan of its only item', async () => {
  const world = await shop()
  const made = await subscribed(world)
  const path = `/v1/subscriptions/${made.id}`
  const [item] = made.items.data
  const fields = ['billing', 'current_period_end', 'current_period_start', 'quantity', 'start', 'tax_percent']
  const period = only(item, 'current_period_end', 'current_period_start')
  for (const [name, expected] of [
    [IN_2018, { ...period, billing: 'charge_automatically', quantity: 2, start: made.start_date, tax_percent: null }],
    ['2019-10-17', { ...period, quantity: 2, tax_percent: null }],
    [IN_2020, { ...period, quantity: 2 }],
    [ACACIA, { ...period, quantity: 2 }],
    [BASIL, { quantity: 2 }],
    ['2025-09-30.clover', {}],
  ] as const)
    assert.deepEqual(only(await world.get(path, name), ...fields), expected, name)
  const then = await world.get(path, IN_2018)
  assert.deepEqual(
    [then.plan.id, then.plan.name, then.plan.tiers, then.discount.coupon.id],
    [...[world.price, 'Photos', null], 'FIFTH'],
  )
  assert.deepEqual(only(await world.get(path, ACACIA), 'discount').discount.coupon.percent_off, 20)
  const yearly = `product=${world.product}&currency=usd&unit_amount=100&recurring[interval]=month`
  const other = await world.post('/v1/prices', yearly)
  await world.post('/v1/subscription_items', `subscription=${made.id}&price=${other.id}`)
  const two = await world.get(path, ACACIA)
  assert.deepEqual([two.plan, two.quantity, two.current_period_end], [null, null, item.current_period_end])
})

test('one plan and its quantity are those of the only item', async () => {
  const { post, call, customer, price, product } = await shop()
  const made = await post(`/v1/customers/${customer}/subscriptions`, `plan=${price}&quantity=2`, IN_2018)
  assert.deepEqual([made.items.data.length, made.plan.id, made.quantity], [1, price, 2])
  const other = await post('/v1/plans', `product=${product}&currency=usd&amount=900&interval=month`, IN_2018)
  const path = `/v1/subscriptions/${made.id}`
  const [kept] = made.items.data
  const moved = await post(path, `plan=${other.id}&prorate=false`, IN_2018)
  assert.deepEqual([moved.items.data[0].id, moved.plan.id, moved.quantity], [kept.id, other.id, 2])
  assert.deepEqual((await post(path, 'quantity=5&prorate=false', IN_2018)).items.data[0].quantity, 5)
  const old = (form: string) => call('POST', path, form, version(IN_2018))
  refused(await old(`quantity=1&items[0][id]=${kept.id}`), 400, {
    code: 'parameters_exclusive',
    param: 'quantity',
    message: 'You may only specify one of these parameters: items, quantity.',
  })
  await post('/v1/subscription_items', `subscription=${made.id}&plan=${price}`, IN_2018)
  refused(await old(`plan=${other.id}`), 400, {
    param: 'plan',
    message: 'This subscription has several items. Name the one that you mean in `items`.',
  })
})

test('what a change gives back is an invoice item with a price, a plan and a unit amount', async () => {
  const world = await shop()
  const { customer, price, get, post } = world
  const made = await post(
    '/v1/subscriptions',
    `customer=${customer}&items[0][price]=${price}&items[0][quantity]=2`,
    ACACIA,
  )
  const [item] = made.items.data
  await post(`/v1/subscriptions/${made.id}`, `items[0][id]=${item.id}&items[0][quantity]=3`, ACACIA)
  const [charged, given] = (await get('/v1/invoiceitems', ACACIA)).data
  const fields = ['amount', 'quantity', 'subscription', 'subscription_item', 'unit_amount', 'unit_amount_decimal']
  const of = { subscription: made.id, subscription_item: item.id }
  const back = { amount: -3000, quantity: 2, ...of, unit_amount: -1500, unit_amount_decimal: '-1500' }
  assert.deepEqual(only(given, ...fields), back)
  const more = { amount: 4500, quantity: 3, ...of, unit_amount: 1500, unit_amount_decimal: '1500' }
  assert.deepEqual(only(charged, ...fields), more)
  assert.deepEqual([given.price.id, given.plan.id], [price, price])
  assert.deepEqual(only((await get('/v1/invoiceitems', BASIL)).data[0], ...fields.slice(2), 'price', 'plan'), {})
  const [line] = (await get(`/v1/invoices/upcoming?subscription=${made.id}`, ACACIA)).lines.data
  assert.deepEqual(
    only(
      line,
      'invoice_item',
      'proration',
      'proration_details',
      'subscription_item',
      'type',
      'unit_amount_excluding_tax',
    ),
    {
      invoice_item: line.parent.subscription_item_details.invoice_item,
      proration: true,
      proration_details: {
        credited_items: {
          invoice: made.latest_invoice,
          invoice_line_items: line.proration_details.credited_items.invoice_line_items,
        },
      },
      subscription_item: item.id,
      type: 'invoiceitem',
      unit_amount_excluding_tax: '-1500',
    },
  )
})

test('an amount without tax, and what one of several comes to', async () => {
  const { customer, get, post, rate } = await shop()
  const { id: within } = await post('/v1/tax_rates', 'display_name=GST&inclusive=true&percentage=10')
  const draft = await post(
    '/v1/invoices',
    `customer=${customer}&rendering_options[amount_tax_display]=exclude_tax`,
    IN_2023,
  )
  assert.deepEqual(draft.rendering_options, { amount_tax_display: 'exclude_tax' })
  // Three for 11.00, of which 1.00 is tax; and 1.00, to which 10 cents come.
  const on = `customer=${customer}&invoice=${draft.id}&currency=usd`
  const { id } = await post('/v1/invoiceitems', `${on}&quantity=3&unit_amount=900&tax_rates[]=${within}`, ACACIA)
  await post(`/v1/invoiceitems/${id}`, 'unit_amount=1100', ACACIA)
  await post('/v1/invoiceitems', `${on}&amount=100&tax_rates[]=${rate}`, ACACIA)
  const lines = (await get(`/v1/invoices/${draft.id}`, ACACIA)).lines.data
  const said = lines.map((line: any) => [
    ...[line.amount, line.amount_excluding_tax, line.unit_amount_excluding_tax, line.type],
    ...line.tax_amounts.map(({ amount, inclusive }: any) => [amount, inclusive]),
    line.tax_rates.map(({ display_name }: any) => display_name).join(),
  ])
  assert.deepEqual(
    said.sort((a: any, b: any) => a[0] - b[0]),
    [
      [100, 100, '100', 'invoiceitem', [10, false], 'VAT'],
      [3300, 3000, '1000', 'invoiceitem', [300, true], 'GST'],
    ],
  )
  for (const [amount, quantity, unit] of [
    [1000, 3, '333.333333333333'],
    [-1000, 3, '-333.333333333333'],
    [-3000, 2, '-1500'],
    [1, 8, '0.125'],
    [0, 5, '0'],
    [500, 0, null],
    [500, null, null],
  ] as const)
    assert.equal(unitOf(amount, quantity), unit, `${amount} / ${quantity}`)
})

test('a discount and a promotion code hold their coupon, and a product its features', async () => {
  const world = await shop()
  const { get, post, customer, product } = world
  const code = await post('/v1/promotion_codes', 'coupon=FIFTH&code=LESS', ACACIA)
  assert.deepEqual([code.coupon.percent_off, code.promotion.coupon], [20, 'FIFTH'])
  const held = await post(`/v1/customers/${customer}`, 'promotion_code='.concat(code.id), ACACIA)
  assert.deepEqual([held.discount.coupon.id, held.discount.promotion_code], ['FIFTH', code.id])
  assert.equal('coupon' in (await get(`/v1/customers/${customer}`, '2025-09-30.clover')).discount, false)
  await world.call('DELETE', '/v1/coupons/FIFTH')
  assert.deepEqual((await get(`/v1/customers/${customer}`, ACACIA)).discount.coupon, {
    id: 'FIFTH',
    object: 'coupon',
    deleted: true,
  })
  const gone = (await world.call('DELETE', `/v1/customers/${customer}/discount`, undefined, version(ACACIA))).body
  assert.deepEqual([gone.deleted, gone.coupon.id], [true, 'FIFTH'])
  const goods = await post(`/v1/products/${product}`, 'features[0][name]=Sharp', IN_2023)
  assert.deepEqual([goods.features, goods.marketing_features], [[{ name: 'Sharp' }], [{ name: 'Sharp' }]])
  assert.deepEqual(only(await get(`/v1/products/${product}`, '2024-04-10'), 'features', 'attributes'), {})
  assert.deepEqual(only(await get(`/v1/products/${product}`, IN_2022), 'attributes', 'statement_descriptor'), {
    attributes: [],
  })
})

test('the phases of a schedule have plans, one coupon, and a number of iterations', async () => {
  const { post, get, customer, price } = await shop()
  const phase = `phases[0][plans][0][plan]=${price}&phases[0][iterations]=2&phases[0][coupon]=FIFTH`
  const made = await post('/v1/subscription_schedules', `customer=${customer}&start_date=now&${phase}`, '2019-12-03')
  const [then] = made.phases
  assert.deepEqual([then.plans, then.coupon, then.plans[0].plan], [then.items, 'FIFTH', price])
  const [now] = (await get(`/v1/subscription_schedules/${made.id}`, BASIL)).phases
  assert.deepEqual([now.discounts[0].coupon, 'coupon' in now, 'plans' in now], ['FIFTH', false, false])
})

test('a refund is what a credit note names', async () => {
  const { post, get, customer, call } = await shop()
  const bill = await post('/v1/invoices', `customer=${customer}&auto_advance=false`)
  await post('/v1/invoiceitems', `customer=${customer}&invoice=${bill.id}&currency=usd&amount=1000`)
  const { charge } = await post(`/v1/invoices/${bill.id}/pay`, '', ACACIA)
  const refund = await post('/v1/refunds', `charge=${charge}&amount=100`)
  const note = await post('/v1/credit_notes', `invoice=${bill.id}&amount=100&refund=${refund.id}`, ACACIA)
  assert.deepEqual([note.refund, note.tax_amounts, note.refunds.length], [refund.id, [], 1])
  const [line] = note.lines.data
  assert.deepEqual(only(line, 'amount_excluding_tax', 'tax_amounts'), { amount_excluding_tax: 100, tax_amounts: [] })
  assert.deepEqual(only(await get(`/v1/credit_notes/${note.id}`, BASIL), 'refund', 'tax_amounts'), {})
  refused(
    await call('POST', '/v1/credit_notes', `invoice=${bill.id}&amount=100&refund=re_none`, version(ACACIA)),
    400,
    {
      code: 'resource_missing',
      param: 'refund',
      message: "No such refund: 're_none'",
    },
  )
})

test('what is left to Stripe is what it was on its date', async () => {
  const { post, ask, get, news } = await shop()
  const seen: unknown[] = []
  for (const name of [IN_2022, '2023-08-16', '2024-04-10']) {
    const intent = await post('/v1/payment_intents', 'amount=1000&currency=usd', name)
    const setup = await post('/v1/setup_intents', '', name)
    seen.push([
      intent.capture_method,
      intent.automatic_payment_methods?.enabled,
      setup.automatic_payment_methods?.enabled,
    ])
    if (name === IN_2022)
      assert.deepEqual([intent.payment_method_types, setup.payment_method_types], [['card'], ['card']])
  }
  assert.deepEqual(seen, [
    ['automatic', undefined, undefined],
    ['automatic', true, true],
    ['automatic_async', true, true],
  ])
  const asked = await post(
    '/v1/payment_intents',
    'amount=1000&currency=usd&automatic_payment_methods[enabled]=true',
    IN_2022,
  )
  assert.deepEqual(asked.automatic_payment_methods, { allow_redirects: 'always', enabled: true })
  await news()
  const tea = 'line_items[0][price_data][unit_amount]=500&line_items[0][price_data][product_data][name]=Tea'
  const form = `mode=payment&success_url=https://example.com/&line_items[0][quantity]=1&${tea}&line_items[0][price_data][currency]=usd`
  const later = await post('/v1/checkout/sessions', form, '2022-08-01')
  assert.deepEqual([later.payment_intent, later.customer_creation], [null, 'if_required'])
  await news()
  const session = await ask('POST', '/v1/checkout/sessions', `${form}&expand[]=payment_intent`, IN_2020)
  assert.deepEqual(
    [session.payment_intent.amount, session.payment_intent.status, session.customer_creation],
    [500, 'requires_payment_method', 'always'],
  )
  assert.deepEqual(await news(), ['product.created', 'payment_intent.created'])
  await post(`/v1/payment_pages/${session.id}/confirm`, 'payment_method=pm_card_visa&email=jenny@example.com', IN_2020)
  const done = await get(`/v1/checkout/sessions/${session.id}?expand[]=payment_intent`, IN_2020)
  assert.deepEqual([done.payment_status, done.payment_intent.id], ['paid', session.payment_intent.id])
  assert.match(done.customer, /^cus_/)
})

test('Checkout sold by names and amounts, and by plans', async () => {
  const { post, price } = await shop()
  const there = 'success_url=https://example.com/&cancel_url=https://example.com/&payment_method_types[]=card'
  const tea = 'line_items[0][name]=Tea&line_items[0][description]=Green&line_items[0][amount]=500'
  const more =
    '&line_items[0][currency]=usd&line_items[0][quantity]=2&line_items[0][images][]=https://example.com/tea.png'
  const sold = await post('/v1/checkout/sessions', `${there}&${tea}${more}`, '2019-12-03')
  assert.deepEqual([sold.mode, sold.amount_total], ['payment', 1000])
  const custom = { description: 'Green', images: ['https://example.com/tea.png'], name: 'Tea' }
  assert.deepEqual(sold.display_items, [{ amount: 500, currency: 'usd', custom, quantity: 2, type: 'custom' }])
  const data = `subscription_data[items][0][plan]=${price}&subscription_data[coupon]=FIFTH&subscription_data[metadata][a]=b`
  const [plan] = (await post('/v1/checkout/sessions', `${there}&${data}`, '2019-12-03')).display_items
  assert.deepEqual([plan.type, plan.plan.id, plan.quantity, plan.amount], ['plan', price, 1, 1500])
})

test('older parameters are what they became, and are named as they were', async () => {
  const { post, call, customer, price } = await shop()
  const plan = await post(
    '/v1/plans',
    'name=Gold&amount=700&currency=usd&interval=month&statement_descriptor=GOLD',
    IN_2018,
  )
  assert.deepEqual(only(plan, 'name', 'statement_descriptor', 'tiers'), {
    name: 'Gold',
    statement_descriptor: 'GOLD',
    tiers: null,
  })
  const form = `customer=${customer}&items[0][plan]=${plan.id}&billing=send_invoice&days_until_due=5`
  const made = await post('/v1/subscriptions', form, IN_2018)
  assert.deepEqual([made.billing, made.collection_method], ['send_invoice', 'send_invoice'])
  const change = `items[0][id]=${made.items.data[0].id}&items[0][plan]=${price}&prorate=false`
  await post(`/v1/subscriptions/${made.id}`, change, IN_2018)
  const upcoming = await call('GET', `/v1/invoices/upcoming?subscription=${made.id}`, undefined, version(IN_2018))
  assert.deepEqual(
    upcoming.body.lines.data.map(({ amount }: any) => amount),
    [1500],
  )
  const old = (path: string, sent: string, name = IN_2018) => call('POST', path, sent, version(name))
  refused(await old('/v1/subscriptions', `customer=${customer}&items[0][plan]=${price}&coupon=NONE`), 400, {
    code: 'resource_missing',
    param: 'coupon',
    message: "No such coupon: 'NONE'",
  })
  refused(await old(`/v1/subscriptions/${made.id}`, 'prorate=perhaps'), 400, {
    param: 'prorate',
    message: /^Invalid proration_behavior: must be one of/,
  })
  refused(await call('POST', '/v1/subscriptions', `customer=${customer}&items[0][plan]=${price}&coupon=FIFTH`), 400, {
    code: 'parameter_unknown',
    param: 'coupon',
    message: 'Received unknown parameter: coupon',
  })
  const both = `customer=${customer}&items[0][plan]=${price}&coupon=FIFTH&discounts[0][coupon]=FIFTH`
  for (const [path, sent, param] of [
    ['/v1/subscriptions', both, 'coupon'],
    ['/v1/subscriptions', `customer=${customer}&items[0][plan]=${price}&tax_percent=7`, 'tax_percent'],
    ['/v1/customers', 'tax_info[type]=vat', 'tax_info'],
  ] as const) {
    const { status, body } = await old(path, sent)
    assert.deepEqual([status, body.error.code, body.error.param], [400, 'not_built', param])
  }
  const intent = await post('/v1/payment_intents', 'amount=1000&currency=usd&allowed_source_types[]=card', '2018-11-08')
  assert.deepEqual([intent.status, intent.allowed_source_types], ['requires_source', ['card']])
})

test('an event has the older shape, before and after', async () => {
  const world = await shop()
  const { call, post, customer, price, stripe } = world
  await call('POST', '/brindle/account', `default_version=${ACACIA}`)
  const form = `customer=${customer}&items[0][price]=${price}&payment_behavior=default_incomplete`
  const { latest_invoice: id } = await post('/v1/subscriptions', form)
  const told = async (type: string) => (await call('GET', `/v1/events?type=${type}`)).body.data[0]
  const { data: open } = await told('invoice.finalized')
  assert.deepEqual(only(open.object, 'paid', 'charge'), { paid: false, charge: null })
  await post(`/v1/invoices/${id}/pay`, '')
  const event = await told('invoice.updated')
  assert.equal(event.api_version, ACACIA)
  assert.deepEqual(event.data.previous_attributes, {
    amount_paid: 0,
    amount_remaining: 1500,
    attempt_count: 0,
    attempted: false,
    auto_advance: true,
    charge: null,
    paid: false,
    status: 'open',
    status_transitions: { paid_at: null },
  })
  const { object } = (await told('invoice.paid')).data
  const now = (await call('GET', `/v1/invoices/${id}`, undefined, version(ACACIA))).body
  assert.deepEqual([object.payment_intent, object.charge, object.lines], [now.payment_intent, now.charge, now.lines])
  const { data: paid } = await told('charge.succeeded')
  assert.equal(paid.object.invoice, id)
  // Until 2017-05-25 an event had no more of its request than its id.
  const merchant = await openMerchant()
  try {
    const hook = { url: `${merchant.url}/webhook`, enabled_events: ['customer.updated' as const] }
    const { secret } = await stripe.webhookEndpoints.create({ ...hook, api_version: '2017-04-06' as never })
    merchant.signingSecret = secret!
    await stripe.customers.update(customer, { name: 'Jenny' })
    await merchant.arrived(1)
    const [sent] = merchant.received as any[]
    assert.match(sent.request, /^req_/)
    assert.deepEqual([sent.api_version, sent.data.previous_attributes], ['2017-04-06', { name: null }])
    const { request } = await told('customer.updated')
    assert.equal(request.id, sent.request)
  } finally {
    await merchant.close()
  }
})
