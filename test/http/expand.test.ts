// Expanding: ids become the objects they name, to a depth of four. Rules: https://docs.stripe.com/expand
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

/** The answer, which must be one. */
async function good({ call }: Sandbox, method: 'GET' | 'POST', path: string, form?: string): Promise<any> {
  const { status, body, text } = await call(method, path, form)
  assert.equal(status, 200, `${path}: ${text}`)
  return body
}

/** A customer who pays for a subscription by card, and all that comes of it. */
async function subscribed(box: Sandbox) {
  const customer = (await good(box, 'POST', '/v1/customers', 'name=Jenny&metadata[secret]=1')).id
  const method = (await good(box, 'POST', '/v1/payment_methods/pm_card_visa/attach', `customer=${customer}`)).id
  await good(box, 'POST', `/v1/customers/${customer}`, `invoice_settings[default_payment_method]=${method}`)
  const product = (await good(box, 'POST', '/v1/products', 'name=Photos')).id
  const priced = `product=${product}&currency=usd&unit_amount=500&recurring[interval]=month`
  const price = (await good(box, 'POST', '/v1/prices', priced)).id
  const form = `customer=${customer}&items[0][price]=${price}`
  const { id, latest_invoice: invoice } = await good(box, 'POST', '/v1/subscriptions', form)
  const { data } = await good(box, 'GET', `/v1/invoice_payments?invoice=${invoice}`)
  const intent = data[0].payment.payment_intent
  const charge = (await good(box, 'GET', `/v1/payment_intents/${intent}`)).latest_charge
  return { customer, method, product, price, id, invoice, intent, charge }
}

const paths = (...names: string[]) => names.map((name) => `expand[]=${name}`).join('&')

test('an id becomes its object, and only where it is asked', async () => {
  const box = sandbox(brindle)
  const { id, customer, invoice } = await subscribed(box)
  const plain = await good(box, 'GET', `/v1/subscriptions/${id}`)
  assert.equal(plain.customer, customer)
  assert.equal(plain.latest_invoice, invoice)
  const one = await good(box, 'GET', `/v1/subscriptions/${id}?${paths('latest_invoice')}`)
  assert.deepEqual([one.latest_invoice.id, one.latest_invoice.object], [invoice, 'invoice'])
  assert.equal(one.latest_invoice.status, 'paid')
  // What is inside stays as it is.
  assert.equal(one.latest_invoice.customer, customer)
  assert.equal(one.customer, customer)
  // The same as the object asked for by itself.
  assert.deepEqual(one.latest_invoice, await good(box, 'GET', `/v1/invoices/${invoice}`))
  const both = await good(box, 'GET', `/v1/subscriptions/${id}?${paths('customer', 'latest_invoice')}`)
  assert.equal(both.customer.name, 'Jenny')
  assert.equal(both.latest_invoice.id, invoice)
  // Expanding is of one answer only.
  assert.deepEqual(await good(box, 'GET', `/v1/subscriptions/${id}`), plain)
})

test('expand takes a list in every dialect, and the same path twice', async () => {
  const box = sandbox(brindle)
  const { id, customer, invoice } = await subscribed(box)
  for (const query of [
    'expand[]=customer&expand[]=latest_invoice',
    'expand[0]=customer&expand[1]=latest_invoice',
    'expand%5B%5D=customer&expand%5B%5D=latest_invoice',
    'expand[]=customer&expand[]=customer&expand[]=latest_invoice',
  ]) {
    const { body } = await box.call('GET', `/v1/subscriptions/${id}?${query}`)
    assert.deepEqual([body.customer.id, body.latest_invoice.id], [customer, invoice], query)
  }
})

test('on creating and updating too', async () => {
  const box = sandbox(brindle)
  const { customer, price, method } = await subscribed(box)
  const form = `customer=${customer}&items[0][price]=${price}&${paths('latest_invoice.customer', 'customer')}`
  const made = await good(box, 'POST', '/v1/subscriptions', form)
  assert.equal(made.latest_invoice.customer.name, 'Jenny')
  assert.equal(made.customer.name, 'Jenny')
  const path = 'invoice_settings.default_payment_method'
  const changed = await good(box, 'POST', `/v1/customers/${customer}`, `name=J&${paths(path)}`)
  assert.equal(changed.invoice_settings.default_payment_method.id, method)
  assert.equal(changed.invoice_settings.default_payment_method.card.last4, '4242')
})

