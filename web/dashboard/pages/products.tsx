// What is sold: every product, with what it costs by default.
import type Stripe from 'stripe'
import { href, param } from '../router.ts'
import { priceText } from '../ui/catalog.ts'
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
  },
  de: {
    title: 'Produkte',
    lead: 'Was Sie verkaufen, und zu welchen Preisen.',
    add: 'Produkt hinzufügen',
    price: 'Standardpreis',
    none: 'kein Standardpreis',
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
