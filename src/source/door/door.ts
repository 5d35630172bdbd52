// The door of the source's API: who asks, in which organisation and sandbox, and which call it is.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Logger } from 'pino'
import type { Source } from '../index.ts'
import { atGateway, problem, SourceError } from './errors.ts'
import { readJson } from './json.ts'
import type { Answer, Ask, Permission, Route, SignedRoute } from './route.ts'
import { anyone, DEFAULT_TOKEN, readToken, type Token } from './token.ts'

export interface DoorOptions {
  readonly source: Source
  readonly routes: readonly Route[]
  /** The calls that take no token, because they check a signature. */
  readonly signed: readonly SignedRoute[]
  readonly key: Buffer
  readonly log: Logger
  /** Whether the documented token works without having been made: on loopback, or in a trusted network. */
  readonly open: boolean
}

/** What the API stands under. */
export const PREFIX = '/data/foundation'
/** Why 4 MB: a mapping set of a thousand rows has a tenth of it. */
const BODY_MAX = 4 * 1024 * 1024

const NEEDED: Readonly<Record<Permission, string>> = { view: 'View Sources', manage: 'Manage Sources' }

/** Answers every request under the prefix. Never rejects. */
export function door(options: DoorOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    let answer: Answer
    try {
      answer = await answerTo(options, request)
    } catch (thrown) {
      if (!(thrown instanceof SourceError)) options.log.error({ err: thrown }, 'a call of the source failed')
      const { status, body } =
        thrown instanceof SourceError ? thrown : problem(500, 'defect', 'An unexpected error occurred in Brindle.')
      answer = { status, body, type: 'application/problem+json' }
    }
    send(response, request, answer)
  }
}

function send(response: ServerResponse, { method }: IncomingMessage, { status, body, type, headers }: Answer): void {
  const text = body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)
  response.writeHead(status, {
    ...(body !== undefined && { 'content-type': type ?? 'application/json' }),
    'content-length': Buffer.byteLength(text),
    'cache-control': 'no-store',
    ...headers,
  })
  response.end(method === 'HEAD' ? '' : text)
}

async function answerTo(options: DoorOptions, request: IncomingMessage): Promise<Answer> {
  const [path = '', search = ''] = (request.url ?? '').split('?', 2)
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET')
  const raw = await readBody(request)
  const open = routesAt(options.signed, path.slice(PREFIX.length))
  if (open.length > 0) {
    const { route, ids } = ofMethod(open, method, path)
    return route.run({ ids, headers: request.headers, body: raw }, options.source)
  }
  const text = raw.toString('utf8')
  const token = tokenOf(options, request)
  const { scope, client } = scopeOf(token, request)
  const ifMatch = request.headers['if-match']
  return dispatch(options.routes, options.source, {
    method,
    path: path.slice(PREFIX.length),
    permissions: token.permissions,
    scope,
    user: token.user,
    client,
    query: new URLSearchParams(search),
    accept: request.headers.accept ?? '',
    ...(ifMatch !== undefined && { ifMatch }),
    body: text === '' ? undefined : readJson(text),
  })
}

/** A call before it is known which one. */
export interface Said extends Omit<Ask, 'ids'> {
  readonly method: string
  /** Under `/data/foundation`. */
  readonly path: string
  readonly permissions: readonly Permission[]
}

/** Finds the call, and makes it. Throws `SourceError`. */
export async function dispatch(routes: readonly Route[], source: Source, said: Said): Promise<Answer> {
  const { method, path, permissions, ...ask } = said
  const there = routesAt(routes, path)
  if (there.length === 0) throw problem(404, 'no_such_call', `There is no call at ${PREFIX}${path}.`)
  const found = ofMethod(there, method, `${PREFIX}${path}`)
  const missing = found.route.needs.find((one) => !permissions.includes(one))
  if (missing) throw problem(403, 'permission_missing', `The token lacks the permission ${NEEDED[missing]}.`)
  return found.route.run({ ...ask, ids: found.ids }, source)
}

/** What stands at a path under the prefix, whatever its method. */
function routesAt<R extends Route | SignedRoute>(routes: readonly R[], path: string) {
  const asked = path.replace(/\/$/, '').split('/')
  return routes.flatMap((route) => {
    const ids = namesIn(route.path.split('/'), asked)
    return ids ? [{ route, ids }] : []
  })
}

function ofMethod<R extends Route | SignedRoute>(
  there: readonly { readonly route: R; readonly ids: Record<string, string> }[],
  method: string,
  path: string,
) {
  const found = there.find(({ route }) => route.method === method)
  if (found) return found
  const allowed = there.map(({ route }) => route.method).join(', ')
  throw problem(405, 'no_such_method', `${path} takes ${allowed}, not ${method}.`)
}

function namesIn(parts: readonly string[], asked: readonly string[]): Record<string, string> | undefined {
  if (parts.length !== asked.length) return undefined
  const ids: Record<string, string> = {}
  for (const [at, part] of parts.entries()) {
    if (part.startsWith(':')) {
      const id = decoded(asked[at]!)
      if (id === undefined || id === '') return undefined
      ids[part.slice(1)] = id
    } else if (part !== asked[at]) return undefined
  }
  return ids
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}

/** The codes are those of Adobe's gateway, as its troubleshooting page has them. */
function tokenOf({ key, open, source }: DoorOptions, { headers }: IncomingMessage): Token {
  const now = Math.floor(source.now() / 1000)
  if (!headers.authorization) throw atGateway(401, '401010', 'Oauth token is missing.')
  const sent = /^Bearer\s+(\S+)$/i.exec(headers.authorization)?.[1] ?? ''
  const token = open && sent === DEFAULT_TOKEN ? anyone(now + 1) : readToken(key, sent, now)
  if (!token)
    throw atGateway(401, '401013', 'Oauth token is not valid. `brindle source token` makes one for this server.')
  return token
}

function scopeOf(token: Token, { headers }: IncomingMessage): Pick<Ask, 'scope' | 'client'> {
  const one = (name: string) => {
    const value = headers[name]
    return typeof value === 'string' ? value.trim() : ''
  }
  const client = one('x-api-key')
  if (!client) throw atGateway(403, '403000', 'Api Key is required. Send any name of yours in x-api-key.')
  const org = one('x-gw-ims-org-id')
  if (!org) throw atGateway(400, '400000', 'The header x-gw-ims-org-id is required: the organisation you ask for.')
  if (token.org !== '*' && token.org !== org)
    throw atGateway(403, '403027', `The token is of another organisation than ${org}.`)
  const sandbox = one('x-sandbox-name') || 'prod'
  if (!/^[\w@.-]{1,200}$/.test(org) || !/^[\w.-]{1,100}$/.test(sandbox))
    throw atGateway(400, '400000', 'An organisation and a sandbox are named with letters, digits, ".", "_" and "-".')
  return { scope: { org, sandbox }, client }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request as AsyncIterable<Buffer>) {
    size += part.length
    if (size > BODY_MAX) throw problem(413, 'body_too_large', `A body may have at most ${BODY_MAX} bytes.`)
    parts.push(part)
  }
  return Buffer.concat(parts)
}
