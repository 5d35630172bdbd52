// Requests in versions of Stripe's API from 2017 on: what was called otherwise, what came without being asked, and what
// nobody would heed. One file because each version is held against its neighbours. (docs.stripe.com/changelog, by the dates of the versions; shapes as recorded in events of their time)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { openMerchant } from '../stories/merchant.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { refused } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const OLD = '2019-03-14'
const version = (name: string) => ({ 'stripe-version': name })
const LISTS = ['sources', 'subscriptions', 'tax_ids']
const has = (body: object, ...fields: string[]) => fields.filter((field) => field in body)

/** The field of an object in each version, `absent` where it has none. */
async function through({ call }: Pick<Sandbox, 'call'>, path: string, field: string, versions: readonly string[]) {
  const found: unknown[] = []
  for (const name of versions) {
    const { body } = await call('GET', path, undefined, version(name))
    found.push(field in body ? body[field] : 'absent')
  }
  return found
}

test('each field is there until the version that took it away', async () => {
  const world = sandbox(brindle)
  const { id } = (await world.call('POST', '/v1/customers', 'balance=-500')).body
  const customer = `/v1/customers/${id}`
  for (const [field, value, last, first] of [
    ['account_balance', -500, '2019-10-08', '2019-10-17'],
    ['tax_info', null, '2019-11-05', '2019-12-03'],
    ['tax_info_verification', null, '2019-11-05', '2019-12-03'],
    ['default_currency', 'usd', '2020-08-27', '2022-08-01'],
  ] as const)
    assert.deepEqual(await through(world, customer, field, [OLD, last, first]), [value, value, 'absent'], field)
  // What is called otherwise now has both names, and what came later has come to all versions.
  assert.deepEqual(await through(world, customer, 'balance', [OLD, '2019-10-17']), [-500, -500])
  assert.deepEqual(await through(world, customer, 'customer_account', [OLD]), [null])
  const charge = `/v1/charges/${(await world.call('POST', '/v1/charges', 'amount=1099&currency=usd&source=tok_visa')).body.id}`
  for (const [field, last, first] of [
    ['order', '2020-08-27', '2022-08-01'],
    ['dispute', '2022-11-15', '2023-08-16'],
    ['destination', '2022-11-15', '2023-08-16'],
    ['invoice', '2025-02-24.acacia', '2025-03-31.basil'],
  ] as const)
    assert.deepEqual(await through(world, charge, field, [OLD, last, first]), [null, null, 'absent'], field)
})

test('a charge names its dispute and the invoice that it pays', async () => {
  const { stripe, call, advance } = sandbox(brindle)
  const { id: customer } = await stripe.customers.create()
  const { id: card } = await stripe.paymentMethods.attach('pm_card_createDispute', { customer })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } } as const
  const { default_price } = await stripe.products.create({ name: 'Photos', default_price_data: price })
  const items = [{ price: default_price as string }]
  const { latest_invoice } = await stripe.subscriptions.create({ customer, items, default_payment_method: card })
  await advance(3)
  const [dispute] = (await stripe.disputes.list()).data
  const path = `/v1/charges/${dispute!.charge}`
  const world = { call }
  assert.deepEqual(await through(world, path, 'dispute', [OLD, '2022-11-15', '2023-08-16']), [
    dispute!.id,
    dispute!.id,
    'absent',
  ])
  assert.deepEqual(await through(world, path, 'invoice', [OLD, '2025-02-24.acacia', '2025-03-31.basil']), [
    latest_invoice,
    latest_invoice,
    'absent',
  ])
})

test('how 3-D Secure went was said in two words', async () => {
  const { call } = sandbox(brindle)
  const form = 'type=card&token=tok_threeDSecure2Required'
  const card = (await call('POST', '/v1/sources', form)).body
  const back = 'redirect[return_url]=https://example.com/back'
  const secure = `type=three_d_secure&amount=1099&currency=eur&${back}&three_d_secure[card]=${card.id}`
  const source = (await call('POST', '/v1/sources', secure)).body
  await call('POST', `/brindle/authorizations/${source.redirect.url.split('/').at(-1)}`, 'outcome=succeed')
  const { id } = (await call('POST', '/v1/charges', `amount=1099&currency=eur&source=${source.id}`)).body
  const said = async (name: string) =>
    (await call('GET', `/v1/charges/${id}`, undefined, version(name))).body.payment_method_details.card.three_d_secure
  const now = await said('2020-08-27')
  assert.deepEqual([now.result, 'authenticated' in now, 'succeeded' in now], ['authenticated', false, false])
  assert.deepEqual(await said('2020-03-02'), { ...now, authenticated: true, succeeded: true })
})

