// Calls of the house that are more than one unit of work each, so that no resource declares them: asked as any call of the API is.
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Actor, refuse, transaction } from '../kernel/api.ts'
import { forbidden, serverError } from '../kernel/errors.ts'
import { LARGE, type Large, type LargeKey } from '../kernel/large.ts'
import { decode } from '../kernel/params.ts'
import type { Place } from '../kernel/store.ts'
import type { Tx } from '../kernel/tx.ts'
import { unit } from '../kernel/unit.ts'
import { wireText } from '../lib/stable_json.ts'
import { type Answered, type Door, refusalOf, requestId, understand } from './api.ts'
import { readBody } from './body.ts'
import { checkHost } from './guard.ts'
import type { Page, PageReply } from './server.ts'

/** Whom it is about, and what was said. */
export interface OwnCall<P = Readonly<Record<string, unknown>>> {
  readonly request: IncomingMessage
  readonly place: Place
  readonly actor: Actor
  /** The key that asks, as it was given. */
  readonly key: string
  /** What stands at the names of its address. */
  readonly ids: Readonly<Record<string, string | undefined>>
  readonly params: P
  /** Makes sure that the account is there, which opens when it is first named. */
  readonly open: () => Promise<unknown>
  /** Reads in one unit of work. */
  readonly look: <T>(run: (tx: Tx) => T) => Promise<T>
}

/** What such a call answers with that goes on: a head, and whatever is written from then on. */
export class Stream {
  readonly type: string
  readonly run: (response: ServerResponse) => void
  constructor(type: string, run: (response: ServerResponse) => void) {
    this.type = type
    this.run = run
  }
}

/** Of an answer to such a call: what the log wants to know, and what goes on to be sent. */
export interface OwnAnswer extends Pick<Answered, 'requestId' | 'body' | 'account' | 'caller' | 'key' | 'error'> {
  readonly operation: string
  readonly stream?: Stream
}

/** Which keys may ask: those that may do everything, or restricted ones as well. */
type Takes = 'secret' | 'restricted'

/**
 * The page of such a call, by its name in kernel/large.ts: its parameters are decoded as any are, what it answers is sent, and a
 * refusal reads as any of the API's.
 */
export function large<P = Readonly<Record<string, unknown>>>(
  door: Door,
  key: LargeKey,
  run: (call: OwnCall<P>) => Promise<object>,
  takes: Takes = 'secret',
): Page {
  const [method, path] = key.split(' ') as [Page['method'], string]
  return {
    method,
    path: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    run: ({ request, ids }) => serve(door, key, { request, ids }, run as (call: OwnCall) => Promise<object>, takes),
  }
}

async function serve(
  door: Door,
  operation: LargeKey,
  { request, ids }: Pick<OwnCall, 'request' | 'ids'>,
  run: (call: OwnCall) => Promise<object>,
  takes: Takes,
): Promise<PageReply> {
  let own: OwnAnswer = { requestId: requestId(), body: EMPTY, operation }
  try {
    checkHost(request.headers.host, door.doors)
    own = { ...own, body: await readBody(request) }
    const { call, place, key } = await understand(door, request, own.body)
    const { actor } = call
    own = { ...own, account: place.account, caller: actor.account, key: actor.masked }
    permit(actor, takes)
    const look: OwnCall['look'] = (read) =>
      unit(door.store, door.situate(place, {}), (work) => read(transaction(door.house, work)))
    const open = () => look((tx) => door.house.account.open(tx, actor))
    await open()
    const params = decode((LARGE[operation] as Large)[1], call.params as never)
    const done = await run({ request, place, actor, key, ids, params, open, look })
    return done instanceof Stream ? { ...json(200, {}), own: { ...own, stream: done } } : { ...json(200, done), own }
  } catch (thrown) {
    const error = thrown as Error
    const known = refusalOf(error)
    const { status, text } = refuse(known ?? serverError('An unexpected error occurred in Brindle.'), {
      requestId: own.requestId,
      publicUrl: door.publicUrl(),
    })
    const headers = { 'content-type': 'application/json' }
    return { status, headers, body: text, own: known ? own : { ...own, error } }
  }
}

const EMPTY = Buffer.alloc(0)

function permit({ kind }: Actor, takes: Takes): void {
  if (kind === 'publishable') throw forbidden('This takes a secret key.', 'secret_key_required')
  if (kind !== 'secret' && takes === 'secret')
    throw forbidden('This takes a secret key that may do everything.', 'secret_key_required')
}

export const json = (status: number, value: unknown): PageReply => ({
  status,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: wireText(value),
})

/** Such a call, and what stands at the names of its address. */
export interface Own {
  readonly page: Page
  readonly ids: Readonly<Record<string, string>>
}

/** Which of the pages under `/brindle/` a request asks for, if any. */
export function ownOf(pages: readonly Page[], { method, url = '' }: IncomingMessage): Own | undefined {
  const parts = url.split('?', 1)[0]!.split('/')
  for (const page of pages) {
    if (page.method !== method || !page.path.startsWith('/brindle/')) continue
    const names = page.path.split('/')
    const isIt = names.length === parts.length && names.every((name, at) => name.startsWith(':') || name === parts[at])
    if (!isIt) continue
    const ids = names.flatMap((name, at) => (name.startsWith(':') ? [[name.slice(1), parts[at]!] as const] : []))
    return { page, ids: Object.fromEntries(ids) }
  }
  return undefined
}
