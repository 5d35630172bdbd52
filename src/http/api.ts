// One request of the API, from its bytes to its answer: who asks, what they say, one unit of work, the stored reply.
import type { IncomingMessage } from 'node:http'
import { type Call, type Reply, refuse, respond } from '../kernel/api.ts'
import { invalid, keyInUse, rateLimited, StripeError, serverError } from '../kernel/errors.ts'
import type { House } from '../kernel/house.ts'
import { NotStored, Overloaded, type Place, type Store } from '../kernel/store.ts'
import { aheadOf, levelsOf } from '../kernel/ahead.ts'
import { isSearch } from '../kernel/search_index.ts'
import type { Situate, Situation } from '../kernel/work.ts'
import { unit } from '../kernel/unit.ts'
import { chance } from '../lib/chance.ts'
import { FormError } from '../lib/form.ts'
import { type Params, readBody, readParams } from './body.ts'
import { checkHost, checkOrigin, type Doors } from './guard.ts'
import { actorOf, type Issued, keyOf, placeOf } from './keys.ts'

export interface Door {
  readonly house: House
  readonly store: Store
  readonly situate: Situate
  readonly doors: Doors
  readonly issued: Issued
  readonly publicUrl: () => string
  /** Brings the search index of an account up to date. */
  readonly catchUp: (place: Place) => Promise<void>
}

/** An answer with all that the log and the measures want to know of its request. */
export interface Answered extends Reply {
  readonly requestId: string
  readonly body: Buffer
  readonly account?: string
  /** The account of the key, which may ask for one that is connected to it. */
  readonly caller?: string
  readonly key?: string
  /** A defect, to be logged. */
  readonly error?: Error
}

const REQUEST_ID = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/** `req_` and 14 characters. */
export function requestId(): string {
  let id = 'req_'
  for (const byte of chance(14)) id += REQUEST_ID[byte % 62]
  return id
}

/** What is read of a request beside its body. */
export type Spoken = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'socket'>

/** Answers a request of the API. Never rejects: what goes wrong is an answer too. */
export const answer = (door: Door, request: IncomingMessage): Promise<Answered> =>
  answerTo(door, request, () => {
    checkHost(request.headers.host, door.doors)
    return readBody(request)
  })

/** The same, of a request whose body is `read` as it may be. */
export async function answerTo(door: Door, request: Spoken, read: () => Promise<Buffer> | Buffer): Promise<Answered> {
  const id = requestId()
  let body: Buffer = EMPTY
  let who: Pick<Answered, 'account' | 'caller' | 'key'> = {}
  try {
    body = await read()
    const asked = await understand(door, request, body)
    who = { account: asked.place.account, caller: asked.call.actor.account, key: asked.call.actor.masked }
    const reply = await ask(door, { ...asked, requestId: id })
    if (reply.operation && TAKES_KEYS.test(reply.operation)) door.issued.forget()
    return { ...reply, requestId: id, body, ...who }
  } catch (thrown) {
    const error = thrown as Error
    const refused = { requestId: id, publicUrl: door.publicUrl() }
    const known = refusalOf(error)
    const reply = refuse(known ?? serverError('An unexpected error occurred in Brindle.'), refused)
    return { ...reply, requestId: id, body, ...who, ...(known === undefined && { error }) }
  }
}

const EMPTY = Buffer.alloc(0)
/** Operations after which a key that was issued may be taken no longer. */
const TAKES_KEYS = /^(?:DELETE \/brindle\/api_keys|POST \/oauth\/)/

/** What a caller is told of an error; nothing where it is a defect. */
export function refusalOf(error: Error): StripeError | undefined {
  if (error instanceof StripeError) return error
  if (error instanceof FormError) return invalid(error.message)
  if (error instanceof Overloaded) return rateLimited()
  if (error instanceof NotStored) return serverError('The request could not be stored, and has changed nothing.', 503)
  return undefined
}

/** A call and where it is made. */
export interface Asked {
  readonly call: Call
  readonly place: Place
  readonly idempotencyKey?: string
  readonly client: Situation['client']
}

/** Reads key, account, version and parameters out of a request. */
export async function understand(
  door: Pick<Door, 'doors' | 'issued'>,
  request: Spoken,
  body: Buffer,
): Promise<Asked & { readonly key: string }> {
  const { url = '/', headers } = request
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const mark = url.indexOf('?')
  const path = mark === -1 ? url : url.slice(0, mark)
  const all = await readParams(headers['content-type'], path, mark === -1 ? '' : url.slice(mark + 1), body)
  const { key, _stripe_version, _stripe_account, ...said } = all
  const { client_secret: secret, ...rest } = said
  // OAuth's own way to say who asks: https://docs.stripe.com/connect/oauth-reference#post-token
  const isOauth = path.startsWith('/oauth/')
  const params = isOauth ? rest : said
  const given = keyOf(headers.authorization, isOauth ? (key ?? secret) : key)
  const actor = actorOf(given, door.doors.sandboxes) ?? (await door.issued.actor(given!))
  checkOrigin(headers.origin, actor.kind, door.doors, headers.host)
  const place = placeOf(actor, header(headers['stripe-account']) ?? textOf(_stripe_account))
  const version = header(headers['stripe-version']) ?? textOf(_stripe_version)
  const idempotencyKey = header(headers['idempotency-key'])
  const client = { ip: request.socket.remoteAddress ?? '', userAgent: headers['user-agent'] ?? '' }
  const call: Call = { method, path, params: params as Params, actor, ...(version && { version }) }
  return { call, place, client, key: given!, ...(idempotencyKey && { idempotencyKey }) }
}

const header = (value: string | string[] | undefined) => (Array.isArray(value) ? value[0] : value)
const textOf = (value: unknown) => (typeof value === 'string' ? value : undefined)

/** Idempotency keys of requests that run now, in this process. Across processes the store sees to it. */
const running = new Set<string>()

/** Runs a call as one unit of work. */
export async function ask(
  door: Door,
  { call, place, idempotencyKey, client, requestId }: Asked & { requestId: string },
): Promise<Reply> {
  const given = idempotencyKey !== undefined && call.method === 'POST' ? idempotencyKey : undefined
  const situation = door.situate(place, {
    requestId,
    key: call.actor.masked,
    client,
    ...(given && { idempotencyKey: given }),
  })
  if (isSearch(call)) await door.catchUp(place)
  const reading = call.method === 'GET'
  const ahead = () => aheadOf(door.house, call, situation)
  const work = () =>
    unit(door.store, situation, (w) => respond(door.house, w, call), { ahead, reading, levels: levelsOf(call) })
  if (given === undefined) return work()
  const twin = `${call.actor.account} ${place.account} ${given}`
  if (running.has(twin)) throw keyInUse(given)
  running.add(twin)
  try {
    return await work()
  } finally {
    running.delete(twin)
  }
}
