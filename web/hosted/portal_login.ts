// The page on which customers ask for a way into the portal, by the address that the merchant knows them by; and that of a portal session
// which is over. (https://docs.stripe.com/customer-management/activate-no-code-customer-portal)
import { field } from './field.ts'
import type { Language } from './language.ts'
import { escaped, pageOf, wayTo } from './page.ts'
import { type Problem, problemIn } from './problem.ts'
import { FIELD_WORDS } from './words/fields/index.ts'
import { PORTAL_LOGIN_WORDS } from './words/portal_login/index.ts'

export interface PortalLoginView {
  readonly account_name: string | null
  readonly headline: string | null
}

export interface PortalLoginAround {
  /** What may stand in the field: from the address of the page, or as it was filled in. */
  readonly email?: string
  readonly problem?: Problem
  /** Whether a link was asked for; what came of that is not told. */
  readonly sent?: boolean
}

export function portalLoginPage(
  view: PortalLoginView | undefined,
  { email, problem, sent }: PortalLoginAround,
  language: Language,
): string {
  const words = PORTAL_LOGIN_WORDS[language]
  const [title, lead] = sent ? words.sent : words.unknown
  if (!view || sent)
    return pageOf({ title, lead, state: view ? 'sent' : 'unknown', ...(view && { notice: words.note }) }, language)
  const merchant = `<bdi>${escaped(view.account_name ?? 'Brindle')}</bdi>`
  const address = field({
    ...{ name: 'email', label: FIELD_WORDS[language].email, type: 'email', auto: 'email', value: email },
  })
  const headline = view.headline === null ? '' : `<p>${escaped(view.headline)}</p>`
  const body = `${headline}${problemIn(problem, language)}<form method="post">${address}<button>${words.send}</button></form>`
  return pageOf({ title: words.title, lead: words.lead(merchant), state: 'open', body, notice: words.note }, language)
}

/** What is shown where a portal session is over: the way to another, where there is a page for that. */
export function portalOverPage(login: string | undefined, language: Language): string {
  const { expired, again } = PORTAL_LOGIN_WORDS[language]
  const [title, lead] = expired
  return pageOf({ title, lead, state: 'expired', body: wayTo(login, again, 'button') }, language)
}
