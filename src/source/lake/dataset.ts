// A dataset as it lies in the lake: Parquet files, which are added, gathered and never changed, and which of them are committed. DuckDB,
// Spark and Trino read them as they lie. (docs/decisions/0015-source.md, docs/recipes/lake_with_duckdb_spark_trino.md)
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Catalog, Writes } from './catalog.ts'
import { quote } from './sql.ts'

/**
 * What a file holds: rows as they came; of days that are over and not kept, the states that were in force at their end; or the
 * newest states.
 */
export type FileKind = 'history' | 'base' | 'current'

/** One file of a dataset. */
export interface BatchFile {
  readonly dataset: string
  /** Under the lake's folder. */
  readonly file: string
  readonly kind: FileKind
  /** The first batch that is in it, and the last. Batches are named in the order in which they were begun. */
  readonly id: string
  readonly last: string
  readonly records: number
  readonly bytes: number
  /** Epoch milliseconds. */
  readonly created: number
  /** In the order in which batches were committed: that of the latest in it. */
  readonly seq: number
  /** Whether its newest states are in the file of kind `current`. */
  readonly covered: boolean
}

/** What every row has beside the fields of its schema, in one column. */
export const LANDED = '_landed'
const LANDED_FIELDS = {
  /** The object's id, and its account where that is not the flow's own. */
  id: 'VARCHAR',
  account: 'VARCHAR',
  /** Of a row that stood inside of an object: that object's id. */
  parent: 'VARCHAR',
  /** The source's time of this state, in epoch milliseconds. */
  changed: 'BIGINT',
  deleted: 'BOOLEAN',
  batch: 'VARCHAR',
  /** Its place in the batch. */
  n: 'BIGINT',
} as const
export const LANDED_TYPE = `STRUCT(${Object.entries(LANDED_FIELDS)
  .map(([name, type]) => `${name} ${type}`)
  .join(', ')})`

/**
 * How the lake's Parquet is written. Why 12 288: a group of rows is held whole when it is written, and its pages when it is read, and
 * Stripe's objects have hundreds of columns. Why 1 000: a column of more values gains little from a dictionary, and room for it
 * is made in each column. (measured: bench/source.ts)
 */
export const PARQUET = '(format parquet, compression zstd, row_group_size 12288, dictionary_size_limit 1000)'

const STAGING = 'staging'

export const stagingOf = (lake: string): string => join(lake, STAGING)
/** The folder of a dataset, under that of the lake. */
export const folderOf = (folder: string): string => join('datasets', folder)

/** Where a batch's file lies when it is committed: by the day on which it came (UTC), so that engines can leave days out. */
export const fileOf = (folder: string, batch: string, now: number): string =>
  join(folderOf(folder), 'history', `ingested=${new Date(now).toISOString().slice(0, 10)}`, `${batch}.parquet`)

/** Everything that was ever seen of the dataset's objects: `from` of a SELECT. */
export function historyOf(lake: string, files: readonly Pick<BatchFile, 'file'>[]): string {
  const list = files.map(({ file }) => quote(join(lake, file))).join(', ')
  return `read_parquet([${list}], union_by_name = true, hive_partitioning = false)`
}

/** All committed files, by dataset: history oldest first, then the newest states. */
export async function allFilesOf(catalog: Catalog, dataset?: string): Promise<BatchFile[]> {
  const sql = `select dataset, file, kind, id, last, records, bytes, created, seq, covered from files
    ${dataset === undefined ? '' : 'where dataset = ?'} order by dataset, kind = 'current', id, file`
  const files = await catalog.ask<BatchFile>(sql, dataset === undefined ? [] : [dataset])
  // Committed files are about to be where they belong.
  await Promise.allSettled(catalog.moving)
  return files.map((file) => ({
    ...file,
    records: Number(file.records),
    bytes: Number(file.bytes),
    created: Number(file.created),
    seq: Number(file.seq),
  }))
}

/** The committed files of a dataset's history, oldest first. */
export const filesOf = async (catalog: Catalog, dataset: string): Promise<BatchFile[]> =>
  (await allFilesOf(catalog, dataset)).filter(({ kind }) => kind !== 'current')

/** Every dataset of a lake that has files, with its folder. */
export async function datasetsIn(catalog: Catalog): Promise<{ id: string; folder: string; name: string }[]> {
  const sql = `select id, body from documents where kind = 'dataSet' and id in (select dataset from files) order by id`
  const found = await catalog.ask<{ id: string; body: string }>(sql)
  return found.map(({ id, body }) => ({ id, ...(JSON.parse(body) as { folder: string; name: string }) }))
}

/** Notes a file in the catalogue. Without `seq` it is the next that is committed. */
export async function addFile(
  tx: Writes,
  file: Omit<BatchFile, 'seq' | 'covered'> & Partial<Pick<BatchFile, 'seq' | 'covered'>>,
): Promise<void> {
  const seq = file.seq ?? (await tx.ask<{ n: bigint }>(`select nextval('commit_seq') as n`))[0]!.n
  await tx.run('insert into files values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)', [
    file.dataset,
    file.file,
    file.kind,
    file.id,
    file.last,
    file.records,
    file.bytes,
    file.created,
    seq,
    file.covered ?? false,
  ])
}

/** Moves a committed file to where it belongs. Done again, it does nothing. `name` is that of the file, without `.parquet`. */
export async function publish(lake: string, name: string, file: string): Promise<void> {
  const [from, to] = [join(lake, STAGING, `${name}.parquet`), join(lake, file)]
  if (!existsSync(from)) return
  const made = await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
  // A new folder is on the disk when the one that holds it is.
  if (made) for (let at = dirname(to); at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at))
  await syncFolder(dirname(to))
}

/** What a process that ended left behind: committed files are moved, the others were never there; what was replaced is removed. */
export async function recover(lake: string, catalog: Catalog): Promise<void> {
  await mkdir(stagingOf(lake), { recursive: true })
  for (const entry of await readdir(stagingOf(lake))) {
    const name = /^([\w-]+)\.parquet$/.exec(entry)?.[1]
    const sql = `select file from files where ends_with(replace(file, '\\', '/'), '/' || ?)`
    const [known] = name ? await catalog.ask<{ file: string }>(sql, [entry]) : []
    if (name && known) await publish(lake, name, known.file)
    else await rm(join(stagingOf(lake), entry), { force: true })
  }
  for (const { dataset } of await catalog.ask<{ dataset: string }>('select distinct dataset from doomed'))
    await removeDoomed(lake, catalog, dataset)
}

/** Removes the files of a dataset that were replaced by others. */
export async function removeDoomed(lake: string, catalog: Catalog, dataset: string): Promise<void> {
  const doomed = await catalog.ask<{ file: string }>('select file from doomed where dataset = ?', [dataset])
  if (doomed.length === 0) return
  const held: string[] = []
  // One that a reader holds (on Windows) is tried again later.
  for (const { file } of doomed) await rm(join(lake, file), { force: true }).catch(() => held.push(file))
  const kept = ["''", ...held.map(quote)].join(', ')
  await catalog.write((tx) => tx.run(`delete from doomed where dataset = ? and file not in (${kept})`, [dataset]))
}

/** Waits until a file is on the disk. */
export async function syncFile(path: string): Promise<number> {
  const file = await open(path, 'r')
  try {
    await file.sync()
    return (await file.stat()).size
  } finally {
    await file.close()
  }
}

/** Waits until what a folder holds is on the disk. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no folders that can be opened: there the move is on the disk when the system says so.
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** Removes a file that may be gone. */
export const remove = (path: string): Promise<void> => unlink(path).catch(() => undefined)
