// Bank debits: the account's number and the customer's mandate; the bank decides days later, in test mode at once or as
// the test account says. (https://docs.stripe.com/payments/bank-debits, https://docs.stripe.com/testing#non-card-payments)
import type { Method } from '../catalogue.ts'

/** What bank debits have in common; a row names only where it differs. */
const debit = {
  family: 'bank_debit',
  flow: 'debit',
  action: null,
  on: false,
  setup: true,
  future: ['on_session', 'off_session'],
  mandate: 'always',
  subscriptions: 'automatic',
  manualCapture: false,
  delay: 0,
  refunds: { amount: 'partial', days: 180, pending: 60 }, // how long a refund is pending in test mode is [K]
  disputes: true,
  movement: 'payment',
  settles: 5, // [K]
} as const satisfies Partial<Method>

const payer = ['billing_details[name]', 'billing_details[email]'] as const

export const BANK_DEBITS = {
  // https://docs.stripe.com/payments/acss-debit
  acss_debit: {
    ...debit,
    name: 'Canadian pre-authorized debit',
    action: 'verify_with_microdeposits',
    currencies: ['cad', 'usd'],
    requires: ['acss_debit[account_number]', 'acss_debit[institution_number]', 'acss_debit[transit_number]', ...payer],
  },
  // https://docs.stripe.com/payments/au-becs-debit
  au_becs_debit: {
    ...debit,
    name: 'Australia BECS Direct Debit',
    currencies: ['aud'],
    requires: ['au_becs_debit[account_number]', 'au_becs_debit[bsb_number]', ...payer],
  },
  // https://docs.stripe.com/payments/payment-methods/bacs-debit
  bacs_debit: {
    ...debit,
    name: 'Bacs Direct Debit',
    currencies: ['gbp'],
    requires: [
      'bacs_debit[account_number]',
      'bacs_debit[sort_code]',
      ...payer,
      'billing_details[address][line1]',
      'billing_details[address][city]',
      'billing_details[address][postal_code]',
      'billing_details[address][country]',
    ],
  },
  // https://docs.stripe.com/payments/nz-bank-account
  nz_bank_account: {
    ...debit,
    name: 'New Zealand BECS Direct Debit',
    currencies: ['nzd'],
    requires: [
      'nz_bank_account[bank_code]',
      'nz_bank_account[branch_code]',
      'nz_bank_account[account_number]',
      'nz_bank_account[suffix]',
      ...payer,
    ],
  },
  // https://docs.stripe.com/payments/sepa-debit: at most 10 000 EUR a debit.
  sepa_debit: {
    ...debit,
    name: 'SEPA Direct Debit',
    currencies: ['eur'],
    amounts: { eur: [50, 1_000_000] },
    requires: ['sepa_debit[iban]', ...payer],
  },
  // https://docs.stripe.com/payments/ach-direct-debit
  us_bank_account: {
    ...debit,
    name: 'ACH Direct Debit',
    action: 'verify_with_microdeposits',
    currencies: ['usd'],
    requires: [
      'us_bank_account[account_number]|us_bank_account[financial_connections_account]',
      'us_bank_account[routing_number]|us_bank_account[financial_connections_account]',
      'billing_details[name]',
    ],
  },
} as const satisfies Record<string, Method>
