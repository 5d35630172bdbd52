// Payout intents: a payment that is wanted, now or on a day, confirmed by hand or not; what becomes of it is an outbound payment.
// (https://docs.stripe.com/api/v2/money-management/payout-intents)
// One file because it is one state machine: what an intent waits for, and how it goes on.
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { invalid, refusedAs, StripeError } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { startOfDay } from '../../lib/calendar.ts'
import { fromRfc3339, toRfc3339 } from '../../lib/rfc3339.ts'
import type { Recipient } from './recipient.ts'
import { checkHolds, openAccount } from './v2.money_management.financial_account.ts'
import {
  checkTold,
  outboundPayment,
  type OutboundPayment,
  type Quote,
  quoteOf,
  recipientNamed,
  send,
  stop,
  type Wish,
} from './v2.money_management.outbound_payment.ts'
import { matchOf, verificationOf } from './v2.money_management.recipient_verification.ts'

type Fields = Nullable<Stripe.V2.MoneyManagement.PayoutIntent>
export type PayoutIntent = Row<Fields>
type Status = PayoutIntent['status']
type Failure = NonNullable<NonNullable<PayoutIntent['next_action']>['handle_failure']>['failure_reason']

export const payoutIntent = object<Fields>('v2.money_management.payout_intent', {
  prefix: 'poi_test',
  events: [
    { on: 'insert', types: ['v2.money_management.payout_intent.created'] },
    ...(['pending', 'requires_action', 'processing', 'posted', 'canceled'] as const).map((status) => ({
      became: ['status', status] as const,
      types: [`v2.money_management.payout_intent.${status}`],
    })),
    { on: 'update', types: ['v2.money_management.payout_intent.updated'] },
  ],
})

/** What may be done to an intent of each status. (The sentences of …/payout-intents on each operation) */
const MAY: Readonly<Record<Status, readonly ('cancel' | 'confirm' | 'refresh' | 'update')[]>> = {
  requires_action: ['cancel', 'confirm', 'refresh', 'update'],
  pending: ['cancel', 'refresh', 'update'],
  processing: ['cancel'],
  posted: [],
  canceled: [],
}

/** How long a confirmed intent is pending, where no day was named. [K] */
const PENDING_SECONDS = 1
/** For which the rate of exchange is locked: `five_minutes`. */
const LOCK_SECONDS = 300

type Create = Params<Stripe.V2.MoneyManagement.PayoutIntentCreateParams>
type Update = Params<Stripe.V2.MoneyManagement.PayoutIntentUpdateParams>
const URL = '/v2/money_management/payout_intents'
const EXECUTE = 'v2.money_management.payout_intent.execute'
const LAPSE = 'v2.money_management.payout_intent.lapse'
const PAYMENT = 'latest_payout.outbound_payment'
/** What sending the money reads. */
const READS = ['id.from.financial_account', 'id.to.payout_method', 'id.to.recipient'] as const

