// Refunds of application fees: back from the platform to the connected account. (https://docs.stripe.com/api/fee_refunds)
import type Stripe from 'stripe'
import { tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import { noSuch } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { meet } from '../payments/neighbour.ts'
import {
  applicationFee,
  checkRefundable,
  type FeeRefund,
  feeRefund,
  refundFee,
  refundsOf,
} from './application_fee_state.ts'

const PATH = '/v1/application_fees/{id}/refunds'
const ONE = '/v1/application_fees/{application_fee}/refunds/{id}'

export const feeRefunds = resource(feeRefund)
  .on<Stripe.ApplicationFeeCreateRefundParams>(`POST ${PATH}`, (tx, params, _self, [fee]) => {
    const self = tx.get(applicationFee, fee!)
    const amount = params.amount ?? self.amount - self.amount_refunded
    if (params.amount !== undefined && params.amount < 1) throw tooSmall(1, 'amount')
    checkRefundable(self, amount)
    meet(tx, self.account as string)
    return refundFee(tx, self, amount, mergeMetadata({}, params.metadata))
  })
  .on<Stripe.ApplicationFeeListRefundsParams>(`GET ${PATH}`, (tx, params, _self, [fee]) => {
    const { id } = tx.get(applicationFee, fee!)
    return list(tx, feeRefund, params as never, `/v1/application_fees/${id}/refunds`, [`fee=${id}`])
  })
  .on<Stripe.ApplicationFeeRetrieveRefundParams>(`GET ${ONE}`, (tx, _params, _self, ids) => named(tx, ids))
  .on<Stripe.ApplicationFeeUpdateRefundParams>(`POST ${ONE}`, (tx, params, _self, ids) => {
    const self = named(tx, ids)
    if (params.metadata === undefined) return self
    const row = tx.update(feeRefund, self, { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) })
    const { hidden: _, ...shown } = row
    const of = tx.get(applicationFee, ids[0]!)
    const data = of.refunds.data.map((one) => (one.id === row.id ? shown : one))
    tx.update(applicationFee, of, { refunds: refundsOf(of.id, data, of.refunds.has_more) as never })
    return row
  })

/** The refund that the path names, of the fee that it names. */
function named(tx: Tx, [fee, id]: readonly string[]): FeeRefund {
  tx.any([fee!, id!])
  tx.get(applicationFee, fee!)
  const row = tx.get(feeRefund, id!)
  if (row.fee !== fee) throw noSuch(feeRefund.noun, id!)
  return row
}
