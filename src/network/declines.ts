// How a declined payment reads, by its decline code. (https://docs.stripe.com/declines/codes)
// Texts of the rows marked REC are recorded from Stripe; those of all others are [K], and so is every advice and every
// answer of the network but the generic decline's. (https://docs.stripe.com/declines/card#retrying-issuer-declines,
// https://docs.stripe.com/declines/network-codes)

export interface DeclineText {
  readonly code: string
  /** Only for what a bank declined; a wrong number or a wrong code is told by its code alone. */
  readonly decline_code?: string
  readonly message: string
  readonly param?: string
  readonly advice_code?: Advice
  readonly network_decline_code?: string
  /** What the network is said to have answered, where it was not a plain no of the bank. Never part of an error. */
  readonly outcome?: Outcome
}

type Advice = 'try_again_later' | 'do_not_try_again' | 'confirm_card_data'

/** What a charge's `outcome` says of a decline. */
export interface Outcome {
  readonly network_status: 'declined_by_network' | 'not_sent_to_network' | 'reversed_after_approval'
  readonly reason: string
  readonly seller_message: string
  readonly type: 'issuer_declined' | 'blocked' | 'invalid'
}

const DECLINED = 'Your card was declined.'

/** A no of the bank: `code` is the same for all of them. */
const bank = (decline_code: string, advice_code: Advice, network_decline_code?: string, message = DECLINED) =>
  ({
    code: 'card_declined',
    decline_code,
    message,
    advice_code,
    ...(network_decline_code !== undefined && { network_decline_code }),
  }) satisfies DeclineText

/** A no of Stripe itself: the bank is never asked. */
const blocked = (decline_code: string, reason: string, seller_message: string) =>
  ({
    code: 'card_declined',
    decline_code,
    message: DECLINED,
    outcome: { network_status: 'not_sent_to_network', reason, seller_message, type: 'blocked' },
  }) satisfies DeclineText

