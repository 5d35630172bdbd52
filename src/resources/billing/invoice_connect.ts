// What an invoice says of Connect, and what its payment is made with: the platform's fee, whose the payment is, and what of it
// goes on. Since basil an invoice shows only `on_behalf_of` of it; the charge shows the rest.
// (https://docs.stripe.com/invoicing/connect; https://docs.stripe.com/connect/subscriptions)
import { exclusive, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Share, shareOfDue } from '../../rules/connect_shares.ts'
import { meetParty, receiverNamed } from '../payments/neighbour.ts'
import type { Intent } from '../payments/payment_intent_state.ts'
import { checkFeePossible, type ConnectSettings } from './connect_settings.ts'

/** What was asked of an invoice, until it is finalised and all of it has become amounts. */
export interface InvoiceConnect {
  readonly fee?: Share
  readonly destination?: string
  /** What goes on; all of it where nothing is said. */
  readonly transfer?: Share
}

interface Given {
  readonly application_fee_amount?: number | ''
  readonly on_behalf_of?: string | ''
  readonly transfer_data?: { readonly amount?: number; readonly destination: string } | ''
}

interface Said {
  /** What it shows. */
  readonly shown: { readonly on_behalf_of?: string | null }
  readonly connect: InvoiceConnect | undefined
}

/**
 * What a call says of an invoice of which `before` was said. An amount that is said for this invoice takes the place of the
 * percentages of its subscription. (https://docs.stripe.com/connect/subscriptions#percent-fees-and-flat-fees)
 */
export function connectSaid(tx: Tx, params: object, before: InvoiceConnect = {}): Said {
  const { application_fee_amount: fee, on_behalf_of: owner, transfer_data: to } = params as Given
  const connect: { -readonly [K in keyof InvoiceConnect]: InvoiceConnect[K] } = { ...before }
  if (typeof fee === 'number' && fee < 0) throw tooSmall(0, 'application_fee_amount')
  if (to === '') {
    delete connect.destination
    delete connect.transfer
    if (tx.place.account === tx.place.tenant && connect.fee?.percent !== undefined) delete connect.fee
  } else if (to !== undefined) {
    if (to.amount !== undefined && to.amount < 1) throw tooSmall(1, 'transfer_data[amount]')
    connect.destination = receiverNamed(tx, to.destination, 'transfer_data[destination]')
    delete connect.transfer
    if (to.amount !== undefined) {
      connect.transfer = { amount: to.amount }
      if (connect.fee?.percent !== undefined) delete connect.fee
    }
  }
  if (fee === '') delete connect.fee
  else if (fee !== undefined) {
    connect.fee = { amount: fee }
    if (connect.transfer?.percent !== undefined) delete connect.transfer
  }
  if (connect.fee?.amount) checkFeePossible(tx, connect.destination ? {} : null, 'application_fee_amount')
  if (connect.fee?.amount && connect.transfer?.amount !== undefined)
    throw exclusive(['application_fee_amount', 'transfer_data[amount]'])
  return {
    shown: owner === undefined ? {} : { on_behalf_of: owner === '' ? null : receiverNamed(tx, owner, 'on_behalf_of') },
    connect: Object.keys(connect).length > 0 ? connect : undefined,
  }
}

/**
 * What the draft of an invoice takes over from its subscription, as that is now. The fee is taken once a period: what is
 * invoiced beside the periods has none. (https://docs.stripe.com/connect/subscriptions#collecting-fees-on-subscriptions)
 */
export function connectFrom(settings: ConnectSettings, isOfPeriod: boolean): InvoiceConnect | undefined {
  const { application_fee_percent: fee, transfer_data: to } = settings
  const connect: InvoiceConnect = {
    ...(fee && isOfPeriod && { fee: { percent: String(fee) } }),
    ...(to && { destination: to.destination }),
    ...(to && to.amount_percent !== null && { transfer: { percent: String(to.amount_percent) } }),
  }
  return Object.keys(connect).length > 0 ? connect : undefined
}

/** Meets ahead of a payment whom the money of an invoice goes to. */
export function meetParties(tx: Tx, of: InvoiceConnect | undefined): void {
  if (of) meetParty(tx, { destination: of.destination, hasFee: of.fee !== undefined })
}

type Shares = Pick<Intent, 'application_fee_amount' | 'transfer_data'>

/** What the payment of an amount due (minor units) is made with. A part that comes to nothing is as good as none. */
export function sharesOf(connect: InvoiceConnect | undefined, due: number): Shares {
  const { fee, destination, transfer } = connect ?? {}
  const kept = fee ? shareOfDue(due, fee) : 0
  const sent = transfer ? shareOfDue(due, transfer) : due
  return {
    application_fee_amount: kept > 0 ? kept : null,
    transfer_data: destination === undefined || sent === 0 ? null : { destination, ...(transfer && { amount: sent }) },
  }
}
