// Charges of the time before PaymentIntents: a card, a bank account or a source is charged in one call.
// (https://docs.stripe.com/api/charges/create, https://docs.stripe.com/api/charges/capture)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import {
  declined,
  invalid,
  keep,
  type Kept,
  missingParameter,
  refuseUnbuilt,
  tooSmall,
  unbuilt,
} from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { DECLINES } from '../../network/declines.ts'
import { type Attempt, debitDecline, type Verdict } from '../../network/network.ts'
import { accountNamed } from '../../network/test_accounts.ts'
import { checkCurrency } from '../catalog/price.ts'
import { type Chargeable, consume, instrumentOfSource } from './chargeable.ts'
import { type Charge, charge } from './charge_state.ts'
import { captureCharge, concludeCharge, expireCharge, HOLD_SECONDS, insertCharge, type Said } from './charging.ts'
import { shipping } from './customer.ts'
import { checkAmount } from './intent.ts'
import { asCharged, connectWishes } from './payment_intent_connect.ts'
import { verdictOn } from './verdict.ts'

type Create = Params<Stripe.ChargeCreateParams & { card?: unknown }>

/** What is not built yet is refused by name. */
const UNBUILT = ['application_fee', 'destination', 'radar_options'] as const

/** Charges at once: paid or held, on its way, or declined, which is kept and answered 402. */
export function createCharge(tx: Tx, params: Create): Charge | Kept {
  refuseUnbuilt(params, UNBUILT, ' for a charge')
  if (params.amount === undefined) throw missingParameter('amount')
  if (params.currency === undefined) throw missingParameter('currency')
  const currency = checkCurrency(params.currency)
  if (params.amount < 1) throw tooSmall(1, 'amount')
  checkAmount(params.amount, currency)
  const source = params.source ?? (params.card as string | undefined)
  if (source !== undefined && typeof source !== 'string')
    throw unbuilt('Brindle takes a card’s details as a token or a source only.', 'card')
  const pays = instrumentOfSource(tx, { source, customer: params.customer, amount: params.amount, currency })
  const verdict = saidTo(tx, pays)
  const row = insertCharge(
    tx,
    paymentOf(tx, params, pays, currency),
    pays.instrument,
    said(verdict, params.capture ?? true),
  )
  consume(tx, pays, params.amount)
  if (verdict.kind === 'pending' && verdict.after !== 'never')
    tx.schedule(tx.now + verdict.after, 'charge.conclude', { id: row.id })
  if (row.status === 'succeeded' && !row.captured) tx.schedule(tx.now + HOLD_SECONDS, 'charge.expire', { id: row.id })
  if (verdict.kind === 'pending' && verdict.fails)
    return tx.amend(charge, row, { hidden: { ...row.hidden, fails: verdict.fails } })
  if (verdict.kind !== 'declined') return row
  const { outcome: _, ...text } = verdict.decline
  return keep(declined({ ...text, charge: row.id }))
}

/** What the bank says. Nobody can be asked here: a card that wants its customer is declined. */
function saidTo(
  tx: Tx,
  { instrument, from, hasCode, authenticated, customer }: Chargeable,
): Exclude<Verdict, { kind: 'action' }> {
  const { type, card, account: name } = instrument
  const account = name === undefined ? undefined : (accountNamed(type, name) ?? accountNamed('us_bank_account', name))
  // A redirect or a receiver has been approved before it can be charged.
  const isApproved = authenticated === true || (from !== undefined && 'source' in from && type !== 'card')
  const attempt: Attempt = {
    type,
    use: 'payment',
    ...(card !== undefined && { card }),
    ...(hasCode && { hasCode }),
    ...(account && { account }),
    offSession: true,
    authenticated: isApproved,
    agreed: false,
  }
  const verdict = verdictOn(tx, attempt, { customer, payment_method: instrument.id })
  return verdict.kind === 'action' ? { kind: 'declined', decline: DECLINES.authentication_required } : verdict
}

function said(verdict: Exclude<Verdict, { kind: 'action' }>, capture: boolean): Said {
  if (verdict.kind === 'declined') return { kind: 'failed', decline: verdict.decline }
  if (verdict.kind === 'pending') return { kind: 'pending' }
  return { kind: 'paid', capture: capture ? 'now' : 'later' }
}

function paymentOf(
  tx: Tx,
  params: Create,
  { customer }: Chargeable,
  currency: string,
): Parameters<typeof insertCharge>[1] {
  return {
    amount: params.amount!,
    application_fee_amount: null,
    on_behalf_of: null,
    transfer_data: null,
    ...connectWishes(tx, params, { amount: params.amount!, application_fee_amount: null, transfer_data: null }),
    currency,
    customer,
    description: params.description ?? null,
    metadata: mergeMetadata({}, params.metadata),
    payment_intent: null,
    receipt_email: params.receipt_email ?? null,
    shipping: shipping(params.shipping as never),
    statement_descriptor: params.statement_descriptor ?? null,
    statement_descriptor_suffix: params.statement_descriptor_suffix ?? null,
    transfer_group: params.transfer_group ?? null,
  }
}

/** Takes what an uncaptured charge holds, or a part of it; only once. Amounts in minor units. */
export function captureHeld(tx: Tx, self: Charge, params: Params<Stripe.ChargeCaptureParams>): Charge {
  if (params.application_fee !== undefined)
    throw unbuilt('Brindle does not take application_fee for a capture yet.', 'application_fee')
  if (self.captured) throw invalid(`Charge ${self.id} has already been captured.`, { code: 'charge_already_captured' })
  if (self.payment_intent !== null)
    throw invalid(`Charge ${self.id} was created by a PaymentIntent, and is captured with it.`) // [K]
  if (self.status !== 'succeeded' || self.refunded || self.hidden.expired || self.hidden.released)
    throw invalid(`Charge ${self.id} could not be captured because it has expired, failed, or been refunded.`, {
      code: 'charge_expired_for_capture',
    }) // [K]
  const amount = params.amount ?? self.amount
  if (amount < 1) throw tooSmall(1, 'amount')
  if (amount > self.amount)
    throw invalid(
      `Capture amount (${formatAmount(amount, self.currency)}) is greater than charge amount (${formatAmount(self.amount, self.currency)})`,
      {
        param: 'amount',
      },
    ) // [K]
  tx.unschedule('charge.expire', self)
  const described = {
    ...asCharged(connectWishes(tx, params, { ...self, amount } as never)),
    ...(params.receipt_email !== undefined && { receipt_email: params.receipt_email }),
    ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
    ...(params.statement_descriptor_suffix !== undefined && {
      statement_descriptor_suffix: params.statement_descriptor_suffix,
    }),
    ...(params.transfer_group !== undefined && { transfer_group: params.transfer_group }),
  }
  return captureCharge(tx, self, amount, true, described)
}

/** Nobody captured in time. */
export function expireHeld(tx: Tx, self: Charge | undefined): void {
  if (self?.status === 'succeeded' && !self.captured && !self.refunded) expireCharge(tx, self)
}

/** The bank has decided of a charge that no intent waits for. */
export function concludeAlone(tx: Tx, self: Charge | undefined): void {
  if (self?.status !== 'pending') return
  const { fails } = self.hidden
  concludeCharge(tx, self, fails ? debitDecline(fails) : undefined)
}
