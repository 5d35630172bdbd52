// From an object of the host to rows of the dataset: mapped, and made to fit the schema. New fields are taken in, a field that has
// become something else stops the run, and what cannot be made to fit is a row that failed, with why.
import type { Json } from '../extract/host.ts'
import { columnsOf } from '../xdm/columns.ts'
import { conformer, type Drift } from '../xdm/conform.ts'
import { withDrift } from '../xdm/conform_drift.ts'
import type { XdmNode } from '../xdm/node.ts'

/** A run that cannot go on. Codes as Adobe's runs have them. */
export class RunFailed extends Error {
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Rows came out that are not to be taken in. */
export const ROWS_FAILED = 'INGEST-1212-400'
/** The source could not be read. */
export const COPY_FAILED = 'CONNECTOR-1001-500'
/** The schema and what came no longer go together. */
export const TRANSFORM_FAILED = 'CONNECTOR-2001-500'

/** Why a row failed: a mapping, or a value that its field cannot hold. */
export interface RowError {
  readonly code: string
  readonly message: string
  readonly path?: string
  /** Of a mapping: where its result should have gone. */
  readonly destination?: string
}

/** What is kept of one: the words of an error of JavaScript's would be lost in JSON. */
export function keptError({ code, message, destination, path = destination }: RowError): RowError {
  return { code, message, ...(path && { path }) }
}

export interface ShaperOptions {
  readonly root: XdmNode
  /** Of the flow's mapping set: from `{ data: object }` to the schema's fields. */
  readonly map: (source: Json) => { readonly value: unknown; readonly errors: readonly RowError[] }
  /** Where the primary identity stands, `/_tenant/charges_data/id`: a row without it is not taken in. */
  readonly identity?: string
  /** Paths that came up in earlier runs. */
  readonly met?: readonly string[]
}

export class Shaper {
  readonly #options: ShaperOptions
  #root: XdmNode
  #fit: ReturnType<typeof conformer>
  #columns: Readonly<Record<string, string>>
  readonly #drift: Drift[] = []
  /** Their paths. */
  readonly #met: Set<string>

  constructor(options: ShaperOptions) {
    this.#options = options
    this.#root = options.root
    this.#met = new Set(options.met)
    this.#fit = conformer(this.#root)
    this.#columns = columnsOf(this.#root)
  }

  /** The fields that came up since the shaper was made. */
  get drift(): readonly Drift[] {
    return this.#drift
  }

  columns = (): Readonly<Record<string, string>> => this.#columns

  /** The fields of one object, or why it has none. Throws `RunFailed` where a field has become something else. */
  shape(data: Json): { readonly fields?: Readonly<Record<string, unknown>>; readonly errors: readonly RowError[] } {
    const { value, errors } = this.#options.map({ data })
    if (errors.length > 0) return { errors }
    let fitted = this.#fit(value)
    // Rare: a field that nobody has seen. The schema grows, and the object is taken once more.
    if (fitted.drift.length > 0 && this.#widen(fitted.drift)) fitted = this.#fit(value)
    const missing = this.#options.identity && this.#isMissing(fitted.row, this.#options.identity)
    const all = missing
      ? [...fitted.errors, { code: ROWS_FAILED, message: 'The primary identity is missing.', path: missing }]
      : fitted.errors
    return all.length > 0 ? { errors: all } : { fields: fitted.row as Readonly<Record<string, unknown>>, errors: [] }
  }

  /** The fields of an object that is gone, as far as they are known. */
  remains(data: Json): Readonly<Record<string, unknown>> {
    const { value } = this.#options.map({ data })
    return this.#fit(value).row as Readonly<Record<string, unknown>>
  }

  /** Whether the schema has grown. */
  #widen(drift: readonly Drift[]): boolean {
    const changed = drift.find(({ kind }) => kind === 'changed')
    if (changed)
      throw new RunFailed(
        TRANSFORM_FAILED,
        `The field ${changed.path} has become ${changed.type.type}, which the schema does not allow. ` +
          'Nothing of it was taken in. Map the field to another one, or to one that takes anything.',
      )
    // One that no column can be made for, since its name differs in case only, comes with every object, and is told of once.
    const fresh = drift.filter(({ path }) => !this.#met.has(path))
    if (fresh.length === 0) return false
    for (const { path } of fresh) this.#met.add(path)
    this.#root = withDrift(this.#root, fresh)
    this.#fit = conformer(this.#root)
    this.#columns = columnsOf(this.#root)
    this.#drift.push(...fresh)
    return true
  }

  #isMissing(row: unknown, path: string): string | undefined {
    const names = path.split('/').filter(Boolean)
    const value = names.reduce<unknown>((at, name) => (at as Json | null | undefined)?.[name], row)
    return value === null || value === undefined || value === '' ? path : undefined
  }
}
