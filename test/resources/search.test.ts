// Searching: the seven resources, each by its own fields, and what holds for all of them.
// One file because all seven are asked in one language, and held to the same.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { behaves } from '../behaves.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { refused } from '../http/speak.ts'

type Searched = { data: { id: string }[]; has_more: boolean; next_page?: string | null }
const idsOf = ({ data }: Searched) => data.map(({ id }) => id)

/** Asserts which of the named objects each query finds, the newest first. */
async function finds(
  search: (query: string) => PromiseLike<Searched>,
  named: Readonly<Record<string, string>>,
  expected: Readonly<Record<string, string>>,
) {
  const names = new Map(Object.entries(named).map(([name, id]) => [id, name]))
  for (const [query, wanted] of Object.entries(expected)) {
    const found = idsOf(await search(query)).map((id) => names.get(id))
    assert.equal(found.join(' '), wanted, query)
  }
}

const SAMSUNG = encodeURIComponent('metadata["device_type"]:"samsung"')

behaves('GET /v1/customers/search', 'finds customers by their fields and metadata', async ({ stripe, call, news }) => {
  const amy = await stripe.customers.create({
    email: 'Amy@RocketRides.io',
    name: 'Amy "the Pilot" Wong',
    phone: '+15550001',
    metadata: { tier: 'Gold', 'a"b': 'x' },
  })
  const bob = await stripe.customers.create({ email: 'bob@rocketrides.io', name: 'Bob', metadata: { tier: 'silver' } })
  const carl = await stripe.customers.create({ phone: '+4955' })
  const named = { amy: amy.id, bob: bob.id, carl: carl.id }
  const search = (query: string) => stripe.customers.search({ query })
  await finds(search, named, {
    'email:"amy@rocketrides.io"': 'amy',
    'email:"AMY@ROCKETRIDES.IO"': 'amy',
    'email:"amy"': '',
    'email~"rocket"': 'bob amy',
    'email~"@ROCKETRIDES.io"': 'bob amy',
    // Both have all three letters in a row that this consists of, and only one has it in a row.
    'name~"\\"the P"': 'amy',
    '-email~"amy@"': 'carl bob',
    'email:null': 'carl',
    '-email:null': 'bob amy',
    'phone:"+15550001" OR phone:"+4955"': 'carl amy',
    'phone~"555"': 'amy',
    'metadata["tier"]:"gold"': 'amy',
    'metadata["TIER"]:"gold"': '',
    '-metadata["tier"]:"gold"': 'carl bob',
    'metadata["tier"]:null': 'carl',
    '-metadata["tier"]:null': 'bob amy',
    'metadata["a\\"b"]:"x"': 'amy',
    'email~"rocket" metadata["tier"]:"silver"': 'bob',
    'email~"rocket" AND -metadata["tier"]:"silver"': 'amy',
    [`created>=${amy.created} created<=${carl.created}`]: 'carl bob amy',
    [`created<${amy.created}`]: '',
    [`created>${carl.created}`]: '',
  })
  // What is found changes with what is there, at once.
  await stripe.customers.update(amy.id, { email: 'amy@example.com', metadata: { tier: '' } })
  await stripe.customers.del(carl.id)
  await finds(search, named, {
    'email~"rocket"': 'bob',
    'email:"amy@example.com"': 'amy',
    '-metadata["tier"]:"gold"': 'bob amy',
    'phone:"+4955"': '',
    [`created>=${amy.created}`]: 'bob amy',
  })
  const { text } = await call('GET', `/v1/customers/search?query=${encodeURIComponent('email:"nobody"')}`)
  assert.equal(
    text,
    `{\n  "object": "search_result",\n  "data": [],\n  "has_more": false,\n  "next_page": null,\n  "url": "/v1/customers/search"\n}`,
  )
  assert.deepEqual(await news(), [
    'customer.created',
    'customer.created',
    'customer.created',
    'customer.updated',
    'customer.deleted',
  ])
})

