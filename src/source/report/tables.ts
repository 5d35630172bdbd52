// The report as tables of text, which the page and the terminal both show. What users wrote is shortened here, and escaped by
// whoever shows it.
import { formatAmount } from '../../lib/money.ts'
import { rational } from '../../lib/rational.ts'
import type { BnplReport, CurrencyReport } from './bnpl.ts'
import {
  type ClassFigures,
  decimalText,
  type Fees,
  type Figures,
  type Fraction,
  fraction,
  type Sales,
} from './figures.ts'
import { PAY_LATER } from './pay_later.ts'
import type { SegmentReport } from './segments.ts'

export interface Table {
  readonly id: string
  readonly title: string
  /** A sentence on how to read it. */
  readonly about: string
  /** The first column names the row. */
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
  /** Columns of words beside the first; the others are figures. */
  readonly words?: readonly number[]
  /** How dark each cell after the first two is: of a cohort, parts of one; null where there is nothing. */
  readonly heat?: readonly (readonly (number | null)[])[]
}

/** Where there is no figure. */
export const NONE = '–'
/** Why 24: two years side by side; all months are in the report itself. */
export const MONTHS_SHOWN = 24
/** Why 12 countries: those that matter; all are in the report itself. */
const COUNTRIES_SHOWN = 12
/** Why 12 cohorts: a year of them, each with at most a year of months. */
const COHORTS_SHOWN = 12
/** Why 48: a metadata value may have 500 characters, and a table has columns. */
const TEXT_MAX = 48

/** What a user wrote, short enough for a cell. */
export function shortened(text: string): string {
  const points = [...text]
  return points.length > TEXT_MAX ? `${points.slice(0, TEXT_MAX - 1).join('')}…` : text
}

/** A count as amounts are written: `2,954`. */
export const grouped = (count: number): string => String(count).replaceAll(/\B(?=(?:\d{3})+$)/g, ',')
const percent = (part: Fraction | null) => part?.percent ?? NONE
const counted = (count: number, part: Fraction | null) =>
  part ? `${grouped(count)} (${part.percent})` : grouped(count)
const upper = (currency: string) => currency.toUpperCase()

/** An amount that is a difference, with its sign: `+$25.00`. */
export const signed = (minor: number, currency: string): string =>
  `${minor > 0 ? '+' : ''}${formatAmount(minor, currency)}`

const averageText = ({ average }: Sales, currency: string) => (average ? formatAmount(average.rounded, currency) : NONE)

/** `27.5 days` of seconds. */
const daysText = (seconds: number): string => `${decimalText(rational(BigInt(seconds), 86_400n), 1)} days`

/** How a method is called; one that is not in the table by its own name. */
const methodLabel = (method: string): string => PAY_LATER[method]?.label ?? shortened(method.replaceAll('_', ' '))

/** The period in words. */
export function periodText({ from, to }: BnplReport): string {
  const day = (at: number) => new Date(at * 1000).toISOString().slice(0, 19).replace('T', ' ').replace(' 00:00:00', '')
  if (from === null && to === null) return 'All time'
  if (from === null) return `Before ${day(to!)} UTC`
  return to === null ? `From ${day(from)} UTC` : `From ${day(from)} to before ${day(to)} UTC`
}

/** The main finding of a currency in a sentence. */
export function headline({ currency, all }: CurrencyReport): string {
  const { now, later, averageDifference } = all
  const orders = now.orders + later.orders
  if (orders === 0) return 'No order succeeded in this period.'
  const first = `${grouped(later.orders)} of ${grouped(orders)} orders (${percent(all.shareByCount)}) were paid later.`
  if (!averageDifference) return first
  const { rounded } = averageDifference
  const than =
    rounded === 0 ? 'the same as' : `${formatAmount(Math.abs(rounded), currency)} ${rounded > 0 ? 'more' : 'less'} than`
  return `${first} Their average is ${averageText(later, currency)}, ${than} that of buy now.`
}

