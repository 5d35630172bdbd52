// What a customer does with a subscription in the portal: another plan, how many of it, a code, a pause, its end, and staying after all.
// (https://docs.stripe.com/customer-management/configure-portal)
import type { Reply } from '../kernel/api.ts'
import type { Json } from './hosted.ts'
import { type Act, ask, type Asked, NotTheirs, ownSubscription, showProblem } from './portal_asking.ts'
import { offered, showPortal } from './portal_view.ts'
import type { PageReply } from './server.ts'

const pathOf = ({ id }: Json) => `/v1/subscriptions/${id}`

/** By what the button sends. */
export const SUBSCRIPTION_ACTS: Readonly<Record<string, Act>> = {
  cancel: { may: ({ subscription_cancel: cancel }) => cancel.enabled, run: cancel },
  keep: {
    may: ({ subscription_cancel: cancel }) => cancel.enabled,
    run: async (asked) => ask(asked, 'POST', pathOf(await ownSubscription(asked)), { cancel_at_period_end: 'false' }),
  },
  stay: { may: ({ subscription_cancel: cancel }) => cancel.enabled, run: stay },
  preview: { may: ({ subscription_update: update }) => update.enabled, run: preview },
  switch: {
    may: ({ subscription_update: update }) => update.enabled,
    run: async (asked) => {
      const wish = await wished(asked)
      return 'problem' in wish ? showProblem(asked, wish.problem) : change(asked, wish)
    },
  },
  confirm: {
    may: ({ subscription_update: update }) => update.enabled,
    run: async (asked) => {
      const wish = await foreseen(asked)
      if (!wish) throw new NotTheirs()
      return change(asked, wish)
    },
  },
  pause: {
    may: ({ subscription_pause: pause }) => pause.enabled,
    run: async (asked) => {
      const { id } = await ownSubscription(asked)
      const { duration } = asked.form
      return ask(asked, 'POST', `/brindle/portal_sessions/${asked.session.id}/pause`, {
        ...{ token: asked.page.ids.token, subscription: id },
        ...(duration && { duration }),
      })
    },
  },
  resume: {
    may: ({ subscription_pause: pause }) => pause.enabled,
    run: async (asked) => ask(asked, 'POST', `${pathOf(await ownSubscription(asked))}/resume`),
  },
}

async function cancel(asked: Asked): Promise<Reply> {
  const { mode, proration_behavior: proration, cancellation_reason } = asked.configuration.features.subscription_cancel
  const { feedback, comment } = cancellation_reason.enabled ? asked.form : ({} as Json)
  const said = { ...(feedback && { feedback }), ...(comment && { comment }) }
  const details = Object.keys(said).length > 0 ? { cancellation_details: said } : {}
  const path = pathOf(await ownSubscription(asked))
  if (mode === 'at_period_end') return ask(asked, 'POST', path, { cancel_at_period_end: 'true', ...details })
  if ('cancellation_details' in details) await ask(asked, 'POST', path, details)
  const now = { prorate: String(proration !== 'none'), invoice_now: String(proration === 'always_invoice') }
  return ask(asked, 'DELETE', path, now)
}

/** They take what was offered to them, and do not cancel. */
async function stay(asked: Asked): Promise<Reply> {
  const { coupon } = (asked.session.flow as Json | null)?.subscription_cancel?.retention?.coupon_offer ?? {}
  if (coupon === undefined) throw new NotTheirs()
  return ask(asked, 'POST', pathOf(await ownSubscription(asked)), { discounts: [{ coupon }] })
}

/** A change of a subscription's one item, as the API takes it. */
interface Wish {
  readonly self: Json
  readonly item: { readonly id: string; readonly price: string; readonly quantity?: string }
  readonly isOtherPrice: boolean
  readonly discounts: readonly object[]
  /** As it was typed, to be sent once more. */
  readonly code?: string
}

type Wrong = { readonly problem: { readonly message: string; readonly code: string; readonly param: string } }

/** What was chosen, as far as the configuration offers it. */
async function wished(asked: Asked): Promise<Wish | Wrong> {
  const { default_allowed_updates: allowed } = asked.configuration.features.subscription_update
  const { self, item } = await onlyItem(asked, asked.form.subscription)
  const { price = item.price.id, quantity, promotion_code: code } = asked.form
  const isOtherPrice = price !== item.price.id
  if (isOtherPrice && !(allowed.includes('price') && offered(asked.configuration).includes(price)))
    throw new NotTheirs()
  const isOtherQuantity = quantity !== undefined && quantity !== '' && Number(quantity) !== item.quantity
  if (isOtherQuantity) {
    const wrong = quantityProblem(asked, price, Number(quantity))
    if (wrong) return wrong
  }
  const promotion = code ? await promotionFor(asked, code) : undefined
  if (promotion && 'problem' in promotion) return promotion
  return {
    self,
    item: { id: item.id, price, ...(isOtherQuantity && { quantity: String(Number(quantity)) }) },
    isOtherPrice,
    discounts: promotion ? [{ promotion_code: promotion.id }] : [],
    ...(promotion && { code: String(code) }),
  }
}

