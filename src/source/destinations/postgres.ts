// A lake into PostgreSQL: a table for each dataset with the newest state of every object, brought up to date by COPY into a temporary
// table and one guarded upsert, in one transaction with how far it came. Loaded again it reads only what was committed since;
// a state that is older than what is known changes nothing, in whichever order they come. One file because the columns, the
// statements over them and the text that COPY takes are one agreement.
import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api'
import pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { currentFilesIn } from '../lake/current.ts'
import { LANDED } from '../lake/dataset.ts'
import { quote, quoteName } from '../lake/sql.ts'
import type { ListedFile } from '../lake/manifest.ts'
import { type Lake, type LakeTable, newestIn } from '../lake/query.ts'

export interface LoadOptions {
  /** `postgres://…` */
  readonly url: string
  /** The schema of the tables; it is made where there is none. */
  readonly schema: string
  /** Told of the rows that were sent for a table. */
  readonly onProgress?: (table: string, rows: number) => void
}

/** How it went with one table. */
export interface Loaded {
  readonly table: string
  /** Rows that were read out of the lake, and rows of the table that are another than before. */
  readonly read: number
  readonly changed: number
}

interface Column {
  readonly name: string
  readonly type: string
  /** In the lake's SQL: the text that COPY takes, or null. */
  readonly text: string
}

/**
 * What each row has beside the object's fields: its account and id, of a row that stood inside of an object that object's id, when it
 * changed at the source (epoch milliseconds), whether it is gone, and the batch and the place in it. By bytes, as batches are
 * in order.
 */
const OWN: readonly (readonly [name: string, type: string, from: string])[] = [
  ['_account', 'text not null', 'account'],
  ['_key', 'text not null', 'id'],
  ['_parent', 'text not null', 'parent'],
  ['_changed', 'bigint not null', 'changed'],
  ['_deleted', 'boolean not null', 'deleted'],
  ['_batch', 'text collate "C" not null', 'batch'],
  ['_n', 'bigint not null', 'n'],
]
/** PostgreSQL's own, which no column can be called. (https://www.postgresql.org/docs/current/ddl-system-columns.html) */
const SYSTEM = ['tableoid', 'xmin', 'cmin', 'xmax', 'cmax', 'ctid']
/** Longer names are cut by PostgreSQL: NAMEDATALEN less one, in bytes. (…/docs/current/limits.html) */
const NAME_BYTES = 63

const TYPES: Readonly<Partial<Record<DuckDBTypeId, string>>> = {
  [DuckDBTypeId.BIGINT]: 'bigint',
  [DuckDBTypeId.INTEGER]: 'bigint',
  [DuckDBTypeId.DOUBLE]: 'double precision',
  [DuckDBTypeId.BOOLEAN]: 'boolean',
  [DuckDBTypeId.VARCHAR]: 'text',
  [DuckDBTypeId.TIMESTAMP_TZ]: 'timestamptz',
  [DuckDBTypeId.DATE]: 'date',
}

/** Brings tables up to date, one transaction for each. Throws what the database refuses; the tables before stay loaded. */
export async function loadPostgres(
  lake: Lake,
  tables: readonly LakeTable[],
  { url, schema, onProgress }: LoadOptions,
): Promise<Loaded[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'brindle source load' })
  // A connection that is lost fails the statement that goes on.
  client.on('error', () => undefined)
  await client.connect()
  try {
    const loaded: Loaded[] = []
    for (const table of tables) {
      const load = new Load(client, lake, schema, table, (rows) => onProgress?.(table.name, rows))
      loaded.push(await load.run())
    }
    return loaded
  } finally {
    await client.end().catch(() => undefined)
  }
}

class Load {
  readonly #client: pg.Client
  readonly #lake: Lake
  readonly #schema: string
  readonly #table: LakeTable
  readonly #tell: (rows: number) => void
  /** In SQL, with the schema. */
  #target = ''
  #columns: readonly Column[] = []

