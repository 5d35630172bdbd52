// A card at a reader: what the reader is asked to do with the card, and what comes of it once a card is shown.
// (https://docs.stripe.com/terminal/payments/collect-card-payment?terminal-sdk-platform=server-driven)
import type Stripe from 'stripe'
import { prefetch } from '../../kernel/ahead.ts'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, Kept, missingParameter, StripeError, tooSmall, unbuilt } from '../../kernel/errors.ts'
import type { AnyRow } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type InPerson, present as readCard } from '../../network/in_person.ts'
import { type Charge, charge } from '../payments/charge_state.ts'
import { lookAhead } from '../payments/payment_intent_ahead.ts'
import { confirm } from '../payments/payment_intent_confirm.ts'
import { type Intent, paymentIntent } from '../payments/payment_intent_state.ts'
import { insertMethod, type Method, paymentMethod } from '../payments/payment_method.ts'
import { confirm as confirmSetup } from '../payments/setup_intent_confirm.ts'
import { setupIntent } from '../payments/setup_intent_state.ts'
import { type Action, begin, fail, type Reader, succeed, waitingFor } from './reader_state.ts'

const IN_PERSON: readonly InPerson[] = ['card_present', 'interac_present']

/** An intent in a state that the reader cannot do anything with. (the code: the same guide; the words are [M]) */
function checkState({ status, object }: AnyRow & { status: string }, wanted: string): void {
  if (status === wanted) return
  const kind = object === 'setup_intent' ? 'SetupIntent' : 'PaymentIntent'
  throw invalid(
    `The ${kind} must have a status of ${wanted} to be processed by a reader. It has a status of ${status}.`,
    {
      code: 'intent_invalid_state',
    },
  )
}

/** [M] */
function checkTypes(types: readonly string[], param: string): void {
  if (!IN_PERSON.some((type) => types.includes(type)))
    throw invalid(`The intent must have \`card_present\` among its payment_method_types to be processed by a reader.`, {
      param,
    })
}

/** Authorizations of a card in a shop are neither raised nor held for longer yet. */
const UNBUILT_OPTIONS = ['request_extended_authorization', 'request_incremental_authorization_support']

/** The intent that a reader is to collect a card for. */
function payable(tx: Tx, id: string): Intent {
  const intent = tx.get(paymentIntent, id, 'payment_intent')
  checkState(intent, 'requires_payment_method')
  checkTypes(intent.payment_method_types, 'payment_intent')
  const asked = (intent.payment_method_options as { card_present?: Record<string, unknown> } | null)?.card_present ?? {}
  for (const name of UNBUILT_OPTIONS)
    if (asked[name] === true)
      throw unbuilt(`Brindle does not take ${name} at a reader yet.`, `payment_method_options[card_present][${name}]`)
  if (intent.setup_future_usage)
    throw unbuilt(
      'Brindle does not save a card by a payment at a reader yet: set it up with a SetupIntent.',
      'payment_intent',
    )
  return intent
}

type Process = Params<Stripe.Terminal.ReaderProcessPaymentIntentParams>

export function processPayment(tx: Tx, self: Reader, { payment_intent, process_config }: Process): Reader {
  const { id } = payable(tx, payment_intent)
  const { allow_redisplay, ...config } = process_config ?? {}
  const details = { payment_intent: id, ...(process_config && { process_config: config }) }
  return begin(tx, self, 'process_payment_intent', details, { ...(allow_redisplay && { allow_redisplay }) })
}

type Collect = Params<Stripe.Terminal.ReaderCollectPaymentMethodParams>

export function collectMethod(tx: Tx, self: Reader, { payment_intent, collect_config }: Collect): Reader {
  const { id } = payable(tx, payment_intent)
  const { allow_redisplay, ...config } = collect_config ?? {}
  const details = { payment_intent: id, ...(collect_config && { collect_config: config }) }
  return begin(tx, self, 'collect_payment_method', details, { ...(allow_redisplay && { allow_redisplay }) })
}

type Confirm = Params<Stripe.Terminal.ReaderConfirmPaymentIntentParams>

export function confirmCollected(tx: Tx, self: Reader, { payment_intent, confirm_config }: Confirm): Reader {
  const intent = tx.get(paymentIntent, payment_intent, 'payment_intent')
  checkState(intent, 'requires_confirmation')
  const method = tx.get(paymentMethod, intent.payment_method as string)
  // [M]
  if (method.hidden.presented?.reader !== self.id)
    throw invalid('The payment method of the PaymentIntent was not collected by this reader.', {
      param: 'payment_intent',
    })
  return begin(tx, self, 'confirm_payment_intent', { payment_intent, ...(confirm_config && { confirm_config }) })
}

