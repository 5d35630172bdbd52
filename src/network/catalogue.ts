// Every way to pay that the simulated outside knows, as one table: how it is approved, where it is taken, and what it can
// be used for. Each column names its source; values marked [K] there are unconfirmed and are only data here. The rows
// stand in catalogue/, one file a family, as in Stripe's documentation. (https://docs.stripe.com/payments/payment-methods/overview)
import { BANK_DEBITS } from './catalogue/bank_debits.ts'
import { BANK_REDIRECTS } from './catalogue/bank_redirects.ts'
import { BANK_TRANSFERS } from './catalogue/bank_transfers.ts'
import { CARDS } from './catalogue/cards.ts'
import { PAY_LATER } from './catalogue/pay_later.ts'
import { REAL_TIME } from './catalogue/real_time.ts'
import { VOUCHERS } from './catalogue/vouchers.ts'
import { WALLETS } from './catalogue/wallets.ts'

export type Family =
  | 'card'
  | 'wallet'
  | 'bank_redirect'
  | 'bank_debit'
  | 'pay_later'
  | 'voucher'
  | 'real_time'
  | 'bank_transfer'
  /** A processor that is not Stripe: only the record of the payment is kept. */
  | 'custom'

/** Who decides of a payment, and where. */
export type Flow =
  /** The card that is used: at once, or after a challenge of its bank. */
  | 'card'
  /** The customer, on a page that they are sent to and come back from. */
  | 'redirect'
  /** The customer, in an app or on a page that a code leads to; the shop's page waits. */
  | 'code'
  /** The customer, at a till or in their bank, with the number of a voucher. */
  | 'voucher'
  /** The bank, days later, from the account's number. */
  | 'debit'
  /** Whoever sends money to the account that the customer was given. */
  | 'transfer'
  /** A reader in a shop: not over this API. */
  | 'in_person'
  /** A processor that is not Stripe takes the money, and the seller reports what came of it. */
  | 'elsewhere'

export interface Method {
  /** As people call it, for pages and messages. */
  readonly name: string
  readonly family: Family
  readonly flow: Flow
  /** What `next_action.type` says while the customer decides; none where nobody is asked. (billing facts §1.2) */
  readonly action: string | null
  /** Whether intents offer it where the account has chosen nothing else. [K] */
  readonly on: boolean
  /** Currencies it can be charged in; `any` for those without a list. (billing facts §8) */
  readonly currencies: 'any' | readonly string[]
  /** The least and the most of one payment, in minor units, by currency; for those that have limits of their own. */
  readonly amounts?: Readonly<Record<string, readonly [least: number, most: number]>>
  /**
   * Parameters that a new method of the type must come with, such as `billing_details[email]` or `sepa_debit[iban]`;
   * `a|b` is one of the two. `missing` reads them.
   */
  readonly requires: readonly string[]
  /** Whether SetupIntents take it, and which `setup_future_usage` a payment may ask for. (billing facts §8, verified) */
  readonly setup: boolean
  readonly future: readonly ('on_session' | 'off_session')[]
  /** Whether a charge without the customer needs the customer's word, kept as a mandate. */
  readonly mandate: 'none' | 'off_session' | 'always'
  /** The type that a setup of it makes, where what is charged later is another one. */
  readonly generates?: 'sepa_debit'
  /** Whether an invoice of a subscription may charge it by itself. (billing facts §8, verified) */
  readonly subscriptions: 'automatic' | 'send_invoice' | 'none'
  /** (billing facts §8, verified) */
  readonly manualCapture: boolean
  /** Seconds of the clock from approval until the money is sure; 0 is at once. In between the payment is `processing`. */
  readonly delay: number
  /** How much of a payment can be sent back, within how many days, and in how many seconds it is there. */
  readonly refunds: {
    readonly amount: 'none' | 'full' | 'partial'
    readonly days?: number
    /** Seconds of the clock in which a refund is `pending`; without it, it has succeeded at once. */
    readonly pending?: number
    /** The customer says where to by e-mail first: the refund `requires_action`, and wants `instructions_email`. */
    readonly byMail?: true
  }
  readonly disputes: boolean
  /** Charges and their balance transactions are `charge` for cards, `payment` for the rest. */
  readonly movement: 'charge' | 'payment'
  /** Days until the money is available, in business days. [K] */
  readonly settles: number
}

/** Every type that the contract knows, in the order of Stripe's own pages: family by family. */
export const METHODS = {
  ...CARDS,
  ...WALLETS,
  ...BANK_REDIRECTS,
  ...BANK_DEBITS,
  ...PAY_LATER,
  ...VOUCHERS,
  ...REAL_TIME,
  ...BANK_TRANSFERS,
} as const satisfies Record<string, Method>

export type MethodType = keyof typeof METHODS

/** The row of a type, or nothing where the contract has no such type. */
export function methodOf(type: string): Method | undefined {
  return Object.hasOwn(METHODS, type) ? METHODS[type as MethodType] : undefined
}

/** Ways to pay that only sources and bank accounts of old have, and the type that each is charged and refunded like. */
const OLD: Readonly<Record<string, MethodType>> = {
  ach_credit_transfer: 'customer_balance',
  ach_debit: 'us_bank_account',
  sepa_credit_transfer: 'customer_balance',
  wechat: 'wechat_pay',
}

/** The row that a charge goes by: also charges of the time before PaymentMethods. */
export const chargedAs = (type: string): Method | undefined => methodOf(type) ?? methodOf(OLD[type] ?? '')

/** Whether a type can be charged in a currency (ISO code, lower case). */
export function takes(type: string, currency: string): boolean {
  const method = methodOf(type)
  return method !== undefined && (method.currencies === 'any' || method.currencies.includes(currency))
}

/** Whether a type is set up once, and then charged again without its customer. */
export function isKept(type: string): boolean {
  const { setup = false, future = [], generates } = methodOf(type) ?? {}
  return setup && future.includes('off_session') && generates === undefined
}

/** A request's hash, decoded. */
interface Given {
  readonly [name: string]: unknown
}

/**
 * The first of the parameters that the data lacks, without `payment_method_data` before it. `requires` is that of a type,
 * or a part of it; of `a|b`, one is enough.
 */
export function missing(requires: readonly string[], data: Given): string | undefined {
  const lacks = (path: string) => !path.split('|').some((one) => valueAt(data, one))
  return requires.find(lacks)?.split('|')[0]
}

/** What stands under `billing_details[address][country]`. */
function valueAt(data: Given, path: string): unknown {
  let value: unknown = data
  for (const name of path.split(/[[\]]+/).filter(Boolean)) value = (value as Given | null | undefined)?.[name]
  return value
}
