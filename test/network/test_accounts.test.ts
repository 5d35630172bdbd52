// What becomes of a debit from each test account. (https://docs.stripe.com/testing#non-card-payments)
import assert from 'node:assert/strict'
import test from 'node:test'
import { ibanCountry } from '../../src/lib/iban.ts'
import {
  accountNamed,
  accountOf,
  accountOfToken,
  DEBIT_FAILURES,
  depositsFor,
  isTestBank,
  TEST_ACCOUNTS,
} from '../../src/network/test_accounts.ts'

/** In the order of the columns: the code, `delayed`, and what else there is to say. */
function fateOf(type: string, number: string): string {
  const row = accountOf(type, number)
  if (!row) return 'none'
  const { name: _, number: __, suffix: ___, tokens: ____, after, fails, ...rest } = row
  assert.ok(after === 0 || after === 180)
  return [fails ?? 'paid', ...(after ? ['delayed'] : []), ...Object.keys(rest).sort()].join(' ')
}

const EXPECTED: readonly (readonly [type: string, number: string, token: string | undefined, fate: string])[] = [
  ['us_bank_account', '000123456789', 'pm_usBankAccount_success', 'paid'],
  ['us_bank_account', '000111111113', 'pm_usBankAccount_accountClosed', 'account_closed'],
  ['us_bank_account', '000000004954', 'pm_usBankAccount_riskLevelHighest', 'request_blocked atOnce blocked'],
  ['us_bank_account', '000111111116', 'pm_usBankAccount_noAccount', 'no_account'],
  ['us_bank_account', '000222222227', 'pm_usBankAccount_insufficientFunds', 'insufficient_funds'],
  ['us_bank_account', '000333333335', 'pm_usBankAccount_debitNotAuthorized', 'debit_not_authorized'],
  ['us_bank_account', '000444444440', 'pm_usBankAccount_invalidCurrency', 'invalid_currency'],
  ['us_bank_account', '000666666661', 'pm_usBankAccount_failMicrodeposits', 'paid noDeposits'],
  ['us_bank_account', '000555555559', 'pm_usBankAccount_dispute', 'paid disputed'],
  ['us_bank_account', '000000000009', 'pm_usBankAccount_processing', 'paid never'],
  ['us_bank_account', '000777777771', 'pm_usBankAccount_weeklyLimitExceeded', 'charge_exceeds_source_limit atOnce'],
  ['us_bank_account', '000888888885', undefined, 'tokenized_account_number_deactivated'],

  ['sepa_debit', 'AT611904300234573201', 'pm_sepaDebit_success_at', 'paid'],
  ['sepa_debit', 'AT321904300235473204', 'pm_sepaDebit_successDelayed_at', 'paid delayed'],
  ['sepa_debit', 'AT861904300235473202', 'pm_sepaDebit_failed_at', 'generic_could_not_process'],
  ['sepa_debit', 'AT051904300235473205', 'pm_sepaDebit_failedDelayed_at', 'generic_could_not_process delayed'],
  ['sepa_debit', 'AT591904300235473203', 'pm_sepaDebit_disputed_at', 'paid disputed'],
  [
    'sepa_debit',
    'AT981904300000343434',
    'pm_sepaDebit_exceedsWeeklyVolumeLimit_at',
    'charge_exceeds_source_limit atOnce',
  ],
  [
    'sepa_debit',
    'AT601904300000121212',
    'pm_sepaDebit_exceedsWeeklyTransactionLimit_at',
    'charge_exceeds_weekly_limit atOnce',
  ],
  ['sepa_debit', 'AT981904300002222227', 'pm_sepaDebit_insufficientFunds_at', 'insufficient_funds'],
  // The other countries follow Austria's order: one of each, at different places.
  ['sepa_debit', 'BE62510007547061', 'pm_sepaDebit_success_be', 'paid'],
  ['sepa_debit', 'HR6323600002337876649', 'pm_sepaDebit_successDelayed_hr', 'paid delayed'],
  ['sepa_debit', 'EE762200221020145680', 'pm_sepaDebit_failed_ee', 'generic_could_not_process'],
  ['sepa_debit', 'FI1012345600000789', 'pm_sepaDebit_failedDelayed_fi', 'generic_could_not_process delayed'],
  ['sepa_debit', 'FR5720041010050500013M02608', 'pm_sepaDebit_disputed_fr', 'paid disputed'],
  ['sepa_debit', 'DE89370400440532013000', 'pm_sepaDebit_success_de', 'paid'],
  ['sepa_debit', 'DE62370400440532013001', 'pm_sepaDebit_failed_de', 'generic_could_not_process'],
  ['sepa_debit', 'GI08RRNW626436291644533', 'pm_sepaDebit_successDelayed_gi', 'paid delayed'],
  ['sepa_debit', 'IE10AIBK93115202222227', 'pm_sepaDebit_insufficientFunds_ie', 'insufficient_funds'],
  ['sepa_debit', 'LI7708800125525347723', 'pm_sepaDebit_disputed_li', 'paid disputed'],
  ['sepa_debit', 'LT821000011101001001', 'pm_sepaDebit_failed_lt', 'generic_could_not_process'],
  [
    'sepa_debit',
    'LU900010000000343434',
    'pm_sepaDebit_exceedsWeeklyVolumeLimit_lu',
    'charge_exceeds_source_limit atOnce',
  ],
  ['sepa_debit', 'NL39RABO0300065264', 'pm_sepaDebit_success_nl', 'paid'],
  ['sepa_debit', 'NO0586012222227', 'pm_sepaDebit_insufficientFunds_no', 'insufficient_funds'],
  ['sepa_debit', 'PT39000201231234567890158', 'pm_sepaDebit_failedDelayed_pt', 'generic_could_not_process delayed'],
  ['sepa_debit', 'ES9121000418450200051332', 'pm_sepaDebit_failed_es', 'generic_could_not_process'],
  ['sepa_debit', 'SE3550000000054910000003', 'pm_sepaDebit_success_se', 'paid'],
  ['sepa_debit', 'CH8656663438253651553', 'pm_sepaDebit_successDelayed_ch', 'paid delayed'],
  [
    'sepa_debit',
    'GB32WEST12345600121212',
    'pm_sepaDebit_exceedsWeeklyTransactionLimit_gb',
    'charge_exceeds_weekly_limit atOnce',
  ],

  ['bacs_debit', '00012345', 'pm_bacsDebit_success', 'paid'],
  ['bacs_debit', '90012345', 'pm_bacsDebit_successDelayed', 'paid delayed'],
  ['bacs_debit', '33333335', 'pm_bacsDebit_debitNotAuthorized', 'debit_not_authorized endsMandate'],
  ['bacs_debit', '93333335', 'pm_bacsDebit_debitNotAuthorizedDelayed', 'debit_not_authorized delayed endsMandate'],
  ['bacs_debit', '22222227', 'pm_bacsDebit_insufficientFunds', 'insufficient_funds'],
  ['bacs_debit', '92222227', 'pm_bacsDebit_insufficientFundsDelayed', 'insufficient_funds delayed'],
  ['bacs_debit', '55555559', 'pm_bacsDebit_dispute', 'paid delayed disputed'],
  ['bacs_debit', '00033333', 'pm_bacsDebit_mandateRefused', 'debit_not_authorized refusesMandate'],
  ['bacs_debit', '00044444', undefined, 'paid invalid'],
  ['bacs_debit', '34343434', 'pm_bacsDebit_exceedsWeeklyLimit', 'charge_exceeds_source_limit atOnce'],
  ['bacs_debit', '12121212', 'pm_bacsDebit_exceedsTransactionLimit', 'charge_exceeds_transaction_limit atOnce'],

  ['au_becs_debit', '000123456', 'pm_auBecsDebit_success', 'paid'],
  ['au_becs_debit', '900123456', 'pm_auBecsDebit_successDelayed', 'paid delayed'],
  ['au_becs_debit', '111111113', 'pm_auBecsDebit_accountClosed', 'account_closed endsMandate'],
  ['au_becs_debit', '111111116', 'pm_auBecsDebit_noAccount', 'no_account endsMandate'],
  ['au_becs_debit', '222222227', 'pm_auBecsDebit_referToCustomer', 'refer_to_customer'],
  ['au_becs_debit', '922222227', 'pm_auBecsDebit_referToCustomerDelayed', 'refer_to_customer delayed'],
  ['au_becs_debit', '333333335', 'pm_auBecsDebit_debitNotAuthorized', 'debit_not_authorized endsMandate'],
  ['au_becs_debit', '666666660', 'pm_auBecsDebit_dispute', 'paid disputed'],
  ['au_becs_debit', '343434343', 'pm_auBecsDebit_exceedsWeeklyLimit', 'charge_exceeds_source_limit atOnce'],
  ['au_becs_debit', '121212121', 'pm_auBecsDebit_exceedsTransactionLimit', 'charge_exceeds_transaction_limit atOnce'],

  ['acss_debit', '000123456789', 'pm_acssDebit_success', 'paid'],
  ['acss_debit', '900123456789', undefined, 'paid delayed'],
  ['acss_debit', '000222222227', 'pm_acssDebit_insufficientFunds', 'insufficient_funds'],
  ['acss_debit', '900222222227', undefined, 'insufficient_funds delayed'],
  ['acss_debit', '000111111116', 'pm_acssDebit_noAccount', 'no_account'],
  ['acss_debit', '000111111113', 'pm_acssDebit_accountClosed', 'account_closed'],
  ['acss_debit', '000333333335', 'pm_acssDebit_debitNotAuthorized', 'debit_not_authorized'],
  ['acss_debit', '000555555559', 'pm_acssDebit_dispute', 'paid disputed'],
  ['acss_debit', '000666666661', undefined, 'paid noDeposits'],
  ['acss_debit', '000777777771', undefined, 'charge_exceeds_source_limit atOnce'],
  ['acss_debit', '000888888881', undefined, 'charge_exceeds_transaction_limit atOnce'],

  ['nz_bank_account', '0000000', 'pm_nzBankAccount_success', 'paid'],
  ['nz_bank_account', '2222222', 'pm_nzBankAccount_insufficientFunds', 'insufficient_funds'],
  ['nz_bank_account', '8888888', 'pm_nzBankAccount_referToCustomer', 'refer_to_customer'],
  ['nz_bank_account', '1111111', 'pm_nzBankAccount_noAccount', 'no_account endsMandate'],
  ['nz_bank_account', '5555555', 'pm_nzBankAccount_debitNotAuthorized', 'debit_not_authorized endsMandate'],
  ['nz_bank_account', '9999999', 'pm_nzBankAccount_processing', 'paid never'],
]