test('customers and charges have their lists without being asked, until they were taken away', async () => {
  const { stripe, call } = sandbox(brindle)
  const { id } = await stripe.customers.create({ source: 'tok_visa' })
  const charge = await stripe.charges.create({ amount: 1099, currency: 'usd', customer: id })
  await stripe.refunds.create({ charge: charge.id, amount: 100 })
  const get = async (path: string, name: string) => (await call('GET', path, undefined, version(name))).body
  for (const [name, lists, refunds] of [
    [OLD, LISTS, ['refunds']],
    ['2020-03-02', LISTS, ['refunds']],
    ['2020-08-27', [], ['refunds']],
    ['2022-08-01', [], ['refunds']],
    ['2022-11-15', [], []],
    ['2026-10-28.endive', [], []],
  ] as const) {
    assert.deepEqual(has(await get(`/v1/customers/${id}`, name), ...LISTS), lists, name)
    assert.deepEqual(has((await get('/v1/customers', name)).data[0], ...LISTS), lists, name)
    assert.deepEqual(has(await get(`/v1/charges/${charge.id}`, name), 'refunds'), refunds, name)
    // Within another object too.
    const within = await get(`/v1/charges/${charge.id}?expand[]=customer`, name)
    assert.deepEqual(has(within.customer, ...LISTS), lists, name)
  }
  const { refunds } = await get(`/v1/charges/${charge.id}`, OLD)
  assert.deepEqual(
    { ...refunds, data: refunds.data.map(({ amount }: { amount: number }) => amount) },
    { object: 'list', data: [100], has_more: false, total_count: 1, url: `/v1/charges/${charge.id}/refunds` },
  )
})

test('a list that is there anyway can be asked for, and expanded further', async () => {
  const { stripe, call } = sandbox(brindle)
  const charge = await stripe.charges.create({ amount: 1099, currency: 'usd', source: 'tok_visa' })
  await stripe.refunds.create({ charge: charge.id })
  const path = `/v1/charges/${charge.id}`
  const plain = (await call('GET', path, undefined, version(OLD))).body
  assert.deepEqual((await call('GET', `${path}?expand[]=refunds`, undefined, version(OLD))).body, plain)
  const further = `${path}?expand[]=refunds.data.balance_transaction`
  const [refund] = (await call('GET', further, undefined, version(OLD))).body.refunds.data
  assert.equal(refund.balance_transaction.amount, -1099)
})

test('a page of customers and of charges comes with all their lists', async () => {
  const { stripe, call } = sandbox(brindle)
  for (const token of ['tok_visa', 'tok_mastercard', 'tok_amex']) {
    const { id } = await stripe.customers.create({
      source: token,
      tax_id_data: [{ type: 'eu_vat', value: 'DE123456789' }],
    })
    const { id: charge } = await stripe.charges.create({ amount: 1099, currency: 'usd', customer: id })
    await stripe.refunds.create({ charge })
  }
  const customers = (await call('GET', '/v1/customers', undefined, version(OLD))).body.data
  assert.deepEqual(
    customers.map(({ sources, subscriptions, tax_ids }: any) => [
      sources.data[0].brand,
      subscriptions.total_count,
      tax_ids.data[0].value,
    ]),
    [
      ['American Express', 0, 'DE123456789'],
      ['MasterCard', 0, 'DE123456789'],
      ['Visa', 0, 'DE123456789'],
    ],
  )
  const charges = (await call('GET', '/v1/charges', undefined, version(OLD))).body.data
  assert.deepEqual(
    charges.map(({ refunds }: any) => refunds.data[0].amount),
    [1099, 1099, 1099],
  )
  const nested = (await call('GET', '/v1/charges?expand[]=data.customer', undefined, version(OLD))).body.data
  assert.deepEqual(
    nested.map(({ customer }: any) => customer.sources.data[0].brand),
    ['American Express', 'MasterCard', 'Visa'],
  )
})

