// The interpreter: a call (method, path, parameters) becomes one operation of the contract, run as one unit of work,
// with its events, reactions and stored answer.
// One file because it is the way of one call, from the door to the answer, in the order in which it goes.
import { type Hit, objectOf, type Operation, versionKnown } from '../contract/index.ts'
import type { FormTree } from '../lib/form.ts'
import { isOlder, nameDown, servedVersion } from '../versions/index.ts'
import type { House, Placed } from './house.ts'
import {
  type ErrorBody,
  forbidden,
  invalid,
  Kept,
  noSuch,
  notBuilt,
  notFound,
  oauthError,
  StripeError,
  unknownUrl,
} from './errors.ts'
import { prefetch } from './ahead.ts'
import { eventsOf, type Happening } from './facts.ts'
import { recall, remember } from './idempotency.ts'
import { decode, type Json } from './params.ts'
import { REASONS } from './reasons.ts'
import { readParams } from './request.ts'
import { expanded, render, type View } from './render.ts'
import type { AnyRow, Behaviour, Bytes, ObjectType, Result, Shown } from './resource.ts'
import { QueryTooWide } from './store.ts'
import { note } from './search_index.ts'
import { JOB } from './job.ts'
import { Tx } from './tx.ts'
import type { Work } from './work.ts'
import { textOf } from './text.ts'
import { wireText } from '../lib/stable_json.ts'

/** Who asks, with which rights. */
export interface Actor {
  readonly kind: 'secret' | 'restricted' | 'publishable'
  /** The key as it may be shown. */
  readonly masked: string
  /** The account that the key belongs to; the unit's place may be another one, named by `Stripe-Account`. */
  readonly account: string
  /** The account that it asks for where none is named, if not its own: what was made for a connected account stays with it. */
  readonly actsFor?: string
  /** The only account that it may ask for: whose owner has granted it. */
  readonly onlyFor?: string
  /** Whether naming an account that is not there yet opens it. */
  readonly opens: boolean
  /** For restricted keys: what each resource allows. */
  readonly permissions?: Readonly<Record<string, 'none' | 'read' | 'write'>>
}

export interface Call {
  readonly method: string
  readonly path: string
  readonly params: { readonly [name: string]: FormTree | Json }
  readonly actor: Actor
  /** The version that was asked for, if one was. */
  readonly version?: string
}

export interface Reply {
  readonly status: number
  readonly text: string
  /** What `text` is, where it is no text but bytes: then the headers say what they are. */
  readonly encoding?: 'base64'
  readonly headers: Readonly<Record<string, string>>
  /** The operation's name in the contract, for logs and measures. */
  readonly operation?: string
  /** How much later it is to be sent, and whether the connection is to be cut instead: faults that were asked for. */
  readonly delayMs?: number
  readonly cut?: true
  /** What the call made, changed and deleted, as far as anybody can see it. */
  readonly wrote?: readonly Wrote[]
}

/** A change of an object that a call made, in this account or another one of the tenant. */
export interface Wrote {
  readonly id: string
  readonly object: string
  readonly account: string
  readonly change: 'created' | 'deleted' | 'updated'
}

/** What goes wrong with a call because somebody asked for it: its answer, its connection, its time. */
export interface FaultOf {
  /** Answered instead of doing anything. */
  readonly error?: StripeError
  /** The connection ends before anything is done, or with all done and nothing answered. */
  readonly cut?: 'request' | 'answer'
  readonly delayMs?: number
  /** Writes down that it came about, whatever became of the call. */
  readonly spend: (tx: Tx) => void
}

/** Why 100: a longer chain of news is two objects telling each other the same thing for ever. */
const REACTIONS_MAX = 100

