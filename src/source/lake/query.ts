// A lake that is only read: its streams as tables, for questions in SQL, reports and comparisons. A server or a sync may go on
// meanwhile, except that the catalogue is one process's at a time: then its datasets' own lists of files are read.
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import { Catalog, type Scope } from './catalog.ts'
import { currentOf, filesOf, historyOf, publishLeft, quoteName } from './dataset.ts'

export interface Lake {
  /** Rows of a question, as JSON. */
  readonly ask: (sql: string) => Promise<Record<string, unknown>[]>
  /** The connection in which the tables are. */
  readonly connection: Awaited<ReturnType<DuckDBInstance['connect']>>
  /** The names of the tables. */
  readonly tables: readonly string[]
  close(): Promise<void>
}

/** Opens a lake for reading. Each dataset is a table of its newest states, and `<name>_history` has all of them. */
export async function openLake(folder: string, scope: Scope): Promise<Lake> {
  const catalog = await Catalog.open(join(folder, 'catalog.duckdb'))
  const instance = await DuckDBInstance.create(':memory:')
  const connection = await instance.connect()
  const tables: string[] = []
  try {
    await publishLeft(folder, catalog)
    for (const { id, body } of await catalog.list<{ name: string }>(scope, 'dataSet', { limit: 10_000 })) {
      const files = await filesOf(catalog, id)
      if (files.length === 0) continue
      const name = tableName(body.name)
      await connection.run(`create view ${quoteName(`${name}_history`)} as select * from ${historyOf(folder, files)}`)
      await connection.run(`create view ${quoteName(name)} as ${await flat(connection, `${name}_history`)}`)
      tables.push(name)
    }
  } finally {
    await catalog.close()
  }
  return {
    connection,
    tables,
    ask: async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson() as Record<string, unknown>[],
    close: async () => {
      connection.closeSync()
      instance.closeSync()
    },
  }
}

/** `Stripe charges` is `charges`; whatever is no letter, digit or `_` is a `_`. */
const tableName = (name: string) =>
  name
    .replace(/^Stripe /, '')
    .replaceAll(/\W+/g, '_')
    .toLowerCase()

/** The columns of a question's answer. */
async function columnsIn(connection: Lake['connection'], sql: string): Promise<string[]> {
  const rows = (await connection.runAndReadAll(`describe ${sql}`)).getRowObjectsJson()
  return rows.map(({ column_name: name }) => String(name))
}

/**
 * The newest states. What Adobe's schemas keep under the tenant's name and the object's (`_brindle.charges_data`) are columns
 * of their own here, where a dataset has one such object.
 */
async function flat(connection: Lake['connection'], history: string): Promise<string> {
  const name = quoteName(history)
  const tenants = (await columnsIn(connection, `select * from ${name}`)).filter((one) => TENANT.test(one))
  const [tenant] = tenants
  const [record, ...more] =
    tenants.length === 1
      ? await columnsIn(connection, `select unnest(${quoteName(tenant!)}) from ${name}`).catch(() => [])
      : []
  const parents = await connection.runAndReadAll(
    `select count(*) > 0 as has from ${name} where _landed.parent is not null`,
  )
  const current = currentOf(name, parents.getRowObjectsJson()[0]!.has === true ? 'parent' : 'id')
  if (record === undefined || more.length > 0) return current
  return `select _landed, unnest(${quoteName(tenant!)}.${quoteName(record)}) from (${current})`
}

/** The tenant's name, and not what the classes and the lake have. */
const TENANT = /^_(?!landed$|id$|repo$)/
