// Outbound payments: money from a financial account to somebody else's bank account.
// (https://docs.stripe.com/api/v2/money-management/outbound-payments)
import type Stripe from 'stripe'
import type { Nullable, Params } from '../../contract/wire.ts'
import { invalid, refusedAs, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { listV2 } from '../../kernel/v2_list.ts'
import { digitsOf } from '../../lib/fingerprint.ts'
import { toRfc3339 } from '../../lib/rfc3339.ts'
import { REFUSALS, type Refusal } from '../../network/payout_banks.ts'
import { conversion } from '../../rules/exchange_rates.ts'
import { checkedCurrency, checkedMoney, type Money, nameOf } from './money.ts'
import { checkUsable, type Recipient, recipientOf } from './recipient.ts'
import { availableIn, checkHolds, openAccount } from './v2.money_management.financial_account.ts'
import { consume } from './v2.money_management.recipient_verification.ts'
import { moveOn, openTransaction, transaction } from './v2.money_management.transaction.ts'

interface PaymentState {
  readonly transaction: string
  /** What the bank will say. */
  readonly refusal?: Refusal
}
type Fields = Nullable<Stripe.V2.MoneyManagement.OutboundPayment>
export type OutboundPayment = Row<Fields, PaymentState>
type Status = OutboundPayment['status']

export const outboundPayment = object<Fields, PaymentState>('v2.money_management.outbound_payment', {
  prefix: 'obp_test',
  // The house's own is for the payout intent that made it.
  events: [
    { on: 'insert', types: ['v2.money_management.outbound_payment.created'] },
    ...(['posted', 'failed', 'returned', 'canceled'] as const).map((status) => ({
      became: ['status', status] as const,
      types: ['brindle.outbound_payment.moved', `v2.money_management.outbound_payment.${status}`],
    })),
    { on: 'update', changed: ['status'], types: ['brindle.outbound_payment.moved'] },
    { on: 'update', types: ['v2.money_management.outbound_payment.updated'] },
  ],
  terms: ({ status, to }) => [`status=${status}`, `recipient=${to.recipient}`],
})

/** How long the bank takes in a sandbox, to send the money and to send it back. [K] */
const POSTS_AFTER_SECONDS = 5
const RETURNS_AFTER_SECONDS = 5
/** (…/outbound-payments/create#…-statement_descriptor) */
const DESCRIPTOR = { least: 3, most: 22, otherwise: 'STRIPE' } as const

/** Where each status may lead, and what then happens to the money that was set aside. */
const LEADS: Readonly<Record<Status, Partial<Record<Status, 'post' | 'release' | 'arrive'>>>> = {
  processing: { posted: 'post', failed: 'release', canceled: 'release' },
  posted: { returned: 'arrive' },
  failed: {},
  canceled: {},
  returned: {},
}

type Create = Params<Stripe.V2.MoneyManagement.OutboundPaymentCreateParams>
const URL = '/v2/money_management/outbound_payments'
const SETTLE = 'v2.money_management.outbound_payment.settle'
/** What moving its money on reads. */
const READS = ['id.from.financial_account', 'id.hidden.transaction', 'id.payout_intent'] as const

export const outboundPayments = resource(outboundPayment)
  .on<Stripe.V2.MoneyManagement.OutboundPaymentCreateParams>(
    'POST /v2/money_management/outbound_payments',
    (tx, params) => send(tx, params),
  )
  .on<Stripe.V2.MoneyManagement.OutboundPaymentRetrieveParams>(
    'GET /v2/money_management/outbound_payments/{id}',
    (_tx, _params, self) => self,
  )
  .on<Stripe.V2.MoneyManagement.OutboundPaymentListParams>(
    'GET /v2/money_management/outbound_payments',
    (tx, params) => {
      const { status = [], recipient } = params
      const common = recipient === undefined ? [] : [`recipient=${recipient}`]
      const several = status.length ? status.map((one) => [...common, `status=${one}`]) : [common]
      return listV2(tx, [{ type: outboundPayment, several }], params as never, URL)
    },
  )
  .on<Stripe.V2.MoneyManagement.OutboundPaymentCancelParams>(
    'POST /v2/money_management/outbound_payments/{id}/cancel',
    (tx, _params, self) => cancel(tx, self),
    { reads: READS.map((path) => path.replace('id', 'self')) },
  )
  .job<{ id: string }>('settle', (tx, { id }) => settle(tx, tx.get(outboundPayment, id)), { reads: READS })

/** What is told of a payment, by whom it is told of: an intent names itself. */
export interface Wish extends Create {
  readonly payout_intent?: string
}

/** Sends money. Refuses what cannot be; what the bank will say is heard later. */
export function send(tx: Tx, wish: Wish): OutboundPayment {
  checkTold(wish)
  const from = openAccount(tx, wish.from.financial_account, 'from[financial_account]')
  const recipient = recipientNamed(tx, wish.to)
  const { method, account } = recipient
  const quote = quoteOf(wish, recipient)
  checkHolds(from, quote.debited.currency, 'from[currency]')
  const left = availableIn(from, quote.debited.currency)
  // [M]
  if (left < quote.debited.value)
    throw refusedAs(
      'insufficient_funds',
      'insufficient_funds',
      `The FinancialAccount ${from.id} has ${left} ${quote.debited.currency} available, and the payment takes ${quote.debited.value}.`,
      { param: 'amount' },
    )
  const id = tx.id(outboundPayment)
  if (wish.recipient_verification !== undefined)
    consume(tx, wish.recipient_verification, { payout_method: method.id, recipient: account.id }, id)
  const opened = openTransaction(tx, {
    financialAccount: from.id,
    category: 'outbound_payment',
    flow: { type: 'outbound_payment', id },
    movement: 'hold',
    amount: quote.debited.value,
    currency: quote.debited.currency,
    isDebit: true,
    description: wish.description ?? null,
    counterparty: nameOf(account),
  })
  const refusal = REFUSALS[method.hidden.test ?? '']
  tx.schedule(tx.now + POSTS_AFTER_SECONDS, SETTLE, { id })
  return tx.insert(outboundPayment, {
    id,
    amount: quote.amount,
    cancelable: true,
    created: toRfc3339(tx.now),
    description: wish.description ?? null,
    expected_arrival_date: toRfc3339(tx.now + POSTS_AFTER_SECONDS),
    from: { debited: quote.debited, financial_account: from.id },
    livemode: false,
    metadata: wish.metadata === undefined ? null : mergeMetadata({}, wish.metadata),
    payout_intent: wish.payout_intent ?? null,
    recipient_notification: wish.recipient_notification ?? { setting: 'configured' },
    recipient_verification: wish.recipient_verification ?? null,
    statement_descriptor: wish.statement_descriptor ?? DESCRIPTOR.otherwise,
    status: 'processing',
    status_details: null,
    status_transitions: {},
    to: { credited: quote.credited, payout_method: method.id, recipient: account.id },
    tracking_details: { status: 'pending', type: 'bank_account' },
    hidden: { transaction: opened.id, ...(refusal && { refusal }) },
  })
}

/** Refuses what does not fit, or is not built. Words [M]. */
export function checkTold({ statement_descriptor: text, to }: Pick<Wish, 'statement_descriptor' | 'to'>): void {
  if (to.payout_method_options !== undefined)
    throw unbuilt('Brindle does not take preferred networks for a payment yet.', 'to[payout_method_options]')
  if (text !== undefined && (text.length < DESCRIPTOR.least || text.length > DESCRIPTOR.most))
    throw invalid(
      `The statement descriptor must be between ${DESCRIPTOR.least} and ${DESCRIPTOR.most} characters long.`,
      { code: 'invalid_fields', param: 'statement_descriptor' },
    )
}

/** Who is paid. Both have to be named: what recipients prefer is not known here yet. */
export function recipientNamed(
  tx: Tx,
  { recipient, payout_method }: { readonly recipient?: string; readonly payout_method?: string },
): Recipient {
  if (recipient === undefined)
    throw unbuilt('Brindle does not pay out to an account of one’s own yet: name a recipient.', 'to[recipient]')
  if (payout_method === undefined)
    throw unbuilt('Brindle does not know which payout method a recipient prefers yet: name one.', 'to[payout_method]')
  return recipientOf(tx, recipient, payout_method)
}

export interface Quote {
  readonly amount: Money
  readonly debited: Money
  readonly credited: Money
  /** What one whole unit of the first is worth in the second; nothing where both are one currency. */
  readonly rate?: number
}

/**
 * What is taken from the sender, and what the recipient gets: in the currency asked for, or in the only one that their payout
 * method supports. (…/outbound-payments/create#…-to-currency)
 */
export function quoteOf(
  { amount: given, from, to }: Pick<Wish, 'amount' | 'from' | 'to'>,
  { method }: Recipient,
): Quote {
  const amount = checkedMoney(given)
  const source = checkedCurrency(from.currency, 'from[currency]')
  const target =
    to.currency === undefined
      ? method.bank_account!.supported_currencies[0]!
      : checkedCurrency(to.currency, 'to[currency]')
  checkUsable(method, target)
  // [M]
  if (amount.currency !== source && amount.currency !== target)
    throw invalid(`The amount must be in ${source} or ${target}.`, {
      code: 'invalid_fields',
      param: 'amount[currency]',
    })
  if (source === target) return { amount, debited: amount, credited: amount }
  const [there, back] = [conversion(source, target), conversion(target, source)]
  if (!there || !back) throw unbuilt(`Brindle knows no rate of exchange from ${source} to ${target}.`, 'to[currency]')
  const isSent = amount.currency === source
  return {
    amount,
    debited: isSent ? amount : { value: back.convert(amount.value), currency: source },
    credited: isSent ? { value: there.convert(amount.value), currency: target } : amount,
    rate: there.rate,
  }
}

/** The codes are [K], the words [M]. */
function cancel(tx: Tx, self: OutboundPayment): OutboundPayment {
  if (self.status === 'canceled')
    throw refusedAs('already_canceled', 'outbound_payment_already_canceled', 'The OutboundPayment is canceled already.')
  if (!self.cancelable)
    throw refusedAs(
      'not_cancelable',
      'outbound_payment_not_cancelable',
      `An OutboundPayment that is ${self.status} cannot be canceled.`,
    )
  return stop(tx, self)
}

/** Takes a payment back that is on its way. */
export const stop = (tx: Tx, self: OutboundPayment): OutboundPayment => become(tx, self, 'canceled', {})

/** The bank has sent the money, or says why not; or has sent it back. Of what was canceled it says nothing. */
function settle(tx: Tx, self: OutboundPayment): void {
  const { refusal } = self.hidden
  const { id } = self
  if (self.status === 'processing' && refusal?.status === 'failed')
    become(tx, self, 'failed', { status_details: { failed: { reason: refusal.reason } } })
  else if (self.status === 'processing') {
    const trace = { status: 'supported', type: 'bank_account', bank_account: { trace_id: digitsOf(id, 15) } } as const
    become(tx, self, 'posted', { tracking_details: trace })
    if (refusal?.status === 'returned') tx.schedule(tx.now + RETURNS_AFTER_SECONDS, SETTLE, { id })
  } else if (self.status === 'posted' && refusal?.status === 'returned')
    become(tx, self, 'returned', { status_details: { returned: { reason: refusal.reason } } })
}

function become(
  tx: Tx,
  self: OutboundPayment,
  status: Exclude<Status, 'processing'>,
  more: Partial<OutboundPayment>,
): OutboundPayment {
  const movement = LEADS[self.status][status]!
  const { value: amount, currency } = self.from.debited
  if (movement !== 'arrive') moveOn(tx, tx.get(transaction, self.hidden.transaction), movement)
  // What came back is a transaction of its own: the first is posted for good.
  else
    openTransaction(tx, {
      financialAccount: self.from.financial_account,
      category: 'outbound_payment_reversal',
      flow: { type: 'outbound_payment', id: self.id },
      movement,
      amount,
      currency,
      isDebit: false,
    })
  return tx.update(outboundPayment, self, {
    ...more,
    cancelable: false,
    ...(status !== 'posted' && { expected_arrival_date: null }),
    status,
    status_transitions: { ...self.status_transitions, [`${status}_at`]: toRfc3339(tx.now) },
  })
}
