// Paying an invoice on its page: how it can be paid there, what has been paid so far, and the payment itself.
// (https://docs.stripe.com/invoicing/hosted-invoice-page)
import { type Node, operationByKey, type Operation, paramsNode } from '../../contract/index.ts'
import { prefetch } from '../../kernel/ahead.ts'
import { invalid, Kept } from '../../kernel/errors.ts'
import { type Shown, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { formatAmount } from '../../lib/money.ts'
import { methodOf } from '../../network/catalogue.ts'
import { own } from '../core/account.ts'
import { agreedOnPage } from '../payments/mandate.ts'
import { givenMethod } from '../payments/payment_method.ts'
import { confirm } from '../payments/payment_intent_confirm.ts'
import { paymentIntent } from '../payments/payment_intent_state.ts'
import { COLLECTING, methodInCharge } from './invoice_collect.ts'
import { invoicePayment } from './invoice_payment.ts'
import { type Invoice, type InvoiceState, invoice, isOwed, subscriptionIdOf } from './invoice_state.ts'

/** What its customer can do about an invoice that is owed. */
export interface PagePayment {
  /** What is still to be paid, minor units. */
  amount: number
  /** The saved method that would pay by itself. */
  default_method: string | null
  /** What the customer still has to do for a payment that they began. */
  next_action: object | null
  /** Why the last try failed. */
  problem: { code: string | null; decline_code: string | null; message: string } | null
  /** Whether a method is kept that is new. (https://docs.stripe.com/api/accounts/object#account_object-settings-invoices-hosted_payment_method_save) */
  saves: 'always' | 'never' | 'offer'
  /** Of the intent that collects it. */
  status: string
  types: string[]
}

/** A part of the amount that has come in. */
export interface PaidPart {
  /** Minor units. */
  amount: number
  paid_at: number | null
  /** Null where it was paid elsewhere. */
  receipt_url: string | null
}

const READS = [...COLLECTING, 'hidden.intent.hidden.authorization', 'hidden.intent.payment_method'].map(
  (path) => `self.${path}`,
)

/** Reads what paying an invoice needs, level by level. */
export const readAhead = (tx: Tx, self: Invoice): void => prefetch(tx, READS, { self })

/** How an invoice can be paid; nothing where there is nothing to pay. */
export function payableOf(tx: Tx, self: Invoice): PagePayment | null {
  if (!isOwed(self) || self.hidden.intent === undefined) return null
  const intent = tx.get(paymentIntent, self.hidden.intent)
  return {
    amount: self.amount_remaining,
    default_method: methodInCharge(tx, self) ?? null,
    next_action: (intent.next_action as object | null) ?? null,
    problem: problemOf(intent.last_payment_error),
    saves: savingOf(tx, self),
    status: intent.status,
    types: [...intent.payment_method_types],
  }
}

/** What an intent says of its last failure, as pages tell it. */
export function problemOf(error: unknown): PagePayment['problem'] {
  if (!error) return null
  const { code = null, decline_code = null, message = '' } = error as Partial<NonNullable<PagePayment['problem']>>
  return { code, decline_code, message }
}

/** A subscription that has no method to go on with keeps the one that pays: that it is its own from then on is [K]. */
function savingOf(tx: Tx, self: Invoice): PagePayment['saves'] {
  if (isWithoutMethod(tx, self)) return 'always'
  const settings = own(tx).settings as { invoices?: { hosted_payment_method_save?: PagePayment['saves'] } } | undefined
  return settings?.invoices?.hosted_payment_method_save ?? 'never'
}

const isWithoutMethod = (tx: Tx, self: Invoice): boolean =>
  subscriptionIdOf(self) !== undefined && methodInCharge(tx, self) === undefined

/** What has come in of an invoice, oldest first. */
export function partsPaid(tx: Tx, self: Invoice): PaidPart[] {
  const entries = tx.list(invoicePayment, [`invoice=${self.id}`, 'status=paid'], { limit: 100 }).toReversed()
  const intents = tx.any(entries.map(({ payment }) => (payment.payment_intent as string | undefined) ?? ''))
  const charges = tx.any(intents.map((intent) => (intent?.latest_charge as string | null | undefined) ?? ''))
  return entries.map(({ amount_paid, status_transitions }, i) => ({
    amount: amount_paid ?? 0,
    paid_at: status_transitions.paid_at,
    receipt_url: (charges[i]?.receipt_url as string | null | undefined) ?? null,
  }))
}

const { payment_method_data } = paramsNode(operationByKey('POST /v1/payment_intents/{id}/confirm')!)!.p
const TEXT: Node = { k: 'string' }

export interface PayOnPage {
  readonly payment_method?: string
  readonly payment_method_data?: object
  /** What the page has shown, minor units. */
  readonly expected_amount: number
  readonly return_url?: string
  /** The customer wants to use the method again. */
  readonly save?: boolean
}

export const PAYMENT: Operation['params'] = {
  k: 'object',
  p: {
    payment_method: TEXT,
    payment_method_data: payment_method_data!,
    expected_amount: { k: 'integer' },
    return_url: TEXT,
    save: { k: 'boolean' },
  },
  r: ['expected_amount'],
}

/** Pays with what the customer chose: the invoice, with what their bank still wants of them, or the bank's no. Throws what is not to be paid. */
export function payOnPage(
  tx: Tx,
  self: Invoice,
  params: PayOnPage,
  { keepsAs }: { readonly keepsAs?: 'default' } = {},
): Shown | Kept {
  checkPayable(self, params.expected_amount)
  const intent = tx.get(paymentIntent, self.hidden.intent!)
  if (intent.status === 'processing')
    throw invalid('A payment of this invoice is on its way already.', { code: 'invoice_payment_processing' })
  const method = givenMethod(tx, params)
  if (!method) throw invalid('Choose how you want to pay.', { code: 'parameter_missing', param: 'payment_method' })
  const { type } = method
  const future = keepsAs ? 'off_session' : futureOf(tx, self, type, params.save ?? false)
  const options = { ...transferOf(self, type), ...(future && { setup_future_usage: future }) }
  remember(tx, self, keepsAs ?? (future === 'off_session' && isWithoutMethod(tx, self) ? 'subscription' : undefined))
  const result = confirm(tx.untimed, intent, {
    payment_method: method.id,
    ...(Object.keys(options).length > 0 && { payment_method_options: { [type]: options } }),
    ...(params.return_url !== undefined && { return_url: params.return_url }),
    ...(methodOf(type)!.mandate !== 'none' && { mandate_data: agreedOnPage(tx) }),
  } as never)
  if (result instanceof Kept) return result
  return shown(tx.get(invoice, self.id), { next_action: result.next_action })
}

/** What is to become of the method once it has paid. */
function remember(tx: Tx, self: Invoice, keeps: InvoiceState['keeps'] | undefined): void {
  const { keeps: before, ...hidden } = self.hidden
  if (before !== keeps) tx.update(invoice, self, { hidden: { ...hidden, ...(keeps && { keeps }) } })
}

/** What is said of keeping a method of this type; nothing where the page has no say in it. */
function futureOf(tx: Tx, self: Invoice, type: string, wished: boolean): 'off_session' | 'none' | undefined {
  const saves = savingOf(tx, self)
  if (saves === 'never' || !methodOf(type)!.future.includes('off_session')) return undefined
  return saves === 'always' || wished ? 'off_session' : 'none'
}

/** How money is sent: as the invoice says, or as its currency has it. */
function transferOf({ payment_settings }: Invoice, type: string): object {
  if (methodOf(type)!.flow !== 'transfer') return {}
  const { customer_balance: said } = (payment_settings.payment_method_options ?? {}) as { customer_balance?: object }
  return { funding_type: 'bank_transfer', ...withoutNulls(said ?? {}) }
}

const withoutNulls = (said: object): object =>
  Object.fromEntries(Object.entries(said).filter(([, value]) => value !== null))

function checkPayable(self: Invoice, expected: number): void {
  if (self.status === 'paid')
    throw invalid('This invoice has been paid already. Nothing was charged.', { code: 'invoice_already_paid' })
  if (!isOwed(self) || self.hidden.intent === undefined)
    throw invalid(`This invoice cannot be paid: it is ${self.status}.`, { code: 'invoice_not_payable' })
  if (expected !== self.amount_remaining)
    throw invalid(
      `What is to be paid of this invoice is ${formatAmount(self.amount_remaining, self.currency)}, and not ` +
        `${formatAmount(expected, self.currency)} as expected.`,
      { code: 'invoice_amount_changed', param: 'expected_amount' },
    )
}
