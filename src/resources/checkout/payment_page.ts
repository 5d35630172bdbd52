// What the page of a session may ask and send. Stripe's contract has none of it, but its CLI calls two of the paths with
// `payment_method` and `expected_amount`; the rest is what a customer fills in, by names of our own.
// (github.com/stripe/stripe-cli, pkg/fixtures/triggers/checkout.session.completed.json)
import { type Node, operationByKey, type Operation, paramsNode } from '../../contract/index.ts'

type Hash = Operation['params']

const TEXT = { k: 'string' } as const
const NAME = { ...TEXT, max: 150 } as const

/** Who asks: a browser that has no more of the session than its secret says so. */
const WHO = { client_secret: TEXT, key: TEXT } as const
export const PAGE: Hash = { k: 'object', p: WHO }

const ADDRESS: Hash = {
  k: 'object',
  p: { city: TEXT, country: TEXT, line1: TEXT, line2: TEXT, postal_code: TEXT, state: TEXT },
}

const { type } = paramsNode(operationByKey('POST /v1/customers/{id}/tax_ids')!)!.p
const orEmpty = (of: Node): Node => ({ k: 'empty', of })

/** What the customer says of themselves, by the names of `Personal`. */
const PERSONAL = {
  address: orEmpty(ADDRESS),
  business_name: orEmpty(NAME),
  email: orEmpty(TEXT),
  individual_name: orEmpty(NAME),
  name: orEmpty(TEXT),
  phone: orEmpty(TEXT),
  shipping: orEmpty({ k: 'object', p: { address: ADDRESS, name: TEXT }, r: ['address'] }),
  tax_id: orEmpty({ k: 'object', p: { type: type!, value: TEXT }, r: ['type', 'value'] }),
} as const

/** What the customer chooses before they pay; `tax_region` is where they say that they are. */
export const CHOICES: Hash = {
  k: 'object',
  p: {
    ...WHO,
    ...PERSONAL,
    custom_unit_amounts: { k: 'map', of: { k: 'integer' } },
    line_item_quantities: { k: 'map', of: { k: 'integer' } },
    optional_items: { k: 'map', of: { k: 'integer' } },
    promotion_code: orEmpty(TEXT),
    remove_payment_method: TEXT,
    shipping_rate: TEXT,
    tax_region: ADDRESS,
  },
}

const { payment_method_data } = paramsNode(operationByKey('POST /v1/payment_intents/{id}/confirm')!)!.p

/** What they send when they press the button. */
export const CONFIRMATION: Hash = {
  k: 'object',
  p: {
    ...CHOICES.p,
    consent: {
      k: 'object',
      p: { promotions: { k: 'enum', v: ['opt_in', 'opt_out'] }, terms_of_service: { k: 'literal', v: 'accepted' } },
    },
    custom_fields: { k: 'map', of: TEXT },
    expected_amount: { k: 'integer' },
    payment_method: TEXT,
    payment_method_data: payment_method_data!,
    payment_method_options: { k: 'object', p: { blik: { k: 'object', p: { code: TEXT } } } },
    return_url: TEXT,
    save_payment_method: { k: 'boolean' },
  },
}
