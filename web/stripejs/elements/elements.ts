// `stripe.elements()`: Elements that belong together, for one intent or for one that is still to come.
// (https://docs.stripe.com/js/elements_object)
import type { Context } from '../context.ts'
import { PAYMENT, readSecret, type Secret, SETUP } from '../intents.ts'
import { type Hear, listenersOf } from '../listeners.ts'
import { type Fields, IntegrationError, isObject, misuse, optionalObject, requireObject } from '../misuse.ts'
import { type Belonging, insideOf, makeElement, type PageElement } from './element.ts'
import { NOT_BUILT, type NotBuilt, TYPES } from './types.ts'

/** A group as a page has it. */
export interface PageElements {
  create(type: NotBuilt, options?: unknown): never
  create(type: unknown, options?: unknown): PageElement
  getElement(type: NotBuilt): never
  getElement(type: unknown, options?: unknown): PageElement | null
  update(options: unknown): Promise<void>
  fetchUpdates(): Promise<any>
  submit(): Promise<any>
  on(event: string, hear: Hear): void
  once(event: string, hear: Hear): void
  off(event: string, hear?: Hear): void
}

/** What only we know of a group. */
export interface Group extends Belonging {
  /** Of the intent that it is for; none where that is still to come, or where there is none. */
  readonly secret: Secret | undefined
  /** The Element of a type that is mounted, if one is. */
  mounted(type: string): PageElement | undefined
  /** Whether `submit()` has gone through, which an intent that is still to come needs. */
  isSubmitted(): boolean
}

const groups = new WeakMap<object, Group>()

/** The group that a page hands over. */
export function groupOf(caller: string, given: unknown): Group {
  const found = isObject(given) ? groups.get(given) : undefined
  if (found) return found
  throw misuse(caller, 'elements', 'what stripe.elements() gives', given)
}

/** Where a page says which Element it means: by its type, or by a wrapper's component of it. */
function typeIn(caller: string, given: unknown): string {
  const named =
    typeof given === 'function' || isObject(given) ? (given as { __elementType?: unknown }).__elementType : given
  if (typeof named !== 'string') throw misuse(caller, 'the type', 'a string', given)
  if (Object.hasOwn(NOT_BUILT, named))
    throw new IntegrationError(`${caller}: '${named}' is not here, for ${NOT_BUILT[named as NotBuilt]}`)
  if (Object.hasOwn(TYPES, named)) return named
  throw new IntegrationError(
    `A valid Element name must be provided. Valid Elements are: ${Object.keys(TYPES).join(', ')}; you passed: ${named}.`,
  )
}

/** Which address an Element is of: a group may have one for billing and one for shipping. */
const slotOf = (type: string, options: Fields): string =>
  type === 'address' && typeof options.mode === 'string' ? `address:${options.mode}` : type

const MODES = ['payment', 'setup', 'subscription']

function readOptions(given: unknown): { readonly secret: Secret | undefined; readonly options: Fields } {
  const caller = 'stripe.elements()'
  const options = optionalObject(caller, 'the options', given ?? undefined)
  if (options.clientSecret !== undefined)
    return { secret: readSecret(caller, options.clientSecret, [PAYMENT, SETUP]), options }
  if (options.mode === undefined) return { secret: undefined, options }
  if (!MODES.includes(options.mode as string))
    throw new IntegrationError(`${caller}: mode must be one of ${MODES.join(', ')}.`)
  if (options.mode !== 'setup') {
    if (typeof options.amount !== 'number') throw misuse(caller, 'amount', 'a number', options.amount)
    if (typeof options.currency !== 'string') throw misuse(caller, 'currency', 'a string', options.currency)
  }
  return { secret: undefined, options }
}

function makeGroup(context: Context, given: unknown): PageElements {
  const { secret, options } = readOptions(given)
  const elements = new Map<string, PageElement>()
  const listeners = listenersOf('elements')
  let current = options
  let submitted = false

  const frames = () => [...elements.values()].flatMap((element) => insideOf(element)!.frame() ?? [])

  const group: Group = {
    id: `${Math.random()}`,
    locale: typeof options.locale === 'string' ? options.locale : context.locale,
    secret,
    settings: () => JSON.parse(JSON.stringify(current)),
    left(element) {
      for (const [slot, one] of elements) if (one === element) elements.delete(slot)
    },
    mounted: (slot) => {
      const element = elements.get(slot)
      return element && insideOf(element)!.frame() ? element : undefined
    },
    isSubmitted: () => submitted,
  }

  const page: PageElements = {
    create(type: unknown, options?: unknown): never {
      const caller = 'elements.create()'
      const named = typeIn(caller, type)
      const own = optionalObject(caller, 'the options', options ?? undefined)
      const slot = slotOf(named, own)
      if (elements.has(slot)) throw new IntegrationError(`Can only create one Element of type ${named}.`)
      const element = makeElement(context, group, named, own)
      elements.set(slot, element)
      // Of what is not built nothing is given: that has thrown above.
      return element as never
    },
    getElement(type: unknown, options?: unknown): never {
      const caller = 'elements.getElement()'
      const named = typeIn(caller, type)
      const slot = slotOf(named, optionalObject(caller, 'the options', options ?? undefined))
      const isOf = (one: string) => one === slot || one.startsWith(`${slot}:`)
      return ([...elements].find(([one]) => isOf(one))?.[1] ?? null) as never
    },
    async update(changes) {
      current = { ...current, ...requireObject('elements.update()', 'the argument', changes) }
      submitted = false
      await Promise.all(frames().map((frame) => frame.ask('settings', group.settings())))
      listeners.tell('update-end', {})
    },
    async fetchUpdates() {
      const answers = await Promise.all(frames().map((frame) => frame.ask('settings', group.settings())))
      return answers.find((answer) => isObject(answer) && answer.error) ?? {}
    },
    async submit() {
      let selected: unknown
      const pressed = [...elements.values()].some((element) => insideOf(element)!.isPressed())
      for (const element of elements.values()) {
        // Whoever pays by a wallet has left the fields aside.
        if (pressed && insideOf(element)!.type === 'payment') continue
        const answer = await insideOf(element)!.frame()?.ask('submit')
        if (!isObject(answer)) continue
        if (answer.error) return { error: answer.error }
        selected ??= answer.selectedPaymentMethod
      }
      submitted = true
      return selected === undefined ? {} : { selectedPaymentMethod: selected }
    },
    on: listeners.on,
    once: listeners.once,
    off: listeners.off,
  }
  groups.set(page, group)
  return page
}

export const elementsMembers = (context: Context) => ({
  elements: (options?: unknown): PageElements => makeGroup(context, options),
})
