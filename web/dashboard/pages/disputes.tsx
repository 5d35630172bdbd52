// Payments that customers objected to with their banks, the newest first, with the day by which to answer.
import type Stripe from 'stripe'
import { param } from '../router.ts'
import { Money, Moment, Status } from '../ui/fields.tsx'
import { Filters, momentOf } from '../ui/filters.tsx'
import { Page } from '../ui/page.tsx'
import { customerTitle } from '../ui/pickers.ts'
import { reasonText } from '../ui/reasons.ts'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Disputes',
    lead: 'Payments that customers objected to with their banks. A test payment with the card 0259 makes one.',
    reason: 'Reason',
    due: 'Answer by',
    empty: 'No payment was disputed.',
  },
  de: {
    title: 'Streitfälle',
    lead: 'Zahlungen, die Kunden bei ihrer Bank angefochten haben. Eine Testzahlung mit der Karte 0259 macht einen.',
    reason: 'Grund',
    due: 'Antwort bis',
    empty: 'Keine Zahlung wurde angefochten.',
  },
})

export default function Disputes() {
  return (
    <Page title={W.title} lead={W.lead}>
      <Filters />
      <List<Stripe.Dispute>
        path="/v1/disputes"
        params={{
          created: { gte: momentOf(param('from')), lt: momentOf(param('until'), 1) },
          expand: ['data.charge.customer'],
        }}
        caption={W.title}
        empty={W.empty}
        to={({ id }) => `/disputes/${id}`}
        columns={[
          { title: COMMON.amount, cell: ({ amount, currency }) => <Money of={amount} in={currency} /> },
          { title: COMMON.status, cell: ({ status }) => <Status of={status} /> },
          { title: W.reason, cell: ({ reason }) => reasonText(reason) },
          { title: COMMON.customer, cell: ({ charge }) => payer(charge) },
          { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
          { title: W.due, cell: ({ evidence_details }) => <Moment at={evidence_details.due_by} /> },
        ]}
      />
    </Page>
  )
}

function payer(of: Stripe.Dispute['charge']): string {
  const customer = typeof of === 'object' ? of.customer : null
  return customer && typeof customer === 'object' && !customer.deleted ? customerTitle(customer) : '–'
}
