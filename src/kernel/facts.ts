// What happened, derived: each change of a row is a fact, and the object's own table says which events the fact is.
import type { AnyRow, EventRule } from './resource.ts'
import type { Fact } from './work.ts'

export interface Happening {
  readonly type: string
  readonly fact: Fact
}

/** The types of the events that a change amounts to, in order; `isMade` says that the same unit of work made the row. */
export function eventsOf(fact: Fact, isMade = false): readonly string[] {
  const changed = changedFields(fact)
  const isSilent = fact.before !== undefined && fact.after !== undefined && changed.length === 0
  return fact.type.events.find((rule) => matches(rule, fact, changed, isMade) && !(isSilent && !rule.grew))?.types ?? []
}

function matches(rule: EventRule, { before, after }: Fact, changed: readonly string[], isMade: boolean): boolean {
  if (rule.made !== undefined && rule.made !== isMade) return false
  const on = before ? (after && after.deleted !== true ? 'update' : 'delete') : 'insert'
  if (rule.on && rule.on !== on) return false
  if (rule.became && (!changed.includes(rule.became[0]) || after?.[rule.became[0]] !== rule.became[1])) return false
  if (rule.grew && !(count(after, rule.grew) > count(before, rule.grew))) return false
  if (rule.changed && !rule.changed.some((field) => changed.includes(field))) return false
  return rule.where === undefined || rule.where(after ?? before)
}

/** A number in a row, or one of those that are never sent. */
function count(row: AnyRow | undefined, field: string): number {
  const hidden = row?.hidden as Readonly<Record<string, unknown>> | undefined
  return Number((field.startsWith('hidden.') ? hidden?.[field.slice('hidden.'.length)] : row?.[field]) ?? 0)
}

function changedFields({ type, before = {} as never, after = {} as never }: Fact): string[] {
  const fields = new Set([...Object.keys(before), ...Object.keys(after)])
  for (const field of ['hidden', ...type.quiet]) fields.delete(field)
  return [...fields].filter((field) => !same(before[field], after[field]))
}

export function same(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a) !== Array.isArray(b)) return false
  const keys = Object.keys(a)
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => key in b && same(a[key as keyof typeof a], b[key as keyof typeof b]))
  )
}

type Hash = Readonly<Record<string, unknown>>
const isHash = (value: unknown): value is Hash => typeof value === 'object' && value !== null && !Array.isArray(value)

/**
 * The old values of what changed, as `data.previous_attributes` has them: of a hash only the keys that changed, a new
 * key as null, an array whole. Both sides are given in the shape of the event's version. (Stripe: "The event object".)
 */
export function previousAttributes(before: Hash, after: Hash): Record<string, unknown> {
  const previous: Record<string, unknown> = {}
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[key], after[key]]
    if (same(was, is)) continue
    previous[key] = isHash(was) && isHash(is) ? previousAttributes(was, is) : (was ?? null)
  }
  return previous
}
