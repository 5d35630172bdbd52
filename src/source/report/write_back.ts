// Writes what a customer is offered into the customer's metadata, through the public API, so that a shop sees it before checkout.
import type { DuckDBConnection } from '@duckdb/node-api'
import { invalid } from '../door/errors.ts'
import type { Arm } from './experiment.ts'
import type { SegmentName } from './segments.ts'
import { ask, field, metadataOf, readViews } from './views.ts'

export interface Assignment {
  readonly customer: string
  readonly segment: SegmentName
  readonly experiment: string
  readonly arm: Arm
}

/** What is written, as metadata. */
export interface OfferMetadata {
  readonly offer_segment: string
  readonly offer_experiment: string
  readonly offer_arm: string
}

/** One call of the API, such as `POST /v1/customers/cus_1` with `{ metadata: {…} }`. Rejects with what has a `status` if refused. */
export type Post = (path: string, params: { readonly metadata: OfferMetadata }) => Promise<unknown>

export interface Progress {
  readonly of: number
  readonly written: number
  /** Those that had these values already. */
  readonly skipped: number
  /** Customers that the host does not have any more. */
  readonly gone: number
  /** The last customer that is done, by id, as are all before; nothing is while undefined. To go on, give it as `after`. */
  readonly position: string | undefined
}

export interface WriteBackOptions {
  /** What customers are known to have, by id: `knownOffers`. */
  readonly known?: ReadonlyMap<string, Partial<OfferMetadata>>
  readonly after?: string
  readonly progress?: (progress: Progress) => void
  /** Calls at a time, 1 to 25; how many there are in a second is up to `post`. */
  readonly parallel?: number
}

/** Why 25: Stripe's limit of calls in a second to one endpoint, unless an account has another. (https://docs.stripe.com/rate-limits) */
const PARALLEL_MAX = 25
/** Stripe's limit on a metadata value. (https://docs.stripe.com/api/metadata) */
const VALUE_MAX = 500

/** A call that was refused or did not arrive. What was done before is in `progress`. */
export class WriteBackStopped extends Error {
  readonly progress: Progress

  constructor(customer: string, cause: unknown, progress: Progress) {
    super(`Writing to customer ${customer} failed: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    })
    this.progress = progress
  }
}

/**
 * Writes the assignments in the order of the customers' ids, each customer once (the last given counts), and says how far it is
 * after every step. A customer that is gone (404) is counted and passed over; any other failure ends it with `WriteBackStopped`.
 * Done twice it writes the same, so that a step which was half done may be done again.
 */
export async function writeBack(
  assignments: Iterable<Assignment>,
  post: Post,
  { known, after, progress, parallel = 4 }: WriteBackOptions = {},
): Promise<Progress> {
  if (!Number.isSafeInteger(parallel) || parallel < 1 || parallel > PARALLEL_MAX)
    throw invalid(`parallel is 1 to ${PARALLEL_MAX}, not ${parallel}.`)
  const byId = new Map<string, Assignment>()
  for (const one of assignments) byId.set(one.customer, checked(one))
  const all = [...byId.values()].toSorted((a, b) => (a.customer < b.customer ? -1 : 1))
  const left = after === undefined ? all : all.filter(({ customer }) => customer > after)
  let done: Progress = { of: left.length, written: 0, skipped: 0, gone: 0, position: after }
  for (let at = 0; at < left.length; at += parallel) {
    const step = left.slice(at, at + parallel)
    const outcomes = await Promise.all(step.map((one) => writeOne(one, post, known)))
    // Only up to the first failure is it sure that all before are done.
    const failure = outcomes.findIndex((outcome) => typeof outcome !== 'string')
    const sure = failure === -1 ? outcomes.length : failure
    const count = (what: string) => outcomes.filter((outcome, index) => outcome === what && index < sure).length
    done = {
      of: done.of,
      written: done.written + count('written'),
      skipped: done.skipped + count('skipped'),
      gone: done.gone + count('gone'),
      position: step[sure - 1]?.customer ?? done.position,
    }
    progress?.(done)
    const failed = outcomes[failure]
    if (failed !== undefined && typeof failed !== 'string')
      throw new WriteBackStopped(step[failure]!.customer, failed.cause, done)
  }
  return done
}

type WriteOutcome = 'written' | 'skipped' | 'gone' | { readonly cause: unknown }

async function writeOne(
  { customer, segment, experiment, arm }: Assignment,
  post: Post,
  known: WriteBackOptions['known'],
): Promise<WriteOutcome> {
  const metadata: OfferMetadata = { offer_segment: segment, offer_experiment: experiment, offer_arm: arm }
  const has = known?.get(customer)
  const keys = Object.keys(metadata) as (keyof OfferMetadata)[]
  if (has && keys.every((key) => has[key] === metadata[key])) return 'skipped'
  try {
    await post(`/v1/customers/${encodeURIComponent(customer)}`, { metadata })
    return 'written'
  } catch (cause) {
    const refused = cause as { status?: unknown; statusCode?: unknown } | undefined
    return refused?.status === 404 || refused?.statusCode === 404 ? 'gone' : { cause }
  }
}

function checked(assignment: Assignment): Assignment {
  const { customer, experiment } = assignment
  if (customer === '') throw invalid('An assignment has no customer.')
  if (experiment === '' || experiment.length > VALUE_MAX)
    throw invalid(`The name of an experiment has 1 to ${VALUE_MAX} characters, as a metadata value has.`)
  return assignment
}

/** What the customers of the lake have in these keys. Empty without the dataset: then everything is written. */
export async function knownOffers(connection: DuckDBConnection): Promise<Map<string, Partial<OfferMetadata>>> {
  const customers = (await readViews(connection)).get('customers')
  const keys = ['offer_segment', 'offer_experiment', 'offer_arm'] as const
  const read = keys.map((key) => metadataOf(customers, key))
  const known = new Map<string, Partial<OfferMetadata>>()
  if (!field(customers, 'id') || read.some((one) => !one)) return known
  const columns = read.map((one, at) => `${one!.sql} as ${keys[at]}`)
  const rows = await ask<{ id: string } & Record<(typeof keys)[number], string | null>>(
    connection,
    `select id, ${columns.join(', ')} from customers where id is not null`,
    read.map((one) => one!.value),
  )
  for (const { id, ...row } of rows) {
    const set = Object.entries(row).filter(([, value]) => value !== null)
    if (set.length > 0) known.set(id, Object.fromEntries(set))
  }
  return known
}
