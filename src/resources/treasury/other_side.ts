// Who sends a credit or takes a debit, as a test helper has it: what is not told is as in Stripe's samples.
// (https://docs.stripe.com/api/treasury/received_credits/object)
import { NOBODY } from './bank.ts'
import type { Other } from './received_debit_state.ts'

export const SAMPLE = {
  description: 'Stripe Test',
  holder: 'Jane Austen',
  last4: '6789',
  bank: 'STRIPE TEST BANK',
  routing: '110000000',
} as const

interface Given {
  readonly account_holder_name?: string
  readonly account_number?: string
  readonly routing_number?: string
}

export const otherSide = ({ account_holder_name, account_number, routing_number }: Given = {}): Other => ({
  billing_details: { ...NOBODY, name: account_holder_name ?? SAMPLE.holder },
  us_bank_account: {
    bank_name: SAMPLE.bank,
    last4: account_number?.slice(-4) ?? SAMPLE.last4,
    routing_number: routing_number ?? SAMPLE.routing,
  },
})
