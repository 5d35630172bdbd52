// What a source has landed, asked while it is open. For tests.
import { streamNamed } from '../../src/source/extract/streams.ts'
import type { Source } from '../../src/source/index.ts'
import type { Scope } from '../../src/source/lake/catalog.ts'
import { currentOf, filesOf, historyOf, quoteName } from '../../src/source/lake/dataset.ts'
import { OWN } from '../../src/source/sync.ts'

export type LandedRow = Record<string, any>

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
    const all = historyOf(folder, files)
    // Where the ready schemas have it: under the tenant and the name of the list.
    const place = `_brindle.${quoteName(`${stream.replaceAll(/\W/g, '_')}_data`)}`
    // Only what is asked for: a charge has a thousand columns.
    const fields = [...new Set([...sql.matchAll(/\bo\.(\w+)/g)].map(([, name]) => quoteName(name!)))]
    const object = fields.length > 0 ? `{${fields.map((name) => `${name}: ${place}.${name}`).join(', ')}}` : 'null'
    const objects = (from: string) => `select _landed, ${object} as o from ${from}`
    const current = currentOf(`(${objects(all)})`, streamNamed(stream)!.within ? 'parent' : 'id')
    const asked = `with history as (${objects(all)}), current as (${current}) ${sql}`
    return (await connection.runAndReadAll(asked)).getRowObjectsJson() as LandedRow[]
  } finally {
    connection.closeSync()
  }
}
