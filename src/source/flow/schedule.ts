// When a flow runs: once, or every so many minutes, hours, days or weeks from its start; by a cron line as our own. The rules are those
// of Adobe's flow spec: `once` forbids interval and backfill, minutes are at least 15. (GET /flowSpecs/6499120c-…, scheduleSpec)
import { Cron } from 'croner'
import { invalid } from '../door/errors.ts'
import type { Schedule } from './documents.ts'
import { type Body, echo, onlyKnown, truthOf, wholeOf } from './reading.ts'

const SECONDS = { minute: 60, hour: 3_600, day: 86_400, week: 604_800 } as const
/** Adobe's least number of minutes. Ours may be less: `frequency: "cron"`, to the minute. */
const MINUTES_MIN = 15
const FREQUENCIES = ['once', 'minute', 'hour', 'day', 'week', 'cron'] as const

/** Why a century: what comes later is a mistake. */
const STEP_MAX = 100 * 365 * 86_400
/** Why 200: five fields with every minute named have fewer. */
const CRON_MAX = 200

/**
 * Reads `scheduleParams`; numbers may be texts, as in the samples. Without any, a flow runs once, now (epoch milliseconds). Of a draft
 * something may be missing, but nothing wrong. Throws 400 that names the rule.
 */
export function readSchedule(given: unknown, now: number): Schedule
export function readSchedule(given: unknown, now: number, isDraft: boolean): Partial<Schedule> | undefined
export function readSchedule(given: unknown, now: number, isDraft = false): Partial<Schedule> | undefined {
  if (given === undefined) return isDraft ? undefined : { startTime: Math.floor(now / 1000), frequency: 'once' }
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw invalid(`scheduleParams is an object, not ${echo(given)}.`)
  const said = given as Body
  onlyKnown(said, ['startTime', 'frequency', 'interval', 'backfill', 'cron'], 'scheduleParams.')
  const frequency = (said.frequency === undefined && !isDraft ? 'once' : said.frequency) as Schedule['frequency']
  if (frequency !== undefined && !FREQUENCIES.includes(frequency))
    throw invalid(`scheduleParams.frequency is one of ${FREQUENCIES.join(', ')}, not ${echo(said.frequency)}.`)
  const read = {
    ...(said.startTime !== undefined && { startTime: wholeOf(said.startTime, 'scheduleParams.startTime') }),
    ...(frequency !== undefined && { frequency }),
    ...(said.interval !== undefined && { interval: wholeOf(said.interval, 'scheduleParams.interval') }),
    ...(said.backfill !== undefined && { backfill: truthOf(said.backfill, 'scheduleParams.backfill') }),
    ...(said.cron !== undefined && { cron: cronLine(said.cron) }),
  }
  if (frequency !== undefined) refuseForbidden(read, frequency)
  if (isDraft) return read
  if (read.startTime === undefined) throw invalid('scheduleParams.startTime is required: epoch seconds.')
  if (frequency === 'cron' && read.cron === undefined)
    throw invalid('scheduleParams.cron is required with the frequency cron.')
  if (frequency !== 'once' && frequency !== 'cron' && read.interval === undefined)
    throw invalid(`scheduleParams.interval is required with the frequency ${frequency}.`)
  return read
}

/** What does not go with a frequency. */
function refuseForbidden({ interval, backfill, cron }: Partial<Schedule>, frequency: Schedule['frequency']): void {
  if (frequency !== 'cron' && cron !== undefined) throw invalid('scheduleParams.cron goes with the frequency cron.')
  if (frequency === 'once' && backfill !== undefined)
    throw invalid('scheduleParams.backfill does not go with the frequency once, which reads everything.')
  if (interval === undefined) return
  if (frequency === 'once' || frequency === 'cron')
    throw invalid(`scheduleParams.interval does not go with the frequency ${frequency}.`)
  const least = frequency === 'minute' ? MINUTES_MIN : 1
  if (interval < least)
    throw invalid(`scheduleParams.interval is at least ${least} with the frequency ${frequency}, not ${interval}.`)
  if (interval * SECONDS[frequency] > STEP_MAX)
    throw invalid(`scheduleParams.interval is at most a century, not ${interval} times a ${frequency}.`)
}

function cronLine(given: unknown): string {
  if (typeof given !== 'string' || given.length > CRON_MAX || given.trim().split(/\s+/).length !== 5)
    throw invalid('scheduleParams.cron has five fields: minute, hour, day, month, weekday; in UTC.')
  let first: Date | null
  try {
    first = new Cron(given, { paused: true, timezone: 'UTC' }).nextRun()
  } catch (error) {
    throw invalid(`scheduleParams.cron is no schedule: ${(error as Error).message}`)
  }
  if (!first) throw invalid(`scheduleParams.cron is never due: ${given}.`)
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
  if (frequency === 'cron') {
    // The line's own next time is later than what it is given.
    const after = Math.max(startTime - 1, last ?? startTime - 1)
    const next = new Cron(cron!, { paused: true, timezone: 'UTC' }).nextRun(new Date(after * 1000))
    return next ? Math.floor(next.getTime() / 1000) : undefined
  }
  if (last === undefined || last < startTime) return startTime
  const step = interval! * SECONDS[frequency]
  return startTime + (Math.floor((last - startTime) / step) + 1) * step
}
