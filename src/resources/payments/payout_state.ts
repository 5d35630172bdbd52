// What a payout is, and its way to the bank: pending, in transit, paid or failed, each on the clock.
// (https://docs.stripe.com/api/payouts/object)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { BANK_FAILURES, type BankFailure } from '../../network/payout_failures.ts'
import { instantFeeOf } from '../../rules/fees.ts'
import { type BankAccount, type BankAccountState, bankAccount, EXTERNAL } from './bank_account.ts'
import { availableBalance } from './balance_state.ts'
import { type Card, card } from './card.ts'
import { inBusinessDays, move, type SourceType, stripeFee } from './balance_transaction.ts'

export interface PayoutState {
  /** What the bank will say. */
  readonly fails?: BankFailure
  /** The movements that went out with an automatic payout carry this. */
  readonly batch?: string
}

export const payout = object<Stripe.Payout, PayoutState>('payout', {
  prefix: 'po',
  events: [
    { on: 'insert', types: ['payout.created'] },
    { became: ['status', 'paid'], types: ['payout.paid'] },
    { became: ['status', 'failed'], types: ['payout.failed'] },
    { became: ['status', 'canceled'], types: ['payout.canceled'] },
    { became: ['reconciliation_status', 'completed'], types: ['payout.reconciliation_completed'] },
    { on: 'update', types: ['payout.updated'] },
  ],
})
export type Payout = Row<Stripe.Payout, PayoutState>

/** How long a payout waits before it is given to the bank, and can be cancelled. [K] */
const SUBMITTED_AFTER_SECONDS = 60 * 60
/** How long an instant payout takes. [K] */
const INSTANT_SECONDS = 5

/** What is to be paid out: minor units; below zero comes back from the bank. */
export interface Wish {
  readonly amount: number
  readonly currency: string
  readonly method: 'instant' | 'standard'
  readonly sourceType: SourceType
  readonly automatic?: true
  readonly description?: string | null
  readonly metadata?: Readonly<Record<string, string>>
  readonly originalPayout?: string
  /** Where it goes: one of a connected account's banks or cards. */
  readonly to: Destination
  readonly statementDescriptor?: string | null
  readonly hidden: PayoutState
}

/** Writes a payout, takes its money from the balance (or brings it back), and sends it on its way. */
export function insertPayout(tx: Tx, wish: Wish): Payout {
  const id = tx.id(payout)
  const isInstant = wish.method === 'instant'
  const arrival = isInstant ? tx.now : inBusinessDays(tx, 1)
  const isBack = wish.amount < 0
  const transaction = move(tx, {
    type: 'payout',
    ...(isBack && { category: 'payout_reversal' }),
    source: id,
    amount: -wish.amount,
    currency: wish.currency,
    description: wish.description ?? 'STRIPE PAYOUT',
    fees: isInstant ? [instantFee(wish, 1)] : [],
    of: wish.sourceType,
    availableOn: isBack ? arrival : tx.now,
    ...(wish.automatic && { payout: id }),
  })
  const submitted = isInstant ? tx.now + INSTANT_SECONDS : Math.min(tx.now + SUBMITTED_AFTER_SECONDS, arrival)
  tx.schedule(submitted, 'payout.submit', { id })
  return tx.insert(payout, {
    id,
    amount: wish.amount,
    application_fee: null,
    application_fee_amount: null,
    arrival_date: arrival,
    automatic: wish.automatic ?? false,
    balance_transaction: transaction.id,
    created: tx.now,
    currency: wish.currency,
    description: wish.description ?? null,
    destination: wish.to.id,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: wish.metadata ?? {},
    method: wish.method,
    original_payout: wish.originalPayout ?? null,
    payout_method: null,
    reconciliation_status: wish.automatic ? 'in_progress' : 'not_applicable',
    reversed_by: null,
    source_type: wish.sourceType,
    statement_descriptor: wish.statementDescriptor ?? null,
    status: 'pending',
    trace_id: { status: 'pending', value: null },
    type: wish.to.type,
    hidden: { ...(wish.to.fails && { fails: wish.to.fails }), ...wish.hidden },
  })
}

