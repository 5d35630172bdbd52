// Who may ask what. Ways to send a key: https://docs.stripe.com/api/authentication; what a publishable key may do:
// https://docs.stripe.com/keys and the reference of each operation.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { freshName, sandbox, startBrindle } from '../world.ts'
import { bearer, FORM, refused, speak } from './speak.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const get = (path: string, headers: Record<string, string> = {}) => speak(`${brindle.url}${path}`, 'GET', headers)
const post = (path: string, form: string, headers: Record<string, string> = {}) =>
  speak(`${brindle.url}${path}`, 'POST', { ...FORM, ...headers }, form)
const basic = (user: string) => ({ authorization: `Basic ${Buffer.from(user).toString('base64')}` })
const accountOf = async (key: string) => (await get('/v1/account', bearer(key))).body.id

test('a key comes as Bearer, as the user of Basic, or as the parameter `key`', async () => {
  const { key } = sandbox(brindle)
  const answers = [
    await post('/v1/customers', 'name=1', bearer(key)),
    // A scheme's name has no case. (RFC 9110, 11.1)
    await post('/v1/customers', 'name=2', { authorization: `bearer ${key}` }),
    await post('/v1/customers', 'name=3', basic(`${key}:`)),
    await post('/v1/customers', 'name=4', basic(`${key}:whatever`)),
    await post(`/v1/customers?key=${key}`, 'name=5'),
    await post('/v1/customers', `name=6&key=${key}`),
  ]
  assert.deepEqual(
    answers.map(({ status, body }) => [status, body.name]),
    ['1', '2', '3', '4', '5', '6'].map((name) => [200, name]),
  )
  const { data } = (await get(`/v1/customers?key=${key}`)).body
  assert.deepEqual(
    data.map(({ name }: { name: string }) => name),
    ['6', '5', '4', '3', '2', '1'],
  )
})

test('without a key: 401, and how to send one', async () => {
  const without: Record<string, string>[] = [
    {},
    { authorization: '' },
    { authorization: 'Bearer' },
    { authorization: 'Bearer ' },
    { authorization: `Token sk_test_${freshName()}` },
    { authorization: `sk_test_${freshName()}` },
    basic(':'),
    basic(''),
  ]
  for (const headers of without) {
    const answer = await get('/v1/customers', headers)
    refused(answer, 401, { message: /^You did not provide an API key\. .*Authorization header, using Bearer auth/ })
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="Stripe"')
  }
  refused(await post('/v1/customers', 'name=x'), 401, { message: /^You did not provide an API key\./ })
  refused(await get('/v1/customers?key='), 401, { message: /^You did not provide an API key\./ })
})

test('a key that is none: 401, and nothing but its ends is repeated', async () => {
  const invalid = [
    ['sk_test_ab', /^sk_test_\*+$/],
    ['sk_test_with-dashes-in-it', /^sk_test_\*+n-it$/],
    ['ek_test_abcdefghijklmnop', /^ek_test_\*+mnop$/],
    ['my-password-is-1234', /^\*+1234$/],
    [`sk_test_${'a'.repeat(200)}wxyz`, /^sk_test_\*+wxyz$/],
  ] as const
  for (const [key, masked] of invalid) {
    for (const headers of [bearer(key), basic(`${key}:`)]) {
      const answer = await get('/v1/customers', headers)
      refused(answer, 401, { message: /^Invalid API Key provided: \S+$/ })
      assert.match(answer.body.error.message.slice('Invalid API Key provided: '.length), masked)
      assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="Stripe"')
    }
  }
})

test('a live key is never used, and never repeated', async () => {
  for (const kind of ['sk', 'rk', 'pk']) {
    const answer = await post('/v1/customers', 'name=x', bearer(`${kind}_live_51HideThisMiddlePart9876`))
    assert.equal(answer.status, 401)
    assert.match(answer.body.error.message, new RegExp(`${kind}_live_\\*+9876`))
    assert.equal(answer.body.error.type, 'invalid_request_error')
    assert.equal(answer.headers.get('www-authenticate'), 'Bearer realm="Stripe"')
    assert.ok(!answer.text.includes('HideThis'))
  }
})

