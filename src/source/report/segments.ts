// Customers by how they pay, and the add-on that each group is offered before checkout, so that one more item goes into the cart.
// (Adobe, overview of the Stripe source: its use case.)
import type { DuckDBConnection } from '@duckdb/node-api'
import { rational, roundHalfUp } from '../../lib/rational.ts'
import { type FactsOptions, missingFrom, withFacts } from './facts.ts'
import { whole } from './figures.ts'
import { ask, field, presenceOf, readViews, type Row, textOf, type View, type Views } from './views.ts'

export type SegmentName = 'new' | 'now_only' | 'mixed' | 'later_loyal'

interface Segment {
  readonly name: SegmentName
  readonly says: string
  /** Over a customer's succeeded orders of the period: `orders`, and `later` of them paid later. The first that holds counts. */
  readonly when: string
  /** How many add-ons an offer may have, and what they may cost at most, in hundredths of the basket. */
  readonly items: 1 | 2
  readonly ceiling: number
}

/** Ours [I]: no source says how to divide customers. Three of four orders is what we call loyal. */
const SEGMENTS: readonly Segment[] = [
  { name: 'new', when: 'orders < 2', says: 'At most one order', items: 1, ceiling: 50 },
  { name: 'now_only', when: 'later = 0', says: 'Two orders or more, none paid later', items: 1, ceiling: 50 },
  {
    name: 'later_loyal',
    when: 'later >= 2 and 4 * later >= 3 * orders',
    says: 'Two orders or more paid later, and at least three of four',
    items: 2,
    ceiling: 100,
  },
  { name: 'mixed', when: 'true', says: 'Some paid now, some later', items: 2, ceiling: 100 },
]

/** Round amounts in tenths of a power of ten of minor units: 43.70 goes to 50.00, 100.00 to 150.00. Ours [I]: a lift of half at most. */
const ROUND = [10, 15, 20, 30, 40, 50, 75]
/** Why 1 000: the cheapest so many prices of a currency; an add-on is a small thing. */
const PRICES_MAX = 1_000

export interface CustomerSegment {
  readonly customer: string
  readonly segment: SegmentName
  readonly orders: number
  readonly later: number
  /** The currency of most of the orders, and the median order in it; null without orders. */
  readonly currency: string | null
  readonly basket: number | null
}

export interface AddOn {
  readonly price: string
  readonly product: string | null
  readonly amount: number
}

export interface Offer {
  readonly segment: SegmentName
  readonly currency: string
  /** The median order of the segment's customers, and the next round amount above it. */
  readonly basket: number
  readonly threshold: number
  /** The cheapest that reach the threshold; empty where there are none. */
  readonly addOns: readonly AddOn[]
  readonly total: number
}

export interface SegmentSummary {
  readonly segment: SegmentName
  readonly says: string
  readonly customers: number
  /** By currency, most orders first. */
  readonly baskets: readonly { readonly currency: string; readonly orders: number; readonly median: number }[]
}

export interface SegmentReport {
  readonly segments: readonly SegmentSummary[]
  readonly offers: readonly Offer[]
  readonly missing: readonly string[]
}

export type SegmentOptions = Omit<FactsOptions, 'dimension'>

/** The segments in numbers, and the offer of each in each currency. */
export async function segmentReport(
  connection: DuckDBConnection,
  options: SegmentOptions = {},
): Promise<SegmentReport> {
  const views = await readViews(connection)
  const read = await segmented(connection, views, options, summariesOf)
  return reportOf(connection, views, read)
}

/**
 * Both at once, for an experiment: charges are read once. The customers are every one with orders in the period, and every other one of
 * the dataset of customers, by id. Median orders are rounded half up to a minor unit. Empty without charges or their customers.
 */
export async function segmentsOf(
  connection: DuckDBConnection,
  options: SegmentOptions = {},
): Promise<{ readonly report: SegmentReport; readonly customers: readonly CustomerSegment[] }> {
  const views = await readViews(connection)
  const read = await segmented(connection, views, options, async (over) => ({
    segments: await summariesOf(over),
    customers: await customersOf(over),
  }))
  return { report: await reportOf(connection, views, read?.segments), customers: read?.customers ?? [] }
}

/** Asks over the CTEs `orders` and `by_customer`. */
type Over = (sql: string) => Promise<Row[]>

async function customersOf(over: Over): Promise<CustomerSegment[]> {
  return (await over('select * from by_customer order by customer')).map((row) => ({
    customer: row.customer as string,
    segment: row.segment as SegmentName,
    orders: whole(row.orders),
    later: whole(row.later),
    currency: row.currency as string | null,
    basket: row.twice === null ? null : halfOf(row.twice),
  }))
}

async function summariesOf(over: Over): Promise<SegmentSummary[]> {
  const counts = await over('select segment, count(*) as n from by_customer group by all')
  const medians = await over(
    `select segment, currency, n, amounts[(n + 1) // 2] + amounts[n // 2 + 1] as twice from (
       select segment, o.currency, count(*) as n, list(o.amount order by o.amount) as amounts
       from orders o join by_customer c on c.customer = o.customer group by all)
     order by n desc, currency`,
  )
  return SEGMENTS.map(({ name, says }) => ({
    segment: name,
    says,
    customers: whole(counts.find((row) => row.segment === name)?.n),
    baskets: medians
      .filter((row) => row.segment === name)
      .map((row) => ({ currency: row.currency as string, orders: whole(row.n), median: halfOf(row.twice) })),
  }))
}

