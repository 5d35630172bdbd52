// Customers: who pays. (https://docs.stripe.com/api/customers; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

behaves('POST /v1/customers', 'makes one of nothing at all', async ({ stripe, news }) => {
  const { id, created, invoice_prefix, ...rest } = await stripe.customers.create()
  assert.match(id, /^cus_[A-Za-z0-9]{14}$/)
  assert.match(invoice_prefix ?? '', /^[A-Z0-9]{8}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'customer',
    address: null,
    balance: 0,
    currency: null,
    customer_account: null,
    default_source: null,
    delinquent: false,
    description: null,
    discount: null,
    email: null,
    invoice_settings: { custom_fields: null, default_payment_method: null, footer: null, rendering_options: null },
    livemode: false,
    metadata: {},
    name: null,
    next_invoice_sequence: 1,
    phone: null,
    preferred_locales: [],
    shipping: null,
    tax_exempt: 'none',
    test_clock: null,
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers', 'keeps what it is told, with every part of an address', async ({ stripe, news }) => {
  const made = await stripe.customers.create({
    address: { city: 'Berlin', line1: 'Main 1' },
    balance: -500,
    description: 'VIP',
    email: 'jenny@example.com',
    invoice_prefix: 'JENNY1',
    invoice_settings: { footer: 'Thanks' },
    metadata: { a: '1' },
    name: 'Jenny Rosen',
    next_invoice_sequence: 42,
    phone: '+49 30 1',
    preferred_locales: ['de', 'en'],
    shipping: { name: 'Jenny', address: { line1: 'Main 2' } },
    tax_exempt: 'reverse',
  })
  // Recorded: an address has all its parts, those not given as null.
  assert.deepEqual(made.address, { ...NO_ADDRESS, city: 'Berlin', line1: 'Main 1' })
  assert.deepEqual(made.shipping, { address: { ...NO_ADDRESS, line1: 'Main 2' }, name: 'Jenny', phone: null })
  assert.deepEqual([made.balance, made.description, made.email], [-500, 'VIP', 'jenny@example.com'])
  assert.deepEqual([made.invoice_prefix, made.next_invoice_sequence], ['JENNY1', 42])
  assert.equal(made.invoice_settings.footer, 'Thanks')
  assert.deepEqual([made.name, made.phone, made.preferred_locales], ['Jenny Rosen', '+49 30 1', ['de', 'en']])
  assert.deepEqual([made.tax_exempt, made.metadata], ['reverse', { a: '1' }])
  assert.deepEqual({ ...(await stripe.customers.retrieve(made.id)) }, { ...made })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers', 'expands in the same call', async ({ stripe, news }) => {
  const made = await stripe.customers.create({ expand: ['subscriptions'] })
  assert.deepEqual([made.subscriptions?.object, made.subscriptions?.data], ['list', []])
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers', 'refuses what is no email', async ({ call, news }) => {
  for (const email of ['jenny', '@example.com', 'jenny@', 'a b@example.com'])
    refused(await call('POST', '/v1/customers', `email=${encodeURIComponent(email)}`), 400, {
      code: 'email_invalid',
      param: 'email',
      message: `Invalid email address: ${email}`,
    })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/customers', 'with a balance has the account’s currency', async ({ stripe, news }) => {
  // Recorded: a balance other than 0 is in the account's default currency, which then is the customer's.
  const made = await stripe.customers.create({ balance: 500 })
  assert.deepEqual([made.balance, made.currency], [500, 'usd'])
  assert.equal((await stripe.customers.create({ balance: 0 })).currency, null)
  assert.deepEqual(await news(), ['customer.created', 'customer.created'])
})

behaves('POST /v1/customers', 'has a prefix for its invoices of capitals and digits', async ({ call, news }) => {
  // Recorded; the dash is Stripe's own.
  const message = 'Invoice number prefix must be 1–12 uppercase letters or numbers.'
  for (const prefix of ['abc', 'AB_1', 'ABCDEFGHIJKLM']) {
    const { status, body } = await call('POST', '/v1/customers', `invoice_prefix=${prefix}`)
    assert.deepEqual([status, body.error?.message], [400, message], prefix)
  }
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/customers', 'has a prefix that no other customer has', async ({ stripe, call, news }) => {
  const { id } = await stripe.customers.create({ invoice_prefix: 'TAKEN1' })
  refused(await call('POST', '/v1/customers', 'invoice_prefix=TAKEN1'), 400, {
    param: 'invoice_prefix',
    message: `This invoice number prefix is taken by customer: ${id}. Please enter a different prefix.`,
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers', 'cannot default to a method that is not its own', async ({ call, news }) => {
  for (const id of ['pm_none', (await call('POST', '/v1/payment_methods', CARD)).body.id]) {
    const form = `invoice_settings[default_payment_method]=${id}`
    const { status, body } = await call('POST', '/v1/customers', form)
    assert.deepEqual([status, body.error?.code], [400, 'resource_missing'], id)
  }
  assert.deepEqual(await news(), [])
})
const CARD = 'type=card&card[number]=4242424242424242&card[exp_month]=8&card[exp_year]=2034&card[cvc]=314'

behaves('GET /v1/customers/{id}', 'is the customer, or not there', async ({ stripe, call, news }) => {
  const made = await stripe.customers.create({ name: 'Jenny' })
  assert.deepEqual({ ...(await stripe.customers.retrieve(made.id)) }, { ...made })
  refused(await call('GET', '/v1/customers/cus_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such customer: 'cus_none'",
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('POST /v1/customers/{id}', 'merges metadata, and unsets what is sent empty', async ({ stripe, news }) => {
  // https://docs.stripe.com/api/metadata
  const { id } = await stripe.customers.create({ metadata: { a: '1', b: '2' } })
  const after = async (metadata: Stripe.MetadataParam | '') =>
    (await stripe.customers.update(id, { metadata })).metadata
  assert.deepEqual(await after({ b: '3', c: '4' }), { a: '1', b: '3', c: '4' })
  assert.deepEqual(await after({ a: '' }), { b: '3', c: '4' })
  assert.deepEqual(await after(''), {})
  assert.deepEqual(await news(), ['customer.created', 'customer.updated', 'customer.updated', 'customer.updated'])
})

behaves('POST /v1/customers/{id}', 'changes what is given, and clears what is sent empty', async ({ stripe, news }) => {
  const made = await stripe.customers.create({ name: 'Jenny', email: 'a@example.com', address: { city: 'Berlin' } })
  const changed = await stripe.customers.update(made.id, { name: 'Rosen', email: '', balance: 700, address: '' })
  const { currency: _, ...rest } = changed
  const { currency: __, ...was } = made
  assert.deepEqual(rest, { ...was, name: 'Rosen', email: null, balance: 700, address: null })
  // Nothing changes, nothing happens: https://docs.stripe.com/api/events/types#event_types-customer.updated
  await stripe.customers.update(made.id, { name: 'Rosen' })
  await stripe.customers.update(made.id)
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
})

behaves('POST /v1/customers/{id}', 'changes one part of what it ships to', async ({ stripe, call, news }) => {
  // Recorded: the parts that are not given stay.
  const shipping = { name: 'Jenny', phone: '1', address: { line1: 'Main 1', city: 'Berlin' } }
  const { id } = await stripe.customers.create({ shipping })
  const { status, body } = await call('POST', `/v1/customers/${id}`, 'shipping[phone]=2')
  assert.deepEqual([status, body.error?.message], [200, undefined])
  assert.deepEqual(body.shipping, {
    name: 'Jenny',
    phone: '2',
    address: { ...NO_ADDRESS, line1: 'Main 1', city: 'Berlin' },
  })
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
})

behaves(
  'POST /v1/customers/{id}',
  'defaults to a method of its own, and to no other',
  async ({ stripe, call, news }) => {
    const { id } = await stripe.customers.create({ invoice_settings: { footer: 'Thanks' } })
    const own = await stripe.paymentMethods.attach('pm_card_visa', { customer: id })
    const other = await stripe.customers.create()
    const foreign = await stripe.paymentMethods.attach('pm_card_visa', { customer: other.id })
    await news()
    const { invoice_settings } = await stripe.customers.update(id, {
      invoice_settings: { default_payment_method: own.id },
      expand: ['invoice_settings.default_payment_method'],
    })
    assert.equal((invoice_settings.default_payment_method as Stripe.PaymentMethod).card?.last4, '4242')
    assert.equal(invoice_settings.footer, 'Thanks')
    assert.deepEqual(await news(), ['customer.updated'])
    const param = 'invoice_settings[default_payment_method]'
    for (const [method, message] of [
      ['pm_none', "No such PaymentMethod: 'pm_none'"],
      [
        foreign.id,
        `The customer does not have a payment method with the ID ${foreign.id}. The payment method must be attached to the customer.`,
      ],
    ] as const)
      refused(await call('POST', `/v1/customers/${id}`, `${param}=${method}`), 400, {
        code: 'resource_missing',
        param,
        message,
      })
    assert.deepEqual(await news(), [])
  },
)

behaves('GET /v1/customers', 'has the newest first, and those of an email', async ({ stripe, news }) => {
  const one = await stripe.customers.create({ email: 'a@example.com' })
  const two = await stripe.customers.create({ email: 'b@example.com' })
  const ids = async (params: Stripe.CustomerListParams) =>
    (await stripe.customers.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ email: 'a@example.com' }), [one.id])
  assert.deepEqual(await ids({ limit: 1, starting_after: two.id }), [one.id])
  assert.deepEqual(await news(), ['customer.created', 'customer.created'])
})

behaves(
  'DELETE /v1/customers/{id}',
  'leaves a stub, which nothing can be done with',
  async ({ stripe, call, news }) => {
    // https://docs.stripe.com/api/customers/delete: a deleted customer can still be retrieved.
    const { id } = await stripe.customers.create({ name: 'Jenny', email: 'a@example.com' })
    const stub = { id, object: 'customer', deleted: true }
    assert.deepEqual({ ...(await stripe.customers.del(id)) }, stub)
    assert.deepEqual({ ...(await stripe.customers.retrieve(id)) }, stub)
    assert.deepEqual((await stripe.customers.list()).data, [])
    assert.deepEqual(await news(), ['customer.created', 'customer.deleted'])
    const missing = { code: 'resource_missing', message: `No such customer: '${id}'` }
    refused(await call('POST', `/v1/customers/${id}`, 'name=x'), 404, { ...missing, param: 'id' })
    refused(await call('DELETE', `/v1/customers/${id}`), 404, { ...missing, param: 'id' })
    for (const path of ['/v1/payment_methods/pm_card_visa/attach', '/v1/setup_intents'])
      refused(await call('POST', path, `customer=${id}`), 400, { ...missing, param: 'customer' })
    assert.deepEqual(await news(), [])
  },
)

behaves('DELETE /v1/customers/{id}', 'cancels its subscriptions at once', async ({ stripe, news, advance }) => {
  const { id } = await stripe.customers.create()
  const product = await stripe.products.create({
    name: 'Free',
    default_price_data: { currency: 'usd', unit_amount: 0, recurring: { interval: 'month' } },
  })
  const items = [{ price: product.default_price as string }]
  const running = await stripe.subscriptions.create({ customer: id, items })
  const before = await stripe.subscriptions.create({ customer: id, items })
  await stripe.subscriptions.cancel(before.id)
  await news()
  await stripe.customers.del(id)
  // Which of the two comes first is not documented.
  assert.deepEqual((await news()).sort(), ['customer.deleted', 'customer.subscription.deleted'])
  const ended = await stripe.subscriptions.retrieve(running.id)
  assert.deepEqual([ended.status, ended.customer], ['canceled', id])
  assert.ok(ended.ended_at && ended.canceled_at)
  // It does not renew.
  await advance(32 * 86_400)
  assert.deepEqual(await news(), [])
})
