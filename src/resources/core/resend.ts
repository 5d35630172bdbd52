// Events once more: as they were, to an endpoint or to any address, or with something changed that never happened. Stripe resends
// in its dashboard only. Each such delivery is tried once, and the event does not count it.
import type { Node } from '../../contract/index.ts'
import { invalid, missingParameter, noAccess, noSuch } from '../../kernel/errors.ts'
import { listObject } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { readJson } from '../../lib/json.ts'
import { connectedAccount } from './account.ts'
import { type Delivery, type DeliveryFields, delivery, owe } from './delivery.ts'
import { type Event, event } from './event.ts'
import { receiversOf } from './receivers.ts'
import { eventV2, type ThinEvent, thinOf } from './v2.core.event.ts'
import { type Destination, eventDestination } from './v2.core.event_destination.ts'
import { checkUrl, webhookEndpoint } from './webhook_endpoint.ts'

/** They have no rows of their own. */
const resend = object<{ id: string; object: 'brindle.resend' }>('brindle.resend', { prefix: 'resend', internal: true })

/** Why 256 kB: more than any object has; a request may have four times as much. */
const DATA_MAX = 256 * 1024
const TEXT: Node = { k: 'string' }
const TO = { account: TEXT, url: { k: 'string', max: 2_000 }, webhook_endpoint: TEXT } as const

/** To whom: an endpoint or an address, or both, which is signed for the endpoint. `account` is where it happened, if connected. */
interface To {
  readonly account?: string
  readonly url?: string
  readonly webhook_endpoint?: string
}

/** What is changed of it: JSON of its `data`, and its type. */
interface Edit {
  readonly data?: string
  readonly type?: string
}

export const resends = resource(resend)
  .on<To>('POST /brindle/events/{event}/resend', (tx, to, _self, [id]) => listed(send(tx, id!, to)), {
    params: { k: 'object', p: TO },
  })
  .on<To & Edit>(
    'POST /brindle/events/{event}/send',
    (tx, { data, type, ...to }, _self, [id]) => {
      if (data === undefined && type === undefined) throw missingParameter('data')
      if (to.url === undefined && to.webhook_endpoint === undefined) throw missingParameter('webhook_endpoint')
      return listed(send(tx, id!, to, { ...(data !== undefined && { data }), ...(type !== undefined && { type }) }))
    },
    {
      params: {
        k: 'object',
        p: { ...TO, data: { k: 'string', max: DATA_MAX }, type: { k: 'string', max: 200 } },
      },
    },
  )

/** The deliveries, and the secret with which one is signed that is for no endpoint: it is shown this once. */
function listed(made: readonly Delivery[]): object {
  const page = listObject({ kind: 'list', rows: made as never, has_more: false, url: '/brindle/webhook_deliveries' })
  const secret = made[0]?.hidden.secret
  return secret === undefined ? page : { ...page, secret }
}

/** An event as it is sent, which is null where that is as it is kept. */
interface Told {
  readonly id: string
  readonly type: string
  readonly body: object | null
}

function send(tx: Tx, id: string, to: To, edit?: Edit): Delivery[] {
  const there = sideOf(tx, to.account)
  const what = found(there, id)
  if (!what) throw noSuch('event', id)
  if (to.url !== undefined) checkUrl(to.url)
  const isElsewhere = there !== tx
  const targets = targetsOf(tx, there, what, to)
  return targets.map((target) => {
    const told = edited(toldTo(tx, what, target, isElsewhere), what, edit)
    const owed: Pick<DeliveryFields, 'endpoint' | 'event' | 'event_type' | 'url' | 'edited'> = {
      endpoint: target?.id ?? null,
      event: told.id,
      event_type: told.type,
      edited: edit !== undefined,
      url: to.url ?? null,
    }
    const hidden = {
      body: told.body,
      again: true as const,
      ...(isElsewhere && { account: to.account! }),
      ...(!target && { secret: `whsec_${tx.random(32)}` }),
    }
    return owe(tx, { ...owed, resent: true }, hidden)
  })
}

/** Where it happened: here, or in an account that is connected to this one. */
function sideOf(tx: Tx, account: string | undefined): Tx {
  if (account === undefined || account === tx.place.account) return tx
  if (!connectedAccount(tx, account)) throw noAccess(tx.situation.key, account)
  return tx.at(account)
}