/** What the flow of the session names, once its customer confirms it. */
async function foreseen(asked: Asked): Promise<Wish | undefined> {
  const flow = asked.session.flow as Json | null
  if (flow?.type !== 'subscription_update_confirm') return undefined
  const { subscription, items, discounts } = flow.subscription_update_confirm as Json
  const { self, item } = await onlyItem(asked, subscription)
  const [wish] = items as Json[]
  const named = ((discounts ?? []) as Json[]).map(({ coupon, promotion_code }) =>
    coupon ? { coupon } : { promotion_code },
  )
  return {
    self,
    item: {
      id: item.id,
      price: wish!.price,
      ...(wish!.quantity !== undefined && { quantity: String(wish!.quantity) }),
    },
    isOtherPrice: wish!.price !== item.price.id,
    discounts: named,
  }
}

/** Stripe's portal does not change subscriptions of several items. */
async function onlyItem(asked: Asked, id: unknown): Promise<{ readonly self: Json; readonly item: Json }> {
  const self = await ownSubscription(asked, id)
  const [item, ...more] = self.items.data as Json[]
  if (!item || more.length > 0) throw new NotTheirs()
  return { self, item }
}

function quantityProblem(asked: Asked, price: string, quantity: number): Wrong | undefined {
  const { default_allowed_updates: allowed, products } = asked.configuration.features.subscription_update
  const product = ((products ?? []) as Json[]).find(({ prices }) => prices.includes(price))
  const { enabled, minimum, maximum } = (product?.adjustable_quantity ?? {}) as Json
  if (!allowed.includes('quantity') || !enabled) throw new NotTheirs()
  const isRight = Number.isInteger(quantity) && quantity >= minimum && (maximum === null || quantity <= maximum)
  if (isRight) return undefined
  const most = maximum === null ? '' : ` and at most ${maximum}`
  return { problem: { message: `Choose at least ${minimum}${most}.`, code: 'quantity_invalid', param: 'quantity' } }
}

async function promotionFor(asked: Asked, code: unknown): Promise<{ readonly id: string } | Wrong> {
  if (!asked.configuration.features.subscription_update.default_allowed_updates.includes('promotion_code'))
    throw new NotTheirs()
  const { status, text } = await ask(asked, 'GET', '/v1/promotion_codes', { code: String(code), active: 'true' })
  const [found] = status === 200 ? ((JSON.parse(text) as Json).data as Json[]) : []
  if (found) return { id: found.id }
  const message = 'This promotion code is not valid.'
  return { problem: { message, code: 'promotion_code_invalid', param: 'promotion_code' } }
}

/** How it is changed, by the configuration; a trial goes on only where that says so. */
function how(asked: Asked, { self, isOtherPrice }: Wish): Json {
  const { proration_behavior, billing_cycle_anchor, trial_update_behavior } =
    asked.configuration.features.subscription_update
  return {
    proration_behavior,
    ...(isOtherPrice && billing_cycle_anchor === 'now' && { billing_cycle_anchor: 'now' }),
    ...(self.status === 'trialing' && trial_update_behavior !== 'continue_trial' && { trial_end: 'now' }),
  }
}

const change = (asked: Asked, wish: Wish): Promise<Reply> =>
  ask(asked, 'POST', pathOf(wish.self), {
    items: [wish.item],
    ...how(asked, wish),
    ...(wish.discounts.length > 0 && { discounts: wish.discounts }),
    ...(wish.self.cancel_at_period_end && { cancel_at_period_end: 'false' }),
  })

/** What the change would cost, before it is made. */
async function preview(asked: Asked): Promise<Reply | PageReply> {
  const wish = await wished(asked)
  return 'problem' in wish ? showProblem(asked, wish.problem) : showChange(asked, wish, 'switch')
}

/** A session that leads to one change shows it at once. */
export async function showForeseen(asked: Asked): Promise<Reply | PageReply | undefined> {
  const wish = await foreseen(asked)
  return wish && showChange(asked, wish, 'confirm')
}

async function showChange(asked: Asked, wish: Wish, act: 'switch' | 'confirm'): Promise<Reply | PageReply> {
  const { self, item, discounts, code } = wish
  const reply = await ask(asked, 'POST', '/v1/invoices/create_preview', {
    subscription: self.id,
    subscription_details: { items: [item], ...how(asked, wish) },
    ...(discounts.length > 0 && { discounts }),
  })
  if (reply.status !== 200) return reply
  const { amount_due: amount, currency } = JSON.parse(reply.text) as Json
  const { price, quantity } = item
  const shown = { act, subscription: self.id as string, plan: price, amount, currency }
  return showPortal(asked.options, asked.page, {
    change: { ...shown, ...(quantity !== undefined && { quantity }), ...(code !== undefined && { code }) },
  })
}
