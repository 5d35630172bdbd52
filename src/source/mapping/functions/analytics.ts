// Data Prep's functions on the event and product strings of Adobe Analytics. (functions.md, "Analytics functions"; a product is
// `category;name;quantity;price;events;eVars`, products have commas between, events and eVars of one have "|")
import type { Functions } from './table.ts'

const textOrNull = (text: string | undefined): string | null => (text?.trim() ? text.trim() : null)

/** Of `event101=5:123456`: the value and the id. */
function eventOf(text: string, separator: string, name: string): { value: string; id: string | null } | undefined {
  for (const one of text.split(separator)) {
    const [, event, value, id] = /^\s*([^=:]+)(?:=([^:]*))?(?::(.*))?$/.exec(one) ?? []
    if (event?.trim() === name) return { value: textOrNull(value) ?? '1', id: textOrNull(id) }
  }
  return undefined
}

const productsOf = (products: string): string[][] => products.split(',').map((product) => product.split(';'))
const column = (at: number, says: string) => ({
  takes: 'PRODUCTS_STRING:text',
  gives: 'list',
  says,
  run: ([products]: any[]) => productsOf(products).map((product) => textOrNull(product[at])),
})

export const ANALYTICS: Functions = {
  aa_get_event_id: {
    takes: 'EVENT_STRING:text, EVENT_NAME:text',
    gives: 'text',
    says: 'The id of an event; null where there is none.',
    run: ([events, name]) => eventOf(events, ',', name)?.id ?? null,
  },
  aa_get_event_value: {
    takes: 'EVENT_STRING:text, EVENT_NAME:text',
    gives: 'text',
    says: 'The value of an event; 1 where none is told, null where there is no such event.',
    run: ([events, name]) => eventOf(events, ',', name)?.value ?? null,
  },
  aa_get_product_categories: column(0, 'The category of each product.'),
  aa_get_product_names: column(1, 'The name of each product.'),
  aa_get_product_quantities: column(2, 'The quantity of each product.'),
  aa_get_product_prices: column(3, 'The price of each product.'),
  aa_get_product_event_values: {
    takes: 'PRODUCTS_STRING:text, EVENT_NAME:text',
    gives: 'list',
    says: 'The value of an event of each product that has it.',
    run: ([products, name]) =>
      productsOf(products).flatMap((product) => eventOf(product[4] ?? '', '|', name)?.value ?? []),
  },
  aa_get_product_evars: {
    takes: 'PRODUCTS_STRING:text, EVAR_NAME:text',
    gives: 'list',
    says: 'The value of an eVar of each product that has it.',
    run: ([products, name]) =>
      productsOf(products).flatMap((product) =>
        (product[5] ?? '')
          .split('|')
          .map((one) => one.split('='))
          .filter(([evar]) => evar?.trim() === name)
          .map(([, ...value]) => value.join('=').trim()),
      ),
  },
}
