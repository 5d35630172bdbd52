// Subscribing on the page of a Checkout Session. (https://docs.stripe.com/payments/subscriptions)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { ACACIA, callsPrice, older } from '../billing/older.ts'
import { COMPLETED, decide, press, seen, selling, shop, SUBSCRIBED, VISA } from './shop.ts'

const CONFIRM = 'POST /v1/payment_pages/{id}/confirm'

behaves(CONFIRM, 'subscribes, and sells once beside it', async (world) => {
  const { stripe, news } = world
  const { shirt, monthly } = await shop(world)
  await stripe.coupons.create({ id: 'TENTH', percent_off: 10, duration: 'forever' })
  const rate = await stripe.taxRates.create({ display_name: 'VAT', percentage: 20, inclusive: false })
  await news()
  const { id, amount_total, total_details } = await selling(world, monthly.id, {
    mode: 'subscription',
    discounts: [{ coupon: 'TENTH' }],
    line_items: [
      { price: monthly.id, quantity: 2, tax_rates: [rate.id] },
      { price: shirt.id, quantity: 1 },
      {
        price_data: {
          currency: 'usd',
          unit_amount: 500,
          recurring: { interval: 'month' },
          product: shirt.product as string,
        },
        quantity: 1,
      },
    ],
    subscription_data: { description: 'Shirts', metadata: { a: '1' } },
  })
  // 30.00 less 3.00 and a fifth of 27.00 on top; 20.00 less 2.00; 5.00 less 0.50.
  assert.deepEqual(
    [amount_total, total_details],
    [3240 + 1800 + 450, { amount_discount: 550, amount_shipping: 0, amount_tax: 540 }],
  )
  // An offer stands, though its price is withdrawn.
  await stripe.prices.update(monthly.id, { active: false })
  await news()
  const { body } = await press(world, id, `${VISA}&expected_amount=5490`)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'paid'])
  const subscription = await stripe.subscriptions.retrieve(body.subscription)
  const { status, customer, description, metadata, items, default_payment_method: method } = subscription
  assert.deepEqual([status, customer, description, metadata], ['active', body.customer, 'Shirts', { a: '1' }])
  assert.deepEqual(
    items.data.map(({ price, quantity }) => [price.unit_amount, quantity]),
    [
      [1500, 2],
      [500, 1],
    ],
  )
  const saved = await stripe.customers.listPaymentMethods(body.customer)
  assert.deepEqual(
    saved.data.map(({ id: one }) => one),
    [method],
  )
  const invoice = await stripe.invoices.retrieve(body.invoice)
  assert.deepEqual([invoice.total, invoice.status, invoice.billing_reason], [5490, 'paid', 'subscription_create'])
  assert.deepEqual(await news(), [
    'customer.created',
    'payment_method.attached',
    SUBSCRIBED[0],
    'invoiceitem.created',
    ...SUBSCRIBED.slice(1),
    COMPLETED,
  ])
})

behaves(CONFIRM, 'subscribes in the currency that is asked for, or that the customer has', async (world) => {
  const { stripe, news, call } = world
  const { product, monthly } = await shop(world)
  const { id: both } = await stripe.prices.create({
    product,
    currency: 'usd',
    unit_amount: 1500,
    recurring: { interval: 'month' },
    currency_options: { eur: { unit_amount: 1400 } },
  })
  const given = await selling(world, both, { mode: 'subscription', currency: 'eur' })
  assert.deepEqual([given.currency, given.amount_total], ['eur', 1400])
  await news()
  const { body } = await press(world, given.id, VISA)
  const { latest_invoice: first, ...made } = await stripe.subscriptions.retrieve(body.subscription, {
    expand: ['latest_invoice'],
  })
  assert.deepEqual([made.currency, (first as Stripe.Invoice).currency], ['eur', 'eur'])
  assert.equal((first as Stripe.Invoice).total, 1400)
  assert.deepEqual(await news(), ['customer.created', 'payment_method.attached', ...SUBSCRIBED, COMPLETED])
  // https://github.com/invertase/stripe-firebase-extensions/issues/644
  const again = await selling(world, both, { mode: 'subscription', customer: body.customer })
  assert.deepEqual([again.currency, again.amount_total], ['eur', 1400])
  const link = await stripe.paymentLinks.create({ currency: 'eur', line_items: [{ price: both, quantity: 2 }] })
  const visit = await call('POST', `/brindle/payment_links/${link.id}/visit`)
  assert.deepEqual([visit.body.currency, visit.body.amount_total], ['eur', 2800])
  const form = `mode=subscription&success_url=https://shop.test/ok&line_items[0][price]=${monthly.id}&line_items[0][quantity]=1`
  refused(await call('POST', '/v1/checkout/sessions', `${form}&currency=eur`), 400, {
    param: 'line_items[0][price]',
    message: "The price specified only supports `usd`. This doesn't match the expected currency: `eur`.",
  })
  refused(await call('POST', '/v1/checkout/sessions', `${form}&customer=${body.customer}`), 400, {
    message: /^You cannot combine currencies on a single customer\./,
  })
  assert.deepEqual(await news(), ['payment_link.created'])
})

