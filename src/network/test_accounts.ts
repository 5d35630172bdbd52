// The bank accounts of Stripe's test mode, by type of debit: what becomes of a payment from each. Of an account number only
// its last digits and the name of its row here are kept. (https://docs.stripe.com/testing#non-card-payments)
import { plainIban } from '../lib/iban.ts'
import { DELAYED, SEPA_ACCOUNTS } from './test_ibans.ts'

export interface TestAccount {
  /** `pm_<prefix>_<name>`. */
  readonly name: string
  /** The account number, or the IBAN. */
  readonly number: string
  /** New Zealand's third part of the number: it has to come with it. */
  readonly suffix?: string
  /** The name of the row is ours: Stripe gives the account a number and no token. */
  readonly tokens?: false
  /** Why a payment from it fails; without a word it succeeds. */
  readonly fails?: DebitFailure
  /** Seconds of the clock until the bank has decided. */
  readonly after: number
  /** It is refused at once, before anything is sent to the bank. */
  readonly atOnce?: true
  /** Radar stops it, as too risky. */
  readonly blocked?: true
  /** The bank never decides. */
  readonly never?: true
  /** The failure takes the customer's mandate with it. */
  readonly endsMandate?: true
  /** The mandate is refused at the setup already. */
  readonly refusesMandate?: true
  /** The number is told to be wrong as soon as it is set up or paid from. */
  readonly invalid?: true
  /** The payment succeeds and is disputed at once. */
  readonly disputed?: true
  /** Its small deposits never arrive. */
  readonly noDeposits?: true
}

/**
 * Codes of a debit that did not go through, as a charge's `failure_code` has them. The contract's list of codes for errors
 * (`last_payment_error.code`) lacks `charge_exceeds_weekly_limit`, `generic_could_not_process`, `invalid_currency` and
 * `tokenized_account_number_deactivated`.
 */
export type DebitFailure = keyof typeof FAILURES

/** The first four and `generic_could_not_process` as Stripe's pages on debits describe the codes; the other texts are [K]. */
const FAILURES = {
  insufficient_funds: 'The customer’s account has insufficient funds to cover this payment.',
  debit_not_authorized: 'The customer has notified their bank that this payment was unauthorized.',
  account_closed: 'The customer’s bank account has been closed.',
  no_account: 'The customer’s bank account could not be located.',
  generic_could_not_process: 'This payment couldn’t be processed.',
  refer_to_customer: 'The customer’s bank asks to settle this payment with the customer.',
  invalid_currency: 'The customer’s bank account cannot be debited in this currency.',
  tokenized_account_number_deactivated: 'The customer’s tokenized account number has been deactivated.',
  charge_exceeds_source_limit: 'This payment would exceed the weekly volume limit of the bank account.',
  charge_exceeds_weekly_limit: 'This payment would exceed the weekly limit of transactions from the bank account.',
  charge_exceeds_transaction_limit: 'This payment exceeds the limit of one transaction.',
  request_blocked: 'This payment was blocked as too risky.',
}

export const DEBIT_FAILURES: Readonly<Record<DebitFailure, string>> = FAILURES

/** A payment that the bank turns down. */
const fails = (why: DebitFailure, after = 0) => ({ fails: why, after })
/** A payment that the bank turns down for good: the mandate ends. */
const ends = (why: DebitFailure, after = 0) => ({ fails: why, after, endsMandate: true }) as const
/** A payment that is refused before the bank hears of it. */
const refused = (why: DebitFailure) => ({ fails: why, after: 0, atOnce: true }) as const

// https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-account-numbers
const US: readonly TestAccount[] = [
  { name: 'success', number: '000123456789', after: 0 },
  { name: 'accountClosed', number: '000111111113', ...fails('account_closed') },
  // The code is [K].
  { name: 'riskLevelHighest', number: '000000004954', ...refused('request_blocked'), blocked: true },
  { name: 'noAccount', number: '000111111116', ...fails('no_account') },
  { name: 'insufficientFunds', number: '000222222227', ...fails('insufficient_funds') },
  { name: 'debitNotAuthorized', number: '000333333335', ...fails('debit_not_authorized') },
  { name: 'invalidCurrency', number: '000444444440', ...fails('invalid_currency') },
  { name: 'failMicrodeposits', number: '000666666661', after: 0, noDeposits: true },
  { name: 'dispute', number: '000555555559', after: 0, disputed: true },
  { name: 'processing', number: '000000000009', after: 0, never: true },
  { name: 'weeklyLimitExceeded', number: '000777777771', ...refused('charge_exceeds_source_limit') },
  {
    name: 'tokenizedAccountNumberDeactivated',
    number: '000888888885',
    tokens: false,
    ...fails('tokenized_account_number_deactivated'), // [K]
  },
]

