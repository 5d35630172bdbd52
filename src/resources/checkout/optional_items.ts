// What a customer may add to their order on the page: line items that wait until they are chosen.
// (https://docs.stripe.com/payments/checkout/optional-items)
import type Stripe from 'stripe'
import { invalid, noSuch, tooLarge, tooSmall } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Item, ITEMS_MAX, item, itemsOf } from '../billing/item.ts'
import { currencyOf } from '../billing/subscription_currency.ts'
import { customOf } from './custom_unit_amount.ts'
import { insertItems, type ItemGiven, type ItemWish, itemWishes } from './item_wish.ts'
import type { Session } from './session_state.ts'

/** Stripe's own limit. (https://docs.stripe.com/api/checkout/sessions/create#create_checkout_session-optional_items) */
const OPTIONAL_MAX = 10

type Shown = NonNullable<Stripe.Checkout.Session['optional_items']>

interface Selling {
  readonly mode: 'payment' | 'subscription'
  readonly currency: string
  readonly ofLink?: boolean
  /** How many line items there are beside them. */
  readonly beside: number
}

/** The wishes of what may be added. Wordings [M]. */
export function optionalWishes(
  tx: Tx,
  given: readonly object[],
  { mode, currency, ofLink = false, beside }: Selling,
): ItemWish[] {
  const param = 'optional_items'
  if (given.length > OPTIONAL_MAX || given.length + beside > ITEMS_MAX)
    throw invalid(`You may only specify up to ${OPTIONAL_MAX} optional items, and ${ITEMS_MAX} line items with them.`, {
      param,
    })
  if (given.length === 0) return []
  const wishes = itemWishes(tx, given as readonly ItemGiven[], mode, ofLink, param)
  const prices = wishes.map(({ price }) => price)
  const at = (i: number) => `${param}[${i}][price]`
  currencyOf(prices, { asked: currency, preferred: null, at })
  for (const [i, price] of prices.entries()) {
    if (customOf(price, currency))
      throw invalid('A price whose amount customers choose cannot be optional.', { param: at(i) })
    if (prices.findIndex(({ id }) => id === price.id) !== i)
      throw invalid(`Each optional item must have a price of its own: ${price.id}`, { param: at(i) })
  }
  return wishes
}

/** As a session or a link shows them; nothing where there are none. */
export const optionalShown = (wishes: readonly ItemWish[]): Shown | null =>
  wishes.length === 0
    ? null
    : wishes.map(({ adjustable, price, quantity }) => ({
        adjustable_quantity: adjustable,
        price: price.id,
        quantity: quantity ?? 1,
      }))

/** Where they stand until they are chosen. */
const asideOf = (id: string): string => `${id}:optional`

const NOTHING = { amount_discount: 0, amount_subtotal: 0, amount_tax: 0, amount_total: 0 }

/** Writes them beside the line items of a session. Written before those, they are listed after them once they are chosen. */
export function insertOptional(tx: Tx, of: string, currency: string, wishes: readonly ItemWish[]): void {
  const rows = insertItems(
    tx,
    asideOf(of),
    currency,
    wishes,
    wishes.map(() => NOTHING),
    wishes.map(() => []),
  )
  for (const row of rows) tx.amend(item, row, { hidden: { ...row.hidden, optional: true } })
}

/** Those that nobody has chosen. */
export const leftAside = (tx: Tx, { id, optional_items: shown }: Session): Item[] =>
  shown ? itemsOf(tx, asideOf(id)) : []

/** The line items after a choice: so many of each optional price; nothing of it at zero. Wordings [M]. */
export function withOptional(
  tx: Tx,
  self: Session,
  rows: readonly Item[],
  chosen: Readonly<Record<string, number>>,
): Item[] {
  const shown = self.optional_items ?? []
  for (const id of Object.keys(chosen))
    if (!shown.some((one) => one.price === id)) throw noSuch('optional item', id, `optional_items[${id}]`)
  const places = shown.map((one) => one.price as string)
  const place = ({ hidden }: Item) => (hidden.optional ? places.indexOf(hidden.price) : -1)
  const all = [...rows, ...leftAside(tx, self)].map((row) => {
    const quantity = row.hidden.optional ? chosen[row.hidden.price] : undefined
    if (quantity === undefined) return row
    if (quantity > 0) checkQuantity(row, shown[place(row)]!.quantity, quantity)
    const of = quantity > 0 ? self.id : asideOf(self.id)
    return { ...row, quantity: quantity > 0 ? quantity : row.quantity, hidden: { ...row.hidden, of } }
  })
  for (const row of all) if (row.hidden.of !== self.id) putAside(tx, row)
  return all.filter(({ hidden }) => hidden.of === self.id).sort((a, b) => place(a) - place(b))
}

/** Nobody has chosen it, or not any more. */
export function putAside(tx: Tx, row: Item): void {
  const known = tx.find(item, row.id)!
  if (known.hidden.of !== row.hidden.of) tx.update(item, known, { ...row, ...NOTHING })
}

/** The line items without one, which waits again where it is optional. */
export function remove(tx: Tx, row: Item): void {
  if (row.hidden.optional) putAside(tx, { ...row, hidden: { ...row.hidden, of: asideOf(row.hidden.of) } })
  else tx.delete(item, row)
}

function checkQuantity({ adjustable_quantity: is, hidden }: Item, initial: number, quantity: number): void {
  const param = `optional_items[${hidden.price}]`
  if (!is?.enabled) {
    if (quantity === initial) return
    throw invalid(`The quantity of the optional item ${hidden.price} cannot be changed.`, { param })
  }
  if (quantity < is.minimum!) throw tooSmall(is.minimum!, param)
  if (quantity > is.maximum!) throw tooLarge(is.maximum!, quantity, param)
}
