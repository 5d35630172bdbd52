// 2026-09-30.endive: intents and Checkout no longer take `payment_method_types`. What an older request says with it is
// said with `allowed_payment_method_types` now. (https://docs.stripe.com/changelog/endive; reference in COVERAGE.md)
import type { Operation } from '../contract/index.ts'
import type { VersionChange } from './change.ts'

const RESOURCES = ['payment_intents', 'setup_intents', 'checkout/sessions']

const concerns = ({ resource, method }: Operation) => method === 'POST' && RESOURCES.includes(resource)

export const endive: VersionChange = {
  version: '2026-09-30.endive',
  about: '`payment_method_types` is no longer a parameter of PaymentIntents, SetupIntents and Checkout Sessions.',
  concerns,
  refused: (operation, name) => {
    if (name !== 'payment_method_types' || !concerns(operation)) return undefined
    return {
      code: 'payment_method_types_no_longer_supported',
      message:
        'The `payment_method_types` parameter is no longer supported as of API version 2026-09-30.endive. Use ' +
        '`allowed_payment_method_types`, or leave it out to let Stripe choose from your payment method settings.',
    }
  },
}
