// Each invariant sees its wrong: books that are right, by hand, and for every invariant a change that it alone, or it first,
// has to tell of. The books over a store's writes are tried the same way.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Write } from '../../src/kernel/store.ts'
import { faultsOf, follow } from '../booking.ts'
import type { Books } from './books.ts'
import { faultsIn, INVARIANTS, shared } from './ledger.ts'

/** 2 March 2026, ten o'clock; what is pending becomes available on the 4th. */
const NOW = 1_772_445_600
const LATER = 1_772_582_400

const movement = (id: string, type: string, source: string, amount: number, more: object = {}) => ({
  id,
  object: 'balance_transaction',
  type,
  source,
  amount,
  available_on: NOW - 60,
  created: NOW - 60,
  currency: 'usd',
  fee: 0,
  fee_details: [],
  net: amount,
  status: 'available',
  ...more,
})
const charge = (id: string, payment_intent: string | null, amount: number, more: object = {}) => ({
  id,
  object: 'charge',
  amount,
  amount_captured: amount,
  amount_refunded: 0,
  balance_transaction: null,
  captured: true,
  created: NOW - 100,
  payment_intent,
  payment_method_details: { type: 'card', card: {} },
  refunded: false,
  status: 'succeeded',
  ...more,
})
const intent = (id: string, amount: number, status: string, more: object = {}) => ({
  id,
  object: 'payment_intent',
  amount,
  amount_capturable: 0,
  amount_received: 0,
  latest_charge: null,
  status,
  ...more,
})
const event = (id: string, object: string, of: string, status: string) => ({
  id,
  object: 'event',
  data: { object: { id: of, object, status } },
})
const amounts = (amount: number) => [{ amount, currency: 'usd', source_types: { card: amount } }]

/**
 * A payment of $10.00 less 59 cents, $4.00 of it refunded; one of $30.00 that is lost in a dispute ($15.00 more); a hold of
 * $8.00; a top-up of $90.00, and a payout of $20.00.
 */
function right() {
  const fee = (amount: number) => ({ fee: amount, fee_details: [{ amount, type: 'stripe_fee' }] })
  const withdrawn = movement('txn_4', 'adjustment', 'du_1', -3000, { ...fee(1500), net: -4500 })
  return {
    now: NOW,
    balance: { available: amounts(2000), pending: amounts(541 + 2883) },
    movements: [
      movement('txn_1', 'topup', 'tu_1', 9000),
      movement('txn_2', 'charge', 'ch_1', 1000, { ...fee(59), net: 941, status: 'pending', available_on: LATER }),
      movement('txn_3', 'charge', 'ch_2', 3000, { ...fee(117), net: 2883, status: 'pending', available_on: LATER }),
      withdrawn,
      movement('txn_5', 'refund', 're_1', -400, { status: 'pending', available_on: LATER }),
      movement('txn_6', 'payout', 'po_1', -2500),
    ],
    intents: [
      intent('pi_1', 1000, 'succeeded', { amount_received: 1000, latest_charge: 'ch_1' }),
      intent('pi_2', 3000, 'succeeded', { amount_received: 3000, latest_charge: 'ch_2' }),
      intent('pi_3', 800, 'requires_capture', { amount_capturable: 800, latest_charge: 'ch_3' }),
    ],
    setups: [{ id: 'seti_1', object: 'setup_intent', status: 'succeeded' }],
    charges: [
      charge('ch_1', 'pi_1', 1000, { balance_transaction: 'txn_2', amount_refunded: 400 }),
      charge('ch_2', 'pi_2', 3000, { balance_transaction: 'txn_3' }),
      charge('ch_3', 'pi_3', 800, { captured: false, amount_captured: 0 }),
    ],
    refunds: [
      { id: 're_1', object: 'refund', amount: 400, balance_transaction: 'txn_5', charge: 'ch_1', status: 'succeeded' },
    ],
    disputes: [
      {
        id: 'du_1',
        object: 'dispute',
        amount: 3000,
        balance_transactions: [withdrawn],
        charge: 'ch_2',
        status: 'lost',
      },
    ],
    payouts: [{ id: 'po_1', object: 'payout', amount: 2500, status: 'paid' }],
    topups: [{ id: 'tu_1', object: 'topup', amount: 9000, status: 'succeeded' }],
    events: [
      event('evt_1', 'topup', 'tu_1', 'succeeded'),
      event('evt_2', 'payment_intent', 'pi_1', 'requires_payment_method'),
      event('evt_3', 'payment_intent', 'pi_1', 'succeeded'),
      event('evt_4', 'charge', 'ch_1', 'succeeded'),
      event('evt_5', 'payment_intent', 'pi_2', 'succeeded'),
      event('evt_6', 'charge', 'ch_2', 'succeeded'),
      event('evt_7', 'payment_intent', 'pi_3', 'requires_capture'),
      event('evt_8', 'charge', 'ch_3', 'succeeded'),
      event('evt_9', 'refund', 're_1', 'succeeded'),
      event('evt_10', 'dispute', 'du_1', 'needs_response'),
      event('evt_11', 'dispute', 'du_1', 'lost'),
      event('evt_12', 'payout', 'po_1', 'in_transit'),
      event('evt_13', 'setup_intent', 'seti_1', 'succeeded'),
    ],
  }
}
type Draft = any

