// Reversals of transfers: by themselves, or with the refund of the charge whose money was transferred.
// (https://docs.stripe.com/api/transfer_reversals)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, noSuch, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { shareOf } from '../../lib/share.ts'
import { availableBalance, BALANCE_ID } from '../payments/balance_state.ts'
import type { SourceType } from '../payments/balance_transaction.ts'
import { charge } from '../payments/charge_state.ts'
import { meet } from '../payments/neighbour.ts'
import { type Refund, refund } from '../payments/refund.ts'
import {
  returnFee,
  reverse,
  reversalsOf,
  type Transfer,
  transfer,
  type TransferReversal,
  transferReversal,
} from './transfer_state.ts'

const PATH = '/v1/transfers/{id}/reversals'
const ONE = '/v1/transfers/{transfer}/reversals/{id}'

export const transferReversals = resource(transferReversal)
  .on<Stripe.TransferCreateReversalParams>(`POST ${PATH}`, (tx, params, _self, [id]) =>
    create(tx, tx.get(transfer, id!), params),
  )
  .on<Stripe.TransferListReversalsParams>(`GET ${PATH}`, (tx, params, _self, [of]) => {
    const { id } = tx.get(transfer, of!)
    return list(tx, transferReversal, params as never, `/v1/transfers/${id}/reversals`, [`transfer=${id}`])
  })
  .on<Stripe.TransferRetrieveReversalParams>(`GET ${ONE}`, (tx, _params, _self, ids) => named(tx, ids))
  .on<Stripe.TransferUpdateReversalParams>(`POST ${ONE}`, (tx, params, _self, ids) => {
    const self = named(tx, ids)
    if (params.metadata === undefined) return self
    const row = tx.update(transferReversal, self, { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) })
    const { hidden: _, ...shown } = row
    const of = tx.get(transfer, ids[0]!)
    const data = of.reversals.data.map((one) => (one.id === row.id ? shown : one))
    tx.update(transfer, of, { reversals: reversalsOf(of.id, data, of.reversals.has_more) as never })
    return row
  })
  .when('refund.created', refund, takeBack)

/** The reversal that the path names, of the transfer that it names. */
function named(tx: Tx, [of, id]: readonly string[]): TransferReversal {
  tx.any([of!, id!])
  tx.get(transfer, of!)
  const row = tx.get(transferReversal, id!)
  if (row.transfer !== of) throw noSuch(transferReversal.noun, id!)
  return row
}

/** Texts are [K], after those of refunds. */
function create(tx: Tx, self: Transfer, params: Params<Stripe.TransferCreateReversalParams>): TransferReversal {
  if (params.description !== undefined)
    throw unbuilt('Brindle does not take description of a reversal yet.', 'description')
  const left = self.amount - self.amount_reversed
  if (left === 0) throw invalid(`Transfer ${self.id} is already fully reversed.`)
  const amount = params.amount ?? left
  if (amount < 1) throw tooSmall(1, 'amount')
  if (amount > left)
    throw invalid(
      `Reversal amount (${formatAmount(amount, self.currency)}) is greater than unreversed amount on transfer (${formatAmount(left, self.currency)})`,
      { param: 'amount' },
    )
  if (self.source_transaction === null) checkThere(tx, self, amount)
  return reverse(tx, self, {
    amount,
    metadata: mergeMetadata({}, params.metadata),
    refundsFee: params.refund_application_fee === true,
  })
}

/** What was sent from the balance comes back only as far as it is still there. (https://docs.stripe.com/api/transfer_reversals) */
function checkThere(
  tx: Tx,
  { destination, destination_payment, currency, source_type }: Transfer,
  amount: number,
): void {
  const there = meet(tx, destination as string, [BALANCE_ID, destination_payment as string])
  if (availableBalance(there, currency, source_type as SourceType) >= amount) return
  throw invalid(`The account ${destination} has insufficient funds to reverse this transfer.`, {
    code: 'balance_insufficient',
  })
}

/** A refund that takes back with it what went on to the connected account, and what the platform kept. */
function takeBack(tx: Tx, row: Refund): void {
  const { reverses, refundsFee } = row.hidden
  if (!reverses && !refundsFee) return
  const self = tx.get(charge, row.charge as string)
  const after = self.amount_refunded
  const step = { before: after - row.amount, after, total: self.amount_captured }
  if (reverses) {
    const sent = tx.get(transfer, self.transfer as string)
    const amount = Math.min(shareOf(sent.amount, step), sent.amount - sent.amount_reversed)
    if (amount > 0) {
      const { id } = reverse(tx, sent, { amount, refund: row.id, refundsFee: false })
      tx.amend(refund, row, { transfer_reversal: id })
    }
  }
  if (!refundsFee) return
  returnFee(tx, self.application_fee as string, step)
}