test('what becomes of a debit, by number and by token', () => {
  for (const [type, number, token, fate] of EXPECTED) {
    assert.equal(fateOf(type, number), fate, `${type} ${number}`)
    const row = accountOf(type, number)!
    assert.equal(accountNamed(type, row.name), row)
    if (token !== undefined) assert.deepEqual(accountOfToken(token), { type, account: row }, token)
    else assert.equal(row.tokens, false, number)
  }
  // Nothing but SEPA's countries is left out above.
  for (const [type, { rows }] of Object.entries(TEST_ACCOUNTS).filter(([type]) => type !== 'sepa_debit'))
    assert.equal(rows.length, EXPECTED.filter(([expected]) => expected === type).length, type)
})

test('every other number is no test account', () => {
  assert.equal(accountOf('us_bank_account', '000999999991'), undefined)
  assert.equal(accountOf('us_bank_account', '00012345'), undefined)
  assert.equal(accountOf('sepa_debit', 'GB29NWBK60161331926819'), undefined)
  assert.equal(accountOf('card', '000123456789'), undefined)
  assert.equal(accountNamed('us_bank_account', '__proto__'), undefined)
  for (const token of [
    'pm_usBankAccount_tokenizedAccountNumberDeactivated',
    'pm_bacsDebit_invalid',
    'pm_acssDebit_successDelayed',
    'pm_success',
    'pm_sepaDebit_success',
    'pm_sepaDebit_success_us',
    'pm_card_visa',
  ])
    assert.equal(accountOfToken(token), undefined, token)
})

