// Every movement of a balance in double entry, by the cent: a truth table for whoever keeps books. Debits stand left,
// credits right. (billing facts §7.5; https://docs.stripe.com/reports/balance-transaction-types)
import assert from 'node:assert/strict'
import test from 'node:test'
import {
  arrivedEntry,
  availableEntry,
  type Booked,
  entryOf,
  isBalanced,
  type Line,
  type MovementType,
} from '../../src/rules/ledger.ts'

/** `BAL_PENDING 941 + FEES 59 = CARD_NETWORK 1000`: debits, then credits. */
function written(entry: readonly Line[]): string {
  const side = (which: Line['side']) =>
    entry.filter(({ side }) => side === which).map(({ account, amount }) => `${account} ${amount}`)
  return `${side('debit').join(' + ')} = ${side('credit').join(' + ')}`
}

/** Type, status, gross, fees as `stripe_fee 59`, and the entry. */
// biome-ignore format: a table
const MOVEMENTS: readonly (readonly [type: string, status: string, gross: number, fees: string, entry: string])[] = [
  // A payment of $10.00 costs 2.9 % + 30 cents.
  ['charge', 'pending', 1000, 'stripe_fee 59', 'BAL_PENDING 941 + FEES 59 = CARD_NETWORK 1000'],
  ['charge', 'available', 1000, 'stripe_fee 59', 'BAL_AVAILABLE 941 + FEES 59 = CARD_NETWORK 1000'],
  ['charge', 'pending', 1000, '', 'BAL_PENDING 1000 = CARD_NETWORK 1000'],
  // A payment of 30 cents is all fee.
  ['charge', 'pending', 30, 'stripe_fee 30', 'FEES 30 = CARD_NETWORK 30'],
  // $1.00 of it is for the platform.
  ['charge', 'pending', 1000, 'stripe_fee 59, application_fee 100', 'BAL_PENDING 841 + FEES 59 + CONNECTED 100 = CARD_NETWORK 1000'],
  ['payment', 'pending', 5000, 'stripe_fee 175', 'BAL_PENDING 4825 + FEES 175 = CARD_NETWORK 5000'],
  // The fee of what is refunded stays with Stripe.
  ['refund', 'available', -1000, '', 'REFUNDS 1000 = BAL_AVAILABLE 1000'],
  ['refund', 'pending', -400, '', 'REFUNDS 400 = BAL_PENDING 400'],
  ['payment_refund', 'pending', -5000, '', 'REFUNDS 5000 = BAL_PENDING 5000'],
  ['refund_failure', 'available', 400, '', 'BAL_AVAILABLE 400 = REFUNDS 400'],
  ['payment_failure_refund', 'available', -5000, '', 'RECEIVABLE 5000 = BAL_AVAILABLE 5000'],
  // A dispute takes the amount and $15.00; when it is won the amount comes back.
  ['adjustment', 'available', -1000, 'stripe_fee 1500', 'DISPUTE_FEES 1500 + DISPUTE_LOSS 1000 = BAL_AVAILABLE 2500'],
  ['adjustment', 'available', 1000, '', 'BAL_AVAILABLE 1000 = DISPUTE_LOSS 1000'],
  ['payout', 'available', -4000, '', 'PAYOUT_CLEARING 4000 = BAL_AVAILABLE 4000'],
  // An instant payout costs 1 %, which comes back with it.
  ['payout', 'available', -10_000, 'stripe_fee 100', 'FEES 100 + PAYOUT_CLEARING 10000 = BAL_AVAILABLE 10100'],
  ['payout_failure', 'available', 4000, '', 'BAL_AVAILABLE 4000 = PAYOUT_CLEARING 4000'],
  ['payout_cancel', 'available', 10_000, 'stripe_fee -100', 'BAL_AVAILABLE 10100 = FEES 100 + PAYOUT_CLEARING 10000'],
  // A reversed payout comes back from the bank.
  ['payout', 'pending', 4000, '', 'BAL_PENDING 4000 = PAYOUT_CLEARING 4000'],
  // An order of carbon removal; the fees of one that is canceled stay there.
  ['climate_order_purchase', 'available', -567, '', 'CLIMATE 567 = BAL_AVAILABLE 567'],
  ['climate_order_refund', 'available', 550, '', 'BAL_AVAILABLE 550 = CLIMATE 550'],
  ['topup', 'available', 20_000, '', 'BAL_AVAILABLE 20000 = BANK 20000'],
  ['topup_reversal', 'available', -20_000, '', 'BANK 20000 = BAL_AVAILABLE 20000'],
  ['stripe_fee', 'available', -200, '', 'FEES 200 = BAL_AVAILABLE 200'],
  ['application_fee', 'available', 100, '', 'BAL_AVAILABLE 100 = CONNECTED 100'],
  ['application_fee_refund', 'available', -100, '', 'CONNECTED 100 = BAL_AVAILABLE 100'],
  ['transfer', 'available', -700, '', 'CONNECTED 700 = BAL_AVAILABLE 700'],
  ['transfer_cancel', 'available', 700, '', 'BAL_AVAILABLE 700 = CONNECTED 700'],
  ['transfer_failure', 'available', 700, '', 'BAL_AVAILABLE 700 = CONNECTED 700'],
  ['transfer_refund', 'available', 700, '', 'BAL_AVAILABLE 700 = CONNECTED 700'],
]

