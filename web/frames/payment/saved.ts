// What a customer has paid with before, to choose from: a way to pay beside those that ask for something. Where the customer session lets
// them, they remove it here. (https://docs.stripe.com/payments/save-customer-payment-methods)
import type { Held } from '../deliver.ts'
import { h } from '../fields.ts'
import type { Page } from '../open.ts'
import type { SavedMethod, Session } from '../session.ts'
import { agrees, type Panel } from './panel.ts'

/** What the panel is called among the ways to pay, each of which is called after its type. */
const SAVED = 'saved'

/** `Visa ···· 4242` */
function nameOf({ type, card, last4 }: SavedMethod, { payment_method_specs: specs }: Session): string {
  const brand = card && card.brand.charAt(0).toUpperCase() + card.brand.slice(1)
  const name = brand ?? specs.find((spec) => spec.type === type)?.name ?? type
  return last4 === null ? name : `${name} ···· ${last4}`
}

/** What pages are told of a method. */
export const told = ({ id, type, billing_details }: SavedMethod) => ({ id, type, billing_details })

/** The panel; `forget` is told of the method that was removed. */
export function savedPanel(page: Page, session: Session, secret: string, forget: (method: SavedMethod) => void): Panel {
  const { features, payment_methods: methods } = session.customer!
  const { words, call, ours, tell } = page
  let chosen = methods[0]!
  const hearers: (() => void)[] = []
  const problem = h('p', { class: 'Error', role: 'alert' })

  async function remove(method: SavedMethod, button: HTMLButtonElement): Promise<void> {
    button.disabled = true
    const params = { customer_session_client_secret: secret, ...ours }
    const { error } = await call('removed', 'POST', `elements/payment_methods/${method.id}/detach`, params)
    tell('savedpaymentmethodremove', {
      success: !error,
      ...(error && { error: error.message }),
      payment_method: told(method),
    })
    button.disabled = false
    if (error) problem.textContent = error.message
    else forget(method)
  }

  const items = methods.map((method) => {
    const name = nameOf(method, session)
    const radio = h('input', { type: 'radio', name: SAVED, value: method.id })
    radio.checked = method === chosen
    radio.addEventListener('change', () => {
      chosen = method
      for (const hear of hearers) hear()
    })
    const { card } = method
    const until = card ? [h('small', {}, `${card.exp_month}/${card.exp_year % 100}`)] : []
    const button = h(
      'button',
      { type: 'button', class: 'SavedRemove', 'aria-label': words.removeOf(name) },
      words.remove,
    )
    button.addEventListener('click', () => remove(method, button))
    const isRemovable = features.payment_method_remove === 'enabled'
    return h('li', {}, h('label', {}, radio, h('span', {}, name), ...until), ...(isRemovable ? [button] : []))
  })
  return {
    type: SAVED,
    root: h(
      'div',
      { class: 'Panel p-Panel', id: `${SAVED}-panel` },
      h('ul', { class: 'SavedList', role: 'list' }, ...items),
      problem,
    ),
    fields: () => [],
    held: (): Held => {
      const spec = session.payment_method_specs.find(({ type }) => type === chosen.type)
      return { type: chosen.type, details: {}, saved: chosen.id, agreed: spec !== undefined && agrees(session, spec) }
    },
    onChange: (hear) => hearers.push(hear),
    method: () => chosen,
  }
}
