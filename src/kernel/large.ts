// Calls of the house's own that are more than one unit of work each, so that no resource declares them: what each takes, and what
// it answers with. The room that serves them (http/own_call.ts) and the pages that tell of them (describe/) read this table.
import type { Operation } from '../contract/index.ts'

type Params = Operation['params']

/** An operation's name, the object that it answers with, and what it takes. */
export type Large = readonly [object: string, params: Params]

const TEXT = { k: 'string' } as const
const NOTHING: Params = { k: 'object', p: {} }
const COUNT = { k: 'integer' } as const
const CREATED = {
  k: 'union',
  of: [COUNT, { k: 'object', p: { gt: COUNT, gte: COUNT, lt: COUNT, lte: COUNT } }],
} as const

/** Where a request may come from. */
export const SOURCES = ['api', 'cli', 'dashboard', 'stripe.js'] as const
const SOURCE = { k: 'enum', v: [...SOURCES] } as const

/** By what the log of requests may be asked. */
const OF_REQUESTS = {
  api_key: TEXT,
  api_version: TEXT,
  idempotency_key: TEXT,
  ip_address: TEXT,
  method: { k: 'enum', v: ['DELETE', 'GET', 'POST'] },
  operation: TEXT,
  path: TEXT,
  source: SOURCE,
  sources: { k: 'array', of: SOURCE },
  status: TEXT,
} as const

export const LARGE = {
  'GET /brindle/clock': ['brindle.clock', NOTHING],
  'POST /brindle/clock/advance': ['brindle.clock', { k: 'object', p: { by: COUNT, to: { k: 'timestamp' } } }],
  'GET /brindle/figures': ['brindle.figures', { k: 'object', p: { days: COUNT } }],
  'GET /brindle/find': ['brindle.found', { k: 'object', p: { query: TEXT }, r: ['query'] }],
  'GET /brindle/requests': [
    'brindle.request',
    { k: 'object', p: { ...OF_REQUESTS, created: CREATED, limit: COUNT, starting_after: TEXT } },
  ],
  'GET /brindle/requests/stream': ['brindle.request', { k: 'object', p: OF_REQUESTS }],
  'GET /brindle/requests/{request}': ['brindle.request', NOTHING],
  'POST /brindle/requests/{request}/replay': ['brindle.request', { k: 'object', p: { idempotency_key: TEXT } }],
  'GET /brindle/scenarios': ['brindle.scenario', NOTHING],
  'POST /brindle/scenarios/{scenario}': ['brindle.scenario_run', NOTHING],
  'GET /brindle/scenario_runs': ['brindle.scenario_run', NOTHING],
  'GET /brindle/scenario_runs/{run}': ['brindle.scenario_run', NOTHING],
  'GET /brindle/snapshots': ['brindle.snapshot', NOTHING],
  'POST /brindle/snapshots': ['brindle.snapshot', NOTHING],
  'POST /brindle/snapshots/{snapshot}/restore': ['brindle.snapshot', NOTHING],
  'DELETE /brindle/snapshots/{snapshot}': ['brindle.snapshot', NOTHING],
  'GET /brindle/upcoming': ['brindle.upcoming', { k: 'object', p: { limit: COUNT, test_clock: TEXT } }],
  'POST /brindle/reset': ['brindle.reset', NOTHING],
} satisfies Readonly<Record<string, Large>>

export type LargeKey = keyof typeof LARGE
