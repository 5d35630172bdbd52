// The page on which a customer says how they pay from now on. Whoever has the address, which the server has put into a mail, is the
// customer. (https://docs.stripe.com/billing/revenue-recovery/customer-emails)
import { readForm } from './forms.ts'
import type { Json, Problem } from './hosted.ts'
import { chosenMethod, placeOf, saidIn } from './method_form.ts'
import type { Page, PageReply, PageRequest } from './server.ts'
import { askInside, goTo, html, names, refused, type StepsOptions } from './steps.ts'

export function paymentUpdatePages(options: StepsOptions): Page[] {
  const path = '/p/update/:account/:id'
  const found: Page[] = [
    { method: 'GET', path, run: (request) => open(options, request) },
    { method: 'POST', path, run: (request) => use(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run({ ...request, ids: names(request) }) }))
}

const addressOf = ({ publicUrl }: StepsOptions, { ids }: PageRequest) =>
  `${publicUrl()}/p/update/${ids.account}/${ids.id}`

const pathOf = ({ ids }: PageRequest) => `/brindle/payment_updates/${ids.id}`

async function viewOf(options: StepsOptions, page: PageRequest): Promise<Json | undefined> {
  const { status, text } = await askInside(options, page, 'GET', pathOf(page), {})
  return status === 200 ? (JSON.parse(text) as Json) : undefined
}

/** Who comes back from their bank is told its no; its yes has made what they chose their own. */
async function open(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  if (!page.query.has('redirect_status')) return show(options, page)
  if (page.query.get('redirect_status') !== 'failed') return goTo(`${addressOf(options, page)}?done=1`)
  const view = await viewOf(options, page)
  const problem = (page.query.has('setup_intent') ? view?.setup_problem : view?.problem) as Problem | null | undefined
  return show(options, page, problem ? { problem } : {})
}

interface Shown {
  readonly status?: number
  readonly problem?: Problem
  readonly said?: Readonly<Record<string, string>>
}

async function show(options: StepsOptions, page: PageRequest, { status = 200, ...shown }: Shown = {}) {
  const acceptLanguage = page.request.headers['accept-language']
  const view = await viewOf(options, page)
  if (!view) return html(options, 404, options.hosted.payment_update(undefined, { methods: [] }, acceptLanguage))
  const around = {
    ...shown,
    methods: await methodsOf(options, page, view),
    ...(page.query.has('done') && { done: true }),
  }
  return html(options, status, options.hosted.payment_update(view, around, acceptLanguage))
}

/** Why 20: what fits on a page. */
const METHODS_MAX = '20'

async function methodsOf(options: StepsOptions, page: PageRequest, { customer, types }: Json): Promise<Json[]> {
  const params = { customer, limit: METHODS_MAX }
  const { status, text } = await askInside(options, page, 'GET', '/v1/payment_methods', params)
  const found = status === 200 ? ((JSON.parse(text) as Json).data as Json[]) : []
  return found.filter(({ type }) => types.includes(type))
}

async function use(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const form = await readForm(page)
    const view = await viewOf(options, page)
    if (!view) return await show(options, page)
    const { pay, expected_amount } = form
    const reply = await askInside(options, page, 'POST', `${pathOf(page)}/use`, {
      ...chosenMethod(form, (view.who ?? {}) as Json),
      ...(pay && { pay: 'true', expected_amount: expected_amount ?? '' }),
      return_url: addressOf(options, page),
    })
    if (reply.status !== 200) {
      const { error } = JSON.parse(reply.text) as { error: Problem }
      return await show(options, page, { status: reply.status, problem: error, said: saidIn(form) })
    }
    const { next_action } = JSON.parse(reply.text) as Json
    return goTo(placeOf(next_action as Json | null) ?? `${addressOf(options, page)}?done=1`)
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}
