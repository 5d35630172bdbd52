// 2024-04-10: what a product is advertised with has a name of its own, and how an invoice is drawn stands in `rendering`. That a portal
// lets nobody pause was no longer said, until pauses came back in another form.
// (https://docs.stripe.com/changelog/2024-04-10; the official SDK's types)
import { about, type Given, isHash, renamed, upward, type VersionChange } from './change.ts'

const advertised = (params: Given): Given => renamed(params, 'features', 'marketing_features')
/** A new portal lets nobody pause unless it is told to; how it is told is another thing since it came back. */
function unpaused(params: Given): Given {
  const { features } = params
  if (!isHash(features) || !isHash(features.subscription_pause)) return params
  const { subscription_pause: pause, ...rest } = features
  return isHash(pause) && String(pause.enabled) === 'false' ? { ...params, features: rest } : params
}
const drawn = (params: Given): Given => renamed(params, 'rendering_options', 'rendering')

export const aprilOf2024: VersionChange = {
  version: '2024-04-10',
  about:
    '`features` of products became `marketing_features`, `rendering_options` of invoices `rendering`; `subscription_pause` of ' +
    'portals is gone.',
  concerns: about('billing_portal/configurations', 'invoices', 'products'),
  up: upward({
    'POST /v1/billing_portal/configurations': unpaused,
    'POST /v1/products': advertised,
    'POST /v1/products/{id}': advertised,
    'POST /v1/invoices': drawn,
    'POST /v1/invoices/{id}': drawn,
  }),
  names: { marketing_features: 'features', rendering: 'rendering_options' },
  down: {
    invoice: (invoice) => {
      const { amount_tax_display = null } = (invoice.rendering ?? {}) as { amount_tax_display?: string | null }
      return { ...invoice, rendering_options: amount_tax_display === null ? null : { amount_tax_display } }
    },
    product: (product) => ({ ...product, features: product.marketing_features }),
  },
}
