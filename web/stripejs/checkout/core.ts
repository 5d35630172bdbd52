// A Checkout Session in a merchant's page: what is known of it, what changes it one after the other, and the Elements that fill it in.
// The members of Stripe(key) that give it to pages, each as its release does, stand in checkout_sdk.ts.
import type { Context } from '../context.ts'
import { groupOf, type Group, elementsMembers, type PageElements } from '../elements/elements.ts'
import { insideOf } from '../elements/element.ts'
import { listenersOf, type Listeners } from '../listeners.ts'
import { type Fields, isObject, type Result, withoutEmpty } from '../misuse.ts'
import { type PageSecret, retrievePage, updatePage } from '../payment_page.ts'
import type { Answer } from './answer.ts'
import { addressSaid, contactSaid } from './contact.ts'
import { sessionOf } from './session.ts'

export interface Core {
  readonly context: Context
  readonly listeners: Listeners
  readonly elements: PageElements
  readonly group: Group
  /** Resolves once the session is here, or with what kept it away. */
  readonly loaded: Promise<Result>
  isLoaded(): boolean
  secret(): PageSecret
  answer(): Answer
  /** Whether what pays for it is filled in. */
  isPaid(): boolean
  session(): Fields
  /** Changes it, after what was asked before; the answer is the session that is shown from then on. */
  update(params: Fields): Promise<Result>
  /** Looks at it anew. */
  refresh(): Promise<Result>
  /** What is filled in has changed. */
  touched(): void
}

interface Wishes {
  readonly elementsOptions: Fields
  readonly defaultValues: Fields
}

export function makeCore(context: Context, secret: Promise<PageSecret>, wishes: Wishes): Core {
  const listeners = listenersOf('checkout')
  const { appearance, fonts } = wishes.elementsOptions
  const elements = elementsMembers(context).elements(JSON.parse(JSON.stringify({ appearance, fonts })))
  const group = groupOf('checkout', elements)
  let known: Answer | undefined
  let opened: PageSecret | undefined
  let shown = ''

  const isPaid = () => {
    const payment = insideOf(group.mounted('payment'))?.last()
    const express = insideOf(group.mounted('expressCheckout'))?.last()
    return payment?.complete === true || express?.pressed === true
  }
  const session = () => sessionOf(known!, languageOf(context), isPaid())

  /** Tells the page, if there is something new. */
  function touched(): void {
    if (!known) return
    const now = JSON.stringify(session())
    if (now === shown) return
    shown = now
    listeners.tell('change', session())
  }

  async function take(result: Result): Promise<Result> {
    if (result.error) return result
    const before = known
    known = result.session as unknown as Answer
    if (!before || settingsOf(before) !== settingsOf(known)) await elements.update(JSON.parse(settingsOf(known)))
    touched()
    return result
  }

  // One after the other: the answer to the last is how it is.
  let queue: Promise<unknown> = Promise.resolve()
  function queued(run: () => Promise<Result>): Promise<Result> {
    const next = queue.then(run).then(take)
    queue = next.catch(() => {})
    return next
  }

  const loaded = secret
    .then((given) => {
      opened = given
      return queued(() => retrievePage(context, given))
    })
    .then((result) => (result.error ? result : sayDefaults(wishes.defaultValues, core)))

  const core: Core = {
    context,
    listeners,
    elements,
    group,
    loaded,
    isLoaded: () => known !== undefined,
    secret: () => opened!,
    answer: () => known!,
    isPaid,
    session,
    update: (params) => queued(() => updatePage(context, opened!, params)),
    refresh: () => queued(() => retrievePage(context, opened!)),
    touched,
  }
  return core
}

/** In which language amounts are written: the page's, or the browser's. */
const languageOf = ({ locale }: Context) => (locale === 'auto' ? navigator.language : locale)

/** What the frames of its Elements go by, as for an intent that is still to come. */
function settingsOf(answer: Answer): string {
  const { mode, amount_total, currency, payment_method_types: types, page, branding_settings: branding } = answer
  return JSON.stringify({
    mode,
    ...(mode !== 'setup' && { amount: amount_total ?? 0 }),
    ...(currency !== null && { currency }),
    paymentMethodTypes: types,
    ...(page.reuses && mode === 'payment' && { setupFutureUsage: 'off_session' }),
    ...(branding?.display_name && { businessName: branding.display_name }),
  })
}

/** What the page knows of the customer, where the session does not. */
function sayDefaults(defaults: Fields, core: Core): Promise<Result> | Result {
  const { collected } = core.answer().page
  const { email, phoneNumber, billingAddress, shippingAddress } = defaults
  const said = withoutEmpty({
    ...(!collected.email && { email }),
    ...(!collected.phone && { phone: phoneNumber }),
    ...(!collected.address && isObject(billingAddress) && contactSaid(billingAddress)),
    ...(!collected.shipping && isObject(shippingAddress) && addressSaid(shippingAddress)),
  })
  return Object.keys(said).length > 0 ? core.update(said) : {}
}
