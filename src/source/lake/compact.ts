// Many small files of a dataset into few: those of one day become one, the newest states become a snapshot, and what is older than is
// to be kept becomes the states that were in force at its end. Each step replaces some files by one: it is written and synced
// under `staging/`, committed in the catalogue, moved to where it belongs, listed, and then those that it replaces are removed.
// A lake that is opened ends either before a step or after it. (docs/decisions/0015-source.md)
import { basename, dirname, join, sep } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { monotonicFactory } from 'ulid'
import type { Catalog } from './catalog.ts'
import { currentFilesIn, newestOf } from './current.ts'
import {
  addFile,
  allFilesOf,
  type BatchFile,
  type FileKind,
  folderOf,
  historyOf,
  PARQUET,
  publish,
  remove,
  removeDoomed,
  stagingOf,
  syncFile,
} from './dataset.ts'
import { quote } from './sql.ts'
import { writeManifest } from './manifest.ts'

export interface CompactOptions {
  readonly catalog: Catalog
  readonly lake: string
  readonly dataset: { readonly id: string; readonly folder: string }
  /** Epoch milliseconds. */
  readonly now: () => number
  /** How many days before today (UTC) keep all their states; without it, all do. */
  readonly keepDays?: number
  /** Told how far a step is. What it throws ends the compaction there. */
  readonly onStep?: (step: Step) => void
}

/** A file was written, committed, moved, and listed; those that it replaces are removed next. */
export type Step = 'written' | 'committed' | 'moved' | 'listed'

export interface Compacted {
  /** Files before, and after. */
  readonly before: number
  readonly after: number
  /** Rows of the history that were let go of. */
  readonly dropped: number
  /** Rows of the snapshot, where a new one was made. */
  readonly snapshot?: number
}

/** Why 32 MB: the files of 64 MB and more that engines like best come of two of them, and a backfill's are mostly above it. */
const SMALL_BYTES = 32 * 1024 * 1024
/** Why 128 MB: what is gathered is read in one go and written again, and must not take long. */
const GATHERED_BYTES = 128 * 1024 * 1024
/**
 * Why 16: with a run each quarter of an hour files are gathered every four hours, six times a day, and a question opens 16 files
 * more than it has to at most.
 */
export const SMALL_FILES = 16
/** Why a quarter: a snapshot writes at most five times the rows that came since the one before, however large it is. */
const SNAPSHOT_SHARE = 4

const nextName = monotonicFactory()
const DAY_MS = 86_400_000

/** By catalogue: the datasets that are being compacted, one compaction of each at a time. */
const busy = new WeakMap<Catalog, Map<string, Promise<unknown>>>()

function alone<T>({ catalog, dataset }: CompactOptions, work: () => Promise<T>): Promise<T> {
  const turns = busy.get(catalog) ?? new Map<string, Promise<unknown>>()
  busy.set(catalog, turns)
  const turn = (turns.get(dataset.id) ?? Promise.resolve()).then(work)
  turns.set(
    dataset.id,
    turn.catch(() => undefined),
  )
  return turn
}

/**
 * Makes a snapshot of the newest states, lets go of history that is not to be kept, and gathers small files. A run may land in the
 * dataset meanwhile. Throws what the disk throws; nothing is lost then.
 */
export const compact = (options: CompactOptions): Promise<Compacted> =>
  alone(options, () => withConnection(options, (compaction) => compaction.whole()))

/** The same as far as it is worth its while: called at the end of each run. Answers nothing where it was not. */
export const compactIfDue = (options: CompactOptions): Promise<Compacted | undefined> =>
  alone(options, async () => {
    const files = await allFilesOf(options.catalog, options.dataset.id)
    if (spare(files) < SMALL_FILES && fresh(files).length <= SMALL_FILES) return undefined
    return withConnection(options, (compaction) => compaction.due())
  })

