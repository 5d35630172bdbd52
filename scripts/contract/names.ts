// What the SDK's types do not say and the name of a parameter does: which numbers are fractions, which are
// times; and how path parameters are named.

/** All numbers of the API that are not whole, measured on Stripe's own descriptions of 2024 and 2026. */
const FLOATS = new Set([
  'amount_percent',
  'application_fee_percent',
  'height',
  'length',
  'percent_off',
  'percent_ownership',
  'percentage',
  'score',
  'weight',
  'width',
])

/** Unix times whose names do not end as times do. `gt` and its like only stand in ranges of time. */
const TIMES = new Set([
  'active_from',
  'billing_cycle_anchor',
  'created',
  'created_after',
  'created_before',
  'current_period_end',
  'current_period_start',
  'date',
  'end',
  'gt',
  'gte',
  'interval_end',
  'interval_start',
  'lt',
  'lte',
  'period_end',
  'period_start',
  'redeem_by',
  'start',
  'subscription_billing_cycle_anchor',
  'subscription_trial_end',
  'timestamp',
  'trial_end',
])
const TIME_ENDINGS = /_(at|date|time|timestamp)$/

/** The kind of a parameter that is a number. */
export function numberKind(name: string): 'float' | 'timestamp' | 'integer' {
  if (FLOATS.has(name)) return 'float'
  return TIMES.has(name) || TIME_ENDINGS.test(name) ? 'timestamp' : 'integer'
}

/** Stands for the i-th id in a path that the SDK was made to ask for; survives URL encoding. */
export const placeholder = (i: number): string => `~${i}`

/**
 * A requested path with names for its ids: the last is `{id}`, those before it are named for what they are
 * an id of, as in `/v1/customers/{customer}/sources/{id}`. The same in every version, whatever the SDK
 * calls its arguments.
 */
export function template(requested: string): string {
  const segments = requested.split('/')
  const last = segments.findLastIndex((segment) => segment.startsWith('~'))
  const named = segments.map((segment, i) => {
    if (!segment.startsWith('~')) return segment
    return i === last ? '{id}' : `{${segments[i - 1]!.replace(/s$/, '')}}`
  })
  return named.join('/')
}

/**
 * Where in the API an operation belongs: `checkout/sessions`, `v2/core/events`. `depth` is how deep the SDK
 * keeps it.
 */
export function resourceOf(path: string, depth: number): string {
  const segments = path.split('/').filter((segment) => segment !== '' && segment !== 'v1')
  const literal = segments.slice(0, depth)
  const end = literal.findIndex((segment) => segment.startsWith('{'))
  const resource = (end === -1 ? literal : literal.slice(0, end)).join('/')
  return RESOURCES[resource] ?? resource
}

/** Where path and SDK do not cut alike. */
const RESOURCES: Readonly<Record<string, string>> = { account: 'accounts', apple_pay: 'apple_pay/domains' }

export type Kind = 'create' | 'retrieve' | 'update' | 'delete' | 'list' | 'search' | 'verb'

/** What an operation is in the everyday sense. Everything that is not plainly one of the others is a verb. */
export function kindOf(method: string, path: string, verb: string, listing: 'list' | 'search' | undefined): Kind {
  const onMember = path.endsWith('{id}')
  if (listing) return listing
  if (method === 'GET') return verb.startsWith('retrieve') ? 'retrieve' : 'verb'
  if (method === 'DELETE') return onMember && verb !== 'cancel' ? 'delete' : 'verb'
  if (onMember || verb === 'update') return 'update'
  return verb.startsWith('create') && !/\/create_\w+$/.test(path) ? 'create' : 'verb'
}
