// The box by which a customer has what they pay with kept for another time, where their session offers that.
// (https://docs.stripe.com/payments/save-customer-payment-methods)
import type { Held } from '../deliver.ts'
import { h } from '../fields.ts'
import type { Page } from '../open.ts'
import type { Session, Spec } from '../session.ts'

export interface SaveBox {
  readonly root: HTMLElement
  isWanted(): boolean
  /** What follows for what is held. */
  held(): Pick<Held, 'redisplay' | 'usage'>
  onChange(hear: () => void): void
}

/** Nothing where it is not offered, or where the method cannot be kept so. */
export function saveBox({ words }: Page, session: Session, { future_usage: allowed }: Spec): SaveBox | undefined {
  const { payment_method_save: saves, payment_method_save_usage: usage = null } = session.customer?.features ?? {}
  const isKept = session.mode !== 'payment' || session.setup_future_usage !== null
  if (saves !== 'enabled' || allowed.length === 0 || (!isKept && !(usage && allowed.includes(usage)))) return undefined
  const box = h('input', { type: 'checkbox', name: 'savePaymentMethod' })
  return {
    root: h('label', { class: 'Checkbox' }, box, h('span', { class: 'CheckboxLabel' }, words.save)),
    isWanted: () => box.checked,
    held: () => ({
      ...(box.checked ? { redisplay: 'always' as const } : isKept ? { redisplay: 'limited' as const } : {}),
      ...(box.checked && !isKept && { usage: usage! }),
    }),
    onChange: (hear) => box.addEventListener('change', hear),
  }
}
