// Paths into JSON: names with dots between, `[0]` for a place of a list, `[*]` for each. A dot within a name is written `\.`;
// `${First Name}` is a name of any characters. (Data Prep: functions.md, "Fields"; mapping-set.md; home.md, "Escape special characters")
import { ExpressionError } from './values.ts'
import { Zoned } from './zoned.ts'

/** Each element of a list: `[*]`. */
export const EACH = Symbol('[*]')
export type Step = string | number | typeof EACH

const PART = /\$\{((?:[^}\\]|\\.)*)\}|((?:[^.[\]\\]|\\.)+)|\[(\d{1,6})\]|\[(\*)\]|(\.)/gsy

/** The steps of a path. Throws `ExpressionError`, with the position counted from `offset`. */
export function parsePath(text: string, offset = 0): Step[] {
  const steps: Step[] = []
  let at = 0
  let wantsName = true
  const fail = (expected: string): never => {
    throw new ExpressionError(offset + at, expected, at < text.length ? `"${text.slice(at, at + 20)}"` : 'the end')
  }
  while (at < text.length) {
    PART.lastIndex = at
    const found = PART.exec(text)
    if (!found) fail('a name, a dot, [number] or [*]')
    const [part, quoted, name, index, each, dot] = found!
    const isName = quoted !== undefined || name !== undefined
    if (isName !== wantsName) fail(wantsName ? 'a name' : 'a dot or "["')
    if (quoted !== undefined) steps.push(...parsePath(quoted, offset + at + 2))
    else if (name !== undefined) steps.push(name.replace(/\\(.)/gs, '$1'))
    else if (index !== undefined) steps.push(Number(index))
    else if (each) steps.push(EACH)
    wantsName = dot !== undefined
    at += part.length
  }
  if (wantsName) fail('a name')
  return steps
}

/** A path in the form in which it was written, without quotes: for errors, and to compare two. */
export const writePath = (steps: readonly Step[]): string =>
  steps
    .map((step, at) => {
      if (step === EACH) return '[*]'
      if (typeof step === 'number') return `[${step}]`
      return (at > 0 ? '.' : '') + (step as string).replace(/[.[\]\\]/g, '\\$&')
    })
    .join('')

/** One step; undefined where there is nothing. Only what the record itself has: never what objects inherit. */
export function stepInto(value: unknown, step: string | number): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Zoned) return undefined
  if (Array.isArray(value)) return typeof step === 'number' ? value[step] : undefined
  return typeof step === 'string' && Object.hasOwn(value, step) ? (value as Record<string, unknown>)[step] : undefined
}

/**
 * Reads a path; undefined where there is nothing. With `[*]` it gives a list of what each element has there, in lists as deep
 * as there are `[*]`, with undefined for an element that has nothing.
 */
export function reader(steps: readonly Step[]): (value: unknown) => unknown {
  const place = steps.indexOf(EACH)
  const straight = (place < 0 ? steps : steps.slice(0, place)) as readonly (string | number)[]
  const read = (value: unknown) => {
    let found = value
    for (let at = 0; at < straight.length && found !== undefined; at++) found = stepInto(found, straight[at]!)
    return found
  }
  if (place < 0) return read
  const rest = reader(steps.slice(place + 1))
  return (value) => {
    const list = read(value)
    return Array.isArray(list) ? list.map(rest) : undefined
  }
}

/** How many `[*]` a path has. */
export const eachesIn = (steps: readonly Step[]): number => steps.filter((step) => step === EACH).length
