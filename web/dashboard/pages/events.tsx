// What has happened: events, newest first, by type or object.
import type Stripe from 'stripe'
import { param, setParams } from '../router.ts'
import { Id, idOf, Moment } from '../ui/fields.tsx'
import { Page } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Events',
    lead: 'What has happened in this account, as webhook endpoints are told.',
    type: 'Type',
    hint: 'invoice.paid or invoice.*',
    about: 'About',
    state: 'Deliveries',
    failed: 'Only those that an endpoint has not taken',
  },
  de: {
    title: 'Ereignisse',
    lead: 'Was in diesem Konto geschah, so wie es Webhook-Endpunkten mitgeteilt wird.',
    type: 'Typ',
    hint: 'invoice.paid oder invoice.*',
    about: 'Über',
    state: 'Zustellungen',
    failed: 'Nur die, die ein Endpunkt nicht angenommen hat',
  },
})

export default function Events() {
  const [type, failed] = [param('type'), param('failed')]
  return (
    <Page title={W.title} lead={W.lead}>
      <search class="filters">
        <label>
          {W.type}
          <input
            value={type ?? ''}
            placeholder={W.hint}
            onChange={(event) =>
              setParams({ type: event.currentTarget.value || undefined, after: undefined, before: undefined })
            }
          />
        </label>
        <span class="check">
          <input
            id="failed"
            type="checkbox"
            checked={failed !== undefined}
            onChange={() => setParams({ failed: failed ? undefined : 'yes', after: undefined, before: undefined })}
          />
          <label for="failed">{W.failed}</label>
        </span>
      </search>
      <List<Stripe.Event>
        path="/v1/events"
        params={{ type, ...(failed && { delivery_success: false }) }}
        caption={W.title}
        to={({ id }) => `/events/${id}`}
        columns={[
          { title: W.type, cell: (event) => <code>{event.type}</code> },
          { title: W.about, cell: ({ data }) => <About of={data.object as { id?: string }} /> },
          { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
        ]}
      />
    </Page>
  )
}

function About({ of }: { readonly of: { readonly id?: string } }) {
  const id = idOf(of as { id: string })
  return id === undefined ? <>–</> : <Id of={id} />
}
