// The page on which customers ask for a way into the portal. (https://docs.stripe.com/customer-management/activate-no-code-customer-portal)
import { readForm } from './forms.ts'
import type { Json, PortalLoginAround, Problem } from './hosted.ts'
import type { Page, PageReply, PageRequest } from './server.ts'
import { askInside, html, names, refused, type StepsOptions } from './steps.ts'

export function portalLoginPages(options: StepsOptions): Page[] {
  const path = '/p/login/:token'
  const found: Page[] = [
    { method: 'GET', path, run: (request) => show(options, request, fromAddress(request)) },
    { method: 'POST', path, run: (request) => ask(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run(named(request)) }))
}

/** `test_<account>.<configuration>.<chance>`: the account may have that of its platform before it. */
function named(page: PageRequest): PageRequest {
  const { token = '' } = names(page)
  const [, account = 'none', id = 'none', word = 'none'] = /^test_(.+)\.(\w+)\.(\w+)$/.exec(token) ?? []
  return { ...page, ids: { token, account, id: `test_${id}.${word}` } }
}

const pathOf = ({ ids }: PageRequest) => `/brindle/portal_logins/${ids.id}`

/** (https://docs.stripe.com/customer-management/activate-no-code-customer-portal#url-parameters) */
function fromAddress({ query }: PageRequest): PortalLoginAround {
  const email = query.get('prefilled_email')
  return email === null ? {} : { email }
}

async function show(
  options: StepsOptions,
  page: PageRequest,
  { status = 200, ...around }: PortalLoginAround & { readonly status?: number },
): Promise<PageReply> {
  const { status: found, text } = await askInside(options, page, 'GET', pathOf(page), {})
  const view = found === 200 ? (JSON.parse(text) as Json) : undefined
  const body = options.hosted.portal_login(view, around, page.request.headers['accept-language'])
  return html(options, view ? status : 404, body)
}

/** Who asks hears the same, whether or not the address is known. */
async function ask(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  try {
    const { email: given } = await readForm(page)
    const email = typeof given === 'string' ? given : ''
    const { status, text } = await askInside(options, page, 'POST', pathOf(page), { email })
    if (status === 200) return await show(options, page, { sent: true })
    if (status === 404) return await show(options, page, {})
    const { error } = JSON.parse(text) as { error: Problem }
    return await show(options, page, { status, email, problem: error })
  } catch (thrown) {
    return refused(options, thrown as Error)
  }
}
