// From rows to the answer: expand, what a publishable key may see, and the shape of the request's API version.
import { includable, type Node, type Operation, refs, shapeNode } from '../contract/index.ts'
import { indentText, wireText } from '../lib/stable_json.ts'
import { isOlder, readVersion } from '../versions/index.ts'
import { cannotExpand, expandTooDeep, notBuilt } from './errors.ts'
import { older, olderRows } from './older.ts'
import type { AnyRow, Found, Listing, ObjectType } from './resource.ts'
import { textOf } from './text.ts'
import type { Tx } from './tx.ts'

/** Stripe's own limit (https://docs.stripe.com/api/expanding_objects). */
const EXPAND_DEPTH_MAX = 4

export interface View {
  readonly version: string
  readonly expand: readonly string[]
  /** Set when a publishable key asks: only the fields that the type opens. */
  readonly publishable: boolean
  readonly types: ReadonlyMap<string, ObjectType>
}

type Mutable = Record<string, unknown>

/** The text of one object, a list, what a search found, or a deleted stub. */
export function render(tx: Tx, result: AnyRow | Listing | Found | object, view: View): string {
  if ('kind' in result && result.kind === 'list') return renderList(tx, result as Listing, view)
  if ('kind' in result && result.kind === 'search') return renderFound(tx, result as Found, view)
  const row = result as AnyRow
  if (view.expand.length === 0 && !view.publishable && !isOlder(view.version)) return textOf(row)
  const [shown] = expanded(tx, [row], view.expand, view)
  return wireText(shown)
}

/** A list is its rows' texts, indented: nothing is parsed or serialised again. */
function renderList(tx: Tx, { rows, has_more, url }: Listing, view: View): string {
  const data = renderData(tx, rows, view)
  return `{\n  "object": "list",\n  "data": ${data},\n  "has_more": ${has_more},\n  "url": ${JSON.stringify(url)}\n}`
}

/** The number of all that was found is counted for those who ask. (docs.stripe.com/api/pagination/search) */
const TOTAL = 'total_count'

function renderFound(tx: Tx, { rows, has_more, next_page, count, url }: Found, view: View): string {
  const data = renderData(tx, rows, { ...view, expand: view.expand.filter((path) => path !== TOTAL) })
  const more = JSON.stringify(
    { has_more, next_page, ...(view.expand.includes(TOTAL) && { total_count: count() }), url },
    null,
    2,
  )
  return `{\n  "object": "search_result",\n  "data": ${data},${more.slice(1)}`
}

function renderData(tx: Tx, rows: readonly AnyRow[], view: View): string {
  const paths = view.expand.filter((path) => path !== 'data').map((path) => path.slice('data.'.length))
  const plain = paths.length === 0 && !view.publishable && !isOlder(view.version)
  const texts = plain ? rows.map(textOf) : expanded(tx, rows, paths, view).map(wireText)
  return texts.length === 0 ? '[]' : `[\n    ${texts.map((text) => indentText(text, 4)).join(',\n    ')}\n  ]`
}

/**
 * The rows as they are shown, in the shape of the version, with the named properties expanded. An object is brought into its
 * shape before anything of it is expanded: the paths of an older version are those of its own fields.
 */
export function expanded(tx: Tx, rows: readonly AnyRow[], paths: readonly string[], view: View): Mutable[] {
  const roots = visible(tx, rows, view)
  let level: Spot[] = roots.flatMap((holder) => paths.map((path): Spot => ({ holder, at: '', path: path.split('.') })))
  while (level.length > 0) level = expandLevel(tx, level, view)
  return roots
}

function visible(tx: Tx, rows: readonly AnyRow[], view: View): Mutable[] {
  const wires = rows.map(({ hidden: _, ...wire }) => structuredClone(wire) as Mutable)
  const shown = isOlder(view.version) ? olderRows(tx, wires, rows, view) : wires
  return view.publishable ? shown.map((one) => reduced(one, view) as Mutable) : shown
}

