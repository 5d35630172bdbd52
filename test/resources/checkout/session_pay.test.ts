// Paying on the page of a Checkout Session, by the calls of Stripe's own CLI: what is made, and what it is told of.
// (github.com/stripe/stripe-cli, pkg/fixtures/triggers/checkout.session.*.json)
// One file because each mode ends in the same few ways, which are told apart side by side.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'
import { COMPLETED, decide, OK, PAID, press, seen, selling, shop, VISA } from './shop.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'

behaves('GET /v1/payment_pages/{id}', 'shows a customer what is sold', async (world) => {
  const { call, news, publishable } = world
  const { shirt } = await shop(world)
  const session = await selling(world, shirt.id)
  const path = `/v1/payment_pages/${session.id}`
  const { body } = await call('GET', path)
  assert.deepEqual([body.id, body.object, body.line_items.data.length], [session.id, 'checkout.session', 1])
  const open = await call('GET', path, undefined, { authorization: `Bearer ${publishable}` })
  assert.deepEqual([open.status, open.body.amount_total, open.body.metadata], [200, 2000, undefined])
  refused(await call('GET', '/v1/payment_pages/cs_test_none'), 404, {
    code: 'resource_missing',
    param: 'session',
    message: "No such checkout.session: 'cs_test_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'POST /v1/payment_pages/{id}',
  'lets a customer choose quantities, a code and the way of delivery',
  async (world) => {
    const { stripe, call, news } = world
    const { shirt } = await shop(world)
    await stripe.coupons.create({ id: 'HALF', percent_off: 50 })
    await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'HALF' }, code: 'Spring' })
    const rate = { type: 'fixed_amount' as const, fixed_amount: { amount: 300, currency: 'usd' } }
    const session = await selling(world, shirt.id, {
      allow_promotion_codes: true,
      line_items: [{ price: shirt.id, quantity: 1, adjustable_quantity: { enabled: true, minimum: 1, maximum: 3 } }],
      shipping_options: [
        { shipping_rate_data: { ...rate, display_name: 'Slow' } },
        { shipping_rate_data: { ...rate, fixed_amount: { amount: 900, currency: 'usd' }, display_name: 'Fast' } },
      ],
    })
    await news()
    const path = `/v1/payment_pages/${session.id}`
    const [line] = (await stripe.checkout.sessions.listLineItems(session.id)).data
    const quantity = `line_item_quantities[${line!.id}]`
    const fast = session.shipping_options[1]!.shipping_rate
    const { body } = await call('POST', path, `${quantity}=3&promotion_code=SPRING&shipping_rate=${fast}`)
    // Half of 60.00, and 9.00.
    assert.deepEqual(
      [body.amount_subtotal, body.amount_total, body.total_details],
      [6000, 3900, { amount_discount: 3000, amount_shipping: 900, amount_tax: 0 }],
    )
    assert.equal((await call('POST', path, 'promotion_code=')).body.amount_total, 6900)
    const cases: [form: string, param: string, message: string, code?: string][] = [
      [
        `${quantity}=4`,
        quantity,
        "This value must be less than or equal to 3 (it currently is '4').",
        'parameter_invalid_integer',
      ],
      [`${quantity}=0`, quantity, 'This value must be greater than or equal to 1.', 'parameter_invalid_integer'],
      ['promotion_code=Winter', 'promotion_code', 'This promotion code is invalid: Winter', 'resource_missing'],
      ['shipping_rate=shr_none', 'shipping_rate', "No such shipping rate: 'shr_none'", 'resource_missing'],
    ]
    for (const [form, param, message, code] of cases)
      refused(await call('POST', path, form), 400, { param, message, ...(code !== undefined && { code }) })
    assert.deepEqual(await news(), [])
  },
)

