// Entries of transactions: the single movements between the parts of a balance.
// (https://docs.stripe.com/api/treasury/transaction_entries)
import type Stripe from 'stripe'
import { exclusive } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import { financialAccount } from './financial_account_state.ts'
import { transaction, transactionEntry } from './ledger.ts'

const PATH = '/v1/treasury/transaction_entries'

export const transactionEntries = resource(transactionEntry)
  .on<Stripe.Treasury.TransactionEntryListParams>(`GET ${PATH}`, (tx, { order_by: _, effective_at, ...params }) => {
    tx.all(financialAccount, [params.financial_account], () => 'financial_account')
    if (params.transaction !== undefined) tx.get(transaction, params.transaction, 'transaction')
    if (effective_at !== undefined && params.created !== undefined)
      throw exclusive(['created', 'effective_at'], 'effective_at')
    // Every entry takes effect when it is made: both orders are one, and so are both filters.
    return list(tx, transactionEntry, { ...params, created: params.created ?? effective_at } as never, PATH)
  })
  .on<Stripe.Treasury.TransactionEntryRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
