// What runs: flows when they are due, one run of a flow at a time, and those that were asked for by hand. A run that a stopped process
// left is closed, and the flow goes on from its last batch.
// One file because a run is begun, watched and ended by who knows which others go on.
import { randomUUID } from 'node:crypto'
import { invalid, notFound, problem, SourceError } from '../door/errors.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { compactIfDue } from '../lake/compact.ts'
import { begunRun, type Flow, type Run, type Stamped } from './documents.ts'
import { type OpenFlow, openFlow } from './open_flow.ts'
import { COPY_FAILED, ROWS_FAILED, RunFailed } from './record.ts'
import { type Progress, runFlow, type RunOptions } from './run.ts'
import { nextRun } from './schedule.ts'

/** How often it is looked whether a flow is due: schedules go to the minute. */
const TICK_MS = 1_000

export interface Begun {
  readonly kind: Run['kind']
  readonly window?: { readonly from: number; readonly to: number }
  readonly onProgress?: (progress: Progress) => void
  /** What it does; it reads what is new where nothing is said. Commits with `onBatch`. */
  readonly work?: (flow: OpenFlow, options: RunOptions) => Promise<unknown>
}

interface Going {
  readonly done: Promise<Run>
  /** After it, another one may begin. */
  readonly ended: Promise<void>
  readonly stop: AbortController
}

export class Runner {
  readonly #source: Source
  readonly #running = new Map<string, Going>()
  /** By flow: when it is due, in epoch seconds, or not any more. */
  readonly #due = new Map<string, { readonly scope: Scope; readonly at: number | undefined }>()
  #timer: ReturnType<typeof setInterval> | undefined
  #schedules = false
  #loaded = false
  /** By flow: the planning that counts. What was read before the flow was changed, or planned anew, does not. */
  readonly #planning = new Map<string, symbol>()
  /** The look that is being taken at what is due. */
  #looking: Promise<void> | undefined

  constructor(source: Source) {
    this.#source = source
  }

  /** Closes what a stopped process left, and, where there are schedules, looks from now on what is due. */
  async start(schedules: boolean): Promise<void> {
    this.#schedules = schedules
    const { catalog } = this.#source
    const left = await catalog.ask<{ org: string; sandbox: string; id: string; body: string }>(
      `select org, sandbox, id, body from documents where kind = 'run' and body like '%"status":"inProgress"%'`,
    )
    for (const { id, body, ...scope } of left) {
      const run = JSON.parse(body) as Run
      if (run.status !== 'inProgress') continue
      await this.#close(scope, id, { errors: [{ code: COPY_FAILED, message: STOPPED }] })
    }
    if (!schedules) return
    this.#timer = setInterval(() => this.#looking ?? void this.tick(), TICK_MS)
    this.#timer.unref()
  }

  /** A flow was made, changed or deleted. */
  changed(flow: string): void {
    this.#due.delete(flow)
    this.#loaded = false
    this.#planning.delete(flow)
  }

