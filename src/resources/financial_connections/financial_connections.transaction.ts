// What stands in the books of a linked account, as far as a refresh has read it.
// (https://docs.stripe.com/api/financial_connections/transactions)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { type Listing, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { change, changedOf, changeId, linked, linkedTransaction, refresh } from './account_state.ts'

const PATH = '/v1/financial_connections/transactions'
type Asked = Params<Stripe.FinancialConnections.TransactionListParams>

export const linkedTransactions = resource(linkedTransaction)
  .on<Stripe.FinancialConnections.TransactionRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.FinancialConnections.TransactionListParams>(
    `GET ${PATH}`,
    (tx, { transacted_at, transaction_refresh, ...params }) => {
      const self = tx.get(linked, params.account, 'account')
      if (self.hidden.read === undefined)
        throw invalid(
          `The Financial Connections Account \`${self.id}\` has no successful refresh of its transactions yet.`, // [M]
          { code: 'financial_connections_no_successful_transaction_refresh' },
        )
      if (transaction_refresh) return changedAfter(tx, params, transaction_refresh.after, transacted_at)
      const times = transacted_at === undefined ? {} : { created: transacted_at }
      return list(tx, linkedTransaction, { ...params, ...times } as never, PATH)
    },
  )

/** Those that a later refresh made or changed, the last one first. */
function changedAfter(tx: Tx, params: Asked, after: string, transacted_at: Asked['transacted_at']): Listing {
  if (transacted_at !== undefined)
    throw invalid('You may only filter by one of `transacted_at` and `transaction_refresh`.', {
      param: 'transacted_at',
    }) // [K]
  const { created } = tx.get(refresh, after, 'transaction_refresh[after]')
  const { limit } = params
  const at = (param: 'starting_after' | 'ending_before') => {
    const id = params[param]
    return id === undefined ? {} : { [param]: changeId(tx.get(linkedTransaction, id, param)) }
  }
  const asked = {
    ...(limit !== undefined && { limit }),
    ...at('starting_after'),
    ...at('ending_before'),
    created: { gt: created },
  }
  const page = list(tx, change, asked as ListParams, PATH, [`account=${params.account}`])
  return { ...page, rows: tx.any(page.rows.map(({ id }) => changedOf(id))) as never }
}
