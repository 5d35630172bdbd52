// The conditions of `property=` in lists of the registry and the catalogue, and the order of what they leave.
// (help/xdm/api/appendix.md#query, help/catalog/api/filter-data.md)
import { invalid } from '../door/errors.ts'
import type { Catalog } from '../lake/catalog.ts'
import type { Json } from './registry_store.ts'

/** Why 300 characters: no name or id is longer. */
const CONDITION_MAX = 300
/** Why 20: each is looked at for every item. */
const CONDITIONS_MAX = 20

type Test = (value: unknown, given: string) => boolean

const TESTS: Readonly<Record<string, Test>> = {
  '==': (value, given) => equal(value, given),
  '!=': (value, given) => !equal(value, given),
  '<': (value, given) => value !== undefined && compared(value, given) < 0,
  '<=': (value, given) => value !== undefined && compared(value, given) <= 0,
  '>': (value, given) => value !== undefined && compared(value, given) > 0,
  '>=': (value, given) => value !== undefined && compared(value, given) >= 0,
}

/** Whether a value is what was given, or is a list that has it. */
const equal = (value: unknown, given: string): boolean =>
  Array.isArray(value) ? value.some((one) => equal(one, given)) : value !== undefined && String(value) === given

const DOTTED = /^\d+(?:\.\d+)*$/

/** Numbers as numbers, versions part by part, everything else as text. Nothing comes before everything. */
export function compared(one: unknown, other: unknown): number {
  if (one === undefined || other === undefined) return Number(one !== undefined) - Number(other !== undefined)
  const [first, second] = [String(one), String(other)]
  if (DOTTED.test(first) && DOTTED.test(second)) {
    const [left, right] = [first, second].map((text) => text.split('.').map(Number))
    for (let at = 0; at < Math.max(left!.length, right!.length); at++) {
      const step = (left![at] ?? 0) - (right![at] ?? 0)
      if (step !== 0) return step
    }
    return 0
  }
  return first < second ? -1 : first > second ? 1 : 0
}

/**
 * The items that meet every condition: `title==Charges`, `version>=1.2`, `name~^Stripe`, `title` (there is one), `!title` (there is
 * none). The names are those at the root of an item. Throws 400 for what is no condition. Expressions are matched by DuckDB, whose
 * time is linear in the text.
 */
export async function filtered<T extends Json>(
  catalog: Catalog,
  items: T[],
  conditions: readonly string[],
): Promise<T[]> {
  if (conditions.length > CONDITIONS_MAX) throw invalid(`A list has at most ${CONDITIONS_MAX} conditions.`)
  let left = items
  for (const text of conditions) {
    if (text.length > CONDITION_MAX) throw invalid(`A condition has at most ${CONDITION_MAX} characters.`)
    const [, none, name, operator, given = ''] = /^(!?)([^=!<>~]+)(?:(==|!=|<=|>=|<|>|~)(.*))?$/s.exec(text) ?? []
    if (name === undefined || (none && operator))
      throw invalid(`"${text}" is no condition. One is "title==Charges"; the operators are == != < <= > >= and ~.`)
    const ofItem = (item: T) => (Object.hasOwn(item, name) ? item[name] : undefined)
    if (operator === undefined) left = left.filter((item) => (ofItem(item) === undefined) === (none === '!'))
    else if (operator === '~') {
      const matching = await matches(catalog, left.map(ofItem), given)
      left = left.filter((item) => matching.has(ofItem(item)))
    } else {
      const value = given.replace(/^"(.*)"$/s, '$1')
      left = left.filter((item) => TESTS[operator]!(ofItem(item), value))
    }
  }
  return left
}

async function matches(catalog: Catalog, values: readonly unknown[], expression: string): Promise<Set<unknown>> {
  const texts = [...new Set(values.filter((one) => typeof one === 'string'))]
  const sql = `select v from (select unnest(from_json(?, '["VARCHAR"]')) as v) where regexp_matches(v, ?)`
  try {
    const found = await catalog.ask<{ v: string }>(sql, [JSON.stringify(texts), expression])
    return new Set(found.map(({ v }) => v))
  } catch (error) {
    throw invalid(`"${expression}" is no regular expression: ${(error as Error).message}`)
  }
}

/** A whole number of a query, within its bounds. Throws 400 that names them. */
export function wholeNumber(query: URLSearchParams, name: string, least: number, most: number): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (!(value >= least && value <= most)) throw invalid(`"${name}" is to be a whole number from ${least} to ${most}.`)
  return value
}