type Found = Row<Event> | Row<ThinEvent>

function found(tx: Tx, id: string): Found | undefined {
  const [row] = tx.any([id])
  if (row?.object === event.object) return row as unknown as Row<Event>
  return eventV2.named?.(tx, id)
}

const isThin = (what: Found): what is Row<ThinEvent> => what.object === eventV2.object

/** An endpoint or a destination of the account that asks; nothing for an address that is neither's. */
interface Target {
  readonly id: string
  readonly takesThin: boolean
}

function targetsOf(tx: Tx, there: Tx, what: Found, { url, webhook_endpoint: id }: To): (Target | undefined)[] {
  if (id !== undefined) return [named(tx, id)]
  if (url !== undefined) return [undefined]
  const own = receiversOf(there, '').filter(({ isElsewhere }) => isElsewhere === (there !== tx))
  const wanting = own.filter((one) => one.wants(typeFor(what, one.version === null) ?? ''))
  if (wanting.length === 0)
    throw invalid(`No enabled webhook endpoint listens for ${what.type}. Name one, or an address.`, {
      param: 'webhook_endpoint',
    })
  return wanting.map((one) => ({ id: one.id, takesThin: one.version === null }))
}

/** What an event is called for those who take thin ones, and for those who do not; nothing where they are not told of it. */
function typeFor(what: Found, thin: boolean): string | undefined {
  if (thin) return isThin(what) ? what.type : thinOf(what as never)?.type
  return isThin(what) ? undefined : what.type
}

function named(tx: Tx, id: string): Target {
  const [row] = tx.any([id])
  const isEndpoint = row?.object === webhookEndpoint.object
  if (!isEndpoint && row?.object !== eventDestination.object) throw noSuch('webhook endpoint', id, 'webhook_endpoint')
  if (row.status !== 'enabled')
    throw invalid(`${id} is disabled, and is sent nothing. Enable it first.`, { param: 'webhook_endpoint' })
  return { id, takesThin: !isEndpoint && (row as unknown as Destination).event_payload === 'thin' }
}

/** The event as a target is sent it: as the first time, or else in the version in which it is kept. */
function toldTo(tx: Tx, what: Found, target: Target | undefined, isElsewhere: boolean): Told {
  const thin = isThin(what) ? what : target?.takesThin ? thinOf(what as never) : undefined
  if (target && target.takesThin !== (thin !== undefined))
    throw invalid(`${target.id} takes ${target.takesThin ? 'thin events' : 'snapshots'}, and ${what.id} is none.`, {
      param: 'webhook_endpoint',
    })
  const { id, type } = thin ?? what
  const terms = [`event=${id}`, `endpoint=${target?.id}`]
  const [first] = target
    ? tx
        .list(delivery, terms, { limit: FIRST_MAX })
        .filter((one) => !one.edited)
        .slice(-1)
    : []
  const body = first ? first.hidden.body : thin || isElsewhere ? wireOf(thin ?? what) : null
  return { id, type, body }
}

/** Why 20: nobody resends an event so often by hand; then the version in which it is kept is as good. */
const FIRST_MAX = 20

function wireOf(what: object): object {
  const { hidden: _, ...wire } = what as { hidden?: unknown }
  return wire
}

/** The same with what was changed of it. It is an event of nobody's account. */
function edited(told: Told, what: Found, edit: Edit | undefined): Told {
  if (!edit) return told
  if (isThin(what) || told.id !== what.id)
    throw invalid('Only snapshots can be edited: a thin event has no data.', { param: 'webhook_endpoint' })
  const data = edit.data === undefined ? undefined : dataOf(edit.data)
  const type = edit.type ?? told.type
  return { ...told, type, body: { ...(told.body ?? wireOf(what)), ...(data && { data }), type } }
}

function dataOf(text: string): object {
  const value = readJson(text)?.value as { object?: unknown } | undefined
  if (typeof value?.object !== 'object' || value.object === null || Array.isArray(value.object))
    throw invalid('The data of an event is JSON: {"object": {…}}.', { param: 'data' })
  return value as object
}
