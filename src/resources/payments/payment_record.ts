// Payment records: payments that were made outside Stripe, as the account reports them. A record has one attempt or more and
// says what its latest says. (https://docs.stripe.com/api/payment-record, docs.stripe.com/payments/payment-records)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies, formatAmount } from '../../lib/money.ts'
import { askingApplication } from '../core/account.ts'
import { AMOUNT_MAX, tooMuch } from './intent.ts'
import { type AttemptState, type Outcome, paymentAttemptRecord } from './payment_attempt_record.ts'
import { customerOf, methodOf, shippingOf } from './payment_record_details.ts'
import { HEARING, type RecordState } from './payment_record_state.ts'

export type PaymentRecord = Row<Stripe.PaymentRecord, RecordState>
type PaymentAttemptRecord = Row<Stripe.PaymentAttemptRecord, AttemptState>
type Money = Stripe.PaymentRecord.Amount

/** There is no event of records or attempts (https://docs.stripe.com/api/events/types); their invoices hear of them. */
export const paymentRecord = object<Stripe.PaymentRecord, RecordState>('payment_record', {
  prefix: 'pr',
  events: [
    {
      on: 'update',
      changed: ['amount_guaranteed', 'amount_failed', 'amount_canceled', 'latest_payment_attempt_record'],
      types: ['brindle.payment_record.reported'],
    },
  ],
  terms: ({ hidden }) => hidden.refunds.map(refundTerm),
})

const refundTerm = (reference: string) => `refund_reference=${reference}`

/** Why 100: each is an entry of the index, and who refunds a payment more often has lost count of it. */
const REFUNDS_MAX = 100

const LATEST = { reads: ['self.latest_payment_attempt_record', ...HEARING] }

export const paymentRecords = resource(paymentRecord)
  .on<Stripe.PaymentRecordReportPaymentParams>('POST /v1/payment_records/report_payment', (tx, params) => {
    const { initiated_at, processor_details: processor } = params
    const ended = endOf(params)
    const told = {
      ...sums(requested(params.amount_requested), ended?.outcome ?? 'initiated'),
      application: askingApplication(tx),
      created: tx.now,
      customer_details: customerOf(tx, params.customer_details),
      customer_presence: params.customer_presence ?? null,
      description: params.description ?? null,
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      payment_method_details: methodOf(tx, params.payment_method_details),
      // That one of which nothing was said is `custom` too is [K]: there is no other kind.
      processor_details: {
        custom: { payment_reference: processor?.custom?.payment_reference ?? null },
        type: 'custom' as const,
      },
      reported_by: 'self' as const,
      shipping_details: shippingOf(params.shipping_details),
    }
    const [id, first] = [tx.id(paymentRecord), tx.id(paymentAttemptRecord)]
    tx.insert(paymentAttemptRecord, {
      ...told,
      id: first,
      payment_record: id,
      hidden: stateOf(initiated_at, ended),
    } as never)
    return tx.insert(paymentRecord, {
      ...told,
      id,
      latest_payment_attempt_record: first,
      hidden: { refunds: [] },
    } as never)
  })
  .on<Stripe.PaymentRecordRetrieveParams>('GET /v1/payment_records/{id}', (_tx, _params, self) => self)
  .on<Stripe.PaymentRecordListParams>('GET /v1/payment_records', (tx, params) => {
    const { created_after: gt, created_before: lt, ...page } = params
    const created = { ...(gt !== undefined && { gt }), ...(lt !== undefined && { lt }) }
    return list(tx, paymentRecord, { ...page, created } as never, '/v1/payment_records')
  })
  .on<Stripe.PaymentRecordReportPaymentAttemptParams>(
    'POST /v1/payment_records/{id}/report_payment_attempt',
    tryAgain,
    LATEST,
  )
  .on<Stripe.PaymentRecordReportPaymentAttemptGuaranteedParams>(
    'POST /v1/payment_records/{id}/report_payment_attempt_guaranteed',
    (tx, params, self) => end(tx, self, { outcome: 'guaranteed', at: params.guaranteed_at }, params.metadata),
    LATEST,
  )
  .on<Stripe.PaymentRecordReportPaymentAttemptFailedParams>(
    'POST /v1/payment_records/{id}/report_payment_attempt_failed',
    (tx, params, self) => end(tx, self, { outcome: 'failed', at: params.failed_at }, params.metadata),
    LATEST,
  )
  .on<Stripe.PaymentRecordReportPaymentAttemptCanceledParams>(
    'POST /v1/payment_records/{id}/report_payment_attempt_canceled',
    (tx, params, self) => end(tx, self, { outcome: 'canceled', at: params.canceled_at }, params.metadata),
    LATEST,
  )
  .on<Stripe.PaymentRecordReportPaymentAttemptInformationalParams>(
    'POST /v1/payment_records/{id}/report_payment_attempt_informational',
    (tx, { customer_details, description, metadata, shipping_details }, self) => {
      const told = {
        customer_details: customerOf(tx, customer_details, self.customer_details),
        metadata: mergeMetadata(self.metadata, metadata),
        ...(description !== undefined && { description: description || null }),
        ...(shipping_details !== undefined && { shipping_details: shippingOf(shipping_details) }),
      }
      return tell(tx, self, latest(tx, self), told)
    },
    LATEST,
  )
  .on<Stripe.PaymentRecordReportRefundParams>('POST /v1/payment_records/{id}/report_refund', refund, LATEST)

