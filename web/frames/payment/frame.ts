// The Payment Element: all ways in which an intent may be paid, or one that is still to come, and the fields of each.
// (https://docs.stripe.com/payments/payment-element)
import type { Fields } from '../../stripejs/misuse.ts'
import { wear } from '../wear.ts'
import { deliver } from '../deliver.ts'
import { h } from '../fields.ts'
import { ask, mistakeOf, stateOf, telling } from '../form.ts'
import { type Offered, openFrame, type Page } from '../open.ts'
import type { Errand } from '../protocol.ts'
import { type SavedMethod, type Session, sessionFor } from '../session.ts'
import { makePanel, type Panel } from './panel.ts'
import { layoutOf, makePicker } from './picker.ts'
import { savedPanel, told } from './saved.ts'

openFrame(async (page) => {
  const { words } = page
  let { options, settings } = page
  let session = await sessionFor(page, settings)
  let drawn = draw(page, { session, settings, options, forget, changed: () => changed() })

  const state = (): Fields => {
    const panel = drawn.chosen()
    const saved = panel?.method?.()
    if (saved)
      return {
        empty: false,
        complete: true,
        collapsed: false,
        value: { type: saved.type, payment_method: told(saved) },
      }
    const { empty, complete } = panel ? stateOf(panel.fields(), words) : { empty: true, complete: false }
    const type = panel?.type ?? ''
    const save = panel?.save && { savePaymentMethod: panel.save.isWanted() }
    return { empty, complete, collapsed: panel === undefined, value: { type, ...save } }
  }
  const changed = telling(state, page.tell)

  function redraw(): void {
    const type = drawn.chosen()?.type
    drawn = draw(page, { session, settings, options, forget, changed: () => changed() })
    drawn.restore(type)
    changed()
  }

  /** What the customer has removed is offered no more. */
  function forget({ id }: SavedMethod): void {
    const customer = session.customer!
    session = {
      ...session,
      customer: { ...customer, payment_methods: customer.payment_methods.filter((one) => one.id !== id) },
    }
    redraw()
  }

  wear(settings.appearance)
  changed()
  tellMethods(page, session)

  const offered: Offered = {
    focus: () => drawn.chosen()?.fields()[0]?.input.focus(),
    blur: () => (document.activeElement as HTMLElement | null)?.blur(),
    clear() {
      for (const field of drawn.chosen()?.fields() ?? []) if (field.name !== 'country') field.clear()
      changed()
    },
    collapse() {
      if (layoutOf(options).isAccordion) drawn.pick(undefined)
      changed()
    },
    update(given: Fields) {
      options = { ...options, ...given }
      redraw()
    },
    async settings(given: Fields) {
      settings = given
      wear(settings.appearance)
      const fresh = await sessionFor(page, settings)
      const typesIn = ({ payment_method_specs }: Session) => payment_method_specs.map(({ type }) => type).join()
      const isOther =
        typesIn(fresh) !== typesIn(session) ||
        JSON.stringify(fresh.customer) !== JSON.stringify(session.customer) ||
        fresh.setup_future_usage !== session.setup_future_usage
      session = fresh
      if (!isOther) return
      redraw()
      tellMethods(page, session)
    },
    submit() {
      const panel = drawn.chosen()
      const error = panel ? ask(panel.fields(), words) : mistakeOf('incomplete_payment_details', words)
      return error ? { error } : { selectedPaymentMethod: panel!.method?.().type ?? panel!.type }
    },
    run: (errand: Errand) => {
      const panel = drawn.chosen()
      const error = panel ? ask(panel.fields(), words) : mistakeOf('incomplete_payment_details', words)
      return error ? { error } : deliver(page, errand, panel!.held())
    },
  }
  return offered
})

interface Drawing {
  readonly session: Session
  /** Of `elements()`, and of the Element. */
  readonly settings: Fields
  readonly options: Fields
  readonly forget: (method: SavedMethod) => void
  readonly changed: () => void
}

/** Draws all anew, and gives what is chosen. */
function draw(page: Page, { session, settings, options, forget, changed }: Drawing) {
  const { words } = page
  const order = Array.isArray(options.paymentMethodOrder) ? (options.paymentMethodOrder as string[]) : []
  const rank = (type: string) => (order.includes(type) ? order.indexOf(type) : order.length)
  const specs = session.payment_method_specs.toSorted((a, b) => rank(a.type) - rank(b.type))
  const secret = String(settings.customerSessionClientSecret)
  const isKnown = (session.customer?.payment_methods.length ?? 0) > 0
  const saved: Panel[] = isKnown ? [savedPanel(page, session, secret, forget)] : []
  const panels = [...saved, ...specs.map((spec) => makePanel(page, session, spec, options))]
  const { isAccordion, isCollapsed } = layoutOf(options)
  const nameOf = (type: string) =>
    type === 'card' ? words.card : (specs.find((spec) => spec.type === type)?.name ?? words.saved)
  let chosen: Panel | undefined = isCollapsed && panels.length > 1 ? undefined : panels[0]

  const pick = (type: string | undefined) => {
    chosen = panels.find((panel) => panel.type === type)
    picker?.show(chosen?.type)
  }
  const choose = (type: string) => {
    pick(type)
    changed()
  }
  const choices = panels.map((panel) => ({ panel, name: nameOf(panel.type) }))
  const picker = panels.length > 0 ? makePicker(choices, isAccordion, choose, words) : undefined
  picker?.show(chosen?.type)
  for (const panel of panels) {
    panel.onChange(changed)
    for (const { input } of panel.fields()) input.disabled = options.readOnly === true
  }
  const form = h(
    'form',
    { class: 'p-PaymentDetails', novalidate: '' },
    picker?.root ?? h('p', { class: 'Error' }, words.noMethods),
  )
  form.addEventListener('submit', (event) => event.preventDefault())
  document.body.replaceChildren(form)
  return {
    chosen: () => chosen,
    pick,
    /** What was chosen before, if it is still there. */
    restore: (type: string | undefined) => panels.some((one) => one.type === type) && pick(type),
  }
}

/** Which ways there are, as pages hear of it. */
function tellMethods({ tell }: Page, { payment_method_specs: specs }: Session): void {
  const paymentMethods = Object.fromEntries(specs.map(({ type }) => [type, { available: true }]))
  tell('availablepaymentmethodschange', { paymentMethods })
}