/** What a publishable key may see: of every object, also within others, only the fields that its type opens. */
function reduced(value: unknown, view: View): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((item) => reduced(item, view))
  const { object } = value as { object?: unknown }
  const open =
    typeof object === 'string' && object !== 'list' ? (view.types.get(object)?.publishable ?? CLOSED) : undefined
  const fields = Object.entries(value).filter(([field]) => !open || open.includes(field))
  return Object.fromEntries(fields.map(([field, inner]) => [field, reduced(inner, view)]))
}

const CLOSED = ['id', 'object']

/** One property still to be expanded: of the object or hash `holder`, which stands at `at` within its object. */
interface Spot {
  readonly holder: Mutable
  /** The object whose contract is asked; the holder itself unless it is a hash inside one. */
  readonly owner?: Mutable
  readonly at: string
  readonly path: readonly string[]
  /** The account where the object lives, if not where it is asked for. */
  readonly account?: string
}

/** Follows every spot by one property; all objects that this level needs are read in one round. */
function expandLevel(tx: Tx, level: readonly Spot[], view: View): Spot[] {
  const homes = level.map((spot) => (id: string) => homeOf(tx, spot, id, view) ?? tx.place.account)
  const wanted = level.flatMap((spot, i) => referencesAt(spot, view).map((id) => ({ id, home: homes[i]!(id) })))
  if (wanted.some(({ home }) => home !== tx.place.account))
    tx.work.foresee(wanted.flatMap(({ id, home }) => [id, home].map((one) => ({ place: tx.at(home).place, id: one }))))
  const shown = new Map<string, Mutable>()
  for (const [home, ids] of grouped(wanted)) {
    const found = home === tx.place.account || isConnected(tx, home) ? tx.at(home).any(ids) : []
    const rows = found.filter((row) => row !== undefined)
    for (const [i, one] of visible(tx.at(home), rows, view).entries()) shown.set(`${home} ${rows[i]!.id}`, one)
  }
  const fetchAt = (home: (id: string) => string) => (id: string) =>
    structuredClone(shown.get(`${home(id)} ${id}`) ?? inTable(view, id)) ?? id
  return tx.work.together(level.map((spot, i) => () => step(tx, spot, view, fetchAt(homes[i]!), homes[i]!))).flat()
}

/** The ids by the account where they are looked for, each once. */
function grouped(wanted: readonly { readonly id: string; readonly home: string }[]): Map<string, string[]> {
  const groups = new Map<string, Set<string>>()
  for (const { id, home } of wanted) groups.set(home, (groups.get(home) ?? new Set()).add(id))
  return new Map([...groups].map(([home, ids]) => [home, [...ids]]))
}

/** What stands in a table of the code, such as a tax code. */
function inTable({ types }: View, id: string): AnyRow | undefined {
  for (const { table } of types.values()) {
    const row = table?.(id)
    if (!row) continue
    const { hidden: _, ...wire } = row as AnyRow
    return wire as AnyRow
  }
  return undefined
}

/**
 * The account where an object lives that stands here, if it is not the one that is asked. Only a platform sees into others:
 * into those that are connected to it.
 */
function homeOf(
  tx: Tx,
  { holder, owner = holder, at, path, account }: Spot,
  id: string,
  view: View,
): string | undefined {
  if (tx.place.account !== tx.place.tenant) return undefined
  if (ACCOUNT.test(id)) return id === tx.place.tenant ? undefined : id
  const [head = ''] = path
  const by = at === '' ? view.types.get(String(owner.object))?.elsewhere[head] : undefined
  const named = by === undefined ? account : owner[by]
  return typeof named === 'string' ? named : (named as { id?: string } | undefined)?.id
}

/** Whether an account is one of this platform's. Its own row says so: what the ids of others lead to is not for it to see. */
function isConnected(tx: Tx, account: string): boolean {
  const [row] = tx.at(account).any([account])
  return (row?.hidden as { platform?: string } | undefined)?.platform === tx.place.tenant
}

const ACCOUNT = /^acct_[A-Za-z0-9]{1,40}$/

/** Whether what stands here may be expanded: by the contract of the core, and in an older version also by its own. */
const isRef = (object: string, path: string, version: string): boolean =>
  refs(object, readVersion(version)).has(path) || (isOlder(version) && refs(object, version).has(path))