test('IBANs: nineteen countries of eight, each valid, with or without spaces', () => {
  const { rows } = TEST_ACCOUNTS.sepa_debit!
  const countries = 'at be hr ee fi fr de gi ie li lt lu nl no pt es se ch gb'.split(' ')
  assert.equal(rows.length, 152)
  assert.deepEqual([...new Set(rows.map(({ name }) => name.split('_')[1]!))], countries)
  for (const { name, number } of rows) assert.equal(ibanCountry(number)?.toLowerCase(), name.split('_')[1], number)
  assert.equal(accountOf('sepa_debit', 'at61 1904 3002 3457 3201')?.name, 'success_at')
  // Older pages name them without the type.
  assert.deepEqual(accountOfToken('pm_success_at'), accountOfToken('pm_sepaDebit_success_at'))
  assert.equal(accountOfToken('pm_failedDelayed_gb')?.account.number, 'GB71WEST12345698765436')
})

test('no two accounts of a type share a name, and two pairs of IBANs a number', () => {
  for (const [type, { rows }] of Object.entries(TEST_ACCOUNTS)) {
    assert.equal(new Set(rows.map(({ name }) => name)).size, rows.length, type)
    const numbers = rows.map(({ number }) => number)
    const twice = numbers.filter((number, at) => numbers.indexOf(number) !== at)
    assert.deepEqual(twice, type === 'sepa_debit' ? ['NL55RABO0300065267', 'NO0586010343434'] : [], type)
  }
  assert.equal(accountOf('sepa_debit', 'NL55RABO0300065267')?.name, 'successDelayed_nl')
  assert.equal(accountOfToken('pm_insufficientFunds_nl')?.account.fails, 'insufficient_funds')
})

