// A PaymentIntent through every row of its truth table.
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  AGREED,
  asksPage,
  BACK,
  complete,
  decides,
  type Machine,
  posts,
  tried,
  UNVERIFIED,
  waits,
} from './intent_table.ts'
import { PAYMENT_TABLE, type Row } from './payment_intent_table.ts'

const TYPES = 'currency=usd&payment_method_types[]=card&payment_method_types[]=us_bank_account'
const VISA = 'payment_method=pm_card_visa'
const DECLINED = 'payment_method=pm_card_visa_chargeDeclined'
const CHALLENGED = `payment_method=pm_card_authenticationRequired&${BACK}`
const DEBIT = `payment_method=pm_usBankAccount_success&${AGREED}`
const HELD = `${VISA}&capture_method=manual&confirm=true`
const MANY = `${HELD}&payment_method_options[card][request_multicapture]=if_available`
const RAISABLE = `${HELD}&payment_method_options[card][request_incremental_authorization]=if_available`
const DEPOSITS = `${UNVERIFIED}&${AGREED}&confirm=true`
const A_DAY = 86_401
const EIGHT_DAYS = 8 * 86_400

const CREATE = 'POST /v1/payment_intents'
const UPDATE = 'POST /v1/payment_intents/{id}'
const CONFIRM = 'POST /v1/payment_intents/{id}/confirm'
const CAPTURE = 'POST /v1/payment_intents/{id}/capture'
const VERIFY = 'POST /v1/payment_intents/{id}/verify_microdeposits'

const creates = (form: string) => ({
  operation: CREATE,
  run: (world: any, { path, base }: any) => world.call('POST', path, `${base}&${form}`),
})
const confirms = (form: string) => ({ operation: CONFIRM, run: posts('/confirm', form) })
const verifies = (form: string) => ({
  operation: VERIFY,
  start: { requires_action: `${TYPES}&${DEPOSITS}` },
  run: posts('/verify_microdeposits', form),
})

/** A voucher goes by its customer's address; its currency is Mexico's. */
const voucher = (local: string) =>
  'currency=mxn&payment_method_types[]=oxxo&capture_method=automatic&confirm=true&payment_method_data[type]=oxxo' +
  `&payment_method_data[billing_details][name]=Ana&payment_method_data[billing_details][email]=${local}@example.com`

/** Amounts in minor units: in all, held, and taken; and why it was canceled. */
function looks(after: any, { from, trigger, to, refusal }: Row<string>): void {
  const amount = refusal ? 2000 : ({ 'update the amount': 3000, increment: 2500 }[trigger] ?? 2000)
  const parts = trigger === 'capture a part of several' || trigger.endsWith(', after a part')
  const taken = parts || (trigger === 'capture a part' && !refusal) ? 500 : to === 'succeeded' ? 2000 : 0
  const held = to === 'requires_capture' ? amount - taken : 0
  assert.deepEqual([after.amount, after.amount_capturable, after.amount_received], [amount, held, taken])
  const isCanceledNow = to === 'canceled' && from !== 'canceled'
  const why = isCanceledNow ? (trigger === 'cancel' ? 'abandoned' : 'expired') : null
  assert.deepEqual([after.canceled_at !== null, after.cancellation_reason], [to === 'canceled', why])
}

