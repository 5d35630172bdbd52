// What bank accounts in the vault have in common: what is kept of their numbers, whether money may be sent to them, and how
// they are put away. (docs.stripe.com/api/v2/core/vault, docs.stripe.com/api/v2/money-management/payout-methods)
import type { ObjectType, Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { REFUSALS } from '../../network/payout_banks.ts'
import { TEST_ACCOUNTS } from '../../network/test_accounts.ts'

export type Usage = 'disabled' | 'eligible'

export interface CredentialState {
  /** The whole number, of test accounts only: they are public, and say what will come of a transfer. */
  readonly test?: string
  /** Whether money may be sent to it: an outbound setup intent makes it so. */
  readonly payments: Usage
  readonly transfers: Usage
  /** The outbound setup intent that did. */
  readonly intent: string | null
}

/** A bank account as it is before any outbound setup intent names it. */
export const UNUSED = { payments: 'disabled', transfers: 'disabled', intent: null } as const

/** In sandboxes. (The samples of docs.stripe.com/api/v2/core/vault) */
export const BANK_NAME = 'Test Bank'

const KNOWN = new Set([...Object.keys(REFUSALS), ...TEST_ACCOUNTS.us_bank_account!.rows.map(({ number }) => number)])

/** What is kept of an account number. */
export const kept = (number: string): Pick<CredentialState, 'test'> => (KNOWN.has(number) ? { test: number } : {})

interface Credential {
  readonly archived: boolean
}

/** What lists of payout methods ask of a bank account. */
export const termsOfCredential = <T extends Credential>({ archived, hidden }: Row<T, CredentialState>): string[] => [
  `archived=${archived}`,
  `payments=${hidden.payments}`,
  `transfers=${hidden.transfers}`,
]

/** Puts a bank account away, or takes it out again. One that is so already stays as it is. */
export const setArchived = <T extends Credential, H extends CredentialState>(
  tx: Tx,
  type: ObjectType<T, H>,
  self: Row<T, H>,
  archived: boolean,
): Row<T, H> => (self.archived === archived ? self : tx.update(type, self, { archived } as Partial<Row<T, H>>))