behaves(
  'GET /v1/subscriptions/search',
  'finds subscriptions as the French page asks',
  async ({ stripe, call, news }) => {
    const price = await stripe.prices.create({
      currency: 'eur',
      unit_amount: 0,
      recurring: { interval: 'month' },
      product_data: { name: 'Beacon' },
    })
    const customer = (await stripe.customers.create({})).id
    const subscribe = async (metadata: Record<string, string>) =>
      (await stripe.subscriptions.create({ customer, items: [{ price: price.id }], metadata })).id
    const named = {
      device: await subscribe({ device_type: 'Samsung' }),
      yes: await subscribe({ Samsung: 'yes' }),
      gone: await subscribe({ device_type: 'samsung', order: '6735' }),
    }
    const { canceled_at } = await stripe.subscriptions.cancel(named.gone)
    await finds((query) => stripe.subscriptions.search({ query }), named, {
      'metadata["device_type"]:"samsung"': 'gone device',
      'metadata["Samsung"]:"yes"': 'yes',
      "status:'active' AND metadata['device_type']:'samsung'": 'device',
      "-status:'canceled'": 'yes device',
      [`canceled_at>${canceled_at! - 1}`]: 'gone',
      'canceled_at:null': 'yes device',
      'metadata["order"]:6735': 'gone',
    })
    // The address as it is printed there, before the browser or Postman writes it for the wire.
    const { body } = await call('GET', `/v1/subscriptions/search?query=${SAMSUNG}`, undefined, {
      'stripe-version': '2020-08-27',
    })
    assert.deepEqual(idsOf(body), [named.gone, named.device])
    assert.deepEqual([body.object, body.has_more, body.next_page], ['search_result', false, null])
    await news()
  },
)

behaves('GET /v1/payment_intents/search', 'finds payments by amount and state', async ({ stripe, news }) => {
  const customer = (await stripe.customers.create({})).id
  const pay = async (amount: number, currency: string) =>
    (await stripe.paymentIntents.create({ amount, currency, customer, metadata: { order: String(amount) } })).id
  const named = { small: await pay(999, 'usd'), even: await pay(1000, 'usd'), large: await pay(1001, 'eur') }
  await finds((query) => stripe.paymentIntents.search({ query }), named, {
    'amount>1000': 'large',
    'amount>=1000': 'large even',
    'amount<1000': 'small',
    'amount<=1000': 'even small',
    'amount:1000': 'even',
    'amount="1000"': 'even',
    'amount>999.5 amount<1000.5': 'even',
    '-currency:"usd"': 'large',
    'status:"requires_payment_method" metadata["order"]:"999"': 'small',
    [`customer:"${customer}" -amount:1000`]: 'large small',
  })
  await news()
})

behaves('GET /v1/charges/search', 'finds charges by the card that paid', async ({ stripe, news }) => {
  const pay = async (source: string, amount: number) =>
    (await stripe.charges.create({ amount, currency: 'usd', source, metadata: { order: '6735' } })).id
  const named = { visa: await pay('tok_visa', 500), amex: await pay('tok_amex', 700) }
  await stripe.refunds.create({ charge: named.visa })
  await finds((query) => stripe.charges.search({ query }), named, {
    'payment_method_details.card.last4:4242': 'visa',
    'payment_method_details.card.last4:"0005"': 'amex',
    'payment_method_details.card.brand:"amex"': 'amex',
    "amount>600 AND metadata['order_id']:'6735'": '',
    "amount>600 AND metadata['order']:'6735'": 'amex',
    'refunded:"true"': 'visa',
    'disputed:"false"': 'amex visa',
    'status:"succeeded"': 'amex visa',
  })
  await news()
})

behaves('GET /v1/invoices/search', 'finds invoices by number, total and subscription', async ({ stripe, news }) => {
  const customer = (await stripe.customers.create({ invoice_prefix: 'ABC123' })).id
  const invoice = async (amount: number) => {
    await stripe.invoiceItems.create({ customer, amount, currency: 'usd' })
    const { id } = await stripe.invoices.create({ customer, pending_invoice_items_behavior: 'include' })
    return id
  }
  const named = { owed: await invoice(2000), credit: await invoice(-500) }
  await stripe.invoices.finalizeInvoice(named.owed, { auto_advance: false })
  await finds((query) => stripe.invoices.search({ query }), named, {
    'total>1000': 'owed',
    'total<0': 'credit',
    'total>=-500': 'credit owed',
    'status:"draft"': 'credit',
    'number:"abc123-0001"': 'owed',
    'number~"123-00"': 'owed',
    'subscription:null': 'credit owed',
    [`customer:"${customer}" currency:"usd"`]: 'credit owed',
  })
  await news()
})

