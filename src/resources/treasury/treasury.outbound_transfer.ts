// Outbound transfers: money that a financial account sends to its owner's own bank account, or to another financial account
// of the same account. (https://docs.stripe.com/api/treasury/outbound_transfers)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, missingParameter } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { ownBank } from './bank.ts'
import { financialAccount } from './financial_account_state.ts'
import { accountInside, type Destination, send } from './outbound_create.ts'
import { checkMove, type Outbound, outboundTransfer, READS, sendBack, settle, take, track } from './outbound_state.ts'
import type { OutboundReturn, OutboundUpdate } from './test_params.ts'

const PATH = '/v1/treasury/outbound_transfers'
const TEST_PATH = '/v1/test_helpers/treasury/outbound_transfers'

type Create = Params<Stripe.Treasury.OutboundTransferCreateParams>

export const outboundTransfers = resource(outboundTransfer)
  .on<Stripe.Treasury.OutboundTransferCreateParams>(`POST ${PATH}`, (tx, params) =>
    send<Outbound>(tx, 'outbound_transfer', params, () => destinationOf(tx, params)),
  )
  .on<Stripe.Treasury.OutboundTransferRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Treasury.OutboundTransferListParams>(`GET ${PATH}`, (tx, params) => {
    tx.get(financialAccount, params.financial_account, 'financial_account')
    return list(tx, outboundTransfer, params as never, PATH)
  })
  .on<Stripe.Treasury.OutboundTransferCancelParams>(
    `POST ${PATH}/{id}/cancel`,
    (tx, _params, self) => {
      checkMove(self, 'cancel')
      return take(tx, self, 'cancel')
    },
    { reads: ['self.transaction', 'self.financial_account'] },
  )
  .on<OutboundUpdate>(`POST ${TEST_PATH}/{id}`, (tx, params, _self, ids) =>
    track(tx, at(tx, ids), params.tracking_details),
  )
  .on<object>(`POST ${TEST_PATH}/{id}/fail`, (tx, _params, _self, ids) => {
    const self = at(tx, ids)
    checkMove(self, 'fail')
    return take(tx, self, 'fail')
  })
  .on<object>(`POST ${TEST_PATH}/{id}/post`, (tx, _params, _self, ids) => {
    const self = at(tx, ids)
    checkMove(self, 'post')
    return take(tx, self, 'post')
  })
  .on<OutboundReturn>(`POST ${TEST_PATH}/{id}/return`, (tx, params, _self, ids) =>
    sendBack(tx, at(tx, ids), params.returned_details?.code),
  )
  .job<{ id: string }>('settle', (tx, { id }) => settle(tx, tx.get(outboundTransfer, id)), { reads: READS })

/** The transfer that a test helper's path names, with what moving it will need. */
function at(tx: Tx, [id = '']: readonly string[]): Outbound {
  const self = tx.get(outboundTransfer, id)
  tx.any([self.transaction, self.financial_account])
  return self
}

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
