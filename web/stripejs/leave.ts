// Leaving the page: where can be gone to, and what an address of return is told.
import type { Intent, Secret } from './intents.ts'

/** Whether an address can be gone to: a page's or an app's, and no script. */
export const isAddress = (text: string) =>
  URL.canParse(text) && !/^(javascript|data|vbscript):$/.test(new URL(text).protocol)

/** Leaves. The promise stays open, because the page that waits for it is on its way out. */
export function goTo(address: string): Promise<never> {
  window.location.assign(address)
  return new Promise(() => {})
}

/**
 * What a return address is told of an intent that no page of ours decided; money still on its way is `pending`.
 * (https://docs.stripe.com/payments/payment-intents/verifying-status)
 */
const REDIRECT_STATUS: { readonly [status: string]: string } = {
  succeeded: 'succeeded',
  requires_capture: 'succeeded',
  processing: 'pending',
  requires_action: 'pending',
}

/** The return address with what Stripe adds to it; its own query and fragment stay. */
export function returnAddress(returnUrl: string, { kind, clientSecret }: Secret, { id, status }: Intent): string {
  const url = new URL(returnUrl)
  url.searchParams.set(kind.object, id)
  url.searchParams.set(`${kind.object}_client_secret`, clientSecret)
  url.searchParams.set('redirect_status', REDIRECT_STATUS[status] ?? 'failed')
  return url.href
}
