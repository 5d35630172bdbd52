// The catalogue of payment methods, against two independent sources: tables typed by hand from Stripe's pages, and what the
// contract's own parameters take.
// One file because every test reads one column of the same table.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Node, operationByKey, shapeNode } from '../../src/contract/index.ts'
import { METHODS, type Method, type MethodType, methodOf, missing, takes } from '../../src/network/catalogue.ts'
import { bare } from './fits.ts'

const rows = Object.entries(METHODS) as [MethodType, Method][]
const types = Object.keys(METHODS).sort()
const sorted = (words: Iterable<string>) => [...words].sort()
const such = (where: (row: Method) => boolean) => sorted(rows.filter(([, row]) => where(row)).map(([type]) => type))
const words = (text: string) => text.trim().split(/\s+/).sort()

const shape = (object: string, field: string) => bare(bare(shapeNode(object)).p[field])
const params = (key: string) => operationByKey(key)!.params
const options = bare(params('POST /v1/payment_intents').p.payment_method_options)

test('every type of the contract has a row, and every row is a type of the contract', () => {
  const node = bare(shapeNode('payment_method')).p.type!
  assert.deepEqual(types, sorted(node.v as readonly string[]))
  assert.equal(types.length, 59)
})

test('families, as Stripe’s pages list them', () => {
  const families: Record<Method['family'], string> = {
    card: 'card card_present interac_present kr_card',
    wallet: `alipay amazon_pay cashapp crypto grabpay kakao_pay link mb_way mobilepay naver_pay payco paypal paypay
      revolut_pay samsung_pay satispay wechat_pay`,
    bank_redirect: 'bancontact blik eps fpx giropay ideal p24 sofort twint',
    bank_debit: 'acss_debit au_becs_debit bacs_debit nz_bank_account sepa_debit us_bank_account',
    pay_later: 'affirm afterpay_clearpay alma billie klarna scalapay sequra sunbit zip',
    voucher: 'boleto konbini multibanco oxxo',
    real_time: 'bizum pay_by_bank paynow payto pix promptpay swish upi',
    bank_transfer: 'customer_balance',
    custom: 'custom',
  }
  for (const [family, expected] of Object.entries(families))
    assert.deepEqual(
      such((row) => row.family === family),
      words(expected),
      family,
    )
})

test('where the customer decides, and what the intent shows meanwhile', () => {
  // https://docs.stripe.com/api/payment_intents/object#payment_intent_object-next_action
  const own = {
    alipay: 'alipay_handle_redirect',
    blik: 'blik_authorize',
    boleto: 'boleto_display_details',
    cashapp: 'cashapp_handle_redirect_or_display_qr_code',
    customer_balance: 'display_bank_transfer_instructions',
    konbini: 'konbini_display_details',
    multibanco: 'multibanco_display_details',
    oxxo: 'oxxo_display_details',
    paynow: 'paynow_display_qr_code',
    pix: 'pix_display_qr_code',
    promptpay: 'promptpay_display_qr_code',
    swish: 'swish_handle_redirect_or_display_qr_code',
    upi: 'upi_handle_redirect_or_display_qr_code',
    wechat_pay: 'wechat_pay_display_qr_code',
    us_bank_account: 'verify_with_microdeposits',
    acss_debit: 'verify_with_microdeposits',
    mb_way: 'use_stripe_sdk',
    payto: 'use_stripe_sdk',
  }
  const silent = words('au_becs_debit bacs_debit card_present custom interac_present link nz_bank_account sepa_debit')
  assert.deepEqual(
    such((row) => row.action === null),
    silent,
  )
  for (const [type, row] of rows)
    if (row.action) assert.equal(row.action, own[type as keyof typeof own] ?? 'redirect_to_url', type)
  const known = Object.keys(shape('payment_intent', 'next_action').p)
  for (const [type, row] of rows) if (row.action) assert.ok(known.includes(row.action), `${type}: ${row.action}`)
})

test('flows agree with actions', () => {
  assert.deepEqual(
    such((row) => row.flow === 'in_person'),
    words('card_present interac_present'),
  )
  assert.deepEqual(
    such((row) => row.flow === 'elsewhere'),
    words('custom'),
  )
  assert.deepEqual(
    such((row) => row.flow === 'card'),
    words('card link'),
  )
  assert.deepEqual(
    such((row) => row.flow === 'code'),
    words('blik cashapp mb_way paynow payto pix promptpay swish upi wechat_pay'),
  )
  assert.deepEqual(
    such((row) => row.flow === 'voucher'),
    words('boleto konbini multibanco oxxo'),
  )
  assert.deepEqual(
    such((row) => row.flow === 'debit'),
    such((row) => row.family === 'bank_debit'),
  )
  assert.deepEqual(
    such((row) => row.flow === 'transfer'),
    ['customer_balance'],
  )
  for (const [type, row] of rows)
    if (row.flow === 'redirect') assert.match(row.action ?? '', /^(redirect_to_url|alipay_handle_redirect)$/, type)
})

