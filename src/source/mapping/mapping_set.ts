// Mapping sets: rows that say where each value of a record comes from and goes to. A set is read once; for each record it then
// walks the tree of its destinations, so that an object that is copied whole and fields of it that are mapped on their own come
// together whichever row comes first. (Data Prep: mapping-set.md; functions.md, "Object copy")
import { compileExpression, type ExpressionOptions } from './expression.ts'
import { merged, put } from './merge.ts'
import { eachesIn, parsePath, reader, type Step, stepInto } from './path.ts'
import { ExpressionError, Failed, isObject, type Json, MappingError, plain } from './values.ts'

/** A row in either of Adobe's forms; one that the API answered has both. */
export interface MappingRow {
  readonly destinationXdmPath?: string
  readonly sourceAttribute?: string
  readonly destination?: string
  readonly source?: string
  /** `ATTRIBUTE` if there is none. */
  readonly sourceType?: string
  readonly identity?: boolean
  readonly identityGroup?: string | null
  readonly namespaceCode?: string | null
  readonly version?: number
  readonly name?: string
  readonly description?: string
}

export type SourceType = 'ATTRIBUTE' | 'EXPRESSION' | 'STATIC'

/** The names of the kinds of sources: those of the guides, and those that the API answers. */
export const SOURCE_TYPES: ReadonlyMap<string, SourceType> = new Map([
  ['ATTRIBUTE', 'ATTRIBUTE'],
  ['EXPRESSION', 'EXPRESSION'],
  ['STATIC', 'STATIC'],
  ['text/x.schema-path', 'ATTRIBUTE'],
  ['text/x.aep-xl', 'EXPRESSION'],
])

export interface Mapped {
  readonly value: Json
  /** One for each row that failed; what it should have given is null. ("How are transformation errors resolved?") */
  readonly errors: MappingError[]
}

/** Where something goes: keys, then possibly lists. */
interface Line {
  readonly row: MappingRow
  readonly source: string
  readonly to: readonly Step[]
  readonly read: (source: Json) => unknown
  /** Of an attribute that is a plain path: read without a call. */
  readonly path?: readonly string[]
}

/**
 * Reads one row. Throws `ExpressionError` where its source or its destination cannot be read, with the position there.
 * `now` is what the expressions' `now()` tells.
 */
export function compileRow(row: MappingRow, options: ExpressionOptions = {}): Line {
  const source = row.source ?? row.sourceAttribute ?? ''
  const to = parsePath(row.destination ?? row.destinationXdmPath ?? '')
  if (to.includes('__proto__')) throw new ExpressionError(0, 'a name that a field can have', '"__proto__"')
  const type = SOURCE_TYPES.get(row.sourceType ?? 'ATTRIBUTE')
  const line = { row, source, to }
  if (type === 'STATIC') return { ...line, read: () => source }
  if (type === 'EXPRESSION') return { ...line, read: compileExpression(source, options) }
  const steps = parsePath(source)
  const isPlain = steps.every((step) => typeof step === 'string' && !(step in []))
  return {
    ...line,
    read: attribute(steps, eachesIn(to)),
    ...(isPlain && { path: steps as string[] }),
  }
}

/** More `[*]` in the source than in the destination: the rest is one list, without what is missing. [I] */
function attribute(steps: readonly Step[], wanted: number): (source: Json) => unknown {
  const read = reader(steps)
  const deep = eachesIn(steps)
  if (deep <= wanted) return read
  const flat = (value: unknown, depth: number): unknown => {
    if (!Array.isArray(value)) return value
    if (depth > 0) return value.map((one) => flat(one, depth - 1))
    return value.flat(deep - wanted - 1).filter((one) => one !== undefined)
  }
  return (source) => flat(read(source), wanted)
}

/** One place of the tree of destinations. */
interface Branch {
  readonly key: string
  readonly lines: Line[]
  readonly branches: Map<string, Branch>
}

/** A place, made ready: fields that are copied from objects of the record, and all else. */
interface Plan {
  readonly key: string
  readonly lines: readonly Line[]
  readonly copies: readonly Copies[]
  readonly plans: readonly Plan[]
}

/** Fields that are copied from one of the record's objects: from which key of it, to which key here. */
interface Copies {
  readonly holder: number
  readonly from: readonly string[]
  readonly to: readonly string[]
}

/** The record's objects that fields are copied from: each found once per record, from the one that it is in. */
class Holders {
  readonly parents: number[] = [-1]
  readonly keys: string[] = ['']
  readonly #known = new Map<string, number>([['[]', 0]])

  /** The number of the object at a path; the record itself is 0. */
  at(path: readonly string[]): number {
    const name = JSON.stringify(path)
    const known = this.#known.get(name)
    if (known !== undefined) return known
    this.parents.push(this.at(path.slice(0, -1)))
    this.keys.push(path.at(-1)!)
    // Its own parents were put in by the line before, so they have the lesser numbers.
    const number = this.keys.length - 1
    this.#known.set(name, number)
    return number
  }

  /** The objects of one record, by number; undefined where there is none. */
  of(source: Json): (Record<string, unknown> | undefined)[] {
    const { parents, keys } = this
    const found: (Record<string, unknown> | undefined)[] = [isObject(source) ? source : undefined]
    for (let at = 1; at < keys.length; at++) {
      const value = found[parents[at]!]?.[keys[at]!]
      found.push(typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as any) : undefined)
    }
    return found
  }
}

