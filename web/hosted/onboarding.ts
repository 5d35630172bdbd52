// The pages of those who hold a connected account. Nobody has to fill anything in: one button tells what is due, with Stripe's
// test values. Plain HTML. (https://docs.stripe.com/connect/hosted-onboarding)
import type { Language } from './language.ts'
import { escaped, pageOf } from './page.ts'
import { ONBOARDING_WORDS } from './words/onboarding/index.ts'

export interface OnboardingView {
  readonly account: string
  readonly name: string | null
  /** The names of the fields that are due. */
  readonly due: readonly string[]
  readonly type: 'account_onboarding' | 'account_update'
}

export interface ExpressView {
  readonly account: string
  readonly name: string | null
  readonly due: readonly string[]
  readonly charges_enabled: boolean
  readonly payouts_enabled: boolean
}

const nothingHere = (language: Language): string => {
  const [title, lead] = ONBOARDING_WORDS[language].unknown
  return pageOf({ title, lead, state: 'unknown' }, language)
}

const named = ({ name, account }: { name: string | null; account: string }) =>
  name === null ? escaped(account) : `${escaped(name)}<br><span class="small">${escaped(account)}</span>`

/** The page of an account link that is open; nothing where there is none. */
export function onboardingPage(view: OnboardingView | undefined, language: Language): string {
  if (!view) return nothingHere(language)
  const words = ONBOARDING_WORDS[language]
  return pageOf(
    {
      title: words.title[view.type],
      lead: view.due.length > 0 ? words.lead : words.nothingDue,
      state: 'open',
      rows: [
        [words.account, named(view)],
        ...(view.due.length > 0 ? [[words.due, escaped(view.due.join(', '))] as const] : []),
      ],
      body: `<form method="post"><button id="submit">${words.submit}</button></form>`,
    },
    language,
  )
}

/** The dashboard that a login link opens; nothing where the link was used. */
export function expressPage(view: ExpressView | undefined, language: Language): string {
  if (!view) return nothingHere(language)
  const words = ONBOARDING_WORDS[language]
  const said = (is: boolean) => (is ? words.yes : words.no)
  return pageOf(
    {
      title: words.express,
      lead: words.expressLead,
      state: 'open',
      rows: [
        [words.account, named(view)],
        [words.charges, said(view.charges_enabled)],
        [words.payouts, said(view.payouts_enabled)],
        ...(view.due.length > 0 ? [[words.due, escaped(view.due.join(', '))] as const] : []),
      ],
    },
    language,
  )
}
