// The truth table of a PaymentIntent: from each status, what each trigger leads to, which events tell of it, and how the
// rest is refused. payment_intent_table.test.ts goes through it row by row, and the simulation may take no other way.
// One file because a table with holes in it could not be checked: every status has a row for every trigger that can reach
// it. Sources: https://docs.stripe.com/payments/paymentintents/lifecycle, https://docs.stripe.com/api/payment_intents, billing
// facts §1.1 and §4.3 (2 to 6); a partial capture and a cancellation refund nothing since 2025-03-31.basil
// (docs.stripe.com/changelog/basil/2025-03-31/remove-refund-from-partial-capture-and-payment-cancellation-flow).

export type PaymentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled'

/** An error as it is answered: HTTP status, type, code, parameter, and the message word by word. */
export interface Refusal {
  readonly status: number
  readonly type: string
  readonly code: string
  readonly param?: string
  readonly message: string
}

/** `from` is `new` where the intent is made by the trigger. */
export interface Row<Status extends string> {
  readonly from: Status | 'new'
  readonly trigger: string
  readonly to: Status
  readonly events: readonly string[]
  readonly refusal?: Refusal
}

const unexpected = (message: string, param?: string): Refusal => ({
  status: 400,
  type: 'invalid_request_error',
  code: 'payment_intent_unexpected_state',
  ...(param !== undefined && { param }),
  message,
})
const frozen = (what: string, status: PaymentStatus) =>
  unexpected(
    `This PaymentIntent's ${what} could not be updated because it has a status of ${status}. You may only update the ` +
      `${what} of a PaymentIntent with one of the following statuses: requires_payment_method, requires_confirmation, requires_action.`,
    what,
  )
const PAID_ALREADY = unexpected(
  'You cannot confirm this PaymentIntent because it has already succeeded after being previously confirmed.',
)
const notCaptured = (status: PaymentStatus) =>
  unexpected(
    `This PaymentIntent could not be captured because it has a status of ${status}. Only a PaymentIntent with one of the ` +
      'following statuses may be captured: requires_capture.',
  )
const notRaised = (status: PaymentStatus) =>
  unexpected(
    `This PaymentIntent's authorization could not be incremented because it has a status of ${status}. Only a ` +
      'PaymentIntent with one of the following statuses may be incremented: requires_capture.',
  )
const notCanceled = (status: PaymentStatus) =>
  unexpected(
    `You cannot cancel this PaymentIntent because it has a status of ${status}. Only a PaymentIntent with one of the ` +
      'following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, ' +
      'requires_confirmation, requires_action, expired, processing.',
  )
/** [K] */
const NO_DEPOSITS = unexpected(
  'This PaymentIntent is not waiting for its bank account to be verified with microdeposits.',
)
const DECLINED: Refusal = {
  status: 402,
  type: 'card_error',
  code: 'card_declined',
  message: 'Your card was declined.',
}
/** [K] */
const WRONG_DEPOSITS: Refusal = {
  status: 400,
  type: 'invalid_request_error',
  code: 'payment_method_microdeposit_verification_amounts_mismatch',
  message:
    'The amounts provided do not match the amounts that were sent to the bank account. You have 2 verification attempts remaining.',
}
/** [K] */
const LAST_DEPOSITS: Refusal = {
  status: 400,
  type: 'invalid_request_error',
  code: 'payment_method_microdeposit_verification_attempts_exceeded',
  message: 'You have exceeded the number of allowed verification attempts.',
}
const TOO_MUCH: Refusal = {
  status: 400,
  type: 'invalid_request_error',
  code: 'amount_too_large',
  param: 'amount_to_capture',
  message: 'The remaining capturable amount for this PaymentIntent is 2000 usd but you tried to capture 2001 usd.',
}

const MADE = 'payment_intent.created'
const CHARGED = ['charge.succeeded', 'payment_intent.succeeded']
const FAILED = ['charge.failed', 'payment_intent.payment_failed']
const PENDING = ['charge.pending', 'payment_intent.processing']
const HELD = ['charge.succeeded', 'payment_intent.amount_capturable_updated']
const RAISED = ['charge.updated', 'payment_intent.amount_capturable_updated']
const TAKEN = ['charge.captured', 'payment_intent.succeeded']
const CANCELED = ['payment_intent.canceled']
const ASKED = ['payment_intent.requires_action']
const TURNED_DOWN = ['payment_intent.payment_failed']

type Given = readonly [trigger: string, to: PaymentStatus, events: readonly string[], refusal?: Refusal]
const from = (start: PaymentStatus | 'new', rows: readonly Given[]): Row<PaymentStatus>[] =>
  rows.map(([trigger, to, events, refusal]) => ({ from: start, trigger, to, events, ...(refusal && { refusal }) }))

/** What may be done as long as nothing was paid or is on its way. */
const confirming = (start: PaymentStatus): readonly Given[] => [
  ['update the description', start, []],
  ['update the method', 'requires_confirmation', []],
  ['confirm', 'succeeded', CHARGED],
  ['confirm, declined', 'requires_payment_method', FAILED, DECLINED],
  // No transition, and so no event, where the customer was asked before.
  ['confirm, authenticated', 'requires_action', start === 'requires_action' ? [] : ASKED],
  ['confirm, debited', 'processing', PENDING],
  ['confirm, captured by hand', 'requires_capture', HELD],
  ['capture', start, [], notCaptured(start)],
  ['capture a part', start, [], notCaptured(start)],
  ['increment', start, [], notRaised(start)],
  ['cancel', 'canceled', CANCELED],
]

