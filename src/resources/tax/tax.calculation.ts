// Tax calculations: what is owed of a sale that somebody else charges for, by the same table as automatic taxes of invoices.
// (https://docs.stripe.com/api/tax/calculations; https://docs.stripe.com/tax/custom)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { exclusive, invalid, missingParameter, noSuch, tooLarge, tooSmall, unbuilt } from '../../kernel/errors.ts'
import { listObject } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { DAY } from '../../lib/calendar.ts'
import { locate, type Location } from '../../rules/automatic_tax.ts'
import { type Part, partsOf, summed, totalOf } from '../../rules/tax_calculation.ts'
import { collectingOf, homeOf, own } from '../core/account.ts'
import { checkCurrency } from '../catalog/price.ts'
import { product } from '../catalog/product.ts'
import { type ShippingRate, shippingRate } from '../catalog/shipping_rate.ts'
import { amountIn } from '../catalog/shipping_amount.ts'
import { customer } from '../payments/customer_state.ts'
import { AMOUNT_MAX } from '../payments/intent.ts'
import { checkTaxCode } from './tax_code.ts'
import { calculationLine, LINES_MAX, linesOf, listCalculationLines } from './tax.calculation_line_item.ts'
import { taxLocation } from './tax.location.ts'
import { wholeAddress } from './tax_address.ts'
import { shownDetail, shownSum } from './tax_line.ts'

export interface CalculationState {
  /** The taxes on delivery. */
  readonly shipping: readonly Part[]
  /** The transaction that was made of it. */
  readonly transaction?: string
}

/** Stripe tells of calculations in no event. */
export const calculation = object<Stripe.Tax.Calculation, CalculationState>('tax.calculation', {
  prefix: 'taxcalc',
  noun: 'tax calculation',
  includes: {
    line_items: (tx, { id }) => listObject(listCalculationLines(tx, id!)),
    'shipping_cost.tax_breakdown': (_tx, { hidden }) => hidden.shipping.map((part) => shownDetail('destination', part)),
  },
})
export type Calculation = Row<Stripe.Tax.Calculation, CalculationState>

type Create = Params<Stripe.Tax.CalculationCreateParams>
type Line = Create['line_items'][number]
type Details = Calculation['customer_details']

const PATH = '/v1/tax/calculations'
/** (docs.stripe.com/tax/custom: "90 days after it's created") */
const EXPIRES_AFTER = 90 * DAY
/** (docs.stripe.com/api/tax/calculations/create#calculate_tax-tax_date) */
const DATE_REACH = 31 * DAY
/** What Stripe's own examples have where no code is said: of what is sold, the usual preset [K]; of delivery. */
const CODES = { sold: 'txcd_10000000', shipping: 'txcd_92010001' } as const

export const calculations = resource(calculation)
  .on<Stripe.Tax.CalculationCreateParams>(`POST ${PATH}`, create, {
    reads: ['line_items.product', 'line_items.performance_location'],
  })
  .on<Stripe.Tax.CalculationRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Tax.CalculationListLineItemsParams>(`GET ${PATH}/{id}/line_items`, (tx, params, self) =>
    listCalculationLines(tx, self.id!, params as never),
  )
  .job<{ id: string }>('expire', (tx, { id }) => {
    for (const line of linesOf(tx, id)) tx.delete(calculationLine, line as never)
    tx.delete(calculation, tx.get(calculation, id) as never)
  })

/** Whom the sale is to, and from where and when it is: what its taxes follow from. */
interface Sale {
  readonly where: Location
  readonly seller: string
  readonly exempt: string
  readonly ids: readonly string[]
  readonly at: number
}

