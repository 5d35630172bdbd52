// The Elements of a Checkout Session: those of stripe.elements(), which fill in the session as their customer fills in them.
// (https://docs.stripe.com/js/custom_checkout/react; docs.stripe.com/payments/checkout/elements-with-checkout-sessions-api)
import { type PageElement, hostOf, insideOf } from '../elements/element.ts'
import { IntegrationError, isObject, optionalObject, type Fields } from '../misuse.ts'
import type { Core } from './core.ts'
import { addressSaid, contactSaid } from './contact.ts'

/** By the name in `createPaymentElement()`: which Element of stripe.elements() it is, and which address. */
const KINDS = {
  Payment: { type: 'payment', slot: 'payment' },
  BillingAddress: { type: 'address', slot: 'address:billing' },
  ShippingAddress: { type: 'address', slot: 'address:shipping' },
  ExpressCheckout: { type: 'expressCheckout', slot: 'expressCheckout' },
  ContactDetails: { type: 'contactDetails', slot: 'contactDetails' },
  TaxId: { type: 'taxId', slot: 'taxId' },
  Terms: { type: 'terms', slot: 'terms' },
  CurrencySelector: { type: 'currencySelector', slot: 'currencySelector' },
  LinkSignup: { type: 'linkSignup', slot: 'linkSignup' },
  PaymentForm: { type: 'paymentForm', slot: 'paymentForm' },
} as const

export type Kind = keyof typeof KINDS
const NAMES = Object.keys(KINDS) as Kind[]

/** As `validateElements()` names them. */
const CHECKED: Readonly<Record<string, string>> = {
  payment: 'payment',
  'address:billing': 'billingAddress',
  'address:shipping': 'shippingAddress',
  contactDetails: 'contactDetails',
  taxId: 'taxId',
}

export interface Problem {
  readonly element: string
  readonly message: string
}

/** What is wrong with what is filled in, Element by Element; undefined where there is none. */
export async function checkElements({ group }: Core): Promise<readonly Problem[] | undefined> {
  const mounted = Object.entries(CHECKED).flatMap(([slot, element]) => {
    const frame = insideOf(group.mounted(slot))?.frame()
    return frame ? [{ element, frame }] : []
  })
  if (mounted.length === 0) return undefined
  const answers = await Promise.all(mounted.map(({ frame }) => frame.ask('submit')))
  return mounted.flatMap(({ element }, at) => {
    const { error } = isObject(answers[at]) ? answers[at] : ({} as Fields)
    return isObject(error) ? [{ element, message: String(error.message) }] : []
  })
}

/** `createPaymentElement` and its like, and `getPaymentElement`. */
export function elementsOf(core: Core) {
  const made = new Map<Kind, PageElement>()

  function create(kind: Kind, given?: unknown): PageElement {
    const caller = `checkout.create${kind}Element()`
    const options = optionalObject(caller, 'the options', given ?? undefined)
    const element = core.elements.create(KINDS[kind].type, optionsFor(core, kind, options))
    made.set(kind, element)
    waitToMount(core, element)
    listenTo(core, kind, element)
    return element
  }

  const get = (kind: Kind): PageElement | null => {
    const element = made.get(kind)
    return element && core.elements.getElement(KINDS[kind].type, modeOf(kind)) === element ? element : null
  }

  return { create, get }
}

const modeOf = (kind: Kind): Fields =>
  kind === 'BillingAddress' ? { mode: 'billing' } : kind === 'ShippingAddress' ? { mode: 'shipping' } : {}

