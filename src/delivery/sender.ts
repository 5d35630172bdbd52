// Events on their way: every delivery that is due is signed and posted. Attempts to one endpoint start in the order of
// their events; one that fails waits for its retry without holding the next.
import type { Logger } from 'pino'
import { Agent, request } from 'undici'
import type { Due, Place, Store } from '../kernel/store.ts'
import type { Situation, Work } from '../kernel/work.ts'
import { unit } from '../kernel/unit.ts'
import { signPayload } from '../lib/signature.ts'
import { checkHost, ForbiddenAddress, publicLookup } from './address.ts'

/** How often the queue is asked when nobody has said that something is due. */
const EVERY_MS = 1_000
const SLICE = 500
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
}

export interface SenderOptions {
  readonly store: Store
  readonly situate: (place: Place, more: Partial<Situation>) => Situation
  readonly log: Logger
  /** The parcel of a delivery, if it is still owed. */
  readonly parcel: (work: Work, id: string) => Parcel | undefined
  /** Writes an attempt down. */
  readonly record: (work: Work, id: string, attempt: Attempt) => void
  readonly done: (outcome: 'delivered' | 'retried') => void
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
  const lines = new Map<string, Due[]>()
  const active = new Set<Promise<void>>()
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let looking: Promise<void> | undefined
  let again = false

  const inUnit = <T>({ place, id }: Due, run: (work: Work) => T) =>
    unit(store, situate(place, { cause: 'job' }), run, { ahead: () => [{ place, id }] })

  const attempt = async (parcel: Parcel): Promise<Attempt> => {
    const at = Date.now()
    try {
      const url = new URL(parcel.url)
      if (!options.trusted) checkHost(url)
      const answer = await request(url, {
        method: 'POST',
        dispatcher: agent,
        signal: AbortSignal.timeout(timeoutMs),
        headers: {
          accept: '*/*; q=0.5, application/xml',
          'content-type': 'application/json; charset=utf-8',
          'stripe-signature': signPayload(parcel.body, parcel.secrets, Math.floor(at / 1000)),
          'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        },
        body: parcel.body,
      })
      return { at, status: answer.statusCode, response: await beginning(answer.body) }
    } catch (error) {
      return { at, status: null, response: reasonOf(error as Error, timeoutMs) }
    }
  }

  const deliver = async (due: Due): Promise<void> => {
    const parcel = await inUnit(due, (work) => options.parcel(work, due.id))
    if (!parcel) return
    const made = await attempt(parcel)
    await inUnit(due, (work) => options.record(work, due.id, made))
    const delivered = made.status !== null && made.status >= 200 && made.status < 300
    options.done(delivered ? 'delivered' : 'retried')
    if (!delivered) log.warn({ endpoint: parcel.endpoint, delivery: due.id, ...made }, 'a webhook was not taken')
  }

  const work = async (line: Due[]): Promise<void> => {
    for (let due = line.shift(); due && !stopped; due = line.shift()) {
      try {
        await deliver(due)
      } catch (error) {
        log.error({ err: error, delivery: due.id }, 'a delivery could not be made')
      }
      store.release(due)
    }
  }

  const start = (endpoint: string, line: Due[]): void => {
    const running = Array.from({ length: Math.min(concurrency, line.length) }, () => work(line))
    const all = Promise.all(running).then(() => {
      active.delete(all)
      if (line.length > 0 && !stopped) start(endpoint, line)
      else lines.delete(endpoint)
    })
    active.add(all)
  }

  const look = async (): Promise<void> => {
    const leaseMs = timeoutMs * 2 + 60_000
    const dues = await store.claim({ queue: 'deliver', until: Date.now(), limit: SLICE, leaseMs })
    for (const due of dues) {
      const parcel = await inUnit(due, (w) => options.parcel(w, due.id))
      if (!parcel) {
        store.release(due)
        continue
      }
      const key = `${due.place.account} ${parcel.endpoint}`
      const line = lines.get(key)
      if (line) line.push(due)
      else {
        lines.set(key, [due])
        start(key, lines.get(key)!)
      }
    }
    if (dues.length === SLICE) again = true
  }

  const wake = (): void => {
    if (stopped) return
    if (looking) {
      again = true
      return
    }
    clearTimeout(timer)
    again = false
    looking = look()
      .catch((error) => log.error({ err: error }, 'due deliveries could not be looked for'))
      .then(() => {
        looking = undefined
        if (again) wake()
        else sleep()
      })
  }
  const sleep = () => {
    if (stopped) return
    timer = setTimeout(wake, EVERY_MS)
    timer.unref()
  }
  store.watch((queue, due) => {
    if (queue === 'deliver' && due <= Date.now()) wake()
  })
  wake()
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
  if (error instanceof ForbiddenAddress) return error.message
  return error.message || error.code || 'The endpoint could not be reached.'
}
