// Disputes: customers that object to a payment with their bank, which takes the money back until it has decided.
// (https://docs.stripe.com/api/disputes; https://docs.stripe.com/disputes/how-disputes-work)
import type Stripe from 'stripe'
import { type Node, operationByKey } from '../../contract/index.ts'
import { invalid, StripeError } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY, startOfDay } from '../../lib/calendar.ts'
import {
  answerDays,
  type Claim,
  claimsOf,
  DECISIVE,
  disputeDetails,
  OBJECTION_SECONDS,
} from '../../network/disputes.ts'
import { disputeFeeOf } from '../../rules/fees.ts'
import { move, stripeFee } from './balance_transaction.ts'
import { type Charge, charge } from './charge_state.ts'
import { book } from './charging.ts'
import { EVIDENCE_FILES, NO_EVIDENCE, respond } from './dispute_evidence.ts'
import { type Dispute, dispute, isInquiry, isOver, isUnanswered } from './dispute_state.ts'

/** Operations of the time when a charge had one dispute take what today's take. */
const paramsOf = (key: string) => operationByKey(key)!.params as Node & { k: 'object' }
const EVIDENCE_READS = EVIDENCE_FILES.map((name) => `self.evidence.${name}`)

export const disputes = resource(dispute)
  .on<Stripe.DisputeRetrieveParams>('GET /v1/disputes/{id}', (_tx, _params, self) => self)
  .on<Stripe.DisputeListParams>('GET /v1/disputes', (tx, params) => list(tx, dispute, params as never, '/v1/disputes'))
  .on<Stripe.DisputeUpdateParams>('POST /v1/disputes/{id}', (tx, params, self) => respond(tx, self, params), {
    reads: EVIDENCE_READS,
  })
  .on<Stripe.DisputeCloseParams>('POST /v1/disputes/{id}/close', (tx, _params, self) => close(tx, self))
  .on<object>('GET /v1/charges/{charge}/dispute', (tx, _params, _self, [of]) => latest(tx, of!), {
    params: paramsOf('GET /v1/disputes/{id}'),
  })
  .on<Stripe.DisputeUpdateParams>(
    'POST /v1/charges/{charge}/dispute',
    (tx, params, _self, [of]) => respond(tx, latest(tx, of!), params),
    { params: paramsOf('POST /v1/disputes/{id}'), reads: EVIDENCE_READS },
  )
  .on<object>('POST /v1/charges/{charge}/dispute/close', (tx, _params, _self, [of]) => close(tx, latest(tx, of!)), {
    params: paramsOf('POST /v1/disputes/{id}/close'),
  })
  .when('charge.succeeded', charge, (tx, paid) => foresee(tx, paid))
  .when('charge.captured', charge, (tx, paid) => foresee(tx, paid))
  .when('charge.refunded', charge, (tx, paid) => settle(tx, paid))
  .job<{ id: string }>('open', (tx, { id }) => open(tx, tx.get(charge, id)), { reads: ['id.review'] })
  .job<{ id: string }>('decide', (tx, { id }) => {
    const self = tx.get(dispute, id)
    end(tx, self, DECISIVE[self.evidence.uncategorized_text ?? ''] ?? 'lost')
  })
  // What the bank has not decided for us by then, it decides for its customer; of what is under review that is [K].
  .job<{ id: string }>('lapse', (tx, { id }) => {
    end(tx, tx.get(dispute, id), 'lost')
  })

/** The newest dispute of a charge. Wording of the refusal [K]. */
function latest(tx: Tx, of: string): Dispute {
  tx.get(charge, of)
  const [found] = tx.list(dispute, [`charge=${of}`], { limit: 1 })
  if (found) return found
  const message = `No dispute for charge: ${of}`
  throw new StripeError(404, { type: 'invalid_request_error', code: 'resource_missing', message, param: 'charge' })
}

const typeOf = ({ payment_method_details: details }: Charge): string => details?.type ?? 'card'

const claims = (paid: Charge): readonly Claim[] => claimsOf({ ...paid.hidden, type: typeOf(paid) })

/** Test cards and accounts that dispute do it soon; of what is only held there is nothing to dispute. */
function foresee(tx: Tx, paid: Charge): void {
  if (paid.captured && claims(paid).length > 0) tx.schedule(tx.now + OBJECTION_SECONDS, 'dispute.open', { id: paid.id })
}

