// 2020-08-27: what a Checkout Session sells stands in its `line_items`; a customer has the lists of what hangs on them only where they are expanded, and so have prices and plans their tiers;
// a charge says in one word how 3-D Secure went. Subscriptions and invoices have tax rates, and no percentage; what is done about
// prorations is said in words; the phases of a schedule have items.
// (https://docs.stripe.com/changelog/2020-08-27/deprecates-auto-expansion-customer-sources,
// …/deprecates-auto-expansion-customer-subscriptions, …/deprecates-auto-expansion-tax-id-customer, …/updates-3d-scure-charge-object;
// https://docs.stripe.com/changelog/2020-08-27 for the rest)
import { about, eachOf, type Given, renamed, type Sent, upward, type VersionChange } from './change.ts'

/** `prorate=false` is to charge nothing for what changes, now or later. */
const prorated = (params: Given): Given =>
  renamed(params, 'prorate', 'proration_behavior', (value) =>
    value === 'true' ? 'create_prorations' : value === 'false' ? 'none' : value,
  )
const foretold = (params: Given): Given =>
  renamed(
    prorated(renamed(params, 'subscription_prorate', 'prorate')),
    'proration_behavior',
    'subscription_proration_behavior',
  )
const phased = (params: Given): Given => prorated(eachOf(params, 'phases', (phase) => renamed(phase, 'plans', 'items')))

export const augustOf2020: VersionChange = {
  version: '2020-08-27',
  about:
    'Checkout Sessions have no `display_items`; customers no longer include `sources`, `subscriptions` and `tax_ids` unless they are asked to, nor prices and plans ' +
    '`tiers`; `result` says how 3-D Secure went, in place of `authenticated` and `succeeded`; `prorate` became ' +
    '`proration_behavior`; `tax_percent` is gone; `plans` of the phases of schedules became `items`.',
  concerns: about(
    ...['charges', 'checkout/sessions', 'customers', 'invoices', 'plans', 'prices'],
    ...['subscription_items', 'subscription_schedules', 'subscriptions'],
  ),
  up: upward({
    'POST /v1/subscriptions': prorated,
    'POST /v1/subscriptions/{id}': prorated,
    'POST /v1/subscription_items': prorated,
    'POST /v1/subscription_items/{id}': prorated,
    'DELETE /v1/subscription_items/{id}': prorated,
    'GET /v1/invoices/upcoming': foretold,
    'GET /v1/invoices/upcoming/lines': foretold,
    'POST /v1/subscription_schedules': phased,
    'POST /v1/subscription_schedules/{id}': phased,
  }),
  names: { proration_behavior: 'prorate', subscription_proration_behavior: 'subscription_prorate' },
  // A percentage is no rate: an invoice could not say whose tax it is.
  unheeded: Object.fromEntries(
    ['invoices', 'subscriptions', 'subscription_schedules'].flatMap((resource) =>
      [`POST /v1/${resource}`, `POST /v1/${resource}/{id}`].map((key) => [key, ['tax_percent']]),
    ),
  ),
  includes: {
    'checkout.session': ['display_items'],
    customer: ['sources', 'subscriptions', 'tax_ids'],
    plan: ['tiers'],
    price: ['tiers'],
  },
  down: {
    charge: (charge) => {
      const details = charge.payment_method_details as { card?: Sent } | null
      const secure = details?.card?.three_d_secure as Sent | null | undefined
      if (!secure) return charge
      return {
        ...charge,
        payment_method_details: { ...details, card: { ...details!.card, three_d_secure: inTwoWords(secure) } },
      }
    },
    // What is asked in it has tax rates.
    invoice: (invoice) => ({ ...invoice, tax_percent: null }),
    // Recorded: a plan without tiers says so, a price does not.
    price: ({ tiers, ...price }) => (tiers === null ? price : { ...price, tiers }),
    subscription: (subscription) => ({ ...subscription, tax_percent: null }),
    subscription_schedule: ({ phases, ...schedule }) => ({
      ...schedule,
      phases: (phases as readonly Sent[]).map((phase) => ({ ...phase, plans: phase.items, tax_percent: null })),
    }),
  },
}

/** An attempt that the bank acknowledged counted as a success. [K] */
const inTwoWords = (secure: Sent): Sent => ({
  ...secure,
  authenticated: secure.result === 'authenticated',
  succeeded: secure.result === 'authenticated' || secure.result === 'attempt_acknowledged',
})
