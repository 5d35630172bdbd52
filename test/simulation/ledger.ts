// What always holds for an account's money, as pure functions over its books: each says in sentences what is wrong, and
// ledger.test.ts shows each a wrong that it has to see. (billing facts §7.5)
// One file because the invariants are one list.
import type Stripe from 'stripe'
import { entryOf } from '../../src/rules/ledger.ts'
import { PAYMENT_TABLE } from '../resources/payments/payment_intent_table.ts'
import { SETUP_TABLE } from '../resources/payments/setup_intent_table.ts'
import type { Books } from './books.ts'

type Movement = Stripe.BalanceTransaction
type Invariant = (books: Books) => string[]

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)
const idOf = (named: string | { id: string } | null | undefined): string | undefined =>
  typeof named === 'string' ? named : (named?.id ?? undefined)
/** The movements of an object; looked up in one walk for all, as a run checks thousands of books. */
function from({ movements }: Books, source: string): readonly Movement[] {
  let index = bySource.get(movements)
  if (!index) {
    index = Map.groupBy(movements, (one) => idOf(one.source as string) ?? '')
    bySource.set(movements, index)
  }
  return index.get(source) ?? []
}
const bySource = new WeakMap<readonly Movement[], Map<string, readonly Movement[]>>()
/** A fault where two differ. */
const equal = (what: string, said: unknown, is: unknown): string[] => {
  const [a, b] = [JSON.stringify(said), JSON.stringify(is)]
  return a === b ? [] : [`${what} is ${a}, and should be ${b}`]
}

/** Every movement has two sides that are equal. */
const debitsAreCredits: Invariant = ({ movements }) =>
  movements.flatMap((movement) => {
    try {
      entryOf(movement)
      return []
    } catch (error) {
      return [`${movement.id}: ${(error as Error).message}`]
    }
  })

/** Net is amount less fee, and the fee is told in full. */
const netIsLessTheFee: Invariant = ({ movements }) =>
  movements.flatMap(({ id, amount, fee, fee_details, net }) => [
    ...equal(`net of ${id}`, net, amount - fee),
    ...equal(`fee of ${id}`, fee, sum(fee_details.map((one) => one.amount))),
  ])

/** What can be used is what came of movements whose day has come; all else is pending. */
const balanceIsItsMovements: Invariant = ({ now, balance, movements }) => {
  const faults = movements.flatMap(({ id, status, available_on }) =>
    equal(`status of ${id}`, status, available_on <= now ? 'available' : 'pending'),
  )
  for (const part of ['available', 'pending'] as const) {
    const said = new Map(balance[part].map(({ currency, amount }) => [currency, amount]))
    const own = movements.filter(({ available_on }) => available_on <= now === (part === 'available'))
    for (const currency of new Set([...said.keys(), ...movements.map((one) => one.currency)])) {
      const is = sum(own.filter((one) => one.currency === currency).map(({ net }) => net))
      faults.push(...equal(`${part} ${currency}`, said.get(currency), is))
    }
    for (const { currency, amount, source_types } of balance[part])
      faults.push(...equal(`${part} ${currency} by source`, sum(Object.values(source_types ?? {})), amount))
  }
  return faults
}

/** No more is refunded than was captured, no more captured than authorised, and the charge knows its refunds. */
const refundsFitTheirCharge: Invariant = ({ charges, refunds }) =>
  charges.flatMap(({ id, amount, amount_captured, amount_refunded, captured, refunded }) => {
    const most = captured ? amount_captured : amount
    const standing = refunds.filter(
      ({ charge, status }) => idOf(charge) === id && status !== 'failed' && status !== 'canceled',
    )
    const inOrder = amount_refunded >= 0 && amount_refunded <= most && amount_captured <= amount && amount_captured >= 0
    return [
      ...(inOrder ? [] : [`of ${id}: ${amount}, captured ${amount_captured}, refunded ${amount_refunded}`]),
      ...standing
        .filter(({ balance_transaction }) => captured && balance_transaction === null)
        .map((one) => `${one.id} lets go of ${id}, which was captured`),
      ...equal(`amount_refunded of ${id}`, amount_refunded, sum(standing.map((one) => one.amount))),
      ...equal(`refunded of ${id}`, refunded, amount_refunded > 0 && amount_refunded === most),
    ]
  })

/** How long an asynchronous capture may take: seconds of the clock. */
const BOOKED_WITHIN = 2

