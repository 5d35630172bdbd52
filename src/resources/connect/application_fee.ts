// Application fees: what a platform keeps of payments in its connected accounts. (https://docs.stripe.com/api/application_fees)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { balanceTransaction } from '../payments/balance_transaction.ts'
import { type Charge, charge } from '../payments/charge_state.ts'
import { applicationFee, insertFee } from './application_fee_state.ts'

export const applicationFees = resource(applicationFee)
  .on<Stripe.ApplicationFeeRetrieveParams>('GET /v1/application_fees/{id}', (_tx, _params, self) => self)
  .on<Stripe.ApplicationFeeListParams>('GET /v1/application_fees', (tx, params) =>
    list(tx, applicationFee, params as never, '/v1/application_fees'),
  )
  .when('charge.succeeded', charge, keepOf)
  .when('charge.captured', charge, keepOf)
  .when('charge.updated', charge, keepOf)

/** A direct charge whose money has just come in: the platform gets its part. (https://docs.stripe.com/connect/direct-charges) */
function keepOf(tx: Tx, { id, application_fee_amount }: Charge): void {
  if (tx.place.account === tx.place.tenant || !application_fee_amount) return
  const self = tx.get(charge, id)
  if (self.application_fee !== null || self.balance_transaction === null || !self.captured) return
  const came = tx.get(balanceTransaction, self.balance_transaction as string)
  const fee = insertFee(tx, {
    account: tx.place.account,
    charge: id,
    originating: null,
    amount: Math.min(application_fee_amount, self.amount_captured),
    currency: self.currency,
    availableOn: came.available_on,
  })
  tx.amend(charge, self, { application_fee: fee.id })
}
