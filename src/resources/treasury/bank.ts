// The bank accounts that a financial account draws from and sends to: payment methods that were set up for it, the tokens of
// Stripe's test mode, and numbers. (https://docs.stripe.com/treasury/moving-money/working-with-bankaccount-objects)
import type Stripe from 'stripe'
import { invalid, missingParameter, tooLong } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { bankOfNumber, bankOfToken } from '../../network/treasury_banks.ts'
import { insertAccount, type Method, methodAt, paymentMethod } from '../payments/payment_method.ts'

export interface Bank {
  readonly id: string | null
  /** The name of the test account, which says what becomes of the money. */
  readonly name: string
  readonly billing_details: BillingDetails
  readonly us_bank_account: Details
}
type Shown = NonNullable<Row<Stripe.Treasury.OutboundPayment>['destination_payment_method_details']>
export type BillingDetails = Shown['billing_details']
type Details = Omit<NonNullable<Shown['us_bank_account']>, 'network'>

/** Who an unnamed other side is: another financial account tells nothing. */
export const NOBODY: BillingDetails = {
  address: { city: null, country: null, line1: null, line2: null, postal_code: null, state: null },
  email: null,
  name: null,
}

/** A method that is the account's own, set up for money that goes this way (`attach_to_self` of a SetupIntent), or a token. */
export function ownBank(tx: Tx, id: string, way: 'inbound' | 'outbound', param: string): Bank {
  const token = bankOfToken(id)
  if (token) return bankOf(tokenMethod(tx, token))
  const method = methodAt(tx, id, param)
  if (method.customer !== null || !method.hidden.isOfAccount)
    throw invalid(
      `The PaymentMethod \`${id}\` is not attached to this account. Set it up with a SetupIntent with \`attach_to_self\`.`, // [M]
      { param },
    )
  return bankOf(setUpFor(method, way, param))
}

/** A method of the customer's, set up for money that goes to them; of a token, any customer will do in test mode. */
export function customersBank(tx: Tx, id: string, customer: string, param: string): Bank {
  const token = bankOfToken(id)
  if (token) return bankOf(tokenMethod(tx, token))
  const method = methodAt(tx, id, param)
  if (method.customer !== customer)
    throw invalid(`The PaymentMethod \`${id}\` does not belong to the Customer \`${customer}\`.`, { param }) // [M]
  return bankOf(setUpFor(method, 'outbound', param))
}

/** Wordings [M]. */
function setUpFor(method: Method, way: 'inbound' | 'outbound', param: string): Method {
  const { id, type, hidden } = method
  if (type !== 'us_bank_account')
    throw invalid(`The PaymentMethod \`${id}\` must be of type \`us_bank_account\`, and is \`${type}\`.`, { param })
  if (!hidden.flows?.includes(way))
    throw invalid(
      `The PaymentMethod \`${id}\` is not set up for ${way} flows. Set it up with a SetupIntent whose \`flow_directions\` ` +
        `include \`${way}\`.`,
      { param },
    )
  return method
}

/** A token stands for a fresh method. It is no customer's, and nothing is paid with it. */
function tokenMethod(tx: Tx, account: NonNullable<ReturnType<typeof bankOfToken>>): Method {
  const made = insertAccount(tx, { type: 'us_bank_account', account })
  return tx.amend(paymentMethod, made, {
    hidden: { ...made.hidden, isOfAccount: true, flows: ['inbound', 'outbound'], spent: 'payment' },
  })
}

function bankOf({ id, billing_details, us_bank_account, hidden }: Method): Bank {
  const { address, email, name } = billing_details
  return {
    id,
    name: hidden.account!,
    billing_details: { address: address!, email, name },
    us_bank_account: shown(us_bank_account as unknown as Details),
  }
}

const shown = (account: Details): Details => ({
  account_holder_type: account.account_holder_type,
  account_type: account.account_type,
  bank_name: account.bank_name,
  fingerprint: account.fingerprint,
  last4: account.last4,
  routing_number: account.routing_number,
})

interface Numbers {
  readonly account_number?: string | undefined
  readonly routing_number?: string | undefined
}

/** The name of the test account of numbers that were sent. Only those of test mode are taken, in the words of its debits. */
export function nameOfNumbers({ account_number, routing_number }: Numbers, at: string): string {
  if (routing_number === undefined) throw missingParameter(`${at}[routing_number]`)
  if (account_number === undefined) throw missingParameter(`${at}[account_number]`)
  if (routing_number !== '110000000')
    throw invalid('Invalid routing number: test accounts have one bank only.', {
      code: 'routing_number_invalid',
      param: `${at}[routing_number]`,
    })
  const account = bankOfNumber(account_number)
  if (account) return account.name
  throw invalid(
    'You must use a test bank account number in test mode. Try 000123456789 or see more options at ' +
      'https://stripe.com/docs/connect/testing#account-numbers.',
    { code: 'account_number_invalid', param: `${at}[account_number]` },
  )
}

export type Network = 'ach' | 'us_domestic_wire' | 'stripe'
/** Most characters of a statement descriptor, by network. (https://docs.stripe.com/api/treasury/outbound_payments/create) */
const DESCRIPTOR_MAX = { ach: 10, us_domestic_wire: 140, stripe: 500 } as const

/** What stands on the other side's statement. The words on other characters are [M]. */
export function descriptorOf(given: string | undefined, network: Network, fallback: string): string {
  if (given === undefined) return fallback
  const param = 'statement_descriptor'
  if (given.length > DESCRIPTOR_MAX[network]) throw tooLong(given, DESCRIPTOR_MAX[network], param)
  if (!/^[-#.$&* A-Za-z0-9]*$/.test(given))
    throw invalid('The statement descriptor can only include -#.$&*, spaces, and alphanumeric characters.', { param })
  return given
}

/** As the transactions of Stripe's sample say it: `Jane Austen (6789) | Outbound transfer | transfer`. */
export const told = (...parts: readonly (string | null | undefined)[]): string =>
  parts.filter((part) => part != null && part !== '').join(' | ')

/** `Jane Austen (6789)` */
export const holder = ({
  billing_details,
  us_bank_account,
}: Pick<Bank, 'billing_details' | 'us_bank_account'>): string =>
  [billing_details.name, us_bank_account.last4 && `(${us_bank_account.last4})`].filter(Boolean).join(' ')
