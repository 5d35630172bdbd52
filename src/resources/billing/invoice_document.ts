// An invoice as it is printed: all that stands on its PDF, for whoever has the address. The page that draws it asks by a word
// that only `invoice_pdf` gives. (https://docs.stripe.com/api/invoices/object#invoice_object-invoice_pdf)
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { TaxRateState } from '../catalog/tax_rate.ts'
import { pathOf } from '../payments/authorization.ts'
import type { DiscountState } from './discount.ts'
import { type InvoiceText, invoiceTextOf, type TemplateState } from './invoice_rendering_template.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { LINES_MAX, type LineItem, lineItem } from './line_item.ts'

export interface DocumentLine {
  amount: number
  description: string | null
  period: { start: number; end: number }
  quantity: number | null
  unit_amount_decimal: string | null
}

export interface DocumentDiscount {
  name: string | null
  percent_off: string | null
  amount: number
}

export interface DocumentTax {
  name: string
  percentage: string | null
  inclusive: boolean
  amount: number
  taxable_amount: number | null
}

export interface PrintedCustomer {
  name: string | null
  email: string | null
  phone: string | null
  address: Stripe.Address | null
  shipping: { name: string | null; address: Stripe.Address | null } | null
  tax_ids: { type: string; value: string | null }[]
  /** Their languages, the first before all others. */
  locales: string[]
  is_reverse_charged: boolean
}

/** Ours alone, and never stored: it is what the invoice is at the moment. Amounts are minor units, times epoch seconds. */
export interface InvoiceDocumentFields {
  id: string
  object: 'brindle.invoice_document'
  account_name: string | null
  /** The account's own. */
  account_tax_ids: { type: string; value: string | null }[]
  amount_due: number
  amount_paid: number
  amount_remaining: number
  /** What the customer's balance added to the total, or took off it. */
  applied_balance: number
  /** What credit notes took off it before it was paid. */
  /** What billing credits pay of it. */
  credit_grants: number
  credit_notes: number
  currency: string
  custom_fields: { name: string; value: string }[]
  customer: PrintedCustomer
  discounts: DocumentDiscount[]
  due_at: number | null
  footer: string | null
  invoice: string
  issued_at: number
  lines: DocumentLine[]
  memo: string | null
  number: string
  page_size: string | null
  paid_at: number | null
  shipping: number
  status: string
  /** Of the lines as they are shown: discounts and taxes follow. */
  subtotal: number
  taxes: DocumentTax[]
  total: number
  total_excluding_tax: number
}

export const invoiceDocument = object<InvoiceDocumentFields>('brindle.invoice_document', {
  prefix: 'test',
  internal: true,
  noun: 'invoice document',
  named: (tx, id) => {
    const [, invoiceId = '', word] = /^test_(in_\w+)\.(\w+)$/.exec(id) ?? []
    const self = invoiceId === '' ? undefined : tx.find(invoice, invoiceId)
    return self && word !== undefined && self.hidden.document === word ? printed(tx, id, self) : undefined
  },
})

/** It is asked for by its address alone. */
export const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }

export const invoiceDocuments = resource(invoiceDocument).on<object>(
  'GET /brindle/invoice_documents/{id}',
  (_tx, _params, self) => self,
  { params: NOTHING },
)

/** What a finalised invoice has beside its number: the address of its PDF, and the word in it that nobody guesses. */
export function documentOf(tx: Tx, self: Invoice): Pick<Invoice, 'invoice_pdf' | 'hidden'> {
  const word = tx.random(24)
  return {
    invoice_pdf: pdfAddress(tx, 'invoice', self.id, word),
    hidden: { ...self.hidden, document: word },
  }
}

/** Where the PDF of a paper is. */
export const pdfAddress = (tx: Tx, kind: 'invoice' | 'credit_note', id: string, word: string): string =>
  `${tx.situation.publicUrl}/${kind}/${pathOf(tx.place)}/test_${id}.${word}/pdf`

type Document = Row<InvoiceDocumentFields>
type Known = ReadonlyMap<string, any>

