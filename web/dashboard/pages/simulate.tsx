// What may go wrong, on purpose: answers, webhooks and payments of this account fail, are late or come twice, for as often as is asked.
import { useGet } from '../api.ts'
import { label } from '../format.ts'
import { Act } from '../ui/act.tsx'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Choice, Form, Text } from '../ui/form.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { words } from '../words.ts'

const W = words({
  en: {
    title: 'Simulate',
    lead: 'Ask for what goes wrong in the world, and see whether your program stands it. Disputes, expired cards and failed payouts are on the pages of what they happen to.',
    now: 'What is asked for',
    none: 'Nothing goes wrong.',
    on: 'Of',
    what: 'What happens',
    hits: 'Came about',
    left: 'Still to come',
    always: 'until it is taken back',
    takeBack: 'Take back',
    requests: 'Answers of the API',
    payments: 'Payments',
    webhooks: 'Webhooks',
    set: 'Ask for it',
    count: 'How often',
    kinds: {
      decline: 'Decline the next charge',
      slow: 'Answer slowly',
      fail: 'Answer with an error',
      cut: 'Lose the answer',
      limit: 'Limit the rate',
      lose: 'Lose webhooks',
      refuse: 'Fail webhooks',
      twice: 'Send webhooks twice',
      mix: 'Mix up the order of webhooks',
    },
    milliseconds: 'So many milliseconds later',
    path: 'Only of this path',
    pathHint: '/v1/charges; empty for all',
    status: 'Status',
    code: 'Decline code',
    customer: 'Only of this customer',
    all: 'empty for all',
    type: 'Only of this event type',
    perSecond: 'More than so many in a second',
  },
  de: {
    title: 'Simulieren',
    lead: 'Verlangen Sie, was in der Welt schiefgeht, und sehen Sie, ob Ihr Programm es aushält. Streitfälle, abgelaufene Karten und gescheiterte Auszahlungen stehen auf den Seiten dessen, dem sie geschehen.',
    now: 'Was verlangt ist',
    none: 'Nichts geht schief.',
    on: 'Bei',
    what: 'Was geschieht',
    hits: 'Eingetreten',
    left: 'Steht noch aus',
    always: 'bis es zurückgenommen wird',
    takeBack: 'Zurücknehmen',
    requests: 'Antworten der API',
    payments: 'Zahlungen',
    webhooks: 'Webhooks',
    set: 'Verlangen',
    count: 'Wie oft',
    kinds: {
      decline: 'Nächste Zahlung ablehnen',
      slow: 'Langsam antworten',
      fail: 'Mit einem Fehler antworten',
      cut: 'Die Antwort verlieren',
      limit: 'Die Rate begrenzen',
      lose: 'Webhooks verlieren',
      refuse: 'Webhooks scheitern lassen',
      twice: 'Webhooks doppelt senden',
      mix: 'Webhooks in falscher Reihenfolge',
    },
    milliseconds: 'So viele Millisekunden später',
    path: 'Nur bei diesem Pfad',
    pathHint: '/v1/charges; leer für alle',
    status: 'Status',
    code: 'Grund der Ablehnung',
    customer: 'Nur bei diesem Kunden',
    all: 'leer für alle',
    type: 'Nur bei diesem Ereignistyp',
    perSecond: 'Mehr als so viele in einer Sekunde',
  },
})

interface Fault {
  readonly id: string
  readonly on: 'requests' | 'webhooks' | 'payments'
  readonly hits: number
  readonly remaining: number | null
  readonly [field: string]: unknown
}

const PATH = '/brindle/faults'
type Kind = keyof typeof W.kinds

/** What each is made of: what is always sent, and the fields that ask for the rest. */
const KINDS: Readonly<Record<Kind, { readonly sent: object; readonly fields: readonly (keyof typeof FIELDS)[] }>> = {
  decline: { sent: { on: 'payments' }, fields: ['decline_code', 'customer', 'count'] },
  slow: { sent: { on: 'requests' }, fields: ['delay_ms', 'path', 'count'] },
  fail: { sent: { on: 'requests' }, fields: ['status', 'path', 'count'] },
  cut: { sent: { on: 'requests', cut: 'answer', method: 'POST' }, fields: ['path', 'count'] },
  limit: { sent: { on: 'requests', 'rate[seconds]': 1 }, fields: ['rate[requests]', 'path'] },
  lose: { sent: { on: 'webhooks', drop: true }, fields: ['type', 'count'] },
  refuse: { sent: { on: 'webhooks', status: 500 }, fields: ['type', 'count'] },
  twice: { sent: { on: 'webhooks', duplicate: 1 }, fields: ['type', 'count'] },
  mix: { sent: { on: 'webhooks', shuffle_ms: 3000 }, fields: ['type'] },
}

const CODES =
  'generic_decline insufficient_funds lost_card stolen_card expired_card do_not_honor fraudulent processing_error'.split(
    ' ',
  )

const FIELDS = {
  count: () => <Text name="count" type="number" label={W.count} value="1" />,
  customer: () => <Text name="customer" label={W.customer} hint={`cus_…; ${W.all}`} />,
  decline_code: () => <Choice name="decline_code" label={W.code} choices={CODES.map((code) => [code, label(code)])} />,
  delay_ms: () => <Text name="delay_ms" type="number" label={W.milliseconds} value="3000" required />,
  path: () => <Text name="path" label={W.path} hint={W.pathHint} />,
  'rate[requests]': () => <Text name="rate[requests]" type="number" label={W.perSecond} value="5" required />,
  status: () => (
    <Choice name="status" label={W.status} choices={['500', '503', '429', '402', '400'].map((one) => [one, one])} />
  ),
  type: () => <Text name="type" label={W.type} hint={`invoice.paid; ${W.all}`} />,
}

export default function Simulate() {
  const faults = useGet<{ data: readonly Fault[] }>(PATH)
  return (
    <Page title={W.title} lead={W.lead}>
      <Section title={W.now}>
        <Shown of={faults}>
          {({ data }) => (
            <Table
              caption={W.now}
              empty={W.none}
              rows={data}
              columns={[
                { title: W.on, cell: ({ on }) => W[on] },
                { title: W.what, cell: (fault) => <code>{whatOf(fault)}</code> },
                { title: W.hits, right: true, cell: ({ hits }) => hits },
                { title: W.left, right: true, cell: ({ remaining }) => remaining ?? W.always },
                {
                  title: '',
                  cell: ({ id }) => (
                    <Act method="DELETE" path={`${PATH}/${id}`}>
                      {W.takeBack}
                    </Act>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
      <ul class="grid tiles">
        {(Object.keys(KINDS) as Kind[]).map((kind) => (
          <li key={kind}>
            <button type="button" class="quiet" onClick={() => ask(W.kinds[kind], () => <AskFor kind={kind} />)}>
              {W.kinds[kind]} …
            </button>
          </li>
        ))}
      </ul>
    </Page>
  )
}

const AskFor = ({ kind }: { readonly kind: Kind }) => (
  <Form path={PATH} submit={W.set} also={{ ...KINDS[kind].sent }} done={closeDialog} cancel={closeDialog}>
    {KINDS[kind].fields.map((name) => (
      <Field key={name} of={name} />
    ))}
  </Form>
)

function Field({ of }: { readonly of: keyof typeof FIELDS }) {
  return FIELDS[of]()
}

/** What a fault was asked for with, in the API's own words. */
const whatOf = ({ id, on, hits, remaining, object, created, ...said }: Fault): string =>
  Object.entries(said)
    .filter(([, value]) => value !== null && value !== false)
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' ')
