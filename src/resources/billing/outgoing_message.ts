// E-mails that Stripe would send to customers: written down, and never sent. Which of them are is a setting of the account
// (core/email_settings.ts); an invoice that is sent by a call always is.
// (https://docs.stripe.com/invoicing/send-email; https://docs.stripe.com/billing/revenue-recovery/customer-emails)
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import { type ListParams, list } from '../../kernel/list.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { own } from '../core/account.ts'
import { emailsOf } from '../core/email_settings.ts'
import { asLongAsEvents } from '../core/event.ts'
import { type Charge, charge } from '../payments/charge_state.ts'
import { customer } from '../payments/customer.ts'
import type { Intent } from '../payments/payment_intent_state.ts'
import { insertPaymentUpdate } from './payment_update.ts'
import { payingIntents } from './invoice_settle.ts'
import { type Invoice, invoice, subscriptionIdOf, timed } from './invoice_state.ts'
import { subscription } from './subscription_state.ts'

const TYPES = [
  'invoice',
  'payment_confirmation',
  'payment_failed',
  'portal_login',
  'receipt',
  'trial_ending',
  'upcoming_renewal',
] as const

/** Ours alone: Stripe shows what it has sent in its dashboard only. */
export interface OutgoingMessageFields {
  id: string
  object: 'brindle.outgoing_message'
  /** What it is about; null where there is none. */
  charge: string | null
  created: number
  customer: string | null
  invoice: string | null
  subscription: string | null
  /** In our own words. */
  subject: string
  /** The address that it goes to. */
  to: string
  type: (typeof TYPES)[number]
  /** The PDF that goes with it. */
  pdf: string | null
  /** The page that it leads to. */
  url: string | null
}

export const outgoingMessage = object<OutgoingMessageFields>('brindle.outgoing_message', {
  prefix: 'msg',
  internal: true,
  noun: 'outgoing message',
  terms: ({ customer, invoice, type }) => [
    'all=true',
    `type=${type}`,
    ...(customer === null ? [] : [`customer=${customer}`]),
    ...(invoice === null ? [] : [`invoice=${invoice}`]),
  ],
})

const PATH = '/brindle/outgoing_messages'
const FILTERS = ['customer', 'invoice', 'type'] as const
const TEXT: Node = { k: 'string' }
const LIST: Node & { k: 'object' } = {
  k: 'object',
  p: {
    customer: TEXT,
    invoice: TEXT,
    type: { k: 'enum', v: [...TYPES] },
    starting_after: TEXT,
    ending_before: TEXT,
    limit: { k: 'integer' },
  },
}

export const outgoingMessages = resource(outgoingMessage)
  .on<ListParams>(
    `GET ${PATH}`,
    (tx, params) => {
      const { customer, invoice, type, ...paging } = params as Record<string, string>
      const asked = { customer, invoice, type }
      const terms = FILTERS.filter((name) => asked[name] !== undefined).map((name) => `${name}=${asked[name]}`)
      return list(tx, outgoingMessage, paging, PATH, terms.length ? terms : ['all=true'])
    },
    { params: LIST },
  )
  .when('invoice.sent', invoice, (tx, self) => {
    aboutInvoice(tx, self, 'invoice', `Invoice ${self.number} from ${senderOf(tx)}`)
  })
  .when('invoice.payment_failed', invoice, (tx, self) => {
    const { failed_payments, payment_confirmations } = emailsOf(tx)
    // Who is asked to confirm is not told as well that it failed. [K]
    if (!failed_payments || (payment_confirmations && self.hidden.last === 'failed and asked')) return
    const subject = `Your payment of ${owedOf(self)} to ${senderOf(tx)} did not go through`
    aboutInvoice(tx, self, 'payment_failed', subject, updateFor)
  })
  .when('invoice.payment_action_required', invoice, (tx, self) => {
    if (!emailsOf(tx).payment_confirmations) return
    const subject = `Confirm your payment of ${owedOf(self)} to ${senderOf(tx)}`
    aboutInvoice(tx, self, 'payment_confirmation', subject, updateFor)
  })
  .when('charge.succeeded', charge, (tx, self) => {
    if (self.captured) sendReceipt(tx, self)
  })
  // What was only held is no payment yet.
  .when('charge.captured', charge, (tx, self) => sendReceipt(tx, self))
  .when('invoice.paid', invoice, (tx, self) => {
    const paidBy = emailsOf(tx).receipts ? payingIntents(tx, self).at(-1) : undefined
    const [row] = paidBy?.latest_charge ? tx.any([paidBy.latest_charge as string]) : []
    const receipt_number = (row?.receipt_number as string | null | undefined) ?? null
    if (receipt_number !== null) tx.amend(invoice, tx.get(invoice, self.id), { receipt_number })
  })
  .when('invoice.upcoming', invoice, (tx, self) => {
    if (!emailsOf(tx).upcoming_renewals) return
    const due = formatAmount(self.amount_due, self.currency)
    const subject = `Your subscription with ${senderOf(tx)} renews soon, for ${due}`
    aboutInvoice(tx, self, 'upcoming_renewal', subject, updateFor)
  })
  .when('customer.subscription.trial_will_end', subscription, (tx, self) => {
    if (!emailsOf(tx).trial_ending) return
    const who = tx.find(customer, self.customer as string)
    if (!who?.email) return
    const on = tx.under(self.test_clock)
    send(on, {
      ...{ type: 'trial_ending', to: who.email, subject: `Your trial with ${senderOf(tx)} ends soon` },
      ...{ customer: who.id, subscription: self.id },
      url: insertPaymentUpdate(on, who.id, { invoice: null, subscription: self.id }).url,
    })
  })