/** The movements of the balance that issued cards spend. */
// biome-ignore format: a table
const ISSUED: readonly (readonly [type: string, gross: number, entry: string])[] = [
  ['topup', 20_000, 'BAL_ISSUING 20000 = BANK 20000'],
  ['issuing_authorization_hold', -1000, 'CARD_HOLDS 1000 = BAL_ISSUING 1000'],
  ['issuing_authorization_release', 1000, 'BAL_ISSUING 1000 = CARD_HOLDS 1000'],
  ['issuing_transaction', -1000, 'CARD_SPENDING 1000 = BAL_ISSUING 1000'],
  // A refund.
  ['issuing_transaction', 400, 'BAL_ISSUING 400 = CARD_SPENDING 400'],
  ['issuing_dispute', 600, 'BAL_ISSUING 600 = CARD_SPENDING 600'],
]

function movement(type: string, status: string, amount: number, fees: string): Booked {
  const fee_details = fees
    .split(', ')
    .filter(Boolean)
    .map((one) => ({ type: one.split(' ')[0]!, amount: Number(one.split(' ')[1]) }))
  const fee = fee_details.reduce((sum, one) => sum + one.amount, 0)
  return { type, status, amount, fee, fee_details, net: amount - fee }
}

for (const [type, status, gross, fees, entry] of MOVEMENTS)
  test(`a ${status} ${type} of ${gross}${fees && `, less ${fees},`} is booked as ${entry}`, () => {
    assert.equal(written(entryOf(movement(type, status, gross, fees))), entry)
  })

for (const [type, gross, entry] of ISSUED)
  test(`an issuing ${type} of ${gross} is booked as ${entry}`, () => {
    assert.equal(written(entryOf({ ...movement(type, 'available', gross, ''), balance_type: 'issuing' })), entry)
  })

/** Every type that is booked: the compiler asks for each, and for no other. */
const TYPES: Readonly<Record<MovementType, true>> = {
  adjustment: true,
  application_fee: true,
  application_fee_refund: true,
  charge: true,
  climate_order_purchase: true,
  climate_order_refund: true,
  issuing_authorization_hold: true,
  issuing_authorization_release: true,
  issuing_dispute: true,
  issuing_transaction: true,
  payment: true,
  payment_failure_refund: true,
  payment_refund: true,
  payout: true,
  payout_cancel: true,
  payout_failure: true,
  refund: true,
  refund_failure: true,
  stripe_fee: true,
  topup: true,
  topup_reversal: true,
  transfer: true,
  transfer_cancel: true,
  transfer_failure: true,
  transfer_refund: true,
}

test('every type has its line in this table', () => {
  assert.deepEqual([...new Set([...MOVEMENTS, ...ISSUED].map(([type]) => type))].sort(), Object.keys(TYPES))
})

test('money that becomes available moves within the balance', () => {
  assert.equal(written(availableEntry(941)), 'BAL_AVAILABLE 941 = BAL_PENDING 941')
  // A refund of what is still pending.
  assert.equal(written(availableEntry(-1000)), 'BAL_PENDING 1000 = BAL_AVAILABLE 1000')
})

test('a payout that arrives is in the bank, and a reversed one comes from there', () => {
  assert.equal(written(arrivedEntry(4000)), 'BANK 4000 = PAYOUT_CLEARING 4000')
  assert.equal(written(arrivedEntry(-4000)), 'PAYOUT_CLEARING 4000 = BANK 4000')
})

test('what does not add up is not booked', () => {
  const paid = movement('charge', 'pending', 1000, 'stripe_fee 59')
  const unequal = /^Defect: a movement of the type charge does not balance/
  assert.throws(() => entryOf({ ...paid, net: 942 }), unequal)
  assert.throws(() => entryOf({ ...paid, amount: 999 }), unequal)
  assert.throws(() => entryOf({ ...paid, fee_details: [] }), unequal)
})

test('what has no row is not booked', () => {
  assert.throws(() => entryOf(movement('anticipation_repayment', 'available', -5, '')), /no row in the books/)
  assert.throws(() => entryOf(movement('toString', 'available', -5, '')), /no row in the books/)
})

test('two sides that differ are seen', () => {
  const entry = entryOf(movement('topup', 'available', 5, ''))
  assert.equal(isBalanced(entry), true)
  assert.equal(isBalanced(entry.slice(1)), false)
})