behaves(CONFIRM, 'pays as a guest, as the CLI does', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const session = await selling(world, shirt.id, {
    payment_intent_data: { description: 'A shirt', metadata: { a: '1' }, statement_descriptor_suffix: 'SHIRT' },
  })
  const address = {
    line1: '354 Oyster Point Blvd',
    postal_code: '94080',
    city: 'South San Francisco',
    state: 'CA',
    country: 'US',
  }
  const method = await stripe.paymentMethods.create({
    type: 'card',
    card: { token: 'tok_visa' },
    billing_details: { email: 'stripe@example.com', name: 'Jenny Rosen', address },
  })
  refused(await press(world, session.id, `payment_method=${method.id}&expected_amount=1999`), 400, {
    code: 'checkout_amount_mismatch',
    param: 'expected_amount',
    message: 'The amount of this Checkout Session is 2000, and not 1999 as expected.',
  })
  refused(await press(world, session.id, ''), 400, {
    code: 'parameter_missing',
    param: 'payment_method',
    message: 'Missing required param: payment_method.',
  })
  const { body } = await press(world, session.id, `payment_method=${method.id}&expected_amount=2000`)
  const { lastResponse: _, ...before } = session
  const intent = await stripe.paymentIntents.retrieve(body.payment_intent)
  assert.deepEqual(body, {
    ...before,
    customer_details: {
      address: { ...address, line2: null },
      business_name: null,
      email: 'stripe@example.com',
      individual_name: null,
      name: 'Jenny Rosen',
      phone: null,
      tax_exempt: 'none',
      tax_ids: [],
    },
    payment_intent: intent.id,
    payment_status: 'paid',
    status: 'complete',
    url: null,
  })
  assert.deepEqual(
    [intent.status, intent.amount, intent.customer, intent.description, intent.metadata, intent.payment_method],
    ['succeeded', 2000, null, 'A shirt', { a: '1' }, method.id],
  )
  assert.deepEqual(
    [intent.statement_descriptor_suffix, intent.automatic_payment_methods, intent.payment_method_types],
    ['SHIRT', null, ['card', 'amazon_pay']],
  )
  refused(await press(world, session.id, VISA), 400, {
    message:
      'Only Checkout Sessions with a status in ["open"] can be confirmed. This Checkout Session has a status of `complete`.',
  })
  assert.deepEqual(await news(), [...PAID, COMPLETED])
  const listed = await stripe.events.list({ type: COMPLETED })
  assert.deepEqual(JSON.parse(JSON.stringify(listed.data[0]!.data.object)), body)
  assert.equal((await call('GET', `/v1/checkout/sessions/${session.id}`)).body.status, 'complete')
})

behaves(CONFIRM, 'makes a customer where one is wanted, and redeems the coupon', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  await stripe.coupons.create({ id: 'FIVE', amount_off: 500, currency: 'usd', max_redemptions: 1 })
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: 'FIVE' }, code: 'FIVE' })
  await news()
  const session = await selling(world, shirt.id, {
    customer_creation: 'always',
    discounts: [{ promotion_code: code.id }],
    payment_intent_data: { setup_future_usage: 'off_session' },
    phone_number_collection: { enabled: true },
    shipping_address_collection: { allowed_countries: ['US'] },
    tax_id_collection: { enabled: true },
    consent_collection: { terms_of_service: 'required', promotions: 'auto' },
    custom_fields: [{ key: 'size', label: { type: 'custom', custom: 'Size' }, type: 'text' }],
  })
  const fields: [name: string, form: string][] = [
    ['phone', 'phone=%2B15551234'],
    ['shipping', 'shipping[name]=Jenny&shipping[address][line1]=1 Main St&shipping[address][country]=US'],
    ['consent[terms_of_service]', 'consent[terms_of_service]=accepted&consent[promotions]=opt_in'],
    ['custom_fields[size]', 'custom_fields[size]=L'],
  ]
  let form = `${VISA}&name=Jenny&tax_id[type]=us_ein&tax_id[value]=12-3456789&expected_amount=1500`
  for (const [param, more] of fields) {
    refused(await press(world, session.id, form), 400, {
      code: 'parameter_missing',
      param,
      message: `Missing required param: ${param}.`,
    })
    form = `${form}&${more}`
  }
  const abroad = form.replace('[country]=US', '[country]=DE')
  refused(await press(world, session.id, abroad), 400, {
    param: 'shipping[address][country]',
    message: 'This Checkout Session does not ship to DE.',
  })
  const { body } = await press(world, session.id, form)
  assert.deepEqual(
    [body.status, body.payment_status, body.amount_total, body.discounts],
    ['complete', 'paid', 1500, [{ coupon: null, promotion_code: code.id }]],
  )
  assert.deepEqual(body.consent, { promotions: 'opt_in', terms_of_service: 'accepted' })
  assert.equal(body.custom_fields[0].text.value, 'L')
  const customer = (await stripe.customers.retrieve(body.customer)) as Stripe.Customer
  assert.deepEqual(
    [customer.email, customer.name, customer.phone, customer.shipping!.name],
    ['jenny@example.com', 'Jenny', '+15551234', 'Jenny'],
  )
  const older = async (version: string) =>
    (await world.call('GET', `/v1/checkout/sessions/${session.id}`, undefined, { 'stripe-version': version })).body
  const { shipping_details: to } = body.collected_information
  assert.deepEqual([to.name, to.address.line1], ['Jenny', '1 Main St'])
  // As src/contract/history.json has it of these versions.
  assert.deepEqual((await older('2024-06-20')).shipping_details, to)
  const { shipping, shipping_rate, ui_mode } = await older('2020-08-27')
  assert.deepEqual([shipping, shipping_rate, ui_mode], [to, null, 'hosted'])
  const intent = await stripe.paymentIntents.retrieve(body.payment_intent)
  assert.deepEqual(
    [intent.customer, intent.setup_future_usage, intent.shipping!.name],
    [customer.id, 'off_session', 'Jenny'],
  )
  assert.deepEqual((await stripe.promotionCodes.retrieve(code.id)).times_redeemed, 1)
  assert.deepEqual(await news(), [
    'customer.created',
    'customer.tax_id.created',
    PAID[0],
    PAID[1],
    'payment_method.attached',
    PAID[2],
    'promotion_code.updated',
    COMPLETED,
  ])
})