const payments: Machine = {
  path: '/v1/payment_intents',
  object: 'payment_intent',
  base: () => 'amount=2000&metadata[a]=1',
  looks,
  starts: {
    requires_payment_method: TYPES,
    requires_confirmation: `${TYPES}&${VISA}`,
    requires_action: `${TYPES}&${CHALLENGED}&confirm=true`,
    processing: `${TYPES}&${DEBIT}&confirm=true`,
    requires_capture: `${TYPES}&${HELD}`,
    succeeded: `${TYPES}&${VISA}&confirm=true&capture_method=automatic`,
    canceled: `${TYPES}&${VISA}`,
  },
  triggers: {
    create: creates(TYPES),
    'create with a method': creates(`${TYPES}&${VISA}`),
    'create and confirm': creates(`${TYPES}&${VISA}&confirm=true`),
    'create and confirm, declined': creates(`${TYPES}&${DECLINED}&confirm=true`),
    'create and confirm, authenticated': creates(`${TYPES}&${CHALLENGED}&confirm=true`),
    'create and confirm, debited': creates(`${TYPES}&${DEBIT}&confirm=true`),
    'create and confirm, captured by hand': creates(`${TYPES}&${HELD}`),
    'update the description': { operation: UPDATE, run: posts('', 'description=x') },
    'update the amount': { operation: UPDATE, run: posts('', 'amount=3000') },
    'update the method': { operation: UPDATE, run: posts('', 'payment_method=pm_card_mastercard') },
    'confirm, answered': {
      operation: CONFIRM,
      start: { requires_confirmation: `${TYPES}&${CHALLENGED}&confirm=true&confirmation_method=manual` },
      before: decides('succeed'),
      run: posts('/confirm', BACK),
    },
    'confirm, answered for a debit': {
      operation: CONFIRM,
      start: { requires_confirmation: `${TYPES}&${DEPOSITS}&confirmation_method=manual` },
      before: posts('/verify_microdeposits', 'descriptor_code=SM11AA'),
      run: posts('/confirm', ''),
    },
    confirm: confirms(`${VISA}&${BACK}`),
    'confirm, declined': confirms(DECLINED),
    'confirm, authenticated': confirms(CHALLENGED),
    'confirm, debited': confirms(DEBIT),
    'confirm, captured by hand': confirms(`${VISA}&capture_method=manual`),
    authorize: { operation: CREATE, run: decides('succeed') },
    'authorize, where the server confirms': {
      operation: CREATE,
      start: { requires_action: `${TYPES}&${CHALLENGED}&confirm=true&confirmation_method=manual` },
      run: decides('succeed'),
    },
    'authorize, captured by hand': {
      operation: CREATE,
      start: { requires_action: `${TYPES}&${CHALLENGED}&confirm=true&capture_method=manual` },
      run: decides('succeed'),
    },
    'authorize, declined afterwards': {
      operation: CREATE,
      start: {
        requires_action: `${TYPES}&payment_method=pm_card_threeDSecureRequiredChargeDeclined&${BACK}&confirm=true`,
      },
      run: decides('succeed'),
    },
    'authorize, too late': { operation: CREATE, before: waits(A_DAY), run: asksPage },
    'fail to authorize': { operation: CREATE, run: decides('fail') },
    'the voucher is paid': {
      operation: CREATE,
      start: { requires_action: voucher('succeed_immediately') },
      run: waits(5),
    },
    'the voucher is paid, where the server confirms': {
      operation: CREATE,
      start: { requires_action: `${voucher('succeed_immediately')}&confirmation_method=manual` },
      run: waits(5),
    },
    'the voucher runs out': {
      operation: CREATE,
      start: { requires_action: voucher('expire_immediately') },
      run: waits(5),
    },
    'the deposits stay untold': {
      operation: CREATE,
      start: { requires_action: `${TYPES}&${DEPOSITS}` },
      run: waits(10 * 86_400 + 60),
    },
    'the bank says yes': { operation: CREATE, run: waits(5) },
    'the bank says no': {
      operation: CREATE,
      start: { processing: `${TYPES}&payment_method=pm_usBankAccount_insufficientFunds&${AGREED}&confirm=true` },
      run: waits(5),
    },
    capture: { operation: CAPTURE, run: posts('/capture', '') },
    'capture a part': { operation: CAPTURE, run: posts('/capture', 'amount_to_capture=500') },
    'capture a part of several': {
      operation: CAPTURE,
      start: { requires_capture: `${TYPES}&${MANY}` },
      run: posts('/capture', 'amount_to_capture=500&final_capture=false'),
    },
    'capture too much': { operation: CAPTURE, run: posts('/capture', 'amount_to_capture=2001') },
    increment: {
      operation: 'POST /v1/payment_intents/{id}/increment_authorization',
      start: { requires_capture: `${TYPES}&${RAISABLE}` },
      run: posts('/increment_authorization', 'amount=2500'),
    },
    cancel: {
      operation: 'POST /v1/payment_intents/{id}/cancel',
      run: posts('/cancel', 'cancellation_reason=abandoned'),
    },
    'cancel, after a part': {
      operation: 'POST /v1/payment_intents/{id}/cancel',
      start: { requires_capture: `${TYPES}&${MANY}` },
      before: posts('/capture', 'amount_to_capture=500&final_capture=false'),
      run: posts('/cancel', 'cancellation_reason=abandoned'),
    },
    'verify the deposits': verifies('amounts[]=32&amounts[]=45'),
    'verify the deposits, where the server confirms': {
      operation: VERIFY,
      start: { requires_action: `${TYPES}&${DEPOSITS}&confirmation_method=manual` },
      run: posts('/verify_microdeposits', 'descriptor_code=SM11AA'),
    },
    'verify the deposits, wrong': verifies('amounts[]=1&amounts[]=2'),
    'verify the deposits, for the last time': verifies('amounts[]=10&amounts[]=11'),
    'eight days pass': { operation: CREATE, run: waits(EIGHT_DAYS) },
    'eight days pass, after a part': {
      operation: CREATE,
      start: { requires_capture: `${TYPES}&${MANY}` },
      before: posts('/capture', 'amount_to_capture=500&final_capture=false'),
      run: waits(EIGHT_DAYS),
    },
  },
}

tried(payments, PAYMENT_TABLE)

test('the table has every way that an intent is tried on, and no row twice', () => complete(payments, PAYMENT_TABLE))

test('the table knows the seven statuses', () => {
  assert.deepEqual(
    [...new Set(PAYMENT_TABLE.map(({ from }) => from))],
    [
      'new',
      'requires_payment_method',
      'requires_confirmation',
      'requires_action',
      'processing',
      'requires_capture',
      'succeeded',
      'canceled',
    ],
  )
})