export const payoutIntents = resource(payoutIntent)
  .on<Stripe.V2.MoneyManagement.PayoutIntentCreateParams>('POST /v2/money_management/payout_intents', create)
  .on<Stripe.V2.MoneyManagement.PayoutIntentRetrieveParams>(
    'GET /v2/money_management/payout_intents/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.PayoutIntentListParams>('GET /v2/money_management/payout_intents', (tx, params) =>
    listV2(tx, [{ type: payoutIntent, several: [[]] }], params as never, URL),
  )
  .on<Stripe.V2.MoneyManagement.PayoutIntentUpdateParams>('POST /v2/money_management/payout_intents/{id}', update)
  .on<Stripe.V2.MoneyManagement.PayoutIntentCancelParams>(
    'POST /v2/money_management/payout_intents/{id}/cancel',
    (tx, _params, self) => cancel(tx, self),
    {
      reads: [`self.${PAYMENT}.from.financial_account`, `self.${PAYMENT}.hidden.transaction`],
    },
  )
  .on<Stripe.V2.MoneyManagement.PayoutIntentConfirmParams>(
    'POST /v2/money_management/payout_intents/{id}/confirm',
    (tx, _params, self) => confirm(tx, self),
  )
  .on<Stripe.V2.MoneyManagement.PayoutIntentRefreshFxQuoteParams>(
    'POST /v2/money_management/payout_intents/{id}/refresh_fx_quote',
    (tx, _params, self) => {
      if (!MAY[self.status].includes('refresh') || self.fx_quote === null)
        throw cannot('payout_intent_fx_quote_not_refreshable', 'has no FX quote to refresh', self)
      const { rate } = quoteOf(wishOf(self), recipientNamed(tx, self.to))
      return tx.update(payoutIntent, self, {
        fx_quote: locked(tx, self.id, self.from.currency, self.to.currency!, rate!),
      })
    },
  )
  .on<Stripe.V2.MoneyManagement.PayoutIntentRefreshRecipientVerificationParams>(
    'POST /v2/money_management/payout_intents/{id}/refresh_recipient_verification',
    (tx, _params, self) => {
      if (!MAY[self.status].includes('refresh') || self.recipient_verification === null)
        throw cannot(
          'payout_intent_recipient_verification_not_refreshable',
          'has no recipient verification to refresh',
          self,
        )
      return tx.update(payoutIntent, self, { recipient_verification: verified(recipientNamed(tx, self.to)) })
    },
  )
  .job<{ id: string }>(
    'execute',
    (tx, { id }) => {
      const self = tx.get(payoutIntent, id)
      if (self.status === 'pending') execute(tx, self)
    },
    { reads: READS },
  )
  .job<{ id: string }>('lapse', (tx, { id }) => {
    const self = tx.get(payoutIntent, id)
    if (self.fx_quote && MAY[self.status].includes('refresh'))
      tx.update(payoutIntent, self, { fx_quote: { ...self.fx_quote, lock_status: 'expired' } })
  })
  .when('brindle.outbound_payment.moved', outboundPayment, (tx, payment) => follow(tx, payment))

function create(tx: Tx, params: Create): PayoutIntent {
  const told = { ...params.from, currency: params.from.currency.toLowerCase() }
  const from = openAccount(tx, told.financial_account, 'from[financial_account]')
  checkHolds(from, told.currency, 'from[currency]')
  const on = dayOf(tx, params.schedule_options?.execute_on)
  const id = tx.id(payoutIntent)
  const isManual = params.confirmation_method === 'manual'
  const made = tx.insert(payoutIntent, {
    id,
    ...priced(tx, id, params.amount, told, params.to, params.statement_descriptor),
    confirmation_method: isManual ? 'manual' : 'automatic',
    created: toRfc3339(tx.now),
    description: params.description ?? null,
    latest_payout: null,
    livemode: false,
    metadata: params.metadata === undefined ? null : mergeMetadata({}, params.metadata),
    next_action: null,
    recipient_notification: params.recipient_notification ?? { setting: 'configured' },
    schedule_options: params.schedule_options ?? null,
    statement_descriptor: params.statement_descriptor ?? null,
    status: 'pending',
    status_transitions: {},
  })
  if (isManual) return ask(tx, made, toConfirm(made))
  if (on === undefined || on <= tx.now) return execute(tx, made)
  tx.schedule(on, EXECUTE, { id })
  return made
}

/** What is sent and received, at which rate, and whether the bank knows the recipient. */
function priced(
  tx: Tx,
  id: string,
  amount: Wish['amount'],
  from: Wish['from'],
  to: Create['to'],
  descriptor: string | undefined,
): Pick<PayoutIntent, 'amount' | 'estimated_fees' | 'from' | 'fx_quote' | 'recipient_verification' | 'to'> {
  checkTold({ to: to as Wish['to'], ...(descriptor !== undefined && { statement_descriptor: descriptor }) })
  const recipient = recipientNamed(tx, to)
  const quote: Quote = quoteOf({ amount, from, to: to as Wish['to'] }, recipient)
  const { debited, credited, rate } = quote
  return {
    amount: quote.amount,
    // Brindle takes no fees for payouts.
    estimated_fees: [],
    from: { ...from, debited },
    fx_quote: rate === undefined ? null : locked(tx, id, from.currency, credited.currency, rate),
    recipient_verification: verified(recipient),
    to: { credited, currency: credited.currency, payout_method: recipient.method.id, recipient: recipient.account.id },
  }
}

