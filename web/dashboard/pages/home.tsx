// The first page: how the account does, and what is happening just now.
import { useGet } from '../api.ts'
import { money } from '../format.ts'
import { Page, Section } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { Moment } from '../ui/fields.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Home',
    balance: 'Available balance',
    pending: 'On its way',
    latest: 'What happened last',
    what: 'Event',
  },
  de: {
    title: 'Start',
    balance: 'Verfügbarer Saldo',
    pending: 'Unterwegs',
    latest: 'Was zuletzt geschah',
    what: 'Ereignis',
  },
})

interface Balance {
  readonly available: readonly { amount: number; currency: string }[]
  readonly pending: readonly { amount: number; currency: string }[]
}

export default function Home() {
  const balance = useGet<Balance>('/v1/balance')
  const events = useGet<{ data: { id: string; type: string; created: number }[] }>('/v1/events', { limit: 10 })
  return (
    <Page title={W.title}>
      <div class="grid">
        <Figure title={W.balance} of={balance.data?.available} />
        <Figure title={W.pending} of={balance.data?.pending} />
      </div>
      <Section title={W.latest}>
        <Table
          caption={W.latest}
          rows={events.data?.data ?? []}
          to={({ id }) => `/events/${id}`}
          columns={[
            { title: W.what, cell: ({ type }) => <code>{type}</code> },
            { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
          ]}
        />
      </Section>
    </Page>
  )
}

const Figure = ({ title, of }: { readonly title: string; readonly of: Balance['available'] | undefined }) => (
  <div class="card">
    <h2>{title}</h2>
    {(of ?? []).map(({ amount, currency }) => (
      <p key={currency} class="figure">
        {money(amount, currency)}
      </p>
    ))}
  </div>
)
