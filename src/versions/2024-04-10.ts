// 2024-04-10: what a product is advertised with has a name of its own, how an invoice is drawn stands in `rendering`, and a portal
// no longer lets customers pause.
// (https://docs.stripe.com/changelog/2024-04-10; the official SDK's types)
import { about, type Given, renamed, type Sent, upward, type VersionChange } from './change.ts'

const advertised = (params: Given): Given => renamed(params, 'features', 'marketing_features')
const drawn = (params: Given): Given => renamed(params, 'rendering_options', 'rendering')

export const aprilOf2024: VersionChange = {
  version: '2024-04-10',
  about:
    '`features` of products became `marketing_features`, `rendering_options` of invoices `rendering`; `subscription_pause` of ' +
    'portals is gone.',
  concerns: about('billing_portal/configurations', 'invoices', 'products'),
  up: upward({
    'POST /v1/products': advertised,
    'POST /v1/products/{id}': advertised,
    'POST /v1/invoices': drawn,
    'POST /v1/invoices/{id}': drawn,
  }),
  names: { marketing_features: 'features', rendering: 'rendering_options' },
  down: {
    'billing_portal.configuration': (configuration) => ({
      ...configuration,
      features: { ...(configuration.features as Sent), subscription_pause: { enabled: false } },
    }),
    invoice: (invoice) => {
      const { amount_tax_display = null } = (invoice.rendering ?? {}) as { amount_tax_display?: string | null }
      return { ...invoice, rendering_options: amount_tax_display === null ? null : { amount_tax_display } }
    },
    product: (product) => ({ ...product, features: product.marketing_features }),
  },
}
