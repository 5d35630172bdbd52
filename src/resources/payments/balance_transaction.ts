// Balance transactions: every movement of the account's money. They are pending until the day they are available, and
// are added up in the balance by jobs (balance.ts). (https://docs.stripe.com/api/balance_transactions)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Query } from '../../kernel/store.ts'
import type { Tx } from '../../kernel/tx.ts'
import { addBusinessDays, startOfDay } from '../../lib/calendar.ts'
import { applicationOf } from '../core/account.ts'
import { conversion } from '../../rules/exchange_rates.ts'
import type { MovementType } from '../../rules/ledger.ts'

/** Which part of the balance it belongs to: `source_types` of the balance, or the balance that issued cards spend. */
export type SourceType = 'bank_account' | 'card' | 'fpx' | 'issuing'

export interface MovementState {
  /** Added to the sums of the balance. */
  readonly folded?: true
  /** Only where it is not `card`. */
  readonly of?: Exclude<SourceType, 'card'>
  /** The automatic payout that it went out with. */
  readonly payout?: string
  /** Available, and waiting for the automatic payout of this batch: `usd.3`. */
  readonly batch?: string
}

export const balanceTransaction = object<Stripe.BalanceTransaction, MovementState>('balance_transaction', {
  prefix: 'txn',
  terms: ({ status, available_on, hidden: { folded, payout, batch } = {} }) => [
    ...(folded ? [] : [UNFOLDED]),
    ...(folded && status === 'pending' ? [settling(available_on)] : []),
    ...(batch !== undefined && payout === undefined ? [`batch=${batch}`] : []),
    ...(payout !== undefined ? [`payout=${payout}`] : []),
  ],
  filters: ['payout'],
})
export type BalanceTransaction = Row<Stripe.BalanceTransaction, MovementState>

/** The term of what is in no sum yet. */
export const UNFOLDED = 'unfolded=true'
/** The term of what is in the sums, and becomes available at this time (epoch seconds). */
export const settling = (availableOn: number): string => `settles=${availableOn}`

/**
 * Stands there while a job is on its way that adds up what moved. Requests only look whether it is there: the sums are no
 * row that each of them would write. It is read with the first round of every unit (main.ts).
 */
export const folding = object<{ id: string; object: 'brindle.folding' }, { since: number }>('brindle.folding', {
  prefix: 'folding',
  internal: true,
  terms: () => [ON_ITS_WAY],
})
const ON_ITS_WAY = 'soon=true'
/** The blank keeps it from ever being an id that a client chose. */
export const FOLDING_ID = 'folding soon'
export const FOLDING: Query = { limit: 1, terms: [`${folding.object}|${ON_ITS_WAY}`] }
/** Why 10 seconds: a read of the balance adds up what moved since, so the sums may lag; fewer jobs do more each. */
const FOLD_AFTER_SECONDS = 10
/** A job that has not come by then has failed and was set aside; another one is sent. */
const LOST_AFTER_SECONDS = 60 * 60

export const balanceTransactions = resource(balanceTransaction)
  .on<Stripe.BalanceTransactionRetrieveParams>('GET /v1/balance_transactions/{id}', (_tx, _params, self) => self)
  .on<Stripe.BalanceTransactionListParams>('GET /v1/balance_transactions', (tx, params) =>
    list(tx, balanceTransaction, params as never, '/v1/balance_transactions'),
  )

/** How reports sort the types; how they are booked stands in rules/ledger.ts. (https://docs.stripe.com/reports/reporting-categories) */
const CATEGORIES: Readonly<Record<MovementType, string>> = {
  adjustment: 'dispute',
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  charge: 'charge',
  climate_order_purchase: 'climate_order_purchase',
  climate_order_refund: 'climate_order_refund',
  issuing_authorization_hold: 'issuing_authorization_hold',
  issuing_authorization_release: 'issuing_authorization_release',
  issuing_dispute: 'issuing_dispute',
  issuing_transaction: 'issuing_transaction',
  payment: 'charge',
  payment_failure_refund: 'charge_failure',
  payment_refund: 'refund',
  payout: 'payout',
  payout_cancel: 'payout_reversal',
  payout_failure: 'payout_reversal',
  refund: 'refund',
  refund_failure: 'refund_failure',
  stripe_fee: 'fee',
  topup: 'topup',
  topup_reversal: 'topup_reversal',
  transfer: 'transfer',
  transfer_cancel: 'transfer_reversal',
  transfer_failure: 'transfer_reversal',
  transfer_refund: 'transfer_reversal',
}

