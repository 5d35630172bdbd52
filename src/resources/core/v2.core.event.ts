// Thin events: that something happened to an object, without the object. Those that are told of objects of the first version
// follow from its events, and are read off them; only what the second version alone tells has rows of its own.
// (https://docs.stripe.com/api/v2/core/events; https://docs.stripe.com/event-destinations#thin-events)
import type Stripe from 'stripe'
import { operations, thinEventTypes } from '../../contract/index.ts'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { event } from './event.ts'

export interface ThinEvent {
  id: string
  object: 'v2.core.event'
  /** The account where it happened, if it is told of elsewhere. */
  context?: string
  created: string
  livemode: boolean
  reason: { type: 'request'; request: { id: string; idempotency_key: string | null } } | null
  related_object: { id?: string; type: string; url: string } | null
  /** The event of the first version that says the same with the object. */
  snapshot_event?: string
  type: string
}

export const eventV2 = object<ThinEvent>('v2.core.event', {
  prefix: 'evt_test',
  named: (tx, id) => thinNamed(tx, id) as never,
  terms: ({ type, related_object }) => [
    `type=${type}`,
    ...(related_object?.id ? [`object_id=${related_object.id}`] : []),
  ],
})

const URL = '/v2/core/events'
/** Stripe's own number. (https://docs.stripe.com/api/v2/core/events/list) */
const TYPES_MAX = 20

export const eventsV2 = resource(eventV2)
  .on<Stripe.V2.Core.EventRetrieveParams>('GET /v2/core/events/{id}', (_tx, _params, self) => self)
  .on<Stripe.V2.Core.EventListParams>('GET /v2/core/events', (tx, { types, object_id, ...params }) => {
    if (types && types.length > TYPES_MAX) throw invalid(`You may name at most ${TYPES_MAX} types.`, { param: 'types' })
    for (const [i, type] of (types ?? []).entries())
      if (!thinEventTypes.includes(type)) throw invalid(`There is no event type \`${type}\`.`, { param: `types[${i}]` })
    const about = object_id === undefined ? [] : [`object_id=${object_id}`]
    const wanted = types ?? []
    const own = wanted.length > 0 ? wanted.map((type) => [...about, `type=${type}`]) : [about]
    const snapshots = wanted.filter((type) => type.startsWith('v1.')).map((type) => [...about, `type=${type.slice(3)}`])
    return listV2(
      tx,
      [
        { type: eventV2, several: own },
        {
          type: event,
          several: wanted.length > 0 ? snapshots : [about],
          show: (rows) => rows.map((row) => thinOf(row)),
        },
      ],
      { ...params, ...(types && { types }), ...(object_id !== undefined && { object_id }) } as never,
      URL,
    )
  })

/** The id of a thin event holds that of the event that it follows from. */
const THIN = /^evt_test_1([A-Za-z0-9]+)$/
const thinId = (id: string) => id.replace(/^evt_/, 'evt_test_')

function thinNamed(tx: Tx, id: string): object | undefined {
  if (!THIN.test(id)) return undefined
  const [row] = tx.any([id, id.replace('evt_test_', 'evt_')]).filter((one) => one !== undefined)
  if (!row || row.object === eventV2.object) return row
  const thin = thinOf(row as never)
  if (!thin) throw noSuch(eventV2.noun, id)
  return thin
}

type Snapshot = Pick<Row<any>, 'id'> & {
  readonly type: string
  readonly created: number
  readonly account?: string
  readonly data: { readonly object: { readonly id?: string; readonly object: string } }
  readonly request: { readonly id: string | null; readonly idempotency_key: string | null }
}

const thin = new Set(thinEventTypes)

/** The thin event that follows from an event, if the second version tells of it. `context` is where it is told of from elsewhere. */
export function thinOf(row: Snapshot, context: string | undefined = row.account): ThinEvent | undefined {
  if (!thin.has(`v1.${row.type}`)) return undefined
  return {
    id: thinId(row.id),
    object: 'v2.core.event',
    ...(context !== undefined && { context }),
    created: toRfc3339(row.created),
    livemode: false,
    reason: reasonOf(row.request),
    related_object: relatedTo(row.data.object),
    snapshot_event: row.id,
    type: `v1.${row.type}`,
  }
}

/** Nobody asked for what happened by itself. */
export const reasonOf = ({ id, idempotency_key }: Snapshot['request']): ThinEvent['reason'] =>
  id === null ? null : { type: 'request', request: { id, idempotency_key } }

/** An object, and where to ask for it; nothing where the API has no such place. */
export function relatedTo({
  id,
  object: name,
}: {
  readonly id?: string
  readonly object: string
}): ThinEvent['related_object'] {
  const path = places().get(name)
  if (path === undefined) return null
  return { ...(id !== undefined && { id }), type: name, url: path.replace('{id}', id ?? '') }
}

let known: Map<string, string> | undefined
/** Where an object is asked for by its id, or by nothing, as the balance. */
function places(): Map<string, string> {
  if (known) return known
  known = new Map()
  for (const { kind, method, path, returns } of operations()) {
    const isIts = kind === 'retrieve' && method === 'GET' && returns.length === 1 && !/\{(?!id\})/.test(path)
    if (isIts && !known.has(returns[0]!)) known.set(returns[0]!, path)
  }
  return known
}
