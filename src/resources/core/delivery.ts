// One delivery: one event owed to one endpoint. The row says what was tried and when to try again; the delivery room
// does the sending.
import type { Node } from '../../contract/index.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { textOf } from '../../kernel/text.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { wireText } from '../../lib/stable_json.ts'
import { asLongAsEvents, event } from './event.ts'
import { eventDestination } from './v2.core.event_destination.ts'
import { type EndpointState, type SigningSecret, webhookEndpoint } from './webhook_endpoint.ts'

export interface Attempt {
  /** Epoch milliseconds. */
  readonly at: number
  /** The status that came back, or null when none did. */
  readonly status: number | null
  /** What came back, cut to a bound, or why nothing did. */
  readonly response: string
  /** How long that took, in milliseconds. */
  readonly latency_ms: number | null
  /** The `Stripe-Signature` that it carried. */
  readonly signature: string | null
}

/** Ours alone: Stripe shows deliveries in its dashboard only. */
export interface DeliveryFields {
  id: string
  object: 'brindle.webhook_delivery'
  attempts: readonly Attempt[]
  created: number
  /** Something else was sent than what happened, by `POST /brindle/events/{event}/send`. */
  edited: boolean
  /** Null where it goes to an address that is no endpoint's. */
  endpoint: string | null
  event: string
  event_type: string
  /** When it is tried next, in epoch milliseconds. */
  next_attempt: number | null
  /** Asked for by hand: it is tried once. */
  resent: boolean
  /** Dropped by a fault that was asked for: it is never tried. */
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
  /** The address that it goes to, if that is not the endpoint's. */
  url: string | null
}

/** The event in the endpoint's own version, where that is not the account's. */
export interface DeliveryState {
  readonly body: object | null
  /** To Stripe's command line: the event in the newest version as well, null where that is the account's. */
  readonly latest?: object | null
  /** The connected account where it happened, if not here. */
  readonly account?: string
  /** One more than is owed, by a fault or by hand: the event does not count it. */
  readonly again?: true
  /** What it is signed with, where no endpoint says. */
  readonly secret?: string
  /** Its next attempt is not made, by a fault that was asked for, and reads as if this had been answered. */
  readonly failsWith?: number
}
export type Delivery = Row<DeliveryFields, DeliveryState>

export const delivery = object<DeliveryFields, DeliveryState>('brindle.webhook_delivery', {
  prefix: 'dlv',
  internal: true,
  terms: ({ endpoint, event, state }) => [
    'all=true',
    ...(endpoint === null ? [] : [`endpoint=${endpoint}`]),
    `event=${event}`,
    `state=${state}`,
  ],
})

/** Where the deliveries of an endpoint wait: one queue each, so that one that hangs is in nobody's way. */
const queueOf = (endpoint: string) => `${DELIVERIES}${endpoint}`
/** How the names of those queues begin. */
export const DELIVERIES = 'deliver '

type Owed = Pick<DeliveryFields, 'endpoint' | 'event' | 'event_type'> &
  Partial<Pick<DeliveryFields, 'edited' | 'resent' | 'url'>>

const fresh = (tx: Tx, owed: Owed) => ({
  edited: false,
  resent: false,
  url: null,
  ...owed,
  attempts: [],
  created: tx.wall,
})

/** Owes an event to somebody, from a time on (epoch milliseconds). An address that is no endpoint's has a queue of its own. */
export function owe(tx: Tx, owed: Owed, hidden: DeliveryState, due = tx.wall * 1000, queue?: string): Delivery {
  const id = tx.id(delivery)
  const row = { id, ...fresh(tx, owed), next_attempt: due, state: 'pending' as const, hidden }
  return tx.insert(delivery, row, { queue: queue ?? queueOf(owed.endpoint ?? id), due })
}

/** Writes down that an event was owed and will not be sent. */
export const drop = (tx: Tx, owed: Owed, hidden: DeliveryState): Delivery =>
  tx.insert(delivery, { ...fresh(tx, owed), next_attempt: null, state: 'dropped', hidden }, asLongAsEvents(tx))

