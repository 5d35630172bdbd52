// brindle source export: the tables of a lake as files that other programs read.
import { SettingError } from '../config.ts'
import { exportTable, FORMATS, type Format } from '../source/lake/export.ts'
import { progressLine } from './progress_line.ts'
import { LAKE, readArgs, tablesOf, withLake } from './source_lake.ts'

export async function run(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args, {
    ...LAKE,
    to: { type: 'string' },
    format: { type: 'string', default: 'ndjson' },
    streams: { type: 'string' },
    history: { type: 'boolean', default: false },
  })
  const { to, history } = values
  if (to === undefined) throw new SettingError('say where the files go: brindle source export --lake FOLDER --to DIR.')
  const format = FORMATS.find((one) => one === values.format)
  if (!format) throw new SettingError(`--format is ${FORMATS.join(', ')}, not "${values.format}".`)
  const line = progressLine()
  return withLake(values.lake, async (lake) => {
    try {
      for (const table of tablesOf(lake, values.streams)) {
        const onProgress = (rows: number) => line.show(`${table.name}: ${rows} rows`)
        const { file, rows } = await exportTable(lake, table, { to, format: format as Format, history, onProgress })
        line.print(`${String(rows).padStart(10)} rows  ${file}`)
      }
      return 0
    } finally {
      line.end()
    }
  })
}
