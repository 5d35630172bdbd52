// The customer portal and the ways into it in every state that looks different, as the server draws them: for tests that go through all of them.
import { HOSTED } from '../../src/hosted.ts'
import type { Json, PortalAround } from '../../src/http/hosted.ts'
import { type Draw, LATE, WRONG } from './hosted_checkouts.ts'

const MISTYPED = { message: 'Invalid email address: jenny', code: 'email_invalid', param: 'email' }
const LOGIN = { account_name: 'Rocket Rides', headline: null }

export const LOGINS = {
  open: (acceptLanguage: string) => HOSTED.portal_login(LOGIN, { email: 'jenny@example.com' }, acceptLanguage),
  problem: (acceptLanguage: string) => HOSTED.portal_login(LOGIN, { problem: MISTYPED }, acceptLanguage),
  sent: (acceptLanguage: string) => HOSTED.portal_login(LOGIN, { sent: true }, acceptLanguage),
  unknown: (acceptLanguage: string) => HOSTED.portal_login(undefined, {}, acceptLanguage),
}

export const OVERS = {
  over: (acceptLanguage: string) => HOSTED.portal_over(undefined, acceptLanguage),
  again: (acceptLanguage: string) => HOSTED.portal_over('https://example.com/login', acceptLanguage),
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
    session: {
      locale: null,
      return_url: 'https://example.com/account',
      flow: null,
      types: ['card', 'sepa_debit', 'paypal'],
    },
    configuration: { business_profile: { headline: null }, features: FEATURES },
    customer: {
      name: 'Jenny Rosen',
      email: 'jenny@example.com',
      phone: null,
      preferred_locales: [],
      invoice_settings: { default_payment_method: 'pm_1' },
    },
    subscriptions: [subscription(false)],
    methods: [
      card('pm_1', 'visa', '4242'),
      card('pm_2', 'mastercard', '4444'),
      { id: 'pm_3', type: 'sepa_debit', sepa_debit: { last4: '3000' } },
    ],
    invoices: [invoice('A1B2C3-0002', 'open'), invoice('A1B2C3-0001', 'paid')],
    plans: [plan('price_1', 'month', 1000), plan('price_2', 'year', 10_000)],
    ...more,
  }
  return (acceptLanguage) => HOSTED.portal(view, around, acceptLanguage)
}

const CANCELLING = { locale: null, return_url: null, flow: { type: 'subscription_cancel' }, types: [] }
const CONFIRMED = {
  type: 'payment_method_update',
  after_completion: { type: 'hosted_confirmation', hosted_confirmation: { custom_message: null } },
}

/** All that a configuration can let customers do. */
const everything = () => ({
  business_profile: { headline: null },
  features: {
    ...FEATURES,
    customer_update: { enabled: true, allowed_updates: ['address', 'email', 'name', 'phone', 'shipping', 'tax_id'] },
    subscription_pause: {
      enabled: true,
      duration: {
        type: 'interval_options',
        interval_options: [
          { interval: 'month', interval_count: 1 },
          { interval: 'month', interval_count: 3 },
        ],
      },
    },
    subscription_update: { enabled: true, default_allowed_updates: ['price', 'promotion_code', 'quantity'] },
  },
})

const KNOWN = { tax_ids: [{ id: 'txi_1', type: 'eu_vat', value: 'DE123456789' }] }
const OFFER = { percent_off: 20, amount_off: null, currency: null, duration: 'repeating', duration_in_months: 3 }

export const PORTALS = {
  all: portal(),
  ending: portal({ subscriptions: [subscription(true)] }, { done: true }),
  problem: portal({}, { problem: WRONG }),
  change: portal(
    {},
    { change: { act: 'switch', subscription: 'sub_1', plan: 'price_2', amount: 9000, currency: 'eur' } },
  ),
  cancel: portal({ session: CANCELLING }),
  bare: portal({ subscriptions: [], methods: [], invoices: [] }),
  changes: portal({ configuration: everything(), ...KNOWN }),
  paused: portal({ configuration: everything(), subscriptions: [{ ...subscription(false), status: 'paused' }] }),
  quantity: portal(
    { configuration: everything() },
    {
      change: {
        ...{ act: 'confirm', subscription: 'sub_1', plan: 'price_2', amount: 9000, currency: 'eur' },
        ...{ quantity: '3', code: 'STAY20' },
      },
    },
  ),
  offer: portal({ session: CANCELLING, offer: OFFER }),
  offer_once: portal({
    session: CANCELLING,
    offer: { ...OFFER, percent_off: null, amount_off: 500, currency: 'eur', duration: 'once' },
  }),
  confirmed: portal({ session: { ...CANCELLING, flow: CONFIRMED } }, { done: true }),
  unknown: (acceptLanguage: string) => HOSTED.portal(undefined, {}, acceptLanguage),
}