/** What was not refunded is disputed. Where there are several disputes, each is about its share. [K] */
function open(tx: Tx, paid: Charge): void {
  const rest = paid.amount_captured - paid.amount_refunded
  if (rest <= 0) return
  const booked = book(tx, paid)
  const all = claims(paid)
  const share = Math.floor(rest / all.length)
  for (const [i, claim] of all.entries())
    insertDispute(tx, booked, claim, i === all.length - 1 ? rest - share * i : share)
  if (all.some(({ inquiry }) => !inquiry)) tx.update(charge, booked, { disputed: true })
}

/** Writes a dispute over so many minor units. It is to be answered by `due` (epoch seconds), or by the network's own day. */
export function insertDispute(tx: Tx, paid: Charge, claim: Claim, amount: number, due?: number): Dispute {
  const id = tx.id(dispute)
  const type = typeOf(paid)
  const network = paid.payment_method_details?.card?.brand ?? type
  const usual = startOfDay(tx.now) + (answerDays(network) + 1) * DAY - 1
  const due_by = claim.final ? null : (due ?? usual)
  const details = disputeDetails(type, network, claim)
  const row = tx.insert(dispute, {
    id,
    amount,
    balance_transactions: claim.inquiry ? [] : [withdraw(tx, id, paid, amount)],
    charge: paid.id,
    created: tx.now,
    currency: paid.currency,
    enhanced_eligibility_types: [],
    evidence: NO_EVIDENCE,
    evidence_details: {
      due_by,
      enhanced_eligibility: {},
      has_evidence: false,
      past_due: false,
      submission_count: 0,
      submission_method: 'not_submitted',
    },
    intended_submission_method: null,
    is_charge_refundable: claim.inquiry === true,
    livemode: false,
    metadata: {},
    payment_intent: paid.payment_intent as string | null,
    ...(details && { payment_method_details: details as NonNullable<Dispute['payment_method_details']> }),
    reason: claim.reason,
    status: claim.final ? 'lost' : claim.inquiry ? 'warning_needs_response' : 'needs_response',
  })
  if (due_by !== null) tx.schedule(due_by + 1, 'dispute.lapse', { id })
  return row
}

/** The bank takes the disputed amount, and there is a fee that no outcome returns. (https://support.stripe.com/questions/june-2025-pricing-updates-for-disputes) */
function withdraw(tx: Tx, source: string, { id, currency }: Charge, amount: number) {
  const { hidden: _, ...moved } = move(tx, {
    type: 'adjustment',
    source,
    amount: -amount,
    currency,
    description: `Chargeback withdrawal for ${id}`,
    fees: [stripeFee(disputeFeeOf(currency), currency, 'Dispute fee')],
    availableOn: tx.now,
  })
  return moved
}

function reinstate(tx: Tx, self: Dispute) {
  const { hidden: _, ...moved } = move(tx, {
    type: 'adjustment',
    category: 'dispute_reversal',
    source: self.id,
    amount: self.amount,
    currency: self.currency,
    description: `Chargeback reversal for ${self.charge}`,
    availableOn: tx.now,
  })
  return moved
}

/** The bank has decided, or gave up asking. Only what was withdrawn can be won or lost. */
function end(tx: Tx, self: Dispute, outcome: 'won' | 'lost'): Dispute {
  tx.unschedule('dispute.decide', self)
  tx.unschedule('dispute.lapse', self)
  if (isInquiry(self)) return tx.update(dispute, self, { status: 'warning_closed' })
  if (outcome === 'lost') return tx.update(dispute, self, { status: 'lost' })
  const balance_transactions = [...self.balance_transactions, reinstate(tx, self)]
  return tx.update(dispute, self, { balance_transactions, status: 'won' })
}

/** The merchant does not object: that is final. Wording of the refusal [K]. */
function close(tx: Tx, self: Dispute): Dispute {
  if (isUnanswered(self)) return end(tx, self, 'lost')
  throw invalid(`This dispute cannot be closed because it has a status of ${self.status}.`)
}

/** Who is asked about a payment and sends all of it back has answered. [K] */
function settle(tx: Tx, paid: Charge): void {
  if (!paid.refunded || !(paid.hidden.inquired || claims(paid).some(({ inquiry }) => inquiry))) return
  for (const asked of tx.list(dispute, [`charge=${paid.id}`], { limit: 10 })) if (!isOver(asked)) end(tx, asked, 'lost')
}
