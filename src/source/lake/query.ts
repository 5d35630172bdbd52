// A lake that is only read: its streams as tables, for questions in SQL, reports, exports and comparisons. It reads the lists beside the
// datasets and never the catalogue, so a server or a sync may hold the lake meanwhile.
import { DuckDBInstance } from '@duckdb/node-api'
import type { Scope } from './catalog.ts'
import { currentFilesIn, currentStates, newestOf } from './current.ts'
import { historyOf } from './dataset.ts'
import { quoteName } from './sql.ts'
import { type Manifest, readManifests } from './manifest.ts'

export interface Lake {
  readonly folder: string
  /** Rows of a question, as JSON. Throws an error that names the tables there are, where it asks for another. */
  readonly ask: (sql: string) => Promise<Record<string, unknown>[]>
  /** The connection in which the tables are. `<name>_history` is there once `ask` was asked for it, or `withHistory`. */
  readonly connection: Connection
  /** The names of the tables. */
  readonly tables: readonly string[]
  /** What each table is of. */
  readonly datasets: readonly LakeTable[]
  /** Makes the table of all states, and answers its name. */
  readonly withHistory: (table: string) => Promise<string>
  close(): Promise<void>
}

type Connection = Awaited<ReturnType<DuckDBInstance['connect']>>

export interface LakeTable {
  readonly name: string
  readonly manifest: Manifest
  /** How the columns of the object are got out of a question's rows: `_landed` and each field of the object. */
  readonly flat: (sql: string) => string
}

export interface LakeOptions {
  /** Only these tables: by name the dataset that it is of, or undefined for that which has the name by itself. All where nothing is said. */
  readonly only?: Readonly<Record<string, string | undefined>>
  /** What DuckDB is told. */
  readonly settings?: Readonly<Record<string, string>>
}

