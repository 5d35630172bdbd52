// One Element: a place in the merchant's page with a frame of ours in it, what is heard of it, and what can be asked of it.
import type { Opening } from '../../frames/protocol.ts'
import type { Context } from '../context.ts'
import { type Frame, openFrame } from '../frame.ts'
import { type Hear, listenersOf } from '../listeners.ts'
import { type Fields, IntegrationError, isObject, requireObject } from '../misuse.ts'
import { TYPES } from './types.ts'

/** An Element as a page has it. All but the last few chain. */
export interface PageElement {
  mount(into: unknown): PageElement
  unmount(): PageElement
  destroy(): PageElement
  update(options: unknown): PageElement
  focus(): PageElement
  blur(): PageElement
  clear(): PageElement
  collapse(): PageElement
  on(event: string, hear: Hear): PageElement
  once(event: string, hear: Hear): PageElement
  off(event: string, hear?: Hear): PageElement
  addEventListener(event: string, hear: Hear): PageElement
  removeEventListener(event: string, hear?: Hear): PageElement
  getValue(): Promise<any>
}

/** What of the group an Element needs. */
export interface Belonging {
  readonly id: string
  readonly locale: string
  settings(): Fields
  /** The Element is gone: another of its type may come. */
  left(element: PageElement): void
}

/** An Element as those who hear its frame first know it. */
export interface At {
  readonly context: Context
  readonly type: string
  /** The node around the frame. */
  readonly place: HTMLElement
  readonly opening: Omit<Opening, 'brindle' | 'ours'>
  /** Of the group, as they are now. */
  settings(): Fields
  frame(): Frame
  /** As the page gave them, with what no frame can be sent. */
  options(): Fields
  listens(event: string): boolean
  /** Tells the page. */
  tell(event: string, data: Fields): void
  /** The customer has gone on in the wallet's sheet; or that is over. */
  press(isPressed: boolean): void
}
export type Hearer = (at: At, event: string, data: Fields) => Fields | undefined

/** What only we know of an Element. */
export interface Inside {
  readonly type: string
  readonly group: Belonging
  /** Its frame, while it is mounted. */
  frame(): Frame | undefined
  /** The last that a `change` told; of a wallet, that it is `pressed`. */
  last(): Fields
  /** Whether the customer has gone on in the wallet's sheet, so that it is the wallet that pays. */
  isPressed(): boolean
  /** The wallet has paid, or has not. */
  release(): void
}

const insides = new WeakMap<object, Inside>()
export const insideOf = (given: unknown): Inside | undefined => (isObject(given) ? insides.get(given) : undefined)

/** The frame of an Element that a page hands over. Throws, in Stripe.js's words, where it is not mounted. */
export function frameOf(inside: Inside): Frame {
  const frame = inside.frame()
  if (frame?.iframe.isConnected) return frame
  throw new IntegrationError(
    'We could not retrieve data from the specified Element. Please make sure the Element you are attempting to use is still mounted.',
  )
}

/** What the host of an Element is told apart by. (https://docs.stripe.com/js/element/the_element_container) */
const CLASSES = {
  base: 'StripeElement',
  complete: 'StripeElement--complete',
  empty: 'StripeElement--empty',
  focus: 'StripeElement--focus',
  invalid: 'StripeElement--invalid',
  webkitAutofill: 'StripeElement--webkit-autofill',
} as const
type State = keyof typeof CLASSES

