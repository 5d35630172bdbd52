// Announcing: when all that a unit of work changed has settled, its events are written in order, with one delivery for
// every endpoint that wants them.
import { type Happening, previousAttributes } from '../../kernel/facts.ts'
import { type Older, older, olderRows } from '../../kernel/older.ts'
import { type AnyRow, type ObjectType, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { changesItself, isOlder, servedVersion, shapeDown } from '../../versions/index.ts'
import { own } from './account.ts'
import { delivery, queueOf } from './delivery.ts'
import { type Event, EVENTS_KEPT_SECONDS, event } from './event.ts'
import { endpointsOf, wants } from './webhook_endpoint.ts'

/** Writes the events of a unit, in order, and the deliveries that they are owed. Called once, when all has settled. */
export function announce(tx: Tx, happenings: readonly Happening[], types: Types): void {
  if (happenings.length === 0) return
  const { account, tenant } = tx.place
  // What happens in a connected account is told there, and to those endpoints of its platform that listen for it.
  const isConnected = account !== tenant
  const endpoints = [
    ...endpointsOf(tx).filter(({ hidden }) => !hidden.connect),
    ...(isConnected ? endpointsOf(tx.platform).filter(({ hidden }) => hidden.connect) : []),
  ]
  const version = servedVersion(own(tx).hidden.defaultVersion)
  const inVersion = ({ api_version }: (typeof endpoints)[number]) =>
    api_version ? servedVersion(api_version) : version
  const told = tellings(tx, happenings, [version, ...endpoints.map(inVersion)], types)
  const { requestId, idempotencyKey, cause } = tx.situation
  const request =
    cause === 'request'
      ? { id: requestId, idempotency_key: idempotencyKey ?? null }
      : { id: null, idempotency_key: null }
  for (const [i, { type }] of happenings.entries()) {
    const wanted = endpoints.filter((endpoint) => wants(endpoint, type)).reverse()
    const frozen = (in_: string) => ({
      ...(isConnected && { account }),
      api_version: in_,
      created: tx.now,
      data: told.get(in_)![i]!,
      livemode: false,
      pending_webhooks: wanted.length,
      request,
      type,
    })
    const row = tx.insert(event, frozen(version), { queue: 'expire', due: tx.wall + EVENTS_KEPT_SECONDS })
    for (const endpoint of wanted) {
      const in_ = inVersion(endpoint)
      const isElsewhere = endpoint.hidden.connect === true
      const isRow = in_ === version && !isElsewhere && !changesItself('event', in_)
      const body = isRow ? null : (shapeDown({ id: row.id, object: 'event', ...frozen(in_) }, in_) as object)
      const owed = { event: row.id, event_type: type, endpoint: endpoint.id, created: tx.wall }
      const waiting = { queue: queueOf(endpoint.id), due: tx.wall * 1000 }
      const hidden = { body, ...(isElsewhere && { account }) }
      const there = isElsewhere ? tx.platform : tx
      there.insert(delivery, { ...owed, state: 'pending', attempts: [], hidden }, waiting)
    }
  }
}

type Types = ReadonlyMap<string, ObjectType>

/**
 * What is told of each happening, by version. What objects of older versions have without being asked is as it is when all has
 * settled, and read in one round.
 */
function tellings(
  tx: Tx,
  happenings: readonly Happening[],
  versions: readonly string[],
  types: Types,
): ReadonlyMap<string, readonly Event['data'][]> {
  const each = [...new Set(versions)]
  const looks = each.flatMap((version) => happenings.map((one) => () => data(tx, one, version, types)))
  const found = tx.work.together(looks)
  return new Map(each.map((version, i) => [version, found.slice(i * happenings.length, (i + 1) * happenings.length)]))
}

/** Recorded: events that say what changed though they are no updates. */
const WITH_PREVIOUS = ['charge.refunded', 'payment_method.detached']

/** `data.object` as it is now (or was last), and for updates what changed. */
function data(tx: Tx, { fact, type }: Happening, version: string, types: Types): Event['data'] {
  const { before, after, type: of } = fact
  const told = of.toldAs[type.split('.')[0]!]
  const shape = (row: AnyRow, more: Partial<Older> = {}): Record<string, unknown> => {
    const { hidden: _, ...wire } = row
    const whole = (told ? told(row as never) : of.nameless ? withoutId(row as never) : wire) as Record<string, unknown>
    if (!isOlder(version)) return whole
    const how = { version, types, ...more }
    const isItself = whole.object === row.object
    return (
      isItself ? olderRows(tx, [structuredClone(whole)], [row], how)[0] : older(tx, structuredClone(whole), how)
    ) as typeof whole
  }
  const isGone = after === undefined || after.deleted === true
  if (isGone) return { object: { ...shape(before!, { gone: true }), ...of.gone } }
  const object = shape(after)
  const isUpdate = type.endsWith('.updated') || WITH_PREVIOUS.includes(type)
  if (!isUpdate || !before) return { object }
  return {
    object,
    previous_attributes: previousAttributes(shape(before, { read: (value) => earlier(tx, value) }), object),
  }
}

const isList = (value: unknown): boolean => (value as { object?: unknown } | null)?.object === 'list'

/** What was read, as it was without what this unit of work has made. What it has taken away is not put back. */
function earlier(tx: Tx, value: unknown): unknown {
  if (typeof value === 'string') return tx.work.made(tx.place, value) ? null : value
  if (!isList(value)) return value
  const { data: rows, ...rest } = value as { data: readonly { id: string }[] }
  return { ...rest, data: rows.filter(({ id }) => !tx.work.made(tx.place, id)) }
}
