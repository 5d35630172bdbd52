// The ledger of financial accounts, worked out by hand. (https://docs.stripe.com/treasury/account-management/working-with-balances-and-transactions)
import assert from 'node:assert/strict'
import test from 'node:test'
import { added, type EntryType, entryOf, type Impact } from '../../src/rules/treasury_ledger.ts'

/** Of 1000: cash, held, and what the transaction is then. Stripe's page: $10 sent go from cash to outbound_pending, then out. */
const ROWS: readonly (readonly [EntryType, cash: number, held: number, makes: string])[] = [
  ['outbound_payment', -1000, 1000, 'open'],
  ['outbound_payment_posting', 0, -1000, 'posted'],
  ['outbound_payment_cancellation', 1000, -1000, 'void'],
  ['outbound_payment_failure', 1000, -1000, 'void'],
  ['outbound_payment_return', 1000, 0, 'posted'],
  ['outbound_transfer', -1000, 1000, 'open'],
  ['outbound_transfer_posting', 0, -1000, 'posted'],
  ['outbound_transfer_cancellation', 1000, -1000, 'void'],
  ['outbound_transfer_failure', 1000, -1000, 'void'],
  ['outbound_transfer_return', 1000, 0, 'posted'],
  ['credit_reversal', -1000, 1000, 'open'],
  ['credit_reversal_posting', 0, -1000, 'posted'],
  ['debit_reversal', 1000, 0, 'posted'],
  ['inbound_transfer', 1000, 0, 'posted'],
  ['inbound_transfer_return', -1000, 0, 'posted'],
  ['received_credit', 1000, 0, 'posted'],
  ['received_debit', -1000, 0, 'posted'],
]

test('an entry moves so much between the parts of a balance', () => {
  for (const [type, cash, outbound_pending, makes] of ROWS)
    assert.deepEqual(entryOf(type, 1000), { impact: { cash, inbound_pending: 0, outbound_pending }, makes }, type)
})

/** What a flow comes to in the end: cash, held. */
const FLOWS: readonly (readonly [EntryType[], cash: number, held: number])[] = [
  [['outbound_payment', 'outbound_payment_posting'], -1000, 0],
  [['outbound_payment', 'outbound_payment_cancellation'], 0, 0],
  [['outbound_transfer', 'outbound_transfer_failure'], 0, 0],
  [['outbound_transfer', 'outbound_transfer_posting', 'outbound_transfer_return'], 0, 0],
  [['received_credit', 'credit_reversal', 'credit_reversal_posting'], 0, 0],
  [['received_debit', 'debit_reversal'], 0, 0],
  [['inbound_transfer', 'inbound_transfer_return'], 0, 0],
]

test('what comes back leaves the balance as it was', () => {
  for (const [types, cash, outbound_pending] of FLOWS) {
    const none: Impact = { cash: 0, inbound_pending: 0, outbound_pending: 0 }
    const sum = types.map((type) => entryOf(type, 1000).impact).reduce(added, none)
    assert.deepEqual(sum, { cash, inbound_pending: 0, outbound_pending }, types.join())
  }
})
