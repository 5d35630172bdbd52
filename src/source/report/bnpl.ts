// The report "buy now against pay later": how much each is used, and what becomes of its orders. Every figure is of one currency;
// nothing is ever summed across currencies. (Adobe, overview of the Stripe source: its use case.)
import type { DuckDBConnection } from '@duckdb/node-api'
import { rational, roundHalfUp } from '../../lib/rational.ts'
import { invalid } from '../door/errors.ts'
import {
  COHORT_MONTHS,
  cohortsSql,
  extentOf,
  type Facts,
  feesSql,
  gapsSql,
  LAST_SECOND,
  leftOut,
  missingFrom,
  reasonsSql,
  sumsSql,
  withFacts,
} from './facts.ts'
import {
  type ClassFigures,
  type Cohort,
  differenceOf,
  type Figures,
  fraction,
  type Method,
  pair,
  type Sales,
  salesOf,
  whole,
} from './figures.ts'
import { type PayClass, unseenBy } from './pay_later.ts'
import { ask, field, readViews, type Row, type Views } from './views.ts'

export interface BnplOptions {
  /** Epoch seconds: the first that counts, and the first that does not. */
  readonly from?: number
  readonly to?: number
  /** Whether a card with an installment plan counts as pay later. */
  readonly installments?: boolean
  /** A metadata key of charges by whose values everything is shown too: `device_type`. */
  readonly dimension?: string
}

export interface Slice {
  /** Null: charges without the key. */
  readonly value: string | null
  readonly figures: Figures
}

export interface CurrencyReport {
  readonly currency: string
  readonly all: Figures
  /** By the dimension; most charges first. */
  readonly by: readonly Slice[]
}

export interface BnplReport {
  readonly from: number | null
  readonly to: number | null
  readonly installments: boolean
  readonly dimension: string | null
  /** Charges of the period, of whatever status. */
  readonly charges: number
  /** Charges that are in no figure of sales: still pending; authorised and not captured. */
  readonly pending: number
  readonly authorised: number
  /** Most charges first. */
  readonly currencies: readonly CurrencyReport[]
  /** What is left out because it is not in the lake. */
  readonly missing: readonly string[]
  /** What the figures cannot tell. */
  readonly notes: readonly string[]
}

/** Why 120: ten years of months; a gap beyond that is a mistake in the data, and is not filled with empty months. */
const MONTHS_MAX = 120
/** Why 20: what is rarer than the twentieth reason is no reason to act. */
const REASONS_MAX = 20
/** Stripe's own limit on the length of a metadata key. (https://docs.stripe.com/api/metadata) */
const KEY_MAX = 40

const NOTES = [
  'A refund counts with the order that it is of, whenever it was made.',
  'Charges carry no basket: items per order are known only where the metadata says item_count.',
  'Fees are Stripe’s, in the currency of the settlement. They are of the charge alone, without refunds and disputes.',
]

/**
 * Reads the views of a lake and makes the report. Throws a 400 on options that make no sense; what is not in the lake is left
 * out, and said under `missing`. Leaves nothing behind in the database.
 */
export async function bnplReport(connection: DuckDBConnection, options: BnplOptions = {}): Promise<BnplReport> {
  checkOptions(options)
  const { from = null, to = null, installments = false, dimension } = options
  const asked = { from, to, installments, dimension: dimension ?? null }
  const views = await readViews(connection)
  const missing = missingFrom(views.get('charges'))
  if (missing.length > 0) return { ...asked, charges: 0, pending: 0, authorised: 0, currencies: [], missing, notes: [] }
  return withFacts(connection, views, options, async (facts) => {
    const extent = await extentOf(connection, facts)
    const currencies = await currenciesOf(connection, facts, views, extent.lastMonth)
    const notes = [...unseenBy(views.get('charges'), installments), ...NOTES]
    if (dimension !== undefined && extent.unsliced > 0)
      notes.push(
        `${dimension} has ${extent.values} values; the rarer ones, of ${extent.unsliced} charges, are in the totals only.`,
      )
    const { charges, pending, authorised } = extent
    return { ...asked, charges, pending, authorised, currencies, missing: leftOut(views, dimension), notes }
  })
}

function checkOptions({ from, to, dimension }: BnplOptions): void {
  for (const [name, at] of Object.entries({ from, to }))
    if (at !== undefined && (!Number.isSafeInteger(at) || at < 0 || at > LAST_SECOND))
      throw invalid(`${name} is a whole number of epoch seconds, not ${at}.`)
  if (from !== undefined && to !== undefined && from >= to) throw invalid('from must be before to.')
  if (dimension !== undefined && (dimension === '' || dimension.length > KEY_MAX))
    throw invalid(`dimension is a metadata key of 1 to ${KEY_MAX} characters.`)
}

/** All rows of one currency and one slice (or the whole). */
interface Part {
  readonly currency: string
  readonly isSlice: boolean
  readonly value: string | null
  readonly sums: Row[]
  readonly reasons: Row[]
  readonly gaps: Row[]
  readonly fees: Row[] | null
  readonly cohorts: Row[] | null
}