function create(tx: Tx, params: Create): Calculation {
  const currency = checkCurrency(params.currency)
  checkLines(params.line_items)
  const customer_details = detailsOf(tx, params)
  const tax_date = dateOf(tx, params.tax_date)
  const from = params.ship_from_details
  const ship_from_details = from ? { address: wholeAddress(from.address, 'ship_from_details[address]') } : null
  const sale: Sale = {
    where: placeOf(customer_details, params),
    // Goods that are sent from within a country are sold there. [K]
    seller: ship_from_details?.address.country ?? homeOf(tx),
    exempt: EXEMPT[customer_details.taxability_override as keyof typeof EXEMPT],
    ids: customer_details.tax_ids.map(({ type }) => type),
    at: tax_date,
  }
  const lines = linesTaxed(tx, params.line_items, sale)
  const shipping = shippingTaxed(tx, params.shipping_cost, sale, currency)
  const parts = [...lines.flatMap((line) => line.hidden.parts), ...(shipping?.parts ?? [])]
  const within = (inclusive: boolean) => totalOf(parts.filter((part) => part.inclusive === inclusive))
  const amounts = lines.reduce((sum, { amount }) => sum + amount, 0) + (shipping?.cost.amount ?? 0)
  const id = tx.id(calculation)
  const row = tx.insert(calculation, {
    id,
    amount_total: amounts + within(false),
    currency,
    customer: params.customer ?? null,
    customer_details,
    expires_at: tx.now + EXPIRES_AFTER,
    livemode: false,
    ship_from_details,
    shipping_cost: shipping?.cost ?? null,
    tax_amount_exclusive: within(false),
    tax_amount_inclusive: within(true),
    tax_breakdown: summed(parts).map(shownSum),
    tax_date,
    hidden: { shipping: shipping?.parts ?? [] },
  } as never)
  // Lists have the newest first: written last to first, they are listed as they stand.
  for (const { hidden, ...line } of lines.toReversed())
    tx.insert(calculationLine, { ...line, hidden: { ...hidden, of: id } } as never)
  tx.schedule(tx.now + EXPIRES_AFTER, 'tax.calculation.expire', { id })
  return row
}

function checkLines(given: readonly Line[]): void {
  if (given.length === 0) throw missingParameter('line_items')
  // [M]
  if (given.length > LINES_MAX)
    throw invalid(`You may only specify up to ${LINES_MAX} line items.`, { param: 'line_items' })
  for (const [i, { amount, quantity = 1, reference }] of given.entries()) {
    const at = `line_items[${i}]`
    checkAmount(amount, `${at}[amount]`)
    if (quantity < 1) throw tooSmall(1, `${at}[quantity]`)
    if (reference !== undefined && given.findIndex((one) => one.reference === reference) < i)
      throw invalid('The `reference` must be unique across all line items.', { param: `${at}[reference]` })
  }
}

function checkAmount(amount: number, param: string): void {
  if (amount < 0) throw tooSmall(0, param)
  if (amount > AMOUNT_MAX) throw tooLarge(AMOUNT_MAX, amount, param)
}

/** What an override is as a customer's `tax_exempt`. (docs.stripe.com/tax/custom#taxability-override) */
const EXEMPT = { customer_exempt: 'exempt', none: 'none', reverse_charge: 'reverse' } as const
const OVERRIDES = { exempt: 'customer_exempt', none: 'none', reverse: 'reverse_charge' } as const

/** Of a known customer, what is known of them; where their goods go comes first, as everywhere. */
function detailsOf(tx: Tx, params: Create): Details {
  const given = params.customer_details
  if (params.customer !== undefined && given) throw exclusive(['customer', 'customer_details'])
  if (params.customer !== undefined) {
    const { address, shipping, tax_exempt, hidden } = tx.get(customer, params.customer, 'customer')
    const to = shipping?.address
    return {
      address: (to ?? address ?? null) as Details['address'],
      address_source: to ? 'shipping' : address ? 'billing' : null,
      ip_address: null,
      tax_ids: (hidden?.taxIds ?? []).map(({ type, value }) => ({ type, value })),
      taxability_override: OVERRIDES[(tax_exempt ?? 'none') as keyof typeof OVERRIDES],
    } as Details
  }
  if (!given) throw missingParameter('customer_details')
  if (given.ip_address !== undefined)
    throw unbuilt('Brindle cannot tell from an IP address where somebody is.', 'customer_details[ip_address]')
  if (!given.address) throw missingParameter('customer_details[address]')
  return {
    address: wholeAddress(given.address, 'customer_details[address]'),
    address_source: given.address_source ?? null,
    ip_address: null,
    tax_ids: given.tax_ids ?? [],
    taxability_override: given.taxability_override ?? 'none',
  } as Details
}