/** Answers one call within a unit of work. Every refusal becomes a reply; only defects and suspensions are thrown. */
export function respond(house: House, work: Work, call: Call): Reply {
  const tx = transaction(house, work)
  let version = servedVersion(house.defaultVersion)
  let operation: Operation | undefined
  let fresh = true
  let fault: FaultOf | undefined
  const answer = (): Reply => {
    house.account.open(tx, call.actor)
    const asked = call.version ?? house.account.version(tx)
    if (!versionKnown(asked)) throw unknownVersion(asked)
    version = servedVersion(asked)
    work.version = asked
    work.isVersionNamed = call.version !== undefined
    const found = house.find(call.method, call.path, asked)
    if (!found) throw unknownUrl(call.method, call.path)
    operation = found.operation
    fault = house.account.fault(tx, call)
    if (fault?.error) throw fault.error
    if (fault?.cut === 'request') throw invalid('The connection was cut before anything was done.')
    const past = recall(tx, call)
    if (past) return past
    const placed = behaviourOf(house, operation)
    permit(call.actor, operation, placed.behaviour, call)
    const { params, expand } = readParams(house, found, call, version)
    fresh = false
    const done = run(tx, { ...placed, ...found, params })
    settle(house, tx)
    const result = legacy(tx, found, call.path, done)
    const view: View = { version, expand, publishable: call.actor.kind === 'publishable', types: house.types }
    if (result instanceof Kept) return refusal(house, tx, result.error, version, call)
    if ('kind' in result && result.kind === 'bytes') return download(result as Bytes)
    return { status: 200, text: answerText(tx, result, view), headers: {} }
  }
  let reply: Reply
  try {
    reply = answer()
  } catch (thrown) {
    const error = asSent(refusalOf(thrown), call, version)
    work.discard()
    reply = refusal(house, tx, error, version, call)
  }
  if (!fresh) remember(tx, call, reply)
  fault?.spend(tx)
  const wrote = call.method === 'GET' ? [] : wroteIn(work)
  return {
    ...reply,
    ...(wrote.length > 0 && { wrote }),
    ...(fault?.delayMs && { delayMs: fault.delayMs }),
    ...(fault?.cut && { cut: true }),
    headers: { ...reply.headers, 'stripe-version': version },
    ...(operation && { operation: operation.key }),
  }
}

/** Why 100: a larger unit is looked at by its lists. */
const WROTE_MAX = 100

/** What a unit of work has changed of what anybody can see. */
function wroteIn({ entries }: Work): Wrote[] {
  const wrote: Wrote[] = []
  for (const { id, type, place, stored, row } of entries.values()) {
    if (type.internal || wrote.length === WROTE_MAX || (!stored && !row)) continue
    if (stored && row && textOf(stored) === textOf(row)) continue
    const change = !row || row.deleted === true ? 'deleted' : stored ? 'updated' : 'created'
    wrote.push({ id, object: row?.object ?? type.object, account: place.account, change })
  }
  return wrote
}

/** Runs a job that is due at a time of its clock, unless somebody else has. */
export function runJob(house: House, work: Work, { id, due }: { id: string; due: number }): void {
  const account = transaction(house, work)
  const tx = account.under(account.find(JOB, id)?.hidden.testClock)
  work.version = house.account.version(account)
  house.account.move(tx, due)
  house.runJob(tx, id)
  settle(house, account)
}

/** Deletes a row whose time of keeping is over, unless somebody else has, or it is kept after all. */
export function expire(house: House, work: Work, id: string): void {
  const tx = transaction(house, work)
  const [row] = tx.any([id])
  const type = row && house.types.get(row.object)
  if (row && type && tx.waiting(id)?.queue === 'expire') tx.delete(type, row)
}

/** A transaction on the unit's place, whose `request` comes back in through the same door. */
export function transaction(house: House, work: Work): Tx {
  const request = (tx: Tx, method: string, path: string, params: object): AnyRow => {
    const found = house.find(method, path, house.newest)
    if (!found) throw unknownUrl(method, path)
    const placed = behaviourOf(house, found.operation)
    const decoded = decode(house.params(found.operation, house.newest)!, params as Record<string, Json>)
    const result = run(tx, { ...placed, ...found, params: decoded })
    if (result instanceof Kept) throw result.error
    return result as AnyRow
  }
  return new Tx(work, work.situation.place, (tx) => house.account.now(tx), request)
}

/** A refusal names a parameter as an older version has it. */
function asSent(error: StripeError, { params }: Call, version: string): StripeError {
  const { param } = error.body
  if (param === undefined || !isOlder(version)) return error
  return new StripeError(error.status, { ...error.body, param: nameDown(param, params, version) })
}

