// Payment links: one address for many customers. (https://docs.stripe.com/api/payment-link)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { press, shop, VISA } from './shop.ts'

const CREATE = 'POST /v1/payment_links'
const PATH = '/v1/payment_links'

behaves(CREATE, 'has an address, and sells for as long as it is active', async (world) => {
  const { stripe, news, url: home } = world
  const { shirt } = await shop(world)
  const { lastResponse: _, ...made } = await stripe.paymentLinks.create({
    line_items: [{ price: shirt.id, quantity: 2 }],
    metadata: { a: '1' },
  })
  const { id, url, ...rest } = made
  assert.match(id, /^plink_[A-Za-z0-9]{24}$/)
  assert.match(url, new RegExp(`^${home}/b/acct_\\w+/plink_\\w+$`))
  // https://docs.stripe.com/api/payment-link/object, its example; what came since as the SDK's types have it.
  assert.deepEqual(rest, {
    object: 'payment_link',
    active: true,
    after_completion: { hosted_confirmation: { custom_message: null }, type: 'hosted_confirmation' },
    allow_promotion_codes: false,
    application: null,
    application_fee_amount: null,
    application_fee_percent: null,
    automatic_tax: { enabled: false, liability: null },
    billing_address_collection: 'auto',
    consent_collection: null,
    currency: 'usd',
    custom_fields: [],
    custom_text: { after_submit: null, shipping_address: null, submit: null, terms_of_service_acceptance: null },
    customer_creation: 'if_required',
    inactive_message: null,
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
    managed_payments: null,
    metadata: { a: '1' },
    on_behalf_of: null,
    optional_items: null,
    payment_intent_data: null,
    payment_method_collection: 'if_required',
    payment_method_options: null,
    payment_method_types: null,
    phone_number_collection: { enabled: false },
    restrictions: null,
    shipping_address_collection: null,
    shipping_options: [],
    submit_type: 'auto',
    subscription_data: null,
    tax_id_collection: { enabled: false, required: 'never' },
    transfer_data: null,
  })
  assert.deepEqual(await news(), ['payment_link.created'])
})

behaves(CREATE, 'refuses what a link cannot sell', async (world) => {
  const { call, news } = world
  const { shirt, monthly } = await shop(world)
  const one = (id: string) => `line_items[0][price]=${id}&line_items[0][quantity]=1`
  const cases: [form: string, param: string, message: string, code?: string][] = [
    ['active=true', 'active', 'Received unknown parameter: active', 'parameter_unknown'],
    ['submit_type=pay', 'line_items', 'Missing required param: line_items.', 'parameter_missing'],
    [one('price_none'), 'line_items[0][price]', "No such price: 'price_none'", 'resource_missing'],
    [
      `${one(shirt.id)}&subscription_data[description]=x`,
      'subscription_data',
      'You can not pass `subscription_data` in `payment` mode.',
    ],
    [
      `${one(monthly.id)}&payment_intent_data[description]=x`,
      'payment_intent_data',
      'You can not pass `payment_intent_data` in `subscription` mode.',
    ],
    [
      `${one(monthly.id)}&customer_creation=always`,
      'customer_creation',
      '`customer_creation` can only be used in `payment` mode.',
    ],
    [
      `${one(shirt.id)}&after_completion[type]=redirect`,
      'after_completion[redirect]',
      'Missing required param: after_completion[redirect].',
      'parameter_missing',
    ],
    [
      `${one(shirt.id)}&restrictions[completed_sessions][limit]=0`,
      'restrictions[completed_sessions][limit]',
      'This value must be greater than or equal to 1.',
      'parameter_invalid_integer',
    ],
    [
      `${one(shirt.id)}&application_fee_amount=5`,
      'application_fee_amount',
      'Can only apply an application_fee_amount when the request is made on behalf of another account (using an OAuth ' +
        'key, the Stripe-Account header, or `transfer_data[destination]`).',
    ],
  ]
  for (const [form, param, message, code] of cases)
    refused(await call('POST', PATH, form), 400, { param, message, ...(code !== undefined && { code }) })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/payment_links/{id}', 'shows the link as it is', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const made = await stripe.paymentLinks.create({ line_items: [{ price: shirt.id, quantity: 1 }] })
  assert.deepEqual(await stripe.paymentLinks.retrieve(made.id), made)
  refused(await call('GET', `${PATH}/plink_none`), 404, {
    code: 'resource_missing',
    param: 'payment_link',
    message: "No such payment link: 'plink_none'",
  })
  assert.deepEqual(await news(), ['payment_link.created'])
})

behaves('GET /v1/payment_links', 'lists them, by whether they are active', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const make = () => stripe.paymentLinks.create({ line_items: [{ price: shirt.id, quantity: 1 }] })
  const [first, second] = [await make(), await make()]
  await stripe.paymentLinks.update(first.id, { active: false })
  const ids = async (params: object) => (await stripe.paymentLinks.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [second.id, first.id])
  assert.deepEqual(await ids({ active: true }), [second.id])
  assert.deepEqual(await ids({ active: false }), [first.id])
  assert.deepEqual(await news(), ['payment_link.created', 'payment_link.created', 'payment_link.updated'])
})