type Refund = Params<Stripe.PaymentRecordReportRefundParams>

function requested({ currency, value }: Money): Money {
  if (value < 1) throw tooSmall(1, 'amount_requested[value]')
  if (value > AMOUNT_MAX) throw tooMuch('amount_requested[value]')
  const code = currency.toLowerCase()
  // Words [M]: after those of other currencies, whose list Stripe adds.
  if (!Object.hasOwn(currencies, code))
    throw invalid(`Invalid currency: ${code}`, { param: 'amount_requested[currency]' })
  return { currency: code, value }
}

/**
 * The sums of an attempt. All of it goes the same way, since no report tells a part. What is guaranteed was authorized;
 * that nothing was before is [K].
 */
function sums(amount: Money, outcome: Outcome) {
  const when = (is: Outcome): Money => ({ ...amount, value: outcome === is ? amount.value : 0 })
  return {
    amount,
    amount_authorized: when('guaranteed'),
    amount_canceled: when('canceled'),
    amount_failed: when('failed'),
    amount_guaranteed: when('guaranteed'),
    amount_refunded: { ...amount, value: 0 },
    amount_requested: amount,
  }
}

interface End {
  readonly outcome: Exclude<Outcome, 'initiated'>
  /** Epoch seconds. */
  readonly at: number
}

/** Where each outcome says when it came. */
const WHEN = { canceled: 'canceled_at', failed: 'failed_at', guaranteed: 'guaranteed_at' } as const

/** The outcome that a report tells along with the attempt. Words [M]. */
function endOf(params: Params<Stripe.PaymentRecordReportPaymentAttemptParams>): End | undefined {
  const outcome = params.outcome as End['outcome'] | undefined
  for (const name of Object.keys(WHEN) as End['outcome'][])
    if (params[name] && name !== outcome)
      throw invalid(`You can only pass \`${name}\` when \`outcome\` is \`${name}\`.`, { param: name })
  if (outcome === undefined) return undefined
  const told = params[outcome] as Readonly<Record<string, number>> | undefined
  if (!told) throw missingParameter(outcome)
  return { outcome, at: told[WHEN[outcome]]! }
}

const stateOf = (initiated: number, ended: End | undefined): AttemptState => ({
  outcome: ended?.outcome ?? 'initiated',
  at: { initiated, ...(ended && { [ended.outcome]: ended.at }) },
})

const latest = (tx: Tx, self: PaymentRecord): PaymentAttemptRecord =>
  tx.get(paymentAttemptRecord, self.latest_payment_attempt_record as string)

/** What is reported of an attempt is said by its record too. */
function tell(tx: Tx, self: PaymentRecord, attempt: PaymentAttemptRecord, told: Partial<PaymentRecord>): PaymentRecord {
  tx.update(paymentAttemptRecord, attempt, told as never)
  return tx.update(paymentRecord, self, told)
}

/**
 * Another attempt, where those before it came to nothing. What it does not say is as it was: the amount and the processor
 * always. (https://docs.stripe.com/api/payment-record/report-payment-attempt/report)
 */
