// The sheet of a dialog: a head with a way out, and below it a page of ours in which the customer decides. It closes by itself once that is
// decided.
import { h } from './fields.ts'
import { besideFrames, type Page } from './open.ts'
import { dress } from './dress.ts'
import { SHEET } from './sheet_style.ts'

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
  const address = `${besideFrames(step)}?in=frame&locale=${page.language}`
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
