// Objects asked for by themselves, several at once.
import { type Json, Refused } from '../extract/host.ts'
import type { OpenFlow } from '../flow/open_flow.ts'

/** Pages, or objects, that are asked for at once. */
export const WORKERS = 8
/** Objects that are asked for by themselves, in one piece: so many are in memory. */
export const PIECE = 500

/** Does all of it, several at once; throws what the first threw when all have stopped. */
export async function forEach<T>(
  items: readonly T[],
  signal: AbortSignal | undefined,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const waiting = [...items]
  const one = async () => {
    for (let item = waiting.shift(); item !== undefined; item = waiting.shift()) {
      signal?.throwIfAborted()
      await work(item)
    }
  }
  const all = await Promise.allSettled(Array.from({ length: Math.min(WORKERS, items.length) }, one))
  const failed = all.find((done) => done.status === 'rejected')
  if (failed) throw failed.reason
}

/** An object as it is now (`askedAt` in epoch milliseconds); or that it is gone, or that there is no way to ask for it. */
export async function stateOf(
  { host, stream }: OpenFlow,
  id: string,
  account: string,
): Promise<{ readonly body: Json; readonly askedAt: number } | 'gone' | 'unasked'> {
  try {
    const answer = await host.get(`${stream.path}/${encodeURIComponent(id)}`, {}, account || undefined)
    return answer.body.deleted === true ? 'gone' : answer
  } catch (error) {
    if (error instanceof Refused && error.code === 'resource_missing') return 'gone'
    if (error instanceof Refused && error.status === 404) return 'unasked'
    throw error
  }
}
