// The page of a Checkout Session, over the same two calls by which Stripe's CLI pays for one: its form is sent as the customer filled it
// in, and what comes of it is where they go next. Whoever has the address may see it: a session's id is a secret of 58 characters.
import type { Params } from './body.ts'
import { cardOf } from './card_form.ts'
import { readForm } from './forms.ts'
import type { Json, Problem } from './hosted.ts'
import type { Page, PageReply, PageRequest } from './server.ts'
import { askInside, askOpenly, goTo, html, names, refused, type StepsOptions } from './steps.ts'

/** A marker in the address to which a bank sends the customer back. */
const RETURNED = 'returned'

export function checkoutPages(options: StepsOptions): Page[] {
  const path = '/c/pay/:account/:session'
  const found: Page[] = [
    { method: 'GET', path, run: (request) => showSession(options, request) },
    { method: 'POST', path, run: (request) => sendForm(options, request) },
    { method: 'GET', path: '/b/:account/:link', run: (request) => followLink(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run({ ...request, ids: names(request) }) }))
}

/** What may stand in the address of a payment link. (docs.stripe.com/payment-links/url-parameters) */
const IN_ADDRESS = ['client_reference_id', 'locale', 'prefilled_email'] as const

/** Whoever follows a payment link has a session of their own. A link that is closed says what it was given to say. */
async function followLink(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const given = IN_ADDRESS.flatMap((name) => {
    const value = page.query.get(name)
    return value === null ? [] : [[name, value] as const]
  })
  const path = `/brindle/payment_links/${page.ids.link}/visit`
  const { status, text } = await askInside(options, page, 'POST', path, Object.fromEntries(given))
  if (status === 200) return goTo((JSON.parse(text) as Json).url)
  const { error } = JSON.parse(text) as { error: Problem }
  const around = { acceptLanguage: page.request.headers['accept-language'], rates: {} }
  return html(
    options,
    status === 400 ? 400 : 404,
    options.hosted.checkout(undefined, { ...around, ...(status === 400 && { problem: error }) }),
  )
}

const addressOf = ({ publicUrl }: StepsOptions, { ids }: PageRequest) =>
  `${publicUrl()}/c/pay/${ids.account}/${ids.session}`

const pathOf = ({ ids }: PageRequest) => `/v1/payment_pages/${ids.session}`

/** As the merchant sees it: whose it is, and what was tried, is kept from those who ask with a publishable key. */
async function sessionOf(options: StepsOptions, page: PageRequest): Promise<Json | undefined> {
  const { status, text } = await askInside(options, page, 'GET', pathOf(page), {})
  return status === 200 ? (JSON.parse(text) as Json) : undefined
}

interface Shown {
  readonly status?: number
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
}

async function showSession(options: StepsOptions, page: PageRequest, shown: Shown = {}): Promise<PageReply> {
  const session = await sessionOf(options, page)
  const goOn = session && backTo(session)
  const isBack = page.query.has(RETURNED)
  if (session?.status === 'complete' && goOn !== undefined && isBack) return goTo(goOn)
  const problem = shown.problem ?? (session && isBack ? await failureOf(options, page, session) : undefined)
  const around = {
    acceptLanguage: page.request.headers['accept-language'],
    rates: await ratesOf(options, page, session),
    ...(problem !== undefined && { problem }),
    ...(shown.said && { said: shown.said }),
    ...(goOn !== undefined && { goOn }),
  }
  return html(options, session ? (shown.status ?? 200) : 404, options.hosted.checkout(session, around))
}

/** The address to which a customer comes back. (docs: create_checkout_session-success_url) */
function backTo({ id, success_url }: Json): string | undefined {
  const address = success_url as string | null
  return address?.replaceAll('{CHECKOUT_SESSION_ID}', id).replaceAll('%7BCHECKOUT_SESSION_ID%7D', id)
}

/** What the customer's bank said no to, when it has sent them back. */
async function failureOf(options: StepsOptions, page: PageRequest, session: Json): Promise<Problem | undefined> {
  const [kind, id] = session.payment_intent
    ? ['payment_intents', session.payment_intent]
    : ['setup_intents', session.setup_intent]
  if (!id) return undefined
  const { status, text } = await askInside(options, page, 'GET', `/v1/${kind}/${id}`, {})
  if (status !== 200) return undefined
  const intent = JSON.parse(text) as Json
  return intent.last_payment_error ?? intent.last_setup_error ?? undefined
}

