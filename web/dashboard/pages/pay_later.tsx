// Buy now or pay later: how much each is used, what becomes of its orders, and what customers might be offered who pay so.
import { count, money } from '../format.ts'
import { href, param } from '../router.ts'
import { gated } from '../source/gate.tsx'
import { type CurrencyReport, type Grid, gridsOf, headline, offersOf, percent, type Report } from '../source/report.ts'
import '../source/style.ts'
import { Filters, filtersSaid } from '../source/report_filters.tsx'
import { Plots } from '../source/report_plots.tsx'
import { useSource, withQuery } from '../source_api.ts'
import { Copy } from '../ui/copy.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Table, Tabs } from '../ui/table.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    title: 'Buy now or pay later',
    lead: 'How orders are paid, and what becomes of them.',
    nothing: 'There are no figures yet',
    bring: 'A data flow of charges brings them.',
    add: 'Add data',
    charges: (n: string) => `${n} charges`,
    currency: 'Currency',
    share: 'Paid later, of orders',
    shareAmount: 'Paid later, of amount',
    difference: 'Average order, later − now',
    declined: 'Declined, pay later',
    offers: 'Personal offers',
    try: 'Try offers with a control group:',
    missing: 'What is missing',
    notes: 'How to read it',
  },
  de: {
    title: 'Sofort oder später bezahlt',
    lead: 'Wie Bestellungen bezahlt werden, und was aus ihnen wird.',
    nothing: 'Noch gibt es keine Zahlen',
    bring: 'Ein Datenfluss der Zahlungen (charges) bringt sie.',
    add: 'Daten hinzufügen',
    charges: (n: string) => `${n} Zahlungen`,
    currency: 'Währung',
    share: 'Später bezahlt, der Bestellungen',
    shareAmount: 'Später bezahlt, des Betrags',
    difference: 'Mittlere Bestellung, später − sofort',
    declined: 'Abgelehnt, später bezahlt',
    offers: 'Persönliche Angebote',
    try: 'Angebote mit einer Kontrollgruppe ausprobieren:',
    missing: 'Was fehlt',
    notes: 'Wie es zu lesen ist',
  },
})

function PayLater() {
  const report = useSource<Report>(withQuery('/reports/payLater', filtersSaid()))
  return (
    <Page title={W.title} lead={W.lead}>
      <Filters />
      <Shown of={report}>{(found) => <Figures of={found} />}</Shown>
    </Page>
  )
}

function Figures({ of }: { readonly of: Report }) {
  const { currencies, charges, dimension, missing, notes } = of
  const [first] = currencies
  const shown = currencies.find(({ currency }) => currency === param('currency')) ?? first
  const offers = offersOf(of)
  return (
    <>
      {shown ? (
        <>
          <p class="quiet-text">{W.charges(count(charges))}</p>
          {currencies.length > 1 && (
            <Tabs
              name="currency"
              label={W.currency}
              choices={currencies.map(({ currency }) => [
                currency === first?.currency ? undefined : currency,
                currency.toUpperCase(),
              ])}
            />
          )}
          <OneCurrency key={shown.currency} of={shown} dimension={dimension} />
        </>
      ) : (
        <div class="empty">
          <p>
            {W.nothing}. {W.bring}
          </p>
          <a class="button" href={href('/sources/new')}>
            {W.add}
          </a>
        </div>
      )}
      {offers.length > 0 && (
        <Section title={W.offers}>
          {offers.map((grid) => (
            <GridTable key={grid.title} of={grid} />
          ))}
          <p class="quiet-text">{W.try}</p>
          <div>
            <Copy text="npx brindle source offers --lake ./brindle-data/lake --experiment spring --csv profiles.csv" />
          </div>
        </Section>
      )}
      <Sentences title={W.missing} of={missing} />
      <Sentences title={W.notes} of={notes} />
    </>
  )
}

function OneCurrency({ of, dimension }: { readonly of: CurrencyReport; readonly dimension: string | null }) {
  const { currency, all } = of
  const { shareByCount, shareByAmount, averageDifference: apart, later } = all
  const [months, ...others] = gridsOf(of, dimension)
  const tiles = [
    [W.share, percent(shareByCount)],
    [W.shareAmount, percent(shareByAmount)],
    [W.difference, apart ? `${apart.rounded > 0 ? '+' : ''}${money(apart.rounded, currency)}` : '–'],
    [W.declined, percent(later.declineRate)],
  ] as const
  return (
    <>
      <p>
        <strong>{headline(of)}</strong>
      </p>
      <div class="grid">
        {tiles.map(([name, value]) => (
          <article key={name} class="card">
            <h2>{name}</h2>
            <p class="figure">{value}</p>
          </article>
        ))}
      </div>
      {months && (
        <Section title={months.title}>
          <Plots of={of} />
          <GridTable of={months} />
        </Section>
      )}
      {others.map((grid) => (
        <Section key={grid.title} title={grid.title}>
          <GridTable of={grid} />
        </Section>
      ))}
    </>
  )
}

/** Figures stand at the right, words at the left. */
function GridTable({ of: { title, columns, rows } }: { readonly of: Grid }) {
  const isFigure = (n: number) => rows.every((row) => /^–?$|^(?!.*_).*\d/.test(row[n] ?? ''))
  return (
    <Table
      caption={title}
      rows={rows.map((cells) => ({ id: cells[0]!, cells }))}
      columns={columns.map((name, n) => ({
        title: name,
        right: n > 0 && isFigure(n),
        cell: ({ cells }: { readonly cells: readonly string[] }) => cells[n],
      }))}
    />
  )
}

/** The report's own sentences, which are English. */
const Sentences = ({ title, of }: { readonly title: string; readonly of: readonly string[] }) =>
  of.length === 0 ? null : (
    <Section title={title}>
      <ul lang="en">
        {of.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </Section>
  )

export default gated(PayLater)
