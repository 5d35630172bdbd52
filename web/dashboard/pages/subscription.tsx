// One subscription: what it is for, what comes next, what was billed, and what can be done with it.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { count, money } from '../format.ts'
import { href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { priceText } from '../ui/catalog.ts'
import { Id, idOf, Money, Moment, Status } from '../ui/fields.tsx'
import { Preview } from '../ui/invoice_lines.tsx'
import { Latest } from '../ui/latest.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { AsJson, Asks, More } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { customerTitle } from '../ui/pickers.ts'
import { Table } from '../ui/table.tsx'
import { Timeline, useEvents } from '../ui/timeline.tsx'
import { COMMON, words } from '../words.ts'
import { INVOICE_COLUMNS } from './invoices.tsx'
import { SubscriptionFacts } from './subscription_facts.tsx'
import { Cancel, EditSubscription, Pause } from './subscription_acts.tsx'
import { Schedule } from './subscription_schedule.tsx'
import { planText } from './subscriptions.tsx'

const W = words({
  en: {
    subscriptions: 'Subscriptions',
    change: 'Change plan',
    pause: 'Pause collection',
    resume: 'Resume collection',
    start: 'Resume subscription',
    cancel: 'Cancel subscription',
    keep: 'Do not cancel',
    edit: 'Edit settings',
    items: 'Items',
    product: 'Product',
    price: 'Price',
    quantity: 'Quantity',
    usage: 'by usage',
    total: 'Each period',
    upcoming: 'Upcoming invoice',
    invoices: 'Invoices',
    timeline: 'Timeline',
    schedule: 'Schedule',
    ends: 'It ends on',
    paused: 'Nothing is collected',
    until: 'until',
    drafts: {
      keep_as_draft: 'invoices stay drafts',
      mark_uncollectible: 'invoices are written off',
      void: 'invoices are voided',
    },
    unpaid: 'The latest invoice is not paid:',
    open: 'Open it',
  },
  de: {
    subscriptions: 'Abonnements',
    change: 'Tarif ändern',
    pause: 'Einzug pausieren',
    resume: 'Einzug fortsetzen',
    start: 'Abonnement fortsetzen',
    cancel: 'Abonnement kündigen',
    keep: 'Nicht kündigen',
    edit: 'Einstellungen bearbeiten',
    items: 'Posten',
    product: 'Produkt',
    price: 'Preis',
    quantity: 'Menge',
    usage: 'nach Verbrauch',
    total: 'Je Zeitraum',
    upcoming: 'Nächste Rechnung',
    invoices: 'Rechnungen',
    timeline: 'Verlauf',
    schedule: 'Zeitplan',
    ends: 'Es endet am',
    paused: 'Es wird nichts eingezogen',
    until: 'bis',
    drafts: {
      keep_as_draft: 'Rechnungen bleiben Entwürfe',
      mark_uncollectible: 'Rechnungen werden abgeschrieben',
      void: 'Rechnungen werden storniert',
    },
    unpaid: 'Die letzte Rechnung ist nicht bezahlt:',
    open: 'Öffnen',
  },
})

const EXPANDED = [
  'customer',
  'default_payment_method',
  'discounts.source.coupon',
  'items.data.price.product',
  'latest_invoice',
]

export default function SubscriptionPage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Subscription>(`/v1/subscriptions/${id}`, { expand: EXPANDED })
  return <Shown of={reading}>{(subscription) => <Whole of={subscription} />}</Shown>
}

const hasEnded = ({ status }: Stripe.Subscription) => status === 'canceled' || status === 'incomplete_expired'

function Whole({ of }: { readonly of: Stripe.Subscription }) {
  const { id, status } = of
  const customer = of.customer as Stripe.Customer | Stripe.DeletedCustomer
  const isRunning = !hasEnded(of)
  const renews = isRunning && status !== 'paused' && !of.cancel_at_period_end && status !== 'incomplete'
  return (
    <Page
      title={title(of)}
      over={<a href={href('/subscriptions')}>{W.subscriptions}</a>}
      lead={
        <span class="line">
          <Status of={status} kind="subscription" />
          <a href={href(`/customers/${customer.id}`)}>{customer.deleted ? customer.id : customerTitle(customer)}</a>
        </span>
      }
      actions={isRunning ? <Acts of={of} /> : <AsJson id={id} />}
    >
      {isRunning && <Notes of={of} />}
      <div class="two">
        <div class="stack">
          <Items of={of} />
          {renews && (
            <Section title={W.upcoming}>
              <Preview params={{ subscription: id }} />
            </Section>
          )}
          {of.schedule && <Schedule id={idOf(of.schedule)!} />}
          <Latest<Stripe.Invoice>
            title={W.invoices}
            path="/v1/invoices"
            params={{ subscription: id }}
            all={`/invoices?subscription=${id}`}
            columns={INVOICE_COLUMNS.filter(({ title }) => title !== COMMON.customer)}
            to={(one) => `/invoices/${one.id}`}
          />
        </div>
        <div class="stack">
          <Section title={COMMON.details}>
            <SubscriptionFacts of={of} />
          </Section>
          <MetadataSection path={`/v1/subscriptions/${id}`} of={of.metadata} />
          <Events id={id} />
        </div>
      </div>
    </Page>
  )
}

