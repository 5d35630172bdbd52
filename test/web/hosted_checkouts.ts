// The Checkout page in every state that looks different, as the server draws it: for tests that go through all pages.
import { HOSTED } from '../../src/hosted.ts'
import type { CheckoutAround, Json } from '../../src/http/hosted.ts'

/** The whole page for a browser that prefers this language. */
export type Draw = (acceptLanguage: string) => string

export const LATE = 1_900_000_000
export const WRONG = { message: 'Your card was declined.', code: 'card_declined', decline_code: 'generic_decline' }

const ITEM = {
  id: 'li_1',
  name: 'Photos, printed',
  quantity: 2,
  amount_subtotal: 2400,
  adjustable_quantity: null,
  custom_unit_amount: null,
  recurring: null,
}

const PAGE: Json = {
  collected: {
    address: null,
    business_name: null,
    email: null,
    individual_name: null,
    name: null,
    phone: null,
    shipping: null,
    tax_id: null,
  },
  discounts: [],
  items: [ITEM],
  optional_items: [],
  recurring: null,
  reuses: false,
  saved_payment_methods: [],
  shipping_options: [],
}

const SESSION: Json = {
  status: 'open',
  mode: 'payment',
  after_expiration: null,
  amount_subtotal: 2400,
  amount_total: 2856,
  automatic_tax: { status: null },
  currency: 'eur',
  allow_promotion_codes: null,
  billing_address_collection: null,
  branding_settings: { display_name: 'Rocket Rides' },
  cancel_url: 'https://example.com/cart',
  consent_collection: null,
  custom_fields: [],
  custom_text: {},
  customer: null,
  customer_details: null,
  customer_email: null,
  locale: null,
  page: PAGE,
  payment_method_collection: null,
  payment_method_types: ['card'],
  phone_number_collection: null,
  saved_payment_method_options: null,
  shipping_address_collection: null,
  shipping_cost: null,
  submit_type: null,
  total_details: { amount_discount: 0, amount_shipping: null, amount_tax: 456 },
}

/** A session, and what its page says beside it. */
const checkout =
  ({ page, ...more }: Json = {}, around: Partial<CheckoutAround> = {}): Draw =>
  (acceptLanguage) =>
    HOSTED.checkout({ ...SESSION, ...more, page: { ...PAGE, ...page } }, { acceptLanguage, ...around })

const MONTHLY = { interval: 'month', interval_count: 3 }

const EXTRA = {
  amount: 300,
  description: 'Photos in a box',
  is_selected: false,
  name: 'Photos wrapped',
  price: 'price_1',
  quantity: 1,
  recurring: null,
}

const EVERYTHING: Json = {
  amount_total: 2956,
  allow_promotion_codes: true,
  automatic_tax: { status: 'requires_location_inputs' },
  billing_address_collection: 'required',
  consent_collection: { terms_of_service: 'required', promotions: 'auto' },
  custom_fields: [
    {
      key: 'size',
      label: { custom: 'Size' },
      optional: false,
      type: 'dropdown',
      dropdown: { options: [{ label: 'Large', value: 'l' }] },
    },
    { key: 'note', label: { custom: 'Engraving' }, optional: true, type: 'text' },
  ],
  custom_text: { submit: { message: 'We print on Mondays.' }, shipping_address: { message: 'No boxes, please.' } },
  name_collection: { individual: { enabled: true, optional: true } },
  page: {
    discounts: [{ promotion_code: 'SUMMER' }],
    items: [{ ...ITEM, adjustable_quantity: { minimum: 1, maximum: 9 } }],
    optional_items: [EXTRA, { ...EXTRA, description: null, is_selected: true, quantity: 2, recurring: MONTHLY }],
    shipping_options: [
      { id: 'shr_1', amount: 500, display_name: 'Standard' },
      { id: 'shr_2', amount: 1200, display_name: 'Express' },
    ],
  },
  payment_method_types: ['card', 'sepa_debit', 'klarna', 'customer_balance'],
  phone_number_collection: { enabled: true },
  shipping_address_collection: { allowed_countries: ['DE', 'JP', 'TW', 'US'] },
  shipping_cost: { shipping_rate: 'shr_1' },
  tax_id_collection: { enabled: true, required: 'never' },
  total_details: { amount_discount: 400, amount_shipping: 500, amount_tax: 456 },
}

const TRIED: Json = {
  amount_subtotal: 0,
  amount_total: 0,
  mode: 'subscription',
  page: {
    items: [{ ...ITEM, recurring: MONTHLY }],
    recurring: { ...MONTHLY, due_next: { amount_total: 2856 }, trial: { days: 14, end: LATE } },
    reuses: true,
  },
  payment_method_types: ['sepa_debit'],
  total_details: { amount_discount: 0, amount_shipping: null, amount_tax: 0 },
}

const SAVED: Json = {
  customer: 'cus_1',
  customer_details: { email: 'jenny@example.com' },
  page: { saved_payment_methods: [{ id: 'pm_1', type: 'card', card: { brand: 'visa' }, last4: '4242' }] },
  payment_method_types: ['card', 'boleto', 'fpx', 'blik', 'nz_bank_account'],
  saved_payment_method_options: { payment_method_save: 'enabled', payment_method_remove: 'enabled' },
}

export const checkouts = {
  payment: checkout(),
  everything: checkout(EVERYTHING),
  problem: checkout({ customer: 'cus_1', customer_details: { email: 'jenny@example.com' } }, { problem: WRONG }),
  setup: checkout({ mode: 'setup', amount_total: null, currency: null, page: { items: [], reuses: true } }),
  subscription: checkout({ mode: 'subscription', page: { items: [{ ...ITEM, recurring: MONTHLY }] } }),
  trial: checkout(TRIED),
  saved: checkout(SAVED),
  amount: checkout(
    { page: { items: [{ ...ITEM, custom_unit_amount: { minimum: 500, maximum: null } }] } },
    { isStale: true },
  ),
  complete: checkout({ status: 'complete' }, { goOn: 'https://example.com/thanks', isFramed: true }),
  expired: checkout({ status: 'expired', after_expiration: { recovery: { url: 'https://example.com/r' } } }),
  leaving: (acceptLanguage: string) => HOSTED.leaving('https://example.com/bank', acceptLanguage),
  unknown: (acceptLanguage: string) => HOSTED.checkout(undefined, { acceptLanguage }),
}
