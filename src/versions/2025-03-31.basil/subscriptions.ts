// 2025-03-31.basil: each item of a subscription has a period of its own, and discounts are several. Before, the subscription
// had the period, and one discount; a coupon or a promotion code was a parameter.
// (https://docs.stripe.com/changelog/basil/2025-03-31/deprecate-subscription-current-period-start-and-end;
// https://docs.stripe.com/changelog/basil)
import { about, eachOf, type Given, isHash, renamed, type Sent, upward, type VersionChange } from '../change.ts'

/** One discount, by its coupon or its promotion code. `''` takes all away. */
const discounted = (params: Given): Given =>
  ['coupon', 'promotion_code'].reduce(
    (given, name) => renamed(given, name, 'discounts', (one) => (one === '' ? '' : [{ [name]: one }])),
    params,
  )
const phases = (params: Given): Given => eachOf(params, 'phases', discounted)

export const subscriptions: VersionChange = {
  version: '2025-03-31.basil',
  about:
    '`current_period_start`, `current_period_end` and `discount` are no longer fields of subscriptions, nor `coupon` of the ' +
    'phases of schedules; `coupon` and `promotion_code` became `discounts`.',
  concerns: about('subscriptions', 'subscription_schedules', 'invoices'),
  up: upward({
    'POST /v1/subscriptions': discounted,
    'POST /v1/subscriptions/{id}': discounted,
    'POST /v1/subscription_schedules': phases,
    'POST /v1/subscription_schedules/{id}': phases,
    'POST /v1/invoices/create_preview': (params) => {
      const { schedule_details: of } = params
      return discounted(isHash(of) ? { ...params, schedule_details: phases(of) } : params)
    },
  }),
  names: { 'discounts[0][coupon]': 'coupon', 'discounts[0][promotion_code]': 'promotion_code' },
  includes: { subscription: ['discount'] },
  down: {
    subscription: (subscription) => ({ ...subscription, ...periodOf(subscription) }),
    subscription_schedule: older,
  },
}

interface Period {
  readonly current_period_start: number
  readonly current_period_end: number
}

/** The period that ends first, where items have several. [K] */
function periodOf({ items, created }: Sent): Period {
  const { data } = items as { data: readonly Period[] }
  const ends = Math.min(...data.map((item) => item.current_period_end))
  const first = data.find((item) => item.current_period_end === ends)
  const { current_period_start = created as number, current_period_end = created as number } = first ?? {}
  return { current_period_start, current_period_end }
}

interface Phase {
  readonly discounts?: readonly { readonly coupon: string | null }[]
}

/** A phase had one coupon; of several there is none to be named. [K] */
function older({ phases, ...schedule }: Sent): Sent {
  const couponOf = ({ discounts }: Phase) => (discounts?.length === 1 ? discounts[0]!.coupon : null)
  return {
    ...schedule,
    phases: (phases as readonly Phase[]).map((phase) => ({ ...phase, coupon: couponOf(phase) })),
  }
}
