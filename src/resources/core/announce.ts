// Announcing: when all that a unit of work changed has settled, its events are written in order, with one delivery for
// everybody who wants them.
import { newest } from '../../contract/index.ts'
import type { Happening } from '../../kernel/facts.ts'
import type { Tx } from '../../kernel/tx.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { changesItself, servedVersion, shapeDown } from '../../versions/index.ts'
import { own } from './account.ts'
import { listening, owe as oweProgram } from './cli_session.ts'
import { drop, owe } from './delivery.ts'
import { asLongAsEvents, type Event, event } from './event.ts'
import { fates } from './fault_deliveries.ts'
import { type Receiver, receiversOf } from './receivers.ts'
import { tellings, type Types } from './telling.ts'
import { eventV2, reasonOf, relatedTo, thinOf } from './v2.core.event.ts'

/** Writes the events of a unit, in order, and the deliveries that they are owed. Called once, when all has settled. */
export function announce(tx: Tx, happenings: readonly Happening[], types: Types): void {
  if (happenings.length === 0) return
  const { account } = tx.place
  const version = servedVersion(own(tx).hidden.defaultVersion)
  const receivers = receiversOf(tx, version)
  const programs = programsOf(tx)
  const versions = [version, ...receivers.flatMap((to) => to.version ?? []), ...(programs.length > 0 ? [newest] : [])]
  const told = tellings(tx, happenings, versions, types)
  const post = postOf(tx)
  for (const [i, happening] of happenings.entries()) {
    const { type } = happening
    if (type.startsWith('v2.')) {
      const { hidden: _, ...body } = insertThin(tx, happening)
      for (const to of receivers) if (isThin(to) && to.wants(type)) post.owe(to, { event: body.id, type, body })
      continue
    }
    const wanted = receivers.filter((to) => !isThin(to) && to.wants(type)).reverse()
    const frozen = (in_: string) => ({
      ...(isConnected(tx) && { account }),
      api_version: in_,
      created: tx.now,
      data: told.get(in_)![i]!,
      livemode: false,
      pending_webhooks: wanted.length + programs.length,
      request: requestOf(tx),
      type,
    })
    const row = tx.insert(event, frozen(version), asLongAsEvents(tx))
    const whole = (in_: string) => shapeDown({ id: row.id, object: 'event', ...frozen(in_) }, in_) as object
    for (const to of wanted) {
      const isRow = to.version === version && !to.isElsewhere && !changesItself('event', version)
      post.owe(to, { event: row.id, type, body: isRow ? null : whole(to.version!) })
    }
    for (const to of receivers) {
      const thin = isThin(to) ? thinOf(row as never) : undefined
      if (thin && to.wants(thin.type)) post.owe(to, { event: thin.id, type: thin.type, body: thin })
    }
    for (const { there, session, isElsewhere } of programs) {
      const hidden = { body: isElsewhere ? whole(version) : null, latest: version === newest ? null : whole(newest) }
      oweProgram(there, session, { event: row.id, event_type: type }, { ...hidden, ...(isElsewhere && { account }) })
    }
  }
  post.close()
}

/** What happens in a connected account is told there, and to those of its platform who listen for it. */
const isConnected = ({ place }: Tx) => place.account !== place.tenant

const isThin = ({ version }: Receiver) => version === null

/** What asked for it; nothing did for what came about by itself. */
function requestOf({ situation: { cause, requestId, idempotencyKey } }: Tx): Event['request'] {
  return cause === 'request'
    ? { id: requestId, idempotency_key: idempotencyKey ?? null }
    : { id: null, idempotency_key: null }
}

/** Stripe's command line hears of its own account and of those connected to it. */
const programsOf = (tx: Tx) =>
  [...new Set([tx, tx.platform])].flatMap((there) =>
    listening(there).map((session) => ({ there, session, isElsewhere: there !== tx })),
  )

/** Writes an event that only the second version of the API tells. */
function insertThin(tx: Tx, { type, fact }: Happening) {
  const row = {
    ...(isConnected(tx) && { context: tx.place.account }),
    created: toRfc3339(tx.now),
    livemode: false,
    reason: reasonOf(requestOf(tx)),
    related_object: relatedTo({ id: (fact.after ?? fact.before)!.id, object: fact.type.object }),
    type,
  }
  return tx.insert(eventV2, row as never, asLongAsEvents(tx))
}

/** An event as it is owed to one: `body` where it is not as the account has it. */
interface Owed {
  readonly event: string
  readonly type: string
  readonly body: object | null
}

/** Where deliveries are written, each as the faults that were asked for let it fare. */
function postOf(tx: Tx): { owe(to: Receiver, owed: Owed): void; close(): void } {
  const here = fates(tx)
  const above = isConnected(tx) ? fates(tx.platform) : here
  return {
    owe: ({ id: endpoint, isElsewhere }, { event, type, body }) => {
      const there = isElsewhere ? tx.platform : tx
      const owed = { event, event_type: type, endpoint }
      const hidden = { body, ...(isElsewhere && { account: tx.place.account }) }
      const { dropped, late, status } = (isElsewhere ? above : here).of(endpoint, type)
      if (dropped) drop(there, owed, hidden)
      for (const [again, ms] of late.entries()) {
        const due = ms === 0 ? tx.wall * 1000 : Math.floor(tx.situation.micros / 1000) + ms
        const more = { ...(again > 0 && { again: true as const }), ...(status !== undefined && { failsWith: status }) }
        owe(there, owed, { ...hidden, ...more }, due)
      }
    },
    close: () => {
      here.spend()
      if (above !== here) above.spend()
    },
  }
}
