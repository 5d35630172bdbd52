// Transactions: what each movement of money does to a financial account. Every change of a balance is an entry of one, so that
// the balances are the sums of all entries. (https://docs.stripe.com/api/v2/money-management/transactions)
import type Stripe from 'stripe'
import type { Nullable } from '../../contract/wire.ts'
import { tooLong } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { type Impact, impactOf, type Movement, statusOf, sum } from '../../rules/money_movements.ts'
import { applyImpact } from './v2.money_management.financial_account.ts'
import { transactionEntry } from './v2.money_management.transaction_entry.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.Transaction>
export type Transaction = Row<Fields>
export type Category = Transaction['category']
export type FlowType = NonNullable<Transaction['flow']>['type']

export const transaction = object<Fields>('v2.money_management.transaction', {
  prefix: 'trxn_test',
  events: [
    { on: 'insert', types: ['v2.money_management.transaction.created'] },
    { on: 'update', types: ['v2.money_management.transaction.updated'] },
  ],
  terms: ({ financial_account, flow }) => [
    `financial_account=${financial_account}`,
    ...(flow ? [`flow=${flow[flow.type]}`] : []),
  ],
})

/** (https://docs.stripe.com/api/v2/money-management/transactions/update#…-description) */
const DESCRIPTION_MAX = 100
const URL = '/v2/money_management/transactions'

export const transactions = resource(transaction)
  .on<Stripe.V2.MoneyManagement.TransactionRetrieveParams>(
    'GET /v2/money_management/transactions/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.TransactionListParams>('GET /v2/money_management/transactions', (tx, params) => {
    const terms = (['financial_account', 'flow'] as const).flatMap((name) =>
      params[name] === undefined ? [] : [`${name}=${params[name]}`],
    )
    return listV2(tx, [{ type: transaction, several: [terms] }], params as never, URL)
  })
  .on<Stripe.V2.MoneyManagement.TransactionUpdateParams>(
    'POST /v2/money_management/transactions/{id}',
    (tx, { description, metadata }, self) => {
      if (description !== undefined && [...description].length > DESCRIPTION_MAX)
        throw tooLong(description, DESCRIPTION_MAX, 'description')
      return tx.update(transaction, self, {
        ...(description !== undefined && { description: description || null }),
        ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
      })
    },
  )

export interface Opening {
  readonly financialAccount: string
  readonly category: Category
  /** The object that moves the money, and its kind. */
  readonly flow: { readonly type: FlowType; readonly id: string }
  readonly movement: Movement
  /** Minor units, not negative. */
  readonly amount: number
  readonly currency: string
  /** Whether it makes the account poorer. */
  readonly isDebit: boolean
  readonly description?: string | null
  readonly counterparty?: string
}

/** A new transaction with its first entry; the balances change with it. */
export function openTransaction(tx: Tx, opening: Opening): Transaction {
  const { amount, currency, flow, movement, isDebit, description = null, counterparty } = opening
  const impact = impactOf(movement, amount)
  const made = tx.insert(transaction, {
    amount: { value: isDebit ? -amount : amount, currency },
    balance_impact: worth(impact, currency),
    category: opening.category,
    counterparty: counterparty === undefined ? null : { name: counterparty },
    created: toRfc3339(tx.now),
    description,
    financial_account: opening.financialAccount,
    flow: { [flow.type]: flow.id, type: flow.type },
    livemode: false,
    metadata: null,
    // A receipt is owed by who moves money under a licence, which nobody does here.
    regulatory_receipt: { status: 'not_applicable' },
    ...standing(impact, tx.now),
  })
  enter(tx, made, impact)
  return made
}

/** One more entry of a transaction, of the amount (minor units, not negative) that it is about. */
export function moveOn(tx: Tx, self: Transaction, movement: Movement): Transaction {
  const { currency, value } = self.amount
  const impact = impactOf(movement, Math.abs(value))
  const { balance_impact: before } = self
  const after = sum(
    {
      available: before.available.value,
      inbound_pending: before.inbound_pending.value,
      outbound_pending: before.outbound_pending.value,
    },
    impact,
  )
  const moved = tx.update(transaction, self, { balance_impact: worth(after, currency), ...standing(after, tx.now) })
  enter(tx, moved, impact)
  return moved
}

function enter(tx: Tx, { id, category, financial_account, flow, amount }: Transaction, impact: Impact): void {
  tx.insert(transactionEntry, {
    balance_impact: worth(impact, amount.currency),
    created: toRfc3339(tx.now),
    effective_at: toRfc3339(tx.now),
    livemode: false,
    transaction: id,
    transaction_details: { category, financial_account, flow: flow! },
  })
  applyImpact(tx, financial_account, amount.currency, impact)
}

function standing(impact: Impact, now: number): Pick<Fields, 'status' | 'status_transitions'> {
  const status = statusOf(impact)
  const at = toRfc3339(now)
  if (status === 'pending') return { status, status_transitions: {} }
  return { status, status_transitions: status === 'posted' ? { posted_at: at } : { void_at: at } }
}

const worth = (impact: Impact, currency: string): Fields['balance_impact'] => ({
  available: { value: impact.available, currency },
  inbound_pending: { value: impact.inbound_pending, currency },
  outbound_pending: { value: impact.outbound_pending, currency },
})
