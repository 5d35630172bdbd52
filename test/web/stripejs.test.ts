// Confirming and retrieving with the browser's SDK: what it sends, where it goes, and what a page gets.
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { KEY, openShop, PAYMENT_SECRET, paymentIntent, SETUP_SECRET, setupIntent } from './shop.ts'

const shop = await openShop()
const { host, merchant, page, asked, answers, fresh, inPage, leaves } = shop
after(() => shop.close())
beforeEach(() => fresh())

const redirectTo = (url: string) => ({
  status: 'requires_action',
  next_action: { type: 'redirect_to_url', redirect_to_url: { url, return_url: 'https://example.com/' } },
})
const calls = () => asked.map(({ line, fields }) => [line, fields])

test('the subscription guide: a setup is confirmed as the page says, the customer authorizes and returns', async () => {
  answers({ ...setupIntent, ...redirectTo(`${host}/authorize?step=1`) })
  await page.evaluate(`
    const stripe = Stripe('${KEY}')
    stripe.confirmAmazonPaySetup('${SETUP_SECRET}', {
      return_url: 'https://example.com/setup/complete',
      mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } },
    })
    0`)
  await page.waitForURL('**/authorize?step=1')
  assert.deepEqual(asked, [
    {
      line: 'POST /v1/setup_intents/seti_1Abc/confirm',
      fields: {
        client_secret: SETUP_SECRET,
        expected_payment_method_type: 'amazon_pay',
        key: KEY,
        'mandate_data[customer_acceptance][online][infer_from_client]': 'true',
        'mandate_data[customer_acceptance][type]': 'online',
        return_url: 'https://example.com/setup/complete',
        use_stripe_sdk: 'true',
      },
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      authorization: undefined,
    },
  ])
  asked.length = 0
  const radius = await page.evaluate(`getComputedStyle(document.querySelector('main')).borderRadius`)
  assert.equal(radius, '18px', 'the policy lets the style sheet in')
  await page.getByRole('button', { name: 'Authorize Test Setup', exact: true }).click()
  await page.waitForURL(`${merchant}?redirect_status=succeeded`)
  assert.deepEqual(calls(), [['POST /authorize', { outcome: 'succeed' }]])
})

test('a redirect leaves the promise open', async () => {
  // An answer without content keeps the browser on its page, so that the promise can be looked at.
  answers({ ...paymentIntent, ...redirectTo(`${host}/nowhere`) })
  const gone = page.waitForResponse(`${host}/nowhere`)
  await page.evaluate(`
    window.settled = false
    Stripe('${KEY}').confirmKlarnaPayment('${PAYMENT_SECRET}').finally(() => { window.settled = true })
    0`)
  await gone
  assert.equal(await page.evaluate('window.settled'), false)
})

test('a typed confirm names the method, describes it, or says nothing of it', async () => {
  answers(paymentIntent)
  const method = async (data: string) => {
    asked.length = 0
    assert.deepEqual(await inPage(`await stripe.confirmIdealPayment('${PAYMENT_SECRET}', ${data})`), { paymentIntent })
    assert.equal(asked.length, 1)
    const { line, fields } = asked[0]!
    const { key, client_secret, use_stripe_sdk, ...rest } = fields
    assert.deepEqual(
      [line, key, client_secret, use_stripe_sdk],
      ['POST /v1/payment_intents/pi_1Abc/confirm', KEY, PAYMENT_SECRET, 'true'],
    )
    return rest
  }
  const expected_payment_method_type = 'ideal'
  assert.deepEqual(await method('undefined'), { expected_payment_method_type })
  assert.deepEqual(await method('{}'), { expected_payment_method_type })
  assert.deepEqual(await method(`{ payment_method: 'pm_1', setup_future_usage: 'off_session' }`), {
    expected_payment_method_type,
    payment_method: 'pm_1',
    setup_future_usage: 'off_session',
  })
  assert.deepEqual(
    await method(`{ payment_method: { ideal: { bank: 'ing' }, billing_details: { name: 'Jörg & Co', phone: null } } }`),
    {
      expected_payment_method_type,
      'payment_method_data[billing_details][name]': 'Jörg & Co',
      'payment_method_data[billing_details][phone]': '',
      'payment_method_data[ideal][bank]': 'ing',
      'payment_method_data[type]': 'ideal',
    },
  )
  // What the call is about is not for the data to say.
  assert.deepEqual(
    await method(`{ key: 'pk_test_other', client_secret: 'x', use_stripe_sdk: false, types: ['a', 'b'] }`),
    {
      expected_payment_method_type,
      'types[0]': 'a',
      'types[1]': 'b',
    },
  )
})