/** What is made wrong, and what is said of it. */
// biome-ignore format: a table
const WRONGS: readonly (readonly [invariant: string, wrong: string, make: (books: Draft) => void, said: string])[] = [
  ['debits are credits', 'a fee that nobody is paid', ({ movements }) => { movements[1].net = 940 }, 'txn_2: a movement of the type charge does not balance'],
  ['debits are credits', 'a movement that has no place', ({ movements }) => { movements[0].type = 'gift' }, 'txn_1: there is no row in the books'],
  ['net is the amount less the fee', 'a net with the fee in it', ({ movements }) => { movements[1].net = 1000 }, 'net of txn_2 is 1000, and should be 941'],
  ['net is the amount less the fee', 'a fee that is told of in part', ({ movements }) => { movements[1].fee = 60 }, 'fee of txn_2 is 60, and should be 59'],
  ['the balance is its movements', 'a cent too much', ({ balance }) => { balance.available = amounts(2001) }, 'available usd is 2001, and should be 2000'],
  ['the balance is its movements', 'a cent too little', ({ balance }) => { balance.pending = amounts(3423) }, 'pending usd is 3423, and should be 3424'],
  ['the balance is its movements', 'a currency that is forgotten', ({ movements }) => { movements.push(movement('txn_7', 'topup', 'tu_1', 5, { currency: 'eur' })) }, 'available eur is undefined, and should be 5'],
  ['the balance is its movements', 'a day that has come unseen', ({ movements }) => { movements[1].available_on = NOW }, 'status of txn_2 is "pending", and should be "available"'],
  ['the balance is its movements', 'sources that do not add up', ({ balance }) => { balance.available[0].source_types.card = 1 }, 'available usd by source is 1, and should be 2000'],
  ['refunds fit their charge', 'more than was paid', ({ charges, refunds }) => { charges[0].amount_refunded = 1001; refunds[0].amount = 1001 }, 'of ch_1: 1000, captured 1000, refunded 1001'],
  ['refunds fit their charge', 'more captured than held', ({ charges }) => { charges[1].amount_captured = 3001 }, 'of ch_2: 3000, captured 3001, refunded 0'],
  ['refunds fit their charge', 'a refund that the charge forgot', ({ charges }) => { charges[0].amount_refunded = 0 }, 'amount_refunded of ch_1 is 0, and should be 400'],
  ['refunds fit their charge', 'a failed refund that still counts', ({ refunds }) => { refunds[0].status = 'failed' }, 'amount_refunded of ch_1 is 400, and should be 0'],
  ['refunds fit their charge', 'a capture of what was let go', ({ refunds }) => { refunds[0].balance_transaction = null }, 're_1 lets go of ch_1, which was captured'],
  ['refunds fit their charge', 'a part that counts as the whole', ({ charges }) => { charges[0].refunded = true }, 'refunded of ch_1 is true, and should be false'],
  ['charges are booked once', 'a payment that is booked twice', ({ movements }) => { movements.push({ ...movements[1], id: 'txn_7' }) }, 'what was booked of ch_1 is 2000, and should be 1000'],
  ['charges are booked once', 'halves that nobody asked for', ({ movements }) => { movements[1].amount = 500; movements.push({ ...movements[1], id: 'txn_7' }) }, 'ch_1 is booked 2 times'],
  ['charges are booked once', 'a payment that is never booked', ({ movements, charges }) => { movements.splice(1, 1); charges[0].balance_transaction = null }, 'what was booked of ch_1 is 0, and should be 1000'],
  ['charges are booked once', 'a hold that is booked', ({ movements }) => { movements.push(movement('txn_7', 'charge', 'ch_3', 800)) }, 'what was booked of ch_3 is 800, and should be 0'],
  ['charges are booked once', 'a charge that failed and was captured', ({ charges }) => { charges[1].status = 'failed' }, 'ch_2 was captured, and is failed'],
  ['charges are booked once', 'a charge that names another movement', ({ charges }) => { charges[0].balance_transaction = 'txn_3' }, 'ch_1 names txn_3, its movement is txn_2'],
  ['refunds, payouts and top-ups are booked once', 'a refund that took nothing', ({ movements }) => { movements.splice(4, 1) }, 'what re_1 moved is [], and should be ["refund -400"]'],
  ['refunds, payouts and top-ups are booked once', 'a failed refund that did not come back', ({ refunds }) => { refunds[0].status = 'failed' }, 'what re_1 moved is ["refund -400"], and should be ["refund -400","refund_failure 400"]'],
  ['refunds, payouts and top-ups are booked once', 'a failed payout that did not come back', ({ payouts }) => { payouts[0].status = 'failed' }, 'what po_1 moved is ["payout -2500"], and should be ["payout -2500","payout_failure 2500"]'],
  ['refunds, payouts and top-ups are booked once', 'a top-up that came before it was sent', ({ topups }) => { topups[0].status = 'pending' }, 'what tu_1 moved is ["topup 9000"], and should be []'],
  ['disputes add up', 'one that is won for nothing', ({ disputes }) => { disputes[0].status = 'won' }, 'what du_1 moved is [-3000], and should be [-3000,3000]'],
  ['disputes add up', 'an inquiry that takes money', ({ disputes }) => { disputes[0].status = 'warning_closed' }, 'what du_1 moved is [-3000], and should be []'],
  ['disputes add up', 'a movement that it does not tell of', ({ movements }) => { movements.push({ ...movements[3], id: 'txn_7' }) }, 'movements of du_1 is ["txn_4","txn_7"], and should be ["txn_4"]'],
  ['intents are paid once', 'an intent that is paid twice', ({ charges }) => { charges[1].payment_intent = 'pi_1' }, 'pi_1 is paid by ch_1 and ch_2'],
  ['intents are paid once', 'one that succeeds for nothing', ({ charges }) => { charges[0].status = 'failed' }, 'pi_1 has succeeded without a captured charge'],
  ['intents are paid once', 'one that received more', ({ intents }) => { intents[0].amount_received = 1001 }, 'amount_received of pi_1 is 1001, and should be 1000'],
  ['intents are paid once', 'one that holds less', ({ intents }) => { intents[2].amount_capturable = 799 }, 'amount_capturable of pi_3 is 799, and should be 800'],
  ['intents are paid once', 'one that does not know its charge', ({ intents }) => { intents[0].latest_charge = 'ch_2' }, 'pi_1 does not name its charge'],
  ['intents are paid once', 'one that holds nothing', ({ charges }) => { charges[2].payment_intent = null }, 'pi_3 waits for a capture without a charge'],
  ['payouts are covered', 'money that is not there yet', ({ movements }) => { movements[0].available_on = NOW }, 'txn_6 left -7000 usd'],
  ['events tell a legal way', 'a step back', ({ events }) => { events.push(event('evt_14', 'payment_intent', 'pi_1', 'processing')) }, 'pi_1 went from succeeded to processing in evt_14'],
  ['events tell a legal way', 'a refund that rises again', ({ events, refunds }) => { events[8].data.object.status = 'failed'; refunds[0].status = 'succeeded' }, 're_1 went from failed to succeeded after the last event'],
  ['events tell a legal way', 'an object that nobody told of', ({ events }) => { events.splice(12, 1) }, 'no event tells of seti_1'],
  ['names are known', 'a charge of somebody else', ({ refunds }) => { refunds[0].charge = 'ch_x' }, 're_1 names ch_x'],
  ['names are known', 'money out of nowhere', ({ movements }) => { movements[0].source = 'tu_x' }, 'txn_1 names tu_x'],
  ['names are known', 'one id for two', ({ setups }) => { setups.push(setups[0]) }, 'seti_1 stands for two'],
]