function refusalOf(thrown: unknown): StripeError {
  if (thrown instanceof StripeError) return thrown
  if (thrown instanceof QueryTooWide)
    return invalid(`This combination of filters is too wide. ${thrown.message} Narrow it with \`created\`.`, {
      code: 'query_too_wide',
    })
  throw thrown
}

const unknownVersion = (version: string) => invalid(`Invalid Stripe API version: ${version}`, {})

function behaviourOf(house: House, operation: Operation): Placed {
  const own = house.operations.get(operation.key)
  if (!own) throw notBuilt(operation.key, REASONS[operation.resource])
  return own
}

/** Refuses what the key has no right to. Wording [M]: docs/decisions/0003-error-texts.md. */
function permit(actor: Actor, operation: Operation, { publishable }: Behaviour, call: Call): void {
  if (actor.kind === 'publishable') {
    if (publishable === 'no')
      throw forbidden(
        'This API call cannot be made with a publishable API key. Please use a secret API key. You can find a list of ' +
          'your API keys at https://dashboard.stripe.com/account/apikeys.',
        'secret_key_required',
      )
    if (publishable === 'client_secret' && typeof call.params.client_secret !== 'string')
      throw invalid('Missing required param: client_secret.', { code: 'parameter_missing', param: 'client_secret' })
  }
  if (actor.kind !== 'restricted' || !actor.permissions) return
  const needed = operation.method === 'GET' ? 'read' : 'write'
  const object = objectOf(operation) ?? operation.resource.replaceAll('/', '.')
  // Whoever could hand out keys could give itself every right.
  const granted =
    operation.resource === 'brindle/api_keys' ? 'none' : (actor.permissions[object] ?? actor.permissions['*'] ?? 'none')
  if (granted === 'write' || granted === needed) return
  throw forbidden(
    `The provided key '${actor.masked}' does not have the required permissions for this endpoint on account ` +
      `'${actor.account}'. Having the 'rak_${object.replaceAll('.', '_')}_${needed}' permission would allow this request to continue.`,
  )
}

interface Running extends Placed, Omit<Hit, 'params'> {
  readonly params: Record<string, unknown>
}

function run(tx: Tx, { operation, resource, behaviour, isNamed, params, ids, beside }: Running): Result {
  const self = ids.length > 0 && isNamed ? named(tx, resource.type, ids[0]!, operation) : undefined
  for (const [field, id] of Object.entries(beside ?? {}))
    if (self && self[field] !== id) throw noSuch(resource.type.noun, ids[0]!)
  const reads = self?.test_clock ? [...behaviour.reads, 'self.test_clock'] : behaviour.reads
  prefetch(tx, reads, { ...params, self })
  // What lives by a test clock is changed at the time that it shows.
  const on = operation.method === 'GET' ? tx : tx.under(self?.test_clock as string | null | undefined)
  return behaviour.run(on, params, self as never, ids)
}

/**
 * The answer as the legacy path has it: a list says that path of itself, and what was done to an object by a part of it answers
 * with the whole, as `POST /v1/charges/{charge}/refund` does with the charge.
 */
function legacy(tx: Tx, { alias }: Hit, path: string, result: Result): Result {
  if (!alias || result instanceof Kept) return result
  if ('kind' in result && result.kind === 'list') return { ...result, url: path }
  return alias.by === undefined ? result : tx.any([String((result as AnyRow)[alias.by])])[0]!
}

/** The row that the path names. A deleted one can still be retrieved. */
function named(tx: Tx, type: ObjectType, id: string, operation: Operation): AnyRow {
  const row = (type.named?.(tx, id) as AnyRow | undefined) ?? tx.any([id])[0]
  const isThere =
    row?.object === type.object && (row.deleted !== true || (operation.kind === 'retrieve' && !type.missing))
  if (!isThere && operation.segments[0] === 'v2') throw notFound(type.noun, id)
  if (!isThere && type.missing) throw type.missing(id)
  if (!isThere)
    throw noSuch(
      type.noun,
      id,
      undefined,
      type.inPath.by?.[operation.key] ?? type.inPath[operation.kind === 'retrieve' ? 'retrieve' : 'others'],
    )
  return row
}

