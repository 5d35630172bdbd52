// Sessions of Stripe's command line: `stripe listen` and `stripe logs tail` ask for one, and open the web socket that it
// names (delivery/cli_sockets.ts). No page of Stripe's tells of them; what is here follows the public source of the program.
// (https://github.com/stripe/stripe-cli: pkg/stripeauth, pkg/websocket, pkg/proxy; https://docs.stripe.com/stripe-cli)
import { newest, type Node } from '../../contract/index.ts'
import { invalid, missingParameter, noSuch } from '../../kernel/errors.ts'
import { object, resource, type Row } from '../../kernel/resource.ts'
import { textOf } from '../../kernel/text.ts'
import type { Tx } from '../../kernel/tx.ts'
import { wireText } from '../../lib/stable_json.ts'
import { account, connectedAccount, own } from './account.ts'
import {
  type Attempt,
  acknowledge,
  type DeliveryFields,
  type DeliveryState,
  delivery,
  owe as oweTo,
} from './delivery.ts'
import { asLongAsEvents, type Event, event } from './event.ts'
import { webhookEndpoint } from './webhook_endpoint.ts'

const FEATURES = ['webhooks', 'request_logs', 'v2_events'] as const

/** Which requests `stripe logs tail` wants to see, in its own words. */
export type LogFilters = Readonly<Partial<Record<(typeof FILTERS)[number], readonly string[]>>>

const FILTERS = [
  'filter_account',
  'filter_ip_address',
  'filter_http_method',
  'filter_request_path',
  'filter_request_status',
  'filter_source',
  'filter_status_code',
  'filter_status_code_type',
] as const

export interface Session {
  /** What opens its web socket; nobody can guess it. */
  readonly id: string
  readonly device: string
  readonly feature: 'webhooks' | 'request_logs'
  readonly filters?: LogFilters
  /** When it is over, unless its socket is opened again (epoch seconds on the wall). */
  readonly expires: number
  /** Whether its socket was ever opened: until then nobody hears what happens. */
  readonly opened: boolean
}

/** Kept with the account, which every unit of work has read: that nobody listens costs nothing to know. */
export interface CliState {
  /** The same for all sessions of the account, so that it does not change when the program is started again. (https://docs.stripe.com/stripe-cli/use-cli) */
  readonly secret: string
  readonly sessions: readonly Session[]
}

/** They have no row of their own. */
const cliSession = object<{ id: string; object: 'brindle.cli_session' }>('brindle.cli_session', {
  prefix: 'cliws',
  internal: true,
})

/** The program opens its socket anew after so many seconds, and is known again by its id. [K]: Stripe's number is not published. */
const RECONNECT_SECONDS = 600
/** Twice that: who has not come back by then has ended without a word. */
const KEPT_SECONDS = 2 * RECONNECT_SECONDS
/** Why 15: the program waits 10 seconds before it tries to connect again. */
const LEFT_SECONDS = 15
/** Why 16: as many as webhook endpoints. */
const SESSIONS_MAX = 16

const TEXT: Node = { k: 'string' }
const SESSION: Node & { k: 'object' } = {
  k: 'object',
  p: {
    device_name: TEXT,
    filters: TEXT,
    // Where the program forwards to: Stripe shows it in its dashboard, and nothing else follows from it.
    forward_connect_to_url: TEXT,
    forward_thin_connect_to_url: TEXT,
    forward_thin_to_url: TEXT,
    forward_to_url: TEXT,
    websocket_features: { k: 'array', of: { k: 'enum', v: [...FEATURES] } },
  },
  r: ['device_name', 'websocket_features'],
}
const RETRY: Node & { k: 'object' } = {
  k: 'object',
  p: { account: TEXT, for_stripecli: { k: 'boolean' }, webhook_endpoint: TEXT },
}

interface Asked {
  readonly device_name: string
  readonly filters?: string
  readonly websocket_features: readonly (typeof FEATURES)[number][]
}

