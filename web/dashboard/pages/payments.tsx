// What came in: every payment, by status, customer, currency and day.
import type Stripe from 'stripe'
import { param } from '../router.ts'
import { Money, Moment, Status } from '../ui/fields.tsx'
import { Filter, Found, quoted } from '../ui/found.tsx'
import { Filters, momentOf } from '../ui/filters.tsx'
import { type MethodLike, methodText } from '../ui/methods.ts'
import { Asks } from '../ui/more.tsx'
import { Page } from '../ui/page.tsx'
import { paymentStatus } from '../ui/payment_status.ts'
import { customerTitle } from '../ui/pickers.ts'
import { statusWord } from '../ui/status_words.ts'
import { type Column, List, Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { NewPayment } from './payment_new.tsx'

const W = words({
  en: {
    title: 'Payments',
    lead: 'What your customers paid, or tried to.',
    add: 'Create test payment',
    method: 'Paid with',
    empty: 'No payment fits.',
  },
  de: {
    title: 'Zahlungen',
    lead: 'Was Ihre Kunden bezahlt haben oder bezahlen wollten.',
    add: 'Testzahlung anlegen',
    method: 'Bezahlt mit',
    empty: 'Keine Zahlung passt.',
  },
})

const COLUMNS: readonly Column<Stripe.PaymentIntent>[] = [
  { title: COMMON.amount, cell: ({ amount, currency }) => <Money of={amount} in={currency} /> },
  { title: COMMON.status, cell: (one) => <Status of={paymentStatus(one)} /> },
  { title: COMMON.customer, cell: ({ customer }) => payer(customer) },
  { title: W.method, cell: ({ payment_method }) => methodOf(payment_method) },
  { title: COMMON.description, cell: ({ description }) => description ?? '–' },
  { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
]

const payer = (of: Stripe.PaymentIntent['customer']) =>
  of === null
    ? '–'
    : typeof of === 'string' || of.deleted
      ? String(typeof of === 'string' ? of : of.id)
      : customerTitle(of)

const methodOf = (of: Stripe.PaymentIntent['payment_method']) =>
  of && typeof of === 'object' ? methodText(of as unknown as MethodLike) : '–'

const STATUSES = [
  'succeeded',
  'requires_capture',
  'requires_action',
  'processing',
  'requires_payment_method',
  'canceled',
]
const EXPAND = ['data.customer', 'data.payment_method', 'data.latest_charge']

/** What the API's list has no filter for is searched. (https://docs.stripe.com/search#query-fields-for-payment-intents) */
function query(): string | undefined {
  const [status, currency, customer] = [param('status'), param('currency'), param('customer')]
  if (status === undefined && currency === undefined) return undefined
  const [from, until] = [momentOf(param('from')), momentOf(param('until'), 1)]
  return [
    status && `status:${quoted(status)}`,
    currency && `currency:${quoted(currency)}`,
    customer && `customer:${quoted(customer)}`,
    from && `created>=${from}`,
    until && `created<${until}`,
  ]
    .filter(Boolean)
    .join(' AND ')
}

export default function Payments() {
  const customer = param('customer')
  const searched = query()
  const table = {
    caption: W.title,
    columns: COLUMNS,
    empty: W.empty,
    to: ({ id }: Stripe.PaymentIntent) => `/payments/${id}`,
  }
  return (
    <Page title={W.title} lead={W.lead} actions={<Asks title={W.add} quiet={false} body={() => <NewPayment />} />}>
      <Tabs
        name="status"
        label={COMMON.status}
        choices={[[undefined, COMMON.all], ...STATUSES.map((one) => [one, tabTitle(one)] as const)]}
      />
      <Filters currency />
      <div class="actions">
        <Filter name="customer" title={COMMON.customer} />
      </div>
      {searched === undefined ? (
        <List<Stripe.PaymentIntent>
          path="/v1/payment_intents"
          params={{
            customer,
            created: { gte: momentOf(param('from')), lt: momentOf(param('until'), 1) },
            expand: EXPAND,
          }}
          {...table}
        />
      ) : (
        <Found<Stripe.PaymentIntent>
          path="/v1/payment_intents/search"
          query={searched}
          params={{ expand: EXPAND }}
          {...table}
        />
      )}
    </Page>
  )
}

/** What waits for a payment method is both what was never tried and what has failed. */
const tabTitle = (status: string): string => statusWord(status === 'requires_payment_method' ? 'incomplete' : status)
