// Automatic taxes of Checkout Sessions and payment links, by the rates of src/rules/tax_table.ts: Germany 19, Ireland 23,
// California 7.25. (https://docs.stripe.com/tax/checkout; https://docs.stripe.com/tax/payment-links)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { COMPLETED, press, seen, selling, shop, SUBSCRIBED, VISA } from './shop.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'
const ON = { automatic_tax: { enabled: true } }
const UNKNOWN = { enabled: true, liability: { type: 'self' }, provider: 'stripe', status: 'requires_location_inputs' }
const KNOWN = { ...UNKNOWN, status: 'complete' }

/** The shirt of 20.00 with the tax on top, and one of 11.90 with the tax within. */
async function taxedShop(world: Pick<Sandbox, 'stripe' | 'news' | 'call'>) {
  const { product, shirt, monthly, weekly } = await shop(world)
  const once = { product, currency: 'usd' }
  const top = await world.stripe.prices.create({ ...once, unit_amount: 2000, tax_behavior: 'exclusive' })
  const within = await world.stripe.prices.create({ ...once, unit_amount: 1190, tax_behavior: 'inclusive' })
  await world.stripe.prices.update(monthly.id, { tax_behavior: 'exclusive' })
  await world.news()
  return { product, shirt, top: top.id, within: within.id, monthly: monthly.id, weekly: weekly.id }
}

const amounts = ({ amount_subtotal, amount_total, total_details }: Stripe.Checkout.Session) => [
  amount_subtotal,
  amount_total,
  total_details!.amount_tax,
]

