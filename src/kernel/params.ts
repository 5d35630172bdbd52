// Parameters: a tree of strings (a form) or of JSON values becomes typed values, or a refusal in Stripe's words that
// names the parameter. The contract says what each operation takes.
import { type Node, wordOrder } from '../contract/index.ts'
import type { FormTree } from '../lib/form.ts'
import {
  emptyParameter,
  invalid,
  invalidInteger,
  missingParameter,
  notOneOf,
  StripeError,
  tooLong,
  unknownParameters,
} from './errors.ts'

export type Json = FormTree | number | boolean | null | readonly Json[] | { readonly [key: string]: Json }
type Hash = { readonly [key: string]: Json }

/** A file that came with a form. */
export class Upload {
  readonly filename: string
  readonly data: string
  readonly size: number
  /** `data` is base64, `size` the bytes it stands for. */
  constructor(filename: string, data: string, size: number) {
    this.filename = filename
    this.data = data
    this.size = size
  }
}

/** Stripe's rules for metadata (https://docs.stripe.com/api/metadata). */
const METADATA = { keys: 50, key: 40, value: 500 } as const
const TEXT_MAX = 5_000
const INTEGER_MAX = Number.MAX_SAFE_INTEGER

/**
 * The parameters of an operation, decoded by its node of the contract: integers are numbers, booleans booleans, decimals
 * exact strings; what was sent empty is `''` where it may be cleared. Throws the refusal of the first thing wrong.
 */
export function decode(node: Node, params: Hash): Record<string, unknown> {
  return hash(node, params, '') as Record<string, unknown>
}

const nameOf = (path: string, key: string) => (path ? `${path}[${key}]` : key)
const isHash = (value: Json | undefined): value is Hash =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

function hash(node: Node, value: Json, path: string): unknown {
  if (!isHash(value)) throw invalid('Invalid object', { param: path })
  const properties = node.p ?? {}
  const unknown = Object.keys(value).filter((key) => !Object.hasOwn(properties, key))
  if (unknown.length > 0) throw unknownParameters(unknown.map((key) => nameOf(path, key)))
  const decoded: Record<string, unknown> = {}
  for (const [key, raw] of Object.entries(value)) decoded[key] = read(properties[key]!, raw, nameOf(path, key))
  for (const key of node.r ?? []) if (decoded[key] === undefined) throw missingParameter(nameOf(path, key))
  return decoded
}

function read(node: Node, value: Json, path: string): unknown {
  switch (node.k) {
    case 'string':
      return text(value, path, node.max)
    case 'integer':
    case 'timestamp':
      return integer(value, path)
    case 'float':
      return decimal(value, path, (digits) => Number(digits))
    case 'decimal':
    case 'int64':
      return decimal(value, path, (digits) => digits)
    case 'boolean':
      return boolean(value, path)
    case 'enum':
      return oneOf(node.v, value, path)
    case 'literal':
      return oneOf([node.v], value, path)
    case 'empty':
      return value === '' || value === null ? '' : read(node.of as Node, value, path)
    case 'array':
      return array(node, value, path)
    case 'map':
      return map(node, value, path)
    case 'metadata':
      return metadata(value, path)
    case 'object':
      return hash(node, value, path)
    case 'union':
      return union(node, value, path)
    case 'file':
      return upload(value, path)
    default:
      return value
  }
}

function scalar(value: Json, path: string, kind: string): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  throw invalid(`Invalid ${kind}: ${JSON.stringify(value)}`, { param: path })
}

function text(value: Json, path: string, max = TEXT_MAX): string {
  const string = scalar(value, path, 'string')
  if (string === '') throw emptyParameter(path)
  if ([...string].length > max) throw tooLong(string, max, path)
  return string
}

function integer(value: Json, path: string): number {
  const digits = scalar(value, path, 'integer')
  const number = Number(digits)
  if (!/^[-+]?\d+$/.test(digits) || Math.abs(number) > INTEGER_MAX) throw invalidInteger(digits, path)
  return number
}

function decimal<T>(value: Json, path: string, as: (digits: string) => T): T {
  const digits = scalar(value, path, 'decimal')
  if (!/^[-+]?(\d+(\.\d{0,12})?|\.\d{1,12})$/.test(digits))
    throw invalid(`Invalid decimal: ${digits}`, { code: 'parameter_invalid_integer', param: path })
  return as(digits)
}

/** Wording [K]. */
function upload(value: unknown, path: string): Upload {
  if (value instanceof Upload) return value
  throw invalid(`Invalid file: \`${path}\` has to be sent as a file, in a request of type multipart/form-data.`, {
    param: path,
  })
}

