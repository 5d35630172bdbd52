// How the registry answers: a resource as the header Accept asks for it, and lists in pages. (help/xdm/api/getting-started.md#accept,
// appendix.md#paging; refusals: help/xdm/troubleshooting-guide.md, of which the older edition has 406 where the newer has 400)
import { invalid, problem } from '../door/errors.ts'
import type { Ask } from '../door/route.ts'
import type { Catalog } from '../lake/catalog.ts'
import { composed, fieldAt } from './compose.ts'
import { compared, filtered, wholeNumber } from './registry_filter.ts'
import { type Find, isObject, type Json, noObject, within } from './registry_store.ts'

interface View {
  /** Every `$ref` and `allOf` followed. */
  readonly full?: true
  /** Without titles and descriptions. */
  readonly bare?: true
  readonly descriptors?: true
  /** With `meta:status` at the fields that a descriptor calls deprecated. */
  readonly deprecated?: true
}

const VIEWS: Readonly<Record<string, View>> = {
  xed: {},
  'xed-full': { full: true },
  'xed-notext': { bare: true },
  'xed-full-notext': { full: true, bare: true },
  'xed-full-desc': { full: true, descriptors: true },
  'xed-deprecatefield': { full: true, deprecated: true },
}

/** Adobe shows at most so many (help/xdm/api/schemas.md). */
const PAGE = 300
/** The greatest `limit` that is taken (help/xdm/api/appendix.md#paging); no page has more than `PAGE` for it. */
const LIMIT_MAX = 500

/** Adobe's code of it. */
const ACCEPT_INVALID = 'XDM-1006-400'

/** What an Accept header asks for: `xed-full`, and the version if it names one. Throws 400 for another kind of it. */
export function acceptOf(accept: string, known: readonly string[]): { form: string; version?: string } {
  const media = accept.split(',').map((one) => one.trim())
  if (media.every((one) => one === '' || one === '*/*'))
    throw problem(400, ACCEPT_INVALID, `The header Accept is required: one of ${mediaTypes(known)}.`)
  for (const one of media) {
    const [type = '', ...parameters] = one.split(';').map((part) => part.trim())
    const form = /^application\/vnd\.adobe\.([\w-]+)\+json$/.exec(type)?.[1]
    if (form === undefined || !known.includes(form)) continue
    const said = parameters.map((part) => /^version\s*=\s*"?(\d+(?:\.\d+)?)"?$/.exec(part)?.[1])
    const version = said.find((part) => part !== undefined)
    return version === undefined ? { form } : { form, version }
  }
  throw problem(400, ACCEPT_INVALID, `Unknown media in Accept: ${accept.slice(0, 200)}. Known: ${mediaTypes(known)}.`)
}

const mediaTypes = (forms: readonly string[]) => forms.map((form) => `application/vnd.adobe.${form}+json`).join(', ')

/**
 * A resource as Accept asks for it, which is to name the major version. `descriptors` gives those of a schema. Throws 400
 * for the header, 404 for a version that there is not.
 */
export async function looked(
  resource: Json,
  accept: string,
  find: Find,
  descriptors: () => Promise<Json[]>,
): Promise<Json> {
  const { form, version } = acceptOf(accept, Object.keys(VIEWS))
  if (version === undefined)
    throw invalid(`The version is to be in the header Accept: application/vnd.adobe.${form}+json; version=1`)
  const [major, minor = '0'] = version.split('.')
  const [its, minors] = String(resource.version).split('.')
  // The latest minor version answers for those before it (help/xdm/api/getting-started.md#versioning).
  if (major !== its || Number(minor) > Number(minors)) throw noObject(String(resource.$id), version)
  const view = VIEWS[form]!
  let seen = view.full ? await followed(find, resource) : resource
  if (view.deprecated) seen = withDeprecated(seen, await descriptors())
  // Where they stand is [I]: the pages show no sample; `meta:descriptors` is the property that XDM has for them.
  if (view.descriptors) seen = { ...seen, 'meta:descriptors': await descriptors() }
  return view.bare ? withoutTexts(seen) : seen
}

async function followed(find: Find, resource: Json): Promise<Json> {
  const { allOf: _, definitions: __, ...meta } = resource
  const { properties = {}, required } = await composed(find, resource)
  return { ...meta, properties, ...(required !== undefined && { required }) }
}

