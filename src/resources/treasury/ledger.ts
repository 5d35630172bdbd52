// The ledger of financial accounts: transactions, and the entries that they are made of. It is the only way in which the
// balance of a financial account ever changes. (https://docs.stripe.com/treasury/account-management/working-with-balances-and-transactions)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { listObject, pageOf } from '../../kernel/list.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { added, type EntryType, entryOf, type Impact, NOTHING } from '../../rules/treasury_ledger.ts'
import { type FinancialAccount, financialAccount } from './financial_account_state.ts'

/** There are no events for either: those of the flows tell of them. */
export const transaction = object<Stripe.Treasury.Transaction>('treasury.transaction', {
  prefix: 'trxn',
  noun: 'transaction',
  includes: {
    entries: (tx, { id }) => entriesOf(tx, id),
    flow_details: (tx, row) => flowDetails(tx, row),
  },
})
export const transactionEntry = object<Stripe.Treasury.TransactionEntry>('treasury.transaction_entry', {
  prefix: 'trxne',
  noun: 'transaction_entry',
  includes: { flow_details: (tx, row) => flowDetails(tx, row) },
})
export type Transaction = Row<Stripe.Treasury.Transaction>

/**
 * A transaction by the time at which it was posted: lists stand in the order in which their rows were made, and this row is
 * made then.
 */
export const posting = object<{ id: string; object: 'brindle.treasury_posting'; created: number; account: string }>(
  'brindle.treasury_posting',
  { prefix: 'posting', noun: 'transaction', internal: true, terms: ({ account }) => [`financial_account=${account}`] },
)
/** The blank keeps it from ever being an id that a client chose. */
export const postingId = (transactionId: string): string => `posting ${transactionId}`
export const transactionOf = (id: string): string => id.slice(postingId('').length)

type FlowType = Transaction['flow_type']
interface Flow {
  /** The id of the object that moves the money. */
  readonly flow: string
  readonly flow_type: FlowType
  readonly type: EntryType
  /** Minor units, above 0. */
  readonly amount: number
  readonly description: string
}

/** Begins a transaction with its first entry, and changes the balance by it. */
export function begin(tx: Tx, accountId: string, { flow, flow_type, type, amount, description }: Flow): Transaction {
  const { impact } = entryOf(type, amount)
  const row = tx.insert(transaction, {
    // What it comes to in the end, if it is posted: what is held is still on its way out.
    amount: impact.cash,
    balance_impact: NOTHING,
    created: tx.now,
    currency: 'usd',
    description,
    financial_account: accountId,
    flow,
    flow_type,
    livemode: false,
    status: 'open',
    status_transitions: { posted_at: null, void_at: null },
  } as never)
  return enter(tx, row, type)
}

/** Adds an entry to a transaction, and changes the balance by it. */
export function enter(tx: Tx, row: Transaction, type: EntryType): Transaction {
  const { impact, makes } = entryOf(type, Math.abs(row.amount))
  const { currency, financial_account, flow, flow_type } = row
  tx.insert(transactionEntry, {
    balance_impact: impact,
    created: tx.now,
    currency,
    effective_at: tx.now,
    financial_account,
    flow,
    flow_type,
    livemode: false,
    transaction: row.id,
    type,
  } as never)
  const self = tx.get(financialAccount, financial_account)
  tx.update(financialAccount, self, { balance: balanceOf(added(standing(self), impact)) })
  if (makes === 'posted')
    tx.insert(posting, { id: postingId(row.id), created: tx.now, account: financial_account } as never)
  return tx.update(transaction, row, {
    balance_impact: added(row.balance_impact, impact),
    status: makes,
    status_transitions: {
      posted_at: makes === 'posted' ? tx.now : row.status_transitions.posted_at,
      void_at: makes === 'void' ? tx.now : row.status_transitions.void_at,
    },
  })
}

const standing = ({ balance }: FinancialAccount): Impact => ({
  cash: balance.cash.usd ?? 0,
  inbound_pending: balance.inbound_pending.usd ?? 0,
  outbound_pending: balance.outbound_pending.usd ?? 0,
})

/** A balance as an account shows it: dollars are the one currency of Treasury. */
export const balanceOf = ({ cash, inbound_pending, outbound_pending }: Impact): FinancialAccount['balance'] => ({
  cash: { usd: cash },
  inbound_pending: { usd: inbound_pending },
  outbound_pending: { usd: outbound_pending },
})

export const isEmpty = (self: FinancialAccount): boolean =>
  Object.values(standing(self)).every((part: number) => part === 0)

/** Whether so much can be spent, in minor units. */
export const covers = (self: FinancialAccount, amount: number): boolean => standing(self).cash >= amount

/** Refuses to send what is not there. Stripe says that it rejects it; the code is one of its list, the words are [M]. */
export function checkFunds(self: FinancialAccount, amount: number): void {
  if (covers(self, amount)) return
  throw invalid(
    'The FinancialAccount does not have a sufficient balance available. Please try again using an amount less than or equal ' +
      'to its available balance.',
    { code: 'insufficient_funds', param: 'amount' },
  )
}

/** Why 10: a flow that is sent, posted and never changed again has two. */
const ENTRIES_MAX = 10

function entriesOf(tx: Tx, id: string): object {
  const rows = tx.list(transactionEntry, [`transaction=${id}`], { limit: ENTRIES_MAX })
  const url = `/v1/treasury/transaction_entries?transaction=${id}`
  return listObject(pageOf(transactionEntry, rows as never, {}, url))
}

/** The flow of a transaction, whole, under the name of its type. */
function flowDetails(tx: Tx, row: { readonly flow: string | null; readonly flow_type: string }): object {
  const [flow] = tx.any([row.flow!])
  const { hidden: _, ...wire } = flow!
  return { type: row.flow_type, [row.flow_type]: wire }
}
