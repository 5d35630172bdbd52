// A dataset made whole again: what is missing or stale is read anew, and what is gone is marked so. It is a run of the flow as any other,
// whose batches hold it once; then all is compared once more.
import { atOnce, WORKERS } from '../extract/at_once.ts'
import type { Json } from '../extract/host.ts'
import { stateOf } from '../extract/state.ts'
import { readWindows, type Window } from '../extract/windows.ts'
import type { OpenFlow } from '../flow/open_flow.ts'
import { RunFailed } from '../flow/record.ts'
import type { Progress, RunOptions } from '../flow/run.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { quote } from '../lake/sql.ts'
import { compare, PIECE, type ReconcileOptions, type Reconciled } from './compare.ts'
import type { Comparison, Key } from './comparison.ts'
import { reconcile, withFlow } from './reconcile.ts'

export interface Repaired {
  readonly before: Reconciled
  /** The run that landed it; nothing where there was nothing to do. */
  readonly run?: string
  /** Rows that were landed, and objects that were marked as gone. */
  readonly landed: number
  readonly marked: number
  /** Rows that do not fit the schema, and were left out. */
  readonly failed: number
  /** Objects that could not be read again. */
  readonly unread: number
  readonly after: Reconciled
}

/** Objects of a page of the host's. */
const PAGE = 100
/** Epoch seconds. */
const DAY = 86_400
const PAGES_AT_ONCE = 4

/**
 * Compares, repairs, and compares again. `of` is a flow's id, or that of the dataset that it writes to. Throws as `reconcile` does, what
 * the run failed of, and 409 where a run of the flow goes on.
 */
export async function repair(
  source: Source,
  scope: Scope,
  of: string,
  options: ReconcileOptions = {},
): Promise<Repaired> {
  return withFlow(source, scope, of, 'reconcile', options, async (flow) => {
    const { result: before, comparison } = await compare(flow, options)
    try {
      let done: Done = NOTHING
      if (before.isSame) return { before, ...done, after: before }
      const work = async (opened: OpenFlow, asked: RunOptions) => {
        done = await new Mending(opened, comparison, asked, options).all()
      }
      const run = await source.runner.begin(scope, flow.id, { kind: 'ad-hoc', work })
      const { status, errors } = await source.runner.wait(scope, flow.id, run)
      if (status === 'failed') throw new RunFailed(errors[0]!.code, errors[0]!.message)
      return { before, run, ...done, after: await reconcile(source, scope, flow.id, options) }
    } finally {
      await comparison.close()
    }
  })
}

type Done = Pick<Repaired, 'landed' | 'marked' | 'failed' | 'unread'>
const NOTHING: Done = { landed: 0, marked: 0, failed: 0, unread: 0 }

/** The work of the run: reads and lands what differs. */
class Mending {
  readonly #flow: OpenFlow
  readonly #comparison: Comparison
  readonly #run: RunOptions
  readonly #tell: (text: string) => void
  readonly #signal: AbortSignal
  #done = NOTHING
  #read = { input: 0, inputBytes: 0 }

  constructor(flow: OpenFlow, comparison: Comparison, run: RunOptions, { signal, onProgress }: ReconcileOptions) {
    this.#flow = flow
    this.#comparison = comparison
    this.#run = run
    this.#tell = onProgress ?? (() => undefined)
    this.#signal = AbortSignal.any([run.signal, signal].filter((one) => one !== undefined))
  }

