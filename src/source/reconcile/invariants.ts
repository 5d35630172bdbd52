// A lake held against itself: what has to be true of its money and of what its rows refer to, with the rows of which it is not. What a lake
// has no rows of is not checked, and that is said.
import type { Lake } from '../lake/query.ts'
import { quoteName } from '../lake/sql.ts'
import type { Balance } from './balance.ts'
import { INVARIANTS, type InvariantRule, OF_CUSTOMERS } from './invariant_table.ts'

export interface Invariant {
  readonly name: string
  readonly says: string
  readonly state: 'holds' | 'violated' | 'not checked'
  /** Why it was not checked, or what is to be known of how it was. */
  readonly why?: string
  /** Rows that it is about. */
  readonly checked: number
  /** Rows of which it is not true, and the first of them. */
  readonly violations: { readonly total: number; readonly first: readonly Readonly<Record<string, unknown>>[] }
}

export interface InvariantOptions {
  /** The balances of the accounts, each at one moment. */
  readonly balances?: readonly Balance[]
  /** Epoch seconds: nothing older was read into the lake. 0 for all of an account. */
  readonly begins?: number
  /** How far the host's clock is ahead of ours, in seconds. */
  readonly ahead?: number
  /** Whether the host says of a customer that it was deleted: one that was so before the lake was made is in no list. */
  readonly isDeleted?: (account: string, customer: string) => Promise<boolean>
}

/** Why 100: enough to see what is wrong; the totals are exact. */
const FIRST = 100
/** Why 1 000: customers that are asked for at the host, before the rest are believed to be missing. */
const ASKED_MAX = 1_000
/** Two machines' clocks differ by less; seconds. */
const SKEW_SECONDS = 60

const NONE = { total: 0, first: [] } as const

/** What of a lake is asked here. */
type Asked = Pick<Lake, 'ask' | 'connection' | 'tables'>

/** Checks all of them. Throws what the database throws, but for a field that is not there. */
export async function checkInvariants(lake: Asked, options: InvariantOptions = {}): Promise<Invariant[]> {
  const found = [await balance(lake, options)]
  for (const rule of INVARIANTS) found.push(await check(lake, rule, options))
  found.push(await customers(lake, options), await createdBefore(lake, options))
  return found
}

async function check(lake: Asked, rule: InvariantRule, { begins = 0 }: InvariantOptions): Promise<Invariant> {
  const { name, says, tables, whole, of, violated } = rule
  const said = { name, says }
  const absent = tables.find((table) => !lake.tables.includes(table))
  if (absent !== undefined) return unchecked(said, `the lake has no ${absent}`)
  if (whole && begins > 0) return unchecked(said, `the lake begins at ${dayOf(begins)}, and its account may be older`)
  try {
    return judged(said, await countOf(lake, of), await broken(lake, violated))
  } catch (error) {
    // A mapping of one's own may have left a field out.
    if (!(error as Error).message.startsWith('Binder Error')) throw error
    return unchecked(said, (error as Error).message.split('\n')[0]!)
  }
}

type Said = Pick<Invariant, 'name' | 'says'>

const unchecked = (said: Said, why: string): Invariant => ({
  ...said,
  state: 'not checked',
  why,
  checked: 0,
  violations: NONE,
})

const judged = (said: Said, checked: number, violations: Invariant['violations'], why?: string) =>
  ({
    ...said,
    state: violations.total > 0 ? 'violated' : 'holds',
    checked,
    violations,
    ...(why && { why }),
  }) as const

const dayOf = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10)

const countOf = async (lake: Asked, sql: string) => Number((await lake.ask(`select count(*) as n from (${sql})`))[0]!.n)

/** The rows of a question, counted, and the first of them. */
async function broken(lake: Asked, sql: string): Promise<Invariant['violations']> {
  const first = await lake.ask(`${sql} order by 1, 2 limit ${FIRST}`)
  return { total: first.length < FIRST ? first.length : await countOf(lake, sql), first }
}

/**
 * The sum of `net` by currency and status is the balance. A transaction that the lake has as pending and whose day has come by then may be
 * available at the host: no event says so. Both readings are taken, and so are the transactions that the lake has not yet.
 */
async function balance(lake: Asked, { balances = [], begins = 0 }: InvariantOptions): Promise<Invariant> {
  const said = { name: 'balance', says: 'the sum of net, by currency and status, is the host’s balance' }
  if (!lake.tables.includes('balance_transactions')) return unchecked(said, 'the lake has no balance_transactions')
  if (begins > 0) return unchecked(said, `the lake begins at ${dayOf(begins)}, and its account may be older`)
  if (balances.length === 0) return unchecked(said, 'the host’s balance was not asked for')
  const unsure = balances.find(({ unsure: why }) => why !== undefined)
  if (unsure) return unchecked(said, unsure.unsure!)
  await lake.connection.run(`
    create or replace temp table balance_moment (account varchar, seen bigint);
    create or replace temp table balance_host (account varchar, currency varchar, status varchar, amount bigint);
    create or replace temp table balance_newest (account varchar, id varchar, currency varchar, status varchar, amount bigint)`)
  for (const { account, at, amounts, newest } of balances) {
    await lake.connection.run('insert into balance_moment values (?, ?)', [account, BigInt(at)])
    for (const { currency, status, amount } of amounts)
      await lake.connection.run('insert into balance_host values (?, ?, ?, ?)', [
        account,
        currency,
        status,
        BigInt(amount),
      ])
    const appender = await lake.connection.createAppender('balance_newest')
    for (const { id, currency, status, amount } of newest) {
      for (const text of [account, id, currency, status]) appender.appendVarchar(text)
      appender.appendBigInt(BigInt(amount))
      appender.endRow()
    }
    appender.closeSync()
  }
  const checked = await countOf(
    lake,
    `select 1 from balance_transactions where _landed.account in (select account from balance_moment)`,
  )
  const violations = await lake.ask(SUMS)
  const [drift] = await lake.ask(
    `select count(*) as n from balance_newest anti join (select _landed.account as account, id from balance_transactions) using (account, id)`,
  )
  const why =
    Number(drift!.n) > 0 ? `${drift!.n} transactions came after the lake was read, and are taken in` : undefined
  return judged(said, checked, { total: violations.length, first: violations.slice(0, FIRST) }, why)
}

