// What a customer comes with and what hangs on one: methods, tax ids, taxes, subscriptions by their old paths.
// (https://docs.stripe.com/api/customers/create)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

behaves('POST /v1/customers', 'attaches a method, which may be the default at once', async ({ stripe, news }) => {
  // docs.stripe.com/api/customers/create#create_customer-payment_method
  const who = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa', footer: 'Thanks' },
  })
  const { data } = await stripe.customers.listPaymentMethods(who.id)
  assert.deepEqual(
    data.map(({ customer }) => customer),
    [who.id],
  )
  assert.deepEqual([who.invoice_settings.default_payment_method, who.invoice_settings.footer], [data[0]!.id, 'Thanks'])
  assert.deepEqual(await news(), ['customer.created', 'payment_method.attached'])
  const card = { number: '4242424242424242', exp_month: 8, exp_year: 2034 }
  const method = await stripe.paymentMethods.create({ type: 'card', card })
  const other = await stripe.customers.create({ payment_method: method.id })
  assert.equal(other.invoice_settings.default_payment_method, null)
  assert.equal((await stripe.paymentMethods.retrieve(method.id)).customer, other.id)
  assert.deepEqual(await news(), ['customer.created', 'payment_method.attached'])
})

behaves('POST /v1/customers', 'is not made with a method that is not there', async ({ stripe, call, news }) => {
  refused(await call('POST', '/v1/customers', 'payment_method=pm_none'), 400, {
    code: 'resource_missing',
    param: 'payment_method',
    message: "No such PaymentMethod: 'pm_none'",
  })
  assert.deepEqual((await stripe.customers.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/customers', 'comes with tax ids', async ({ stripe, call, news }) => {
  const made = await stripe.customers.create({
    tax_id_data: [
      { type: 'us_ein', value: '12-3456789' },
      { type: 'eu_vat', value: 'DE123456789' },
    ],
    expand: ['tax_ids'],
  })
  assert.deepEqual(
    made.tax_ids?.data.map(({ value }) => value),
    ['DE123456789', '12-3456789'],
  )
  assert.deepEqual(await news(), ['customer.created', 'customer.tax_id.created', 'customer.tax_id.created'])
  const form =
    'tax_id_data[0][type]=us_ein&tax_id_data[0][value]=12-3456789&tax_id_data[1][type]=eu_vat&tax_id_data[1][value]=x'
  refused(await call('POST', '/v1/customers', form), 400, {
    code: 'tax_id_invalid',
    param: 'tax_id_data[1][value]',
    message: 'Invalid value for eu_vat.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/customers/{id}', 'says where the customer is for taxes, if asked', async ({ stripe, call, news }) => {
  // https://docs.stripe.com/api/customers/object#customer_object-tax
  const expand = ['tax']
  const nowhere = await stripe.customers.create({ tax: { ip_address: '203.0.113.7' } })
  assert.equal(nowhere.tax, undefined)
  const { tax } = (await stripe.customers.retrieve(nowhere.id, { expand })) as Stripe.Customer
  assert.deepEqual(tax, {
    automatic_tax: 'unrecognized_location',
    ip_address: '203.0.113.7',
    location: null,
    provider: 'stripe',
  })
  // A state alone is not precise enough in the United States. (docs.stripe.com/tax/customer-locations)
  const vague = await stripe.customers.update(nowhere.id, { address: { country: 'US', state: 'NY' }, expand })
  assert.equal(vague.tax?.automatic_tax, 'unrecognized_location')
  const address = { country: 'US', state: 'NY', postal_code: '10001' }
  const home = await stripe.customers.update(nowhere.id, { address, tax: { ip_address: '' }, expand })
  assert.deepEqual(home.tax, {
    automatic_tax: 'supported',
    ip_address: null,
    location: { country: 'US', source: 'billing_address', state: 'NY' },
    provider: 'stripe',
  })
  const shipping = { name: 'Jenny', address: { country: 'DE' } }
  const away = await stripe.customers.update(nowhere.id, { shipping, expand })
  assert.deepEqual(away.tax?.location, { country: 'DE', source: 'shipping_destination', state: null })
  refused(await call('POST', '/v1/customers', 'tax[validate_location]=immediately'), 400, {
    code: 'customer_tax_location_invalid',
    param: 'address',
    message: "The customer's location isn't recognized. Set a valid customer address.",
  })
  const form = 'tax[validate_location]=immediately&address[country]=DE'
  assert.equal((await call('POST', '/v1/customers', form)).status, 200)
  // A country that no rate is known of is found, and nothing is collected there.
  const far = await stripe.customers.create({ address: { country: 'BR' }, expand })
  assert.deepEqual(
    [far.tax?.automatic_tax, far.tax?.location],
    ['not_collecting', { country: 'BR', source: 'billing_address', state: null }],
  )
  const updated = Array(3).fill('customer.updated')
  assert.deepEqual(await news(), ['customer.created', ...updated, 'customer.created', 'customer.created'])
})

behaves('GET /v1/customers/{customer}/payment_methods/{id}', 'is only the customer’s own', async (world) => {
  const { stripe, call, news } = world
  const who = await stripe.customers.create({ payment_method: 'pm_card_visa' })
  const other = await stripe.customers.create()
  const [method] = (await stripe.customers.listPaymentMethods(who.id)).data
  const found = await stripe.customers.retrievePaymentMethod(who.id, method!.id)
  assert.deepEqual([found.id, found.card?.last4], [method!.id, '4242'])
  refused(await call('GET', `/v1/customers/${other.id}/payment_methods/${method!.id}`), 404, {
    code: 'resource_missing',
    param: 'payment_method',
    message: `No such PaymentMethod: '${method!.id}'`,
  })
  assert.equal((await call('GET', `/v1/customers/cus_none/payment_methods/${method!.id}`)).status, 404)
  assert.deepEqual(await news(), ['customer.created', 'payment_method.attached', 'customer.created'])
})

behaves('POST /v1/subscriptions', 'is also asked for by the customer’s path, as it once was', async (world) => {
  // https://docs.stripe.com/upgrades: the paths of before 2015, which Stripe still takes.
  const { stripe, call, news } = world
  const { id } = await stripe.customers.create({
    payment_method: 'pm_card_visa',
    invoice_settings: { default_payment_method: 'pm_card_visa' },
  })
  const { default_price } = await stripe.products.create({
    name: 'Gold',
    default_price_data: { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } },
  })
  await news()
  const path = `/v1/customers/${id}/subscriptions`
  const made = await call('POST', path, `items[0][price]=${default_price}`)
  assert.deepEqual([made.status, made.body.customer, made.body.status], [200, id, 'active'])
  const one = `${path}/${made.body.id}`
  assert.equal((await call('GET', one)).body.id, made.body.id)
  assert.deepEqual(
    (await call('GET', path)).body.data.map((row: { id: string }) => row.id),
    [made.body.id],
  )
  assert.ok((await news()).includes('customer.subscription.created'))
  assert.deepEqual((await call('POST', one, 'metadata[a]=1')).body.metadata, { a: '1' })
  assert.equal((await call('DELETE', one)).body.status, 'canceled')
  assert.deepEqual((await call('GET', path)).body.data, [])
  assert.deepEqual(await news(), ['customer.subscription.updated', 'customer.subscription.deleted'])
})

behaves('POST /v1/customers/{id}', 'has the names of a business and a person, or none', async ({ stripe, news }) => {
  const { id } = await stripe.customers.create({ business_name: 'Brindle' })
  const both = await stripe.customers.update(id, { business_name: 'Tabby', individual_name: 'Jenny' })
  assert.deepEqual([both.business_name, both.individual_name], ['Tabby', 'Jenny'])
  const none = await stripe.customers.update(id, { business_name: '' })
  assert.deepEqual(['business_name' in none, none.individual_name], [false, 'Jenny'])
  assert.deepEqual(await news(), ['customer.created', 'customer.updated', 'customer.updated'])
})