behaves(CONFIRM, 'leaves nothing of a subscription that a bank refuses', async (world) => {
  const { stripe, news } = world
  const { monthly } = await shop(world)
  const { id } = await selling(world, monthly.id, { mode: 'subscription' })
  const no = await press(world, id, 'payment_method=pm_card_chargeCustomerFail')
  assert.deepEqual([no.status, no.body.error.type], [402, 'card_error'])
  assert.deepEqual(await news(), [])
  assert.deepEqual((await stripe.customers.list()).data, [])
  assert.equal((await press(world, id, VISA)).body.payment_status, 'paid')
  assert.deepEqual(await news(), ['customer.created', 'payment_method.attached', ...SUBSCRIBED, COMPLETED])
})

behaves(CONFIRM, 'shows a subscription once its customer has answered their bank', async (world) => {
  const { stripe, news } = world
  const { monthly } = await shop(world)
  const { id } = await selling(world, monthly.id, { mode: 'subscription' })
  const asked = await press(world, id, 'payment_method=pm_card_threeDSecure2Required&email=a@b.test')
  assert.deepEqual([asked.body.status, asked.body.subscription], ['open', null])
  await decide(world, asked.body.next_action, 'fail')
  assert.equal((await seen(world, id)).status, 'open')
  const { body } = await press(world, id, VISA)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'paid'])
  const { data } = await stripe.subscriptions.list()
  assert.deepEqual(
    data.map((one) => [one.id, one.status]),
    [[body.subscription, 'active']],
  )
  const [paid, settled] = [SUBSCRIBED.slice(5, 7), SUBSCRIBED.slice(8)]
  assert.deepEqual(await news(), [
    'customer.created',
    'payment_method.attached',
    ...SUBSCRIBED.slice(0, 5),
    'payment_intent.requires_action',
    'payment_intent.payment_failed',
    'invoice.updated',
    'invoice.payment_failed',
    'payment_method.attached',
    'customer.subscription.updated',
    ...paid,
    SUBSCRIBED[7],
    'invoice.updated',
    ...settled,
    COMPLETED,
  ])
})

behaves(CONFIRM, 'sets a method up for a trial', async (world) => {
  const { stripe, news } = world
  const { monthly } = await shop(world)
  const subscription_data = { trial_period_days: 7 }
  const { id } = await selling(world, monthly.id, { mode: 'subscription', subscription_data })
  const { body } = await press(world, id, `${VISA}&expected_amount=0`)
  assert.deepEqual([body.status, body.payment_status], ['complete', 'no_payment_required'])
  const { status, default_payment_method, pending_setup_intent } = await stripe.subscriptions.retrieve(
    body.subscription,
  )
  assert.deepEqual([status, pending_setup_intent], ['trialing', null])
  const [intent] = (await stripe.setupIntents.list()).data
  assert.equal(intent!.payment_method, default_payment_method)
  assert.deepEqual(await news(), [
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
    COMPLETED,
  ])
  const free = await selling(world, monthly.id, {
    mode: 'subscription',
    subscription_data,
    payment_method_collection: 'if_required',
  })
  const bare = await press(world, free.id, 'email=a@b.test')
  assert.equal(bare.body.status, 'complete')
  assert.equal((await stripe.subscriptions.retrieve(bare.body.subscription)).status, 'trialing')
  assert.deepEqual(await news(), [
    'customer.created',
    'customer.subscription.created',
    'invoice.created',
    'customer.updated',
    'invoice.finalized',
    'invoice.paid',
    'invoice.payment_succeeded',
    'setup_intent.created',
    COMPLETED,
  ])
})

behaves(
  'POST /v1/checkout/sessions/{id}/expire',
  'takes a subscription that waits for a bank with it',
  async (world) => {
    const { stripe, news } = world
    const { monthly } = await shop(world)
    const { id } = await selling(world, monthly.id, { mode: 'subscription' })
    await press(world, id, 'payment_method=pm_card_threeDSecure2Required&email=a@b.test')
    await news()
    const { status, subscription } = await stripe.checkout.sessions.expire(id)
    assert.deepEqual([status, subscription], ['expired', null])
    const { data } = await stripe.subscriptions.list({ status: 'all' })
    const [invoice] = (await stripe.invoices.list()).data
    const [intent] = (await stripe.paymentIntents.list()).data
    assert.deepEqual(
      [data.map((one) => one.status), invoice!.status, intent!.status],
      [['incomplete_expired'], 'void', 'canceled'],
    )
    assert.deepEqual(await news(), [
      'invoice.updated',
      'invoice.voided',
      'payment_intent.canceled',
      'customer.subscription.updated',
      'checkout.session.expired',
    ])
  },
)

behaves(CONFIRM, 'subscribes to usage records, whichever version pays', async (world) => {
  const old = older(world, ACACIA)
  const price = await callsPrice(old)
  const session = { mode: 'subscription', line_items: [{ price }], success_url: 'https://shop.example/thanks' }
  const { id } = await old.checkout.sessions.create(session)
  await world.news()
  const { body } = await press(world, id, VISA)
  assert.equal(body.status, 'complete', JSON.stringify(body))
  const { billing_mode, items } = await world.stripe.subscriptions.retrieve(body.subscription)
  assert.deepEqual([billing_mode.type, items.data[0]!.price.id], ['classic', price])
  assert.ok((await world.news()).includes(COMPLETED))
})
