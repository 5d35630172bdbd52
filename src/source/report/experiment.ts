// Whether an offer does what it should: who gets it is drawn by a hash, and what it brought is a difference with its interval.
// Intervals are statistics, not money: they are not rounded, and no amount is made of them.
import { createHash } from 'node:crypto'
import type { DuckDBConnection } from '@duckdb/node-api'
import { type Rational, rational, roundHalfUp, sub } from '../../lib/rational.ts'
import { invalid } from '../door/errors.ts'
import { missingFrom, withFacts } from './facts.ts'
import { type Fraction, fraction, whole } from './figures.ts'
import { ask, field, metadataOf, readViews } from './views.ts'

export type Arm = 'treatment' | 'control'

/** The share of customers that gets the offer. */
export interface Share {
  readonly numerator: number
  readonly denominator: number
}

/**
 * Draws the arm of a customer: the first 64 bits of SHA-256 of `experiment:customer`, as a part of all, are below the share or
 * not. The same pair always has the same arm, and two experiments do not follow each other. Throws a 400 on a share beyond 0 to 1.
 */
export function assign(customer: string, experiment: string, share: Share = { numerator: 1, denominator: 2 }): Arm {
  const { numerator, denominator } = share
  const isShare = Number.isSafeInteger(numerator) && Number.isSafeInteger(denominator) && denominator > 0
  if (!isShare || numerator < 0 || numerator > denominator)
    throw invalid(`A share is between 0 and 1, as two whole numbers, not ${numerator}/${denominator}.`)
  const drawn = createHash('sha256').update(`${experiment}:${customer}`).digest().readBigUInt64BE()
  return drawn * BigInt(denominator) < BigInt(numerator) << 64n ? 'treatment' : 'control'
}

/**
 * What an arm did: one order of each customer who bought (his first in the period). Orders of the same customer are not
 * independent of each other, so more of them would make the interval too narrow.
 */
export interface Outcome {
  readonly customers: number
  readonly buyers: number
  /** Of the buyers' orders, in minor units, and of their squares. */
  readonly sum: bigint
  readonly squares: bigint
}

/** An outcome out of the orders themselves; `customers` were assigned, bought or not. */
export function outcomeOf(customers: number, orders: readonly number[]): Outcome {
  if (orders.length > customers) throw new RangeError('an arm cannot have more buyers than customers')
  const sum = orders.reduce((total, one) => total + BigInt(one), 0n)
  const squares = orders.reduce((total, one) => total + BigInt(one) ** 2n, 0n)
  return { customers, buyers: orders.length, sum, squares }
}

export interface Interval {
  readonly low: number
  readonly high: number
}

export interface Uplift {
  readonly order: {
    /** Averages and their difference, in minor units, each rounded once; null where an arm has no buyer. */
    readonly treatment: number | null
    readonly control: number | null
    readonly difference: number | null
    /** In minor units; null where an arm has fewer than two buyers. */
    readonly interval: Interval | null
    /** Welch's degrees of freedom; null where nothing varies. */
    readonly freedom: number | null
  }
  readonly conversion: {
    readonly treatment: Fraction | null
    readonly control: Fraction | null
    /** Parts of one: 0.05 is five percentage points. */
    readonly difference: number | null
    readonly interval: Interval | null
  }
}

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054

/**
 * The difference that an offer made, treatment minus control, with 95 % intervals. Averages by Welch: arms of an experiment need
 * not vary alike, and an offer that lifts some baskets changes their spread. (Welch, Biometrika 34, 1947) Conversion by Newcombe's
 * hybrid score, not by Wald: Wald's is too narrow for small arms and for rates near 0, which conversions are, and can leave the
 * range of a difference. (Newcombe, Statistics in Medicine 17, 1998, method 10)
 */
export function uplift(treatment: Outcome, control: Outcome): Uplift {
  const arms = [treatment, control] as const
  const [mean, other] = arms.map(({ sum, buyers }) => (buyers === 0 ? undefined : rational(sum, BigInt(buyers))))
  const difference = mean && other ? sub(mean, other) : undefined
  const conversions = arms.map(({ buyers, customers }) => fraction(buyers, customers))
  return {
    order: {
      treatment: mean ? roundedOf(mean) : null,
      control: other ? roundedOf(other) : null,
      difference: difference ? roundedOf(difference) : null,
      ...welch(difference, treatment, control),
    },
    conversion: { treatment: conversions[0]!, control: conversions[1]!, ...newcombe(treatment, control) },
  }
}

const roundedOf = (value: Rational) => Number(roundHalfUp(value))
const numberOf = ({ n, d }: Rational) => Number(n) / Number(d)

/** The square of a mean's standard error, from exact sums. */
function squareError({ buyers, sum, squares }: Outcome): number {
  const n = BigInt(buyers)
  return numberOf(rational(n * squares - sum * sum, n * n * (n - 1n)))
}

function welch(
  difference: Rational | undefined,
  a: Outcome,
  b: Outcome,
): Pick<Uplift['order'], 'interval' | 'freedom'> {
  if (!difference || a.buyers < 2 || b.buyers < 2) return { interval: null, freedom: null }
  const middle = numberOf(difference)
  const [ofA, ofB] = [squareError(a), squareError(b)]
  if (ofA + ofB === 0) return { interval: { low: middle, high: middle }, freedom: null }
  const freedom = (ofA + ofB) ** 2 / (ofA ** 2 / (a.buyers - 1) + ofB ** 2 / (b.buyers - 1))
  const half = studentPoint(freedom) * Math.sqrt(ofA + ofB)
  return { interval: { low: middle - half, high: middle + half }, freedom }
}