/** Opens a lake for reading. Each dataset is a table of its newest states, and `<name>_history` has all of them. */
export async function openLake(folder: string, scope: Scope, { only, settings }: LakeOptions = {}): Promise<Lake> {
  const instance = await DuckDBInstance.create(':memory:', settings)
  const connection = await instance.connect()
  let datasets = await again(() => define(connection, folder, scope, only))
  let histories = new Set<string>()
  const named = (table: string) => {
    const found = datasets.find(({ name }) => name === table)
    if (!found) throw new Error(`There is no table "${table}". ${tablesTold(datasets)}`)
    return found
  }
  const withHistory = async (table: string) => {
    const { manifest } = named(table)
    const name = historyName(table)
    if (!histories.has(table)) await view(connection, name, `select * from ${historyIn(folder, manifest)}`)
    histories.add(table)
    return name
  }
  const rows = async (sql: string) => {
    const asked = sql.toLowerCase()
    for (const { name } of datasets) if (asked.includes(historyName(name))) await withHistory(name)
    return (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[]
  }
  return {
    folder,
    connection,
    get datasets() {
      return datasets
    },
    get tables() {
      return datasets.map(({ name }) => name)
    },
    withHistory,
    ask: async (sql) => {
      try {
        return await rows(sql)
      } catch (error) {
        if (isAbsent(error)) throw new Error(`${firstLine(error)} ${tablesTold(datasets)}`)
        if (!isReplaced(error)) throw error
        // Small files were gathered since into others: the lists say which.
        datasets = await again(() => define(connection, folder, scope, only))
        histories = new Set()
        return rows(sql)
      }
    },
    close: async () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** Opens a lake for some work, and closes it whatever happens. Where files are gathered into others meanwhile, it is done again. */
export const readLake = <T>(
  folder: string,
  scope: Scope,
  options: LakeOptions,
  work: (lake: Lake) => Promise<T>,
): Promise<T> =>
  again(async () => {
    const lake = await openLake(folder, scope, options)
    try {
      return await work(lake)
    } finally {
      await lake.close()
    }
  })

const historyName = (table: string) => `${table}_history`

/** The newest states of a dataset, a SELECT; and all its states, `from` of one. */
export const currentIn = (folder: string, { files }: Manifest): string => currentStates(folder, currentFilesIn(files))
export const historyIn = (folder: string, { files }: Manifest): string =>
  historyOf(
    folder,
    files.filter(({ kind }) => kind !== 'current'),
  )

/** A table for each dataset. Two of the same name have some of their ids behind it, from the second on. */
async function define(
  connection: Connection,
  folder: string,
  scope: Scope,
  only: LakeOptions['only'],
): Promise<LakeTable[]> {
  const tables: LakeTable[] = []
  const taken = new Set<string>()
  for (const manifest of await readManifests(folder, scope)) {
    const own = [0, 4, 8, 24]
      .map((digits) => tableName(manifest.name) + (digits > 0 ? `_${manifest.dataset.slice(-digits)}` : ''))
      .find((one) => !taken.has(one) && !taken.has(historyName(one)))!
    taken.add(own).add(historyName(own))
    const name = only ? wantedName(only, manifest.dataset, own) : own
    if (name === undefined) continue
    const flat = await flatterOf(connection, historyOf(folder, currentFilesIn(manifest.files)))
    await view(connection, name, flat(currentIn(folder, manifest)))
    tables.push({ name, manifest, flat })
  }
  return tables
}

/** What a dataset is called among those that are wanted: by its id, or by the name that it has by itself. */
const wantedName = (only: NonNullable<LakeOptions['only']>, dataset: string, own: string): string | undefined =>
  Object.keys(only).find((name) => (only[name] === undefined ? name === own : only[name] === dataset))

const view = (connection: Connection, name: string, sql: string) =>
  connection.run(`create or replace view ${quoteName(name)} as ${sql}`)

/** `Stripe charges` is `charges`; whatever is no letter, digit or `_` is a `_`. */
const tableName = (name: string) =>
  name
    .replace(/^Stripe /, '')
    .replaceAll(/\W+/g, '_')
    .toLowerCase()

/** The columns of a question's answer. */
async function columnsIn(connection: Connection, sql: string): Promise<string[]> {
  const rows = (await connection.runAndReadAll(`describe ${sql}`)).getRowObjectsJson()
  return rows.map(({ column_name: name }) => String(name))
}

/**
 * What Adobe's schemas keep under the tenant's name and the object's (`_brindle.charges_data`) are columns of their own here, where
 * a dataset has one such object.
 */
async function flatterOf(connection: Connection, from: string): Promise<LakeTable['flat']> {
  const tenants = (await columnsIn(connection, `select * from ${from}`)).filter((one) => TENANT.test(one))
  const [tenant] = tenants
  const [record, ...more] =
    tenants.length === 1
      ? await columnsIn(connection, `select unnest(${quoteName(tenant!)}) from ${from}`).catch(() => [])
      : []
  if (record === undefined || more.length > 0) return (sql) => sql
  return (sql) => `select _landed, unnest(${quoteName(tenant!)}.${quoteName(record)}) from (${sql})`
}

/** The tenant's name, and not what the classes and the lake have. */
const TENANT = /^_(?!landed$|id$|repo$)/

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error))
const firstLine = (error: unknown) => messageOf(error).split('\n')[0]!.trim()
const isAbsent = (error: unknown) => /^Catalog Error: Table with name .* does not exist/.test(messageOf(error))
const isReplaced = (error: unknown) => /No files found that match|Cannot open file|No such file/.test(messageOf(error))

/** A list may be read just before the files that it names are replaced: then the next one is there at once. */
async function again<T>(work: () => Promise<T>): Promise<T> {
  for (let left = 3; ; left--) {
    try {
      return await work()
    } catch (error) {
      if (left === 0 || !isReplaced(error)) throw error
    }
  }
}

const tablesTold = (tables: readonly LakeTable[]) =>
  tables.length === 0
    ? 'The lake has no tables: nothing was landed yet.'
    : `There are ${tables.map(({ name }) => name).join(', ')}; each with _history behind its name has all states.`

/** The newest states of some files of a lake, also of objects that are gone, with the object's fields as columns: a SELECT. */
export const newestIn = (folder: string, files: readonly { readonly file: string }[], { flat }: LakeTable): string =>
  flat(newestOf(historyOf(folder, files)))
