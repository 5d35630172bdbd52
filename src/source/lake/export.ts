// The tables of a lake as files for other programs. NDJSON has objects as Stripe sends them: numbers are numbers, metadata is an object,
// and a field without a value is left out, since a lake has a column for every field that there may be, and no longer knows
// whether it was sent as null or not at all. CSV has a column for each field, and for each field of an object in it; what is
// deeper is JSON. Parquet has the columns that the table has.
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { type DuckDBType, DuckDBStructType, DuckDBTypeId } from '@duckdb/node-api'
import { LANDED, syncFile, syncFolder } from './dataset.ts'
import { quote, quoteName } from './sql.ts'
import { currentIn, historyIn, type Lake, type LakeTable } from './query.ts'

export const FORMATS = ['ndjson', 'csv', 'parquet'] as const
export type Format = (typeof FORMATS)[number]

export interface ExportOptions {
  /** The folder of the files; it is made where there is none. */
  readonly to: string
  readonly format: Format
  /** All states rather than the newest. Each row has `_landed` then, also in NDJSON. */
  readonly history?: boolean
  /** Told of the rows that are written. */
  readonly onProgress?: (rows: number) => void
}

/** Writes one table. The file has its name when it is whole, and not before; one that is there is replaced. */
export async function exportTable(
  lake: Lake,
  table: LakeTable,
  { to, format, history = false, onProgress }: ExportOptions,
): Promise<{ readonly file: string; readonly rows: number }> {
  await mkdir(to, { recursive: true })
  const file = join(to, `${table.name}${history ? '_history' : ''}.${format}`)
  const part = `${file}.part`
  const states = history
    ? `select * from ${historyIn(lake.folder, table.manifest)}`
    : currentIn(lake.folder, table.manifest)
  const rowsOf = table.flat(states)
  try {
    const rows =
      format === 'ndjson'
        ? await writeLines(lake, history ? rowsOf : `select * exclude (${LANDED}) from (${rowsOf})`, part, onProgress)
        : await copy(lake, format === 'csv' ? await oneLevel(lake, rowsOf) : rowsOf, part, format)
    await syncFile(part)
    await rename(part, file)
    await syncFolder(to)
    onProgress?.(rows)
    return { file, rows }
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

const HOW: Readonly<Record<'csv' | 'parquet', string>> = {
  csv: 'format csv, header true',
  parquet: 'format parquet, compression zstd',
}

async function copy({ connection }: Lake, sql: string, part: string, format: 'csv' | 'parquet'): Promise<number> {
  const copied = await connection.runAndReadAll(`copy (${sql}) to ${quote(part)} (${HOW[format]})`)
  return Number(copied.getRowObjectsJS()[0]!.Count)
}

async function writeLines(
  { connection }: Lake,
  sql: string,
  part: string,
  onProgress: ExportOptions['onProgress'],
): Promise<number> {
  const result = await connection.stream(`select to_json(one) as line from (${sql}) one`)
  let rows = 0
  async function* lines() {
    for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
      let text = ''
      for (const line of chunk.getColumnValues(0)) text += `${withoutNulls(line as string)}\n`
      rows += chunk.rowCount
      onProgress?.(rows)
      yield text
    }
  }
  await pipeline(lines, createWriteStream(part))
  return rows
}

const TEXT = /"(?:[^"\\]|\\.)*"/.source
const NULL_FIELD = new RegExp(`${TEXT}:null(?:,|(?=\\}))|${TEXT}`, 'g')
const LEFT_COMMA = new RegExp(`${TEXT}|,(?=\\})`, 'g')

/**
 * JSON without blanks, and without the fields that are null, wherever they are; nulls in arrays stay. It is not parsed for it, so that
 * numbers keep all their digits.
 */
export const withoutNulls = (json: string): string =>
  json.includes(':null')
    ? json
        .replace(NULL_FIELD, (found) => (found.endsWith('"') ? found : ''))
        .replace(LEFT_COMMA, (found) => (found === ',' ? '' : found))
    : json

const NESTED: ReadonlySet<DuckDBTypeId> = new Set([
  DuckDBTypeId.STRUCT,
  DuckDBTypeId.LIST,
  DuckDBTypeId.ARRAY,
  DuckDBTypeId.MAP,
  DuckDBTypeId.UNION,
])

interface Column {
  readonly path: string
  readonly name: string
  readonly type: DuckDBType
}

/** An object's fields are columns `object.field`; what is still nested in those is JSON. */
async function oneLevel({ connection }: Lake, sql: string): Promise<string> {
  const described = await connection.runAndReadAll(`select * from (${sql}) limit 0`)
  const types = described.columnTypes()
  const columns = described.columnNames().flatMap((name, at): Column[] => {
    const type = types[at]!
    if (!(type instanceof DuckDBStructType)) return [{ path: quoteName(name), name, type }]
    return type.entryNames.map((field, n) => ({
      path: `${quoteName(name)}.${quoteName(field)}`,
      name: `${name}.${field}`,
      type: type.entryTypes[n]!,
    }))
  })
  const shown = columns.map(({ path, name, type }) => `${asText(path, type)} as ${quoteName(name)}`)
  return `select ${shown.join(', ')} from (${sql})`
}

const asText = (path: string, { typeId }: DuckDBType) => (NESTED.has(typeId) ? `to_json(${path})` : path)
