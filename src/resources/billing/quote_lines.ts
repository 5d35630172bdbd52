// The lines that a quote is asked for: prices that are bought once or again and again, all in one currency.
// (https://docs.stripe.com/api/quotes/create#create_quote-line_items; words without a source beside them: [M])
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { checkMetered } from '../catalog/aggregate_usage.ts'
import { inlinePrice, type PriceRow, price } from '../catalog/price.ts'
import { type DiscountGiven, discountsOf } from './discount.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { item } from './item.ts'
import type { QuotedLine } from './quote_state.ts'
import { checkTogether, quantityGiven } from './subscription_choose.ts'

type LineGiven = NonNullable<Params<Stripe.QuoteUpdateParams>['line_items']>[number]

/** For whom and when a quote is made. */
export interface Offer {
  readonly customer: string | null
  readonly mode: 'classic' | 'flexible'
}

/** Why 20: a subscription takes as many items, and as many beside them (docs.stripe.com/api/subscriptions/create). */
export const LINES_MAX = 20

/** The lines that a parameter asks for; those with an id of before keep what is not said of them. */
export function linesGiven(
  tx: Tx,
  given: readonly LineGiven[],
  known: readonly QuotedLine[],
  offer: Offer,
): QuotedLine[] {
  const before = given.map(({ id }, i) => {
    const line = known.find((one) => one.id === id)
    if (id !== undefined && !line) throw noSuch('line item', id, `line_items[${i}][id]`)
    return line
  })
  const rows = pricesGiven(tx, given, before)
  checkPrices(rows, offer)
  return given.map((one, i) => lineOf(tx, one, rows[i]!, before[i], offer, `line_items[${i}]`))
}

function pricesGiven(tx: Tx, given: readonly LineGiven[], before: readonly (QuotedLine | undefined)[]): PriceRow[] {
  const ids = given.map(({ price: id, price_data: data }, i) => {
    if (id !== undefined && data) throw exclusive([`line_items[${i}][price]`, `line_items[${i}][price_data]`])
    return data ? '' : (id ?? before[i]?.price ?? '')
  })
  const known = tx.any(ids)
  return given.map(({ price: id, price_data: data }, i) => {
    const at = `line_items[${i}]`
    if (data) {
      const recurring = data.recurring ? ('required' as const) : ('none' as const)
      return inlinePrice(tx, data as never, `${at}[price_data]`, { recurring })
    }
    if (ids[i] === '') throw missingParameter(`${at}[price]`)
    const row = known[i] as unknown as PriceRow | undefined
    if (row?.object !== price.object) return tx.get(price, ids[i]!, `${at}[price]`)
    if (id !== undefined && !row.active)
      throw invalid('The price specified is inactive. This field only accepts active prices.', {
        param: `${at}[price]`,
      })
    if (id !== undefined) checkMetered(tx, row, `${at}[price]`)
    return row
  })
}

/** All in one currency (in the words of subscriptions), and no more than can be sold together. */
function checkPrices(rows: readonly PriceRow[], { mode }: Offer): void {
  const recurring = rows.filter((row) => row.recurring)
  const once = rows.length - recurring.length
  if (recurring.length > LINES_MAX || once > LINES_MAX)
    throw invalid(`A quote can have at most ${LINES_MAX} recurring and ${LINES_MAX} one-time line items.`, {
      param: 'line_items',
    })
  const other = rows.findIndex(({ currency }) => currency !== rows[0]!.currency)
  if (other !== -1)
    throw invalid(
      `This \`price\` has \`currency=${rows[other]!.currency}\`, but other items use \`currency=${rows[0]!.currency}\`. All ` +
        'items must have pricing in the same currency. When using multi-currency prices, you can specify `currency` at the top ' +
        'level, to be used by all items.',
      { param: `line_items[${other}][price]` },
    )
  if (recurring.length > 0)
    checkTogether(recurring, {
      customer: '',
      subscription: '',
      currency: undefined,
      mode,
      start: 0,
      param: 'line_items',
    })
}

function lineOf(
  tx: Tx,
  given: LineGiven,
  row: PriceRow,
  before: QuotedLine | undefined,
  { customer }: Offer,
  at: string,
): QuotedLine {
  const standing = { customer, start: tx.now, currency: row.currency, isQuoted: true as const }
  return {
    id: before?.id ?? tx.id(item),
    price: row.id,
    isOnce: !row.recurring,
    quantity: quantityOf(given, row, before, `${at}[quantity]`),
    rates:
      given.tax_rates === undefined
        ? (before?.rates ?? [])
        : (taxRatesAt(tx, given.tax_rates, `${at}[tax_rates]`) as { id: string }[]).map(({ id }) => id),
    discounts:
      given.discounts === undefined
        ? (before?.discounts ?? [])
        : discountsOf(
            tx,
            given.discounts as DiscountGiven[] | '',
            standing,
            before?.discounts ?? [],
            `${at}[discounts]`,
          ),
  }
}

function quantityOf(
  given: LineGiven,
  row: PriceRow,
  before: QuotedLine | undefined,
  param: string,
): number | undefined {
  if (given.quantity !== undefined && given.quantity < 1) throw tooSmall(1, param)
  if (row.recurring) return quantityGiven({ quantity: given.quantity ?? before?.quantity } as never, row, param)
  return given.quantity ?? before?.quantity ?? 1
}