test('more sources than a page are not counted', async () => {
  const { stripe, call } = sandbox(brindle)
  const { id } = await stripe.customers.create()
  for (let i = 0; i < 11; i++) await stripe.customers.createSource(id, { source: 'tok_visa' })
  const { sources } = (await call('GET', `/v1/customers/${id}`, undefined, version(OLD))).body
  assert.deepEqual([sources.data.length, sources.has_more, 'total_count' in sources], [10, true, false])
})

test('what is left of a deleted customer has nothing added', async () => {
  const { stripe, call } = sandbox(brindle)
  const { id } = await stripe.customers.create({ source: 'tok_visa' })
  const stub = { id, object: 'customer', deleted: true }
  assert.deepEqual((await call('DELETE', `/v1/customers/${id}`, undefined, version(OLD))).body, stub)
  assert.deepEqual((await call('GET', `/v1/customers/${id}`, undefined, version(OLD))).body, stub)
})

test('prices and plans come with their tiers until 2020-08-27', async () => {
  const { call } = sandbox(brindle)
  const tiers = 'tiers[0][up_to]=2&tiers[0][unit_amount]=100&tiers[1][up_to]=inf&tiers[1][unit_amount]=50'
  const form = `currency=usd&product_data[name]=Calls&recurring[interval]=month&billing_scheme=tiered&tiers_mode=volume&${tiers}`
  const { id } = (await call('POST', '/v1/prices', form)).body
  const { id: customer } = (await call('POST', '/v1/customers', 'source=tok_visa')).body
  const [item] = (await call('POST', '/v1/subscriptions', `customer=${customer}&items[0][price]=${id}`)).body.items.data
  const amounts = (holder: any) => holder.tiers?.map(({ unit_amount }: any) => unit_amount)
  const world = { call }
  for (const [name, expected] of [
    ['2020-03-02', [100, 50]],
    ['2020-08-27', undefined],
  ] as const) {
    for (const path of [`/v1/prices/${id}`, `/v1/plans/${id}`])
      assert.deepEqual(amounts((await call('GET', path, undefined, version(name))).body), expected, path)
    const { body } = await call('GET', `/v1/subscription_items/${item.id}`, undefined, version(name))
    assert.deepEqual([amounts(body.price), amounts(body.plan)], [expected, expected], name)
  }
  // A price without tiers does not speak of them, as recorded; a plan does.
  const { id: flat } = (await call('POST', '/v1/plans', 'currency=usd&amount=5&interval=month&product[name]=Flat')).body
  assert.deepEqual(await through(world, `/v1/prices/${flat}`, 'tiers', ['2020-03-02', '2020-08-27']), [
    'absent',
    'absent',
  ])
  assert.deepEqual(await through(world, `/v1/plans/${flat}`, 'tiers', ['2020-03-02', '2020-08-27']), [null, 'absent'])
})

test('a subscription that cannot be paid is not made in versions before 2019-03-14', async () => {
  // stripe-node 8, of `payment_behavior`: an error was the default in versions before.
  const { stripe, call, news } = sandbox(brindle)
  const { id: customer } = await stripe.customers.create({ source: 'tok_chargeCustomerFail' })
  const { id: plan } = (await call('POST', '/v1/plans', 'currency=usd&amount=500&interval=month&product[name]=Flat'))
    .body
  await news()
  const make = (name: string) => call('POST', '/v1/subscriptions', `customer=${customer}&plan=${plan}`, version(name))
  refused(await make('2019-02-19'), 402, {
    type: 'card_error',
    code: 'card_declined',
    message: 'Your card was declined.',
  })
  assert.deepEqual((await stripe.subscriptions.list({ status: 'all' })).data, [])
  assert.deepEqual(await news(), [])
  const { body } = await make('2019-03-14')
  assert.equal(body.status, 'incomplete')
  const invoice = `/v1/invoices/${body.latest_invoice}`
  const reasons = await through({ call }, invoice, 'billing_reason', ['2018-09-24', '2018-10-31'])
  assert.deepEqual(reasons, ['subscription_update', 'subscription_create'])
  const dates = await through({ call }, invoice, 'date', ['2019-02-19', '2019-03-14'])
  assert.deepEqual(dates, [body.created, 'absent'])
  assert.deepEqual(await through({ call }, invoice, 'closed', ['2018-10-31', '2018-11-08']), [false, 'absent'])
})

