// Payouts: money that leaves the balance for the account's own bank. (https://docs.stripe.com/api/payouts)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, noSuch, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies } from '../../lib/money.ts'
import { BANK_FAILURES, type BankFailure, FAILING_ACCOUNTS } from '../../network/payout_failures.ts'
import { nextPayoutDay } from '../../rules/payout_schedule.ts'
import { checkCurrency } from '../catalog/price.ts'
import { batchName, foldSlice, keep, stateOf } from './balance.ts'
import { balanceTransaction } from './balance_transaction.ts'
import { BALANCE_ID } from './balance_state.ts'
import { SETTINGS_ID, scheduleOf, settingsOf } from './balance_settings_state.ts'
import {
  arrive,
  checkFunds,
  type Destination,
  destinationsOf,
  insertPayout,
  type Payout,
  payout,
  putBack,
  submit,
  UNTRACED,
  type Wish,
} from './payout_state.ts'

/** How long after midnight automatic payouts are made: what becomes available at midnight is in them. [K] */
const AFTER_MIDNIGHT_SECONDS = 10 * 60
/** Why 500: the rest is in the next slice; a job should not keep requests waiting. */
const SLICE = 500
/** The one job that makes automatic payouts. */
export const AUTOMATIC = { job: 'payout.automatic', id: 'automatic' }

type Create = Params<Stripe.PayoutCreateParams>

