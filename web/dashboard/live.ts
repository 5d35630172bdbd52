// What happens in the account while somebody looks: the requests of others, as they come.
import { effect, signal } from '@preact/signals'
import { host } from './router.ts'
import { key } from './session.ts'

/** A request as the log tells of it when it comes. */
export interface Heard {
  readonly id: string
  readonly created: number
  readonly method: string
  readonly path: string
  readonly status: number
  readonly milliseconds: number
  readonly source: string
}

/** Counts up whenever something may have changed: pages then read again what they show. */
export const news = signal(0)

/** Whether the server is being listened to. */
export const isLive = signal(false)

type Hear = (heard: readonly Heard[], dropped: number) => void
const hearers = new Set<Hear>()

/** Calls back with requests as they come, many at a time where many come. Answers how to stop. */
export function hear(hearer: Hear): () => void {
  hearers.add(hearer)
  return () => hearers.delete(hearer)
}

/** Why 150 ms: what changes is seen at once, and a busy server makes a page read seven times a second at most. */
const GATHER_MS = 150
/** Why two seconds: a server that starts again is found soon. */
const AGAIN_MS = 2000

let gathered: Heard[] = []
let dropped = 0
/** Whether something happened that nobody asked for. */
let isChanged = false
let gathering: ReturnType<typeof setTimeout> | undefined

function tell(): void {
  gathering = undefined
  const [heard, lost] = [gathered, dropped]
  gathered = []
  const changed = isChanged
  dropped = 0
  isChanged = false
  for (const hearer of hearers) hearer(heard, lost)
  if (changed || lost > 0 || heard.some(({ method, source }) => method !== 'GET' && source !== 'dashboard'))
    news.value++
}

function take(event: string, data: string): void {
  if (event === 'request') gathered.push(JSON.parse(data))
  else if (event === 'dropped') dropped += JSON.parse(data).count
  else if (event === 'change') isChanged = true
  else return
  if (gathering === undefined) gathering = setTimeout(tell, GATHER_MS)
}

/** Listens for as long as the page is open, anew for another key. */
export function listen(): void {
  effect(() => {
    const secret = key.value
    if (!secret) return
    const stop = new AbortController()
    void follow(secret, stop.signal)
    return () => stop.abort()
  })
}

async function follow(secret: string, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const headers = { authorization: `Bearer ${secret}`, 'brindle-source': 'dashboard' }
      const response = await fetch(`${host}/brindle/requests/stream`, { headers, signal })
      if (!response.ok || !response.body) return
      isLive.value = true
      await read(response.body)
    } catch {
      // The server went away, or the page is for another account now.
    }
    isLive.value = false
    if (!signal.aborted) await new Promise((resolve) => setTimeout(resolve, AGAIN_MS))
  }
}

/** Server-sent events, of which browsers read none that need a key. (https://html.spec.whatwg.org/multipage/server-sent-events.html) */
async function read(body: ReadableStream<Uint8Array<ArrayBuffer>>): Promise<void> {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader()
  let rest = ''
  for (;;) {
    const { value, done } = await reader.read()
    if (done) return
    const blocks = (rest + value).split('\n\n')
    rest = blocks.pop()!
    for (const block of blocks) {
      const lines = block.split('\n')
      const of = (name: string) =>
        lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trim())
      if (of('data').length > 0) take(of('event')[0] ?? 'message', of('data').join('\n'))
    }
  }
}
