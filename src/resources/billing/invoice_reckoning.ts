// Reckoning an invoice: the discounts and taxes of each line, and the totals that follow from them. Done anew whenever a
// draft changes. (https://docs.stripe.com/api/invoices/object#invoice_object-total)
import type Stripe from 'stripe'
import { same } from '../../kernel/facts.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { applyDiscounts, type Allotted, type Discount as Rule } from '../../rules/discounts.ts'
import { type Tax, type TaxRate, taxesOn } from '../../rules/taxes.ts'
import { taxRate } from '../catalog/tax_rate.ts'
import { customer } from '../payments/customer.ts'
import { ruleOf } from './discount.ts'
import { type Automatic, automaticTaxes, taxReads } from './invoice_automatic_tax.ts'
import { amounts, type Invoice, invoice } from './invoice_state.ts'
import { allLines, type LineItem, lineItem, linesOf } from './line_item.ts'

/** A tax rate as the rules want it. Its percentage never changes, so what is embedded in other objects is good for ever. */
export const rateOf = ({
  id,
  percentage,
  inclusive,
}: Pick<Stripe.TaxRate, 'id' | 'percentage' | 'inclusive'>): TaxRate => ({
  id,
  percentage: String(percentage),
  inclusive,
})

/** Writes what discounts and taxes make of the lines, and of the invoice. `lines` are all of them, where they are known. */
export function reckon(tx: Tx, self: Invoice, lines: readonly LineItem[] = allLines(tx, self.id)): Invoice {
  const rules = rulesOf(tx, self, lines)
  const automatic = self.automatic_tax.enabled ? automaticTaxes(tx, self, lines) : undefined
  // Automatic taxes know of the exemption, and of why each of them is what it is.
  const exempt = automatic ? 'none' : (self.customer_tax_exempt ?? 'none')
  const reckoned = reckonLines(
    lines.map((line, i) => ({ ...billable(line), ...(automatic && { rates: automatic.lines[i]! }) })),
    {
      discounts: idsOf(self.discounts),
      rates: automatic ? [] : self.default_tax_rates.map((rate) => rateOf(rate as Stripe.TaxRate)),
      exempt,
      rules,
    },
  )
  const written = reckoned.map(({ taken: allotted, taxes }, i) => {
    const discount_amounts = allotted.map(discountAmount)
    const pretax_credit_amounts = allotted.map((one) => ({ ...discountAmount(one), type: 'discount' as const }))
    const shown = taxes.map((tax) => taxAmount(tax, exempt))
    const now = { discount_amounts, pretax_credit_amounts, taxes: shown } as Partial<LineItem>
    return isSame(lines[i]!, now) ? lines[i]! : tx.update(lineItem, lines[i]!, now)
  })
  const balance = (tx.find(customer, self.customer as string) as Row<Stripe.Customer> | undefined)?.balance ?? 0
  const taxed = automatic ? withAutomatic(tx, self, automatic) : withoutShippingTax(self)
  return setDraft(tx, self, {
    ...taxed,
    ...totals({ ...self, ...taxed }, reckoned, balance),
    lines: linesOf(self.id, written) as never,
  })
}

/** Delivery is taxed by automatic taxes alone. */
function withoutShippingTax({ shipping_cost: cost }: Invoice): Partial<Invoice> {
  if (!cost?.taxes) return {}
  const { taxes: _, ...bare } = cost
  return { shipping_cost: { ...bare, amount_tax: 0, amount_total: cost.amount_subtotal } as never }
}

/** What automatic taxes say of the invoice as a whole, and the taxes on its delivery. */
function withAutomatic(tx: Tx, self: Invoice, { status, shipping, error }: Automatic) {
  const { problem: _, ...hidden } = self.hidden
  const cost = self.shipping_cost
  const taxes = cost ? taxesOn(cost.amount_subtotal, shipping) : []
  const added = taxes.reduce((sum, tax) => (tax.inclusive ? sum : sum + tax.amount), 0)
  return {
    automatic_tax: { ...self.automatic_tax, status },
    ...(cost && {
      shipping_cost: {
        ...cost,
        amount_tax: taxes.reduce((sum, { amount }) => sum + amount, 0),
        amount_total: cost.amount_subtotal + added,
        taxes: taxes.map(({ amount, rate, reason, taxable_amount }) => {
          const { hidden: __, ...shown } = tx.get(taxRate, rate)
          return { amount, rate: shown, taxability_reason: reason ?? null, taxable_amount }
        }) as never,
      },
    }),
    hidden: error ? { ...hidden, problem: error.body } : hidden,
  }
}

const isSame = (line: LineItem, now: Partial<LineItem>): boolean =>
  Object.entries(now).every(([field, value]) => same(line[field as keyof LineItem], value))

