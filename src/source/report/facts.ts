// The charges of the report as one narrow table, made once and then asked often: what each charge was, paid how, by whom, from
// where, and what became of it. Everything that may be missing from the lake is decided here.
import { randomBytes } from 'node:crypto'
import type { DuckDBConnection, DuckDBValue } from '@duckdb/node-api'
import { classSql } from './pay_later.ts'
import { ask, field, metadataOf, textOf, type View, type Views } from './views.ts'

export interface FactsOptions {
  /** Epoch seconds; the first that counts, and the first that does not any more. */
  readonly from?: number
  readonly to?: number
  readonly installments?: boolean
  /** A metadata key of charges. */
  readonly dimension?: string
}

export interface Facts {
  /** The table's name. Rows up to `to`; those of the period have `within`. */
  readonly table: string
  /** A table `(value)` of the values of the dimension that have figures of their own. */
  readonly slices: string
  readonly hasRefunds: boolean
  readonly hasCustomers: boolean
}

/** Why 12: more lines than that are no comparison, and a key with a value of its own per order would make a report per order. */
const SLICES_MAX = 12
/** Seconds of the year 9999's end: what is beyond is no date. */
export const LAST_SECOND = 253_402_300_799
/** Why six digits: a basket of a million items is a mistake in the metadata. */
const ITEM_COUNT = '[0-9]{1,6}'

/** Without these there is no report. */
const NEEDED = ['id', 'amount', 'currency', 'status', 'created', 'payment_method_details.type'] as const

/** Where the payer's country is said, the first that does. (stripe-node 23.1.0, Charges) */
const COUNTRY = [
  'billing_details.address.country',
  'payment_method_details.klarna.payer_details.address.country',
  'payment_method_details.paypal.country',
  // That of the bank that issued the card: the payer's own in most cases. [I]
  'payment_method_details.card.country',
] as const

/** What Stripe says about a decline, the most telling first. (stripe-node 23.1.0: Charge.outcome.reason, failure_code) */
const REASON = ['outcome.reason', 'failure_code'] as const

/** The first fields that the report cannot do without and that are not there, as sentences; empty where all are. */
export function missingFrom(charges: View | undefined): string[] {
  if (!charges) return ['There is no dataset of charges, so there are no figures at all.']
  return NEEDED.filter((path) => !field(charges, path)).map(
    (path) => `Charges have no ${path}, so there are no figures at all.`,
  )
}

/** Sentences on what is left out because a dataset or a field is not there. */
export function leftOut(views: Views, dimension: string | undefined): string[] {
  const charges = views.get('charges')
  const has = (name: 'refunds' | 'balance_transactions', ...paths: string[]) =>
    paths.every((path) => field(views.get(name), path))
  const rows: readonly (readonly [boolean, string])[] = [
    [has('refunds', 'charge', 'amount'), 'There is no dataset of refunds, so there are no refund rates.'],
    [
      has('balance_transactions', 'source', 'currency', 'amount', 'fee', 'net'),
      'There is no dataset of balance transactions, so there are no fees and no net.',
    ],
    [!!field(charges, 'customer'), 'Charges have no customer, so there are no repeat purchases and no cohorts.'],
    [COUNTRY.some((path) => field(charges, path)), 'Charges have no field with the payer’s country.'],
    [REASON.some((path) => field(charges, path)), 'Charges have no outcome.reason and no failure_code.'],
    [!!metadataOf(charges, 'item_count'), 'Charges have no metadata, so there are no items per order.'],
    [
      dimension === undefined || !!metadataOf(charges, dimension),
      'Charges have no metadata, so there is no comparison by the dimension.',
    ],
  ]
  return rows.filter(([there]) => !there).map(([, sentence]) => sentence)
}

/** A country is two letters: what stands there hashed or masked is none, and the next place is looked at. */
const countryOf = (charges: View, path: string) => {
  const text = textOf(charges, path)
  return `case when regexp_full_match(${text}, '[A-Za-z]{2}') then ${text} end`
}

