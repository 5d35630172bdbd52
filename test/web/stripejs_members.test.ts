// What the browser's SDK has, what it refuses, and what it knows from its own address.
import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { operationByKey } from '../../src/contract/index.ts'
import { KEY, openShop, PAYMENT_SECRET, paymentIntent, SCRIPT, SETUP_SECRET, setupIntent } from './shop.ts'

const shop = await openShop()
const { merchant, context, page, asked, answers, fresh, inPage, isMisuse } = shop
after(() => shop.close())
beforeEach(() => fresh())

test('what needs an Element is misuse without one, and sends nothing', async () => {
  const noCard = /should be a card Element, or an object with a token/
  const card = (value: string) => `{ payment_method: { card: ${value} } }`
  await isMisuse(`stripe.confirmCardPayment('${PAYMENT_SECRET}', ${card('{ mount() {} }')})`, noCard)
  await isMisuse(`stripe.confirmCardPayment('${PAYMENT_SECRET}', ${card('null')})`, noCard)
  await isMisuse(`stripe.confirmCardSetup('${SETUP_SECRET}', ${card(`{ number: '4242424242424242' }`)})`, noCard)
  await isMisuse(`stripe.createPaymentMethod({ type: 'card', card: { mount() {} } })`, noCard)
  await isMisuse(`stripe.createSource({ type: 'card', card: { number: '4242424242424242' } })`, noCard)
  await isMisuse(`stripe.createToken({ mount() {} })`, /first argument must be an Element/)
  await isMisuse(`stripe.createToken('cvc_update')`, /second argument must be a cardCvc Element/)
  const noGroup = /elements must be what stripe.elements\(\) gives/
  await isMisuse(`stripe.confirmPayment({ elements: {}, clientSecret: '${PAYMENT_SECRET}' })`, noGroup)
  await isMisuse(`stripe.createPaymentMethod({ elements: {} })`, noGroup)
  const unmounted = `stripe.elements().create('card')`
  await isMisuse(`stripe.confirmCardPayment('${PAYMENT_SECRET}', ${card(unmounted)})`, /We could not retrieve data/)
  await isMisuse(
    `stripe.confirmPayment({ elements: stripe.elements({ clientSecret: '${PAYMENT_SECRET}' }) })`,
    /elements should have a mounted Payment Element or Express Checkout Element/,
  )
  assert.equal(asked.length, 0)
  answers(paymentIntent)
  for (const data of [`{ payment_method: 'pm_card_visa' }`, '', `{ payment_method: { card: { token: 'tok_visa' } } }`])
    assert.deepEqual(await inPage(`await stripe.confirmCardPayment('${PAYMENT_SECRET}'${data && `, ${data}`})`), {
      paymentIntent,
    })
  assert.deepEqual(
    asked.map(({ fields: { key, client_secret, use_stripe_sdk, ...rest } }) => rest),
    [
      { expected_payment_method_type: 'card', payment_method: 'pm_card_visa' },
      { expected_payment_method_type: 'card' },
      {
        expected_payment_method_type: 'card',
        'payment_method_data[card][token]': 'tok_visa',
        'payment_method_data[type]': 'card',
      },
    ],
  )
})

