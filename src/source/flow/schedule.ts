// When a flow runs: once, or every so many minutes, hours, days or weeks from its start; by a cron line as our own. The rules are those
// of Adobe's flow spec: `once` forbids interval and backfill, minutes are at least 15. (GET /flowSpecs/6499120c-…, scheduleSpec)
import { Cron } from 'croner'
import { invalid } from '../door/errors.ts'
import type { Schedule } from './documents.ts'

const SECONDS = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const
/** Adobe's least number of minutes. Ours may be less: `frequency: "cron"`, to the minute. */
const MINUTES_MIN = 15
const FREQUENCIES = ['once', 'minute', 'hour', 'day', 'week', 'cron'] as const

/** Reads `scheduleParams`; numbers may be texts, as in the samples. Without any, a flow runs once, now. */
export function readSchedule(given: unknown, now: number): Schedule {
  if (given === undefined) return { startTime: Math.floor(now / 1000), frequency: 'once' }
  if (typeof given !== 'object' || given === null || Array.isArray(given)) throw invalid('scheduleParams is an object.')
  const said = given as Readonly<Record<string, unknown>>
  const known = ['startTime', 'frequency', 'interval', 'backfill', 'cron']
  const unknown = Object.keys(said).find((name) => !known.includes(name))
  if (unknown !== undefined) throw invalid(`scheduleParams.${unknown} is not known.`)
  const frequency = (said.frequency ?? 'once') as Schedule['frequency']
  if (!FREQUENCIES.includes(frequency))
    throw invalid(
      `scheduleParams.frequency is one of ${FREQUENCIES.join(', ')}, not ${JSON.stringify(said.frequency)}.`,
    )
  if (said.startTime === undefined) throw invalid('scheduleParams.startTime is required: epoch seconds.')
  const startTime = wholeNumber(said.startTime, 'startTime')
  const backfill = said.backfill === undefined ? undefined : truth(said.backfill)
  const interval = said.interval === undefined ? undefined : wholeNumber(said.interval, 'interval')
  if (frequency !== 'cron' && said.cron !== undefined)
    throw invalid('scheduleParams.cron goes with the frequency cron.')
  if (frequency === 'once' || frequency === 'cron') {
    if (interval !== undefined) throw invalid(`scheduleParams.interval does not go with the frequency ${frequency}.`)
    if (frequency === 'once' && backfill !== undefined)
      throw invalid('scheduleParams.backfill does not go with the frequency once, which reads everything.')
    if (frequency === 'once') return { startTime, frequency }
    return { startTime, frequency, cron: cronLine(said.cron), ...(backfill !== undefined && { backfill }) }
  }
  if (interval === undefined) throw invalid(`scheduleParams.interval is required with the frequency ${frequency}.`)
  const least = frequency === 'minute' ? MINUTES_MIN : 1
  if (interval < least)
    throw invalid(`scheduleParams.interval is at least ${least} with the frequency ${frequency}, not ${interval}.`)
  return { startTime, frequency, interval, ...(backfill !== undefined && { backfill }) }
}

function wholeNumber(given: unknown, name: string): number {
  const text = typeof given === 'number' ? String(given) : given
  if (typeof text !== 'string' || !/^\d{1,12}$/.test(text))
    throw invalid(`scheduleParams.${name} is a whole number, not ${JSON.stringify(given)}.`)
  return Number(text)
}

function truth(given: unknown): boolean {
  if (given === true || given === 'true') return true
  if (given === false || given === 'false') return false
  throw invalid(`scheduleParams.backfill is true or false, not ${JSON.stringify(given)}.`)
}

function cronLine(given: unknown): string {
  if (typeof given !== 'string' || given.trim().split(/\s+/).length !== 5)
    throw invalid('scheduleParams.cron has five fields: minute, hour, day, month, weekday; in UTC.')
  try {
    new Cron(given, { paused: true, timezone: 'UTC' })
  } catch (error) {
    throw invalid(`scheduleParams.cron is no schedule: ${(error as Error).message}`)
  }
  return given
}

/**
 * The first time after `last` (epoch seconds; undefined where it never ran) at which the flow is due, in epoch seconds; nothing where it
 * is not to run again. Times that were missed are one: a run reads all that there is since the last.
 */
export function nextRun(
  { startTime, frequency, interval, cron }: Schedule,
  last: number | undefined,
): number | undefined {
  if (frequency === 'once') return last === undefined ? startTime : undefined
  const after = Math.max(startTime - 1, last ?? 0)
  if (frequency === 'cron') {
    const next = new Cron(cron!, { paused: true, timezone: 'UTC' }).nextRun(new Date(after * 1000))
    return next ? Math.floor(next.getTime() / 1000) : undefined
  }
  const step = interval! * SECONDS[frequency]
  return after < startTime ? startTime : startTime + (Math.floor((after - startTime) / step) + 1) * step
}
