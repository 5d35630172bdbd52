// Refunds: money of a charge on its way back to the customer, whole or in part. (https://docs.stripe.com/api/refunds;
// https://docs.stripe.com/refunds)
// One file because what may be refunded, and what can still become of a refund, is read together.
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, noSuch, refuseUnbuilt, type StripeError, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { formatAmount } from '../../lib/money.ts'
import { chargedAs } from '../../network/catalogue.ts'
import { refundDestination } from '../../network/refund_destinations.ts'
import { TEST_CARDS } from '../../network/test_cards.ts'
import { balanceTransaction, move } from './balance_transaction.ts'
import { refundToCash } from './cash_balance.ts'
import { type Charge, charge } from './charge_state.ts'
import { book } from './charging.ts'
import { meetOther } from './neighbour.ts'
import { paymentIntent } from './payment_intent_state.ts'

export interface RefundState {
  /** The transfer of its charge is reversed as far, and the platform's fee given back. */
  readonly reverses?: true
  readonly refundsFee?: true
  /** What will become of it, when its time comes. */
  readonly fate?: 'succeeds' | 'fails' | 'referenced'
}

const CHANGED = ['refund.updated', 'charge.refund.updated']

export const refund = object<Stripe.Refund, RefundState>('refund', {
  prefix: 're',
  events: [
    { on: 'insert', types: ['refund.created'] },
    { became: ['status', 'failed'], types: ['refund.failed', ...CHANGED] },
    { on: 'update', types: CHANGED },
  ],
})
export type Refund = Row<Stripe.Refund, RefundState>

/** Seconds of the clock, in test mode. [K] */
const SOON = 3
/** How long the customer has to say where to. (https://docs.stripe.com/refunds#refund-requests-by-mail) [K] */
const MAIL_SECONDS = 45 * DAY

/** What a refund of a charge reads. */
const REFUNDING = ['balance_transaction', 'transfer', 'application_fee', 'payment_intent'].flatMap((name) => [
  `charge.${name}`,
  `payment_intent.latest_charge.${name}`,
])

export const refunds = resource(refund)
  .on<Stripe.RefundCreateParams>('POST /v1/refunds', (tx, params) => create(tx, params), { reads: REFUNDING })
  .on<Stripe.RefundRetrieveParams>('GET /v1/refunds/{id}', (_tx, _params, self) => self)
  .on<Stripe.RefundListParams>('GET /v1/refunds', (tx, params) => list(tx, refund, params as never, '/v1/refunds'))
  .on<Stripe.RefundUpdateParams>('POST /v1/refunds/{id}', (tx, params, self) =>
    tx.update(refund, self, {
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, params.metadata) }),
    }),
  )
  .on<Stripe.RefundCancelParams>(
    'POST /v1/refunds/{id}/cancel',
    (tx, _params, self) => {
      if (self.status !== 'requires_action')
        throw invalid(`You can only cancel refunds that require an action. This refund has a status of ${self.status}.`)
      return takeBack(tx, self, 'canceled')
    },
    { reads: ['self.charge'] },
  )
  .on<object>('POST /v1/test_helpers/refunds/{id}/expire', (tx, _params, _self, [id]) => {
    const self = tx.get(refund, id!)
    if (self.status !== 'requires_action')
      throw invalid(`You can only expire refunds that require an action. This refund has a status of ${self.status}.`)
    return takeBack(tx, self, 'failed', 'unknown')
  })
  .job<{ id: string }>('conclude', (tx, { id }) => conclude(tx, tx.get(refund, id)), { reads: ['id.charge'] })

function create(tx: Tx, params: Params<Stripe.RefundCreateParams>): Refund {
  refuseUnbuilt(params, ['origin', 'customer', 'currency'], ' for a refund')
  const self = chargeNamed(tx, params)
  checkRefundable(tx, self, params)
  checkConnect(tx, self, params)
  const amount = params.amount ?? left(self)
  return self.captured ? sendBack(tx, book(tx, self), amount, params) : release(tx, self, params)
}

