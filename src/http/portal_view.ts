// What the page of the customer portal shows: read with the merchant's rights, of the session's customer alone.
import type { Json, PortalAround } from './hosted.ts'
import type { PageReply, PageRequest } from './server.ts'
import { askInside, html, type StepsOptions } from './steps.ts'

/** A portal session, and what it lets its customer do: nothing any more, once it has expired. */
export interface Portal {
  readonly session: Json & { readonly status: 'open' | 'expired' }
  readonly configuration: Json
}

/** The session whose token stands in the address, if there is one. */
export async function portalOf(options: StepsOptions, page: PageRequest): Promise<Portal | undefined> {
  const { status, text } = await askInside(options, page, 'POST', `/brindle/portal_sessions/${page.ids.id}/visit`, {
    token: page.ids.token,
  })
  if (status !== 200) return undefined
  const session = JSON.parse(text) as Portal['session']
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

/** The page as it is now. */
export async function showPortal(
  options: StepsOptions,
  page: PageRequest,
  { status = 200, ...shown }: PortalAround & { readonly status?: number } = {},
): Promise<PageReply> {
  const portal = await portalOf(options, page)
  const around = { ...shown, ...(page.query.has('done') && { done: true }) }
  const acceptLanguage = page.request.headers['accept-language']
  if (!portal) return html(options, 404, options.hosted.portal(undefined, around, acceptLanguage))
  if (portal.session.status === 'expired') {
    const { url } = portal.configuration.login_page as { url: string | null }
    return html(options, 410, options.hosted.portal_over(url ?? undefined, acceptLanguage))
  }
  const view = await viewOf(options, page, portal)
  return html(options, status, options.hosted.portal(view, around, acceptLanguage))
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
  // What it was for is done: the portal as it is, or a word of the merchant's.
  const isDone = page.query.has('done')
  const flow =
    isDone && session.flow?.after_completion.type !== 'hosted_confirmation' ? null : (session.flow as Json | null)
  const only = flow?.[flow.type]?.subscription as string | undefined
  const shown = subscriptions.filter(({ id }) => only === undefined || id === only)
  const plans = await plansOf(options, page, configuration, shown)
  const coupon = flow?.subscription_cancel?.retention?.coupon_offer?.coupon as string | undefined
  return {
    session: { ...session, flow },
    configuration,
    customer: who,
    tax_ids: await taxIdsOf(options, page, configuration, customer),
    offer: coupon === undefined ? null : await read(options, page, `/v1/coupons/${coupon}`),
    subscriptions: shown,
    methods,
    invoices: invoices.filter(({ status }) => status !== 'draft'),
    plans,
  }
}

/** Where they may be told. */
async function taxIdsOf(options: StepsOptions, page: PageRequest, configuration: Json, customer: string) {
  const { enabled, allowed_updates: allowed } = configuration.features.customer_update
  if (!enabled || !allowed.includes('tax_id')) return []
  return (await read(options, page, `/v1/customers/${customer}/tax_ids`, { limit: LIMIT })).data as Json[]
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

/** The prices that subscriptions may change to. */
export const offered = (configuration: Json): string[] =>
  ((configuration.features.subscription_update.products ?? []) as Json[]).flatMap(({ prices }) => prices as string[])