test('along a path, to a depth of four', async () => {
  const box = sandbox(brindle)
  const { id, customer, method, charge, intent, invoice, product } = await subscribed(box)
  const of = async (path: string) => good(box, 'GET', `/v1/subscriptions/${id}?${paths(path)}`)
  assert.equal((await of('latest_invoice.customer')).latest_invoice.customer.id, customer)
  const settings = (await of('latest_invoice.customer.invoice_settings.default_payment_method')).latest_invoice
  assert.equal(settings.customer.invoice_settings.default_payment_method.id, method)
  const item = (await of('items.data.price.product')).items.data[0]
  assert.deepEqual([item.price.product.id, item.price.product.name], [product, 'Photos'])

  // Down one way and back up: each object is shown as far as its own path goes.
  const query = paths('latest_charge.payment_intent.latest_charge.customer', 'customer', 'payment_method')
  const round = await good(box, 'GET', `/v1/payment_intents/${intent}?${query}`)
  assert.equal(round.latest_charge.id, charge)
  assert.equal(round.latest_charge.payment_intent.id, intent)
  assert.equal(round.latest_charge.payment_intent.latest_charge.customer.name, 'Jenny')
  assert.equal(round.latest_charge.payment_intent.customer, customer)
  assert.equal(round.latest_charge.customer, customer)
  assert.equal(round.payment_method.customer, customer)
  const balance = await good(box, 'GET', `/v1/charges/${charge}?${paths('balance_transaction.source', 'customer')}`)
  assert.equal(balance.balance_transaction.source.id, charge)
  assert.ok(invoice)
})

test('what is absent until it is expanded', async () => {
  const box = sandbox(brindle)
  const { id, invoice, intent } = await subscribed(box)
  assert.ok(!('payments' in (await good(box, 'GET', `/v1/invoices/${invoice}`))))
  const shown = await good(box, 'GET', `/v1/invoices/${invoice}?${paths('payments')}`)
  assert.equal(shown.payments.object, 'list')
  assert.deepEqual(
    shown.payments.data.map(({ payment }: any) => payment),
    [{ payment_intent: intent, type: 'payment_intent' }],
  )
  const { latest_invoice } = await good(box, 'GET', `/v1/subscriptions/${id}?${paths('latest_invoice.payments')}`)
  assert.deepEqual(latest_invoice.payments, shown.payments)
})

test('into what is absent until it is expanded', async () => {
  // How an invoice's payment is found since 2025-03-31.basil: docs.stripe.com/changelog/basil
  const box = sandbox(brindle)
  const { id, invoice, intent } = await subscribed(box)
  const path = 'payments.data.payment.payment_intent'
  const { payments } = await good(box, 'GET', `/v1/invoices/${invoice}?${paths(path)}`)
  assert.equal(payments.data[0].payment.payment_intent.id, intent)
  assert.equal(payments.data[0].payment.payment_intent.status, 'succeeded')
  const four = await good(box, 'GET', `/v1/subscriptions/${id}?${paths('latest_invoice.payments.data.payment')}`)
  assert.equal(four.latest_invoice.payments.data[0].payment.payment_intent, intent)
})

test('the secret that confirms an invoice’s payment in a browser', async () => {
  // docs.stripe.com/billing/subscriptions/build-subscriptions asks for it like this.
  const box = sandbox(brindle)
  const { customer, price } = await subscribed(box)
  const rest = `customer=${customer}&items[0][price]=${price}&payment_behavior=default_incomplete`
  const made = await good(box, 'POST', '/v1/subscriptions', `${rest}&${paths('latest_invoice.confirmation_secret')}`)
  const secret = made.latest_invoice.confirmation_secret
  assert.equal(secret?.type, 'payment_intent')
  assert.match(secret.client_secret, /^pi_\w+_secret_\w+$/)
})

test('the subscriptions of a customer', async () => {
  // https://docs.stripe.com/api/customers/object#customer_object-subscriptions
  const box = sandbox(brindle)
  const { customer, id } = await subscribed(box)
  const { subscriptions } = await good(box, 'GET', `/v1/customers/${customer}?${paths('subscriptions')}`)
  assert.deepEqual([subscriptions.object, subscriptions.data[0].id], ['list', id])
})

test('lists expand what they hold', async () => {
  const box = sandbox(brindle)
  const { id, customer, invoice, price } = await subscribed(box)
  const subscriptions = await good(box, 'GET', `/v1/subscriptions?${paths('data.customer', 'data.latest_invoice')}`)
  assert.deepEqual([subscriptions.data[0].id, subscriptions.data[0].customer.name], [id, 'Jenny'])
  assert.equal(subscriptions.data[0].latest_invoice.id, invoice)
  const deep = await good(box, 'GET', `/v1/subscriptions?${paths('data.latest_invoice.customer')}`)
  assert.equal(deep.data[0].latest_invoice.customer.id, customer)
  const items = await good(box, 'GET', `/v1/subscription_items?subscription=${id}&${paths('data.price.product')}`)
  assert.deepEqual([items.data[0].price.id, items.data[0].price.product.name], [price, 'Photos'])
  // An empty list has nothing to expand, and says nothing against it.
  const none = await good(box, 'GET', `/v1/subscriptions?status=past_due&${paths('data.customer')}`)
  assert.deepEqual(none.data, [])
})