/** Changes a draft. However many steps a call takes, it is one change of the draft, and one call that makes it is none. */
export function setDraft(tx: Tx, self: Invoice, changes: Partial<Invoice>): Invoice {
  return tx.work.touched(tx.place, self.id) ? tx.amend(invoice, self, changes) : tx.update(invoice, self, changes)
}

/** A line, as far as its discounts and taxes go. */
export interface Billable {
  /** Minor units. */
  readonly amount: number
  readonly discountable: boolean
  readonly product: string | null
  /** Those of the line itself, by their ids. */
  readonly discounts: readonly string[]
  /** The rates that are the line's own. */
  readonly rates?: readonly TaxRate[]
}

const billable = (line: LineItem): Billable => ({
  amount: line.amount,
  discountable: line.discountable,
  product: (line.pricing?.price_details?.product as string | undefined) ?? null,
  discounts: idsOf(line.discounts),
  ...(line.hidden.rates && { rates: line.hidden.rates }),
})

/** What holds for all lines. */
export interface Terms {
  readonly discounts: readonly string[]
  readonly rates: readonly TaxRate[]
  /** `customer_tax_exempt`. */
  readonly exempt: string
  readonly rules: ReadonlyMap<string, Rule>
}

/** What discounts and taxes make of lines. */
export function reckonLines(lines: readonly Billable[], { discounts, rates, exempt, rules }: Terms): Reckoned[] {
  const taken = applyDiscounts(
    lines.map((line) => ({ ...line, discounts: line.discounts.flatMap((id) => rules.get(id) ?? []) })),
    discounts.flatMap((id) => rules.get(id) ?? []),
  )
  return lines.map((line, i) => {
    const off = taken[i]!.reduce((sum, { amount }) => sum + amount, 0)
    const own = ownOf(line, taken[i]!)
    const taxed = (amount: number) => taxedAs(exempt, amount, taxesOn(amount, line.rates ?? rates))
    const within = taxed(line.amount - own).reduce((sum, tax) => (tax.inclusive ? sum + tax.amount : sum), 0)
    return { line, taken: taken[i]!, off, own, within, taxes: taxed(line.amount - off) }
  })
}

export interface Reckoned {
  readonly line: Billable
  readonly taken: readonly Allotted[]
  /** What all discounts take off it, and what those that stand on the line itself do; minor units. */
  readonly off: number
  readonly own: number
  /** The tax that it contains before the discounts of the whole invoice, minor units. */
  readonly within: number
  readonly taxes: readonly Tax[]
}

const idsOf = (discounts: Invoice['discounts'] | LineItem['discounts']): string[] => discounts as string[]

/** What the discounts of the invoice and its lines come to, by their ids. */
function rulesOf(tx: Tx, self: Invoice, lines: readonly LineItem[]): ReadonlyMap<string, Rule> {
  const ids = [...new Set([...idsOf(self.discounts), ...lines.flatMap((line) => idsOf(line.discounts))])]
  // The customer's balance is asked for further on, and comes along; so does what automatic taxes follow from.
  const taxed = self.automatic_tax.enabled ? taxReads(tx, self, lines) : []
  const [, ...rows] = tx.any([self.customer as string, ...ids, ...taxed]).slice(0, ids.length + 1)
  const rules = rows.flatMap((row) => (row ? (ruleOf(row as never, self.currency, self.created) ?? []) : []))
  return new Map(rules.map((rule) => [rule.id, rule]))
}

const discountAmount = ({ amount, discount: id }: Allotted) => ({ amount, discount: id })

/** What the discounts of a line itself take off it. */
function ownOf({ discounts: ids }: Billable, taken: readonly Allotted[]): number {
  return taken.reduce((sum, { discount: id, amount }) => (ids.includes(id) ? sum + amount : sum), 0)
}

/** Who is exempt pays what is asked, and no tax is in it. [K] */
const taxedAs = (exempt: string, amount: number, taxes: readonly Tax[]): readonly Tax[] =>
  exempt === 'none' ? taxes : taxes.map((tax) => ({ ...tax, amount: 0, taxable_amount: amount }))

/** Rates that were put by hand say nothing of why; recorded of those: `not_available`. [K] */
const REASONS = { none: 'not_available', exempt: 'customer_exempt', reverse: 'reverse_charge' } as const

const taxAmount = ({ amount, inclusive, rate, taxable_amount, reason }: Tax, exempt: string) => ({
  amount,
  tax_behavior: inclusive ? ('inclusive' as const) : ('exclusive' as const),
  tax_rate_details: { tax_rate: rate },
  taxability_reason: reason ?? REASONS[exempt as keyof typeof REASONS] ?? REASONS.none,
  taxable_amount,
  type: 'tax_rate_details' as const,
})

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
    total_pretax_credit_amounts: off.map((one) => ({ ...one, type: 'discount' as const })),
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
