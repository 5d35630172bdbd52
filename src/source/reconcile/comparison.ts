// Two sides, held against each other in SQL: what the host lists and what the lake has, in tables of a temporary file. How much there is
// of either costs disk and no memory. Windows whose count and hash agree are not looked into.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance, type DuckDBAppender, type DuckDBConnection, type DuckDBValue } from '@duckdb/node-api'
import { LANDED } from '../lake/dataset.ts'
import { quote, quoteName } from '../lake/sql.ts'
import { fingerprint, jsonOf, streamed } from './fingerprint.ts'

/** One row of either side. `object` is what is asked for at the host: the row itself, or what it stands in. */
export interface Key {
  readonly account: string
  readonly object: string
  readonly id: string
}

export type Kind = 'missing' | 'gone' | 'stale'

/** A row that differs. */
export interface Difference {
  readonly id: string
  /** The connected account, where it is not the flow's own. */
  readonly account?: string
  /** What it stands in, of rows inside of others. */
  readonly parent?: string
  /** Epoch seconds, where it is known. */
  readonly created?: number
}

/** All of them counted, and the first. */
export interface Listed {
  readonly total: number
  readonly first: readonly Difference[]
}

/** A window of `created` in which something differs. Epoch seconds; `to` is not in it. */
export interface DifferingWindow {
  readonly from: number
  readonly to: number
  readonly host: number
  readonly lake: number
}

/** Why 100: enough to see what happened; the totals are exact. */
export const FIRST = 100
/** Rows are made into JSON and hashed this many at a time. */
const PIECE = 2_000
/** Why 400 windows: each is a line of the report at worst. Seconds. */
const WINDOWS_MAX = 400
const WIDTHS = [3_600, 86_400, 7 * 86_400, 28 * 86_400, 364 * 86_400] as const
/** Of the tables' own work; beyond it they are on the disk. */
const MEMORY = '512MB'

const TABLES = `
  create table listed (account varchar, object varchar, id varchar, created bigint, print varchar, n bigint);
  create table lake_row (account varchar, object varchar, id varchar, created bigint, batch varchar, n bigint);
  create table lake_print (batch varchar, n bigint, print varchar);
  create table moved (account varchar, object varchar);
  create table unlisted (account varchar, object varchar);
  create table difference (kind varchar, account varchar, object varchar, id varchar, created bigint, w bigint);`

export class Comparison {
  readonly #folder: string
  readonly #instance: DuckDBInstance
  readonly connection: DuckDBConnection
  readonly #writer: DuckDBConnection
  readonly #appender: DuckDBAppender
  #n = 0
  #piece: { readonly key: Key; readonly created: number | null; readonly fields: object }[] = []
  #width = 0

  private constructor(
    folder: string,
    instance: DuckDBInstance,
    [connection, writer]: readonly [DuckDBConnection, DuckDBConnection],
    appender: DuckDBAppender,
  ) {
    this.#folder = folder
    this.#instance = instance
    this.connection = connection
    this.#writer = writer
    this.#appender = appender
  }

  static async open(): Promise<Comparison> {
    const folder = mkdtempSync(join(tmpdir(), 'brindle-reconcile-'))
    const instance = await DuckDBInstance.create(join(folder, 'comparison.duckdb'), { memory_limit: MEMORY })
    const connections = [await instance.connect(), await instance.connect()] as const
    await connections[0].run(TABLES)
    return new Comparison(folder, instance, connections, await connections[1].createAppender('listed'))
  }

  async ask<T>(sql: string, values: readonly DuckDBValue[] = []): Promise<T[]> {
    return (await this.connection.runAndReadAll(sql, [...values])).getRowObjectsJS() as T[]
  }