export interface Movement {
  readonly type: MovementType
  /** Where reports see more in it than its type, such as `dispute_reversal`. */
  readonly category?: string
  /** The id of the object that moved the money. */
  readonly source: string
  /** Gross, in minor units of `currency`: positive comes in, negative goes out. */
  readonly amount: number
  readonly currency: string
  readonly description?: string | null
  /** In the currency of the amount. */
  readonly fees?: readonly Fee[]
  /** The part of the balance that it belongs to, if not `card`. */
  readonly of?: SourceType
  /** The automatic payout that it belongs to. */
  readonly payout?: string
  /** Epoch seconds from which the money can be used; now or before is at once. */
  readonly availableOn: number
}
type Fee = BalanceTransaction['fee_details'][number]

/** What Stripe keeps of a movement, in minor units. */
export const stripeFee = (amount: number, currency: string, description = 'Stripe processing fees'): Fee => ({
  amount,
  application: null,
  currency,
  description,
  type: 'stripe_fee',
})

/** What a platform keeps of a movement in an account connected to it, in minor units. */
export const applicationFeeDetail = (tx: Tx, amount: number, currency: string): Fee => ({
  amount,
  application: applicationOf(tx),
  currency,
  description: 'Brindle sandbox application fee',
  type: 'application_fee',
})

/** Midnight UTC some business days from now. (https://docs.stripe.com/payouts#payout-speed) */
export const inBusinessDays = (tx: Tx, days: number): number =>
  days === 0 ? tx.now : addBusinessDays(startOfDay(tx.now), days)

/** The part of the balance that payments with a method belong to. `bank_account` is Stripe's legacy ACH. */
export const sourceTypeOf = (methodType: string): SourceType => (methodType === 'fpx' ? 'fpx' : 'card')

/**
 * Moves money: the only way in which a balance ever changes. Where the account is settled in one currency, amount and fees
 * are converted, each rounded once; a currency without a rate stays as it is.
 */
export function move(tx: Tx, movement: Movement): BalanceTransaction {
  const { type, availableOn, of = 'card' } = movement
  const { amount, currency, fees, rate } = settled(tx, movement)
  const fee = fees.reduce((sum, { amount }) => sum + amount, 0)
  const isAvailable = availableOn <= tx.now
  foldSoon(tx)
  return tx.insert(balanceTransaction, {
    amount,
    available_on: isAvailable ? tx.now : availableOn,
    balance_type: of === 'issuing' ? 'issuing' : 'payments',
    created: tx.now,
    currency,
    description: movement.description ?? null,
    exchange_rate: rate,
    fee,
    fee_details: fees,
    net: amount - fee,
    reporting_category: movement.category ?? CATEGORIES[type],
    source: movement.source,
    status: isAvailable ? 'available' : 'pending',
    type,
    hidden: { ...(of !== 'card' && { of }), ...(movement.payout !== undefined && { payout: movement.payout }) },
  })
}

/** Amount and fees in the currency that the account is settled in. What is paid out, or spent with a card, leaves in that in which it is held. */
function settled(tx: Tx, movement: Movement) {
  const fees = (movement.fees ?? []).filter((fee) => fee.amount !== 0)
  const currency = tx.situation.settlementCurrency
  const isOwn = movement.of === 'issuing' || movement.type.startsWith('payout')
  const isAlien = currency !== '' && currency !== movement.currency && !isOwn
  const rated = isAlien ? conversion(movement.currency, currency) : undefined
  if (!rated) return { amount: movement.amount, currency: movement.currency, fees, rate: null }
  const converted = fees.map((fee) => ({ ...fee, amount: rated.convert(fee.amount), currency }))
  return { amount: rated.convert(movement.amount), currency, fees: converted, rate: rated.rate }
}

type Folding = Row<{ id: string; object: 'brindle.folding' }, { since: number }>

/** The job that is on its way: not asked for by its id, so that the answer is there from the first round. */
export const foldingNow = (tx: Tx): Folding | undefined =>
  (tx.work.row(tx.place, FOLDING_ID) as Folding | undefined) ?? tx.list(folding, [ON_ITS_WAY], { limit: 1 })[0]

function foldSoon(tx: Tx): void {
  const known = foldingNow(tx)
  if (known && tx.now - known.hidden.since < LOST_AFTER_SECONDS) return
  const hidden = { since: tx.now }
  if (known) tx.update(folding, known, { hidden })
  else tx.insert(folding, { id: FOLDING_ID, hidden })
  tx.schedule(tx.now + FOLD_AFTER_SECONDS, 'balance.fold', { id: FOLDING_ID })
}
