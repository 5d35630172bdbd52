// What changes about an open session: quantities, the discount, the way of delivery. All of it is reckoned anew.
// (https://docs.stripe.com/api/checkout/sessions/update; docs.stripe.com/payments/checkout/adjustable-quantity)
import type Stripe from 'stripe'
import { invalid, noSuch, refuseUnbuilt, tooLarge, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import type { Params } from '../../contract/wire.ts'
import type { Tx } from '../../kernel/tx.ts'
import { taxRatesAt } from '../catalog/tax_rate.ts'
import { customer, type Customer } from '../payments/customer_state.ts'
import { type Item, item, itemsOf } from '../billing/item.ts'
import { checkOne, withAmounts } from './custom_unit_amount.ts'
import { wishesOfItems } from './item_wish.ts'
import { remove, withOptional } from './optional_items.ts'
import { checkTotal, firstAmounts, isExempt, type Order, reckon } from './session_totals.ts'
import { type Chosen, NO_DISCOUNT, ofTypedCode, ruleOfShown } from './session_discount.ts'
import { shippingCost, shippingOptions } from './session_shipping.ts'
import { heard, type Personal } from './session_customer.ts'
import { forget } from './session_saved.ts'
import { type Session, session } from './session_state.ts'
import { automaticFor, automaticTaxOn, buyerOf, checkTaxable } from './session_tax.ts'

/** The words of Stripe for `expire`; for the other verbs worded like them. [M] */
export function checkOpen({ status }: Session, verb: 'confirmed' | 'expired' | 'updated'): void {
  if (status === 'open') return
  throw invalid(
    `Only Checkout Sessions with a status in ["open"] can be ${verb}. This Checkout Session has a status of \`${status}\`.`,
  )
}

interface Change {
  readonly rows?: readonly Item[]
  readonly discount?: Chosen | undefined
  readonly options?: Session['shipping_options']
  readonly cost?: Session['shipping_cost']
}

/** The session and its line items with what changes, and what it comes to then. */
export function changed(tx: Tx, self: Session, change: Change): Session {
  const rows = change.rows ?? itemsOf(tx, self.id)
  const cost = change.cost === undefined ? self.shipping_cost : change.cost
  const order = orderOf(tx, self, rows, cost?.amount_subtotal ?? 0)
  const buyer = self.automatic_tax.enabled ? buyerOf(tx, self) : undefined
  const automatic = self.automatic_tax.enabled
    ? automaticFor(tx, order, cost?.shipping_rate as string | undefined, buyer, self.automatic_tax.liability)
    : undefined
  for (const [i, wish] of order.wishes.entries()) checkOne(wish, `line_items[${i}][quantity]`)
  const discount = change.discount ? change.discount.rule : ruleOfShown(tx, shownOf(self), self.currency!)
  const { items, taxes, shippingTaxes, amounts, shipping } = reckon(tx, { ...order, discount, automatic })
  checkTotal(amounts.amount_total!, self.currency!)
  for (const [i, row] of rows.entries())
    tx.update(item, row, { ...row, ...items[i]!, hidden: { ...row.hidden, taxes: taxes[i]! } })
  return tx.update(session, self, {
    ...amounts,
    ...(automatic && { automatic_tax: automaticTaxOn(buyer, self.automatic_tax.liability) }),
    ...(change.discount && { discounts: change.discount.shown as never }),
    ...(change.options && { shipping_options: change.options }),
    shipping_cost: cost && { ...cost, ...shipping },
    hidden: { ...self.hidden, shippingTaxes },
  })
}

/** The session as it is where its customer says that they are. Only automatic taxes ask for that. */
export const relocated = (tx: Tx, self: Session): Session => (self.automatic_tax.enabled ? changed(tx, self, {}) : self)

const shownOf = ({ discounts }: Session) =>
  discounts as { coupon: string | null; promotion_code: string | null }[] | null

/** What the line items come to be reckoned by. Shipping is minor units. */
export function orderOf(tx: Tx, self: Session, rows: readonly Item[], shipping: number): Order {
  const who = self.customer === null ? undefined : (tx.find(customer, self.customer as string) as Customer | undefined)
  const given = self.hidden.subscription
  return {
    wishes: wishesOfItems(tx, rows),
    currency: self.currency!,
    mode: self.mode as Order['mode'],
    shipping,
    subscription: given,
    rates: taxRatesAt(tx, given?.default_tax_rates ?? [], 'default_tax_rates') as Stripe.TaxRate[],
    exempt: isExempt(who),
  }
}

/** What a customer may choose on the page, and say of themselves. */
export interface Choice extends Personal {
  readonly promotion_code?: string
  readonly shipping_rate?: string
  readonly line_item_quantities?: Readonly<Record<string, number>>
  readonly custom_unit_amounts?: Readonly<Record<string, number>>
  /** How much of what is optional, by its price. */
  readonly optional_items?: Readonly<Record<string, number>>
  readonly tax_region?: AddressGiven
  /** A saved method that is to be forgotten. */
  readonly remove_payment_method?: string
}

/** The session after its customer has chosen. Wordings [M]. */
export function choose(tx: Tx, before: Session, choice: Choice): Session {
  const {
    promotion_code: code,
    shipping_rate: rate,
    line_item_quantities: quantities,
    custom_unit_amounts: own,
    optional_items: optional,
    tax_region: region,
  } = choice
  if (choice.remove_payment_method !== undefined) forget(tx, before, choice.remove_payment_method)
  const told = heard(tx, before, choice)
  const self = region ? tx.update(session, told, { hidden: { ...told.hidden, region } }) : told
  if (code === undefined && rate === undefined && !quantities && !own && !optional)
    return self === before ? before : relocated(tx, self)
  const known = itemsOf(tx, self.id)
  const rows = optional ? withOptional(tx, self, known, optional) : known
  const several = quantities ? adjusted(rows, quantities) : rows
  const counted = own ? withAmounts(tx, several, own, self.currency!) : several
  const cost = rate === undefined ? self.shipping_cost : shippingCost(self.shipping_options, rate)
  if (rate !== undefined && !cost) throw noSuch('shipping rate', rate, 'shipping_rate')
  return changed(tx, self, {
    rows: counted,
    cost,
    discount: code === undefined ? undefined : typed(tx, self, counted, code),
  })
}

function typed(tx: Tx, self: Session, rows: readonly Item[], code: string): Chosen {
  const param = 'promotion_code'
  if (!self.allow_promotion_codes) throw invalid('This Checkout Session does not take promotion codes.', { param })
  if (code === '') return NO_DISCOUNT
  const amount = firstAmounts(tx, orderOf(tx, self, rows, 0)).reduce((sum, each) => sum + each, 0)
  return ofTypedCode(tx, code, { customer: self.customer as string | null, amount, currency: self.currency! }, param)
}

function adjusted(rows: readonly Item[], quantities: Readonly<Record<string, number>>): Item[] {
  for (const id of Object.keys(quantities))
    if (!rows.some((row) => row.id === id)) throw noSuch('line item', id, `line_item_quantities[${id}]`)
  return rows.map((row) => {
    const quantity = quantities[row.id]
    if (quantity === undefined) return row
    const param = `line_item_quantities[${row.id}]`
    const { enabled, minimum, maximum } = row.adjustable_quantity ?? { enabled: false }
    if (!enabled) throw invalid(`The quantity of ${row.id} cannot be changed.`, { param })
    if (quantity < minimum!) throw tooSmall(minimum!, param)
    if (quantity > maximum!) throw tooLarge(maximum!, quantity, param)
    return { ...row, quantity }
  })
}

type Update = Params<Stripe.Checkout.SessionUpdateParams>

/** What the seller changes. Metadata may be changed in any state. */
export function update(tx: Tx, self: Session, params: Update): Session {
  const { metadata, collected_information: collected, payment_intent_data: payment } = params
  // [K]
  if (collected && self.permissions?.update_shipping_details === 'client_only')
    throw invalid('This Checkout Session lets its page update the shipping details, and not its server.', {
      param: 'collected_information',
    })
  const [firm] = Object.keys(params).filter((name) => name !== 'metadata')
  if (firm !== undefined) checkOpen(self, 'updated')
  if (payment && self.mode !== 'payment')
    throw invalid(`You can not pass \`payment_intent_data\` in \`${self.mode}\` mode.`, {
      param: 'payment_intent_data',
    })
  for (const name of ['line_items', 'shipping_options'] as const)
    if (params[name] !== undefined && self.mode === 'setup')
      throw invalid(`You can not pass \`${name}\` in \`setup\` mode.`, { param: name })
  const labelled = tx.update(session, self, {
    ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata ?? {}, metadata) }),
    ...(collected?.shipping_details && {
      collected_information: {
        ...self.collected_information!,
        shipping_details: shippingDetails(collected.shipping_details),
      },
    }),
    ...(payment && { hidden: { ...self.hidden, payment: withoutEmpty({ ...self.hidden.payment, ...payment }) } }),
  })
  if (!params.line_items && params.shipping_options === undefined)
    return collected?.shipping_details ? relocated(tx, labelled) : labelled
  const options =
    params.shipping_options === undefined
      ? undefined
      : shippingOptions(tx, params.shipping_options || [], self.currency!)
  if (options && self.automatic_tax.enabled) checkTaxable(tx, { wishes: [], currency: self.currency! }, options)
  return changed(tx, labelled, {
    ...(params.line_items && { rows: relisted(tx, self, params.line_items) }),
    ...(options && { options: options as Session['shipping_options'], cost: shippingCost(options) }),
  })
}