behaves('GET /v1/prices/search', 'finds prices by key, type and product', async ({ stripe, news }) => {
  const product = (await stripe.products.create({ name: 'Photos' })).id
  const once = await stripe.prices.create({ product, currency: 'usd', unit_amount: 1, lookup_key: 'photos_once' })
  const monthly = await stripe.prices.create({
    product,
    currency: 'eur',
    unit_amount: 2,
    recurring: { interval: 'month' },
    metadata: { order_id: '6735' },
  })
  await stripe.prices.update(once.id, { active: false })
  await finds(
    (query) => stripe.prices.search({ query }),
    { once: once.id, monthly: monthly.id },
    {
      "active:'true' AND metadata['order_id']:'6735'": 'monthly',
      'active:"false"': 'once',
      'lookup_key:"photos_once"': 'once',
      'lookup_key~"photos"': 'once',
      'type:"recurring"': 'monthly',
      'currency:"eur" OR lookup_key:null': 'monthly',
      [`product:"${product}"`]: 'monthly once',
    },
  )
  await news()
})

behaves('GET /v1/products/search', 'finds products by name and description', async ({ stripe, news }) => {
  const named = {
    shirt: (await stripe.products.create({ name: 'T-shirt', description: 'Comfortable cotton', shippable: true })).id,
    ebook: (await stripe.products.create({ name: 'E-book', url: 'https://example.com/book' })).id,
  }
  await finds((query) => stripe.products.search({ query }), named, {
    'name~"shirt"': 'shirt',
    'description~"able cot"': 'shirt',
    'description:null': 'ebook',
    'shippable:"true"': 'shirt',
    'url:"https://example.com/book"': 'ebook',
    'active:"true"': 'ebook shirt',
  })
  await news()
})

const PARAM = { param: 'query' }
/** Queries that can be read, and that customers cannot be asked. Wording: the first Stripe's, the others [M]. */
const REFUSED: readonly (readonly [string, string])[] = [
  [
    'foo:"bar"',
    'Field `foo` is an unsupported search field for resource `customers`. See ' +
      'http://stripe.com/docs/search#query-fields-for-customers for a list of supported fields.',
  ],
  ['metadata["a"]~"bar"', 'Field `metadata` is of type token, which does not support the operator `~`.'],
  ['email>5', 'Field `email` is of type string, which does not support the operator `>`.'],
  ['created~"123"', 'Field `created` is of type number, which does not support the operator `~`.'],
  ['email~null', 'Field `email` is of type null, which does not support the operator `~`.'],
  ['created>"soon"', 'Field `created` is numeric; `soon` is not a number that it can be compared with.'],
  ['email~"ab"', 'Field `email` is searched for a part of fewer than 3 characters.'],
]

test('what cannot be searched for is refused', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const world = sandbox(brindle)
  const ask = (query: string, more = '') =>
    world.call('GET', `/v1/customers/search?query=${encodeURIComponent(query)}${more}`)
  for (const [query, message] of REFUSED) refused(await ask(query), 400, { message, ...PARAM })
  refused(await world.call('GET', '/v1/customers/search'), 400, {
    code: 'parameter_missing',
    ...PARAM,
    message: 'Missing required param: query.',
  })
  refused(await ask('email:null', '&limit=0'), 400, {
    code: 'parameter_invalid_integer',
    param: 'limit',
    message: 'This value must be greater than or equal to 1.',
  })
  refused(await ask('email:null', '&limit=101'), 400, {
    code: 'parameter_invalid_integer',
    param: 'limit',
    message: /less than or equal to 100/,
  })
  refused(await ask('email:null', '&page=nonsense'), 400, { param: 'page', message: 'Invalid page token.' })
  refused(await ask('email:null', '&expand[]=foo'), 400, {
    param: 'expand',
    message: 'This property cannot be expanded (foo).',
  })
  const old = await world.call('GET', `/v1/subscriptions/search?query=${SAMSUNG}`, undefined, {
    'stripe-version': '2020-03-02',
  })
  refused(old, 400, {
    message:
      // github.com/stripe/stripe-cli/issues/1201, there for 2017-08-15.
      'Search is not supported on api version 2020-03-02. Update your API version, or set the API Version of this request ' +
      'to 2020-08-27 or greater.',
  })
})

