// Announcing: when all that a unit of work changed has settled, its events are written in order, with one delivery for
// every endpoint that wants them.
import { type Happening, previousAttributes } from '../../kernel/facts.ts'
import { type AnyRow, withoutId } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Fact } from '../../kernel/work.ts'
import { shapeDown } from '../../versions/index.ts'
import { own } from './account.ts'
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
  const version = own(tx).hidden.defaultVersion
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
      data: data(fact, type, in_),
      livemode: false,
      pending_webhooks: wanted.length,
      request,
      type,
    })
    const row = tx.insert(event, frozen(version), { queue: 'expire', due: tx.wall + EVENTS_KEPT_SECONDS })
    for (const endpoint of wanted) {
      const in_ = endpoint.api_version ?? version
      const isElsewhere = endpoint.hidden.connect === true
      const body = in_ === version && !isElsewhere ? null : { id: row.id, object: 'event', ...frozen(in_) }
      const owed = { event: row.id, event_type: type, endpoint: endpoint.id, created: tx.wall }
      const waiting = { queue: queueOf(endpoint.id), due: tx.wall * 1000 }
      const hidden = { body, ...(isElsewhere && { account }) }
      const there = isElsewhere ? tx.platform : tx
      there.insert(delivery, { ...owed, state: 'pending', attempts: [], hidden }, waiting)
    }
  }
}

/** Recorded: an event that says what changed though it is no update. */
const WITH_PREVIOUS = ['payment_method.detached']

/** `data.object` as it is now (or was last), and for updates what changed. */
function data({ before, after, type: { gone, nameless } }: Fact, type: string, version: string): Event['data'] {
  const shape = (row: AnyRow) => {
    const { hidden: _, ...wire } = row
    return shapeDown(nameless ? withoutId(row as never) : wire, version) as Record<string, unknown>
  }
  const isGone = after === undefined || after.deleted === true
  const object = isGone ? { ...shape(before!), ...gone } : shape(after)
  const isUpdate = type.endsWith('.updated') || WITH_PREVIOUS.includes(type)
  if (!isUpdate || !before || isGone) return { object }
  return { object, previous_attributes: previousAttributes(shape(before), object) }
}