function printed(tx: Tx, id: string, self: Invoice): Document {
  const off = self.total_discount_amounts ?? []
  const taxes = self.total_taxes ?? []
  const template = self.rendering?.template ?? ''
  const own = (self.account_tax_ids ?? []) as string[]
  const ids = [
    self.customer as string,
    template,
    ...own,
    ...off.map((one) => one.discount as string),
    ...taxes.map(rateOf),
  ]
  const [rows, related] = tx.work.together<readonly any[]>([
    () => tx.list(lineItem, [`invoice=${self.id}`], { limit: LINES_MAX }),
    () => tx.any(ids),
  ])
  const known: Known = new Map(ids.map((one, i) => [one, related![i]]))
  const text = textOf(self, known.get(template))
  const excludes_tax = self.rendering?.amount_tax_display === 'exclude_tax'
  const lines = (rows as LineItem[]).map((line) => lineOf(line, excludes_tax))
  return {
    id,
    object: 'brindle.invoice_document',
    account_name: self.account_name,
    account_tax_ids: taxIdsOf(own, known),
    amount_due: self.amount_due,
    amount_paid: self.amount_paid,
    amount_remaining: self.amount_remaining,
    applied_balance: self.starting_balance - (self.ending_balance ?? self.starting_balance),
    credit_grants: grantsIn(self.total_pretax_credit_amounts ?? []),
    credit_notes: self.pre_payment_credit_notes_amount,
    currency: self.currency,
    custom_fields: (self.custom_fields ?? text?.custom_fields ?? []).map(({ name, value }) => ({ name, value })),
    customer: printedCustomer(self, known.get(self.customer as string)),
    discounts: off.filter(({ amount }) => amount !== 0).map((one) => discountOf(one, known)),
    due_at: self.due_date,
    footer: self.footer ?? text?.footer ?? null,
    invoice: self.id,
    issued_at: self.effective_at ?? self.created,
    lines,
    memo: self.description ?? text?.memo ?? null,
    number: self.number ?? '',
    page_size: self.rendering?.pdf?.page_size ?? null,
    paid_at: self.status_transitions.paid_at,
    shipping: self.amount_shipping,
    status: self.status ?? 'open',
    subtotal: lines.reduce((sum, { amount }) => sum + amount, 0),
    taxes: taxes.map((tax) => taxOf(tax, known)),
    total: self.total,
    total_excluding_tax: self.total_excluding_tax ?? self.total,
    hidden: {},
  }
}

/** Those that are still there. */
export const taxIdsOf = (ids: readonly string[], known: Known): { type: string; value: string | null }[] =>
  ids.flatMap((id) => {
    const row = known.get(id)
    return row?.object === 'tax_id' && row.deleted !== true ? [{ type: row.type, value: row.value }] : []
  })

/** What the template says, where the invoice says nothing itself. */
function textOf({ rendering }: Invoice, template: Template | undefined): InvoiceText | undefined {
  return template && invoiceTextOf(template, rendering?.template_version ?? template.version)
}

type Template = Row<Stripe.InvoiceRenderingTemplate, TemplateState>
/** What of credits before tax was paid by credit grants, minor units. */
export const grantsIn = (credits: readonly { readonly amount: number; readonly type: string }[]): number =>
  credits.reduce((sum, { amount, type }) => (type === 'credit_balance_transaction' ? sum + amount : sum), 0)

type Tax = NonNullable<Invoice['total_taxes']>[number]
export const rateOf = (tax: Pick<Tax, 'tax_rate_details'>): string => tax.tax_rate_details?.tax_rate ?? ''

/** Taxes that are in an amount are not shown in it where the invoice says so; its price would then be another. */
function lineOf(
  { amount, description, period, quantity, pricing, taxes }: LineItem,
  excludesTax: boolean,
): DocumentLine {
  const within = (taxes ?? []).reduce((sum, tax) => (tax.tax_behavior === 'inclusive' ? sum + tax.amount : sum), 0)
  const taken = excludesTax ? within : 0
  return {
    amount: amount - taken,
    description,
    period: { start: period.start, end: period.end },
    quantity,
    unit_amount_decimal: taken === 0 ? (pricing?.unit_amount_decimal ?? null) : null,
  }
}

/** Whom it is for, as it stood when the invoice was finalised. */
export function printedCustomer(self: Invoice, row: Row<Stripe.Customer> | undefined): PrintedCustomer {
  return {
    name: self.customer_name ?? null,
    email: self.customer_email,
    phone: self.customer_phone ?? null,
    address: self.customer_address,
    shipping: self.customer_shipping
      ? { name: self.customer_shipping.name ?? null, address: self.customer_shipping.address ?? null }
      : null,
    tax_ids: (self.customer_tax_ids ?? []).map(({ type, value }) => ({ type, value })),
    locales: [...(row?.preferred_locales ?? [])],
    is_reverse_charged:
      self.customer_tax_exempt === 'reverse' ||
      (self.total_taxes ?? []).some((tax) => tax.taxability_reason === 'reverse_charge'),
  }
}

export function discountOf(
  { amount, discount }: { amount: number; discount: unknown },
  known: Known,
): DocumentDiscount {
  const { name = null, percent_off = null } = (known.get(discount as string)?.hidden ?? {}) as Partial<DiscountState>
  return { name, percent_off, amount }
}

export function taxOf(tax: Tax, known: Known): DocumentTax {
  const rate = known.get(rateOf(tax)) as Row<Stripe.TaxRate, TaxRateState> | undefined
  return {
    name: rate?.display_name ?? '',
    percentage: rate?.hidden.percentage ?? null,
    inclusive: tax.tax_behavior === 'inclusive',
    amount: tax.amount,
    taxable_amount: tax.taxable_amount,
  }
}
