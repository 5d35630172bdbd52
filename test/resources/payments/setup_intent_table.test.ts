// A SetupIntent through every row of its truth table.
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
import { SETUP_TABLE } from './setup_intent_table.ts'

const VISA = 'payment_method=pm_card_visa'
const DECLINED = 'payment_method=pm_card_visa_chargeDeclined'
const CHALLENGED = `payment_method=pm_card_authenticationRequired&${BACK}`
const DEBIT = `payment_method=pm_usBankAccount_success&${AGREED}`
const A_DAY = 86_401
const EIGHT_DAYS = 8 * 86_400

const CREATE = 'POST /v1/setup_intents'
const UPDATE = 'POST /v1/setup_intents/{id}'
const CONFIRM = 'POST /v1/setup_intents/{id}/confirm'

const creates = (form: string) => ({
  operation: CREATE,
  run: (world: any, { path, base }: any) => world.call('POST', path, `${base}&${form}`),
})
const confirms = (form: string) => ({ operation: CONFIRM, run: posts('/confirm', form) })
const verifies = (form: string) => ({
  operation: 'POST /v1/setup_intents/{id}/verify_microdeposits',
  start: { requires_action: `${UNVERIFIED}&${AGREED}&confirm=true` },
  run: posts('/verify_microdeposits', form),
})

const setups: Machine = {
  path: '/v1/setup_intents',
  object: 'setup_intent',
  base: (customer) =>
    `customer=${customer}&payment_method_types[]=card&payment_method_types[]=us_bank_account&metadata[a]=1`,
  starts: {
    requires_payment_method: '',
    requires_confirmation: VISA,
    requires_action: `${CHALLENGED}&confirm=true`,
    succeeded: `${VISA}&confirm=true`,
    canceled: VISA,
  },
  triggers: {
    create: creates(''),
    'create with a method': creates(VISA),
    'create and confirm': creates(`${VISA}&confirm=true`),
    'create and confirm, declined': creates(`${DECLINED}&confirm=true`),
    'create and confirm, authenticated': creates(`${CHALLENGED}&confirm=true`),
    'create and confirm, debited': creates(`${DEBIT}&confirm=true`),
    'update the description': { operation: UPDATE, run: posts('', 'description=x') },
    'update the method': { operation: UPDATE, run: posts('', 'payment_method=pm_card_mastercard') },
    confirm: confirms(`${VISA}&${BACK}`),
    'confirm, declined': confirms(DECLINED),
    'confirm, authenticated': confirms(CHALLENGED),
    'confirm, debited': confirms(DEBIT),
    authorize: { operation: CREATE, run: decides('succeed') },
    'authorize, too late': { operation: CREATE, before: waits(A_DAY), run: asksPage },
    'fail to authorize': { operation: CREATE, run: decides('fail') },
    cancel: { operation: 'POST /v1/setup_intents/{id}/cancel', run: posts('/cancel', '') },
    'verify the deposits': verifies('amounts[]=32&amounts[]=45'),
    'verify the deposits, wrong': verifies('amounts[]=1&amounts[]=2'),
    'verify the deposits, for the last time': verifies('amounts[]=10&amounts[]=11'),
    'eight days pass': { operation: CREATE, run: waits(EIGHT_DAYS) },
  },
}

tried(setups, SETUP_TABLE)

test('the table has every way that an intent is tried on, and no row twice', () => complete(setups, SETUP_TABLE))