/** Every table of a currency that has rows. */
export function tablesOf({ currency, all, by }: CurrencyReport, dimension: string | null): Table[] {
  const tables = [
    salesTable(all, currency),
    monthsTable(all, currency),
    outcomeTable(all, currency),
    cohortsTable(all),
    methodsTable(all, currency),
    feesTable(all),
    reasonsTable(all),
    countriesTable(all, currency),
    dimensionTable({ currency, all, by }, dimension),
  ]
  return tables.filter(({ rows }) => rows.length > 0)
}

const CLASSES = ['', 'Buy now', 'Pay later'] as const

function salesTable({ now, later }: Figures, currency: string): Table {
  const both = (name: string, of: (one: ClassFigures) => string) => [name, of(now), of(later)]
  const [orders, amount] = [now.orders + later.orders, now.amount + later.amount]
  const rows = [
    both('Orders', (one) => counted(one.orders, fraction(one.orders, orders))),
    both('Amount', (one) => formatAmount(one.amount, currency)),
    both('Share of amount', (one) => percent(fraction(one.amount, amount))),
    both('Average order', (one) => averageText(one, currency)),
    both('Items per order', ({ items }) => items?.average ?? NONE),
    both('Until the next order', ({ nextPurchase }) => (nextPurchase ? daysText(nextPurchase.medianSeconds) : NONE)),
  ]
  const about =
    'Orders are charges that succeeded and were captured. Until the next order: the median of customers who came back.'
  return { id: 'sales', title: 'Average order', about, columns: CLASSES, rows }
}

function monthsTable({ months }: Figures, currency: string): Table {
  const rows = months
    .slice(-MONTHS_SHOWN)
    .map((one) => [
      one.month,
      grouped(one.now.orders + one.later.orders),
      percent(one.shareByCount),
      percent(one.shareByAmount),
      averageText(one.now, currency),
      averageText(one.later, currency),
    ])
  const columns = ['Month', 'Orders', 'Later, of orders', 'Later, of amount', 'Average now', 'Average later']
  const about = 'How much of each month was paid later. Months are UTC.'
  return { id: 'months', title: 'Share of pay later by month', about, columns, rows }
}

function outcomeTable({ now, later }: Figures, currency: string): Table {
  const both = (name: string, of: (one: ClassFigures) => string) => [name, of(now), of(later)]
  const rows = [
    both('Tried', ({ tried }) => grouped(tried)),
    both('Declined', ({ declined, declineRate }) => counted(declined, declineRate)),
  ]
  if (now.refunds)
    rows.push(
      both('Orders refunded', ({ refunds: r }) => counted(r!.orders, r!.rateByCount)),
      both('Amount refunded', ({ refunds: r }) => formatAmount(r!.amount, currency)),
      both('Refunded, of amount', ({ refunds: r }) => percent(r!.rateByAmount)),
    )
  const about = 'Declined of the charges that were tried; refunded of the orders of the period.'
  return { id: 'outcome', title: 'Refunds and declines', about, columns: CLASSES, rows }
}

function cohortsTable({ cohorts }: Figures): Table {
  const shown = (cohorts ?? []).slice(-COHORTS_SHOWN)
  const months = Math.max(0, ...shown.map(({ again }) => again.length))
  const ahead = Array.from({ length: months }, (_, at) => at)
  return {
    id: 'cohorts',
    title: 'Who buys again',
    about: 'Customers by the month of their first pay-later order, and how many bought again in each month after it.',
    columns: ['First paid later', 'Customers', ...ahead.map((at) => `+${at + 1}`)],
    rows: shown.map(({ month, customers, again }) => [
      month,
      grouped(customers),
      ...ahead.map((at) => again[at]?.percent ?? ''),
    ]),
    heat: shown.map(({ again }) => ahead.map((at) => (again[at] ? again[at].numerator / again[at].denominator : null))),
  }
}

function methodsTable({ methods }: Figures, currency: string): Table {
  const rows = methods.map((one) => [
    methodLabel(one.method),
    one.payClass,
    grouped(one.orders),
    formatAmount(one.amount, currency),
    averageText(one, currency),
    percent(one.declineRate),
    percent(one.refunds?.rateByCount ?? null),
  ])
  const columns = ['Method', 'Class', 'Orders', 'Amount', 'Average', 'Declined', 'Refunded']
  const about = 'By the type of the payment method. Klarna’s “pay now” is buy now.'
  return { id: 'methods', title: 'Methods', about, columns, rows, words: [1] }
}

