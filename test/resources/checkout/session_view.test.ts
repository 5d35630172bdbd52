// What the page of a Checkout Session shows beside the session, to whoever has its secret: worked out by hand from the prices of the
// shop, a Tuesday in November. (docs/own-calls.md; docs.stripe.com/js/custom_checkout/session_object)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { OK, selling, shop } from './shop.ts'

const SHOW = 'GET /v1/payment_pages/{id}'
const CHOOSE = 'POST /v1/payment_pages/{id}'
const DAY = 86_400
/** Noon of 24 November 2026, when tests of resources begin. */
const NOW = Date.UTC(2026, 10, 24, 12) / 1000

behaves(CHOOSE, 'tells what a trial, a code and taxes make of a subscription', async (world) => {
  const { stripe, call, news } = world
  const { product, monthly } = await shop(world)
  await stripe.products.update(product, {
    description: 'Of linen',
    images: ['https://shop.test/a.png'],
    unit_label: 'piece',
  })
  const tax = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  await stripe.coupons.create({ id: 'QUARTER', percent_off: 25, duration: 'once', name: 'A quarter off' })
  await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'QUARTER' }, code: 'SPRING' })
  const session = await selling(world, monthly.id, {
    mode: 'subscription',
    allow_promotion_codes: true,
    subscription_data: { trial_period_days: 14 },
    line_items: [{ price: monthly.id, quantity: 2, tax_rates: [tax.id] }],
  })
  await news()
  const { body } = await call('POST', `/v1/payment_pages/${session.id}`, 'promotion_code=spring')
  const { page } = body
  // 30.00 a month, a quarter off the first bill that has something to take it off, and a fifth of 22.50 on top.
  assert.deepEqual(page.recurring, {
    interval: 'month',
    interval_count: 1,
    is_prorated: false,
    due_next: {
      amount_discount: 750,
      amount_subtotal: 3000,
      amount_total: 2700,
      at: NOW + 14 * DAY,
      billing_cycle_anchor: null,
      tax_exclusive: 450,
      tax_inclusive: 0,
    },
    trial: { days: 14, end: NOW + 14 * DAY },
  })
  assert.deepEqual(page.discounts, [
    {
      amount: 0,
      display_name: 'A quarter off',
      duration: 'once',
      duration_in_months: null,
      percent_off: 25,
      promotion_code: 'SPRING',
    },
  ])
  const [item] = page.items
  assert.deepEqual(
    { ...item, id: undefined },
    {
      id: undefined,
      adjustable_quantity: null,
      amount_discount: 0,
      amount_subtotal: 0,
      amount_total: 0,
      custom_unit_amount: null,
      description: 'Of linen',
      images: ['https://shop.test/a.png'],
      name: 'Shirt',
      price: monthly.id,
      quantity: 2,
      recurring: { interval: 'month', interval_count: 1, usage_type: 'licensed' },
      taxes: [{ amount: 0, display_name: 'VAT', inclusive: false, percentage: 20 }],
      tiers: null,
      tiers_mode: null,
      transform_quantity: null,
      unit_amount_decimal: '1500',
      unit_label: 'piece',
    },
  )
  assert.deepEqual(page.taxes, [{ amount: 0, display_name: 'VAT', inclusive: false, percentage: 20 }])
  assert.deepEqual([page.reuses, page.embedded_path, page.last_payment_error], [true, null, null])
  // Without a trial the quarter is off the first bill, and the next is whole.
  const now = await selling(world, monthly.id, { mode: 'subscription', allow_promotion_codes: true })
  const later = await call('POST', `/v1/payment_pages/${now.id}`, 'promotion_code=spring')
  const { due_next, trial } = later.body.page.recurring
  assert.deepEqual(
    [later.body.amount_total, due_next.amount_total, due_next.amount_discount, trial],
    [1125, 1500, 0, null],
  )
  // A month from noon on the 24th.
  assert.equal(due_next.at, Date.UTC(2026, 11, 24, 12) / 1000)
  assert.deepEqual(await news(), [])
})

