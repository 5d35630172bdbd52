// The log of requests as it comes: server-sent events, for as long as somebody listens. Who does not read is left out of lines
// rather than waited for, and told how many there were. (https://html.spec.whatwg.org/multipage/server-sent-events.html)
import type { ServerResponse } from 'node:http'
import type { Place } from '../kernel/store.ts'
import type { Entry, RequestLog } from './request_log.ts'

/** Why 15 seconds: what stands between closes connections that are silent for a minute, some for half of one. */
const HEARTBEAT_MS = 15_000
/** Why 100 ms: a thousand renewals in a second are one change to whoever looks. */
const CHANGE_MS = 100
/** Why 1 MB: some 2 000 lines, ten seconds of 200 requests each. */
const UNREAD_MAX = 1024 * 1024

/**
 * Writes a line for each request of which `told` says something, until who listens goes or the log ends:
 *
 *     event: request            event: dropped
 *     data: {"id": "req_…", …}  data: {"count": 12}
 *
 * and `event: change` where something happened that nobody asked for, at most ten times a second.
 */
export function tail(
  log: RequestLog,
  response: ServerResponse,
  told: (entry: Entry) => object | undefined,
  isIn: (place: Place) => boolean,
): void {
  let dropped = 0
  const isFull = () => response.writableLength > UNREAD_MAX
  const write = (event: string, data: object) => response.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`)
  const own = () => {
    if (dropped === 0) return
    write('dropped', { count: dropped })
    dropped = 0
  }
  const hear = (entry: Entry) => {
    const line = told(entry)
    if (!line) return
    if (isFull()) dropped++
    else {
      own()
      write('request', line)
    }
  }
  let changing: NodeJS.Timeout | undefined
  const change = () => {
    changing = undefined
    if (!isFull()) write('change', {})
  }
  const happened = (place: Place) => {
    if (changing === undefined && isIn(place)) changing = setTimeout(change, CHANGE_MS).unref()
  }
  const stop = log.watch(hear, () => response.end(), happened)
  const beat = setInterval(() => isFull() || response.write(': still here\n\n'), HEARTBEAT_MS).unref()
  response.write(': the log of requests\n\n')
  response.on('drain', own)
  response.on('error', () => response.destroy())
  response.once('close', () => {
    clearInterval(beat)
    clearTimeout(changing)
    stop()
  })
}
