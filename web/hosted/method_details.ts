// The details that types of payment methods take, each with what its field is called and an example of it: for all forms that pay or keep
// a method. (https://docs.stripe.com/payments/payment-methods/overview)
import type { DetailLabel } from './words/method_details/index.ts'

type Label = DetailLabel | 'cardNumber' | 'country' | 'cvc' | 'expiry' | 'iban'
/** What a field is called, an example of what it takes, and what fills it in. */
type Detail = readonly [label: Label, placeholder?: string, auto?: string]

/** By the parameter that it becomes; the examples are those of Stripe's test mode. (docs.stripe.com/testing) */
export const DETAILS: Readonly<Record<string, Detail>> = {
  cardNumber: ['cardNumber', '1234 1234 1234 1234', 'cc-number'],
  cardExpiry: ['expiry', 'MM / YY', 'cc-exp'],
  cardCvc: ['cvc', 'CVC', 'cc-csc'],
  'acss_debit[institution_number]': ['institutionNumber', '000'],
  'acss_debit[transit_number]': ['transitNumber', '11000'],
  'acss_debit[account_number]': ['accountNumber', '000123456789'],
  'au_becs_debit[bsb_number]': ['bsb', '000-000'],
  'au_becs_debit[account_number]': ['accountNumber', '000123456'],
  'bacs_debit[sort_code]': ['sortCode', '10-88-00'],
  'bacs_debit[account_number]': ['accountNumber', '00012345'],
  'boleto[tax_id]': ['cpf', '000.000.000-00'],
  'eps[bank]': ['bank'],
  'fpx[bank]': ['bank'],
  'ideal[bank]': ['bank'],
  'nz_bank_account[bank_code]': ['bankCode', '11'],
  'nz_bank_account[branch_code]': ['branchCode', '0000'],
  'nz_bank_account[account_number]': ['accountNumber', '0000000'],
  'nz_bank_account[suffix]': ['accountSuffix', '010'],
  'p24[bank]': ['bank'],
  'payment_method_options[blik][code]': ['blikCode', '123456', 'one-time-code'],
  'payto[pay_id]': ['payId'],
  'sepa_debit[iban]': ['iban', 'DE89 3704 0044 0532 0130 00'],
  'sofort[country]': ['country'],
  'us_bank_account[routing_number]': ['routingNumber', '110000000'],
  'us_bank_account[account_number]': ['accountNumber', '000123456789'],
}

/** What the page asks for beyond what the API requires: a card is asked for by names of its own, a bank may be named. */
const ALSO: Readonly<Record<string, readonly string[]>> = {
  blik: ['payment_method_options[blik][code]'],
  card: ['cardNumber', 'cardExpiry', 'cardCvc'],
  eps: ['eps[bank]'],
  ideal: ['ideal[bank]'],
  p24: ['p24[bank]'],
}
/** Banks that nobody has to name. */
export const OPTIONAL = ['eps[bank]', 'ideal[bank]', 'p24[bank]']

/** What is asked for a type, by the catalogue's list of what it needs: of several of which one is enough, all that there are. */
export function detailsOf(type: string, requires: readonly string[]): string[] {
  const own = requires.flatMap((path) => path.split('|').filter((one) => DETAILS[one]))
  return [...new Set([...own, ...(ALSO[type] ?? [])])]
}