/** What is refused once it was; how confirming is refused where it has succeeded is another text. */
const settled = (start: PaymentStatus, confirm: Refusal): readonly Given[] => [
  ['update the description', start, []],
  ['update the amount', start, [], frozen('amount', start)],
  ['update the method', start, [], frozen('payment_method', start)],
  ['confirm', start, [], confirm],
  ['confirm, declined', start, [], confirm],
  ['confirm, authenticated', start, [], confirm],
  ['confirm, debited', start, [], confirm],
  ['confirm, captured by hand', start, [], confirm],
  ['verify the deposits', start, [], NO_DEPOSITS],
]
const noCapture = (start: PaymentStatus): readonly Given[] => [
  ['capture', start, [], notCaptured(start)],
  ['capture a part', start, [], notCaptured(start)],
  ['increment', start, [], notRaised(start)],
]

/**
 * Left out: what an update of the amount does to an intent that waits for its customer is not documented; the bank's word,
 * the customer's and the time of a hold reach only the status that waits for them.
 */
export const PAYMENT_TABLE: readonly Row<PaymentStatus>[] = [
  ...from('new', [
    ['create', 'requires_payment_method', [MADE]],
    ['create with a method', 'requires_confirmation', [MADE]],
    ['create and confirm', 'succeeded', [MADE, ...CHARGED]],
    ['create and confirm, declined', 'requires_payment_method', [MADE, ...FAILED], DECLINED],
    ['create and confirm, authenticated', 'requires_action', [MADE, ...ASKED]],
    ['create and confirm, debited', 'processing', [MADE, ...PENDING]],
    ['create and confirm, captured by hand', 'requires_capture', [MADE, ...HELD]],
  ]),
  ...from('requires_payment_method', [
    ...confirming('requires_payment_method'),
    ['update the amount', 'requires_payment_method', []],
    ['verify the deposits', 'requires_payment_method', [], NO_DEPOSITS],
    ['eight days pass', 'requires_payment_method', []],
  ]),
  ...from('requires_confirmation', [
    ...confirming('requires_confirmation'),
    ['update the amount', 'requires_confirmation', []],
    ['confirm, answered', 'succeeded', CHARGED],
    ['confirm, answered for a debit', 'processing', PENDING],
    ['verify the deposits', 'requires_confirmation', [], NO_DEPOSITS],
    ['eight days pass', 'requires_confirmation', []],
  ]),
  ...from('requires_action', [
    ...confirming('requires_action'),
    ['authorize', 'succeeded', CHARGED],
    ['authorize, where the server confirms', 'requires_confirmation', []],
    ['authorize, captured by hand', 'requires_capture', HELD],
    ['authorize, declined afterwards', 'requires_payment_method', FAILED],
    // A page is open for a day. [K]
    ['authorize, too late', 'requires_action', []],
    ['fail to authorize', 'requires_payment_method', TURNED_DOWN],
    ['verify the deposits', 'processing', PENDING],
    ['verify the deposits, where the server confirms', 'requires_confirmation', []],
    ['verify the deposits, wrong', 'requires_action', [], WRONG_DEPOSITS],
    ['verify the deposits, for the last time', 'requires_payment_method', TURNED_DOWN, LAST_DEPOSITS],
    ['the deposits stay untold', 'requires_payment_method', TURNED_DOWN],
    ['the voucher is paid', 'succeeded', CHARGED],
    // What was paid at a till waits for no server. [K]
    ['the voucher is paid, where the server confirms', 'succeeded', CHARGED],
    ['the voucher runs out', 'requires_payment_method', TURNED_DOWN],
    ['eight days pass', 'requires_action', []],
  ]),
  ...from('processing', [
    ...settled('processing', frozen('payment_method', 'processing')),
    ...noCapture('processing'),
    ['cancel', 'canceled', CANCELED],
    ['the bank says yes', 'succeeded', CHARGED],
    ['the bank says no', 'requires_payment_method', FAILED],
  ]),
  ...from('requires_capture', [
    ...settled('requires_capture', frozen('payment_method', 'requires_capture')),
    ['capture', 'succeeded', TAKEN],
    ['capture a part', 'succeeded', TAKEN],
    ['capture a part of several', 'requires_capture', RAISED],
    ['capture too much', 'requires_capture', [], TOO_MUCH],
    ['increment', 'requires_capture', RAISED],
    ['cancel', 'canceled', CANCELED],
    ['eight days pass', 'canceled', ['charge.expired', ...CANCELED]],
    // What was captured in parts stays. [K]
    ['cancel, after a part', 'succeeded', TAKEN],
    ['eight days pass, after a part', 'succeeded', ['balance.available', ...TAKEN]],
  ]),
  ...from('succeeded', [
    ...settled('succeeded', PAID_ALREADY),
    ...noCapture('succeeded'),
    ['cancel', 'succeeded', [], notCanceled('succeeded')],
    ['eight days pass', 'succeeded', ['balance.available']],
  ]),
  ...from('canceled', [
    ...settled('canceled', frozen('payment_method', 'canceled')),
    ...noCapture('canceled'),
    ['cancel', 'canceled', [], notCanceled('canceled')],
    ['eight days pass', 'canceled', []],
  ]),
]
