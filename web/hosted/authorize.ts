// The page of a customer's step: where they would approve a payment at their wallet or bank, scan a code, read the number
// of a voucher or tell of two deposits. Here the tester plays the customer, and decides with one of two buttons. Plain HTML
// and one style sheet: no script, and nothing from elsewhere.
import { type Action, depositsForm, type Shown, shownOf, transferForm } from './instructions.ts'
import type { Language } from './language.ts'
import { escaped, linkable, pageOf, type Row } from './page.ts'
import { type Problem, problemIn } from './problem.ts'
import { AUTHORIZE_WORDS, type AuthorizeWords, type Decided, type Said } from './words/authorize/index.ts'
import { moment, sentences } from './written.ts'

export interface AuthorizeView {
  /** `spent`: decided already. `expired`: waited too long, or a newer attempt took its place. */
  readonly state: 'open' | 'spent' | 'expired' | 'unknown'
  readonly intent: 'setup' | 'payment'
  readonly merchant: string
  /** As people call it: Amazon Pay. */
  readonly method: string
  /** For people to read: $15.00. */
  readonly amount?: string
  /** Where the customer goes on to, once it is decided. */
  readonly goOn?: string
  /** How it was decided, where the customer goes on to nowhere. */
  readonly outcome?: 'succeeded' | 'failed' | 'verified'
  /** The intent's `next_action`: what is shown to whoever is to decide. */
  readonly action?: Action | null
  /** The code to scan: an SVG of ours. */
  readonly code?: string
  /** Until when it can be decided, in epoch seconds. */
  readonly expires?: number
  /** A card's bank asks, in a frame: what is decided is the authentication. */
  readonly challenge?: true
  /** What was wrong with what was told last. */
  readonly problem?: Problem
}

/** The whole page. All that the view says is text in it, never markup. */
export function authorizePage(view: AuthorizeView, language: Language): string {
  const words = AUTHORIZE_WORDS[language]
  const rows = rowsOf(view, words)
  const problem = problemIn(view.problem, language)
  if (view.state !== 'open') {
    const [title, lead] = closing(view, words)
    const body = view.state === 'spent' ? onward(words, view) : problem
    return pageOf({ title, lead, state: view.state, rows: view.state === 'unknown' ? [] : rows, body }, language)
  }
  const shown = view.action ? shownOf(view.action, language) : undefined
  const lead = words[view.intent].lead(`<bdi>${escaped(view.merchant || words.someone)}</bdi>`)
  const until: Row[] =
    shown && shown.kind !== 'transfer' && view.expires !== undefined
      ? [[words.rows.expires, escaped(moment(view.expires, language))]]
      : []
  return pageOf(
    {
      title: words[view.intent].title(escaped(view.method), view.amount && escaped(view.amount)),
      lead: shown ? sentences(language, lead, words.how[shown.kind]) : lead,
      state: 'open',
      rows: [...rows, ...until, ...(shown?.rows ?? [])],
      body: problem + deciding(view, words, shown, language),
      notice: shown?.notice ?? words.play,
    },
    language,
  )
}

function rowsOf({ merchant, method, amount }: AuthorizeView, { rows }: AuthorizeWords): Row[] {
  const all: (readonly [string, string | undefined])[] = [
    [rows.merchant, merchant],
    [rows.method, method],
    [rows.amount, amount],
  ]
  return all.flatMap(([term, value]) => (value ? [[term, escaped(value)] as const] : []))
}

function closing({ state, outcome, intent }: AuthorizeView, words: AuthorizeWords): Said {
  if (state === 'open' || state !== 'spent' || outcome === undefined) return words.closed[state as 'spent']
  return outcome === 'verified' ? words.verified : words.done[intent][outcome]
}

/** What the tester decides with: two buttons, or a form. */
function deciding(
  { intent, code, challenge }: AuthorizeView,
  words: AuthorizeWords,
  shown: Shown | undefined,
  language: Language,
): string {
  if (shown?.kind === 'transfer') return transferForm(language)
  if (shown?.kind === 'deposits') return depositsForm(shown.told, language)
  const link = shown?.link ? `<p><a href="${escaped(shown.link.href)}">${shown.link.text}</a></p>` : ''
  const picture = code === undefined ? '' : `<div class="code">${code}</div>`
  return link + picture + decision(words, shown?.kind === 'voucher' ? 'voucher' : challenge ? 'challenge' : intent)
}

/** The ids are what tests written for Stripe press. Without an action the form goes to the page's own address. */
function decision(words: AuthorizeWords, what: Decided): string {
  const button = (id: string, outcome: 'succeed' | 'fail', text: string, more = '') =>
    `<button id="${id}" name="outcome" value="${outcome}"${more}>${text}</button>`
  return `<form method="post">
${button('test-source-authorize-3ds', 'succeed', words.succeed[what])}
${button('test-source-fail-3ds', 'fail', words.fail[what], ' class="quiet"')}
</form>`
}

function onward(words: AuthorizeWords, { goOn, outcome }: AuthorizeView): string {
  if (outcome !== undefined) return ''
  const href = goOn === undefined ? undefined : linkable(goOn)
  return href === undefined
    ? `<p>${words.close}</p>`
    : `<p class="onward"><a class="button" href="${escaped(href)}">${words.goOn}</a></p>`
}