behaves(CONFIRM, 'keeps what a customer has changed about themselves', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const { id: customer } = await stripe.customers.create({ email: 'known@example.com', name: 'J' })
  await news()
  const { id } = await selling(world, shirt.id, { customer, customer_update: { name: 'auto', address: 'auto' } })
  const { body } = await press(world, id, `${VISA}&name=Jenny&address[country]=DE&address[city]=Berlin`)
  assert.deepEqual([body.customer, body.customer_details.email], [customer, 'known@example.com'])
  const { name, address } = (await stripe.customers.retrieve(customer)) as Stripe.Customer
  assert.deepEqual([name, address!.city], ['Jenny', 'Berlin'])
  assert.deepEqual(await news(), [...PAID, 'customer.updated', COMPLETED])
})

behaves(CONFIRM, 'stays open after a declined card, and takes the next', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const { id } = await selling(world, shirt.id)
  const no = await press(world, id, 'payment_method=pm_card_chargeDeclined&email=a@b.test')
  assert.deepEqual([no.status, no.body.error.code], [402, 'card_declined'])
  const { status, payment_status, payment_intent } = await seen(world, id)
  assert.deepEqual([status, payment_status], ['open', 'unpaid'])
  const { body } = await press(world, id, VISA)
  assert.deepEqual([body.status, body.payment_intent], ['complete', payment_intent])
  assert.deepEqual(await news(), [
    PAID[0],
    'charge.failed',
    'payment_intent.payment_failed',
    PAID[1],
    PAID[2],
    COMPLETED,
  ])
  assert.equal((await stripe.paymentIntents.list()).data.length, 1)
})

behaves(CONFIRM, 'waits while a bank asks its customer', async (world) => {
  const { news } = world
  const { shirt } = await shop(world)
  const { id } = await selling(world, shirt.id)
  const asked = await press(world, id, 'payment_method=pm_card_authenticationRequired')
  assert.deepEqual([asked.body.status, asked.body.next_action.type], ['open', 'redirect_to_url'])
  assert.equal(asked.body.next_action.redirect_to_url.return_url, `https://shop.test/ok?id=${id}`)
  const { url } = asked.body.next_action.redirect_to_url
  assert.deepEqual(asked.body.next_step, { payment_method_type: 'card', url })
  await decide(world, asked.body.next_action, 'fail')
  assert.equal((await seen(world, id)).status, 'open')
  const again = await press(world, id, 'payment_method=pm_card_authenticationRequired')
  await decide(world, again.body.next_action, 'succeed')
  const { status, payment_status } = await seen(world, id)
  assert.deepEqual([status, payment_status], ['complete', 'paid'])
  assert.deepEqual(await news(), [
    PAID[0],
    'payment_intent.requires_action',
    'payment_intent.payment_failed',
    'payment_intent.requires_action',
    PAID[1],
    PAID[2],
    COMPLETED,
  ])
})

behaves(CONFIRM, 'holds the money where it is to be captured later', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const { id } = await selling(world, shirt.id, { payment_intent_data: { capture_method: 'manual' } })
  const { body } = await press(world, id, VISA)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'unpaid'])
  await stripe.paymentIntents.capture(body.payment_intent)
  assert.equal((await seen(world, id)).payment_status, 'paid')
  const other = await selling(world, shirt.id, { payment_intent_data: { capture_method: 'manual' } })
  const second = await press(world, other.id, VISA)
  // The session is over, and the payment the seller's own.
  assert.equal((await stripe.paymentIntents.cancel(second.body.payment_intent)).status, 'canceled')
  const held = [PAID[0], PAID[1], 'payment_intent.amount_capturable_updated', COMPLETED]
  assert.deepEqual(await news(), [...held, 'charge.captured', PAID[2], ...held, 'payment_intent.canceled'])
})

