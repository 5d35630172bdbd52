// What is wrong with a request is said in Stripe's words, by name, and changes nothing. Words and codes:
// https://docs.stripe.com/error-codes and answers that Stripe's users have published.
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

interface Wrong {
  readonly call: readonly [method: 'GET' | 'POST', path: string, form?: string]
  readonly code?: string
  readonly param?: string
  readonly message: string | RegExp
}

/** Each is refused like this, and afterwards the sandbox is as empty as before. */
function all(name: string, wrongs: readonly Wrong[]): void {
  test(name, async () => {
    const box = sandbox(brindle)
    for (const { call, ...expected } of wrongs) refused(await box.call(...call), 400, expected)
    await nothing(box)
  })
}

async function nothing(box: Sandbox): Promise<void> {
  for (const objects of ['customers', 'products', 'prices', 'payment_intents', 'subscriptions', 'events'])
    assert.deepEqual((await box.call('GET', `/v1/${objects}`)).body.data, [], objects)
}

const many = (count: number) => Array.from({ length: count }, (_, i) => `metadata[k${i}]=v`).join('&')
const CARD = 'type=card&card[number]=4242424242424242'

const unknown = { code: 'parameter_unknown' }
all('parameters that there are not', [
  {
    call: ['POST', '/v1/customers', 'foo=1'],
    ...unknown,
    param: 'foo',
    message: 'Received unknown parameter: foo',
  },
  {
    // Several are named, the first as `param`; what is known beside them does not help.
    call: ['POST', '/v1/customers', 'foo=1&name=x&bar[a]=2'],
    ...unknown,
    param: 'foo',
    message: 'Received unknown parameters: foo, bar',
  },
  {
    call: ['POST', '/v1/customers', 'address[zip]=10115'],
    ...unknown,
    param: 'address[zip]',
    message: 'Received unknown parameter: address[zip]',
  },
  {
    call: ['POST', '/v1/subscriptions', 'customer=cus_x&items[0][prize]=price_x'],
    ...unknown,
    param: 'items[0][prize]',
    message: 'Received unknown parameter: items[0][prize]',
  },
  { call: ['GET', '/v1/customers?foo=1'], ...unknown, param: 'foo', message: 'Received unknown parameter: foo' },
  {
    call: ['GET', '/v1/customers?created[after]=1'],
    ...unknown,
    param: 'created[after]',
    message: 'Received unknown parameter: created[after]',
  },
  {
    call: ['POST', '/v1/customers', '__proto__[name]=x'],
    ...unknown,
    param: '__proto__',
    message: 'Received unknown parameter: __proto__',
  },
  { call: ['POST', '/v1/customers?foo=1', 'name=x'], ...unknown, param: 'foo', message: /: foo$/ },
])

const missing = (param: string) => ({
  code: 'parameter_missing',
  param,
  message: `Missing required param: ${param}.`,
})
all('parameters that are missing', [
  { call: ['POST', '/v1/products', ''], ...missing('name') },
  { call: ['POST', '/v1/products'], ...missing('name') },
  { call: ['POST', '/v1/payment_intents', 'currency=usd'], ...missing('amount') },
  { call: ['POST', '/v1/payment_intents', 'amount=2000'], ...missing('currency') },
  { call: ['POST', '/v1/customers', 'shipping[name]=x'], ...missing('shipping[address]') },
  { call: ['POST', '/v1/prices', 'currency=usd&product_data[active]=true'], ...missing('product_data[name]') },
])

all('parts of a card that are missing', [
  { call: ['POST', '/v1/payment_methods', `${CARD}&card[exp_year]=2034`], ...missing('card[exp_month]') },
  { call: ['POST', '/v1/payment_methods', `${CARD}&card[exp_month]=12`], ...missing('card[exp_year]') },
])

