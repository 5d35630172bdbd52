// The columns of an XDM schema in DuckDB, and so in Parquet: a typed one for each field, nested as the schema is.
import { quoteName } from '../lake/sql.ts'
import type { XdmNode } from './node.ts'

const SCALARS: Readonly<Record<Exclude<XdmNode['type'], 'object' | 'array'>, string>> = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
}
const DATES: Readonly<Record<NonNullable<XdmNode['format']>, string>> = { 'date-time': 'TIMESTAMPTZ', date: 'DATE' }

/**
 * Whether a node has no columns of its own, and any value of it is JSON text: an object without properties, and one whose names
 * differ in case only, which no struct can hold apart.
 */
export function isOpen({ type, properties, additionalProperties }: XdmNode): boolean {
  if (type !== 'object') return false
  const names = Object.keys(properties ?? {})
  if (names.length === 0) return additionalProperties === undefined
  return new Set(names.map((name) => name.toLowerCase())).size < names.length
}

/** The DuckDB type of a field: `STRUCT("id" VARCHAR, "amounts" BIGINT[])`. */
export function columnType(node: XdmNode): string {
  if (isOpen(node)) return 'JSON'
  // An array without a description holds anything.
  if (node.type === 'array') return `${node.items ? columnType(node.items) : 'JSON'}[]`
  if (node.type !== 'object') return (node.type === 'string' && node.format && DATES[node.format]) || SCALARS[node.type]
  const fields = Object.entries(node.properties ?? {})
  if (fields.length === 0) return `MAP(VARCHAR, ${columnType(node.additionalProperties!)})`
  return `STRUCT(${fields.map(([name, inner]) => `${quoteName(name)} ${columnType(inner)}`).join(', ')})`
}

/** The columns of a row, by name, for `read_json(…, columns = {…})`. */
export const columnsOf = (root: XdmNode): Record<string, string> =>
  Object.fromEntries(Object.entries(root.properties ?? {}).map(([name, node]) => [name, columnType(node)]))
