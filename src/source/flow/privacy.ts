// What is personal does not come into the lake: fields are hashed, masked or left out before an object is mapped, so that neither the
// staging files nor the datasets ever hold it. A transformation of a flow, ours: Adobe's Stripe source has none.
//   { "name": "Privacy", "params": { "fields": "personal", "action": "hash" } }
//   { "name": "Privacy", "params": { "fields": [{ "path": "billing_details.email", "action": "drop" }], "salt": "2026" } }
import { createHmac } from 'node:crypto'
import { invalid } from '../door/errors.ts'
import type { Json } from '../extract/host.ts'
import type { Stream } from '../extract/streams.ts'
import type { XdmNode } from '../xdm/node.ts'
import { recordOf } from '../xdm/ready.ts'
import { PERSONAL } from '../xdm/ready_facts.ts'
import { type Body, hashOf } from './reading.ts'

/**
 * What becomes of a text. `hash`: equal texts stay equal, in every dataset of the lake, and only who has the lake's key can try out
 * which text it was. `mask`: `***`, of an e-mail address with its domain. `drop`: nothing. Numbers and truths are dropped in any case:
 * their columns hold neither hashes nor masks.
 */
export type PrivacyAction = 'hash' | 'drop' | 'mask'
export const PRIVACY_ACTIONS: readonly PrivacyAction[] = ['hash', 'drop', 'mask']

export interface PrivacyField {
  /** From the object on: `billing_details.email`, `items.data[].id`, `metadata.phone`. An object stands for all that is in it. */
  readonly path: string
  readonly action: PrivacyAction
}

/** The params of the transformation, read. */
export type Privacy =
  | { readonly fields: 'personal'; readonly action: PrivacyAction; readonly salt?: string }
  | { readonly fields: readonly PrivacyField[]; readonly salt?: string }

/** Why 200: no object has more fields that somebody would list by hand. */
const FIELDS_MAX = 200
/** Why 255: a salt is a word. */
const SALT_MAX = 255

/** Reads the params. Throws a 400 that says what is wrong. */
export function readPrivacy(params: Body): Privacy {
  const unknown = Object.keys(params).find((name) => !['fields', 'action', 'salt'].includes(name))
  if (unknown !== undefined) throw invalid(`The params of Privacy are fields, action and salt, not ${unknown}.`)
  const { fields, action = 'hash', salt } = params
  const isSalt = salt === undefined || (typeof salt === 'string' && salt !== '' && salt.length <= SALT_MAX)
  if (!isSalt) throw invalid(`The salt of Privacy is a text of 1 to ${SALT_MAX} characters.`)
  const salted = salt === undefined ? {} : { salt: salt as string }
  if (fields === 'personal') return { fields, action: actionOf(action), ...salted }
  if (params.action !== undefined)
    throw invalid('The action of Privacy goes with fields: "personal"; a list has its own.')
  if (!Array.isArray(fields) || fields.length === 0 || fields.length > FIELDS_MAX)
    throw invalid(`The fields of Privacy are "personal", or a list of 1 to ${FIELDS_MAX} with path and action.`)
  const read = fields.map((one) => {
    const { path, action: own, ...more } = hashOf({ field: one } as Body, 'field')
    if (Object.keys(more).length > 0) throw invalid('A field of Privacy has path and action, and nothing else.')
    if (typeof path !== 'string' || partsOf(path).some((part) => part === ''))
      throw invalid('A field of Privacy has a path such as "billing_details.email".')
    return { path, action: actionOf(own) }
  })
  return { fields: read, ...salted }
}

function actionOf(given: unknown): PrivacyAction {
  const action = PRIVACY_ACTIONS.find((one) => one === given)
  if (!action) throw invalid(`The action of Privacy is ${PRIVACY_ACTIONS.join(', ')}, not ${JSON.stringify(given)}.`)
  return action
}

/** `a.b[].c{}` is a, b, [], c, {}. */
const partsOf = (path: string): string[] => path.replaceAll(/(\[\]|\{\})/g, '.$1').split('.')

/**
 * Throws a 400 where a path is not of the stream's object, so that nobody takes a misspelt field for a hidden one, and where it is
 * what rows are known by: that stands beside the fields in every row.
 */
export function checkPrivacy(privacy: Privacy, stream: Stream, version?: string): void {
  if (privacy.fields === 'personal') return
  const keys = ['id', ...(stream.within ? [stream.within.as, ...stream.within.key] : [])]
  const record = recordOf(stream, version)
  for (const { path } of privacy.fields) {
    if (keys.includes(path)) throw invalid(`${path} cannot be hidden: rows of ${stream.name} are known by it.`)
    if (!isIn(record, partsOf(path))) throw invalid(`${stream.name} have no field ${path} that could be hidden.`)
  }
}

function isIn(node: XdmNode, [part, ...rest]: readonly string[]): boolean {
  if (part === undefined) return true
  if (part === '[]') return node.items !== undefined && isIn(node.items, rest)
  if (part === '{}') return node.additionalProperties !== undefined && isIn(node.additionalProperties, rest)
  // A list is gone through without being told to.
  if (node.items) return isIn(node.items, [part, ...rest])
  const inner = node.properties?.[part] ?? node.additionalProperties
  // What is kept as JSON text may have any field.
  return inner ? isIn(inner, rest) : node.type === 'object' && !node.properties
}

