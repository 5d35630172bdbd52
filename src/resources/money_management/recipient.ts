// Who is paid: an account of the same tenant, with a payout method that was set up in it.
import type Stripe from 'stripe'
import { invalid, refusedAs } from '../../kernel/errors.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { account, type AccountState } from '../core/account.ts'
import { methodNamed, type PayoutMethod } from './v2.money_management.payout_method.ts'

export interface Recipient {
  readonly account: Row<Stripe.Account, AccountState>
  readonly method: PayoutMethod
}

/** Why 60: longer texts are no account's id, and none is read for them. */
const ID_MAX = 60

/**
 * The account that is paid, one of the same platform or the platform itself, and its payout method, read in one round. Refuses what is not there, or cannot be used. Codes:
 * docs.stripe.com/api/v2/money-management/outbound-payments/create, "Error Codes"; words [M].
 */
export function recipientOf(tx: Tx, id: string, method: string): Recipient {
  const missing = () =>
    invalid(`No such recipient: '${id}'`, { code: 'to_recipient_not_found', param: 'to[recipient]' })
  if (!/^acct_[A-Za-z0-9]+$/.test(id) || id.length > ID_MAX || id === tx.place.account) throw missing()
  const there = tx.at(id)
  tx.work.foresee([id, method].map((one) => ({ place: there.place, id: one })))
  const known = there.find(account, id)
  if (!known) throw missing()
  return { account: known, method: methodNamed(there, method, 'to[payout_method]') }
}

/** Refuses a payout method to which money cannot be sent in a currency. */
export function checkUsable(
  { id, archived, restricted, usage_status, bank_account }: PayoutMethod,
  currency: string,
): void {
  const param = 'to[payout_method]'
  const refuse = (code: string, why: string) =>
    refusedAs('invalid_payout_method', code, `The payout method ${id} ${why}.`, { param })
  if (archived) throw refuse('payout_method_archived', 'is archived')
  if (restricted) throw refuse('payout_method_unusable', 'is restricted')
  if (usage_status.payments !== 'eligible') throw refuse('payout_method_disabled', 'has not been set up for payments')
  if (!bank_account!.supported_currencies.includes(currency))
    throw refuse('payout_method_unsupported_currency', `does not support ${currency}`)
}