export function makeElement(context: Context, group: Belonging, type: string, given: Fields): PageElement {
  const caller = `elements.create('${type}')`
  const { frame: page, title, hear: first } = TYPES[type]!
  const listeners = listenersOf(caller)
  let options = given
  let host: HTMLElement | undefined
  let frame: Frame | undefined
  let isGone = false
  let last: Fields = { empty: true, complete: false }
  let isPressed = false

  const classOf = (state: State): string[] => {
    const named = isObject(options.classes) ? options.classes[state] : undefined
    return (typeof named === 'string' ? named : CLASSES[state]).split(/\s+/).filter(Boolean)
  }
  const mark = (state: State, isOn: boolean) => {
    for (const name of classOf(state)) host?.classList.toggle(name, isOn)
  }
  function hear(event: string, data: Fields): void {
    if (event === 'change') {
      last = data
      mark('empty', data.empty === true)
      mark('complete', data.complete === true)
      mark('invalid', data.error !== undefined)
    }
    if (event === 'focus' || event === 'blur') mark('focus', event === 'focus')
    if (event !== 'resize') listeners.tell(event, { elementType: type, ...data })
  }

  function hearIn(place: HTMLElement, opening: At['opening']) {
    const at: At = {
      context,
      type,
      place,
      opening,
      settings: () => group.settings(),
      frame: () => frame!,
      options: () => options,
      listens: listeners.has,
      tell: (event, data) => listeners.tell(event, { elementType: type, ...data }),
      press: (now) => {
        isPressed = now
      },
    }
    return (event: string, data: Fields) => {
      const told = first ? first(at, event, data) : data
      if (told) hear(event, told)
    }
  }

  function mount(into: unknown): PageElement {
    if (isGone) throw new IntegrationError('This Element has already been destroyed. Please create a new one.')
    const found = hostOf(into)
    if (found === host && frame) return element
    unmount()
    host = found
    mark('base', true)
    mark('empty', true)
    const place = document.createElement('div')
    place.className = '__PrivateStripeElement'
    place.style.cssText =
      'margin:0;padding:0;border:none;display:block;background:transparent;position:relative;opacity:1'
    host.replaceChildren(place)
    const opening: Omit<Opening, 'brindle' | 'ours'> = {
      component: type,
      group: group.id,
      locale: group.locale,
      options: sendable(options),
      settings: group.settings(),
    }
    const sight = { page: `elements-inner-${page}`, title, hash: `componentName=${type}` }
    frame = openFrame(context, place, sight, opening, hearIn(place, opening))
    document.addEventListener('click', focusByLabel)
    listeners.tell('loaderstart', { elementType: type })
    return element
  }

  /** A label that names the host, or holds it, leads into the frame, as it would into an input. */
  function focusByLabel({ target }: MouseEvent): void {
    const label = target instanceof Element ? target.closest('label') : null
    if (host && label && (label.contains(host) || (host.id !== '' && label.htmlFor === host.id))) element.focus()
  }

  function unmount(): PageElement {
    document.removeEventListener('click', focusByLabel)
    for (const state of Object.keys(CLASSES) as State[]) mark(state, false)
    frame?.iframe.parentElement?.remove()
    frame?.close()
    frame = undefined
    host = undefined
    last = { empty: true, complete: false }
    return element
  }

  const asking = (what: string) => () => {
    if (frame && what === 'focus') frame.iframe.focus()
    frame?.ask(what)
    return element
  }

  const on = (event: string, hear: Hear) => {
    listeners.on(event, hear)
    return element
  }
  const off = (event: string, hear?: Hear) => {
    listeners.off(event, hear)
    return element
  }

  const element: PageElement = {
    mount,
    unmount,
    destroy() {
      unmount()
      isGone = true
      group.left(element)
      return element
    },
    update(changes) {
      options = { ...options, ...requireObject(`${caller}.update()`, 'the argument', changes) }
      frame?.ask('update', sendable(changes as Fields))
      return element
    },
    focus: asking('focus'),
    blur: asking('blur'),
    clear: asking('clear'),
    collapse: asking('collapse'),
    on,
    once(event, hear) {
      listeners.once(event, hear)
      return element
    },
    off,
    addEventListener: on,
    removeEventListener: off,
    getValue: async () => {
      const { empty: _, error: __, ...value } = last
      return value
    },
  }
  insides.set(element, {
    type,
    group,
    frame: () => frame,
    last: () => (isPressed ? { ...last, pressed: true } : last),
    isPressed: () => isPressed,
    release: () => {
      isPressed = false
    },
  })
  return element
}

/** The node that a page names to mount something in. Throws, in Stripe.js's words, where there is none. */
export function hostOf(into: unknown): HTMLElement {
  if (typeof into === 'string') {
    const found = document.querySelector(into)
    if (found instanceof HTMLElement) return found
    throw new IntegrationError(
      `The selector you specified (${into}) applies to no DOM elements that are currently on the page. Make sure the element exists on the page before calling mount().`,
    )
  }
  if (into instanceof HTMLElement) return into
  throw new IntegrationError('Missing argument. Make sure to call mount() with a valid DOM element or selector.')
}

/** What of options can be sent to a frame: functions stay in the page. */
const sendable = (options: Fields): Fields =>
  JSON.parse(JSON.stringify(options, (_, value) => (typeof value === 'function' ? undefined : value)))
