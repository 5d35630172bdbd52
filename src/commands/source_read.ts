// What the commands that read a lake have in common: which lake, which of its tables, and errors of the caller's.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type ParseArgsConfig, parseArgs } from 'node:util'
import { SettingError } from '../config.ts'
import { type Lake, type LakeTable, openLake } from '../source/lake/query.ts'
import { OWN } from '../source/sync.ts'

/** `--lake FOLDER`, also as `--to` where that says nothing else. */
export const LAKE = { lake: { type: 'string', default: './lake' } } as const

/** Reads arguments. Throws `SettingError` where one is not known. */
export function readArgs<T extends NonNullable<ParseArgsConfig['options']>>(args: readonly string[], options: T) {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true })
  } catch (error) {
    throw new SettingError((error as Error).message)
  }
}

/** The folder, if it is a lake. */
export function lakeAt(folder: string): string {
  if (!['catalog.duckdb', 'datasets'].some((name) => existsSync(join(folder, name))))
    throw new SettingError(`there is no lake at ${folder}.`)
  return folder
}

/** Opens a lake for the work, and closes it. What goes wrong in the lake is told as an error of the caller's. */
export async function withLake<T>(folder: string, work: (lake: Lake) => Promise<T>): Promise<T> {
  const lake = await openLake(lakeAt(folder), OWN)
  try {
    return await work(lake)
  } catch (error) {
    throw new SettingError((error as Error).message)
  } finally {
    await lake.close()
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
