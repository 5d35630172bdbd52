// Faults on demand: every one comes about as often as it was asked for, says so, and does to the account what it says.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import { sandbox, startBrindle } from '../../world.ts'

const FAULTS = '/brindle/faults'

behaves('POST /brindle/faults', 'answers a route with an error, so often', async ({ call, stripe, news }) => {
  const made = await call('POST', FAULTS, 'on=requests&method=POST&path=/v1/customers/{id}&status=500&count=2')
  assert.deepEqual(made.body, {
    id: made.body.id,
    object: 'brindle.fault',
    code: null,
    created: made.body.created,
    cut: null,
    delay_ms: null,
    hits: 0,
    message: null,
    method: 'POST',
    on: 'requests',
    path: '/v1/customers/{id}',
    rate: null,
    remaining: 2,
    status: 500,
    window: null,
  })
  const { id } = await stripe.customers.create({ name: 'Jenny' })
  assert.equal((await stripe.customers.retrieve(id)).id, id)
  for (let i = 0; i < 2; i++) {
    const { status, body } = await call('POST', `/v1/customers/${id}`, 'name=Amy')
    assert.deepEqual([status, body.error.type], [500, 'api_error'])
  }
  assert.equal(((await stripe.customers.retrieve(id)) as { name: string }).name, 'Jenny')
  assert.equal((await stripe.customers.update(id, { name: 'Amy' })).name, 'Amy')
  const [spent] = (await call('GET', FAULTS)).body.data
  assert.deepEqual([spent.id, spent.hits, spent.remaining], [made.body.id, 2, 0])
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
})

behaves('GET /brindle/faults', 'limits a rate in Stripe’s words', async ({ call, stripe, news }) => {
  await call('POST', FAULTS, 'on=requests&path=/v1/balance&rate[requests]=2&rate[seconds]=3600')
  await stripe.balance.retrieve()
  await stripe.balance.retrieve()
  await assert.rejects(() => stripe.balance.retrieve(), {
    type: 'StripeRateLimitError',
    code: 'rate_limit',
    statusCode: 429,
  })
  const { body } = await call('GET', FAULTS)
  assert.deepEqual([body.data[0].hits, body.data[0].window.requests, body.data[0].remaining], [1, 3, null])
  assert.deepEqual(await news(), [])
})

