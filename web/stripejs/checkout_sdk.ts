// The members that give a page a Checkout Session to build its own form around. Releases differ in how: the first ones gave a promise
// of everything, those since clover give an object at once, whose actions are loaded.
// (https://docs.stripe.com/js/custom_checkout/init; the types of @stripe/stripe-js 2 to 10)
import { type Actions, actionsOf } from './checkout/actions.ts'
import { type Core, makeCore } from './checkout/core.ts'
import { elementsOf, namedElements, olderElementsOf } from './checkout/elements.ts'
import { failed, type Outcome } from './checkout/outcome.ts'
import { olderSession } from './checkout/older_session.ts'
import type { Context, Member } from './context.ts'
import { type Fields, IntegrationError, isObject, misuse, optionalObject, requireObject } from './misuse.ts'
import { type PageSecret, readPageSecret } from './payment_page.ts'

interface Options {
  readonly secret: Promise<PageSecret>
  readonly elementsOptions: Fields
  readonly defaultValues: Fields
}

/** The secret as a release takes it: a text, a promise of one, or a function that fetches it. */
function secretIn(caller: string, { clientSecret, fetchClientSecret }: Fields): Promise<PageSecret> {
  if ((clientSecret === undefined) === (fetchClientSecret === undefined))
    throw new IntegrationError(`${caller}: pass the client secret of a Checkout Session, in one way.`)
  if (typeof fetchClientSecret === 'function')
    return Promise.resolve(fetchClientSecret()).then((given) => readPageSecret(caller, given))
  if (fetchClientSecret !== undefined) throw misuse(caller, 'fetchClientSecret', 'a function', fetchClientSecret)
  if (isPromise(clientSecret)) return Promise.resolve(clientSecret).then((given) => readPageSecret(caller, given))
  return Promise.resolve(readPageSecret(caller, clientSecret))
}

const isPromise = (given: unknown): given is PromiseLike<unknown> =>
  isObject(given) && typeof (given as { then?: unknown }).then === 'function'

function readOptions(caller: string, given: unknown): Options {
  const options = requireObject(caller, 'the options', given)
  const secret = secretIn(caller, options)
  // Whoever waits for it hears of it; nobody has to.
  secret.catch(() => {})
  return {
    secret,
    elementsOptions: {
      appearance: options.appearance,
      fonts: options.fonts,
      ...optionalObject(caller, 'elementsOptions', options.elementsOptions),
    },
    defaultValues: optionalObject(caller, 'defaultValues', options.defaultValues),
  }
}

const coreOf = (context: Context, { secret, ...wishes }: Options): Core => makeCore(context, secret, wishes)

/** What every release has of how it looks. */
const looksOf = (core: Core) => ({
  changeAppearance(appearance: unknown) {
    core.elements.update({ appearance: requireObject('checkout.changeAppearance()', 'the appearance', appearance) })
  },
  loadFonts(fonts: unknown) {
    if (!Array.isArray(fonts)) throw misuse('checkout.loadFonts()', 'the fonts', 'an array', fonts)
    core.elements.update({ fonts })
  },
})

function listen(core: Core, shownAs: () => Fields) {
  return (event: unknown, hear: unknown) => {
    if (event !== 'change') throw new IntegrationError(`checkout.on(): there is no event '${event}', only 'change'.`)
    if (typeof hear !== 'function') throw misuse('checkout.on()', 'the listener', 'a function', hear)
    core.listeners.on('change', () => hear(shownAs()))
  }
}

/** Since clover: an object at once. What kept the session away is said by `loadActions`. */
function newest(core: Core, actions: (core: Core) => Partial<Actions>) {
  return {
    on: listen(core, core.session),
    async loadActions() {
      const { error } = await core.loaded.catch((thrown: Error) => ({ error: thrown }))
      return error ? failed(error.message) : { type: 'success' as const, actions: actions(core) }
    },
    ...looksOf(core),
  }
}

/** Before: a promise of all of it, which is rejected where there is no session. `asOf` writes the session, `ended` each outcome. */
async function allAtOnce(core: Core, asOf: (core: Core) => Fields, ended: (core: Core, outcome: Outcome) => unknown) {
  const { error } = await core.loaded
  if (error) throw new IntegrationError(error.message)
  const { getSession: _, ...actions } = actionsOf(core)
  const named = Object.entries(actions).map(([name, run]): [string, Member] => [
    name,
    async (...given) => ended(core, await (run as Member)(...given)),
  ])
  const elements = elementsOf(core)
  return {
    ...Object.fromEntries(named),
    ...namedElements(elements),
    ...olderElementsOf(elements),
    ...looksOf(core),
    session: () => asOf(core),
    on: listen(core, () => asOf(core)),
  }
}

const older = (core: Core) => olderSession(core.session(), core.answer(), core.isPaid())

/** Amounts were numbers until basil. */
const asIn = (version: string) => (/^(?:v3|acacia)$/.test(version) ? older : (core: Core) => core.session())

const withSession = (asOf: (core: Core) => Fields) => (core: Core, outcome: Outcome) =>
  outcome.type === 'success' ? { ...outcome, session: asOf(core) } : outcome

/** Results of the first releases: either the session or the error. */
const plainly = (core: Core, outcome: Outcome) =>
  outcome.type === 'success' ? { session: older(core) } : { error: { type: 'api_error', ...outcome.error } }

/** The form fills in by itself what these would. */
const OF_FORMS = [
  'updateEmail',
  'updatePhoneNumber',
  'updateIndividualName',
  'updateBusinessName',
  'updateShippingAddress',
  'updateBillingAddress',
  'updateTaxIdInfo',
] as const

function formActions(core: Core): Partial<Actions> {
  const actions = Object.entries(actionsOf(core)).filter(([name]) => !OF_FORMS.includes(name as 'updateEmail'))
  return Object.fromEntries(actions) as Partial<Actions>
}

const NO_FORM =
  'checkout.createForm(): the form of a Checkout Session is not built in Brindle yet. Embed its page, or use the Payment Element.'

export const checkoutSdkMembers = (context: Context) => {
  const elementsSdk = (caller: string) => (given: unknown) => {
    const core = coreOf(context, readOptions(caller, given))
    return { ...newest(core, actionsOf), ...namedElements(elementsOf(core)) }
  }
  return {
    initCustomCheckout: ((given) =>
      allAtOnce(coreOf(context, readOptions('stripe.initCustomCheckout()', given)), older, plainly)) as Member,
    /** Of what a release takes it is told apart where the release says nothing: a promise of a secret is new. */
    initCheckout: ((given) => {
      const caller = 'stripe.initCheckout()'
      const isOld = /^(?:v3|acacia|basil)$/.test(context.version) && !(isObject(given) && isPromise(given.clientSecret))
      if (!isOld) return elementsSdk(caller)(given)
      const asOf = asIn(context.version)
      return allAtOnce(coreOf(context, readOptions(caller, given)), asOf, withSession(asOf))
    }) as Member,
    initCheckoutElementsSdk: elementsSdk('stripe.initCheckoutElementsSdk()') as Member,
    initCheckoutFormSdk: ((given) => {
      const core = coreOf(context, readOptions('stripe.initCheckoutFormSdk()', given))
      const { createCurrencySelectorElement, getCurrencySelectorElement } = namedElements(elementsOf(core))
      const createForm = () => {
        throw new IntegrationError(NO_FORM)
      }
      const getForm = () => null
      return {
        ...newest(core, formActions),
        createForm,
        getForm,
        createCurrencySelectorElement,
        getCurrencySelectorElement,
      }
    }) as Member,
  }
}
