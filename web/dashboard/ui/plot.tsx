// A plot of numbers by day, with the same numbers as a table below it. What draws is loaded when the first plot is.
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import type uPlot from 'uplot'
import { day } from '../format.ts'
import { COMMON, words } from '../words.ts'
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
  readonly series: readonly Series[]
  /** How a number is written. */
  readonly write: (value: number) => string
  /** Bars from nothing, or a line. */
  readonly as?: 'bars' | 'line'
}

/** Why 210 pixels: two plots and a list fit on a screen. */
const HEIGHT = 210

const colour = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim()

/** The colours of the page, which a canvas does not take by itself; `light-dark()` is told apart by what a node has. */
function colours(node: HTMLElement) {
  const of = (name: string) => {
    node.style.color = `var(${name})`
    const computed = getComputedStyle(node).color
    node.style.color = ''
    return computed || colour(name)
  }
  return { axis: of('--soft'), grid: of('--line'), strokes: [of('--accent'), of('--good'), of('--bad'), of('--waits')] }
}

async function draw(node: HTMLElement, { days, series, write, as = 'bars' }: PlotProps): Promise<uPlot> {
  const { default: Plot } = await import('uplot')
  const { axis, grid, strokes } = colours(node)
  const lines = { stroke: axis, grid: { stroke: grid, width: 1 }, ticks: { show: false } }
  const bars = as === 'bars' ? { paths: Plot.paths.bars!({ size: [0.7, 40] }) } : {}
  return new Plot(
    {
      width: node.clientWidth,
      height: HEIGHT,
      legend: { show: series.length > 1 },
      cursor: { y: false },
      scales: { x: { time: true }, y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.1 : 1] } },
      axes: [
        { ...lines, grid: { show: false }, values: (_, splits) => splits.map((at) => day(at)), space: 90 },
        { ...lines, values: (_, splits) => splits.map(write), size: 84 },
      ],
      series: [
        { label: W.day, value: (_, at) => (at === null ? '–' : day(at)) },
        ...series.map(({ title }, n) => ({
          label: title,
          stroke: strokes[n % strokes.length]!,
          fill: as === 'bars' ? `color-mix(in srgb, ${strokes[n % strokes.length]} 70%, transparent)` : '',
          width: 2,
          points: { show: false },
          value: (_: uPlot, value: number | null) => (value === null ? '–' : write(value)),
          ...bars,
        })),
      ],
    },
    [[...days], ...series.map(({ values }) => [...values])],
    node,
  )
}

/** Draws again when what it shows, its width or the colours of the page change. */
export function Plot(props: PlotProps) {
  const { title, days, series, write } = props
  const at = useRef<HTMLDivElement>(null)
  const shown = JSON.stringify([days, series])
  useEffect(() => {
    const node = at.current!
    let plot: uPlot | undefined
    let isGone = false
    const again = async () => {
      const drawn = await draw(node, props)
      plot?.destroy()
      plot = drawn
      if (isGone) drawn.destroy()
    }
    const scheme = matchMedia('(prefers-color-scheme: dark)')
    const resized = new ResizeObserver(() => plot?.setSize({ width: node.clientWidth, height: HEIGHT }))
    void again()
    scheme.addEventListener('change', again)
    resized.observe(node)
    return () => {
      isGone = true
      scheme.removeEventListener('change', again)
      resized.disconnect()
      plot?.destroy()
    }
  }, [shown])
  return (
    <figure class="plot">
      <div ref={at} role="img" aria-label={title} />
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
          empty={COMMON.nothing}
        />
      </details>
    </figure>
  )
}
