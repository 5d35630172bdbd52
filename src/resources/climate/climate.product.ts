// Climate products: carbon removal that can be reserved. They are a table: their prices never change here, so that nothing is
// ever told of them. (https://docs.stripe.com/api/climate/product)
import type Stripe from 'stripe'
import { pageOf } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { TonPrice } from '../../rules/carbon.ts'
import { SUPPLIERS } from './climate.supplier.ts'

type Product = Row<Stripe.Climate.Product>

interface Offer {
  readonly year: number
  /** Minor units of US dollars, for one metric ton. */
  readonly price: TonPrice
  readonly tons: string
  readonly suppliers: readonly string[]
}

/** The first is the reference's example, with its price and its supplier; the others are made in its pattern [K]. */
const OFFERS: readonly Offer[] = [
  {
    year: 2027,
    price: { amount_fees: 1_650, amount_subtotal: 55_000 },
    tons: '18000',
    suppliers: ['climsup_charm_industrial'],
  },
  {
    year: 2028,
    price: { amount_fees: 1_500, amount_subtotal: 50_000 },
    tons: '24000',
    suppliers: ['climsup_charm_industrial', 'climsup_heirloom'],
  },
  {
    year: 2030,
    price: { amount_fees: 1_200, amount_subtotal: 40_000 },
    tons: '40000',
    suppliers: ['climsup_heirloom', 'climsup_lithos'],
  },
]

/** When all of them were put up. [K] */
const CREATED = Date.UTC(2025, 0, 1) / 1000

const PRODUCTS: readonly Product[] = OFFERS.map(
  ({ year, price, tons, suppliers }) =>
    ({
      id: `climsku_frontier_offtake_portfolio_${year}`,
      object: 'climate.product',
      created: CREATED,
      current_prices_per_metric_ton: {
        usd: { ...price, amount_total: price.amount_fees + price.amount_subtotal },
      },
      delivery_year: year,
      livemode: false,
      metric_tons_available: tons,
      name: `Frontier's ${year} offtake portfolio`,
      suppliers: suppliers.map((id) => SUPPLIERS.find((one) => one.id === id)),
    }) as unknown as Product,
)

const productOf = (id: string): Product | undefined => PRODUCTS.find((one) => one.id === id)

export const climateProduct = object<Stripe.Climate.Product>('climate.product', {
  prefix: 'climsku',
  noun: 'climate product',
  named: (_tx, id) => productOf(id),
})

const PATH = '/v1/climate/products'

export const climateProducts = resource(climateProduct)
  .on<Stripe.Climate.ProductRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Climate.ProductListParams>(`GET ${PATH}`, (_tx, params) =>
    pageOf(climateProduct, PRODUCTS, params as never, PATH),
  )

/** A product that is ordered: from then on it is a row, which an order can be expanded to. Nothing where there is none. */
export function orderedProduct(tx: Tx, id: string): Product | undefined {
  const offered = productOf(id)
  return offered && (tx.find(climateProduct, id) ?? tx.insert(climateProduct, { ...offered, hidden: {} } as never))
}
