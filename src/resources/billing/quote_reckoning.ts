// What a quote comes to: by the very rules by which its invoice will be reckoned, so that both are the same to the cent. What
// is due at once, what is due again and again, and each line of both.
// (https://docs.stripe.com/api/quotes/object#quote_object-computed)
import type Stripe from 'stripe'
import type { Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { rational } from '../../lib/rational.ts'
import { lineAmount } from '../../rules/pricing.ts'
import type { TaxRate } from '../../rules/taxes.ts'
import type { Customer } from '../payments/customer_state.ts'
import { type PriceRow, price, pricingOf } from '../catalog/price.ts'
import { type Discount, ruleOf } from './discount.ts'
import { inheritedDiscounts } from './discount.ts'
import { locationOf, ratesAt } from './invoice_automatic_tax.ts'
import { sideOf } from './issuer.ts'
import { type Billable, rateOf, type Reckoned, reckonLines } from './invoice_reckoning.ts'
import { totals } from './invoice_totals.ts'
import { type Item, item } from './item.ts'
import { LINES_MAX } from './quote_lines.ts'
import { quotedTaxes } from './quote_tax.ts'
import { type ItemList, placeOf, type Quote, type QuotedLine } from './quote_state.ts'
import { isMetered, linesFor, type Product, productsOf } from './subscription_lines.ts'

/** What is asked about: everything that a quote's amounts follow from. */
export type Asked = Pick<Quote, 'id' | 'automatic_tax' | 'default_tax_rates' | 'discounts' | 'subscription_data'> & {
  readonly lines: readonly QuotedLine[]
  readonly who: Customer | undefined
  /** It is only being made: it has no line items yet. */
  readonly isNew: boolean
}

/** A line with all that it needs to be reckoned. */
export interface Known {
  readonly line: QuotedLine
  readonly price: PriceRow
  readonly product: Product
  readonly rates: readonly Stripe.TaxRate[]
  /** What automatic taxes make of it, in place of those. */
  readonly automatic?: readonly TaxRate[]
}

/** The amounts of a quote, in minor units; and its line items, which are written. */
export function reckonQuote(
  tx: Tx,
  asked: Asked,
): Pick<Quote, 'amount_subtotal' | 'amount_total' | 'automatic_tax' | 'computed' | 'currency' | 'total_details'> {
  // All in one round.
  tx.work.together<unknown>([
    () => rowsOf(tx, asked),
    () => itemsBefore(tx, asked),
    () => sideOf(tx, asked.automatic_tax.liability),
  ])
  const rows = rowsOf(tx, asked)
  const { known, automatic_tax } = quotedTaxes(tx, asked, knownLines(tx, asked, rows))
  const own = asked.discounts as string[]
  // As on the invoice: where there are no discounts of its own, the customer's holds.
  const discounts = own.length > 0 || !asked.who ? own : inheritedDiscounts(asked.who as never)
  const terms = {
    rates: (asked.default_tax_rates as string[]).map((id) => rateOf(rows.get(id) as never)),
    exempt: automatic_tax.enabled ? 'none' : (asked.who?.tax_exempt ?? 'none'),
  }
  const currency = known[0]?.price.currency ?? null
  const reckoned = (lines: readonly Known[], isKept: (row: Discount) => boolean = () => true): Lined[] => {
    const billables = lines.flatMap((one) => billablesOf(one, isKept, rows).map((line) => ({ one, line })))
    const kept = (id: string) => rows.has(id) && isKept(rows.get(id) as unknown as Discount)
    const all = discounts.concat(known.flatMap(({ line }) => line.discounts)).filter(kept)
    const rules = all.flatMap((id) => ruleOf(rows.get(id) as never, currency!, tx.now) ?? [])
    const made = reckonLines(
      billables.map(({ line }) => line),
      { ...terms, discounts: discounts.filter(kept), rules: new Map(rules.map((rule) => [rule.id, rule])) },
    )
    return made.map((one, i) => ({ of: billables[i]!.one, reckoned: one }))
  }
  // What is bought once stands before what is bought again and again, as it will on the invoice.
  const again = known.filter(({ price: row }) => row.recurring)
  const ordered = [...known.filter(({ price: row }) => !row.recurring), ...again]
  const whole = reckoned(ordered)
  const isTrial = (asked.subscription_data.trial_period_days ?? 0) > 0
  const upfront = isTrial ? reckoned(ordered.filter(({ price: row }) => !row.recurring)) : whole
  const forever = reckoned(again, ({ hidden }) => hidden.duration === 'forever')
  const due = isTrial ? known.filter(({ price: row }) => !row.recurring) : known
  dropItems(tx, asked)
  writeItems(tx, asked, 'line_items', known, whole)
  writeItems(tx, asked, 'computed_upfront_line_items', due, upfront)
  const now = sums(upfront, terms.exempt)
  return {
    ...now,
    automatic_tax,
    currency,
    computed: {
      recurring:
        again.length === 0
          ? null
          : {
              ...sums(forever, terms.exempt),
              interval: again[0]!.price.recurring!.interval,
              interval_count: again[0]!.price.recurring!.interval_count,
            },
      upfront: now,
    } as never,
  }
}

interface Lined {
  readonly of: Known
  readonly reckoned: Reckoned
}

/** The prices, discounts and tax rates that are named, by their ids. */
function rowsOf(
  tx: Tx,
  { automatic_tax: tax, lines, discounts, default_tax_rates, who }: Asked,
): ReadonlyMap<string, Row> {
  const ids = [
    ...lines.flatMap((line) => [line.price, ...line.rates, ...line.discounts]),
    ...(discounts as string[]),
    ...(default_tax_rates as string[]),
    ...(who ? inheritedDiscounts(who as never) : []),
    ...(tax.enabled && who ? ratesAt(tx, locationOf(who)) : []),
  ]
  return new Map(tx.any([...new Set(ids)]).flatMap((row) => (row ? [[row.id, row as unknown as Row]] : [])))
}

function knownLines(tx: Tx, { lines }: Asked, rows: ReadonlyMap<string, Row>): Known[] {
  const prices = lines.map((line) => (rows.get(line.price) as unknown as PriceRow) ?? tx.get(price, line.price))
  const products = productsOf(tx, prices)
  return lines.map((line, i) => ({
    line,
    price: prices[i]!,
    product: products[i]!,
    rates: line.rates.map((id) => rows.get(id) as unknown as Stripe.TaxRate),
  }))
}

/** The lines that an invoice will have for one of the quote: several where each tier is a line. */
function billablesOf(
  { line, price: row, product, rates, automatic }: Known,
  isKept: (row: Discount) => boolean,
  rows: ReadonlyMap<string, Row>,
): Billable[] {
  const common = {
    discountable: true,
    product: product.id,
    discounts: line.discounts.filter((id) => isKept(rows.get(id) as unknown as Discount)),
    ...((automatic || rates.length > 0) && { rates: automatic ?? rates.map(rateOf) }),
  }
  if (!row.recurring) return [{ ...common, amount: lineAmount(pricingOf(row), rational(BigInt(line.quantity ?? 1))) }]
  // What is used is billed when it was used.
  if (isMetered(row)) return []
  const nobody = { id: '', metadata: {}, billing_mode: { type: 'flexible' }, currency: row.currency } as never
  const billed = {
    item: { id: line.id, discounts: [], tax_rates: [] } as never,
    price: row,
    product,
    quantity: rational(BigInt(line.quantity ?? 1)),
    period: { start: 0, end: 0 },
  }
  return linesFor(nobody, [billed]).map(({ wish }) => ({ ...common, amount: wish.amount }))
}

/** Before discounts and taxes, and after both. Shipping is not sold by quotes. */
function sums(lined: readonly Lined[], exempt: string) {
  const all = lined.map(({ reckoned }) => reckoned)
  const { total } = totals({ customer_tax_exempt: exempt as never, shipping_cost: null }, all, 0)
  const add = (of: (one: Reckoned) => number) => all.reduce((sum, one) => sum + of(one), 0)
  return {
    amount_subtotal: add(({ line }) => line.amount),
    amount_total: total,
    total_details: { amount_discount: add(({ off }) => off), amount_shipping: 0, amount_tax: add(taxOf) },
  }
}

const taxOf = ({ taxes }: Reckoned): number => taxes.reduce((sum, { amount }) => sum + amount, 0)
const addedTaxOf = ({ taxes }: Reckoned): number =>
  taxes.reduce((sum, { amount, inclusive }) => (inclusive ? sum : sum + amount), 0)

/** Why 40: a quote has as many line items at most. */
const ITEMS_MAX = 2 * LINES_MAX

/** The line items of before, which are written anew. */
function dropItems(tx: Tx, asked: Asked): void {
  for (const row of itemsBefore(tx, asked)) tx.delete(item, row)
}

function itemsBefore(tx: Tx, { id: quote, isNew }: Asked): Item[] {
  if (isNew) return []
  const terms = LISTS.map((list) => [`of=${placeOf(quote, list)}`])
  return tx.lists(item, terms, { limit: ITEMS_MAX }).flat()
}
const LISTS: readonly ItemList[] = ['line_items', 'computed_upfront_line_items']

/** Writes a list of line items. Lists have the newest first: written last to first. */
function writeItems(
  tx: Tx,
  { id: quote }: Asked,
  list: ItemList,
  known: readonly Known[],
  lined: readonly Lined[],
): void {
  for (const one of known.toReversed()) {
    const mine = lined.filter(({ of }) => of === one).map(({ reckoned }) => reckoned)
    const add = (of: (line: Reckoned) => number) => mine.reduce((sum, line) => sum + of(line), 0)
    const { hidden: _, ...shown } = one.price
    tx.insert(item, {
      id: list === 'line_items' ? one.line.id : tx.id(item),
      adjustable_quantity: null,
      amount_discount: add(({ off }) => off),
      amount_subtotal: add(({ line }) => line.amount),
      amount_tax: add(taxOf),
      amount_total: add((line) => line.line.amount - line.off + addedTaxOf(line)),
      currency: one.price.currency,
      description: one.product.name,
      metadata: {},
      price: shown as never,
      quantity: one.line.quantity ?? null,
      hidden: {
        of: placeOf(quote, list),
        price: one.price.id,
        product: one.product.id,
        recurring: one.price.recurring !== null,
        rates: one.rates,
      },
    } as never)
  }
}
