// One attempt to move money: written with what the network said, captured, booked, or let go. Intents and legacy charges
// both pay this way. (https://docs.stripe.com/api/charges)
import type { Tx } from '../../kernel/tx.ts'
import { chargedAs } from '../../network/catalogue.ts'
import { type DeclineText, outcomeOf } from '../../network/declines.ts'
import { accountNamed } from '../../network/test_accounts.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { feeOf } from '../../rules/fees.ts'
import { askingApplication } from '../core/account.ts'
import { applicationFeeDetail, inBusinessDays, move, sourceTypeOf, stripeFee } from './balance_transaction.ts'
import { type Charge, charge, type ChargeState } from './charge_state.ts'
import { withReceipt } from './receipt.ts'
import { openReview, review } from './review_state.ts'

/** What is to be paid, by whom. Amounts are in minor units. */
export interface Payment {
  readonly amount: number
  readonly application_fee_amount: number | null
  readonly currency: string
  readonly customer: string | null
  readonly description: string | null
  readonly metadata: Readonly<Record<string, string>>
  readonly on_behalf_of: string | null
  readonly payment_intent: string | null
  readonly receipt_email: string | null
  readonly shipping: unknown
  readonly statement_descriptor: string | null
  readonly statement_descriptor_suffix: string | null
  readonly transfer_data: object | null
  readonly transfer_group: string | null
}

/** What it is paid with. */
export interface Instrument {
  readonly id: string
  readonly type: string
  readonly billing_details: unknown
  /** `payment_method_details[<type>]`. */
  readonly details: Readonly<Record<string, unknown>>
  /** The row of the test card, or of the test account. */
  readonly card?: string
  readonly account?: string
  /** The card or source itself, for charges of the time before PaymentMethods. */
  readonly source: object | null
}

export type Said =
  /** Paid, and captured now, a moment later (`automatic_async`), or when somebody captures it. */
  | {
      readonly kind: 'paid'
      readonly capture: 'now' | 'soon' | 'later'
      /** It may be captured in several parts, or raised, before it is captured. */
      readonly manyTimes?: boolean
      readonly raisable?: boolean
    }
  /** The bank decides later. */
  | { readonly kind: 'pending' }
  | { readonly kind: 'failed'; readonly decline: DeclineText }

/** An authorisation that nobody captures runs out after a week. (docs.stripe.com/payments/place-a-hold-on-a-payment-method) */
export const HOLD_SECONDS = 7 * 24 * 60 * 60
/** One in a shop has to be captured within two days. (docs.stripe.com/terminal/payments/collect-card-payment#capture-payment) */
const HOLD_IN_PERSON_SECONDS = 2 * 24 * 60 * 60
/** How long a method of a type is held. */
export const holdSeconds = (type: string): number => (type === 'card_present' ? HOLD_IN_PERSON_SECONDS : HOLD_SECONDS)
/** How long `automatic_async` takes. [K] */
const SOON_SECONDS = 2

