// Sources, tokens and small deposits with the browser's SDK: what it sends, and what a page gets.
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { KEY, openShop, PAYMENT_SECRET, paymentIntent, SETUP_SECRET, setupIntent } from './shop.ts'

const shop = await openShop()
const { asked, answers, fresh, inPage, isMisuse } = shop
after(() => shop.close())
beforeEach(() => fresh())

const calls = () => asked.map(({ line, fields }) => [line, fields])

test('two deposits are told by their amounts, or by a code', async () => {
  answers(paymentIntent)
  const amounts = `stripe.verifyMicrodepositsForPayment('${PAYMENT_SECRET}', { amounts: [32, 45] })`
  assert.deepEqual(await inPage(`await ${amounts}`), { paymentIntent })
  answers(setupIntent)
  const code = `stripe.verifyMicrodepositsForSetup('${SETUP_SECRET}', { descriptor_code: 'SM11AA' })`
  assert.deepEqual(await inPage(`await ${code}`), { setupIntent })
  assert.deepEqual(calls(), [
    [
      'POST /v1/payment_intents/pi_1Abc/verify_microdeposits',
      { 'amounts[0]': '32', 'amounts[1]': '45', client_secret: PAYMENT_SECRET, key: KEY },
    ],
    [
      'POST /v1/setup_intents/seti_1Abc/verify_microdeposits',
      { client_secret: SETUP_SECRET, descriptor_code: 'SM11AA', key: KEY },
    ],
  ])
  const error = { type: 'invalid_request_error', code: 'payment_method_microdeposit_failed', message: 'No.' }
  answers({ error }, 400)
  assert.deepEqual(await inPage(`await ${amounts}`), { error })
})

test('a source is made from data, and retrieved by its secret', async () => {
  const source = { id: 'src_1', object: 'source', client_secret: 'src_client_secret_1' }
  answers(source)
  const data = `{ type: 'ideal', amount: 1099, currency: 'eur', redirect: { return_url: 'https://example.com/' } }`
  assert.deepEqual(await inPage(`await stripe.createSource(${data})`), { source })
  assert.deepEqual(await inPage(`await stripe.createSource({ type: 'card', token: 'tok_visa' })`), { source })
  const named = `{ id: 'src_1', client_secret: 'src_client_secret_1' }`
  assert.deepEqual(await inPage(`await stripe.retrieveSource(${named})`), { source })
  assert.deepEqual(calls(), [
    [
      'POST /v1/sources',
      {
        amount: '1099',
        currency: 'eur',
        key: KEY,
        'redirect[return_url]': 'https://example.com/',
        type: 'ideal',
      },
    ],
    ['POST /v1/sources', { key: KEY, token: 'tok_visa', type: 'card' }],
    ['GET /v1/sources/src_1', { client_secret: 'src_client_secret_1', key: KEY }],
  ])
})

test('tokens of accounts and of secrets are made from data', async () => {
  const token = { id: 'btok_1', object: 'token' }
  answers(token)
  const account = `{ country: 'US', currency: 'usd', account_number: '000123456789', routing_number: '110000000' }`
  assert.deepEqual(await inPage(`await stripe.createToken('bank_account', ${account})`), { token })
  assert.deepEqual(await inPage(`await stripe.createToken('pii', { personal_id_number: '123456789' })`), { token })
  assert.deepEqual(await inPage(`await stripe.createToken('person', { first_name: 'Jane' })`), { token })
  assert.deepEqual(calls(), [
    [
      'POST /v1/tokens',
      {
        'bank_account[account_number]': '000123456789',
        'bank_account[country]': 'US',
        'bank_account[currency]': 'usd',
        'bank_account[routing_number]': '110000000',
        key: KEY,
      },
    ],
    ['POST /v1/tokens', { key: KEY, 'pii[id_number]': '123456789' }],
    ['POST /v1/tokens', { key: KEY, 'person[first_name]': 'Jane' }],
  ])
})

test('a debit that a page describes is agreed to there and then', async () => {
  answers(paymentIntent)
  const confirm = async (data: string, name = 'confirmSepaDebitPayment') => {
    asked.length = 0
    await inPage(`await stripe.${name}('${PAYMENT_SECRET}', ${data})`)
    return Object.entries(asked[0]!.fields).filter(([field]) => field.startsWith('mandate_data'))
  }
  const iban = `sepa_debit: { iban: 'DE89370400440532013000' }`
  assert.deepEqual(await confirm(`{ payment_method: { ${iban} } }`), [
    ['mandate_data[customer_acceptance][type]', 'online'],
    ['mandate_data[customer_acceptance][online][infer_from_client]', 'true'],
  ])
  const own = `mandate_data: { customer_acceptance: { type: 'offline' } }`
  assert.deepEqual(await confirm(`{ payment_method: { ${iban} }, ${own} }`), [
    ['mandate_data[customer_acceptance][type]', 'offline'],
  ])
  assert.deepEqual(await confirm(`{ payment_method: 'pm_1' }`), [])
  assert.deepEqual(await confirm(`{ payment_method: { ideal: {} } }`, 'confirmIdealPayment'), [])
})

test('misuse throws', async () => {
  await isMisuse(`stripe.createSource('ideal')`, /createSource.* argument must be an object/)
  await isMisuse('stripe.createSource({})', /type must be a string/)
  await isMisuse(`stripe.createSource({ type: 'ideal' }, 1)`, /second argument must be an object/)
  await isMisuse(`stripe.retrieveSource({ id: 'src_1/../x', client_secret: 'x' })`, /id must look like src_/)
  await isMisuse(`stripe.retrieveSource({ id: 'src_1' })`, /client_secret must be a string/)
  await isMisuse(`stripe.createToken('card', {})`, /an Element, or one of bank_account, pii, account, person/)
  await isMisuse(`stripe.createToken('bank_account')`, /second argument must be an object/)
  await isMisuse(`stripe.verifyMicrodepositsForSetup('${PAYMENT_SECRET}', {})`, /seti_\.\.\._secret_/)
  await isMisuse(`stripe.verifyMicrodepositsForPayment('${PAYMENT_SECRET}', 1)`, /second argument must be an object/)
  assert.equal(asked.length, 0)
})