test('account numbers are as long as their country’s', () => {
  const digits = { us_bank_account: 12, bacs_debit: 8, au_becs_debit: 9, acss_debit: 12, nz_bank_account: 7 }
  for (const [type, length] of Object.entries(digits))
    for (const { number } of TEST_ACCOUNTS[type]!.rows) assert.match(number, new RegExp(`^\\d{${length}}$`))
  assert.deepEqual(
    TEST_ACCOUNTS.nz_bank_account!.rows.map(({ suffix }) => suffix),
    ['010', '027', '000', '016', '059', '000'],
  )
})

test('the banks that have them', () => {
  assert.equal(isTestBank('us_bank_account', 'routing_number', '110000000'), true)
  assert.equal(isTestBank('us_bank_account', 'routing_number', '021000021'), false)
  assert.equal(isTestBank('bacs_debit', 'sort_code', '108800'), true)
  assert.equal(isTestBank('bacs_debit', 'sort_code', '10-88-00'), true)
  assert.equal(isTestBank('au_becs_debit', 'bsb_number', '000-000'), true)
  assert.equal(isTestBank('acss_debit', 'institution_number', '000'), true)
  assert.equal(isTestBank('acss_debit', 'transit_number', '11000'), true)
  assert.equal(isTestBank('acss_debit', 'transit_number', '000'), false)
  assert.equal(isTestBank('nz_bank_account', 'bank_code', '11'), true)
  assert.equal(isTestBank('nz_bank_account', 'branch_code', '0000'), true)
  assert.equal(isTestBank('sepa_debit', 'iban', 'AT611904300234573201'), false)
  assert.equal(isTestBank('card', 'number', '4242424242424242'), false)
  assert.equal(isTestBank('bacs_debit', 'constructor', ''), false)
})

test('small deposits', () => {
  const us = (given: Parameters<typeof depositsFor>[1]) => depositsFor('us_bank_account', given)
  assert.equal(us({ amounts: [32, 45] }), 'verified')
  assert.equal(us({ amounts: [45, 32] }), 'verified')
  assert.equal(us({ descriptor_code: 'SM11AA' }), 'verified')
  assert.equal(us({ amounts: [10, 11] }), 'attempts_exceeded')
  assert.equal(us({ descriptor_code: 'SM33CC' }), 'attempts_exceeded')
  assert.equal(us({ amounts: [40, 41] }), 'timeout')
  assert.equal(us({ descriptor_code: 'SM44DD' }), 'timeout')
  assert.equal(us({ amounts: [32, 46] }), 'mismatch')
  assert.equal(us({ amounts: [32] }), 'mismatch')
  assert.equal(us({ descriptor_code: 'SM22BB' }), 'mismatch')
  assert.equal(us({}), 'mismatch')
  assert.equal(depositsFor('acss_debit', { amounts: [32, 45] }), 'verified')
  assert.equal(depositsFor('acss_debit', { amounts: [40, 41] }), 'mismatch')
})

test('every failure has its words', () => {
  assert.equal(DEBIT_FAILURES.account_closed, 'The customer’s bank account has been closed.')
  for (const { rows } of Object.values(TEST_ACCOUNTS))
    for (const { fails } of rows) if (fails) assert.match(DEBIT_FAILURES[fails], /^\p{Lu}.*\.$/u)
})
