// What banks do of themselves, brought about by hand: a dispute, a warning, a card that expires, a refund and a payout that come back.
// Stripe's test mode has a card for each, which has to be thought of before; these are calls of the house's own (docs/own-calls.md).
import type { Node } from '../../contract/index.ts'
import { invalid, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { monthOf } from '../../lib/calendar.ts'
import { methodOf } from '../../network/catalogue.ts'
import type { Claim } from '../../network/disputes.ts'
import { BANK_FAILURES, type BankFailure } from '../../network/payout_failures.ts'
import { type Charge, charge } from './charge_state.ts'
import { book } from './charging.ts'
import { insertDispute } from './dispute.ts'
import { dispute, isOver } from './dispute_state.ts'
import { paymentMethod } from './payment_method.ts'
import { fail, payout } from './payout_state.ts'
import { earlyFraudWarning, warn } from './radar.early_fraud_warning.ts'
import { refund, takeBack } from './refund.ts'

/** They have no rows. */
const simulation = object<{ id: string; object: 'brindle.simulation' }>('brindle.simulation', {
  prefix: 'sim',
  internal: true,
})

/** https://docs.stripe.com/api/disputes/object#dispute_object-reason */
const REASONS = [
  'bank_cannot_process',
  'check_returned',
  'credit_not_processed',
  'customer_initiated',
  'debit_not_authorized',
  'duplicate',
  'fraudulent',
  'general',
  'incorrect_account_details',
  'insufficient_funds',
  'noncompliant',
  'product_not_received',
  'product_unacceptable',
  'subscription_canceled',
  'unrecognized',
]
/** https://docs.stripe.com/api/radar/early_fraud_warnings/object#early_fraud_warning_object-fraud_type */
const FRAUDS = [
  'card_never_received',
  'fraudulent_card_application',
  'made_with_counterfeit_card',
  'made_with_lost_card',
  'made_with_stolen_card',
  'misc',
  'unauthorized_use_of_card',
]
/** https://docs.stripe.com/refunds#failed-refunds */
const REFUND_FAILURES = [
  'charge_for_pending_refund_disputed',
  'declined',
  'expired_or_canceled_card',
  'insufficient_funds',
  'lost_or_stolen_card',
  'merchant_request',
  'unknown',
]

const params = (p: Readonly<Record<string, Node>>): { params: Node & { k: 'object' } } => ({
  params: { k: 'object', p },
})
const oneOf = (v: readonly string[]): Node => ({ k: 'enum', v: [...v] })

interface Disputing {
  readonly amount?: number
  readonly evidence_due_by?: number
  readonly inquiry?: boolean
  readonly reason?: string
}

export const simulations = resource(simulation)
  .on<Disputing>(
    'POST /brindle/charges/{charge}/dispute',
    (tx, given, _self, [id]) => openDispute(tx, tx.get(charge, id!), given),
    params({
      amount: { k: 'integer' },
      evidence_due_by: { k: 'timestamp' },
      inquiry: { k: 'boolean' },
      reason: oneOf(REASONS),
    }),
  )
  .on<{ fraud_type?: string }>(
    'POST /brindle/charges/{charge}/early_fraud_warning',
    (tx, { fraud_type }, _self, [id]) => warnOf(tx, tx.get(charge, id!), fraud_type),
    params({ fraud_type: oneOf(FRAUDS) }),
  )
  .on<object>(
    'POST /brindle/payment_methods/{payment_method}/expire',
    (tx, _params, _self, [id]) => expire(tx, id!),
    params({}),
  )
  .on<{ failure_reason?: string }>(
    'POST /brindle/refunds/{refund}/fail',
    (tx, { failure_reason }, _self, [id]) => failRefund(tx, id!, failure_reason),
    params({ failure_reason: oneOf(REFUND_FAILURES) }),
  )
  .on<{ failure_code?: BankFailure }>(
    'POST /brindle/payouts/{payout}/fail',
    (tx, { failure_code }, _self, [id]) => failPayout(tx, id!, failure_code),
    params({ failure_code: oneOf(Object.keys(BANK_FAILURES)) }),
  )

/** The customer objects to what was not sent back yet, or to a part of it. */
function openDispute(tx: Tx, paid: Charge, { amount, evidence_due_by: due, inquiry, reason }: Disputing): object {
  refuseUntaken(paid, 'disputed')
  const type = typeOf(paid)
  const known = methodOf(type)
  if (known?.disputes !== true)
    throw invalid(`Payments made with ${known?.name ?? type} cannot be disputed.`, { param: 'charge' })
  const all = tx.list(dispute, [`charge=${paid.id}`], { limit: 10 })
  const open = all.find((one) => !isOver(one))
  if (open) throw invalid(`${paid.id} is disputed already, by ${open.id}.`, { param: 'charge' })
  if (paid.disputed) throw invalid(`${paid.id} was disputed before: ${all[0]?.id}.`, { param: 'charge' })
  const rest = paid.amount_captured - paid.amount_refunded
  if (rest === 0) throw invalid(`${paid.id} was refunded: there is nothing left to dispute.`, { param: 'charge' })
  if (amount !== undefined && amount < 1) throw tooSmall(1, 'amount')
  if (amount !== undefined && amount > rest) throw tooLarge(rest, amount, 'amount')
  if (due !== undefined && due <= tx.now)
    throw invalid('The evidence of a new dispute is due in the future.', { param: 'evidence_due_by' })
  const isFinal = known.flow === 'debit'
  // There is nothing to be said against a debit that was objected to. (network/disputes.ts)
  if (isFinal && (inquiry || due !== undefined))
    throw invalid(`Disputes of ${known.name} are final: nobody asks, and no evidence is due.`, {
      param: inquiry ? 'inquiry' : 'evidence_due_by',
    })
  const claim: Claim = isFinal
    ? { reason: reason ?? 'debit_not_authorized', final: true }
    : { reason: reason ?? 'fraudulent', ...(inquiry && { inquiry }) }
  // A test card's own dispute would be a second one about the same money.
  tx.unschedule('dispute.open', paid)
  const booked = book(tx, paid)
  const hidden = { ...booked.hidden, ...(inquiry && { inquired: true as const }) }
  const row = insertDispute(tx, booked, claim, amount ?? rest, due)
  tx.update(charge, booked, { hidden, ...(!inquiry && { disputed: true }) })
  return row
}

function warnOf(tx: Tx, paid: Charge, fraud_type?: string): object {
  refuseUntaken(paid, 'warned of')
  if (typeOf(paid) !== 'card') throw invalid('Only banks of cards warn of fraud.', { param: 'charge' })
  const [known] = tx.list(earlyFraudWarning, [`charge=${paid.id}`], { limit: 1 })
  if (known) throw invalid(`${paid.id} was warned of already, by ${known.id}.`, { param: 'charge' })
  tx.update(charge, paid, { hidden: { ...paid.hidden, warned: true } })
  return warn(tx, paid, fraud_type)
}

const typeOf = ({ payment_method_details: details }: Charge): string => details?.type ?? 'card'

function refuseUntaken({ id, captured, status }: Charge, what: string): void {
  if (status !== 'succeeded')
    throw invalid(`${id} cannot be ${what}: it has a status of ${status}.`, { param: 'charge' })
  if (!captured) throw invalid(`${id} cannot be ${what}: it was not captured.`, { param: 'charge' })
}

/** The card's last month was the one before this. It is declined until it is told of another. */
function expire(tx: Tx, id: string): object {
  const self = tx.get(paymentMethod, id)
  if (!self.card) throw invalid(`${id} does not expire: it is no card.`, { param: 'payment_method' })
  if (self.hidden.expired) throw invalid(`${id} has expired already.`, { param: 'payment_method' })
  const [year, month] = monthOf(tx.now)
  const [exp_year, exp_month] = month === 1 ? [year - 1, 12] : [year, month - 1]
  return tx.update(paymentMethod, self, {
    card: { ...self.card, exp_month, exp_year },
    hidden: { ...self.hidden, expired: true },
  })
}

function failRefund(tx: Tx, id: string, failure_reason = 'expired_or_canceled_card'): object {
  const self = tx.get(refund, id)
  if (self.status === 'failed' || self.status === 'canceled')
    throw invalid(`${id} cannot fail: it has a status of ${self.status}.`, { param: 'refund' })
  if (self.balance_transaction === null)
    throw invalid(`${id} cannot fail: it let go of what was only held, and moved nothing.`, { param: 'refund' })
  const of = tx.get(charge, self.charge as string)
  if (typeOf(of) === 'customer_balance')
    throw invalid(`${id} cannot fail: it went to the customer's cash balance.`, { param: 'refund' })
  return takeBack(tx, self, 'failed', failure_reason)
}

function failPayout(tx: Tx, id: string, failure_code: BankFailure = 'could_not_process'): object {
  const self = tx.get(payout, id)
  if (!['pending', 'in_transit', 'paid'].includes(self.status))
    throw invalid(`${id} cannot fail: it has a status of ${self.status}.`, { param: 'payout' })
  if (self.amount < 0) throw invalid(`${id} cannot fail: it brings money back.`, { param: 'payout' })
  if (self.reversed_by !== null) throw invalid(`${id} cannot fail: it was reversed.`, { param: 'payout' })
  tx.unschedule('payout.submit', { id })
  tx.unschedule('payout.arrive', { id })
  return fail(tx, self, failure_code)
}
