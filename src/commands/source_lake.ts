// What the commands about a lake have in common: arguments, which lake, which of its tables, and errors of the caller's.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { SettingError } from '../config.ts'
import { type Lake, type LakeTable, openLake } from '../source/lake/query.ts'
import { OWN } from '../source/sync.ts'

/** `--lake FOLDER`. */
export const LAKE = { lake: { type: 'string', default: './lake' } } as const

type Options = NonNullable<ParseArgsConfig['options']>

/** Reads options, and words where the command takes any. Throws `SettingError` where one is not known. */
export function readArgs<T extends Options>(args: readonly string[], options: T, allowPositionals = false) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals })
  } catch (error) {
    throw new SettingError((error as Error).message)
  }
}

/** The folder, if it is a lake. Throws `SettingError`. */
export function lakeAt(folder: string): string {
  if (!['catalog.duckdb', 'datasets'].some((name) => existsSync(join(folder, name))))
    throw new SettingError(`there is no lake at ${folder}.`)
  return folder
}

/** Opens a lake for the work, and closes it whatever happens. What goes wrong in the lake is told as an error of the caller's. */
export async function withLake<T>(folder: string, work: (lake: Lake) => Promise<T>): Promise<T> {
  const at = lakeAt(folder)
  let lake: Lake | undefined
  try {
    lake = await openLake(at, OWN)
    return await work(lake)
  } catch (error) {
    throw new SettingError((error as Error).message)
  } finally {
    await lake?.close()
  }
}

/** The tables of `--streams charges,invoices`, or all. Throws what tables there are. */
export function tablesOf({ datasets }: Lake, streams: string | undefined): readonly LakeTable[] {
  const names = streams?.split(',').map((name) => name.trim())
  return names === undefined || streams === 'all'
    ? datasets
    : names.map((name) => {
        const found = datasets.find((one) => one.name === name || one.manifest.name === `Stripe ${name}`)
        if (found) return found
        throw new SettingError(
          `there is no table "${name}". There are ${datasets.map((one) => one.name).join(', ') || 'none'}.`,
        )
      })
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
