// Errors that Stripe was recorded to answer, word by word: for each the request that brings it about here.
// One file because the table is one list.
//
// Of the recorded ones these cannot be brought about yet, and are no rows of the table:
// - `lock_timeout` (429): units of work wait for each other instead of giving up; nothing here is refused for being busy.
// - "…; It's possible this PaymentMethod exists on one of your connected accounts, …" (404): a platform is told, as any account
//   is, that there is none.
// - "No such plan: 'invalid'" (400, `plan`): plans are not taken; prices are.
// - "Your card could not be authorized using the postal code provided. …" (402, `incorrect_zip`): no test card answers it
//   unless an account has switched on the rule that blocks a postal code that fails.
// Two are told here as newer recordings (2026-08-26.dahlia) have them: which statuses of a PaymentIntent may be canceled,
// and that a SetupIntent "is already canceled", which once read "it it already canceled".
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Brindle } from '../../src/main.ts'
import { CARDS, paid } from '../resources/payments/paying.ts'
import { connect } from '../resources/connect/platform.ts'
import { disputed } from '../resources/payments/disputing.ts'
import { type Sandbox, type Spoken, sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

/** The number of the row in the notes on recorded errors, what is asked, and the answer. */
interface Recorded {
  readonly row: string
  readonly ask: (world: Sandbox) => Promise<Spoken>
  readonly status: number
  readonly error: {
    readonly type?: string
    readonly code?: string
    readonly decline_code?: string
    readonly param?: string
    readonly message: string | ((ids: Readonly<Record<string, string>>) => string)
  }
}

/** Ids that a message quotes. */
const ids: Record<string, string> = {}
const INVALID = 'invalid_request_error'

const get = (path: string) => (world: Sandbox) => world.call('GET', path)
const post = (path: string, form: string) => (world: Sandbox) => world.call('POST', path, form)
const pays = (method: string, more = '') =>
  post('/v1/payment_intents', `amount=1000&currency=usd&payment_method_types[]=card&confirm=true&${method}${more}`)
const card = (number: string, more = '') =>
  `payment_method_data[type]=card&payment_method_data[card][number]=${number}&payment_method_data[card][exp_month]=8` +
  `&payment_method_data[card][exp_year]=2034${more}`
const declined = (code: string, message: string, more: object = {}) => ({
  status: 402,
  error: { type: 'card_error', code, message, ...more },
})
const missing = (message: string, param: string, status = 404) => ({
  status,
  error: { type: INVALID, code: 'resource_missing', message, param },
})
const invalid = (message: Recorded['error']['message'], more: object = {}) => ({
  status: 400,
  error: { type: INVALID, message, ...more },
})

const SPENT =
  'The provided PaymentMethod was previously used with a PaymentIntent without Customer attachment, shared with a connected ' +
  'account without Customer attachment, or was detached from a Customer. It may not be used again. To use a PaymentMethod ' +
  'multiple times, you must attach it to a Customer first.'

const TEXTS: readonly Recorded[] = [
  { row: '1', ask: get('/v1/customers/cus_x'), ...missing("No such customer: 'cus_x'", 'id') },
  { row: '2, charge', ask: get('/v1/charges/x'), ...missing("No such charge: 'x'", 'id') },
  { row: '2, payment_intent', ask: get('/v1/payment_intents/x'), ...missing("No such payment_intent: 'x'", 'intent') },
  { row: '2, setupintent', ask: get('/v1/setup_intents/x'), ...missing("No such setupintent: 'x'", 'intent') },
  { row: '3', ask: get('/v1/payment_methods/x'), ...missing("No such PaymentMethod: 'x'", 'payment_method') },
  {
    row: '4',
    ask: async (world) => {
      const account = await connect(world)
      ids.method = (await world.stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })).id
      const form = `amount=1000&currency=usd&payment_method_types[]=card&payment_method=${ids.method}`
      return world.call('POST', '/v1/payment_intents', form, { 'stripe-account': account })
    },
    status: 400,
    error: {
      type: INVALID,
      code: 'resource_missing',
      param: 'payment_method',
      message: ({ method }) =>
        `No such PaymentMethod: '${method}'; OAuth key or Stripe-Account header was used but API request was provided with a ` +
        'platform-owned payment method ID. Please ensure that the provided payment method matches the specified account.',
    },
  },
  {
    row: '5',
    ask: async ({ stripe, call }) =>
      call('POST', '/v1/subscriptions', `customer=${(await stripe.customers.create()).id}&items[0][price]=invalid`),
    ...missing("No such price: 'invalid'", 'items[0][price]', 400),
  },
  {
    row: '6, destination',
    ask: post('/v1/payment_intents', 'amount=1000&currency=usd&transfer_data[destination]=000000005'),
    ...missing("No such destination: '000000005'", 'transfer_data[destination]', 400),
  },
  {
    row: '13',
    ask: async (world) => world.call('POST', '/v1/refunds', `charge=${(await paid(world)).charge}&amount=0`),
    ...invalid('This value must be greater than or equal to 1.', {
      code: 'parameter_invalid_integer',
      param: 'amount',
    }),
  },
  {
    row: '18',
    ask: post('/v1/payment_intents', 'amount=0&currency=usd'),
    ...invalid(
      'The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set ' +
        '(https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for ' +
        'future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents',
      { code: 'parameter_invalid_integer', param: 'amount' },
    ),
  },
  {
    row: '20',
    ask: ({ call }) => call('GET', '/v1/balance', undefined, { authorization: 'Bearer sk_test_%NoKeyOfOurs1234' }),
    status: 401,
    error: { type: INVALID, message: 'Invalid API Key provided: sk_test_****1234' },
  },
  {
    row: '22',
    ask: ({ call }) => call('GET', '/v1/balance', undefined, { 'stripe-account': 'acct_x' }),
    status: 403,
    error: {
      type: INVALID,
      code: 'account_invalid',
      message: ({ key }) =>
        `The provided key 'sk_test_****${key!.slice(-4)}' does not have access to account 'acct_x' (or that account does not exist). Application access may have been revoked.`,
    },
  },
  ...(['generic_decline', 'lost_card', 'stolen_card', 'fraudulent'] as const).map((decline_code) => ({
    row: `28, ${decline_code}`,
    ask: pays(
      `payment_method=pm_card_${{ generic_decline: 'visa_chargeDeclined', lost_card: 'visa_chargeDeclinedLostCard', stolen_card: 'visa_chargeDeclinedStolenCard', fraudulent: 'chargeDeclinedFraudulent' }[decline_code]}`,
    ),
    ...declined('card_declined', 'Your card was declined.', { decline_code }),
  })),
  {
    row: '29',
    ask: pays('payment_method=pm_card_visa_chargeDeclinedInsufficientFunds'),
    ...declined('card_declined', 'Your card has insufficient funds.', { decline_code: 'insufficient_funds' }),
  },
  {
    row: '30',
    ask: pays('payment_method=pm_card_visa_chargeDeclinedVelocityLimitExceeded'),
    ...declined(
      'card_declined',
      'Your card was declined for making repeated attempts too frequently or exceeding its amount limit.',
      { decline_code: 'card_velocity_exceeded' },
    ),
  },
  {
    row: '31',
    ask: pays('payment_method=pm_card_chargeDeclinedExpiredCard'),
    ...declined('expired_card', 'Your card has expired.', { decline_code: 'expired_card', param: 'exp_month' }),
  },
  {
    row: '32',
    ask: pays(card('4000000000000127', '&payment_method_data[card][cvc]=123')),
    ...declined('incorrect_cvc', "Your card's security code is incorrect.", {
      param: 'cvc',
    }),
  },
  {
    row: '33',
    ask: pays('payment_method=pm_card_chargeDeclinedProcessingError'),
    ...declined('processing_error', 'An error occurred while processing your card. Try again in a little bit.'),
  },
  {
    row: '34',
    ask: post('/v1/tokens', 'card[number]=4242424242424241&card[exp_month]=8&card[exp_year]=2034'),
    ...declined('incorrect_number', 'Your card number is incorrect.', { param: 'number' }),
  },
  {
    row: '36',
    ask: pays('payment_method=pm_card_authenticationRequired', '&off_session=true'),
    ...declined('authentication_required', 'Your card was declined. This transaction requires authentication.', {
      decline_code: 'authentication_required',
    }),
  },
  {
    row: '38',
    ask: async (world) => {
      ids.charge = (await paid(world)).charge
      await world.stripe.refunds.create({ charge: ids.charge })
      return world.call('POST', '/v1/refunds', `charge=${ids.charge}`)
    },
    ...invalid(({ charge }) => `Charge ${charge} has already been refunded.`, { code: 'charge_already_refunded' }),
  },
  {
    row: '39, charge amount',
    ask: async (world) => world.call('POST', '/v1/refunds', `charge=${(await paid(world)).charge}&amount=1100`),
    ...invalid('Refund amount ($11.00) is greater than charge amount ($10.00)', { param: 'amount' }),
  },
  {
    row: '39, unrefunded amount',
    ask: async (world) => {
      const { charge } = await paid(world)
      await world.stripe.refunds.create({ charge, amount: 500 })
      return world.call('POST', '/v1/refunds', `charge=${charge}&amount=1100`)
    },
    ...invalid('Refund amount ($11.00) is greater than unrefunded amount on charge ($5.00)', { param: 'amount' }),
  },
  {
    row: '40',
    ask: async (world) => {
      ids.charge = (await disputed(world)).charge
      return world.call('POST', '/v1/refunds', `charge=${ids.charge}`)
    },
    ...invalid(({ charge }) => `Charge ${charge} has been charged back; cannot issue a refund.`, {
      code: 'charge_disputed',
    }),
  },
  {
    row: '42',
    ask: async (world) => world.call('POST', `/v1/payment_intents/${(await paid(world)).intent}/cancel`),
    ...invalid(
      'You cannot cancel this PaymentIntent because it has a status of succeeded. Only a PaymentIntent with one of the ' +
        'following statuses may be canceled: requires_payment_method, requires_capture, requires_reauthorization, ' +
        'requires_confirmation, requires_action, expired, processing.',
      { code: 'payment_intent_unexpected_state' },
    ),
  },
  {
    row: '44, succeeded',
    ask: async ({ stripe, call }) => {
      const form = { payment_method: 'pm_card_visa', confirm: true, ...CARDS }
      return call('POST', `/v1/setup_intents/${(await stripe.setupIntents.create(form)).id}/cancel`)
    },
    ...invalid(
      'You cannot cancel this SetupIntent because it has a status of succeeded. Only a SetupIntent with one of the following ' +
        'statuses may be canceled: `requires_payment_method`, `requires_confirmation`, or `requires_action`.',
      { code: 'setup_intent_unexpected_state' },
    ),
  },
  {
    row: '44, canceled',
    ask: async ({ stripe, call }) => {
      const { id } = await stripe.setupIntents.create()
      await stripe.setupIntents.cancel(id)
      return call('POST', `/v1/setup_intents/${id}/cancel`)
    },
    ...invalid('You cannot cancel this SetupIntent because it is already canceled.', {
      code: 'setup_intent_unexpected_state',
    }),
  },
  {
    row: '45, used',
    ask: async (world) => {
      const { id } = await world.stripe.paymentMethods.create({ type: 'card', card: { token: 'tok_visa' } })
      await paid(world, id)
      return pays(`payment_method=${id}`)(world)
    },
    ...invalid(SPENT),
  },
  {
    row: '45, detached',
    ask: async (world) => {
      const { id: customer } = await world.stripe.customers.create()
      const { id } = await world.stripe.paymentMethods.attach('pm_card_visa', { customer })
      await world.stripe.paymentMethods.detach(id)
      return world.call('POST', `/v1/payment_methods/${id}/attach`, `customer=${customer}`)
    },
    ...invalid(SPENT),
  },
  {
    row: '46',
    ask: async ({ stripe, call }) => {
      const { id: customer } = await stripe.customers.create()
      const { id } = await stripe.paymentMethods.attach('pm_card_visa', { customer })
      const { id: other } = await stripe.customers.create()
      return call('POST', `/v1/payment_methods/${id}/attach`, `customer=${other}`)
    },
    ...invalid('The payment method you provided has already been attached to a customer.'),
  },
  {
    row: '47',
    ask: async ({ stripe, call }) => {
      const { id: customer } = await stripe.customers.create()
      const { id: product } = await stripe.products.create({ name: 'Tea' })
      const price = { product, currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }
      const { id } = await stripe.prices.create(price)
      return call('POST', '/v1/subscriptions', `customer=${customer}&items[0][price]=${id}`)
    },
    ...invalid(
      'This customer has no attached payment source or default payment method. Please consider adding a default payment ' +
        'method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
      { code: 'resource_missing' },
    ),
  },
  {
    row: '48',
    ask: post('/v1/payouts', 'amount=1000&currency=usd'),
    ...invalid(
      'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.  You can use ' +
        'the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).',
      { code: 'balance_insufficient' },
    ),
  },
  {
    row: '49',
    ask: post(
      '/v1/tokens',
      'bank_account[country]=US&bank_account[currency]=usd&bank_account[routing_number]=110000000&bank_account[account_number]=123456789012',
    ),
    ...invalid(
      'You must use a test bank account number in test mode. Try 000123456789 or see more options at https://stripe.com/docs/connect/testing#account-numbers.',
      { code: 'account_number_invalid', param: 'bank_account[account_number]' },
    ),
  },
]

for (const { row, ask, status, error } of TEXTS)
  test(`recorded text ${row}`, async () => {
    const world = sandbox(brindle)
    ids.key = world.key
    const answer = await ask(world)
    const { type, code, decline_code, param, message } = answer.body.error
    const said = { type, code, decline_code, param, message }
    const told = typeof error.message === 'string' ? error.message : error.message(ids)
    const known = {
      type: undefined,
      code: undefined,
      decline_code: undefined,
      param: undefined,
      ...error,
      message: told,
    }
    assert.deepEqual([answer.status, said], [status, known])
  })