function boolean(value: Json, path: string): boolean {
  const word = scalar(value, path, 'boolean')
  if (word !== 'true' && word !== 'false') throw invalid(`Invalid boolean: ${word}`, { param: path })
  return word === 'true'
}

function oneOf(words: readonly string[], value: Json, path: string): string {
  const word = scalar(value, path, 'string')
  if (word === '') throw emptyParameter(path)
  if (!words.includes(word)) throw notOneOf(path, inOrder(words))
  return word
}

/** As Stripe would name them, where its order is known. */
const inOrder = (words: readonly string[]): readonly string[] =>
  wordOrder.find((known) => known.length === words.length && known.every((word) => words.includes(word))) ?? words

/** `a[]=x`, `a[0]=x&a[1]=y` and JSON's arrays are all lists; an empty string is the empty list. */
function array(node: Node, value: Json, path: string): unknown[] {
  const of = node.of as Node
  if (value === '') return []
  let items: readonly Json[]
  if (Array.isArray(value)) items = value
  else if (isHash(value) && Object.keys(value).every((key) => /^\d+$/.test(key))) {
    const indexes = Object.keys(value).sort((a, b) => Number(a) - Number(b))
    items = indexes.map((key) => value[key]!)
  } else throw invalid('Invalid array', { param: path })
  return items.map((item, i) => read(of, item, `${path}[${i}]`))
}

function map(node: Node, value: Json, path: string): Record<string, unknown> {
  if (value === '') return {}
  if (!isHash(value)) throw invalid('Invalid object', { param: path })
  return Object.fromEntries(
    Object.entries(value).map(([key, raw]) => [key, read(node.of as Node, raw, nameOf(path, key))]),
  )
}

function metadata(value: Json, path: string): Record<string, string> | '' {
  if (value === '' || value === null) return ''
  if (!isHash(value)) throw invalid('Invalid object', { param: path })
  const entries = Object.entries(value).map(([key, raw]): [string, string] => [
    key,
    raw === null ? '' : scalar(raw, nameOf(path, key), 'string'),
  ])
  if (entries.length > METADATA.keys) throw tooManyKeys(entries.length, path)
  for (const [key, text] of entries) {
    if (key === '') throw invalid('You cannot use an empty key in metadata.', { param: path })
    if ([...key].length > METADATA.key)
      throw invalid(
        `Metadata keys can be up to ${METADATA.key} characters long, but you passed in a key that is ${[...key].length} characters. Invalid key: ${key}`,
        { param: path },
      )
    if (/[[\]]/.test(key))
      throw invalid(`Metadata keys cannot contain square brackets. Invalid key: ${key}`, { param: path })
    if ([...text].length > METADATA.value)
      throw invalid(
        `Metadata values can have up to ${METADATA.value} characters, but you passed in a value that is ${[...text].length} characters. Invalid value: ${text}`,
        { param: nameOf(path, key) },
      )
  }
  return Object.fromEntries(entries)
}

const tooManyKeys = (count: number, path: string) =>
  invalid(`You can only have up to ${METADATA.keys} metadata keys, but you tried to set ${count}.`, { param: path })

/** The first alternative that takes the value; otherwise the refusal of the one that came furthest. */
function union(node: Node, value: Json, path: string): unknown {
  const refusals: StripeError[] = []
  const alternatives = node.of as readonly Node[]
  const hashes = isHash(value) ? alternatives.filter(({ k }) => k === 'object' || k === 'map' || k === 'metadata') : []
  for (const alternative of hashes.length ? hashes : alternatives) {
    try {
      return read(alternative, value, path)
    } catch (refusal) {
      if (!(refusal instanceof StripeError)) throw refusal
      refusals.push(refusal)
    }
  }
  throw refusals.sort((a, b) => (b.body.param ?? '').length - (a.body.param ?? '').length)[0]!
}

/**
 * Metadata after an update: keys are merged, a key sent empty goes, and `''` for the whole clears it.
 * (https://docs.stripe.com/api/metadata)
 */
export function mergeMetadata(old: Readonly<Record<string, string>>, patch: unknown): Record<string, string> {
  if (patch === '') return {}
  const merged: Record<string, string> = { ...old, ...(patch as Record<string, string> | undefined) }
  for (const [key, value] of Object.entries(merged)) if (value === '') delete merged[key]
  if (Object.keys(merged).length > METADATA.keys) throw tooManyKeys(Object.keys(merged).length, 'metadata')
  return merged
}