export const cliSessions = resource(cliSession)
  .on<Asked>(
    'POST /v1/stripecli/sessions',
    (tx, { device_name, filters, websocket_features: features }) => {
      // Thin events are asked for beside the others, and none are sent yet.
      const feature = features.find((one) => one !== 'v2_events')
      if (feature === undefined)
        throw invalid('Thin events are not built yet: listen for snapshot events.', { param: 'websocket_features' })
      const self = own(tx)
      const { secret, sessions } = self.hidden.cli ?? { secret: `whsec_${tx.random(64)}`, sessions: [] }
      const standing = sessions.filter(({ expires }) => expires > tx.wall)
      if (standing.length >= SESSIONS_MAX)
        throw invalid(`Stripe's command line may listen ${SESSIONS_MAX} times at once to an account.`)
      const session: Session = {
        id: `cliws_${tx.random(24)}`,
        device: device_name,
        feature,
        ...(filters !== undefined && { filters: readFilters(filters) }),
        expires: tx.wall + KEPT_SECONDS,
        opened: false,
      }
      tx.update(account, self, { hidden: { ...self.hidden, cli: { secret, sessions: [...standing, session] } } })
      const { tenant, account: here } = tx.place
      return {
        object: 'stripecli_session',
        default_version: self.hidden.defaultVersion,
        // Every account may have connected ones, so the filter by account is never in vain.
        display_connect_filter_warning: false,
        latest_version: newest,
        reconnect_delay: RECONNECT_SECONDS,
        secret,
        websocket_authorized_feature: feature,
        websocket_id: session.id,
        websocket_url: `${tx.situation.publicUrl.replace(/^http/, 'ws')}/stripecli/${tenant}/${here}`,
      }
    },
    { params: SESSION },
  )
  .on<{ account?: string; for_stripecli?: boolean; webhook_endpoint?: string }>(
    'POST /v1/events/{id}/retry',
    (tx, params, _self, [id]) => retry(tx, id!, params),
    { params: RETRY },
  )

/** The filters are one text of JSON: `{"filter_http_method":["GET"]}`. */
function readFilters(text: string): LogFilters {
  const wrong = () => invalid('The filters of a log are JSON: lists of texts by name.', { param: 'filters' })
  // A text that is no JSON is told from its first letter and its last: the core may not catch.
  if (!/^\{("[a-z_]+":\["[^"\\]*"(,"[^"\\]*")*\],?)*\}$/.test(text)) throw wrong()
  const found = [...text.matchAll(/"([a-z_]+)":\[([^\]]*)\]/g)].map(
    ([, name, values]) => [name!, [...values!.matchAll(/"([^"\\]*)"/g)].map(([, value]) => value!)] as const,
  )
  if (found.some(([name]) => !FILTERS.includes(name as never))) throw wrong()
  return Object.fromEntries(found)
}

/** How the names of the queues begin in which deliveries to listening programs wait. */
export const LISTENERS = 'cli '

/** The sessions that hear of the events of this account. */
export const listening = (tx: Tx): readonly Session[] =>
  (own(tx).hidden.cli?.sessions ?? []).filter(
    ({ feature, opened, expires }) => feature === 'webhooks' && opened && expires > tx.wall,
  )

/** Owes an event to a session. `latest` is its body in the newest version, null where that is the account's. */
export const owe = (
  tx: Tx,
  session: Session,
  owed: Pick<DeliveryFields, 'event' | 'event_type'>,
  hidden: DeliveryState,
) => oweTo(tx, { ...owed, endpoint: session.id }, hidden, tx.wall * 1000, `${LISTENERS}${session.id}`)

/**
 * Sends an event again, to an endpoint or to all programs that listen. Bodies are those of the first time; an endpoint that
 * did not hear of it then gets it in the version in which the event is kept. The answer is the event.
 * (`stripe events resend`, https://docs.stripe.com/webhooks#manual-retries)
 */
function retry(
  here: Tx,
  id: string,
  {
    account: connected,
    for_stripecli,
    webhook_endpoint,
  }: { account?: string; for_stripecli?: boolean; webhook_endpoint?: string },
): object {
  const isHere = connected === undefined || connected === here.place.account
  if (!isHere && !connectedAccount(here, connected)) throw noSuch('event', id)
  const there = isHere ? here : here.at(connected)
  const what = there.find(event, id)
  if (!what) throw noSuch('event', id)
  if (webhook_endpoint === undefined && !for_stripecli) throw missingParameter('webhook_endpoint')
  const owed = { event: what.id, event_type: what.type }
  const isElsewhere = there !== here
  const more = isElsewhere ? { account: connected! } : {}
  const first = (endpoint: string) => here.list(delivery, [`event=${id}`, `endpoint=${endpoint}`], { limit: 1 })[0]
  if (webhook_endpoint === undefined) {
    const body = isElsewhere ? bodyOf(what) : null
    const sessions = listening(here)
    for (const session of sessions) {
      const latest = first(session.id)?.hidden.latest
      const again = latest ?? (what.api_version === newest ? null : undefined)
      owe(here, session, owed, { body, ...more, ...(again !== undefined && { latest: again }) })
    }
    return counted(there, what, sessions.length)
  }
  const endpoint = here.find(webhookEndpoint, webhook_endpoint)
  if (!endpoint) throw noSuch('webhook endpoint', webhook_endpoint, 'webhook_endpoint')
  const body = first(endpoint.id)?.hidden.body ?? (isElsewhere ? bodyOf(what) : null)
  oweTo(here, { ...owed, endpoint: endpoint.id }, { body, ...more })
  return counted(there, what, 1)
}

