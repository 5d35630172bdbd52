// A price in the words of the older Plan, which events tell of and subscription items still carry.
// (https://docs.stripe.com/api/plans/object)
import type Stripe from 'stripe'
import type { Wire } from '../../contract/wire.ts'
import { aggregateOf } from './aggregate_usage.ts'

/** The plan that a recurring price is: the same object under the same id. What is hidden of the price stays so. */
export function planOf(price: Omit<Wire<Stripe.Price>, 'object'>): Wire<Stripe.Plan> {
  const { interval, interval_count, meter, trial_period_days, usage_type } = price.recurring!
  const aggregate_usage = aggregateOf(price)
  return {
    id: price.id,
    object: 'plan',
    active: price.active,
    ...(aggregate_usage !== undefined && { aggregate_usage }),
    amount: price.unit_amount,
    amount_decimal: price.unit_amount_decimal,
    billing_scheme: price.billing_scheme,
    created: price.created,
    currency: price.currency,
    interval,
    interval_count,
    livemode: false,
    metadata: price.metadata,
    meter,
    nickname: price.nickname,
    product: price.product,
    tiers_mode: price.tiers_mode,
    transform_usage: price.transform_quantity,
    trial_period_days,
    usage_type,
  }
}