  /** Starts what is due by now. Resolves when it has begun. */
  async tick(): Promise<void> {
    if (!this.#schedules) return
    // A look that is being taken may have missed what is new.
    const mine = (this.#looking ?? Promise.resolve()).then(() => this.#look())
    this.#looking = mine
    await mine
    if (this.#looking === mine) this.#looking = undefined
  }

  async #look(): Promise<void> {
    try {
      if (!this.#loaded) await this.#load()
      const now = Math.floor(this.#source.now() / 1000)
      for (const [flow, { scope, at }] of [...this.#due]) {
        if (at === undefined || at > now || this.#running.has(flow)) continue
        this.#due.set(flow, { scope, at: undefined })
        await this.#startDue(scope, flow)
      }
    } catch (error) {
      this.#source.log.error({ err: error }, 'the schedules could not be looked at')
    }
  }

  /** What cannot be started is looked at again: a flow whose run was asked for by hand meanwhile, or that is gone. */
  async #startDue(scope: Scope, flow: string): Promise<void> {
    try {
      await this.begin(scope, flow, { kind: 'scheduled' })
    } catch (error) {
      this.#source.log.warn({ err: error, flow }, 'a run that was due could not begin')
    }
    const going = this.#running.get(flow)?.done ?? Promise.resolve()
    void going
      .catch(() => undefined)
      .then(() => this.#plan(scope, flow))
      .catch(() => undefined)
  }

  async #load(): Promise<void> {
    this.#loaded = true
    const flows = await this.#source.catalog.ask<{ org: string; sandbox: string; id: string }>(
      `select org, sandbox, id from documents where kind = 'flow'`,
    )
    for (const { id, ...scope } of flows) if (!this.#due.has(id)) await this.#plan(scope, id)
  }

  async #plan(scope: Scope, id: string): Promise<void> {
    const mine = Symbol(id)
    this.#planning.set(id, mine)
    const found = await this.#source.catalog.find<Flow>(scope, 'flow', id)
    const set = (at: number | undefined) => {
      if (this.#planning.get(id) !== mine) return
      this.#planning.delete(id)
      this.#due.set(id, { scope, at })
    }
    if (found?.body.state !== 'enabled') return set(undefined)
    const last = await this.#lastOf(id, ['scheduled'])
    // One that a stopped server left goes on at once, also one that an event had begun.
    const left = await this.#lastOf(id, ['scheduled', 'event'])
    const isLeft = left?.status === 'failed' && left.errors.some(({ message }) => message === STOPPED)
    const lastAt = last && Math.floor((last.startedAt ?? last.createdAt) / 1000)
    set(isLeft ? 0 : nextRun(found.body.scheduleParams, lastAt))
  }

  /** A flow's last run of these kinds, however many others came after it. */
  async #lastOf(flow: string, kinds: readonly Run['kind'][]): Promise<Run | undefined> {
    const [found] = await this.#source.catalog.ask<{ body: string }>(
      `select body from documents where kind = 'run' and parent = ? and (${kinds.map(() => 'body like ?').join(' or ')})
       order by seq desc limit 1`,
      // Not by a function of JSON's, which half a character in any document would make fail.
      [flow, ...kinds.map((kind) => `%"kind":"${kind}"%`)],
    )
    return found && (JSON.parse(found.body) as Run)
  }

  /** The flows of which a run goes on. */
  get running(): readonly string[] {
    return [...this.#running.keys()]
  }

  /** Resolves when no run of the flow goes on. */
  async idle(flow: string): Promise<void> {
    while (this.#running.has(flow)) await this.#running.get(flow)!.ended
  }

  /** Begins a run, and answers its id. Throws where one of the flow's runs goes on. */
  async begin(scope: Scope, flow: string, begun: Begun, by?: Stamped): Promise<string> {
    if (this.#running.has(flow)) throw problem(409, 'run_in_progress', `A run of the flow ${flow} goes on.`)
    const { catalog, now } = this.#source
    const found = await catalog.find<Flow>(scope, 'flow', flow)
    if (!found) throw notFound('flow', flow)
    // Another may have asked while it was looked for. From here on nobody is waited for until the flow is taken.
    if (this.#running.has(flow)) throw problem(409, 'run_in_progress', `A run of the flow ${flow} goes on.`)
    const id = randomUUID()
    const run = begunRun(flow, found.body, now(), begun, by)
    const stop = new AbortController()
    const kept = catalog.write((tx) => tx.insert(scope, 'run', id, run, flow))
    const done = kept.then(() => this.#run(scope, flow, id, stop.signal, begun))
    const forget = () => void this.#running.delete(flow)
    this.#running.set(flow, { done, ended: done.then(forget, forget), stop })
    await kept
    return id
  }

  /** A run's end, where it goes on; the run as it is, where it does not. */
  async wait(scope: Scope, flow: string, run: string): Promise<Run> {
    const going = this.#running.get(flow)
    if (going) await going.done.catch(() => undefined)
    const found = await this.#source.catalog.find<Run>(scope, 'run', run)
    if (!found) throw invalid(`There is no run ${run}.`)
    return found.body
  }

  async #run(
    scope: Scope,
    flow: string,
    id: string,
    signal: AbortSignal,
    { window, onProgress, work = runFlow }: Begun,
  ): Promise<Run> {
    const { catalog, log } = this.#source
    let open: OpenFlow | undefined
    let progress: Progress = { input: 0, output: 0, failed: 0, inputBytes: 0 }
    const batches: string[] = []
    let outputBytes = 0
    /** As of the last batch: what came after it is not in the dataset. */
    let kept = progress
    const figures = () => ({
      inputRecords: progress.input,
      outputRecords: kept.output,
      failedRecords: progress.failed,
      inputBytes: progress.inputBytes,
      outputBytes,
      batches: [...batches],
      samples: open?.samples ?? [],
      drift: (open?.shaper.drift ?? []).map(({ path, type }) => ({ path, type: type.type })),
    })
    try {
      open = await openFlow(this.#source, scope, flow, id, signal)
      try {
        await work(open, {
          ...(window && { window }),
          signal,
          onProgress: (told) => {
            progress = told
            onProgress?.(told)
          },
          onBatch: async (tx, told, batch) => {
            ;[progress, kept] = [told, told]
            if (batch) {
              batches.push(batch.id)
              outputBytes += batch.bytes
            }
            await tx.update<Run>(scope, 'run', id, (run) => ({ ...run, ...figures() }))
          },
        })
      } finally {
        // What is on its way to the dataset arrives before the run has ended.
        await open.landing.close()
      }
      await this.#close(scope, id, { ...figures(), errors: rowErrors(progress) }, 'success')
    } catch (error) {
      const stopped = signal.aborted
      if (!(error instanceof RunFailed || error instanceof SourceError) && !stopped)
        log.error({ err: error, flow, run: id }, 'a run failed')
      const code = error instanceof RunFailed ? error.code : COPY_FAILED
      const message = stopped ? STOPPED : (error as Error).message
      await this.#close(scope, id, { ...figures(), errors: [{ code, message }] })
    } finally {
      await open?.host.close()
    }
    if (open && !signal.aborted) await this.#gather(open)
    return (await catalog.find<Run>(scope, 'run', id))!.body
  }

  /** Small files of a dataset into larger ones, where there are many: what the run has landed stays landed if it fails. */
  async #gather({ dataset }: OpenFlow): Promise<void> {
    const { catalog, folder, now, log } = this.#source
    try {
      await compactIfDue({ catalog, lake: folder, dataset, now })
    } catch (error) {
      log.error({ err: error, dataset: dataset.id }, 'the files of a dataset could not be gathered')
    }
  }

  /** Ends a run, and notes in the same transaction whom that is to be told to. */
  async #close(scope: Scope, id: string, changes: Partial<Run>, status: Run['status'] = 'failed'): Promise<void> {
    const { catalog, now, ops } = this.#source
    const at = now()
    await catalog.write(async (tx) => {
      await tx.update<Run>(scope, 'run', id, (run) => ({
        ...run,
        ...changes,
        status,
        completedAt: at,
        updatedAt: at,
      }))
      await ops.notices.owe(tx, scope, id)
    })
    const { body } = (await catalog.find<Run>(scope, 'run', id))!
    ops.tally.count('runs', { flow: body.flowId, status })
    if (body.failedRecords > 0) ops.tally.count('failed_rows', { flow: body.flowId }, body.failedRecords)
    ops.freshness.ended(body)
    ops.notices.wake()
  }

  /** Stops a flow's run, if one goes on, and waits for its end. */
  async stop(flow: string): Promise<void> {
    const going = this.#running.get(flow)
    going?.stop.abort()
    await going?.done.catch(() => undefined)
  }

  async close(): Promise<void> {
    clearInterval(this.#timer)
    await Promise.all([...this.#running.keys()].map((flow) => this.stop(flow)))
  }
}

const STOPPED = 'The server stopped while it ran. What was committed stays, and the next run goes on from there.'

/** A run under its threshold is a success that carries errors. */
const rowErrors = ({ failed }: Progress): Run['errors'] =>
  failed === 0 ? [] : [{ code: ROWS_FAILED, message: `${failed} rows failed and were left out.`, recordCount: failed }]