test('older fields lead further, wherever they stand', async () => {
  const { stripe, call, publishable } = sandbox(brindle)
  const { id: customer } = await stripe.customers.create({ source: 'tok_visa' })
  const { id: plan } = (await call('POST', '/v1/plans', 'currency=usd&amount=700&interval=month&product[name]=Gold'))
    .body
  const made = (await call('POST', '/v1/subscriptions', `customer=${customer}&plan=${plan}`, version('2019-12-03')))
    .body
  const get = async (path: string, name = '2022-08-01') => (await call('GET', path, undefined, version(name))).body
  const bill = await get(`/v1/invoices/${made.latest_invoice}?expand[]=subscription.plan.product`)
  assert.equal(bill.subscription.plan.product.name, 'Gold')
  const [fee] = (await get('/v1/balance_transactions?expand[]=data.source.invoice.subscription')).data
  assert.equal(fee.source.invoice.subscription.id, made.id)
  // Half of the month's 7.00 would be given back: without it, the next month is all.
  const change = `subscription_items[0][id]=${made.items.data[0].id}&subscription_items[0][quantity]=5`
  const path = `/v1/invoices/upcoming?subscription=${made.id}&${change}&subscription_prorate=false`
  assert.equal((await get(`${path}&expand[]=subscription`, '2019-12-03')).total, 3500)
  // In a refusal, and not for who has only a publishable key.
  const form = 'amount=1000&currency=usd&confirm=true&payment_method=pm_card_chargeDeclined'
  const { error } = (await call('POST', '/v1/payment_intents', form, version('2022-08-01'))).body
  const { id, charges, client_secret } = error.payment_intent
  assert.deepEqual([charges.total_count, charges.data[0].status, charges.data[0].invoice], [1, 'failed', null])
  const browser = { ...version('2022-08-01'), authorization: `Bearer ${publishable}` }
  const seen = await call('GET', `/v1/payment_intents/${id}?client_secret=${client_secret}`, undefined, browser)
  assert.deepEqual([seen.body.id, ...has(seen.body, 'charges', 'invoice', 'customer')], [id])
})

test('a portal that shall let nobody pause may be told so', async () => {
  const { call } = sandbox(brindle)
  const make = (enabled: boolean) =>
    call(
      'POST',
      '/v1/billing_portal/configurations',
      `features[invoice_history][enabled]=true&features[subscription_pause][enabled]=${enabled}`,
      version('2023-10-16'),
    )
  const { features, id } = (await make(false)).body
  assert.equal(features.subscription_pause.enabled, false)
  const old = version('2023-10-16')
  const { status } = await call(
    'POST',
    `/v1/billing_portal/configurations/${id}`,
    'features[subscription_pause][enabled]=false',
    old,
  )
  assert.equal(status, 400)
  refused(await make(true), 400, {
    code: 'parameter_unknown',
    param: 'features[subscription_pause]',
    message: 'Received unknown parameter: features[subscription_pause]',
  })
})

test('metadata is no object, whatever it says', async () => {
  const { stripe, call } = sandbox(brindle)
  const { id } = await stripe.customers.create({ metadata: { object: 'customer', id: 'cus_1' } })
  const { body } = await call('GET', `/v1/customers/${id}`, undefined, version(OLD))
  assert.deepEqual(body.metadata, { object: 'customer', id: 'cus_1' })
})

test('account_balance is the balance', async () => {
  const { call, news } = sandbox(brindle)
  const made = await call('POST', '/v1/customers', 'account_balance=-500', version(OLD))
  assert.deepEqual([made.body.balance, made.body.account_balance], [-500, -500], made.text)
  const path = `/v1/customers/${made.body.id}`
  const changed = await call('POST', path, 'account_balance=-700', version('2019-10-08'))
  assert.equal(changed.body.balance, -700)
  assert.deepEqual(await news(), ['customer.created', 'customer.updated'])
  const unknown = {
    code: 'parameter_unknown',
    param: 'account_balance',
    message: 'Received unknown parameter: account_balance',
  }
  refused(await call('POST', path, 'account_balance=1', version('2019-10-17')), 400, unknown)
  refused(await call('POST', path, 'account_balance=1&balance=2', version(OLD)), 400, unknown)
  assert.deepEqual(await news(), [])
})

