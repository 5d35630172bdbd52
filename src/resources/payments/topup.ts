// Top-ups: money that comes into the balance from the account's own bank. (https://docs.stripe.com/api/topups)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, noSuch, refuseUnbuilt, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { BANK_FAILURES, type BankFailure, TOPUP_SOURCES } from '../../network/payout_failures.ts'
import { checkCurrency } from '../catalog/price.ts'
import { move } from './balance_transaction.ts'
import { tooMuch, AMOUNT_MAX } from './intent.ts'

export interface TopupState {
  /** What the bank will say. */
  readonly fails?: BankFailure
  /** Only where it is not the payments balance that is topped up. */
  readonly to?: 'issuing'
}

/** A change of what is written on it is no event. (https://docs.stripe.com/api/events/types) */
export const topup = object<Stripe.Topup, TopupState>('topup', {
  prefix: 'tu',
  noun: 'top-up',
  events: [
    { on: 'insert', types: ['topup.created'] },
    { became: ['status', 'succeeded'], types: ['topup.succeeded'] },
    { became: ['status', 'failed'], types: ['topup.failed'] },
    { became: ['status', 'canceled'], types: ['topup.canceled'] },
  ],
})

/** How long the bank takes in a sandbox. [K] */
const ARRIVES_AFTER_SECONDS = 5
/** (https://docs.stripe.com/api/topups/create#create_topup-statement_descriptor) */
const DESCRIPTOR_MAX = 15

/** No SDK has `destination_balance`. (https://docs.stripe.com/issuing/funding/balance) */
type Create = Params<Stripe.TopupCreateParams> & { readonly destination_balance?: 'issuing' }

export const topups = resource(topup)
  .on<Stripe.TopupCreateParams>('POST /v1/topups', (tx, params: Create) => {
    const fails = check(params)
    const to = params.destination_balance
    const id = tx.id(topup)
    tx.schedule(tx.now + ARRIVES_AFTER_SECONDS, 'topup.arrive', { id })
    return tx.insert(topup, {
      id,
      amount: params.amount,
      balance_transaction: null,
      created: tx.now,
      currency: checkCurrency(params.currency),
      description: params.description ?? null,
      expected_availability_date: tx.now + ARRIVES_AFTER_SECONDS,
      failure_code: null,
      failure_message: null,
      initiated_by: 'user',
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      source: null,
      statement_descriptor: params.statement_descriptor ?? null,
      status: 'pending',
      transfer_group: params.transfer_group ?? null,
      hidden: { ...(fails && { fails }), ...(to && { to }) },
    })
  })
  .on<Stripe.TopupRetrieveParams>('GET /v1/topups/{id}', (_tx, _params, self) => self)
  .on<Stripe.TopupListParams>('GET /v1/topups', (tx, params) => list(tx, topup, params as never, '/v1/topups'))
  .on<Stripe.TopupUpdateParams>('POST /v1/topups/{id}', (tx, { description, metadata }, self) =>
    tx.update(topup, self, {
      ...(description !== undefined && { description }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
    }),
  )
  .on<Stripe.TopupCancelParams>('POST /v1/topups/{id}/cancel', (tx, _params, self) => {
    // [K]: the wording is that of payouts.
    if (self.status !== 'pending') throw invalid('Top-ups can only be canceled while they are pending.')
    tx.unschedule('topup.arrive', { id: self.id })
    return tx.update(topup, self, { status: 'canceled' })
  })
  .job<{ id: string }>('arrive', (tx, { id }) => arrive(tx, tx.get(topup, id)))

/** Refuses what cannot be; says what the bank will say. */
function check(params: Create): BankFailure | undefined {
  refuseUnbuilt(params, ['payment_method', 'payment_method_options'], ' for a top-up')
  if (params.amount < 1) throw tooSmall(1, 'amount')
  if (params.amount > AMOUNT_MAX) throw tooMuch('amount')
  const { source, statement_descriptor: descriptor } = params
  if (descriptor !== undefined && !(descriptor.length <= DESCRIPTOR_MAX && /^[ -~]*$/.test(descriptor)))
    throw invalid(`The statement descriptor must be at most ${DESCRIPTOR_MAX} ASCII characters.`, {
      param: 'statement_descriptor',
    })
  if (source === undefined) return undefined
  if (!Object.hasOwn(TOPUP_SOURCES, source)) throw noSuch('source', source, 'source')
  return TOPUP_SOURCES[source] ?? undefined
}

/** The bank has sent the money, or says why not. */
function arrive(tx: Tx, self: Row<Stripe.Topup, TopupState>): void {
  if (self.status !== 'pending') return
  const { fails, to } = self.hidden
  if (fails) {
    tx.update(topup, self, { failure_code: fails, failure_message: BANK_FAILURES[fails], status: 'failed' })
    return
  }
  const { id, amount, currency, description } = self
  const of = to ?? 'card'
  const moved = move(tx, { type: 'topup', source: id, amount, currency, description, of, availableOn: tx.now })
  tx.update(topup, self, { balance_transaction: moved.id, status: 'succeeded' })
}
