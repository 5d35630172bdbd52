// The summary of what a customer is entitled to: shown by the event that tells of a change, and nowhere else.
// (https://docs.stripe.com/api/entitlements/active-entitlement-summary)
import type Stripe from 'stripe'
import { object, resource } from '../../kernel/resource.ts'

export const summary = object<Stripe.Entitlements.ActiveEntitlementSummary>('entitlements.active_entitlement_summary', {
  prefix: 'entitlements',
  nameless: true,
  events: [
    { on: 'insert', types: ['entitlements.active_entitlement_summary.updated'] },
    { on: 'update', types: ['entitlements.active_entitlement_summary.updated'] },
  ],
})

/** No operation shows it. */
export const summaries = resource(summary)
