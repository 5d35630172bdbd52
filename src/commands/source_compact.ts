// brindle source compact: many small files of a lake into few, and history that need not be kept out of it.
import { join } from 'node:path'
import { SettingError } from '../config.ts'
import { Catalog } from '../source/lake/catalog.ts'
import { compact } from '../source/lake/compact.ts'
import { datasetsIn, recover } from '../source/lake/dataset.ts'
import { renewManifests } from '../source/lake/manifest.ts'
import { progressLine } from './progress_line.ts'
import { LAKE, lakeAt, readArgs } from './source_lake.ts'

export async function run(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args, { ...LAKE, 'keep-days': { type: 'string' } })
  const lake = lakeAt(values.lake)
  const keepDays = daysOf(values['keep-days'])
  const catalog = await openCatalog(lake)
  const line = progressLine()
  try {
    await recover(lake, catalog)
    await renewManifests(lake, catalog)
    const datasets = await datasetsIn(catalog)
    for (const [at, { name, ...dataset }] of datasets.entries()) {
      line.show(`${at} of ${datasets.length}: ${name}`)
      const { before, after, dropped, snapshot } = await compact({
        catalog,
        lake,
        dataset,
        now: Date.now,
        ...(keepDays !== undefined && { keepDays }),
      })
      const states = snapshot === undefined ? 'no new states' : `${snapshot} newest states`
      const gone = dropped > 0 ? `, ${dropped} rows of history let go of` : ''
      line.print(`${name.padEnd(32)}  ${before} files are ${after}, ${states}${gone}`)
    }
    return 0
  } finally {
    line.end()
    await catalog.close()
  }
}

function daysOf(given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  if (!/^\d{1,6}$/.test(given)) throw new SettingError(`--keep-days is a whole number of days, not "${given}".`)
  return Number(given)
}

async function openCatalog(lake: string): Promise<Catalog> {
  try {
    return await Catalog.open(join(lake, 'catalog.duckdb'))
  } catch (error) {
    if (!/lock/i.test((error as Error).message)) throw error
    throw new SettingError(
      `another process holds the lake at ${lake}: a server or a sync. It gathers small files by itself at the end of its runs.`,
    )
  }
}