function withoutTexts(node: Json): Json {
  const { title: _, description: __, ...rest } = node
  const made: Record<string, unknown> = rest
  const deeper = new Map(
    [...within(node)].filter(([, one]) => isObject(one)).map(([place, one]) => [place, withoutTexts(one as Json)]),
  )
  for (const key of ['properties', 'definitions'])
    if (isObject(node[key]))
      made[key] = Object.fromEntries(Object.keys(node[key]).map((name) => [name, deeper.get(`${key}/${name}`)]))
  if (Array.isArray(node.allOf)) made.allOf = node.allOf.map((_, at) => deeper.get(`allOf/${at}`))
  for (const key of ['items', 'additionalProperties']) if (deeper.has(key)) made[key] = deeper.get(key)
  return made
}

/** Not in place: a tree may have one node at two places. */
function withDeprecated(seen: Json, descriptors: readonly Json[]): Json {
  let made = seen
  for (const one of descriptors.filter((descriptor) => descriptor['@type'] === 'xdm:descriptorDeprecated'))
    for (const path of [one['xdm:sourceProperty']].flat() as string[])
      if (fieldAt(made, path)) made = marked(made, path.split('/').slice(1))
  return made
}

function marked(node: Json, [next, ...rest]: readonly string[]): Json {
  if (next === undefined) return { ...node, 'meta:status': 'deprecated' }
  const name = next.replace(/^xdm:/, '')
  const properties = node.properties as Record<string, Json>
  return { ...node, properties: { ...properties, [name]: marked(properties[name]!, rest) } }
}

/** A sort key as the paging of Adobe names it, on a resource. `updated` is what a list is sorted by when nothing is said. */
function keyOf(item: Json, name: string): unknown {
  const metadata = item['meta:registryMetadata']
  if (isObject(metadata)) {
    if (name === 'updated') return metadata['repo:lastModifiedDate']
    if (name === 'created') return metadata['repo:createdDate']
  }
  return Object.hasOwn(item, name) ? item[name] : undefined
}

export interface Page {
  readonly results: Json[]
  readonly _page: { readonly orderby: string; readonly next: string | null; readonly count: number }
  readonly _links: Json
}

/**
 * One page of a list: `property` filters it, `orderby` (`title`, `-title`, `title,version`) sorts it, `limit` is a hint, and `start`
 * the value after which it goes on, which is `_page.next` of the page before. A page is longer than its limit where several have the
 * value at which it ends: none is left out. `path` is that of the list. Throws 400 for a query that is none.
 */
export async function pageOf(catalog: Catalog, items: Json[], { query }: Ask, path: string): Promise<Page> {
  const known = ['property', 'orderby', 'limit', 'start']
  for (const name of query.keys())
    if (!known.includes(name)) throw invalid(`A list has no parameter "${name}"; it has ${known.join(', ')}.`)
  const orderby = query.get('orderby') || 'updated'
  const limit = Math.min(wholeNumber(query, 'limit', 1, LIMIT_MAX) ?? PAGE, PAGE)
  const keys = orderby.split(',').map((key) => ({ name: key.replace(/^-/, ''), sign: key.startsWith('-') ? -1 : 1 }))
  const [first] = keys
  const start = query.get('start')
  const all = (await filtered(catalog, items, query.getAll('property'))).sort((one, other) => {
    for (const { name, sign } of keys) {
      const step = compared(keyOf(one, name), keyOf(other, name)) * sign
      if (step !== 0) return step
    }
    return 0
  })
  const value = (item: Json) => String(keyOf(item, first!.name) ?? '')
  const left = start === null ? all : all.filter((item) => compared(value(item), start) * first!.sign > 0)
  let end = Math.min(limit, left.length)
  while (end > 0 && end < left.length && value(left[end]!) === value(left[end - 1]!)) end++
  const results = left.slice(0, end)
  const next = end < left.length ? value(results.at(-1)!) : null
  const on = new URLSearchParams(query)
  if (next !== null) on.set('start', next)
  return {
    results,
    _page: { orderby, next, count: results.length },
    _links: { next: next === null ? null : { href: `/data/foundation/schemaregistry${path}?${on}` } },
  }
}