/** A rate that holds for a while. */
function locked(tx: Tx, id: string, from: string, to: string, rate: number): NonNullable<PayoutIntent['fx_quote']> {
  const expires = tx.now + LOCK_SECONDS
  tx.schedule(expires, LAPSE, { id })
  return {
    lock_duration: 'five_minutes',
    lock_expires_at: toRfc3339(expires),
    lock_status: 'active',
    rates: { [from]: { exchange_rate: String(rate) } },
    to_currency: to,
  }
}

/** In a sandbox the bank knows everybody; nothing where it cannot be asked. */
function verified({ account, method }: Recipient): PayoutIntent['recipient_verification'] {
  const type = verificationOf(method)
  return type ? { match_result: 'match', match_result_details: matchOf(account, type, 'match') } : null
}

type Action = NonNullable<PayoutIntent['next_action']>

function toConfirm({ fx_quote, recipient_verification }: PayoutIntent): Action {
  const fields = [
    ...(fx_quote ? (['fx_quote'] as const) : []),
    ...(recipient_verification ? (['recipient_verification'] as const) : []),
  ]
  return {
    type: 'confirm',
    confirm: { reason: 'manually_requested', ...(fields.length > 0 && { fields_to_review: fields }) },
  }
}

/** The intent waits for its owner. */
const ask = (tx: Tx, self: PayoutIntent, action: Action): PayoutIntent =>
  tx.update(payoutIntent, self, { next_action: action, ...moved(tx, self, 'requires_action') })

const moved = (tx: Tx, self: PayoutIntent, status: Exclude<Status, 'pending'>) => ({
  status,
  status_transitions: { ...self.status_transitions, [`${status}_at`]: toRfc3339(tx.now) },
})

/** Why a payment that was refused at once cannot be made, by the code of its refusal; the code is Stripe's, the pair [K]. */
const REASONS: Readonly<Record<string, Failure>> = {
  insufficient_funds: 'insufficient_funds',
  payout_method_archived: 'payout_method_invalid',
  payout_method_disabled: 'payout_method_invalid',
  payout_method_unsupported_currency: 'payout_method_currency_unsupported',
  payout_method_unusable: 'payout_method_restricted',
  to_recipient_not_found: 'account_not_configured_as_recipient',
}

/** The money is sent, or the owner is asked what to do. */
function execute(tx: Tx, self: PayoutIntent): PayoutIntent {
  const sent = tx.attempt(() => send(tx, wishOf(self)))
  if (sent instanceof StripeError) return ask(tx, self, failed(REASONS[sent.body.code ?? ''] ?? 'unknown_failure'))
  return tx.update(payoutIntent, self, {
    latest_payout: { outbound_payment: sent.id, type: 'outbound_payment' },
    next_action: null,
    ...moved(tx, self, 'processing'),
  })
}

const failed = (reason: Failure): Action => ({ type: 'handle_failure', handle_failure: { failure_reason: reason } })

/** The payment that an intent stands for. */
function wishOf(self: PayoutIntent): Wish {
  const {
    amount,
    description,
    from,
    id,
    metadata,
    recipient_notification: notification,
    statement_descriptor,
    to,
  } = self
  return {
    amount,
    from: { currency: from.currency, financial_account: from.financial_account },
    to: { currency: to.currency!, payout_method: to.payout_method!, recipient: to.recipient! },
    payout_intent: id,
    ...(description !== null && { description }),
    ...(metadata !== null && { metadata }),
    ...(notification !== null && { recipient_notification: notification }),
    ...(statement_descriptor !== null && { statement_descriptor }),
  }
}

/** The codes that are no parameter's: …/payout-intents/confirm, "Error Codes"; those of the other verbs are [K], words [M]. */
const cannot = (code: string, why: string, { id, status }: PayoutIntent) =>
  invalid(`The PayoutIntent ${id}, which is ${status}, ${why}.`, { code })

