// What outbound payments and transfers can both be asked for: all but how they are made, which stands in their own files.
// (https://docs.stripe.com/api/treasury/outbound_payments; https://docs.stripe.com/api/treasury/outbound_transfers)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { type ResourceBuilder, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { financialAccount } from './financial_account_state.ts'
import {
  checkMove,
  type Fields,
  type Kind,
  type Move,
  type Outbound,
  type OutboundState,
  READS,
  sendBack,
  settle,
  take,
  track,
  typeOf,
} from './outbound_state.ts'
import type { OutboundReturn, OutboundUpdate } from './test_params.ts'

/** The operations and the job of one kind, to which its file adds how one is made. */
export function outbound(kind: Kind): ResourceBuilder<Fields, OutboundState> {
  const type = typeOf(kind)
  const path = `/v1/treasury/${kind}s`
  const testPath = `/v1/test_helpers/treasury/${kind}s`
  /** The one that a test helper's path names, with what moving it will need. */
  const at = (tx: Tx, [id = '']: readonly string[]): Outbound => {
    const self = tx.get(type, id)
    tx.any([self.transaction as string, self.financial_account])
    return self
  }
  return resource(type)
    .on<Stripe.Treasury.OutboundTransferRetrieveParams>(`GET ${path}/{id}`, (_tx, _params, self) => self)
    .on<Stripe.Treasury.OutboundTransferListParams>(`GET ${path}`, (tx, params) => {
      tx.get(financialAccount, params.financial_account, 'financial_account')
      return list(tx, type, params as never, path)
    })
    .on<Stripe.Treasury.OutboundTransferCancelParams>(
      `POST ${path}/{id}/cancel`,
      (tx, _params, self) => move(tx, self, 'cancel'),
      { reads: ['self.transaction', 'self.financial_account'] },
    )
    .on<OutboundUpdate>(`POST ${testPath}/{id}`, (tx, params, _self, ids) =>
      track(tx, at(tx, ids), params.tracking_details),
    )
    .on<object>(`POST ${testPath}/{id}/fail`, (tx, _params, _self, ids) => move(tx, at(tx, ids), 'fail'))
    .on<object>(`POST ${testPath}/{id}/post`, (tx, _params, _self, ids) => move(tx, at(tx, ids), 'post'))
    .on<OutboundReturn>(`POST ${testPath}/{id}/return`, (tx, params, _self, ids) =>
      sendBack(tx, at(tx, ids), params.returned_details?.code),
    )
    .job<{ id: string }>('settle', (tx, { id }) => settle(tx, tx.get(type, id)), { reads: READS })
}

function move(tx: Tx, self: Outbound, wish: Move): Outbound {
  checkMove(self, wish)
  return take(tx, self, wish)
}