function feesTable({ now, later }: Figures): Table {
  const rowsOf = (name: string, fees: readonly Fees[] | null) =>
    (fees ?? []).map((one) => [
      `${name}, in ${upper(one.currency)}`,
      grouped(one.transactions),
      formatAmount(one.gross, one.currency),
      formatAmount(one.fee, one.currency),
      percent(one.rate),
      formatAmount(one.net, one.currency),
    ])
  const rows = [...rowsOf('Buy now', now.fees), ...rowsOf('Pay later', later.fees)]
  const columns = ['Settled', 'Orders', 'Gross', 'Fee', 'Fee rate', 'Net']
  return { id: 'fees', title: 'Fees', about: 'In the currency of the settlement.', columns, rows }
}

function reasonsTable({ now, later }: Figures): Table {
  const names = [...new Set([...later.reasons, ...now.reasons].map(({ reason }) => reason))]
  const of = (one: ClassFigures, name: string) =>
    grouped(one.reasons.find(({ reason }) => reason === name)?.declined ?? 0)
  const rows = names.map((name) => [shortened(name.replaceAll('_', ' ')), of(now, name), of(later, name)])
  const about = 'What Stripe said about the charges that failed.'
  return { id: 'reasons', title: 'Why charges were declined', about, columns: ['Reason', 'Buy now', 'Pay later'], rows }
}

const COMPARED = [
  'Orders',
  'Later, of orders',
  'Later, of amount',
  'Average now',
  'Average later',
  'Declined now',
  'Declined later',
]

const compared = (
  one: Pick<Figures, 'shareByCount' | 'shareByAmount'> & { now: Sales; later: Sales },
  currency: string,
) => [
  grouped(one.now.orders + one.later.orders),
  percent(one.shareByCount),
  percent(one.shareByAmount),
  averageText(one.now, currency),
  averageText(one.later, currency),
  percent(one.now.declineRate),
  percent(one.later.declineRate),
]

function countriesTable({ countries }: Figures, currency: string): Table {
  const said = countries.some(({ country }) => country !== null)
  const rows = (said ? countries : [])
    .slice(0, COUNTRIES_SHOWN)
    .map((one) => [one.country === null ? 'not said' : shortened(one.country), ...compared(one, currency)])
  return { id: 'countries', title: 'Countries', about: 'Where payers are.', columns: ['Country', ...COMPARED], rows }
}

function dimensionTable({ currency, by }: CurrencyReport, dimension: string | null): Table {
  const name = shortened(dimension ?? '')
  const rows = by.map(({ value, figures }) => [
    value === null ? 'not set' : shortened(value),
    ...compared(figures, currency),
  ])
  const about = 'By the metadata of charges.'
  return { id: 'dimension', title: `By ${name}`, about, columns: [name, ...COMPARED], rows }
}

/** The segments and their offers; no tables where there are none. */
export function segmentTables({ segments, offers }: SegmentReport): Table[] {
  const segmentText = (name: string) => name.replaceAll('_', ' ')
  const rows = segments.map(({ segment, says, customers, baskets }) => [
    segmentText(segment),
    says,
    grouped(customers),
    baskets.map(({ currency, median }) => formatAmount(median, currency)).join(', ') || NONE,
  ])
  const offered = offers.map(({ segment, currency, basket, threshold, addOns, total }) => [
    segmentText(segment),
    formatAmount(basket, currency),
    formatAmount(threshold, currency),
    addOns.map(({ price }) => shortened(price)).join(' + ') || 'none fits',
    addOns.length > 0 ? formatAmount(total, currency) : NONE,
  ])
  const tables: Table[] = [
    {
      ...{ id: 'segments', title: 'Segments', about: 'Customers by how they pay.', rows },
      columns: ['Segment', 'Who', 'Customers', 'Median order'],
      words: [1],
    },
    {
      ...{ id: 'offers', title: 'Add-ons to offer', rows: offered },
      about: 'The cheapest one-time prices that lift the median order to the next round amount.',
      columns: ['Segment', 'Median order', 'Lift to', 'Add', 'For'],
      words: [3],
    },
  ]
  return tables.filter((table) => table.rows.length > 0)
}