function confirm(tx: Tx, self: PayoutIntent): PayoutIntent {
  if (!MAY[self.status].includes('confirm')) throw cannot('payout_intent_not_confirmable', 'cannot be confirmed', self)
  if (self.fx_quote?.lock_expires_at && tx.now >= fromRfc3339(self.fx_quote.lock_expires_at)!)
    throw refusedAs(
      'fx_quote_needs_refresh',
      'payout_intent_fx_quote_expired',
      'The FX quote of the PayoutIntent has expired. Refresh it, and confirm again.',
    )
  const on = dayOf(tx, self.schedule_options?.execute_on, false)
  tx.schedule(Math.max(on ?? 0, tx.now + PENDING_SECONDS), EXECUTE, { id: self.id })
  return tx.update(payoutIntent, self, { next_action: null, status: 'pending' })
}

function update(tx: Tx, params: Update, self: PayoutIntent): PayoutIntent {
  if (!MAY[self.status].includes('update')) throw cannot('payout_intent_not_editable', 'cannot be changed', self)
  const { description, metadata, recipient_notification, schedule_options: schedule, statement_descriptor, to } = params
  const on = dayOf(tx, schedule?.execute_on)
  if (schedule !== undefined && self.status === 'pending')
    tx.schedule(Math.max(on ?? 0, tx.now + PENDING_SECONDS), EXECUTE, { id: self.id })
  const { currency, financial_account } = self.from
  // Another payout method may support another currency.
  const kept = to?.payout_method === undefined ? { currency: self.to.currency! } : {}
  const wanted = { ...kept, payout_method: self.to.payout_method!, recipient: self.to.recipient!, ...to }
  return tx.update(payoutIntent, self, {
    ...((to !== undefined || statement_descriptor !== undefined) &&
      priced(tx, self.id, self.amount, { currency, financial_account }, wanted, statement_descriptor)),
    ...(description !== undefined && { description }),
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
    ...(recipient_notification !== undefined && { recipient_notification }),
    ...(schedule !== undefined && { schedule_options: schedule }),
    ...(statement_descriptor !== undefined && { statement_descriptor }),
  })
}

function cancel(tx: Tx, self: PayoutIntent): PayoutIntent {
  if (!MAY[self.status].includes('cancel'))
    throw refusedAs(
      'not_cancelable',
      'payout_intent_not_cancelable',
      `A PayoutIntent that is ${self.status} cannot be canceled.`,
    )
  const canceled = tx.update(payoutIntent, self, { next_action: null, ...moved(tx, self, 'canceled') })
  // As long as the intent is processing, so is its payment.
  if (self.status === 'processing') stop(tx, tx.get(outboundPayment, self.latest_payout!.outbound_payment!))
  return canceled
}

/** What became of the payment is what becomes of the intent; a payment that failed is for its owner to see to. */
function follow(tx: Tx, { id, payout_intent: of, status, status_details: details }: OutboundPayment): void {
  const self = of === null ? undefined : tx.find(payoutIntent, of)
  if (!self || self.latest_payout?.outbound_payment !== id || self.status === 'canceled') return
  if (status === 'posted' || status === 'canceled') tx.update(payoutIntent, self, moved(tx, self, status))
  else if (status !== 'processing') ask(tx, self, failed((details!.failed ?? details!.returned)!.reason as Failure))
}

/** The beginning of a day (UTC) that is told as YYYY-MM-DD. Refuses what is no day, and one that is over. Words [M]. */
function dayOf(tx: Tx, day: string | undefined, refuses = true): number | undefined {
  if (day === undefined) return undefined
  const at = /^\d{4}-\d\d-\d\d$/.test(day) ? fromRfc3339(`${day}T00:00:00Z`) : undefined
  if (at === undefined || (refuses && at < startOfDay(tx.now)))
    throw invalid('`execute_on` is a day that is not over yet, in the form YYYY-MM-DD.', {
      code: 'invalid_fields',
      param: 'schedule_options[execute_on]',
    })
  return at
}
