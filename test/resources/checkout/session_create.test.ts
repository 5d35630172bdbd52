// Making Checkout Sessions: what they are in each mode, and what they come to. (https://docs.stripe.com/api/checkout/sessions/create)
// One file because a whole session is long, and the modes are told apart side by side.
import assert from 'node:assert/strict'
import Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { OK, selling, shop } from './shop.ts'

const CREATE = 'POST /v1/checkout/sessions'
const PATH = '/v1/checkout/sessions'

behaves(CREATE, 'opens a page for a payment, for a day', async (world) => {
  const { stripe, news, url: home } = world
  const { shirt } = await shop(world)
  const { lastResponse: _, ...made } = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: OK,
    cancel_url: 'https://shop.test/cart',
    client_reference_id: 'cart_1',
    metadata: { a: '1' },
    line_items: [{ price: shirt.id, quantity: 2 }],
  })
  const { id, created, url, ...rest } = made
  assert.match(id, /^cs_test_a1[A-Za-z0-9]{56}$/)
  assert.ok(url!.startsWith(`${home}/c/pay/${(await stripe.accounts.retrieveCurrent()).id}/${id}#fid`), url!)
  // The fields and what they are where nothing is said: a session recorded in 2025, and for what came since the SDK's types.
  assert.deepEqual(rest, {
    object: 'checkout.session',
    adaptive_pricing: { enabled: false },
    after_expiration: null,
    allow_promotion_codes: null,
    allowed_payment_method_types: null,
    amount_subtotal: 4000,
    amount_total: 4000,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    billing_address_collection: null,
    branding_settings: {
      background_color: '#ffffff',
      border_style: 'rounded',
      button_color: '#0074d4',
      display_name: 'Brindle sandbox',
      font_family: 'default',
      icon: null,
      logo: null,
    },
    cancel_url: 'https://shop.test/cart',
    client_reference_id: 'cart_1',
    client_secret: null,
    collected_information: { business_name: null, individual_name: null, shipping_details: null },
    consent: null,
    consent_collection: null,
    currency: 'usd',
    currency_conversion: null,
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer: null,
    customer_account: null,
    customer_creation: 'if_required',
    customer_details: null,
    customer_email: null,
    discounts: [],
    expires_at: created + 86_400,
    integration_identifier: null,
    invoice: null,
    invoice_creation: {
      enabled: false,
      invoice_data: {
        account_tax_ids: null,
        custom_fields: null,
        description: null,
        footer: null,
        issuer: null,
        metadata: {},
        rendering_options: null,
      },
    },
    livemode: false,
    locale: null,
    managed_payments: null,
    metadata: { a: '1' },
    mode: 'payment',
    origin_context: null,
    payment_intent: null,
    payment_link: null,
    payment_method_collection: 'if_required',
    payment_method_configuration_details: null,
    payment_method_options: { card: { request_three_d_secure: 'automatic' } },
    payment_method_types: ['card', 'amazon_pay'],
    payment_status: 'unpaid',
    permissions: null,
    phone_number_collection: { enabled: false },
    recovered_from: null,
    saved_payment_method_options: null,
    setup_intent: null,
    shipping_address_collection: null,
    shipping_cost: null,
    shipping_options: [],
    status: 'open',
    submit_type: null,
    subscription: null,
    success_url: OK,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    wallet_options: null,
  })
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'reckons discount, taxes and shipping as an invoice does', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const tax = { display_name: 'VAT', percentage: 10, inclusive: false }
  const added = await stripe.taxRates.create(tax)
  const within = await stripe.taxRates.create({ ...tax, percentage: 20, inclusive: true })
  await stripe.coupons.create({ id: 'TENTH', percent_off: 10 })
  await news()
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: OK,
    line_items: [
      { price: shirt.id, quantity: 2, tax_rates: [added.id] },
      {
        price_data: { currency: 'usd', unit_amount: 1500, product_data: { name: 'Cap' } },
        quantity: 1,
        tax_rates: [within.id],
        adjustable_quantity: { enabled: true, maximum: 5 },
        metadata: { size: 'L' },
      },
    ],
    discounts: [{ coupon: 'TENTH' }],
    shipping_options: [
      {
        shipping_rate_data: {
          display_name: 'Post',
          type: 'fixed_amount',
          fixed_amount: { amount: 500, currency: 'usd' },
        },
      },
    ],
    expand: ['line_items'],
  })
  // 40.00 less 4.00, and a tenth of 36.00 on top; 15.00 less 1.50, of which 20/120 are tax; 5.00 for the post.
  assert.deepEqual(
    [session.amount_subtotal, session.amount_total, session.total_details],
    [5500, 5810, { amount_discount: 550, amount_shipping: 500, amount_tax: 585 }],
  )
  assert.deepEqual(session.discounts, [{ coupon: 'TENTH', promotion_code: null }])
  const [option] = session.shipping_options
  assert.deepEqual(session.shipping_cost, {
    amount_subtotal: 500,
    amount_tax: 0,
    amount_total: 500,
    shipping_rate: option!.shipping_rate,
  })
  const { data, ...page } = session.line_items!
  assert.deepEqual(page, {
    object: 'list',
    has_more: false,
    url: `/v1/checkout/sessions/${session.id}/line_items`,
  })
  const [first, second] = data
  const { lastResponse: _, ...sold } = shirt
  assert.deepEqual(first, {
    id: first!.id,
    object: 'item',
    adjustable_quantity: null,
    amount_discount: 400,
    amount_subtotal: 4000,
    amount_tax: 360,
    amount_total: 3960,
    currency: 'usd',
    description: 'Shirt',
    metadata: {},
    price: sold,
    quantity: 2,
  })
  assert.match(first!.id, /^li_[A-Za-z0-9]{24}$/)
  assert.deepEqual(
    [second!.description, second!.amount_subtotal, second!.amount_discount, second!.amount_tax, second!.amount_total],
    ['Cap', 1500, 150, 225, 1350],
  )
  assert.deepEqual(
    [second!.adjustable_quantity, second!.metadata],
    [{ enabled: true, maximum: 5, minimum: 0 }, { size: 'L' }],
  )
  assert.equal((await stripe.coupons.retrieve('TENTH')).times_redeemed, 0)
  assert.deepEqual(await news(), ['product.created'])
})

