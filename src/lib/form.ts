// Forms with brackets, as Stripe's SDKs of all ages send them. Digits stay keys: only the caller's contract
// knows whether `a[0]` is the first of a list or a key of metadata.

export type FormTree = string | FormTree[] | FormHash
/** Without a prototype when parsed, so that `__proto__` and `constructor` are keys like any other. */
export type FormHash = { [key: string]: FormTree }
/** What may be written as a form: a tree, or the plain values that a program holds. Undefined is left out. */
export type FormInput =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly FormInput[]
  | { readonly [key: string]: FormInput }

/** The form cannot be read or written; the message says why, fit for the sender. */
export class FormError extends Error {
  override name = 'FormError'
}

/** Why 20: Stripe's deepest parameter has seven levels; deeper input is an attack or a mistake. */
const DEPTH_MAX = 20
/**
 * Why 5 000: the largest requests there are (an invoice of 250 lines, a schedule of phases) stay far below
 * it.
 */
const PAIRS_MAX = 5_000

const emptyHash = (): FormHash => Object.create(null) as FormHash
const isHash = (tree: FormTree | undefined): tree is FormHash => typeof tree === 'object' && !Array.isArray(tree)

/**
 * The tree of an `application/x-www-form-urlencoded` text. `a[]` appends, a later value wins over an earlier
 * one, a key without value is empty. Brackets that are not closed, or lead, are part of the name. Throws
 * `FormError` on broken escapes, on a key that is both a value and a hash or list, and beyond the limits
 * above.
 */
export function parseForm(text: string): FormHash {
  const tree = emptyHash()
  let pairs = 0
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = text.indexOf('&', start)
    if (end === -1) end = text.length
    if (end === start) continue
    if (++pairs > PAIRS_MAX) throw new FormError(`Too many parameters: at most ${PAIRS_MAX} are allowed.`)
    const pair = text.slice(start, end)
    const equals = pair.indexOf('=')
    const key = unescaped(equals === -1 ? pair : pair.slice(0, equals))
    put(tree, key, equals === -1 ? '' : unescaped(pair.slice(equals + 1)))
  }
  return tree
}

function unescaped(text: string): string {
  const spaced = text.includes('+') ? text.replaceAll('+', ' ') : text
  if (!spaced.includes('%')) return spaced
  try {
    return decodeURIComponent(spaced)
  } catch {
    throw new FormError('Invalid UTF-8 or percent-encoding in the request parameters.')
  }
}

function put(tree: FormHash, key: string, value: string): void {
  const open = key.indexOf('[')
  if (open <= 0 || !key.endsWith(']')) {
    set(tree, key, value, key)
    return
  }
  const path = key.slice(open + 1, -1).split('][')
  if (path.length >= DEPTH_MAX) throw new FormError(`Parameters may be at most ${DEPTH_MAX} levels deep.`)
  let holder = into(tree, key.slice(0, open), path[0]!, key)
  for (let i = 0; i < path.length - 1; i++) {
    holder = Array.isArray(holder) ? lastOf(holder, path, i + 1) : into(holder, path[i]!, path[i + 1]!, key)
  }
  if (Array.isArray(holder)) holder.push(value)
  else set(holder, path.at(-1)!, value, key)
}

function set(hash: FormHash, name: string, value: string, key: string): void {
  if (typeof hash[name] === 'object') throw conflict(key)
  hash[name] = value
}

/**
 * The hash or list under a name, made where there is none: a list if the next segment of the path appends.
 */
function into(hash: FormHash, name: string, next: string, key: string): FormHash | FormTree[] {
  const there = hash[name]
  if (there === undefined) {
    const made = next === '' ? [] : emptyHash()
    hash[name] = made
    return made
  }
  if (typeof there === 'string' || Array.isArray(there) !== (next === '')) throw conflict(key)
  return there
}

/**
 * The element of a list that the rest of the path goes into: the last, or a new one where the last has this
 * value already, so that `a[][b]=1&a[][c]=2&a[][b]=3` is two elements. (Rack's rule:
 * Rack::QueryParser#normalize_params)
 */
function lastOf(list: FormTree[], path: readonly string[], from: number): FormHash | FormTree[] {
  const last = list.at(-1)
  if (path[from] !== '' && isHash(last) && !has(last, path, from)) return last
  const made = path[from] === '' ? [] : emptyHash()
  list.push(made)
  return made
}

function has(hash: FormHash, path: readonly string[], from: number): boolean {
  let tree: FormTree | undefined = hash
  for (let i = from; i < path.length; i++) tree = isHash(tree) ? tree[path[i]!] : undefined
  return tree !== undefined
}

const conflict = (key: string): FormError =>
  new FormError(`Invalid parameters: ${key} conflicts with another parameter that gives it another shape.`)

/**
 * Parameters of a POST may stand in its address too. Hashes are joined; where both give a value or a list,
 * the body's counts. Neither argument is changed. Throws `FormError` where one gives a value and the other a
 * hash or list.
 */
export function mergeForms(query: FormHash, body: FormHash): FormHash {
  const merged = Object.assign(emptyHash(), query)
  for (const [key, value] of Object.entries(body)) {
    const there = merged[key]
    if (there === undefined || (typeof there === 'string' && typeof value === 'string')) merged[key] = value
    else if (isHash(there) && isHash(value)) merged[key] = mergeForms(there, value)
    else if (Array.isArray(there) && Array.isArray(value)) merged[key] = value
    else throw conflict(key)
  }
  return merged
}

/**
 * The text of a tree, as SDKs write it. `parseForm` gives the tree back, except for lists that hold more than
 * values: `[]` cannot tell where their elements begin, so they are numbered (`a[0][b]`) and come back as
 * hashes with digits. Null and an empty list or hash become an empty value, which is how Stripe is told to
 * clear a parameter. Throws `FormError` on a key that is empty or holds a bracket: those cannot be written.
 */
export function encodeForm(hash: { readonly [key: string]: FormInput }): string {
  return pairsOf(hash, '').join('&')
}

function pairsOf(tree: FormInput, at: string): string[] {
  if (tree === undefined) return []
  if (typeof tree !== 'object' || tree === null) return [`${at}=${encodeURIComponent(tree ?? '')}`]
  const list = Array.isArray(tree)
  const entries = list ? elementsOf(tree) : Object.entries(tree)
  if (entries.length === 0 && at !== '') return [`${at}=`]
  return entries.flatMap(([key, value]) => pairsOf(value, keyUnder(at, key, list)))
}

const elementsOf = (list: readonly FormInput[]): [string, FormInput][] => {
  const flat = list.every((item) => typeof item !== 'object' || item === null)
  return list.map((item, i) => [flat ? '' : String(i), item])
}

function keyUnder(at: string, key: string, element: boolean): string {
  if (!element && (key === '' || key.includes('[') || key.includes(']'))) {
    throw new FormError(`Invalid key: "${key}". A key may not be empty or hold square brackets.`)
  }
  const name = encodeURIComponent(key)
  return at === '' ? name : `${at}[${name}]`
}
