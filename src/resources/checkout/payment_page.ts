// What the page of a session may ask and send. Stripe's contract has none of it, but its CLI calls two of the paths with
// `payment_method` and `expected_amount`; the rest is what a customer fills in, by names of our own.
// (github.com/stripe/stripe-cli, pkg/fixtures/triggers/checkout.session.completed.json)
import { operationByKey, type Operation, paramsNode } from '../../contract/index.ts'

type Hash = Operation['params']

const TEXT = { k: 'string' } as const

export const PAGE: Hash = { k: 'object', p: { key: TEXT } }

const ADDRESS: Hash = {
  k: 'object',
  p: { city: TEXT, country: TEXT, line1: TEXT, line2: TEXT, postal_code: TEXT, state: TEXT },
}

/** What the customer chooses before they pay; `tax_region` is where they say that they are. */
export const CHOICES: Hash = {
  k: 'object',
  p: {
    key: TEXT,
    custom_unit_amounts: { k: 'map', of: { k: 'integer' } },
    line_item_quantities: { k: 'map', of: { k: 'integer' } },
    optional_items: { k: 'map', of: { k: 'integer' } },
    promotion_code: { k: 'empty', of: TEXT },
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
    address: ADDRESS,
    business_name: { ...TEXT, max: 150 },
    consent: {
      k: 'object',
      p: { promotions: { k: 'enum', v: ['opt_in', 'opt_out'] }, terms_of_service: { k: 'literal', v: 'accepted' } },
    },
    custom_fields: { k: 'map', of: TEXT },
    email: TEXT,
    expected_amount: { k: 'integer' },
    individual_name: { ...TEXT, max: 150 },
    name: TEXT,
    payment_method: TEXT,
    payment_method_data: payment_method_data!,
    phone: TEXT,
    return_url: TEXT,
    shipping: { k: 'object', p: { address: ADDRESS, name: TEXT }, r: ['address', 'name'] },
    tax_id: { k: 'object', p: { type: TEXT, value: TEXT }, r: ['type', 'value'] },
  },
}