/** Makes the tables, hands them over, and drops them whatever happens. The charges must have what `missingFrom` asks for. */
export async function withFacts<T>(
  connection: DuckDBConnection,
  views: Views,
  options: FactsOptions,
  work: (facts: Facts) => Promise<T>,
): Promise<T> {
  const mark = randomBytes(6).toString('hex')
  const charges = views.get('charges')!
  const refunds = views.get('refunds')
  const facts: Facts = {
    table: `report_facts_${mark}`,
    slices: `report_slices_${mark}`,
    hasRefunds: !!field(refunds, 'charge') && !!field(refunds, 'amount'),
    hasCustomers: !!field(charges, 'customer'),
  }
  try {
    const { sql, values } = factsSql(charges, refunds, facts, options)
    await connection.run(sql, values)
    // A charge without the key is a value of its own: null.
    await connection.run(
      `create temp table ${facts.slices} as
       select dimension as value from ${facts.table} where within and ${options.dimension !== undefined}
       group by dimension order by count(*) desc, dimension limit ${SLICES_MAX}`,
    )
    return await work(facts)
  } finally {
    await connection.run(`drop table if exists ${facts.table}; drop table if exists ${facts.slices}`)
  }
}

function factsSql(charges: View, refunds: View | undefined, facts: Facts, options: FactsOptions) {
  const values: DuckDBValue[] = []
  const bound = (value: DuckDBValue) => {
    values.push(value)
    return '?'
  }
  const first = (paths: readonly string[]) => `coalesce(${paths.map((path) => textOf(charges, path)).join(', ')})`
  const captured = field(charges, 'captured') ? 'coalesce(captured, true)' : 'true'
  const amount = field(charges, 'amount_captured') ? 'coalesce(amount_captured, amount)' : 'amount'
  const whenRefunded = field(refunds, 'status')
    ? "where coalesce(status, 'succeeded') not in ('failed', 'canceled')"
    : ''
  const byCharge = facts.hasRefunds
    ? `select charge, sum(amount) as refunded from refunds ${whenRefunded} group by charge`
    : 'select null::varchar as charge, null::hugeint as refunded where false'
  // The values are bound in the order in which their marks stand in the text.
  const metadata = (key: string | undefined) => {
    const read = key === undefined ? undefined : metadataOf(charges, key)
    if (!read) return 'null::varchar'
    bound(read.value)
    return read.sql
  }
  const sql = `create temp table ${facts.table} as
    with read as (
      select id, currency, created, status, cast(${amount} as bigint) as amount,
        status = 'succeeded' and ${captured} as sale,
        status in ('succeeded', 'failed') as tried,
        ${classSql(charges, options.installments ?? false)} as class,
        coalesce(${textOf(charges, 'payment_method_details.type')}, 'unknown') as method,
        ${textOf(charges, 'customer')} as customer,
        upper(coalesce(${COUNTRY.map((path) => countryOf(charges, path)).join(', ')})) as country,
        coalesce(${first(REASON)}, 'not said') as reason,
        ${metadata(options.dimension)} as dimension,
        ${metadata('item_count')} as item_count,
        created >= ${bound(BigInt(options.from ?? 0))} as within
      from charges
      where currency is not null and amount is not null and status is not null
        and created between 0 and ${LAST_SECOND} and created < ${bound(BigInt(options.to ?? LAST_SECOND + 1))}
    ), known as (
      select read.*, cast(read.created as bigint) as second, make_timestamp(cast(read.created as bigint) * 1000000) as moment,
        coalesce(refunded, 0) as refunded,
        case when regexp_full_match(item_count, '${ITEM_COUNT}') then nullif(cast(item_count as bigint), 0) end as items
      from read left join (${byCharge}) as back on back.charge = read.id
    )
    select * exclude (item_count, moment, created), year(moment) * 12 + month(moment) - 1 as month,
      case when sale and customer is not null
        then lead(second) over (partition by sale, customer order by second, id) - second end as gap
    from known`
  return { sql, values }
}

/** The rows of the period, once for the whole and once for the value of the dimension that they have: a CTE `sliced`. */
const slicedSql = ({ table, slices }: Facts, rows = `select * from ${table} where within`): string =>
  `with base as (${rows}), sliced as (
     select base.*, false as is_slice, null::varchar as slice from base
     union all
     select base.*, true, base.dimension from base join ${slices} s on s.value is not distinct from base.dimension)`

