// The page of the customer portal: what a portal session lets its customer do, done with the merchant's rights, for that customer alone and
// as far as the configuration goes. (https://docs.stripe.com/customer-management/configure-portal)
import type { Reply } from '../kernel/api.ts'
import { readBody, readParams } from './body.ts'
import { cardOf } from './checkout_pages.ts'
import type { Page, PageReply, PageRequest } from './server.ts'
import type { Json, PortalAround } from './hosted.ts'
import { askInside, goTo, html, names, refused, type StepsOptions } from './steps.ts'

export function portalPages(options: StepsOptions): Page[] {
  const path = '/p/session/:token'
  const found: Page[] = [
    { method: 'GET', path, run: (request) => showPortal(options, request) },
    { method: 'POST', path, run: (request) => act(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run(named(request)) }))
}

/** `test_<account>.<session>.<chance>`: the account may have that of its platform before it. */
function named(page: PageRequest): PageRequest {
  const { token = '' } = names(page)
  const [, account = 'none', id = 'none'] = /^test_(.+)\.(\w+)\.\w+$/.exec(token) ?? []
  return { ...page, ids: { token, account, id } }
}

interface Portal {
  readonly session: Json
  readonly configuration: Json
}

async function portalOf(options: StepsOptions, page: PageRequest): Promise<Portal | undefined> {
  const { status, text } = await askInside(options, page, 'GET', `/brindle/portal_sessions/${page.ids.id}`, {
    token: page.ids.token,
  })
  if (status !== 200) return undefined
  const session = JSON.parse(text) as Json
  const path = `/v1/billing_portal/configurations/${session.configuration}`
  const configuration = await read(options, page, path, { expand: ['features.subscription_update.products'] })
  return { session, configuration }
}

/** Reads with the merchant's rights what is known to be there. */
async function read(options: StepsOptions, page: PageRequest, path: string, params: object = {}): Promise<Json> {
  const { status, text } = await askInside(options, page, 'GET', path, params)
  if (status !== 200) throw new Error(`${path} was answered ${status}: ${text}`)
  return JSON.parse(text) as Json
}

async function showPortal(
  options: StepsOptions,
  page: PageRequest,
  { status = 200, ...shown }: PortalAround & { readonly status?: number } = {},
): Promise<PageReply> {
  const portal = await portalOf(options, page)
  const around = { ...shown, ...(page.query.has('done') && { done: true }) }
  const acceptLanguage = page.request.headers['accept-language']
  if (!portal) return html(options, 404, options.hosted.portal(undefined, around, acceptLanguage))
  const view = await viewOf(options, page, portal)
  return html(options, status, options.hosted.portal(view, around, portal.session.locale ?? acceptLanguage))
}

/** Why 20: what fits on a page; older ones are the merchant's to show. */
const LIMIT = '20'

async function viewOf(options: StepsOptions, page: PageRequest, { session, configuration }: Portal): Promise<Json> {
  const { customer } = session
  const list = async (path: string, more: object = {}) =>
    (await read(options, page, path, { customer, limit: LIMIT, ...more })).data as Json[]
  const [who, subscriptions, methods, invoices] = await Promise.all([
    read(options, page, `/v1/customers/${customer}`),
    list('/v1/subscriptions'),
    list('/v1/payment_methods'),
    list('/v1/invoices'),
  ])
  const flow = session.flow as Json | null
  const only = flow?.[flow.type]?.subscription as string | undefined
  const shown = subscriptions.filter(({ id }) => only === undefined || id === only)
  const plans = await plansOf(options, page, configuration, shown)
  return {
    session,
    configuration,
    customer: who,
    subscriptions: shown,
    methods,
    invoices: invoices.filter(({ status }) => status !== 'draft'),
    plans,
  }
}

/** The prices that subscriptions may change to, and those that they have, with the names of their products. */
async function plansOf(options: StepsOptions, page: PageRequest, configuration: Json, subscriptions: readonly Json[]) {
  const has = subscriptions.flatMap(({ items }) => (items.data as Json[]).map(({ price }) => price.id as string))
  const ids = new Set([...offered(configuration), ...has])
  return Promise.all(
    [...ids].map(async (id) => {
      const price = await read(options, page, `/v1/prices/${id}`, { expand: ['product'] })
      return { ...price, name: price.nickname ?? price.product.name }
    }),
  )
}

const offered = (configuration: Json): string[] =>
  ((configuration.features.subscription_update.products ?? []) as Json[]).flatMap(({ prices }) => prices as string[])

/** One thing that the customer does. `may` says whether the configuration lets them. */
interface Act {
  readonly may: (features: Json) => boolean
  readonly run: (asked: Asked) => Promise<Reply | PageReply>
}

interface Asked extends Portal {
  readonly options: StepsOptions
  readonly page: PageRequest
  readonly form: Json
}

const ask = ({ options, page }: Asked, method: 'GET' | 'POST' | 'DELETE', path: string, params: object = {}) =>
  askInside(options, page, method, path, params)

const ACTS: Readonly<Record<string, Act>> = {
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
      ask(asked, 'POST', `/v1/customers/${asked.session.customer}`, {
        invoice_settings: { default_payment_method: await ownMethod(asked) },
      }),
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
class NotTheirs extends Error {}

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

/** A card is set up, as Stripe's portal does, and becomes the default. The bank may want to be asked. */
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
    return_url: `${addressOf(asked)}?done=1`,
  })
  if (setup.status !== 200) return setup
  const { status, next_action } = JSON.parse(setup.text) as Json
  if (status !== 'succeeded') return next_action?.redirect_to_url ? goTo(next_action.redirect_to_url.url) : setup
  return ask(asked, 'POST', `/v1/customers/${customer}`, { invoice_settings: { default_payment_method: id } })
}

const addressOf = ({ options, page }: Pick<Asked, 'options' | 'page'>) =>
  `${options.publicUrl()}/p/session/${page.ids.token}`

/** Does what the form asks for, and shows the page as it is then; or leads on, where the session was for this alone. */
async function act(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const { do: what, ...form } = await readParams(
      page.request,
      '',
      page.query.toString(),
      await readBody(page.request),
    )
    const portal = await portalOf(options, page)
    const known = typeof what === 'string' && Object.hasOwn(ACTS, what) ? ACTS[what] : undefined
    if (!portal || !known?.may(portal.configuration.features)) return await showPortal(options, page)
    const reply = await known.run({ ...portal, options, page, form: form as Json })
    if (!('text' in reply)) return reply
    if (reply.status !== 200) {
      const { error } = JSON.parse(reply.text) as { error: { message: string } }
      return await showPortal(options, page, { status: reply.status, problem: error.message })
    }
    const after = portal.session.flow?.after_completion as Json | undefined
    return goTo(after?.redirect?.return_url ?? `${addressOf({ options, page })}?done=1`)
  } catch (thrown) {
    if (thrown instanceof NotTheirs) return showPortal(options, page)
    return refused(options, thrown as Error)
  }
}