const SUMS = `
  with moved as (
    select _landed.account as account, currency, status, net as amount,
      status = 'pending' and available_on <= seen as due, 0 as later
    from balance_transactions join balance_moment on account = _landed.account
    union all
    select account, currency, status, amount, false, 1
    from balance_newest anti join (select _landed.account as account, id from balance_transactions) using (account, id)),
  sums as (
    select account, currency, s.status as status,
      sum(amount) filter (moved.status = s.status) as lake,
      -- As if all that is due had become available.
      sum(amount) filter (case when due then 'available' else moved.status end = s.status) as settled,
      sum(amount) filter (later = 1 and moved.status = s.status) as later
    from moved cross join (select unnest(['pending', 'available']) as status) s group by all),
  host as (select account, currency, status, sum(amount) as amount from balance_host group by all),
  sides as (
    select coalesce(h.account, s.account) as account, coalesce(h.currency, s.currency) as currency,
      coalesce(h.status, s.status) as status, coalesce(h.amount, 0) as host, coalesce(s.lake, 0) as lake,
      coalesce(s.settled, 0) as settled, coalesce(s.later, 0) as later
    from host h full join sums s on h.account = s.account and h.currency = s.currency and h.status = s.status)
  select account, currency, status, host, lake, lake - host as difference, later as after_lake from sides
  where (account, currency) in (
    select (account, currency) from sides group by account, currency
    having not bool_and(host = lake) and not bool_and(host = settled))
    and host <> lake
  order by all`

async function customers(lake: Asked, { begins = 0, isDeleted }: InvariantOptions): Promise<Invariant> {
  const said = { name: 'customer', says: 'customers that are referred to are there, or were deleted' }
  if (!lake.tables.includes('customers')) return unchecked(said, 'the lake has no customers')
  if (begins > 0) return unchecked(said, `the lake begins at ${dayOf(begins)}, and its account may be older`)
  const tables: string[] = []
  for (const table of OF_CUSTOMERS) {
    if (!lake.tables.includes(table)) continue
    const columns = await lake.ask(`describe select * from ${quoteName(table)}`)
    if (columns.some((one) => one.column_name === 'customer' && one.column_type === 'VARCHAR')) tables.push(table)
  }
  if (tables.length === 0) return unchecked(said, 'the lake has nothing that refers to customers')
  const rows = tables
    .map(
      (table) =>
        `select _landed.account as account, _landed.id as id, customer, '${table}' as "table" from ${quoteName(table)}`,
    )
    .join(' union all ')
  const violated = `select * from (${rows}) where customer is not null
    and (account, customer) not in (select (_landed.account, _landed.id) from customers_history)`
  const checked = await countOf(lake, `select 1 from (${rows}) where customer is not null`)
  const deleted: string[] = []
  if (isDeleted) {
    const unknown = await lake.ask(
      `select distinct account, customer from (${violated}) order by all limit ${ASKED_MAX}`,
    )
    for (const { account, customer } of unknown)
      if (await isDeleted(String(account), String(customer))) deleted.push(JSON.stringify([account, customer]))
  }
  await lake.connection.run('create or replace temp table deleted_customer (account varchar, customer varchar)')
  for (const pair of deleted) await lake.connection.run('insert into deleted_customer values (?, ?)', JSON.parse(pair))
  const left = `select * from (${violated}) where (account, customer) not in (select (account, customer) from deleted_customer)`
  const why = deleted.length > 0 ? `${deleted.length} customers were deleted before the lake was made` : undefined
  return judged(said, checked, await broken(lake, left), why)
}

/** No state of an object is older than the object. The host's clock may be ahead of ours, which times what was read. */
async function createdBefore(lake: Asked, { ahead = 0 }: InvariantOptions): Promise<Invariant> {
  const said = { name: 'created', says: 'no state of an object is older than the object' }
  const tables: string[] = []
  for (const table of lake.tables) {
    const columns = await lake.ask(`describe select * from ${quoteName(table)}`)
    if (columns.some((one) => one.column_name === 'created' && one.column_type === 'BIGINT')) tables.push(table)
  }
  if (tables.length === 0) return unchecked(said, 'the lake has nothing with created')
  const late = Math.max(0, Math.ceil(ahead)) + SKEW_SECONDS
  const rows = tables
    .map(
      (table) =>
        `select _landed.account as account, _landed.id as id, '${table}' as "table", created, _landed.changed as changed from ${quoteName(table)}`,
    )
    .join(' union all ')
  const violated = `select * from (${rows}) where created * 1000 > changed + ${late * 1000}`
  return judged(said, await countOf(lake, rows), await broken(lake, violated))
}