const isSmall = ({ kind, bytes }: BatchFile) => kind === 'history' && bytes < SMALL_BYTES
/** Small files of one day, as they are in the snapshot or not: a file is in it as a whole. */
const daysOf = (files: readonly BatchFile[]) => [
  ...Map.groupBy(files.filter(isSmall), (one) => `${dayOf(one)} ${one.covered}`).values(),
]
/** How many files fewer there would be. */
const spare = (files: readonly BatchFile[]) => daysOf(files).reduce((count, day) => count + day.length - 1, 0)
/** What came after the snapshot. */
const fresh = (files: readonly BatchFile[]) => files.filter(({ kind, covered }) => kind !== 'current' && !covered)

async function withConnection<T>(options: CompactOptions, work: (compaction: Compaction) => Promise<T>): Promise<T> {
  const connection = await options.catalog.connect()
  try {
    return await work(new Compaction(options, connection))
  } finally {
    connection.closeSync()
  }
}

/** One file in the place of others. */
interface Replacement {
  readonly name: string
  readonly file: string
  readonly kind: FileKind
  readonly covered: boolean
  /** What its rows are made of. */
  readonly from: readonly BatchFile[]
  /** Those of them that go. */
  readonly gone: readonly BatchFile[]
  readonly sql: string
}

class Compaction {
  readonly #options: CompactOptions
  readonly #connection: DuckDBConnection
  #snapshot: number | undefined
  #dropped = 0

  constructor(options: CompactOptions, connection: DuckDBConnection) {
    this.#options = options
    this.#connection = connection
  }

  #files = (): Promise<BatchFile[]> => allFilesOf(this.#options.catalog, this.#options.dataset.id)

