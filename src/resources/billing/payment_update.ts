// The way of a customer to a page on which they say how they pay from now on: Stripe mails it when a renewal fails, when a bank has to be
// asked, and before a trial ends. What they choose becomes their default, and pays what is open if they want that.
// (https://docs.stripe.com/billing/revenue-recovery/customer-emails)
import { type Node, type Operation, operationByKey, paramsNode } from '../../contract/index.ts'
import { prefetch } from '../../kernel/ahead.ts'
import { invalid, Kept, missingParameter } from '../../kernel/errors.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { isKept, methodOf } from '../../network/catalogue.ts'
import { own } from '../core/account.ts'
import { asLongAsEvents } from '../core/event.ts'
import { pathOf } from '../payments/authorization.ts'
import { customer } from '../payments/customer.ts'
import { agreedOnPage } from '../payments/mandate.ts'
import { givenMethod, type Method } from '../payments/payment_method.ts'
import { typesKept } from '../payments/payment_method_configuration.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { confirm } from '../payments/setup_intent_confirm.ts'
import { setupIntent } from '../payments/setup_intent_state.ts'
import { methodInCharge } from './invoice_collect.ts'
import { type PayOnPage, payOnPage, problemOf, readAhead } from './invoice_page.ts'
import { payingIntents } from './invoice_settle.ts'
import { type Invoice, invoice, isOwed } from './invoice_state.ts'
import { NOTHING } from './printed.ts'
import { subscription, timed } from './subscription_state.ts'

/** Ours alone: Stripe keeps it behind the address that it mails. */
export interface PaymentUpdateFields {
  id: string
  object: 'brindle.payment_update'
  created: number
  customer: string
  /** What is open, and may be paid with it. */
  invoice: string | null
  /** What it shall be the method of, beside all else of the customer. */
  subscription: string | null
  url: string
}

interface PaymentUpdateState {
  /** The setup that was tried last. */
  readonly setup?: string
}

export const paymentUpdate = object<PaymentUpdateFields, PaymentUpdateState>('brindle.payment_update', {
  prefix: 'upd',
  internal: true,
  noun: 'payment update',
})
type PaymentUpdate = Row<PaymentUpdateFields, PaymentUpdateState>

const PATH = '/brindle/payment_updates'
const TEXT: Node = { k: 'string' }
const { payment_method_data } = paramsNode(operationByKey('POST /v1/payment_intents/{id}/confirm')!)!.p

const MAKING: Operation['params'] = {
  k: 'object',
  p: { customer: TEXT, invoice: TEXT, subscription: TEXT },
  r: ['customer'],
}
const CHOICE: Operation['params'] = {
  k: 'object',
  p: {
    payment_method: TEXT,
    payment_method_data: payment_method_data!,
    /** Pays the open invoice, of which this was shown. */
    pay: { k: 'boolean' },
    expected_amount: { k: 'integer' },
    return_url: TEXT,
  },
}

interface Choice extends Partial<PayOnPage> {
  readonly pay?: boolean
}

export const paymentUpdates = resource(paymentUpdate)
  .on<{ customer: string; invoice?: string; subscription?: string }>(
    `POST ${PATH}`,
    (tx, params) => {
      const who = tx.get(customer, params.customer, 'customer')
      const bill = params.invoice === undefined ? undefined : tx.get(invoice, params.invoice, 'invoice')
      const of =
        params.subscription === undefined ? undefined : tx.get(subscription, params.subscription, 'subscription')
      for (const [name, row] of Object.entries({ invoice: bill, subscription: of }))
        if (row && row.customer !== who.id)
          throw invalid(`The ${name} ${row.id} is not of the customer ${who.id}.`, { param: name })
      return insertPaymentUpdate(tx, who.id, { invoice: bill?.id ?? null, subscription: of?.id ?? null })
    },
    { params: MAKING },
  )
  .on<object>(`GET ${PATH}/{id}`, (tx, _params, self) => shown(self, pageOf(tx, self)), {
    params: NOTHING,
    reads: [(tx: Tx, { self }: { self: PaymentUpdate }) => ahead(tx, self)],
  })
  .on<Choice>(`POST ${PATH}/{id}/use`, (tx, params, self) => use(tx, self, params), {
    params: CHOICE,
    reads: [(tx: Tx, { self }: { self: PaymentUpdate }) => ahead(tx, self)],
  })
  .when('setup_intent.succeeded', setupIntent, (tx, { payment_method, hidden }) => {
    const self = hidden.update === undefined ? undefined : tx.find(paymentUpdate, hidden.update)
    if (self) makeDefault(tx, self, payment_method as string)
  })
  .when('invoice.paid', invoice, (tx, paid) => {
    if (paid.hidden.keeps !== 'default') return
    const method = payingIntents(tx, paid).at(-1)?.payment_method
    if (method) makeDefault(tx, { customer: paid.customer as string, subscription: null }, method as string)
  })

/** Why 24 characters: as many as any address of ours has that nobody shall guess. */
const CHANCE = 24