/** What the session says itself is not asked again. */
function optionsFor(core: Core, kind: Kind, options: Fields): Fields {
  const { mode: _, ...own } = options
  if (kind === 'Payment') {
    const fields = isObject(own.fields) ? own.fields : {}
    const details = isObject(fields.billingDetails) ? fields.billingDetails : {}
    const billingDetails = fields.billingDetails === 'never' ? 'never' : { email: 'never', ...details }
    return { ...own, fields: { ...fields, billingDetails } }
  }
  if (kind === 'ExpressCheckout') return { ...own, ...askedOfWallets(core) }
  if (!core.isLoaded() || !kind.endsWith('Address')) return { ...own, ...modeOf(kind) }
  const { shipping_address_collection: ships, page } = core.answer()
  const { address, name, shipping } = page.collected
  const known = kind === 'ShippingAddress' ? shipping : address && { name, address }
  return {
    ...(known && { defaultValues: known }),
    ...(kind === 'ShippingAddress' && ships && { allowedCountries: ships.allowed_countries }),
    ...own,
    ...modeOf(kind),
  }
}

/** A wallet tells what the session wants to know. */
function askedOfWallets(core: Core): Fields {
  const { phone_number_collection: phone, shipping_address_collection: ships } = core.isLoaded()
    ? core.answer()
    : { phone_number_collection: null, shipping_address_collection: null }
  return {
    emailRequired: true,
    ...(phone?.enabled && { phoneNumberRequired: true }),
    ...(ships && { shippingAddressRequired: true, allowedShippingCountries: ships.allowed_countries }),
  }
}

/** Its frame goes by the session: until that is here, the place is kept. */
function waitToMount(core: Core, element: PageElement): void {
  const { mount, unmount, destroy } = element
  let waiting: HTMLElement | undefined
  element.mount = (into) => {
    if (core.isLoaded()) return mount(into)
    const host = hostOf(into)
    waiting = host
    core.loaded.then((result) => {
      if (waiting === host && !result.error) mount(host)
    })
    return element
  }
  element.unmount = () => {
    waiting = undefined
    return unmount()
  }
  element.destroy = () => {
    waiting = undefined
    return destroy()
  }
}

/** What is filled in goes into the session. A session that cannot be changed any more is not. */
function listenTo(core: Core, kind: Kind, element: PageElement): void {
  let last = ''
  const say = (params: Fields) => {
    const now = JSON.stringify(params)
    if (now === last || !core.isLoaded() || core.answer().status !== 'open') return
    last = now
    core.update(params)
  }
  element.on('change', ({ complete, value }: Fields) => {
    if (complete && isObject(value)) {
      if (kind === 'BillingAddress') say(contactSaid(value))
      if (kind === 'ShippingAddress') say({ ...addressSaid(value), ...(value.phone ? { phone: value.phone } : {}) })
      if (kind === 'ContactDetails') say({ email: value.email })
      if (kind === 'TaxId')
        say({ tax_id: { type: value.taxIdType, value: value.taxId }, business_name: value.businessName })
    }
    core.touched()
  })
  for (const event of ['ready', 'confirm', 'cancel']) element.on(event, () => core.touched())
}

/** `createElement('address', {mode})` and `getElement`, of releases before basil. */
export function olderElementsOf({ create, get }: ReturnType<typeof elementsOf>) {
  const kindOf = (caller: string, type: unknown, mode: unknown): Kind => {
    const slot = type === 'address' ? `address:${mode}` : type
    const kind = NAMES.find((name) => KINDS[name].slot === slot)
    if (kind) return kind
    throw new IntegrationError(`${caller}: there is no Element '${slot}' of a Checkout Session.`)
  }
  return {
    createElement: (type: unknown, options?: unknown) =>
      create(kindOf('checkout.createElement()', type, isObject(options) ? options.mode : undefined), options),
    getElement: (type: unknown, mode?: unknown) => get(kindOf('checkout.getElement()', type, mode)),
  }
}

/** The members by their names: `createPaymentElement`, `getPaymentElement` and so on. */
export function namedElements({ create, get }: ReturnType<typeof elementsOf>) {
  return Object.fromEntries(
    NAMES.flatMap((kind) => [
      [`create${kind}Element`, (options?: unknown) => create(kind, options)],
      [`get${kind}Element`, () => get(kind)],
    ]),
  ) as Record<`create${Kind}Element`, (options?: unknown) => PageElement> &
    Record<`get${Kind}Element`, () => PageElement | null>
}