  constructor(client: pg.Client, lake: Lake, schema: string, table: LakeTable, tell: (rows: number) => void) {
    this.#client = client
    this.#lake = lake
    this.#schema = quoteName(identifier(schema))
    this.#table = table
    this.#tell = tell
  }

  async run(): Promise<Loaded> {
    const { manifest } = this.#table
    await this.#client.query('begin')
    try {
      // Two that load at once wait for each other.
      await this.#client.query('select pg_advisory_xact_lock(hashtext($1))', [`brindle source load ${this.#schema}`])
      await this.#prepare()
      const { table, seq } = await this.#position()
      this.#target = `${this.#schema}.${quoteName(table)}`
      const files = filesAfter(manifest.files, seq)
      let read = 0
      let changed = 0
      if (files.length > 0) {
        // A file has the fields that there were when it came; a row in it has none of the others.
        const sql = `${newestIn(this.#lake.folder, files, this.#table)}
          union all by name (select * from ${quoteName(this.#table.name)} where false)`
        this.#columns = await columnsIn(this.#lake, sql)
        await this.#shape(table)
        read = await this.#stage(sql)
        changed = await this.#merge()
        await this.#keep(files)
      }
      await this.#client.query('commit')
      return { table, read, changed }
    } catch (error) {
      await this.#client.query('rollback').catch(() => undefined)
      throw error
    }
  }