/** Writes the charge of an attempt: paid, on its way, or failed with the bank's reason. */
export function insertCharge(tx: Tx, payment: Payment, paidWith: Instrument, said: Said): Charge {
  const movement = chargedAs(paidWith.type)?.movement ?? 'charge'
  const id = tx.id({ ...charge, prefix: movement === 'charge' ? 'ch' : 'py' })
  const isPaid = said.kind === 'paid'
  const isCaptured = isPaid && said.capture !== 'later'
  const isSoon = isCaptured && said.capture === 'soon' && !bypassesPending(paidWith)
  const decline = said.kind === 'failed' ? said.decline : undefined
  const known: ChargeState = {
    ...(paidWith.card !== undefined && { card: paidWith.card }),
    ...(paidWith.account !== undefined && { account: paidWith.account }),
    ...(accountNamed(paidWith.type, paidWith.account ?? '')?.endsMandate && { endsMandate: true }),
    ...(isSoon && { unbooked: true }),
  }
  const unseen = { id, receipt_url: null, hidden: known }
  const { receipt_url, hidden } = isCaptured ? withReceipt(tx, unseen) : unseen
  if (hidden.unbooked) tx.schedule(tx.now + SOON_SECONDS, 'charge.book', { id })
  const transaction = isCaptured && !isSoon ? bookPayment(tx, { ...payment, id, hidden }, paidWith.type) : undefined
  const isReviewed = isPaid && TEST_CARDS[paidWith.card ?? '']?.radar === 'review'
  const row = tx.insert(charge, {
    id,
    amount: payment.amount,
    amount_captured: isCaptured ? payment.amount : 0,
    amount_refunded: 0,
    application: askingApplication(tx),
    application_fee: null,
    application_fee_amount: payment.application_fee_amount,
    balance_transaction: transaction?.id ?? null,
    billing_details: paidWith.billing_details as Charge['billing_details'],
    calculated_statement_descriptor: movement === 'charge' ? descriptor(payment) : null,
    captured: isCaptured,
    created: tx.now,
    currency: payment.currency,
    customer: payment.customer,
    description: payment.description,
    disputed: false,
    failure_balance_transaction: null,
    ...failure(decline),
    fraud_details: {},
    livemode: false,
    metadata: payment.metadata,
    on_behalf_of: payment.on_behalf_of,
    outcome: said.kind === 'pending' ? NOT_ASSESSED : outcome(decline, paidWith.card),
    paid: isPaid,
    payment_intent: payment.payment_intent,
    payment_method: paidWith.id,
    payment_method_details: { [paidWith.type]: held(tx, paidWith, payment, said), type: paidWith.type },
    receipt_email: payment.receipt_email,
    receipt_number: null,
    receipt_url,
    refunded: false,
    review: isReviewed ? tx.id(review) : null,
    shipping: payment.shipping,
    source: paidWith.source,
    source_transfer: null,
    statement_descriptor: payment.statement_descriptor,
    statement_descriptor_suffix: payment.statement_descriptor_suffix,
    status: said.kind === 'paid' ? 'succeeded' : said.kind,
    transfer_data: payment.transfer_data && { amount: null, ...payment.transfer_data },
    transfer_group: payment.transfer_group,
    hidden,
  } as never)
  if (isReviewed) openReview(tx, row)
  return row
}

/** A card that is only held says until when. (https://docs.stripe.com/api/charges/object#charge_object-payment_method_details-card-capture_before) */
function held(tx: Tx, { type, details }: Instrument, { amount }: Payment, said: Said): object {
  if (!['card', 'card_present'].includes(type) || said.kind !== 'paid') return details
  return {
    ...details,
    amount_authorized: amount,
    // No more than was authorized can be captured.
    ...(type === 'card' && { overcapture: { maximum_amount_capturable: amount, status: 'unavailable' } }),
    ...(said.capture === 'later' && { capture_before: tx.now + holdSeconds(type) }),
    ...(said.manyTimes && type === 'card' && { multicapture: { status: 'available' } }),
    ...(said.raisable && type === 'card' && { incremental_authorization: { status: 'available' } }),
  }
}

/** At most 22 characters on the customer's statement. (https://docs.stripe.com/get-started/account/statement-descriptors) */
function descriptor({ statement_descriptor, statement_descriptor_suffix }: Payment): string {
  if (statement_descriptor_suffix) return `BRINDLE* ${statement_descriptor_suffix}`.slice(0, 22)
  return statement_descriptor ?? 'BRINDLE'
}

const failure = (decline: DeclineText | undefined) => ({
  failure_code: decline?.code ?? null,
  failure_message: decline?.message ?? null,
})

/** What the network said. (https://docs.stripe.com/api/charges/object#charge_object-outcome) */
function outcome(decline: DeclineText | undefined, card: string | undefined): object {
  const row = TEST_CARDS[card ?? '']
  const said = {
    advice_code: decline?.advice_code ?? null,
    network_advice_code: null,
    network_decline_code: decline?.network_decline_code ?? null,
    risk_level: row?.risk ?? 'normal',
  }
  if (!decline)
    return {
      ...said,
      network_status: 'approved_by_network',
      reason: row?.risk === 'elevated' ? 'elevated_risk_level' : null,
      seller_message: 'Payment complete.',
      type: row?.radar === 'review' ? 'manual_review' : 'authorized',
    }
  return { ...said, ...outcomeOf(decline) }
}

