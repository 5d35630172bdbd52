// Checkout Sessions: how they are found, changed, and end without a payment.
// (https://docs.stripe.com/api/checkout/sessions)
// One file because the tests are one list of the operations.
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { COMPLETED, OK, PAID, press, selling, shop, VISA } from './shop.ts'

const PATH = '/v1/checkout/sessions'

behaves('GET /v1/checkout/sessions/{id}', 'shows the session as it is', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const made = await selling(world, shirt.id)
  assert.deepEqual(await stripe.checkout.sessions.retrieve(made.id), made)
  refused(await call('GET', `${PATH}/cs_test_none`), 404, {
    code: 'resource_missing',
    param: 'session',
    message: "No such checkout.session: 'cs_test_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/checkout/sessions', 'is filtered by who and what', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const { id: customer } = await stripe.customers.create({ email: 'known@example.com' })
  const first = await selling(world, shirt.id, { customer })
  const second = await selling(world, shirt.id, { customer_email: 'new@example.com' })
  await press(world, second.id, VISA)
  const { payment_intent } = await stripe.checkout.sessions.retrieve(second.id)
  const ids = async (params: Stripe.Checkout.SessionListParams) =>
    (await stripe.checkout.sessions.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [second.id, first.id])
  assert.deepEqual(await ids({ limit: 1, starting_after: second.id }), [first.id])
  assert.deepEqual(await ids({ customer }), [first.id])
  assert.deepEqual(await ids({ status: 'open' }), [first.id])
  assert.deepEqual(await ids({ payment_intent: payment_intent as string }), [second.id])
  assert.deepEqual(await ids({ customer_details: { email: 'new@example.com' } }), [second.id])
  assert.deepEqual(await ids({ customer_details: { email: 'known@example.com' } }), [first.id])
  assert.deepEqual(await news(), ['customer.created', ...PAID, COMPLETED])
})

behaves('GET /v1/checkout/sessions/{id}/line_items', 'lists them as they were given', async (world) => {
  const { stripe, news } = world
  const { shirt } = await shop(world)
  const session = await stripe.checkout.sessions.create({
    mode: 'payment',
    success_url: OK,
    line_items: [1, 2, 3].map((quantity) => ({ price: shirt.id, quantity })),
  })
  const all = await stripe.checkout.sessions.listLineItems(session.id)
  assert.deepEqual(
    all.data.map(({ quantity, amount_total }) => [quantity, amount_total]),
    [
      [1, 2000],
      [2, 4000],
      [3, 6000],
    ],
  )
  const rest = await stripe.checkout.sessions.listLineItems(session.id, { limit: 1, starting_after: all.data[0]!.id })
  assert.deepEqual([rest.data.map(({ id }) => id), rest.has_more], [[all.data[1]!.id], true])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/checkout/sessions/{id}', 'changes what is sold, how it is sent, and labels', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const rate = await stripe.shippingRates.create({
    display_name: 'Post',
    type: 'fixed_amount',
    fixed_amount: { amount: 300, currency: 'usd' },
  })
  const session = await selling(world, shirt.id, {
    line_items: [
      { price: shirt.id, quantity: 1 },
      { price: shirt.id, quantity: 4 },
    ],
    metadata: { a: '1', b: '2' },
  })
  const { data } = await stripe.checkout.sessions.listLineItems(session.id)
  const address = { line1: '354 Oyster Point Blvd', city: 'South San Francisco', postal_code: '94080', country: 'US' }
  const changed = await stripe.checkout.sessions.update(session.id, {
    metadata: { a: '', c: '3' },
    line_items: [{ id: data[0]!.id, quantity: 3 }],
    shipping_options: [{ shipping_rate: rate.id }],
    collected_information: { shipping_details: { name: 'Jenny', address } },
  })
  assert.deepEqual(
    [changed.metadata, changed.amount_subtotal, changed.amount_total, changed.shipping_options],
    [{ b: '2', c: '3' }, 6000, 6300, [{ shipping_amount: 300, shipping_rate: rate.id }]],
  )
  assert.deepEqual(changed.collected_information!.shipping_details, {
    name: 'Jenny',
    address: { ...address, line2: null, state: null },
  })
  const left = await stripe.checkout.sessions.listLineItems(session.id)
  assert.deepEqual(
    left.data.map(({ id, quantity }) => [id, quantity]),
    [[data[0]!.id, 3]],
  )
  refused(await call('POST', `${PATH}/${session.id}`, `line_items[0][price]=${shirt.id}`), 400, {
    code: 'not_built',
    param: 'line_items[0]',
    message: 'Brindle does not add line items to a Checkout Session yet.',
  })
  refused(await call('POST', `${PATH}/${session.id}`, 'line_items[0][id]=li_none'), 400, {
    code: 'resource_missing',
    param: 'line_items[0][id]',
    message: "No such line item: 'li_none'",
  })
  await stripe.checkout.sessions.expire(session.id)
  assert.deepEqual((await stripe.checkout.sessions.update(session.id, { metadata: '' })).metadata, {})
  refused(await call('POST', `${PATH}/${session.id}`, 'shipping_options='), 400, {
    message:
      'Only Checkout Sessions with a status in ["open"] can be updated. This Checkout Session has a status of `expired`.',
  })
  assert.deepEqual(await news(), ['checkout.session.expired'])
})