function newcombe(a: Outcome, b: Outcome): Pick<Uplift['conversion'], 'difference' | 'interval'> {
  if (a.customers === 0 || b.customers === 0) return { difference: null, interval: null }
  const [first, second] = [wilson(a), wilson(b)]
  const difference = first.rate - second.rate
  return {
    difference,
    interval: {
      low: difference - Math.hypot(first.rate - first.low, second.high - second.rate),
      high: difference + Math.hypot(first.high - first.rate, second.rate - second.low),
    },
  }
}

/** Wilson's score interval of one rate. */
function wilson({ buyers, customers: n }: Outcome) {
  const rate = buyers / n
  const half = Z * Math.sqrt((rate * (1 - rate)) / n + Z ** 2 / (4 * n ** 2))
  const [middle, scale] = [rate + Z ** 2 / (2 * n), 1 + Z ** 2 / n]
  return { rate, low: (middle - half) / scale, high: (middle + half) / scale }
}

/** From so many degrees of freedom on the expansion is exact to nine digits. */
const MANY = 1_000

/** The 97.5 % point of Student's distribution, for any `freedom` of 1 or more. (Abramowitz and Stegun, 26.7.1 and 26.7.5) */
export function studentPoint(freedom: number): number {
  if (freedom >= MANY) {
    const [first, second] = [(Z ** 3 + Z) / 4, (5 * Z ** 5 + 16 * Z ** 3 + 3 * Z) / 96]
    return Z + first / freedom + second / freedom ** 2
  }
  const beyond = (t: number) => betaPart(freedom / (freedom + t * t), freedom / 2, 0.5)
  let [low, high] = [1, 13]
  // 13 is beyond the point of one degree of freedom, 12.706; sixty halvings are all that a double holds.
  for (let turn = 0; turn < 60; turn++) {
    const middle = (low + high) / 2
    if (beyond(middle) > 0.05) low = middle
    else high = middle
  }
  return (low + high) / 2
}

/** The regularised incomplete beta function, by its continued fraction. (DLMF 8.17.20 and 8.17.22) */
function betaPart(x: number, a: number, b: number): number {
  if (x > (a + 1) / (a + b + 2)) return 1 - betaPart(1 - x, b, a)
  const front = Math.exp(a * Math.log(x) + b * Math.log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
  // From the inside out: 200 steps are more than any argument here needs.
  let inner = 1
  for (let m = 200; m >= 1; m--) {
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1))
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m))
    inner = 1 + even / (1 + odd / inner)
  }
  const begin = (-(a + b) * x) / (a + 1)
  return front / (1 + begin / inner)
}

/** The logarithm of the gamma function, by Stirling's series from 10 on. (DLMF 5.11.1) */
function logGamma(x: number): number {
  if (x < 10) return logGamma(x + 1) - Math.log(x)
  const series = 1 / (12 * x) - 1 / (360 * x ** 3) + 1 / (1260 * x ** 5) - 1 / (1680 * x ** 7)
  return (x - 0.5) * Math.log(x) - x + Math.log(2 * Math.PI) / 2 + series
}

export interface MeasureOptions {
  readonly experiment: string
  readonly currency: string
  /** Epoch seconds: when the offers began, and where to stop looking. */
  readonly from?: number
  readonly to?: number
}

/**
 * The outcomes of an experiment out of the lake: customers by `offer_arm` of their metadata where `offer_experiment` is this one,
 * and the first succeeded order of each in the period and the currency. Throws a 400 where a dataset or field that it needs is not
 * there.
 */
export async function measure(
  connection: DuckDBConnection,
  { experiment, currency, ...period }: MeasureOptions,
): Promise<{ readonly treatment: Outcome; readonly control: Outcome }> {
  const views = await readViews(connection)
  const customers = views.get('customers')
  const missing = missingFrom(views.get('charges'))
  const [name, arm] = [metadataOf(customers, 'offer_experiment'), metadataOf(customers, 'offer_arm')]
  if (!field(views.get('charges'), 'customer')) missing.push('Charges have no customer.')
  if (!name || !arm || !field(customers, 'id')) missing.push('There is no dataset of customers with their metadata.')
  if (missing.length > 0 || !name || !arm) throw invalid(`The experiment cannot be measured. ${missing.join(' ')}`)
  return withFacts(connection, views, period, async ({ table }) => {
    const rows = await ask<{ arm: string; customers: bigint; buyers: bigint; sum: bigint; squares: bigint }>(
      connection,
      `with drawn as (select id, ${arm.sql} as arm, ${name.sql} as experiment from customers),
         firsts as (select customer, amount from ${table} where within and sale and customer is not null and currency = ?
           qualify row_number() over (partition by customer order by second, id) = 1)
       select arm, count(*) as customers, count(amount) as buyers, coalesce(sum(amount), 0) as sum,
         coalesce(sum(cast(amount as hugeint) * amount), 0) as squares
       from drawn left join firsts on firsts.customer = drawn.id where experiment = ? group by arm`,
      [arm.value, name.value, currency, experiment],
    )
    const of = (which: Arm): Outcome => {
      const row = rows.find((one) => one.arm === which)
      return {
        customers: whole(row?.customers),
        buyers: whole(row?.buyers),
        sum: BigInt(row?.sum ?? 0),
        squares: BigInt(row?.squares ?? 0),
      }
    }
    return { treatment: of('treatment'), control: of('control') }
  })
}
