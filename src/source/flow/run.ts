// One run of a flow: what is left of its windows, then what the feed says was changed, each batch committed with how far it came. A run
// that ends in the middle goes on there. (docs/decisions/0015-source.md)
// One file because a run is one story, told from its first look to its last commit.
import { atOnce, WORKERS } from '../extract/at_once.ts'
import { type Change, feedHead, HorizonPassed, readFeed } from '../extract/changes.ts'
import { type Host, type Json, Refused } from '../extract/host.ts'
import { stateOf } from '../extract/state.ts'
import { newestOf, type Page, readWindows, type Window } from '../extract/windows.ts'
import type { Writes } from '../lake/catalog.ts'
import { askCurrent } from '../lake/current.ts'
import { filesOf } from '../lake/dataset.ts'
import type { Batch, Landing } from '../lake/landing.ts'
import type { OpenFlow } from './open_flow.ts'
import { keepPositions, type Position, type Positions, positionsOf } from './position.ts'
import { COPY_FAILED, RunFailed } from './record.ts'
import { settledBy, withUnsettled } from './settling.ts'

export interface RunOptions {
  /** Only objects that were created in it, epoch seconds; the flow's position stays. */
  readonly window?: { readonly from: number; readonly to: number }
  readonly signal?: AbortSignal
  /** Told after each page. */
  readonly onProgress?: (progress: Progress) => void
  /** Written with each batch. */
  readonly onBatch?: (tx: Writes, progress: Progress, batch: Batch | undefined) => Promise<void>
}

export interface Progress {
  readonly input: number
  readonly output: number
  readonly failed: number
  readonly inputBytes: number
  /** Share of the time between the oldest and the newest that is done, 0 to 1; nothing where that is not known. */
  readonly done?: number
}

/** What was created this long before the newest that was seen is read again: lists may show it late. (10 minutes) */
const LOOKBACK_SECONDS = 600
/** A batch is committed at the latest after so many milliseconds: an hour's work is never lost. */
const COMMIT_EVERY_MS = 15_000
/** All of a list that takes no `created`. */
const WHOLE: Window = { from: 0, to: 0 }
/** Between two looks at whether it is time to commit: a few seconds of requests. */
const SWEEP_AT_ONCE = 100

/** Runs a flow to its end. Throws what failed; what was committed stays, and the next run goes on from there. */
export async function runFlow(flow: OpenFlow, options: RunOptions = {}): Promise<Progress> {
  const run = new FlowRun(flow, options)
  const refused: string[] = []
  for (const account of await flow.accounts()) {
    try {
      await run.account(account)
    } catch (error) {
      // One connected account that may not be read does not keep the others from being read.
      if (account === '' || !(error instanceof Refused)) throw error
      refused.push(`${account}: ${error.message}`)
    }
  }
  if (refused.length > 0)
    throw new RunFailed(COPY_FAILED, `Of some accounts nothing, or not all, was read. ${refused.join(' ')}`)
  return run.progress
}

class FlowRun {
  readonly #flow: OpenFlow
  readonly #options: RunOptions
  readonly #host: Host
  readonly #landing: Landing
  #positions: Positions = {}
  #committedAt = performance.now()
  #before: Promise<unknown> = Promise.resolve()
  progress: Progress = { input: 0, output: 0, failed: 0, inputBytes: 0 }

  constructor(flow: OpenFlow, options: RunOptions) {
    this.#flow = flow
    this.#options = options
    this.#host = flow.host
    this.#landing = flow.landing
  }

  async account(account: string): Promise<void> {
    const { window, signal } = this.#options
    if (window) {
      await this.#read([window], account, () => undefined)
      await this.#commit()
      return
    }
    this.#positions = await positionsOf(this.#flow.catalog, this.#flow.id)
    const known = this.#positions[account]
    if (!known) await this.#begin(account)
    else if (known.windows.length === 0) await this.#look(account)
    await this.#backfill(account)
    signal?.throwIfAborted()
    await this.#follow(account)
    const { unsure } = this.#positions[account]!
    if (unsure !== undefined) await this.#sweep(account, unsure)
  }

