// What a platform keeps of payments in the accounts connected to it, and what of that it gives back. Both sides move in one
// unit of work. (https://docs.stripe.com/api/application_fees/object)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { applicationOf } from '../core/account.ts'
import { move } from '../payments/balance_transaction.ts'

export interface FeeState {
  /** Epoch seconds from which the payment's money can be used. */
  readonly availableOn: number
}

export const applicationFee = object<Stripe.ApplicationFee, FeeState>('application_fee', {
  prefix: 'fee',
  noun: 'application fee',
  quiet: ['refunds'],
  elsewhere: { charge: 'account' },
  events: [
    { on: 'insert', types: ['application_fee.created'] },
    { grew: 'amount_refunded', types: ['application_fee.refunded'] },
  ],
})
export type ApplicationFee = Row<Stripe.ApplicationFee, FeeState>

export const feeRefund = object<Stripe.FeeRefund>('fee_refund', {
  prefix: 'fr',
  noun: 'fee refund',
  events: [{ on: 'update', types: ['application_fee.refund.updated'] }],
  terms: ({ fee }) => [`fee=${fee}`],
})
export type FeeRefund = Row<Stripe.FeeRefund>

interface Kept {
  /** The connected account whose payment it is of. */
  readonly account: string
  /** The charge there, and the one here that it came from. */
  readonly charge: string
  readonly originating: string | null
  /** Minor units. */
  readonly amount: number
  readonly currency: string
  readonly availableOn: number
}

/** Writes the fee at the platform, where its money comes in. In the connected account it is a fee of the payment's movement. */
export function insertFee({ platform: tx }: Tx, { account, charge, originating, ...kept }: Kept): ApplicationFee {
  const { amount, currency, availableOn } = kept
  const id = tx.id(applicationFee)
  const description = `Application fee from application Brindle sandbox for ${account}`
  const transaction = move(tx, { type: 'application_fee', source: id, amount, currency, description, availableOn })
  return tx.insert(applicationFee, {
    id,
    account,
    amount,
    amount_refunded: 0,
    application: applicationOf(tx),
    balance_transaction: transaction.id,
    charge,
    created: tx.now,
    currency,
    fee_source: { charge, type: 'charge' },
    livemode: false,
    originating_transaction: originating,
    refunded: false,
    refunds: refundsOf(id, [], false),
    hidden: { availableOn },
  } as unknown as ApplicationFee)
}

/** Why 10: as many as a list has that nobody asked more of. */
const SHOWN = 10

/** The newest refunds, as the fee itself shows them. */
export const refundsOf = (fee: string, newest: readonly object[], isMore: boolean): object => ({
  object: 'list',
  data: newest.slice(0, SHOWN),
  has_more: isMore || newest.length > SHOWN,
  url: `/v1/application_fees/${fee}/refunds`,
})

/** Gives some of a fee back to the connected account (minor units): never more than is left of it. */
export function refundFee(
  tx: Tx,
  self: ApplicationFee,
  amount: number,
  metadata: Readonly<Record<string, string>> = {},
): FeeRefund {
  const { platform } = tx
  const id = platform.id(feeRefund)
  const moved = { type: 'application_fee_refund', source: id, currency: self.currency } as const
  const { availableOn } = self.hidden
  const transaction = move(platform, { ...moved, amount: -amount, availableOn })
  move(tx.at(self.account as string), { ...moved, amount, availableOn })
  const row = platform.insert(feeRefund, {
    id,
    amount,
    balance_transaction: transaction.id,
    created: platform.now,
    currency: self.currency,
    fee: self.id,
    metadata,
  } as FeeRefund)
  const { hidden: _, ...shown } = row
  const amount_refunded = self.amount_refunded + amount
  platform.update(applicationFee, self, {
    amount_refunded,
    refunded: amount_refunded === self.amount,
    refunds: refundsOf(self.id, [shown, ...self.refunds.data], self.refunds.has_more) as never,
  })
  return row
}

/** Refuses to give back more than is left. Texts are [K], after those of refunds. */
export function checkRefundable(self: ApplicationFee, amount: number): void {
  const left = self.amount - self.amount_refunded
  if (left === 0) throw invalid(`Application fee ${self.id} has already been refunded.`)
  if (amount <= left) return
  const limit = self.amount_refunded === 0 ? 'fee amount' : 'unrefunded amount on fee'
  throw invalid(
    `Refund amount (${formatAmount(amount, self.currency)}) is greater than ${limit} (${formatAmount(left, self.currency)})`,
    { param: 'amount' },
  )
}