export interface Destination {
  readonly id: string
  readonly type: 'bank_account' | 'card'
  /** What becomes of payouts to it. */
  readonly fails?: BankFailure
}

/** The one bank account of an account that is nobody's: of a STRIPE TEST BANK that takes everything. */
const ownBank = (tx: Tx): Destination => ({
  id: `ba_1BRIND${tx.place.account.slice(-10).padStart(10, '0')}TESTBANK`,
  type: 'bank_account',
})

/** Why 100: no account has more banks or cards. */
const ALL = { limit: 100 }

/**
 * Where money of a currency goes: to the default of a connected account, or to the one that is named among its banks and cards.
 * Nothing where it has none. (https://docs.stripe.com/api/payouts/create#create_payout-destination)
 */
export function destinationsOf(tx: Tx): (currency: string, named?: string) => Destination | undefined {
  if (tx.place.account === tx.place.tenant) return (_currency, named) => (named === undefined ? ownBank(tx) : undefined)
  const [banks, cards] = tx.work.together<readonly (BankAccount | Card)[]>([
    () => tx.list(bankAccount, [EXTERNAL], ALL),
    () => tx.list(card, [EXTERNAL], ALL),
  ])
  return (currency, named) => {
    const known = [...banks!, ...cards!]
    const found = known.find((one) =>
      named === undefined ? one.currency === currency && one.default_for_currency : one.id === named,
    )
    const fails = (found?.hidden as BankAccountState | undefined)?.fails
    return found && { id: found.id, type: found.object, ...(fails && { fails }) }
  }
}

const instantFee = ({ amount, currency }: { amount: number; currency: string }, sign: 1 | -1) =>
  stripeFee(sign * instantFeeOf(amount), currency, 'Instant payout fee')

/** Refuses to pay out more than there is. Minor units; a fee comes on top. (recorded: stripe/stripe-node#1147) */
export function checkFunds(
  tx: Tx,
  { amount, currency, method, sourceType }: Pick<Wish, 'amount' | 'currency' | 'method' | 'sourceType'>,
): void {
  const needed = amount + (method === 'instant' ? instantFeeOf(amount) : 0)
  if (availableBalance(tx, currency, sourceType) >= needed) return
  const kind = sourceType.replace('_', ' ')
  throw invalid(
    `You have insufficient funds in your Stripe account for this transfer. Your ${kind} balance is too low.  You can use ` +
      'the /v1/balance endpoint to view your Stripe balance (for more details, see stripe.com/docs/api#balance).',
    { code: 'balance_insufficient' },
  )
}

/** The bank has it; it arrives on its day. */
export function submit(tx: Tx, self: Payout): void {
  if (self.status !== 'pending') return
  tx.update(payout, self, { status: 'in_transit' })
  tx.schedule(Math.max(self.arrival_date, tx.now), 'payout.arrive', { id: self.id })
}

/** The test bank gives no number to follow a payout by. */
export const UNTRACED = { status: 'unsupported', value: null }

/** The bank has taken it, or sends it back. */
export function arrive(tx: Tx, self: Payout): void {
  if (self.status !== 'in_transit') return
  const { fails } = self.hidden
  if (!fails) tx.update(payout, self, { status: 'paid', trace_id: UNTRACED })
  else fail(tx, self, fails)
}

/** The bank sends it back, for a reason. */
export const fail = (tx: Tx, self: Payout, why: BankFailure): Payout =>
  tx.update(payout, self, {
    failure_balance_transaction: putBack(tx, self, 'payout_failure'),
    failure_code: why,
    failure_message: BANK_FAILURES[why],
    status: 'failed',
    trace_id: UNTRACED,
  })

/** The money is in the balance again, with what an instant payout cost. The id of the movement. */
export function putBack(tx: Tx, self: Payout, type: 'payout_cancel' | 'payout_failure'): string {
  const { id, amount, currency, method, source_type } = self
  const fees = method === 'instant' ? [instantFee(self, -1)] : []
  const of = source_type as SourceType
  return move(tx, { type, source: id, amount, currency, fees, of, availableOn: tx.now }).id
}
