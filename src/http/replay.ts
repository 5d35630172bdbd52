// A request once more: the same line, headers and body as the log has them, asked with the key that asks for it.
import { randomUUID } from 'node:crypto'
import { invalid } from '../kernel/errors.ts'
import { LARGE } from '../kernel/large.ts'
import { maskSecrets } from '../lib/mask.ts'
import { answerTo, type Door } from './api.ts'
import type { OwnCall } from './own_call.ts'
import { type Entry, entryOf, type Kept } from './request_log.ts'

/**
 * Asks again, under an idempotency key of its own unless one is given, and answers with what the log has to note. Refused where the
 * log does not have the whole request, or where it held what the log does not give back.
 */
export async function replay(
  door: Door,
  { request, place, key, params }: OwnCall<{ readonly idempotency_key?: string }>,
  entry: Kept,
): Promise<Entry> {
  refuseUnknown(entry)
  const { method, url, apiVersion, contentType, userAgent } = entry
  const headers = {
    authorization: `Bearer ${key}`,
    host: request.headers.host,
    'user-agent': userAgent,
    ...(apiVersion !== undefined && { 'stripe-version': apiVersion }),
    ...(contentType !== undefined && { 'content-type': contentType }),
    ...(place.account !== place.tenant && { 'stripe-account': place.account }),
    ...(method === 'POST' && { 'idempotency-key': params.idempotency_key ?? `replay_${randomUUID()}` }),
    ...(request.headers['brindle-source'] && { 'brindle-source': request.headers['brindle-source'] }),
  }
  const again = { method, url, headers, socket: request.socket }
  const began = performance.now()
  const answered = await answerTo(door, again, () => entry.request)
  return { ...entryOf(again, answered, performance.now() - began), replayOf: entry.id }
}

/** The parts of a large call's path that stand for any name. */
const LARGE_CALLS = Object.keys(LARGE).map((key) => new RegExp(`^${key.replaceAll(/\{\w+\}/g, '[^/]+')}$`))

function refuseUnknown({ id, method, url, request, contentType, isCut }: Kept): void {
  const why = (says: string) => invalid(`${id} cannot be replayed: ${says}`, { code: 'request_not_replayable' })
  if (LARGE_CALLS.some((call) => call.test(`${method} ${url.split('?', 1)[0]}`)))
    throw why('it is a call of Brindle itself that is more than one unit of work.')
  if (isCut.request) throw why('only the beginning of its body is kept.')
  if (contentType?.startsWith('multipart/')) throw why('it carried a file.')
  const text = request.toString('utf8')
  if (maskSecrets(text) !== text || maskSecrets(url) !== url)
    throw why('it held a secret or the number of a card, which the log does not give back.')
}