behaves(CREATE, 'in subscription mode comes to the first invoice', async (world) => {
  const { news, advance } = world
  const { shirt, monthly, weekly } = await shop(world)
  const now = await advance(0)
  const sold = (price: string, subscription_data: Stripe.Checkout.SessionCreateParams.SubscriptionData) =>
    selling(world, price, { mode: 'subscription', subscription_data })
  const trial = await sold(monthly.id, { trial_period_days: 7 })
  // Half a week is half of $14.00.
  const halfWeek = now + 302_400
  const part = await sold(weekly.id, { billing_cycle_anchor: halfWeek })
  const none = await sold(weekly.id, { billing_cycle_anchor: halfWeek, proration_behavior: 'none' })
  const both = await selling(world, monthly.id, {
    mode: 'subscription',
    line_items: [
      { price: monthly.id, quantity: 2 },
      { price: shirt.id, quantity: 1 },
    ],
  })
  assert.deepEqual(
    [trial, none, both].map(({ amount_total }) => amount_total),
    [0, 0, 5000],
  )
  // The clock may have gone on by some seconds since.
  assert.ok(Math.abs(part.amount_total! - 700) <= 1, String(part.amount_total))
  assert.deepEqual(
    [both.customer_creation, both.payment_method_collection, both.invoice_creation, both.payment_status],
    ['always', 'always', null, 'unpaid'],
  )
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'in setup mode has its SetupIntent from the start', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create({ email: 'jenny@example.com' })
  await news()
  const session = await stripe.checkout.sessions.create({
    mode: 'setup',
    customer,
    success_url: OK,
    allowed_payment_method_types: ['card'],
    setup_intent_data: { description: 'For later', metadata: { a: '1' } },
  })
  const { id, status, payment_status, amount_total, currency, discounts, customer_details } = session
  assert.deepEqual(
    { status, payment_status, amount_total, currency, discounts, customer_details },
    {
      status: 'open',
      payment_status: 'no_payment_required',
      amount_total: null,
      currency: null,
      discounts: null,
      // Recorded.
      customer_details: {
        address: null,
        business_name: null,
        email: 'jenny@example.com',
        individual_name: null,
        name: null,
        phone: null,
        tax_exempt: null,
        tax_ids: null,
      },
    },
  )
  const intent = await stripe.setupIntents.retrieve(session.setup_intent as string)
  assert.deepEqual(
    [intent.status, intent.customer, intent.description, intent.metadata, intent.payment_method_types, intent.usage],
    ['requires_payment_method', customer, 'For later', { a: '1' }, ['card'], 'off_session'],
  )
  const { body, ...answer } = await world.call('POST', `/v1/setup_intents/${intent.id}/cancel`, '')
  refused({ ...answer, body }, 400, {
    code: 'setup_intent_unexpected_state',
    message: 'You cannot perform this action on SetupIntents created by Checkout.',
  })
  await stripe.checkout.sessions.expire(id)
  assert.deepEqual(await news(), ['setup_intent.created', 'setup_intent.canceled', 'checkout.session.expired'])
})

