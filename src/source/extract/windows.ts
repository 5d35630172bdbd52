// Reading what there is: windows of `created`, several at a time, each a chain of pages, newest first. A window's rest is its whole
// state, so reading goes on at the page at which it stopped; and whoever has nothing to do takes half of somebody's rest.
import { type Host, type Json, type Params, Refused } from './host.ts'

/** What is left of a window: objects created in [from, to), after this one. Epoch seconds. */
export interface Window {
  readonly from: number
  readonly to: number
  /** The last object that was read; the list goes on behind it. */
  readonly after?: string
}

export interface Listing {
  readonly path: string
  /** Whether the list can be asked by `created`. Where it cannot, it is one window. */
  readonly created: boolean
  readonly params: Params
}

export interface Page {
  readonly records: readonly Json[]
  /** Epoch milliseconds at which it was asked for. */
  readonly askedAt: number
  readonly requestId: string
  readonly bytes: number
}

/** Stripe's largest page. */
const PAGE = 100

/** The newest `created` of a list, or undefined where it is empty. Epoch seconds. */
export async function newestOf(host: Host, listing: Listing, account?: string): Promise<number | undefined> {
  const { body } = await host.get(listing.path, { ...listing.params, limit: 1 }, account)
  return (body.data as Json[])[0]?.created as number | undefined
}

export interface Reading {
  readonly host: Host
  readonly listing: Listing
  readonly account?: string
  /** How many pages are asked for at once. */
  readonly workers: number
  /**
   * Given each page with what is left of all windows after it. What it answers is waited for, so a slow lake slows the reading;
   * no other page is given meanwhile.
   */
  readonly onPage: (page: Page, left: readonly Window[]) => Promise<void>
  readonly signal?: AbortSignal
}

/** Reads all windows to their ends. Throws what the host throws, when all workers have stopped. */
export async function readWindows(windows: readonly Window[], reading: Reading): Promise<void> {
  const { listing, workers } = reading
  const waiting = [...windows]
  const busy = new Map<number, Window>()
  let failed: { readonly error: unknown } | undefined
  let wake: (() => void)[] = []
  /** Pages are given one after the other: what is left is then true of all that was given. */
  let giving: Promise<void> = Promise.resolve()

  const work = async (me: number): Promise<void> => {
    while (!failed && !reading.signal?.aborted) {
      const mine = waiting.shift()
      if (!mine) {
        if (busy.size === 0) return
        await new Promise<void>((resolve) => wake.push(resolve))
        continue
      }
      busy.set(me, mine)
      try {
        const [page, rest] = await readPage(reading, mine)
        const give = giving.then(async () => {
          // What is left would no longer name the page that was not taken.
          if (failed) return
          busy.delete(me)
          if (rest) waiting.unshift(...(isIdle() ? halves(rest, listing) : [rest]))
          await reading.onPage(page, [...busy.values(), ...waiting])
        })
        giving = give.catch((error) => {
          failed ??= { error }
        })
        await give
      } catch (error) {
        failed ??= { error }
      }
      for (const go of wake) go()
      wake = []
    }
  }
  const isIdle = () => wake.length > 0 && waiting.length === 0
  await Promise.all(Array.from({ length: workers }, (_, me) => work(me)))
  if (failed) throw failed.error
  reading.signal?.throwIfAborted()
}

/** One page of a window, and the window's rest: nothing where it was the last. */
async function readPage({ host, listing, account }: Reading, window: Window): Promise<[Page, Window | undefined]> {
  const { from, to, after } = window
  const bounds = listing.created ? { 'created[gte]': from, 'created[lt]': to } : {}
  const params = { ...listing.params, ...bounds, limit: PAGE, starting_after: after }
  const { body, ...answer } = await host.get(listing.path, params, account).catch((error) => {
    // The object at which it stopped is gone since: the window's second is read again from its newest.
    if (after === undefined || !(error instanceof Refused) || error.code !== 'resource_missing') throw error
    return host.get(listing.path, { ...params, starting_after: undefined }, account)
  })
  const records = body.data as Json[]
  const last = records.at(-1)
  const page = { records, askedAt: answer.askedAt, requestId: answer.requestId, bytes: answer.bytes }
  if (!last || !body.has_more) return [page, undefined]
  // Newest first: behind the last one there is nothing newer.
  return [page, { from, to: listing.created ? Math.min(to, last.created + 1) : to, after: last.id as string }]
}

/** A second cannot be halved; neither can a list that takes no `created`. */
function halves(rest: Window, { created }: Listing): Window[] {
  const middle = Math.floor((rest.from + rest.to) / 2)
  if (!created || middle <= rest.from || middle >= rest.to) return [rest]
  return [
    { ...rest, from: middle },
    { from: rest.from, to: middle },
  ]
}
