// Subscriptions: prices billed again and again. How they change and end, and what may go wrong with their payments, is in
// the files beside this one. (https://docs.stripe.com/api/subscriptions; "recorded": Stripe's answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const MONTHLY = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }

/** A customer who pays with a card by default, and a price of $15.00 a month. */
async function buyer({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>, plain = MONTHLY) {
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  await stripe.customers.update(customer, { invoice_settings: { default_payment_method: card } })
  const { id: price } = await stripe.prices.create({ ...plain, product_data: { name: 'Photos' } })
  await news()
  return { customer, card, price }
}

/** Everything that a first payment is news of. (billing facts, group 8) */
const BOUGHT = [
  'customer.subscription.created',
  'invoice.created',
  'customer.updated',
  'invoice.finalized',
  'payment_intent.created',
  'charge.succeeded',
  'payment_intent.succeeded',
  'invoice_payment.paid',
  'invoice.paid',
  'invoice.payment_succeeded',
  'customer.subscription.updated',
]

behaves('POST /v1/subscriptions', 'is active once its first invoice is paid', async (world) => {
  const { customer, price } = await buyer(world)
  const form = `customer=${customer}&items[0][price]=${price}&metadata[a]=1&description=Photos`
  const { body } = await world.call('POST', '/v1/subscriptions', form)
  const { id, created, items, latest_invoice, billing_mode, invoice_settings, ...rest } = body
  assert.match(id, /^sub_[A-Za-z0-9]{24}$/)
  assert.match(latest_invoice, /^in_[A-Za-z0-9]{24}$/)
  assert.deepEqual([billing_mode.type, invoice_settings.issuer], ['flexible', { type: 'self' }])
  assert.deepEqual([items.object, items.data.length, items.has_more], ['list', 1, false])
  assert.equal(items.url, `/v1/subscription_items?subscription=${id}`)
  assert.deepEqual([items.data[0].price.id, items.data[0].quantity], [price, 1])
  assert.deepEqual(rest, {
    object: 'subscription',
    application: null,
    application_fee_percent: null,
    automatic_tax: { disabled_reason: null, enabled: false, liability: null },
    billing_cycle_anchor: created,
    billing_cycle_anchor_config: null,
    billing_schedules: [],
    billing_thresholds: null,
    cancel_at: null,
    cancel_at_period_end: false,
    canceled_at: null,
    cancellation_details: { comment: null, feedback: null, feedback_option: null, reason: null },
    collection_method: 'charge_automatically',
    currency: 'usd',
    customer,
    customer_account: null,
    days_until_due: null,
    default_payment_method: null,
    default_source: null,
    default_tax_rates: [],
    description: 'Photos',
    discounts: [],
    ended_at: null,
    livemode: false,
    managed_payments: null,
    metadata: { a: '1' },
    next_pending_invoice_item_invoice: null,
    on_behalf_of: null,
    pause_collection: null,
    payment_settings: {
      payment_method_options: null,
      payment_method_types: null,
      save_default_payment_method: 'off',
    },
    pending_invoice_item_interval: null,
    pending_setup_intent: null,
    pending_update: null,
    schedule: null,
    start_date: created,
    status: 'active',
    test_clock: null,
    transfer_data: null,
    trial_end: null,
    trial_settings: { end_behavior: { billing_cycle_anchor: 'now', missing_payment_method: 'create_invoice' } },
    trial_start: null,
  })
  assert.deepEqual(await world.news(), BOUGHT)
  // It was created incomplete, and then became active: each event shows its own moment.
  const [made] = (await world.stripe.events.list({ type: 'customer.subscription.created' })).data
  assert.equal((made!.data.object as Stripe.Subscription).status, 'incomplete')
  const [became] = (await world.stripe.events.list({ type: 'customer.subscription.updated' })).data
  assert.deepEqual((became!.data as { previous_attributes?: object }).previous_attributes, { status: 'incomplete' })
})

behaves('POST /v1/subscriptions', 'has settings for its invoices', async (world) => {
  // https://docs.stripe.com/api/subscriptions/object#subscription_object-invoice_settings; recorded.
  const { customer, price } = await buyer(world)
  const { invoice_settings } = await world.stripe.subscriptions.create({ customer, items: [{ price }] })
  const none = { account_tax_ids: null, custom_fields: null, description: null, footer: null }
  assert.deepEqual(invoice_settings, { ...none, issuer: { type: 'self' } })
  assert.deepEqual(await world.news(), BOUGHT)
})

behaves('POST /v1/subscriptions', 'expands its invoice, and bills every item', async (world) => {
  const { customer, price, card } = await buyer(world)
  const yearly = { ...MONTHLY, unit_amount: 250, product_data: { name: 'Storage' } }
  const { id: storage } = await world.stripe.prices.create(yearly)
  await world.news()
  const made = await world.stripe.subscriptions.create({
    customer,
    items: [{ price, quantity: 2 }, { price: storage }],
    default_payment_method: card,
    off_session: true,
    expand: ['latest_invoice.customer', 'default_payment_method'],
  })
  const invoice = made.latest_invoice as Stripe.Invoice
  // 2 × 15.00 + 2.50
  assert.deepEqual([invoice.status, invoice.total, invoice.amount_paid], ['paid', 3250, 3250])
  assert.equal((invoice.customer as Stripe.Customer).id, customer)
  assert.equal((made.default_payment_method as Stripe.PaymentMethod).id, card)
  assert.deepEqual(
    made.items.data.map(({ quantity }) => quantity),
    [2, 1],
  )
  assert.deepEqual(await world.news(), BOUGHT)
})

behaves('POST /v1/subscriptions', 'costs nothing, and needs no method then', async ({ stripe, news }) => {
  const { id: customer } = await stripe.customers.create()
  const free = { ...MONTHLY, unit_amount: 0, product_data: { name: 'Free' } }
  const { id: price } = await stripe.prices.create(free)
  await news()
  const made = await stripe.subscriptions.create({ customer, items: [{ price }], expand: ['latest_invoice.payments'] })
  const invoice = made.latest_invoice as Stripe.Invoice
  assert.deepEqual([made.status, invoice.status, invoice.amount_due], ['active', 'paid', 0])
  // Recorded: nothing was tried, and still it counts as tried.
  assert.deepEqual([invoice.attempted, invoice.attempt_count, invoice.payments?.data], [true, 0, []])
  const paying = ['payment_intent.created', 'charge.succeeded', 'payment_intent.succeeded', 'invoice_payment.paid']
  assert.deepEqual(
    await news(),
    BOUGHT.filter((type) => !paying.includes(type)),
  )
})

behaves('POST /v1/subscriptions', 'refuses what cannot be subscribed to', async (world) => {
  const { stripe, call, news } = world
  const { customer, price } = await buyer(world)
  const product_data = { name: 'Others' }
  const once = (await stripe.prices.create({ currency: 'usd', unit_amount: 500, product_data })).id
  const euro = (await stripe.prices.create({ ...MONTHLY, currency: 'eur', product_data })).id
  const old = (await stripe.prices.create({ ...MONTHLY, product_data })).id
  await stripe.prices.update(old, { active: false })
  await news()
  const make = (form: string) => call('POST', '/v1/subscriptions', form)
  const item = (...prices: string[]) => prices.map((id, i) => `&items[${i}][price]=${id}`).join('')
  const param = 'items[0][price]'
  const missing = (id: string) => ({ code: 'resource_missing', message: `No such price: '${id}'` })
  refused(await make(`customer=${customer}${item('price_none')}`), 400, { ...missing('price_none'), param })
  refused(await make(`customer=${customer}${item(price, 'price_none')}`), 400, {
    ...missing('price_none'),
    param: 'items[1][price]',
  })
  // Both texts are Stripe's own.
  refused(await make(`customer=${customer}${item(once)}`), 400, {
    param,
    message: 'The price specified is set to `type=one_time` but this field only accepts prices with `type=recurring`.',
  })
  refused(await make(`customer=${customer}${item(old)}`), 400, {
    param,
    message: 'The price specified is inactive. This field only accepts active prices.',
  })
  const mixed = await make(`customer=${customer}${item(price, euro)}`)
  assert.deepEqual([mixed.status, mixed.body.error.type], [400, 'invalid_request_error'])
  const nobody = (await make(`customer=cus_none${item(price)}`)).body.error
  assert.deepEqual(
    [nobody.code, nobody.param, nobody.message],
    ['resource_missing', 'customer', "No such customer: 'cus_none'"],
  )
  const nothing = await make(`customer=${customer}`)
  refused(nothing, 400, { code: 'parameter_missing', param: 'items', message: 'Missing required param: items.' })
  const foreign = await make(`customer=${customer}${item(price)}&default_payment_method=pm_none`)
  assert.deepEqual([foreign.status, foreign.body.error.param], [400, 'default_payment_method'])
  assert.deepEqual((await stripe.subscriptions.list({ status: 'all' })).data, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/subscriptions', 'has each price once', async (world) => {
  // Recorded.
  const { customer, price } = await buyer(world)
  const form = `customer=${customer}&items[0][price]=${price}&items[1][price]=${price}`
  const { status, body } = await world.call('POST', '/v1/subscriptions', form)
  const message = `Cannot create a Subscription with multiple Subscription Items with the same Price: ${price}`
  assert.deepEqual([status, body.error.param, body.error.message], [400, 'plan', message])
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/subscriptions', 'has at most twenty items', async (world) => {
  // https://docs.stripe.com/api/subscriptions/create#create_subscription-items
  const { customer } = await buyer(world)
  const items = Array.from({ length: 21 }, (_, i) => `&items[${i}][price]=price_${i}`).join('')
  const { status, body } = await world.call('POST', '/v1/subscriptions', `customer=${customer}${items}`)
  assert.deepEqual([status, body.error.type, body.error.param], [400, 'invalid_request_error', 'items'])
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/subscriptions', 'is in the one currency of its customer', async (world) => {
  // https://docs.stripe.com/api/customers/object#customer_object-currency
  const { customer, price } = await buyer(world)
  await world.stripe.subscriptions.create({ customer, items: [{ price }] })
  const euro = await world.stripe.prices.create({ ...MONTHLY, currency: 'eur', product_data: { name: 'Fotos' } })
  assert.equal(((await world.stripe.customers.retrieve(customer)) as Stripe.Customer).currency, 'usd')
  await world.news()
  const form = `customer=${customer}&items[0][price]=${euro.id}`
  const { status, body } = await world.call('POST', '/v1/subscriptions', form)
  assert.deepEqual([status, body.error?.type], [400, 'invalid_request_error'])
  assert.match(body.error.message, /combine currencies on a single customer/)
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/subscriptions/{id}', 'is the subscription, or not there', async (world) => {
  const { customer, price } = await buyer(world)
  const made = await world.stripe.subscriptions.create({ customer, items: [{ price }] })
  assert.deepEqual({ ...(await world.stripe.subscriptions.retrieve(made.id)) }, { ...made })
  for (const [method, form] of [['GET'], ['POST', 'metadata[a]=1'], ['DELETE']] as const)
    refused(await world.call(method, '/v1/subscriptions/sub_none', form), 404, {
      code: 'resource_missing',
      param: 'id',
      message: "No such subscription: 'sub_none'",
    })
  assert.deepEqual(await world.news(), BOUGHT)
})

behaves('GET /v1/subscriptions', 'leaves out what was canceled, unless asked', async (world) => {
  const { customer, price } = await buyer(world)
  const { stripe } = world
  const one = await stripe.subscriptions.create({ customer, items: [{ price }] })
  const two = await stripe.subscriptions.create({
    customer,
    items: [{ price }],
    payment_behavior: 'default_incomplete',
  })
  const three = await stripe.subscriptions.create({ customer, items: [{ price }] })
  await stripe.subscriptions.cancel(three.id)
  await world.news()
  const ids = async (params: Stripe.SubscriptionListParams) =>
    (await stripe.subscriptions.list({ customer, ...params })).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ status: 'all', price }), [three.id, two.id, one.id])
  assert.deepEqual(await ids({ status: 'active' }), [one.id])
  assert.deepEqual(await ids({ status: 'incomplete' }), [two.id])
  assert.deepEqual(await ids({ status: 'ended' }), [three.id])
  assert.deepEqual(await world.news(), [])
})

behaves('GET /v1/subscriptions', 'names the states that there are', async ({ call, news }) => {
  // Recorded, in this order.
  refused(await call('GET', '/v1/subscriptions?status=bogus'), 400, {
    param: 'status',
    message:
      'Invalid status: must be one of active, past_due, unpaid, canceled, incomplete, incomplete_expired, trialing, paused, all, or ended',
  })
  assert.deepEqual(await news(), [])
})
