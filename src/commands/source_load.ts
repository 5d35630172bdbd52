// brindle source load: a lake into the tables of a PostgreSQL. Run again, it goes on where it stopped.
import { SettingError } from '../config.ts'
import { loadPostgres } from '../source/destinations/postgres.ts'
import { progressLine } from './progress_line.ts'
import { LAKE, readArgs, tablesOf, withLake } from './source_lake.ts'

export async function run(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args, {
    ...LAKE,
    'database-url': { type: 'string' },
    schema: { type: 'string', default: 'stripe' },
    streams: { type: 'string' },
  })
  const { 'database-url': url, schema, streams } = values
  if (!url || !/^postgres(ql)?:\/\//.test(url))
    throw new SettingError('say which database: brindle source load --lake FOLDER --database-url postgres://….')
  if (schema === '') throw new SettingError('--schema is the name of a schema, such as stripe.')
  const line = progressLine()
  return withLake(values.lake, async (lake) => {
    try {
      const onProgress = (table: string, rows: number) => line.show(`${table}: ${rows} rows`)
      for (const table of tablesOf(lake, streams)) {
        const [loaded] = await loadPostgres(lake, [table], { url, schema, onProgress })
        line.print(`${table.name.padEnd(32)}  ${loaded!.read} rows read, ${loaded!.changed} changed`)
      }
      return 0
    } finally {
      line.end()
    }
  })
}