test('account and version go along with each call, when they were given', async () => {
  const stripe = `Stripe('${KEY}', { stripeAccount: 'acct_1', apiVersion: '2025-08-27.basil', locale: 'de' })`
  const ours = { key: KEY, _stripe_account: 'acct_1', _stripe_version: '2025-08-27.basil' }
  await inPage(`await ${stripe}.confirmZipPayment('${PAYMENT_SECRET}')`)
  await inPage(`await ${stripe}.retrieveSetupIntent('${SETUP_SECRET}')`)
  await inPage(`await ${stripe}.createPaymentMethod({ type: 'amazon_pay' })`)
  assert.deepEqual(
    asked.map(({ fields }) => fields),
    [
      { ...ours, client_secret: PAYMENT_SECRET, expected_payment_method_type: 'zip', use_stripe_sdk: 'true' },
      { ...ours, client_secret: SETUP_SECRET },
      { ...ours, type: 'amazon_pay' },
    ],
  )
})

test('handleActions: false hands the intent back as it is', async () => {
  const waiting = { ...setupIntent, ...redirectTo(`${host}/authorize`) }
  answers(waiting)
  const data = `{ return_url: 'https://example.com/' }`
  const call = `stripe.confirmPayPalSetup('${SETUP_SECRET}', ${data}, { handleActions: false })`
  assert.deepEqual(await inPage(`await ${call}`), { setupIntent: waiting })
  assert.equal(new URL(page.url()).pathname, '/page')
})

test('confirmPayment and confirmSetup go to return_url by default, with what it is to be told', async () => {
  const returnUrl = 'https://example.com/done?order=a%20b#top'
  const confirmParams = `{ return_url: '${returnUrl}', payment_method: 'pm_1' }`
  const call = (name: string, secret: string) =>
    `stripe.${name}({ clientSecret: '${secret}', confirmParams: ${confirmParams} })`
  const truth: [status: string, redirectStatus: string][] = [
    ['succeeded', 'succeeded'],
    ['requires_capture', 'succeeded'],
    ['processing', 'pending'],
  ]
  for (const [status, redirectStatus] of truth) {
    answers({ ...paymentIntent, status })
    const { searchParams, hash } = await leaves(call('confirmPayment', PAYMENT_SECRET))
    assert.deepEqual(Object.fromEntries(searchParams), {
      order: 'a b',
      payment_intent: 'pi_1Abc',
      payment_intent_client_secret: PAYMENT_SECRET,
      redirect_status: redirectStatus,
    })
    assert.equal(hash, '#top')
    assert.deepEqual(asked[0], {
      line: 'POST /v1/payment_intents/pi_1Abc/confirm',
      fields: {
        client_secret: PAYMENT_SECRET,
        key: KEY,
        payment_method: 'pm_1',
        return_url: returnUrl,
        use_stripe_sdk: 'true',
      },
      type: 'application/x-www-form-urlencoded;charset=UTF-8',
      authorization: undefined,
    })
    await fresh()
  }
  answers(setupIntent)
  const { searchParams } = await leaves(call('confirmSetup', SETUP_SECRET))
  assert.deepEqual(Object.fromEntries(searchParams), {
    order: 'a b',
    setup_intent: 'seti_1Abc',
    setup_intent_client_secret: SETUP_SECRET,
    redirect_status: 'succeeded',
  })
})

test('confirmPayment and confirmSetup go to the next action first, and may stay where there is none', async () => {
  answers({ ...paymentIntent, ...redirectTo('https://example.com/wallet') })
  const params = `confirmParams: { return_url: 'https://example.com/done' }`
  const wallet = await leaves(`stripe.confirmPayment({ clientSecret: '${PAYMENT_SECRET}', ${params} })`)
  assert.equal(wallet.href, 'https://example.com/wallet')
  await fresh()
  const needed = await leaves(`stripe.confirmPayment({ clientSecret: '${PAYMENT_SECRET}', redirect: 'if_required' })`)
  assert.equal(needed.href, 'https://example.com/wallet')
  await fresh()
  answers(setupIntent)
  const stays = `await stripe.confirmSetup({ clientSecret: '${SETUP_SECRET}', redirect: 'if_required' })`
  assert.deepEqual(await inPage(stays), { setupIntent })
  const error = { type: 'invalid_request_error', message: 'No.', setup_intent: setupIntent }
  answers({ error }, 400)
  assert.deepEqual(await inPage(`await stripe.confirmSetup({ clientSecret: '${SETUP_SECRET}', ${params} })`), { error })
})

