// How a frame begins: it waits for the page that embeds it, takes its port, and from then on answers and tells over that alone.
// What a page may ask is what the frame offers; none of it gives away what is typed.
import { callsOf, type Call } from '../stripejs/call.ts'
import type { Fields } from '../stripejs/misuse.ts'
import type { Opening, Question } from './protocol.ts'
import { type Locale, localeOf, wordsIn } from './words/index.ts'
import type { Words } from './words/en.ts'

/** The page that embeds a frame, as far as the frame knows it. */
export interface Page extends Opening {
  readonly words: Words
  readonly language: Locale
  readonly call: Call
  tell(event: string, data?: Fields): void
}

/** What a page may ask of a frame, by name. */
export type Offered = { readonly [ask: string]: (given: any) => unknown }

/** Where the API is: beside the frame. No page can have it elsewhere, for that is where a card's number is sent. */
export function apiOf({ hostname, href }: Location): string {
  return hostname === 'js.stripe.com' ? 'https://api.stripe.com' : href.slice(0, href.indexOf('/v3/'))
}

/** Where the pages that belong to frames are, such as those of a customer's step. */
export const besideFrames = (path: string): string => new URL(`..${path}`, location.href).href

const isOpening = (data: unknown): data is Opening =>
  typeof data === 'object' && data !== null && (data as Opening).brindle === 'open'

/** Starts the frame once: what `start` gives is what the page may ask. */
export function openFrame(start: (page: Page) => Offered | Promise<Offered>): void {
  addEventListener('message', async function take({ source, data, ports: [port] }) {
    // A window beside this one, or within it, opens nothing.
    if (source !== window.parent || !port || !isOpening(data)) return
    removeEventListener('message', take)
    const language = localeOf(data.locale)
    document.documentElement.lang = language
    const tell = (event: string, told: Fields = {}) => port.postMessage({ event, data: told })
    try {
      const page = { ...data, language, words: await wordsIn(language), call: callsOf(apiOf(location)), tell }
      const offered = await start(page)
      port.onmessage = ({ data: { id, ask, given } }: MessageEvent<Question>) => answer(port, offered, id, ask, given)
      watchFocus(tell)
      watchHeight(tell)
      tell('ready', (offered.ready?.(undefined) as Fields | undefined) ?? {})
    } catch (thrown) {
      const { message, told } = thrown as Error & { told?: unknown }
      tell('loaderror', { error: told ?? { type: 'api_error', message } })
    }
  })
}

async function answer(port: MessagePort, offered: Offered, id: number, ask: string, given: unknown): Promise<void> {
  const run = Object.hasOwn(offered, ask) ? offered[ask] : undefined
  try {
    port.postMessage({ id, answer: await run?.(given) })
  } catch (thrown) {
    // Whoever waits is told that there is nothing to wait for.
    port.postMessage({ id, answer: { error: { type: 'api_error', message: (thrown as Error).message } } })
  }
}

/** Fields of one frame are one Element: it is left when the last of them is. */
function watchFocus(tell: Page['tell']): void {
  let isIn = false
  document.addEventListener('focusin', () => {
    if (!isIn) tell('focus')
    isIn = true
  })
  document.addEventListener('focusout', ({ relatedTarget }) => {
    if (relatedTarget !== null) return
    isIn = false
    tell('blur')
  })
  document.addEventListener('keydown', ({ key }) => {
    if (key === 'Escape') tell('escape')
  })
}

function watchHeight(tell: Page['tell']): void {
  let last = 0
  new ResizeObserver(() => {
    const height = Math.ceil(document.body.getBoundingClientRect().height)
    if (height !== last) tell('resize', { height })
    last = height
  }).observe(document.body)
}
