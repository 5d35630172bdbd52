// How functions are declared: what each takes and gives, and how what is given to it is checked.
import { readAnyDate } from '../date_pattern.ts'
import { booleanOf, called, Failed, isObject, numberOf, textOf } from '../values.ts'
import { Zoned } from '../zoned.ts'

export interface MappingFunction {
  /** `INPUT:text, START:integer?, VALUES:any*`: a name and a kind each; `?` may be left out, `*` is any number. */
  readonly takes: string
  readonly gives: string
  /** What it does, in a sentence. */
  readonly says: string
  /** Whether it takes nulls. Without it, a null as the first gives null, and another one is refused. */
  readonly nulls?: true
  readonly run: (given: any[], context: Context) => unknown
}

/** Of one kind, by name. */
export type Functions = Readonly<Record<string, MappingFunction>>

export interface Context {
  readonly source: unknown
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** A path that stands where the name of a field is taken: `contains_key(a.b)`, `object_to_map(addresses, type)`. */
export interface Bare {
  readonly path: string
  readonly value: unknown
}

export interface Argument {
  readonly name: string
  readonly kind: string
  readonly isOptional: boolean
  readonly isRest: boolean
}

/** The arguments that `takes` lists. */
export function argumentsOf({ takes }: MappingFunction): Argument[] {
  return takes
    .split(', ')
    .filter((part) => part !== '')
    .map((part) => {
      const [name = '', kind = ''] = part.replace(/[?*]$/, '').split(':')
      return { name, kind, isOptional: /[?*]$/.test(part), isRest: part.endsWith('*') }
    })
}

const regexes = new Map<string, RegExp>()
/** Why 200: they are written in expressions, so there are few; those made from data must not fill the memory. */
const REGEXES_MAX = 200

/** A regular expression of Java's, as far as JavaScript's reads alike. Throws `Failed` for one that cannot be read. */
function regexOf(text: string): RegExp {
  let regex = regexes.get(text)
  if (regex) return regex
  try {
    regex = new RegExp(text)
  } catch (error) {
    throw new Failed((error as Error).message)
  }
  if (regexes.size < REGEXES_MAX) regexes.set(text, regex)
  return regex
}

function wholeOf(value: unknown): number {
  const number = numberOf(value)
  if (!Number.isSafeInteger(number)) throw new Failed(`${called(value)} is no whole number`)
  return number
}

function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) throw new Failed(`${called(value)} is no list`)
  return value
}

function objectOf(value: unknown): Record<string, unknown> {
  if (!isObject(value)) throw new Failed(`${called(value)} is no object`)
  return value
}

function ruleOf(value: unknown): unknown {
  if (typeof value !== 'function') throw new Failed(`${called(value)} is no rule, as in "x -> x > 0"`)
  return value
}

/** What each kind makes of a value that is not null. */
const KINDS: Readonly<Record<string, (value: unknown) => unknown>> = {
  text: textOf,
  number: numberOf,
  integer: wholeOf,
  boolean: booleanOf,
  date: (value) => {
    if (value instanceof Zoned) return value
    if (typeof value !== 'string') throw new Failed(`${called(value)} is no date`)
    return readAnyDate(value)
  },
  list: listOf,
  object: objectOf,
  regex: (value) => regexOf(textOf(value)),
  rule: ruleOf,
  any: (value) => value,
  name: (value) => value,
}

/** Runs a function on values, after it has checked them. Throws `Failed`, with the names of the function and of the argument. */
export function checkedRun(name: string, declared: MappingFunction): (values: unknown[], context: Context) => unknown {
  const takes = argumentsOf(declared)
  return (values, context) => {
    if (!declared.nulls && takes.length > 0 && (values[0] ?? null) === null) return null
    const given = values.map((value, at) => {
      const argument = takes[Math.min(at, takes.length - 1)]!
      if (value === null || value === undefined) {
        if (declared.nulls) return null
        if (argument.isOptional) return undefined
        throw new Failed(`${name}: ${argument.name} is null`)
      }
      return within(`${name}: ${argument.name}`, () => KINDS[argument.kind]!(value))
    })
    return within(name, () => declared.run(given, context))
  }
}

function within<T>(where: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (error instanceof Failed) throw new Failed(`${where}: ${error.message}`)
    throw error
  }
}