const integer = { code: 'parameter_invalid_integer' }
all('numbers that are none', [
  { call: ['POST', '/v1/customers', 'balance=abc'], ...integer, param: 'balance', message: 'Invalid integer: abc' },
  { call: ['POST', '/v1/customers', 'balance=1.5'], ...integer, param: 'balance', message: 'Invalid integer: 1.5' },
  { call: ['POST', '/v1/customers', 'balance=1e3'], ...integer, param: 'balance', message: 'Invalid integer: 1e3' },
  { call: ['POST', '/v1/customers', 'balance=0x1f'], ...integer, param: 'balance', message: 'Invalid integer: 0x1f' },
  {
    call: ['POST', '/v1/customers', 'balance=99999999999999999999'],
    ...integer,
    param: 'balance',
    message: 'Invalid integer: 99999999999999999999',
  },
  {
    call: ['GET', '/v1/customers?created[gte]=yesterday'],
    ...integer,
    param: 'created[gte]',
    message: 'Invalid integer: yesterday',
  },
  {
    call: ['POST', '/v1/payment_intents', 'amount=0&currency=usd'],
    ...integer,
    param: 'amount',
    // Recorded, for 0.
    message: /^The amount must be greater than or equal to the minimum charge amount allowed for your account/,
  },
])

all('words and switches that there are not', [
  { call: ['POST', '/v1/products', 'name=x&active=yes'], param: 'active', message: 'Invalid boolean: yes' },
  { call: ['POST', '/v1/products', 'name=x&active=1'], param: 'active', message: 'Invalid boolean: 1' },
  {
    call: ['POST', '/v1/customers', 'tax_exempt=maybe'],
    param: 'tax_exempt',
    message: /^Invalid tax_exempt: must be one of (?=.*exempt)(?=.*none)(?=.*reverse)\w+, \w+, or \w+$/,
  },
  {
    call: ['POST', '/v1/payment_intents', 'amount=2000&currency=xxx'],
    param: 'currency',
    message: /^Invalid currency: xxx\. Stripe currently supports these currencies: usd, aed, /,
  },
])

all('a word deep inside is named in full', [
  {
    // "Invalid payment_method_data[type]: must be one of acss_debit, affirm, …", as Stripe's users have published it.
    call: ['POST', '/v1/payment_intents', 'amount=2000&currency=usd&payment_method_data[type]=gold'],
    param: 'payment_method_data[type]',
    message: /^Invalid payment_method_data\[type\]: must be one of acss_debit, affirm, .*, or \w+$/,
  },
])

all('shapes that do not fit', [
  { call: ['POST', '/v1/customers', 'address=Berlin'], param: 'address', message: 'Invalid object' },
  { call: ['POST', '/v1/customers', 'metadata=x'], param: 'metadata', message: 'Invalid object' },
  {
    call: ['POST', '/v1/customers', 'preferred_locales=de'],
    param: 'preferred_locales',
    message: 'Invalid array',
  },
  {
    call: ['POST', '/v1/customers', 'preferred_locales[first]=de'],
    param: 'preferred_locales',
    message: 'Invalid array',
  },
  { call: ['POST', '/v1/customers', 'name[first]=x'], param: 'name', message: /^Invalid string: / },
  { call: ['POST', '/v1/customers', 'metadata[a][b]=x'], param: 'metadata[a]', message: /^Invalid string: / },
  { call: ['POST', '/v1/customers', 'expand=customer'], param: 'expand', message: 'Invalid array' },
  {
    call: ['POST', '/v1/customers', 'email=nobody'],
    code: 'email_invalid',
    param: 'email',
    message: 'Invalid email address: nobody',
  },
])

const tooLong = (max: number) => new RegExp(`^Invalid string: .+\\.\\.\\..+; must be at most ${max} characters$`)
all('what is too long, or too much', [
  {
    call: ['POST', '/v1/customers', `description=${'d'.repeat(5001)}`],
    param: 'description',
    message: tooLong(5000),
  },
  { call: ['POST', '/v1/customers', `email=${'e'.repeat(501)}@example.com`], param: 'email', message: tooLong(512) },
  {
    call: ['POST', '/v1/customers', `metadata[${'k'.repeat(41)}]=v`],
    param: 'metadata',
    message: /^Metadata keys can be up to 40 characters/,
  },
  {
    call: ['POST', '/v1/customers', `metadata[key]=${'v'.repeat(501)}`],
    param: 'metadata[key]',
    message: /^Metadata values can have up to 500 characters/,
  },
  {
    call: ['POST', '/v1/customers', many(51)],
    param: 'metadata',
    message: /^You can only have up to 50 metadata keys/,
  },
])

