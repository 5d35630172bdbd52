// Every way to pay on the Checkout page with the details that its type asks for, sent as the page sends them; what is missing is
// said, and numbers never come back. Accounts are those of Stripe's test mode. (docs.stripe.com/testing#non-card-payments)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { METHOD, seen, selling, visit } from './checking_out.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const NAME = { billingName: 'Jenny Rosen' }
const HOME = {
  billingCountry: 'BR',
  billingPostalCode: '01310-100',
  billingAddressLine1: 'Avenida Paulista 1',
  billingLocality: 'São Paulo',
  billingAdministrativeArea: 'SP',
}

/** What it ends with: money that comes days later, the customer at a bank that pays at once, or at one that pays later. */
type End = 'later' | 'bank' | 'bank, later'

/** By type: a currency and an amount that it takes (minor units), what is filled in, and what comes of it. */
const WAYS: readonly (readonly [type: string, currency: string, amount: number, Record<string, string>, End])[] = [
  // A voucher is taken to a till; two deposits are to be told of.
  ['boleto', 'brl', 5000, { ...NAME, ...HOME, 'boleto[tax_id]': '000.000.000-00' }, 'later'],
  ['konbini', 'jpy', 5000, { ...NAME, phoneNumber: '+81312345678' }, 'later'],
  ['oxxo', 'mxn', 5000, NAME, 'later'],
  ['multibanco', 'eur', 5000, {}, 'later'],
  [
    'us_bank_account',
    'usd',
    5000,
    { ...NAME, 'us_bank_account[routing_number]': '110000000', 'us_bank_account[account_number]': '000 123 456 789' },
    'later',
  ],
  [
    'acss_debit',
    'cad',
    5000,
    {
      ...NAME,
      'acss_debit[institution_number]': '000',
      'acss_debit[transit_number]': '11000',
      'acss_debit[account_number]': '000123456789',
    },
    'later',
  ],
  // Of a debit the bank decides later; in test mode a moment later.
  [
    'bacs_debit',
    'gbp',
    5000,
    { ...NAME, ...HOME, 'bacs_debit[sort_code]': '10-88-00', 'bacs_debit[account_number]': '00012345' },
    'later',
  ],
  [
    'au_becs_debit',
    'aud',
    5000,
    { ...NAME, 'au_becs_debit[bsb_number]': '000-000', 'au_becs_debit[account_number]': '000123456' },
    'later',
  ],
  [
    'nz_bank_account',
    'nzd',
    5000,
    {
      ...NAME,
      'nz_bank_account[bank_code]': '11',
      'nz_bank_account[branch_code]': '0000',
      'nz_bank_account[account_number]': '0000000',
      'nz_bank_account[suffix]': '010',
    },
    'later',
  ],
  ['sepa_debit', 'eur', 5000, { ...NAME, 'sepa_debit[iban]': 'DE89 3704 0044 0532 0130 00' }, 'later'],
  ['ideal', 'eur', 5000, { 'ideal[bank]': 'abn_amro' }, 'bank'],
  ['eps', 'eur', 5000, { ...NAME, 'eps[bank]': 'bawag_psk_ag' }, 'bank'],
  ['p24', 'pln', 5000, { 'p24[bank]': 'mbank_mtransfer' }, 'bank'],
  ['fpx', 'myr', 5000, { 'fpx[bank]': 'maybank2u' }, 'bank'],
  ['bancontact', 'eur', 5000, NAME, 'bank'],
  ['sofort', 'eur', 5000, { 'sofort[country]': 'DE' }, 'bank, later'],
  ['klarna', 'eur', 5000, { billingCountry: 'DE' }, 'bank'],
  ['afterpay_clearpay', 'usd', 5000, NAME, 'bank'],
  ['alipay', 'usd', 5000, {}, 'bank'],
  // By a code that is scanned, or in an app: the customer decides on the page that the code leads to.
  ['blik', 'pln', 5000, { 'payment_method_options[blik][code]': '123456' }, 'bank'],
  ['cashapp', 'usd', 5000, {}, 'bank'],
  ['mb_way', 'eur', 5000, { phoneNumber: '+351912345678' }, 'bank'],
  ['paynow', 'sgd', 5000, {}, 'bank'],
  ['payto', 'aud', 5000, { ...NAME, 'payto[pay_id]': 'jenny@example.com' }, 'bank'],
  ['pix', 'brl', 5000, {}, 'bank'],
  ['promptpay', 'thb', 5000, {}, 'bank'],
  ['swish', 'sek', 5000, {}, 'bank'],
  ['upi', 'inr', 5000, {}, 'bank'],
  ['wechat_pay', 'usd', 5000, {}, 'bank'],
]

