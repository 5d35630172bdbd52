// Finding anything: by id, deleted or not, by what people know, and only in one's own account.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { bearer, refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const find = async ({ call }: Pick<Sandbox, 'call'>, query: string, headers = {}) => {
  const { status, body, text } = await call(
    'GET',
    `/brindle/find?query=${encodeURIComponent(query)}`,
    undefined,
    headers,
  )
  assert.equal(status, 200, text)
  assert.deepEqual([body.object, body.has_more, body.url], ['list', false, '/brindle/find'])
  return body.data as { id: string; object: string; label: string; sub_label: string | null }[]
}
const kindsAndIds = (hits: Awaited<ReturnType<typeof find>>) => hits.map(({ object, id }) => `${object} ${id}`)

test('an id leads to its object, whatever it is, and though it was deleted', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const customer = await stripe.customers.create({ name: 'Jenny Rosen', email: 'jenny@example.com' })
  const coupon = await stripe.coupons.create({ id: 'SUMMER', percent_off: 10, name: 'Summer' })
  const { id: endpoint } = await stripe.webhookEndpoints.create({ url: 'http://127.0.0.1:1/', enabled_events: ['*'] })
  const connected = await stripe.accounts.create({ type: 'custom', country: 'US', email: 'shop@example.com' })
  const [event] = (await stripe.events.list({ type: 'customer.created' })).data
  for (const [id, object, label, sub_label] of [
    [customer.id, 'customer', 'Jenny Rosen', 'jenny@example.com'],
    ['SUMMER', 'coupon', 'Summer', null],
    [endpoint, 'webhook_endpoint', 'http://127.0.0.1:1/', 'enabled'],
    [connected.id, 'account', 'shop@example.com', 'custom'],
    [event!.id, 'event', 'customer.created', null],
  ] as const)
    assert.deepEqual(await find(world, ` ${id} `), [{ id, object, label, sub_label }])
  await stripe.customers.del(customer.id)
  assert.deepEqual(await find(world, customer.id), [
    { id: customer.id, object: 'customer', label: customer.id, sub_label: 'deleted' },
  ])
  // Of what leaves nothing behind, its last event tells.
  await stripe.coupons.del(coupon.id)
  await stripe.webhookEndpoints.del(endpoint)
  assert.deepEqual(await find(world, 'SUMMER'), [
    { id: 'SUMMER', object: 'coupon', label: 'Summer', sub_label: 'deleted' },
  ])
  assert.deepEqual(await find(world, endpoint), [])
  assert.deepEqual(await find(world, 'cus_none'), [])
})

test('people are found by parts of what they are called', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const jenny = await stripe.customers.create({ name: 'Jenny "J" Rosen', email: 'jenny@example.com' })
  const amy = await stripe.customers.create({ name: 'Amy', email: 'amy@jennings.example', phone: '+4930123456' })
  await stripe.customers.create({ name: 'Zoë' })
  assert.deepEqual(kindsAndIds(await find(world, 'jenny@example.com')), [`customer ${jenny.id}`])
  assert.deepEqual(kindsAndIds(await find(world, 'jenny@')), [`customer ${jenny.id}`])
  assert.deepEqual(kindsAndIds(await find(world, 'jenn')), [`customer ${amy.id}`, `customer ${jenny.id}`])
  assert.deepEqual(kindsAndIds(await find(world, 'rosen')), [`customer ${jenny.id}`])
  assert.deepEqual(kindsAndIds(await find(world, '"J"')), [`customer ${jenny.id}`])
  assert.deepEqual(kindsAndIds(await find(world, '30123')), [`customer ${amy.id}`])
  assert.deepEqual((await find(world, 'zoë'))[0]!.label, 'Zoë')
  assert.deepEqual(await find(world, 'nobody'), [])
  // No kind of object hides the others, and there are no more than twenty lines.
  for (let n = 0; n < 12; n++) await stripe.customers.create({ name: `Customer ${n} of Photos` })
  const product = await stripe.products.create({ name: 'Photos' })
  const many = await find(world, 'photos')
  assert.equal(many.filter(({ object }) => object === 'customer').length, 8)
  assert.ok(kindsAndIds(many).includes(`product ${product.id}`))
})