function tryAgain(tx: Tx, params: Params<Stripe.PaymentRecordReportPaymentAttemptParams>, self: PaymentRecord) {
  const ended = endOf(params)
  const before = latest(tx, self)
  // Words [M]; the rule is Stripe's.
  if (before.hidden.outcome === 'initiated' || before.hidden.outcome === 'guaranteed')
    throw invalid(
      `You cannot report a new payment attempt on this payment record because its latest one is \`${before.hidden.outcome}\`. ` +
        'All other payment attempts must be `canceled` or `failed`.',
    )
  const { description, payment_method_details: details, shipping_details } = params
  const told = {
    ...sums(self.amount_requested, ended?.outcome ?? 'initiated'),
    metadata: mergeMetadata(self.metadata, params.metadata),
    ...(description !== undefined && { description }),
    ...(details && { payment_method_details: methodOf(tx, details) }),
    ...(shipping_details && { shipping_details: shippingOf(shipping_details) }),
  }
  const { id: _, hidden: __, ...same } = before
  const attempt = tx.insert(paymentAttemptRecord, {
    ...same,
    ...told,
    created: tx.now,
    hidden: stateOf(params.initiated_at, ended),
  } as never)
  return tx.update(paymentRecord, self, { ...told, latest_payment_attempt_record: attempt.id } as never)
}

/** The latest attempt has ended. Each ends once: that one which failed is not guaranteed later is [K] beyond Stripe's example. */
function end(tx: Tx, self: PaymentRecord, { outcome, at }: End, metadata: unknown): PaymentRecord {
  const attempt = latest(tx, self)
  // Words [M].
  if (attempt.hidden.outcome !== 'initiated')
    throw invalid(
      `You cannot report the latest payment attempt of this payment record as \`${outcome}\` because it is already \`${attempt.hidden.outcome}\`.`,
    )
  const told = {
    ...sums(self.amount_requested, outcome),
    metadata: mergeMetadata(self.metadata, metadata),
  }
  const hidden = { outcome, at: { ...attempt.hidden.at, [outcome]: at } }
  return tell(tx, self, tx.update(paymentAttemptRecord, attempt, { hidden }), told)
}

/** A refund that was made elsewhere, of all that is left or of a part. */
function refund(tx: Tx, params: Refund, self: PaymentRecord): PaymentRecord {
  const { currency } = self.amount_guaranteed
  const left = self.amount_guaranteed.value - self.amount_refunded.value
  const value = refunded(params, self, left)
  const reference = referenceOf(tx, params, self)
  const told = {
    amount_refunded: { currency, value: self.amount_refunded.value + value },
    metadata: mergeMetadata(self.metadata, params.metadata),
  }
  const hidden = {
    ...self.hidden,
    refunds: [...self.hidden.refunds, reference],
    refunded: { ...self.hidden.refunded, [reference]: value },
  }
  return tell(tx, tx.update(paymentRecord, self, { hidden }), latest(tx, self), told)
}

/** How much goes back, in minor units. Words [M], after those of refunds of charges. */
function refunded({ amount }: Refund, self: PaymentRecord, left: number): number {
  const { currency, value: guaranteed } = self.amount_guaranteed
  if (guaranteed === 0)
    throw invalid('You can only report a refund of a payment record whose latest payment attempt is `guaranteed`.')
  if (left === 0) throw invalid('This payment record has already been refunded.')
  if (!amount) return left
  if (amount.currency.toLowerCase() !== currency)
    throw invalid(`The currency of the refund (${amount.currency}) must be that of the payment record (${currency}).`, {
      param: 'amount[currency]',
    })
  if (amount.value < 1) throw tooSmall(1, 'amount[value]')
  if (amount.value > left)
    throw invalid(
      `Refund amount (${formatAmount(amount.value, currency)}) is greater than unrefunded amount on payment record ` +
        `(${formatAmount(left, currency)})`,
      { param: 'amount[value]' },
    )
  return amount.value
}

/**
 * What the refund is called where it was made; must be unique among all refunds.
 * (https://docs.stripe.com/api/payment-record/report-refund/report)
 */
function referenceOf(tx: Tx, { processor_details: { custom } }: Refund, self: PaymentRecord): string {
  const param = 'processor_details[custom][refund_reference]'
  if (!custom) throw missingParameter('processor_details[custom]')
  if (self.hidden.refunds.length >= REFUNDS_MAX)
    throw invalid(`At most ${REFUNDS_MAX} refunds can be reported of one payment record.`)
  const { refund_reference: reference } = custom
  // Words [M].
  if (tx.list(paymentRecord, [refundTerm(reference)], { limit: 1 }).length > 0)
    throw invalid(`A refund with the reference \`${reference}\` has already been reported.`, { param })
  return reference
}
