// What the calls of the Flow Service have in common: reading bodies, filters and changes, and the envelopes they answer with.
import jsonPatch, { type Operation } from 'fast-json-patch'
import { invalid, notFound, problem } from '../door/errors.ts'
import { type Answer, type Ask, gone } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'

export type Body = Readonly<Record<string, unknown>>

/** The body as an object, with no other property than these. */
export function bodyOf({ body }: Pick<Ask, 'body'>, known: readonly string[]): Body {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) throw invalid('The body is a JSON object.')
  const unknown = Object.keys(body).find((name) => !known.includes(name))
  if (unknown !== undefined) throw invalid(`${unknown} is not known here. Known are ${known.join(', ')}.`)
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
  const { id: given, version = '1.0' } = hashOf(body, name)
  if (given !== id) throw invalid(`${name}.id is ${id}, that of ${what}, not ${JSON.stringify(given)}.`)
  if (version !== '1.0') throw invalid(`${name}.version is "1.0".`)
  return { id, version: '1.0' }
}

export async function find<T>(
  { scope }: Pick<Ask, 'scope'>,
  { catalog }: Source,
  kind: string,
  id: string,
): Promise<Document<T>> {
  const found = await catalog.find<T>(scope, kind, id)
  if (!found) throw notFound(NOUNS[kind] ?? kind, id)
  return found
}

const NOUNS: Readonly<Record<string, string>> = {
  connection: 'connection',
  sourceConnection: 'source connection',
  targetConnection: 'target connection',
  mappingSet: 'mapping set',
  dataSet: 'dataset',
}

/** Why 100: as many as a page of other lists of Adobe's has. */
const LIST_MAX = 100

/** A list, newest first: `property=name==value` filters it, `limit` and `start` page it. */
export async function listOf<T extends object>(
  ask: Ask,
  source: Source,
  kind: string,
  show: (found: Document<T>) => object,
  parent?: string,
): Promise<Answer> {
  const filters = ask.query
    .getAll('property')
    .flatMap((text) => text.split(','))
    .map(readFilter)
  const limit = wholeOf(ask.query.get('limit'), LIST_MAX, 'limit')
  const start = wholeOf(ask.query.get('start'), 0, 'start')
  const found = await source.catalog.list<T>(ask.scope, kind, {
    ...(parent !== undefined && { parent }),
    limit: 10_000,
  })
  const shown = found
    .map(show)
    .filter((item) => filters.every(([path, value]) => String(valueAt(item, path)) === value))
  const items = shown.slice(start, start + Math.min(limit, LIST_MAX))
  const next = start + items.length
  const links = next < shown.length ? { next: { href: `?start=${next}&limit=${limit}` } } : {}
  return { status: 200, body: { items, _links: links } }
}

function wholeOf(given: string | null, otherwise: number, name: string): number {
  if (given === null) return otherwise
  if (!/^\d{1,9}$/.test(given)) throw invalid(`${name} is a whole number.`)
  return Number(given)
}

/** `flowId==84c6…`, `name=="CRMToAEP"`. */
export function readFilter(text: string): readonly [path: string, value: string] {
  const [, path, quoted, plain] = /^([\w.-]+)==(?:"([^"]*)"|(.*))$/s.exec(text.trim()) ?? []
  if (path === undefined) throw invalid(`property is written name==value, not ${JSON.stringify(text)}.`)
  return [path, quoted ?? plain ?? '']
}

const valueAt = (item: object, path: string): unknown =>
  path
    .split('.')
    .reduce<unknown>((at, name) => (typeof at === 'object' && at !== null ? (at as Body)[name] : undefined), item)

/** What a PATCH may change: each of its paths begins with one of these. */
export function patched<T extends object>(ask: Ask, body: T, allowed: readonly string[]): T {
  if (ask.ifMatch === undefined)
    throw problem(428, 'if_match_required', 'Send the etag of what you change in If-Match.')
  if (!Array.isArray(ask.body)) throw invalid('The body is a JSON Patch: a list of operations.')
  for (const operation of ask.body as { op?: unknown; path?: unknown }[]) {
    const { op, path } = (operation ?? {}) as { op?: unknown; path?: unknown }
    if (op !== 'add' && op !== 'replace' && op !== 'remove')
      throw invalid(`op is add, replace or remove, not ${JSON.stringify(op)}.`)
    if (typeof path !== 'string') throw invalid('path is a text such as "/name".')
    if (!allowed.some((one) => path.toLowerCase() === one.toLowerCase() || path.startsWith(`${one}/`)))
      throw invalid(`${path} cannot be changed. What can are ${allowed.join(', ')}.`)
  }
  try {
    return jsonPatch.applyPatch(structuredClone(body), ask.body as Operation[], true).newDocument
  } catch (error) {
    throw invalid(`The patch cannot be applied: ${(error as Error).message.split('\n')[0]}`)
  }
}

/** A document as it is sent. */
export const shown = <T extends object>({ id, etag, body }: Document<T>) => ({ id, ...body, version: etag, etag })

/** Deletes what no other document names: `user` is the kind that may, in its property `by`. */
export async function removed(ask: Ask, source: Source, kind: string, user: string, by: string): Promise<Answer> {
  const id = ask.ids.id!
  await find(ask, source, kind, id)
  const users = await source.catalog.list<Body>(ask.scope, user, { limit: 10_000 })
  const used = users.find(
    ({ body }) => body[by] === id || (Array.isArray(body[by]) && (body[by] as unknown[]).includes(id)),
  )
  if (used) throw problem(409, 'in_use', `The ${user} ${used.id} uses it. Delete that first.`)
  await source.catalog.write((tx) => tx.delete(ask.scope, kind, id))
  return gone
}
