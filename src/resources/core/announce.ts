// Announcing: when all that a unit of work changed has settled, its events are written in order, with one delivery for
// every endpoint that wants them.
import { type Happening, previousAttributes } from '../../kernel/facts.ts'
import { type Older, older, olderRows } from '../../kernel/older.ts'
import { type AnyRow, type ObjectType, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Fact } from '../../kernel/work.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { newest } from '../../contract/index.ts'
import { changesItself, isOlder, servedVersion, shapeDown } from '../../versions/index.ts'
import { own } from './account.ts'
import { listening, owe as oweSession } from './cli_session.ts'
import { delivery, queueOf } from './delivery.ts'
import { asLongAsEvents, type Event, event } from './event.ts'
import { fates } from './fault.ts'
import { eventV2, reasonOf, relatedTo, thinOf } from './v2.core.event.ts'
import { destinationsOf, isForConnected, wantsIt } from './v2.core.event_destination.ts'
import { endpointsOf, wants } from './webhook_endpoint.ts'

/** Writes the events of a unit, in order, and the deliveries that they are owed. Called once, when all has settled. */
export function announce(tx: Tx, happenings: readonly Happening[], types: Types): void {
  if (happenings.length === 0) return
  const { account, tenant } = tx.place
  // What happens in a connected account is told there, and to those endpoints of its platform that listen for it.
  const isConnected = account !== tenant
  const version = servedVersion(own(tx).hidden.defaultVersion)
  const receivers = [
    ...receiversOf(tx, false, version),
    ...(isConnected ? receiversOf(tx.platform, true, version) : []),
  ]
  // Stripe's command line hears of its own account and of those connected to it.
  const hearing = [...new Set([tx, tx.platform])].flatMap((there) =>
    listening(there).map((session) => ({ there, session, isElsewhere: there.place.account !== account })),
  )
  const versions = receivers.flatMap(({ version }) => version ?? [])
  const told = tellings(tx, happenings, [version, ...versions, ...(hearing.length > 0 ? [newest] : [])], types)
  const { requestId, idempotencyKey, cause } = tx.situation
  const request =
    cause === 'request'
      ? { id: requestId, idempotency_key: idempotencyKey ?? null }
      : { id: null, idempotency_key: null }
  const here = fates(tx)
  const above = isConnected ? fates(tx.platform) : here
  const owe = (to: Receiver, about: { event: string; type: string; body: object | null }) => {
    const there = to.isElsewhere ? tx.platform : tx
    const owed = { event: about.event, event_type: about.type, endpoint: to.id, created: tx.wall, attempts: [] }
    const hidden = { body: about.body, ...(to.isElsewhere && { account }) }
    const { dropped, late } = (to.isElsewhere ? above : here).of(to.id, about.type)
    if (dropped) there.insert(delivery, { ...owed, state: 'dropped', hidden }, asLongAsEvents(tx))
    for (const [again, ms] of late.entries()) {
      const due = ms === 0 ? tx.wall * 1000 : Math.floor(tx.situation.micros / 1000) + ms
      const state = { ...hidden, ...(again > 0 && { again: true as const }) }
      there.insert(delivery, { ...owed, state: 'pending', hidden: state }, { queue: queueOf(to.id), due })
    }
  }
  for (const [i, { type, fact }] of happenings.entries()) {
    if (type.startsWith('v2.')) {
      const { hidden: _, ...body } = insertThin(tx, type, fact, request, isConnected ? account : undefined)
      for (const to of receivers) if (to.version === null && to.wants(type)) owe(to, { event: body.id, type, body })
      continue
    }
    const wanted = receivers.filter((to) => to.version !== null && to.wants(type)).reverse()
    const frozen = (in_: string) => ({
      ...(isConnected && { account }),
      api_version: in_,
      created: tx.now,
      data: told.get(in_)![i]!,
      livemode: false,
      pending_webhooks: wanted.length + hearing.length,
      request,
      type,
    })
    const row = tx.insert(event, frozen(version), asLongAsEvents(tx))
    const whole = (in_: string) => shapeDown({ id: row.id, object: 'event', ...frozen(in_) }, in_) as object
    for (const to of wanted) {
      const body =
        to.version === version && !to.isElsewhere && !changesItself('event', version) ? null : whole(to.version!)
      owe(to, { event: row.id, type, body })
    }
    for (const to of receivers) {
      const thin = to.version === null ? thinOf(row as never, isConnected ? account : undefined) : undefined
      if (thin && to.wants(thin.type)) owe(to, { event: thin.id, type: thin.type, body: thin })
    }
    for (const { there, session, isElsewhere } of hearing) {
      const body = isElsewhere ? whole(version) : null
      const latest = version === newest ? null : whole(newest)
      oweSession(there, session, { event: row.id, event_type: type }, { body, latest, ...(isElsewhere && { account }) })
    }
  }
  here.spend()
  if (above !== here) above.spend()
}

/** Somebody who is told of events: in a version of the API, or of thin ones, which have none. */
interface Receiver {
  readonly id: string
  readonly version: string | null
  /** An account's platform, which is told of what happens in it. */
  readonly isElsewhere: boolean
  readonly wants: (type: string) => boolean
}

/** An account's endpoints and destinations: those for itself, or those for the accounts that are connected to it. */
function receiversOf(tx: Tx, forConnected: boolean, version: string): Receiver[] {
  const endpoints = endpointsOf(tx)
    .filter(({ hidden }) => (hidden.connect ?? false) === forConnected)
    .map((one) => ({
      id: one.id,
      version: one.api_version ? servedVersion(one.api_version) : version,
      isElsewhere: forConnected,
      wants: (type: string) => wants(one, type),
    }))
  const destinations = destinationsOf(tx)
    .filter((one) => isForConnected(one) === forConnected)
    .map((one) => ({
      id: one.id,
      version: one.snapshot_api_version ? servedVersion(one.snapshot_api_version) : null,
      isElsewhere: forConnected,
      wants: (type: string) => wantsIt(one, type),
    }))
  return [...endpoints, ...destinations]
}

/** Writes an event that only the second version of the API tells. */
function insertThin(tx: Tx, type: string, fact: Fact, request: Event['request'], context: string | undefined) {
  const row = {
    ...(context !== undefined && { context }),
    created: toRfc3339(tx.now),
    livemode: false,
    reason: reasonOf(request),
    related_object: relatedTo({ id: (fact.after ?? fact.before)!.id, object: fact.type.object }),
    type,
  }
  return tx.insert(eventV2, row as never, asLongAsEvents(tx))
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
