// Bank transfers: the customer sends money to an account number of their own; it pays what is open, in parts if it must.
// (https://docs.stripe.com/payments/bank-transfers)
import type { Method } from '../catalogue.ts'

export const BANK_TRANSFERS = {
  customer_balance: {
    name: 'Bank transfer',
    family: 'bank_transfer',
    flow: 'transfer',
    action: 'display_bank_transfer_instructions',
    on: false,
    currencies: ['usd', 'eur', 'gbp', 'jpy', 'mxn'],
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
    settles: 1, // [K]
  },
} as const satisfies Record<string, Method>
