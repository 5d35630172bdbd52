// An account into a lake: a ready flow for each list, run to its end. Run again, each goes on where it stopped.
import { Host } from './extract/host.ts'
import type { Stream } from './extract/streams.ts'
import type { Run } from './flow/documents.ts'
import { budgetOf } from './flow/hosts.ts'
import type { PrivacyAction } from './flow/privacy.ts'
import { readyConnection, readyFlow } from './flow/ready_flow.ts'
import type { Source } from './index.ts'
import type { Scope } from './lake/catalog.ts'

/** Whose the flows of the command line are. */
export const OWN: Scope = { org: 'BRINDLE@AdobeOrg', sandbox: 'prod' }
const CALLER = { scope: OWN, user: 'brindle', client: 'brindle source sync' }

export interface SyncOptions {
  readonly url: string
  readonly key: string
  readonly streams: readonly Stream[]
  readonly version: string
  readonly connected: boolean
  /** Epoch seconds. */
  readonly createdFrom?: number
  /** What becomes of the personal fields of every list; without it they are landed as they are. */
  readonly privacy?: PrivacyAction
  readonly onProgress?: (text: string) => void
  readonly onDone?: (result: Synced) => void
}

/** How it went with one list. */
export interface Synced {
  readonly stream: string
  readonly rows: number
  readonly failed: number
  readonly seconds: number
  readonly drift: readonly string[]
  readonly error?: string
}

/** Why 4: lists have a rate each (25 requests a second), of which four are what an account may be asked in all (100). */
const AT_ONCE = 4

/** Brings every list up to date. A list that fails is told, and the others go on. Throws what concerns them all. */
export async function syncLake(source: Source, options: SyncOptions): Promise<Synced[]> {
  const { url, key, streams, version, connected, createdFrom, privacy, onProgress, onDone } = options
  const name = await accountName(source, url, key)
  const connection = await readyConnection(source, CALLER, name, url, key)
  const waiting = [...streams]
  const results: Synced[] = []
  const shown = new Map<string, { rows: number; done?: number }>()
  const beganAll = performance.now()
  const show = () => {
    const rows = [...shown.values()].reduce((sum, one) => sum + one.rows, 0)
    const seconds = (performance.now() - beganAll) / 1000
    const each = [...shown].slice(-AT_ONCE).map(([stream, { rows: n, done }]) => `${stream} ${n}${share(done)}`)
    const open = [...shown.values()].flatMap(({ done }) => (done !== undefined && done > 0 && done < 1 ? [done] : []))
    const left = open.length > 0 ? Math.max(...open.map((done) => (seconds * (1 - done)) / done)) : 0
    onProgress?.(
      `${rows} rows, ${Math.round(rows / Math.max(0.1, seconds))}/s${left > 1 ? `, ${Math.round(left)} s left` : ''}: ${each.join(', ')}`,
    )
  }
  const work = async () => {
    for (let stream = waiting.shift(); stream; stream = waiting.shift()) {
      const result = await one(stream)
      results.push(result)
      onDone?.(result)
    }
  }
  const one = async (stream: Stream): Promise<Synced> => {
    const began = performance.now()
    try {
      const { flowId } = await readyFlow(source, CALLER, connection, stream, {
        apiVersion: version,
        ...(connected && { accounts: 'connected' }),
        ...(createdFrom !== undefined && { createdFrom }),
        ...(privacy && { privacy: { fields: 'personal', action: privacy } }),
        // The server's schedule leaves these flows alone: they run when the command does.
        scheduleParams: { startTime: FAR, frequency: 'once' },
        options: { partialIngestionPercent: 5 },
      })
      const run = await source.runner.begin(OWN, flowId, {
        kind: 'once',
        onProgress: ({ output, done }) => {
          shown.set(stream.name, { rows: output, ...(done !== undefined && { done }) })
          show()
        },
      })
      return figures(stream, await source.runner.wait(OWN, flowId, run), began)
    } catch (error) {
      return { stream: stream.name, rows: 0, failed: 0, seconds: 0, drift: [], error: (error as Error).message }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return results
}

/** Epoch seconds of a day that does not come: 9999-12-31. */
const FAR = 253_370_764_800

const share = (done: number | undefined) => (done === undefined ? '' : ` (${Math.floor(done * 100)} %)`)

function figures({ name }: Stream, run: Run, began: number): Synced {
  return {
    stream: name,
    rows: run.outputRecords,
    failed: run.failedRecords,
    seconds: (performance.now() - began) / 1000,
    drift: run.drift.map(({ path }) => path),
    ...(run.status === 'failed' && { error: run.errors.map(({ message }) => message).join(' ') }),
  }
}

/** What the connection of an account is called: so that another key of it goes on with the same flows. Asks the host. */
export async function accountName(source: Source, url: string, key: string): Promise<string> {
  const host = new Host({ url, token: key, budget: budgetOf(source, `${url} name`, url, key), tries: 3 })
  try {
    const { body } = await host.get('/v1/account')
    return `${url} ${body.id as string}`
  } finally {
    await host.close()
  }
}
