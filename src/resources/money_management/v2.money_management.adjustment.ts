// Adjustments: what is put right in a financial account, by who keeps it.
// (https://docs.stripe.com/api/v2/money-management/adjustments)
import type Stripe from 'stripe'
import type { Nullable } from '../../contract/wire.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import type { Money } from './money.ts'
import { openAccount } from './v2.money_management.financial_account.ts'
import { openTransaction } from './v2.money_management.transaction.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.Adjustment>
export type Adjustment = Row<Fields>
type Flow = NonNullable<Adjustment['adjusted_flow']>

export const adjustment = object<Fields>('v2.money_management.adjustment', {
  // [K]
  prefix: 'adj_test',
  events: [{ on: 'insert', types: ['v2.money_management.adjustment.created'] }],
  terms: ({ adjusted_flow: flow }) => (flow ? [`adjusted_flow=${flow[flow.type]}`] : []),
})

const URL = '/v2/money_management/adjustments'

export const adjustments = resource(adjustment)
  .on<Stripe.V2.MoneyManagement.AdjustmentRetrieveParams>(
    'GET /v2/money_management/adjustments/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.AdjustmentListParams>('GET /v2/money_management/adjustments', (tx, params) => {
    const { adjusted_flow: flow } = params
    return listV2(
      tx,
      [{ type: adjustment, several: [flow === undefined ? [] : [`adjusted_flow=${flow}`]] }],
      params as never,
      URL,
    )
  })

/**
 * Puts an account right, by an amount (minor units) that may be negative. Nobody can ask for it: at Stripe it is Stripe that
 * does so, and here it is the house.
 */
export function adjust(
  tx: Tx,
  financialAccount: string,
  { value, currency }: Money,
  description: string,
  flow?: { readonly type: Flow['type']; readonly id: string },
): Adjustment {
  const { id: account } = openAccount(tx, financialAccount, 'financial_account')
  const id = tx.id(adjustment)
  openTransaction(tx, {
    financialAccount: account,
    category: 'adjustment',
    flow: { type: 'adjustment', id },
    movement: value < 0 ? 'leave' : 'arrive',
    amount: Math.abs(value),
    currency,
    isDebit: value < 0,
    description,
  })
  return tx.insert(adjustment, {
    id,
    adjusted_flow: flow ? { [flow.type]: flow.id, type: flow.type } : null,
    amount: { value, currency },
    created: toRfc3339(tx.now),
    description,
    financial_account: account,
    livemode: false,
  })
}
