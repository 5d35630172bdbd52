// What becomes of money that a financial account draws from, or sends to, a bank of Stripe's test mode, by test account.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/into/inbound-transfers#testing,
// .../out-of/outbound-payments#testing, .../out-of/outbound-transfers#testing)
import { accountNamed, type TestAccount } from './test_accounts.ts'

/** Why a bank does not pay what it is asked for. */
export type InboundFailure =
  | 'account_closed'
  | 'debit_not_authorized'
  | 'insufficient_funds'
  | 'invalid_account_number'
  | 'invalid_currency'
  | 'no_account'
  | 'other'
/** Why a bank sends money back. */
export type ReturnCode = 'account_closed' | 'invalid_account_number' | 'invalid_currency' | 'no_account'

interface Outcome {
  /** The account number, where the table of debits has none of this name. */
  readonly number?: string
  /** Money that is asked for; without a word it comes. `never` is never decided, `returned` is taken back afterwards. */
  readonly inbound?: { readonly fails: InboundFailure } | 'never' | 'returned'
  /** Money that is sent; without a word it arrives. `delayed` by a day, and then it arrives. */
  readonly outbound?: { readonly returns: ReturnCode } | 'never' | 'delayed' | 'canceled' | 'failed'
}

/**
 * By the name of the test account, which is also the end of its token: `pm_usBankAccount_noAccount`. What the pages do not
 * list for one of the two ways goes through. [K]
 */
const OUTCOMES: Readonly<Record<string, Outcome>> = {
  success: {},
  processing: { inbound: 'never', outbound: 'never' },
  // The page says `could_not_process`, a code that the contract does not have.
  internalFailure: { number: '000000000234', inbound: { fails: 'other' }, outbound: 'failed' },
  expectedArrivalDateUpdated: { number: '000123457890', outbound: 'delayed' },
  canceledByUser: { number: '000000000123', outbound: 'canceled' },
  accountClosed: { inbound: { fails: 'account_closed' }, outbound: { returns: 'account_closed' } },
  noAccount: { inbound: { fails: 'no_account' }, outbound: { returns: 'no_account' } },
  invalidAccountNumber: {
    number: '000111111119',
    inbound: { fails: 'invalid_account_number' },
    outbound: { returns: 'invalid_account_number' },
  },
  insufficientFunds: { inbound: { fails: 'insufficient_funds' } },
  debitNotAuthorized: { inbound: { fails: 'debit_not_authorized' } },
  // Only the number is Stripe's; both codes are [K].
  invalidCurrency: { inbound: { fails: 'invalid_currency' }, outbound: { returns: 'invalid_currency' } },
  dispute: { inbound: 'returned' },
}

const TYPE = 'us_bank_account'
const TOKEN = 'pm_usBankAccount'

/** The test account of that name: of the table of debits, or one that only these pages have. */
export function bankNamed(name: string): TestAccount | undefined {
  const number = OUTCOMES[name]?.number
  return number === undefined ? accountNamed(TYPE, name) : { name, number, after: 0 }
}

/** The test account of a token, `pm_usBankAccount` alone included. */
export function bankOfToken(token: string): TestAccount | undefined {
  if (token === TOKEN) return bankNamed('success')
  const name = token.startsWith(`${TOKEN}_`) ? token.slice(TOKEN.length + 1) : ''
  return Object.hasOwn(OUTCOMES, name) ? bankNamed(name) : undefined
}

/** The test account of a number; any other number is none. */
export function bankOfNumber(number: string): TestAccount | undefined {
  const name = Object.keys(OUTCOMES).find((one) => bankNamed(one)?.number === number)
  return name === undefined ? undefined : bankNamed(name)
}

/** What becomes of a transfer from the account of that name. */
export const inboundOf = (name: string): NonNullable<Outcome['inbound']> | 'arrives' =>
  OUTCOMES[name]?.inbound ?? 'arrives'

/** What becomes of money that is sent to it. */
export const outboundOf = (name: string): NonNullable<Outcome['outbound']> | 'arrives' =>
  OUTCOMES[name]?.outbound ?? 'arrives'
