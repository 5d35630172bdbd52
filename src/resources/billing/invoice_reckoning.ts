// Reckoning an invoice: the discounts, credits and taxes of each line, and the totals that follow from them. Done anew whenever
// a draft changes. (https://docs.stripe.com/api/invoices/object#invoice_object-total)
import type Stripe from 'stripe'
import { same } from '../../kernel/facts.ts'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { applyDiscounts, type Allotted, type Discount as Rule } from '../../rules/discounts.ts'
import { type Tax, type TaxRate, taxesOn } from '../../rules/taxes.ts'
import { taxRate } from '../catalog/tax_rate.ts'
import { customer } from '../payments/customer.ts'
import { type CreditableLine, type CreditShare, foreseeCredits } from './credit_application.ts'
import { unusedGrants } from './credit_grant_state.ts'
import { ruleOf } from './discount.ts'
import { type Automatic, automaticTaxes, taxReads } from './invoice_automatic_tax.ts'
import { type Invoice, invoice } from './invoice_state.ts'
import { grantCredit, taxAmount, totals } from './invoice_totals.ts'
import { allLines, type LineItem, lineItem, linesOf } from './line_item.ts'
import { checkUnmixed } from './tax_amounts.ts'

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
  return setDraft(tx, self, reckonWith(tx, self, lines, foreseeCredits))
}

/** What credits pay, which is only foreseen as long as an invoice is a draft. */
type Crediting = (tx: Tx, self: Invoice, lines: readonly CreditableLine[]) => readonly CreditShare[]

/** Writes what it makes of the lines, and says what it makes of the invoice. */
export function reckonWith(
  tx: Tx,
  self: Invoice,
  lines: readonly LineItem[],
  crediting: Crediting,
): Partial<Invoice> & Pick<Invoice, 'total' | 'hidden'> {
  checkUnmixed(self, lines)
  const isMetered = lines.some(({ hidden }) => hidden.metered)
  const [rules] = tx.work.together<unknown>([
    () => rulesOf(tx, self, lines),
    () => isMetered && unusedGrants(tx, self.customer as string),
  ]) as [ReadonlyMap<string, Rule>, unknown]
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
      credits: (creditable) => crediting(tx, self, creditable),
    },
  )
  const written = reckoned.map(({ taken: allotted, credits, taxes }, i) => {
    const discount_amounts = allotted.map(discountAmount)
    const pretax_credit_amounts = [...allotted.map(discountCredit), ...credits.map(grantCredit)]
    const shown = taxes.map((tax) => taxAmount(tax, exempt))
    const now = { discount_amounts, pretax_credit_amounts, taxes: shown } as Partial<LineItem>
    return isSame(lines[i]!, now) ? lines[i]! : tx.update(lineItem, lines[i]!, now)
  })
  const balance = (tx.find(customer, self.customer as string) as Row<Stripe.Customer> | undefined)?.balance ?? 0
  const taxed = automatic ? withAutomatic(tx, self, automatic) : withoutShippingTax(self)
  const { problem: _, ...hidden } = self.hidden
  const problem = automatic?.error?.body
  return {
    ...taxed,
    ...totals({ ...self, ...taxed }, reckoned, balance),
    lines: linesOf(self.id, written) as never,
    hidden: {
      ...(automatic ? hidden : self.hidden),
      ...(problem && { problem }),
      ...(isMetered && { metered: true as const }),
    },
  }
}

/** Delivery is taxed by automatic taxes alone. */
function withoutShippingTax({ shipping_cost: cost }: Invoice): Partial<Invoice> {
  if (!cost?.taxes) return {}
  const { taxes: _, ...bare } = cost
  return { shipping_cost: { ...bare, amount_tax: 0, amount_total: cost.amount_subtotal } as never }
}

/** What automatic taxes say of the invoice as a whole, and the taxes on its delivery. */
function withAutomatic(tx: Tx, self: Invoice, { status, shipping }: Automatic) {
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
          const { hidden: _, ...shown } = tx.get(taxRate, rate)
          return { amount, rate: shown, taxability_reason: reason ?? null, taxable_amount }
        }) as never,
      },
    }),
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
  /** The taxes that were said of it, and are not reckoned. */
  readonly manual?: readonly Tax[]
  /** Of a line that credits may pay for: its id, and its price. */
  readonly metered?: { readonly id: string; readonly price: string }
}

const billable = (line: LineItem): Billable => ({
  amount: line.amount,
  discountable: line.discountable,
  product: (line.pricing?.price_details?.product as string | undefined) ?? null,
  discounts: idsOf(line.discounts),
  ...(line.hidden.rates && { rates: line.hidden.rates }),
  ...(line.hidden.manual && { manual: line.hidden.manual }),
  ...(line.hidden.metered && { metered: { id: line.id, price: line.pricing!.price_details!.price as string } }),
})

/** What holds for all lines. */
export interface Terms {
  readonly discounts: readonly string[]
  readonly rates: readonly TaxRate[]
  /** `customer_tax_exempt`. */
  readonly exempt: string
  readonly rules: ReadonlyMap<string, Rule>
  /** What credits pay of lines, after their discounts. */
  readonly credits?: (lines: readonly CreditableLine[]) => readonly CreditShare[]
}

/** What discounts, credits and taxes make of lines. */
export function reckonLines(
  lines: readonly Billable[],
  { discounts, rates, exempt, rules, credits = () => [] }: Terms,
): Reckoned[] {
  const taken = applyDiscounts(
    lines.map((line) => ({ ...line, discounts: line.discounts.flatMap((id) => rules.get(id) ?? []) })),
    discounts.flatMap((id) => rules.get(id) ?? []),
  )
  const offs = taken.map((allotted) => sumOf(allotted))
  const shares = Map.groupBy(
    credits(lines.flatMap(({ amount, metered }, i) => (metered ? [{ ...metered, amount: amount - offs[i]! }] : []))),
    ({ line }) => line,
  )
  return lines.map((line, i) => {
    const paid = (line.metered && shares.get(line.metered.id)) ?? []
    const off = offs[i]! + sumOf(paid)
    const own = ownOf(line, taken[i]!)
    // What was said stays as it was said, also of a customer who is exempt. [K]
    const taxed = (amount: number) => line.manual ?? taxedAs(exempt, amount, taxesOn(amount, line.rates ?? rates))
    const within = taxed(line.amount - own).reduce((sum, tax) => (tax.inclusive ? sum + tax.amount : sum), 0)
    return { line, taken: taken[i]!, credits: paid, off, own, within, taxes: taxed(line.amount - off) }
  })
}

const sumOf = (parts: readonly { readonly amount: number }[]): number =>
  parts.reduce((sum, { amount }) => sum + amount, 0)

export interface Reckoned {
  readonly line: Billable
  readonly taken: readonly Allotted[]
  readonly credits: readonly CreditShare[]
  /** What all discounts and credits take off it, and what those that stand on the line itself do; minor units. */
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

const discountCredit = (one: Allotted) => ({ ...discountAmount(one), type: 'discount' as const })

/** What the discounts of a line itself take off it. */
function ownOf({ discounts: ids }: Billable, taken: readonly Allotted[]): number {
  return taken.reduce((sum, { discount: id, amount }) => (ids.includes(id) ? sum + amount : sum), 0)
}

/** Who is exempt pays what is asked, and no tax is in it. [K] */
const taxedAs = (exempt: string, amount: number, taxes: readonly Tax[]): readonly Tax[] =>
  exempt === 'none' ? taxes : taxes.map((tax) => ({ ...tax, amount: 0, taxable_amount: amount }))
