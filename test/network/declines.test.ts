// What a decline says, code by code. (https://docs.stripe.com/declines/codes)
import assert from 'node:assert/strict'
import test from 'node:test'
import { DECLINES, type DeclineText, outcomeOf } from '../../src/network/declines.ts'

const TABLE: Readonly<Record<string, DeclineText>> = DECLINES
const VELOCITY = 'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.'

test('the declines of test cards, as recorded', () => {
  const rows: readonly (readonly [
    name: string,
    code: string,
    decline: string | undefined,
    message: string,
    param?: string,
  ])[] = [
    ['generic_decline', 'card_declined', 'generic_decline', 'Your card was declined.'],
    ['insufficient_funds', 'card_declined', 'insufficient_funds', 'Your card has insufficient funds.'],
    ['lost_card', 'card_declined', 'lost_card', 'Your card was declined.'],
    ['stolen_card', 'card_declined', 'stolen_card', 'Your card was declined.'],
    ['fraudulent', 'card_declined', 'fraudulent', 'Your card was declined.'],
    ['card_velocity_exceeded', 'card_declined', 'card_velocity_exceeded', VELOCITY],
    ['expired_card', 'expired_card', 'expired_card', 'Your card has expired.', 'exp_month'],
    ['incorrect_cvc', 'incorrect_cvc', undefined, "Your card's security code is incorrect.", 'cvc'],
    [
      'processing_error',
      'processing_error',
      undefined,
      'An error occurred while processing your card. Try again in a little bit.',
    ],
    ['incorrect_number', 'incorrect_number', undefined, 'Your card number is incorrect.', 'number'],
    [
      'authentication_required',
      'authentication_required',
      'authentication_required',
      'Your card was declined. This transaction requires authentication.',
    ],
  ]
  for (const [name, code, decline, message, param] of rows) {
    const row = TABLE[name]!
    assert.deepEqual([row.code, row.decline_code, row.message, row.param], [code, decline, message, param], name)
  }
  assert.deepEqual(TABLE.generic_decline, {
    code: 'card_declined',
    decline_code: 'generic_decline',
    message: 'Your card was declined.',
    advice_code: 'try_again_later',
    network_decline_code: '01',
  })
})

test('every code of Stripe’s page has a row, and only those', () => {
  const codes =
    'approve_with_id authentication_required call_issuer card_not_supported card_velocity_exceeded currency_not_supported ' +
    'do_not_honor do_not_try_again duplicate_transaction expired_card fraudulent generic_decline incorrect_address ' +
    'incorrect_cvc incorrect_number incorrect_pin incorrect_zip insufficient_funds invalid_account invalid_amount ' +
    'invalid_cvc invalid_expiry_month invalid_expiry_year invalid_number invalid_pin issuer_not_available lost_card ' +
    'merchant_blacklist mobile_device_authentication_required new_account_information_available no_action_taken ' +
    'not_permitted offline_pin_required online_or_offline_pin_required pickup_card pin_try_exceeded processing_error ' +
    'reenter_transaction restricted_card revocation_of_all_authorizations revocation_of_authorization security_violation ' +
    'service_not_allowed stolen_card stop_payment_order testmode_decline transaction_not_allowed try_again_later ' +
    'withdrawal_count_limit_exceeded'
  assert.deepEqual(Object.keys(TABLE).sort(), codes.split(' '))
  for (const [name, row] of Object.entries(TABLE)) assert.equal(row.decline_code ?? row.code, name)
})

test('what a charge says of a decline', () => {
  assert.deepEqual(outcomeOf(DECLINES.generic_decline), {
    network_status: 'declined_by_network',
    reason: 'generic_decline',
    seller_message: 'The bank did not return any further details with this decline.',
    type: 'issuer_declined',
  })
  assert.deepEqual(outcomeOf(DECLINES.stolen_card), {
    network_status: 'declined_by_network',
    reason: 'stolen_card',
    seller_message: 'The bank returned the decline code `stolen_card`.',
    type: 'issuer_declined',
  })
  assert.equal(outcomeOf(DECLINES.incorrect_cvc).reason, 'incorrect_cvc')
  assert.deepEqual(outcomeOf(DECLINES.fraudulent), {
    network_status: 'not_sent_to_network',
    reason: 'highest_risk_level',
    seller_message: 'Stripe blocked this payment as too risky.',
    type: 'blocked',
  })
})