async function currenciesOf(
  connection: DuckDBConnection,
  facts: Facts,
  views: Views,
  lastMonth: number,
): Promise<CurrencyReport[]> {
  const hasFees = ['source', 'currency', 'amount', 'fee', 'net'].every((name) =>
    field(views.get('balance_transactions'), name),
  )
  const parts = new Map<string, Part>()
  const spread = async (sql: string, into: (part: Part) => Row[] | null) => {
    for (const row of await ask(connection, sql)) {
      const [currency, isSlice, value] = [row.currency as string, row.is_slice as boolean, row.slice as string | null]
      const key = JSON.stringify([currency, isSlice, value])
      const part = parts.get(key) ?? {
        ...{ currency, isSlice, value, sums: [], reasons: [], gaps: [] },
        fees: hasFees ? [] : null,
        cohorts: facts.hasCustomers ? [] : null,
      }
      parts.set(key, part)
      into(part)?.push(row)
    }
  }
  await spread(sumsSql(facts), ({ sums }) => sums)
  await spread(reasonsSql(facts), ({ reasons }) => reasons)
  await spread(gapsSql(facts), ({ gaps }) => gaps)
  if (hasFees) await spread(feesSql(facts), ({ fees }) => fees)
  if (facts.hasCustomers) await spread(cohortsSql(facts), ({ cohorts }) => cohorts)
  const all = [...parts.values()].map((part) => ({ ...part, figures: figuresOf(part, facts.hasRefunds, lastMonth) }))
  const weight = ({ figures }: { figures: Figures }) => figures.now.tried + figures.later.tried
  const heaviest = all.toSorted((a, b) => weight(b) - weight(a) || order(a.value ?? '', b.value ?? ''))
  return heaviest
    .filter(({ isSlice }) => !isSlice)
    .toSorted((a, b) => weight(b) - weight(a) || order(a.currency, b.currency))
    .map(({ currency, figures }) => {
      const by = heaviest.filter((part) => part.isSlice && part.currency === currency)
      return { currency, all: figures, by: by.map((part) => ({ value: part.value, figures: part.figures })) }
    })
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0)

function figuresOf(part: Part, hasRefunds: boolean, lastMonth: number): Figures {
  const salesBy = (what: string, payClass: PayClass, key?: (row: Row) => boolean): Sales =>
    salesOf(
      part.sums.find((row) => row.part === what && row.class === payClass && (key?.(row) ?? true)),
      hasRefunds,
    )
  const classOf = (payClass: PayClass): ClassFigures => {
    const of = (rows: Row[]) => rows.filter((row) => row.class === payClass)
    const gap = of(part.gaps)[0]
    return {
      ...salesBy('class', payClass),
      reasons: of(part.reasons)
        .slice(0, REASONS_MAX)
        .map((row) => ({ reason: row.reason as string, declined: whole(row.declined) })),
      fees: part.fees && of(part.fees).map(feeOf),
      nextPurchase: gap
        ? {
            customersOrders: whole(gap.n),
            medianSeconds: Number(roundHalfUp(rational(BigInt(gap.twice as bigint), 2n))),
          }
        : null,
    }
  }
  const pairOf = (what: 'month' | 'country', value: unknown) => {
    const is = (row: Row) => row[what] === value
    return pair(salesBy(what, 'now', is), salesBy(what, 'later', is))
  }
  const [now, later] = [classOf('now'), classOf('later')]
  const values = (what: 'month' | 'country') => [
    ...new Set(part.sums.filter((row) => row.part === what).map((row) => row[what])),
  ]
  // A country or a method that has only pending charges says nothing.
  const countries = values('country')
    .map((country) => ({ country: country as string | null, ...pairOf('country', country) }))
    .filter(({ now, later }) => now.tried + later.tried > 0)
  const methods: Method[] = part.sums
    .filter((row) => row.part === 'method' && whole(row.tried) > 0)
    .map((row) => ({ method: row.method as string, payClass: row.class as PayClass, ...salesOf(row, hasRefunds) }))
  return {
    ...pair(now, later),
    averageDifference: differenceOf(now.average, later.average),
    methods: methods.toSorted((a, b) => b.orders - a.orders || b.tried - a.tried || order(a.method, b.method)),
    months: series(values('month')).map((month) => ({ month: monthText(Number(month)), ...pairOf('month', month) })),
    countries: countries.toSorted(
      (a, b) => b.now.tried + b.later.tried - a.now.tried - a.later.tried || order(a.country ?? '', b.country ?? ''),
    ),
    cohorts: part.cohorts && cohortsOf(part.cohorts, lastMonth),
  }
}

function feeOf(row: Row) {
  const of = (name: string) => whole(row[name])
  const [transactions, gross, fee, net] = [of('transactions'), of('gross'), of('fee'), of('net')]
  return { currency: row.settled as string, transactions, gross, fee, net, rate: fraction(fee, gross) }
}

/** Months as numbers, from the first to the last, with those in which nothing happened. */
function series(months: readonly unknown[]): unknown[] {
  if (months.length === 0) return []
  const numbers = months.map(Number)
  const [first, last] = [Math.min(...numbers), Math.max(...numbers)]
  if (last - first >= MONTHS_MAX) return months.toSorted((a, b) => Number(a) - Number(b))
  const byNumber = new Map(months.map((month) => [Number(month), month]))
  return Array.from({ length: last - first + 1 }, (_, at) => byNumber.get(first + at) ?? first + at)
}

/** `2026-01` for 24312: twelve times the year, and the month from 0. */
const monthText = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}`

/** Only months that the data reaches: who has had no time to come again is not counted as gone. */
function cohortsOf(rows: readonly Row[], lastMonth: number): Cohort[] {
  return rows
    .filter((row) => Number(row.ahead) === 0)
    .map((begun) => {
      const [month, customers] = [Number(begun.month), whole(begun.customers)]
      const ahead = Math.min(COHORT_MONTHS, lastMonth - month)
      const again = Array.from({ length: ahead }, (_, at) => {
        const row = rows.find((one) => one.month === begun.month && Number(one.ahead) === at + 1)
        return fraction(whole(row?.customers), customers)!
      })
      return { month: monthText(month), customers, again }
    })
}