const FILTERS = ['endpoint', 'event', 'state'] as const
const TEXT: Node = { k: 'string' }
const COUNT: Node = { k: 'integer' }
const LIST: Node & { k: 'object' } = {
  k: 'object',
  p: {
    created: { k: 'union', of: [COUNT, { k: 'object', p: { gt: COUNT, gte: COUNT, lt: COUNT, lte: COUNT } }] },
    endpoint: TEXT,
    event: TEXT,
    state: { k: 'enum', v: ['delivered', 'dropped', 'failed', 'pending'] },
    starting_after: TEXT,
    ending_before: TEXT,
    limit: COUNT,
  },
}
const URL_PATH = '/brindle/webhook_deliveries'

export const deliveries = resource(delivery)
  .on<ListParams>(
    `GET ${URL_PATH}`,
    (tx, params) => {
      const { endpoint, event, state, ...paging } = params
      const asked = { endpoint, event, state }
      const terms = FILTERS.filter((name) => asked[name] !== undefined).map((name) => `${name}=${asked[name]}`)
      return list(tx, delivery, paging, URL_PATH, terms.length ? terms : ['all=true'])
    },
    { params: LIST },
  )
  .on<object>(`GET ${URL_PATH}/{id}`, (tx, _params, self) => shown(self, { body: bodyOf(tx, self) ?? null }), {
    params: { k: 'object', p: {} },
  })

/** What is sent, to the byte; nothing once the event is no longer kept. */
function bodyOf(tx: Tx, { event: of, hidden: { body } }: Delivery): string | undefined {
  if (body) return wireText(body)
  const what = tx.find(event, of)
  return what && textOf(what as never)
}

/**
 * When to try again after each failed attempt, in seconds: Stripe's spacing for a sandbox is "three times over a few
 * hours" (unpublished in detail; data, easy to change). After the last the delivery has failed.
 */
export const RETRY_AFTER = [5 * 60, 30 * 60, 2 * 60 * 60] as const

/** What the delivery room needs to send, or nothing when the endpoint is gone or the delivery is done. */
export interface Parcel {
  readonly endpoint: string
  readonly url: string
  readonly secrets: readonly string[]
  readonly body: string
}

export function parcel(tx: Tx, id: string): Parcel | undefined {
  const row = tx.find(delivery, id)
  const due = tx.waiting(id)?.due ?? 0
  // It may have been handed out twice while it waited for its turn.
  if (row?.state !== 'pending' || due > tx.situation.micros / 1000) return undefined
  if (row.hidden.failsWith !== undefined) {
    failAsAsked(tx, row)
    return undefined
  }
  const to = receiverOf(tx, row)
  const body = bodyOf(tx, row)
  if (!to || body === undefined) {
    tx.update(delivery, row, { state: 'failed', next_attempt: null }, null)
    return undefined
  }
  return { endpoint: row.endpoint ?? to.url, url: row.url ?? to.url, secrets: valid(to.secrets, tx.wall), body }
}

/** Writes an attempt down that was never made: so it is with the first of each that a fault was asked for. */
function failAsAsked(tx: Tx, row: Delivery): void {
  const { failsWith: status, ...hidden } = row.hidden
  const response = 'A fault that was asked for: nothing was sent.'
  tx.update(delivery, row, { hidden })
  const at = Math.floor(tx.situation.micros / 1000)
  recordAttempt(tx, row.id, { at, status: status!, response, latency_ms: 0, signature: null })
}

/** Where a delivery goes, if it still may. */
function receiverOf(tx: Tx, { endpoint: id, url, hidden }: Delivery): Receiving | undefined {
  if (id === null) return { url: url!, secrets: [{ secret: hidden.secret! }] }
  const [row] = tx.any([id])
  if (row?.object === 'v2.core.event_destination') return row.status === 'enabled' ? (row.hidden as never) : undefined
  const endpoint = tx.find(webhookEndpoint, id)
  return endpoint?.status === 'enabled' ? { url: endpoint.url, secrets: endpoint.hidden.secrets } : undefined
}