function bodyOf(what: Row<Event>): object {
  const { hidden: _, ...wire } = what
  return wire
}

const counted = (tx: Tx, what: Row<Event>, more: number) =>
  more === 0 ? what : tx.update(event, what, { pending_webhooks: what.pending_webhooks + more })

// What follows is asked by the room that has the sockets.

/** Opens the socket of a session, or opens it again; nothing where there is no such session any more. */
export function opened(tx: Tx, id: string): Session | undefined {
  const known = tx.find(account, tx.place.account)?.hidden.cli?.sessions.find((one) => one.id === id)
  if (!known || known.expires <= tx.wall) return undefined
  const session = { ...known, opened: true, expires: tx.wall + KEPT_SECONDS }
  keep(tx, session)
  return session
}

/** The socket was closed. The session lasts a moment longer, for a program that comes back. */
export function left(tx: Tx, id: string): void {
  const known = own(tx).hidden.cli?.sessions.find((one) => one.id === id)
  if (known) keep(tx, { ...known, expires: Math.min(known.expires, tx.wall + LEFT_SECONDS) })
}

function keep(tx: Tx, session: Session): void {
  const self = own(tx)
  const cli = self.hidden.cli!
  const sessions = cli.sessions.map((one) => (one.id === session.id ? session : one))
  tx.update(account, self, { hidden: { ...self.hidden, cli: { ...cli, sessions } } })
}

/** An event as it goes to a listening program: in the account's version and in the newest, which `--latest` picks. */
export interface Letter {
  readonly secret: string
  readonly messages: readonly { readonly version: string | null; readonly body: string }[]
}

/** What is owed by a delivery; nothing where it is done, or where nobody can take it any more. */
export function letter(tx: Tx, id: string): Letter | undefined {
  const row = tx.find(delivery, id)
  if (row?.state !== 'pending') return undefined
  const cli = own(tx).hidden.cli
  const session = cli?.sessions.find((one) => one.id === row.endpoint)
  const what = tx.find(event, row.event)
  if (!session || session.expires <= tx.wall || (!what && !row.hidden.body)) {
    tx.update(delivery, row, { state: 'failed', next_attempt: null }, asLongAsEvents(tx))
    return undefined
  }
  const { body, latest } = row.hidden
  const own_ = body ? wireText(body) : textOf(what! as never)
  const messages = [
    { version: null, body: own_ },
    ...(latest === undefined ? [] : [{ version: newest, body: latest ? wireText(latest) : own_ }]),
  ]
  return { secret: cli!.secret, messages }
}

/** The program has the event: that is all that is owed to it. */
export function taken(tx: Tx, id: string): void {
  const row = tx.find(delivery, id)
  if (row?.state !== 'pending') return
  tx.update(delivery, row, { state: 'delivered', next_attempt: null }, asLongAsEvents(tx))
  acknowledge(row.hidden.account === undefined ? tx : tx.at(row.hidden.account), row)
}

/** What the handler said to which the program has forwarded it. It is written down, and never tried again. */
export function answered(tx: Tx, id: string, said: Pick<Attempt, 'at' | 'status' | 'response'>): void {
  const row = tx.find(delivery, id)
  const attempt = { ...said, latency_ms: null, signature: null }
  if (row && row.attempts.length < ANSWERS_MAX) tx.update(delivery, row, { attempts: [...row.attempts, attempt] })
}

/** Why 16: a program forwards to so many handlers at most, one for each endpoint. */
const ANSWERS_MAX = 16
