// 2022-11-15: a charge has the list of its refunds only where that is expanded.
// (https://docs.stripe.com/changelog/2022-11-15/deprecates-charges-auto-expand)
import { about, type VersionChange } from './change.ts'

export const novemberOf2022: VersionChange = {
  version: '2022-11-15',
  about: 'Charges no longer include `refunds` unless they are asked to.',
  concerns: about('charges'),
  includes: { charge: ['refunds'] },
}
