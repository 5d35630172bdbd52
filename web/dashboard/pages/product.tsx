// One product: what it is, its prices with their ids to copy, and what can be done with it.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { ask, closeDialog } from '../ui/dialog.tsx'
import { priceText } from '../ui/catalog.ts'
import { Copy, Facts, Moment, Status } from '../ui/fields.tsx'
import { Form, Lines, Text } from '../ui/form.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { List } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'
import { PriceForm } from './price_form.tsx'

const W = words({
  en: {
    products: 'Products',
    prices: 'Prices',
    price: 'Price',
    id: 'Price ID',
    addPrice: 'Add price',
    makeDefault: 'Make default',
    isDefault: 'Default',
    unarchive: 'Make active again',
    productId: 'Product ID',
    object: 'As JSON',
  },
  de: {
    products: 'Produkte',
    prices: 'Preise',
    price: 'Preis',
    id: 'Preis-ID',
    addPrice: 'Preis hinzufügen',
    makeDefault: 'Zum Standard machen',
    isDefault: 'Standard',
    unarchive: 'Wieder aktivieren',
    productId: 'Produkt-ID',
    object: 'Als JSON',
  },
})

export default function Product({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Product>(`/v1/products/${id}`)
  return <Shown of={reading}>{(product) => <Whole product={product} />}</Shown>
}

function Whole({ product }: { readonly product: Stripe.Product }) {
  const { id, active } = product
  return (
    <Page
      title={product.name}
      over={<a href={href('/products')}>{W.products}</a>}
      lead={product.description}
      actions={
        <>
          <button type="button" class="quiet" onClick={() => ask(COMMON.edit, () => <Edit product={product} />)}>
            {COMMON.edit}
          </button>
          <Act path={`/v1/products/${id}`} params={{ active: !active }}>
            {active ? COMMON.archive : W.unarchive}
          </Act>
          <a class="button quiet" href={href(`/id/${id}?as=json`)}>
            {W.object}
          </a>
        </>
      }
    >
      <Section
        title={W.prices}
        actions={
          <button type="button" onClick={() => ask(W.addPrice, () => <PriceForm product={id} />)}>
            {W.addPrice}
          </button>
        }
      >
        <List<Stripe.Price>
          path="/v1/prices"
          params={{ product: id }}
          caption={W.prices}
          to={(price) => `/prices/${price.id}`}
          columns={[
            { title: W.price, cell: priceText },
            { title: W.id, cell: (price) => <Copy text={price.id} /> },
            { title: COMMON.status, cell: (price) => <Status of={price.active ? 'active' : 'archived'} /> },
            { title: COMMON.created, cell: ({ created }) => <Moment at={created} /> },
            {
              title: W.isDefault,
              cell: (price) =>
                product.default_price === price.id ? (
                  <span class="status">{W.isDefault}</span>
                ) : (
                  <Act small path={`/v1/products/${id}`} params={{ default_price: price.id }}>
                    {W.makeDefault}
                  </Act>
                ),
            },
          ]}
        />
      </Section>
      <Section title={COMMON.details}>
        <Facts
          of={[
            [W.productId, <Copy text={id} />],
            [COMMON.status, <Status of={active ? 'active' : 'archived'} />],
            [COMMON.created, <Moment at={product.created} />],
          ]}
        />
      </Section>
      <MetadataSection path={`/v1/products/${id}`} of={product.metadata} />
    </Page>
  )
}

const Edit = ({ product }: { readonly product: Stripe.Product }) => (
  <Form path={`/v1/products/${product.id}`} submit={COMMON.save} clears done={closeDialog} cancel={closeDialog}>
    <Text name="name" label={COMMON.name} value={product.name} required />
    <Lines name="description" label={COMMON.description} value={product.description ?? ''} />
  </Form>
)
