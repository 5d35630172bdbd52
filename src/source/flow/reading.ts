// What the calls of the Flow Service have in common: reading bodies and changes, and finding and deleting what they speak of.
import jsonPatch, { type Operation } from 'fast-json-patch'
import { invalid, notFound, problem } from '../door/errors.ts'
import { type Answer, type Ask, gone } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Document, Scope, Writes } from '../lake/catalog.ts'
import { boundedValue } from '../xdm/registry_shape.ts'
import { sandboxOf } from '../xdm/registry_store.ts'
import type { Stamped } from './documents.ts'

export type Body = Readonly<Record<string, unknown>>

/** What was sent, in an error: so short that nobody's 4 MB come back, and no deeper than a word. */
export function echo(value: unknown): string {
  if (typeof value === 'string')
    return value.length > 100 ? `${JSON.stringify(value.slice(0, 100))}…` : JSON.stringify(value)
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object' && value !== null) return 'an object'
  return value === undefined ? 'nothing' : String(value)
}

/** Refuses what is not among the known: nothing is taken that has no effect. */
export function onlyKnown(given: Body, known: readonly string[], where = ''): void {
  const unknown = Object.keys(given).find((name) => !known.includes(name))
  if (unknown !== undefined)
    throw invalid(`${where}${unknown.slice(0, 100)} is not known here. Known are ${known.join(', ')}.`)
}

/** The body as an object, neither too deep nor too large, with no other property than these. */
export function bodyOf({ body }: Pick<Ask, 'body'>, known: readonly string[]): Body {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('The body is a JSON object.')
  boundedValue(body)
  onlyKnown(body as Body, known)
  return body as Body
}

/** Why 255: names are shown in one line. */
const NAME_MAX = 255

export function textOf(body: Body, name: string): string {
  const value = body[name]
  if (typeof value !== 'string' || value.trim() === '') throw invalid(`${name} is required: a text.`)
  if (value.length > NAME_MAX) throw invalid(`${name} may have at most ${NAME_MAX} characters.`)
  return value
}

/** `description`, where there is one. */
export function descriptionOf(body: Body): { readonly description?: string } {
  if (body.description === undefined || body.description === null) return {}
  if (typeof body.description !== 'string' || body.description.length > 5_000)
    throw invalid('description is a text of at most 5000 characters.')
  return { description: body.description }
}

/** An object inside of the body. */
export function hashOf(body: Body, name: string): Body {
  const value = body[name]
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw invalid(`${name} is required: an object.`)
  return value as Body
}

/** The spec that a document names, which is fixed. */
export function specOf(
  body: Body,
  name: string,
  id: string,
  what: string,
): { readonly id: string; readonly version: string } {
  const spec = hashOf(body, name)
  onlyKnown(spec, ['id', 'version'], `${name}.`)
  const { id: given, version = '1.0' } = spec
  if (given !== id) throw invalid(`${name}.id is ${id}, that of ${what}, not ${echo(given)}.`)
  if (version !== '1.0') throw invalid(`${name}.version is "1.0", not ${echo(version)}.`)
  return { id, version: '1.0' }
}

/** `true` or `"true"`: Adobe's samples have both. */
export function truthOf(given: unknown, name: string): boolean {
  if (given === true || given === 'true') return true
  if (given === false || given === 'false') return false
  throw invalid(`${name} is true or false, not ${echo(given)}.`)
}

/** `15` or `"15"`: Adobe's samples have both. Up to twelve digits. */
export function wholeOf(given: unknown, name: string): number {
  const text = typeof given === 'number' ? String(given) : given
  if (typeof text !== 'string' || !/^\d{1,12}$/.test(text))
    throw invalid(`${name} is a whole number, not ${echo(given)}.`)
  return Number(text)
}

/** The catalogue, or one of its transactions. */
export interface Finder {
  readonly catalog: Pick<Source['catalog'] | Writes, 'find'>
}

/** A document of the caller's. Throws 404. */
export async function find<T>(
  { scope }: Pick<Ask, 'scope'>,
  { catalog }: Finder,
  kind: string,
  id: string,
): Promise<Document<T>> {
  const found = await catalog.find<T>(scope, kind, id)
  if (!found) throw notFound(NOUNS[kind] ?? kind, id)
  return found
}

const NOUNS: Readonly<Record<string, string>> = {
  flow: 'flow',
  run: 'run',
  connection: 'connection',
  sourceConnection: 'source connection',
  targetConnection: 'target connection',
  mappingSet: 'mapping set',
  dataSet: 'dataset',
}

/** Refuses a caller who knows another state of the document: with 412. Without If-Match nothing is refused. */
export function refuseStale({ ifMatch }: Pick<Ask, 'ifMatch'>, { id, etag }: Document<unknown>): void {
  const plain = (one: string) => one.replaceAll('"', '').trim()
  if (ifMatch !== undefined && plain(ifMatch) !== '*' && plain(ifMatch) !== plain(etag))
    throw problem(412, 'etag_mismatch', `The etag in If-Match is not that of ${id}, which is ${etag}.`)
}

