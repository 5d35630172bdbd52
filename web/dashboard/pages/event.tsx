// One event: what it tells, which request it came of, who was told, and the same once more, or with something changed.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { href } from '../router.ts'
import { Act, tell } from '../ui/act.tsx'
import { Copy } from '../ui/copy.tsx'
import { Deliveries, useEndpoints } from '../ui/deliveries.tsx'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Facts, Id, Moment } from '../ui/fields.tsx'
import { Choice, Form, Lines, Text } from '../ui/form.tsx'
import { Json } from '../ui/json.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    events: 'Events',
    resend: 'Resend to all',
    sent: 'It was sent again.',
    edit: 'Edit and send',
    editLead: 'What is sent is signed as any event is, and nothing of it is kept but the delivery.',
    to: 'To endpoint',
    url: 'Or to any address',
    type: 'Type',
    data: 'Data',
    send: 'Send',
    about: 'About',
    request: 'Came of',
    version: 'API version',
    deliveries: 'Deliveries',
    tells: 'What it tells',
    before: 'What it was before',
    clock: 'Came by itself',
  },
  de: {
    events: 'Ereignisse',
    resend: 'An alle noch einmal senden',
    sent: 'Es wurde noch einmal gesendet.',
    edit: 'Ändern und senden',
    editLead: 'Was gesendet wird, ist signiert wie jedes Ereignis, und aufgehoben wird davon nur die Zustellung.',
    to: 'An den Endpunkt',
    url: 'Oder an irgendeine Adresse',
    type: 'Typ',
    data: 'Daten',
    send: 'Senden',
    about: 'Über',
    request: 'Kam von',
    version: 'API-Version',
    deliveries: 'Zustellungen',
    tells: 'Was es sagt',
    before: 'Was vorher war',
    clock: 'Kam von selbst',
  },
})

export default function EventPage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Event>(`/v1/events/${id}`)
  return <Shown of={reading}>{(event) => <One event={event} />}</Shown>
}

function One({ event }: { readonly event: Stripe.Event }) {
  const { id, type, created, data, request, api_version } = event
  const about = (data.object as { id?: string }).id
  return (
    <Page
      title={type}
      over={<a href={href('/events')}>{W.events}</a>}
      lead={<Copy text={id} />}
      actions={
        <>
          <button type="button" class="quiet" onClick={() => ask(W.edit, () => <Edit event={event} />)}>
            {W.edit}
          </button>
          <Act path={`/brindle/events/${id}/resend`} done={W.sent}>
            {W.resend}
          </Act>
        </>
      }
    >
      <Facts
        of={[
          [COMMON.created, <Moment at={created} />],
          [W.about, about && <Id of={about} />],
          [W.request, request?.id ? <a href={href(`/requests/${request.id}`)}>{request.id}</a> : W.clock],
          [W.version, api_version],
        ]}
      />
      <Section title={W.deliveries}>
        <Deliveries of={{ event: id }} />
      </Section>
      {data.previous_attributes && (
        <Section title={W.before}>
          <div class="card">
            <Json of={data.previous_attributes} />
          </div>
        </Section>
      )}
      <Section title={W.tells}>
        <div class="card">
          <Json of={data.object} open={1} />
        </div>
      </Section>
    </Page>
  )
}

function Edit({ event: { id, type, data } }: { readonly event: Stripe.Event }) {
  const endpoints = Object.entries(useEndpoints())
  return (
    <Form
      path={`/brindle/events/${id}/send`}
      submit={W.send}
      cancel={closeDialog}
      done={() => {
        closeDialog()
        tell(W.sent)
      }}
    >
      <p class="quiet-text">{W.editLead}</p>
      {endpoints.length > 0 && <Choice name="webhook_endpoint" label={W.to} choices={endpoints} />}
      <Text name="url" type="url" label={W.url} />
      <Text name="type" label={W.type} value={type} required />
      <Lines name="data" label={W.data} value={JSON.stringify(data, null, 2)} rows={14} required />
    </Form>
  )
}
