// Outbound payments and transfers: their objects, and which way leads where. Both are one machine: money is held, and leaves,
// comes back, or is sent back from where it went.
// (https://docs.stripe.com/treasury/moving-money/financial-accounts/out-of/outbound-payments#outboundpayment-states)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { type EventRule, type ObjectType, object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addBusinessDays, DAY, isBusinessDay, startOfDay } from '../../lib/calendar.ts'
import { outboundOf } from '../../network/treasury_banks.ts'
import { meet } from '../payments/neighbour.ts'
import type { Network } from './bank.ts'
import { financialAccount } from './financial_account_state.ts'
import { begin, enter, transaction } from './ledger.ts'
import { credit } from './received_credit_state.ts'

export type Kind = 'outbound_payment' | 'outbound_transfer'

export interface OutboundState {
  /** The name of the test account that it goes to. */
  readonly bank?: string
  /** The account of the tenant where the financial account is that it goes to. */
  readonly home?: string
}

const eventsOf = (noun: string): readonly EventRule[] => [
  { on: 'insert', types: [`${noun}.created`] },
  { became: ['status', 'posted'], types: [`${noun}.posted`] },
  { became: ['status', 'failed'], types: [`${noun}.failed`] },
  { became: ['status', 'canceled'], types: [`${noun}.canceled`] },
  { became: ['status', 'returned'], types: [`${noun}.returned`] },
  { on: 'update', changed: ['expected_arrival_date'], types: [`${noun}.expected_arrival_date_updated`] },
  { on: 'update', changed: ['tracking_details'], types: [`${noun}.tracking_details_updated`] },
]

export const outboundPayment = object<Stripe.Treasury.OutboundPayment, OutboundState>('treasury.outbound_payment', {
  prefix: 'obp',
  noun: 'outbound_payment',
  events: eventsOf('treasury.outbound_payment'),
})
export const outboundTransfer = object<Stripe.Treasury.OutboundTransfer, OutboundState>('treasury.outbound_transfer', {
  prefix: 'obt',
  noun: 'outbound_transfer',
  events: eventsOf('treasury.outbound_transfer'),
})
/** What both have: a payment also names a customer and an end user. */
export type Fields = Omit<Stripe.Treasury.OutboundTransfer, 'object' | 'destination_payment_method_details'> & {
  object: string
  destination_payment_method_details: Stripe.Treasury.OutboundTransfer['destination_payment_method_details'] | null
}
export type Outbound = Row<Fields, OutboundState>

export const typeOf = (kind: Kind): ObjectType<Fields, OutboundState> =>
  (kind === 'outbound_payment' ? outboundPayment : outboundTransfer) as never
const kindOf = ({ object }: { readonly object: string }): Kind => object.slice('treasury.'.length) as Kind

/** From which statuses a verb leads where, and the end of the name of the entry that it makes. */
const MOVES = {
  cancel: { from: 'processing', to: 'canceled', entry: 'cancellation' },
  fail: { from: 'processing', to: 'failed', entry: 'failure' },
  post: { from: 'processing', to: 'posted', entry: 'posting' },
  return: { from: 'posted', to: 'returned', entry: 'return' },
} as const
export type Move = keyof typeof MOVES

const NOUNS: Readonly<Record<Kind, string>> = {
  outbound_payment: 'OutboundPayment',
  outbound_transfer: 'OutboundTransfer',
}

/** Wording [M]. */
export function checkMove(self: Outbound, move: Move): void {
  const { from, to } = MOVES[move]
  if (self.status !== from)
    throw invalid(`This ${NOUNS[kindOf(self)]} cannot be ${to}: it must be \`${from}\`, and is \`${self.status}\`.`)
  if (move === 'cancel' && !self.cancelable)
    throw invalid(`This ${NOUNS[kindOf(self)]} cannot be canceled: its funds are on their way already.`)
}

/** Takes a move that was checked: the money, the status and the time of it. */
export function take(tx: Tx, self: Outbound, move: Move, code?: ReturnedCode): Outbound {
  const { to, entry } = MOVES[move]
  const kind = kindOf(self)
  const type = `${kind}_${entry}` as const
  // What comes back is a transaction of its own: the first one stays posted.
  const returned =
    move === 'return' &&
    begin(tx, self.financial_account, {
      flow: self.id,
      flow_type: kind,
      type: `${kind}_return`,
      amount: self.amount,
      description: `${NOUNS[kind]} return | ${self.statement_descriptor}`,
    })
  if (!returned) enter(tx, tx.get(transaction, self.transaction), type)
  return tx.update(typeOf(kind), self, {
    cancelable: false,
    status: to,
    status_transitions: { ...self.status_transitions, [`${to}_at`]: tx.now },
    ...(returned && { returned_details: { code: code ?? 'declined', transaction: returned.id } }),
  })
}
export type ReturnedCode = NonNullable<Outbound['returned_details']>['code']

