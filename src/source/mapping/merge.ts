// How values come together at a destination: objects are merged, and lists are filled place by place.
import { EACH, type Step, stepInto } from './path.ts'
import { called, Failed, isObject } from './values.ts'

/** Objects are merged key by key; of all else the later stands. */
export function merged(before: unknown, value: unknown): unknown {
  if (value === undefined) return before
  if (!isObject(before) || !isObject(value)) return value
  const both: Record<string, unknown> = { ...before }
  for (const [key, one] of Object.entries(value)) if (key !== '__proto__') both[key] = merged(both[key], one)
  return both
}

/** Why 10 000: a place that a row names fills the list up to it. */
const PLACES_MAX = 10_000

/**
 * What stands at a destination with lists in it, after a value was put there; `at` is how far down it already is. Nothing that
 * is given is changed. Throws `Failed` where the destination has `[*]` and the value is no list.
 */
export function put(target: unknown, to: readonly Step[], at: number, value: unknown): unknown {
  if (at === to.length) return merged(target, value)
  const step = to[at]!
  if (typeof step === 'string') {
    const found = put(isObject(target) ? stepInto(target, step) : undefined, to, at + 1, value)
    return found === undefined ? target : { ...(isObject(target) ? target : {}), [step]: found }
  }
  const list: unknown[] = Array.isArray(target) ? [...target] : []
  const isLast = at === to.length - 1
  if (step === EACH) {
    if (value === null) return target ?? null
    if (!Array.isArray(value)) throw new Failed(`${called(value)} is no list, and the destination has [*]`)
    for (const [place, one] of value.entries()) {
      const found = one === undefined ? list[place] : put(list[place], to, at + 1, one)
      list[place] = found === undefined ? (isLast ? null : {}) : found
    }
    return list
  }
  const place = step as number
  if (place > PLACES_MAX) throw new Failed(`the destination has a place after ${PLACES_MAX}`)
  while (list.length < place) list.push(null)
  list[place] = put(list[place], to, at + 1, value)
  return list
}
