// Types of methods that ask for details of their own, on the page of an invoice: each with the fields that it needs, and what becomes of them.
// (https://docs.stripe.com/testing; docs.stripe.com/payments/payment-methods/overview)
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type Stripe from 'stripe'
import type { Brindle } from '../../src/main.ts'
import { sandbox, startBrindle } from '../world.ts'
import { visit } from './checking_out.ts'
import { invoiced } from './invoicing.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

type Asked = readonly [currency: string, fields: Readonly<Record<string, string>>, kept: object]

const HOME = { city: 'Berlin', country: 'DE', line1: 'Hauptstraße 1', line2: '', postal_code: '10115', state: '' }
const at = (type: string, address: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(address).map(([part, value]) => [`holder[${type}][${part}]`, value]))

/** What each is told, and what of that the payment method shows. */
const ASKED: Readonly<Record<string, Asked>> = {
  acss_debit: [
    'cad',
    {
      'acss_debit[institution_number]': '000',
      'acss_debit[transit_number]': '11000',
      'acss_debit[account_number]': '0001 2345 6789',
    },
    { institution_number: '000', transit_number: '11000', last4: '6789' },
  ],
  bacs_debit: [
    'gbp',
    { 'bacs_debit[sort_code]': '108800', 'bacs_debit[account_number]': '00012345', ...at('bacs_debit', HOME) },
    { last4: '2345' },
  ],
  boleto: [
    'brl',
    { 'boleto[tax_id]': '00000000000', ...at('boleto', { ...HOME, state: 'SP', country: 'BR' }) },
    { tax_id: '00000000000' },
  ],
  fpx: ['myr', { 'fpx[bank]': 'maybank2u' }, { bank: 'maybank2u' }],
  ideal: ['eur', { 'ideal[bank]': 'ing' }, { bank: 'ing' }],
  klarna: ['eur', at('klarna', { country: 'DE' }), {}],
  nz_bank_account: [
    'nzd',
    {
      'nz_bank_account[bank_code]': '11',
      'nz_bank_account[branch_code]': '0000',
      'nz_bank_account[account_number]': '0000000',
      'nz_bank_account[suffix]': '010',
    },
    { bank_code: '11', suffix: '010' },
  ],
  payto: ['aud', { 'payto[pay_id]': 'jenny@example.com' }, { pay_id: 'jenny@example.com' }],
}

for (const [type, [currency, fields, kept]] of Object.entries(ASKED))
  test(`${type} is asked for what it needs`, async () => {
    const world = sandbox(brindle)
    const { stripe } = world
    const { url, id, customer } = await invoiced(
      world,
      { currency, payment_settings: { payment_method_types: [type as 'card', 'card'] } },
      { amount: 5000 },
    )
    const { html } = await visit(url)
    for (const name of Object.keys(fields)) {
      // What an empty line is, and which state, not every country asks.
      if (!/line2|state/.test(name)) assert.ok(html.includes(`name="${name}"`), name)
    }
    const { status, to, html: said } = await visit(url, { method: type, expected_amount: '5000', ...fields })
    assert.equal(status, 303, /role="alert"[^>]*>([^<]*)</.exec(said)?.[1])
    assert.ok(to)
    const { payments } = await stripe.invoices.retrieve(id, { expand: ['payments.data.payment.payment_intent'] })
    const intent = payments!.data[0]!.payment.payment_intent as Stripe.PaymentIntent
    assert.ok(['processing', 'requires_action', 'succeeded'].includes(intent.status), intent.status)
    const method = await stripe.paymentMethods.retrieve(intent.payment_method as string)
    assert.equal(method.type, type)
    assert.partialDeepStrictEqual(method[type as 'fpx'], kept)
    assert.equal(method.billing_details.email, 'jenny@example.com')
    assert.equal(intent.customer, customer)
  })

test('what is missing is said in words, and what was told is still there, but for numbers', async () => {
  const world = sandbox(brindle)
  const { url } = await invoiced(
    world,
    { currency: 'gbp', payment_settings: { payment_method_types: ['bacs_debit', 'card'] } },
    { amount: 5000 },
  )
  await world.news()
  const form = { 'bacs_debit[sort_code]': '108800', 'bacs_debit[account_number]': '', ...at('bacs_debit', HOME) }
  const { status, html } = await visit(url, { method: 'bacs_debit', expected_amount: '5000', ...form })
  assert.equal(status, 400)
  assert.match(html, /role="alert"/)
  assert.match(html, /name="holder\[bacs_debit\]\[city\]"[^>]*value="Berlin"/)
  assert.doesNotMatch(html, /value="108800"/)
  assert.deepEqual(await world.news(), [])
})
