// The pages of those who hold a connected account. Nobody has to fill anything in: one button tells what is due, with Stripe's
// test values. Plain HTML. (https://docs.stripe.com/connect/hosted-onboarding)
import { escaped, type Language, pageOf } from './page.ts'

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

interface Words {
  readonly title: Readonly<Record<OnboardingView['type'], string>>
  readonly lead: string
  readonly nothingDue: string
  readonly account: string
  readonly due: string
  readonly submit: string
  readonly express: string
  readonly expressLead: string
  readonly charges: string
  readonly payouts: string
  readonly yes: string
  readonly no: string
  readonly unknown: readonly [title: string, lead: string]
}

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    title: { account_onboarding: 'Set up payments', account_update: 'Update your account' },
    lead: 'Here the holder of the account tells what is due. The button fills it in with test values, and accepts the terms.',
    nothingDue: 'Nothing is due. The button accepts and goes back.',
    account: 'Account',
    due: 'Due',
    submit: 'Fill in and submit',
    express: 'Express Dashboard',
    expressLead: 'What the account may do.',
    charges: 'Takes payments',
    payouts: 'Is paid out',
    yes: 'yes',
    no: 'no',
    unknown: ['There is nothing here', 'This address was used, or never led anywhere. Ask the platform for another.'],
  },
  de: {
    title: { account_onboarding: 'Zahlungen einrichten', account_update: 'Konto ändern' },
    lead: 'Hier macht der Inhaber des Kontos die fehlenden Angaben. Der Knopf füllt sie mit Testwerten aus und nimmt die Bedingungen an.',
    nothingDue: 'Es fehlt nichts. Der Knopf nimmt an und führt zurück.',
    account: 'Konto',
    due: 'Fehlt',
    submit: 'Ausfüllen und absenden',
    express: 'Express-Dashboard',
    expressLead: 'Was das Konto darf.',
    charges: 'Nimmt Zahlungen an',
    payouts: 'Erhält Auszahlungen',
    yes: 'ja',
    no: 'nein',
    unknown: [
      'Hier ist nichts',
      'Diese Adresse wurde benutzt oder führte nie irgendwohin. Die Plattform kann eine neue geben.',
    ],
  },
}

const nothingHere = (language: Language): string => {
  const [title, lead] = WORDS[language].unknown
  return pageOf({ title, lead, state: 'unknown' }, language)
}

const named = ({ name, account }: { name: string | null; account: string }) =>
  escaped(name === null ? account : `${name} (${account})`)

/** The page of an account link that is open; nothing where there is none. */
export function onboardingPage(view: OnboardingView | undefined, language: Language): string {
  if (!view) return nothingHere(language)
  const words = WORDS[language]
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
  const words = WORDS[language]
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
