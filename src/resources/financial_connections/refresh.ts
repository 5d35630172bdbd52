// Reading a linked account anew: each of its three parts is asked for, and is there or not a few seconds later.
// (https://docs.stripe.com/financial-connections/balances, .../ownership, .../transactions)
import { listObject, pageOf } from '../../kernel/list.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY, startOfDay } from '../../lib/calendar.ts'
import { balanceOn, OWNER, statusOn } from '../../network/financial_institutions.ts'
import {
  change,
  changeId,
  FEATURES,
  type Feature,
  heldOf,
  type Linked,
  type LinkedTransaction,
  linked,
  linkedTransaction,
  owner,
  ownership,
  refresh,
} from './account_state.ts'

/** As long as it takes in Stripe's sample of a balance. */
export const TAKES_SECONDS = 10
/** How long after an attempt the next one may be. [K] */
export const NEXT_AFTER_SECONDS = 3600

/** Asks the bank. As long as an attempt goes on or the next is not allowed, nothing happens: Stripe's pages say so. */
export function start(tx: Tx, self: Linked, feature: Feature): Linked {
  const { field } = FEATURES[feature]
  const last = self[field]
  if (last && (last.status === 'pending' || tx.now < last.next_refresh_available_at!)) return self
  tx.schedule(tx.now + TAKES_SECONDS, `financial_connections.account.read_${feature}`, { id: self.id })
  return tx.update(linked, self, {
    [field]: {
      ...(feature === 'transactions' && { id: tx.id(refresh) }),
      last_attempted_at: tx.now,
      next_refresh_available_at: null,
      status: 'pending',
    },
  })
}

/** The bank has answered. An account whose connection is gone reads nothing, and is found out by it. */
export function finish(tx: Tx, self: Linked, feature: Feature): void {
  const { field } = FEATURES[feature]
  const reading = self.status === 'active' ? heldOf(self).reading : 'fails'
  const standing = reading === 'breaks' ? tx.update(linked, self, { status: 'inactive', subscriptions: [] }) : self
  tx.update(linked, standing, {
    ...(reading === undefined && READ[feature](tx, standing)),
    [field]: {
      ...self[field],
      next_refresh_available_at: self[field]!.last_attempted_at + NEXT_AFTER_SECONDS,
      status: reading === undefined ? 'succeeded' : 'failed',
    },
  })
}

/** How many days ago it was linked. */
const today = (tx: Tx, { created }: Linked): number => (startOfDay(tx.now) - startOfDay(created)) / DAY

const READ: Readonly<Record<Feature, (tx: Tx, self: Linked) => Partial<Linked>>> = {
  balance: (tx, self) => {
    const { current, available } = balanceOn(heldOf(self), today(tx, self))
    const common = { as_of: tx.now, current: { usd: current } }
    if (self.category === 'credit')
      return { balance: { ...common, credit: { used: { usd: current } }, type: 'credit' } }
    return { balance: { ...common, cash: { available: { usd: available } }, type: 'cash' } }
  },
  ownership: (tx, self) => {
    const id = tx.id(ownership)
    const one = {
      ...OWNER,
      id: tx.id(owner),
      object: 'financial_connections.account_owner',
      ownership: id,
      refreshed_at: tx.now,
    }
    const url = `/v1/financial_connections/accounts/${self.id}/owners?ownership=${id}`
    const owners = listObject(pageOf(owner, [one], {}, url))
    tx.insert(ownership, { id, created: tx.now, owners, hidden: { account: self.id } } as never)
    return { ownership: id }
  },
  transactions: (tx, self) => {
    const { known } = self.hidden
    const before = tx.any(known) as unknown as LinkedTransaction[]
    tx.any(before.map(changeId))
    const attempt = self.transaction_refresh!.id
    tx.insert(refresh, { id: attempt, created: tx.now, account: self.id } as never)
    const ids = heldOf(self).books.flatMap((_, i) => read(tx, self, i, known[i]) ?? [])
    return { hidden: { ...self.hidden, known: ids, read: attempt } }
  },
}

/** Writes down what stands at a place of the books, and answers with its id; undefined where nothing does yet. */
function read(tx: Tx, self: Linked, place: number, id: string | undefined): string | undefined {
  const movement = heldOf(self).books[place]!
  const status = statusOn(movement, today(tx, self))
  if (status === undefined) return undefined
  const before = id === undefined ? undefined : tx.get(linkedTransaction, id)
  if (before?.status === status) return id
  const over = startOfDay(self.created) + (movement.over?.day ?? movement.day) * DAY
  const now = {
    status,
    status_transitions: { posted_at: status === 'posted' ? over : null, void_at: status === 'void' ? over : null },
    transaction_refresh: self.transaction_refresh!.id,
    updated: tx.now,
  }
  const row = before ? tx.update(linkedTransaction, before, now) : write(tx, self, place, now)
  if (before) tx.delete(change, tx.get(change, changeId(before)))
  tx.insert(change, { id: changeId(row), created: tx.now, account: self.id } as never)
  return row.id
}

/** Lists of transactions stand in the order of `transacted_at`, so that is when the row is made. */
function write(tx: Tx, self: Linked, place: number, now: Partial<LinkedTransaction>): LinkedTransaction {
  const { day, amount, description } = heldOf(self).books[place]!
  const transacted_at = startOfDay(self.created) + day * DAY
  return tx.foreseen(transacted_at).insert(linkedTransaction, {
    id: tx.id(linkedTransaction),
    account: self.id,
    amount,
    currency: 'usd',
    description,
    livemode: false,
    transacted_at,
    ...now,
  } as never)
}
