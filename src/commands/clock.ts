// brindle clock: what an account's clock shows, and moving it.
import { SettingError } from '../config.ts'
import { readClient } from './client.ts'

interface Clock {
  readonly now: number
  readonly wall: number
}

const UNITS: Readonly<Record<string, number>> = { s: 1, min: 60, h: 3600, d: 86_400, w: 604_800 }

/** Seconds of `45s`, `90min`, `12h`, `31d` or `2w`. Throws `SettingError` on anything else. */
export function seconds(duration: string): number {
  const [, count, unit] = /^(\d+)(s|min|h|d|w)$/.exec(duration) ?? []
  if (!count || !unit) throw new SettingError(`"${duration}" is no duration such as 45s, 90min, 12h, 31d or 2w.`)
  return Number(count) * UNITS[unit]!
}

export async function run(args: readonly string[]): Promise<number> {
  const { client, given, words } = readClient(args, ['to'])
  const [verb, duration] = words
  if (verb !== undefined && verb !== 'advance') throw new SettingError(`there is no "clock ${verb}".`)
  const shown = verb
    ? await client<Clock>('POST', '/brindle/clock/advance', target())
    : await client<Clock>('GET', '/brindle/clock')
  const ahead = shown.now - shown.wall
  process.stdout.write(`${new Date(shown.now * 1000).toISOString()} (${shown.now}), ${ahead} s ahead of the wall\n`)
  return 0

  function target(): { to: string } | { by: number } {
    if (given.to !== undefined) return { to: given.to }
    if (duration === undefined) throw new SettingError('say how far: advance 31d, or advance --to TIME.')
    return { by: seconds(duration) }
  }
}
