// Why a bank does not take a payout, or does not give a top-up: what Stripe's test bank accounts and tokens stand for.
// (https://docs.stripe.com/connect/testing#payouts, https://docs.stripe.com/api/payouts/failures)

export type BankFailure =
  | 'account_closed'
  | 'could_not_process'
  | 'debit_not_authorized'
  | 'insufficient_funds'
  | 'invalid_currency'
  | 'no_account'

/** What `failure_message` says. [K] */
export const BANK_FAILURES: Readonly<Record<BankFailure, string>> = {
  account_closed: 'The bank account has been closed.',
  could_not_process: 'The bank could not process this transfer.',
  debit_not_authorized: 'Debit transactions are not approved on the bank account.',
  insufficient_funds: 'There are too few funds in the account to cover this transfer.',
  invalid_currency: 'The bank was unable to process this transfer because of its currency.',
  no_account: 'No bank account could be located with the details on file.',
}

/**
 * Test account numbers to which payouts fail (routing number 110000000). A platform has one healthy bank account; of
 * its payouts one that is to fail says so itself: `metadata[brindle_fails]` is one of these numbers, or a code above.
 */
export const FAILING_ACCOUNTS: Readonly<Record<string, BankFailure>> = {
  '000111111113': 'account_closed',
  '000111111116': 'no_account',
  '000222222227': 'insufficient_funds',
  '000333333335': 'debit_not_authorized',
  '000444444440': 'invalid_currency',
}

/** What `source` of a top-up stands for; null succeeds. (https://docs.stripe.com/connect/testing#testing-top-ups) */
export const TOPUP_SOURCES: Readonly<Record<string, BankFailure | null>> = {
  btok_us_verified: null,
  btok_us_verified_accountClosed: 'account_closed',
  btok_us_verified_debitNotAuthorized: 'debit_not_authorized',
  btok_us_verified_insufficientFunds: 'insufficient_funds',
  btok_us_verified_invalidCurrency: 'invalid_currency',
  btok_us_verified_noAccount: 'no_account',
}