  async #prepare(): Promise<void> {
    await this.#client.query(`
      create schema if not exists ${this.#schema};
      create table if not exists ${this.#schema}._positions (
        dataset text primary key, table_name text not null unique, seq bigint not null, batch text not null,
        loaded_at timestamptz not null);
      create table if not exists ${this.#schema}._states (
        dataset text, account text, parent text, changed bigint not null, batch text collate "C" not null,
        primary key (dataset, account, parent));`)
  }

  /** Which table the dataset has, and the commit up to which it is loaded: 0 before the first. */
  async #position(): Promise<{ table: string; seq: number }> {
    const { name, manifest } = this.#table
    const sql = `select dataset, table_name, seq from ${this.#schema}._positions where dataset = $1 or table_name = $2`
    const { rows } = await this.#client.query<{ dataset: string; table_name: string; seq: string }>(sql, [
      manifest.dataset,
      identifier(name),
    ])
    const own = rows.find(({ dataset }) => dataset === manifest.dataset)
    if (own) return { table: own.table_name, seq: Number(own.seq) }
    if (rows.length > 0)
      throw new Error(`The table ${name} is that of another lake. Load this one into another schema: --schema NAME.`)
    return { table: identifier(name), seq: 0 }
  }

  /** The table with its columns: those that came up are added, and the view without what is gone has them too. */
  async #shape(table: string): Promise<void> {
    const all = [...OWN.map(([name, type]) => ({ name, type })), ...this.#columns]
    const types = await this.#typesOf(table)
    if (types.size > 0 && OWN.some(([name]) => !types.has(name)))
      throw new Error(
        `There is a table ${this.#target} that was not made by this. Choose another schema: --schema NAME.`,
      )
    for (const { name, type } of this.#columns)
      if (types.has(name) && types.get(name) !== type)
        throw new Error(`The column ${name} of ${this.#target} is ${types.get(name)}, and ${type} in the lake.`)
    const added = all.filter(({ name }) => !types.has(name))
    if (types.size === 0) {
      const columns = all.map(({ name, type }) => `${quoteName(name)} ${type}`).join(', ')
      await this.#client.query(`create table ${this.#target} (${columns}, primary key (_account, _parent, _key))`)
    } else if (added.length > 0) {
      const columns = added.map(({ name, type }) => `add column if not exists ${quoteName(name)} ${type}`).join(', ')
      await this.#client.query(`alter table ${this.#target} ${columns}`)
    }
    if (added.length === 0) return
    const view = `${this.#schema}.${quoteName(identifier(`${table}_current`))}`
    // Views over it stay: columns are added behind those that it has.
    await this.#client.query(`create or replace view ${view} as select * from ${this.#target} where not _deleted`)
  }

  async #typesOf(table: string): Promise<ReadonlyMap<string, string>> {
    const { rows } = await this.#client.query<{ name: string; type: string }>(
      `select attname as name, format_type(atttypid, atttypmod) as type from pg_attribute
       where attrelid = to_regclass($1) and attnum > 0 and not attisdropped`,
      [`${this.#schema}.${quoteName(table)}`],
    )
    const known: Readonly<Record<string, string>> = { 'timestamp with time zone': 'timestamptz' }
    return new Map(rows.map(({ name, type }) => [name, known[type] ?? type]))
  }

  /** Sends the rows. Answers how many. */
  async #stage(sql: string): Promise<number> {
    await this.#client.query(`create temporary table stage (like ${this.#target}) on commit drop`)
    const own = OWN.map(([, type, from]) =>
      type.startsWith('text') ? escaped(`coalesce(${LANDED}.${from}, '')`) : `${LANDED}.${from}::varchar`,
    )
    const texts = [...own, ...this.#columns.map(({ text }) => text)].map((text) => `coalesce(${text}, '\\N')`)
    const result = await this.#lake.connection.stream(`select concat_ws(chr(9), ${texts.join(', ')}) from (${sql})`)
    const names = [...OWN.map(([name]) => name), ...this.#columns.map(({ name }) => name)].map(quoteName).join(', ')
    const copy = this.#client.query(copyFrom(`copy stage (${names}) from stdin`))
    let rows = 0
    const lines = async function* (tell: (rows: number) => void) {
      for (let chunk = await result.fetchChunk(); chunk && chunk.rowCount > 0; chunk = await result.fetchChunk()) {
        yield `${chunk.getColumnValues(0).join('\n')}\n`
        rows += chunk.rowCount
        tell(rows)
      }
    }
    await pipeline(Readable.from(lines(this.#tell)), copy)
    return rows
  }

  /** Answers how many rows of the table are another than before. */
  async #merge(): Promise<number> {
    const { dataset } = this.#table.manifest
    // Rows that stood inside of an object are new, or not, as all those of one state: the state's time is kept by itself.
    await this.#client.query(
      'create temporary table accepted (account text, parent text, changed bigint, batch text) on commit drop',
    )
    const { rowCount: states } = await this.#client.query(
      `with newest as (
         insert into ${this.#schema}._states as s (dataset, account, parent, changed, batch)
         select $1, _account, _parent, max(_changed), max(_batch) from stage where _parent <> '' group by _account, _parent
         on conflict (dataset, account, parent) do update set changed = excluded.changed, batch = excluded.batch
         where (excluded.changed, excluded.batch) > (s.changed, s.batch)
         returning account, parent, changed, batch)
       insert into accepted select * from newest`,
      [dataset],
    )
    const gone = await this.#client.query(
      `update ${this.#target} t set _deleted = true, _changed = a.changed, _batch = a.batch from accepted a
       where t._account = a.account and t._parent = a.parent and not t._deleted and not exists (
         select from stage s
         where s._account = t._account and s._parent = t._parent and s._key = t._key and not s._deleted)`,
    )
    const names = [...OWN.map(([name]) => name), ...this.#columns.map(({ name }) => name)]
    const set = names
      .filter((name) => !KEY.includes(name))
      .map((name) => `${quoteName(name)} = excluded.${quoteName(name)}`)
    const list = names.map(quoteName).join(', ')
    const made = await this.#client.query(
      `insert into ${this.#target} as t (${list})
       select ${states ? 'distinct on (_account, _parent, _key)' : ''} ${list} from stage
       where _parent = '' or (_key <> '' and not _deleted and (_account, _parent) in (select account, parent from accepted))
       ${states ? 'order by _account, _parent, _key, _n desc' : ''}
       on conflict (_account, _parent, _key) do update set ${set.join(', ')}
       where (excluded._changed, excluded._batch, excluded._n) > (t._changed, t._batch, t._n)`,
    )
    return (gone.rowCount ?? 0) + (made.rowCount ?? 0)
  }

  async #keep(files: readonly ListedFile[]): Promise<void> {
    const { dataset } = this.#table.manifest
    const latest = files.reduce((one, other) => (other.seq > one.seq ? other : one))
    const table = this.#target.slice(this.#schema.length + 1)
    await this.#client.query(
      `insert into ${this.#schema}._positions values ($1, $2, $3, $4, now())
       on conflict (dataset) do update set seq = excluded.seq, batch = excluded.batch, loaded_at = excluded.loaded_at`,
      [dataset, table.slice(1, -1).replaceAll('""', '"'), latest.seq, latest.last],
    )
  }
}