test('secret, restricted and publishable keys of a name open one sandbox; another name, another', async () => {
  const name = freshName()
  const mine = await accountOf(`sk_test_${name}`)
  assert.match(mine, /^acct_1[A-Za-z0-9]{15}$/)
  assert.equal(await accountOf(`rk_test_${name}`), mine)
  const made = await post('/v1/payment_methods', 'type=amazon_pay', bearer(`pk_test_${name}`))
  assert.equal((await get(`/v1/payment_methods/${made.body.id}`, bearer(`sk_test_${name}`))).status, 200)
  const customer = (await post('/v1/customers', 'name=x', bearer(`rk_test_${name}`))).body.id
  assert.equal((await get(`/v1/customers/${customer}`, bearer(`sk_test_${name}`))).status, 200)

  const other = bearer(`sk_test_${freshName()}`)
  assert.notEqual((await get('/v1/account', other)).body.id, mine)
  const missing = { code: 'resource_missing', param: 'id', message: `No such customer: '${customer}'` }
  refused(await get(`/v1/customers/${customer}`, other), 404, missing)
  refused(await post(`/v1/customers/${customer}`, 'name=y', other), 404, missing)
  refused(await speak(`${brindle.url}/v1/customers/${customer}`, 'DELETE', other), 404, missing)
  refused(await post('/v1/setup_intents', `customer=${customer}`, other), 400, { ...missing, param: 'customer' })
  assert.deepEqual((await get('/v1/customers', other)).body.data, [])
  assert.deepEqual((await get('/v1/events', other)).body.data, [])
  assert.equal((await get(`/v1/customers/${customer}`, bearer(`sk_test_${name}`))).body.name, 'x')
})

test("the pair of keys in Stripe's own pages is one account", async () => {
  const secret = bearer('sk_test_BQokikJOvBiI2HlWgH4olfQ2')
  const publishable = bearer('pk_test_TYooMQauvdEDq54NiTphI7jx')
  assert.equal((await get('/v1/account', secret)).body.id, 'acct_1032D82eZvKYlo2C')
  const { id, client_secret } = (await post('/v1/setup_intents', '', secret)).body
  const seen = await get(`/v1/setup_intents/${id}?client_secret=${client_secret}`, publishable)
  assert.equal(seen.body.id, id)
})

test('a publishable key may not do what the server does', async () => {
  const { publishable, key } = sandbox(brindle)
  const { id } = (await post('/v1/customers', 'name=x', bearer(key))).body
  const before = (await get('/v1/events', bearer(key))).text
  const secretOnly = [
    ['GET', '/v1/customers'],
    ['GET', `/v1/customers/${id}`],
    ['POST', '/v1/customers'],
    ['POST', `/v1/customers/${id}`],
    ['DELETE', `/v1/customers/${id}`],
    ['GET', '/v1/events'],
    ['GET', '/v1/payment_methods'],
    ['GET', '/v1/setup_intents'],
    ['POST', '/v1/setup_intents'],
    ['POST', '/v1/payment_intents'],
    ['POST', '/v1/subscriptions'],
    ['POST', '/v1/webhook_endpoints'],
  ]
  for (const [method, path] of secretOnly) {
    const answer = await speak(`${brindle.url}${path}`, method!, { ...bearer(publishable), ...FORM })
    refused(answer, 403, {
      code: 'secret_key_required',
      message:
        'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of ' +
        'your API keys at https://dashboard.stripe.com/account/apikeys.',
    })
  }
  assert.equal((await get('/v1/events', bearer(key))).text, before)
})

test('with an intent’s secret a publishable key sees a part of it', async () => {
  const { publishable, key } = sandbox(brindle)
  const customer = (await post('/v1/customers', 'email=jenny@example.com', bearer(key))).body.id
  const form = `customer=${customer}&metadata[order]=for-us-only&description=Shown&usage=on_session`
  const intent = (await post('/v1/setup_intents', form, bearer(key))).body
  const other = (await post('/v1/setup_intents', '', bearer(key))).body
  const at = `/v1/setup_intents/${intent.id}`

  // None, a wrong one, and that of another intent tell nothing.
  for (const query of ['', '?client_secret=', '?client_secret=wrong', `?client_secret=${other.client_secret}`]) {
    const answer = await get(`${at}${query}`, bearer(publishable))
    assert.ok(answer.status === 400 || answer.status === 404, answer.text)
    assert.deepEqual(Object.keys(answer.body), ['error'])
    assert.ok(!answer.text.includes('Shown'))
  }
  const secret = encodeURIComponent(intent.client_secret)
  for (const expand of ['', '&expand[]=customer']) {
    const { body, text } = await get(`${at}?client_secret=${secret}${expand}`, bearer(publishable))
    if (expand === '') {
      assert.equal(body.id, intent.id)
      assert.equal(body.status, 'requires_payment_method')
      assert.equal(body.client_secret, intent.client_secret)
      assert.equal(body.description, 'Shown')
    }
    for (const field of ['customer', 'metadata', 'application', 'on_behalf_of']) assert.ok(!(field in body), field)
    assert.ok(!text.includes('for-us-only') && !text.includes('jenny@example.com'))
  }
})