test('handleNextAction asks for the intent and goes where it says', async () => {
  answers({ ...paymentIntent, ...redirectTo('https://example.com/wallet?step=1') })
  const { href } = await leaves(`stripe.handleNextAction({ clientSecret: '${PAYMENT_SECRET}' })`)
  assert.equal(href, 'https://example.com/wallet?step=1')
  assert.deepEqual(calls(), [['GET /v1/payment_intents/pi_1Abc', { client_secret: PAYMENT_SECRET, key: KEY }]])
  await fresh()
  const next = `await stripe.handleNextAction({ clientSecret: '${SETUP_SECRET}' })`
  answers(setupIntent)
  assert.deepEqual(await inPage(next), { setupIntent })
  const shown = { type: 'boleto_display_details', boleto_display_details: { number: '1' } }
  const voucher = { ...setupIntent, status: 'requires_action', next_action: shown }
  answers(voucher)
  assert.deepEqual(await inPage(next), { setupIntent: voucher })
  answers({ ...setupIntent, ...redirectTo('javascript:document.title=1') })
  assert.deepEqual(Object.keys(await inPage(next)), ['setupIntent'])
  assert.equal(await page.title(), 'Shop')
  for (const use_stripe_sdk of [
    { type: 'stripe_3ds2_fingerprint' },
    { type: 'three_d_secure_redirect', stripe_js: 'https://example.com/3ds?client_secret=src_1' },
  ]) {
    answers({
      ...setupIntent,
      status: 'requires_action',
      next_action: { type: 'use_stripe_sdk', use_stripe_sdk },
    })
    assert.match((await inPage(next)).error.message, /use_stripe_sdk names no page of ours/)
  }
  assert.match((await inPage(`await stripe.handleNextAction({ hashedValue: 'x' })`)).error.message, /not built/)
})

test('intents are retrieved by their client secrets, and methods made from data', async () => {
  answers(paymentIntent)
  assert.deepEqual(await inPage(`await stripe.retrievePaymentIntent('${PAYMENT_SECRET}')`), { paymentIntent })
  answers(setupIntent)
  assert.deepEqual(await inPage(`await stripe.retrieveSetupIntent('${SETUP_SECRET}')`), { setupIntent })
  const paymentMethod = { id: 'pm_1', object: 'payment_method' }
  answers(paymentMethod)
  const data = `{ type: 'sepa_debit', sepa_debit: { iban: 'DE89370400440532013000' }, metadata: { 0: 'a' } }`
  assert.deepEqual(await inPage(`await stripe.createPaymentMethod(${data})`), { paymentMethod })
  assert.deepEqual(calls(), [
    ['GET /v1/payment_intents/pi_1Abc', { client_secret: PAYMENT_SECRET, key: KEY }],
    ['GET /v1/setup_intents/seti_1Abc', { client_secret: SETUP_SECRET, key: KEY }],
    [
      'POST /v1/payment_methods',
      { key: KEY, 'metadata[0]': 'a', 'sepa_debit[iban]': 'DE89370400440532013000', type: 'sepa_debit' },
    ],
  ])
})

test('errors are results: the API’s own, a network that fails, an answer from somebody else', async () => {
  const retrieve = `await stripe.retrieveSetupIntent('${SETUP_SECRET}')`
  const error = {
    type: 'invalid_request_error',
    code: 'resource_missing',
    message: 'No such setupintent',
    param: 'intent',
  }
  answers({ error }, 404)
  assert.deepEqual(await inPage(retrieve), { error })
  for (const [body, status] of [
    ['<h1>Bad gateway</h1>', 502],
    ['null', 200],
    ['[]', 500],
  ] as const) {
    answers(body, status)
    assert.equal((await inPage(retrieve)).error.type, 'api_error')
  }
  await page.route(`${host}/v1/**`, (route) => route.abort())
  const confirm = `await stripe.confirmAmazonPaySetup('${SETUP_SECRET}', { return_url: 'https://example.com/' })`
  for (const call of [retrieve, confirm]) {
    const { error } = await inPage(call)
    assert.equal(error.type, 'api_connection_error')
    assert.ok(error.message.includes(host))
  }
  await page.unroute(`${host}/v1/**`)
})
