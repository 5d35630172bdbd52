// The first page: how the account does, what has just happened and what comes next, and whether a program is connected.
import { useState } from 'preact/hooks'
import { useGet } from '../api.ts'
import { count, money } from '../format.ts'
import { href } from '../router.ts'
import { Moment } from '../ui/fields.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Plot } from '../ui/plot.tsx'
import { Table } from '../ui/table.tsx'
import { type Plan, Upcoming } from '../ui/upcoming.tsx'
import { words } from '../words.ts'
import { Connected } from './home_connected.tsx'

const W = words({
  en: {
    title: 'Home',
    spans: { 7: '7 days', 30: '30 days', 90: '90 days', 365: 'A year' },
    span: 'Period',
    gross: 'Gross volume',
    net: 'Net volume',
    mrr: 'Recurring each month',
    subscriptions: 'Active subscriptions',
    customers: 'New customers',
    failed: 'Failed payments',
    latest: 'What happened last',
    ahead: 'What will happen',
    what: 'Event',
    when: 'When',
    volume: (currency: string) => `Volume by day, in ${currency}`,
    none: 'Nothing was paid yet.',
    many: 'more than are added up here',
  },
  de: {
    title: 'Start',
    spans: { 7: '7 Tage', 30: '30 Tage', 90: '90 Tage', 365: 'Ein Jahr' },
    span: 'Zeitraum',
    gross: 'Bruttovolumen',
    net: 'Nettovolumen',
    mrr: 'Wiederkehrend im Monat',
    subscriptions: 'Aktive Abonnements',
    customers: 'Neue Kunden',
    failed: 'Fehlgeschlagene Zahlungen',
    latest: 'Was zuletzt geschah',
    ahead: 'Was geschehen wird',
    what: 'Ereignis',
    when: 'Wann',
    volume: (currency: string) => `Volumen nach Tagen, in ${currency}`,
    none: 'Noch wurde nichts bezahlt.',
    many: 'mehr, als hier zusammengezählt werden',
  },
})

interface Sums {
  readonly gross_volume: number
  readonly net_volume: number
}

interface Figures {
  readonly active_subscriptions: number
  readonly days: readonly { readonly start: number; readonly currencies: Readonly<Record<string, Sums>> }[]
  readonly mrr: Readonly<Record<string, number>> | null
  readonly totals: {
    readonly currencies: Readonly<Record<string, Sums>>
    readonly failed_payments: number
    readonly new_customers: number
  }
}

export default function Home() {
  const [days, setDays] = useState(30)
  const figures = useGet<Figures>('/brindle/figures', { days })
  const events = useGet<{ data: { id: string; type: string; created: number }[] }>('/v1/events', { limit: 8 })
  const planned = useGet<Plan>('/brindle/upcoming', { limit: 6 })
  return (
    <Page
      title={W.title}
      actions={
        <fieldset class="tabs">
          <legend class="hidden">{W.span}</legend>
          {Object.entries(W.spans).map(([span, title]) => (
            <button
              key={span}
              type="button"
              aria-pressed={days === Number(span)}
              aria-current={days === Number(span) ? 'true' : undefined}
              onClick={() => setDays(Number(span))}
            >
              {title}
            </button>
          ))}
        </fieldset>
      }
    >
      <Shown of={figures}>{(found) => <Glance of={found} />}</Shown>
      <div class="halves">
        <Section title={W.latest}>
          <Table
            caption={W.latest}
            rows={events.data?.data ?? []}
            to={({ id }) => `/events/${id}`}
            columns={[
              { title: W.what, cell: ({ type }) => <code>{type}</code> },
              { title: W.when, cell: ({ created }) => <Moment at={created} /> },
            ]}
          />
        </Section>
        <Section title={W.ahead}>
          <Upcoming of={planned} />
        </Section>
      </div>
      <Connected />
    </Page>
  )
}

function Glance({ of: { totals, days, mrr, active_subscriptions } }: { readonly of: Figures }) {
  const currencies = Object.entries(totals.currencies).toSorted(([, a], [, b]) => b.gross_volume - a.gross_volume)
  const amounts = (of: keyof Sums) => currencies.map(([currency, sums]) => money(sums[of], currency))
  const main = currencies[0]?.[0]
  return (
    <>
      <div class="grid">
        <Figure title={W.gross} of={amounts('gross_volume')} to="/payments" />
        <Figure title={W.net} of={amounts('net_volume')} to="/balance" />
        <Figure
          title={W.mrr}
          of={mrr ? Object.entries(mrr).map(([code, amount]) => money(amount, code)) : [W.many]}
          to="/subscriptions"
        />
        <Figure title={W.subscriptions} of={[count(active_subscriptions)]} to="/subscriptions" />
        <Figure title={W.customers} of={[count(totals.new_customers)]} to="/customers" />
        <Figure title={W.failed} of={[count(totals.failed_payments)]} to="/payments" />
      </div>
      {main === undefined ? (
        <p class="empty">{W.none}</p>
      ) : (
        <div class="card">
          <h2>{W.volume(main.toUpperCase())}</h2>
          <Plot
            title={W.volume(main.toUpperCase())}
            days={days.map(({ start }) => start)}
            series={[{ title: W.gross, values: days.map(({ currencies: of }) => of[main]?.gross_volume ?? 0) }]}
            write={(amount) => money(amount, main)}
          />
        </div>
      )}
    </>
  )
}

interface FigureProps {
  readonly title: string
  readonly of: readonly string[]
  readonly to: string
}

const Figure = ({ title, of, to }: FigureProps) => (
  <div class="card">
    <h2>
      <a href={href(to)}>{title}</a>
    </h2>
    {(of.length > 0 ? of : ['–']).map((text) => (
      <p key={text} class="figure">
        {text}
      </p>
    ))}
  </div>
)