  /** The host has this row. `print` where it is known already, and nothing where only ids are compared. */
  list({ account, object, id }: Key, created: number | null, print: string | null = null): void {
    const to = this.#appender
    to.appendVarchar(account)
    to.appendVarchar(object)
    to.appendVarchar(id)
    if (created === null) to.appendNull()
    else to.appendBigInt(BigInt(created))
    if (print === null) to.appendNull()
    else to.appendVarchar(print)
    to.appendBigInt(BigInt(this.#n++))
    to.endRow()
  }

  /** The host has this row with these fields: they are hashed as the lake would have them. */
  async listWhole(key: Key, created: number | null, fields: object, columns: () => Readonly<Record<string, string>>) {
    this.#piece.push({ key, created, fields })
    if (this.#piece.length >= PIECE) await this.hash(columns)
  }

  /** Hashes what `listWhole` took. The rows go through a file and the columns' types, as those that are landed do. */
  async hash(columns: () => Readonly<Record<string, string>>): Promise<void> {
    const piece = this.#piece
    this.#piece = []
    if (piece.length === 0) return
    const types = Object.entries({ ...columns(), [LANDED]: 'BIGINT' })
    const path = join(this.#folder, 'piece.ndjson')
    writeFileSync(path, piece.map(({ fields }, at) => `${JSON.stringify({ ...fields, [LANDED]: at })}\n`).join(''))
    const struct = types.map(([name, type]) => `${quoteName(name)}: ${quote(type)}`).join(', ')
    const names = types.map(([name]) => name).filter((name) => name !== LANDED)
    const rows = streamed(
      this.connection,
      `select ${quoteName(LANDED)}, ${jsonOf(names)} from read_json(${quote(path)}, format = 'newline_delimited', columns = {${struct}}, maximum_object_size = 67108864)`,
    )
    for await (const chunk of rows)
      for (const [at, json] of chunk) {
        const { key, created } = piece[Number(at)]!
        this.list(key, created, fingerprint(json as string))
      }
  }

  /** The lake's side: a SELECT of account, object, id, created, batch, n. */
  async lake(sql: string): Promise<void> {
    await this.connection.run(`insert into lake_row ${sql}`)
  }

  /** Leaves out of the lake's side what no account of these has, and what was created before the floor. Answers how many the first are. */
  async leaveOut(accounts: readonly string[], floor: number): Promise<number> {
    const other = `account not in (${accounts.map(quote).join(', ')})`
    const [found] = await this.ask<{ n: bigint }>(`select count(*) as n from lake_row where ${other}`)
    await this.connection.run(`delete from lake_row where ${other} or created < ${floor}`)
    return Number(found!.n)
  }

  /** The lake's fingerprints: `history` as in `historyOf`, and which of its columns are compared. */
  async hashLake(history: string, columns: readonly string[]): Promise<void> {
    const appender = await this.#writer.createAppender('lake_print')
    const rows = streamed(
      this.connection,
      // Made into text before they are joined: hundreds of columns are not carried through it.
      `select l.batch, l.n, h.json from (select _landed, ${jsonOf(columns)} as json from ${history}) h
       join lake_row l on h._landed.batch = l.batch and h._landed.n = l.n`,
    )
    for await (const chunk of rows)
      for (const [batch, n, json] of chunk) {
        appender.appendVarchar(batch as string)
        appender.appendBigInt(n as bigint)
        appender.appendVarchar(fingerprint(json as string))
        appender.endRow()
      }
    appender.closeSync()
  }

  /** Objects of which it is not to be told whether they differ: what happened to them happened after the start. */
  async add(table: 'moved' | 'unlisted', keys: Iterable<Pick<Key, 'account' | 'object'>>): Promise<void> {
    const appender = await this.#writer.createAppender(table)
    for (const { account, object } of keys) {
      appender.appendVarchar(account)
      appender.appendVarchar(object)
      appender.endRow()
    }
    appender.closeSync()
  }

  /** Finds what differs. `byCreated` is whether both sides know when a row was created: then windows are compared first. */
  async compare(byCreated: boolean): Promise<void> {
    this.#appender.flushSync()
    // A page that was read twice has its rows twice: the last counts. Rows without an id say that an object has none inside.
    await this.connection.run(`
      create table host as select account, object, id, max(created) as created, arg_max(print, n) as print from listed group by all;
      create table lake as select l.account, l.object, l.id, l.created, p.print
        from lake_row l left join lake_print p on l.batch = p.batch and l.n = p.n where l.id <> '';
      create table host_object as select distinct account, object from host;
      delete from host where id = ''`)
    this.#width = byCreated ? await this.#widthOf() : 0
    const w = this.#width > 0 ? `coalesce(created // ${this.#width}, -1)` : '0'
    const summed = (table: string) =>
      `select ${w} as w, count(*) as n, bit_xor(hash(account, object, id, coalesce(print, ''))) as x from ${table} group by 1`
    await this.connection.run(`
      create table differing as select coalesce(h.w, l.w) as w from (${summed('host')}) h full join (${summed('lake')}) l on h.w = l.w
        where h.n is distinct from l.n or h.x is distinct from l.x;
      insert into difference select 'missing', account, object, id, created, ${w} from host anti join lake using (account, object, id)
        where ${w} in (select w from differing);
      insert into difference select 'gone', account, object, id, created, ${w} from lake anti join host using (account, object, id)
        where ${w} in (select w from differing);
      insert into difference select 'stale', h.account, h.object, h.id, h.created, ${w.replace('created', 'h.created')} from host h
        join lake l using (account, object, id)
        where ${w.replace('created', 'h.created')} in (select w from differing) and h.print <> l.print;
      delete from difference where (account, object) in (select (account, object) from moved)`)
  }

  async #widthOf(): Promise<number> {
    const [span] = await this.ask<{ s: bigint | null }>(
      'select max(created) - min(created) as s from (select created from host union all select created from lake)',
    )
    return WIDTHS.find((width) => Number(span?.s ?? 0) / width < WINDOWS_MAX) ?? WIDTHS.at(-1)!
  }

  /** What is in the lake and not among what the host lists: to be asked for by itself. `after` is the last of the piece before. */
  unconfirmed(after: Pick<Key, 'account' | 'object'>, limit: number): Promise<Pick<Key, 'account' | 'object'>[]> {
    return this.ask(
      `select distinct account, object from difference anti join host_object using (account, object)
       where kind = 'gone' and (account, object) > (?, ?) order by account, object limit ${limit}`,
      [after.account, after.object],
    )
  }

  /** The host has them, and does not list them: they are no difference. Answers how many rows that are. */
  async settle(): Promise<number> {
    const which = `kind = 'gone' and (account, object) in (select (account, object) from unlisted)`
    const [found] = await this.ask<{ n: bigint }>(`select count(*) as n from difference where ${which}`)
    await this.connection.run(`delete from difference where ${which}`)
    return Number(found!.n)
  }

  async count(table: 'host' | 'lake' | 'moved'): Promise<number> {
    return Number((await this.ask<{ n: bigint }>(`select count(*) as n from ${table}`))[0]!.n)
  }

  async listed(kind: Kind): Promise<Listed> {
    const [all] = await this.ask<{ n: bigint }>('select count(*) as n from difference where kind = ?', [kind])
    const first = await this.ask<Key & { created: bigint | null }>(
      `select account, object, id, created from difference where kind = ? order by created desc nulls last, account, object, id limit ${FIRST}`,
      [kind],
    )
    return {
      total: Number(all!.n),
      first: first.map(({ account, object, id, created }) => ({
        id,
        ...(account && { account }),
        ...(object !== id && { parent: object }),
        ...(created !== null && { created: Number(created) }),
      })),
    }
  }

  /** The windows in which something differs, the newest first. `seconds` is their width; 0 where there is one only. */
  async windows(): Promise<{ seconds: number; total: number; first: DifferingWindow[] }> {
    const width = this.#width
    const w = width > 0 ? `coalesce(created // ${width}, -1)` : '0'
    const rows = await this.ask<{ w: bigint; host: bigint; lake: bigint }>(
      `select d.w, (select count(*) from host where ${w} = d.w) as host, (select count(*) from lake where ${w} = d.w) as lake
       from (select distinct w from difference) d order by d.w desc`,
    )
    const first = rows.slice(0, FIRST).map(({ w: at, host, lake }) => ({
      from: Number(at) * width,
      to: (Number(at) + 1) * width,
      host: Number(host),
      lake: Number(lake),
    }))
    return { seconds: width, total: rows.length, first }
  }

  async close(): Promise<void> {
    this.#appender.closeSync()
    this.connection.closeSync()
    this.#writer.closeSync()
    this.#instance.closeSync()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}