test('books that are right are right', () => {
  assert.deepEqual(faultsIn(right() as unknown as Books), [])
})

for (const [invariant, wrong, make, said] of WRONGS)
  test(`${invariant}: ${wrong} is seen`, () => {
    const books = structuredClone(right())
    make(books)
    const found = INVARIANTS[invariant]!(books as unknown as Books)
    assert.ok(
      found.some((fault) => fault.startsWith(said)),
      `${said}\n${found.join('\n')}`,
    )
    assert.ok(faultsIn(books as unknown as Books).includes(`${invariant}: ${found[0]}`))
  })

test('every invariant has seen something wrong', () => {
  assert.deepEqual([...new Set(WRONGS.map(([invariant]) => invariant))].sort(), Object.keys(INVARIANTS).sort())
})

test('what two accounts share is seen', () => {
  const other = structuredClone(right())
  assert.equal(
    shared(
      right() as unknown as Books,
      { ...other, movements: [], intents: [], setups: [], charges: [], events: [] } as unknown as Books,
    ).length,
    0,
  )
  assert.ok(shared(right() as unknown as Books, other as unknown as Books).includes('ch_1'))
})

const written = (id: string, object: string, row: object, hidden: object = {}): Write => ({
  place: { tenant: 'acct_1', account: 'acct_1' },
  id,
  existed: false,
  document: {
    id,
    object,
    created: NOW,
    seq: '1',
    shape: 1,
    text: JSON.stringify({ id, object, ...row }),
    hidden: JSON.stringify(hidden),
    queue: null,
    due: null,
  },
  position: { created: NOW, seq: '1' },
  terms: [],
  add: [],
  drop: [],
})