behaves(SHOW, 'shows a browser with a publishable key what its customer may know', async (world) => {
  const { stripe, call, news, publishable } = world
  const { shirt } = await shop(world)
  const secretive = { metadata: { margin: '80 %' } }
  await stripe.prices.update(shirt.id, secretive)
  const session = await selling(world, shirt.id, {
    ...secretive,
    line_items: [{ price: shirt.id, quantity: 1, ...secretive }],
    shipping_options: [
      {
        shipping_rate_data: {
          type: 'fixed_amount',
          display_name: 'Post',
          fixed_amount: { amount: 500, currency: 'usd' },
          delivery_estimate: { maximum: { unit: 'day', value: 5 } },
        },
      },
    ],
  })
  await news()
  const path = `/v1/payment_pages/${session.id}`
  const { text, body } = await call('GET', path, undefined, { authorization: `Bearer ${publishable}` })
  assert.ok(!text.includes('80 %'), text)
  assert.deepEqual(
    [body.payment_intent, body.metadata, body.client_secret, body.page.items[0].name],
    [undefined, undefined, undefined, 'Shirt'],
  )
  const [option] = body.page.shipping_options
  assert.deepEqual(
    [option.amount, option.display_name, option.delivery_estimate],
    [500, 'Post', { maximum: { unit: 'day', value: 5 }, minimum: null }],
  )
  assert.deepEqual(await news(), [])
})

behaves(SHOW, 'wants the session’s own secret, where one is sent', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const line_items = [{ price: shirt.id, quantity: 1 }]
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'embedded_page',
    return_url: OK,
    line_items,
  })
  const path = `/v1/payment_pages/${session.id}?client_secret=`
  const { body } = await call('GET', `${path}${session.client_secret}`)
  const account = (await stripe.accounts.retrieveCurrent()).id
  assert.equal(body.page.embedded_path, `/c/embed/${account}/${session.id}`)
  refused(await call('GET', `${path}${session.id}_secret_wrong`), 400, {
    param: 'client_secret',
    message: 'The client_secret provided does not match the client_secret associated with this Checkout Session.',
  })
  assert.deepEqual(await news(), [])
})

behaves(CHOOSE, 'keeps what a customer says of themselves until they pay', async (world) => {
  const { call, news } = world
  const { shirt } = await shop(world)
  const session = await selling(world, shirt.id, {
    tax_id_collection: { enabled: true },
    name_collection: { individual: { enabled: true }, business: { enabled: true, optional: true } },
    shipping_address_collection: { allowed_countries: ['DE'] },
  })
  await news()
  const path = `/v1/payment_pages/${session.id}`
  const said =
    'email=jenny@example.com&phone=123&name=Jenny&individual_name=Jenny Rosen&business_name=Rosen GmbH&address[country]=DE' +
    '&shipping[name]=Jenny&shipping[address][country]=DE&tax_id[type]=eu_vat&tax_id[value]=DE123456789'
  await call('POST', path, said)
  const { body } = await call('POST', path, 'phone=')
  const { collected } = body.page
  assert.deepEqual(
    [collected.email, collected.phone, collected.individual_name, collected.tax_id],
    ['jenny@example.com', null, 'Jenny Rosen', { type: 'eu_vat', value: 'DE123456789' }],
  )
  const cases: [form: string, param: string, message: string | RegExp, code?: string][] = [
    ['email=jenny', 'email', 'Invalid email address: jenny', 'email_invalid'],
    ['tax_id[type]=eu_vat&tax_id[value]=DE1', 'tax_id[value]', 'Invalid value for eu_vat.', 'tax_id_invalid'],
    ['tax_id[type]=nothing&tax_id[value]=DE1', 'tax_id[type]', /must be one of/],
    ['tax_id[type]=eu_vat', 'tax_id[value]', 'Missing required param: tax_id[value].', 'parameter_missing'],
  ]
  for (const [form, param, message, code] of cases)
    refused(await call('POST', path, form), 400, { param, message, ...(code !== undefined && { code }) })
  const paid = await call('POST', `${path}/confirm`, 'payment_method=pm_card_visa&email=rosen@example.com')
  const { customer_details: who, collected_information: more } = paid.body
  assert.deepEqual(
    [who.email, who.name, who.business_name, who.individual_name, who.address.country, who.tax_ids],
    ['rosen@example.com', 'Rosen GmbH', 'Rosen GmbH', 'Jenny Rosen', 'DE', [{ type: 'eu_vat', value: 'DE123456789' }]],
  )
  assert.deepEqual(
    [more.business_name, more.individual_name, more.shipping_details.name],
    ['Rosen GmbH', 'Jenny Rosen', 'Jenny'],
  )
  assert.deepEqual(await news(), [
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'checkout.session.completed',
  ])
})
