// 2026-03-25.dahlia: the places where a Checkout Session is shown have other names.
// (https://docs.stripe.com/changelog/dahlia/2026-03-25/updates-available-checkout-session-ui-modes)
import { about, type Sent, type VersionChange } from './change.ts'

/** By the name before. `form` is younger than the change, and has no older name. */
const NAMES: Readonly<Record<string, string>> = {
  custom: 'elements',
  embedded: 'embedded_page',
  hosted: 'hosted_page',
}
const OLD = Object.fromEntries(Object.entries(NAMES).map(([before, now]) => [now, before]))

export const dahlia: VersionChange = {
  version: '2026-03-25.dahlia',
  about: '`ui_mode` is `hosted_page`, `embedded_page` or `elements`; it was `hosted`, `embedded` or `custom`.',
  concerns: about('checkout/sessions'),
  up: ({ key }, params) => {
    const { ui_mode } = params
    if (key !== 'POST /v1/checkout/sessions' || typeof ui_mode !== 'string') return params
    return { ...params, ui_mode: NAMES[ui_mode] ?? ui_mode }
  },
  down: {
    'checkout.session': (session): Sent => ({
      ...session,
      ui_mode: OLD[String(session.ui_mode)] ?? session.ui_mode,
    }),
  },
}
