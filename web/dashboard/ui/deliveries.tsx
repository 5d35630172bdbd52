// Deliveries of events: each with what was tried, what came back, and when it is tried next.
import { useState } from 'preact/hooks'
import { call, useGet } from '../api.ts'
import { exactly } from '../format.ts'
import { href } from '../router.ts'
import { words } from '../words.ts'
import { Act, tell } from './act.tsx'
import { ask } from './dialog.tsx'
import { Facts, Moment, Status } from './fields.tsx'
import { List } from './table.tsx'

const W = words({
  en: {
    deliveries: 'Deliveries',
    none: 'No endpoint was told.',
    event: 'Event',
    to: 'To',
    state: 'State',
    tries: 'Tries',
    last: 'Last answer',
    next: 'Next try',
    again: 'Resend',
    sent: 'It was sent again.',
    edited: 'edited',
    resent: 'resent',
    show: 'Look',
    no: 'none came',
    took: 'Took',
    signature: 'Signature',
    sentBody: 'What is sent',
    answer: 'Answer',
  },
  de: {
    deliveries: 'Zustellungen',
    none: 'Kein Endpunkt wurde benachrichtigt.',
    event: 'Ereignis',
    to: 'An',
    state: 'Zustand',
    tries: 'Versuche',
    last: 'Letzte Antwort',
    next: 'Nächster Versuch',
    again: 'Erneut senden',
    sent: 'Es wurde noch einmal gesendet.',
    edited: 'geändert',
    resent: 'erneut gesendet',
    show: 'Ansehen',
    no: 'keine kam',
    took: 'Dauer',
    signature: 'Signatur',
    sentBody: 'Was gesendet wird',
    answer: 'Antwort',
  },
})

interface Attempt {
  readonly at: number
  readonly status: number | null
  readonly response: string
  readonly latency_ms: number | null
  readonly signature: string | null
}

export interface Delivery {
  readonly id: string
  readonly attempts: readonly Attempt[]
  readonly created: number
  readonly edited: boolean
  readonly resent: boolean
  readonly endpoint: string | null
  readonly event: string
  readonly event_type: string
  readonly next_attempt: number | null
  readonly state: string
  readonly url: string | null
}

/** The addresses of all endpoints, by id. */
export function useEndpoints(): Readonly<Record<string, string>> {
  const { data } = useGet<{ data: readonly { id: string; url: string }[] }>('/v1/webhook_endpoints', { limit: 100 })
  return Object.fromEntries((data?.data ?? []).map(({ id, url }) => [id, url]))
}

/** The deliveries of an event, or to an endpoint. */
export function Deliveries({ of }: { readonly of: Readonly<Record<string, string | undefined>> }) {
  const endpoints = useEndpoints()
  return (
    <List<Delivery>
      path="/brindle/webhook_deliveries"
      params={of}
      caption={W.deliveries}
      empty={W.none}
      columns={[
        of.event === undefined
          ? { title: W.event, cell: (one) => <a href={href(`/events/${one.event}`)}>{one.event_type}</a> }
          : { title: W.to, cell: (one) => <To of={one} endpoints={endpoints} /> },
        {
          title: W.state,
          cell: ({ state, edited, resent }) => (
            <>
              <Status of={state} /> <small class="quiet-text">{edited ? W.edited : resent ? W.resent : ''}</small>
            </>
          ),
        },
        { title: W.tries, right: true, cell: ({ attempts }) => attempts.length },
        { title: W.last, cell: ({ attempts }) => lastOf(attempts) },
        { title: W.next, cell: ({ next_attempt: at }) => (at === null ? '–' : <Moment at={Math.floor(at / 1000)} />) },
        { title: '', cell: (one) => <Buttons of={one} /> },
      ]}
    />
  )
}

function To({ of, endpoints }: { readonly of: Delivery; readonly endpoints: Readonly<Record<string, string>> }) {
  if (of.endpoint === null) return <>{of.url}</>
  return <a href={href(`/webhooks/${of.endpoint}`)}>{of.url ?? endpoints[of.endpoint] ?? of.endpoint}</a>
}

const lastOf = (attempts: readonly Attempt[]): string => {
  const last = attempts.at(-1)
  return last === undefined ? '–' : last.status === null ? last.response.slice(0, 60) : String(last.status)
}

const Buttons = ({ of }: { readonly of: Delivery }) => (
  <span class="actions">
    <button type="button" class="quiet" onClick={() => ask(of.event_type, () => <Tried id={of.id} />)}>
      {W.show}
    </button>
    {of.endpoint !== null && !of.edited && (
      <Act path={`/brindle/events/${of.event}/resend`} params={{ webhook_endpoint: of.endpoint }} done={W.sent}>
        {W.again}
      </Act>
    )}
  </span>
)

/** All tries of a delivery, and the body to the byte. */
function Tried({ id }: { readonly id: string }) {
  const [found, setFound] = useState<Delivery & { readonly body: string }>()
  if (!found) {
    call('GET', `/brindle/webhook_deliveries/${id}`).then(setFound, (error: Error) => tell(error.message, true))
    return null
  }
  return (
    <>
      {found.attempts.map(({ at, status, response, latency_ms, signature }) => (
        <Facts
          key={at}
          of={[
            [exactly(Math.floor(at / 1000)), status === null ? W.no : String(status)],
            [W.answer, <code>{response}</code>],
            [W.took, latency_ms === null ? undefined : `${latency_ms} ms`],
            [W.signature, signature === null ? undefined : <code>{signature}</code>],
          ]}
        />
      ))}
      <h3>{W.sentBody}</h3>
      <pre>{found.body}</pre>
    </>
  )
}