test('misuse throws at once, and tells no secret', async () => {
  await isMisuse('Stripe()', /publishable key must be a string; it is of type undefined/)
  await isMisuse('Stripe({})', /it is of type object/)
  await isMisuse(`Stripe('')`, /starts with pk_/)
  for (const secret of ['sk_test_abcdef', 'rk_live_abcdef']) {
    assert.ok(!(await isMisuse(`Stripe('${secret}')`, /secret key/)).includes('abcdef'))
    await isMisuse(`new Stripe('${secret}')`, /secret key/)
  }
  await isMisuse(`Stripe('${KEY}', 'acct_1')`, /options must be an object/)
  await isMisuse(`Stripe('${KEY}', { stripeAccount: 1 })`, /stripeAccount must be a string; it is of type number/)
  await isMisuse(`Stripe('${KEY}', { apiVersion: null })`, /apiVersion must be a string; it is of type null/)
  await isMisuse(`Stripe('${KEY}', { locale: [] })`, /locale must be a string; it is of type array/)
  await isMisuse('stripe.confirmAmazonPaySetup()', /client secret must be a string/)
  await isMisuse(
    `stripe.confirmAmazonPaySetup('${PAYMENT_SECRET}')`,
    /confirmAmazonPaySetup.* look like seti_\.\.\._secret_/,
  )
  await isMisuse(`stripe.confirmKlarnaPayment('pi_1')`, /pi_\.\.\._secret_/)
  await isMisuse(`stripe.confirmKlarnaPayment('pi_1/../x_secret_1')`, /pi_\.\.\._secret_/)
  await isMisuse(`stripe.confirmKlarnaPayment('${PAYMENT_SECRET}', 'pm_1')`, /second argument must be an object/)
  await isMisuse(`stripe.confirmKlarnaPayment('${PAYMENT_SECRET}', {}, true)`, /third argument must be an object/)
  await isMisuse(`stripe.confirmKlarnaPayment('${PAYMENT_SECRET}', { payment_method: 1 })`, /an id or an object/)
  await isMisuse(`stripe.confirmPayment('${PAYMENT_SECRET}')`, /argument must be an object/)
  await isMisuse(`stripe.confirmPayment({ clientSecret: '${PAYMENT_SECRET}' })`, /return_url/)
  const params = (url: string) => `{ clientSecret: '${PAYMENT_SECRET}', confirmParams: { return_url: ${url} } }`
  await isMisuse(`stripe.confirmPayment(${params('1')})`, /return_url must be a string/)
  await isMisuse(`stripe.confirmPayment(${params(`'/done'`)})`, /return_url must be a whole address/)
  await isMisuse(`stripe.confirmPayment(${params(`'javascript:alert(1)'`)})`, /return_url must be a whole address/)
  await isMisuse(`stripe.confirmPayment({ clientSecret: '${PAYMENT_SECRET}', redirect: 'never' })`, /redirect must be/)
  await isMisuse(`stripe.retrieveSetupIntent('${PAYMENT_SECRET}')`, /seti_\.\.\._secret_/)
  await isMisuse(`stripe.handleNextAction({ clientSecret: 'x' })`, /pi_\.\.\._secret_\.\.\. or seti_\.\.\._secret_/)
  await isMisuse(`stripe.createPaymentMethod('card')`, /argument must be an object/)
  await isMisuse('stripe.createPaymentMethod({})', /type must be a string/)
  await isMisuse('stripe.registerAppInfo({})', /name must be a string/)
  assert.equal(asked.length, 0)
})

/** The members of @stripe/stripe-js 10.2.1, the confirms of single types aside; then those of older majors. */
const MEMBERS = `
  elements confirmPayment confirmSetup handleCardAction handleNextAction verifyMicrodepositsForPayment
  createRadarSession verifyMicrodepositsForSetup collectBankAccountForPayment collectBankAccountForSetup
  createPaymentMethod createConfirmationToken retrievePaymentIntent retrieveSetupIntent paymentRequest createToken
  createEphemeralKeyNonce verifyIdentity collectFinancialConnectionsAccounts collectBankAccountToken
  initCheckoutElementsSdk initCheckoutFormSdk createEmbeddedCheckoutPage initializePricing registerAppInfo
  retrieveOrder processOrder _registerWrapper redirectToCheckout createSource retrieveSource initCheckout
  initCustomCheckout initEmbeddedCheckout
`.match(/\w+/g)!
const CONFIRMS = `
  AcssDebitPayment AcssDebitSetup AffirmPayment AfterpayClearpayPayment AlipayPayment AmazonPaySetup
  AmazonPayPayment AuBecsDebitPayment AuBecsDebitSetup BacsDebitSetup BancontactPayment BancontactSetup
  BilliePayment BlikPayment BlikSetup BoletoPayment BoletoSetup CardPayment CardSetup CashappPayment CashappSetup
  CustomerBalancePayment EpsPayment FpxPayment GiropayPayment GrabPayPayment IdealPayment IdealSetup KlarnaPayment
  KonbiniPayment MobilepayPayment MultibancoPayment OxxoPayment P24Payment PayByBankPayment PayNowPayment
  PayPalPayment PayPalSetup PixPayment PromptPayPayment RevolutPayPayment SepaDebitPayment SepaDebitSetup
  SofortPayment SofortSetup TwintPayment UsBankAccountPayment UsBankAccountSetup WechatPayPayment ZipPayment
`.match(/\w+/g)!

