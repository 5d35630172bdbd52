// One request: what was asked beside what was answered, and what came of it: objects, events, deliveries.
import { useGet } from '../api.ts'
import { label } from '../format.ts'
import { go, href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { snippetsOf } from '../ui/calls.tsx'
import { Copy } from '../ui/copy.tsx'
import { Facts, Id, Moment, Status } from '../ui/fields.tsx'
import { Json } from '../ui/json.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { words } from '../words.ts'
import type { Logged } from './request_log.ts'
import { HttpStatus } from './requests.tsx'

const W = words({
  en: {
    requests: 'Requests',
    replay: 'Replay',
    replayed: 'It was asked again.',
    replayOf: 'Replay of',
    asked: 'Asked',
    answered: 'Answered',
    nothing: 'Without parameters.',
    cut: 'Only the beginning is kept.',
    came: 'What came of it',
    none: 'It changed nothing.',
    undelivered: 'no webhook endpoint wanted it',
    copy: 'Make it yourself',
    version: 'API version',
    idempotency: 'Idempotency key',
    source: 'Asked by',
    took: 'Took',
    wrong: 'What was wrong',
    param: 'Parameter',
    docs: 'Explained at',
    created: 'made',
    updated: 'changed',
    deleted: 'deleted',
  },
  de: {
    requests: 'Anfragen',
    replay: 'Wiederholen',
    replayed: 'Es wurde noch einmal gefragt.',
    replayOf: 'Wiederholung von',
    asked: 'Gefragt',
    answered: 'Geantwortet',
    nothing: 'Ohne Parameter.',
    cut: 'Nur der Anfang ist aufgehoben.',
    came: 'Was daraus wurde',
    none: 'Es hat nichts geändert.',
    undelivered: 'kein Webhook-Endpunkt wollte es',
    copy: 'Selbst machen',
    version: 'API-Version',
    idempotency: 'Idempotenzschlüssel',
    source: 'Gefragt hat',
    took: 'Dauer',
    wrong: 'Was falsch war',
    param: 'Parameter',
    docs: 'Erklärt unter',
    created: 'erstellt',
    updated: 'geändert',
    deleted: 'gelöscht',
  },
})

interface Whole extends Logged {
  readonly request_body: string
  readonly request_is_whole: boolean
  readonly response_body: string
  readonly response_is_whole: boolean
  readonly wrote?: readonly { id: string; object: string; change: 'created' | 'updated' | 'deleted' }[]
  readonly events?: readonly Came[]
}

interface Came {
  readonly id: string
  readonly type: string
  readonly deliveries: readonly { id: string; endpoint: string; state: string }[]
}

export default function RequestPage({ id }: { readonly id: string }) {
  const reading = useGet<Whole>(`/brindle/requests/${id}`)
  return <Shown of={reading}>{(request) => <One request={request} />}</Shown>
}

function One({ request }: { readonly request: Whole }) {
  const { id, method, path, error } = request
  return (
    <Page
      title={`${method} ${path}`}
      over={<a href={href('/requests')}>{W.requests}</a>}
      lead={<Copy text={id} />}
      actions={
        <Act path={`/brindle/requests/${id}/replay`} done={W.replayed} then={(again) => go(`/requests/${again.id}`)}>
          {W.replay}
        </Act>
      }
    >
      <Facts
        of={[
          [W.answered, <HttpStatus of={request.status} />],
          [W.wrong, error?.message ?? undefined],
          [W.param, error?.param ? <code>{error.param}</code> : undefined],
          [W.docs, error?.doc_url ?? undefined],
          [W.took, `${request.milliseconds} ms`],
          [W.asked, <Moment at={request.created} />],
          [W.source, [request.source, request.user_agent].filter(Boolean).join(' · ')],
          [W.version, request.api_version],
          [W.idempotency, request.idempotency_key ?? undefined],
          [
            W.replayOf,
            request.replay_of ? <a href={href(`/requests/${request.replay_of}`)}>{request.replay_of}</a> : undefined,
          ],
        ]}
      />
      <Section title={W.came}>
        <Consequences of={request} />
      </Section>
      <div class="halves">
        <Section title={W.asked}>
          <Asked of={request} />
        </Section>
        <Section title={W.answered}>
          <Answered of={request} />
        </Section>
      </div>
      <Section title={W.copy}>
        {snippetsOf({ method, path, params: paramsOf(request) }).map(([tool, text]) => (
          <div key={tool} class="snippet">
            <Copy text={text} title={tool} />
            <pre>{text}</pre>
          </div>
        ))}
      </Section>
    </Page>
  )
}

/** What was sent, as names and values: of a form, or behind the path. */
const paramsOf = ({ method, query, request_body }: Whole): [string, string][] =>
  [...new URLSearchParams(method === 'GET' ? (query ?? '') : request_body)].filter(([name]) => name !== 'key')

function Asked({ of }: { readonly of: Whole }) {
  const params = paramsOf(of)
  if (params.length === 0) return <p class="quiet-text">{W.nothing}</p>
  return (
    <>
      <Facts of={params.map(([name, value]) => [name, <code key={name}>{value}</code>])} />
      {!of.request_is_whole && <p class="quiet-text">{W.cut}</p>}
    </>
  )
}

function Answered({ of }: { readonly of: Whole }) {
  if (!of.response_is_whole)
    return (
      <>
        <pre>{of.response_body}</pre>
        <p class="quiet-text">{W.cut}</p>
      </>
    )
  try {
    return <Json of={JSON.parse(of.response_body)} open={1} />
  } catch {
    return <pre>{of.response_body}</pre>
  }
}

/** Request → objects → events → deliveries, as a tree that reads from the left. */
function Consequences({ of: { wrote = [], events = [] } }: { readonly of: Whole }) {
  if (wrote.length === 0 && events.length === 0) return <p class="quiet-text">{W.none}</p>
  return (
    <div class="chain">
      <ol>
        {wrote.map(({ id, object, change }) => (
          <li key={id}>
            <Id of={id}>{label(object)}</Id> <span class="quiet-text">{W[change]}</span>
          </li>
        ))}
      </ol>
      <ol>
        {events.map(({ id, type, deliveries }) => (
          <li key={id}>
            <a href={href(`/events/${id}`)}>
              <code>{type}</code>
            </a>
            <ol>
              {deliveries.length === 0 && <li class="quiet-text">{W.undelivered}</li>}
              {deliveries.map((one) => (
                <li key={one.id}>
                  <a href={href(`/webhooks/${one.endpoint}`)}>
                    <code>{one.endpoint}</code>
                  </a>{' '}
                  <Status of={one.state} />
                </li>
              ))}
            </ol>
          </li>
        ))}
      </ol>
    </div>
  )
}
