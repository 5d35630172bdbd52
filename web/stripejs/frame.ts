// A frame of ours in the merchant's page: what is typed into it stays there. The page asks it over a port, and hears of it.
import type { Answer, Opening, Telling } from '../frames/protocol.ts'
import type { Context } from './context.ts'
import type { Fields } from './misuse.ts'

export interface Frame {
  readonly iframe: HTMLIFrameElement
  /** Asks, and resolves with the frame's answer; asks again of a frame that was loaded anew are lost, and answered with an error. */
  ask(what: string, given?: unknown): Promise<any>
  /** The frame is gone, and whoever waits for it is told. */
  close(): void
}

interface Sight {
  /** The page of the frame: `elements-inner-card`, after `/v3/`. */
  readonly page: string
  /** What it is, for who cannot see it. */
  readonly title: string
  /** What stands behind the `#` of its address: nothing of a customer. */
  readonly hash?: string
  /** Where it is, seen from the frames, for a page that is none of theirs; and what the frame is named then. */
  readonly address?: string
  readonly name?: string
}

let made = 0

/** How long a frame may take until it is said to have failed, in milliseconds: a page over a slow line is there by then. */
const PATIENCE = 15_000

/** What every frame is named, for pages and tests that look for frames of Stripe's. */
const NAME = '__privateStripeFrame'

const GONE = 'The Element was removed from the page before this was done.'

/** Puts a frame into a node of the page. `hear` is told all that happens in it. */
export function openFrame(
  { frames, ours, locale }: Pick<Context, 'frames' | 'ours' | 'locale'>,
  into: HTMLElement,
  { page, title, hash, address, name }: Sight,
  opening: Omit<Opening, 'brindle' | 'ours' | 'locale'> & { readonly locale?: string },
  hear: (event: string, data: Fields) => void,
): Frame {
  const iframe = document.createElement('iframe')
  iframe.name = name ?? `${NAME}${++made}${Math.floor(performance.now())}`
  iframe.title = title
  iframe.allow = 'payment *; publickey-credentials-get *'
  iframe.setAttribute('frameborder', '0')
  iframe.setAttribute('scrolling', 'no')
  // A frame is seen through only where it takes the page's own scheme of colours.
  iframe.style.cssText =
    'border:0;margin:0;padding:0;width:1px;min-width:100%;overflow:hidden;display:block;height:19.2px;color-scheme:normal'
  iframe.src = address === undefined ? `${frames}${page}.html${hash ? `#${hash}` : ''}` : new URL(address, frames).href

  let port: MessagePort | undefined
  let asked = 0
  const waiting = new Map<number, (answer: unknown) => void>()
  const queued: { id: number; ask: string; given: unknown }[] = []
  const patience = setTimeout(() => hear('loaderror', { error: unreachable(iframe.src) }), PATIENCE)

  const settle = (message: string) => {
    for (const answer of waiting.values()) answer({ error: { type: 'api_error', message } })
    waiting.clear()
  }

  // Also when the page moves the frame elsewhere: then it begins anew.
  iframe.addEventListener('load', () => {
    port = undefined
    const channel = new MessageChannel()
    channel.port1.onmessage = ({ data }: MessageEvent<Answer | Telling>) => {
      if ('id' in data) {
        waiting.get(data.id)?.(data.answer)
        waiting.delete(data.id)
        return
      }
      if (data.event === 'resize') iframe.style.height = `${data.data.height}px`
      if (data.event === 'ready') {
        clearTimeout(patience)
        port = channel.port1
        for (const question of queued.splice(0)) port.postMessage(question)
      }
      hear(data.event, data.data)
    }
    const message: Opening = { brindle: 'open', ours, locale, ...opening }
    iframe.contentWindow?.postMessage(message, new URL(frames).origin, [channel.port2])
  })
  into.append(iframe)

  return {
    iframe,
    ask: (ask, given) =>
      new Promise((resolve) => {
        const question = { id: ++asked, ask, given }
        waiting.set(question.id, resolve)
        if (port) port.postMessage(question)
        else queued.push(question)
      }),
    close() {
      clearTimeout(patience)
      iframe.remove()
      settle(GONE)
    },
  }
}

const unreachable = (address: string) => ({
  type: 'api_connection_error',
  message: `The frame at ${address} was not loaded.`,
})
