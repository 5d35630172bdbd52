// Buy now, pay later: a lender approves the customer on its own page, pays at once, and collects later.
// (https://docs.stripe.com/payments/buy-now-pay-later, whose tables the columns of support and the limits come from)
import type { Method } from '../catalogue.ts'

/** What pay later methods have in common; a row names only where it differs. */
const later = {
  family: 'pay_later',
  flow: 'redirect',
  action: 'redirect_to_url',
  on: false,
  requires: [],
  setup: false,
  future: [],
  mandate: 'none',
  subscriptions: 'none',
  manualCapture: true,
  delay: 0,
  refunds: { amount: 'partial' },
  disputes: true,
  movement: 'payment',
  settles: 2,
} as const satisfies Partial<Method>

export const PAY_LATER = {
  // https://docs.stripe.com/payments/affirm
  affirm: {
    ...later,
    name: 'Affirm',
    currencies: ['usd', 'cad'],
    amounts: { usd: [5_000, 3_000_000], cad: [5_000, 3_000_000] },
    subscriptions: 'send_invoice',
    refunds: { amount: 'partial', days: 120 },
  },
  // https://docs.stripe.com/payments/afterpay-clearpay. Limits other than of dollars are [K].
  afterpay_clearpay: {
    ...later,
    name: 'Afterpay / Clearpay',
    currencies: ['usd', 'cad', 'gbp', 'aud', 'nzd'],
    amounts: {
      usd: [100, 400_000],
      cad: [100, 200_000],
      gbp: [100, 120_000],
      aud: [100, 200_000],
      nzd: [100, 200_000],
    },
    requires: ['billing_details[name]', 'billing_details[email]'],
    refunds: { amount: 'partial', days: 120 },
  },
  // https://docs.stripe.com/payments/alma
  alma: { ...later, name: 'Alma', currencies: ['eur'], amounts: { eur: [5_000, 500_000] }, settles: 3 },
  // https://docs.stripe.com/payments/billie: for businesses. Currencies by the countries of its registrations. [K]
  billie: {
    ...later,
    name: 'Billie',
    currencies: ['eur', 'gbp', 'sek', 'nok', 'dkk', 'chf'],
    subscriptions: 'send_invoice',
  },
  // https://docs.stripe.com/payments/klarna. Its least and most depend on product and country: none here.
  klarna: {
    ...later,
    name: 'Klarna',
    currencies: ['aud', 'cad', 'chf', 'czk', 'dkk', 'eur', 'gbp', 'nok', 'nzd', 'pln', 'sek', 'usd'],
    requires: ['billing_details[email]', 'billing_details[address][country]'],
    setup: true,
    future: ['on_session', 'off_session'],
    mandate: 'off_session',
    subscriptions: 'send_invoice',
    refunds: { amount: 'partial', days: 180 },
  },
  // https://docs.stripe.com/payments/scalapay
  scalapay: { ...later, name: 'Scalapay', currencies: ['eur'] },
  // https://docs.stripe.com/payments/sequra
  sequra: { ...later, name: 'SeQura', currencies: ['eur'], subscriptions: 'send_invoice' },
  // https://docs.stripe.com/payments/sunbit. Manual capture by the contract; the page says no.
  sunbit: { ...later, name: 'Sunbit', currencies: ['usd'] },
  // https://docs.stripe.com/payments/zip
  zip: {
    ...later,
    name: 'Zip',
    currencies: ['aud', 'usd'],
    amounts: { aud: [1, 5_000_000], usd: [3_500, 150_000] },
    manualCapture: false,
  },
} as const satisfies Record<string, Method>