behaves(CONFIRM, 'taxes a guest where they say that they are', async (world) => {
  const { stripe, call, news } = world
  const { top, within } = await taxedShop(world)
  const rate = {
    type: 'fixed_amount' as const,
    display_name: 'By post',
    fixed_amount: { amount: 500, currency: 'usd' },
    tax_behavior: 'exclusive' as const,
  }
  const session = await selling(world, top, {
    ...ON,
    line_items: [
      { price: top, quantity: 2 },
      { price: within, quantity: 1 },
    ],
    shipping_options: [{ shipping_rate_data: rate }],
  })
  // 40.00, 11.90 and 5.00 for the post.
  assert.deepEqual([session.automatic_tax, amounts(session)], [UNKNOWN, [5190, 5690, 0]])
  const page = `/v1/payment_pages/${session.id}`
  // In Germany 7.60 and 0.95 on top, and 1.90 within.
  const { body } = await call('POST', page, 'tax_region[country]=DE')
  assert.deepEqual([body.automatic_tax, amounts(body)], [KNOWN, [5190, 6545, 1045]])
  assert.deepEqual(body.shipping_cost, {
    amount_subtotal: 500,
    amount_tax: 95,
    amount_total: 595,
    shipping_rate: session.shipping_cost!.shipping_rate,
  })
  assert.deepEqual(
    body.line_items.data.map((line: Stripe.LineItem) => [line.amount_subtotal, line.amount_tax, line.amount_total]),
    [
      [4000, 760, 4760],
      [1190, 190, 1190],
    ],
  )
  const shown = await stripe.checkout.sessions.retrieve(session.id, {
    expand: ['line_items.data.taxes', 'shipping_cost.taxes'],
  })
  const taxes = [...shown.line_items!.data.flatMap((line) => line.taxes!), ...shown.shipping_cost!.taxes!]
  assert.deepEqual(
    taxes.map(({ amount, rate, taxability_reason: why, taxable_amount }) => [
      amount,
      rate.description,
      rate.inclusive,
      rate.jurisdiction,
      why,
      taxable_amount,
    ]),
    [
      [760, 'VAT Germany', false, 'DE', 'standard_rated', 4000],
      [190, 'VAT Germany', true, 'DE', 'standard_rated', 1000],
      [95, 'VAT Germany', false, 'DE', 'standard_rated', 500],
    ],
  )
  refused(await press(world, session.id, `${VISA}&tax_region[country]=US`), 400, {
    code: 'customer_tax_location_invalid',
    message: /^The customer's location isn't recognized\./,
  })
  // In the end it is Ireland: 9.20, 1.15 and 2.23 (of 11.90 at 23 in 123 parts).
  const irish = `${VISA}&address[country]=IE`
  refused(await press(world, session.id, `${irish}&expected_amount=6545`), 400, {
    code: 'checkout_amount_mismatch',
    param: 'expected_amount',
    message: 'The amount of this Checkout Session is 6725, and not 6545 as expected.',
  })
  const paid = (await press(world, session.id, `${irish}&expected_amount=6725`)).body
  assert.deepEqual([paid.status, paid.payment_status, amounts(paid)], ['complete', 'paid', [5190, 6725, 1258]])
  assert.equal((await stripe.paymentIntents.retrieve(paid.payment_intent)).amount_received, 6725)
  const done = await stripe.checkout.sessions.retrieve(session.id, { expand: ['shipping_cost.taxes'] })
  assert.deepEqual(
    done.shipping_cost!.taxes!.map(({ amount, rate }) => [amount, rate.description]),
    [[115, 'VAT Ireland']],
  )
  assert.deepEqual(await news(), ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', COMPLETED])
})

behaves('POST /v1/checkout/sessions', 'knows where a customer is, and what they are exempt from', async (world) => {
  const { stripe, call, news } = world
  const { top } = await taxedShop(world)
  const german = await stripe.customers.create({ address: { country: 'DE' } })
  const business = await stripe.customers.create({
    shipping: { name: 'A', address: { country: 'IE' } },
    tax_id_data: [{ type: 'eu_vat', value: 'IE1234567FA' }],
  })
  await news()
  const one = await selling(world, top, { ...ON, customer: german.id })
  assert.deepEqual([one.automatic_tax, amounts(one)], [KNOWN, [2000, 2380, 380]])
  const two = await selling(world, top, { ...ON, customer: business.id })
  assert.deepEqual([two.automatic_tax, amounts(two)], [KNOWN, [2000, 2000, 0]])
  // Their own address stands, whatever is said on the page; unless it is to be kept.
  const kept = (await press(world, one.id, `${VISA}&address[country]=IE`)).body
  assert.deepEqual(amounts(kept), [2000, 2380, 380])
  const moving = await selling(world, top, { ...ON, customer: german.id, customer_update: { address: 'auto' } })
  const moved = (await press(world, moving.id, `${VISA}&address[country]=IE`)).body
  assert.deepEqual([moved.status, amounts(moved)], ['complete', [2000, 2460, 460]])
  assert.equal(((await stripe.customers.retrieve(german.id)) as Stripe.Customer).address!.country, 'IE')
  // Half off is taxed by half, and no registration in Ireland means no tax there.
  await stripe.coupons.create({ id: 'HALF', percent_off: 50 })
  const half = await selling(world, top, { ...ON, customer: german.id, discounts: [{ coupon: 'HALF' }] })
  assert.deepEqual(amounts(half), [2000, 1230, 230])
  await stripe.tax.settings.update({ head_office: { address: { country: 'US' } } })
  await stripe.tax.registrations.create({
    country: 'DE',
    country_options: { de: { type: 'standard', standard: { place_of_supply_scheme: 'standard' } } },
    active_from: 'now',
  })
  assert.deepEqual(amounts(await selling(world, top, { ...ON, customer: german.id })), [2000, 2000, 0])
  assert.equal((await call('GET', `/v1/checkout/sessions/${half.id}`)).body.amount_total, 1230)
  assert.ok((await news()).includes('tax.settings.updated'))
})

behaves(CONFIRM, 'subscribes with automatic taxes, whose invoice comes to the same', async (world) => {
  const { stripe, news } = world
  const { monthly, top } = await taxedShop(world)
  const session = await selling(world, monthly, {
    ...ON,
    mode: 'subscription',
    tax_id_collection: { enabled: true },
    line_items: [
      { price: monthly, quantity: 1 },
      { price: top, quantity: 1 },
    ],
  })
  assert.deepEqual([session.automatic_tax, amounts(session)], [UNKNOWN, [3500, 3500, 0]])
  const { body } = await press(world, session.id, `${VISA}&address[country]=DE&expected_amount=4165`)
  assert.deepEqual([body.status, body.payment_status, amounts(body)], ['complete', 'paid', [3500, 4165, 665]])
  const subscription = await stripe.subscriptions.retrieve(body.subscription)
  assert.equal(subscription.automatic_tax.enabled, true)
  const { total, automatic_tax } = await stripe.invoices.retrieve(body.invoice)
  assert.deepEqual([total, automatic_tax.status], [4165, 'complete'])
  assert.deepEqual(await news(), [
    'customer.created',
    'payment_method.attached',
    SUBSCRIBED[0],
    'invoiceitem.created',
    ...SUBSCRIBED.slice(1),
    COMPLETED,
  ])
  // A known customer of whom nothing is known says it on the page, and it is kept before the invoice is made.
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  const known = await selling(world, monthly, {
    ...ON,
    customer,
    customer_update: { address: 'auto' },
    mode: 'subscription',
  })
  const paid = (await press(world, known.id, `${VISA}&address[country]=IE`)).body
  assert.deepEqual([paid.status, amounts(paid)], ['complete', [1500, 1845, 345]])
  assert.equal((await stripe.invoices.retrieve(paid.invoice)).total, 1845)
  assert.ok((await news()).includes(COMPLETED))
})

behaves('POST /v1/checkout/sessions/{id}', 'reckons anew where goods are sent elsewhere', async (world) => {
  const { stripe, call, news } = world
  const { top } = await taxedShop(world)
  const { id } = await selling(world, top, { ...ON, shipping_address_collection: { allowed_countries: ['DE', 'IE'] } })
  const to = 'collected_information[shipping_details]'
  const form = `${to}[name]=Jenny&${to}[address][country]=DE&${to}[address][line1]=x`
  const { body } = await call('POST', `/v1/checkout/sessions/${id}`, form)
  assert.deepEqual([body.automatic_tax.status, amounts(body)], ['complete', [2000, 2380, 380]])
  // Where they pay does not matter then.
  const paid = (await press(world, id, `${VISA}&address[country]=IE`)).body
  assert.deepEqual([paid.status, amounts(paid)], ['complete', [2000, 2380, 380]])
  assert.equal((await seen({ stripe }, id)).amount_total, 2380)
  assert.ok((await news()).includes(COMPLETED))
})

behaves('POST /v1/payment_links', 'sells with automatic taxes', async (world) => {
  const { stripe, call, news } = world
  const { top, shirt } = await taxedShop(world)
  const link = await stripe.paymentLinks.create({ ...ON, line_items: [{ price: top, quantity: 1 }] })
  assert.deepEqual(link.automatic_tax, { enabled: true, liability: { type: 'self' } })
  const { body } = await call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  assert.deepEqual(body.automatic_tax, UNKNOWN)
  const paid = (await press(world, body.id, `${VISA}&address[country]=US&address[postal_code]=94103`)).body
  // 7.25 % of 20.00
  assert.deepEqual([paid.status, amounts(paid)], ['complete', [2000, 2145, 145]])
  await stripe.paymentLinks.update(link.id, { automatic_tax: { enabled: false } })
  const off = (await call('POST', `/brindle/payment_links/${link.id}/visit`, '')).body
  assert.equal(off.automatic_tax.enabled, false)
  const on = await stripe.paymentLinks.update(link.id, ON)
  assert.deepEqual(on.automatic_tax, { enabled: true, liability: { type: 'self' } })
  const form = `line_items[0][price]=${shirt.id}&line_items[0][quantity]=1&automatic_tax[enabled]=true`
  refused(await call('POST', '/v1/payment_links', form), 400, { message: /does not have a `tax_behavior` set/ })
  assert.ok((await news()).includes('payment_link.updated'))
})

behaves('POST /v1/checkout/sessions', 'refuses what automatic taxes cannot be on', async (world) => {
  const { stripe, call, news } = world
  const { shirt, top, monthly } = await taxedShop(world)
  const { id: rate } = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  const { id: nobody } = await stripe.customers.create()
  const { id: post } = await stripe.shippingRates.create({
    display_name: 'By post',
    fixed_amount: { amount: 500, currency: 'usd' },
  })
  await news()
  const one = (price: string) => `line_items[0][price]=${price}&line_items[0][quantity]=1`
  const taxed = 'success_url=https://shop.test&automatic_tax[enabled]=true'
  const payment = `mode=payment&${taxed}`
  const noBehavior = (what: string, id: string) => ({
    message:
      `The ${what} \`${id}\` does not have a \`tax_behavior\` set which is required for automatic tax computation. Please visit ` +
      'https://stripe.com/docs/tax/products-prices-tax-categories-tax-behavior#tax-behavior for more information.',
  })
  const by = (param: string) => ({
    param,
    message: `You cannot use \`${param}\` when \`automatic_tax[enabled]=true\`.`,
  })
  const cases: readonly (readonly [form: string, expected: Parameters<typeof refused>[2]])[] = [
    [`${payment}&${one(shirt.id)}`, noBehavior('price', shirt.id)],
    [`${payment}&${one(top)}&shipping_options[0][shipping_rate]=${post}`, noBehavior('shipping rate', post)],
    [`${payment}&${one(top)}&line_items[0][tax_rates][0]=${rate}`, by('line_items[0][tax_rates]')],
    [
      `mode=subscription&${taxed}&${one(monthly)}&subscription_data[default_tax_rates][0]=${rate}`,
      by('subscription_data[default_tax_rates]'),
    ],
    [
      `${payment}&${one(top)}&customer=${nobody}`,
      {
        code: 'customer_tax_location_invalid',
        message: /^Automatic tax calculation in Checkout requires a valid address on the Customer\./,
      },
    ],
    [
      `${payment}&${one(top)}&automatic_tax[liability][type]=account&automatic_tax[liability][account]=acct_1`,
      {
        code: 'resource_missing',
        param: 'automatic_tax[liability][account]',
        message: "No such account: 'acct_1'",
      },
    ],
    [
      `mode=setup&${taxed}&currency=usd`,
      { param: 'automatic_tax', message: 'You can not pass `automatic_tax` in `setup` mode.' },
    ],
  ]
  for (const [form, expected] of cases) refused(await call('POST', '/v1/checkout/sessions', form), 400, expected)
  assert.deepEqual(await news(), [])
})