// https://docs.stripe.com/payments/bacs-debit/accept-a-payment
const BACS: readonly TestAccount[] = [
  { name: 'success', number: '00012345', after: 0 },
  { name: 'successDelayed', number: '90012345', after: DELAYED },
  { name: 'debitNotAuthorized', number: '33333335', ...ends('debit_not_authorized') },
  { name: 'debitNotAuthorizedDelayed', number: '93333335', ...ends('debit_not_authorized', DELAYED) },
  { name: 'insufficientFunds', number: '22222227', ...fails('insufficient_funds') },
  { name: 'insufficientFundsDelayed', number: '92222227', ...fails('insufficient_funds', DELAYED) },
  { name: 'dispute', number: '55555559', after: DELAYED, disputed: true },
  // What a payment without the mandate fails with is [K].
  { name: 'mandateRefused', number: '00033333', ...fails('debit_not_authorized'), refusesMandate: true },
  { name: 'invalid', number: '00044444', tokens: false, after: 0, invalid: true },
  { name: 'exceedsWeeklyLimit', number: '34343434', ...refused('charge_exceeds_source_limit') },
  { name: 'exceedsTransactionLimit', number: '12121212', ...refused('charge_exceeds_transaction_limit') },
]

// https://docs.stripe.com/payments/au-becs-debit/accept-a-payment
const AUSTRALIA: readonly TestAccount[] = [
  { name: 'success', number: '000123456', after: 0 },
  { name: 'successDelayed', number: '900123456', after: DELAYED },
  { name: 'accountClosed', number: '111111113', ...ends('account_closed') },
  { name: 'noAccount', number: '111111116', ...ends('no_account') },
  { name: 'referToCustomer', number: '222222227', ...fails('refer_to_customer') },
  { name: 'referToCustomerDelayed', number: '922222227', ...fails('refer_to_customer', DELAYED) },
  { name: 'debitNotAuthorized', number: '333333335', ...ends('debit_not_authorized') },
  { name: 'dispute', number: '666666660', after: 0, disputed: true },
  { name: 'exceedsWeeklyLimit', number: '343434343', ...refused('charge_exceeds_source_limit') },
  { name: 'exceedsTransactionLimit', number: '121212121', ...refused('charge_exceeds_transaction_limit') },
]

// https://docs.stripe.com/payments/acss-debit/accept-a-payment
const CANADA: readonly TestAccount[] = [
  { name: 'success', number: '000123456789', after: 0 },
  { name: 'successDelayed', number: '900123456789', tokens: false, after: DELAYED },
  // Stripe says of the two numbers only that they fail: the code is [K].
  { name: 'insufficientFunds', number: '000222222227', ...fails('insufficient_funds') },
  { name: 'insufficientFundsDelayed', number: '900222222227', tokens: false, ...fails('insufficient_funds', DELAYED) },
  // The next four are tokens without a number: those of the United States stand in. [K]
  { name: 'noAccount', number: '000111111116', ...fails('no_account') },
  { name: 'accountClosed', number: '000111111113', ...fails('account_closed') },
  { name: 'debitNotAuthorized', number: '000333333335', ...fails('debit_not_authorized') },
  { name: 'dispute', number: '000555555559', after: 0, disputed: true },
  { name: 'failMicrodeposits', number: '000666666661', tokens: false, after: 0, noDeposits: true },
  { name: 'exceedsWeeklyLimit', number: '000777777771', tokens: false, ...refused('charge_exceeds_source_limit') },
  {
    name: 'exceedsTransactionLimit',
    number: '000888888881',
    tokens: false,
    ...refused('charge_exceeds_transaction_limit'),
  },
]

// https://docs.stripe.com/payments/nz-bank-account/accept-a-payment
const NEW_ZEALAND: readonly TestAccount[] = [
  { name: 'success', number: '0000000', suffix: '010', after: 0 },
  { name: 'insufficientFunds', number: '2222222', suffix: '027', ...fails('insufficient_funds') },
  { name: 'referToCustomer', number: '8888888', suffix: '000', ...fails('refer_to_customer') },
  { name: 'noAccount', number: '1111111', suffix: '016', ...ends('no_account') },
  { name: 'debitNotAuthorized', number: '5555555', suffix: '059', ...ends('debit_not_authorized') },
  { name: 'processing', number: '9999999', suffix: '000', after: 0, never: true },
]

