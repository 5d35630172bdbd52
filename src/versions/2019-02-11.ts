// 2019-02-11: a PaymentIntent speaks of payment methods, and no longer of sources. Older answers have the older statuses.
// (https://docs.stripe.com/changelog/2019-02-11; docs.stripe.com/upgrades#2019-02-11)
import { about, type Given, renamed, upward, type VersionChange } from './change.ts'

/** By the name since. */
const STATUSES: Readonly<Record<string, string>> = {
  requires_payment_method: 'requires_source',
  requires_action: 'requires_source_action',
}

const sourced = (params: Given): Given => renamed(params, 'allowed_source_types', 'payment_method_types')

export const februaryOf2019: VersionChange = {
  version: '2019-02-11',
  about:
    'The statuses `requires_source` and `requires_source_action` of PaymentIntents became `requires_payment_method` and ' +
    '`requires_action`, `allowed_source_types` `payment_method_types`, `next_source_action` `next_action`.',
  concerns: about('payment_intents'),
  up: upward({
    'POST /v1/payment_intents': sourced,
    'POST /v1/payment_intents/{id}': sourced,
    'POST /v1/payment_intents/{id}/confirm': sourced,
  }),
  down: {
    payment_intent: (intent) => ({
      ...intent,
      allowed_source_types: intent.payment_method_types,
      next_source_action: intent.next_action,
      status: STATUSES[String(intent.status)] ?? intent.status,
    }),
  },
}