/** An object as it may be landed: a new one, the given stays. `key` is the lake's. */
export type Hide = (record: Json) => Json

/** What a flow does with each object before it is mapped. */
export function hiding(privacy: Privacy, stream: Stream, key: Buffer): Hide {
  const conceal = concealer(privacy.salt ?? '', key)
  if (privacy.fields === 'personal') {
    const { action } = privacy
    const root = new Place(stream.object, undefined, [])
    return (record) => personalOut(record, root, (value) => conceal(value, action)) as Json
  }
  const rules = privacy.fields.map(({ path, action }) => ({ parts: partsOf(path), action }))
  return (record) =>
    rules.reduce<Json>(
      (now, { parts, action }) => fieldOut(now, parts, (value) => conceal(value, action)) as Json,
      record,
    )
}

/** What is left out altogether. */
const NOTHING = Symbol('nothing')
type Conceal = (value: unknown) => unknown

function concealer(salt: string, key: Buffer) {
  // A key of its own for this use, and one for each salt.
  const own = createHmac('sha256', key).update(`privacy ${salt}`).digest()
  return (value: unknown, action: PrivacyAction): unknown => {
    // Nothing says nothing, and stays what it is.
    if (value === null || value === '') return value
    if (typeof value !== 'string' || action === 'drop') return NOTHING
    return action === 'hash' ? createHmac('sha256', own).update(value).digest('hex') : masked(value)
  }
}

function masked(text: string): string {
  const domain = /^[^@\s]+(@[^@\s]+)$/.exec(text)?.[1]
  return `***${domain ?? ''}`
}

/** Every leaf of a value concealed; what it conceals to nothing is taken out of where it stood. */
function allOut(value: unknown, conceal: Conceal): unknown {
  if (Array.isArray(value)) return kept(value.map((one) => allOut(one, conceal)))
  if (typeof value !== 'object' || value === null) return conceal(value)
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const out = allOut(inner, conceal)
      return out === NOTHING ? [] : [[name, out]]
    }),
  )
}

const kept = (values: readonly unknown[]) => values.filter((one) => one !== NOTHING)

/** The field of a path concealed, where it is there. */
function fieldOut(value: unknown, parts: readonly string[], conceal: Conceal): unknown {
  const [part, ...rest] = parts
  if (part === undefined) return allOut(value, conceal)
  if (Array.isArray(value)) return kept(value.map((one) => fieldOut(one, part === '[]' ? rest : parts, conceal)))
  if (typeof value !== 'object' || value === null) return value
  const names = part === '{}' ? Object.keys(value) : [part].filter((name) => Object.hasOwn(value, name))
  if (names.length === 0) return value
  const changed: Record<string, unknown> = { ...value }
  for (const name of names) {
    const out = fieldOut(changed[name], rest, conceal)
    if (out === NOTHING) delete changed[name]
    else changed[name] = out
  }
  return changed
}

const ENDS = Object.values(PERSONAL).flatMap((names) => names.map((end) => `.${end}`))
const isPersonal = (path: string) => ENDS.some((end) => path.endsWith(end))
/** Why 2 000: more names than any object has in one place are keys of metadata, which are looked at each time. */
const KNOWN_MAX = 2_000

/** A place within objects, and whether what stands there is personal; found out once. */
class Place {
  readonly #path: string
  /** What the object that stands here is called, where it says so: another one than the path does. */
  readonly #object: string | undefined
  readonly #known = new Map<string, Place>()
  readonly isPersonal: boolean

  constructor(path: string, object: string | undefined, names: readonly string[]) {
    this.#path = path
    this.#object = object
    this.isPersonal = names.some((name) => isPersonal(`.${name}`))
  }

  /** `name` of what stands here: a field, or `[]`. */
  at(name: string): Place {
    const path = name === '[]' ? `${this.#path}[]` : `${this.#path}.${name}`
    const names = this.#object === undefined || name === '[]' ? [path] : [path, `${this.#object}.${name}`]
    return this.#kept(name, () => new Place(path, undefined, names))
  }

  /** The same place with an object of that name in it. Stripe's objects say theirs: `customer`, `card`. */
  holding(object: string): Place {
    return this.#kept(`\u0000${object}`, () => new Place(this.#path, object, []))
  }

  #kept(key: string, make: () => Place): Place {
    const known = this.#known.get(key)
    if (known) return known
    const made = make()
    if (this.#known.size < KNOWN_MAX) this.#known.set(key, made)
    return made
  }
}

/**
 * Whatever is named as personal fields are, wherever it stands: those of `personalFields`, the same within what is kept as JSON text, and
 * those that a host has and the contract does not.
 */
function personalOut(value: unknown, place: Place, conceal: Conceal): unknown {
  if (place.isPersonal) return allOut(value, conceal)
  if (Array.isArray(value)) return kept(value.map((one) => personalOut(one, place.at('[]'), conceal)))
  if (typeof value !== 'object' || value === null) return value
  const { object } = value as Json
  const here = typeof object === 'string' ? place.holding(object) : place
  const out: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value)) {
    const one = personalOut(inner, here.at(name), conceal)
    if (one !== NOTHING) out[name] = one
  }
  return out
}
