// The calls about the log of requests: what was asked and answered, what came of it, as it comes, and once more. An account sees
// the requests to itself only: those to a connected one are asked for with Stripe-Account, as its lists are.
import { invalid, noSuch, rateLimited } from '../kernel/errors.ts'
import { checkedLimit, type ListParams, times } from '../kernel/list.ts'
import { maskSecrets } from '../lib/mask.ts'
import type { Door } from './api.ts'
import { large, type OwnCall, Stream } from './own_call.ts'
import { replay } from './replay.ts'
import { outcomeOf } from './request_outcome.ts'
import { bodiesOf, type Entry, type Kept, type RequestLog } from './request_log.ts'
import { tail } from './request_stream.ts'
import type { Page } from './server.ts'

const PATH = '/brindle/requests'

/** Why 100: each is written to with every request; nobody has so many windows open. */
const STREAMS_MAX = 100

/** The calls about requests. */
export function requestPages(door: Door, log: RequestLog): Page[] {
  const find = ({ place, ids }: OwnCall<unknown>): Kept => {
    const found = log.find(place, ids.request ?? '')
    if (!found) throw noSuch('request', ids.request ?? '')
    return found
  }
  const whole = async (call: OwnCall<unknown>, entry: Kept) => ({
    ...detailOf(entry),
    ...(await outcomeOf(door.house, call, entry)),
  })
  return [
    large<Asked & ListParams>(door, `GET ${PATH}`, async ({ place, params }) => pageOf(log.of(place), params)),
    large<Asked>(door, `GET ${PATH}/stream`, async ({ place, params }) => {
      if (log.watchers >= STREAMS_MAX) throw rateLimited()
      const fits = filterOf(params)
      return new Stream('text/event-stream', (response) =>
        tail(
          log,
          response,
          (entry) => (isIn(entry, place) && fits(entry) ? summaryOf(entry) : undefined),
          ({ tenant, account }) => tenant === place.tenant && account === place.account,
        ),
      )
    }),
    large(door, `GET ${PATH}/{request}`, (call) => whole(call, find(call))),
    large<{ idempotency_key?: string }>(door, `POST ${PATH}/{request}/replay`, async (call) => {
      const again = await replay(door, call, find(call))
      log.note(again)
      return whole(call, log.find(call.place, again.id)!)
    }),
  ]
}

/** By what a request may be asked for; what is not said is not looked at. */
interface Asked {
  /** As the log shows it, or whole. */
  readonly api_key?: string
  readonly api_version?: string
  readonly idempotency_key?: string
  readonly ip_address?: string
  readonly method?: string
  readonly operation?: string
  /** The beginning of it. */
  readonly path?: string
  readonly source?: string
  readonly sources?: readonly string[]
  /** A code, or a hundred of them: `402`, `4xx`. */
  readonly status?: string
}

type Fits = (entry: Entry) => boolean

function filterOf(asked: Asked): Fits {
  const { status, api_key: key, path, source, sources } = asked
  if (status !== undefined && !/^[1-5](\d\d|xx)$/i.test(status))
    throw invalid('A status is a code, such as 402, or a hundred of them, such as 4xx.', { param: 'status' })
  const wanted = status?.replace(/xx$/i, '') ?? ''
  const masked = key === undefined ? undefined : maskSecrets(key)
  const is = (value: string | undefined, given: string | undefined) => value === undefined || value === given
  return (entry) =>
    is(asked.api_version, entry.apiVersion) &&
    is(asked.idempotency_key, entry.idempotencyKey) &&
    is(asked.ip_address, entry.ip) &&
    is(masked, entry.key) &&
    is(asked.method, entry.method) &&
    is(asked.operation, entry.operation) &&
    is(source, entry.source) &&
    (sources === undefined || sources.includes(entry.source)) &&
    (path === undefined || pathOf(entry).startsWith(path)) &&
    String(entry.status).startsWith(wanted)
}

const pathOf = ({ url }: Entry) => url.split('?', 1)[0]!

const isIn = ({ account, caller }: Entry, place: OwnCall['place']) =>
  account === place.account && caller === place.tenant

/** A page of entries, which come newest first. */
function pageOf(all: readonly Kept[], params: Asked & ListParams): object {
  const limit = checkedLimit(params)
  const fits = filterOf(params)
  const { from = -Infinity, to = Infinity } = times(params.created)
  const { starting_after: after } = params
  const at = after === undefined ? -1 : all.findIndex(({ id }) => id === after)
  if (after !== undefined && at === -1) throw noSuch('request', after, 'starting_after')
  const found: Kept[] = []
  for (const entry of all.slice(at + 1)) {
    const created = Math.floor(entry.at / 1000)
    if (created < from) break
    if (created <= to && fits(entry)) found.push(entry)
    if (found.length > limit) break
  }
  const data = found.slice(0, limit).map(summaryOf)
  return { object: 'list', data, has_more: found.length > limit, url: PATH }
}

/** What a list and the stream tell of a request. Secrets are masked. */
function summaryOf(entry: Entry): object {
  const [path, query] = maskSecrets(entry.url).split('?', 2)
  return {
    id: entry.id,
    object: 'brindle.request',
    account: entry.account ?? null,
    api_version: entry.apiVersion ?? null,
    at: entry.at,
    created: Math.floor(entry.at / 1000),
    error: errorOf(entry),
    idempotency_key: entry.idempotencyKey ?? null,
    idempotent_replayed: entry.isRepeated,
    ip_address: entry.ip,
    key: entry.key ?? null,
    method: entry.method,
    milliseconds: entry.milliseconds,
    operation: entry.operation ?? null,
    path,
    query: query ?? null,
    replay_of: entry.replayOf ?? null,
    source: entry.source,
    status: entry.status,
    user_agent: entry.userAgent,
  }
}

/** Of a refusal, what groups it with others, and what explains it. */
const ERROR = ['code', 'decline_code', 'doc_url', 'message', 'param', 'type'] as const

function errorOf({ status, response }: Entry): object | null {
  if (status < 400) return null
  try {
    const { error } = JSON.parse(maskSecrets(response))
    return Object.fromEntries(ERROR.map((name) => [name, error[name] ?? null]))
  } catch {
    // Cut off, or no JSON: its body says what there is.
    return null
  }
}

function detailOf(entry: Kept): object {
  const { request, response } = bodiesOf(entry)
  return {
    ...summaryOf(entry),
    content_type: entry.contentType ?? null,
    request_body: request.text,
    request_is_whole: request.isWhole,
    response_body: response.text,
    response_is_whole: response.isWhole,
  }
}
