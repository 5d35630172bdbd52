// Events on their way: every delivery that is due is signed and posted. Attempts to one endpoint start in the order of
// their events; one that fails waits for its retry without holding the next.
import type { Logger } from 'pino'
import { Agent, request } from 'undici'
import type { Due, Place, Store } from '../kernel/store.ts'
import type { Situate, Work } from '../kernel/work.ts'
import { unit } from '../kernel/unit.ts'
import { checkPublic, publicLookup } from '../lib/public_address.ts'
import { signPayload } from '../lib/signature.ts'

/** How often the queue is asked when nobody has said that something is due. */
const EVERY_MS = 1_000
/** Why 50: some seconds' work of a handler that answers; a lease seldom ends before the last of them has its turn. */
const SLICE = 50
/** How much longer than two attempts a delivery stays with who took it: so long another process waits for one that has died. */
const SPARE_MS = 20_000
/** Why 4 kB: enough of an error page to see what went wrong. */
const RESPONSE_MAX = 4_096

/** What to send, and to whom. */
export interface Parcel {
  readonly endpoint: string
  readonly url: string
  readonly secrets: readonly string[]
  readonly body: string
}

interface Attempt {
  readonly at: number
  readonly status: number | null
  readonly response: string
  readonly latency_ms: number | null
  readonly signature: string | null
}

/** What is being done about the deliveries of one endpoint. */
interface Line {
  hands: number
  readonly taken: Due[]
  taking?: Promise<void> | undefined
  /** Whether something came since the store was last asked. */
  heard: boolean
}

export interface SenderOptions {
  readonly store: Store
  readonly situate: Situate
  readonly log: Logger
  /** How the names of the queues begin, of which each endpoint has one. */
  readonly queues: string
  /** The parcel of a delivery, if it is still owed. */
  readonly parcel: (work: Work, id: string) => Parcel | undefined
  /** Writes an attempt down. */
  readonly record: (work: Work, id: string, attempt: Attempt) => void
  readonly done: (outcome: 'delivered' | 'retried', place: Place) => void
  readonly timeoutMs: number
  readonly concurrency: number
  /** Whether private addresses may be connected to. */
  readonly trusted: boolean
}

export interface Sender {
  /** Stops, and resolves when what is on its way has arrived or failed. */
  stop(): Promise<void>
}

/** Starts to deliver what is due. */
export function startSender(options: SenderOptions): Sender {
  const { store, situate, log, timeoutMs, concurrency } = options
  const agent = new Agent({
    connect: options.trusted ? {} : { lookup: publicLookup },
    connections: Math.max(4, concurrency),
  })
  const lines = new Map<string, Line>()
  const active = new Set<Promise<void>>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined

  const inUnit = <T>({ place, id }: Due, run: (work: Work) => T) =>
    unit(store, situate(place, { cause: 'job' }), run, { ahead: () => [{ place, id }] })

  const attempt = async (parcel: Parcel): Promise<Attempt> => {
    const at = Date.now()
    const began = performance.now()
    const signature = signPayload(parcel.body, parcel.secrets, Math.floor(at / 1000))
    const done = (status: number | null, response: string): Attempt => ({
      at,
      status,
      response,
      latency_ms: Math.round(performance.now() - began),
      signature,
    })
    try {
      const url = new URL(parcel.url)
      if (!options.trusted) checkPublic(url)
      const answer = await request(url, {
        method: 'POST',
        dispatcher: agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: '*/*; q=0.5, application/xml',
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signature,
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body: parcel.body,
      })
      return done(answer.statusCode, await beginning(answer.body))
    } catch (error) {
      return done(null, reasonOf(error as Error, timeoutMs))
    }
  }

  const deliver = async (due: Due): Promise<void> => {
    const parcel = await inUnit(due, (work) => options.parcel(work, due.id))
    if (!parcel) return
    const made = await attempt(parcel)
    await inUnit(due, (work) => options.record(work, due.id, made))
    const delivered = made.status !== null && made.status >= 200 && made.status < 300
    options.done(delivered ? 'delivered' : 'retried', due.place)
    const { at, status, response } = made
    if (!delivered)
      log.warn({ endpoint: parcel.endpoint, delivery: due.id, at, status, response }, 'a webhook was not taken')
  }

  /** The next delivery of a queue, taken from the store some at a time: what waits behind them is not in memory. */
  const take = async (queue: string, line: Line): Promise<Due | undefined> => {
    if (line.taken.length === 0) {
      line.taking ??= refill(queue, line)
      await line.taking
    }
    return line.taken.shift()
  }

  const refill = async (queue: string, line: Line): Promise<void> => {
    // What is heard from here on may be too late for this answer, whoever else waits for it.
    line.heard = false
    try {
      const leaseMs = timeoutMs * 2 + SPARE_MS
      line.taken.push(...(await store.claim({ queue, until: Date.now(), limit: SLICE, leaseMs })))
    } finally {
      line.taking = undefined
    }
  }

  const work = async (queue: string, line: Line): Promise<void> => {
    while (!stopped) {
      const due = await take(queue, line)
      if (!due && !line.heard) return
      if (!due) continue
      if (line.taken.length > 0) join(queue, line)
      try {
        await deliver(due)
      } catch (error) {
        log.error({ err: error, delivery: due.id }, 'a delivery could not be made')
      }
      store.release(due)
    }
    for (const due of line.taken.splice(0)) store.release(due)
  }

  /** One more hand at a queue, unless all that may be are at work. */
  const join = (queue: string, line: Line): void => {
    if (stopped || line.hands === concurrency) return
    line.hands++
    const working = work(queue, line)
      .catch((error) => log.error({ err: error }, 'due deliveries could not be taken'))
      .then(() => {
        active.delete(working)
        line.hands--
        if (line.hands === 0) lines.delete(queue)
      })
    active.add(working)
  }

  const wake = (queue: string): void => {
    const line = lines.get(queue) ?? { hands: 0, taken: [], heard: false }
    lines.set(queue, line)
    line.heard = true
    join(queue, line)
  }

  /** For what another process put there, and for retries whose time has come. */
  const look = async (): Promise<void> => {
    try {
      for (const queue of await store.queues(options.queues, Date.now())) wake(queue)
    } catch (error) {
      log.error({ err: error }, 'due deliveries could not be looked for')
    }
    if (stopped) return
    timer = setTimeout(() => {
      looking = look()
    }, EVERY_MS)
    timer.unref()
  }
  store.watch((queue, due) => {
    if (!stopped && queue.startsWith(options.queues) && due <= Date.now()) wake(queue)
  })
  looking = look()
  return {
    stop: async () => {
      stopped = true
      clearTimeout(timer)
      await looking
      await Promise.all(active)
      await agent.close()
    },
  }
}

/** The first part of an answer; the rest is not waited for. */
async function beginning(body: AsyncIterable<Buffer> & { destroy(): unknown }): Promise<string> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    size += chunk.length
    if (size >= RESPONSE_MAX) break
  }
  body.destroy()
  return Buffer.concat(chunks).subarray(0, RESPONSE_MAX).toString('utf8')
}

function reasonOf(error: Error & { code?: string; cause?: unknown }, timeoutMs: number): string {
  if (error.name === 'TimeoutError') return `The endpoint did not answer within ${timeoutMs / 1000} seconds.`
  return error.message || error.code || 'The endpoint could not be reached.'
}