const sold = (type: string, currency: string, unit_amount: number) => ({
  cancel_url: undefined as never,
  allowed_payment_method_types: [type] as never,
  line_items: [{ price_data: { currency, unit_amount, product_data: { name: 'Shirt' } }, quantity: 1 }],
})

for (const [type, currency, amount, fields, end] of WAYS)
  test(`${type} is asked for its details, and pays with them`, async () => {
    const world = sandbox(brindle)
    const { id, url } = await selling(world, sold(type, currency, amount))
    const { html } = await visit(url)
    for (const name of Object.keys(fields)) assert.ok(html.includes(`name="${name}"`), `${name} is on the page`)
    const form = { email: 'jenny@example.com', [METHOD]: type, do: 'pay', ...fields }
    const page = await visit(url, form)
    assert.equal(page.status, 303, page.words)
    if (end.startsWith('bank')) {
      const back = await visit(page.to!, { outcome: 'succeed' })
      assert.equal((await visit(back.to!)).to, `https://shop.test/ok?id=${id}`)
    } else assert.equal(page.to, `https://shop.test/ok?id=${id}`)
    const { status, payment_status, payment_intent } = await seen(world, id)
    assert.deepEqual([status, payment_status], ['complete', end === 'bank' ? 'paid' : 'unpaid'])
    const paid = await world.stripe.paymentIntents.retrieve(payment_intent as string, { expand: ['payment_method'] })
    const method = paid.payment_method as { type: string; billing_details: { email: string } } | null
    assert.deepEqual([method!.type, method!.billing_details.email], [type, 'jenny@example.com'])
  })

test('what a method lacks is said, and its numbers do not come back', async () => {
  const world = sandbox(brindle)
  const { url } = await selling(world, sold('us_bank_account', 'usd', 5000))
  const form = {
    email: 'jenny@example.com',
    [METHOD]: 'us_bank_account',
    do: 'pay',
    'us_bank_account[account_number]': '000111222333',
  }
  const missing = await visit(url, form)
  assert.equal(missing.status, 400)
  assert.match(missing.html, /role="alert">Missing required param: [^<]*routing_number/)
  const wrong = await visit(url, { ...form, ...NAME, 'us_bank_account[routing_number]': '110000000' })
  assert.match(wrong.html, /role="alert">You must use a test bank account number/)
  assert.ok(!wrong.html.includes('000111222333') && !wrong.html.includes('value="110000000"'))
  assert.match(wrong.html, /name="billingName"[^>]*value="Jenny Rosen"/)
  const fpx = await selling(world, sold('fpx', 'myr', 5000))
  const none = await visit(fpx.url, { email: 'jenny@example.com', [METHOD]: 'fpx', do: 'pay', 'fpx[bank]': '' })
  assert.match(none.html, /role="alert">Missing required param/)
  const blik = await selling(world, sold('blik', 'pln', 5000))
  assert.match((await visit(blik.url)).html, /name="payment_method_options\[blik\]\[code\]"/)
})

test('banks are named as people name them', async () => {
  const world = sandbox(brindle)
  const named = async (type: string, currency: string) =>
    (await visit((await selling(world, sold(type, currency, 5000))).url)).html
  assert.match(await named('ideal', 'eur'), /<option value="abn_amro">ABN AMRO<\/option>/)
  assert.match(await named('eps', 'eur'), /<option value="arzte_und_apotheker_bank">Ärzte und Apotheker Bank<\/option>/)
  assert.match(await named('fpx', 'myr'), /<option value="cimb">CIMB<\/option>/)
})