/** What is sold, and for how much. */
function title(of: Stripe.Subscription): string {
  const product = of.items.data[0]?.price.product
  return typeof product === 'object' && !product.deleted ? `${product.name} · ${planText(of)}` : planText(of)
}

function Acts({ of }: { readonly of: Stripe.Subscription }) {
  const { id, status } = of
  const path = `/v1/subscriptions/${id}`
  return (
    <>
      <a class="button" href={href(`/subscriptions/${id}/change`)}>
        {W.change}
      </a>
      {status === 'paused' ? (
        <Act path={`${path}/resume`}>{W.start}</Act>
      ) : of.pause_collection ? (
        <Act path={path} params={{ pause_collection: '' }}>
          {W.resume}
        </Act>
      ) : (
        <Asks title={W.pause} body={() => <Pause id={id} />} />
      )}
      <Asks title={W.cancel} body={() => <Cancel of={of} />} />
      <More>
        <Asks title={W.edit} body={() => <EditSubscription of={of} />} />
        <AsJson id={id} />
      </More>
    </>
  )
}

/** What somebody has to know before they look further. */
function Notes({ of }: { readonly of: Stripe.Subscription }) {
  const invoice = of.latest_invoice as Stripe.Invoice | null
  const path = `/v1/subscriptions/${of.id}`
  const pause = of.pause_collection
  return (
    <>
      {of.cancel_at !== null && (
        <p class="note line">
          {W.ends} <Moment at={of.cancel_at} />.
          <Act small path={path} params={of.cancel_at_period_end ? { cancel_at_period_end: false } : { cancel_at: '' }}>
            {W.keep}
          </Act>
        </p>
      )}
      {pause && (
        <p class="note">
          {W.paused}
          {pause.resumes_at !== null && (
            <>
              {' '}
              {W.until} <Moment at={pause.resumes_at} />
            </>
          )}
          : {(W.drafts as Readonly<Record<string, string>>)[pause.behavior]}.
        </p>
      )}
      {invoice?.status === 'open' && (
        <p class="note line">
          {W.unpaid} {money(invoice.amount_remaining, invoice.currency)}.
          <a href={href(`/invoices/${invoice.id}`)}>{W.open}</a>
        </p>
      )}
    </>
  )
}

const Items = ({ of }: { readonly of: Stripe.Subscription }) => (
  <Section title={W.items}>
    <Table
      caption={W.items}
      rows={of.items.data}
      columns={[
        { title: W.product, cell: ({ price }) => <Product of={price.product} /> },
        { title: W.price, cell: ({ price }) => <a href={href(`/prices/${price.id}`)}>{priceText(price)}</a> },
        {
          title: W.quantity,
          right: true,
          cell: ({ price, quantity }) => (price.recurring?.usage_type === 'metered' ? W.usage : count(quantity ?? 1)),
        },
        {
          title: W.total,
          right: true,
          cell: ({ price, quantity }) =>
            price.unit_amount === null || price.recurring?.usage_type === 'metered' ? (
              '–'
            ) : (
              <Money of={price.unit_amount * (quantity ?? 1)} in={price.currency} />
            ),
        },
      ]}
    />
  </Section>
)

const Product = ({ of }: { readonly of: Stripe.Price['product'] }) =>
  typeof of === 'object' && !of.deleted ? <a href={href(`/products/${of.id}`)}>{of.name}</a> : <Id of={idOf(of)!} />

function Events({ id }: { readonly id: string }) {
  const reading = useEvents([id])
  return (
    <Section title={W.timeline}>
      <Shown of={reading}>{(all) => <Timeline of={all} />}</Shown>
    </Section>
  )
}
