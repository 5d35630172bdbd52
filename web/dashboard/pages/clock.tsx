// One test clock: what its customers have, what will happen and when, and forward to that.
import type Stripe from 'stripe'
import { useEffect } from 'preact/hooks'
import { useGet } from '../api.ts'
import { day } from '../format.ts'
import { go, href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Copy } from '../ui/copy.tsx'
import { Facts, Moment, Status } from '../ui/fields.tsx'
import { Form, Text } from '../ui/form.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { type Plan, Upcoming } from '../ui/upcoming.tsx'
import { COMMON, words } from '../words.ts'
import { noonOf } from './clocks.tsx'

const W = words({
  en: {
    clocks: 'Test clocks',
    shows: 'It shows',
    advance: 'Advance',
    to: 'Until',
    next: 'To what comes next',
    ahead: 'What will happen',
    customers: 'Customers on this clock',
    addCustomer: 'New customer',
    gone: 'Deletes the clock with all customers on it.',
    month: '1 month ahead',
  },
  de: {
    clocks: 'Testuhren',
    shows: 'Sie zeigt',
    advance: 'Vorstellen',
    to: 'Bis zum',
    next: 'Bis zum Nächsten',
    ahead: 'Was geschehen wird',
    customers: 'Kunden an dieser Uhr',
    addCustomer: 'Neuer Kunde',
    gone: 'Löscht die Uhr mit allen Kunden daran.',
    month: '1 Monat vor',
  },
})

type Clock = Stripe.TestHelpers.TestClock

/** Why 400 ms: a clock that moves is looked at so often. */
const MOVING_MS = 400

export default function ClockPage({ id }: { readonly id: string }) {
  const reading = useGet<Clock>(`/v1/test_helpers/test_clocks/${id}`)
  const isMoving = reading.data?.status === 'advancing'
  useEffect(() => {
    if (!isMoving) return
    const asking = setInterval(reading.reload, MOVING_MS)
    return () => clearInterval(asking)
  }, [isMoving])
  return <Shown of={reading}>{(clock) => <Whole clock={clock} />}</Shown>
}

function Whole({ clock }: { readonly clock: Clock }) {
  const { id, name, status, frozen_time: now } = clock
  const advance = `/v1/test_helpers/test_clocks/${id}/advance`
  const planned = useGet<Plan>('/brindle/upcoming', { test_clock: id, limit: 20 })
  const next = planned.data?.data.find(({ at }) => at > now)
  return (
    <Page
      title={name ?? id}
      over={<a href={href('/clocks')}>{W.clocks}</a>}
      actions={
        <>
          {next && (
            <Act path={advance} params={{ frozen_time: next.at }} quiet={false}>
              {W.next}
            </Act>
          )}
          <Act path={advance} params={{ frozen_time: monthAfter(now) }}>
            {W.month}
          </Act>
          <button
            type="button"
            class="quiet"
            onClick={() => ask(W.advance, () => <Advance path={advance} now={now} />)}
          >
            {W.advance} …
          </button>
          <Act method="DELETE" path={`/v1/test_helpers/test_clocks/${id}`} sure={W.gone} then={() => go('/clocks')}>
            {COMMON.delete}
          </Act>
        </>
      }
    >
      <Facts
        of={[
          [W.shows, <Moment at={now} />],
          [COMMON.status, <Status of={status} />],
          ['ID', <Copy text={id} />],
        ]}
      />
      <Section title={W.ahead}>
        <Upcoming of={planned} />
      </Section>
      <Section
        title={W.customers}
        actions={
          <button type="button" class="quiet" onClick={() => ask(W.addCustomer, () => <NewCustomer clock={id} />)}>
            {W.addCustomer}
          </button>
        }
      >
        <List<Stripe.Customer>
          path="/v1/customers"
          params={{ test_clock: id }}
          caption={W.customers}
          to={(one) => `/id/${one.id}`}
          columns={[
            { title: COMMON.name, cell: (one) => one.name ?? one.email ?? one.id },
            { title: COMMON.email, cell: (one) => one.email ?? '–' },
            { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
          ]}
        />
      </Section>
    </Page>
  )
}

/** The same day of the next month, or its last one. */
function monthAfter(seconds: number): number {
  const date = new Date(seconds * 1000)
  const month = date.getUTCMonth()
  date.setUTCMonth(month + 1)
  if (date.getUTCMonth() !== (month + 1) % 12) date.setUTCDate(0)
  return date.getTime() / 1000
}

const Advance = ({ path, now }: { readonly path: string; readonly now: number }) => (
  <Form
    path={path}
    submit={W.advance}
    shape={({ to }) => ({ frozen_time: noonOf(to ?? '') })}
    done={closeDialog}
    cancel={closeDialog}
  >
    <Text name="to" type="date" label={W.to} hint={day(now)} required />
  </Form>
)

const NewCustomer = ({ clock }: { readonly clock: string }) => (
  <Form
    path="/v1/customers"
    submit={W.addCustomer}
    also={{ test_clock: clock }}
    done={closeDialog}
    cancel={closeDialog}
  >
    <Text name="name" label={COMMON.name} />
    <Text name="email" type="email" label={COMMON.email} />
    <Text name="payment_method" label="Payment method" hint="pm_card_visa" />
  </Form>
)
