// brindle source query: a question to a lake in SQL, its rows as lines of JSON.
import { SettingError } from '../config.ts'
import { LAKE, readArgs, withLake } from './source_lake.ts'

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArgs(args, { ...LAKE, to: { type: 'string' } }, true)
  const sql = positionals.join(' ')
  if (!sql.trim()) throw new SettingError('say what to ask: brindle source query "SELECT count(*) FROM charges".')
  return withLake(values.to ?? values.lake, async (lake) => {
    for (const row of await lake.ask(sql)) process.stdout.write(`${JSON.stringify(row)}\n`)
    return 0
  })
}