/** The charge itself, or the one that paid the intent. */
function chargeNamed(tx: Tx, params: Params<Stripe.RefundCreateParams>): Charge {
  if (params.charge !== undefined) {
    const found = tx.get(charge, params.charge, 'charge')
    if (params.payment_intent !== undefined && found.payment_intent !== params.payment_intent)
      throw invalid(`The charge ${found.id} does not belong to the PaymentIntent ${params.payment_intent}.`, {
        param: 'payment_intent',
      })
    return found
  }
  if (params.payment_intent === undefined)
    throw invalid('One of the following params should be provided for this request: payment_intent or charge.', {
      code: 'parameter_missing',
    })
  const intent = tx.find(paymentIntent, params.payment_intent)
  if (!intent) throw noSuch('payment_intent', params.payment_intent, 'payment_intent')
  const paid = intent.status === 'succeeded' && intent.latest_charge !== null
  if (!paid)
    throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`, {
      param: 'payment_intent',
    })
  return tx.get(charge, intent.latest_charge as string)
}

/** What was taken and not sent back yet; of an authorisation, what is held. */
const left = (self: Charge): number => (self.captured ? self.amount_captured : self.amount) - self.amount_refunded

/** In Stripe's words, as github.com/woocommerce/woocommerce-gateway-stripe/issues/1081 has them. */
function refuseHeldForIntent({ captured, payment_intent, status }: Charge): void {
  if (captured || payment_intent === null || status !== 'succeeded') return
  throw invalid(
    `This uncaptured Charge was created by a PaymentIntent (${payment_intent}). You must cancel the PaymentIntent to ` +
      'reverse the authorization instead of refunding the Charge directly. For more information, see ' +
      'https://stripe.com/docs/payments/payment-intents/creating-payment-intents#separate-auth-capture',
  )
}

function checkRefundable(tx: Tx, self: Charge, { amount }: Params<Stripe.RefundCreateParams>): void {
  refuseHeldForIntent(self)
  if (self.status !== 'succeeded' || self.hidden.expired || self.hidden.released)
    throw invalid(`Charge ${self.id} is not refundable: it has a status of ${self.status}.`, {
      code: 'charge_not_refundable',
    })
  if (self.disputed)
    throw invalid(`Charge ${self.id} has been charged back; cannot issue a refund.`, { code: 'charge_disputed' })
  if (left(self) <= 0)
    throw invalid(`Charge ${self.id} has already been refunded.`, { code: 'charge_already_refunded' })
  if (amount !== undefined) checkAmount(self, amount)
  checkMethod(tx, self, amount)
}

function checkAmount(self: Charge, amount: number): void {
  if (amount < 1) throw tooSmall(1, 'amount')
  const unrefunded = left(self)
  if (amount <= unrefunded) return
  const limit = self.amount_refunded === 0 ? 'charge amount' : 'unrefunded amount on charge'
  throw invalid(
    `Refund amount (${formatAmount(amount, self.currency)}) is greater than ${limit} (${formatAmount(unrefunded, self.currency)})`,
    { param: 'amount' },
  )
}

/** What a refund takes back with it must have been there. (https://docs.stripe.com/connect/destination-charges#issue-refunds) */
function checkConnect(tx: Tx, self: Charge, params: Params<Stripe.RefundCreateParams>): void {
  if (params.reverse_transfer && !self.transfer_data)
    throw invalid(`Cannot reverse transfer on charge ${self.id} because it does not have an associated transfer.`, {
      param: 'reverse_transfer',
    })
  if (params.refund_application_fee && !self.application_fee_amount)
    throw invalid(
      `Cannot refund application fee on charge ${self.id} because it does not have an associated application fee.`,
      { param: 'refund_application_fee' },
    ) // [K]
  if (!params.reverse_transfer && !params.refund_application_fee) return
  if (!self.captured) throw invalid(`Charge ${self.id} was never captured: there is nothing to take back with it.`) // [K]
  meetOther(tx, self)
}

const typeOf = (self: Charge): string => self.payment_method_details?.type ?? 'card'

/** What the method that was paid with allows. (billing facts §8; texts [K]) */
function checkMethod(tx: Tx, self: Charge, amount: number | undefined): void {
  const method = chargedAs(typeOf(self))
  if (!method) return
  const { refunds } = method
  const no = (why: string): StripeError => invalid(why, { code: 'charge_not_refundable' })
  if (refunds.amount === 'none') throw no(`Payments made with ${method.name} cannot be refunded.`)
  if (refunds.amount === 'full' && amount !== undefined && amount < self.amount)
    throw no(`Payments made with ${method.name} can only be refunded in full.`)
  if (refunds.days !== undefined && tx.now > self.created + refunds.days * DAY)
    throw no(`Payments made with ${method.name} can only be refunded within ${refunds.days} days.`)
}

/** Money that was taken goes back: out of the balance at once, or when the charge's own money is there. */
function sendBack(tx: Tx, self: Charge, amount: number, params: Params<Stripe.RefundCreateParams>): Refund {
  const type = typeOf(self)
  const isCard = chargedAs(type)?.movement === 'charge'
  const id = tx.id({ ...refund, prefix: isCard ? 're' : 'pyr' })
  const mail = chargedAs(type)?.refunds.byMail ? mailFor(self, params) : undefined
  const fate = fateOf(self, mail !== undefined)
  const came = tx.find(balanceTransaction, self.balance_transaction as string)
  const transaction = move(tx, {
    type: isCard ? 'refund' : 'payment_refund',
    source: id,
    amount: -amount,
    currency: self.currency,
    description: isCard ? 'REFUND FOR CHARGE' : 'REFUND FOR PAYMENT',
    availableOn: came?.available_on ?? tx.now,
  })
  const row = insertRefund(tx, self, params, {
    id,
    amount,
    balance_transaction: transaction.id,
    ...destination(self, mail === undefined ? 'refund' : 'pending'),
    status: fate.status,
    ...(fate.status === 'pending' && { pending_reason: 'processing' }),
    ...(mail && {
      instructions_email: mail,
      next_action: {
        display_details: {
          email_sent: { email_sent_at: tx.now, email_sent_to: mail },
          expires_at: tx.now + MAIL_SECONDS,
        },
        type: 'display_details',
      },
    }),
    hidden: {
      ...(fate.later !== undefined && { fate: fate.later }),
      ...(params.reverse_transfer && { reverses: true }),
      ...(params.refund_application_fee && { refundsFee: true }),
    },
  } as never)
  if (fate.later !== undefined) tx.schedule(tx.now + fate.after, 'refund.conclude', { id })
  if (type === 'customer_balance') refundToCash(tx, self.customer as string, { id, currency: self.currency }, amount)
  const amount_refunded = self.amount_refunded + amount
  tx.update(charge, self, { amount_refunded, refunded: amount_refunded === self.amount_captured })
  return row
}

/** What was only held is let go; nothing was moved, so nothing is booked. */
function release(tx: Tx, self: Charge, params: Params<Stripe.RefundCreateParams>): Refund {
  if (params.amount !== undefined && params.amount < self.amount)
    throw invalid(
      'You cannot partially refund an uncaptured charge. Instead, capture the charge for an amount less than the original amount.',
      {
        param: 'amount',
      },
    )
  const row = insertRefund(tx, self, params, {
    id: tx.id(refund),
    amount: self.amount,
    balance_transaction: null,
    ...destination(self, 'reversal'),
    status: 'succeeded',
    hidden: {},
  } as never)
  const hidden = { ...self.hidden, released: true } as const
  tx.update(charge, self, { amount_refunded: self.amount, refunded: true, hidden })
  return row
}

function insertRefund(tx: Tx, self: Charge, params: Params<Stripe.RefundCreateParams>, more: Partial<Refund>): Refund {
  return tx.insert(refund, {
    charge: self.id,
    created: tx.now,
    currency: self.currency,
    customer: self.customer as string | null,
    customer_account: null,
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: self.payment_intent as string | null,
    payment_method: self.payment_method,
    reason: params.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    transfer_reversal: null,
    ...more,
  } as never)
}

/** Who is asked by e-mail where the money shall go. (https://docs.stripe.com/api/refunds/create#create_refund-instructions_email) */
function mailFor(self: Charge, params: Params<Stripe.RefundCreateParams>): string {
  const mail = params.instructions_email ?? self.billing_details.email ?? self.receipt_email
  if (mail) return mail
  throw invalid(
    'You must provide an `instructions_email` to refund this payment: its customer has to say where the money goes.',
    {
      code: 'parameter_missing',
      param: 'instructions_email',
    },
  )
}

interface Fate {
  readonly status: string
  readonly later?: NonNullable<RefundState['fate']>
  readonly after: number
}

/** How a refund begins, and what becomes of it later. (https://docs.stripe.com/testing#refunds) */
function fateOf(self: Charge, byMail: boolean): Fate {
  if (byMail) return { status: 'requires_action', later: 'succeeds', after: 60 }
  const special = TEST_CARDS[self.hidden.card ?? '']?.refund
  if (special === 'pending') return { status: 'pending', later: 'succeeds', after: SOON }
  if (special === 'fails') return { status: 'succeeded', later: 'fails', after: SOON }
  const pending = chargedAs(typeOf(self))?.refunds.pending
  if (pending !== undefined) return { status: 'pending', later: 'succeeds', after: pending }
  return isTraced(destination(self, 'refund'))
    ? { status: 'succeeded', later: 'referenced', after: SOON }
    : { status: 'succeeded', after: 0 }
}

/** Whether there will be a number to trace it by. */
const isTraced = ({ destination_details = {} as never }: Partial<Destination>): boolean =>
  Object.values(destination_details as object).some((hash: { reference_status?: string }) => hash.reference_status)

type Destination = Pick<Refund, 'destination_details'>

function destination(self: Charge, type: 'refund' | 'reversal' | 'pending'): Partial<Destination> {
  if (typeOf(self) !== 'card') {
    const details = refundDestination(typeOf(self))
    return details ? ({ destination_details: details } as never) : {}
  }
  const reference =
    type === 'refund' ? { reference_status: 'pending', reference_type: 'acquirer_reference_number' } : {}
  return { destination_details: { card: { ...reference, type }, type: 'card' } as never }
}

/** The time of a refund has come. */
function conclude(tx: Tx, self: Refund): void {
  const { fate } = self.hidden
  if (fate === 'fails') {
    takeBack(tx, self, 'failed', 'expired_or_canceled_card')
    return
  }
  if (self.status !== 'pending' && self.status !== 'requires_action' && fate !== 'referenced') return
  tx.update(refund, self, { ...OVER, status: 'succeeded', ...referenced(tx, self), hidden: {} })
}

/** What is told of a refund only until it is over. */
const OVER = { pending_reason: undefined, next_action: undefined } as unknown as object

/** By then the bank has given the refund a number to trace it by. */
function referenced(tx: Tx, { destination_details: details }: Refund): Partial<Destination> {
  const [type, hash] = Object.entries(details ?? {}).find(([name]) => name !== 'type') ?? []
  if (type === undefined || !(hash as { reference_status?: string }).reference_status) return {}
  const said = { ...(hash as object), reference: tx.digits(12), reference_status: 'available' }
  return { destination_details: { ...details, [type]: said } as never }
}

/** The money did not arrive, or is not to: it comes back into the balance, and the charge is not refunded that far. */
export function takeBack(tx: Tx, self: Refund, status: 'failed' | 'canceled', failure_reason?: string): Refund {
  tx.unschedule('refund.conclude', self)
  const of = tx.get(charge, self.charge as string)
  const back = move(tx, {
    type: 'refund_failure',
    source: self.id,
    amount: self.amount,
    currency: self.currency,
    description: status === 'failed' ? 'REFUND FAILURE' : 'REFUND CANCELED',
    availableOn: tx.now,
  })
  const row = tx.update(refund, self, {
    ...OVER,
    failure_balance_transaction: back.id,
    ...(failure_reason !== undefined && { failure_reason }),
    status,
    hidden: {},
  })
  tx.update(charge, of, { amount_refunded: of.amount_refunded - self.amount, refunded: false })
  return row
}
