// What a source has landed, asked while it is open. For tests.
import type { Source } from '../../src/source/index.ts'
import type { Scope } from '../../src/source/lake/catalog.ts'
import { currentOf } from '../../src/source/lake/current.ts'
import { filesOf, historyOf } from '../../src/source/lake/dataset.ts'
import { quoteName } from '../../src/source/lake/sql.ts'
import { OWN } from '../../src/source/sync.ts'

export type LandedRow = Record<string, any>

/** Where in a row the object of a stream stands: `_brindle.coupons_data`. */
const places = new Map<string, string>()

/**
 * Asks the ready dataset of a stream: `sql` is about `current` and `history`, whose rows are `_landed` and `o`, the object. No rows, where
 * nothing was landed yet.
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
    const find = async () => {
      const tenant = (await columns(`select * from ${all}`)).find((name) => /^_(?!landed$|id$|repo$)/.test(name))!
      const [record] = await columns(`select unnest(${quoteName(tenant)}) from ${all}`)
      return `${quoteName(tenant)}.${quoteName(record!)}`
    }
    const place = places.get(stream) ?? (await find())
    places.set(stream, place)
    // Only what is asked for: a charge has a thousand columns.
    const fields = [...new Set([...sql.matchAll(/\bo\.(\w+)/g)].map(([, name]) => quoteName(name!)))]
    const object = fields.length > 0 ? `{${fields.map((name) => `${name}: ${place}.${name}`).join(', ')}}` : 'null'
    const objects = (from: string) => `select _landed, ${object} as o from ${from}`
    const current = currentOf(`(${objects(all)})`)
    return await ask(`with history as (${objects(all)}), current as (${current}) ${sql}`)
  } finally {
    connection.closeSync()
  }
}
