// An invoice as its customer has it: all that stands on its page and on its PDF, for whoever has the address, and how it can be paid
// there. The pages ask by a word that only `hosted_invoice_url` and `invoice_pdf` give.
// (https://docs.stripe.com/invoicing/hosted-invoice-page)
import type Stripe from 'stripe'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { pathOf } from '../payments/authorization.ts'
import { type InvoiceText, invoiceTextOf, type TemplateState } from './invoice_rendering_template.ts'
import {
  PAYMENT,
  payOnPage,
  type PagePayment,
  payableOf,
  type PaidPart,
  partsPaid,
  type PayOnPage,
  readAhead,
} from './invoice_page.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { LINES_MAX, type LineItem, lineItem } from './line_item.ts'
import {
  type Known,
  NOTHING,
  pdfAddress,
  type Printed,
  printedCustomer,
  type PrintedLine,
  printedSums,
  rateOf,
} from './printed.ts'

/** Ours alone, and never stored: it is what the invoice is at the moment. Amounts are minor units, times epoch seconds. */
export interface InvoiceDocumentFields extends Printed {
  id: string
  object: 'brindle.invoice_document'
  /** The account's own. */
  account_tax_ids: { type: string; value: string | null }[]
  amount_due: number
  amount_paid: number
  amount_remaining: number
  /** What the customer's balance added to the total, or took off it. */
  applied_balance: number
  /** What credit notes took off it before it was paid. */
  credit_notes: number
  custom_fields: { name: string; value: string }[]
  due_at: number | null
  footer: string | null
  invoice: string
  paid_at: number | null
  /** How it can be paid; null where there is nothing to pay. */
  payment: PagePayment | null
  /** What has been paid of it so far, oldest first. */
  payments: PaidPart[]
}

/** What the name in an address stands for: which invoice it is of. */
type Named = Pick<InvoiceDocumentFields, 'id' | 'object' | 'invoice'>

export const invoiceDocument = object<Named>('brindle.invoice_document', {
  prefix: 'test',
  internal: true,
  noun: 'invoice document',
  named: (tx, id) => {
    const [, invoiceId = '', word] = /^test_(in_\w+)\.(\w+)$/.exec(id) ?? []
    const self = invoiceId === '' ? undefined : tx.find(invoice, invoiceId)
    const isIt = self !== undefined && word !== undefined && self.hidden.document === word
    return isIt ? { id, object: 'brindle.invoice_document', invoice: self.id, hidden: {} } : undefined
  },
})

export const invoiceDocuments = resource(invoiceDocument)
  .on<object>(
    'GET /brindle/invoice_documents/{id}',
    (tx, _params, { id, invoice: of }) => printed(tx, id, tx.get(invoice, of)),
    { params: NOTHING },
  )
  .on<PayOnPage>(
    'POST /brindle/invoice_documents/{id}/pay',
    (tx, params, { invoice: id }) => payOnPage(tx, tx.get(invoice, id), params),
    { params: PAYMENT, reads: [(tx: Tx, { self }: { self: Named }) => readAhead(tx, tx.get(invoice, self.invoice))] },
  )

/** What a finalised invoice has beside its number: the addresses of its page and of its PDF, and the word in them that nobody guesses. */
export function documentOf(tx: Tx, self: Invoice): Pick<Invoice, 'hosted_invoice_url' | 'invoice_pdf' | 'hidden'> {
  const word = tx.random(24)
  return {
    hosted_invoice_url: `${tx.situation.publicUrl}/i/${pathOf(tx.place)}/test_${self.id}.${word}`,
    invoice_pdf: pdfAddress(tx, 'invoice', self.id, word),
    hidden: { ...self.hidden, document: word },
  }
}

/** All that stands on an invoice, under the name that its address gives it. */
export function printed(tx: Tx, id: string, self: Invoice): InvoiceDocumentFields {
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
  const [rows, related, payments] = tx.work.together<any>([
    () => tx.list(lineItem, [`invoice=${self.id}`], { limit: LINES_MAX }),
    () => tx.any(ids),
    () => partsPaid(tx, self),
    () => readAhead(tx, self),
  ])
  const known: Known = new Map(ids.map((one, i) => [one, related![i]]))
  const text = textOf(self, known.get(template))
  const excludes_tax = self.rendering?.amount_tax_display === 'exclude_tax'
  return {
    id,
    object: 'brindle.invoice_document',
    ...printedSums(known, {
      lines: (rows as LineItem[]).map((line) => lineOf(line, excludes_tax)),
      discounts: off,
      credits: self.total_pretax_credit_amounts ?? [],
      taxes,
    }),
    account_name: self.account_name,
    account_tax_ids: taxIdsOf(own, known),
    amount_due: self.amount_due,
    amount_paid: self.amount_paid,
    amount_remaining: self.amount_remaining,
    applied_balance: self.starting_balance - (self.ending_balance ?? self.starting_balance),
    credit_notes: self.pre_payment_credit_notes_amount,
    currency: self.currency,
    custom_fields: (self.custom_fields ?? text?.custom_fields ?? []).map(({ name, value }) => ({ name, value })),
    customer: printedCustomer(self, known.get(self.customer as string)),
    due_at: self.due_date,
    footer: self.footer ?? text?.footer ?? null,
    invoice: self.id,
    issued_at: self.effective_at ?? self.created,
    memo: self.description ?? text?.memo ?? null,
    number: self.number ?? '',
    page_size: self.rendering?.pdf?.page_size ?? null,
    paid_at: self.status_transitions.paid_at,
    payment: payableOf(tx, self),
    payments: payments as PaidPart[],
    shipping: self.amount_shipping,
    status: self.status ?? 'open',
    total: self.total,
    total_excluding_tax: self.total_excluding_tax ?? self.total,
  }
}

/** Those that are still there. */
const taxIdsOf = (ids: readonly string[], known: Known): { type: string; value: string | null }[] =>
  ids.flatMap((id) => {
    const row = known.get(id)
    return row?.object === 'tax_id' && row.deleted !== true ? [{ type: row.type, value: row.value }] : []
  })

/** What the template says, where the invoice says nothing itself. */
function textOf({ rendering }: Invoice, template: Template | undefined): InvoiceText | undefined {
  return template && invoiceTextOf(template, rendering?.template_version ?? template.version)
}

type Template = Row<Stripe.InvoiceRenderingTemplate, TemplateState>
const isPart = (decimal: string | null): boolean => decimal?.includes('.') ?? false

/** Taxes that are in an amount are not shown in it where the invoice says so; its price would then be another. */
function lineOf(
  { amount, description, period, quantity, quantity_decimal: decimal, pricing, taxes }: LineItem,
  excludesTax: boolean,
): PrintedLine {
  const within = (taxes ?? []).reduce((sum, tax) => (tax.tax_behavior === 'inclusive' ? sum + tax.amount : sum), 0)
  const taken = excludesTax ? within : 0
  return {
    amount: amount - taken,
    description,
    period: { start: period.start, end: period.end },
    quantity: isPart(decimal as string | null) ? (decimal as unknown as string) : quantity,
    unit_amount_decimal: taken === 0 ? (pricing?.unit_amount_decimal ?? null) : null,
  }
}
