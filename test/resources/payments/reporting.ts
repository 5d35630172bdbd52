// How tests report a payment that was made outside Stripe, and what is then expected of it.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

/** The payment of https://docs.stripe.com/api/payment-record/report-payment/report */
export const NEWPAY: Stripe.PaymentRecordReportPaymentParams = {
  amount_requested: { currency: 'usd', value: 1000 },
  initiated_at: 1730253453,
  payment_method_details: { type: 'custom', custom: { display_name: 'newpay', type: 'cpmt_125kjj3hn3sdf' } },
  processor_details: { type: 'custom', custom: { payment_reference: 'npp2358872734k' } },
}

export const reported = (
  { stripe }: Pick<Sandbox, 'stripe'>,
  params: Partial<Stripe.PaymentRecordReportPaymentParams> = {},
): Promise<Stripe.PaymentRecord> => stripe.paymentRecords.reportPayment({ ...NEWPAY, ...params })

/** One that was paid. */
export const guaranteed = (world: Pick<Sandbox, 'stripe'>, value = 1000, currency = 'usd') =>
  reported(world, {
    amount_requested: { currency, value },
    outcome: 'guaranteed',
    guaranteed: { guaranteed_at: 1730253500 },
  })

const ZERO = { authorized: 0, canceled: 0, failed: 0, guaranteed: 0, refunded: 0 }

/** The seven sums of a record or an attempt of which `value` was asked for; what is not named is nothing. */
export function sums(value: number, parts: Partial<typeof ZERO> = {}, currency = 'usd') {
  const all = { ...ZERO, ...parts }
  const money = (amount: number) => ({ currency, value: amount })
  return {
    amount: money(value),
    amount_authorized: money(all.authorized),
    amount_canceled: money(all.canceled),
    amount_failed: money(all.failed),
    amount_guaranteed: money(all.guaranteed),
    amount_refunded: money(all.refunded),
    amount_requested: money(value),
  }
}

export const PAID = { authorized: 1000, guaranteed: 1000 }

/** The seven sums as they stand. */
export function sumsOf(record: Stripe.PaymentRecord | Stripe.PaymentAttemptRecord) {
  const { amount, amount_authorized, amount_canceled, amount_failed, amount_guaranteed } = record
  const { amount_refunded, amount_requested } = record
  return {
    amount,
    amount_authorized,
    amount_canceled,
    amount_failed,
    amount_guaranteed,
    amount_refunded,
    amount_requested,
  }
}

export const ADDRESS = {
  city: 'San Francisco',
  country: 'US',
  line1: '123 Main Street',
  postal_code: '94111',
  state: 'CA',
}
export const WHOLE_ADDRESS = { ...ADDRESS, line2: null }
export const NO_ADDRESS = { city: null, country: null, line1: null, line2: null, postal_code: null, state: null }

/** The attempts of a record, newest first. */
export const attemptsOf = async ({ stripe }: Pick<Sandbox, 'stripe'>, { id }: { id: string }) =>
  (await stripe.paymentAttemptRecords.list({ payment_record: id })).data