/** Nobody has looked at the risk. */
export const NOT_ASSESSED = {
  advice_code: null,
  network_advice_code: null,
  network_decline_code: null,
  network_status: 'approved_by_network',
  reason: null,
  risk_level: 'not_assessed',
  seller_message: 'Payment complete.',
  type: 'authorized',
}

type Money = Pick<Charge, 'id' | 'amount' | 'application_fee_amount' | 'currency' | 'description' | 'hidden'>

/** What is paid with some test cards is in the balance at once. (https://docs.stripe.com/testing#available-balance) */
const bypassesPending = ({ card }: Pick<ChargeState, 'card'>): boolean =>
  TEST_CARDS[card ?? '']?.bypassesPending === true

/** The movement that a captured payment brings: the amount, less the fee, available some business days later. */
function bookPayment(tx: Tx, self: Money, type: string) {
  const { id, amount, currency, description, hidden } = self
  const method = chargedAs(type)!
  const days = bypassesPending(hidden) ? 0 : method.settles
  return move(tx, {
    type: method.movement,
    source: id,
    amount,
    currency,
    description,
    fees: [stripeFee(feeOf(amount, currency), currency), applicationFeeDetail(tx, keptOf(tx, self), currency)],
    of: sourceTypeOf(type),
    availableOn: inBusinessDays(tx, days),
  })
}

/** What the platform keeps of a payment in an account connected to it: no more than was captured. Minor units. */
const keptOf = ({ place }: Tx, { amount, application_fee_amount }: Pick<Money, 'amount' | 'application_fee_amount'>) =>
  place.account === place.tenant ? 0 : Math.min(application_fee_amount ?? 0, amount)

const typeOf = (self: Charge): string => self.payment_method_details!.type

/** Books what was captured and not booked yet: the charge's balance transaction. */
export function book(tx: Tx, self: Charge): Charge {
  if (!self.hidden.unbooked) return self
  tx.unschedule('charge.book', self)
  const { unbooked: _, ...hidden } = self.hidden
  const transaction = bookPayment(tx, { ...self, amount: self.amount_captured }, typeOf(self))
  return tx.update(charge, self, { balance_transaction: transaction.id, hidden })
}

/**
 * Captures an authorised amount (minor units, no more than is held). A last capture lets go of the rest: nothing of it
 * was ever moved, so it is no refund. (docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow)
 */
export function captureCharge(
  tx: Tx,
  self: Charge,
  amount: number,
  isLast = true,
  described: Partial<Charge> = {},
): Charge {
  const transaction = bookPayment(tx, { ...self, ...described, amount }, typeOf(self))
  return tx.update(charge, self, {
    ...described,
    ...withReceipt(tx, self),
    amount_captured: self.amount_captured + amount,
    balance_transaction: transaction.id,
    captured: isLast,
  })
}

/** The bank holds more: a new total, in minor units. */
export function raiseCharge(tx: Tx, self: Charge, amount: number, described: Partial<Charge> = {}): Charge {
  const details = self.payment_method_details as { card?: object }
  return tx.update(charge, self, {
    ...described,
    amount,
    payment_method_details: { ...details, card: { ...details.card, amount_authorized: amount } } as never,
  })
}

/** What was held runs out. */
export function expireCharge(tx: Tx, self: Charge): Charge {
  return tx.update(charge, self, { hidden: { ...self.hidden, expired: 1 } })
}

/** What was held is let go by whoever asked for it: no money moved, and nobody is told. */
export function releaseCharge(tx: Tx, self: Charge): Charge {
  return tx.update(charge, self, { hidden: { ...self.hidden, released: true } })
}

/** The bank has decided of a pending charge. */
export function concludeCharge(tx: Tx, self: Charge, decline: DeclineText | undefined): Charge {
  if (decline)
    return tx.update(charge, self, {
      ...failure(decline),
      outcome: outcome(decline, undefined) as Charge['outcome'],
      status: 'failed',
    })
  const transaction = bookPayment(tx, self, typeOf(self))
  return tx.update(charge, self, {
    ...withReceipt(tx, self),
    amount_captured: self.amount,
    balance_transaction: transaction.id,
    captured: true,
    paid: true,
    status: 'succeeded',
  })
}
