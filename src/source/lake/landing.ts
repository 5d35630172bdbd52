// Where rows come down: lines of JSON in a staging file, made into Parquet and committed a batch at a time, together with how far the
// flow has come. What was not committed was never read.
import { closeSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { monotonicFactory } from 'ulid'
import type { Catalog, Writes } from './catalog.ts'
import {
  addFile,
  fileOf,
  LANDED,
  LANDED_TYPE,
  PARQUET,
  publish,
  remove,
  stagingOf,
  syncFile,
  syncFolder,
} from './dataset.ts'
import { quote, quoteName } from './sql.ts'
import { writeManifest } from './manifest.ts'

/** One state of one object. */
export interface Landed {
  readonly id: string
  /** The connected account, or nothing for the flow's own. */
  readonly account?: string
  /** Of a row that stood inside of an object: that object's id. */
  readonly parent?: string | null
  /** The source's time of this state, in epoch milliseconds. */
  readonly changed: number
  readonly deleted?: boolean
  /** The row's fields: those of the schema. */
  readonly fields: Readonly<Record<string, unknown>>
}

export interface LandingOptions {
  readonly catalog: Catalog
  readonly lake: string
  readonly dataset: { readonly id: string; readonly folder: string }
  readonly run: string
  /** The columns of the schema, by name: DuckDB's types. Asked for with each batch, since fields may be added. */
  readonly columns: () => Readonly<Record<string, string>>
  readonly now: () => number
  /** How many rows a batch has at most; `BATCH_RECORDS` where nothing is said. */
  readonly batchRecords?: number
}

export interface Batch {
  readonly id: string
  readonly records: number
  readonly bytes: number
}

/** Why 100 000: a million rows are ten files then, which need not be gathered. */
const BATCH_RECORDS = 100_000
/** Of lines of JSON, which lie on the disk until they are made into Parquet. */
const BATCH_BYTES = 192 * 1024 * 1024
/**
 * Lines are gathered in pieces of this many bytes, and written at once: the system keeps them, so that writing takes no longer than
 * copying, and less than a stream takes to turn each into a buffer of its own (measured: a sixth of a run).
 */
const PIECE = 1024 * 1024
/** No character of a text takes more bytes in UTF-8 than this. */
const WIDEST = 3

/** A batch that is no longer open. */
interface Taken {
  readonly id: string
  readonly records: number
  readonly columns: Readonly<Record<string, string>>
}

const nextBatch = monotonicFactory()

export class Landing {
  readonly #options: LandingOptions
  #id = ''
  /** The staging file, while a batch is open. */
  #file: number | undefined
  readonly #piece = Buffer.allocUnsafe(PIECE)
  #filled = 0
  #bytes = 0
  #records = 0
  #last: Promise<unknown> = Promise.resolve()
  #connection: DuckDBConnection | undefined

  constructor(options: LandingOptions) {
    this.#options = options
  }

  /** Whether it is time to commit. */
  get isFull(): boolean {
    const { batchRecords = BATCH_RECORDS } = this.#options
    return this.#records >= batchRecords || this.#bytes >= BATCH_BYTES
  }

  /** Takes a row. It is not kept before `commit`. Throws where the disk does not take it. */
  add({ id, account = '', parent = null, changed, deleted = false, fields }: Landed): void {
    if (this.#file === undefined) this.#open()
    const landed = { id, account, parent, changed, deleted, batch: this.#id, n: this.#records }
    const line = `${JSON.stringify({ ...fields, [LANDED]: landed })}\n`
    this.#records++
    this.#bytes += line.length
    if (this.#filled + line.length * WIDEST > PIECE) this.#write()
    if (line.length * WIDEST > PIECE) this.#write(Buffer.from(line))
    else this.#filled += this.#piece.write(line, this.#filled)
  }

  #open(): void {
    const { lake, now } = this.#options
    this.#id = nextBatch(now())
    this.#file = openSync(join(stagingOf(lake), `${this.#id}.ndjson`), 'w')
  }

  #write(bytes: Buffer = this.#piece.subarray(0, this.#filled)): void {
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file!, bytes, at)
    this.#filled = 0
  }

  /**
   * Commits what was taken, if anything, and whatever the work writes with it: the flow's position, the run. Then the file
   * is where its readers look. What is taken from now on is of the next batch, and may be while this one is on its way: batches are
   * committed one after the other, and none after one that failed.
   */
  commit(work: (tx: Writes, batch: Batch | undefined) => Promise<void>): Promise<Batch | undefined> {
    const { catalog, columns } = this.#options
    const taken = this.#file !== undefined ? { id: this.#id, records: this.#records, columns: columns() } : undefined
    if (taken) this.#end()
    const commit = this.#last.then(async () => {
      if (taken) return this.#finish(taken, work)
      await catalog.write((tx) => work(tx, undefined))
      return undefined
    })
    this.#last = commit
    // Whoever waits for it is told; the next one fails with it.
    commit.catch(() => undefined)
    return commit
  }

  /** Closes the batch that is open. */
  #end(): void {
    this.#write()
    closeSync(this.#file!)
    this.#file = undefined
    this.#records = 0
    this.#bytes = 0
  }

  async #finish({ id, records, columns }: Taken, work: (tx: Writes, batch: Batch) => Promise<void>): Promise<Batch> {
    const { catalog, lake, dataset, run, now } = this.#options
    const [lines, parquet] = [join(stagingOf(lake), `${id}.ndjson`), join(stagingOf(lake), `${id}.parquet`)]
    try {
      const batch = { id, records, bytes: await this.#staged(lines, parquet, columns) }
      const path = fileOf(dataset.folder, id, now())
      await catalog.inTurn(dataset.id, async () => {
        const written = catalog.write(async (tx) => {
          const values = [dataset.id, id, run, 'history', path, records, batch.bytes, now()]
          await tx.run('insert into batches values (?, ?, ?, ?, ?, ?, ?, ?)', values)
          const file = {
            dataset: dataset.id,
            file: path,
            kind: 'history',
            id,
            last: id,
            records,
            bytes: batch.bytes,
          } as const
          await addFile(tx, { ...file, created: now() })
          await work(tx, batch)
        })
        const moved = written.then(() => publish(lake, id, path))
        catalog.moving.add(moved)
        await moved.finally(() => catalog.moving.delete(moved))
        await writeManifest(catalog, lake, dataset.id)
      })
      return batch
    } finally {
      await remove(lines)
    }
  }

  /** The batch's Parquet, on the disk; answers its size. */
  async #staged(lines: string, parquet: string, columns: Taken['columns']): Promise<number> {
    try {
      await this.#convert(lines, parquet, columns)
      const bytes = await syncFile(parquet)
      await syncFolder(stagingOf(this.#options.lake))
      return bytes
    } catch (error) {
      await remove(parquet)
      throw error
    }
  }

  async #convert(lines: string, parquet: string, columns: Taken['columns']): Promise<void> {
    this.#connection ??= await this.#options.catalog.connect()
    const types = Object.entries({ ...columns, [LANDED]: LANDED_TYPE })
    const struct = types.map(([name, type]) => `${quoteName(name)}: ${quote(type)}`).join(', ')
    await this.#connection.run(
      `copy (select * from read_json(${quote(lines)}, format = 'newline_delimited', columns = {${struct}}))
       to ${quote(parquet)} ${PARQUET}`,
    )
  }

  /** Lets go of what was not committed. */
  async close(): Promise<void> {
    await this.#last.catch(() => undefined)
    if (this.#file !== undefined) {
      this.#filled = 0
      this.#end()
      await remove(join(stagingOf(this.#options.lake), `${this.#id}.ndjson`))
    }
    this.#connection?.closeSync()
    this.#connection = undefined
  }
}
