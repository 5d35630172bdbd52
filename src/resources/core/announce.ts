// Announcing: when all that a unit of work changed has settled, its events are written in order, with one delivery for
// every endpoint that wants them.
import { type Happening, previousAttributes } from '../../kernel/facts.ts'
import { unasked } from '../../kernel/render.ts'
import { type AnyRow, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Fact } from '../../kernel/work.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { includedIn, servedVersion, shapeDown } from '../../versions/index.ts'
import { newest } from '../../contract/index.ts'
import { own } from './account.ts'
import { listening, owe as oweSession } from './cli_session.ts'
import { delivery, queueOf } from './delivery.ts'
import { asLongAsEvents, type Event, event } from './event.ts'
import { fates } from './fault.ts'
import { eventV2, reasonOf, relatedTo, thinOf } from './v2.core.event.ts'
import { destinationsOf, isForConnected, wantsIt } from './v2.core.event_destination.ts'
import { endpointsOf, wants } from './webhook_endpoint.ts'

/** Writes the events of a unit, in order, and the deliveries that they are owed. Called once, when all has settled. */
export function announce(tx: Tx, happenings: readonly Happening[]): void {
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
  const lists = listsOf(tx, happenings, [version, ...versions, ...(hearing.length > 0 ? [newest] : [])])
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
  for (const { type, fact } of happenings) {
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
      data: data(tx, fact, type, in_, lists),
      livemode: false,
      pending_webhooks: wanted.length + hearing.length,
      request,
      type,
    })
    const row = tx.insert(event, frozen(version), asLongAsEvents(tx))
    for (const to of wanted) {
      const body =
        to.version === version && !to.isElsewhere ? null : { id: row.id, object: 'event', ...frozen(to.version!) }
      owe(to, { event: row.id, type, body })
    }
    for (const to of receivers) {
      const thin = to.version === null ? thinOf(row as never, isConnected ? account : undefined) : undefined
      if (thin && to.wants(thin.type)) owe(to, { event: thin.id, type: thin.type, body: thin })
    }
    for (const { there, session, isElsewhere } of hearing) {
      const whole = (in_: string) => ({ id: row.id, object: 'event', ...frozen(in_) })
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
    related_object: relatedTo({ id: factId(fact), object: fact.type.object }),
    type,
  }
  return tx.insert(eventV2, row as never, asLongAsEvents(tx))
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