/** Sends it back from where it went; what was still on its way arrives first, as in the sample of Stripe's test helper. */
export function sendBack(tx: Tx, self: Outbound, code?: ReturnedCode): Outbound {
  const posted = self.status === 'processing' ? take(tx, self, 'post') : self
  checkMove(posted, 'return')
  return take(tx, posted, 'return', code)
}

/** What a job or a helper is going to need is read in one round. */
export const READS = ['id.transaction', 'id.financial_account'] as const

/** The bank has answered, or the other financial account has the money. */
export function settle(tx: Tx, self: Outbound): void {
  if (self.status !== 'processing') return
  const { bank, home } = self.hidden
  if (home !== undefined) {
    deliver(tx, self, home)
    return
  }
  const outcome = outboundOf(bank!)
  if (outcome === 'never') return
  if (outcome === 'canceled') take(tx, self, 'cancel')
  else if (outcome === 'failed') take(tx, self, 'fail')
  else if (typeof outcome === 'object') sendBack(tx, self, outcome.returns)
  else if (outcome === 'delayed') take(tx, later(tx, self), 'post')
  else take(tx, self, 'post')
}

const later = (tx: Tx, self: Outbound): Outbound =>
  tx.update(typeOf(kindOf(self)), self, { expected_arrival_date: self.expected_arrival_date + DAY })

/** Hands the money to another financial account of the platform, which may not be able to take it. */
function deliver(tx: Tx, self: Outbound, home: string): void {
  const { id } = self.destination_payment_method_details!.financial_account!
  const there = meet(tx, home, [id])
  const received = credit(there, there.get(financialAccount, id), {
    amount: self.amount,
    description: self.statement_descriptor,
    network: 'stripe',
    from: { financial_account: self.financial_account, flow: self.id, flowType: kindOf(self), home: tx.place.account },
  })
  take(tx, self, received.status === 'succeeded' ? 'post' : 'fail')
}

/**
 * When money is expected that is sent now. By ACH a sample of Stripe's has midnight UTC two business days on; a wire arrives
 * on the business day, and within Stripe it is there at once. (docs.stripe.com/treasury/connect/money-movement/timelines)
 */
export function arrivalOf(network: Network, now: number): number {
  if (network === 'stripe') return now
  const today = startOfDay(now)
  if (network === 'ach') return addBusinessDays(today, 2)
  return isBusinessDay(today) ? today : addBusinessDays(today, 1)
}

/** How a test helper tells of the number by which the money is followed: once, and when it is on its way. */
export function track(tx: Tx, self: Outbound, given: Tracking): Outbound {
  const noun = NOUNS[kindOf(self)]
  if (self.cancelable || self.status === 'canceled' || self.status === 'failed')
    throw invalid(
      `The tracking details of this ${noun} cannot be set: it is ${self.cancelable ? 'cancelable' : self.status}.`,
    )
  if (self.tracking_details) throw invalid(`The tracking details of this ${noun} have already been set.`)
  const { type, ach, us_domestic_wire: wire } = given
  const param = `tracking_details[${type}]`
  const sent = self.destination_payment_method_details!.us_bank_account?.network
  if (type !== sent) throw invalid(`This ${noun} was not sent over \`${type}\`.`, { param: 'tracking_details[type]' })
  if (type === 'ach' ? !ach : !wire)
    throw invalid(`Missing required param: ${param}.`, { code: 'parameter_missing', param })
  return tx.update(typeOf(kindOf(self)), self, {
    tracking_details: {
      type,
      ...(type === 'ach' && { ach: { trace_id: ach!.trace_id } }),
      ...(type === 'us_domestic_wire' && {
        us_domestic_wire: { chips: wire!.chips ?? null, imad: wire!.imad ?? null, omad: wire!.omad ?? null },
      }),
    } as Outbound['tracking_details'],
  })
}
interface Tracking {
  readonly type: 'ach' | 'us_domestic_wire'
  readonly ach?: { readonly trace_id: string }
  readonly us_domestic_wire?: { readonly chips?: string; readonly imad?: string; readonly omad?: string }
}
