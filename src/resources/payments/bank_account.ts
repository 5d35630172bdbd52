// Bank accounts of the time before PaymentMethods: what a customer's account at a bank in the United States is, and how its
// small deposits verify it. Of a number only the last digits are kept, and the name of its row in the table of test accounts.
// (https://docs.stripe.com/api/customer_bank_accounts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, keep, type Kept, missingParameter, StripeError, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { type EventRule, lifecycle, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { fingerprint } from '../../lib/fingerprint.ts'
import { bankOf } from '../../network/banks.ts'
import type { BankFailure } from '../../network/payout_failures.ts'
import { accountNamed, depositsFor } from '../../network/test_accounts.ts'
import { readAccount as readTestAccount } from './bank_details.ts'

export interface BankAccountState {
  /** The row of the test account. */
  readonly account?: string
  /** How often the amounts of the small deposits were told wrong. */
  readonly attempts?: number
  /** Of one that a connected account is paid out to: which it is of those there are, counted from the first. */
  readonly order?: number
  /** What becomes of payouts to it; nothing where they arrive. */
  readonly fails?: BankFailure
}

/** The term of those that a connected account is paid out to. */
export const EXTERNAL = 'external=true'
/** What happens to these is news of the account, and not of a customer. */
export const externally: readonly EventRule[] = (
  [
    ['insert', 'created'],
    ['delete', 'deleted'],
    ['update', 'updated'],
  ] as const
).map(([on, word]) => ({ on, where: ({ account }) => account != null, types: [`account.external_account.${word}`] }))

export const bankAccount = object<Stripe.BankAccount, BankAccountState>('bank_account', {
  prefix: 'ba',
  noun: 'source',
  events: [...externally, ...lifecycle('customer.source')],
  terms: ({ account }) => (account ? [EXTERNAL] : []),
  publishable: [
    'id',
    'object',
    'account_holder_name',
    'account_holder_type',
    'account_type',
    'bank_name',
    'country',
    'currency',
    'last4',
    'routing_number',
    'status',
  ],
})
export type BankAccount = Row<Stripe.BankAccount, BankAccountState>

/** What is done to bank accounts is done through their customers. */
export const bankAccounts = resource(bankAccount)

/** The type of debit whose test accounts these are. */
export const US_DEBIT = 'us_bank_account' as const

interface AccountGiven {
  readonly account_holder_name?: string
  readonly account_holder_type?: string
  readonly account_number?: string
  readonly account_type?: string
  readonly country?: string
  readonly currency?: string
  readonly routing_number?: string
}

/** An account as a token has it: nobody's yet. */
export type ReadAccount = Omit<BankAccount, 'customer'>

/** The account of its numbers, which must be those of a test account. `at` is the parameter that the hash came in. */
export function readAccount(tx: Tx, given: AccountGiven, at: string): ReadAccount {
  const { account_number, routing_number, country = 'US', currency = 'usd' } = given
  if (account_number === undefined) throw missingParameter(`${at}[account_number]`)
  if (country !== 'US') throw unbuilt(`Brindle does not take bank accounts in ${country} yet.`, `${at}[country]`)
  if (routing_number === undefined) throw missingParameter(`${at}[routing_number]`)
  const { account } = readTestAccount(US_DEBIT, { account_number, routing_number }, at)
  return {
    id: tx.id(bankAccount),
    object: 'bank_account',
    account_holder_name: given.account_holder_name ?? null,
    account_holder_type: given.account_holder_type ?? null,
    account_type: given.account_type ?? null,
    bank_name: bankOf(US_DEBIT),
    country,
    currency: currency.toLowerCase(),
    fingerprint: fingerprint(`${routing_number} ${account_number}`),
    last4: account_number.slice(-4),
    metadata: {},
    routing_number,
    status: 'new',
    hidden: { ...(account !== undefined && { account }) },
  }
}

type Update = Params<Stripe.CustomerUpdateSourceParams>

/** (https://docs.stripe.com/api/customer_bank_accounts/update) */
export function updateAccount(tx: Tx, self: BankAccount, params: Update): BankAccount {
  const { account_holder_name, account_holder_type, metadata } = params
  return tx.update(bankAccount, self, {
    ...(account_holder_name !== undefined && { account_holder_name }),
    ...(account_holder_type !== undefined && { account_holder_type }),
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
  })
}

/** How often the amounts may be told wrong. (docs.stripe.com/ach-deprecated#manually-collecting-and-verifying-bank-accounts) */
const ATTEMPTS = 3

/**
 * The customer tells the amounts (in cents) of the two small deposits. A wrong answer is kept, and answered 402.
 * (https://docs.stripe.com/api/customer_bank_accounts/verify; text and code recorded)
 */
export function verifyAccount(tx: Tx, self: BankAccount, amounts: readonly number[] | undefined): BankAccount | Kept {
  if (self.status === 'verified') throw invalid('This bank account has already been verified.')
  if (self.status === 'verification_failed')
    throw invalid('This bank account cannot be verified: too many attempts have failed.', {
      code: 'bank_account_verification_failed',
    })
  if (amounts === undefined) throw missingParameter('amounts')
  if (amounts.length !== 2) throw invalid('You must provide exactly two amounts.', { param: 'amounts' })
  const { noDeposits } = accountNamed(US_DEBIT, self.hidden.account ?? '') ?? {}
  const outcome = noDeposits ? 'timeout' : depositsFor(US_DEBIT, { amounts })
  if (outcome === 'verified') return tx.update(bankAccount, self, { status: 'verified', hidden: noCount(self) })
  const attempts = (self.hidden.attempts ?? 0) + 1
  const isLast = noDeposits === true || attempts >= ATTEMPTS
  tx.update(bankAccount, self, {
    ...(isLast && { status: 'verification_failed' }),
    hidden: { ...self.hidden, attempts },
  })
  return keep(
    new StripeError(402, {
      type: 'invalid_request_error',
      code: 'bank_account_verification_failed',
      message: 'The amounts provided do not match the amounts that were sent to the bank account.',
    }),
  )
}

function noCount({ hidden: { attempts: _, ...hidden } }: BankAccount): BankAccountState {
  return hidden
}
