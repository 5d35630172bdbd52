// The months of the report of pay later, as bars.
import { money } from '../format.ts'
import { Plot } from '../ui/plot.tsx'
import { language, words } from '../words.ts'
import type { CurrencyReport } from './report.ts'
import { WORDS } from './report_words.ts'

const W = words({
  en: {
    sharePlot: 'Share of pay later by month',
    averagePlot: 'Average order by month',
  },
  de: {
    sharePlot: 'Anteil später bezahlter Bestellungen nach Monaten',
    averagePlot: 'Mittlere Bestellung nach Monaten',
  },
})

/** The months side by side; the same numbers stand in the table below. */
export function Plots({ of: { currency, all } }: { readonly of: CurrencyReport }) {
  const { months } = all
  const share = (part: { numerator: number; denominator: number } | null) =>
    part ? (part.numerator * 100) / part.denominator : 0
  const plotted = {
    days: months.map(({ month }) => Date.parse(`${month}-01T00:00:00Z`) / 1000),
    name: (start: number) => MONTH.format(start * 1000),
    isTold: true,
  }
  return (
    <div class="plots">
      <Figure
        {...plotted}
        title={W.sharePlot}
        write={(value) => `${Math.round(value)} %`}
        series={[
          { title: WORDS.shareOrders, values: months.map((one) => share(one.shareByCount)) },
          { title: WORDS.shareAmount, values: months.map((one) => share(one.shareByAmount)) },
        ]}
      />
      <Figure
        {...plotted}
        title={W.averagePlot}
        write={(value) => money(Math.round(value), currency)}
        series={[
          { title: WORDS.averageLater, values: months.map(({ later }) => later.average?.rounded ?? 0) },
          { title: WORDS.averageNow, values: months.map(({ now }) => now.average?.rounded ?? 0) },
        ]}
      />
    </div>
  )
}

/** A plot with what its bars are. */
const Figure = (props: Parameters<typeof Plot>[0]) => (
  <div class="card">
    <h3>{props.title}</h3>
    <ul class="legend">
      {props.series.map(({ title }, n) => (
        <li key={title} class={n > 0 ? 'other' : undefined}>
          {title}
        </li>
      ))}
    </ul>
    <Plot {...props} />
  </div>
)

const MONTH = new Intl.DateTimeFormat(language, { month: 'short', year: '2-digit', timeZone: 'UTC' })
