// A sale that is taxed, for the tests of taxes.
import type Stripe from 'stripe'
import type { Sandbox } from '../../world.ts'

export type World = Pick<Sandbox, 'stripe'>

/** Two lines of 10.00 and 20.00 and delivery for 5.00, all in Germany: 11.90, 23.80 and 5.95. */
export const calculated = ({ stripe }: World, currency = 'eur') =>
  stripe.tax.calculations.create({
    currency,
    line_items: [
      { amount: 1000, reference: 'L1', metadata: { a: '1' } },
      { amount: 2000, reference: 'L2', quantity: 4 },
    ],
    customer_details: { address: { country: 'DE' }, address_source: 'shipping' },
    shipping_cost: { amount: 500 },
  })

/** The amounts of the lines and of delivery, each with its tax. */
export const amounts = ({ line_items, shipping_cost: cost }: Stripe.Tax.Transaction) => [
  ...line_items!.data.map(({ amount, amount_tax }) => [amount, amount_tax]),
  cost && [cost.amount, cost.amount_tax],
]
