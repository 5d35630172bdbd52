// 2025-09-30.clover: a promotion code has a `promotion`, and a discount a `source`, in which the coupon is an id; before, they had
// the coupon itself. Subscriptions with one item said its plan and quantity of themselves.
// (https://docs.stripe.com/changelog/clover; src/contract/history.json has `coupon` until 2025-08-27.basil. Of plan and quantity no
// changelog tells: recorded in 2025-06-30.basil and before, and not in 2026-08-26.dahlia. [K])
import { about, type VersionChange } from './change.ts'

export const clover: VersionChange = {
  version: '2025-09-30.clover',
  about:
    '`coupon` of promotion codes became `promotion`, that of discounts `source`; `plan` and `quantity` are no longer fields of ' +
    'subscriptions.',
  concerns: about('promotion_codes', 'subscriptions'),
  up: ({ key }, params) => {
    if (key !== 'POST /v1/promotion_codes' || !('coupon' in params)) return params
    const { coupon, ...rest } = params
    return { ...rest, promotion: { type: 'coupon', coupon } }
  },
  names: { 'promotion[coupon]': 'coupon' },
  includes: { discount: ['coupon'], promotion_code: ['coupon'] },
  down: {
    subscription: (subscription) => {
      const { data } = subscription.items as { data: readonly { plan: object; quantity?: number }[] }
      const only = data.length === 1 ? data[0]! : undefined
      return {
        ...subscription,
        plan: only?.plan ?? null,
        // Recorded: null where there are several; absent of a plan that is metered. [K]
        ...(only === undefined ? { quantity: null } : only.quantity !== undefined && { quantity: only.quantity }),
      }
    },
  },
}
