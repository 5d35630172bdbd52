// One delivery: one event owed to one endpoint. The row says what was tried and when to try again; the delivery room
// does the sending.
import type { Node } from '../../contract/index.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { textOf } from '../../kernel/text.ts'
import { object, resource } from '../../kernel/resource.ts'
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
}

/** Ours alone: Stripe shows deliveries in its dashboard only. */
export interface DeliveryFields {
  id: string
  object: 'brindle.webhook_delivery'
  attempts: readonly Attempt[]
  created: number
  endpoint: string
  event: string
  event_type: string
  /** Dropped by a fault that was asked for: it is never tried. */
  state: 'pending' | 'delivered' | 'failed' | 'dropped'
}

/** The event in the endpoint's own version, where that is not the account's. */
export interface DeliveryState {
  readonly body: object | null
  /** To Stripe's command line: the event in the newest version as well, null where that is the account's. */
  readonly latest?: object | null
  /** The connected account where it happened, if not here. */
  readonly account?: string
  /** One more than is owed, by a fault that was asked for: the event does not count it. */
  readonly again?: true
}

export const delivery = object<DeliveryFields, DeliveryState>('brindle.webhook_delivery', {
  prefix: 'dlv',
  internal: true,
  terms: ({ endpoint, event, state }) => ['all=true', `endpoint=${endpoint}`, `event=${event}`, `state=${state}`],
})

/** Where the deliveries of an endpoint wait: one queue each, so that one that hangs is in nobody's way. */
export const queueOf = (endpoint: string) => `${DELIVERIES}${endpoint}`
/** How the names of those queues begin. */
export const DELIVERIES = 'deliver '

const FILTERS = ['endpoint', 'event', 'state'] as const
const TEXT: Node = { k: 'string' }
const LIST: Node & { k: 'object' } = {
  k: 'object',
  p: { endpoint: TEXT, event: TEXT, state: TEXT, starting_after: TEXT, ending_before: TEXT, limit: { k: 'integer' } },
}
const URL_PATH = '/brindle/webhook_deliveries'

export const deliveries = resource(delivery).on<ListParams>(
  `GET ${URL_PATH}`,
  (tx, params) => {
    const { endpoint, event, state, ...paging } = params as Record<string, string>
    const asked = { endpoint, event, state }
    const terms = FILTERS.filter((name) => asked[name] !== undefined).map((name) => `${name}=${asked[name]}`)
    return list(tx, delivery, paging, URL_PATH, terms.length ? terms : ['all=true'])
  },
  { params: LIST },
)

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
  const to = receiverOf(tx, row.endpoint)
  const what = tx.find(event, row.event)
  if (!to || (!what && !row.hidden.body)) {
    tx.update(delivery, row, { state: 'failed' }, null)
    return undefined
  }
  return {
    endpoint: row.endpoint,
    url: to.url,
    secrets: valid(to.secrets, tx.wall),
    body: row.hidden.body ? wireText(row.hidden.body) : textOf(what! as never),
  }
}

/** Where a delivery goes, if it still may. */
function receiverOf(tx: Tx, id: string): { url: string; secrets: readonly SigningSecret[] } | undefined {
  const [row] = tx.any([id])
  if (row?.object === 'v2.core.event_destination') return row.status === 'enabled' ? (row.hidden as never) : undefined
  const endpoint = tx.find(webhookEndpoint, id)
  return endpoint?.status === 'enabled' ? { url: endpoint.url, secrets: endpoint.hidden.secrets } : undefined
}

const valid = (secrets: readonly SigningSecret[], now: number) =>
  secrets.filter(({ expires }) => expires === undefined || expires > now).map(({ secret }) => secret)

/** Writes down an attempt: delivered on any 2xx, otherwise put off, or failed after the last. */
export function recordAttempt(tx: Tx, id: string, attempt: Attempt): void {
  const row = tx.find(delivery, id)
  if (row?.state !== 'pending') return
  const attempts = [...row.attempts, attempt]
  const isTaken = attempt.status !== null && attempt.status >= 200 && attempt.status < 300
  followFailures(tx, row.endpoint, isTaken)
  if (isTaken) {
    tx.update(delivery, row, { state: 'delivered', attempts }, asLongAsEvents(tx))
    if (!row.hidden.again) acknowledge(row.hidden.account === undefined ? tx : tx.at(row.hidden.account), row)
    return
  }
  const wait = RETRY_AFTER[attempts.length - 1]
  const state = wait === undefined ? 'failed' : 'pending'
  const waiting =
    wait === undefined ? asLongAsEvents(tx) : { queue: queueOf(row.endpoint), due: attempt.at + wait * 1000 }
  tx.update(delivery, row, { state, attempts }, waiting)
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
