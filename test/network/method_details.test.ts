// What methods and charges show: exactly the fields of the contract, and no number of an account. Test accounts are from
// https://docs.stripe.com/testing#non-card-payments, fingerprints were worked out with another program.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { shapeNode } from '../../src/contract/index.ts'
import { ibanParts } from '../../src/network/banks.ts'
import { METHODS } from '../../src/network/catalogue.ts'
import { chargeDetails, methodDetails } from '../../src/network/method_details.ts'
import { bare, misfits } from './fits.ts'

/** What a request gives, for the types that take anything. */
const GIVEN: Record<string, Record<string, unknown>> = {
  acss_debit: { account_number: '000123456789', institution_number: '000', transit_number: '11000' },
  au_becs_debit: { account_number: '000123456', bsb_number: '000000' },
  bacs_debit: { account_number: '00012345', sort_code: '108800' },
  boleto: { tax_id: '000.000.000-00' },
  custom: { type: 'cpmt_1' },
  eps: { bank: 'bank_austria' },
  fpx: { account_holder_type: 'individual', bank: 'maybank2u' },
  ideal: { bank: 'rabobank' },
  klarna: { dob: { day: 10, month: 7, year: 1970 } },
  naver_pay: { funding: 'points' },
  nz_bank_account: {
    account_holder_name: 'Jenny Rosen',
    account_number: '0000010',
    bank_code: '11',
    branch_code: '0000',
    suffix: '010',
  },
  p24: { bank: 'ing' },
  payto: { account_number: '000123456', bsb_number: '000000' },
  sepa_debit: { iban: 'AT61 1904 3002 3457 3201' },
  sofort: { country: 'DE' },
  us_bank_account: {
    account_holder_type: 'company',
    account_number: '000123456789',
    account_type: 'savings',
    routing_number: '110000000',
  },
}

const PRINT = {
  acss: '0003KLHU194V1LMC',
  becs: '00015CWR86KGDKEA',
  bacs: '0000UH9PL361FR3B',
  sepa: '00033NL1L0FE4I7N',
  ach: '0001BXVFW24LTHC4',
}

test('a method shows', () => {
  const table: Record<string, object> = {
    acss_debit: {
      bank_name: 'STRIPE TEST BANK',
      fingerprint: PRINT.acss,
      institution_number: '000',
      last4: '6789',
      transit_number: '11000',
    },
    au_becs_debit: { bsb_number: '000000', fingerprint: PRINT.becs, last4: '3456' },
    bacs_debit: { fingerprint: PRINT.bacs, last4: '2345', sort_code: '108800' },
    boleto: { tax_id: '000.000.000-00' },
    cashapp: { buyer_id: null, cashtag: null },
    custom: { display_name: null, logo: null, type: 'cpmt_1' },
    eps: { bank: 'bank_austria' },
    fpx: { account_holder_type: 'individual', bank: 'maybank2u' },
    ideal: { bank: 'rabobank', bic: 'RABONL2U' },
    klarna: { dob: { day: 10, month: 7, year: 1970 } },
    kr_card: { brand: null, last4: null },
    link: { email: null },
    naver_pay: { buyer_id: null, funding: 'points' },
    nz_bank_account: {
      account_holder_name: 'Jenny Rosen',
      bank_code: '11',
      bank_name: 'Test Bank',
      branch_code: '0000',
      last4: '0010',
      suffix: '010',
    },
    p24: { bank: 'ing' },
    paypal: { country: null, payer_email: null, payer_id: null },
    payto: { bsb_number: '000000', last4: '3456', pay_id: null },
    sepa_debit: {
      bank_code: '19043',
      branch_code: null,
      country: 'AT',
      fingerprint: PRINT.sepa,
      generated_from: null,
      last4: '3201',
    },
    sofort: { country: 'DE' },
    upi: { vpa: null },
    us_bank_account: {
      account_holder_type: 'company',
      account_type: 'savings',
      bank_name: 'STRIPE TEST BANK',
      financial_connections_account: null,
      fingerprint: PRINT.ach,
      last4: '6789',
      networks: { preferred: 'ach', supported: ['ach'] },
      routing_number: '110000000',
      status_details: {},
    },
  }
  for (const type of Object.keys(METHODS))
    assert.deepEqual(methodDetails(type, GIVEN[type] ?? {}), table[type] ?? {}, type)
})

test('what is not given is not shown', () => {
  assert.deepEqual(methodDetails('ideal', {}), { bank: null, bic: null })
  assert.deepEqual(methodDetails('klarna', {}), {})
  assert.deepEqual(methodDetails('naver_pay', {}), { buyer_id: null, funding: 'card' })
  assert.deepEqual(methodDetails('payto', { pay_id: 'jenny@example.com' }), {
    bsb_number: null,
    last4: null,
    pay_id: 'jenny@example.com',
  })
  assert.deepEqual(methodDetails('us_bank_account', { financial_connections_account: 'fca_1' }), {
    account_holder_type: 'individual',
    account_type: 'checking',
    bank_name: 'STRIPE TEST BANK',
    financial_connections_account: 'fca_1',
    fingerprint: null,
    last4: null,
    networks: { preferred: 'ach', supported: ['ach'] },
    routing_number: null,
    status_details: {},
  })
  assert.deepEqual(methodDetails('no_such_type', {}), {})
})

