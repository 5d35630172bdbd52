// Amounts by currency beside an object's own: their keys are currencies, in lower case, and not the object's own.
// (https://docs.stripe.com/api/coupons/create#create_coupon-currency_options)
import { invalid } from '../../kernel/errors.ts'
import { currencies } from '../../lib/money.ts'

/** Refuses keys that are no currency, or are not in lower case (recorded), or are the object's own currency [M]. */
export function checkOptions(options: object, own: string, param: string): void {
  for (const key of Object.keys(options)) {
    const lower = key.toLowerCase()
    if (!Object.hasOwn(currencies, lower))
      throw invalid(
        `Invalid currency: ${key}. Stripe currently supports these currencies: ${Object.keys(currencies).join(', ')}`,
        { param },
      )
    if (key !== lower)
      throw invalid(
        `Currencies must be lowercase when used as keys in a map. Use \`${lower}\` instead of \`${key}\`.`,
        { param },
      )
    if (key === own)
      throw invalid(`The currency option \`${key}\` must be different from the currency that is already set.`, {
        param,
      })
  }
}
