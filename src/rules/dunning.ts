// Dunning: when a customer is told of a renewal, when a payment that failed is tried again, and when it is given up.
// (https://docs.stripe.com/billing/revenue-recovery/smart-retries; https://docs.stripe.com/billing/subscriptions/webhooks)
import { DAY } from '../lib/calendar.ts'

/** Stripe's machine picks the moments of Smart Retries by chance and learning; here they are 8 within two weeks. [K] */
export const SMART_RETRY_DAYS: readonly number[] = [1, 1, 2, 2, 2, 2, 2, 2]

/**
 * When the next attempt is due, after `attempts` of them (1 or more) of which the last failed at `at` (epoch seconds).
 * `days` are the days between one attempt and the next; nothing once they are used up.
 */
export function nextAttempt(days: readonly number[], attempts: number, at: number): number | null {
  const wait = days[attempts - 1]
  return wait === undefined ? null : at + wait * DAY
}

/**
 * When a renewal at `renews` is told of, `days` days ahead (epoch seconds). Nothing where that is not after `from`, because the
 * period is no longer than that or most of it is over; nor for 0 days, which is never.
 */
export function toldAt(days: number, from: number, renews: number): number | null {
  const at = renews - days * DAY
  return days > 0 && at > from ? at : null
}

/** After these the same method is never tried again by itself. (docs.stripe.com/billing/revenue-recovery/smart-retries#non-retryable-decline-codes) */
const NON_RETRYABLE: readonly string[] = [
  'incorrect_number',
  'lost_card',
  'pickup_card',
  'stolen_card',
  'revocation_of_authorization',
  'revocation_of_all_authorizations',
  'authentication_required',
  'highest_risk_level',
  // In a newer text of that page only. [K]
  'transaction_not_allowed',
]

/**
 * Whether a try that is due is made: not with the method that `failed` last, by its id, if one of the `codes` of that failure is
 * final. Its time passes all the same, and it counts.
 */
export const isTried = (
  method: string,
  failed: string | undefined,
  codes: readonly (string | null | undefined)[],
): boolean => method !== failed || !codes.some((code) => NON_RETRYABLE.includes(code ?? ''))
