// Who buys: every customer, found by a part of their name or e-mail address.
import type Stripe from 'stripe'
import { go, param } from '../router.ts'
import { ClockFilter } from '../ui/clock_filter.tsx'
import { Money, Moment } from '../ui/fields.tsx'
import { Found, quoted, SearchField } from '../ui/found.tsx'
import { methodText, type MethodLike } from '../ui/methods.ts'
import { Asks } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { customerTitle } from '../ui/pickers.ts'
import { type Column, List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { CustomerForm } from './customer_form.tsx'

const W = words({
  en: {
    title: 'Customers',
    lead: 'Who buys from you, how they pay, and what they bought.',
    add: 'Add customer',
    find: 'Part of a name or an email address',
    short: 'Three letters or more are searched for.',
    method: 'Pays with',
    balance: 'Balance',
    none: 'No customer fits.',
    empty: 'There are no customers yet.',
  },
  de: {
    title: 'Kunden',
    lead: 'Wer bei Ihnen kauft, womit bezahlt wird, und was gekauft wurde.',
    add: 'Kunde hinzufügen',
    find: 'Teil eines Namens oder einer E-Mail-Adresse',
    short: 'Gesucht wird ab drei Buchstaben.',
    method: 'Zahlt mit',
    balance: 'Guthaben',
    none: 'Kein Kunde passt.',
    empty: 'Es gibt noch keine Kunden.',
  },
})

/** Why 3: the API searches for no shorter part. */
const SEARCHED = 3

const COLUMNS: readonly Column<Stripe.Customer>[] = [
  { title: COMMON.customer, cell: customerTitle },
  { title: COMMON.email, cell: ({ email }) => email ?? '–' },
  { title: W.method, cell: defaultMethod },
  {
    title: W.balance,
    right: true,
    cell: ({ balance, currency }) => (balance === 0 || !currency ? '–' : <Money of={-balance} in={currency} />),
  },
  { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
]

const TABLE = {
  caption: W.title,
  columns: COLUMNS,
  to: ({ id }: Stripe.Customer) => `/customers/${id}`,
}

export default function Customers() {
  const text = param('q') ?? ''
  const expand = ['data.invoice_settings.default_payment_method']
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <Asks title={W.add} quiet={false} body={() => <CustomerForm done={({ id }) => go(`/customers/${id}`)} />} />
      }
    >
      <div class="actions">
        <SearchField name="q" label={W.find} />
        {text.length < SEARCHED && <ClockFilter />}
      </div>
      {text.length > 0 && text.length < SEARCHED && <p class="quiet-text">{W.short}</p>}
      {text.length < SEARCHED ? (
        <List<Stripe.Customer>
          path="/v1/customers"
          params={{ expand, test_clock: param('test_clock') }}
          empty={W.empty}
          {...TABLE}
        />
      ) : (
        <Found<Stripe.Customer>
          path="/v1/customers/search"
          query={`email~${quoted(text)} OR name~${quoted(text)}`}
          params={{ expand }}
          empty={W.none}
          {...TABLE}
        />
      )}
    </Page>
  )
}

function defaultMethod({ invoice_settings }: Stripe.Customer): string {
  const method = invoice_settings.default_payment_method
  return method && typeof method === 'object' ? methodText(method as unknown as MethodLike) : '–'
}
