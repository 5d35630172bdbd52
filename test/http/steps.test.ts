// The pages of customers over plain HTTP: what each address that is handed out leads to, in both languages, and what it leads
// to when there is nothing.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { modulesOfPng, modulesOfSvg } from '../lib/pictures.ts'
import { readQr } from '../lib/qr_reading.ts'
import { AGREED, JENNY, own, pay } from '../resources/payments/debiting.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const method = (type: string, more = '') =>
  `payment_method_data[type]=${type}${JENNY}${more}&return_url=https://example.com/`
const IN = (country: string) => `&payment_method_data[billing_details][address][country]=${country}`

async function begun(world: Sandbox, type: string, currency: string, more = ''): Promise<any> {
  const { body, text } = await pay(world, type, currency, method(type, more))
  assert.equal(body.status, 'requires_action', text)
  return { ...body, shown: body.next_action[body.next_action.type] }
}

const open = (url: string, language = 'en') => fetch(url, { headers: { 'accept-language': language } })
const press = (url: string, form: Record<string, string> | [string, string][]) =>
  fetch(url, { method: 'POST', body: new URLSearchParams(form), redirect: 'manual' })
const wordsOf = async (response: Response) =>
  (await response.text())
    .replace(/<head>.*<\/head>/s, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

/** Asserts that a page has all of these words. */
async function says(response: Response, ...all: string[]): Promise<void> {
  const words = await wordsOf(response)
  for (const one of all) assert.ok(words.includes(one), `${one} is missing: ${words}`)
}

test('the code of a payment leads to its page, as a picture of either kind', async () => {
  const world = sandbox(brindle)
  const { shown } = await begun(world, 'pix', 'brl', IN('BR'))
  const svg = await open(shown.image_url_svg)
  assert.deepEqual([svg.status, svg.headers.get('content-type')], [200, 'image/svg+xml'])
  assert.equal(readQr(modulesOfSvg(await svg.text())), shown.hosted_instructions_url)
  const png = await open(shown.image_url_png)
  assert.deepEqual([png.status, png.headers.get('content-type')], [200, 'image/png'])
  assert.equal(readQr(modulesOfPng(Buffer.from(await png.arrayBuffer()))), shown.hosted_instructions_url)
  const page = await (await open(shown.hosted_instructions_url)).text()
  assert.equal(readQr(modulesOfSvg(page.slice(page.indexOf('class="code"')))), shown.hosted_instructions_url)
})

test('every kind of code has its pictures, until it is decided', async () => {
  const kinds: [type: string, currency: string][] = [
    ['paynow', 'sgd'],
    ['promptpay', 'thb'],
    ['wechat_pay', 'cny'],
    ['cashapp', 'usd'],
    ['swish', 'sek'],
  ]
  const world = sandbox(brindle)
  for (const [type, currency] of kinds) {
    const { shown } = await begun(world, type, currency)
    const { image_url_png, image_url_svg } = shown.qr_code ?? shown
    for (const url of [image_url_png, image_url_svg, shown.image_data_url ?? image_url_png])
      assert.equal((await open(url)).status, 200, `${type} ${url}`)
    await press(shown.hosted_instructions_url, { outcome: 'succeed' })
    for (const url of [image_url_png, image_url_svg]) assert.equal((await open(url)).status, 404, `${type} ${url}`)
  }
})

test('a page of instructions can load nothing and run nothing', async () => {
  const world = sandbox(brindle)
  const { shown } = await begun(world, 'pix', 'brl', IN('BR'))
  const { headers } = await open(shown.hosted_instructions_url)
  assert.match(
    headers.get('content-security-policy')!,
    /^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'$/,
  )
  assert.equal(headers.get('cache-control'), 'no-store')
  for (const url of [shown.image_url_svg, shown.image_url_png]) {
    const picture = await open(url)
    assert.equal(picture.headers.get('content-security-policy'), "default-src 'none'")
    assert.equal(picture.headers.get('x-content-type-options'), 'nosniff')
  }
})

test('a boleto can be read, and printed', async () => {
  const world = sandbox(brindle)
  const tax = '&payment_method_data[boleto][tax_id]=000.000.000-00'
  const { shown } = await begun(
    world,
    'boleto',
    'brl',
    `${tax}${IN('BR')}&payment_method_data[billing_details][address][state]=SP`,
  )
  await says(await open(shown.hosted_voucher_url), 'Pay R$50.00 with Boleto?', shown.number, 'Open until')
  await says(await open(shown.hosted_voucher_url, 'de'), '50,00 R$ mit Boleto bezahlen?', shown.number, 'Offen bis')
  const pdf = await open(shown.pdf)
  assert.deepEqual([pdf.status, pdf.headers.get('content-type')], [200, 'application/pdf'])
  const file = await pdf.text()
  assert.ok(file.startsWith('%PDF-1.4\n'))
  for (const line of ['(Boleto) Tj', '(Amount: 50.00 brl) Tj', `(Number: ${shown.number}) Tj`])
    assert.ok(file.includes(line), line)
  assert.ok((await (await open(shown.pdf, 'de')).text()).includes('(Betrag: 50.00 brl) Tj'))
  await press(shown.hosted_voucher_url, { outcome: 'fail' })
  assert.equal((await open(shown.pdf)).status, 404)
  await says(await open(shown.hosted_voucher_url), 'Already completed', 'Go on to the merchant')
})

test('konbini and Multibanco say what to tell at the till or at the bank', async () => {
  const world = sandbox(brindle)
  const till = await begun(world, 'konbini', 'jpy', IN('JP'))
  const { lawson } = till.shown.stores
  await says(
    await open(till.shown.hosted_voucher_url),
    'Pay ¥5,000 with Konbini?',
    `Lawson · payment code ${lawson.payment_code}`,
    `Lawson · confirmation number ${lawson.confirmation_number}`,
    'FamilyMart · payment code',
  )
  const bank = await begun(world, 'multibanco', 'eur', IN('PT'))
  await says(
    await open(bank.shown.hosted_voucher_url, 'de'),
    `Entität ${bank.shown.entity}`,
    `Verwendungszweck ${bank.shown.reference}`,
  )
})

test('two deposits are told on their page, which says what is wrong', async () => {
  const world = sandbox(brindle)
  const account = own(
    'us_bank_account',
    'account_number=000123456789&routing_number=110000000&account_holder_type=individual',
  )
  const { body } = await pay(world, 'us_bank_account', 'usd', account)
  const url = body.next_action.verify_with_microdeposits.hosted_verification_url
  await world.news()
  const wrong = await press(url, { descriptor_code: 'SM22BB' })
  assert.equal(wrong.status, 400)
  await says(wrong, 'The descriptor code provided does not match', 'You have 2 verification attempts remaining.')
  const strange = await press(url, { descriptor_code: '<b>' })
  assert.equal(strange.status, 400)
  assert.ok(!(await strange.text()).includes('<b>'))
  assert.deepEqual(await world.news(), [])
  const right = await press(url, { descriptor_code: 'SM11AA' })
  assert.equal(right.status, 200)
  await says(right, 'Bank account verified', 'You may close this window')
  assert.equal((await world.stripe.paymentIntents.retrieve(body.id)).status, 'processing')
  assert.deepEqual((await world.news()).slice(0, 2), ['charge.pending', 'payment_intent.processing'])
  // There is nothing left to verify.
  await says(await press(url, { descriptor_code: 'SM11AA' }), 'This page has expired')
  assert.deepEqual(await world.news(), [])
})

test('the amounts of two deposits are asked for where a code is not sent, for a setup as well', async () => {
  const world = sandbox(brindle)
  const account = own('acss_debit', 'account_number=000123456789&institution_number=000&transit_number=11000')
  const { id: customer } = await world.stripe.customers.create()
  const form = `customer=${customer}&payment_method_types[]=acss_debit&confirm=true&${account}${AGREED}`
  const options =
    '&payment_method_options[acss_debit][currency]=cad&payment_method_options[acss_debit][mandate_options][payment_schedule]=sporadic' +
    '&payment_method_options[acss_debit][mandate_options][transaction_type]=personal'
  const { body, text } = await world.call('POST', '/v1/setup_intents', form + options)
  assert.equal(body.status, 'requires_action', text)
  const url = body.next_action.verify_with_microdeposits.hosted_verification_url
  const page = await open(url, 'de')
  const html = await page.text()
  assert.equal(html.match(/<input name="amounts\[\]"/g)?.length, 2)
  assert.ok(html.includes('Bankkonto bestätigen'))
  // In full width, as keyboards for Japanese may leave them.
  const right = await press(url, [
    ['amounts[]', '３２'],
    ['amounts[]', '４５'],
  ])
  await says(right, 'Bank account verified')
  assert.equal((await world.stripe.setupIntents.retrieve(body.id)).status, 'succeeded')
})

test('a bank transfer shows the account, and is sent by the tester', async () => {
  const world = sandbox(brindle)
  const { id: customer } = await world.stripe.customers.create()
  const { body, text } = await world.call(
    'POST',
    '/v1/payment_intents',
    `amount=3000&currency=eur&customer=${customer}&payment_method_types[]=customer_balance&confirm=true` +
      '&payment_method_data[type]=customer_balance&payment_method_options[customer_balance][funding_type]=bank_transfer' +
      '&payment_method_options[customer_balance][bank_transfer][type]=eu_bank_transfer' +
      '&payment_method_options[customer_balance][bank_transfer][eu_bank_transfer][country]=DE',
  )
  assert.equal(body.status, 'requires_action', text)
  const shown = body.next_action.display_bank_transfer_instructions
  const { iban } = shown.financial_addresses[0].iban
  const url = shown.hosted_instructions_url
  await says(
    await open(url),
    'Pay €30.00 with Bank transfer?',
    `IBAN ${iban.match(/.{1,4}/g)!.join(' ')}`,
    `Reference ${shown.reference}`,
  )
  await says(await open(url, 'de'), 'Verwendungszweck', 'Testüberweisung senden')
  await world.news()
  // Nobody can say that it was paid: the money must arrive.
  await says(await press(url, { outcome: 'succeed' }), 'Send Test Transfer')
  assert.deepEqual(await world.news(), [])
  await world.stripe.testHelpers.customers.fundCashBalance(customer, { amount: 1000, currency: 'eur' })
  await says(await open(url), 'Pay €20.00 with Bank transfer?')
  await world.news()
  await says(await press(url, { transfer: 'send' }), 'Payment authorized', 'You may close this window')
  const paid = await world.stripe.paymentIntents.retrieve(body.id)
  assert.deepEqual([paid.status, paid.amount_received], ['succeeded', 3000])
  const cash = 'customer_cash_balance_transaction.created'
  assert.deepEqual(await world.news(), [cash, cash, 'charge.succeeded', 'payment_intent.succeeded'])
  assert.equal((await world.stripe.customers.retrieveCashBalance(customer)).available?.eur, 0)
})

test('a mandate has a page that says what was agreed, and no more', async () => {
  const world = sandbox(brindle)
  const iban = own('sepa_debit', 'iban=DE89370400440532013000')
  const { body } = await pay(world, 'sepa_debit', 'eur', iban)
  const charge = await world.stripe.charges.retrieve(body.latest_charge)
  const mandate = await world.stripe.mandates.retrieve(charge.payment_method_details!.sepa_debit!.mandate!)
  const { url, reference } = mandate.payment_method_details.sepa_debit!
  const page = await open(url)
  assert.equal(page.status, 200)
  assert.match(page.headers.get('content-security-policy')!, /^default-src 'none'; style-src 'sha256-/)
  const html = await page.clone().text()
  await says(
    page,
    'Mandate for SEPA Direct Debit',
    'charge this payment method once, €50.00',
    'Customer Jenny',
    'Account ends in 3000',
    'UTC · offline',
    'Status active',
    `Reference ${reference}`,
    mandate.id,
  )
  assert.doesNotMatch(html, /DE89370400440532013000|jenny@example\.com|pm_|_secret/)
  await says(await open(url, 'de-DE'), 'Mandat für SEPA', 'einmal zu belasten', 'Status gültig', 'Mandatsreferenz')
})

test('where there is nothing, that is said', async () => {
  const world = sandbox(brindle)
  const { shown } = await begun(world, 'ideal', 'eur')
  const step = shown.url as string
  for (const url of [`${step}/qr.png`, `${step}/qr.svg`, `${step}/pdf`, `${step}/other`])
    assert.equal((await open(url)).status, 404, url)
  const none = step.replace(/_nonce_.*/, '_nonce_none')
  for (const url of [none, `${none}/qr.png`, `${none}/qr.svg`, `${none}/pdf`])
    assert.equal((await open(url)).status, 404, url)
  const { id: account } = await world.stripe.accounts.retrieveCurrent()
  for (const place of [account, 'acct_none', 'a.b', '%00'])
    for (const id of ['mandate_none', step.split('/').at(-1), 'cus_1?expand[]=x']) {
      const response = await open(`${brindle.url}/mandates/${place}/${id}`)
      assert.equal(response.status, 404, `${place} ${id}`)
      await says(response, 'There is no mandate here')
    }
  await says(await open(`${brindle.url}/mandates/${account}/mandate_none`, 'de'), 'Hier gibt es kein Mandat')
  // Forms of other pages do nothing here.
  for (const form of [{ descriptor_code: 'SM11AA' }, { transfer: 'send' }]) {
    await world.news()
    assert.equal((await press(step, form)).status, 200)
    assert.equal((await press(none, form)).status, 404)
    assert.deepEqual(await world.news(), [])
  }
})
