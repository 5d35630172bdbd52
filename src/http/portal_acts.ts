// What a customer does in the portal, with the merchant's rights: for what is theirs, and as far as the configuration goes.
// (https://docs.stripe.com/customer-management/configure-portal)
import type { Reply } from '../kernel/api.ts'
import { cardOf } from './card_form.ts'
import type { Json } from './hosted.ts'
import { offered, type Portal, portalOf, showPortal } from './portal_view.ts'
import type { PageReply, PageRequest } from './server.ts'
import { askInside, goTo, type StepsOptions } from './steps.ts'

/** One thing that the customer does. `may` says whether the configuration lets them. */
export interface Act {
  readonly may: (features: Json) => boolean
  readonly run: (asked: Asked) => Promise<Reply | PageReply>
}

export interface Asked extends Portal {
  readonly options: StepsOptions
  readonly page: PageRequest
  readonly form: Json
}

const ask = ({ options, page }: Asked, method: 'GET' | 'POST' | 'DELETE', path: string, params: object = {}) =>
  askInside(options, page, method, path, params)

/** By what the button sends. */
export const ACTS: Readonly<Record<string, Act>> = {
  cancel: {
    may: ({ subscription_cancel: cancel }) => cancel.enabled,
    run: async (asked) => {
      const { mode, proration_behavior: proration } = asked.configuration.features.subscription_cancel
      const { feedback } = asked.form
      const details = feedback ? { cancellation_details: { feedback } } : {}
      const path = `/v1/subscriptions/${await ownSubscription(asked)}`
      if (mode === 'at_period_end') return ask(asked, 'POST', path, { cancel_at_period_end: 'true', ...details })
      if (feedback) await ask(asked, 'POST', path, details)
      const now = { prorate: String(proration !== 'none'), invoice_now: String(proration === 'always_invoice') }
      return ask(asked, 'DELETE', path, now)
    },
  },
  keep: {
    may: ({ subscription_cancel: cancel }) => cancel.enabled,
    run: async (asked) =>
      ask(asked, 'POST', `/v1/subscriptions/${await ownSubscription(asked)}`, { cancel_at_period_end: 'false' }),
  },
  preview: { may: mayChange, run: preview },
  switch: {
    may: mayChange,
    run: async (asked) => {
      const { id, item } = await changing(asked)
      const { proration_behavior } = asked.configuration.features.subscription_update
      const items = [{ id: item, price: asked.form.price }]
      return ask(asked, 'POST', `/v1/subscriptions/${id}`, { items, proration_behavior, cancel_at_period_end: 'false' })
    },
  },
  add: { may: mayPay, run: addCard },
  default: {
    may: mayPay,
    run: async (asked) =>
      ask(asked, 'POST', `/v1/customers/${asked.session.customer}`, byDefault(await ownMethod(asked))),
  },
  remove: {
    may: mayPay,
    run: async (asked) => ask(asked, 'POST', `/v1/payment_methods/${await ownMethod(asked)}/detach`),
  },
  update: {
    may: ({ customer_update: update }) => update.enabled,
    run: async (asked) => {
      const allowed = asked.configuration.features.customer_update.allowed_updates as string[]
      const told = Object.entries(asked.form).filter(([name]) => allowed.includes(name))
      return ask(asked, 'POST', `/v1/customers/${asked.session.customer}`, Object.fromEntries(told))
    },
  },
}

function mayChange({ subscription_update: update }: Json): boolean {
  return update.enabled && update.default_allowed_updates.includes('price')
}

function mayPay({ payment_method_update: update }: Json): boolean {
  return update.enabled
}

/** What belongs to somebody else, or is not offered, is not there. */
export class NotTheirs extends Error {}

async function ownSubscription(asked: Asked): Promise<string> {
  return (await ownObject(asked, '/v1/subscriptions', asked.form.subscription)).id as string
}

async function ownMethod(asked: Asked): Promise<string> {
  return (await ownObject(asked, '/v1/payment_methods', asked.form.method)).id as string
}