test('an account in India cannot search', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { stripe } = sandbox(brindle)
  const { id } = await stripe.accounts.create({ country: 'IN', type: 'custom' })
  await assert.rejects(() => stripe.customers.search({ query: 'email:null' }, { stripeAccount: id }), {
    statusCode: 400,
    message: 'Search is not available to merchants in India.',
  })
})

test('results come in pages, are counted on demand, and expanded', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { stripe } = sandbox(brindle)
  const made: string[] = []
  for (let i = 0; i < 25; i++)
    made.unshift((await stripe.customers.create({ name: `Number ${i % 2 ? 'odd' : 'even'} ${i}` })).id)
  const first = await stripe.customers.search({ query: 'name~"number"', limit: 10, expand: ['total_count'] })
  assert.deepEqual([first.data.length, first.has_more, first.total_count], [10, true, 25])
  const all: string[] = []
  for await (const { id } of stripe.customers.search({ query: 'name~"number"', limit: 10 })) all.push(id)
  assert.deepEqual(all, made)
  const odd = await stripe.customers.search({ query: 'name~"odd" -name~"odd 13"', expand: ['total_count'], limit: 100 })
  assert.deepEqual([odd.data.length, odd.total_count, odd.has_more, odd.next_page], [11, 11, false, null])
  const exact = await stripe.customers.search({ query: 'created>0', expand: ['total_count'], limit: 1 })
  assert.equal(exact.total_count, 25)
  const charge = await stripe.charges.create({ amount: 500, currency: 'usd', source: 'tok_visa' })
  const charges = await stripe.charges.search({ query: 'amount:500', expand: ['data.balance_transaction'] })
  assert.equal((charges.data[0]!.balance_transaction as { net: number }).net, 500 - 45)
  assert.equal(charges.data[0]!.id, charge.id)
})

test('one account never finds what is in another', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const [one, other] = [sandbox(brindle), sandbox(brindle)]
  await one.stripe.customers.create({ email: 'amy@example.com' })
  assert.deepEqual(idsOf(await other.stripe.customers.search({ query: 'email~"amy"' })), [])
  assert.equal(idsOf(await one.stripe.customers.search({ query: 'email~"amy"' })).length, 1)
})

test('with a delay a search does not know of what has just changed', async (t) => {
  const brindle = await startBrindle({ searchDelay: 3600 })
  t.after(() => brindle.close())
  const { stripe } = sandbox(brindle)
  await stripe.customers.create({ email: 'amy@example.com' })
  const { data, has_more } = await stripe.customers.search({ query: 'email:"amy@example.com"' })
  assert.deepEqual([data, has_more], [[], false])
})

test('searches and changes at once agree', async (t) => {
  const brindle = await startBrindle()
  t.after(() => brindle.close())
  const { stripe } = sandbox(brindle)
  const writer = async (name: string, world: Sandbox['stripe']) => {
    for (let i = 0; i < 12; i++) {
      const { id } = await world.customers.create({ name: `${name} ${i}` })
      const found = await world.customers.search({ query: `name:"${name} ${i}"` })
      assert.deepEqual(idsOf(found), [id])
    }
  }
  await Promise.all(['ann', 'ben', 'cem', 'dia'].map((name) => writer(name, stripe)))
  const { total_count } = await stripe.customers.search({ query: 'created>0', expand: ['total_count'] })
  assert.equal(total_count, 48)
})