/** News travels in the order it happened; what a reaction changes is news in turn. */
export function settle(house: House, tx: Tx): void {
  const happened = new Map<string, { type: string; at: number }[]>()
  let reactions = 0
  const { facts } = tx.work
  for (let at = 0; at < facts.length; at++) {
    const { place, before, after } = facts[at]!
    const { account } = place
    note(tx.at(account), facts[at]!)
    const isMade = before !== undefined && tx.work.made(place, (after ?? before)!.id)
    for (const type of eventsOf(facts[at]!, isMade)) {
      // What only this house reacts to is nobody else's news.
      if (!facts[at]!.type.internal && !type.startsWith('brindle.'))
        happened.set(account, [...(happened.get(account) ?? []), { type, at }])
      for (const reaction of house.reactions.get(type) ?? []) {
        if (++reactions > REACTIONS_MAX)
          throw new Error(`more than ${REACTIONS_MAX} reactions in one unit of work, the last to ${type}`)
        const { before, after } = facts[at]!
        reaction.run(tx.at(account), after ?? before, before)
      }
    }
  }
  // A reaction may have amended what it heard of: the events tell of it as it is now.
  for (const [account, own] of happened)
    house.announce(
      tx.at(account),
      own.map(({ type, at }): Happening => ({ type, fact: facts[at]! })),
      house.types,
    )
}

/**
 * Reactions may have changed what the handler returned: the answer shows how it is now. What is shown as another object than
 * it is stays as it was returned, and so does what was only read.
 */
function answerText(tx: Tx, result: Result, view: View): string {
  const latest = (row: AnyRow) => {
    const now = tx.work.row(tx.place, row.id)
    return now?.object === row.object && tx.work.isWritten(tx.place, row.id) ? now : row
  }
  if (!('kind' in result)) return render(tx, 'id' in result ? latest(result as AnyRow) : result, view)
  if (result.kind === 'list' || result.kind === 'search') return render(tx, result, view)
  const { row, once } = result as Shown
  return wireText({ ...expanded(tx, [latest(row)], view.expand, view)[0], ...once })
}

/** A file, to be kept and never to be shown: somebody else may have uploaded it. */
function download({ base64, type, filename }: Bytes): Reply {
  const headers = {
    'content-type': type,
    'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(filename.toWellFormed())}`,
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  }
  return { status: 200, text: base64, encoding: 'base64', headers }
}

/** The answer to a refusal that no unit of work knows of: a wrong key, a body that cannot be read. */
export function refuse({ status, body }: StripeError, request: { requestId: string; publicUrl: string }): Reply {
  if (body.oauth) return { status, text: wireText({ error: body.oauth, error_description: body.message }), headers: {} }
  const error: ErrorBody & { doc_url?: string; request_log_url?: string } = { ...body }
  if (body.code) error.doc_url = docUrl(body.code)
  error.request_log_url = `${request.publicUrl}/dashboard/logs/${request.requestId}`
  return { status, text: wireText({ error }), headers: {} }
}

/** Rows that travel with a refusal are shown as any answer shows them. */
function refusal(house: House, tx: Tx, { status, body }: StripeError, version: string, { actor, path }: Call): Reply {
  // What the contract says of parameters is said there in the words of OAuth.
  if (path.startsWith('/oauth/') && !body.oauth) {
    const isUnknownGrant = body.param === 'grant_type' && body.code !== 'parameter_missing'
    return refuse(oauthError(isUnknownGrant ? 'unsupported_grant_type' : 'invalid_request', body.message), tx.situation)
  }
  const view: View = { version, expand: [], publishable: actor.kind === 'publishable', types: house.types }
  const shown: ErrorBody = { ...body }
  for (const name of ['payment_intent', 'setup_intent', 'payment_method'] as const) {
    const row = body[name] as AnyRow | undefined
    if (row) shown[name] = expanded(tx, [tx.work.row(tx.place, row.id) ?? row], [], view)[0]!
  }
  return refuse(new StripeError(status, shown), tx.situation)
}

const docUrl = (code: string) => `https://stripe.com/docs/error-codes/${code.replaceAll('_', '-')}`
