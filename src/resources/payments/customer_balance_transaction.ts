// Customer balance transactions: the ledger of what a customer owes or is owed, which the next invoice settles. The balance
// is what the newest one ends with; none is ever changed or undone but by its opposite.
// (https://docs.stripe.com/api/customer_balance_transactions; https://docs.stripe.com/billing/customer/balance)
import type Stripe from 'stripe'
import { noSuch, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkCurrency } from '../catalog/price.ts'
import { type Customer, customer } from './customer_state.ts'

export const customerBalanceTransaction = object<Stripe.CustomerBalanceTransaction>('customer_balance_transaction', {
  prefix: 'cbtxn',
  terms: ({ customer }) => [`customer=${customer}`],
})
type Entry = Row<Stripe.CustomerBalanceTransaction>

export const customerBalanceTransactions = resource(customerBalanceTransaction)
  .on<Stripe.CustomerCreateBalanceTransactionParams>(
    'POST /v1/customers/{id}/balance_transactions',
    (tx, { amount, description, metadata, ...params }, _self, [id]) => {
      const who = tx.get(customer, id!)
      const currency = checkCurrency(params.currency)
      if (who.currency && who.currency !== currency)
        throw unbuilt(
          `Brindle keeps the balance of a customer in one currency only, and this customer's is ${who.currency}.`,
          'currency',
        )
      const balance = who.balance + amount
      tx.update(customer, who, { balance, currency })
      return insertEntry(
        tx,
        { customer: who.id, type: 'adjustment', amount, currency, ending: balance },
        {
          description: description || null,
          metadata: mergeMetadata({}, metadata),
        },
      )
    },
  )
  .on<Stripe.CustomerListBalanceTransactionsParams>(
    'GET /v1/customers/{id}/balance_transactions',
    (tx, params, _self, [id]) => {
      tx.get(customer, id!)
      const path = `/v1/customers/${id}/balance_transactions`
      return list(tx, customerBalanceTransaction, params as never, path, [`customer=${id}`])
    },
  )
  .on<Stripe.CustomerRetrieveBalanceTransactionParams>(
    'GET /v1/customers/{customer}/balance_transactions/{id}',
    (tx, _params, _self, [who, id]) => ofCustomer(tx, who!, id!),
  )
  .on<Stripe.CustomerUpdateBalanceTransactionParams>(
    'POST /v1/customers/{customer}/balance_transactions/{id}',
    (tx, { description, metadata }, _self, [who, id]) => {
      const self = ofCustomer(tx, who!, id!)
      return tx.update(customerBalanceTransaction, self, {
        ...(description !== undefined && { description: description || null }),
        ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
      })
    },
  )

function ofCustomer(tx: Tx, who: string, id: string): Entry {
  tx.get(customer, who)
  const self = tx.find(customerBalanceTransaction, id)
  if (self?.customer !== who) throw noSuch(customerBalanceTransaction.noun, id)
  return self
}

interface Movement {
  readonly customer: string
  readonly type: Entry['type']
  /** Minor units of `currency`: negative is owed to the customer, positive by them. */
  readonly amount: number
  readonly currency: string
  /** The balance after it. */
  readonly ending: number
  readonly invoice?: string
  readonly credit_note?: string
}

/** Enters a change of a customer's balance, which the caller writes to the customer. */
export function insertEntry(
  tx: Tx,
  { customer: who, type, amount, currency, ending, invoice, credit_note }: Movement,
  words: { description: string | null; metadata: Record<string, string> } = { description: null, metadata: {} },
): Entry {
  return tx.insert(customerBalanceTransaction, {
    amount,
    checkout_session: null,
    created: tx.now,
    credit_note: credit_note ?? null,
    currency,
    customer: who,
    customer_account: null,
    ...words,
    ending_balance: ending,
    invoice: invoice ?? null,
    livemode: false,
    type,
  })
}

/** The entry for a balance that a call has set outright: what it is more or less than before. */
export function enterSetBalance(tx: Tx, now: Customer, before: number, type: 'adjustment' | 'initial'): void {
  if (now.balance === before) return
  const movement = { customer: now.id, type, amount: now.balance - before, ending: now.balance }
  insertEntry(tx, { ...movement, currency: now.currency! })
}
