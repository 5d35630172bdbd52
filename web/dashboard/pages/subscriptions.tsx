// What renews itself: every subscription, by status.
import type Stripe from 'stripe'
import { href, param } from '../router.ts'
import { priceText } from '../ui/catalog.ts'
import { ClockFilter } from '../ui/clock_filter.tsx'
import { Moment, Status } from '../ui/fields.tsx'
import { Filter } from '../ui/found.tsx'
import { Page } from '../ui/page.tsx'
import { customerTitle } from '../ui/pickers.ts'
import { statusWord } from '../ui/status_words.ts'
import { type Column, List, Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Subscriptions',
    lead: 'What your customers pay again and again.',
    add: 'Create subscription',
    plan: 'Plan',
    more: (n: number) => `and ${n} more`,
    until: 'Current period ends',
    current: 'Not canceled',
    price: 'Price',
    empty: 'No subscription fits.',
  },
  de: {
    title: 'Abonnements',
    lead: 'Was Ihre Kunden immer wieder bezahlen.',
    add: 'Abonnement anlegen',
    plan: 'Tarif',
    more: (n: number) => `und ${n} weitere`,
    until: 'Laufender Zeitraum endet',
    current: 'Nicht gekündigt',
    price: 'Preis',
    empty: 'Kein Abonnement passt.',
  },
})

export const SUBSCRIPTION_COLUMNS: readonly Column<Stripe.Subscription>[] = [
  { title: W.plan, cell: planText },
  {
    title: COMMON.customer,
    cell: ({ customer }) =>
      typeof customer === 'object' && !customer.deleted ? customerTitle(customer) : String(customer),
  },
  { title: COMMON.status, cell: ({ status }) => <Status of={status} kind="subscription" /> },
  { title: W.until, cell: ({ items }) => <Moment at={periodEnd(items.data)} /> },
  { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
]

/** The first price, and how many others there are: `$12.00 per month`. */
export function planText({ items }: Pick<Stripe.Subscription, 'items'>): string {
  const [first, ...others] = items.data
  if (!first) return '–'
  const one = `${(first.quantity ?? 1) === 1 ? '' : `${first.quantity} × `}${priceText(first.price)}`
  return others.length === 0 ? one : `${one} ${W.more(others.length)}`
}

/** When the first of the items comes to its end. */
export const periodEnd = (items: readonly Stripe.SubscriptionItem[]): number | undefined =>
  items.length === 0 ? undefined : Math.min(...items.map((one) => one.current_period_end))

const STATUSES = ['active', 'trialing', 'past_due', 'incomplete', 'unpaid', 'paused', 'canceled']

export default function Subscriptions() {
  const [status, customer, price] = [param('status'), param('customer'), param('price')]
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <a class="button" href={href('/subscriptions/new')}>
          {W.add}
        </a>
      }
    >
      <Tabs
        name="status"
        label={COMMON.status}
        choices={[
          [undefined, W.current],
          ...STATUSES.map((one) => [one, statusWord(one, 'subscription')] as const),
          ['all', COMMON.all],
        ]}
      />
      <div class="actions">
        {customer === undefined && <ClockFilter />}
        <Filter name="customer" title={COMMON.customer} />
        <Filter name="price" title={W.price} />
      </div>
      <List<Stripe.Subscription>
        path="/v1/subscriptions"
        params={{ status, customer, price, test_clock: param('test_clock'), expand: ['data.customer'] }}
        caption={W.title}
        empty={W.empty}
        to={({ id }) => `/subscriptions/${id}`}
        columns={SUBSCRIPTION_COLUMNS}
      />
    </Page>
  )
}
