// Events that were pushed, and the runs that they bring about: one run of a flow at a time, and one more after it for all that came
// meanwhile. A run that the host has not yet shown the event to is made again some times, since lists may be late.
import type { Flow, SourceConnection } from '../flow/documents.ts'
import { positionsOf } from '../flow/position.ts'
import { SourceError } from '../door/errors.ts'
import { streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'

/** What of an event counts. */
export interface Pushed {
  readonly id: string
  readonly type: string
  /** The connected account where it happened; none for the connection's own. */
  readonly account?: string
  /** Epoch seconds. */
  readonly created: number
}

/** Why 10 000: Stripe repeats an event for three days, mostly within minutes. One that is forgotten costs a run that finds nothing. */
const SEEN_MAX = 10_000
/** Why 5 000: as many as a flow's position names; of more it is enough to run once again. */
const WANTED_MAX = 5_000
/** How often a run is made again for an event that the host's feed does not show. The pauses double: 31 seconds in all. [I] */
const AGAIN_MAX = 5
const PAUSE_MS = 1_000
/** Why so many: nobody has more by far. */
const ALL = { limit: 10_000 } as const

/** The runs of one flow, one after the other. */
interface Chain {
  /** Something came since the last run began. */
  again: boolean
  /** Events that no run has been shown, by id. */
  readonly wanted: Map<string, Pushed>
  /** Ends the pause before the next run. */
  wake: () => void
}

export class Triggers {
  readonly #source: Source
  /** By connection: the ids of events, oldest first. */
  readonly #seen = new Map<string, Set<string>>()
  readonly #chains = new Map<string, Chain>()
  readonly #going = new Set<Promise<void>>()
  #stopped = false

  constructor(source: Source) {
    this.#source = source
  }

  /**
   * Takes an event of a connection: what it concerns runs. Resolves when the runs are written down, so that they go on even if the
   * process ends; answers the ids of the flows. Rejects where that could not be done, and the event counts as not seen.
   */
  async take(
    scope: Scope,
    connection: string,
    event: Pushed,
  ): Promise<{ readonly isRepeat: boolean; readonly flows: readonly string[] }> {
    const seen = this.#seen.get(connection) ?? new Set<string>()
    this.#seen.set(connection, seen)
    if (seen.has(event.id)) return { isRepeat: true, flows: [] }
    seen.add(event.id)
    if (seen.size > SEEN_MAX) seen.delete(seen.values().next().value!)
    try {
      const flows = await this.#flowsOf(scope, connection, event)
      await Promise.all(flows.map((flow) => this.#trigger(scope, flow, event)))
      return { isRepeat: false, flows }
    } catch (error) {
      seen.delete(event.id)
      throw error
    }
  }

  /** The connection's flows that read what the event's type changes, and where it happened. One before its start is not begun. */
  async #flowsOf(scope: Scope, connection: string, { type, account }: Pushed): Promise<string[]> {
    const { catalog, now } = this.#source
    const sources = await catalog.list<SourceConnection>(scope, 'sourceConnection', ALL)
    const concerned = new Set(
      sources.flatMap(({ id, body: { baseConnectionId, params } }) => {
        const isRead = account === undefined || params.accounts === 'connected'
        return baseConnectionId === connection && isRead && isChangedBy(params.resourcePath, type) ? [id] : []
      }),
    )
    if (concerned.size === 0) return []
    const flows = await catalog.list<Flow>(scope, 'flow', ALL)
    return flows.flatMap(({ id, body: { state, sourceConnectionIds, scheduleParams } }) => {
      const isBegun = state === 'enabled' && scheduleParams.startTime * 1000 <= now()
      return isBegun && sourceConnectionIds.some((one) => concerned.has(one)) ? [id] : []
    })
  }

  async #trigger(scope: Scope, flow: string, event: Pushed): Promise<void> {
    const known = this.#chains.get(flow)
    if (known) {
      if (known.wanted.size < WANTED_MAX) known.wanted.set(event.id, event)
      known.again = true
      known.wake()
      return
    }
    const chain: Chain = { again: false, wanted: new Map([[event.id, event]]), wake: () => undefined }
    this.#chains.set(flow, chain)
    const begun = Promise.withResolvers<void>()
    const going = this.#go(scope, flow, chain, begun.resolve)
      .catch((error) => {
        begun.reject(error)
        if (!(error instanceof SourceError)) this.#source.log.error({ err: error, flow }, 'an event was not followed')
      })
      .finally(() => {
        if (this.#chains.get(flow) === chain) this.#chains.delete(flow)
        this.#going.delete(going)
      })
    this.#going.add(going)
    await begun.promise
  }

  async #go(scope: Scope, flow: string, chain: Chain, begun: () => void): Promise<void> {
    for (let tries = 0; ; ) {
      // What comes from here on may be too late for this run.
      chain.again = false
      const isOver = await this.#run(scope, flow, begun)
      if (isOver || this.#stopped) break
      await this.#drop(flow, chain)
      if (this.#stopped) break
      // Nothing is waited for between this look and the end: what comes now is either seen, or begins anew.
      if (chain.again) tries = 0
      else if (chain.wanted.size === 0 || tries === AGAIN_MAX) break
      else await this.#pause(chain, tries++)
    }
    this.#chains.delete(flow)
  }

  /** One run, after whatever else runs of the flow. Answers whether there is no more to be run. */
  async #run(scope: Scope, flow: string, begun: () => void): Promise<boolean> {
    const { catalog, runner } = this.#source
    while (!this.#stopped) {
      // Looked at each time: a flow that was disabled meanwhile does not run again.
      const found = await catalog.find<Flow>(scope, 'flow', flow)
      if (found?.body.state !== 'enabled') break
      try {
        const run = await runner.begin(scope, flow, { kind: 'event' })
        begun()
        await runner.wait(scope, flow, run)
        return false
      } catch (error) {
        if (!(error instanceof SourceError) || error.status !== 409) throw error
        begun()
        await runner.idle(flow)
      }
    }
    begun()
    return true
  }

  /** Forgets the events that the flow has come past. */
  async #drop(flow: string, { wanted }: Chain): Promise<void> {
    const positions = await positionsOf(this.#source.catalog, flow)
    const isKnown = Object.keys(positions).length > 0
    for (const { id, account = '', created } of [...wanted.values()]) {
      const feed = positions[account]?.feed
      const isShown = feed && (feed.cursor === id || feed.seen.includes(id) || created <= feed.at)
      // An account that is not read has no place in the feed, and none will come.
      if (isShown || (isKnown && !feed)) wanted.delete(id)
    }
  }

  #pause(chain: Chain, tries: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, (this.#source.pauseMs ?? PAUSE_MS) * 2 ** tries)
    chain.wake = () => {
      clearTimeout(timer)
      resolve()
    }
    return promise
  }

  /** Resolves when nothing runs, or waits to be run again, because of an event. */
  async settled(): Promise<void> {
    while (this.#going.size > 0) await Promise.all(this.#going)
  }

  /** Begins no more runs. Those that go on are the runner's to stop. */
  stop(): void {
    this.#stopped = true
    for (const { wake } of this.#chains.values()) wake()
  }
}

/** Whether objects that a resource path reads are changed where an event of the type happens. */
function isChangedBy(resourcePath: string, type: string): boolean {
  const named = streamNamed(resourcePath)
  const stream = named?.within ? streamNamed(named.within.parent) : named
  return stream?.events.includes(type) ?? false
}