type Setup = Params<Stripe.Terminal.ReaderProcessSetupIntentParams>

export function processSetup(tx: Tx, self: Reader, { setup_intent, allow_redisplay, process_config }: Setup): Reader {
  const intent = tx.get(setupIntent, setup_intent, 'setup_intent')
  checkState(intent, 'requires_payment_method')
  if (!intent.payment_method_types.includes('card_present')) checkTypes([], 'setup_intent')
  const details = { setup_intent, ...(process_config && { process_config }) }
  return begin(tx, self, 'process_setup_intent', details, { allow_redisplay })
}

type Back = Params<Stripe.Terminal.ReaderRefundPaymentParams>

export function refundPayment(tx: Tx, self: Reader, params: Back): Reader {
  const paid = toRefund(tx, params)
  const { type } = paid.payment_method_details!
  // [M]
  if (!IN_PERSON.includes(type as InPerson))
    throw invalid(`The charge ${paid.id} was not paid at a reader.`, { code: 'charge_not_refundable' })
  if (params.amount !== undefined && params.amount < 1) throw tooSmall(1, 'amount')
  return begin(tx, self, 'refund_payment', params)
}

function toRefund(tx: Tx, params: Back): Charge {
  if (params.charge !== undefined && params.payment_intent !== undefined) throw exclusive(['charge', 'payment_intent'])
  if (params.charge !== undefined) return tx.get(charge, params.charge, 'charge')
  if (params.payment_intent === undefined) throw missingParameter('payment_intent')
  const { id, latest_charge } = tx.get(paymentIntent, params.payment_intent, 'payment_intent')
  if (latest_charge !== null) return tx.get(charge, latest_charge as string)
  throw invalid(`This PaymentIntent (${id}) does not have a successful charge to refund.`, { param: 'payment_intent' })
}

/** The SDK does not export the type of these. */
export interface Present {
  readonly amount_tip?: number
  readonly card?: object
  readonly card_present?: { readonly number?: string }
  readonly interac_present?: { readonly number?: string }
  readonly type?: InPerson | 'card'
}

/** Reads what a card at this reader leads to, level by level. */
export function lookAtIntent(tx: Tx, { self }: { self: Reader }): void {
  const { action } = self
  const of = action?.process_payment_intent ?? action?.collect_payment_method ?? action?.confirm_payment_intent
  if (of) {
    const intent = tx.find(paymentIntent, of.payment_intent as string)
    if (intent) lookAhead(tx, intent)
  }
  prefetch(
    tx,
    [
      'self.action.process_setup_intent.setup_intent',
      'self.action.refund_payment.payment_intent.latest_charge',
      'self.action.refund_payment.charge',
    ],
    { self },
  )
}

/** A customer shows a card: the action that waits for one is done with it. */
export function present(tx: Tx, self: Reader, params: Present): Reader {
  const action = waitingFor(self, 'card')
  const { type, card, shown } = shownCard(tx, action, params)
  if (params.amount_tip !== undefined && !action.process_payment_intent && !action.collect_payment_method)
    throw invalid('A tip can only be added to a payment.', { param: 'amount_tip' }) // [M]
  if (action.refund_payment) return giveBack(tx, self, action.refund_payment as Back, shown)
  const location = self.location as string | null
  const presented = { reader: self.id, ...(location !== null && { location }) }
  const { allow_redisplay = 'unspecified' } = self.hidden
  const method = insertMethod(
    tx,
    { allow_redisplay, type, [type]: shown },
    { ...(card !== undefined && { card }), presented },
  )
  if (action.process_setup_intent) return setUp(tx, self, method)
  const paying = action.process_payment_intent ?? action.collect_payment_method!
  const intent = withTip(tx, tx.get(paymentIntent, paying.payment_intent as string), action, params.amount_tip)
  if (action.process_payment_intent) return pay(tx, self, intent, method)
  const { hidden: _, ...row } = method
  tx.update(paymentIntent, intent, { payment_method: method.id, status: 'requires_confirmation' })
  return succeed(tx, self, { payment_method: row })
}

