// When a flow runs, as fields: once, or every so many minutes, hours, days or weeks, or by a line of cron.
import { useState } from 'preact/hooks'
import { Check, Choice, Text, When } from '../ui/form.tsx'
import { words } from '../words.ts'
import type { Filled } from './step.ts'
import type { Schedule } from './types.ts'

const W = words({
  en: {
    frequency: 'Frequency',
    kinds: { once: 'Once', minute: 'Minutes', hour: 'Hours', day: 'Days', week: 'Weeks', cron: 'Cron' },
    onceHint: 'One run reads everything that there is. It can be run again by hand.',
    interval: 'Interval',
    intervalHint: { minute: 'Every so many minutes, 15 at least.', other: 'Every so many of them.' },
    cron: 'Cron line',
    cronHint: 'Minute, hour, day, month, weekday; in UTC.',
    start: 'Start time',
    startHint: 'Empty: at once.',
    past: 'It has begun, so this stays.',
    backfill: 'Backfill: the first run reads what there was before, too',
  },
  de: {
    frequency: 'Häufigkeit',
    kinds: { once: 'Einmal', minute: 'Minuten', hour: 'Stunden', day: 'Tage', week: 'Wochen', cron: 'Cron' },
    onceHint: 'Ein Lauf liest alles, was da ist. Von Hand kann er wiederholt werden.',
    interval: 'Abstand',
    intervalHint: { minute: 'Alle so viele Minuten, mindestens 15.', other: 'Alle so viele.' },
    cron: 'Cron-Zeile',
    cronHint: 'Minute, Stunde, Tag, Monat, Wochentag; in UTC.',
    start: 'Beginn',
    startHint: 'Leer: sofort.',
    past: 'Er liegt in der Vergangenheit und bleibt.',
    backfill: 'Nachladen: Der erste Lauf liest auch, was vorher da war',
  },
})

type Frequency = Schedule['frequency']

/** What is filled in, as the API has it. Without a start time it begins at once. */
export type Given = Omit<Schedule, 'startTime'> & { readonly startTime?: number }

export function givenIn(filled: Filled): Given {
  const of = (name: string) => filled[`scheduleParams.${name}`]
  const frequency = of('frequency') as Frequency
  const [start, isSteady] = [of('startTime'), frequency !== 'once' && frequency !== 'cron']
  return {
    frequency,
    ...(start && { startTime: Number(start) }),
    ...(isSteady && { interval: Number(of('interval')) }),
    ...(frequency === 'cron' && { cron: of('cron')! }),
    ...(frequency !== 'once' && { backfill: of('backfill') !== undefined }),
  }
}

/** Epoch seconds as the field has them, where the reader is. */
function local(seconds: number): string {
  const at = new Date(seconds * 1000)
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}

/** `isBegun`: the start is past, and cannot be changed any more. */
export function ScheduleFields({
  of,
  isBegun = false,
}: {
  readonly of: Given | undefined
  readonly isBegun?: boolean
}) {
  const [frequency, setFrequency] = useState<Frequency>(of?.frequency ?? 'once')
  const at = (name: string) => `scheduleParams.${name}`
  return (
    <>
      <Choice
        name={at('frequency')}
        label={W.frequency}
        value={frequency}
        hint={frequency === 'once' ? W.onceHint : ''}
        choices={Object.entries(W.kinds)}
        change={(value) => setFrequency(value as Frequency)}
      />
      {frequency !== 'once' && frequency !== 'cron' && (
        <Text
          key={frequency}
          name={at('interval')}
          type="number"
          label={W.interval}
          hint={frequency === 'minute' ? W.intervalHint.minute : W.intervalHint.other}
          value={String(of?.frequency === frequency ? of.interval : frequency === 'minute' ? 15 : 1)}
          required
        />
      )}
      {frequency === 'cron' && (
        <Text name={at('cron')} label={W.cron} hint={W.cronHint} value={of?.cron ?? '*/5 * * * *'} required />
      )}
      {isBegun ? (
        <p class="quiet-text">
          {W.start}: {new Date(of!.startTime! * 1000).toLocaleString()}. {W.past}
        </p>
      ) : (
        <When
          name={at('startTime')}
          label={W.start}
          hint={W.startHint}
          value={of?.startTime === undefined ? '' : local(of.startTime)}
        />
      )}
      {frequency !== 'once' && <Check name={at('backfill')} label={W.backfill} checked={of?.backfill ?? true} />}
    </>
  )
}
