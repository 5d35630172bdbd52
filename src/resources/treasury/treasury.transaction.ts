// Transactions: every change of a financial account's balance, with the flow that it came of.
// (https://docs.stripe.com/api/treasury/transactions)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid } from '../../kernel/errors.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { type Listing, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { financialAccount } from './financial_account_state.ts'
import { posting, postingId, transaction, transactionOf } from './ledger.ts'

const PATH = '/v1/treasury/transactions'
type Asked = Params<Stripe.Treasury.TransactionListParams>

export const transactions = resource(transaction)
  .on<Stripe.Treasury.TransactionListParams>(`GET ${PATH}`, (tx, { order_by, status_transitions, ...params }) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    if (order_by === 'posted_at') return byPosting(tx, params, status_transitions?.posted_at)
    if (status_transitions?.posted_at !== undefined)
      throw invalid(
        'You must specify `status=posted` and `order_by=posted_at` to filter by `status_transitions[posted_at]`.', // [M]
        { param: 'status_transitions[posted_at]' },
      )
    return list(tx, transaction, params as never, PATH)
  })
  .on<Stripe.Treasury.TransactionRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)

type Times = ListParams['created']

/** Those that were posted, the last one first. */
function byPosting(tx: Tx, params: Asked, posted_at: Times): Listing {
  // Stripe says so of the filter; that it holds of the order is [K], and so are the words [M].
  if (params.status !== 'posted')
    throw invalid('You must specify `status=posted` when using `order_by=posted_at`.', { param: 'order_by' })
  if (params.created !== undefined)
    throw invalid('You may only filter by one of `created` and `posted_at`.', { param: 'created' }) // [M]
  const { limit, starting_after: after, ending_before: before } = params
  if (after !== undefined) tx.get(transaction, after, 'starting_after')
  if (before !== undefined) tx.get(transaction, before, 'ending_before')
  const asked = {
    ...(limit !== undefined && { limit }),
    ...(after !== undefined && { starting_after: postingId(after) }),
    ...(before !== undefined && { ending_before: postingId(before) }),
    ...(posted_at !== undefined && { created: posted_at }),
  }
  const page = list(tx, posting, asked as ListParams, PATH, [`financial_account=${params.financial_account}`])
  return { ...page, rows: tx.any(page.rows.map(({ id }) => transactionOf(id))) as never }
}