behaves(CREATE, 'offers a customer who is never led elsewhere nothing that leads there', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const line_items = [{ price: shirt.id, quantity: 1 }]
  const buying = { mode: 'payment' as const, ui_mode: 'embedded_page' as const, line_items }
  const always = await stripe.checkout.sessions.create({ ...buying, return_url: OK })
  const never = await stripe.checkout.sessions.create({ ...buying, redirect_on_completion: 'never' })
  assert.deepEqual([always.payment_method_types, never.payment_method_types], [['card', 'amazon_pay'], ['card']])
  await assert.rejects(
    stripe.checkout.sessions.create({
      ...buying,
      redirect_on_completion: 'never',
      allowed_payment_method_types: ['card', 'amazon_pay'],
    }),
    { param: 'payment_method_types[1]', message: /amazon_pay redirects your customer/ },
  )
  assert.deepEqual(await news(), [])
})

behaves(CREATE, 'names the place of the page by version', async (world, brindle) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const line_items = [{ price: shirt.id, quantity: 1 }]
  const page = await stripe.checkout.sessions.create({
    mode: 'payment',
    ui_mode: 'embedded_page',
    return_url: OK,
    line_items,
  })
  assert.match(page.client_secret!, new RegExp(`^${page.id}_secret_`))
  assert.deepEqual(
    [page.ui_mode, page.url, page.return_url, page.redirect_on_completion, page.success_url],
    ['embedded_page', null, OK, 'always', null],
  )
  const before = new Stripe(world.key, {
    host: '127.0.0.1',
    port: brindle.port,
    protocol: 'http',
    apiVersion: '2025-08-27.basil' as never,
  })
  // https://docs.stripe.com/changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes
  const old = { mode: 'payment', line_items, return_url: OK } as const
  const custom = await before.checkout.sessions.create({ ...old, ui_mode: 'custom' as never })
  assert.equal(custom.ui_mode, 'custom')
  assert.equal((await before.checkout.sessions.retrieve(page.id)).ui_mode, 'embedded')
  assert.equal((await stripe.checkout.sessions.retrieve(custom.id)).ui_mode, 'elements')
  await assert.rejects(
    before.checkout.sessions.create({ mode: 'payment', line_items, ui_mode: 'custom' as never, success_url: OK }),
    /The following parameters are not supported with 'ui_mode: custom': success_url\./,
  )
  const form = `mode=payment&success_url=${OK}&line_items[0][price]=${shirt.id}&line_items[0][quantity]=1`
  const types = 'payment_method_types[]=card'
  const sent = await world.call('POST', PATH, `${form}&${types}`, { 'stripe-version': '2026-09-30.endive' })
  refused(sent, 400, {
    code: 'payment_method_types_no_longer_supported',
    param: 'payment_method_types',
    message: /^The `payment_method_types` parameter is no longer supported as of API version 2026-09-30\.endive\./,
  })
  assert.deepEqual(await news(), [])
})
