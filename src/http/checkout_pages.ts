// The page of a Checkout Session, over the same two calls by which Stripe's CLI pays for one: its form is sent as the customer filled it
// in, and what comes of it is where they go next. It stands at an address of its own, or in a frame of the seller's page. Whoever has
// the address may see it: a session's id is a secret of 58 characters.
import type { Params } from './body.ts'
import { changesIn, confirmationIn, saidIn } from './checkout_form.ts'
import { readForm } from './forms.ts'
import type { Json, Problem } from './hosted.ts'
import type { Page, PageReply, PageRequest } from './server.ts'
import { askInside, askOpenly, framed, goTo, html, names, refused, type StepsOptions } from './steps.ts'

/** A marker in the address to which a bank sends the customer back. */
const RETURNED = 'returned'

/** Who visits it, and where it stands. */
interface Visit {
  readonly options: StepsOptions
  readonly page: PageRequest
  readonly isFramed: boolean
}

export function checkoutPages(options: StepsOptions): Page[] {
  const [own, inFrame] = ['/c/pay/:account/:session', '/c/embed/:account/:session']
  const at = (run: (visit: Visit) => Promise<PageReply>, isFramed: boolean): Page['run'] => {
    return (page) => run({ options, page, isFramed })
  }
  const found: Page[] = [
    { method: 'GET', path: own, run: at(showSession, false) },
    { method: 'POST', path: own, run: at(sendForm, false) },
    { method: 'GET', path: inFrame, run: at(showSession, true) },
    { method: 'POST', path: inFrame, run: at(sendForm, true) },
    { method: 'GET', path: `${inFrame}/return`, run: at(leadBack, false) },
    { method: 'GET', path: '/b/:account/:link', run: (request) => followLink(options, request) },
    { method: 'GET', path: '/r/:account/:session', run: at(startAgain, false) },
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
  const around = { acceptLanguage: page.request.headers['accept-language'] }
  return html(
    options,
    status === 400 ? 400 : 404,
    options.hosted.checkout(undefined, { ...around, ...(status === 400 && { problem: error }) }),
  )
}

/** Another session, made of one that has expired, where its seller wished that. */
async function startAgain(visit: Visit): Promise<PageReply> {
  const { options, page } = visit
  const path = `/brindle/checkout_sessions/${page.ids.session}/recover`
  const { status, text } = await askInside(options, page, 'POST', path, {})
  const answer = JSON.parse(text) as Json
  return status === 200 ? goTo(answer.url) : showSession(visit, { status, problem: answer.error })
}

/** The customer comes from a bank to which they were sent out of a frame: the seller's page looks at what came of it. */
async function leadBack(visit: Visit): Promise<PageReply> {
  const session = await askFor(visit)
  const goOn = session && backTo(session)
  return goOn === undefined ? show(visit, undefined, {}) : goTo(goOn)
}

const pathOf = ({ page: { ids } }: Visit) => `/v1/payment_pages/${ids.session}`

/** In a frame it is the last part of it alone, so that the frame stays where it is loaded from. */
const addressOf = ({ options, page: { ids }, isFramed }: Visit) =>
  isFramed ? `./${ids.session}` : `${options.publicUrl()}/c/pay/${ids.account}/${ids.session}`

/** To where a bank sends the customer back. Whoever was sent out of a frame does not come back into it. */
function returnAddress({ options, page: { ids }, isFramed }: Visit, isAway: boolean): string {
  const own = `${options.publicUrl()}/c/${isFramed ? 'embed' : 'pay'}/${ids.account}/${ids.session}`
  return isFramed && isAway ? `${own}/return` : `${own}?${RETURNED}=1`
}

/** As the merchant sees it: whose it is, and what was tried, is kept from those who ask with a publishable key. */
async function askFor(visit: Visit): Promise<Json | undefined> {
  const { status, text } = await askInside(visit.options, visit.page, 'GET', pathOf(visit), {})
  return status === 200 ? (JSON.parse(text) as Json) : undefined
}

/** Which sessions have a page in a frame; the others have one of their own, or fields in the seller's page. */
const FRAMED: readonly string[] = ['embedded_page', 'form']

/** The session, if it has its page here. */
async function sessionOf(visit: Visit): Promise<Json | undefined> {
  const session = await askFor(visit)
  const fits = visit.isFramed ? FRAMED.includes(session?.ui_mode) : session?.ui_mode === 'hosted_page'
  return fits ? session : undefined
}

interface Shown {
  readonly status?: number
  readonly problem?: Problem
  readonly isStale?: boolean
  readonly said?: Readonly<Record<string, string>>
}

async function showSession(visit: Visit, shown: Shown = {}): Promise<PageReply> {
  const { page, isFramed } = visit
  const session = await sessionOf(visit)
  const goOn = session && backTo(session)
  const isBack = page.query.has(RETURNED)
  if (session?.status === 'complete' && goOn !== undefined && isBack && !isFramed) return goTo(goOn)
  const problem = shown.problem ?? (session && isBack ? await failureOf(visit, session) : undefined)
  return show(visit, session, { ...shown, ...(problem !== undefined && { problem }) })
}

function show({ options, page, isFramed }: Visit, session: Json | undefined, { status = 200, ...shown }: Shown) {
  const goOn = session && backTo(session)
  const body = options.hosted.checkout(session, {
    acceptLanguage: page.request.headers['accept-language'],
    isFramed,
    ...shown,
    ...(goOn !== undefined && { goOn }),
  })
  const reply = html(options, session ? status : 404, body)
  return isFramed ? framed(reply) : reply
}

/** The address to which a customer comes back. (docs: create_checkout_session-success_url) */
function backTo({ id, success_url, return_url }: Json): string | undefined {
  const address = (success_url ?? return_url) as string | null | undefined
  return address?.replaceAll('{CHECKOUT_SESSION_ID}', id).replaceAll('%7BCHECKOUT_SESSION_ID%7D', id)
}

/** What the customer's bank said no to, when it has sent them back. */
async function failureOf({ options, page }: Visit, session: Json): Promise<Problem | undefined> {
  const [kind, id] = session.payment_intent
    ? ['payment_intents', session.payment_intent]
    : ['setup_intents', session.setup_intent]
  if (!id) return undefined
  const { status, text } = await askInside(options, page, 'GET', `/v1/${kind}/${id}`, {})
  if (status !== 200) return undefined
  const intent = JSON.parse(text) as Json
  return intent.last_payment_error ?? intent.last_setup_error ?? undefined
}

/** The customer presses a button: the order is changed, or paid. */
async function sendForm(visit: Visit): Promise<PageReply> {
  const { options, page } = visit
  try {
    const { [RETURNED]: _, ...form } = await readForm(page)
    if (form.do !== 'update') return await pay(visit, form)
    return after(visit, form, await askOpenly(options, page, 'POST', pathOf(visit), changesIn(form)))
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}

async function pay(visit: Visit, form: Params): Promise<PageReply> {
  const { options, page, isFramed } = visit
  const shown = await sessionOf(visit)
  if (!shown) return show(visit, undefined, {})
  const said = confirmationIn(form, shown)
  const isAway = options.hosted.leaves(String((said.payment_method_data as Json | undefined)?.type))
  const reply = await askOpenly(options, page, 'POST', `${pathOf(visit)}/confirm`, {
    ...said,
    return_url: returnAddress(visit, isAway),
  })
  if (reply.status !== 200) return unpaid(visit, form, { said, reply })
  const session = JSON.parse(reply.text) as Json
  const goOn = backTo(session)
  if (session.status === 'complete' && goOn !== undefined && !isFramed) return goTo(goOn)
  const step = session.next_step?.url as string | undefined
  if (step === undefined) return after(visit, form, reply)
  return isFramed && isAway ? leave(visit, step) : goTo(step)
}

/** Banks and wallets do not stand in frames: the page around this one goes to them. */
const leave = ({ options, page }: Visit, to: string): PageReply =>
  framed(html(options, 200, options.hosted.leaving(to, page.request.headers['accept-language'])))

/** Not the amount that they saw: where the customer is, they said only now. It is kept, and they see what it comes to. */
async function unpaid(
  visit: Visit,
  form: Params,
  { said, reply }: { readonly said: Params; readonly reply: Answer },
): Promise<PageReply> {
  const { error } = JSON.parse(reply.text) as { error: { code?: string } }
  if (error.code !== 'checkout_amount_mismatch') return after(visit, form, reply)
  const { address, shipping, tax_id } = said
  const told = { ...(address && { address }), ...(shipping && { shipping }), ...(tax_id && { tax_id }) }
  await askOpenly(visit.options, visit.page, 'POST', pathOf(visit), told)
  return showSession(visit, { status: reply.status, isStale: true, said: saidIn(form) })
}

interface Answer {
  readonly status: number
  readonly text: string
}

/** Where it was not taken, the page again, with what was filled in and why; elsewhere the page as it is now. */
async function after(visit: Visit, form: Params, { status, text }: Answer): Promise<PageReply> {
  if (status === 200) return goTo(addressOf(visit))
  if (status === 401 || status === 404) return showSession(visit)
  const { error } = JSON.parse(text) as { error: Problem }
  return showSession(visit, { status, problem: error, said: saidIn(form) })
}