/** Why a minute: whoever asks again and again must not fill somebody else's letter box. */
const LOGIN_SECONDS = 60

/** Which of these customers were sent a way into the portal within the last minute. */
export function areJustSent(tx: Tx, customers: readonly string[]): boolean[] {
  const terms = customers.map((who) => [`customer=${who}`, 'type=portal_login'])
  const sent = tx.lists(outgoingMessage, terms, { limit: 1 })
  return sent.map(([last]) => last !== undefined && tx.now < last.created + LOGIN_SECONDS)
}

/** The way into the portal that a customer has asked for. */
export function sendLogin(tx: Tx, { id, email }: Pick<Stripe.Customer, 'id' | 'email'>, url: string): void {
  const subject = `Your link to your billing with ${senderOf(tx)}`
  send(tx, { ...{ type: 'portal_login', subject, to: email }, ...{ customer: id, url } })
}

type Message = Partial<OutgoingMessageFields> & Pick<OutgoingMessageFields, 'type' | 'subject'>

/** Nothing goes to those who gave no address. Messages are kept as long as events. */
function send(tx: Tx, { to, ...message }: Omit<Message, 'to'> & { to: string | null | undefined }): boolean {
  if (!to) return false
  tx.insert(
    outgoingMessage,
    {
      ...{ charge: null, created: tx.now, customer: null, invoice: null, pdf: null, subscription: null, url: null },
      ...message,
      to,
    },
    asLongAsEvents(tx),
  )
  return true
}

/** The name that customers know the account by. */
const senderOf = (tx: Tx): string => own(tx).settings?.dashboard.display_name ?? 'Brindle'

const owedOf = (self: Invoice): string => formatAmount(self.amount_remaining, self.currency)

/** Where an invoice is shown, and paid. */
const pageOf = (_tx: Tx, self: Invoice): string | null => self.hosted_invoice_url ?? null

/** Where its customer says how they pay from now on, and pays it, if there is an invoice yet. */
function updateFor(tx: Tx, self: Invoice): string {
  const about = { invoice: self.hidden.upcoming ? null : self.id, subscription: subscriptionIdOf(self) ?? null }
  return insertPaymentUpdate(tx, self.customer as string, about).url
}

function aboutInvoice(
  tx: Tx,
  self: Invoice,
  type: OutgoingMessageFields['type'],
  subject: string,
  urlOf: (tx: Tx, self: Invoice) => string | null = pageOf,
): void {
  if (!self.customer_email) return
  const on = timed(tx, self)
  send(on, {
    ...{ type, subject, to: self.customer_email },
    ...{ pdf: self.invoice_pdf ?? null, url: urlOf(on, self) },
    // There is no invoice yet where it is only foretold.
    ...{ customer: self.customer as string, invoice: self.hidden.upcoming ? null : self.id },
    subscription: subscriptionIdOf(self) ?? null,
  })
}

/**
 * To the address that the payment names, or else the customer's. The charge has the number of its receipt from then on.
 * (https://docs.stripe.com/api/charges/object#charge_object-receipt_number)
 */
function sendReceipt(tx: Tx, self: Charge): void {
  if (!emailsOf(tx).receipts) return
  const [who, intent] = tx.any([self.customer ?? '', self.payment_intent ?? ''] as string[])
  const { invoice: own, attached = [] } = (intent as Paying | undefined)?.hidden ?? {}
  const paid = own ?? attached[0]?.invoice ?? null
  const isSent = send(tx, {
    ...{ type: 'receipt', to: self.receipt_email ?? (who as Stripe.Customer | undefined)?.email },
    subject: `Your receipt from ${senderOf(tx)} for ${formatAmount(self.amount_captured, self.currency)}`,
    ...{ charge: self.id, customer: self.customer as string | null, invoice: paid },
    ...{ pdf: self.receipt_url && `${self.receipt_url}/pdf`, url: self.receipt_url },
  })
  if (isSent) tx.amend(charge, tx.get(charge, self.id), { receipt_number: receiptNumber(tx) })
}

type Paying = Pick<Intent, 'hidden'>

/** Two groups of four digits. [K] */
function receiptNumber(tx: Tx): string {
  const digits = tx.digits(8)
  return `${digits.slice(0, 4)}-${digits.slice(4)}`
}