const SUMS = `
  count(*) filter (where sale) as orders, sum(amount) filter (where sale) as amount,
  count(*) filter (where tried) as tried, count(*) filter (where status = 'failed') as declined,
  count(*) filter (where sale and refunded > 0) as refunded_orders, sum(refunded) filter (where sale) as refunded,
  count(items) filter (where sale) as item_orders, sum(items) filter (where sale) as items`

/** Every sum of the report: by class alone, and by class with method, month or country. `part` says which. */
export const sumsSql = (facts: Facts): string => `${slicedSql(facts)}
  select currency, is_slice, slice, class, method, month, country, ${SUMS},
    case when grouping(method) = 0 then 'method' when grouping(month) = 0 then 'month'
         when grouping(country) = 0 then 'country' else 'class' end as part
  from sliced
  group by grouping sets (
    (currency, is_slice, slice, class), (currency, is_slice, slice, class, method),
    (currency, is_slice, slice, class, month), (currency, is_slice, slice, class, country))`

/** Declined charges by reason, the most frequent first. */
export const reasonsSql = (facts: Facts): string => `${slicedSql(facts)}
  select currency, is_slice, slice, class, reason, count(*) as declined from sliced
  where status = 'failed' group by all order by declined desc, reason`

/** Twice the median, so that it is whole: the middle one twice, or the two in the middle. */
export const gapsSql = (facts: Facts): string => `${slicedSql(facts)}, listed as (
    select currency, is_slice, slice, class, list(gap order by gap) as gaps, count(*) as n from sliced
    where gap is not null group by all)
  select currency, is_slice, slice, class, n, gaps[(n + 1) // 2] + gaps[n // 2 + 1] as twice from listed`

/** A charge's own balance transaction is of type `charge` or `payment`; those of its refunds and disputes have other sources. */
export const feesSql = (facts: Facts): string => `${slicedSql(facts)}
  select sliced.currency, is_slice, slice, class, b.currency as settled, count(*) as transactions,
    sum(b.amount) as gross, sum(b.fee) as fee, sum(b.net) as net
  from sliced join balance_transactions b on b.source = sliced.id where sale
  group by all order by transactions desc, settled`

const FIRSTS = (table: string) => `select * from ${table}
  where sale and class = 'later' and customer is not null
  qualify row_number() over (partition by currency, customer order by second, id) = 1`

/** Why 12 months: a year shows whether a customer stays; a wider table is not read. */
export const COHORT_MONTHS = 12

/** Cohorts and who of them came again: rows with `ahead` 0 are the cohort, others the months after it. In one currency each. */
export const cohortsSql = (facts: Facts): string => `${slicedSql(facts, FIRSTS(facts.table))}, began as (
    select * from sliced where within
  ), months as (select distinct currency, customer, month from ${facts.table} where sale and customer is not null)
  select currency, is_slice, slice, month, 0 as ahead, count(*) as customers from began group by all
  union all
  select b.currency, b.is_slice, b.slice, b.month, m.month - b.month as ahead, count(*) as customers
  from began b join months m on m.currency = b.currency and m.customer = b.customer
    and m.month > b.month and m.month <= b.month + ${COHORT_MONTHS}
  group by all
  order by month, ahead`

/** What is in the period and in no figure, and where the data ends. */
export interface Extent {
  readonly charges: number
  readonly pending: number
  readonly authorised: number
  readonly lastMonth: number
  readonly values: number
  readonly unsliced: number
}

/** One row about the whole period. */
export async function extentOf(connection: DuckDBConnection, { table, slices }: Facts): Promise<Extent> {
  const [row] = await ask<Record<string, unknown>>(
    connection,
    `select count(*) filter (where within) as charges,
       count(*) filter (where within and status = 'pending') as pending,
       count(*) filter (where within and status = 'succeeded' and not sale) as authorised,
       max(month) as last_month, count(distinct dimension) filter (where within) as distinct_values,
       count(*) filter (where within and not exists (
         select 1 from ${slices} s where s.value is not distinct from dimension)) as unsliced
     from ${table}`,
  )
  const of = (name: string) => Number(row![name] ?? 0)
  return {
    charges: of('charges'),
    pending: of('pending'),
    authorised: of('authorised'),
    lastMonth: of('last_month'),
    values: of('distinct_values'),
    unsliced: of('unsliced'),
  }
}
