// One plan and how much of it, as a call names them from before subscriptions had items: it is the only item that is meant.
// (Recorded traffic shows that `plan` is still taken; that `quantity` is, and that both mean the only item, is [K].)
import { exclusive, invalid } from '../../kernel/errors.ts'
import type { Subscription } from './subscription_state.ts'

interface Single {
  readonly plan?: string
  readonly quantity?: number
  readonly items?: unknown
}

/** The parameters with items in place of a plan and a quantity; `self` is the subscription that they change. */
export function itemized<P extends object>(params: P, self?: Subscription): P {
  const { plan, quantity, ...rest } = params as Single
  if (plan === undefined && quantity === undefined) return params
  if (rest.items !== undefined) throw exclusive(['items', plan === undefined ? 'quantity' : 'plan'])
  const only = self?.items.data.length === 1 ? self.items.data[0]! : undefined
  // Wording [M].
  if (self && !only)
    throw invalid('This subscription has several items. Name the one that you mean in `items`.', {
      param: plan === undefined ? 'quantity' : 'plan',
    })
  const item = {
    ...(only && { id: only.id }),
    ...(plan !== undefined && { price: plan }),
    ...(quantity !== undefined && { quantity }),
  }
  return { ...rest, items: [item] } as unknown as P
}
