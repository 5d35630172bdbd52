// Bank redirects: the customer approves one payment on the page of the own bank.
// (https://docs.stripe.com/payments/bank-redirects, whose two tables the columns of support come from)
import type { Method } from '../catalogue.ts'

/** What bank redirects have in common; a row names only where it differs. */
const redirect = {
  family: 'bank_redirect',
  flow: 'redirect',
  action: 'redirect_to_url',
  on: false,
  currencies: ['eur'],
  requires: [],
  setup: false,
  future: [],
  mandate: 'none',
  subscriptions: 'send_invoice',
  manualCapture: false,
  delay: 0,
  refunds: { amount: 'partial', days: 180 },
  disputes: false,
  movement: 'payment',
  settles: 2,
} as const satisfies Partial<Method>

/** A setup of these makes a SEPA Direct Debit of the account that the customer has shown, with its mandate. */
const generating = {
  ...redirect,
  setup: true,
  future: ['off_session'],
  mandate: 'off_session',
  generates: 'sepa_debit',
} as const satisfies Partial<Method>

export const BANK_REDIRECTS = {
  // https://docs.stripe.com/payments/bancontact
  bancontact: { ...generating, name: 'Bancontact', requires: ['billing_details[name]'] },
  // https://docs.stripe.com/payments/blik: six digits, then a question in the bank's app, for a minute at most.
  blik: {
    ...redirect,
    name: 'BLIK',
    flow: 'code',
    action: 'blik_authorize',
    currencies: ['pln'],
    setup: true,
    future: ['off_session'],
    mandate: 'off_session',
    subscriptions: 'automatic', // named by the contract; the table of redirects has no subscriptions [K]
    refunds: { amount: 'partial' },
  },
  // https://docs.stripe.com/payments/eps
  eps: { ...redirect, name: 'EPS', requires: ['billing_details[name]'] },
  // https://docs.stripe.com/payments/fpx
  fpx: {
    ...redirect,
    name: 'FPX',
    currencies: ['myr'],
    requires: ['fpx[bank]'],
    refunds: { amount: 'partial' },
    settles: 5,
  },
  // https://docs.stripe.com/payments/giropay: retired in June 2024.
  giropay: { ...redirect, name: 'giropay', requires: ['billing_details[name]'] },
  // https://docs.stripe.com/payments/ideal: a refund is pending for up to seven days.
  ideal: { ...generating, name: 'iDEAL | Wero', refunds: { amount: 'partial', days: 180, pending: 60 } },
  // https://docs.stripe.com/payments/p24
  p24: { ...redirect, name: 'Przelewy24', currencies: ['eur', 'pln'], requires: ['billing_details[email]'] },
  // https://docs.stripe.com/payments/sofort: retired; the bank's word came after 2 to 14 days, in test mode sooner [K].
  sofort: { ...generating, name: 'Sofort', requires: ['sofort[country]'], delay: 180 },
  // https://docs.stripe.com/payments/twint
  twint: {
    ...redirect,
    name: 'TWINT',
    currencies: ['chf'],
    setup: true,
    future: ['off_session'],
    mandate: 'off_session',
    subscriptions: 'automatic',
    refunds: { amount: 'partial' },
  },
} as const satisfies Record<string, Method>
