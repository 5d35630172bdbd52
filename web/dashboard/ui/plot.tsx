// A plot of numbers by day, or by another stretch of time: bars that are drawn by the page itself, each with its number for who points at it, and all of them as a
// table below.
import type { ComponentChildren } from 'preact'
import { day } from '../format.ts'
import { words } from '../words.ts'
import { Table } from './table.tsx'

const W = words({
  en: { table: 'As a table', day: 'Day' },
  de: { table: 'Als Tabelle', day: 'Tag' },
})

export interface Series {
  readonly title: string
  readonly values: readonly number[]
}

interface PlotProps {
  /** What is plotted, for those who cannot see it. */
  readonly title: string
  /** The start of each day, in epoch seconds. */
  readonly days: readonly number[]
  /** Beside each other on each day. */
  readonly series: readonly Series[]
  /** How a number is written. */
  readonly write: (value: number) => string
  /** How a place on the axis is called, where it is none of days. */
  readonly name?: (start: number) => string
  /** Whether the numbers stand in a table elsewhere. */
  readonly isTold?: boolean
}

/** Why four: lines that can be told apart at this height. */
const LINES = 4
/** Why six: dates that fit beside each other on a narrow card. */
const DATES = 6

/** A round number, the next above: 1, 2 or 5 and zeros. */
function roundAbove(value: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 1)))
  return [1, 2, 5, 10].map((one) => one * power).find((one) => one >= value)!
}

/** Where the lines are, from nothing up to the top, and from nothing down where there are losses. */
function scaleOf(all: readonly number[]): { readonly low: number; readonly high: number; readonly step: number } {
  const [low, high] = [Math.min(0, ...all), Math.max(0, ...all)]
  const step = roundAbove((high - low || 1) / LINES)
  return { low: Math.floor(low / step) * step, high: Math.max(Math.ceil(high / step), 1) * step, step }
}

/** Some of the days, evenly, by where they are. */
const some = (days: readonly number[]): (readonly [at: number, start: number])[] =>
  days.flatMap((start, n) => (n % Math.ceil(days.length / DATES) === 0 ? [[n, start] as const] : []))

export function Plot({ title, days, series, write, name: called = day, isTold = false }: PlotProps) {
  const { low, high, step } = scaleOf(series.flatMap(({ values }) => values))
  const at = (value: number) => ((high - value) / (high - low)) * 100
  const lines = Array.from({ length: Math.round((high - low) / step) + 1 }, (_, n) => high - n * step)
  const slot = 100 / days.length
  const bar = (slot * 0.72) / series.length
  return (
    <figure class="plot">
      <div class="plot-area">
        <ul class="plot-scale" aria-hidden="true">
          {lines.map((value) => (
            <li key={value}>{write(value)}</li>
          ))}
        </ul>
        <svg role="img" aria-label={title} width="100%" height="100%">
          {lines.map((value) => (
            <line key={value} x1="0" x2="100%" y1={`${at(value)}%`} y2={`${at(value)}%`} />
          ))}
          {series.map(({ title: name, values }, s) =>
            values.map((value, n) => (
              <rect
                key={days[n]}
                class={`series-${s}`}
                x={`${n * slot + slot * 0.14 + s * bar}%`}
                width={`${bar}%`}
                y={`${at(Math.max(value, 0))}%`}
                height={`${Math.abs(at(value) - at(0))}%`}
              >
                <title>{`${called(days[n]!)} · ${name}: ${write(value)}`}</title>
              </rect>
            )),
          )}
        </svg>
        <ul class="plot-days" aria-hidden="true">
          {some(days).map(([n, start]) => (
            <li key={start} style={{ left: `${n * slot}%` }}>
              {called(start)}
            </li>
          ))}
        </ul>
      </div>
      {!isTold && (
        <details>
          <summary>{W.table}</summary>
          <Table
            caption={title}
            rows={days.map((start, n) => ({ id: String(start), start, n })).toReversed()}
            columns={[
              { title: W.day, cell: ({ start }) => day(start) },
              ...series.map((one) => ({
                title: one.title,
                right: true,
                cell: ({ n }: { readonly n: number }): ComponentChildren => write(one.values[n]!),
              })),
            ]}
          />
        </details>
      )}
    </figure>
  )
}
