// The totals of an invoice, out of what was made of its lines: the sums, and how discounts, credits and taxes are told of.
// (https://docs.stripe.com/api/invoices/object#invoice_object-total)
import type { Tax } from '../../rules/taxes.ts'
import type { CreditShare } from './credit_application.ts'
import type { Reckoned } from './invoice_reckoning.ts'
import { amounts, type Invoice } from './invoice_state.ts'

/**
 * The sums. The subtotal has the discounts of the lines themselves in it; those of the invoice, and taxes that come on top,
 * follow. Without tax, it is without that on what stands there before them.
 * (docs.stripe.com/api/invoices/object#invoice_object-subtotal, …-subtotal_excluding_tax)
 */
export function totals(
  self: Pick<Invoice, 'customer_tax_exempt' | 'shipping_cost'>,
  reckoned: readonly Reckoned[],
  balance: number,
) {
  const exempt = self.customer_tax_exempt ?? 'none'
  const sum = (of: (one: Reckoned) => number) => reckoned.reduce((total, one) => total + of(one), 0)
  const own = sum((one) => one.own)
  const taxed = (inclusive: boolean) =>
    sum(({ taxes }) => taxes.reduce((total, tax) => (tax.inclusive === inclusive ? total + tax.amount : total), 0))
  const shipping = shippingOf(self)
  const subtotal = sum(({ line }) => line.amount) - own
  const within = taxed(true)
  const untaxedTotal = subtotal - (sum(({ off }) => off) - own) - within + shipping.amount - shipping.within
  const total = untaxedTotal + within + shipping.within + taxed(false) + shipping.added
  const due = Math.max(0, total + balance)
  const off = perDiscount(reckoned)
  return {
    ...amounts(due, 0),
    amount_shipping: shipping.amount,
    starting_balance: balance,
    subtotal,
    subtotal_excluding_tax: subtotal - sum((one) => one.within),
    total,
    total_discount_amounts: off,
    total_excluding_tax: untaxedTotal,
    total_pretax_credit_amounts: [
      ...off.map((one) => ({ ...one, type: 'discount' as const })),
      ...reckoned.flatMap(({ credits }) => credits.map(grantCredit)),
    ] as Invoice['total_pretax_credit_amounts'],
    total_taxes: perRate([...reckoned.flatMap(({ taxes }) => taxes), ...shipping.taxes], exempt),
  }
}

/** What delivery adds, and the taxes on it. */
function shippingOf({ shipping_cost: cost }: Pick<Invoice, 'shipping_cost'>) {
  const taxes = (cost?.taxes ?? []).map(
    ({ amount, rate, taxable_amount, taxability_reason: reason }): Tax => ({
      rate: rate.id,
      inclusive: rate.inclusive,
      amount,
      taxable_amount: taxable_amount ?? 0,
      ...(reason && { reason }),
    }),
  )
  const of = (inclusive: boolean) =>
    taxes.reduce((total, tax) => (tax.inclusive === inclusive ? total + tax.amount : total), 0)
  return { amount: cost?.amount_subtotal ?? 0, taxes, within: of(true), added: of(false) }
}

function perDiscount(reckoned: readonly Reckoned[]): { amount: number; discount: string }[] {
  const sums = new Map<string, number>()
  for (const { taken } of reckoned)
    for (const { discount: id, amount } of taken) sums.set(id, (sums.get(id) ?? 0) + amount)
  return [...sums].map(([id, amount]) => ({ amount, discount: id }))
}

function perRate(taxes: readonly Tax[], exempt: string): Invoice['total_taxes'] {
  const sums = new Map<string, Tax>()
  for (const tax of taxes) {
    const key = `${tax.rate} ${tax.reason}`
    const { amount = 0, taxable_amount = 0 } = sums.get(key) ?? {}
    sums.set(key, { ...tax, amount: amount + tax.amount, taxable_amount: taxable_amount + tax.taxable_amount })
  }
  return [...sums.values()].map((tax) => taxAmount(tax, exempt)) as never
}

/** No transaction stands for what is only foreseen. [K] */
export const grantCredit = ({ amount, transaction }: Omit<CreditShare, 'line' | 'grant'>) => ({
  amount,
  credit_balance_transaction: transaction ?? null,
  type: 'credit_balance_transaction' as const,
})

/** Rates that were put by hand say nothing of why; recorded of those: `not_available`. [K] */
const REASONS = { none: 'not_available', exempt: 'customer_exempt', reverse: 'reverse_charge' } as const

export const taxAmount = ({ amount, inclusive, rate, taxable_amount, reason }: Tax, exempt: string) => ({
  amount,
  tax_behavior: inclusive ? ('inclusive' as const) : ('exclusive' as const),
  tax_rate_details: { tax_rate: rate },
  taxability_reason: reason ?? REASONS[exempt as keyof typeof REASONS] ?? REASONS.none,
  taxable_amount,
  type: 'tax_rate_details' as const,
})
