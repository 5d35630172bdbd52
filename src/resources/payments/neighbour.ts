// Acting in another account of the tenant: a platform's in those that are connected to it, and theirs in it.
import { invalid, noSuch } from '../../kernel/errors.ts'
import type { Read } from '../../kernel/store.ts'
import { WAKE_ID } from '../../kernel/job.ts'
import type { Tx } from '../../kernel/tx.ts'
import { connectedAccount } from '../core/account.ts'
import { ENDPOINTS } from '../core/webhook_endpoint.ts'
import { FOLDING } from './balance_transaction.ts'
import type { Charge } from './charge_state.ts'

/**
 * The other account's side of this unit. What moving money there and telling of it takes is read in one round, with the rows
 * `theirs` there and `ours` here.
 */
export function meet(tx: Tx, account: string, theirs: readonly string[] = [], ours: readonly string[] = []): Tx {
  const there = tx.at(account)
  const reads: Read[] = [
    ...[account, ...theirs].map((id) => ({ place: there.place, id })),
    ...[ENDPOINTS, FOLDING].map((query) => ({ place: there.place, query })),
    ...ours.map((id) => ({ place: tx.place, id })),
    // Moving money puts work off, and where the clock is ahead that is known at the platform.
    { place: tx.platform.place, id: WAKE_ID },
  ]
  tx.work.foresee(reads)
  return there
}

/** Why 60: longer texts are no account's id, and none is read for them. */
const ID_MAX = 60

/** Meets the account at the other end of a charge: where its money went on to, or the platform that kept a fee of it. */
export function meetOther(tx: Tx, { transfer_data, application_fee, hidden }: Charge): void {
  const isDirect = tx.place.account !== tx.place.tenant
  const account = isDirect ? tx.place.tenant : (transfer_data!.destination as string)
  const { destinationPayment: payment } = hidden
  const theirs = isDirect ? application_fee : payment
  meet(tx, account, theirs ? [theirs as string] : [])
}

/** Meets ahead of a payment whom its money goes on to or, in a connected account, who keeps a fee of it. */
export function meetParty(
  tx: Tx,
  { destination, hasFee }: { destination?: string | undefined; hasFee: boolean },
): void {
  if (destination !== undefined) meet(tx, destination)
  else if (hasFee && tx.place.account !== tx.place.tenant) meet(tx, tx.place.tenant)
}

/** The id of an account that is connected to this one, and can be sent money, for who is about to send it some. */
export function destinationNamed(tx: Tx, id: string, param: string, ours: readonly string[] = []): string {
  if (id.startsWith('acct_') && id.length <= ID_MAX) meet(tx, id, [], ours)
  return receiverNamed(tx, id, param)
}

/** The same, for who will send it money some time. A refusal in Stripe's words where it is not. */
export function receiverNamed(tx: Tx, id: string, param: string): string {
  if (id === tx.place.account) throw invalid(`The '${param}' param cannot be set to your own account.`, { param })
  const known = connectedAccount(tx, id)
  if (!known) throw noSuch('destination', id, param)
  if (!RECEIVING.some((name) => known.capabilities?.[name] === 'active'))
    throw invalid(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, ' +
        'crypto_transfers, legacy_payments',
      { code: 'insufficient_capabilities_for_transfer', param },
    )
  return id
}

/** Capabilities with which an account can be sent money. */
const RECEIVING = ['transfers', 'legacy_payments'] as const
