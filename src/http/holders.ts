// The pages of those who hold a connected account: where they tell what is due, and their dashboard. Whoever has the address
// is the holder; it holds once. (https://docs.stripe.com/api/account_links, https://docs.stripe.com/api/accounts/login_link)
import type { Json } from './hosted.ts'
import { askOpenly, goTo, html, names, type StepsOptions } from './steps.ts'
import type { Page, PageReply, PageRequest } from './server.ts'

/** Stripe's addresses tell the kinds of account apart by the letter, too. */
export function holderPages(options: StepsOptions): Page[] {
  const setup = '/setup/:kind/:account/:id'
  const found: Page[] = [
    { method: 'GET', path: setup, run: (request) => showLink(options, request) },
    { method: 'POST', path: setup, run: (request) => useLink(options, request) },
    { method: 'GET', path: '/express/:account/:id', run: (request) => showExpress(options, request) },
  ]
  return found.map((page) => ({ ...page, run: (request) => page.run({ ...request, ids: names(request) }) }))
}

const languageOf = ({ request }: PageRequest) => request.headers['accept-language']

/** A link that is used up leads back to the platform, which makes another. */
async function showLink(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const { status, text } = await askOpenly(options, page, 'GET', `/brindle/account_links/${page.ids.id}`, {})
  if (status !== 200) return html(options, 404, options.hosted.onboarding(undefined, languageOf(page)))
  const link = JSON.parse(text) as Json
  return link.status === 'open'
    ? html(options, 200, options.hosted.onboarding(link, languageOf(page)))
    : goTo(String(link.refresh_url))
}

async function useLink(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const { status, text } = await askOpenly(options, page, 'POST', `/brindle/account_links/${page.ids.id}`, {})
  if (status === 200) return goTo(String((JSON.parse(text) as Json).return_url))
  return showLink(options, page)
}

async function showExpress(options: StepsOptions, page: PageRequest): Promise<PageReply> {
  const { status, text } = await askOpenly(options, page, 'POST', `/brindle/login_links/${page.ids.id}`, {})
  const found = status === 200 ? (JSON.parse(text) as Json) : undefined
  return html(options, found ? 200 : 404, options.hosted.express(found, languageOf(page)))
}
