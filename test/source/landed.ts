// What a source has landed, asked while it is open. For tests.
import type { Source } from '../../src/source/index.ts'
import type { Scope } from '../../src/source/lake/catalog.ts'
import { currentOf } from '../../src/source/lake/current.ts'
import { filesOf, historyOf, quoteName } from '../../src/source/lake/dataset.ts'
import { OWN } from '../../src/source/sync.ts'

export type LandedRow = Record<string, any>

/**
 * Rows of a stream's ready dataset, with its object's fields as columns and `_landed`: `sql` is asked of `current` and of `history`. None,
 * where nothing was landed yet.
 */
export async function landed(source: Source, stream: string, sql: string, scope: Scope = OWN): Promise<LandedRow[]> {
  const { catalog, folder } = source
  const datasets = await catalog.list<{ name: string }>(scope, 'dataSet', { limit: 1_000 })
  const dataset = datasets.find(({ body }) => body.name === `Stripe ${stream}`)
  const files = dataset ? await filesOf(catalog, dataset.id) : []
  if (files.length === 0) return []
  const connection = await catalog.connect()
  try {
    const ask = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJson() as LandedRow[]
    const all = historyOf(folder, files)
    const columns = async (sql: string) => (await ask(`describe ${sql}`)).map(({ column_name }) => String(column_name))
    const tenant = (await columns(`select * from ${all}`)).find((name) => /^_(?!landed$|id$|repo$)/.test(name))!
    const [record] = await columns(`select unnest(${quoteName(tenant)}) from ${all}`)
    const flat = (from: string) => `select _landed, unnest(${quoteName(tenant)}.${quoteName(record!)}) from (${from})`
    const current = currentOf(all)
    return await ask(`with history as (${flat(`select * from ${all}`)}), current as (${flat(current)}) ${sql}`)
  } finally {
    connection.closeSync()
  }
}