const KEY = ['_account', '_parent', '_key']

/**
 * The files that have what was committed after a position: of the history, or the snapshot and what came after it, whichever has
 * fewer rows. Read again, a row changes nothing, so a file with some that are loaded already does no harm.
 */
export function filesAfter(files: readonly ListedFile[], seq: number): readonly ListedFile[] {
  const since = files.filter((one) => one.kind !== 'current' && one.seq > seq)
  if (since.length === 0) return []
  const current = currentFilesIn(files)
  const rows = (some: readonly ListedFile[]) => some.reduce((sum, { records }) => sum + records, 0)
  return rows(current) < rows(since) ? current : since
}

/** The fields of the object, as columns of PostgreSQL: names that it can have, no two alike, and a type for each. */
async function columnsIn({ connection }: Lake, sql: string): Promise<Column[]> {
  const described = await connection.runAndReadAll(`select * exclude (${LANDED}) from (${sql}) limit 0`)
  const types = described.columnTypes()
  const taken = new Set([...OWN.map(([name]) => name), ...SYSTEM])
  return described.columnNames().map((field, at) => {
    let name = identifier(field)
    while (taken.has(name)) name = identifier(`${name}_`)
    taken.add(name)
    return { name, ...typed(quoteName(field), types[at]!) }
  })
}

function typed(path: string, type: DuckDBType): Pick<Column, 'type' | 'text'> {
  const own = type.alias === 'JSON' ? undefined : TYPES[type.typeId]
  if (own === 'text') return { type: own, text: escaped(path) }
  if (own) return { type: own, text: `${path}::varchar` }
  return { type: 'jsonb', text: escaped(json(`to_json(${path})::varchar`)) }
}

/** A name that PostgreSQL takes whole: one that is too long ends in eight digits of its hash. */
export function identifier(name: string): string {
  const plain = name.replaceAll('\0', '\uFFFD')
  if (Buffer.byteLength(plain) <= NAME_BYTES) return plain
  const hash = createHash('sha256').update(plain).digest('hex').slice(0, 8)
  // Not in the middle of a character.
  let kept = ''
  for (const character of plain) {
    if (Buffer.byteLength(kept + character) > NAME_BYTES - 9) break
    kept += character
  }
  return `${kept}_${hash}`
}

/**
 * A text as COPY takes it, in the lake's SQL. PostgreSQL has no character 0 in a text: it becomes U+FFFD.
 * (https://www.postgresql.org/docs/current/sql-copy.html, https://www.postgresql.org/docs/current/datatype-character.html)
 */
const escaped = (sql: string): string =>
  [
    ['\\', '\\\\'],
    ['\n', '\\n'],
    ['\r', '\\r'],
    ['\t', '\\t'],
  ].reduce(
    (text, [from, to]) => `replace(${text}, ${inSql(from!)}, ${inSql(to!)})`,
    `replace(${sql}, chr(0), '\uFFFD')`,
  )

/** Neither has jsonb, where it is written as an escape. A backslash that is escaped itself stands before no escape. */
const json = (sql: string): string => {
  const marked = `replace(${sql}, '\\\\', chr(1))`
  return `replace(replace(${marked}, '\\u0000', '\\ufffd'), chr(1), '\\\\')`
}

const CONTROL: Readonly<Record<string, string>> = { '\n': 'chr(10)', '\r': 'chr(13)', '\t': 'chr(9)' }
const inSql = (text: string) => CONTROL[text] ?? quote(text)
