// The catalogue of sources: what can be connected, the accounts that are, and the data flows that read them.
import { href } from '../router.ts'
import { gated } from '../source/gate.tsx'
import { SourceList } from '../source/list.tsx'
import { listName, RunStatus, scheduleText } from '../source/shown.tsx'
import '../source/style.ts'
import { TERMS } from '../source/terms.ts'
import type { Connection, Flow, SourceConnection } from '../source/types.ts'
import { useSource, withQuery } from '../source_api.ts'
import { Moment, Status } from '../ui/fields.tsx'
import { Page, Problem, Section } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    lead: 'Read an account of Stripe, or of a Brindle, into typed datasets, and keep them up to date.',
    offers: 'Catalogue',
    beta: 'Beta',
    about:
      'Charges, subscriptions, refunds, balance transactions, customers, prices and every other list of any host that speaks Stripe’s API.',
    accounts: 'Accounts',
    noAccounts: 'No account is connected yet. “Add data” connects the first one.',
    here: 'This server',
    may: 'May be read',
    mayOf: (n: number, of: number) => `${n} of ${of} lists`,
    noFlows: 'Nothing is read yet.',
    last: 'Last run',
    never: 'not yet',
  },
  de: {
    lead: 'Lesen Sie ein Konto von Stripe oder eines Brindle in typisierte Datensätze ein, und halten Sie sie aktuell.',
    offers: 'Katalog',
    beta: 'Beta',
    about:
      'Zahlungen, Abonnements, Erstattungen, Kontobewegungen, Kunden, Preise und jede andere Liste eines Hosts, der Stripes API spricht.',
    accounts: 'Konten',
    noAccounts: 'Noch ist kein Konto angebunden. „Daten hinzufügen“ bindet das erste an.',
    here: 'Dieser Server',
    may: 'Lesbar',
    mayOf: (n: number, of: number) => `${n} von ${of} Listen`,
    noFlows: 'Noch wird nichts gelesen.',
    last: 'Letzter Lauf',
    never: 'noch keiner',
  },
})

interface Spec {
  readonly id: string
  readonly sourceSpec?: {
    readonly attributes: {
      readonly uiAttributes: { readonly isSource: boolean; readonly isBeta: boolean; readonly label: string }
    }
  }
}

/** Why 4 s: what runs by itself is seen soon, and a page left open asks little. */
const EVERY_MS = 4000

function Sources() {
  const accounts = useSource<{ items: readonly Connection[] }>('connections?limit=100', { every: EVERY_MS })
  return (
    <Page title={TERMS.sources} lead={W.lead}>
      <Section title={W.offers}>
        <Offers />
      </Section>
      <Section title={W.accounts}>
        {accounts.error && <Problem error={accounts.error} />}
        {accounts.data && <Accounts of={accounts.data.items} />}
      </Section>
      <Section title={TERMS.flows}>
        <SourceList<Flow> path="flows" every={EVERY_MS} caption={TERMS.flows} columns={[]}>
          {(flows) => <Flows of={flows} accounts={accounts.data?.items ?? []} />}
        </SourceList>
      </Section>
    </Page>
  )
}

function Offers() {
  const { data, error } = useSource<{ items: readonly Spec[] }>('connectionSpecs')
  if (error) return <Problem error={error} />
  const offers = (data?.items ?? []).flatMap(({ id, sourceSpec }) =>
    sourceSpec ? [{ id, ...sourceSpec.attributes.uiAttributes }] : [],
  )
  return (
    <>
      {offers.map(({ id, label, isBeta }) => (
        <article key={id} class="card offer">
          <svg viewBox="0 0 24 24" width="40" height="40" aria-hidden="true">
            <rect width="24" height="24" rx="7" />
            <path d="M7 8h10M7 12h10M7 16h6" />
          </svg>
          <div>
            <h3>
              {label} {isBeta && <span class="status">{W.beta}</span>}
            </h3>
            <p class="quiet-text">{W.about}</p>
          </div>
          <a class="button" href={href('/sources/new')}>
            {TERMS.add}
          </a>
        </article>
      ))}
    </>
  )
}

/** Where an account is read. */
export const hostText = ({ auth: { params } }: Connection): string => params.host ?? W.here

function Accounts({ of }: { readonly of: readonly Connection[] }) {
  return (
    <Table
      caption={W.accounts}
      rows={of}
      empty={W.noAccounts}
      to={({ id }) => `/sources/accounts/${id}`}
      columns={[
        { title: COMMON.name, cell: ({ name }) => name },
        { title: TERMS.host, cell: hostText },
        {
          title: W.may,
          cell: ({ permissions }) => {
            const all = Object.values(permissions)
            return W.mayOf(all.filter((one) => one === 'read').length, all.length)
          },
        },
        { title: COMMON.created, cell: ({ createdAt }) => <Moment at={createdAt / 1000} /> },
      ]}
    />
  )
}

interface FlowsProps {
  readonly of: readonly Flow[]
  /** Where it is not said, the account is not shown. */
  readonly accounts?: readonly Connection[]
}

/** Data flows with the list that each reads, and how its last run went. */
export function Flows({ of, accounts }: FlowsProps) {
  const ids = of.flatMap(({ sourceConnectionIds }) => sourceConnectionIds)
  const from = useSource<{ items: readonly SourceConnection[] }>(
    ids.length > 0 ? withQuery('sourceConnections', { property: `id==${ids.join(',')}` }) : undefined,
  )
  const listOf = ({ sourceConnectionIds: [id] }: Flow) => {
    const found = from.data?.items.find((one) => one.id === id)
    return found ? listName(found.params.resourcePath) : '–'
  }
  const accountOf = ({ inheritedAttributes: { sourceConnections: list } }: Flow) =>
    accounts?.find(({ id }) => id === list[0]?.baseConnection.id)?.name ?? '–'
  return (
    <Table
      caption={TERMS.flows}
      rows={of}
      empty={W.noFlows}
      to={({ id }) => `/sources/flows/${id}`}
      columns={[
        { title: COMMON.name, cell: ({ name }) => name },
        { title: TERMS.list, cell: listOf },
        ...(accounts ? [{ title: TERMS.account, cell: accountOf }] : []),
        { title: COMMON.status, cell: ({ state }) => <Status of={state} /> },
        { title: TERMS.schedule, cell: ({ scheduleParams }) => scheduleText(scheduleParams) },
        {
          title: W.last,
          cell: ({ lastRunDetails: last }) =>
            last ? (
              <>
                <RunStatus of={last.state} /> <Moment at={last.startedAtUTC / 1000} />
              </>
            ) : (
              W.never
            ),
        },
      ]}
    />
  )
}

export default gated(Sources)
