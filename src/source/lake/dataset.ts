// A dataset as it lies in the lake: Parquet files that are added and never changed, a list of those that are committed, and the
// question that gives the current state out of them. DuckDB, Spark and Trino read them as they lie. (docs/decisions/0015-source.md)
import { existsSync } from 'node:fs'
import { mkdir, open, readdir, rename, rm, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import type { Catalog } from './catalog.ts'

/** One file of a dataset. */
export interface BatchFile {
  readonly dataset: string
  /** In the order in which they were made. */
  readonly id: string
  readonly run: string
  /** Under the lake's folder. */
  readonly file: string
  readonly records: number
  readonly bytes: number
  /** Epoch milliseconds. */
  readonly created: number
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

const STAGING = 'staging'

export const stagingOf = (lake: string): string => join(lake, STAGING)

/** Where a batch's file lies when it is committed: by the day on which it came (UTC), so that engines can leave days out. */
export const fileOf = (folder: string, batch: string, now: number): string =>
  join('datasets', folder, 'history', `ingested=${new Date(now).toISOString().slice(0, 10)}`, `${batch}.parquet`)

/** Everything that was ever seen of the dataset's objects: `from` of a SELECT. */
export function historyOf(lake: string, files: readonly Pick<BatchFile, 'file'>[]): string {
  const list = files.map(({ file }) => quote(join(lake, file))).join(', ')
  return `read_parquet([${list}], union_by_name = true, hive_partitioning = false)`
}

/**
 * The newest state of each object, without those that are gone: a SELECT. `history` is a table or what `historyOf` says. Rows that stood
 * inside of an object (`_landed.parent`) are all those of its newest state.
 */
export const currentOf = (history: string, by: 'id' | 'parent'): string =>
  `select * from (select * from ${history} qualify ${
    by === 'id'
      ? 'row_number() over (partition by _landed.account, _landed.id order by _landed.changed desc, _landed.batch desc, _landed.n desc)'
      : 'rank() over (partition by _landed.account, _landed.parent order by _landed.changed desc, _landed.batch desc)'
  } = 1) where not _landed.deleted`

/** A text as SQL has it. */
export const quote = (text: string): string => `'${text.replaceAll("'", "''")}'`
/** A name as SQL has it. */
export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`

/** The committed files of a dataset, oldest first; all of them are where they belong. */
export async function filesOf(catalog: Catalog, dataset: string): Promise<BatchFile[]> {
  const files = await catalog.ask<BatchFile>(
    'select dataset, id, run, file, records, bytes, created from batches where dataset = ? order by id',
    [dataset],
  )
  await Promise.allSettled(catalog.moving)
  return files.map((file) => ({
    ...file,
    records: Number(file.records),
    bytes: Number(file.bytes),
    created: Number(file.created),
  }))
}

/** Moves a committed file to where it belongs. Done again, it does nothing. */
export async function publish(lake: string, batch: string, file: string): Promise<void> {
  const [from, to] = [join(lake, STAGING, `${batch}.parquet`), join(lake, file)]
  if (!existsSync(from)) return
  const made = await mkdir(dirname(to), { recursive: true })
  await rename(from, to)
  // A new folder is on the disk when the one that holds it is.
  if (made) for (let at = dirname(to); at.length >= made.length; at = dirname(at)) await syncFolder(dirname(at))
  await syncFolder(dirname(to))
}

/** What a process that ended left behind: committed files are moved, the others were never there. */
export async function recover(lake: string, catalog: Catalog): Promise<void> {
  await mkdir(stagingOf(lake), { recursive: true })
  await publishLeft(lake, catalog)
  for (const name of await readdir(stagingOf(lake))) await rm(join(stagingOf(lake), name), { force: true })
}

/** Moves what was committed and not moved. */
export async function publishLeft(lake: string, catalog: Catalog): Promise<void> {
  const names = await readdir(stagingOf(lake)).catch(() => [])
  for (const name of names) {
    const batch = /^(\w+)\.parquet$/.exec(name)?.[1]
    const [known] = batch ? await catalog.ask<{ file: string }>('select file from batches where id = ?', [batch]) : []
    if (batch && known) await publish(lake, batch, known.file)
  }
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

/** Waits until what is in a folder is on the disk: which files, and not what is in them. */
export async function syncFolder(path: string): Promise<void> {
  // Windows has no folders that can be opened: there the move is on the disk when the system says so.
  const folder = await open(path, 'r').catch(() => undefined)
  await folder?.sync().catch(() => undefined)
  await folder?.close()
}

/** Removes a file that may be gone. */
export const remove = (path: string): Promise<void> => unlink(path).catch(() => undefined)