/** In Stripe's words (docs.stripe.com/tax/custom); of a customer's own address the parameter is [K]. */
function placeOf({ address, address_source }: Details, { customer: who }: Create): Location {
  const [to, home] = address_source === 'shipping' ? [address, null] : [null, address]
  const where = locate(to, home)
  if (where) return where
  throw invalid("We could not determine the customer's tax location based on the provided customer address.", {
    code: 'customer_tax_location_invalid',
    param: who === undefined ? 'customer_details[address]' : 'customer',
  })
}

/** [M] */
function dateOf(tx: Tx, given: number = tx.now): number {
  if (Math.abs(given - tx.now) > DATE_REACH)
    throw invalid('The `tax_date` must be at most 31 days in the past or in the future.', { param: 'tax_date' })
  return given
}

const taxed = (tx: Tx, amount: number, inclusive: boolean, code: string, { at, ...sale }: Sale): Part[] =>
  partsOf(amount, inclusive, { ...sale, code, collecting: collectingOf(tx, at) })

/** The lines, with the taxes on each. What is performed somewhere is taxed there. */
function linesTaxed(tx: Tx, given: readonly Line[], sale: Sale) {
  const at = (i: number, name: string) => `line_items[${i}][${name}]`
  const named = tx.any(given.flatMap(({ product: sold, performance_location: venue }) => [sold ?? '', venue ?? '']))
  return given.map((line, i) => {
    const [sold, venue] = [named[2 * i], named[2 * i + 1]]
    if (line.product !== undefined && sold?.object !== product.object)
      throw noSuch(product.noun, line.product, at(i, 'product'))
    if (line.performance_location !== undefined && venue?.object !== taxLocation.object)
      throw noSuch(taxLocation.noun, line.performance_location, at(i, 'performance_location'))
    if (line.tax_code !== undefined) checkTaxCode(line.tax_code, at(i, 'tax_code'))
    const code =
      line.tax_code ?? (sold?.tax_code as string | null | undefined) ?? own(tx).hidden.tax?.code ?? CODES.sold
    const where = venue ? locate(null, venue.address as Stripe.Address)! : sale.where
    const inclusive = line.tax_behavior === 'inclusive'
    const parts = taxed(tx, line.amount, inclusive, code, { ...sale, where })
    const id = tx.id(calculationLine)
    return {
      id,
      amount: line.amount,
      amount_tax: totalOf(parts),
      livemode: false,
      metadata: line.metadata ? mergeMetadata({}, line.metadata) : null,
      performance_location: line.performance_location ?? null,
      product: line.product ?? null,
      quantity: line.quantity ?? 1,
      // What it is where nobody says it is [K].
      reference: line.reference ?? id,
      tax_behavior: line.tax_behavior ?? ('exclusive' as const),
      tax_code: code,
      hidden: { parts, sourcing: venue ? ('performance' as const) : ('destination' as const) },
    }
  })
}

/** What delivery costs, and the taxes on it: as the sale says, or as a shipping rate does. */
function shippingTaxed(tx: Tx, given: Create['shipping_cost'], sale: Sale, currency: string) {
  if (!given) return undefined
  const { shipping_rate: id, amount, tax_behavior, tax_code } = given
  const [other] = (['amount', 'tax_behavior', 'tax_code'] as const).filter((name) => given[name] !== undefined)
  if (id !== undefined && other) throw exclusive([`shipping_cost[shipping_rate]`, `shipping_cost[${other}]`])
  if (id === undefined && amount === undefined) throw missingParameter('shipping_cost[amount]')
  if (amount !== undefined) checkAmount(amount, 'shipping_cost[amount]')
  if (tax_code !== undefined) checkTaxCode(tax_code, 'shipping_cost[tax_code]')
  const rate = id === undefined ? undefined : (tx.get(shippingRate, id, 'shipping_cost[shipping_rate]') as ShippingRate)
  const said = tax_behavior ?? rate?.tax_behavior
  const cost = {
    amount: rate ? amountIn(rate, currency, 'shipping_cost[shipping_rate]') : amount!,
    tax_behavior: said === 'inclusive' ? ('inclusive' as const) : ('exclusive' as const),
    tax_code: tax_code ?? (rate?.tax_code as string | null | undefined) ?? CODES.shipping,
    ...(id !== undefined && { shipping_rate: id }),
  }
  const parts = taxed(tx, cost.amount, cost.tax_behavior === 'inclusive', cost.tax_code, sale)
  return { parts, cost: { ...cost, amount_tax: totalOf(parts) } }
}
