// What the papers that are printed for a customer have in common: whom they are for, their lines, and what those come to.
// Invoices stand in invoice_document.ts, credit notes in credit_note_document.ts.
import type Stripe from 'stripe'
import type { Node } from '../../contract/index.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { TaxRateState } from '../catalog/tax_rate.ts'
import { pathOf } from '../payments/authorization.ts'
import type { DiscountState } from './discount.ts'
import type { Invoice } from './invoice_state.ts'

/** Amounts are minor units, times epoch seconds. */
export interface Printed {
  account_name: string | null
  /** What billing credits pay of it. */
  credit_grants: number
  currency: string
  customer: PrintedCustomer
  discounts: PrintedDiscount[]
  issued_at: number
  lines: PrintedLine[]
  memo: string | null
  number: string
  page_size: string | null
  shipping: number
  status: string
  /** Of the lines as they are shown: discounts and taxes follow. */
  subtotal: number
  taxes: PrintedTax[]
  total: number
  total_excluding_tax: number
}

export interface PrintedLine {
  amount: number
  description: string | null
  period: { start: number; end: number }
  /** As text where it has decimals. */
  quantity: number | string | null
  unit_amount_decimal: string | null
}

export interface PrintedDiscount {
  name: string | null
  percent_off: string | null
  amount: number
}

export interface PrintedTax {
  name: string
  percentage: string | null
  inclusive: boolean
  amount: number
  taxable_amount: number | null
}

export interface PrintedCustomer {
  /** Null where they are no more. */
  id: string | null
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

/** It is asked for by its address alone. */
export const NOTHING: Node & { k: 'object' } = { k: 'object', p: {} }

/** Where the PDF of a paper is. */
export const pdfAddress = (tx: Tx, kind: 'invoice' | 'credit_note', id: string, word: string): string =>
  `${tx.situation.publicUrl}/${kind}/${pathOf(tx.place)}/test_${id}.${word}/pdf`

/** What a paper names, by its id. */
export type Known = ReadonlyMap<string, any>

interface Content {
  readonly lines: PrintedLine[]
  readonly discounts: readonly { readonly amount: number; readonly discount: unknown }[]
  readonly credits: readonly { readonly amount: number; readonly type: string }[]
  readonly taxes: readonly Tax[]
}

/** The lines, and what is taken off and put on them; what comes to nothing is left out. */
export function printedSums(known: Known, { lines, discounts, credits, taxes }: Content) {
  return {
    credit_grants: credits.reduce(
      (sum, { amount, type }) => (type === 'credit_balance_transaction' ? sum + amount : sum),
      0,
    ),
    discounts: discounts.filter(({ amount }) => amount !== 0).map((one) => discountOf(one, known)),
    lines,
    subtotal: lines.reduce((sum, { amount }) => sum + amount, 0),
    taxes: taxes.map((tax) => taxOf(tax, known)),
  }
}

type Tax = NonNullable<Invoice['total_taxes']>[number]
export const rateOf = (tax: Pick<Tax, 'tax_rate_details'>): string => tax.tax_rate_details?.tax_rate ?? ''

/** Whom it is for, as it stood when the invoice was finalised. */
export function printedCustomer(self: Invoice, row: Row<Stripe.Customer> | undefined): PrintedCustomer {
  return {
    id: row && (row as { deleted?: true }).deleted !== true ? row.id : null,
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

function discountOf({ amount, discount }: { amount: number; discount: unknown }, known: Known): PrintedDiscount {
  const { name = null, percent_off = null } = (known.get(discount as string)?.hidden ?? {}) as Partial<DiscountState>
  return { name, percent_off, amount }
}

function taxOf(tax: Tax, known: Known): PrintedTax {
  const rate = known.get(rateOf(tax)) as Row<Stripe.TaxRate, TaxRateState> | undefined
  return {
    name: rate?.display_name ?? '',
    percentage: rate?.hidden.percentage ?? null,
    inclusive: tax.tax_behavior === 'inclusive',
    amount: tax.amount,
    taxable_amount: tax.taxable_amount,
  }
}
