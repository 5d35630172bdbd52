// What the lake holds for the report: the views that there are, and whether a field within them is there. A nested field may be
// a STRUCT, or JSON text where the schema took anything. Names of fields are from our own tables; what users wrote (a metadata
// key) goes in as a bound value only.
import { quoteName } from '../lake/sql.ts'
import {
  type DuckDBConnection,
  DuckDBMapType,
  DuckDBStructType,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api'

/** The views that the report reads, each with one row per current object. */
export const VIEWS = ['charges', 'refunds', 'balance_transactions', 'customers', 'prices'] as const
export type ViewName = (typeof VIEWS)[number]

export interface View {
  readonly columns: ReadonlyMap<string, DuckDBType>
}
export type Views = ReadonlyMap<ViewName, View>

export type Row = Readonly<Record<string, unknown>>

/** All rows of a question; 64 and 128 bit numbers come as bigint. */
export async function ask<T = Row>(
  connection: DuckDBConnection,
  sql: string,
  values: readonly DuckDBValue[] = [],
): Promise<T[]> {
  const reader = await connection.runAndReadAll(sql, [...values])
  return reader.getRowObjectsJS() as T[]
}

/** The views that are there, with the types of their columns. One that is broken throws; one that is absent is left out. */
export async function readViews(connection: DuckDBConnection): Promise<Views> {
  const views = new Map<ViewName, View>()
  for (const name of VIEWS) {
    const view = await readView(connection, name)
    if (view) views.set(name, view)
  }
  return views
}

async function readView(connection: DuckDBConnection, name: ViewName): Promise<View | undefined> {
  try {
    const described = await connection.runAndReadAll(`select * from ${name} limit 0`)
    const types = described.columnTypes()
    return { columns: new Map(described.columnNames().map((column, at) => [column, types[at]!])) }
  } catch (error) {
    if ((error as Error).message.startsWith(`Catalog Error: Table with name ${name} does not exist`)) return undefined
    throw error
  }
}

/** An SQL expression, and its type. */
export interface Field {
  readonly sql: string
  readonly type: DuckDBType | undefined
}

/**
 * The expression that reads `a.b.c` of a row, nothing where a part of the path is not in the view. A path that goes on within
 * JSON text reads text. The path is one of ours, of letters and `_`.
 */
export function field(view: View | undefined, path: string): Field | undefined {
  const [first = '', ...rest] = path.split('.')
  let type = view?.columns.get(first)
  if (!type) return undefined
  let sql = `"${first}"`
  for (const [at, part] of rest.entries()) {
    if (type.typeId === DuckDBTypeId.VARCHAR) {
      const within = `$.${rest.slice(at).join('.')}`
      return { sql: `json_extract_string(case when json_valid(${sql}) then ${sql} end, '${within}')`, type: undefined }
    }
    if (!(type instanceof DuckDBStructType)) return undefined
    const index = type.entryNames.indexOf(part)
    if (index === -1) return undefined
    type = type.entryTypes[index]!
    sql = `${sql}."${part}"`
  }
  return { sql, type }
}

/** Text, of whatever type the field is; `null` where the field is not there. */
export function textOf(view: View | undefined, path: string): string {
  const found = field(view, path)
  return found ? `cast(${found.sql} as varchar)` : 'null::varchar'
}

/** Whether an object is there. One whose fields are all null is none: some writers of Parquet leave such a shell. */
export function presenceOf(view: View | undefined, path: string): string {
  const found = field(view, path)
  if (!found) return 'false'
  if (!(found.type instanceof DuckDBStructType)) return `(${found.sql} is not null)`
  return `(${found.type.entryNames.map((name) => `${found.sql}.${quoteName(name)} is not null`).join(' or ')})`
}

/**
 * The expression that reads a metadata key, with the value to bind for it: the key itself, or a JSON pointer. Empty text counts
 * as not set, as unsetting a key at Stripe is done with it.
 */
export function metadataOf(view: View | undefined, key: string): { sql: string; value: string } | undefined {
  const type = view?.columns.get('metadata')
  if (type instanceof DuckDBMapType) return { sql: "nullif(cast(metadata[?] as varchar), '')", value: key }
  if (type?.typeId !== DuckDBTypeId.VARCHAR) return undefined
  const pointer = `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`
  return { sql: "nullif(json_extract_string(case when json_valid(metadata) then metadata end, ?), '')", value: pointer }
}
