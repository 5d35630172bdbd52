// Every page for customers in every state that looks different, as the server draws it: for tests that go through all of them.
import { HOSTED } from '../../src/hosted.ts'
import type { Around, CheckoutAround, Json, PortalAround, Step } from '../../src/http/hosted.ts'
import { qrSvg } from '../../src/lib/qr.ts'
import { INVOICES, RECEIPTS, UPDATES } from './hosted_invoices.ts'
import { LOGINS, OVERS } from './hosted_portals.ts'

/** The whole page for a browser that prefers this language. */
type Draw = (acceptLanguage: string) => string

/** By page, by state. */
export type Pages = Readonly<Record<string, Readonly<Record<string, Draw>>>>

const LATE = 1_900_000_000
const WRONG = { message: 'Your card was declined.', code: 'card_declined', decline_code: 'generic_decline' }

function step(more: Partial<Step> = {}, around: Partial<Around> = {}): Draw {
  const self: Step = {
    amount: 1500,
    currency: 'eur',
    expires_at: LATE,
    merchant: 'Rocket Rides',
    next_action: null,
    outcome: 'pending',
    payment_method_type: 'amazon_pay',
    redirect_url: 'https://example.com/back',
    ...more,
  }
  return (acceptLanguage) => HOSTED.authorize(self, { id: 'pa_1', acceptLanguage, ...around })
}

const action = (type: string, hash: Json) => ({
  payment_method_type: type.split('_')[0]!,
  next_action: { type, [type]: hash },
})
const deposits = (microdeposit_type: string) => ({
  ...action('verify_with_microdeposits', { arrival_date: LATE, microdeposit_type }),
  payment_method_type: 'us_bank_account',
})
const IBAN = {
  account_holder_name: 'Rocket Rides',
  bank_name: 'Deutsche Bundesbank',
  bic: 'MARKDEF1100',
  iban: 'DE89370400440532013000',
}
const STORES = { payment_code: '243219', confirmation_number: '22336921859' }

const authorize = {
  payment: step(),
  setup: step({ amount: null, currency: null }, { id: 'sa_1' }),
  code: step(action('pix_display_qr_code', {}), { code: qrSvg('https://example.com/authorize') }),
  boleto: step(
    action('boleto_display_details', { number: '34191790010104351004791020150008', pdf: 'https://example.com/1.pdf' }),
  ),
  konbini: step({
    ...action('konbini_display_details', {
      stores: { familymart: STORES, lawson: STORES, ministop: STORES, seicomart: STORES },
    }),
    amount: 5000,
    currency: 'jpy',
  }),
  multibanco: step(action('multibanco_display_details', { entity: '11249', reference: '123456789' })),
  amounts: step(deposits('amounts'), { problem: WRONG }),
  descriptor: step(deposits('descriptor_code')),
  transfer: step({
    ...action('display_bank_transfer_instructions', {
      amount_remaining: 3000,
      reference: 'DHUZ4YRQ2RZ7',
      financial_addresses: [{ type: 'iban', iban: IBAN }],
    }),
    payment_method_type: 'customer_balance',
  }),
  spent: step({ outcome: 'succeeded' }),
  authorized: step({ outcome: 'succeeded', redirect_url: null }),
  failed: step({ outcome: 'failed', redirect_url: null }),
  verified: step({}, { done: 'verified' }),
  expired: step({ outcome: 'replaced' }),
  unknown: (acceptLanguage: string) => HOSTED.authorize(undefined, { id: 'pa_1', acceptLanguage }),
}

function mandate(more: Json = {}): Draw {
  const self = {
    id: 'mandate_1Ug8S7vduMJqbtehGSUP2kve',
    status: 'active',
    type: 'multi_use',
    customer_acceptance: { accepted_at: LATE, type: 'online' },
    payment_method: { billing_details: { name: 'Jenny Rosen' }, sepa_debit: { last4: '3000' } },
    payment_method_details: { type: 'sepa_debit', sepa_debit: { reference: 'FRFCTCZ5LWALMYDL' } },
    ...more,
  }
  const account = { settings: { dashboard: { display_name: 'Rocket Rides' } } }
  return (acceptLanguage) => HOSTED.mandate({ mandate: self, account }, acceptLanguage)
}

const mandates = {
  active: mandate(),
  inactive: mandate({ status: 'inactive' }),
  once: mandate({ status: 'pending', type: 'single_use', single_use: { amount: 5000, currency: 'eur' } }),
  unknown: (acceptLanguage: string) => HOSTED.mandate(undefined, acceptLanguage),
}

const ITEM = {
  id: 'li_1',
  description: 'Photos, printed',
  quantity: 2,
  amount_subtotal: 2400,
  currency: 'eur',
  adjustable_quantity: null,
  price: { recurring: null, custom_unit_amount: null },
}

export const SESSION: Json = {
  status: 'open',
  mode: 'payment',
  amount_total: 2856,
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
  line_items: { data: [ITEM] },
  locale: null,
  payment_method_collection: null,
  payment_method_types: ['card'],
  phone_number_collection: null,
  shipping_address_collection: null,
  shipping_cost: null,
  shipping_options: null,
  submit_type: null,
  total_details: { amount_discount: 0, amount_shipping: null, amount_tax: 456 },
}

const checkout =
  (more: Json = {}, around: Partial<CheckoutAround> = {}): Draw =>
  (acceptLanguage) =>
    HOSTED.checkout({ ...SESSION, ...more }, { acceptLanguage, rates: {}, ...around })

