// What changed since: the events feed, read forward from where it was left. An event only says which object changed; the object itself
// is fetched fresh, so that order, repeats and the event's own API version do not matter. What is gone is told by its last event.
// (https://docs.stripe.com/api/events/list: thirty days)
import { type Host, type Json, type Params, Refused } from './host.ts'
import type { Stream } from './streams.ts'

/** How far the feed was read. */
export interface Feed {
  /** All events up to this one were taken in; nothing where there was none yet. */
  readonly cursor?: string
  /** Its `created`, epoch seconds. */
  readonly at: number
  /** Events behind the cursor that were taken in already. */
  readonly seen: readonly string[]
  /** When it was read, in epoch milliseconds of ours. */
  readonly readAt: number
}

/** An object that changed, or is gone. */
export interface Change {
  readonly id: string
  /** The event's object, as it was then. */
  readonly last: Json
  readonly gone: boolean
  /** The event, and its time in epoch seconds. */
  readonly event: string
  readonly at: number
}

/** The feed no longer reaches back to the cursor: what happened in between has to be read otherwise. */
export class HorizonPassed extends Error {}

/** Stripe's largest page, and the most types that one question may name. */
const PAGE = 100
const TYPES_MAX = 20
/** Events may appear some time after their `created`: so many seconds are read again each time. */
const OVERLAP_SECONDS = 600
/** Why 5 000: what was seen is kept with the flow's position, and is read and written with it. */
const SEEN_MAX = 5_000

/** Why 29 days: the feed has thirty, and the first of what was missed may have come right after it was read. */
const HORIZON_MS = 29 * 24 * 60 * 60 * 1000

/**
 * Where the feed stands now, less the time in which events may still come late. What stands in it already is seen: whatever is read
 * from now on is newer. `now` in epoch milliseconds.
 */
export async function feedHead(host: Host, stream: Stream, now: number, account?: string): Promise<Feed> {
  const seen: string[] = []
  let newest: number | undefined
  for (let after: string | undefined; ; ) {
    const params = { ...typesOf(stream), limit: after === undefined ? 1 : PAGE, starting_after: after }
    const { body } = await host.get('/v1/events', params, account)
    for (const { id, created } of body.data as { id: string; created: number }[]) {
      newest ??= created
      if (created <= newest - OVERLAP_SECONDS || seen.length >= SEEN_MAX)
        return { cursor: id, at: created, seen: seen.reverse(), readAt: now }
      seen.push(id)
    }
    after = seen.at(-1)
    if (!body.has_more || after === undefined) return { at: 0, seen: seen.reverse(), readAt: now }
  }
}

/**
 * Reads the feed from where it was left, page by page, oldest first. Each page's changes are given with the feed as it is after them,
 * and what is given is waited for. `now` is when the reading began, in epoch milliseconds. Throws `HorizonPassed`.
 */
export async function readFeed(
  host: Host,
  stream: Stream,
  feed: Feed,
  onPage: (changes: readonly Change[], feed: Feed) => Promise<void>,
  now: number,
  account?: string,
): Promise<void> {
  if (now - feed.readAt > HORIZON_MS) throw new HorizonPassed('The feed was last read more than 29 days ago.')
  const seen = new Set(feed.seen)
  /** Those of them that stand further on: events that came late may fill whole pages before them. */
  const ahead = new Set(feed.seen)
  const recent: { readonly id: string; readonly created: number }[] = []
  let { cursor, at } = feed
  for await (const events of pagesOf(host, stream, feed, account)) {
    const changes: Change[] = []
    for (const event of events) {
      recent.push({ id: event.id as string, created: event.created as number })
      ahead.delete(event.id as string)
      if (seen.has(event.id as string)) continue
      seen.add(event.id as string)
      const change = changeOf(stream, event)
      if (change) changes.push(change)
    }
    const next = lag(cursor, at, recent)
    ;({ cursor, at } = next)
    await onPage(latest(changes), { ...next, seen: [...next.seen, ...ahead], readAt: feed.readAt })
  }
  await onPage([], { ...lag(cursor, at, recent), readAt: now })
}

/** Events oldest first, a page at a time. */
async function* pagesOf(host: Host, stream: Stream, feed: Feed, account: string | undefined) {
  let before = feed.cursor
  if (before === undefined) {
    const oldest = await oldestPage(host, stream, feed.seen.at(-1), account)
    if (oldest.length === 0) return
    yield oldest.toReversed()
    before = oldest[0]!.id as string
  }
  for (;;) {
    const params = { ...typesOf(stream), limit: PAGE, ending_before: before }
    const { body } = await host.get('/v1/events', params, account).catch((error) => {
      if (error instanceof Refused && (error.code === 'resource_missing' || error.status === 404))
        throw new HorizonPassed(`The host no longer has the event ${before}.`)
      throw error
    })
    const events = body.data as Json[]
    if (events.length === 0) return
    yield events.toReversed()
    before = events[0]!.id as string
    if (!body.has_more) return
  }
}

/**
 * The last page of the feed, where there was none to stand at: it is read from there, since only what is read in order can be left.
 * Throws `HorizonPassed` where the newest event that was seen is gone, for what came after it may be as well.
 */
async function oldestPage(host: Host, stream: Stream, known: string | undefined, account: string | undefined) {
  let isKnown = known === undefined
  for (let last: Json[] = []; ; ) {
    const params = { ...typesOf(stream), limit: PAGE, starting_after: last.at(-1)?.id as string | undefined }
    const { body } = await host.get('/v1/events', params, account)
    const events = body.data as Json[]
    isKnown ||= events.some(({ id }) => id === known)
    if (events.length > 0) last = events
    if (body.has_more && events.length > 0) continue
    if (!isKnown) throw new HorizonPassed(`The host no longer has the event ${known}.`)
    return last
  }
}

/** What a stream asks of the feed. Where it has more types than may be named, all are read. */
function typesOf({ events, deleted }: Stream): Params {
  const types = [...new Set([...events, ...deleted])]
  return types.length <= TYPES_MAX ? { types } : {}
}

/** Which object of the stream an event is about. One that carries another object names it: a dispute its charge. */
function changeOf(stream: Stream, event: Json): Change | undefined {
  const type = event.type as string
  const gone = stream.deleted.includes(type)
  if (!gone && !stream.events.includes(type)) return undefined
  const last = (event.data as Json).object as Json
  const id = (stream.by[type] ?? 'id').split('.').reduce<unknown>((value, name) => (value as Json | null)?.[name], last)
  if (typeof id !== 'string') return undefined
  return { id, last, gone, event: event.id as string, at: event.created as number }
}

/** One change of each object, the newest. */
function latest(changes: readonly Change[]): Change[] {
  const byId = new Map<string, Change>()
  for (const change of changes) {
    byId.delete(change.id)
    byId.set(change.id, change)
  }
  return [...byId.values()]
}

/** The cursor lags behind the newest event, and what was seen behind it is named. Events are cut off `recent` as it goes. */
function lag(cursor: string | undefined, at: number, recent: { id: string; created: number }[]): Omit<Feed, 'readAt'> {
  const newest = recent.at(-1)?.created ?? at
  let [last, lastAt] = [cursor, at]
  let settled = recent.findLastIndex(({ created }) => created <= newest - OVERLAP_SECONDS)
  settled = Math.max(settled, recent.length - SEEN_MAX - 1)
  if (settled >= 0) {
    ;({ id: last, created: lastAt } = recent[settled]!)
    recent.splice(0, settled + 1)
  }
  return { ...(last !== undefined && { cursor: last }), at: lastAt, seen: recent.map(({ id }) => id) }
}