async function reportOf(
  connection: DuckDBConnection,
  views: Views,
  segments: readonly SegmentSummary[] | undefined,
): Promise<SegmentReport> {
  if (!segments) {
    const missing = missingFrom(views.get('charges'))
    if (missing.length === 0) missing.push('Charges have no customer, so there are no segments.')
    return { segments: [], offers: [], missing }
  }
  const prices = await addOnPrices(connection, views.get('prices'))
  if (!prices)
    return { segments, offers: [], missing: ['There is no dataset of prices, so there are no add-ons to offer.'] }
  const offers = segments.flatMap(({ segment, baskets }) =>
    baskets.map(({ currency, median }) => offerFor(segment, currency, median, prices.get(currency) ?? [])),
  )
  return { segments, offers, missing: [] }
}

/**
 * The offer to a segment whose basket is `basket` minor units: the cheapest one or two of `prices` (cheapest first, all of the
 * currency) that lift it to the next round amount, within what the segment may be asked for.
 */
export function offerFor(segment: SegmentName, currency: string, basket: number, prices: readonly AddOn[]): Offer {
  const { items, ceiling } = SEGMENTS.find(({ name }) => name === segment)!
  const threshold = nextRound(basket)
  const [least, most] = [threshold - basket, Math.floor((basket * ceiling) / 100)]
  const one = prices.find(({ amount }) => amount >= least)
  const two = items === 2 ? cheapestTwo(prices, least) : undefined
  const sets = [one && [one], two].filter((set) => set !== undefined)
  const [best] = sets.toSorted((a, b) => totalOf(a) - totalOf(b) || a.length - b.length)
  const addOns = best && totalOf(best) <= most ? best : []
  return { segment, currency, basket, threshold, addOns, total: totalOf(addOns) }
}

const totalOf = (addOns: readonly AddOn[]) => addOns.reduce((sum, { amount }) => sum + amount, 0)

/** Two different ones whose sum is the least that reaches `least`; `prices` cheapest first. */
function cheapestTwo(prices: readonly AddOn[], least: number): AddOn[] | undefined {
  let best: AddOn[] | undefined
  for (let [low, high] = [0, prices.length - 1]; low < high; ) {
    const two = [prices[low]!, prices[high]!]
    if (totalOf(two) < least) low++
    else {
      if (!best || totalOf(two) < totalOf(best)) best = two
      high--
    }
  }
  return best
}

/** The least round amount above it: 4370 goes to 5000, 5000 to 7500, 7500 to 10000. */
export function nextRound(amount: number): number {
  for (let power = 1; ; power *= 10) for (const tenths of ROUND) if (tenths * power > amount) return tenths * power
}

const halfOf = (twice: unknown) => whole(roundHalfUp(rational(BigInt(twice as bigint), 2n)))

/** Hands over what is asked with. Nothing without charges or their customers. */
async function segmented<T>(
  connection: DuckDBConnection,
  views: Views,
  options: SegmentOptions,
  work: (over: Over) => Promise<T>,
): Promise<T | undefined> {
  const charges = views.get('charges')
  if (missingFrom(charges).length > 0 || !field(charges, 'customer')) return undefined
  const others = field(views.get('customers'), 'id')
    ? 'select id as customer from customers where id is not null'
    : 'select null::varchar as customer where false'
  const cases = SEGMENTS.map(({ name, when }) => `when ${when} then '${name}'`).join(' ')
  const ctes = (table: string) => `with orders as (
      select customer, currency, amount, class from ${table} where within and sale and customer is not null
    ), counted as (
      select coalesce(b.customer, c.customer) as customer, coalesce(b.orders, 0) as orders, coalesce(b.later, 0) as later
      from (select customer, count(*) as orders, count(*) filter (where class = 'later') as later
            from orders group by customer) b
      full join (${others}) c on c.customer = b.customer
    ), listed as (
      select customer, currency, count(*) as n, list(amount order by amount) as amounts from orders group by customer, currency
      qualify row_number() over (partition by customer order by n desc, currency) = 1
    ), by_customer as (
      select counted.customer, orders, later, case ${cases} end as segment, currency,
        amounts[(n + 1) // 2] + amounts[n // 2 + 1] as twice
      from counted left join listed on listed.customer = counted.customer)`
  return withFacts(connection, views, options, ({ table }) => work((sql) => ask(connection, `${ctes(table)} ${sql}`)))
}

/** Active one-time prices per unit, by currency, cheapest first; nothing without the dataset. */
async function addOnPrices(connection: DuckDBConnection, prices: View | undefined) {
  if (!['id', 'currency', 'unit_amount', 'active'].every((name) => field(prices, name))) return undefined
  const oneTime = field(prices, 'type') ? "type = 'one_time'" : `not ${presenceOf(prices, 'recurring')}`
  const rows = await ask<{ id: string; currency: string; product: string | null; amount: bigint }>(
    connection,
    `select id, currency, ${textOf(prices, 'product')} as product, cast(unit_amount as bigint) as amount from prices
     where active and ${oneTime} and unit_amount > 0
       and coalesce(${textOf(prices, 'billing_scheme')}, 'per_unit') = 'per_unit'
     qualify row_number() over (partition by currency order by unit_amount, id) <= ${PRICES_MAX}
     order by currency, amount, id`,
  )
  const byCurrency = new Map<string, AddOn[]>()
  for (const { id, currency, product, amount } of rows) {
    const list = byCurrency.get(currency) ?? []
    byCurrency.set(currency, list)
    list.push({ price: id, product, amount: whole(amount) })
  }
  return byCurrency
}
