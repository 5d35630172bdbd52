// Embedded Checkout: the page of a Checkout Session in a frame of the merchant's page. `initEmbeddedCheckout` of releases before dahlia
// is `createEmbeddedCheckoutPage` of those since. (https://docs.stripe.com/js/embedded_checkout)
import type { Context } from './context.ts'
import { hostOf } from './elements/element.ts'
import { type Frame, openFrame } from './frame.ts'
import { goTo, isAddress } from './leave.ts'
import { IntegrationError, misuse, requireObject } from './misuse.ts'
import { type PageSecret, readPageSecret, retrievePage } from './payment_page.ts'

export interface EmbeddedCheckout {
  mount(location: unknown): void
  unmount(): void
  destroy(): void
}

interface Options {
  readonly secret: () => Promise<PageSecret>
  readonly onComplete: (() => unknown) | undefined
}

/** What the page in the frame cannot do: ask the merchant's server before it goes on, and tell how it is used. */
const NOT_BUILT = ['onShippingDetailsChange', 'onLineItemsChange', 'onAnalyticsEvent']

/** One page has one Embedded Checkout at a time, as Stripe.js has it: from when it is asked for until it is destroyed. */
let isTaken = false

function readOptions(caller: string, given: unknown): Options {
  const options = requireObject(caller, 'the options', given)
  const { clientSecret, fetchClientSecret, onComplete } = options
  for (const name of NOT_BUILT)
    if (options[name] !== undefined)
      throw new IntegrationError(`${caller}: ${name} is not built in Brindle yet. Leave it out.`)
  if (onComplete !== undefined && typeof onComplete !== 'function')
    throw misuse(caller, 'onComplete', 'a function', onComplete)
  if ((clientSecret === undefined) === (fetchClientSecret === undefined))
    throw new IntegrationError(`${caller}: pass either clientSecret or fetchClientSecret.`)
  if (fetchClientSecret === undefined) {
    const secret = readPageSecret(caller, clientSecret)
    return { secret: async () => secret, onComplete: onComplete as Options['onComplete'] }
  }
  if (typeof fetchClientSecret !== 'function')
    throw misuse(caller, 'fetchClientSecret', 'a function', fetchClientSecret)
  return {
    secret: async () => readPageSecret(caller, await fetchClientSecret()),
    onComplete: onComplete as Options['onComplete'],
  }
}

const initOf = (context: Context, name: string) => {
  const caller = `stripe.${name}()`
  return (given: unknown): Promise<EmbeddedCheckout> => {
    const options = readOptions(caller, given)
    if (isTaken) throw new IntegrationError('You cannot have multiple Embedded Checkout objects.')
    isTaken = true
    return begin(context, caller, options).catch((thrown) => {
      isTaken = false
      throw thrown
    })
  }
}

/** What of the session it goes by. */
interface Session {
  readonly return_url?: string | null
  readonly redirect_on_completion?: string
  readonly ui_mode: string
  readonly page: { readonly embedded_path: string | null }
}

async function begin(context: Context, caller: string, options: Options): Promise<EmbeddedCheckout> {
  const secret = await options.secret()
  const found = await retrievePage(context, secret)
  if (found.error) throw new IntegrationError(`${caller}: ${found.error.message}`)
  const session = found.session as unknown as Session
  const { embedded_path: path } = session.page
  if (path === null || !/^embedded/.test(session.ui_mode))
    throw new IntegrationError(
      `${caller}: the Checkout Session has ui_mode ${session.ui_mode}. It must be made with ui_mode embedded_page (before dahlia, embedded).`,
    )
  return embed(context, { path, session, id: secret.id, onComplete: options.onComplete })
}

interface Embedding {
  readonly path: string
  readonly session: Session
  readonly id: string
  readonly onComplete: Options['onComplete']
}

function embed(context: Context, { path, session, id, onComplete }: Embedding): EmbeddedCheckout {
  let frame: Frame | undefined
  let isGone = false
  let isLoaded = false
  let isDone = false

  function complete(): void {
    const to = session.return_url?.replaceAll('{CHECKOUT_SESSION_ID}', id)
    if (isDone) return
    isDone = true
    if ((session.redirect_on_completion ?? 'always') === 'always' && to !== undefined && isAddress(to)) goTo(to)
    else onComplete?.()
  }

  function hear(event: string, data: { readonly [name: string]: unknown }): void {
    if (event === 'complete') complete()
    if (event === 'leave' && typeof data.goTo === 'string' && isAddress(data.goTo)) goTo(data.goTo)
    if (event !== 'ready') return
    // After a form was sent the page begins anew, at its top: there stands what was wrong.
    if (isLoaded && frame && frame.iframe.getBoundingClientRect().top < 0) frame.iframe.scrollIntoView()
    isLoaded = true
  }

  return {
    mount(location) {
      if (isGone) throw new IntegrationError('Embedded Checkout was destroyed. Make another to mount it.')
      if (frame)
        throw new IntegrationError('Embedded Checkout is mounted already. Unmount it before you mount it elsewhere.')
      const host = hostOf(location)
      const sight = {
        page: 'embedded-checkout',
        title: 'Secure checkout frame',
        name: 'embedded-checkout',
        address: `..${path}`,
      }
      frame = openFrame(
        context,
        host,
        sight,
        { component: 'embeddedCheckout', group: '', options: {}, settings: {} },
        hear,
      )
      frame.iframe.style.height = '600px'
    },
    unmount() {
      if (isGone) throw new IntegrationError('Embedded Checkout was destroyed.')
      frame?.close()
      frame = undefined
      isLoaded = false
    },
    destroy() {
      frame?.close()
      frame = undefined
      if (!isGone) isTaken = false
      isGone = true
    },
  }
}

export const embeddedCheckoutMembers = (context: Context) => ({
  createEmbeddedCheckoutPage: initOf(context, 'createEmbeddedCheckoutPage'),
  initEmbeddedCheckout: initOf(context, 'initEmbeddedCheckout'),
})
