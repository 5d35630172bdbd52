// Whose an invoice is, and who is liable for its taxes: the account itself, or one that is connected to it.
// (https://docs.stripe.com/api/invoices/create#create_invoice-issuer, …-automatic_tax-liability; docs.stripe.com/tax/connect)
import { invalid, missingParameter, noSuch } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { connectedAccount } from '../core/account.ts'
import { within } from './connect_settings.ts'

/** As a parameter says it. */
export interface PartyGiven {
  readonly type: string
  readonly account?: string
}

/** As it is shown. */
export type Party = { readonly type: 'self' } | { readonly type: 'account'; readonly account: string }

export const SELF: Party = { type: 'self' }

interface Named {
  /** The parameter in which all of it stands. */
  readonly at?: string
  /** Whose it is in that: `issuer`, or `automatic_tax[liability]`. */
  readonly names: readonly string[]
  /** It was named before, by whoever has this made now. */
  readonly isKnown?: boolean
}

/** The party that a parameter names. Refuses an account that is not connected to this one. Wordings [M]. */
export function partyNamed(tx: Tx, { type, account: id }: PartyGiven, { at = '', names, isKnown }: Named): Party {
  const param = within(at, ...names, 'account')
  if (type === 'self') {
    if (id !== undefined) throw invalid(`You cannot set \`${param}\` unless \`type\` is \`account\`.`, { param })
    return SELF
  }
  if (id === undefined) throw missingParameter(param)
  if (id === tx.place.account) throw invalid(`The '${param}' param cannot be set to your own account.`, { param })
  if (!isKnown && !connectedAccount(tx, id)) throw noSuch('account', id, param)
  return { type: 'account', account: id }
}

/** The side of the unit of a party: one that is not connected any more is as good as the account itself. */
export function sideOf(tx: Tx, party: { readonly type: string; readonly account?: unknown } | null | undefined): Tx {
  const id = party?.type === 'account' ? (party.account as string) : undefined
  return id !== undefined && connectedAccount(tx, id) ? tx.at(id) : tx
}

/** Meets in one round whoever an invoice names. */
export const meetSides = (
  tx: Tx,
  parties: readonly ({ readonly type: string; readonly account?: unknown } | null | undefined)[],
): readonly Tx[] => tx.work.together(parties.map((party) => () => sideOf(tx, party)))

/** A party as a parameter, where it is another account. */
export const partyAsked = (party: { readonly type: string } | null | undefined): PartyGiven | undefined =>
  party?.type === 'account' ? (party as PartyGiven) : undefined
