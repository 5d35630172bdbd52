// Announcing: when all that a unit of work changed has settled, its events are written in order, with one delivery for
// every endpoint that wants them.
import { type Happening, previousAttributes } from '../../kernel/facts.ts'
import { unasked } from '../../kernel/render.ts'
import { type AnyRow, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Fact } from '../../kernel/work.ts'
import { includedIn, servedVersion, shapeDown } from '../../versions/index.ts'
import { newest } from '../../contract/index.ts'
import { own } from './account.ts'
import { listening, owe } from './cli_session.ts'
import { delivery, queueOf } from './delivery.ts'
import { type Event, EVENTS_KEPT_SECONDS, event } from './event.ts'
import { endpointsOf, wants } from './webhook_endpoint.ts'

/** Writes the events of a unit, in order, and the deliveries that they are owed. Called once, when all has settled. */
export function announce(tx: Tx, happenings: readonly Happening[]): void {
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
  // Stripe's command line hears of its own account and of those connected to it.
  const hearing = [...new Set([tx, tx.platform])].flatMap((there) =>
    listening(there).map((session) => ({ there, session, isElsewhere: there.place.account !== account })),
  )
  const lists = listsOf(tx, happenings, [version, ...endpoints.map(inVersion), ...(hearing.length > 0 ? [newest] : [])])
  const { requestId, idempotencyKey, cause } = tx.situation
  const request =
    cause === 'request'
      ? { id: requestId, idempotency_key: idempotencyKey ?? null }
      : { id: null, idempotency_key: null }
  for (const { type, fact } of happenings) {
    const wanted = endpoints.filter((endpoint) => wants(endpoint, type)).reverse()
    const frozen = (in_: string) => ({
      ...(isConnected && { account }),
      api_version: in_,
      created: tx.now,
      data: data(tx, fact, type, in_, lists),
      livemode: false,
      pending_webhooks: wanted.length + hearing.length,
      request,
      type,
    })
    const row = tx.insert(event, frozen(version), { queue: 'expire', due: tx.wall + EVENTS_KEPT_SECONDS })
    for (const endpoint of wanted) {
      const in_ = inVersion(endpoint)
      const isElsewhere = endpoint.hidden.connect === true
      const body = in_ === version && !isElsewhere ? null : { id: row.id, object: 'event', ...frozen(in_) }
      const owed = { event: row.id, event_type: type, endpoint: endpoint.id, created: tx.wall }
      const waiting = { queue: queueOf(endpoint.id), due: tx.wall * 1000 }
      const hidden = { body, ...(isElsewhere && { account }) }
      const there = isElsewhere ? tx.platform : tx
      there.insert(delivery, { ...owed, state: 'pending', attempts: [], hidden }, waiting)
    }
    for (const { there, session, isElsewhere } of hearing) {
      const whole = (in_: string) => ({ id: row.id, object: 'event', ...frozen(in_) })
      const body = isElsewhere ? whole(version) : null
      const latest = version === newest ? null : whole(newest)
      owe(there, session, { event: row.id, event_type: type }, { body, latest, ...(isElsewhere && { account }) })
    }
  }
}

type Lists = ReadonlyMap<string, Readonly<Record<string, unknown>>>
const keyOf = (id: string, version: string) => `${id} ${version}`

/**
 * What objects of older versions have without being asked, by object and version, as it is when all has settled. Read in one
 * round. What is deleted by then has nothing any more.
 */
function listsOf(tx: Tx, happenings: readonly Happening[], versions: readonly string[]): Lists {
  const wanted = new Map<string, () => Readonly<Record<string, unknown>>>()
  for (const version of new Set(versions)) {
    const names = includedIn(version)
    for (const { fact } of happenings) {
      const now = Object.hasOwn(names, fact.type.object) ? tx.work.row(tx.place, factId(fact)) : undefined
      if (now && now.deleted !== true) wanted.set(keyOf(now.id, version), () => unasked(tx, fact.type, now, version))
    }
  }
  const found = tx.work.together([...wanted.values()])
  return new Map([...wanted.keys()].map((key, i) => [key, found[i]!]))
}

const factId = ({ before, after }: Fact): string => (after ?? before)!.id

/** Recorded: events that say what changed though they are no updates. */
const WITH_PREVIOUS = ['charge.refunded', 'payment_method.detached']

/** `data.object` as it is now (or was last), and for updates what changed. */
function data(tx: Tx, fact: Fact, type: string, version: string, lists: Lists): Event['data'] {
  const { before, after, type: of } = fact
  const told = of.toldAs[type.split('.')[0]!]
  const shape = (row: AnyRow, more: object = {}) => {
    const { hidden: _, ...wire } = row
    const whole = told ? told(row as never) : of.nameless ? withoutId(row as never) : wire
    return shapeDown({ ...whole, ...more }, version) as Record<string, unknown>
  }
  const isGone = after === undefined || after.deleted === true
  if (isGone) return { object: { ...shape(before!), ...of.gone } }
  const now = lists.get(keyOf(after.id, version)) ?? {}
  const object = shape(after, now)
  const isUpdate = type.endsWith('.updated') || WITH_PREVIOUS.includes(type)
  if (!isUpdate || !before) return { object }
  const then = Object.fromEntries(Object.entries(now).map(([name, list]) => [name, earlier(tx, list)]))
  return { object, previous_attributes: previousAttributes(shape(before, then), object) }
}

/** What was read, as it was without what this unit of work has made. What it has taken away is not put back. */
function earlier(tx: Tx, value: unknown): unknown {
  if (typeof value === 'string') return tx.work.made(tx.place, value) ? null : value
  if (typeof value !== 'object' || value === null) return value
  const { data: rows, total_count, ...rest } = value as { data: readonly { id: string }[]; total_count?: number }
  const old = rows.filter(({ id }) => !tx.work.made(tx.place, id))
  const count = total_count === undefined ? {} : { total_count: total_count - rows.length + old.length }
  return { ...rest, data: old, ...count }
}