test('the parts of an IBAN that name its bank', () => {
  // The examples of the IBAN registry; where a country has no code of branches, there is none.
  const table: [string, string, string | null, string | null][] = [
    ['AT611904300234573201', 'AT', '19043', null],
    ['BE62510007547061', 'BE', '510', null],
    ['CH9300762011623852957', 'CH', '00762', null],
    ['DE89370400440532013000', 'DE', '37040044', null],
    ['ES9121000418450200051332', 'ES', '2100', '0418'],
    ['FR1420041010050500013M02606', 'FR', '20041', '01005'],
    ['GB29NWBK60161331926819', 'GB', 'NWBK', '601613'],
    ['IE29AIBK93115212345678', 'IE', 'AIBK', '931152'],
    ['IT60X0542811101000000123456', 'IT', '05428', '11101'],
    ['NL91ABNA0417164300', 'NL', 'ABNA', null],
    ['PT50000201231234567890154', 'PT', '0002', '0123'],
    ['SE4550000000058398257466', 'SE', '500', null],
  ]
  for (const [iban, country, bank_code, branch_code] of table)
    assert.deepEqual(ibanParts(iban), { country, bank_code, branch_code }, iban)
  assert.deepEqual(ibanParts('XX00'), { country: 'XX', bank_code: null, branch_code: null })
  assert.deepEqual(ibanParts(''), { country: null, bank_code: null, branch_code: null })
})

/** Characters by chance that are always the same one. */
const xs = (count: number) => 'x'.repeat(count)
const paid = (type: string) => chargeDetails(type, methodDetails(type, GIVEN[type] ?? {}), xs)
const other = Object.keys(METHODS).filter(
  (type) => !['card', 'card_present', 'interac_present', 'custom'].includes(type),
)

test('methods have exactly the fields of the contract, with words that it knows', () => {
  const hashes = bare(shapeNode('payment_method')).p
  for (const type of [...other, 'custom'])
    assert.deepEqual(misfits(hashes[type]!, methodDetails(type, GIVEN[type] ?? {}), type), [])
})

test('charges have exactly the fields of the contract, with words that it knows', () => {
  const hashes = bare(bare(shapeNode('charge')).p.payment_method_details).p
  for (const type of other) {
    assert.ok(hashes[type], type)
    assert.deepEqual(misfits(hashes[type], paid(type), type), [])
  }
})

test('a charge shows the account of its method again', () => {
  assert.deepEqual(paid('sepa_debit'), {
    bank_code: '19043',
    branch_code: null,
    country: 'AT',
    fingerprint: PRINT.sepa,
    last4: '3201',
    mandate: null,
  })
  assert.deepEqual(paid('us_bank_account'), {
    account_holder_type: 'company',
    account_type: 'savings',
    bank_name: 'STRIPE TEST BANK',
    fingerprint: PRINT.ach,
    last4: '6789',
    payment_reference: null,
    routing_number: '110000000',
  })
  assert.deepEqual(paid('bacs_debit'), { fingerprint: PRINT.bacs, last4: '2345', mandate: null, sort_code: '108800' })
  assert.deepEqual(paid('nz_bank_account'), {
    account_holder_name: 'Jenny Rosen',
    bank_code: '11',
    bank_name: 'Test Bank',
    branch_code: '0000',
    last4: '0010',
    suffix: '010',
  })
  assert.deepEqual(paid('ideal'), {
    bank: 'rabobank',
    bic: 'RABONL2U',
    generated_sepa_debit: null,
    generated_sepa_debit_mandate: null,
    iban_last4: '5264',
    transaction_id: xs(16),
    verified_name: 'Jenny Rosen',
  })
  assert.deepEqual(paid('eps'), { bank: 'bank_austria', verified_name: 'Jenny Rosen' })
  assert.deepEqual(paid('boleto'), { tax_id: '000.000.000-00' })
  assert.deepEqual(paid('oxxo'), { number: null })
  assert.deepEqual(paid('konbini'), { store: { chain: 'familymart' } })
  assert.deepEqual(paid('customer_balance'), {})
})

test('Amazon Pay shows the card behind it', () => {
  assert.deepEqual(paid('amazon_pay'), {
    funding: {
      card: { brand: 'visa', country: 'US', exp_month: 8, exp_year: 2034, funding: 'credit', last4: '4242' },
      type: 'card',
    },
    transaction_id: null,
  })
})

test('no number of an account is shown', () => {
  for (const [type, given] of Object.entries(GIVEN)) {
    const secret = String(given.account_number ?? given.iban ?? '').replace(/\s/g, '')
    const shown = JSON.stringify([methodDetails(type, given), paid(type)])
    if (secret) assert.ok(!shown.includes(secret), `${type} shows ${secret}`)
  }
})
