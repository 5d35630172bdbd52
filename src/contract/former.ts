// Part of what is kept by hand (overlay.ts): the operations that older versions have and the core's has not. What they take
// stands in history.json; their routes are here, so that no other request has to read that file. Data only.
import type { Operation } from './table.ts'

export interface FormerRoute extends Pick<Operation, 'key' | 'verb' | 'kind' | 'returns'> {
  /** The version that took it away. */
  readonly until: string
  /** The last one in the contract's history that has it. */
  readonly last: string
}

/** https://docs.stripe.com/changelog/basil/2025-03-31/invoice-preview-api-deprecations, …/deprecate-legacy-usage-based-billing */
const BASIL = { until: '2025-03-31.basil', last: '2025-02-24.acacia' } as const

export const formerRoutes: readonly FormerRoute[] = [
  { key: 'GET /v1/invoices/upcoming', verb: 'retrieveUpcoming', kind: 'retrieve', returns: ['invoice'], ...BASIL },
  {
    key: 'GET /v1/invoices/upcoming/lines',
    verb: 'listUpcomingLines',
    kind: 'list',
    returns: ['line_item'],
    ...BASIL,
  },
  {
    key: 'POST /v1/subscription_items/{id}/usage_records',
    verb: 'createUsageRecord',
    kind: 'create',
    returns: ['usage_record'],
    ...BASIL,
  },
  {
    key: 'GET /v1/subscription_items/{id}/usage_record_summaries',
    verb: 'listUsageRecordSummaries',
    kind: 'list',
    returns: ['usage_record_summary'],
    ...BASIL,
  },
]