test('no member is missing: those of the published types, and a confirm for every type of the API', async () => {
  const functions: string[] = await inPage(`Object.keys(stripe).filter((name) => typeof stripe[name] === 'function')`)
  const missing = [...MEMBERS, ...CONFIRMS.map((name) => `confirm${name}`)].filter((name) => !functions.includes(name))
  assert.deepEqual(missing, [])
  const type = operationByKey('POST /v1/payment_methods')!.params.p.type
  assert.ok(type?.k === 'enum')
  const spelt = new Set(functions.map((name) => name.toLowerCase()))
  for (const each of type.v.filter((name) => name !== 'custom'))
    for (const kind of ['payment', 'setup']) assert.ok(spelt.has(`confirm${each.replaceAll('_', '')}${kind}`), each)
})

test('what is not built says so: as a result, or by a throw where an object with methods is awaited', async () => {
  const { error } = await inPage(`await stripe.verifyIdentity('vs_1')`)
  assert.deepEqual(error, {
    type: 'invalid_request_error',
    message: 'stripe.verifyIdentity() is not built in Brindle yet.',
  })
  await isMisuse('stripe.initializePricing({})', /initializePricing\(\) is not built in Brindle yet/)
  assert.equal(await inPage(`stripe.registerAppInfo({ name: 'plugin', version: '1' })`), undefined)
  assert.equal(
    await inPage(`stripe._registerWrapper({ name: 'stripe-js', version: '10.2.1', startTime: 1 })`),
    undefined,
  )
  assert.equal(asked.length, 0)
})

test('with or without new, taken apart or applied, Stripe is the same', async () => {
  answers(setupIntent)
  for (const made of [`Stripe('${KEY}')`, `new Stripe('${KEY}')`, `Stripe.apply(undefined, ['${KEY}', undefined])`]) {
    const found = await page.evaluate(`(async () => {
      const { retrieveSetupIntent } = ${made}
      return retrieveSetupIntent('${SETUP_SECRET}')
    })()`)
    assert.deepEqual(found, { setupIntent })
  }
  assert.equal(asked.length, 3)
})

test('the address of the script says which release it is, and where the API is', async () => {
  const truth: [script: string, version: string, base: string][] = [
    ['/v3', 'v3', ''],
    ['/v3/', 'v3', ''],
    ['/v3/?advancedFraudSignals=false', 'v3', ''],
    ['/v3/stripe.js', 'v3', ''],
    ['/endive/stripe.js', 'endive', ''],
    ['/below/v3', 'v3', '/below'],
    ['/below/basil/stripe.js?advancedFraudSignals=false', 'basil', '/below'],
  ]
  for (const [script, version, base] of truth) {
    await fresh(script)
    assert.equal(await page.evaluate('Stripe.version'), version, script)
    await inPage(`await stripe.retrieveSetupIntent('${SETUP_SECRET}')`)
    assert.deepEqual(
      asked.map(({ line }) => line),
      [`GET ${base}/v1/setup_intents/seti_1Abc`],
    )
  }
})

test('under Stripe’s own name, which tests map to us, the API has its own name too', async () => {
  const called: string[] = []
  await context.route('https://js.stripe.com/**', (route) =>
    route.fulfill({ contentType: 'text/javascript', body: SCRIPT }),
  )
  await context.route('https://api.stripe.com/**', (route) => {
    called.push(route.request().url())
    return route.fulfill({ json: setupIntent, headers: { 'access-control-allow-origin': '*' } })
  })
  await page.goto(merchant)
  await page.addScriptTag({ url: 'https://js.stripe.com/endive/stripe.js' })
  assert.equal(await page.evaluate('Stripe.version'), 'endive')
  assert.deepEqual(await inPage(`await stripe.retrieveSetupIntent('${SETUP_SECRET}')`), { setupIntent })
  const query = `key=${KEY}&client_secret=${SETUP_SECRET}`
  assert.deepEqual(called, [`https://api.stripe.com/v1/setup_intents/seti_1Abc?${query}`])
})

test('a script that cannot know its address says so, and defines nothing', async () => {
  await page.goto(merchant)
  const failed = page.waitForEvent('pageerror')
  await page.addScriptTag({ content: SCRIPT })
  assert.match((await failed).message, /Load this script by its address/)
  assert.equal(await page.evaluate('typeof window.Stripe'), 'undefined')
})