async function ownObject(asked: Asked, path: string, id: unknown): Promise<Json> {
  if (typeof id !== 'string' || !/^\w{1,200}$/.test(id)) throw new NotTheirs()
  const { status, text } = await ask(asked, 'GET', `${path}/${id}`)
  const found = status === 200 ? (JSON.parse(text) as Json) : undefined
  if (found?.customer !== asked.session.customer) throw new NotTheirs()
  return found!
}

/** The subscription with its one item, and a price that it may change to. */
async function changing(asked: Asked): Promise<{ readonly id: string; readonly item: string }> {
  const { id, items } = await ownObject(asked, '/v1/subscriptions', asked.form.subscription)
  const [item, ...more] = items.data as Json[]
  if (!item || more.length > 0 || !offered(asked.configuration).includes(asked.form.price)) throw new NotTheirs()
  return { id, item: item.id }
}

/** What the change would cost, before it is made. */
async function preview(asked: Asked): Promise<Reply | PageReply> {
  const { id, item } = await changing(asked)
  const { proration_behavior } = asked.configuration.features.subscription_update
  const { price } = asked.form
  const reply = await ask(asked, 'POST', '/v1/invoices/create_preview', {
    subscription: id,
    subscription_details: { items: [{ id: item, price }], proration_behavior },
  })
  if (reply.status !== 200) return reply
  const { amount_due: amount, currency } = JSON.parse(reply.text) as Json
  return showPortal(asked.options, asked.page, { change: { subscription: id, plan: price, amount, currency } })
}

/** A card is set up, as Stripe's portal does, and becomes the default: at once, or when its bank has been asked. */
async function addCard(asked: Asked): Promise<Reply | PageReply> {
  const { customer } = asked.session
  const made = await ask(asked, 'POST', '/v1/payment_methods', {
    type: 'card',
    card: cardOf((asked.form.card ?? {}) as Json),
  })
  if (made.status !== 200) return made
  const { id } = JSON.parse(made.text) as Json
  const setup = await ask(asked, 'POST', '/v1/setup_intents', {
    customer,
    payment_method: id,
    payment_method_types: ['card'],
    confirm: 'true',
    usage: 'off_session',
    return_url: addressOf(asked),
  })
  if (setup.status !== 200) return setup
  const { status, next_action } = JSON.parse(setup.text) as Json
  if (status !== 'succeeded') return next_action?.redirect_to_url ? goTo(next_action.redirect_to_url.url) : setup
  return ask(asked, 'POST', `/v1/customers/${customer}`, byDefault(id))
}

const byDefault = (method: string) => ({ invoice_settings: { default_payment_method: method } })

/** The bank has sent the customer back: its yes makes their card the default, its no is told. */
export async function takeCard(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const portal = await portalOf(options, page)
  if (portal?.session.status !== 'open' || !mayPay(portal.configuration.features)) return showPortal(options, page)
  const asked: Asked = { ...portal, options, page, form: {} }
  try {
    const intent = await ownObject(asked, '/v1/setup_intents', page.query.get('setup_intent'))
    if (intent.status !== 'succeeded')
      return await showPortal(options, page, intent.last_setup_error ? { problem: intent.last_setup_error } : {})
    await ask(asked, 'POST', `/v1/customers/${portal.session.customer}`, byDefault(intent.payment_method))
    return doneWith(asked)
  } catch (thrown) {
    if (thrown instanceof NotTheirs) return showPortal(options, page)
    throw thrown
  }
}

/** The page as it is then; or on, where the session was for this alone. */
export function doneWith(asked: Asked): PageReply {
  const after = asked.session.flow?.after_completion as Json | undefined
  return goTo(after?.redirect?.return_url ?? `${addressOf(asked)}?done=1`)
}

const addressOf = ({ options, page }: Asked) => `${options.publicUrl()}/p/session/${page.ids.token}`
