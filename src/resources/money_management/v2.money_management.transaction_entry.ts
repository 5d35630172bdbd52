// Transaction entries: one change of a financial account's balances each, never changed themselves.
// (https://docs.stripe.com/api/v2/money-management/transaction-entries)
import type Stripe from 'stripe'
import type { Nullable } from '../../contract/wire.ts'
import { object, resource } from '../../kernel/resource.ts'
import { listV2 } from '../../kernel/v2_list.ts'

export const transactionEntry = object<Nullable<Stripe.V2.MoneyManagement.TransactionEntry>>(
  'v2.money_management.transaction_entry',
  { prefix: 'trxne_test', terms: ({ transaction }) => [`transaction=${transaction}`] },
)

const URL = '/v2/money_management/transaction_entries'

export const transactionEntries = resource(transactionEntry)
  .on<Stripe.V2.MoneyManagement.TransactionEntryRetrieveParams>(
    'GET /v2/money_management/transaction_entries/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.TransactionEntryListParams>(
    'GET /v2/money_management/transaction_entries',
    (tx, params) => {
      const terms = params.transaction === undefined ? [] : [`transaction=${params.transaction}`]
      return listV2(tx, [{ type: transactionEntry, several: [terms] }], params as never, URL)
    },
  )