async function ratesOf(options: StepsOptions, page: PageRequest, session: Json | undefined) {
  const ids = ((session?.shipping_options ?? []) as { shipping_rate: string }[]).map((one) => one.shipping_rate)
  const rates = await Promise.all(
    ids.map(async (id) => {
      const { status, text } = await askInside(options, page, 'GET', `/v1/shipping_rates/${id}`, {})
      return [id, status === 200 ? ((JSON.parse(text) as Json).display_name as string) : id] as const
    }),
  )
  return Object.fromEntries(rates)
}

/** The choices that hold before it is paid. */
const CHOICES = ['line_item_quantities', 'promotion_code', 'shipping_rate'] as const

/** The customer presses a button: the order is changed, or paid. */
async function sendForm(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const params = await readForm(page)
    const { do: what, [RETURNED]: _, ...form } = params
    if (what === 'update') {
      const chosen = CHOICES.flatMap((name) => (form[name] === undefined ? [] : [[name, form[name]] as const]))
      const reply = await askOpenly(options, page, 'POST', pathOf(page), Object.fromEntries(chosen))
      return after(options, page, form, reply)
    }
    return await pay(options, page, form)
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}

async function pay(options: StepsOptions, page: PageRequest, form: Params): Promise<PageReply> {
  const reply = await askOpenly(options, page, 'POST', `${pathOf(page)}/confirm`, {
    ...confirmation(form),
    return_url: `${addressOf(options, page)}?${RETURNED}=1`,
  })
  if (reply.status !== 200) return after(options, page, form, reply)
  const session = JSON.parse(reply.text) as Json
  const goOn = backTo(session)
  if (session.status === 'complete' && goOn !== undefined) return goTo(goOn)
  const { redirect_to_url } = (session.next_action ?? {}) as Json
  return redirect_to_url ? goTo(redirect_to_url.url) : after(options, page, form, reply)
}

/** Where it was not taken, the page again, with what was filled in and why; elsewhere the page as it is now. */
async function after(
  options: StepsOptions,
  page: PageRequest,
  form: Params,
  { status, text }: { readonly status: number; readonly text: string },
): Promise<PageReply> {
  if (status === 200) return goTo(addressOf(options, page))
  if (status === 401 || status === 404) return showSession(options, page)
  const { error } = JSON.parse(text) as { error: Problem }
  return showSession(options, page, { status, problem: error, said: saidIn(form) })
}

/** What each method asks for stands beside the others in the form; only that of the chosen one is sent. */
const METHODS = ['card', 'sepa_debit'] as const

/** The call's parameters out of the form's fields: empty ones were not filled in. */
function confirmation(form: Params): Params {
  const { card, sepa_debit, payment_method_data: data, ...rest } = form as Json
  const filled = withoutEmpty(rest) as Json
  const type = (data as Json | undefined)?.type as string | undefined
  if (type === undefined) return filled as Params
  const { name, email, phone, address } = filled
  const billing = {
    ...(name && { name }),
    ...(email && { email }),
    ...(phone && { phone }),
    ...(address && { address }),
  }
  const own: Json = { card: card && cardOf(card as Json), sepa_debit }
  const details = METHODS.includes(type as 'card') ? { [type]: withoutEmpty(own[type] ?? {}) } : {}
  return { ...filled, payment_method_data: { type, ...details, billing_details: billing } } as unknown as Params
}

function withoutEmpty(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]) => {
      const kept = withoutEmpty(inner)
      const isEmpty = kept === '' || (typeof kept === 'object' && kept !== null && Object.keys(kept).length === 0)
      return isEmpty ? [] : [[name, kept]]
    }),
  )
}

/** What was filled in, by the names of the fields. Of a card, or an account, nothing comes back to the page. */
function saidIn(form: Params): Readonly<Record<string, string>> {
  const { card: _, sepa_debit: __, ...rest } = form as Json
  const fields: [string, string][] = []
  const walk = (value: unknown, at: string) => {
    if (typeof value === 'string') fields.push([at, value])
    else if (typeof value === 'object' && value !== null)
      for (const [name, inner] of Object.entries(value)) walk(inner, at === '' ? name : `${at}[${name}]`)
  }
  walk(rest, '')
  return Object.fromEntries(fields)
}