const withoutEmpty = (given: object): object =>
  Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ''))

type Lines = NonNullable<Update['line_items']>

/** Those that are named stay, with what is said of them; the others go. (docs: update_checkout_session-line_items) */
function relisted(tx: Tx, self: Session, given: Lines): Item[] {
  const rows = itemsOf(tx, self.id)
  const kept = given.map((line, i): Item => {
    const at = `line_items[${i}]`
    if (line.id === undefined) throw unbuilt('Brindle does not add line items to a Checkout Session yet.', at)
    refuseUnbuilt(line, ['price', 'price_data', 'adjustable_quantity', 'tax_rates'], ' for a line item that stands')
    const row = rows.find(({ id }) => id === line.id)
    if (!row) throw noSuch('line item', line.id, `${at}[id]`)
    if (line.quantity !== undefined && line.quantity < 1) throw tooSmall(1, `${at}[quantity]`)
    return {
      ...row,
      ...(line.quantity !== undefined && { quantity: line.quantity }),
      ...(line.metadata !== undefined && { metadata: mergeMetadata(row.metadata ?? {}, line.metadata) }),
    }
  })
  for (const row of rows) if (!kept.some(({ id }) => id === row.id)) remove(tx, row)
  return kept
}

interface AddressGiven {
  readonly city?: string
  readonly country?: string
  readonly line1?: string
  readonly line2?: string
  readonly postal_code?: string
  readonly state?: string
}

/** An address with all its parts. */
export const wholeAddress = (given: AddressGiven) => ({
  city: given.city ?? null,
  country: given.country ?? null,
  line1: given.line1 ?? null,
  line2: given.line2 ?? null,
  postal_code: given.postal_code ?? null,
  state: given.state ?? null,
})

export const shippingDetails = ({ address, name }: { address: AddressGiven; name: string }) =>
  ({ address: wholeAddress(address), name }) as NonNullable<Session['collected_information']>['shipping_details']