/** What was captured is booked, once, unless it was captured in parts; nothing else is. */
const chargesAreBookedOnce: Invariant = (books) =>
  books.charges.flatMap((charge) => {
    const own = from(books, charge.id).filter(({ type }) => type === 'charge' || type === 'payment')
    const { id, amount_captured, balance_transaction, created, payment_method_details: details } = charge
    const inParts = details?.card?.multicapture?.status === 'available'
    const waits = charge.captured && balance_transaction === null && books.now - created < BOOKED_WITHIN
    if (waits) return own.length === 0 ? [] : [`${id} waits to be booked, and is`]
    const newest = idOf(balance_transaction)
    return [
      ...equal(`what was booked of ${id}`, sum(own.map(({ amount }) => amount)), amount_captured),
      ...(own.length > 1 && !inParts ? [`${id} is booked ${own.length} times`] : []),
      ...(own.length > 0 && newest !== own.at(-1)!.id
        ? [`${id} names ${newest}, its movement is ${own.at(-1)!.id}`]
        : []),
      ...(charge.status !== 'succeeded' && amount_captured !== 0
        ? [`${id} was captured, and is ${charge.status}`]
        : []),
    ]
  })

/** Each refund, payout and top-up has exactly its movements, with their signs. */
const othersAreBookedOnce: Invariant = (books) => {
  const moved = (id: string) => from(books, id).map(({ type, amount }) => `${type} ${amount}`)
  const isBack = (status: string | null) => status === 'failed' || status === 'canceled'
  const refunds = books.refunds.flatMap(({ id, amount, status, balance_transaction }) => {
    const type = id.startsWith('pyr_') ? 'payment_refund' : 'refund'
    const out = balance_transaction === null ? [] : [`${type} ${-amount}`]
    return equal(`what ${id} moved`, moved(id), [...out, ...(isBack(status) ? [`refund_failure ${amount}`] : [])])
  })
  const payouts = books.payouts.flatMap(({ id, amount, status }) => {
    const back = status === 'canceled' ? 'payout_cancel' : 'payout_failure'
    const expected = [`payout ${-amount}`, ...(isBack(status) ? [`${back} ${amount}`] : [])]
    return equal(`what ${id} moved`, moved(id), expected)
  })
  const topups = books.topups.flatMap(({ id, amount, status }) =>
    equal(`what ${id} moved`, moved(id), status === 'succeeded' ? [`topup ${amount}`] : []),
  )
  return [...refunds, ...payouts, ...topups]
}

/** A dispute has taken its amount, or nothing while it is an inquiry; a won one has given it back. */
const disputesAddUp: Invariant = (books) =>
  books.disputes.flatMap(({ id, amount, status, balance_transactions }) => {
    const isInquiry = status.startsWith('warning_')
    const expected = isInquiry ? [] : status === 'won' ? [-amount, amount] : [-amount]
    return [
      ...equal(
        `what ${id} moved`,
        balance_transactions.map((one) => one.amount),
        expected,
      ),
      ...equal(
        `movements of ${id}`,
        from(books, id).map((one) => one.id),
        balance_transactions.map((one) => one.id),
      ),
    ]
  })

/** One payment at most, and what was received is what was captured. */
const intentsArePaidOnce: Invariant = ({ intents, charges }) =>
  intents.flatMap(({ id, amount, amount_received, amount_capturable, latest_charge, status }) => {
    const own = charges.filter(({ payment_intent }) => idOf(payment_intent) === id)
    const paid = own.filter((one) => one.status === 'succeeded')
    const captured = sum(paid.map((one) => one.amount_captured))
    const isHeld = status === 'requires_capture'
    return [
      ...(paid.length > 1 ? [`${id} is paid by ${paid.map((one) => one.id).join(' and ')}`] : []),
      ...(status === 'succeeded' && !paid[0]?.captured ? [`${id} has succeeded without a captured charge`] : []),
      ...(isHeld && paid.length === 0 ? [`${id} waits for a capture without a charge`] : []),
      ...equal(`amount_received of ${id}`, amount_received, captured),
      ...equal(`amount_capturable of ${id}`, amount_capturable, isHeld ? amount - captured : 0),
      ...(own.length > 0 && !own.some((one) => one.id === idOf(latest_charge))
        ? [`${id} does not name its charge`]
        : []),
    ]
  })

/** Nothing goes out that is not there: no payout has left the available money below zero. */
const payoutsAreCovered: Invariant = ({ movements }) =>
  movements.flatMap((payout, i) => {
    if (payout.type !== 'payout' || payout.amount > 0) return []
    const there = movements
      .slice(0, i + 1)
      .filter(({ currency, available_on }) => currency === payout.currency && available_on <= payout.created)
    const rest = sum(there.map(({ net }) => net))
    return rest < 0 ? [`${payout.id} left ${rest} ${payout.currency}`] : []
  })

type Ways = Readonly<Record<string, Readonly<Record<string, readonly string[]>>>>