/** The way of a customer to the page; its address is in `url`. It is there as long as the mail that it stands in. */
export function insertPaymentUpdate(
  tx: Tx,
  who: string,
  about: Pick<PaymentUpdateFields, 'invoice' | 'subscription'>,
): PaymentUpdate {
  const id = `upd_${tx.random(CHANCE)}`
  const url = `${tx.situation.publicUrl}/p/update/${pathOf(tx.place)}/${id}`
  const row = { id, created: tx.now, customer: who, ...about, url, hidden: {} }
  return tx.insert(paymentUpdate, row, asLongAsEvents(tx))
}

const READS = ['self.customer', 'self.subscription', 'self.invoice', 'self.hidden.setup']

function ahead(tx: Tx, self: PaymentUpdate): void {
  prefetch(tx, READS, { self })
  const bill = self.invoice === null ? undefined : tx.find(invoice, self.invoice)
  if (bill) readAhead(tx, bill)
}

/** What the page tells: whose it is, what can be chosen, what is open, and what went wrong last. */
function pageOf(tx: Tx, self: PaymentUpdate) {
  const who = tx.find(customer, self.customer)
  const bill = billOf(tx, self)
  const intent = bill ? tx.get(paymentIntent, bill.hidden.intent!) : undefined
  const setup = self.hidden.setup === undefined ? undefined : tx.find(setupIntent, self.hidden.setup)
  const asks = { subscription: self.subscription, customer: self.customer }
  return {
    account_name: own(tx).settings?.dashboard.display_name ?? null,
    default_method: bill ? (methodInCharge(tx, bill) ?? null) : (inChargeOf(tx, asks) ?? null),
    next_action: intent?.next_action ?? setup?.next_action ?? null,
    open: bill
      ? {
          ...{ amount: bill.amount_remaining, currency: bill.currency, number: bill.number },
          ...{ status: intent!.status, url: bill.hosted_invoice_url ?? null },
        }
      : null,
    problem: problemOf(intent?.last_payment_error),
    setup_problem: problemOf(setup?.last_setup_error),
    types: intent?.payment_method_types.filter(isKept) ?? typesKept(tx, who?.currency),
    who: who && { name: who.name ?? null, email: who.email, locales: [...(who.preferred_locales ?? [])] },
  }
}

/** The invoice, while something of it is owed. */
function billOf(tx: Tx, self: PaymentUpdate): Invoice | undefined {
  const bill = self.invoice === null ? undefined : tx.find(invoice, self.invoice)
  return bill && isOwed(bill) && bill.hidden.intent !== undefined ? bill : undefined
}

const inChargeOf = (tx: Tx, { subscription: of, customer: who }: Pick<PaymentUpdate, 'subscription' | 'customer'>) =>
  methodInCharge(tx, {
    ...{ default_payment_method: null, default_source: null, customer: who },
    parent: of === null ? null : ({ subscription_details: { subscription: of } } as never),
  })

/** The customer has chosen: it pays what is open and stays, or is set up; a saved one is the default at once. */
function use(tx: Tx, self: PaymentUpdate, { pay, ...params }: Choice) {
  const bill = billOf(tx, self)
  if (pay) {
    if (!bill) throw invalid('Nothing is open that could be paid.', { code: 'invoice_not_payable', param: 'pay' })
    if (params.expected_amount === undefined) throw missingParameter('expected_amount')
    const paid = payOnPage(tx, bill, params as PayOnPage, { keepsAs: 'default' })
    return paid instanceof Kept ? paid : shown(tx.get(paymentUpdate, self.id), { ...paid.once })
  }
  const method = givenMethod(tx, params)
  if (!method) throw invalid('Choose how you want to pay.', { code: 'parameter_missing', param: 'payment_method' })
  if (method.customer === self.customer) {
    makeDefault(tx, self, method.id)
    return shown(tx.get(paymentUpdate, self.id), { next_action: null })
  }
  return setUp(tx, self, method, params.return_url)
}

function setUp(tx: Tx, self: PaymentUpdate, { id, type }: Method, returnUrl: string | undefined) {
  const made = tx.request('POST', '/v1/setup_intents', {
    allowed_payment_method_types: [type],
    customer: self.customer,
    usage: 'off_session',
  })
  const row = tx.get(setupIntent, made.id)
  const marked = tx.amend(setupIntent, row, { hidden: { ...row.hidden, update: self.id } })
  const current = tx.update(paymentUpdate, self, { hidden: { ...self.hidden, setup: made.id } })
  const result = confirm(tx, marked, {
    payment_method: id,
    ...(returnUrl !== undefined && { return_url: returnUrl }),
    ...(methodOf(type)!.mandate !== 'none' && { mandate_data: agreedOnPage(tx) }),
  } as never)
  return result instanceof Kept ? result : shown(current, { next_action: result.next_action })
}

/** It pays from now on: for the customer, and for the subscription where that has one of its own. */
function makeDefault(
  tx: Tx,
  { customer: who, subscription: of }: Pick<PaymentUpdate, 'customer' | 'subscription'>,
  method: string,
): void {
  tx.request('POST', `/v1/customers/${who}`, { invoice_settings: { default_payment_method: method } })
  const row = of === null ? undefined : tx.find(subscription, of)
  if (row?.default_payment_method) timed(tx, row).update(subscription, row, { default_payment_method: method })
}