test('a parameter that only an older version had is refused by name', async () => {
  const { call, news } = sandbox(brindle)
  for (const name of [OLD, '2020-08-27', '2022-11-15']) {
    const answer = await call('POST', '/v1/products', 'name=Tea&caption=Green', version(name))
    assert.deepEqual(
      [answer.status, answer.body.error.code, answer.body.error.param],
      [400, 'not_built', 'caption'],
      name,
    )
  }
  // Today it is not known at all, and neither is a coupon of a customer.
  for (const [path, param] of [
    ['/v1/products', 'caption'],
    ['/v1/customers', 'coupon'],
  ] as const)
    refused(await call('POST', path, `name=Tea&${param}=x`), 400, {
      code: 'parameter_unknown',
      param,
      message: `Received unknown parameter: ${param}`,
    })
  assert.deepEqual(await news(), [])
})

test('events are in the version of the account, and stay so', async () => {
  const { stripe, call } = sandbox(brindle)
  await call('POST', '/brindle/account', `default_version=${OLD}`)
  const made = (await call('POST', '/v1/customers', 'source=tok_visa', version('2026-08-26.dahlia'))).body
  assert.deepEqual(has(made, ...LISTS, 'account_balance'), [])
  const first = async (type: string, name: string) =>
    (await call('GET', `/v1/events?type=${type}`, undefined, version(name))).body.data[0]
  const created = await first('customer.created', OLD)
  assert.equal(created.api_version, OLD)
  assert.deepEqual(created.data.object, (await call('GET', `/v1/customers/${made.id}`)).body)
  assert.deepEqual(has(created.data.object, ...LISTS, 'tax_info'), [...LISTS, 'tax_info'])
  // Whoever asks: it was frozen.
  assert.deepEqual(await first('customer.created', '2026-08-26.dahlia'), created)
  // Recorded: what a refund changes, the list too.
  const charge = await stripe.charges.create({ amount: 2000, currency: 'usd', customer: made.id })
  await stripe.refunds.create({ charge: charge.id })
  const { data } = await first('charge.refunded', OLD)
  assert.deepEqual(data.previous_attributes, {
    amount_refunded: 0,
    refunded: false,
    refunds: { data: [], total_count: 0 },
  })
  assert.deepEqual([data.object.refunds.total_count, data.object.refunds.data[0].amount], [1, 2000])
  await call('DELETE', `/v1/customers/${made.id}`)
  assert.deepEqual((await first('customer.deleted', OLD)).data.object.id, made.id)
})

test('a charge of an invoice names it in the event', async () => {
  const { stripe, call } = sandbox(brindle)
  await call('POST', '/brindle/account', `default_version=${OLD}`)
  const { id: customer } = await stripe.customers.create({ source: 'tok_visa' })
  const price = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' } } as const
  const { default_price } = await stripe.products.create({ name: 'Photos', default_price_data: price })
  const { id: card } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
  const { latest_invoice } = await stripe.subscriptions.create({
    customer,
    items: [{ price: default_price as string }],
    default_payment_method: card,
  })
  const [event] = (await call('GET', '/v1/events?type=charge.succeeded')).body.data
  assert.equal(event.data.object.invoice, latest_invoice)
  const { subscriptions } = (await call('GET', `/v1/customers/${customer}`)).body
  assert.deepEqual([subscriptions.total_count, subscriptions.data[0].latest_invoice], [1, latest_invoice])
})

test('each endpoint is told in its own version', async () => {
  const { stripe, call } = sandbox(brindle)
  const merchant = await openMerchant()
  try {
    const endpoint = await stripe.webhookEndpoints.create({
      url: `${merchant.url}/webhook`,
      enabled_events: ['customer.created'],
      api_version: OLD,
    })
    merchant.signingSecret = endpoint.secret!
    const { id } = await stripe.customers.create({ source: 'tok_visa' })
    await merchant.arrived(1)
    const [told] = merchant.received as any[]
    assert.deepEqual([told.api_version, told.data.object.id], [OLD, id])
    assert.deepEqual(has(told.data.object, ...LISTS, 'account_balance'), [...LISTS, 'account_balance'])
    assert.equal(told.data.object.sources.data[0].brand, 'Visa')
    // The account's own events are not.
    const [kept] = (await call('GET', '/v1/events?type=customer.created')).body.data
    assert.deepEqual([kept.api_version, ...has(kept.data.object, ...LISTS)], ['2026-08-26.dahlia'])
  } finally {
    await merchant.close()
  }
})
