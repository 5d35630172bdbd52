// Transfers: from the platform's balance to a connected account, by themselves or with the payment that they belong to.
// (https://docs.stripe.com/api/transfers, https://docs.stripe.com/connect/separate-charges-and-transfers)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { checkCurrency } from '../catalog/price.ts'
import { BALANCE_ID } from '../payments/balance_state.ts'
import { balanceTransaction, type SourceType, sourceTypeOf } from '../payments/balance_transaction.ts'
import { type Charge, charge } from '../payments/charge_state.ts'
import { book } from '../payments/charging.ts'
import { destinationNamed, meet } from '../payments/neighbour.ts'
import { checkFunds } from '../payments/payout_state.ts'
import { insertTransfer, type Transfer, transfer } from './transfer_state.ts'

export const transfers = resource(transfer)
  .on<Stripe.TransferCreateParams>('POST /v1/transfers', (tx, params) => send(tx, params), {
    reads: ['source_transaction.balance_transaction'],
  })
  .on<Stripe.TransferRetrieveParams>('GET /v1/transfers/{id}', (_tx, _params, self) => self)
  .on<Stripe.TransferListParams>('GET /v1/transfers', (tx, params) =>
    list(tx, transfer, params as never, '/v1/transfers'),
  )
  .on<Stripe.TransferUpdateParams>('POST /v1/transfers/{id}', (tx, params, self) =>
    tx.update(transfer, self, {
      ...(params.description !== undefined && { description: params.description }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
    }),
  )
  .when('charge.succeeded', charge, forward)
  .when('charge.captured', charge, forward)
  .when('charge.updated', charge, forward)

type Create = Params<Stripe.TransferCreateParams>

/** Sends what is available, or what a charge brings once it is. */
function send(tx: Tx, params: Create): Transfer {
  const currency = checkCurrency(params.currency)
  if (params.amount !== undefined && params.amount < 1) throw tooSmall(1, 'amount')
  const destination = destinationNamed(tx, params.destination, 'destination', [BALANCE_ID])
  const said = {
    currency,
    destination,
    kept: 0,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
  }
  if (params.source_transaction !== undefined) return sendOf(tx, params, said)
  if (params.amount === undefined) throw missingParameter('amount')
  const { amount, source_type: of = 'card' } = params
  const sourceType = of as SourceType
  checkFunds(tx, { amount, currency, method: 'standard', sourceType })
  return insertTransfer(tx, {
    ...said,
    amount,
    source: null,
    of: sourceType,
    group: params.transfer_group ?? null,
    availableOn: tx.now,
  })
}

/** A part of a charge, which is available with it. All parts are no more than the charge. */
function sendOf(
  tx: Tx,
  { source_transaction, source_type, transfer_group, ...params }: Create,
  said: Pick<Transfer, 'currency' | 'description' | 'metadata'> & { destination: string; kept: number },
): Transfer {
  const found = tx.get(charge, source_transaction!, 'source_transaction')
  const isPaid = found.status === 'succeeded' && found.captured
  if (!isPaid || found.source_transfer !== null)
    throw invalid(`The charge ${found.id} has brought no money that could be transferred.`, {
      param: 'source_transaction',
    }) // [K]
  if (said.currency !== found.currency)
    throw invalid(`The currency of the transfer must be that of its source transaction, ${found.currency}.`, {
      param: 'currency',
    }) // [K]
  const of = sourceTypeOf(found.payment_method_details!.type)
  if (source_type !== undefined && source_type !== of)
    throw invalid(`The source type of the transfer must be that of its source transaction, ${of}.`, {
      code: 'transfer_source_balance_parameters_mismatch',
      param: 'source_type',
    }) // [K]
  const transferred = found.hidden.transferred ?? 0
  const left = found.amount_captured - transferred
  const amount = params.amount ?? left
  if (amount > left || left === 0)
    throw invalid(
      `Transfer amount (${formatAmount(amount, said.currency)}) is greater than the amount of the source transaction that ` +
        `is not transferred yet (${formatAmount(left, said.currency)})`,
      { param: 'amount' },
    ) // [K]
  const self = book(tx, found)
  const group = transfer_group ?? groupOf(self)
  tx.update(charge, self, {
    transfer_group: self.transfer_group ?? group,
    hidden: { ...self.hidden, transferred: transferred + amount },
  })
  return insertTransfer(tx, { ...said, amount, of, source: self.id, group, availableOn: availableOn(tx, self) })
}

/** What belongs together carries the charge's group, or one that is named after its payment. */
const groupOf = (self: Charge): string => self.transfer_group ?? `group_${self.payment_intent ?? self.id}`

const availableOn = (tx: Tx, { balance_transaction }: Charge): number =>
  tx.get(balanceTransaction, balance_transaction as string).available_on

/** The money of a destination charge has just come in, and goes on. (https://docs.stripe.com/connect/destination-charges) */
function forward(tx: Tx, { id, transfer_data }: Charge): void {
  if (!transfer_data) return
  const self = tx.get(charge, id)
  if (self.transfer || self.balance_transaction === null || !self.captured) return
  const destination = transfer_data.destination as string
  const taken = self.amount_captured
  const amount = Math.min(transfer_data.amount ?? taken, taken)
  const kept = transfer_data.amount === null ? Math.min(self.application_fee_amount ?? 0, taken) : 0
  meet(tx, destination)
  const group = groupOf(self)
  const sent = insertTransfer(tx, {
    amount,
    kept,
    currency: self.currency,
    destination,
    description: null,
    metadata: {},
    source: id,
    of: sourceTypeOf(self.payment_method_details!.type),
    group,
    availableOn: availableOn(tx, self),
  })
  tx.amend(charge, self, {
    transfer: sent.id,
    transfer_group: group,
    ...(sent.hidden.fee !== undefined && { application_fee: sent.hidden.fee }),
    hidden: { ...self.hidden, transferred: amount, destinationPayment: sent.destination_payment as string },
  })
}