test('an account that has chosen nothing offers cards and Amazon Pay', () => {
  assert.deepEqual(
    such((row) => row.on),
    ['amazon_pay', 'card'],
  )
})

test('future payments are those that payment_method_options take', () => {
  for (const [type, row] of rows) {
    const node = options.p[type] && bare(options.p[type]).p.setup_future_usage
    const inner = node?.k === 'empty' ? node.of : node
    const taken = [(inner?.v ?? []) as string | readonly string[]].flat().filter((word) => word !== 'none')
    assert.deepEqual(sorted(row.future), sorted(taken), type)
  }
})

test('manual capture is there where payment_method_options take it', () => {
  const manual = types.filter((type) => options.p[type] && bare(options.p[type]).p.capture_method)
  assert.deepEqual(
    such((row) => row.manualCapture),
    manual,
  )
  assert.equal(manual.length, 22)
})

test('setups are those that setup attempts show', () => {
  const shown = Object.keys(shape('setup_attempt', 'payment_method_details').p).filter((name) => name !== 'type')
  assert.deepEqual(
    such((row) => row.setup),
    sorted(shown),
  )
})

test('mandates are those that mandates show, or of the debit that a setup makes', () => {
  const shown = Object.keys(shape('mandate', 'payment_method_details').p).filter((name) => name !== 'type')
  assert.deepEqual(
    such((row) => row.generates !== undefined),
    words('bancontact ideal sofort'),
  )
  assert.deepEqual(
    such((row) => row.mandate !== 'none' || row.name === 'Card'),
    sorted([...shown, 'bancontact', 'ideal', 'sofort']),
  )
  assert.deepEqual(
    such((row) => row.mandate === 'always'),
    words('acss_debit au_becs_debit bacs_debit nz_bank_account payto sepa_debit us_bank_account'),
  )
})

test('subscriptions: what the contract lists, and of it what can be charged without the customer', () => {
  const settings = bare(params('POST /v1/subscriptions').p.payment_settings)
  const list = settings.p.payment_method_types as Node & { k: 'empty' }
  const listed = ((list.of as Node).of as Node).v as readonly string[]
  assert.deepEqual(
    such((row) => row.subscriptions !== 'none'),
    types.filter((type) => listed.includes(type)),
  )
  assert.deepEqual(
    such((row) => row.subscriptions === 'automatic'),
    words(`acss_debit amazon_pay au_becs_debit bacs_debit blik boleto card cashapp kakao_pay kr_card link naver_pay
      nz_bank_account paypal payto pix revolut_pay satispay sepa_debit twint upi us_bank_account`),
  )
})

test('currencies and limits, in minor units', () => {
  // type, currencies, one that it does not take
  const table: [MethodType, string, string][] = [
    ['sepa_debit', 'eur', 'usd'],
    ['acss_debit', 'cad usd', 'eur'],
    ['p24', 'eur pln', 'usd'],
    ['grabpay', 'myr sgd', 'usd'],
    ['alipay', 'aud cad cny eur gbp hkd jpy myr nzd sgd usd', 'mxn'],
    ['revolut_pay', 'dkk eur gbp huf pln ron', 'usd'],
    ['mobilepay', 'dkk eur nok sek', 'usd'],
    ['klarna', 'aud cad chf czk dkk eur gbp nok nzd pln sek usd', 'jpy'],
    ['customer_balance', 'eur gbp jpy mxn usd', 'cad'],
    ['twint', 'chf', 'eur'],
  ]
  for (const [type, currencies, other] of table) {
    assert.deepEqual(sorted(methodOf(type)!.currencies), words(currencies), type)
    assert.equal(takes(type, words(currencies)[0]!), true, type)
    assert.equal(takes(type, other), false, type)
  }
  assert.equal(takes('card', 'isk'), true)
  assert.equal(takes('bitcoin', 'usd'), false)
  const limits = Object.fromEntries(rows.filter(([, row]) => row.amounts).map(([type, row]) => [type, row.amounts]))
  assert.deepEqual(limits, {
    affirm: { cad: [5_000, 3_000_000], usd: [5_000, 3_000_000] },
    afterpay_clearpay: {
      aud: [100, 200_000],
      cad: [100, 200_000],
      gbp: [100, 120_000],
      nzd: [100, 200_000],
      usd: [100, 400_000],
    },
    alma: { eur: [5_000, 500_000] },
    boleto: { brl: [500, 4_999_999] },
    konbini: { jpy: [120, 300_000] },
    multibanco: { eur: [50, 9_999_900] },
    oxxo: { mxn: [1_000, 1_000_000] },
    pix: { brl: [50, 99_999_999] },
    sepa_debit: { eur: [50, 1_000_000] },
    upi: { inr: [100, 10_000_000] },
    zip: { aud: [1, 5_000_000], usd: [3_500, 150_000] },
  })
  for (const [type, row] of rows)
    for (const currency of Object.keys(row.amounts ?? {})) assert.ok(takes(type, currency), `${type} ${currency}`)
})

