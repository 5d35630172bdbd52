// 2022-11-15: a charge has the list of its refunds only where that is expanded, and a PaymentIntent names its latest charge in place
// of the list of its charges.
// (https://docs.stripe.com/changelog/2022-11-15/deprecates-charges-auto-expand; docs.stripe.com/upgrades#2022-11-15)
import { about, type VersionChange } from './change.ts'

export const novemberOf2022: VersionChange = {
  version: '2022-11-15',
  about: 'Charges no longer include `refunds` unless they are asked to; PaymentIntents have no `charges`.',
  concerns: about('charges', 'payment_intents'),
  includes: { charge: ['refunds'], payment_intent: ['charges'] },
}