// What Stripe.js sends: https://docs.stripe.com/js/setup_intents/confirm_setup
const CARD = ['[number]=4242424242424242', '[exp_month]=4', '[exp_year]=2034', '[cvc]=314']
for (const [what, method] of [
  ['with a method', 'payment_method=pm_card_visa'],
  [
    'with a card’s details',
    `payment_method_data[type]=card&${CARD.map((field) => `payment_method_data[card]${field}`).join('&')}`,
  ],
]) {
  test(`a publishable key confirms an intent whose secret it knows, ${what}`, async () => {
    const { publishable, key } = sandbox(brindle)
    for (const [path, form] of [
      ['setup_intents', 'metadata[order]=for-us-only'],
      ['payment_intents', 'amount=2000&currency=usd&metadata[order]=for-us-only'],
    ] as const) {
      const { id, client_secret } = (await post(`/v1/${path}`, form, bearer(key))).body
      const confirm = (secret: string) =>
        post(
          `/v1/${path}/${id}/confirm`,
          `${method}&return_url=https://shop.example&client_secret=${secret}`,
          bearer(publishable),
        )
      const wrong = await confirm(`${id}_secret_no`)
      assert.ok(wrong.status === 400 || wrong.status === 404, wrong.text)
      const answer = await confirm(client_secret)
      assert.equal(answer.status, 200, answer.text)
      assert.equal(answer.body.status, 'succeeded')
      assert.ok(!answer.text.includes('for-us-only'))
    }
  })
}

test('what is inside an intent is as reduced as the intent', async () => {
  const { publishable, key } = sandbox(brindle)
  const customer = `customer=${(await post('/v1/customers', 'name=x', bearer(key))).body.id}`
  const attached = await post('/v1/payment_methods/pm_card_chargeCustomerFail/attach', customer, bearer(key))
  const method = attached.body.id
  await post(`/v1/payment_methods/${method}`, 'metadata[risk]=for-us-only', bearer(key))
  const form = `amount=2000&currency=usd&${customer}&payment_method=${method}`
  const intent = (await post('/v1/payment_intents', form, bearer(key))).body
  const said = 'return_url=https://shop.example'
  const declined = await post(`/v1/payment_intents/${intent.id}/confirm`, said, bearer(key))
  assert.equal(declined.status, 402, declined.text)
  const at = `/v1/payment_intents/${intent.id}?client_secret=${intent.client_secret}`
  const seen = await get(at, bearer(publishable))
  assert.equal(seen.body.last_payment_error.payment_method.id, method)
  assert.ok(!seen.text.includes('for-us-only'), 'metadata of the method in last_payment_error')
})

test('Stripe-Account may name the own account, and no other', async () => {
  const { key } = sandbox(brindle)
  const own = await accountOf(key)
  const foreign = await accountOf(sandbox(brindle).key)
  const taken = await get('/v1/customers', { ...bearer(key), 'stripe-account': own })
  assert.equal(taken.status, 200)
  assert.equal(taken.headers.get('stripe-account'), own)
  for (const account of [foreign, 'acct_1NothingThere000', 'acct_1032D82eZvKYlo2C']) {
    const answer = await post('/v1/customers', 'name=x', { ...bearer(key), 'stripe-account': account })
    const tail = key.slice(-4)
    refused(answer, 403, {
      code: 'account_invalid',
      message: new RegExp(
        `^The provided key 'sk_test_\\*+${tail}' does not have access to account '${account}' \\(or that account does ` +
          'not exist\\)\\. Application access may have been revoked\\.$',
      ),
    })
  }
  assert.deepEqual((await get('/v1/customers', bearer(key))).body.data, [])
})
