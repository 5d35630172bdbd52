// The sandbox as a whole: its clock, states of it that were kept and can be put back, and everything forgotten.
import { useGet } from '../api.ts'
import { count } from '../format.ts'
import { Act } from '../ui/act.tsx'
import { Facts, Moment } from '../ui/fields.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { type Plan, Upcoming } from '../ui/upcoming.tsx'
import { COMMON, words } from '../words.ts'
import { Scenarios } from './sandbox_scenarios.tsx'

const W = words({
  en: {
    title: 'Sandbox',
    lead: 'Everything here belongs to this account alone: move its time, keep a state and put it back, fill it, or begin anew.',
    clock: 'Time',
    now: 'It is',
    wall: 'Outside it is',
    hour: 'One hour ahead',
    day: 'One day ahead',
    week: 'One week ahead',
    month: '31 days ahead',
    ahead: 'What will happen',
    snapshots: 'States that were kept',
    keep: 'Keep this state',
    kept: 'The state was kept.',
    restore: 'Put back',
    restored: 'The state was put back.',
    restoreSure: 'What came since then is gone, and its ids with it.',
    documents: 'Documents',
    reset: 'Begin anew',
    resetLead:
      'The sandbox is as it was when it was first named: the same account, the same keys, and nothing in it. States that were kept stay.',
    resetSure: 'All objects and events of this sandbox are gone.',
    done: 'The sandbox is empty.',
    scenarios: 'Fill it',
  },
  de: {
    title: 'Sandbox',
    lead: 'Alles hier gehört nur zu diesem Konto: Bewegen Sie seine Zeit, heben Sie einen Zustand auf und holen Sie ihn zurück, füllen Sie es, oder fangen Sie neu an.',
    clock: 'Zeit',
    now: 'Es ist',
    wall: 'Draußen ist es',
    hour: 'Eine Stunde vor',
    day: 'Einen Tag vor',
    week: 'Eine Woche vor',
    month: '31 Tage vor',
    ahead: 'Was geschehen wird',
    snapshots: 'Aufgehobene Zustände',
    keep: 'Zustand aufheben',
    kept: 'Der Zustand ist aufgehoben.',
    restore: 'Zurückholen',
    restored: 'Der Zustand ist zurückgeholt.',
    restoreSure: 'Was seitdem kam, ist weg, und seine IDs auch.',
    documents: 'Dokumente',
    reset: 'Neu anfangen',
    resetLead:
      'Die Sandbox ist, wie sie war, als sie zum ersten Mal genannt wurde: dasselbe Konto, dieselben Schlüssel, und nichts darin. Aufgehobene Zustände bleiben.',
    resetSure: 'Alle Objekte und Ereignisse dieser Sandbox sind weg.',
    done: 'Die Sandbox ist leer.',
    scenarios: 'Füllen',
  },
})

const HOUR = 3600
const STEPS = [
  [W.hour, HOUR],
  [W.day, 24 * HOUR],
  [W.week, 7 * 24 * HOUR],
  [W.month, 31 * 24 * HOUR],
] as const

interface Snapshot {
  readonly id: string
  readonly created: number
  readonly documents?: number
}

export default function Sandbox() {
  const clock = useGet<{ now: number; wall: number }>('/brindle/clock')
  const planned = useGet<Plan>('/brindle/upcoming', { limit: 10 })
  const snapshots = useGet<{ data: readonly Snapshot[] }>('/brindle/snapshots')
  return (
    <Page title={W.title} lead={W.lead}>
      <Section
        title={W.clock}
        actions={STEPS.map(([title, by]) => (
          <Act key={by} path="/brindle/clock/advance" params={{ by }}>
            {title}
          </Act>
        ))}
      >
        <Shown of={clock}>
          {({ now, wall }) => (
            <Facts
              of={[
                [W.now, <Moment at={now} />],
                [W.wall, <Moment at={wall} />],
              ]}
            />
          )}
        </Shown>
      </Section>
      <Section title={W.ahead}>
        <Upcoming of={planned} />
      </Section>
      <Section title={W.scenarios}>
        <Scenarios />
      </Section>
      <Section
        title={W.snapshots}
        actions={
          <Act path="/brindle/snapshots" done={W.kept} then={snapshots.reload}>
            {W.keep}
          </Act>
        }
      >
        <Shown of={snapshots}>
          {({ data }) => (
            <Table
              caption={W.snapshots}
              rows={data}
              columns={[
                { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
                {
                  title: W.documents,
                  right: true,
                  cell: ({ documents }) => (documents === undefined ? '–' : count(documents)),
                },
                {
                  title: '',
                  cell: ({ id }) => (
                    <span class="actions">
                      <Act path={`/brindle/snapshots/${id}/restore`} sure={W.restoreSure} done={W.restored}>
                        {W.restore}
                      </Act>
                      <Act method="DELETE" path={`/brindle/snapshots/${id}`}>
                        {COMMON.delete}
                      </Act>
                    </span>
                  ),
                },
              ]}
            />
          )}
        </Shown>
      </Section>
      <Section
        title={W.reset}
        actions={
          <Act path="/brindle/reset" sure={W.resetSure} done={W.done}>
            {W.reset}
          </Act>
        }
      >
        <p class="quiet-text">{W.resetLead}</p>
      </Section>
    </Page>
  )
}