test('refunds: none, by mail, and within how many days', () => {
  assert.deepEqual(
    such((row) => row.refunds.amount === 'none'),
    words('boleto custom oxxo'),
  )
  assert.deepEqual(
    such((row) => row.refunds.byMail === true),
    words('konbini promptpay'),
  )
  const days = (count: number) => such((row) => row.refunds.days === count)
  assert.deepEqual(days(60), ['upi'])
  assert.deepEqual(days(90), words('alipay amazon_pay cashapp grabpay paynow pix'))
  assert.deepEqual(days(120), words('affirm afterpay_clearpay'))
  assert.deepEqual(days(365), ['multibanco'])
  assert.deepEqual(
    days(180),
    words(`acss_debit au_becs_debit bacs_debit bancontact eps giropay ideal klarna nz_bank_account p24 paypal
      sepa_debit sofort us_bank_account wechat_pay`),
  )
})

test('disputes', () => {
  assert.deepEqual(
    such((row) => !row.disputes),
    words(`alipay bancontact blik boleto crypto custom customer_balance eps fpx giropay grabpay ideal interac_present
      kakao_pay konbini multibanco naver_pay oxxo p24 pay_by_bank payco paynow paypay promptpay samsung_pay sofort swish
      twint wechat_pay`),
  )
})

test('money is sure at once, but for Sofort; only cards make charges', () => {
  assert.deepEqual(
    such((row) => row.delay > 0),
    ['sofort'],
  )
  assert.deepEqual(
    such((row) => row.movement === 'charge'),
    words('card card_present interac_present'),
  )
})

test('what a method must come with are parameters that Stripe takes', () => {
  const taken = params('POST /v1/payment_methods')
  for (const [type, row] of rows)
    for (const path of row.requires.flatMap((one) => one.split('|'))) {
      let node: Node = taken
      for (const name of path.split(/[[\]]+/).filter(Boolean)) node = bare(node).p[name] as Node
      assert.ok(node, `${type}: ${path}`)
    }
})

test('the first parameter that is missing', () => {
  const jenny = { name: 'Jenny Rosen', email: 'jenny@example.com' }
  const address = { line1: '1 Main St', city: 'Recife', state: 'PE', postal_code: '50000-000', country: 'BR' }
  const iban = { iban: 'DE89370400440532013000' }
  const numbers = { account_number: '000123456789', routing_number: '110000000' }
  const table: [string, object, string | undefined][] = [
    ['card', {}, undefined],
    ['amazon_pay', {}, undefined],
    ['no_such_type', {}, undefined],
    ['sepa_debit', {}, 'sepa_debit[iban]'],
    ['sepa_debit', { sepa_debit: iban }, 'billing_details[name]'],
    ['sepa_debit', { sepa_debit: iban, billing_details: { name: 'Jenny' } }, 'billing_details[email]'],
    ['sepa_debit', { sepa_debit: iban, billing_details: { name: 'Jenny', email: '' } }, 'billing_details[email]'],
    ['sepa_debit', { sepa_debit: iban, billing_details: jenny }, undefined],
    ['us_bank_account', { billing_details: jenny }, 'us_bank_account[account_number]'],
    ['us_bank_account', { us_bank_account: { account_number: '000123456789' } }, 'us_bank_account[routing_number]'],
    ['us_bank_account', { us_bank_account: numbers }, 'billing_details[name]'],
    ['us_bank_account', { us_bank_account: numbers, billing_details: jenny }, undefined],
    [
      'us_bank_account',
      { us_bank_account: { financial_connections_account: 'fca_1' }, billing_details: jenny },
      undefined,
    ],
    ['payto', { payto: { pay_id: 'jenny@example.com' }, billing_details: jenny }, undefined],
    ['payto', { payto: { account_number: '000123456' }, billing_details: jenny }, 'payto[bsb_number]'],
    ['klarna', { billing_details: { email: 'jenny@example.com' } }, 'billing_details[address][country]'],
    ['klarna', { billing_details: { email: 'jenny@example.com', address: '' } }, 'billing_details[address][country]'],
    ['p24', {}, 'billing_details[email]'],
    ['fpx', {}, 'fpx[bank]'],
    ['mb_way', {}, 'billing_details[phone]'],
    ['multibanco', {}, 'billing_details[email]'],
    ['oxxo', { billing_details: jenny }, undefined],
    ['konbini', { billing_details: { email: 'jenny@example.com' } }, 'billing_details[name]'],
    ['boleto', { boleto: { tax_id: '000.000.000-00' }, billing_details: jenny }, 'billing_details[address][line1]'],
    ['boleto', { boleto: { tax_id: '000.000.000-00' }, billing_details: { ...jenny, address } }, undefined],
  ]
  for (const [type, data, expected] of table)
    assert.equal(missing(methodOf(type)?.requires ?? [], data as never), expected, `${type} ${JSON.stringify(data)}`)
})