export const DECLINES = {
  // What test cards come to.
  generic_decline: bank('generic_decline', 'try_again_later', '01'), // REC
  insufficient_funds: bank('insufficient_funds', 'try_again_later', '51', 'Your card has insufficient funds.'), // REC
  lost_card: bank('lost_card', 'do_not_try_again', '41'), // REC
  stolen_card: bank('stolen_card', 'do_not_try_again', '43'), // REC
  // REC
  card_velocity_exceeded: bank(
    'card_velocity_exceeded',
    'try_again_later',
    '61',
    'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
  ),
  // REC; newer versions add the decline code, older ones did not.
  expired_card: {
    code: 'expired_card',
    decline_code: 'expired_card',
    message: 'Your card has expired.',
    param: 'exp_month',
    advice_code: 'confirm_card_data',
    network_decline_code: '54',
  },
  // REC
  incorrect_cvc: {
    code: 'incorrect_cvc',
    message: "Your card's security code is incorrect.",
    param: 'cvc',
    advice_code: 'confirm_card_data',
    network_decline_code: 'N7',
  },
  // REC
  processing_error: {
    code: 'processing_error',
    message: 'An error occurred while processing your card. Try again in a little bit.',
    advice_code: 'try_again_later',
    network_decline_code: '96',
  },
  incorrect_number: { code: 'incorrect_number', message: 'Your card number is incorrect.', param: 'number' }, // REC
  // REC
  incorrect_zip: {
    code: 'incorrect_zip',
    message:
      'Your card could not be authorized using the postal code provided. Please update the postal code, or contact your ' +
      'card issuer for further details.',
    param: 'address_zip',
  },
  // REC
  authentication_required: {
    code: 'authentication_required',
    decline_code: 'authentication_required',
    message: 'Your card was declined. This transaction requires authentication.',
  },
  // REC, as is what the charge says of it.
  fraudulent: blocked('fraudulent', 'highest_risk_level', 'Stripe blocked this payment as too risky.'),

  // What only real banks, readers or rules of an account come to.
  approve_with_id: bank('approve_with_id', 'try_again_later'),
  call_issuer: bank('call_issuer', 'try_again_later', '01'),
  card_not_supported: bank('card_not_supported', 'do_not_try_again', '57', 'Your card is not supported.'),
  currency_not_supported: bank('currency_not_supported', 'do_not_try_again'),
  do_not_honor: bank('do_not_honor', 'try_again_later', '05'),
  do_not_try_again: bank('do_not_try_again', 'do_not_try_again'),
  duplicate_transaction: bank('duplicate_transaction', 'do_not_try_again', '94'),
  incorrect_address: { code: 'incorrect_address', message: "Your card's address is incorrect." },
  incorrect_pin: bank('incorrect_pin', 'confirm_card_data', '55'),
  invalid_account: bank('invalid_account', 'do_not_try_again', '14', 'Invalid account.'),
  invalid_amount: bank('invalid_amount', 'do_not_try_again', '13'),
  invalid_cvc: { code: 'invalid_cvc', message: "Your card's security code is invalid.", param: 'cvc' },
  invalid_expiry_month: {
    code: 'invalid_expiry_month',
    message: "Your card's expiration month is invalid.",
    param: 'exp_month',
  },
  invalid_expiry_year: {
    code: 'invalid_expiry_year',
    message: "Your card's expiration year is invalid.",
    param: 'exp_year',
  },
  invalid_number: {
    code: 'invalid_number',
    message: 'The card number is not a valid credit card number.',
    param: 'number',
  },
  invalid_pin: bank('invalid_pin', 'confirm_card_data', '55'),
  issuer_not_available: bank('issuer_not_available', 'try_again_later', '91'),
  // The reason and the message of the charge are recorded.
  merchant_blacklist: blocked('merchant_blacklist', 'merchant_blacklist', 'Stripe blocked this payment.'),
  mobile_device_authentication_required: bank('mobile_device_authentication_required', 'try_again_later'),
  new_account_information_available: bank('new_account_information_available', 'confirm_card_data'),
  no_action_taken: bank('no_action_taken', 'try_again_later', '21'),
  not_permitted: bank('not_permitted', 'do_not_try_again', '57'),
  offline_pin_required: bank('offline_pin_required', 'try_again_later'),
  online_or_offline_pin_required: bank('online_or_offline_pin_required', 'try_again_later'),
  pickup_card: bank('pickup_card', 'do_not_try_again', '04'),
  pin_try_exceeded: bank('pin_try_exceeded', 'do_not_try_again', '75'),
  reenter_transaction: bank('reenter_transaction', 'try_again_later', '19'),
  restricted_card: bank('restricted_card', 'do_not_try_again', '62'),
  revocation_of_all_authorizations: bank('revocation_of_all_authorizations', 'do_not_try_again', 'R3'),
  revocation_of_authorization: bank('revocation_of_authorization', 'do_not_try_again', 'R1'),
  security_violation: bank('security_violation', 'do_not_try_again', '63'),
  service_not_allowed: bank('service_not_allowed', 'do_not_try_again'),
  stop_payment_order: bank('stop_payment_order', 'do_not_try_again', 'R0'),
  testmode_decline: {
    code: 'card_declined',
    decline_code: 'testmode_decline',
    message: 'Your card was declined. Your request was in live mode, but used a known test card.',
  },
  // Seen with this text, advice and answer in a report of one live decline.
  transaction_not_allowed: bank(
    'transaction_not_allowed',
    'do_not_try_again',
    '57',
    'Your card does not support this type of purchase.',
  ),
  try_again_later: bank('try_again_later', 'try_again_later'),
  withdrawal_count_limit_exceeded: bank('withdrawal_count_limit_exceeded', 'try_again_later', '65'),
} satisfies Record<string, DeclineText>

export type Decline = keyof typeof DECLINES

/**
 * What a charge's `outcome` says of a decline. Both messages of banks are recorded.
 * (https://docs.stripe.com/api/charges/object#charge_object-outcome)
 */
export function outcomeOf(decline: DeclineText): Outcome {
  if (decline.outcome) return decline.outcome
  const reason = decline.decline_code ?? decline.code
  return {
    network_status: 'declined_by_network',
    reason,
    seller_message:
      reason === 'generic_decline'
        ? 'The bank did not return any further details with this decline.'
        : `The bank returned the decline code \`${reason}\`.`,
    type: 'issuer_declined',
  }
}