interface Receiving {
  readonly url: string
  readonly secrets: readonly SigningSecret[]
}

const valid = (secrets: readonly SigningSecret[], now: number) =>
  secrets.filter(({ expires }) => expires === undefined || expires > now).map(({ secret }) => secret)

/** Writes down an attempt: delivered on any 2xx, otherwise put off, or failed after the last. */
export function recordAttempt(tx: Tx, id: string, attempt: Attempt): void {
  const row = tx.find(delivery, id)
  if (row?.state !== 'pending') return
  const attempts = [...row.attempts, attempt]
  const isTaken = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
  if (row.endpoint !== null && row.url === null) followFailures(tx, row.endpoint, isTaken)
  if (isTaken) {
    tx.update(delivery, row, { state: 'delivered', attempts, next_attempt: null }, asLongAsEvents(tx))
    if (!row.hidden.again) acknowledge(row.hidden.account === undefined ? tx : tx.at(row.hidden.account), row)
    return
  }
  const wait = row.resent ? undefined : RETRY_AFTER[attempts.length - 1]
  if (wait === undefined)
    tx.update(delivery, row, { state: 'failed', attempts, next_attempt: null }, asLongAsEvents(tx))
  else {
    const due = attempt.at + wait * 1000
    tx.update(delivery, row, { attempts, next_attempt: due }, { queue: queueOf(row.endpoint ?? row.id), due })
  }
}

/**
 * Notes since when an endpoint takes nothing, and disables it after the time that the settings give. Stripe disables an endpoint
 * that has failed for some days, and says so by e-mail. (https://docs.stripe.com/webhooks#disable)
 */
function followFailures(tx: Tx, id: string, isTaken: boolean): void {
  const limit = tx.situation.disableAfterSeconds
  const [row] = limit === 0 ? [] : tx.any([id])
  if (row?.status !== 'enabled') return
  const type = (row.object === webhookEndpoint.object ? webhookEndpoint : eventDestination) as typeof webhookEndpoint
  const { failingSince, ...hidden } = row.hidden as EndpointState
  if (isTaken) {
    if (failingSince !== undefined) tx.update(type, row as never, { hidden })
  } else if (failingSince === undefined) {
    tx.update(type, row as never, { hidden: { ...hidden, failingSince: tx.wall } })
  } else if (tx.wall - failingSince >= limit) {
    tx.update(type, row as never, { status: 'disabled', hidden })
  }
}

/** The job that is put off once all have taken an event of a type; it is about the event's object. */
const ONCE_TAKEN: Readonly<Record<string, string>> = { 'invoice.created': 'invoice.delivered' }

/** One less is to hear of the event. */
export function acknowledge(tx: Tx, row: { event: string }): void {
  const what = tx.find(event, row.event)
  if (!what) return
  const pending_webhooks = Math.max(0, what.pending_webhooks - 1)
  tx.update(event, what, { pending_webhooks })
  const job = ONCE_TAKEN[what.type]
  const isTaken = what.pending_webhooks > 0 && pending_webhooks === 0
  if (job !== undefined && isTaken) tx.schedule(tx.now, job, what.data.object as { id: string })
}

/** What became of the deliveries of an event about an object: of `invoice.created`, which a draft waits for. */
export function deliveryOf(tx: Tx, about: string, type: string): 'none' | 'untried' | 'refused' | 'acknowledged' {
  const [what] = tx.list(event, [`object_id=${about}`, `type=${type}`], { limit: 1 })
  if (!what || what.pending_webhooks === 0) return what ? 'acknowledged' : 'none'
  const owed = tx.list(delivery, [`event=${what.id}`], { limit: DELIVERIES_MAX })
  return owed.some(({ state, attempts }) => state === 'pending' && attempts.length === 0) ? 'untried' : 'refused'
}

/** Why 100: an account has 16 endpoints at most, and as many of its platform's. */
const DELIVERIES_MAX = 100
