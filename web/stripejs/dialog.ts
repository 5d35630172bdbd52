// A frame of ours over the whole page, as a dialog: a bank's question, a code to scan, a test wallet. While it is open nothing else of the
// page can be reached, and afterwards the cursor is back where it was. (WAI-ARIA 1.2, dialog)
import type { Context } from './context.ts'
import { type Frame, openFrame } from './frame.ts'
import type { Fields } from './misuse.ts'

interface Shown {
  /** The page of the frame, after `/v3/`. */
  readonly page: string
  readonly title: string
  /** What the frame is given. */
  readonly settings: Fields
}

const COVER =
  'position:fixed;inset:0;z-index:2147483647;background:rgba(10,8,6,.55);display:grid;place-items:center;margin:0;padding:0;border:0'
const SHEET =
  ';width:min(100%,520px);min-width:0;max-height:100%;height:min(100%,640px);border-radius:12px;background:#fff;overflow:auto'

/** Shows a frame until it says how it ended, by `close`: what it told then. */
export const showDialog = (context: Context, shown: Shown): Promise<Fields> => openDialog(context, shown, () => {}).done

/** The same, for who has something to say to the frame, and hears what else it tells. */
export function openDialog(
  context: Context,
  { page, title, settings }: Shown,
  told: (event: string, data: Fields) => void,
): { readonly frame: Frame; readonly done: Promise<Fields> } {
  let frame!: Frame
  const done = new Promise<Fields>((resolve) => {
    const before = document.activeElement
    const cover = document.createElement('div')
    cover.setAttribute('role', 'dialog')
    cover.setAttribute('aria-modal', 'true')
    cover.setAttribute('aria-label', title)
    cover.style.cssText = COVER
    document.body.append(cover)
    const others = [...document.body.children].filter((one) => one !== cover && !one.hasAttribute('inert'))
    for (const one of others) one.setAttribute('inert', '')

    const end = (told: Fields) => {
      for (const one of others) one.removeAttribute('inert')
      removeEventListener('keydown', leave)
      frame.close()
      cover.remove()
      if (before instanceof HTMLElement) before.focus()
      resolve(told)
    }
    const hear = (event: string, data: Fields) => {
      told(event, data)
      if (event === 'escape') frame.ask('cancel')
      if (event === 'titled') cover.setAttribute('aria-label', String(data.title))
      if (event === 'close' || event === 'loaderror') end(data)
    }
    const opening = { component: page, group: '', options: {}, settings }
    frame = openFrame(context, cover, { page, title }, opening, (event, data) => {
      // It is as high as the window lets it be, and scrolls by itself.
      if (event === 'resize') frame.iframe.style.height = `min(100%, ${Number(data.height)}px)`
      else hear(event, data)
      if (event === 'ready') {
        frame.iframe.focus()
        frame.ask('focus')
      }
    })
    frame.iframe.style.cssText += SHEET
    frame.iframe.removeAttribute('scrolling')
    const leave = ({ key }: KeyboardEvent) => {
      if (key === 'Escape') frame.ask('cancel')
    }
    addEventListener('keydown', leave)
  })
  return { frame, done }
}
