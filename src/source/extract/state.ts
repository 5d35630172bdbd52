// An object asked for by itself: as it is now.
import { type Answer, type Host, Refused } from './host.ts'
import type { Stream } from './streams.ts'

/**
 * An object as it is now (`askedAt` in epoch milliseconds); or that it is gone, or that there is no way to ask for it. `account` is a
 * connected one, or the empty text for the key's own. Throws what the host says otherwise.
 */
export async function stateOf(
  host: Host,
  { path }: Stream,
  id: string,
  account: string,
): Promise<Pick<Answer, 'body' | 'askedAt' | 'bytes'> | 'gone' | 'unasked'> {
  try {
    const answer = await host.get(`${path}/${encodeURIComponent(id)}`, {}, account || undefined)
    return answer.body.deleted === true ? 'gone' : answer
  } catch (error) {
    if (error instanceof Refused && error.code === 'resource_missing') return 'gone'
    if (error instanceof Refused && error.status === 404) return 'unasked'
    throw error
  }
}