/** The ways that a table allows, those without an event between two events included. */
function waysOf(table: readonly { from: string; to: string }[]): Record<string, string[]> {
  const next = new Map<string, Set<string>>()
  for (const row of table) if (row.from !== 'new') next.set(row.from, (next.get(row.from) ?? new Set()).add(row.to))
  const reached = (start: string): string[] => {
    const found = new Set([start])
    for (const status of found) for (const to of next.get(status) ?? []) found.add(to)
    return [...found]
  }
  return Object.fromEntries([...next.keys()].map((status) => [status, reached(status)]))
}

/** Which status may follow which, by object; each may also stay. */
const WAYS: Ways = {
  payment_intent: waysOf(PAYMENT_TABLE),
  setup_intent: waysOf(SETUP_TABLE),
  charge: { pending: ['succeeded', 'failed'] },
  refund: {
    pending: ['succeeded', 'failed'],
    requires_action: ['succeeded', 'failed', 'canceled'],
    succeeded: ['failed'],
  },
  dispute: {
    needs_response: ['under_review', 'won', 'lost'],
    under_review: ['won', 'lost'],
    warning_needs_response: ['warning_under_review', 'warning_closed'],
    warning_under_review: ['warning_closed'],
  },
  payout: { pending: ['in_transit', 'canceled'], in_transit: ['paid', 'failed'], paid: ['failed'] },
  topup: { pending: ['succeeded', 'failed', 'canceled'] },
}

/** What the events tell of an object is a way that it may go, and ends where it is. */
const eventsTellALegalWay: Invariant = (books) => {
  const last = new Map<string, { object: string; status: string }>()
  const faults: string[] = []
  const step = (id: string, object: string, status: string, where: string) => {
    const before = last.get(id)
    const isLegal = !before || before.status === status || WAYS[object]![before.status]?.includes(status)
    if (!isLegal) faults.push(`${id} went from ${before.status} to ${status} ${where}`)
    last.set(id, { object, status })
  }
  for (const { id, data } of books.events) {
    const { id: of, object, status } = data.object as unknown as { id: string; object: string; status: string }
    if (WAYS[object]) step(of, object, status, `in ${id}`)
  }
  const lists = [books.intents, books.setups, books.charges, books.refunds, books.disputes, books.payouts, books.topups]
  for (const { id, object, status } of lists.flat() as { id: string; object: string; status: string }[]) {
    if (!last.has(id)) faults.push(`no event tells of ${id}`)
    step(id, object, status, 'after the last event')
  }
  return faults
}

/** Whatever names another object names one of this account, and no id stands for two. */
const namesAreKnown: Invariant = (books) => {
  const { movements, intents, setups, charges, refunds, disputes, payouts, topups, events } = books
  const ids = [movements, intents, setups, charges, refunds, disputes, payouts, topups, events]
    .flat()
    .map(({ id }) => id)
  const known = new Set(ids)
  const names: [string, string | undefined][] = [
    ...movements.map((one): [string, string | undefined] => [one.id, idOf(one.source as string)]),
    ...charges.map((one): [string, string | undefined] => [one.id, idOf(one.payment_intent)]),
    ...charges.map((one): [string, string | undefined] => [one.id, idOf(one.balance_transaction)]),
    ...intents.map((one): [string, string | undefined] => [one.id, idOf(one.latest_charge)]),
    ...refunds.map((one): [string, string | undefined] => [one.id, idOf(one.charge)]),
    ...disputes.map((one): [string, string | undefined] => [one.id, idOf(one.charge)]),
  ]
  const seen = new Set<string>()
  return [
    ...ids.filter((id) => seen.size === seen.add(id).size).map((id) => `${id} stands for two`),
    ...names.filter(([, name]) => name !== undefined && !known.has(name)).map(([id, name]) => `${id} names ${name}`),
  ]
}

export const INVARIANTS: Readonly<Record<string, Invariant>> = {
  'debits are credits': debitsAreCredits,
  'net is the amount less the fee': netIsLessTheFee,
  'the balance is its movements': balanceIsItsMovements,
  'refunds fit their charge': refundsFitTheirCharge,
  'charges are booked once': chargesAreBookedOnce,
  'refunds, payouts and top-ups are booked once': othersAreBookedOnce,
  'disputes add up': disputesAddUp,
  'intents are paid once': intentsArePaidOnce,
  'payouts are covered': payoutsAreCovered,
  'events tell a legal way': eventsTellALegalWay,
  'names are known': namesAreKnown,
}

/** Everything that is wrong with an account's books, each with the name of what should hold. */
export const faultsIn = (books: Books): string[] =>
  Object.entries(INVARIANTS).flatMap(([name, holds]) => holds(books).map((fault) => `${name}: ${fault}`))

/** What the books of two accounts have in common, and should not. */
export function shared(one: Books, other: Books): string[] {
  const ids = (books: Books) =>
    [books.movements, books.intents, books.setups, books.charges, books.events].flat().map(({ id }) => id)
  const known = new Set(ids(one))
  return ids(other).filter((id) => known.has(id))
}
