// One customer: who they are, what happened with them, how they pay, and what they are billed.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { money } from '../format.ts'
import { go, href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { Copy, Facts, Id, idOf, Moment, Status } from '../ui/fields.tsx'
import { NextIsDeclined } from '../ui/happens.tsx'
import { Latest } from '../ui/latest.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { AsJson, Asks, More } from '../ui/more.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { customerTitle } from '../ui/pickers.ts'
import { COMMON, words } from '../words.ts'
import { CustomerBalance, CustomerTaxIds } from './customer_balance.tsx'
import { CustomerForm } from './customer_form.tsx'
import { CustomerMethods } from './customer_methods.tsx'
import { CustomerTimeline } from './customer_timeline.tsx'
import { INVOICE_COLUMNS } from './invoices.tsx'
import { PortalLink } from './portal_link.tsx'
import { SUBSCRIPTION_COLUMNS } from './subscriptions.tsx'

const W = words({
  en: {
    customers: 'Customers',
    gone: 'This customer was deleted',
    goneLead: 'Their payments and invoices are still there.',
    sure: 'Their subscriptions are canceled at once, and none of it can be undone.',
    deleted: 'The customer was deleted.',
    edit: 'Edit details',
    portal: 'Portal link',
    subscriptions: 'Subscriptions',
    subscribe: 'Create subscription',
    noSubscriptions: 'No subscription yet.',
    invoices: 'Invoices',
    bill: 'Create invoice',
    noInvoices: 'No invoice yet.',
    payments: 'Show payments',
    id: 'Customer ID',
    phone: 'Phone',
    address: 'Address',
    discount: 'Discount',
    locales: 'Languages',
    delinquent: 'Owes money',
    exempt: 'Tax exempt',
    clock: 'Test clock',
    spent: 'Balance',
    prefix: 'Invoice prefix',
  },
  de: {
    customers: 'Kunden',
    gone: 'Dieser Kunde wurde gelöscht',
    goneLead: 'Zahlungen und Rechnungen sind noch da.',
    sure: 'Die Abonnements werden sofort gekündigt, und nichts davon kann rückgängig gemacht werden.',
    deleted: 'Der Kunde wurde gelöscht.',
    edit: 'Angaben bearbeiten',
    portal: 'Link zum Portal',
    subscriptions: 'Abonnements',
    subscribe: 'Abonnement anlegen',
    noSubscriptions: 'Noch kein Abonnement.',
    invoices: 'Rechnungen',
    bill: 'Rechnung anlegen',
    noInvoices: 'Noch keine Rechnung.',
    payments: 'Zahlungen anzeigen',
    id: 'Kunden-ID',
    phone: 'Telefon',
    address: 'Adresse',
    discount: 'Rabatt',
    locales: 'Sprachen',
    delinquent: 'Ist im Rückstand',
    exempt: 'Steuerbefreiung',
    clock: 'Testuhr',
    spent: 'Guthaben',
    prefix: 'Rechnungspräfix',
  },
})

export default function CustomerPage({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Customer | Stripe.DeletedCustomer>(`/v1/customers/${id}`)
  return (
    <Shown of={reading}>
      {(customer) =>
        customer.deleted ? <Page title={W.gone} lead={W.goneLead} over={<Back />} /> : <Whole of={customer} />
      }
    </Shown>
  )
}

const Back = () => <a href={href('/customers')}>{W.customers}</a>

function Whole({ of }: { readonly of: Stripe.Customer }) {
  const { id } = of
  return (
    <Page
      title={customerTitle(of)}
      over={<Back />}
      lead={of.description || (of.name ? of.email : undefined)}
      actions={
        <>
          <a class="button" href={href(`/subscriptions/new?customer=${id}`)}>
            {W.subscribe}
          </a>
          <Asks title={W.edit} body={() => <CustomerForm of={of} />} />
          <Asks title={W.portal} body={() => <PortalLink customer={id} />} />
          <More>
            <a class="button quiet" href={href(`/payments?customer=${id}`)}>
              {W.payments}
            </a>
            <NextIsDeclined customer={id} />
            <AsJson id={id} />
            <Act
              method="DELETE"
              path={`/v1/customers/${id}`}
              sure={W.sure}
              done={W.deleted}
              then={() => go('/customers')}
            >
              {COMMON.delete}
            </Act>
          </More>
        </>
      }
    >
      <div class="two">
        <div class="stack">
          <Latest<Stripe.Subscription>
            title={W.subscriptions}
            path="/v1/subscriptions"
            params={{ customer: id, status: 'all' }}
            all={`/subscriptions?customer=${id}&status=all`}
            columns={SUBSCRIPTION_COLUMNS.filter(({ title }) => title !== COMMON.customer)}
            to={(one) => `/subscriptions/${one.id}`}
            empty={W.noSubscriptions}
          />
          <CustomerMethods customer={of} />
          <Latest<Stripe.Invoice>
            title={W.invoices}
            path="/v1/invoices"
            params={{ customer: id }}
            all={`/invoices?customer=${id}`}
            columns={INVOICE_COLUMNS.filter(({ title }) => title !== COMMON.customer)}
            to={(one) => `/invoices/${one.id}`}
            empty={W.noInvoices}
            actions={
              <a class="button quiet" href={href(`/invoices/new?customer=${id}`)}>
                {W.bill}
              </a>
            }
          />
          <CustomerBalance customer={of} />
        </div>
        <div class="stack">
          <Section title={COMMON.details}>
            <Facts of={facts(of)} />
          </Section>
          <CustomerTaxIds customer={id} />
          <MetadataSection path={`/v1/customers/${id}`} of={of.metadata} />
          <CustomerTimeline customer={id} />
        </div>
      </div>
    </Page>
  )
}

function facts(of: Stripe.Customer) {
  const { balance, currency, discount, test_clock } = of
  return [
    [W.id, <Copy text={of.id} />],
    [COMMON.email, of.email],
    [W.phone, of.phone ?? undefined],
    [W.address, of.address ? addressText(of.address) : undefined],
    [W.spent, balance === 0 || !currency ? undefined : money(-balance, currency)],
    [COMMON.currency, currency?.toUpperCase()],
    [W.delinquent, of.delinquent ? <Status of="past_due" /> : undefined],
    [W.discount, discount ? <Id of={discount.id} /> : undefined],
    [W.locales, of.preferred_locales?.join(', ') || undefined],
    [W.exempt, of.tax_exempt && of.tax_exempt !== 'none' ? of.tax_exempt : undefined],
    [W.prefix, of.invoice_prefix],
    [W.clock, test_clock ? <Id of={idOf(test_clock)!} /> : undefined],
    [COMMON.created, <Moment at={of.created} />],
  ] as const
}

const addressText = ({ line1, line2, postal_code, city, state, country }: Stripe.Address) =>
  [line1, line2, [postal_code, city].filter(Boolean).join(' '), state, country].filter(Boolean).join(', ')
