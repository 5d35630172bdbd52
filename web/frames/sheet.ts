// The sheet of a dialog: a head with a way out, and below it a page of ours in which the customer decides. It closes by itself once that is
// decided.
import { h } from './fields.ts'
import { besideFrames, type Page } from './open.ts'
import { dress } from './plain_style.ts'

/** How sheets look, in light and dark; their colours are those of the pages that they show. */
export const SHEET = `
* { box-sizing: border-box; margin: 0; }
:root { --page: #f5f1ea; --card: #fffdfa; --text: #2a2118; --soft: #6b5c4b; --line: #e4dacb; --accent: #7d4716; --on: #fff; --focus: #d9a441; color-scheme: light dark; }
@media (prefers-color-scheme: dark) {
  :root { --page: #15110d; --card: #201a14; --text: #f3ebe0; --soft: #b9a993; --line: #3a3026; --accent: #e6ab62; --on: #1d1308; --focus: #b07f2a; }
}
html { height: 100%; background: var(--page); color: var(--text); }
body { min-height: 100%; display: flex; flex-direction: column; font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
header { display: flex; align-items: center; gap: 8px; padding: 4px 4px 4px 16px; border-bottom: 1px solid var(--line); background: var(--card); }
h1 { flex: 1; font-size: 17px; line-height: 1.3; }
button { min-width: 44px; min-height: 44px; padding: 8px 14px; border: 1px solid var(--soft); border-radius: 10px; background: transparent; color: inherit; font: inherit; font-weight: 600; cursor: pointer; }
header button { border-color: transparent; }
:focus-visible { outline: 3px solid var(--focus); outline-offset: -3px; }
iframe { flex: 1; width: 100%; min-height: 540px; border: 0; }
`

interface Shown {
  readonly title: string
  /** What the frame with the customer's page is called, for tests that look for Stripe.js's. */
  readonly name: string
  readonly id: string
  /** Who leaves it has said no. */
  readonly leavingFails?: boolean
}

/** What somebody sees of the page of a step: `open`, `spent`, `expired`. */
const stateIn = ({ contentDocument }: HTMLIFrameElement): string | undefined =>
  contentDocument?.querySelector('main')?.dataset.state

/**
 * Shows the page of a customer's step. Only its path comes from the merchant's page, and only such a path: the rest is where this
 * frame itself is.
 */
export function showStep(page: Page, { title, name, id, leavingFails }: Shown) {
  const { tell, words, settings } = page
  const step = String(settings.step)
  if (!/^\/authorize\/[\w.]+\/\w+$/.test(step)) throw new Error('There is no such step.')
  dress(SHEET)
  tell('titled', { title })
  const address = `${besideFrames(step)}?in=frame`
  const close = async () => {
    if (leavingFails) await fetch(address, { method: 'POST', body: new URLSearchParams({ outcome: 'fail' }) })
    tell('close', { closed: true })
  }
  const button = h('button', { type: 'button', class: 'LightboxModalClose', 'aria-label': words.close }, '\u2715')
  button.addEventListener('click', close)
  const inner = h('iframe', { id, name, title })
  inner.addEventListener('load', () => {
    const state = stateIn(inner)
    if (state !== undefined && state !== 'open') tell('close', { decided: true })
    inner.contentDocument?.addEventListener('keydown', ({ key }) => key === 'Escape' && close())
  })
  inner.src = address
  document.body.append(h('header', {}, h('h1', {}, title), button), inner)
  return { focus: () => inner.focus(), cancel: close }
}
