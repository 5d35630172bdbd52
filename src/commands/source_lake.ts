// What the commands that only read a lake have in common: opening it, and the days and numbers that they are given.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SettingError } from '../config.ts'
import { SourceError } from '../source/door/errors.ts'
import { type Lake, openLake } from '../source/lake/query.ts'
import { narrowed } from '../source/report/narrow.ts'
import { OWN } from '../source/sync.ts'

/** Opens a lake for reports, hands it over and closes it whatever happens. Throws `SettingError` where there is none, or in the lake's words. */
export async function withLake<T>(folder: string, work: (lake: Lake) => Promise<T>): Promise<T> {
  if (!existsSync(join(folder, 'catalog.duckdb'))) throw new SettingError(`there is no lake at ${folder}.`)
  let lake: Lake
  try {
    lake = await openLake(folder, OWN)
  } catch (error) {
    throw new SettingError(`the lake at ${folder} could not be opened: ${(error as Error).message.split('\n')[0]}`)
  }
  try {
    await narrowed(lake.connection)
    return await work(lake)
  } catch (error) {
    if (error instanceof SourceError) throw new SettingError(error.message)
    throw error
  } finally {
    await lake.close()
  }
}

/** Epoch seconds of a day (its beginning, UTC) or of epoch seconds; nothing of nothing. Throws `SettingError`. */
export function secondsOf(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(given)
  const at = /^\d{5,12}$/.test(given) ? Number(given) : isDay ? Date.parse(`${given}T00:00:00Z`) / 1000 : Number.NaN
  if (!Number.isFinite(at))
    throw new SettingError(`--${name} is a day such as 2026-01-31, or epoch seconds, not "${given}".`)
  return at
}

/** Writes a file. Throws `SettingError` where it cannot be. */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text)
  } catch (error) {
    throw new SettingError(`${path} could not be written: ${(error as Error).message}.`)
  }
}