/** The ids that stand where this spot points, if the contract says that they may be expanded. */
function referencesAt({ holder, owner = holder, at, path }: Spot, view: View): string[] {
  const [head = ''] = path
  const value = holder[head]
  if (!isRef(String(owner.object), at ? `${at}.${head}` : head, view.version)) return []
  return (Array.isArray(value) ? value : [value]).filter((id): id is string => typeof id === 'string')
}

function step(tx: Tx, spot: Spot, view: View, fetch: (id: string) => unknown, home: (id: string) => string): Spot[] {
  const { holder, owner = holder, path } = spot
  const [head = '', ...rest] = path
  const at = spot.at ? `${spot.at}.${head}` : head
  const may = isRef(String(owner.object), at, view.version)
  const value = holder[head]
  if (may) {
    if (typeof value === 'string') holder[head] = fetch(value)
    else if (Array.isArray(value)) holder[head] = value.map((id) => (typeof id === 'string' ? fetch(id) : id))
  } else if (holder[head] === undefined) {
    const include = view.types.get(String(owner.object))?.includes[at]
    if (!include && includable[String(owner.object)]?.includes(at))
      throw notBuilt(`Expanding ${at} of a ${owner.object}`)
    if (include) {
      const included = structuredClone(include(tx, tx.any([String(owner.id)])[0] as never))
      holder[head] = isOlder(view.version) ? older(tx, included, view) : included
    }
  }
  if (rest.length === 0) return []
  const account = may && typeof value === 'string' ? home(value) : spot.account
  return descend(holder[head], owner, at, rest).map((next) => ({ ...next, ...(account !== undefined && { account }) }))
}

function descend(value: unknown, owner: Mutable, at: string, path: readonly string[]): Spot[] {
  if (Array.isArray(value)) return value.flatMap((item) => descend(item, owner, at, path))
  if (typeof value !== 'object' || value === null) return []
  const holder = value as Mutable
  if (holder.object === 'list') {
    const [head, ...rest] = path
    if (head !== 'data' || !Array.isArray(holder.data)) return []
    return rest.length === 0 ? [] : holder.data.flatMap((item) => descend(item, item as Mutable, '', rest))
  }
  if (typeof holder.object === 'string') return [{ holder, at: '', path }]
  return [{ holder, owner, at, path }]
}

/**
 * Refuses what cannot be expanded before anything is done: too deep a path, or one whose first property is no reference of
 * any object that may be the answer. Deeper unknown ones pass, as they do with Stripe.
 */
export function checkExpand(
  types: View['types'],
  objects: readonly string[],
  kind: Operation['kind'],
  paths: readonly string[],
  version: string,
): void {
  const isList = kind === 'list' || kind === 'search'
  for (const path of paths) {
    if (kind === 'search' && path === TOTAL) continue
    const [first = '', second = ''] = path.split('.')
    if (path.split('.').length > EXPAND_DEPTH_MAX) throw expandTooDeep(path)
    if (objects.length === 0) continue
    const may = (name: string) => objects.some((object) => mayExpand(types, object, name, version))
    if (!isList && !may(first)) throw cannotExpand(first)
    if (!isList) continue
    if (first !== 'data') throw cannotExpand(first, may(first) ? `data.${path}` : undefined)
    if (second !== '' && !may(second)) throw cannotExpand(second)
  }
}

/** Whether a property is a reference, holds one somewhere, or is absent until it is asked for. */
function mayExpand(types: View['types'], object: string, name: string, version: string): boolean {
  const leads = (path: string) => path === name || path.startsWith(`${name}.`)
  const absent = [...Object.keys(types.get(object)?.includes ?? {}), ...(includable[object] ?? [])]
  if (absent.some(leads)) return true
  const contracts = isOlder(version) ? [readVersion(version), version] : [readVersion(version)]
  return contracts.some((one) => {
    const fields = shapeNode(object, one)?.p ?? {}
    const holds = Object.hasOwn(fields, name) && ['list', 'embed'].includes(inside(fields[name]!).k)
    return holds || [...refs(object, one).keys()].some(leads)
  })
}

const inside = (node: Node): Node => (node.k === 'null' || node.k === 'array' ? inside(node.of) : node)