export const payouts = resource(payout)
  .on<Stripe.PayoutCreateParams>('POST /v1/payouts', (tx, params) => {
    const wish = wishOf(params)
    const [find] = tx.work.together<unknown>([() => destinationsOf(tx), () => tx.any([BALANCE_ID])])
    const to = destinationOf(find as ReturnType<typeof destinationsOf>, wish.currency, params.destination)
    checkFunds(tx, wish)
    return insertPayout(tx, { ...wish, to })
  })
  .on<Stripe.PayoutRetrieveParams>('GET /v1/payouts/{id}', (_tx, _params, self) => self)
  .on<Stripe.PayoutListParams>('GET /v1/payouts', (tx, params) => list(tx, payout, params as never, '/v1/payouts'))
  .on<Stripe.PayoutUpdateParams>('POST /v1/payouts/{id}', (tx, { metadata }, self) =>
    metadata === undefined ? self : tx.update(payout, self, { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
  )
  .on<Stripe.PayoutCancelParams>('POST /v1/payouts/{id}/cancel', (tx, _params, self) => {
    if (self.status !== 'pending') throw invalid('Payouts can only be canceled while they are pending.')
    tx.unschedule('payout.submit', { id: self.id })
    return tx.update(payout, self, {
      failure_balance_transaction: putBack(tx, self, 'payout_cancel'),
      status: 'canceled',
      trace_id: UNTRACED,
    })
  })
  .on<Stripe.PayoutReverseParams>('POST /v1/payouts/{id}/reverse', (tx, { metadata }, self) => {
    checkReversible(self)
    const back = insertPayout(tx, {
      amount: -self.amount,
      currency: self.currency,
      method: 'standard',
      sourceType: self.source_type as Wish['sourceType'],
      metadata: mergeMetadata({}, metadata),
      originalPayout: self.id,
      to: { id: self.destination as string, type: self.type as Destination['type'] },
      hidden: {},
    })
    tx.update(payout, self, { reversed_by: back.id })
    return back
  })
  .job<{ id: string }>('submit', (tx, { id }) => submit(tx, tx.get(payout, id)))
  .job<{ id: string }>('arrive', (tx, { id }) => arrive(tx, tx.get(payout, id)))
  .job('automatic', payOut)
  .job<{ id: string }>('reconcile', (tx, { id }) => reconcile(tx, tx.get(payout, id)))

function wishOf(params: Create): Omit<Wish, 'to'> {
  if (params.payout_method !== undefined)
    throw unbuilt('Brindle does not take payout_method for a payout yet.', 'payout_method')
  const currency = checkCurrency(params.currency)
  checkPayoutAmount(params.amount, currency)
  const fails = failureOf(params.metadata)
  return {
    amount: params.amount,
    currency,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    method: params.method ?? 'standard',
    sourceType: params.source_type ?? 'card',
    statementDescriptor: params.statement_descriptor ?? null,
    hidden: fails ? { fails } : {},
  }
}

/** The text of an account without a bank for the currency is [K]. */
function destinationOf(
  find: ReturnType<typeof destinationsOf>,
  currency: string,
  named: string | undefined,
): Destination {
  const found = find(currency, named)
  if (!found && named !== undefined) throw noSuch('external account', named, 'destination')
  if (!found) throw invalid(`Sorry, you don't have any external accounts in that currency (${currency})`)
  return found
}

/** Some currencies are paid out whole only. [K] (https://docs.stripe.com/currencies#special-cases) */
function checkPayoutAmount(amount: number, currency: string): void {
  if (amount < 1) throw tooSmall(1, 'amount')
  const step = currencies[currency]?.payoutStep ?? 1
  if (amount % step !== 0)
    throw invalid(`Invalid amount: payouts in ${currency} must be evenly divisible by ${step}.`, { param: 'amount' })
}

/** Which failure a payout asks for, as a code or the number of a test account: network/payout_failures.ts. */
function failureOf(metadata: Create['metadata']): BankFailure | undefined {
  const said = metadata ? metadata.brindle_fails : undefined
  if (said === undefined || said === '') return undefined
  if (Object.hasOwn(FAILING_ACCOUNTS, said)) return FAILING_ACCOUNTS[said]
  if (Object.hasOwn(BANK_FAILURES, said)) return said as BankFailure
  throw invalid(`No payout fails with ${said}; one of ${Object.keys(BANK_FAILURES).join(', ')} does.`, {
    param: 'metadata[brindle_fails]',
  })
}

/** [K] (https://docs.stripe.com/api/payouts/reverse) */
function checkReversible(self: Payout): void {
  if (self.status === 'pending')
    throw invalid('Payouts can only be reversed once they are no longer pending; cancel it.')
  if (self.original_payout !== null || self.reversed_by !== null || !['in_transit', 'paid'].includes(self.status))
    throw invalid(`This payout cannot be reversed.`)
}

/** Pays out all that is available, in every currency, and comes again on the next day of the schedule. */
function payOut(tx: Tx): void {
  const [find] = tx.work.together<unknown>([() => destinationsOf(tx), () => tx.any([BALANCE_ID, SETTINGS_ID])])
  const settings = settingsOf(tx)
  if (foldSlice(tx)) {
    tx.schedule(tx.now, AUTOMATIC.job, { id: AUTOMATIC.id })
    return
  }
  const state = stateOf(tx)
  let { batches } = state
  for (const [currency, { available }] of Object.entries(state.sums)) {
    const step = currencies[currency]?.payoutStep ?? 1
    const amount = Math.floor((available.card ?? 0) / step) * step
    const to = (find as ReturnType<typeof destinationsOf>)(currency)
    // What no bank can take stays in the balance.
    if (amount <= 0 || !to) continue
    const number = batches[currency] ?? 0
    batches = { ...batches, [currency]: number + 1 }
    const { id } = insertPayout(tx, {
      amount,
      currency,
      automatic: true,
      description: 'STRIPE PAYOUT',
      method: 'standard',
      sourceType: 'card',
      to,
      statementDescriptor: settings.payments.payouts?.statement_descriptor ?? null,
      hidden: { batch: batchName(currency, number) },
    })
    tx.schedule(tx.now, 'payout.reconcile', { id })
  }
  if (batches !== state.batches) keep(tx, { ...state, batches })
  scheduleNext(tx, settings)
}

/** Puts the next automatic payout on its day, or takes it off where there is none. */
export function scheduleNext(tx: Tx, settings: ReturnType<typeof settingsOf>): void {
  const day = nextPayoutDay(scheduleOf(settings), tx.now)
  if (day === undefined) tx.unschedule(AUTOMATIC.job, { id: AUTOMATIC.id })
  else tx.schedule(day + AFTER_MIDNIGHT_SECONDS, AUTOMATIC.job, { id: AUTOMATIC.id })
}

/** Notes on the movements that they went out with this payout: `GET /v1/balance_transactions?payout=`. */
function reconcile(tx: Tx, self: Payout): void {
  const movements = tx.list(balanceTransaction, [`batch=${self.hidden.batch}`], { limit: SLICE })
  for (const movement of movements)
    tx.update(balanceTransaction, movement, { hidden: { ...movement.hidden, payout: self.id } })
  if (movements.length === SLICE) tx.schedule(tx.now, 'payout.reconcile', { id: self.id })
  else tx.update(payout, self, { reconciliation_status: 'completed' })
}