test('money is found by its amount, a card by its last digits, an invoice by its number, a code by itself', async () => {
  const world = sandbox(brindle)
  const { stripe } = world
  const customer = await stripe.customers.create({ name: 'Jenny' })
  const { id: payment_method } = await stripe.paymentMethods.attach('pm_card_mastercard', { customer: customer.id })
  const pay = (amount: number) =>
    stripe.paymentIntents.create({
      amount,
      currency: 'usd',
      customer: customer.id,
      payment_method,
      confirm: true,
      automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
    })
  const [small, large] = [await pay(1234), await pay(123_400)]
  const legacy = await stripe.charges.create({ amount: 1234, currency: 'usd', source: 'tok_visa' })
  await stripe.invoiceItems.create({ customer: customer.id, amount: 777, currency: 'usd' })
  const draft = await stripe.invoices.create({ customer: customer.id, pending_invoice_items_behavior: 'include' })
  const invoice = await stripe.invoices.finalizeInvoice(draft.id)
  const coupon = await stripe.coupons.create({ percent_off: 10 })
  const code = await stripe.promotionCodes.create({ promotion: { type: 'coupon', coupon: coupon.id }, code: 'GIFT' })
  assert.deepEqual(kindsAndIds(await find(world, '12.34')), [`payment_intent ${small.id}`, `charge ${legacy.id}`])
  assert.deepEqual(kindsAndIds(await find(world, '$12.34')), [`payment_intent ${small.id}`, `charge ${legacy.id}`])
  const both = kindsAndIds(await find(world, '1234'))
  assert.deepEqual(
    both.toSorted(),
    [`charge ${legacy.id}`, `payment_intent ${large.id}`, `payment_intent ${small.id}`].toSorted(),
  )
  const [shown] = await find(world, '1,234.00'.replace(',', ''))
  assert.deepEqual([shown!.label, shown!.sub_label], ['$1,234.00', 'succeeded'])
  // An invoice has an intent that waits for as much.
  assert.deepEqual(
    (await find(world, '7,77')).map(({ object }) => object),
    ['payment_intent', 'invoice'],
  )
  // Mastercard's test number ends in 4444, and Visa's in 4242. (docs.stripe.com/testing#cards)
  const byCard = await find(world, '4444')
  assert.deepEqual(
    kindsAndIds(byCard).toSorted(),
    [large.latest_charge, small.latest_charge].map((id) => `charge ${id}`).toSorted(),
  )
  assert.deepEqual(kindsAndIds(await find(world, '4242')), [`charge ${legacy.id}`])
  assert.deepEqual(await find(world, invoice.number!), [
    { id: invoice.id, object: 'invoice', label: invoice.number, sub_label: '$7.77, open' },
  ])
  assert.deepEqual(kindsAndIds(await find(world, 'GIFT')), [`promotion_code ${code.id}`])
})

test('a request is found by its id and by its idempotency key', async () => {
  const world = sandbox(brindle)
  const made = await world.call('POST', '/v1/customers', 'name=Jenny', { 'idempotency-key': 'order_17' })
  const id = made.headers.get('request-id')!
  assert.deepEqual(await find(world, id), [
    { id, object: 'brindle.request', label: 'POST /v1/customers', sub_label: '200' },
  ])
  assert.deepEqual(await find(world, 'order_17'), [
    { id, object: 'brindle.request', label: 'POST /v1/customers', sub_label: 'idempotency key' },
  ])
})

test('one account finds nothing of another', async () => {
  const [mine, yours] = [sandbox(brindle), sandbox(brindle)]
  const customer = await mine.stripe.customers.create({ name: 'Jenny', email: 'jenny@example.com' })
  const asked = await mine.call('POST', '/v1/customers', 'name=Amy', { 'idempotency-key': 'mine' })
  const { id: connected } = await mine.stripe.accounts.create({ type: 'custom', country: 'US' })
  const account = (await mine.call('GET', '/v1/account')).body.id
  const all = [customer.id, 'jenny@example.com', 'Jenny', 'mine', asked.headers.get('request-id')!, connected, account]
  for (const query of all) assert.deepEqual(await find(yours, query), [], query)
  // Nor does a platform find what is in a connected account, unless it asks there.
  const there = await mine.stripe.customers.create({ name: 'Theresa' }, { stripeAccount: connected })
  assert.deepEqual(await find(mine, 'Theresa'), [])
  assert.deepEqual(kindsAndIds(await find(mine, 'Theresa', { 'stripe-account': connected })), [`customer ${there.id}`])
  refused(await mine.call('GET', '/brindle/find?query=Jenny', undefined, bearer(mine.publishable)), 403, {
    code: 'secret_key_required',
    message: /secret key/,
  })
  refused(await mine.call('GET', '/brindle/find'), 400, {
    code: 'parameter_missing',
    param: 'query',
    message: 'Missing required param: query.',
  })
})
