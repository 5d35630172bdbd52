// Routes that no SDK of today calls, as those of 2019 do: they lead to the modern operation, and answer as they did.
// (Stripe's published descriptions of 2024-04-10 and 2025-07-30.basil have them; stripe-php 6 calls these)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** A sandbox whose account speaks 2019-03-14. */
async function old(): Promise<Sandbox> {
  const world = sandbox(brindle)
  await world.call('POST', '/brindle/account', 'default_version=2019-03-14')
  return world
}

const charged = async ({ call, news }: Sandbox): Promise<string> => {
  const { body } = await call('POST', '/v1/charges', 'amount=1099&currency=usd&source=tok_visa')
  await news()
  return body.id
}

test('POST /v1/charges/{charge}/refund answers with the charge', async () => {
  const world = await old()
  const { call, news } = world
  const id = await charged(world)
  // `$charge->refund(['amount' => 100])`
  const { status, body, text } = await call('POST', `/v1/charges/${id}/refund`, 'amount=100')
  assert.equal(status, 200, text)
  assert.deepEqual([body.object, body.id, body.amount_refunded, body.refunded], ['charge', id, 100, false])
  assert.deepEqual(
    body.refunds.data.map(({ object, amount, charge }: any) => [object, amount, charge]),
    [['refund', 100, id]],
  )
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded'])
  // Its fields can be expanded, and not those of a refund.
  const rest = await call('POST', `/v1/charges/${id}/refund?expand[]=balance_transaction`)
  assert.deepEqual([rest.body.refunded, rest.body.balance_transaction.object], [true, 'balance_transaction'], rest.text)
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded'])
  refused(await call('POST', `/v1/charges/${id}/refund`), 400, {
    code: 'charge_already_refunded',
    message: `Charge ${id} has already been refunded.`,
  })
  const none = await call('POST', '/v1/charges/ch_none/refund')
  assert.equal(none.body.error.code, 'resource_missing')
  assert.deepEqual(await news(), [])
})

test('POST /v1/charges/{charge}/refunds answers with the refund, and its list is of that charge', async () => {
  const world = await old()
  const { call, news } = world
  const [one, two] = [await charged(world), await charged(world)]
  // `$charge->refunds->create()`: a POST to the url of the list.
  const { refunds } = (await call('GET', `/v1/charges/${one}`)).body
  assert.equal(refunds.url, `/v1/charges/${one}/refunds`)
  const { body } = await call('POST', refunds.url, 'amount=300')
  assert.deepEqual([body.object, body.amount, body.charge], ['refund', 300, one])
  assert.deepEqual(await news(), ['refund.created', 'charge.refunded'])
  await call('POST', `/v1/charges/${two}/refunds`)
  const page = (await call('GET', refunds.url)).body
  assert.deepEqual(
    { ...page, data: page.data.map(({ id }: any) => id) },
    { object: 'list', data: [body.id], has_more: false, url: refunds.url },
  )
})

test('a refund is found under its own charge only', async () => {
  const world = await old()
  const { call, news } = world
  const [one, two] = [await charged(world), await charged(world)]
  const { id } = (await call('POST', `/v1/charges/${one}/refunds`)).body
  await news()
  assert.equal((await call('GET', `/v1/charges/${one}/refunds/${id}`)).body.id, id)
  const noted = await call('POST', `/v1/charges/${one}/refunds/${id}`, 'metadata[a]=1')
  assert.deepEqual(noted.body.metadata, { a: '1' })
  assert.deepEqual(await news(), ['refund.updated', 'charge.refund.updated'])
  const missing = { code: 'resource_missing', param: 'id', message: `No such refund: '${id}'` }
  refused(await call('GET', `/v1/charges/${two}/refunds/${id}`), 404, missing)
  refused(await call('POST', `/v1/charges/${two}/refunds/${id}`, 'metadata[a]=2'), 404, missing)
  assert.deepEqual(await news(), [])
})

test('cards and bank accounts of a customer have routes of their own', async () => {
  const { call, news } = await old()
  const { id } = (await call('POST', '/v1/customers')).body
  await news()
  const card = (await call('POST', `/v1/customers/${id}/cards`, 'card=tok_visa')).body
  assert.deepEqual([card.object, card.customer, card.brand], ['card', id, 'Visa'])
  assert.deepEqual(await news(), ['customer.source.created', 'customer.updated'])
  const account = (await call('POST', `/v1/customers/${id}/bank_accounts`, 'bank_account=btok_us')).body
  assert.deepEqual([account.object, account.status], ['bank_account', 'new'])
  for (const [path, one] of [
    [`/v1/customers/${id}/cards`, card.id],
    [`/v1/customers/${id}/bank_accounts`, account.id],
  ]) {
    const { data, url } = (await call('GET', path!)).body
    assert.deepEqual([data.map((row: { id: string }) => row.id), url], [[one], path])
    assert.equal((await call('GET', `${path}/${one}`)).body.id, one)
  }
  const named = await call('POST', `/v1/customers/${id}/cards/${card.id}`, 'name=Jenny')
  assert.equal(named.body.name, 'Jenny')
  const verify = `/v1/customers/${id}/bank_accounts/${account.id}/verify`
  assert.equal((await call('POST', verify, 'amounts[]=32&amounts[]=45')).body.status, 'verified')
  await news()
  assert.deepEqual((await call('DELETE', `/v1/customers/${id}/cards/${card.id}`)).body, {
    id: card.id,
    object: 'card',
    deleted: true,
  })
  assert.deepEqual(await news(), ['customer.source.deleted', 'customer.updated'])
})

test('a subscription is found under its own customer only', async () => {
  const { stripe, call, news } = await old()
  const [one, two] = [await stripe.customers.create({ source: 'tok_visa' }), await stripe.customers.create()]
  const price = await stripe.prices.create({
    currency: 'usd',
    unit_amount: 1500,
    recurring: { interval: 'month' },
    product_data: { name: 'Photos' },
  })
  const path = `/v1/customers/${one.id}/subscriptions`
  const made = await call('POST', path, `items[0][price]=${price.id}&payment_behavior=default_incomplete`)
  assert.equal(made.status, 200, made.text)
  await news()
  const { id } = made.body
  assert.equal((await call('GET', `${path}/${id}`)).body.customer, one.id)
  const strange = `/v1/customers/${two.id}/subscriptions/${id}`
  const missing = { code: 'resource_missing', param: 'id', message: `No such subscription: '${id}'` }
  refused(await call('GET', strange), 404, missing)
  refused(await call('DELETE', strange), 404, missing)
  assert.deepEqual(await news(), [])
})