behaves('POST /v1/checkout/sessions/{id}/expire', 'ends an open session', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const open = await selling(world, shirt.id)
  const { lastResponse: _, ...expired } = await stripe.checkout.sessions.expire(open.id)
  const { lastResponse: __, ...before } = open
  assert.deepEqual(expired, { ...before, status: 'expired', url: null })
  for (const status of ['expired', 'complete']) {
    const { id } = status === 'expired' ? open : await selling(world, shirt.id)
    if (status === 'complete') await press(world, id, VISA)
    refused(await call('POST', `${PATH}/${id}/expire`, ''), 400, {
      message: `Only Checkout Sessions with a status in ["open"] can be expired. This Checkout Session has a status of \`${status}\`.`,
    })
  }
  assert.deepEqual(await news(), ['checkout.session.expired', ...PAID, COMPLETED])
})

behaves('POST /v1/checkout/sessions/{id}/expire', 'takes a payment that was tried with it', async (world) => {
  const { stripe, call, news } = world
  const { shirt } = await shop(world)
  const { id } = await selling(world, shirt.id)
  assert.equal((await press(world, id, 'payment_method=pm_card_chargeDeclined')).status, 402)
  const { payment_intent } = await stripe.checkout.sessions.retrieve(id)
  refused(await call('POST', `/v1/payment_intents/${payment_intent}/cancel`, ''), 400, {
    code: 'payment_intent_unexpected_state',
    message: 'You cannot perform this action on PaymentIntents created by Checkout.',
  })
  await stripe.checkout.sessions.expire(id)
  const intent = await stripe.paymentIntents.retrieve(payment_intent as string)
  assert.deepEqual([intent.status, intent.cancellation_reason], ['canceled', 'expired'])
  assert.deepEqual(await news(), [
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
    'payment_intent.canceled',
    'checkout.session.expired',
  ])
})

behaves('POST /v1/checkout/sessions', 'expires by itself when its time is over', async (world) => {
  const { stripe, news, advance } = world
  const { shirt } = await shop(world)
  const now = await advance(0)
  const soon = await selling(world, shirt.id, { expires_at: now + 1860 })
  const later = await selling(world, shirt.id)
  await advance(1861)
  assert.equal((await stripe.checkout.sessions.retrieve(soon.id)).status, 'expired')
  assert.equal((await stripe.checkout.sessions.retrieve(later.id)).status, 'open')
  assert.deepEqual(await news(), ['checkout.session.expired'])
  await advance(86_400)
  assert.equal((await stripe.checkout.sessions.retrieve(later.id)).status, 'expired')
  assert.deepEqual(await news(), ['checkout.session.expired'])
})

behaves('POST /brindle/checkout_sessions/{id}/recover', 'makes another of one that has expired', async (world) => {
  const { stripe, call, news, advance, url } = world
  const { shirt } = await shop(world)
  const recovery = { enabled: true, allow_promotion_codes: true }
  const open = await selling(world, shirt.id, { after_expiration: { recovery }, metadata: { a: '1' } })
  const path = `/brindle/checkout_sessions/${open.id}/recover`
  refused(await call('POST', path, ''), 400, { message: 'This Checkout Session cannot be recovered.' })
  const expired = await stripe.checkout.sessions.expire(open.id)
  const { expires_at, ...shown } = expired.after_expiration!.recovery!
  const account = (await stripe.accounts.retrieveCurrent()).id
  assert.deepEqual(shown, { ...recovery, url: `${url}/r/${account}/${open.id}` })
  const { body } = await call('POST', path, '')
  assert.deepEqual(
    [body.recovered_from, body.status, body.amount_total, body.allow_promotion_codes, body.metadata],
    [open.id, 'open', 2000, true, { a: '1' }],
  )
  const now = await advance(30 * 86_400)
  assert.ok(expires_at! <= now)
  refused(await call('POST', path, ''), 400, { message: 'This Checkout Session cannot be recovered.' })
  // The second went by itself.
  assert.deepEqual(await news(), ['checkout.session.expired', 'checkout.session.expired'])
})
