// 2022-08-01: customers have no `default_currency` beside their `currency`, charges no `order`, and Checkout Sessions no `shipping`;
// what a session sells is said by prices alone, wherever it stood before.
// (https://docs.stripe.com/changelog/2022-08-01/removes-default-currency-customer-object; docs.stripe.com/upgrades#2022-08-01; `order`
// by the SDK's types: orders of that time are not built, so no charge is of one)
import { about, each, type Given, isHash, renamed, type VersionChange } from './change.ts'

export const augustOf2022: VersionChange = {
  version: '2022-08-01',
  about:
    '`default_currency` of customers, `order` of charges, `shipping` and `shipping_rate` of Checkout Sessions are gone; ' +
    '`line_items` of them have prices, `subscription_data[items]` became `line_items`, `shipping_rates` `shipping_options`.',
  concerns: about('charges', 'checkout/sessions', 'customers', 'products'),
  up: ({ key }, params) => (key === 'POST /v1/checkout/sessions' ? sold(params) : params),
  names: { 'discounts[0][coupon]': 'subscription_data[coupon]' },
  down: {
    charge: (charge) => ({ ...charge, order: null }),
    'checkout.session': (session) => ({
      ...session,
      shipping: session.shipping_details ?? null,
      shipping_rate: (session.shipping_cost as { shipping_rate?: string } | null)?.shipping_rate ?? null,
    }),
    customer: (customer) => ({ ...customer, default_currency: customer.currency ?? null }),
    // It came to be absent where there is none. (the official SDK's types)
    product: (product) => ({ statement_descriptor: null, ...product }),
  },
}

/** What a session sells, and how it is sent, as it is said since. Without a mode it was what stands in it. */
function sold(params: Given): Given {
  const { subscription_data: of } = params
  const { items, coupon, ...data } = isHash(of) ? of : ({} as Given)
  const mode = params.mode ?? (items !== undefined || isHash(of) ? 'subscription' : 'payment')
  const lines = [
    ...listed(items).map((item) => ({ quantity: '1', ...renamed(item, 'plan', 'price') })),
    ...listed(params.line_items),
  ]
  const { line_items: _, subscription_data: __, ...rest } = eachRate(params)
  return {
    ...rest,
    mode,
    ...(params.line_items !== undefined || items !== undefined ? { line_items: lines.map(priced) } : {}),
    ...(coupon !== undefined && rest.discounts === undefined && { discounts: [{ coupon }] }),
    ...(Object.keys(data).length > 0 && { subscription_data: data }),
  }
}

const eachRate = (params: Given): Given =>
  renamed(params, 'shipping_rates', 'shipping_options', (rates) =>
    (Array.isArray(rates) ? rates : Object.values(rates as object)).map((shipping_rate) => ({ shipping_rate })),
  )

/** The elements of a list, however it was written. */
const listed = (value: unknown): Given[] => {
  const elements = each(value ?? [], (element) => element) as Given[] | Record<string, Given>
  return Array.isArray(elements) ? elements : Object.values(elements)
}

/** A line that brings its name and amount is one of a price of its own. */
function priced({ amount, currency, name, description, images, ...line }: Given): Given {
  const product = Object.fromEntries(
    Object.entries({ name, description, images }).filter(([, value]) => value !== undefined),
  )
  if (amount === undefined && Object.keys(product).length === 0) return line
  return {
    ...line,
    price_data: {
      ...(currency !== undefined && { currency }),
      ...(amount !== undefined && { unit_amount: amount }),
      product_data: product,
    },
  }
}
