// Outbound transfers: money that a financial account sends to its owner's own bank account, or to another financial account
// of the same account. (https://docs.stripe.com/api/treasury/outbound_transfers)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, missingParameter } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { ownBank } from './bank.ts'
import { outbound } from './outbound.ts'
import { accountInside, type Destination, send } from './outbound_create.ts'
import type { Outbound } from './outbound_state.ts'

type Create = Params<Stripe.Treasury.OutboundTransferCreateParams>

export const outboundTransfers = outbound('outbound_transfer').on<Stripe.Treasury.OutboundTransferCreateParams>(
  'POST /v1/treasury/outbound_transfers',
  (tx, params) => send<Outbound>(tx, 'outbound_transfer', params, () => destinationOf(tx, params)),
)

const METHOD = 'destination_payment_method'
const DATA = 'destination_payment_method_data'

function destinationOf(
  tx: Tx,
  { destination_payment_method: id, destination_payment_method_data: data }: Create,
): Destination {
  if (id !== undefined && data) throw exclusive([METHOD, DATA], DATA)
  if (id !== undefined) return ownBank(tx, id, 'outbound', METHOD)
  if (!data) throw missingParameter(METHOD)
  if (data.financial_account === undefined) throw missingParameter(`${DATA}[financial_account]`)
  return accountInside(tx, 'outbound_transfer', data.financial_account, `${DATA}[financial_account]`)
}
