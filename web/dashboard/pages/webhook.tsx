// One webhook endpoint: what it is told of, its deliveries by state, its secret rolled, and a pause.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { go, href, param } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { Copy } from '../ui/copy.tsx'
import { Deliveries } from '../ui/deliveries.tsx'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Facts, Moment, Status } from '../ui/fields.tsx'
import { Form, Lines, Text } from '../ui/form.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { listed } from './webhooks.tsx'

const W = words({
  en: {
    webhooks: 'Webhooks',
    pause: 'Pause',
    resume: 'Go on',
    gone: 'It is told of nothing from now on, and its deliveries are forgotten.',
    events: 'Events',
    hint: 'A line each',
    url: 'Address',
    version: 'API version',
    deliveries: 'Deliveries',
    roll: 'Roll the secret',
    rollLead: 'For a day both the old secret and the new one sign.',
    fresh: 'The new signing secret',
    fail: 'Fail the next deliveries',
    failLead: 'The next three are dropped on the way, as if the network had lost them.',
    failing: 'The next three will be lost.',
    states: { pending: 'Pending', delivered: 'Delivered', failed: 'Failed', dropped: 'Dropped' },
  },
  de: {
    webhooks: 'Webhooks',
    pause: 'Anhalten',
    resume: 'Weiter',
    gone: 'Er erfährt von jetzt an nichts mehr, und seine Zustellungen sind vergessen.',
    events: 'Ereignisse',
    hint: 'Je eine Zeile',
    url: 'Adresse',
    version: 'API-Version',
    deliveries: 'Zustellungen',
    roll: 'Schlüssel erneuern',
    rollLead: 'Einen Tag lang signieren der alte Schlüssel und der neue.',
    fresh: 'Der neue Signaturschlüssel',
    fail: 'Nächste Zustellungen verlieren',
    failLead: 'Die nächsten drei gehen unterwegs verloren, als hätte das Netz sie verschluckt.',
    failing: 'Die nächsten drei gehen verloren.',
    states: { pending: 'Ausstehend', delivered: 'Zugestellt', failed: 'Fehlgeschlagen', dropped: 'Verloren' },
  },
})

export default function WebhookPage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.WebhookEndpoint>(`/v1/webhook_endpoints/${id}`)
  return <Shown of={reading}>{(endpoint) => <One endpoint={endpoint} />}</Shown>
}

function One({ endpoint }: { readonly endpoint: Stripe.WebhookEndpoint }) {
  const { id, url, status, enabled_events, api_version, created } = endpoint
  const path = `/v1/webhook_endpoints/${id}`
  return (
    <Page
      title={url}
      over={<a href={href('/webhooks')}>{W.webhooks}</a>}
      actions={
        <>
          <button type="button" class="quiet" onClick={() => ask(COMMON.edit, () => <Edit endpoint={endpoint} />)}>
            {COMMON.edit}
          </button>
          <Act path={path} params={{ disabled: status === 'enabled' }}>
            {status === 'enabled' ? W.pause : W.resume}
          </Act>
          <Act
            path={`/brindle/webhook_endpoints/${id}/roll`}
            sure={W.rollLead}
            then={({ secret }) => ask(W.fresh, () => <Copy text={secret} />)}
          >
            {W.roll}
          </Act>
          <Act
            path="/brindle/faults"
            params={{ on: 'webhooks', endpoint: id, drop: true, count: 3 }}
            sure={W.failLead}
            done={W.failing}
          >
            {W.fail}
          </Act>
          <Act method="DELETE" path={path} sure={W.gone} then={() => go('/webhooks')}>
            {COMMON.delete}
          </Act>
        </>
      }
    >
      <Facts
        of={[
          [COMMON.status, <Status of={status} />],
          [W.events, enabled_events.join(', ')],
          [W.version, api_version],
          [COMMON.created, <Moment at={created} />],
          ['ID', <Copy text={id} />],
        ]}
      />
      <Section title={W.deliveries}>
        <Tabs name="state" label={W.deliveries} choices={[[undefined, COMMON.all], ...Object.entries(W.states)]} />
        <Deliveries of={{ endpoint: id, state: param('state') }} />
      </Section>
    </Page>
  )
}

const Edit = ({ endpoint: { id, url, enabled_events } }: { readonly endpoint: Stripe.WebhookEndpoint }) => (
  <Form
    path={`/v1/webhook_endpoints/${id}`}
    submit={COMMON.save}
    cancel={closeDialog}
    done={closeDialog}
    shape={({ enabled_events: lines, ...given }) => ({ ...given, enabled_events: listed(lines) })}
  >
    <Text name="url" type="url" label={W.url} value={url} required />
    <Lines name="enabled_events" label={W.events} hint={W.hint} value={enabled_events.join('\n')} required />
  </Form>
)
