// What a subscription is going to be: the phases of its schedule, which may be let go of.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { Act } from '../ui/act.tsx'
import { Id, idOf, Moment, Status } from '../ui/fields.tsx'
import { AsJson } from '../ui/more.tsx'
import { Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Schedule',
    release: 'Release',
    sure: 'The subscription goes on as it is, without further phases.',
    from: 'From',
    to: 'To',
    prices: 'Prices',
  },
  de: {
    title: 'Zeitplan',
    release: 'Freigeben',
    sure: 'Das Abonnement läuft weiter, wie es ist, ohne weitere Phasen.',
    from: 'Von',
    to: 'Bis',
    prices: 'Preise',
  },
})

export function Schedule({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.SubscriptionSchedule>(`/v1/subscription_schedules/${id}`)
  return (
    <Section
      title={W.title}
      actions={
        <>
          <AsJson id={id} />
          <Act path={`/v1/subscription_schedules/${id}/release`} sure={W.sure}>
            {W.release}
          </Act>
        </>
      }
    >
      <Shown of={reading}>
        {({ phases, status, current_phase }) => (
          <Table
            caption={W.title}
            rows={phases.map((phase) => ({ ...phase, id: String(phase.start_date) }))}
            columns={[
              { title: W.from, cell: ({ start_date }) => <Moment at={start_date} /> },
              { title: W.to, cell: ({ end_date }) => <Moment at={end_date} /> },
              {
                title: W.prices,
                cell: ({ items }) =>
                  items.map(({ price, quantity }) => (
                    <div key={idOf(price)}>
                      {(quantity ?? 1) > 1 && `${quantity} × `}
                      <Id of={idOf(price)!} />
                    </div>
                  )),
              },
              {
                title: COMMON.status,
                cell: ({ start_date }) => (start_date === current_phase?.start_date ? <Status of={status} /> : '–'),
              },
            ]}
          />
        )}
      </Shown>
    </Section>
  )
}
