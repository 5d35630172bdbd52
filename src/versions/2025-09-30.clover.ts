// 2025-09-30.clover: a promotion code has a `promotion`, in which its coupon is an id; before, it had the coupon itself.
// (https://docs.stripe.com/changelog/clover; src/contract/history.json has `coupon` until 2025-08-27.basil)
import { about, type VersionChange } from './change.ts'

export const clover: VersionChange = {
  version: '2025-09-30.clover',
  about: '`coupon` of promotion codes became `promotion`.',
  concerns: about('promotion_codes'),
  up: ({ key }, params) => {
    if (key !== 'POST /v1/promotion_codes' || !('coupon' in params)) return params
    const { coupon, ...rest } = params
    return { ...rest, promotion: { type: 'coupon', coupon } }
  },
  includes: { promotion_code: ['coupon'] },
}
