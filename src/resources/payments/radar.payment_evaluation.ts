// Payment evaluations: how risky a payment looks that somebody else is to charge. Here the test card says it, by the same table as for
// charges; a number is not made up beside it. (the SDK's PaymentEvaluations.d.ts; https://docs.stripe.com/testing#fraud-prevention)
import type Stripe from 'stripe'
import { missingParameter, refuseUnbuilt, tooLarge, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { checkCurrency } from '../catalog/price.ts'
import { customer } from './customer_state.ts'
import { AMOUNT_MAX } from './intent.ts'
import { methodNamed } from './payment_method.ts'

/** Stripe tells of evaluations in no event. What their ids begin with is [K]. */
export const paymentEvaluation = object<Stripe.Radar.PaymentEvaluation>('radar.payment_evaluation', {
  prefix: 'peval',
  noun: 'payment evaluation',
})
type Evaluation = Row<Stripe.Radar.PaymentEvaluation>

/** What Stripe's default rules do about each level: they block the highest only. (docs.stripe.com/radar/risk-settings) */
const ACTIONS = { normal: 'continue', elevated: 'continue', highest: 'block' } as const

export const paymentEvaluations = resource(paymentEvaluation).on<Stripe.Radar.PaymentEvaluationCreateParams>(
  'POST /v1/radar/payment_evaluations',
  (tx, params) => {
    const { client_device_metadata_details: device, customer_details: who, payment_details: given } = params
    if (device)
      throw unbuilt(
        'Brindle takes no snapshots of browsers: there are no Radar sessions.',
        'client_device_metadata_details',
      )
    refuseUnbuilt(who, ['customer_account'], ' for a payment evaluation')
    if (who.customer !== undefined) tx.get(customer, who.customer, 'customer_details[customer]')
    if (Object.keys(who).length === 0) throw missingParameter('customer_details')
    if (given.amount < 1) throw tooSmall(1, 'payment_details[amount]')
    if (given.amount > AMOUNT_MAX) throw tooLarge(AMOUNT_MAX, given.amount, 'payment_details[amount]')
    const by = given.payment_method_details
    const at = 'payment_details[payment_method_details][payment_method]'
    const method = methodNamed(tx, by.payment_method, at)
    const risk = TEST_CARDS[method.hidden.card ?? '']?.risk ?? 'normal'
    return tx.insert(paymentEvaluation, {
      created_at: tx.now,
      customer_details: { customer: null, customer_account: null, email: null, name: null, phone: null, ...who },
      livemode: false,
      metadata: params.metadata ? mergeMetadata({}, params.metadata) : null,
      payment_details: {
        amount: given.amount,
        currency: checkCurrency(given.currency, 'payment_details[currency]'),
        description: given.description ?? null,
        money_movement_details: movement(given.money_movement_details),
        payment_method_details: { billing_details: person(by.billing_details) ?? null, payment_method: method.id },
        shipping_details: shippedTo(given.shipping_details),
        statement_descriptor: given.statement_descriptor ?? null,
      },
      recommended_action: ACTIONS[risk],
      signals: {
        early_fraud_warning: null,
        fraudulent_dispute: null,
        fraudulent_payment: { evaluated_at: tx.now, risk_level: risk, score: null },
      },
    } as unknown as Evaluation)
  },
)

const EMPTY = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

const person = (given: object | undefined) =>
  given && {
    email: null,
    name: null,
    phone: null,
    ...given,
    address: { ...EMPTY, ...(given as { address?: object }).address },
  }

const shippedTo = (given: { address?: object } | undefined) =>
  given ? { name: null, phone: null, ...given, address: { ...EMPTY, ...given.address } } : null

const movement = (given: { card?: object; money_movement_type: string } | undefined) =>
  given
    ? {
        card: given.card ? { customer_presence: null, payment_type: null, ...given.card } : null,
        money_movement_type: given.money_movement_type,
      }
    : null
