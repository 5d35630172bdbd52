// What is sold: every product, with what it costs by default.
import type Stripe from 'stripe'
import { day, type Interval, money, period } from '../format.ts'
import { href, param } from '../router.ts'
import { Moment, Status } from '../ui/fields.tsx'
import { Page } from '../ui/page.tsx'
import { List, Tabs } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    title: 'Products',
    lead: 'What you sell, and the prices it has.',
    add: 'Add product',
    price: 'Default price',
    none: 'no default price',
    per: 'per',
  },
  de: {
    title: 'Produkte',
    lead: 'Was Sie verkaufen, und zu welchen Preisen.',
    add: 'Produkt hinzufügen',
    price: 'Standardpreis',
    none: 'kein Standardpreis',
    per: 'pro',
  },
})

export default function Products() {
  const active = param('active')
  return (
    <Page
      title={W.title}
      lead={W.lead}
      actions={
        <a class="button" href={href('/products/new')}>
          {W.add}
        </a>
      }
    >
      <Tabs
        name="active"
        label={COMMON.status}
        choices={[
          [undefined, COMMON.all],
          ['true', COMMON.active],
          ['false', COMMON.archived],
        ]}
      />
      <List<Stripe.Product>
        path="/v1/products"
        params={{ active, expand: ['data.default_price'] }}
        caption={W.title}
        to={({ id }) => `/products/${id}`}
        columns={[
          { title: COMMON.name, cell: ({ name }) => name },
          {
            title: W.price,
            cell: ({ default_price }) => (default_price ? priceText(default_price as Stripe.Price) : W.none),
          },
          { title: COMMON.status, cell: (row) => <Status of={row.active ? 'active' : 'archived'} /> },
          { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
        ]}
      />
    </Page>
  )
}

/** What a price costs, and how often: `$12.00 per month`. Tiers and custom amounts are named. */
export function priceText(price: Stripe.Price): string {
  const { unit_amount, unit_amount_decimal, currency, recurring, billing_scheme, custom_unit_amount } = price
  const amount =
    unit_amount !== null
      ? money(unit_amount, currency)
      : billing_scheme === 'tiered'
        ? TIERS
        : custom_unit_amount
          ? CUSTOM
          : `${Number(unit_amount_decimal) / 100} ${currency.toUpperCase()}`
  return recurring ? `${amount} ${W.per} ${period(recurring.interval as Interval, recurring.interval_count)}` : amount
}

const { TIERS, CUSTOM } = words({
  en: { TIERS: 'in tiers', CUSTOM: 'the customer chooses' },
  de: { TIERS: 'gestaffelt', CUSTOM: 'Kunde wählt' },
})

/** A product's name and the day it came, for titles. */
export const productTitle = ({ name, created }: Stripe.Product): string => `${name} · ${day(created)}`