test('five levels are one too many', async () => {
  const box = sandbox(brindle)
  const { id, intent } = await subscribed(box)
  for (const [at, path] of [
    [`payment_intents/${intent}`, 'latest_charge.payment_intent.latest_charge.payment_intent.customer'],
    // Published by Stripe's users: this is why an invoice is asked, and not its subscription.
    [`subscriptions/${id}`, 'latest_invoice.payments.data.payment.payment_intent'],
  ] as const) {
    const { status, body } = await box.call('GET', `/v1/${at}?${paths(path)}`)
    assert.equal(status, 400)
    assert.equal(body.error.code, 'property_expansion_max_depth')
    assert.equal(body.error.message, `You cannot expand more than 4 levels of a property. Property: ${path}`)
  }
})

test('the `data` of a list is a level', async () => {
  // Published by Stripe's users, with exactly this path.
  const box = sandbox(brindle)
  await subscribed(box)
  const path = 'data.items.data.price.product'
  const { status, body } = await box.call('GET', `/v1/subscriptions?${paths(path)}`)
  assert.equal(status, 400)
  assert.equal(body.error.code, 'property_expansion_max_depth')
  assert.equal(body.error.message, `You cannot expand more than 4 levels of a property. Property: ${path}`)
})

test('what is no reference cannot be expanded', async () => {
  const box = sandbox(brindle)
  const { id } = await subscribed(box)
  const cannot = (name: string) => ({ param: 'expand', message: `This property cannot be expanded (${name}).` })
  for (const name of ['nothing', 'status', 'created', 'Customer'])
    refused(await box.call('GET', `/v1/subscriptions/${id}?${paths(name)}`), 400, cannot(name))
  // One good path beside it does not help, and what would be created is not.
  const before = await box.events()
  refused(await box.call('POST', '/v1/customers', `name=x&${paths('nothing')}`), 400, cannot('nothing'))
  refused(await box.call('GET', `/v1/subscriptions/${id}?${paths('customer', 'nothing')}`), 400, cannot('nothing'))
  assert.deepEqual(await box.events(), before)
})

test('nor is metadata, nor what every JavaScript object has', async () => {
  const box = sandbox(brindle)
  const { id } = await subscribed(box)
  for (const name of ['metadata', '__proto__'])
    refused(await box.call('GET', `/v1/subscriptions/${id}?${paths(name)}`), 400, {
      param: 'expand',
      message: `This property cannot be expanded (${name}).`,
    })
})

test('a list expands nothing but its data, and says where it is', async () => {
  // stripe-python's issue 316 quotes it.
  const { call } = sandbox(brindle)
  const { status, body } = await call('GET', `/v1/subscriptions?${paths('customer')}`)
  assert.equal(status, 400)
  const hint = "You may want to try expanding 'data.customer' instead."
  assert.equal(body.error.message, `This property cannot be expanded (customer). ${hint}`)
})

test('an unknown path is refused though the list is empty', async () => {
  const { call } = sandbox(brindle)
  const { status, body } = await call('GET', `/v1/subscriptions?${paths('data.nothing')}`)
  assert.equal(status, 400)
  assert.match(body.error.message, /^This property cannot be expanded \((data\.)?nothing\)\./)
})

test('nothing to expand is no mistake', async () => {
  const box = sandbox(brindle)
  const { id } = await good(box, 'POST', '/v1/customers', 'name=x')
  const path = paths('default_source', 'invoice_settings.default_payment_method', 'test_clock')
  const seen = await good(box, 'GET', `/v1/customers/${id}?${path}`)
  assert.deepEqual([seen.default_source, seen.invoice_settings.default_payment_method], [null, null])
  const intent = (await good(box, 'POST', '/v1/payment_intents', 'amount=2000&currency=usd')).id
  const query = paths('customer.default_source', 'latest_charge.balance_transaction', 'payment_method.customer')
  const empty = await good(box, 'GET', `/v1/payment_intents/${intent}?${query}`)
  assert.deepEqual([empty.customer, empty.latest_charge, empty.payment_method], [null, null, null])
})

test('a deleted customer is expanded as its stub', async () => {
  const box = sandbox(brindle)
  const { customer, invoice } = await subscribed(box)
  await box.call('DELETE', `/v1/customers/${customer}`)
  const seen = await good(box, 'GET', `/v1/invoices/${invoice}?${paths('customer')}`)
  assert.deepEqual(seen.customer, { id: customer, object: 'customer', deleted: true })
})
