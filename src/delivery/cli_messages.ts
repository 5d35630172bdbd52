// What a server and Stripe's command line say to each other over a web socket, as JSON: events and lines of the log one way,
// that they have arrived and what a handler answered the other.
// (https://github.com/stripe/stripe-cli: pkg/websocket/messages.go, pkg/logtailing/tailer.go)
import { signPayload } from '../lib/signature.ts'

export interface Session {
  readonly id: string
  readonly feature: 'webhooks' | 'request_logs'
  readonly filters?: LogFilters
}

export type LogFilters = Readonly<Record<string, readonly string[] | undefined>>

export interface Letter {
  readonly secret: string
  readonly messages: readonly { readonly version: string | null; readonly body: string }[]
}

/** A request that was answered, as the log has it. */
export interface Heard {
  readonly id: string
  /** Epoch milliseconds. */
  readonly at: number
  readonly method: string
  readonly url: string
  readonly account: string | undefined
  /** The account of the key, and the address of who asked. */
  readonly caller: string | undefined
  readonly ip: string
  readonly status: number
  readonly response: string
  readonly source: string
}

/** An event, with the headers that its handler is to get. A version is named where it is not the account's. */
export function eventMessage(session: Session, delivery: string, version: string | null, body: string, secret: string) {
  return {
    type: 'webhook_event',
    endpoint: { api_version: version },
    event_payload: body,
    http_headers: {
      Accept: '*/*; q=0.5, application/xml',
      'Cache-Control': 'no-cache',
      'Content-Type': 'application/json; charset=utf-8',
      'Stripe-Signature': signPayload(body, [secret], Math.floor(Date.now() / 1000)),
      'User-Agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
    },
    webhook_conversation_id: version === null ? delivery : `${delivery} ${version}`,
    webhook_id: session.id,
  }
}

/** That an event has arrived, or what its handler said. */
export interface Said {
  readonly type: 'event_ack' | 'webhook_response'
  readonly conversation: string
  readonly status?: number
  readonly body: string
}

/** What a program says, as far as it is understood. */
export function readMessage(text: string): Said | undefined {
  let value: Record<string, unknown>
  try {
    value = JSON.parse(text)
  } catch {
    return undefined
  }
  const { type, webhook_conversation_id: conversation, status, body } = value ?? {}
  if ((type !== 'event_ack' && type !== 'webhook_response') || typeof conversation !== 'string') return undefined
  return {
    type,
    conversation,
    ...(typeof status === 'number' && { status }),
    body: typeof body === 'string' ? body : '',
  }
}

/** How each filter looks at a request, by its name. What is not asked for is not looked at. */
const FILTERS: Readonly<Record<string, (request: Heard, account: string) => string>> = {
  filter_account: ({ account, caller }, here) =>
    account === caller ? 'self' : account === here ? 'connect_in' : 'connect_out',
  filter_http_method: ({ method }) => method,
  filter_ip_address: ({ ip }) => ip,
  filter_request_path: ({ url }) => pathOf(url),
  filter_request_status: ({ status }) => (status < 300 ? 'SUCCEEDED' : 'FAILED'),
  filter_source: ({ source }) => (source === 'dashboard' ? 'DASHBOARD' : 'API'),
  filter_status_code: ({ status }) => String(status),
  // `4XX`, as it is typed, is sent as `400`.
  filter_status_code_type: ({ status }) => String(Math.floor(status / 100) * 100),
}

/** Whether a session wants to see a request. */
export const passes = (request: Heard, account: string, filters: LogFilters): boolean =>
  Object.entries(filters).every(
    ([name, wanted]) =>
      !wanted?.length ||
      wanted.map((value) => value.toUpperCase()).includes(FILTERS[name]!(request, account).toUpperCase()),
  )

const pathOf = (url: string) => url.split('?', 1)[0]!

/** Of an error the log tells these. */
const ERROR = ['type', 'charge', 'code', 'decline_code', 'message', 'param'] as const

/** The line of a request. */
export function logMessage({ id, at, method, url, status, response }: Heard) {
  const told = status >= 400 && response.startsWith('{') ? JSON.parse(response).error : undefined
  const error = told && Object.fromEntries(ERROR.flatMap((name) => (told[name] ? [[name, String(told[name])]] : [])))
  const payload = {
    created_at: Math.floor(at / 1000),
    livemode: false,
    method,
    request_id: id,
    status,
    url: pathOf(url),
    ...(error && { error }),
  }
  return { type: 'request_log_event', request_log_id: id, event_payload: JSON.stringify(payload) }
}
