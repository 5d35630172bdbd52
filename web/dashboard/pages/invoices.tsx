// What was billed: every invoice, by status.
import type Stripe from 'stripe'
import { href, param } from '../router.ts'
import { Money, Moment, Status } from '../ui/fields.tsx'
import { Filter } from '../ui/found.tsx'
import { Page } from '../ui/page.tsx'
import { statusWord } from '../ui/status_words.ts'
import { type Column, List, Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Invoices',
    lead: 'What you billed, and what of it was paid.',
    add: 'Create invoice',
    number: 'Number',
    draft: 'Draft',
    due: 'Due',
    subscription: 'Subscription',
    empty: 'No invoice fits.',
  },
  de: {
    title: 'Rechnungen',
    lead: 'Was Sie berechnet haben, und was davon bezahlt wurde.',
    add: 'Rechnung anlegen',
    number: 'Nummer',
    draft: 'Entwurf',
    due: 'Fällig',
    subscription: 'Abonnement',
    empty: 'Keine Rechnung passt.',
  },
})

export const INVOICE_COLUMNS: readonly Column<Stripe.Invoice>[] = [
  { title: W.number, cell: ({ number }) => number ?? W.draft },
  { title: COMMON.customer, cell: (one) => one.customer_name || one.customer_email || String(one.customer) },
  { title: COMMON.status, cell: ({ status }) => <Status of={status ?? 'draft'} /> },
  { title: COMMON.amount, right: true, cell: ({ total, currency }) => <Money of={total} in={currency} /> },
  { title: W.due, cell: ({ due_date }) => <Moment at={due_date} /> },
  { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
]

const STATUSES = ['draft', 'open', 'paid', 'uncollectible', 'void']

export default function Invoices() {
  const [status, customer, subscription] = [param('status'), param('customer'), param('subscription')]
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <a class="button" href={href('/invoices/new')}>
          {W.add}
        </a>
      }
    >
      <Tabs
        name="status"
        label={COMMON.status}
        choices={[[undefined, COMMON.all], ...STATUSES.map((one) => [one, statusWord(one)] as const)]}
      />
      <div class="actions">
        <Filter name="customer" title={COMMON.customer} />
        <Filter name="subscription" title={W.subscription} />
      </div>
      <List<Stripe.Invoice>
        path="/v1/invoices"
        params={{ status, customer, subscription }}
        caption={W.title}
        empty={W.empty}
        to={({ id }) => `/invoices/${id}`}
        columns={INVOICE_COLUMNS}
      />
    </Page>
  )
}