/**
 * Reads the rows of a set. What it gives maps one record: a source that is missing leaves its destination out, null stays
 * null, and rows of deeper destinations stand over what is copied whole. The value shares objects with the record. Throws
 * `ExpressionError` for a row that cannot be read.
 */
export function compileMappings(
  rows: readonly MappingRow[],
  options: ExpressionOptions = {},
): (source: Json) => Mapped {
  const lines = rows.map((row) => compileRow(row, options))
  const isKeyed = ({ to }: Line) => to.every((step) => typeof step === 'string')
  const root: Branch = { key: '', lines: [], branches: new Map() }
  for (const line of lines.filter(isKeyed)) branchAt(root, line.to as string[]).lines.push(line)
  const holders = new Holders()
  const plan = planned(root, holders)
  const lists = lines.filter((line) => !isKeyed(line)).toSorted((a, b) => a.to.length - b.to.length)

  return (source) => {
    const errors: MappingError[] = []
    let value = built(plan, source, holders.of(source), errors, undefined)
    for (const line of lists) {
      const given = read(line, source, errors)
      if (given === undefined) continue
      const before = value
      try {
        value = put(value, line.to, 0, given)
      } catch (error) {
        if (!(error instanceof Failed)) throw error
        errors.push(failure(line, error.message))
        value = before
      }
    }
    return { value: (value ?? {}) as Json, errors }
  }
}

function branchAt(root: Branch, path: readonly string[]): Branch {
  return path.reduce((branch, key) => {
    let next = branch.branches.get(key)
    if (!next) {
      next = { key, lines: [], branches: new Map() }
      branch.branches.set(key, next)
    }
    return next
  }, root)
}

function planned(branch: Branch, holders: Holders): Plan {
  const children = [...branch.branches.values()]
  const isField = ({ lines, branches }: Branch) =>
    branches.size === 0 && lines.length === 1 && lines[0]!.path !== undefined
  const fields = children.filter(isField)
  const from = (child: Branch) => child.lines[0]!.path!
  const byHolder = Map.groupBy(fields, (child) => holders.at(from(child).slice(0, -1)))
  return {
    key: branch.key,
    lines: branch.lines,
    copies: [...byHolder].map(([holder, all]) => ({
      holder,
      from: all.map((child) => from(child).at(-1)!),
      to: all.map(({ key }) => key),
    })),
    plans: children.filter((child) => !isField(child)).map((child) => planned(child, holders)),
  }
}

/** What comes to stand at a place. `whole` is what was copied there with an object around it. */
function built(
  plan: Plan,
  source: Json,
  objects: readonly (Record<string, unknown> | undefined)[],
  errors: MappingError[],
  whole: unknown,
): unknown {
  let value = whole
  for (const line of plan.lines) value = merged(value, read(line, source, errors))
  const { copies, plans } = plan
  if (copies.length === 0 && plans.length === 0) return value
  const base = isObject(value) ? value : undefined
  let out: Record<string, unknown> | undefined = base && { ...base }
  for (let at = 0; at < copies.length; at++) {
    const one = copies[at]!
    const holder = objects[one.holder]
    if (holder) out = base ? copiedOver(base, out!, holder, one) : copied(out, holder, one)
  }
  for (const one of plans) {
    const found = built(one, source, objects, errors, stepInto(base, one.key))
    if (found === undefined) continue
    out ??= {}
    out[one.key] = found
  }
  return out ?? value
}

/** The inner loop of it all: what an object has at some keys, put at others. */
function copied(
  out: Record<string, unknown> | undefined,
  holder: Record<string, unknown>,
  { from, to }: Copies,
): Record<string, unknown> | undefined {
  const made = out ?? {}
  let isEmpty = out === undefined
  for (let at = 0; at < from.length; at++) {
    const found = holder[from[at]!]
    if (found === undefined) continue
    made[to[at]!] = found
    isEmpty = false
  }
  return isEmpty ? undefined : made
}

/** As `copied`, onto an object that was copied whole: an object is merged with what stands there, not put in its place. */
function copiedOver(
  base: Record<string, unknown>,
  out: Record<string, unknown>,
  holder: Record<string, unknown>,
  { from, to }: Copies,
): Record<string, unknown> {
  for (const [at, key] of to.entries()) {
    const found = holder[from[at]!]
    if (found !== undefined) out[key] = typeof found === 'object' ? merged(base[key], found) : found
  }
  return out
}

function read(line: Line, source: Json, errors: MappingError[]): unknown {
  try {
    const value = line.read(source)
    return value === undefined || line.path ? value : listed(value)
  } catch (error) {
    if (!(error instanceof MappingError)) throw error
    errors.push(failure(line, error.why))
    return null
  }
}

/** A result as JSON; only lists of `[*]` may hold what is missing, which keeps its place. */
const listed = (value: unknown): unknown =>
  Array.isArray(value) ? value.map((one) => (one === undefined ? undefined : listed(one))) : plain(value)

const failure = ({ source, row }: Line, why: string) =>
  new MappingError(source, why, row.destination ?? row.destinationXdmPath ?? '')