  async whole(): Promise<Compacted> {
    return this.#counted(async () => {
      await this.#takeSnapshot()
      await this.#letGo()
      await this.#gather()
    })
  }

  async due(): Promise<Compacted> {
    return this.#counted(async () => {
      await this.#gather()
      const files = await this.#files()
      const after = fresh(files)
      const known = sum(files.filter(({ kind }) => kind === 'current'))
      if (sum(after) * SNAPSHOT_SHARE >= known || after.length > SMALL_FILES) await this.#takeSnapshot()
    })
  }

  async #counted(work: () => Promise<void>): Promise<Compacted> {
    const before = (await this.#files()).length
    await work()
    const after = (await this.#files()).length
    return { before, after, dropped: this.#dropped, ...(this.#snapshot !== undefined && { snapshot: this.#snapshot }) }
  }

  /** The newest states, also of what is gone: a late row must not bring it back. */
  async #takeSnapshot(): Promise<void> {
    const { lake, dataset, now } = this.#options
    const from = currentFilesIn(await this.#files())
    if (from.every(({ kind }) => kind === 'current')) return
    const name = nextName(now())
    this.#snapshot = await this.#replace({
      name,
      file: join(folderOf(dataset.folder), 'current', `${name}.parquet`),
      kind: 'current',
      covered: false,
      from,
      gone: from.filter(({ kind }) => kind === 'current'),
      sql: newestOf(historyOf(lake, from)),
    })
  }

  /** Of days that are not to be kept, what was in force at their end: so the states of any later time are still whole. */
  async #letGo(): Promise<void> {
    const { lake, now, keepDays } = this.#options
    if (keepDays === undefined) return
    const first = new Date(now() - keepDays * DAY_MS).toISOString().slice(0, 10)
    const files = await this.#files()
    // What is not in the snapshot came in the meantime, and stays.
    const old = files.filter((one) => one.kind !== 'current' && one.covered && dayOf(one) < first)
    if (old.length === 0 || (old.length === 1 && old[0]!.kind === 'base')) return
    const records = await this.#gatherOne(old, 'base', newestOf(historyOf(lake, old)), files)
    this.#dropped += sum(old) - records
  }

  async #gather(): Promise<void> {
    const files = await this.#files()
    for (const day of daysOf(files)) {
      for (const group of groupsOf(day)) {
        // Rows stand in the order of their batches, where files do not overlap by themselves.
        const isInOrder = group.every((one, at) => at === 0 || group[at - 1]!.last < one.id)
        const order = isInOrder ? '' : ' order by _landed.batch, _landed.n'
        const sql = `select * from ${historyOf(this.#options.lake, group)}${order}`
        await this.#gatherOne(group, 'history', sql, files)
      }
    }
  }

  #gatherOne(from: readonly BatchFile[], kind: FileKind, sql: string, all: readonly BatchFile[]): Promise<number> {
    const [first, last] = [
      from[0]!.id,
      from
        .map((one) => one.last)
        .toSorted()
        .at(-1)!,
    ]
    const newest = from.toSorted((one, other) => (dayOf(one) < dayOf(other) ? -1 : 1)).at(-1)!
    const taken = new Set(all.map(({ file }) => basename(file, '.parquet')))
    // One with a batch that was committed late has the ends of the one that it replaces.
    let name = `${first}-${last}`
    for (let n = 2; taken.has(name); n++) name = `${first}-${last}-${n}`
    const file = join(dirname(newest.file), `${name}.parquet`)
    return this.#replace({ name, file, kind, covered: from.every(({ covered }) => covered), from, gone: from, sql })
  }

  /** Answers how many rows the new file has. */
  async #replace({ name, file, kind, covered, from, gone, sql }: Replacement): Promise<number> {
    const { catalog, lake, dataset, now, onStep } = this.#options
    const staged = join(stagingOf(lake), `${name}.parquet`)
    let records: number
    let bytes: number
    try {
      const copied = await this.#connection.runAndReadAll(`copy (${sql}) to ${quote(staged)} ${PARQUET}`)
      records = Number(copied.getRowObjectsJS()[0]!.Count)
      bytes = await syncFile(staged)
    } catch (error) {
      await remove(staged)
      throw error
    }
    onStep?.('written')
    await catalog.inTurn(dataset.id, async () => {
      await catalog.write(async (tx) => {
        const going = namesOf(gone)
        await tx.run(`delete from files where dataset = ? and file in (${going})`, [dataset.id])
        await tx.run(`insert into doomed select ?, file from (select unnest([${going}]) as file) where file <> ''`, [
          dataset.id,
        ])
        if (kind === 'current')
          await tx.run(`update files set covered = true where dataset = ? and file in (${namesOf(from)})`, [dataset.id])
        else await tx.run(`update batches set file = ? where dataset = ? and file in (${going})`, [file, dataset.id])
        const ends = {
          id: from[0]!.id,
          last: from
            .map((one) => one.last)
            .toSorted()
            .at(-1)!,
        }
        const seq = Math.max(...from.map((one) => one.seq))
        await addFile(tx, { dataset: dataset.id, file, kind, ...ends, records, bytes, created: now(), seq, covered })
      })
      onStep?.('committed')
      await publish(lake, name, file)
      onStep?.('moved')
      await writeManifest(catalog, lake, dataset.id)
      onStep?.('listed')
      await removeDoomed(lake, catalog, dataset.id)
    })
    return records
  }
}

/** A list in SQL, which may be empty. */
const namesOf = (files: readonly BatchFile[]) => ["''", ...files.map(({ file }) => quote(file))].join(', ')
const sum = (files: readonly BatchFile[]) => files.reduce((total, { records }) => total + records, 0)

/** The day on which it came, in its path. */
const dayOf = ({ file }: BatchFile): string => dirname(file).split(sep).at(-1)!.replace('ingested=', '')

/** Two or more at a time, as many as make a file that is not too large. */
function groupsOf(files: readonly BatchFile[]): BatchFile[][] {
  const groups: BatchFile[][] = [[]]
  let bytes = 0
  for (const file of files) {
    if (bytes + file.bytes > GATHERED_BYTES) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)!.push(file)
    bytes += file.bytes
  }
  return groups.filter(({ length }) => length > 1)
}