const EVERYTHING: Json = {
  amount_total: 2956,
  allow_promotion_codes: true,
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
  line_items: { data: [{ ...ITEM, adjustable_quantity: { enabled: true, minimum: 1, maximum: 9 } }] },
  payment_method_types: ['card', 'sepa_debit', 'klarna', 'customer_balance'],
  phone_number_collection: { enabled: true },
  shipping_address_collection: { allowed_countries: ['DE', 'JP', 'TW', 'US'] },
  shipping_cost: { shipping_rate: 'shr_1' },
  shipping_options: [
    { shipping_amount: 500, shipping_rate: 'shr_1' },
    { shipping_amount: 1200, shipping_rate: 'shr_2' },
  ],
  total_details: { amount_discount: 400, amount_shipping: 500, amount_tax: 456 },
}

const MONTHLY = { ...ITEM, price: { recurring: { interval: 'month', interval_count: 3 }, custom_unit_amount: null } }

const checkouts = {
  payment: checkout(),
  everything: checkout(EVERYTHING, { rates: { shr_1: 'Standard', shr_2: 'Express' } }),
  problem: checkout({ customer: 'cus_1', customer_details: { email: 'jenny@example.com' } }, { problem: WRONG }),
  setup: checkout({ mode: 'setup', amount_total: null, currency: null, line_items: null, total_details: null }),
  subscription: checkout({ mode: 'subscription', line_items: { data: [MONTHLY] } }),
  complete: checkout({ status: 'complete' }, { goOn: 'https://example.com/thanks' }),
  expired: checkout({ status: 'expired' }),
  unknown: (acceptLanguage: string) => HOSTED.checkout(undefined, { acceptLanguage, rates: {} }),
}

const plan = (id: string, interval: string, unit_amount: number) => ({
  id,
  name: 'Photos',
  unit_amount,
  currency: 'eur',
  recurring: { interval, interval_count: 1 },
})

const card = (id: string, brand: string, last4: string) => ({
  id,
  type: 'card',
  card: { brand, last4, exp_month: 8, exp_year: 2031 },
})

const FEATURES = {
  customer_update: { enabled: true, allowed_updates: ['email', 'name', 'phone'] },
  invoice_history: { enabled: true },
  payment_method_update: { enabled: true },
  subscription_cancel: {
    enabled: true,
    mode: 'at_period_end',
    cancellation_reason: { enabled: true, options: ['too_expensive', 'customer_service', 'other'] },
  },
  subscription_update: { enabled: true, default_allowed_updates: ['price'] },
}

const invoice = (number: string, status: string) => ({
  number,
  created: 1_790_000_000,
  total: 1000,
  currency: 'eur',
  status,
  invoice_pdf: 'https://example.com/1.pdf',
})

const subscription = (cancel_at_period_end: boolean) => ({
  id: 'sub_1',
  status: 'active',
  cancel_at_period_end,
  items: { data: [{ price: { id: 'price_1' }, current_period_end: LATE }] },
})

function portal(more: Json = {}, around: PortalAround = {}): Draw {
  const view = {
    session: { locale: null, return_url: 'https://example.com/account', flow: null },
    configuration: { business_profile: { headline: null }, features: FEATURES },
    customer: {
      name: 'Jenny Rosen',
      email: 'jenny@example.com',
      phone: null,
      preferred_locales: [],
      invoice_settings: { default_payment_method: 'pm_1' },
    },
    subscriptions: [subscription(false)],
    methods: [card('pm_1', 'visa', '4242'), card('pm_2', 'mastercard', '4444'), { id: 'pm_3', type: 'sepa_debit' }],
    invoices: [invoice('A1B2C3-0002', 'open'), invoice('A1B2C3-0001', 'paid')],
    plans: [plan('price_1', 'month', 1000), plan('price_2', 'year', 10_000)],
    ...more,
  }
  return (acceptLanguage) => HOSTED.portal(view, around, acceptLanguage)
}

const portals = {
  all: portal(),
  ending: portal({ subscriptions: [subscription(true)] }, { done: true }),
  problem: portal({}, { problem: WRONG }),
  change: portal(
    {},
    { change: { act: 'switch', subscription: 'sub_1', plan: 'price_2', amount: 9000, currency: 'eur' } },
  ),
  cancel: portal({ session: { locale: null, return_url: null, flow: { type: 'subscription_cancel' } } }),
  bare: portal({ subscriptions: [], methods: [], invoices: [] }),
  unknown: (acceptLanguage: string) => HOSTED.portal(undefined, {}, acceptLanguage),
}

const HOLDER = { account: 'acct_1Nv0FGQ9RKHgCVdK', name: 'Rocket Rides' }
const DUE = ['business_type', 'external_account', 'tos_acceptance.date', 'representative.verification.document']

const onboarding =
  (more: Json): Draw =>
  (acceptLanguage) =>
    HOSTED.onboarding({ ...HOLDER, due: DUE, type: 'account_onboarding', ...more }, acceptLanguage)

const express =
  (more: Json): Draw =>
  (acceptLanguage) =>
    HOSTED.express({ ...HOLDER, due: DUE, charges_enabled: true, payouts_enabled: false, ...more }, acceptLanguage)

export const PAGES: Pages = {
  authorize,
  checkout: checkouts,
  express: {
    due: express({}),
    done: express({ due: [], payouts_enabled: true }),
    unknown: (acceptLanguage) => HOSTED.express(undefined, acceptLanguage),
  },
  invoice_page: INVOICES,
  mandate: mandates,
  onboarding: {
    due: onboarding({}),
    nothing: onboarding({ due: [], name: null, type: 'account_update' }),
    unknown: (acceptLanguage) => HOSTED.onboarding(undefined, acceptLanguage),
  },
  payment_update: UPDATES,
  portal: portals,
  portal_login: LOGINS,
  portal_over: OVERS,
  receipt_page: RECEIPTS,
}
