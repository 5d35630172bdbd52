// The bank accounts of Stripe's test mode, by type of debit: what becomes of a payment from each. Of an account number only
// its last digits and the name of its row here are kept. (https://docs.stripe.com/testing#non-card-payments)

export interface TestAccount {
  /** `pm_<prefix>_<name>`. */
  readonly name: string
  /** The account number, or the IBAN. */
  readonly number: string
  /** Why a payment from it fails; without a word it succeeds. */
  readonly fails?: DebitFailure
  /** Seconds of the clock until the bank has decided. */
  readonly after: number
  /** It is refused at once, before anything is sent to the bank. */
  readonly atOnce?: true
  /** The bank never decides. */
  readonly never?: true
  /** The failure takes the customer's mandate with it. */
  readonly endsMandate?: true
  /** The mandate is refused at the setup already. */
  readonly refusesMandate?: true
  /** The payment succeeds and is disputed at once. */
  readonly disputed?: true
  /** Its small deposits never arrive. */
  readonly noDeposits?: true
}

/** Codes of a debit that did not go through, as `failure_code` and `last_payment_error.code` have them. */
export type DebitFailure = 'insufficient_funds' | 'debit_not_authorized' | 'account_closed' | 'no_account'

export const DEBIT_FAILURES: Readonly<Record<DebitFailure, string>> = {
  insufficient_funds: 'The customer’s account has insufficient funds to cover this payment.',
  debit_not_authorized: 'The customer has notified their bank that this payment was unauthorized.',
  account_closed: 'The customer’s bank account has been closed.',
  no_account: 'The customer’s bank account could not be located.',
}

/** By type of payment method; each list in Stripe's order. */
export const TEST_ACCOUNTS: Readonly<
  Record<string, { readonly prefix: string; readonly rows: readonly TestAccount[] }>
> = {}