behaves('GET /v1/payment_links/{id}/line_items', 'lists what it sells', async (world) => {
  const { stripe, news } = world
  const { shirt, monthly } = await shop(world)
  const link = await stripe.paymentLinks.create({
    line_items: [
      { price: monthly.id, quantity: 1 },
      { price: shirt.id, quantity: 2 },
    ],
    expand: ['line_items'],
  })
  const { lastResponse: _, ...listed } = await stripe.paymentLinks.listLineItems(link.id)
  assert.deepEqual({ ...link.line_items }, { ...listed })
  assert.deepEqual(
    listed.data.map(({ description, amount_total, quantity }) => [description, amount_total, quantity]),
    [
      ['Shirt', 1500, 1],
      ['Shirt', 4000, 2],
    ],
  )
  assert.deepEqual(
    [link.payment_method_collection, link.customer_creation, link.invoice_creation],
    ['always', 'always', null],
  )
  assert.deepEqual(await news(), ['payment_link.created'])
})

behaves('POST /v1/payment_links/{id}', 'changes what its next sessions are', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: shirt.id, quantity: 1 }],
    payment_intent_data: { description: 'A shirt', metadata: { a: '1' } },
  })
  const { data } = await stripe.paymentLinks.listLineItems(link.id)
  const changed = await stripe.paymentLinks.update(link.id, {
    line_items: [{ id: data[0]!.id, quantity: 3 }],
    allow_promotion_codes: true,
    after_completion: { type: 'redirect', redirect: { url: 'https://shop.test/thanks' } },
    metadata: { b: '2' },
    inactive_message: 'Sold out',
  })
  assert.deepEqual(
    [changed.allow_promotion_codes, changed.after_completion, changed.metadata, changed.inactive_message],
    [true, { redirect: { url: 'https://shop.test/thanks' }, type: 'redirect' }, { b: '2' }, 'Sold out'],
  )
  assert.deepEqual(changed.payment_intent_data!.description, 'A shirt')
  const { body } = await call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  assert.deepEqual(
    [body.amount_total, body.allow_promotion_codes, body.success_url, body.metadata],
    [6000, true, 'https://shop.test/thanks', { b: '2' }],
  )
  refused(await call('POST', `${PATH}/${link.id}`, 'line_items[0][id]=li_none'), 400, {
    code: 'resource_missing',
    param: 'line_items[0][id]',
    message: "No such line item: 'li_none'",
  })
  assert.deepEqual(await news(), ['payment_link.created', 'payment_link.updated'])
})

behaves('POST /brindle/payment_links/{id}/visit', 'gives each visitor a session, up to a limit', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const link = await stripe.paymentLinks.create({
    line_items: [{ price: shirt.id, quantity: 1, adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } }],
    payment_intent_data: { description: 'A shirt' },
    restrictions: { completed_sessions: { limit: 2 } },
    metadata: { a: '1' },
  })
  const path = `/brindle/payment_links/${link.id}/visit`
  const visit = (form = '') => call('POST', path, form)
  const first = await visit('client_reference_id=cart_1&prefilled_email=jenny@example.com&locale=de')
  assert.deepEqual(
    [
      first.body.mode,
      first.body.payment_link,
      first.body.metadata,
      first.body.client_reference_id,
      first.body.customer_email,
      first.body.locale,
      first.body.success_url,
    ],
    ['payment', link.id, { a: '1' }, 'cart_1', 'jenny@example.com', 'de', null],
  )
  const second = await visit()
  assert.notEqual(second.body.id, first.body.id)
  const { data } = await stripe.checkout.sessions.list({ payment_link: link.id })
  assert.equal(data.length, 2)
  const paid = await press(world, first.body.id, VISA)
  assert.equal((await stripe.paymentIntents.retrieve(paid.body.payment_intent)).description, 'A shirt')
  assert.deepEqual((await stripe.paymentLinks.retrieve(link.id)).restrictions, {
    completed_sessions: { count: 1, limit: 2 },
  })
  await news()
  await press(world, second.body.id, VISA)
  const { active, restrictions } = await stripe.paymentLinks.retrieve(link.id)
  assert.deepEqual([active, restrictions], [false, { completed_sessions: { count: 2, limit: 2 } }])
  refused(await visit(), 400, { message: 'This payment link is no longer active.' })
  assert.deepEqual(await news(), [
    'payment_intent.created',
    'charge.succeeded',
    'payment_intent.succeeded',
    'checkout.session.completed',
    'payment_link.updated',
  ])
})

behaves('POST /brindle/payment_links/{id}/visit', 'sells by `price_data` and by subscription', async (world) => {
  const { stripe, call, news } = world
  const { product } = await shop(world)
  const price_data = { currency: 'usd', product, unit_amount: 700, recurring: { interval: 'month' as const } }
  const link = await stripe.paymentLinks.create({
    line_items: [{ price_data, quantity: 1 }],
    subscription_data: { trial_period_days: 7, metadata: { a: '1' } },
  })
  const { body } = await call('POST', `/brindle/payment_links/${link.id}/visit`, '')
  assert.deepEqual([body.mode, body.amount_total], ['subscription', 0])
  const done = await press(world, body.id, VISA)
  const { status, metadata, items } = await stripe.subscriptions.retrieve(done.body.subscription)
  assert.deepEqual([status, metadata, items.data[0]!.price.unit_amount], ['trialing', { a: '1' }, 700])
  assert.deepEqual(await news(), [
    'payment_link.created',
    'customer.created',
    'setup_intent.created',
    'payment_method.attached',
    'setup_intent.succeeded',
    'customer.subscription.created',
    'invoice.created',
    'customer.updated',
    'invoice.finalized',
    'invoice.paid',
    'invoice.payment_succeeded',
    'checkout.session.completed',
  ])
})
