// What a transfer is: money from a platform to one of its connected accounts, and what of it comes back. Both sides move in
// one unit of work. (https://docs.stripe.com/api/transfers/object)
import type Stripe from 'stripe'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { shareOf } from '../../lib/share.ts'
import { move, type SourceType } from '../payments/balance_transaction.ts'
import { charge } from '../payments/charge_state.ts'
import { meet } from '../payments/neighbour.ts'
import { applicationFee, insertFee, refundFee } from './application_fee_state.ts'
import { insertDestinationPayment, refundDestinationPayment } from './destination_payment.ts'

export interface TransferState {
  /** Epoch seconds from which its money can be used: that of its charge, where it has one. */
  readonly availableOn: number
  /** What the platform kept of it. */
  readonly fee?: string
}

export const transfer = object<Stripe.Transfer, TransferState>('transfer', {
  prefix: 'tr',
  quiet: ['reversals'],
  elsewhere: { destination_payment: 'destination' },
  events: [
    { on: 'insert', types: ['transfer.created'] },
    { grew: 'amount_reversed', types: ['transfer.reversed'] },
    { on: 'update', types: ['transfer.updated'] },
  ],
})
export type Transfer = Row<Stripe.Transfer, TransferState>

export const transferReversal = object<Stripe.TransferReversal>('transfer_reversal', {
  prefix: 'trr',
  noun: 'transfer reversal',
  terms: ({ transfer }) => [`transfer=${transfer}`],
})
export type TransferReversal = Row<Stripe.TransferReversal>

export interface NewTransfer {
  /** Minor units: what is sent, and what of it the platform keeps. */
  readonly amount: number
  readonly kept: number
  readonly currency: string
  readonly destination: string
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly source: string | null
  readonly of: SourceType
  readonly group: string | null
  readonly availableOn: number
}

/** Sends money to a connected account, which has been met: out here, and in there. */
export function insertTransfer(tx: Tx, wish: NewTransfer): Transfer {
  const { amount, currency, destination, of, availableOn } = wish
  const id = tx.id(transfer)
  const there = tx.at(destination)
  const payment = there.id({ ...charge, prefix: 'py' })
  const fee =
    wish.kept === 0
      ? undefined
      : insertFee(tx, {
          account: destination,
          charge: payment,
          originating: wish.source,
          amount: wish.kept,
          currency,
          availableOn,
        })
  const transaction = move(tx, { type: 'transfer', source: id, amount: -amount, currency, of, availableOn })
  insertDestinationPayment(there, {
    id: payment,
    transfer: id,
    amount,
    kept: wish.kept,
    applicationFee: fee?.id ?? null,
    currency,
    of,
    availableOn,
  })
  return tx.insert(transfer, {
    id,
    amount,
    amount_reversed: 0,
    balance_transaction: transaction.id,
    created: tx.now,
    currency,
    description: wish.description,
    destination,
    destination_payment: payment,
    livemode: false,
    metadata: wish.metadata,
    reversals: reversalsOf(id, [], false),
    reversed: false,
    source_transaction: wish.source,
    source_type: of,
    transfer_group: wish.group,
    hidden: { availableOn, ...(fee && { fee: fee.id }) },
  } as unknown as Transfer)
}

/** Why 10: as many as a list has that nobody asked more of. */
const SHOWN = 10

/** The newest reversals, as the transfer itself shows them. */
export const reversalsOf = (id: string, newest: readonly object[], isMore: boolean): object => ({
  object: 'list',
  data: newest.slice(0, SHOWN),
  has_more: isMore || newest.length > SHOWN,
  url: `/v1/transfers/${id}/reversals`,
})

export interface NewReversal {
  /** Minor units, no more than is left of the transfer. */
  readonly amount: number
  readonly metadata?: Readonly<Record<string, string>>
  /** The refund of the charge that it comes with. */
  readonly refund?: string
  /** The platform gives its fee back as far. */
  readonly refundsFee: boolean
}

/** Brings money of a transfer back: out there, and in here. */
export function reverse(tx: Tx, self: Transfer, { amount, metadata = {}, ...wish }: NewReversal): TransferReversal {
  const { hidden, currency } = self
  const of = self.source_type as SourceType
  const payment = self.destination_payment as string
  const there = meet(tx, self.destination as string, [payment], hidden.fee === undefined ? [] : [hidden.fee])
  const id = tx.id(transferReversal)
  const { availableOn } = hidden
  const transaction = move(tx, { type: 'transfer_refund', source: id, amount, currency, of, availableOn })
  const taken = refundDestinationPayment(there, there.get(charge, payment), { amount, reversal: id, availableOn, of })
  const row = tx.insert(transferReversal, {
    id,
    amount,
    balance_transaction: transaction.id,
    created: tx.now,
    currency,
    destination_payment_refund: taken.id,
    metadata,
    source_refund: wish.refund ?? null,
    transfer: self.id,
  } as TransferReversal)
  const { hidden: _, ...shown } = row
  const amount_reversed = self.amount_reversed + amount
  tx.update(transfer, self, {
    amount_reversed,
    reversed: amount_reversed === self.amount,
    reversals: reversalsOf(self.id, [shown, ...self.reversals.data], self.reversals.has_more) as never,
  })
  if (wish.refundsFee && hidden.fee !== undefined)
    returnFee(tx, hidden.fee, { before: self.amount_reversed, after: amount_reversed, total: self.amount })
  return row
}

/** Gives a fee back as far as what it was kept of goes back: in proportion, rounded down. (https://docs.stripe.com/connect/destination-charges#issue-refunds) */
export function returnFee(tx: Tx, id: string, step: Parameters<typeof shareOf>[1]): void {
  const fee = tx.platform.get(applicationFee, id)
  const share = Math.min(shareOf(fee.amount, step), fee.amount - fee.amount_refunded)
  if (share > 0) refundFee(tx, fee, share)
}
