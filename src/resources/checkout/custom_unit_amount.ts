// Prices of which the customer says what they pay: within bounds, on the page of a session. That such a price is sold alone, and
// all words without a source beside them, are [M]. (https://docs.stripe.com/api/prices/create#create_price-custom_unit_amount)
import type Stripe from 'stripe'
import { invalid, missingParameter, noSuch, tooLarge, tooSmall } from '../../kernel/errors.ts'
import type { Wire } from '../../contract/wire.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies } from '../../lib/money.ts'
import { type Item, itemsOf } from '../billing/item.ts'
import { type PriceRow, price } from '../catalog/price.ts'
import type { Session } from './session_state.ts'

type Custom = Wire<Stripe.Price.CustomUnitAmount>

/** What the customer may give in a currency, where the price leaves it to them. */
export const customOf = (row: PriceRow, currency: string): Custom | null =>
  (row.currency === currency ? row.custom_unit_amount : row.hidden.options?.[currency]?.custom_unit_amount) ?? null

interface Wished {
  readonly price: PriceRow
  readonly quantity: number | null
  readonly adjustable: Stripe.LineItem.AdjustableQuantity | null
}

/** Such a price is sold alone, once, and without discounts. */
export function checkCustom(
  wishes: readonly Wished[],
  given: { readonly discounts?: unknown; readonly allow_promotion_codes?: unknown },
): void {
  const i = wishes.findIndex(({ price: row }) => row.custom_unit_amount)
  const wish = wishes[i]
  if (!wish) return
  const at = `line_items[${i}]`
  if (wishes.length > 1)
    throw invalid('A price with `custom_unit_amount` must be the only line item.', { param: `${at}[price]` })
  checkOne(wish, `${at}[quantity]`)
  const param = (given.discounts as unknown[] | undefined)?.length
    ? 'discounts'
    : given.allow_promotion_codes
      ? 'allow_promotion_codes'
      : undefined
  if (param) throw invalid(`You cannot use \`${param}\` with a price that has \`custom_unit_amount\`.`, { param })
}

/** One of it, of which nobody can make more. */
export function checkOne({ price: row, quantity, adjustable }: Wished, param: string): void {
  if (row.custom_unit_amount && (quantity !== 1 || adjustable?.enabled))
    throw invalid('The quantity of a price with `custom_unit_amount` must be 1.', { param })
}

/** The line items with the amounts that their customer gives (minor units), by the ids of the items. One round of reads. */
export function withAmounts(
  tx: Tx,
  rows: readonly Item[],
  amounts: Readonly<Record<string, number>>,
  currency: string,
): Item[] {
  for (const id of Object.keys(amounts))
    if (!rows.some((row) => row.id === id)) throw noSuch('line item', id, `custom_unit_amounts[${id}]`)
  const prices = tx.all(
    price,
    rows.map(({ hidden }) => hidden.price),
  )
  return rows.map((row, i) => {
    const amount = amounts[row.id]
    if (amount === undefined) return row
    const param = `custom_unit_amounts[${row.id}]`
    const custom = customOf(prices[i]!, currency)
    if (!custom) throw invalid(`The amount of ${row.id} cannot be chosen.`, { param })
    const least = custom.minimum ?? currencies[currency]?.minimum ?? 1
    if (amount < least) throw tooSmall(least, param)
    if (custom.maximum !== null && amount > custom.maximum) throw tooLarge(custom.maximum, amount, param)
    return { ...row, hidden: { ...row.hidden, chosen: amount } }
  })
}

/** Refuses to pay for what nobody has said the amount of. Nothing is read where there is something to pay. */
export function checkGiven(tx: Tx, self: Session): void {
  if (self.mode !== 'payment' || self.amount_subtotal !== 0) return
  const row = itemsOf(tx, self.id).find((one) => one.price?.custom_unit_amount && one.hidden.chosen === undefined)
  if (row) throw missingParameter(`custom_unit_amounts[${row.id}]`)
}