/** A debit of €20.00 by an account that pays, or does not. (docs.stripe.com/payments/sepa-debit: the test accounts) */
const debit = async (world: Pick<Sandbox, 'stripe' | 'call' | 'news'>, iban: string) => {
  const { stripe, news } = world
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: OK,
    allowed_payment_method_types: ['sepa_debit'],
    line_items: [{ price_data: { currency: 'eur', unit_amount: 2000, product_data: { name: 'Cap' } }, quantity: 1 }],
  })
  await news()
  const method =
    `payment_method_data[type]=sepa_debit&payment_method_data[sepa_debit][iban]=${iban}` +
    '&payment_method_data[billing_details][name]=Jenny&payment_method_data[billing_details][email]=jenny@example.com'
  const { body } = await press(world, session.id, method)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'unpaid'])
  assert.deepEqual(await news(), [PAID[0], 'charge.pending', 'payment_intent.processing', COMPLETED])
  return session.id
}

behaves(CONFIRM, 'is completed before a debit has been paid, and told when it is', async (world) => {
  const { news, advance } = world
  await shop(world)
  const id = await debit(world, 'AT611904300234573201')
  await advance(14 * 86_400)
  assert.equal((await seen(world, id)).payment_status, 'paid')
  assert.deepEqual(await news(), [PAID[1], PAID[2], 'checkout.session.async_payment_succeeded', 'balance.available'])
})

behaves(CONFIRM, 'is told when a debit is not paid', async (world) => {
  const { news, advance } = world
  await shop(world)
  const id = await debit(world, 'AT861904300235473202')
  await advance(14 * 86_400)
  const { status, payment_status } = await seen(world, id)
  assert.deepEqual([status, payment_status], ['complete', 'unpaid'])
  assert.deepEqual(await news(), [
    'charge.failed',
    'payment_intent.payment_failed',
    'checkout.session.async_payment_failed',
  ])
})

behaves(CONFIRM, 'is completed with a voucher, which is paid later', async (world) => {
  const { stripe, news, advance } = world
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: OK,
    allowed_payment_method_types: ['oxxo'],
    line_items: [{ price_data: { currency: 'mxn', unit_amount: 2000, product_data: { name: 'Cap' } }, quantity: 1 }],
  })
  await news()
  const details = 'payment_method_data[billing_details]'
  const email = 'succeed_immediately@example.com'
  const form = `payment_method_data[type]=oxxo&${details}[name]=Jenny&${details}[email]=${email}`
  const { body } = await press(world, session.id, form)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'unpaid'])
  await advance(600)
  assert.equal((await seen(world, session.id)).payment_status, 'paid')
  assert.deepEqual(await news(), [
    PAID[0],
    'payment_intent.requires_action',
    COMPLETED,
    PAID[1],
    PAID[2],
    'checkout.session.async_payment_succeeded',
    // Captured asynchronously, a moment later.
    'charge.updated',
  ])
})

behaves(CONFIRM, 'of nothing needs no payment', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  await stripe.coupons.create({ id: 'FREE', percent_off: 100 })
  await news()
  const { id } = await selling(world, shirt.id, { discounts: [{ coupon: 'FREE' }] })
  const { body } = await press(world, id, 'email=jenny@example.com&expected_amount=0')
  assert.deepEqual([body.status, body.payment_status, body.payment_intent], ['complete', 'no_payment_required', null])
  assert.deepEqual(await news(), [COMPLETED])
})

behaves(CONFIRM, 'saves a method in setup mode', async (world) => {
  const { stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const make = () => stripe.checkout.sessions.create({ mode: 'setup', customer, currency: 'usd', success_url: OK })
  const session = await make()
  await news()
  const { body } = await press(world, session.id, VISA)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'no_payment_required'])
  const intent = await stripe.setupIntents.retrieve(body.setup_intent)
  const { data } = await stripe.customers.listPaymentMethods(customer)
  assert.deepEqual([intent.status, data.map(({ id }) => id)], ['succeeded', [intent.payment_method]])
  assert.deepEqual(await news(), ['payment_method.attached', 'setup_intent.succeeded', COMPLETED])
  const other = await make()
  const no = await press(world, other.id, 'payment_method=pm_card_chargeDeclined')
  assert.deepEqual([no.status, (await seen(world, other.id)).status], [402, 'open'])
  assert.equal((await press(world, other.id, VISA)).body.status, 'complete')
  assert.deepEqual(await news(), [
    'setup_intent.created',
    'setup_intent.setup_failed',
    'payment_method.attached',
    'setup_intent.succeeded',
    COMPLETED,
  ])
})
