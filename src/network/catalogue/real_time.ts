// Real-time payments: money goes from account to account at once, approved in the customer's bank.
// (https://docs.stripe.com/payments/real-time, whose two tables the columns of support come from)
import type { Method } from '../catalogue.ts'

/** What real-time payments have in common; a row names only where it differs. */
const realTime = {
  family: 'real_time',
  flow: 'code',
  on: false,
  requires: [],
  setup: false,
  future: [],
  mandate: 'none',
  subscriptions: 'send_invoice',
  manualCapture: false,
  delay: 0,
  refunds: { amount: 'partial' },
  disputes: false,
  movement: 'payment',
  settles: 2,
} as const satisfies Partial<Method>

/** Approved once, and charged again under the customer's mandate. */
const recurring = {
  ...realTime,
  setup: true,
  future: ['off_session'],
  mandate: 'off_session',
  subscriptions: 'automatic',
  disputes: true,
} as const satisfies Partial<Method>

export const REAL_TIME = {
  // https://docs.stripe.com/payments/bizum: the phone number is asked for on the page that leads to the bank. [K]
  bizum: {
    ...realTime,
    name: 'Bizum',
    flow: 'redirect',
    action: 'redirect_to_url',
    currencies: ['eur'],
    subscriptions: 'none',
    disputes: true,
  },
  // https://docs.stripe.com/payments/pay-by-bank. Currencies [K]
  pay_by_bank: {
    ...realTime,
    name: 'Pay by Bank',
    flow: 'redirect',
    action: 'redirect_to_url',
    currencies: ['gbp'],
  },
  // https://docs.stripe.com/payments/paynow
  paynow: {
    ...realTime,
    name: 'PayNow',
    action: 'paynow_display_qr_code',
    currencies: ['sgd'],
    refunds: { amount: 'partial', days: 90, pending: 60 },
  },
  // https://docs.stripe.com/payments/payto. The customer agrees in the bank's app; the API reference has no name for that
  // step. [K]
  payto: {
    ...recurring,
    name: 'PayTo',
    action: 'use_stripe_sdk',
    currencies: ['aud'],
    requires: [
      'payto[account_number]|payto[pay_id]',
      'payto[bsb_number]|payto[pay_id]',
      'billing_details[name]',
      'billing_details[email]',
    ],
    mandate: 'always',
  },
  // https://docs.stripe.com/payments/pix: from 0.50 BRL; the most is 3 000 USD, so not a number of this table.
  pix: {
    ...recurring,
    name: 'Pix',
    action: 'pix_display_qr_code',
    currencies: ['brl'],
    amounts: { brl: [50, 99_999_999] },
    refunds: { amount: 'partial', days: 90 },
  },
  // https://docs.stripe.com/payments/promptpay
  promptpay: {
    ...realTime,
    name: 'PromptPay',
    action: 'promptpay_display_qr_code',
    currencies: ['thb'],
    requires: ['billing_details[email]'],
    refunds: { amount: 'partial', byMail: true },
  },
  // https://docs.stripe.com/payments/swish
  swish: {
    ...realTime,
    name: 'Swish',
    action: 'swish_handle_redirect_or_display_qr_code',
    currencies: ['sek'],
  },
  // https://docs.stripe.com/payments/upi: 1 to 100 000 INR.
  upi: {
    ...recurring,
    name: 'UPI',
    action: 'upi_handle_redirect_or_display_qr_code',
    currencies: ['inr'],
    amounts: { inr: [100, 10_000_000] },
    future: ['on_session', 'off_session'],
    refunds: { amount: 'partial', days: 60, pending: 60 },
  },
} as const satisfies Record<string, Method>
