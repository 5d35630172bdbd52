// Vouchers: a number that the customer takes to a till or types in at the bank. What a test e-mail does with them is in the
// table of test inputs, not here. (https://docs.stripe.com/payments/vouchers)
import type { Method } from '../catalogue.ts'

/** What vouchers have in common; a row names only where it differs. */
const voucher = {
  family: 'voucher',
  flow: 'voucher',
  on: false,
  setup: false,
  future: [],
  mandate: 'none',
  subscriptions: 'send_invoice',
  manualCapture: false,
  delay: 0,
  disputes: false,
  movement: 'payment',
  settles: 2,
} as const satisfies Partial<Method>

const payer = ['billing_details[name]', 'billing_details[email]'] as const

export const VOUCHERS = {
  // https://docs.stripe.com/payments/boleto: 5.00 to 49 999.99 BRL.
  boleto: {
    ...voucher,
    name: 'Boleto',
    action: 'boleto_display_details',
    currencies: ['brl'],
    amounts: { brl: [500, 4_999_999] },
    requires: [
      'boleto[tax_id]',
      ...payer,
      'billing_details[address][line1]',
      'billing_details[address][city]',
      'billing_details[address][state]',
      'billing_details[address][postal_code]',
      'billing_details[address][country]',
    ],
    setup: true,
    future: ['on_session', 'off_session'],
    subscriptions: 'automatic',
    refunds: { amount: 'none' },
  },
  // https://docs.stripe.com/payments/konbini: 120 to 300 000 JPY.
  konbini: {
    ...voucher,
    name: 'Konbini',
    action: 'konbini_display_details',
    currencies: ['jpy'],
    amounts: { jpy: [120, 300_000] },
    requires: payer,
    refunds: { amount: 'partial', byMail: true },
  },
  // https://docs.stripe.com/payments/multibanco: 0.50 to 99 999 EUR.
  multibanco: {
    ...voucher,
    name: 'Multibanco',
    action: 'multibanco_display_details',
    currencies: ['eur'],
    amounts: { eur: [50, 9_999_900] },
    requires: ['billing_details[email]'],
    refunds: { amount: 'partial', days: 365 },
  },
  // https://docs.stripe.com/payments/oxxo: 10 to 10 000 MXN.
  oxxo: {
    ...voucher,
    name: 'OXXO',
    action: 'oxxo_display_details',
    currencies: ['mxn'],
    amounts: { mxn: [1_000, 1_000_000] },
    requires: payer,
    subscriptions: 'none',
    refunds: { amount: 'none' },
  },
} as const satisfies Record<string, Method>
