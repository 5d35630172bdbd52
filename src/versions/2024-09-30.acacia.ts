// 2024-09-30.acacia: what an alert watches stands in one hash. (the official SDK's types; https://docs.stripe.com/changelog/acacia)
import { about, renamed, type Given, type VersionChange } from './change.ts'

interface Threshold {
  readonly filters: readonly { readonly customer: string | null }[] | null
}

/** What was a filter beside the threshold is one of its filters. */
function within(params: Given): Given {
  const { filter, ...rest } = renamed(params, 'usage_threshold_config', 'usage_threshold')
  const { customer } = (filter ?? {}) as { customer?: unknown }
  if (customer === undefined || typeof rest.usage_threshold !== 'object') return filter === undefined ? rest : params
  return { ...rest, usage_threshold: { ...rest.usage_threshold, filters: [{ type: 'customer', customer }] } }
}

export const acacia: VersionChange = {
  version: '2024-09-30.acacia',
  about: '`usage_threshold_config` and `filter` of billing alerts became `usage_threshold`.',
  concerns: about('billing/alerts'),
  up: ({ key }, params) => (key === 'POST /v1/billing/alerts' ? within(params) : params),
  down: {
    'billing.alert': (alert) => {
      const { filters, ...config } = (alert.usage_threshold ?? { filters: null }) as Threshold
      const customer = filters?.[0]?.customer
      return {
        ...alert,
        filter: customer ? { customer } : null,
        usage_threshold_config: alert.usage_threshold ? config : null,
      }
    },
  },
}
