// The truth table of a SetupIntent, as payment_intent_table.ts is that of a payment. No method of test mode leaves one
// `processing`. Sources: https://docs.stripe.com/payments/paymentintents/lifecycle, https://docs.stripe.com/api/setup_intents, billing
// facts §1.3 and §4.3 (7); the refusals were recorded at 2026-08-26.dahlia, but for those marked [K].
import type { Refusal, Row } from './payment_intent_table.ts'

export type SetupStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'succeeded'
  | 'canceled'

const unexpected = (message: string): Refusal => ({
  status: 400,
  type: 'invalid_request_error',
  code: 'setup_intent_unexpected_state',
  message,
})
/** That of a canceled one is [K] for updates. */
const over = (verb: 'confirm' | 'update', status: SetupStatus) =>
  unexpected(
    `You cannot ${verb} this SetupIntent because it ${status === 'canceled' ? 'has been canceled' : 'has already succeeded'}.`,
  )
const SUCCEEDED_NOT_CANCELED = unexpected(
  'You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following ' +
    'statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
)
const CANCELED_ALREADY = unexpected('You cannot cancel this SetupIntent because it is already canceled.')
/** [K] */
const NO_DEPOSITS = unexpected(
  'This SetupIntent is not waiting for its bank account to be verified with microdeposits.',
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

const MADE = 'setup_intent.created'
const SAVED = ['payment_method.attached', 'setup_intent.succeeded']
const FAILED = ['setup_intent.setup_failed']
const ASKED = ['setup_intent.requires_action']
const CANCELED = ['setup_intent.canceled']

type Given = readonly [trigger: string, to: SetupStatus, events: readonly string[], refusal?: Refusal]
const from = (start: SetupStatus | 'new', rows: readonly Given[]): Row<SetupStatus>[] =>
  rows.map(([trigger, to, events, refusal]) => ({ from: start, trigger, to, events, ...(refusal && { refusal }) }))

const open = (start: SetupStatus): readonly Given[] => [
  ['update the description', start, []],
  ['update the method', 'requires_confirmation', []],
  ['confirm', 'succeeded', SAVED],
  ['confirm, declined', 'requires_payment_method', FAILED, DECLINED],
  ['confirm, authenticated', 'requires_action', start === 'requires_action' ? [] : ASKED],
  ['confirm, debited', 'succeeded', SAVED],
  ['cancel', 'canceled', CANCELED],
  ['eight days pass', start, []],
]
const closed = (start: SetupStatus): readonly Given[] => [
  ['update the description', start, []],
  ['update the method', start, [], over('update', start)],
  ['confirm', start, [], over('confirm', start)],
  ['confirm, declined', start, [], over('confirm', start)],
  ['confirm, authenticated', start, [], over('confirm', start)],
  ['confirm, debited', start, [], over('confirm', start)],
  ['verify the deposits', start, [], NO_DEPOSITS],
  ['eight days pass', start, []],
]

/** Each has a customer, so that what is set up is attached. */
export const SETUP_TABLE: readonly Row<SetupStatus>[] = [
  ...from('new', [
    ['create', 'requires_payment_method', [MADE]],
    ['create with a method', 'requires_confirmation', [MADE]],
    ['create and confirm', 'succeeded', [MADE, ...SAVED]],
    ['create and confirm, declined', 'requires_payment_method', [MADE, ...FAILED], DECLINED],
    ['create and confirm, authenticated', 'requires_action', [MADE, ...ASKED]],
    ['create and confirm, debited', 'succeeded', [MADE, ...SAVED]],
  ]),
  ...from('requires_payment_method', [
    ...open('requires_payment_method'),
    ['verify the deposits', 'requires_payment_method', [], NO_DEPOSITS],
  ]),
  ...from('requires_confirmation', [
    ...open('requires_confirmation'),
    ['verify the deposits', 'requires_confirmation', [], NO_DEPOSITS],
  ]),
  ...from('requires_action', [
    ...open('requires_action'),
    ['authorize', 'succeeded', SAVED],
    ['authorize, too late', 'requires_action', []],
    ['fail to authorize', 'requires_payment_method', FAILED],
    ['verify the deposits', 'succeeded', SAVED],
    ['verify the deposits, wrong', 'requires_action', [], WRONG_DEPOSITS],
    ['verify the deposits, for the last time', 'requires_payment_method', FAILED, LAST_DEPOSITS],
  ]),
  ...from('succeeded', [...closed('succeeded'), ['cancel', 'succeeded', [], SUCCEEDED_NOT_CANCELED]]),
  ...from('canceled', [...closed('canceled'), ['cancel', 'canceled', [], CANCELED_ALREADY]]),
]
