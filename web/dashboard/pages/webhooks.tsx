// Webhook endpoints: who is told of what, the form for a new one, and a look at a signature that a program does not take.
import type Stripe from 'stripe'
import { useState } from 'preact/hooks'
import { go } from '../router.ts'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Copy } from '../ui/copy.tsx'
import { Moment, Status } from '../ui/fields.tsx'
import { Form, Lines, Text } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Webhooks',
    lead: 'Addresses that are told of what happens. To try one on your own machine without an address, run brindle listen.',
    add: 'Add endpoint',
    url: 'Address',
    events: 'Events',
    eventsHint: 'A line each, such as invoice.paid. * is all of them.',
    version: 'API version',
    versionHint: 'The account’s own, where it is left empty.',
    secret: 'Its signing secret',
    secretLead: 'Your program checks signatures with it. It is shown this once.',
    onwards: 'To the endpoint',
    verify: 'Check a signature',
    header: 'Stripe-Signature header',
    payload: 'Body, to the byte',
    by: 'Secret (whsec_…)',
    right: 'The signature is right.',
  },
  de: {
    title: 'Webhooks',
    lead: 'Adressen, die erfahren, was geschieht. Um einen auf dem eigenen Rechner ohne Adresse zu probieren, starten Sie brindle listen.',
    add: 'Endpunkt hinzufügen',
    url: 'Adresse',
    events: 'Ereignisse',
    eventsHint: 'Je eine Zeile, etwa invoice.paid. * sind alle.',
    version: 'API-Version',
    versionHint: 'Die des Kontos, wenn nichts dasteht.',
    secret: 'Sein Signaturschlüssel',
    secretLead: 'Damit prüft Ihr Programm Signaturen. Er wird nur dieses eine Mal gezeigt.',
    onwards: 'Zum Endpunkt',
    verify: 'Signatur prüfen',
    header: 'Header Stripe-Signature',
    payload: 'Inhalt, Byte für Byte',
    by: 'Schlüssel (whsec_…)',
    right: 'Die Signatur stimmt.',
  },
})

export default function Webhooks() {
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <>
          <button type="button" class="quiet" onClick={() => ask(W.verify, () => <Verify />)}>
            {W.verify}
          </button>
          <button type="button" onClick={() => ask(W.add, () => <Add />)}>
            {W.add}
          </button>
        </>
      }
    >
      <List<Stripe.WebhookEndpoint>
        path="/v1/webhook_endpoints"
        caption={W.title}
        to={({ id }) => `/webhooks/${id}`}
        columns={[
          { title: W.url, cell: ({ url }) => url },
          { title: COMMON.status, cell: ({ status }) => <Status of={status} /> },
          { title: W.events, cell: ({ enabled_events: all }) => (all.length > 2 ? all.length : all.join(', ')) },
          { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
        ]}
      />
    </Page>
  )
}

/** Each line is one of the list. */
export const listed = (text = ''): string[] =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')

const Add = () => (
  <Form
    path="/v1/webhook_endpoints"
    submit={W.add}
    cancel={closeDialog}
    shape={({ enabled_events, ...given }) => ({ ...given, enabled_events: listed(enabled_events) })}
    done={({ id, secret }) =>
      ask(W.secret, () => (
        <>
          <p>{W.secretLead}</p>
          <p>
            <Copy text={secret} />
          </p>
          <div class="form-end">
            <button
              type="button"
              onClick={() => {
                closeDialog()
                go(`/webhooks/${id}`)
              }}
            >
              {W.onwards}
            </button>
          </div>
        </>
      ))
    }
  >
    <Text name="url" type="url" label={W.url} required />
    <Lines name="enabled_events" label={W.events} hint={W.eventsHint} value="*" required />
    <Text name="api_version" label={W.version} hint={W.versionHint} />
  </Form>
)

function Verify() {
  const [problems, setProblems] = useState<readonly string[]>()
  return (
    <>
      <Form
        path="/brindle/webhook_signatures/verify"
        submit={W.verify}
        cancel={closeDialog}
        done={(verdict: { problems: readonly string[] }) => setProblems(verdict.problems)}
      >
        <Text name="header" label={W.header} required />
        <Lines name="payload" label={W.payload} rows={6} required />
        <Text name="secret" label={W.by} required />
      </Form>
      <div role="status">
        {problems?.length === 0 && <p>{W.right}</p>}
        {problems?.map((problem) => (
          <p key={problem} class="problem">
            {problem}
          </p>
        ))}
      </div>
    </>
  )
}