interface Accounts {
  readonly prefix: string
  /** The tokens of older pages have no prefix: `pm_success_at`. */
  readonly alsoBare?: true
  /** The one bank that has them, by parameter. An IBAN names its own. */
  readonly bank: Readonly<Record<string, string>>
  readonly rows: readonly TestAccount[]
}

/** By type of payment method; each list in Stripe's order. */
export const TEST_ACCOUNTS: Readonly<Record<string, Accounts>> = {
  us_bank_account: { prefix: 'usBankAccount', bank: { routing_number: '110000000' }, rows: US },
  sepa_debit: { prefix: 'sepaDebit', alsoBare: true, bank: {}, rows: SEPA_ACCOUNTS },
  bacs_debit: { prefix: 'bacsDebit', bank: { sort_code: '108800' }, rows: BACS },
  au_becs_debit: { prefix: 'auBecsDebit', bank: { bsb_number: '000000' }, rows: AUSTRALIA },
  acss_debit: { prefix: 'acssDebit', bank: { institution_number: '000', transit_number: '11000' }, rows: CANADA },
  nz_bank_account: { prefix: 'nzBankAccount', bank: { bank_code: '11', branch_code: '0000' }, rows: NEW_ZEALAND },
}

const byToken = new Map<string, { readonly type: string; readonly account: TestAccount }>()
const byName = new Map<string, TestAccount>()
const byNumber = new Map<string, TestAccount>()
for (const [type, { prefix, alsoBare, rows }] of Object.entries(TEST_ACCOUNTS))
  for (const account of rows) {
    if (account.tokens !== false) {
      byToken.set(`pm_${prefix}_${account.name}`, { type, account })
      if (alsoBare) byToken.set(`pm_${account.name}`, { type, account })
    }
    byName.set(`${type} ${account.name}`, account)
    // Where two rows have one number, it is the first's.
    if (!byNumber.has(`${type} ${account.number}`)) byNumber.set(`${type} ${account.number}`, account)
  }

/** The account behind a token such as `pm_usBankAccount_success`, with the type of debit that it is for. */
export function accountOfToken(token: string): { readonly type: string; readonly account: TestAccount } | undefined {
  return byToken.get(token)
}

/** The row of an account number or IBAN, or nothing: any other number is no test account. */
export function accountOf(type: string, number: string): TestAccount | undefined {
  return byNumber.get(`${type} ${type === 'sepa_debit' ? plainIban(number) : number}`)
}

/** The row of that name; only its name is kept of a number. */
export function accountNamed(type: string, name: string): TestAccount | undefined {
  return byName.get(`${type} ${name}`)
}

/**
 * Whether a number of a bank or its branch is the one that has the test accounts: `isTestBank('bacs_debit', 'sort_code',
 * '10-88-00')`. Hyphens do not matter.
 */
export function isTestBank(type: string, param: string, value: string): boolean {
  const bank = TEST_ACCOUNTS[type]?.bank
  return bank !== undefined && Object.hasOwn(bank, param) && bank[param] === value.replaceAll('-', '')
}

/** What checking an account by small deposits comes to. */
export type Deposits = 'verified' | 'attempts_exceeded' | 'timeout' | 'mismatch'

/** Amounts in the currency's minor unit; the code stands in the statement beside a deposit of one cent. */
const DEPOSITS: readonly {
  readonly amounts: readonly [number, number]
  readonly code: string
  readonly outcome: Deposits
  /** The types whose page lists it, where not all do. */
  readonly only?: string
}[] = [
  { amounts: [32, 45], code: 'SM11AA', outcome: 'verified' },
  { amounts: [10, 11], code: 'SM33CC', outcome: 'attempts_exceeded' },
  { amounts: [40, 41], code: 'SM44DD', outcome: 'timeout', only: 'us_bank_account' },
]

/**
 * What the customer's word on the small deposits comes to: their two amounts (minor units, in any order), or the code of the
 * statement. Whatever Stripe lists nothing for is a mismatch.
 * (https://docs.stripe.com/payments/ach-direct-debit/accept-a-payment#test-microdeposit-amounts-and-descriptor-codes)
 */
export function depositsFor(
  type: string,
  given: { readonly amounts?: readonly number[]; readonly descriptor_code?: string },
): Deposits {
  const amounts = given.amounts?.toSorted((a, b) => a - b).join()
  const found = DEPOSITS.find(({ amounts: sent, code }) => sent.join() === amounts || code === given.descriptor_code)
  return found && (found.only === undefined || found.only === type) ? found.outcome : 'mismatch'
}