/** Why so many, and so much: a patch names some fields of one document. */
const [OPERATIONS_MAX, PATCH_MAX] = [100, 65_536]

/** What PATCH may do to a document; `allowed` are the paths at which its operations may begin. Throws 428, 412 and 400. */
export function patched<T extends object>(
  ask: Ask,
  known: Document<unknown>,
  body: T,
  allowed: readonly string[],
): Readonly<Record<string, unknown>> {
  if (ask.ifMatch === undefined)
    throw problem(428, 'if_match_required', 'Send the etag of what you change in If-Match.')
  refuseStale(ask, known)
  const operations = operationsOf(ask)
  for (const { path } of operations)
    if (!allowed.some((one) => path === one || path.startsWith(`${one}/`)))
      throw invalid(`${echo(path)} cannot be changed. What can are ${allowed.join(', ')}.`)
  try {
    return jsonPatch.applyPatch(structuredClone(body), structuredClone(operations) as Operation[], true)
      .newDocument as Readonly<Record<string, unknown>>
  } catch (error) {
    throw invalid(`The patch cannot be applied: ${(error as Error).message.split('\n')[0]}`)
  }
}

export interface PatchOperation {
  readonly op: 'add' | 'replace' | 'remove'
  readonly path: string
  readonly value?: unknown
}

/** The operations of a JSON Patch: the three that Adobe takes. */
export function operationsOf({ body }: Pick<Ask, 'body'>): readonly PatchOperation[] {
  if (!Array.isArray(body) || body.length === 0) throw invalid('The body is a JSON Patch: a list of operations.')
  if (body.length > OPERATIONS_MAX) throw invalid(`A patch has ${OPERATIONS_MAX} operations at most.`)
  boundedValue(body)
  if (JSON.stringify(body).length > PATCH_MAX) throw invalid(`A patch has ${PATCH_MAX} characters at most.`)
  for (const operation of body as unknown[]) {
    if (typeof operation !== 'object' || operation === null || Array.isArray(operation))
      throw invalid('An operation is an object: {"op": "replace", "path": "/name", "value": "…"}.')
    onlyKnown(operation as Body, ['op', 'path', 'value'], 'operation.')
    const { op, path } = operation as Body
    if (op !== 'add' && op !== 'replace' && op !== 'remove')
      throw invalid(`op is add, replace or remove, not ${echo(op)}.`)
    if (typeof path !== 'string') throw invalid('path is a text such as "/name".')
  }
  return body as PatchOperation[]
}

/** A document as it is sent. */
export const shown = <T extends Stamped>({ id, etag, body }: Document<T>) => ({
  id,
  ...body,
  sandboxId: sandboxIdOf(body),
  version: etag,
  etag,
})

/** Adobe sends it beside the sandbox's name. */
export const sandboxIdOf = ({ imsOrgId, sandboxName }: Stamped): string =>
  sandboxOf({ org: imsOrgId, sandbox: sandboxName }).id

/** Deletes a document that nothing needs. `needed` says by what it is, of the kind that it names. Throws 404, 412 and 409. */
export async function removed(
  ask: Ask,
  { catalog }: Source,
  kind: string,
  needed: (tx: Writes, id: string) => Promise<string | undefined>,
): Promise<Answer> {
  const id = ask.ids.id!
  await catalog.write(async (tx) => {
    refuseStale(ask, await find(ask, { catalog: tx }, kind, id))
    const by = await needed(tx, id)
    if (by !== undefined) throw problem(409, 'in_use', `The ${by} uses it. Delete that first.`)
    await tx.delete(ask.scope, kind, id)
  })
  return gone
}

/** The ids of the documents that name another, where `of` looks for its id. The catalogue only says which have the text at all. */
export async function naming<T>(
  reader: Pick<Writes, 'ask'>,
  { org, sandbox }: Scope,
  kind: string,
  id: string,
  of: (body: T) => readonly unknown[],
): Promise<readonly string[]> {
  const found = await reader.ask<{ id: string; body: string }>(
    'select id, body from documents where org = ? and sandbox = ? and kind = ? and contains(body, ?) order by seq',
    [org, sandbox, kind, JSON.stringify(id)],
  )
  return found.filter(({ body }) => of(JSON.parse(body) as T).includes(id)).map((one) => one.id)
}

/** The flow that reads from a source connection, or lands by a target connection: `flow 84c6…`. */
export async function flowOf(
  tx: Pick<Writes, 'ask'>,
  scope: Scope,
  by: 'sourceConnectionIds' | 'targetConnectionIds',
  id: string,
): Promise<string | undefined> {
  const [flow] = await naming<Record<typeof by, readonly string[]>>(tx, scope, 'flow', id, (body) => body[by])
  return flow && `flow ${flow}`
}
