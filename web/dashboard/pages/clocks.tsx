// Test clocks: each moves the time of its own customers. One page lists them, with the form for a new one.
import type Stripe from 'stripe'
import { go } from '../router.ts'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { Moment, Status } from '../ui/fields.tsx'
import { Form, Text } from '../ui/form.tsx'
import { Page } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Test clocks',
    lead: 'Customers on a clock live in its time: move it, and their trials end, their subscriptions renew, their retries run.',
    add: 'New test clock',
    shows: 'It shows',
    from: 'Begins at',
  },
  de: {
    title: 'Testuhren',
    lead: 'Kunden an einer Uhr leben in ihrer Zeit: Stellen Sie sie vor, und Testphasen enden, Abonnements verlängern sich, Versuche laufen.',
    add: 'Neue Testuhr',
    shows: 'Sie zeigt',
    from: 'Beginnt am',
  },
})

export default function Clocks() {
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <button type="button" onClick={() => ask(W.add, () => <New />)}>
          {W.add}
        </button>
      }
    >
      <List<Stripe.TestHelpers.TestClock>
        path="/v1/test_helpers/test_clocks"
        caption={W.title}
        to={({ id }) => `/clocks/${id}`}
        columns={[
          { title: COMMON.name, cell: ({ name, id }) => name ?? <code>{id}</code> },
          { title: W.shows, cell: ({ frozen_time }) => <Moment at={frozen_time} /> },
          { title: COMMON.status, cell: ({ status }) => <Status of={status} /> },
          { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
        ]}
      />
    </Page>
  )
}

/** A day that was chosen, at noon there, in epoch seconds. */
export const noonOf = (chosen: string): number => Math.floor(new Date(`${chosen}T12:00`).getTime() / 1000)

const today = () => new Date().toISOString().slice(0, 10)

const New = () => (
  <Form
    path="/v1/test_helpers/test_clocks"
    submit={W.add}
    shape={({ from, ...given }) => ({ ...given, frozen_time: noonOf(from ?? today()) })}
    done={({ id }) => {
      closeDialog()
      go(`/clocks/${id}`)
    }}
    cancel={closeDialog}
  >
    <Text name="name" label={COMMON.name} />
    <Text name="from" type="date" label={W.from} value={today()} required />
  </Form>
)