const empty = (param: string) => ({
  code: 'parameter_invalid_empty',
  param,
  message:
    `You passed an empty string for '${param}'. We assume empty values are an attempt to unset a parameter; however ` +
    `'${param}' cannot be unset. You should remove '${param}' from your request or supply a non-empty value.`,
})
all('what may not be emptied', [
  { call: ['POST', '/v1/products', 'name='], ...empty('name') },
  { call: ['POST', '/v1/payment_intents', 'amount=2000&currency='], ...empty('currency') },
])

all('escapes and shapes that cannot be read', [
  { call: ['POST', '/v1/customers', 'name=%zz'], message: /Invalid/ },
  { call: ['POST', '/v1/customers', 'name=50%'], message: /Invalid/ },
  { call: ['POST', '/v1/customers', 'name=%ff%fe'], message: /Invalid UTF-8/ },
  { call: ['GET', '/v1/customers?email=%ff'], message: /Invalid UTF-8/ },
  { call: ['POST', '/v1/customers', 'address=x&address[city]=y'], message: /address\[city\]/ },
  { call: ['POST', '/v1/customers', `a${'[b]'.repeat(50)}=1`], message: /levels deep/ },
  { call: ['POST', '/v1/customers', many(6000)], message: /Too many parameters/ },
])

test('an object that a parameter names and that is not there', async () => {
  const box = sandbox(brindle)
  const customer = (await box.call('POST', '/v1/customers', 'name=x')).body.id
  const product = (await box.call('POST', '/v1/products', 'name=x')).body.id
  const recurring = `product=${product}&currency=usd&unit_amount=500&recurring[interval]=month`
  const price = (await box.call('POST', '/v1/prices', recurring)).body.id
  const before = await box.events()
  const gone = (noun: string, id: string, param: string) => ({
    code: 'resource_missing',
    param,
    message: `No such ${noun}: '${id}'`,
  })
  const items = `items[0][price]=${price}&items[1][price]=price_gone`
  for (const [path, form, expected] of [
    // The first item was good: what it has begun is undone.
    ['subscriptions', `customer=${customer}&${items}`, gone('price', 'price_gone', 'items[1][price]')],
    ['invoices', 'customer=cus_gone', gone('customer', 'cus_gone', 'customer')],
    ['prices', 'product=prod_gone&currency=usd&unit_amount=500', gone('product', 'prod_gone', 'product')],
    ['setup_intents', 'payment_method=pm_gone', gone('PaymentMethod', 'pm_gone', 'payment_method')],
    // An object of another kind is no customer either.
    ['payment_intents', `amount=2000&currency=usd&customer=${product}`, gone('customer', product, 'customer')],
  ] as const)
    refused(await box.call('POST', `/v1/${path}`, form), 400, expected)
  // Recorded: a subscription is the exception.
  const lost = await box.call('POST', '/v1/subscriptions', `customer=cus_gone&${items}`)
  refused(lost, 404, gone('customer', 'cus_gone', 'customer'))
  assert.deepEqual(await box.events(), before)
  for (const objects of ['subscriptions', 'invoices', 'setup_intents', 'payment_intents'])
    assert.deepEqual((await box.call('GET', `/v1/${objects}`)).body.data, [], objects)
})

test('the limits themselves are allowed', async () => {
  const box = sandbox(brindle)
  const made = await box.call('POST', '/v1/customers', `description=${'d'.repeat(5000)}&${many(50)}`)
  assert.equal(made.status, 200, made.text)
  assert.equal(made.body.description.length, 5000)
  assert.equal(Object.keys(made.body.metadata).length, 50)
  const form = `metadata[${'k'.repeat(40)}]=${'v'.repeat(500)}`
  assert.equal((await box.call('POST', '/v1/customers', form)).status, 200)
  // An update that would make it 51 keys is too much; one that takes a key away for it is not.
  const one = await box.call('POST', `/v1/customers/${made.body.id}`, 'metadata[one_more]=v')
  refused(one, 400, { param: 'metadata', message: /50 metadata keys/ })
  const swapped = await box.call('POST', `/v1/customers/${made.body.id}`, 'metadata[one_more]=v&metadata[k0]=')
  assert.equal(Object.keys(swapped.body.metadata).length, 50)
})
