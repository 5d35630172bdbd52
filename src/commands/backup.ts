// brindle backup: a consistent copy of the embedded data, also while a server runs on it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { backup, DatabaseSync } from 'node:sqlite'
import { parseArgs } from 'node:util'
import { SettingError } from '../config.ts'

export async function run(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    options: { data: { type: 'string', default: './brindle-data' } },
    allowPositionals: true,
  })
  const [target] = positionals
  const source = join(values.data, 'brindle.sqlite')
  if (target === undefined) throw new SettingError('say where the copy goes: brindle backup FILE.')
  if (!existsSync(source)) throw new SettingError(`there is no data at ${source}.`)
  const db = new DatabaseSync(source, { readOnly: true })
  const pages = await backup(db, target, {
    progress: ({ totalPages, remainingPages }) => {
      process.stderr.write(`\r${totalPages - remainingPages} of ${totalPages} pages`)
    },
  })
  db.close()
  process.stderr.write('\n')
  process.stdout.write(`${pages} pages copied to ${target}\n`)
  return 0
}