behaves('DELETE /brindle/faults/{fault}', 'ends a fault', async ({ call, stripe, news }) => {
  const { body } = await call('POST', FAULTS, 'on=requests&status=402&code=card_declined&message=No')
  const charge = () => stripe.charges.create({ amount: 500, currency: 'usd', source: 'tok_visa' })
  await assert.rejects(charge, { type: 'StripeCardError', code: 'card_declined', message: 'No', statusCode: 402 })
  const gone = await call('DELETE', `${FAULTS}/${body.id}`)
  assert.deepEqual(gone.body, { id: body.id, object: 'brindle.fault', deleted: true })
  assert.equal((await charge()).status, 'succeeded')
  refused(await call('DELETE', `${FAULTS}/${body.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: `No such fault: '${body.id}'`,
  })
  assert.deepEqual(await news(), ['charge.succeeded'])
})

/** What cannot be asked for. */
const REFUSED: readonly (readonly [form: string, param: string, message: string])[] = [
  ['on=requests', 'status', 'Missing required param: status.'],
  ['on=requests&code=x&delay_ms=1', 'status', 'Missing required param: status.'],
  ['on=requests&status=500&cut=answer', 'status', 'A fault has one of `status`, `cut` and `rate`.'],
  ['on=requests&status=500&drop=true', 'drop', 'A fault of requests has no `drop`.'],
  ['on=requests&status=500&path=/customers', 'path', 'A path begins with /v1 or /v2.'],
  ['on=webhooks', 'drop', 'Missing required param: drop.'],
  ['on=webhooks&path=/v1/customers', 'path', 'A fault of webhooks has no `path`.'],
  ['on=webhooks&drop=true&status=500', 'drop', 'What is dropped is answered by nobody.'],
  ['on=payments&status=500', 'status', 'A fault of payments has no `status`.'],
  ['on=requests&status=500&customer=cus_1', 'customer', 'A fault of requests has no `customer`.'],
  ['on=webhooks&drop=true&duplicate=1', 'drop', 'What is dropped is neither duplicated nor late.'],
]

test('a fault that cannot be is refused', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { call } = sandbox(brindle)
  for (const [form, param, message] of REFUSED) {
    const { status, body } = await call('POST', FAULTS, form)
    assert.deepEqual([status, body.error.param, body.error.message], [400, param, message], form)
  }
  for (const [form, param] of [
    ['on=requests&status=200', 'status'],
    ['on=requests&delay_ms=60001', 'delay_ms'],
    ['on=requests&status=500&count=0', 'count'],
    ['on=webhooks&duplicate=11', 'duplicate'],
    ['on=webhooks&status=200', 'status'],
  ] as const) {
    const { status, body } = await call('POST', FAULTS, form)
    assert.deepEqual([status, body.error.param, body.error.code], [400, param, 'parameter_invalid_integer'], form)
  }
  for (let i = 0; i < 20; i++) await call('POST', FAULTS, 'on=requests&status=500&path=/v1/nothing')
  refused(await call('POST', FAULTS, 'on=requests&status=500'), 400, {
    message: 'An account has at most 20 faults; delete one first.',
  })
})

behaves('POST /brindle/faults', 'has a customer’s next charge declined, once', async (world) => {
  const { call, stripe, news } = world
  const [jenny, amy] = [await stripe.customers.create(), await stripe.customers.create()]
  const pay = async (customer: string, more: object = {}) => {
    const { id: payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
    const how = { payment_method, confirm: true, off_session: true, capture_method: 'automatic' as const, ...more }
    return stripe.paymentIntents.create({ amount: 500, currency: 'usd', customer, ...how })
  }
  const made = await call('POST', FAULTS, `on=payments&customer=${jenny.id}&decline_code=insufficient_funds&count=1`)
  assert.deepEqual(made.body, {
    id: made.body.id,
    object: 'brindle.fault',
    created: made.body.created,
    customer: jenny.id,
    decline_code: 'insufficient_funds',
    hits: 0,
    on: 'payments',
    payment_method: null,
    remaining: 1,
  })
  assert.equal((await pay(amy.id)).status, 'succeeded')
  await news()
  // As recorded of the card that is declined so: docs.stripe.com/testing#declined-payments.
  await assert.rejects(pay(jenny.id), {
    type: 'StripeCardError',
    code: 'card_declined',
    decline_code: 'insufficient_funds',
    message: 'Your card has insufficient funds.',
  })
  assert.deepEqual(await news(), [
    'payment_method.attached',
    'payment_intent.created',
    'charge.failed',
    'payment_intent.payment_failed',
  ])
  assert.equal((await pay(jenny.id)).status, 'succeeded')
  assert.deepEqual(
    (await call('GET', FAULTS)).body.data.map(({ hits, remaining }: any) => [hits, remaining]),
    [[1, 0]],
  )
  await news()
  // A legacy charge is a charge, too; and one that would be declined anyway is not counted.
  await call('POST', FAULTS, 'on=payments&count=1')
  const charge = (source: string) => stripe.charges.create({ amount: 500, currency: 'usd', source })
  await assert.rejects(charge('tok_chargeDeclinedExpiredCard'), { code: 'expired_card' })
  await assert.rejects(charge('tok_visa'), { code: 'card_declined', decline_code: 'generic_decline' })
  assert.equal((await charge('tok_visa')).status, 'succeeded')
  assert.deepEqual(await news(), ['charge.failed', 'charge.failed', 'charge.succeeded'])
  const { status, body } = await call('POST', FAULTS, 'on=payments&decline_code=moon')
  assert.deepEqual([status, body.error.param], [400, 'decline_code'])
  assert.match(body.error.message, /^No card is declined with moon; one of generic_decline, insufficient_funds/)
})

behaves('POST /brindle/faults', 'has a renewal declined, which is then retried', async (world) => {
  const { call, stripe, news } = world
  const { id: customer } = await stripe.customers.create()
  const { id: default_payment_method } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const { default_price: price } = await stripe.products.create({
    name: 'Photos',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  const { id } = await stripe.subscriptions.create({
    customer,
    items: [{ price: price as string }],
    default_payment_method,
  })
  await call('POST', FAULTS, `on=payments&customer=${customer}&count=1`)
  await news()
  // A month from 24 November is 30 days; the draft is finalised an hour later.
  await world.advance(30 * 86_400 + 7_200)
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'past_due')
  assert.ok((await news()).includes('invoice.payment_failed'))
  await world.advance(8 * 86_400)
  assert.equal((await stripe.subscriptions.retrieve(id)).status, 'active')
  assert.ok((await news()).includes('invoice.paid'))
})

test('a cut connection loses the request or only its answer', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { call, stripe, key } = sandbox(brindle)
  const post = (name: string, idempotency: string) =>
    fetch(`${brindle.url}/v1/customers`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${key}`,
        'content-type': 'application/x-www-form-urlencoded',
        'idempotency-key': idempotency,
      },
      body: `name=${name}`,
    })
  await call('POST', FAULTS, 'on=requests&path=/v1/customers&method=POST&cut=request&count=1')
  await assert.rejects(() => post('Amy', 'one'))
  assert.deepEqual((await stripe.customers.list()).data, [])
  assert.equal((await post('Amy', 'one')).status, 200)
  await call('POST', FAULTS, 'on=requests&path=/v1/customers&method=POST&cut=answer&count=1')
  await assert.rejects(() => post('Bob', 'two'))
  const known = (await stripe.customers.list()).data
  assert.deepEqual(
    known.map(({ name }) => name),
    ['Bob', 'Amy'],
  )
  // The same key again has the answer that was lost, and makes nobody new.
  const again = await post('Bob', 'two')
  assert.deepEqual([again.status, ((await again.json()) as { id: string }).id], [200, known[0]!.id])
  assert.equal((await stripe.customers.list()).data.length, 2)
})

test('the faults of one account are no other’s', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const [one, other] = [sandbox(brindle), sandbox(brindle)]
  await one.call('POST', FAULTS, 'on=requests&status=503')
  assert.equal((await one.call('GET', '/v1/balance')).status, 503)
  assert.equal((await other.call('GET', '/v1/balance')).status, 200)
})