function shownCard(tx: Tx, action: Action, params: Present) {
  const types = typesOf(tx, action)
  const type = params.type ?? IN_PERSON.find((one) => types.includes(one))!
  if (type === 'card') throw unbuilt('Brindle does not type cards into a reader yet.', 'type')
  if (params.card) throw unbuilt('Brindle does not type cards into a reader yet.', 'card')
  // [M]
  if (!types.includes(type)) throw invalid(`The reader does not take ${type} for this action.`, { param: 'type' })
  const read = readCard(type, params[type]?.number)
  if (read) return { card: undefined, ...read, type }
  throw invalid(
    'This is not one of the test card numbers that a simulated reader knows; see https://docs.stripe.com/terminal/references/testing ' +
      'for numbers to use.',
    { param: `${type}[number]` },
  )
}

/** The types that the action takes; a refund goes to the type that paid. */
function typesOf(tx: Tx, action: Action): readonly string[] {
  if (action.process_setup_intent) return ['card_present']
  if (action.refund_payment) return [toRefund(tx, action.refund_payment as Back).payment_method_details!.type]
  const { payment_intent } = action.process_payment_intent ?? action.collect_payment_method!
  return tx.get(paymentIntent, payment_intent as string).payment_method_types
}

/** What the customer adds on the reader's screen is part of the payment. (docs.stripe.com/terminal/features/collecting-tips/on-reader) */
function withTip(tx: Tx, intent: Intent, action: Action, tip: number | undefined): Intent {
  if (tip === undefined) return intent
  const config = action.process_payment_intent?.process_config ?? action.collect_payment_method?.collect_config
  if (config?.skip_tipping) throw invalid('Tipping is skipped for this payment.', { param: 'amount_tip' }) // [M]
  if (tip < 0) throw tooSmall(0, 'amount_tip')
  return tx.update(paymentIntent, intent, {
    // One that was added before the card was declined goes.
    amount: intent.amount - (intent.amount_details?.tip?.amount ?? 0) + tip,
    amount_details: { ...intent.amount_details, tip: { amount: tip } } as never,
  })
}

/** Does what may be refused or declined, and tells how it went. */
function tried(tx: Tx, self: Reader, run: () => AnyRow | Kept, more: (done: AnyRow) => object = () => ({})): Reader {
  const done = tx.attempt(run)
  if (!(done instanceof Kept || done instanceof StripeError)) return succeed(tx, self, more(done))
  const { body } = done instanceof Kept ? done.error : done
  return fail(tx, self, { code: body.code ?? null, message: body.message }, body)
}

function pay(tx: Tx, self: Reader, intent: Intent, method: Method): Reader {
  return tried(tx, self, () => confirm(tx, intent, { payment_method: method.id }) as AnyRow | Kept)
}

function setUp(tx: Tx, self: Reader, method: Method): Reader {
  const intent = tx.get(setupIntent, self.action!.process_setup_intent!.setup_intent as string)
  return tried(
    tx,
    self,
    () => confirmSetup(tx, intent, { payment_method: method.id }) as AnyRow | Kept,
    ({ latest_attempt }) => {
      const [attempt] = tx.any([latest_attempt as string])
      const details = attempt!.payment_method_details as { card_present: { generated_card: string } }
      return { generated_card: details.card_present.generated_card }
    },
  )
}

/** The same card gets its money back. (docs.stripe.com/terminal/features/refunds#in-person-refunds; what of another one is [M]) */
function giveBack(tx: Tx, self: Reader, asked: Back, shown: Readonly<Record<string, unknown>>): Reader {
  const paid = toRefund(tx, asked)
  const details = paid.payment_method_details as unknown as Readonly<Record<string, { fingerprint: string }>> & {
    type: string
  }
  if (details[details.type]!.fingerprint !== shown.fingerprint)
    return fail(tx, self, { code: 'card_declined', message: 'The card is not the one that the payment was made with.' })
  const { refund_payment_config: _, ...params } = asked
  return tried(
    tx,
    self,
    () => tx.request('POST', '/v1/refunds', params),
    ({ id }) => ({ refund: id }),
  )
}

/** A moment later the reader has done what nobody has to do anything for. */
export function finish(tx: Tx, self: Reader): void {
  const { action } = self
  if (action?.status !== 'in_progress') return
  if (!action.confirm_payment_intent) {
    succeed(tx, self)
    return
  }
  const intent = tx.get(paymentIntent, action.confirm_payment_intent.payment_intent as string)
  lookAhead(tx, intent)
  const { return_url } = action.confirm_payment_intent.confirm_config ?? {}
  tried(tx, self, () => confirm(tx, intent, { ...(return_url !== undefined && { return_url }) }) as AnyRow | Kept)
}
