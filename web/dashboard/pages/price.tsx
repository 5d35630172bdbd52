// One price: its id to copy, what it costs, and its tiers.
import type Stripe from 'stripe'
import { useGet } from '../api.ts'
import { count, perUnit } from '../format.ts'
import { href } from '../router.ts'
import { Act } from '../ui/act.tsx'
import { priceText } from '../ui/catalog.ts'
import { Copy, Facts, Id, Moment, Status } from '../ui/fields.tsx'
import { MetadataSection } from '../ui/metadata.tsx'
import { Page, Section, Shown } from '../ui/page.tsx'
import { Table } from '../ui/table.tsx'
import { COMMON, words } from '../words.ts'

const W = words({
  en: {
    id: 'Price ID',
    lookup: 'Lookup key',
    unarchive: 'Make active again',
    product: 'Product',
    tiers: 'Tiers',
    upTo: 'Up to',
    each: 'Each',
    flat: 'Flat',
    beyond: 'Beyond',
    object: 'As JSON',
    nickname: 'Name for yourself',
    mode: 'Tiers are',
    modes: { graduated: 'graduated', volume: 'by volume' },
    meter: 'Counted by',
    tax: 'Tax',
    taxes: { exclusive: 'is added', inclusive: 'is contained', unspecified: 'not said' },
    subscriptions: 'Subscriptions',
  },
  de: {
    id: 'Preis-ID',
    lookup: 'Suchschlüssel',
    unarchive: 'Wieder aktivieren',
    product: 'Produkt',
    tiers: 'Staffeln',
    upTo: 'Bis',
    each: 'Je Stück',
    flat: 'Pauschal',
    beyond: 'Darüber',
    object: 'Als JSON',
    nickname: 'Name für Sie selbst',
    mode: 'Staffeln gelten',
    modes: { graduated: 'stückweise', volume: 'nach Menge' },
    meter: 'Gezählt von',
    tax: 'Steuer',
    taxes: { exclusive: 'kommt dazu', inclusive: 'ist enthalten', unspecified: 'nicht festgelegt' },
    subscriptions: 'Abonnements',
  },
})

export default function Price({ id }: { readonly id: string }) {
  const reading = useGet<Stripe.Price>(`/v1/prices/${id}`, { expand: ['product', 'tiers'] })
  return <Shown of={reading}>{(price) => <Whole price={price} />}</Shown>
}

function Whole({ price }: { readonly price: Stripe.Price }) {
  const { id, active, currency, tiers } = price
  const product = price.product as Stripe.Product
  return (
    <Page
      title={priceText(price)}
      over={<a href={href(`/products/${product.id}`)}>{product.name}</a>}
      actions={
        <>
          <Act path={`/v1/prices/${id}`} params={{ active: !active }}>
            {active ? COMMON.archive : W.unarchive}
          </Act>
          <a class="button quiet" href={href(`/subscriptions?status=all&price=${id}`)}>
            {W.subscriptions}
          </a>
          <a class="button quiet" href={href(`/id/${id}?as=json`)}>
            {W.object}
          </a>
        </>
      }
    >
      <Facts
        of={[
          [W.id, <Copy text={id} />],
          [W.product, <a href={href(`/products/${product.id}`)}>{product.name}</a>],
          [W.lookup, price.lookup_key],
          [W.nickname, price.nickname ?? undefined],
          [W.mode, price.tiers_mode ? (W.modes as Readonly<Record<string, string>>)[price.tiers_mode] : undefined],
          [W.meter, price.recurring?.meter ? <Id of={price.recurring.meter} /> : undefined],
          [W.tax, price.tax_behavior ? (W.taxes as Readonly<Record<string, string>>)[price.tax_behavior] : undefined],
          [COMMON.status, <Status of={active ? 'active' : 'archived'} />],
          [COMMON.created, <Moment at={price.created} />],
        ]}
      />
      {tiers && (
        <Section title={W.tiers}>
          <Table
            caption={W.tiers}
            rows={tiers.map((tier, at) => ({ ...tier, id: String(at) }))}
            columns={[
              { title: W.upTo, cell: ({ up_to }) => (up_to === null ? W.beyond : count(up_to)) },
              { title: W.each, right: true, cell: ({ unit_amount_decimal: each }) => amountOf(each, currency) },
              { title: W.flat, right: true, cell: ({ flat_amount_decimal: flat }) => amountOf(flat, currency) },
            ]}
          />
        </Section>
      )}
      <MetadataSection path={`/v1/prices/${id}`} of={price.metadata} />
    </Page>
  )
}

/** Tiers may cost parts of a minor unit. */
const amountOf = (decimal: unknown, currency: string): string =>
  decimal === null || decimal === undefined ? '–' : perUnit(String(decimal), currency)