  #keep(account: string, changes: Partial<Position>): void {
    this.#positions = { ...this.#positions, [account]: { ...this.#positions[account]!, ...changes } }
  }

  /**
   * The first time: notes where the feed stands, and how new the newest is. Everything older is one window. A dataset that another flow
   * has written to may have what is gone since; with a floor what is older is not looked at at all.
   */
  async #begin(account: string, isUnsure = false): Promise<void> {
    const { stream, floor, catalog, dataset } = this.#flow
    const isOld = floor === 0 && (await filesOf(catalog, dataset.id)).length > 0
    const doubt = isUnsure || isOld ? { unsure: this.#flow.clock() } : {}
    const feed =
      stream.events.length > 0
        ? await feedHead(this.#host, stream, this.#flow.clock(), account || undefined)
        : undefined
    const newest = stream.created ? await newestOf(this.#host, stream, account || undefined) : undefined
    const whole = newest === undefined || newest < floor ? [] : [{ from: floor, to: newest + 1 }]
    const windows = stream.created ? whole : [WHOLE]
    this.#keep(account, { windows, ...(feed && { feed }), newest: newest ?? floor, floor, settling: [], ...doubt })
    await this.#commit()
  }

  /** Later: what was created since is a window. So is what was not settled when it was read, where no event would say so. */
  async #look(account: string): Promise<void> {
    const { stream } = this.#flow
    if (!stream.created) {
      // Without events the whole list is read again; with them the feed says all.
      if (stream.events.length === 0) this.#keep(account, { windows: [WHOLE], unsure: this.#flow.clock() })
      return
    }
    const { newest: before, floor, settling: waiting = [] } = this.#positions[account]!
    const newest = (await newestOf(this.#host, stream, account || undefined)) ?? before
    // What came late is told by an event, where there are events.
    const lookback = stream.events.length > 0 ? 0 : LOOKBACK_SECONDS
    const fresh = { from: Math.max(floor, before - lookback), to: newest + 1 }
    const now = waiting.length > 0 ? await this.#flow.hostNow() : 0
    const { windows, settling } = settledBy(waiting, now, fresh.from)
    this.#keep(account, { windows: [...windows, ...(fresh.to > fresh.from ? [fresh] : [])], newest, settling })
  }

  async #backfill(account: string): Promise<void> {
    const { windows, floor, newest } = this.#positions[account]!
    const whole = Math.max(1, newest - floor)
    await this.#read(windows, account, (left) => {
      this.#keep(account, { windows: left })
      const open = left.reduce((sum, { from, to }) => sum + Math.max(0, to - Math.max(from, floor)), 0)
      return this.#flow.stream.created ? Math.max(0, 1 - open / whole) : undefined
    })
    this.#keep(account, { windows: [] })
    await this.#commit()
  }

  async #read(windows: readonly Window[], account: string, onLeft: (left: readonly Window[]) => number | undefined) {
    await readWindows(windows, {
      host: this.#host,
      listing: this.#flow.stream,
      ...(account && { account }),
      workers: WORKERS,
      ...(this.#options.signal && { signal: this.#options.signal }),
      onPage: async (page, left) => {
        await this.#land(page, account)
        const done = onLeft(left)
        this.progress = { ...this.progress, ...(done !== undefined && { done }) }
        this.#count({ input: page.records.length, inputBytes: page.bytes })
        await this.#commitIfDue()
      },
    })
  }

  async #land({ records, askedAt }: Pick<Page, 'records' | 'askedAt'>, account: string): Promise<void> {
    const counts = { output: 0, failed: 0 }
    for (const record of records) {
      if (!this.#isWanted(record)) continue
      const { rows, failed } = await this.#flow.rowsOf(record, account)
      for (const row of rows) this.#landing.add({ ...row, account, changed: askedAt })
      counts.output += rows.length
      counts.failed += failed
    }
    this.#count(counts)
    const known = this.#positions[account]
    if (known) this.#keep(account, { settling: withUnsettled(known.settling ?? [], this.#flow.stream, records) })
  }

  /** Whether an object is one of those that are asked for. Lists that take no `created`, and events, bring others too. */
  #isWanted({ created }: Json): boolean {
    const { from, to } = this.#options.window ?? { from: this.#flow.floor, to: Infinity }
    return typeof created !== 'number' || (created >= from && created < to)
  }

  /** An object that is no more, with what was last known of it. */
  #gone(last: Json, account: string): void {
    const rows = this.#flow.goneOf(last)
    for (const row of rows) this.#landing.add({ ...row, account, changed: this.#flow.clock(), deleted: true })
    this.#count({ output: rows.length })
  }

  /** What the feed says was changed: each object as it is now, or what was last said of it. */
  async #follow(account: string): Promise<void> {
    const { stream } = this.#flow
    const { feed } = this.#positions[account]!
    if (!feed) return
    try {
      const onPage = async (changes: readonly Change[], next: typeof feed) => {
        await this.#each(changes, (change) => this.#fetchOne(change, account))
        this.#keep(account, { feed: next })
        await this.#commitIfDue()
      }
      await readFeed(this.#host, stream, feed, onPage, this.#flow.clock(), account || undefined)
    } catch (error) {
      if (!(error instanceof HorizonPassed)) throw error
      await this.#restart(account)
    }
    await this.#commit()
  }

  /** The feed has lost what happened: everything is read again, from a new place in the feed, and what is gone is found out. */
  async #restart(account: string): Promise<void> {
    await this.#begin(account, true)
    await this.#backfill(account)
    await this.#follow(account)
  }

  #each = <T>(items: readonly T[], each: (item: T) => Promise<void>) =>
    atOnce(WORKERS, items, each, this.#options.signal)

  async #fetchOne({ id, last, gone, at }: Change, account: string): Promise<void> {
    const known = last.id === id ? last : { id, object: this.#flow.stream.object }
    // One that was deleted is asked for as well: ids that users choose come back, and events come late.
    const found = await this.#stateOf(id, account)
    this.#count({ input: 1 })
    if (found === 'gone' || (gone && found === 'unasked')) return this.#gone(known, account)
    if (found !== 'unasked') return this.#land({ records: [found.body], askedAt: found.askedAt }, account)
    // Where an object cannot be asked for by itself, what the event said of it has to do. It was so by the end of its second.
    if (last.id === id) return this.#land({ records: [last], askedAt: at * 1000 + 999 }, account)
  }

  async #stateOf(id: string, account: string) {
    const found = await stateOf(this.#host, this.#flow.stream, id, account)
    if (typeof found === 'object') this.#count({ inputBytes: found.bytes })
    return found
  }

  /** Compares the dataset with what is there, by id: what is there no more is marked as gone. */
  async #sweep(account: string, since: number): Promise<void> {
    const { catalog, lake, dataset, stream } = this.#flow
    const keys = stream === this.#flow.landed ? 'id' : 'parent'
    const missing = await askCurrent<{ id: string }>(
      catalog,
      lake,
      dataset.id,
      (current) =>
        `select distinct _landed.${keys} as id from ${current} where _landed.account = ? and _landed.changed < ?`,
      [account, since],
    )
    for (let at = 0; at < missing.length; at += SWEEP_AT_ONCE) {
      await this.#each(missing.slice(at, at + SWEEP_AT_ONCE), async ({ id }) => {
        const found = await this.#stateOf(id, account)
        if (found === 'gone') this.#gone({ id, object: stream.object }, account)
        else if (found !== 'unasked') await this.#land({ records: [found.body], askedAt: found.askedAt }, account)
      })
      await this.#commitIfDue()
    }
    const { unsure: _, ...sure } = this.#positions[account]!
    this.#positions = { ...this.#positions, [account]: sure }
    await this.#commit()
  }

  #count({ input = 0, output = 0, failed = 0, inputBytes = 0 }: Partial<Progress>): void {
    const { progress: now } = this
    this.progress = {
      ...now,
      input: now.input + input,
      output: now.output + output,
      failed: now.failed + failed,
      inputBytes: now.inputBytes + inputBytes,
    }
    this.#options.onProgress?.(this.progress)
  }

  /** While one batch is made into Parquet the next is read; a third waits. */
  async #commitIfDue(): Promise<void> {
    if (!this.#landing.isFull && performance.now() - this.#committedAt <= COMMIT_EVERY_MS) return
    await this.#before
    this.#before = this.#commit()
  }

  /** Commits what was read so far, with the positions as they are now. */
  #commit(): Promise<unknown> {
    const { progress } = this
    const positions = this.#positions
    this.#flow.checkFailed(progress.failed, progress.output + progress.failed)
    this.#committedAt = performance.now()
    return this.#landing.commit(async (tx, batch) => {
      if (!this.#options.window) await keepPositions(tx, this.#flow.id, positions)
      await this.#options.onBatch?.(tx, progress, batch)
      await this.#flow.keepDrift(tx)
    })
  }
}
