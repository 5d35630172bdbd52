// When two rows are the same: their JSON in one form, and its hash. What a row is not about is left out of it.
import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { quoteName } from '../lake/sql.ts'

/** Addresses that are signed anew whenever an object is read: two readings of an unchanged object differ in them. [K] */
const SIGNED: ReadonlySet<string> = new Set(['receipt_url', 'hosted_invoice_url', 'invoice_pdf'])

/**
 * JSON in one form: names in order, nothing that is null. An object of which nothing is left is as good as null, for a column that
 * came later is null in the rows before it. Nothing for null.
 */
export function canonical(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined
  if (typeof value !== 'object') return JSON.stringify(value)
  // A place in an array tells something: it is kept.
  if (Array.isArray(value)) return `[${value.map((one) => canonical(one) ?? 'null').join(',')}]`
  const parts: string[] = []
  for (const name of Object.keys(value).sort()) {
    const inner = SIGNED.has(name) ? undefined : canonical((value as Record<string, unknown>)[name])
    if (inner !== undefined) parts.push(`${JSON.stringify(name)}:${inner}`)
  }
  return parts.length > 0 ? `{${parts.join(',')}}` : undefined
}

/** Of a row as JSON text: 32 hex digits. */
export const fingerprint = (row: string): string =>
  createHash('sha256')
    .update(canonical(JSON.parse(row)) ?? '')
    .digest('hex')
    .slice(0, 32)

/** The columns as one JSON text, in SQL: so that both sides go through the same types. */
export const jsonOf = (columns: readonly string[]): string =>
  columns.length === 0
    ? `'{}'`
    : `to_json({${columns.map((name) => `${quoteName(name)}: ${quoteName(name)}`).join(', ')}})::varchar`

/** The rows of a question, a piece at a time: never are all of them in memory. */
export async function* streamed(connection: DuckDBConnection, sql: string): AsyncGenerator<readonly unknown[][]> {
  const result = await connection.stream(sql)
  for (;;) {
    const chunk = await result.fetchChunk()
    if (!chunk || chunk.rowCount === 0) return
    yield chunk.getRows() as unknown[][]
  }
}
