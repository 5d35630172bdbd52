// Where rows come down: lines of JSON in a staging file, made into Parquet and committed a batch at a time, together with how far the
// flow has come. What was not committed was never read.
import { type FileHandle, open } from 'node:fs/promises'
import { join } from 'node:path'
import type { DuckDBConnection } from '@duckdb/node-api'
import { monotonicFactory } from 'ulid'
import type { Catalog, Writes } from './catalog.ts'
import {
  fileOf,
  LANDED,
  LANDED_TYPE,
  publish,
  quote,
  quoteName,
  remove,
  stagingOf,
  syncFile,
  syncFolder,
} from './dataset.ts'

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

/** Why 100 000: some hundred megabytes of JSON at most, and a Parquet file that is worth opening. */
export const BATCH_RECORDS = 100_000
export const BATCH_BYTES = 128 * 1024 * 1024
/** Lines are written to the file in pieces of this many characters. */
const PIECE = 256 * 1024

const nextBatch = monotonicFactory()

export class Landing {
  readonly #options: LandingOptions
  #id = ''
  /** That of the batch that is open. */
  #file: Promise<FileHandle> | undefined
  #piece = ''
  /** Pieces are written one after the other. */
  #written: Promise<unknown> = Promise.resolve()
  #bytes = 0
  #records = 0
  #connection: DuckDBConnection | undefined

  constructor(options: LandingOptions) {
    this.#options = options
  }

  get records(): number {
    return this.#records
  }

  /** Whether it is time to commit. */
  get isFull(): boolean {
    const { batchRecords = BATCH_RECORDS } = this.#options
    return this.#records >= batchRecords || this.#bytes >= BATCH_BYTES
  }

  /** Takes a row. It is not kept before `commit`. Throws where the disk does not take it. */
  async add({ id, account = '', parent = null, changed, deleted = false, fields }: Landed): Promise<void> {
    if (!this.#file) this.#open()
    const landed = { id, account, parent, changed, deleted, batch: this.#id, n: this.#records }
    const line = `${JSON.stringify({ ...fields, [LANDED]: landed })}\n`
    this.#records++
    this.#bytes += line.length
    this.#piece += line
    if (this.#piece.length >= PIECE) await this.#write()
  }

  #open(): void {
    const { lake, now } = this.#options
    this.#id = nextBatch(now())
    this.#file = open(join(stagingOf(lake), `${this.#id}.ndjson`), 'w')
    this.#written = this.#file
    // Whoever writes to it is told.
    this.#file.catch(() => undefined)
  }

  #write(): Promise<unknown> {
    const piece = this.#piece
    this.#piece = ''
    const file = this.#file!
    this.#written = this.#written.then(async () => (await file).appendFile(piece))
    return this.#written
  }

  /**
   * Commits what was taken, if anything, and whatever the work writes with it: the flow's position, the run. Then the file
   * is where its readers look. Throws before anything is kept, or not at all.
   */
  async commit(work: (tx: Writes, batch: Batch | undefined) => Promise<void>): Promise<Batch | undefined> {
    const { catalog, lake, dataset, run, now } = this.#options
    if (!this.#file) {
      await catalog.write((tx) => work(tx, undefined))
      return undefined
    }
    const [id, records] = [this.#id, this.#records]
    await this.#write()
    await (await this.#file).close()
    const [lines, parquet] = [join(stagingOf(lake), `${id}.ndjson`), join(stagingOf(lake), `${id}.parquet`)]
    const bytes = await this.#staged(lines, parquet)
    const batch = { id, records, bytes }
    const file = fileOf(dataset.folder, id, now())
    const written = catalog.write(async (tx) => {
      await tx.run('insert into batches values (?, ?, ?, ?, ?, ?, ?, ?)', [
        dataset.id,
        id,
        run,
        'history',
        file,
        records,
        bytes,
        now(),
      ])
      await work(tx, batch)
    })
    const moved = written.then(() => publish(lake, id, file))
    catalog.moving.add(moved)
    await moved.finally(() => catalog.moving.delete(moved))
    await remove(lines)
    this.#file = undefined
    this.#records = 0
    this.#bytes = 0
    return batch
  }

  /** The batch's Parquet, on the disk; answers its size. */
  async #staged(lines: string, parquet: string): Promise<number> {
    try {
      await this.#convert(lines, parquet)
      const bytes = await syncFile(parquet)
      await syncFolder(stagingOf(this.#options.lake))
      return bytes
    } catch (error) {
      await remove(parquet)
      throw error
    }
  }

  async #convert(lines: string, parquet: string): Promise<void> {
    const { catalog, columns } = this.#options
    this.#connection ??= await catalog.connect()
    const types = Object.entries({ ...columns(), [LANDED]: LANDED_TYPE })
    const struct = types.map(([name, type]) => `${quoteName(name)}: ${quote(type)}`).join(', ')
    await this.#connection.run(
      `copy (select * from read_json(${quote(lines)}, format = 'newline_delimited', columns = {${struct}}, maximum_object_size = 67108864))
       to ${quote(parquet)} (format parquet, compression zstd)`,
    )
  }

  /** Lets go of what was not committed. */
  async close(): Promise<void> {
    const file = this.#file
    this.#file = undefined
    if (file) {
      await this.#written.catch(() => undefined)
      await file.then((open) => open.close()).catch(() => undefined)
      await remove(join(stagingOf(this.#options.lake), `${this.#id}.ndjson`))
    }
    this.#connection?.closeSync()
    this.#connection = undefined
  }
}