test('a unit that writes a movement with one side is seen', () => {
  const paid = movement('txn_1', 'charge', 'ch_1', 1000)
  assert.deepEqual(faultsOf([written('txn_1', 'balance_transaction', paid)]), [])
  const [fault] = faultsOf([written('txn_1', 'balance_transaction', { ...paid, net: 999 })])
  assert.match(fault!, /^txn_1: a movement of the type charge does not balance/)
})

test('a unit that refunds more than was taken is seen', () => {
  const paid = charge('ch_1', null, 1000)
  assert.deepEqual(faultsOf([written('ch_1', 'charge', { ...paid, amount_refunded: 1000 })]), [])
  assert.deepEqual(faultsOf([written('ch_1', 'charge', { ...paid, amount_refunded: 1001 })]), [
    'ch_1: of 1000, 1000 was captured, and 1001 refunded',
  ])
  // Of a hold, all of it can be let go.
  const held = { ...paid, captured: false, amount_captured: 0 }
  assert.deepEqual(faultsOf([written('ch_1', 'charge', { ...held, amount_refunded: 1000 })]), [])
})

test('a balance that forgets a movement is seen', () => {
  const one = written('txn_1', 'balance_transaction', movement('txn_1', 'topup', 'tu_1', 500), { folded: true })
  const unfolded = written('txn_2', 'balance_transaction', movement('txn_2', 'topup', 'tu_2', 7))
  const balance = (card: number) =>
    written('the balance', 'balance', {}, { sums: { usd: { available: { card }, pending: {} } } })
  assert.deepEqual(follow(new Map(), [one, unfolded, balance(500)]), [])
  const [fault] = follow(new Map(), [one, unfolded, balance(507)])
  assert.match(fault!, /^the balance of acct_1 says .*507.*, its transactions come to .*500/)
})
