// Bank accounts of debits: only those of Stripe's test mode are taken, and of their numbers only the name of a row is kept.
// (https://docs.stripe.com/testing#non-card-payments)
import { invalid, type StripeError, unbuilt } from '../../kernel/errors.ts'
import { ibanCountry } from '../../lib/iban.ts'
import { accountOf, isTestBank } from '../../network/test_accounts.ts'

type Given = Readonly<Record<string, unknown>>

export interface BankDetails {
  /** The row of the test account. */
  readonly account?: string
  /** Nobody has shown yet that the account is the customer's. */
  readonly unverified?: true
}

/** Types whose accounts are shown to be the customer's by two small deposits. */
const VERIFIED = ['us_bank_account', 'acss_debit']

/** The test account of `payment_method_data[<type>]`. `at` is the parameter that it came in. */
export function readAccount(type: string, given: Given, at: string): BankDetails {
  if (type === 'sepa_debit') return { account: rowOf(type, checkedIban(given.iban as string, at), `${at}[iban]`) }
  // Accounts that Financial Connections has linked are verified; here they are not paid from yet.
  if (given.financial_connections_account !== undefined)
    throw unbuilt(
      'Brindle does not pay from accounts of Financial Connections yet.',
      `${at}[financial_connections_account]`,
    )
  for (const param of ['routing_number', 'sort_code', 'bsb_number', 'institution_number', 'transit_number'])
    if (given[param] !== undefined && !isTestBank(type, param, given[param] as string))
      throw invalid(`Invalid ${param.replaceAll('_', ' ')}: test accounts have one bank only.`, {
        code: 'routing_number_invalid',
        param: `${at}[${param}]`,
      })
  const account = rowOf(type, given.account_number as string, `${at}[account_number]`)
  return { account, ...(VERIFIED.includes(type) && { unverified: true }) }
}

function checkedIban(iban: string, at: string): string {
  if (ibanCountry(iban)) return iban
  throw invalid('The IBAN you provided is invalid.', { code: 'account_number_invalid', param: `${at}[iban]` }) // [K]
}

function rowOf(type: string, number: string, param: string): string {
  const account = accountOf(type, number)
  if (!account) throw noTestAccount(param)
  return account.name
}

/** REC for the United States. */
export const noTestAccount = (param: string): StripeError =>
  invalid(
    'You must use a test bank account number in test mode. Try 000123456789 or see more options at ' +
      'https://stripe.com/docs/connect/testing#account-numbers.',
    { code: 'account_number_invalid', param },
  )
