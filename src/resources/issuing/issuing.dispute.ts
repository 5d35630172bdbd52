// Issuing disputes: purchases with a card that its holder objects to. They are put together, submitted once, and decided by the
// network. (https://docs.stripe.com/api/issuing/disputes; https://docs.stripe.com/issuing/purchases/disputes)
import type Stripe from 'stripe'
import { invalid, missingParameter, refuseUnbuilt, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { DECISIVE } from '../../network/disputes.ts'
import { move } from '../payments/balance_transaction.ts'
import { wireOf } from './card_state.ts'
import { checkWhole, explanationOf, NO_EVIDENCE, withEvidence } from './dispute_evidence.ts'
import { transaction } from './transaction_state.ts'

interface DisputeState {
  /** What came back. */
  readonly movements: readonly object[]
}

/** In which order those of one that is won are told is [K]. */
export const dispute = object<Stripe.Issuing.Dispute, DisputeState>('issuing.dispute', {
  prefix: 'idp',
  noun: 'issuing dispute',
  events: [
    { on: 'insert', types: ['issuing_dispute.created'] },
    { became: ['status', 'submitted'], types: ['issuing_dispute.submitted'] },
    { became: ['status', 'won'], types: ['issuing_dispute.closed', 'issuing_dispute.funds_reinstated'] },
    { became: ['status', 'lost'], types: ['issuing_dispute.closed'] },
    { became: ['status', 'expired'], types: ['issuing_dispute.closed'] },
    { on: 'update', types: ['issuing_dispute.updated'] },
  ],
  includes: { balance_transactions: (_tx, { hidden }) => hidden.movements },
})
type Dispute = Row<Stripe.Issuing.Dispute, DisputeState>

const PATH = '/v1/issuing/disputes'
/** How long after the purchase one may be submitted. (https://docs.stripe.com/issuing/purchases/disputes) [K] */
const SUBMIT_DAYS = 110
/** How long the network of test mode thinks. What it decides by are the words that decide the disputes of payments. [K] */
const DECISION_SECONDS = 2
/** Where each step leads. */
const NEXT = {
  unsubmitted: ['submitted', 'expired'],
  submitted: ['won', 'lost'],
  won: [],
  lost: [],
  expired: [],
} as const satisfies Record<Dispute['status'], readonly Dispute['status'][]>

export const disputes = resource(dispute)
  .on<Stripe.Issuing.DisputeCreateParams>(`POST ${PATH}`, (tx, params) => {
    refuseUnbuilt(params, ['treasury'], ' for an issuing dispute')
    if (params.transaction === undefined) throw missingParameter('transaction')
    const bought = tx.get(transaction, params.transaction, 'transaction')
    const wrong = (message: string) => invalid(message, { param: 'transaction' })
    // [M]
    if (bought.type !== 'capture') throw wrong('You can only dispute transactions of the type capture.')
    if (bought.dispute !== null) throw wrong(`The transaction ${bought.id} has already been disputed.`)
    const deadline = bought.created + SUBMIT_DAYS * DAY
    if (deadline <= tx.now) throw wrong(`The transaction ${bought.id} is too old to be disputed.`)
    const id = tx.id(dispute)
    const evidence = withEvidence(tx, NO_EVIDENCE, params.evidence)
    tx.update(transaction, bought, { dispute: id })
    tx.schedule(deadline, 'issuing.dispute.expire', { id })
    return tx.insert(dispute, {
      id,
      amount: checkedAmount(params.amount, -bought.amount),
      created: tx.now,
      currency: bought.currency,
      evidence,
      livemode: false,
      metadata: mergeMetadata({}, params.metadata),
      status: 'unsubmitted',
      transaction: bought.id,
      hidden: { movements: [] },
    })
  })
  .on<Stripe.Issuing.DisputeRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Issuing.DisputeListParams>(`GET ${PATH}`, (tx, params) => list(tx, dispute, params as never, PATH))
  .on<Stripe.Issuing.DisputeUpdateParams>(
    `POST ${PATH}/{id}`,
    (tx, { amount, evidence, metadata }, self) => {
      if (amount !== undefined || evidence !== undefined) mayBecome(self, 'submitted', 'update')
      const { amount: bought } = tx.get(transaction, self.transaction as string)
      return tx.update(dispute, self, {
        ...(amount !== undefined && { amount: checkedAmount(amount, -bought) }),
        evidence: withEvidence(tx, self.evidence, evidence),
        ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      })
    },
    { reads: ['self.transaction'] },
  )
  .on<Stripe.Issuing.DisputeSubmitParams>(`POST ${PATH}/{id}/submit`, (tx, { metadata }, self) => {
    mayBecome(self, 'submitted', 'submit')
    checkWhole(self.evidence)
    tx.unschedule('issuing.dispute.expire', { id: self.id })
    if (Object.hasOwn(DECISIVE, explanationOf(self.evidence)))
      tx.schedule(tx.now + DECISION_SECONDS, 'issuing.dispute.decide', { id: self.id })
    return tx.update(dispute, self, {
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      status: 'submitted',
    })
  })
  .job<{ id: string }>('expire', (tx, { id }) => {
    tx.update(dispute, tx.get(dispute, id), { status: 'expired' })
  })
  .job<{ id: string }>('decide', (tx, { id }) => decide(tx, tx.get(dispute, id)))

/** Minor units; no more than the purchase. */
function checkedAmount(amount: number | undefined, most: number): number {
  if (amount === undefined) return most
  if (amount < 1) throw tooSmall(1, 'amount')
  if (amount > most) throw tooLarge(most, amount, 'amount')
  return amount
}

/** [M] */
function mayBecome({ status }: Dispute, to: Dispute['status'], verb: string): void {
  if (!(NEXT[status] as readonly string[]).includes(to))
    throw invalid(`You cannot ${verb} a dispute with a status of ${status}.`)
}

/** The network has decided. What is won comes back into the issuing balance. */
function decide(tx: Tx, self: Dispute): void {
  if (DECISIVE[explanationOf(self.evidence)] !== 'won') {
    tx.update(dispute, self, { loss_reason: 'other', status: 'lost' })
    return
  }
  const { id, amount, currency } = self
  const moved = move(tx, { type: 'issuing_dispute', source: id, amount, currency, of: 'issuing', availableOn: tx.now })
  tx.update(dispute, self, { status: 'won', hidden: { movements: [wireOf(moved)] } })
}