  async all(): Promise<Done> {
    await this.#comparison.connection.run(WORK)
    await this.#pages()
    await this.#objects()
    for await (const piece of piecesOf(this.#comparison, 'tombstone')) {
      for (const { account, object } of piece) this.#mark(object, account)
      await this.#commitIfFull()
    }
    await this.#commit()
    return this.#done
  }

  /** What whole days have of what is wanted. */
  async #pages(): Promise<void> {
    for (const { account, ...window } of await pagesOf(this.#flow, this.#comparison))
      await readWindows([window], {
        host: this.#flow.host,
        listing: this.#flow.stream,
        ...(account && { account }),
        workers: PAGES_AT_ONCE,
        signal: this.#signal,
        onPage: async ({ records, askedAt, bytes }) => {
          this.#read.inputBytes += bytes
          for (const record of await wantedOf(this.#comparison, account, records))
            await this.#land(record, askedAt, account)
          await this.#commitIfFull()
        },
      })
  }

  /** What is left of it, each asked for by itself. */
  async #objects(): Promise<void> {
    const { host, stream } = this.#flow
    const one = async ({ account, object }: Pick<Key, 'account' | 'object'>) => {
      const found = await stateOf(host, stream, object, account)
      if (found === 'unasked') this.#count({ unread: 1 })
      else if (found === 'gone') this.#mark(object, account)
      else {
        this.#read.inputBytes += found.bytes
        await this.#land(found.body, found.askedAt, account)
      }
    }
    for await (const piece of piecesOf(this.#comparison, 'wanted')) {
      await atOnce(WORKERS, piece, one, this.#signal)
      await this.#commitIfFull()
    }
  }

  async #land(record: Json, changed: number, account: string): Promise<void> {
    const { rows, failed } = await this.#flow.rowsOf(record, account)
    for (const row of rows) this.#flow.landing.add({ ...row, account, changed })
    this.#count({ landed: rows.length, failed })
  }

  #mark(object: string, account: string): void {
    for (const row of this.#flow.goneOf({ id: object, object: this.#flow.stream.object }))
      this.#flow.landing.add({ ...row, account, changed: this.#flow.clock(), deleted: true })
    this.#count({ marked: 1 })
  }

  #count({ landed = 0, marked = 0, failed = 0, unread = 0 }: Partial<Done>): void {
    const { landed: l, marked: m, failed: f, unread: u } = this.#done
    this.#done = { landed: l + landed, marked: m + marked, failed: f + failed, unread: u + unread }
    this.#read.input++
    this.#run.onProgress?.(this.#progress)
    this.#tell(`${this.#flow.landed.name}: ${this.#read.input} repaired`)
  }

  get #progress(): Progress {
    const { landed, marked, failed } = this.#done
    return { ...this.#read, output: landed + marked, failed }
  }

  async #commitIfFull(): Promise<void> {
    if (this.#flow.landing.isFull) await this.#commit()
  }

  async #commit(): Promise<void> {
    const progress = this.#progress
    await this.#flow.landing.commit(async (tx, batch) => {
      await this.#run.onBatch?.(tx, progress, batch)
      await this.#flow.keepDrift(tx)
    })
  }
}

/**
 * What is gone: of rows inside of others, those whose object is. The objects of all other differences are read again; when one was
 * created is known from the host's list.
 */
const WORK = `
  create table tombstone as select distinct account, object from difference anti join host_object using (account, object)
    where kind = 'gone';
  create table wanted as select d.account, d.object, max(h.created) as created from difference d
    semi join host_object o on d.account = o.account and d.object = o.object
    left join host h on d.account = h.account and d.object = h.object group by d.account, d.object`

/** Where so much is wanted that reading a whole day takes fewer requests than asking for each: those days, by account. Epoch seconds. */
async function pagesOf(
  { stream }: OpenFlow,
  comparison: Comparison,
): Promise<readonly (Window & { readonly account: string })[]> {
  if (!stream.created) return []
  const days = await comparison.ask<{ account: string; day: bigint }>(
    `select w.account, w.day from (select account, created // ${DAY} as day, count(*) as n from wanted group by all) w
     join (select account, created // ${DAY} as day, count(distinct object) as n from host group by all) h
     on w.account = h.account and w.day = h.day where w.n > ceil(h.n / ${PAGE}) order by all`,
  )
  return days.map(({ account, day }) => ({ account, from: Number(day) * DAY, to: (Number(day) + 1) * DAY }))
}

/** Those of a page that are wanted. They are wanted no more. */
async function wantedOf(comparison: Comparison, account: string, records: readonly Json[]): Promise<Json[]> {
  if (records.length === 0) return []
  const ids = records.map(({ id }) => quote(id as string)).join(', ')
  const found = await comparison.ask<{ object: string }>(
    `delete from wanted where account = ? and object in (${ids}) returning object`,
    [account],
  )
  const wanted = new Set(found.map(({ object }) => object))
  return records.filter(({ id }) => wanted.has(id as string))
}

/** All of a table, in its order, a piece at a time. */
async function* piecesOf(comparison: Comparison, table: 'wanted' | 'tombstone') {
  let [account, object] = ['', '']
  for (;;) {
    const piece = await comparison.ask<Pick<Key, 'account' | 'object'>>(
      `select account, object from ${table} where (account, object) > (?, ?) order by account, object limit ${PIECE}`,
      [account, object],
    )
    const last = piece.at(-1)
    if (!last) return
    yield piece
    ;({ account, object } = last)
  }
}
