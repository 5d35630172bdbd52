// The log of requests, live: what programs have asked this account, and how it was answered.
import { useState } from 'preact/hooks'
import { param, setParams } from '../router.ts'
import { Moment } from '../ui/fields.tsx'
import { Page, Problem } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { words } from '../words.ts'
import { useLog } from './request_log.ts'

const W = words({
  en: {
    title: 'Requests',
    lead: 'What programs asked this account, as it comes. The server keeps the last 2 000 in memory.',
    pause: 'Pause',
    go: 'Go on',
    method: 'Method',
    status: 'Status',
    path: 'Path begins with',
    source: 'Asked by',
    any: 'Any',
    programs: 'Programs',
    ok: 'Answered',
    refused: 'Refused (4xx)',
    failed: 'Failed (5xx)',
    request: 'Request',
    took: 'Took',
    when: 'When',
    what: 'What was wrong',
    older: 'Show older ones',
    none: 'Nothing has been asked that fits.',
    lost: (count: number) => `${count} came too fast to be shown.`,
    sources: { api: 'An SDK or curl', cli: 'A command line', 'stripe.js': 'Stripe.js', dashboard: 'This Dashboard' },
  },
  de: {
    title: 'Anfragen',
    lead: 'Was Programme dieses Konto fragen, sobald es kommt. Der Server behält die letzten 2 000 im Speicher.',
    pause: 'Anhalten',
    go: 'Weiter',
    method: 'Methode',
    status: 'Status',
    path: 'Pfad beginnt mit',
    source: 'Gefragt hat',
    any: 'Alle',
    programs: 'Programme',
    ok: 'Beantwortet',
    refused: 'Abgelehnt (4xx)',
    failed: 'Fehlgeschlagen (5xx)',
    request: 'Anfrage',
    took: 'Dauer',
    when: 'Wann',
    what: 'Was falsch war',
    older: 'Ältere zeigen',
    none: 'Nichts Passendes wurde gefragt.',
    lost: (count: number) => `${count} kamen zu schnell, um gezeigt zu werden.`,
    sources: {
      api: 'Ein SDK oder curl',
      cli: 'Eine Kommandozeile',
      'stripe.js': 'Stripe.js',
      dashboard: 'Dieses Dashboard',
    },
  },
})

const STATUSES = [
  ['2xx', W.ok],
  ['4xx', W.refused],
  ['5xx', W.failed],
] as const

export default function Requests() {
  const [paused, setPaused] = useState(false)
  const by = { method: param('method'), path: param('path'), source: param('source'), status: param('status') }
  const log = useLog(by, paused)
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <button type="button" class="quiet" aria-pressed={paused} onClick={() => setPaused(!paused)}>
          {paused ? W.go : W.pause}
        </button>
      }
    >
      <search class="filters">
        <Pick name="method" label={W.method} choices={['GET', 'POST', 'DELETE'].map((one) => [one, one])} />
        <Pick name="status" label={W.status} choices={STATUSES} />
        <Pick name="source" label={W.source} none={W.programs} choices={Object.entries(W.sources)} />
        <label>
          {W.path}
          <input
            value={by.path ?? ''}
            placeholder="/v1/customers"
            onChange={(event) => setParams({ path: event.currentTarget.value || undefined })}
          />
        </label>
      </search>
      <Problem error={log.error} />
      {log.dropped > 0 && <p class="quiet-text">{W.lost(log.dropped)}</p>}
      <Table
        caption={W.title}
        rows={log.rows}
        empty={W.none}
        to={({ id }) => `/requests/${id}`}
        columns={[
          {
            title: W.request,
            cell: ({ method, path }) => (
              <code>
                {method} {path}
              </code>
            ),
          },
          { title: W.status, cell: ({ status }) => <HttpStatus of={status} /> },
          { title: W.what, cell: ({ error }) => error?.code ?? error?.message ?? '' },
          { title: W.took, right: true, cell: ({ milliseconds }) => `${milliseconds} ms` },
          { title: W.when, cell: ({ created }) => <Moment at={created} /> },
        ]}
      />
      {log.has_more && (
        <div class="pages">
          <button type="button" class="quiet" onClick={log.older}>
            {W.older}
          </button>
        </div>
      )}
    </Page>
  )
}

/** The status of an answer. */
export const HttpStatus = ({ of }: { readonly of: number }) => (
  <span class={`status ${of < 400 ? 'good' : of < 500 ? 'waits' : 'bad'}`}>{of}</span>
)

interface PickProps {
  readonly name: string
  readonly label: string
  readonly none?: string
  readonly choices: readonly (readonly [value: string, title: string])[]
}

/** A choice that is kept in the address. */
const Pick = ({ name, label, none = W.any, choices }: PickProps) => (
  <label>
    {label}
    <select
      value={param(name) ?? ''}
      onChange={(event) => setParams({ [name]: event.currentTarget.value || undefined })}
    >
      <option value="">{none}</option>
      {choices.map(([value, title]) => (
        <option key={value} value={value}>
          {title}
        </option>
      ))}
    </select>
  </label>
)
