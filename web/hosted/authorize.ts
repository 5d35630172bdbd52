// The page of a customer's step: where they would approve a payment at their wallet or bank, scan a code, read the number
// of a voucher or tell of two deposits. Here the tester plays the customer, and decides with one of two buttons. Plain HTML
// and one style sheet: no script, and nothing from elsewhere.
import { type Action, depositsForm, type Shown, shownOf, transferForm } from './instructions.ts'
import { escaped, type Language, linkable, moment, pageOf, type Row } from './page.ts'

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
  /** What was wrong with what was told last. */
  readonly problem?: string
}

/** The sentences of a page. What is put into them is HTML already. */
interface Words {
  readonly setup: { readonly title: (method: string) => string; readonly lead: (merchant: string) => string }
  readonly payment: {
    readonly title: (method: string, amount: string | undefined) => string
    readonly lead: (merchant: string) => string
  }
  /** What is said below the lead of a payment, by what is shown. */
  readonly how: Readonly<Record<Shown['kind'], string>>
  readonly succeed: Readonly<Record<AuthorizeView['intent'] | 'voucher', string>>
  readonly fail: Readonly<Record<AuthorizeView['intent'] | 'voucher', string>>
  /** Title and text of the states in which nothing can be decided. */
  readonly closed: Readonly<Record<Exclude<AuthorizeView['state'], 'open'>, Said>>
  readonly done: Readonly<Record<AuthorizeView['intent'], Readonly<Record<'succeeded' | 'failed', Said>>>>
  readonly verified: Said
  readonly goOn: string
  readonly close: string
  readonly rows: Readonly<Record<'merchant' | 'method' | 'amount' | 'expires', string>>
  readonly someone: string
  readonly play: string
}
type Said = readonly [title: string, text: string]

const WORDS: Readonly<Record<Language, Words>> = {
  en: {
    setup: {
      title: (method) => `Save ${method} for later payments?`,
      lead: (merchant) => `${merchant} asks to keep this payment method and to charge it again later.`,
    },
    payment: {
      title: (method, amount) => (amount ? `Pay ${amount} with ${method}?` : `Pay with ${method}?`),
      lead: (merchant) => `${merchant} asks you to approve this payment.`,
    },
    how: {
      code: 'Scan the code to open this page on another device, or decide here.',
      voucher: 'Pay at the till or at your bank with what stands below.',
      deposits: 'Tell what the small deposits to your bank account were, and it is shown to be yours.',
      transfer: 'Send the amount to one of the accounts below.',
    },
    // These four texts are what tests written for Stripe look for. (browser suites in public repositories)
    succeed: { setup: 'Authorize Test Setup', payment: 'Authorize Test Payment', voucher: 'Pay Test Voucher' },
    fail: { setup: 'Fail Test Setup', payment: 'Fail Test Payment', voucher: 'Let Test Voucher Expire' },
    closed: {
      spent: ['Already completed', 'This step has been decided, and it is decided only once.'],
      expired: [
        'This page has expired',
        'It waited for too long, or a newer attempt has taken its place. Go back to the merchant and try again.',
      ],
      unknown: [
        'There is nothing to authorize here',
        "No step belongs to this address. Check that it is complete; the server's data may also have been reset since.",
      ],
    },
    done: {
      setup: {
        succeeded: ['Setup authorized', 'You may close this window: the merchant is told.'],
        failed: ['Setup failed', 'Nothing was saved. You may close this window: the merchant is told.'],
      },
      payment: {
        succeeded: ['Payment authorized', 'You may close this window: the merchant is told.'],
        failed: ['Payment failed', 'Nothing was paid. You may close this window: the merchant is told.'],
      },
    },
    verified: ['Bank account verified', 'You may close this window: the merchant is told.'],
    goOn: 'Go on to the merchant',
    close: 'You can close this page.',
    rows: { merchant: 'Merchant', method: 'Payment method', amount: 'Amount', expires: 'Open until' },
    someone: 'The merchant',
    play: 'You play the customer here: authorize, or let it fail to see how the integration copes.',
  },
  de: {
    setup: {
      title: (method) => `${method} für spätere Zahlungen speichern?`,
      lead: (merchant) => `${merchant} möchte diese Zahlungsmethode behalten und später wieder belasten.`,
    },
    payment: {
      title: (method, amount) => (amount ? `${amount} mit ${method} bezahlen?` : `Mit ${method} bezahlen?`),
      lead: (merchant) => `${merchant} bittet Sie, diese Zahlung zu autorisieren.`,
    },
    how: {
      code: 'Scannen Sie den Code, um diese Seite auf einem anderen Gerät zu öffnen, oder entscheiden Sie hier.',
      voucher: 'Bezahlen Sie an der Kasse oder bei Ihrer Bank mit dem, was unten steht.',
      deposits: 'Nennen Sie die kleinen Gutschriften auf Ihrem Bankkonto: So zeigt sich, dass es Ihres ist.',
      transfer: 'Überweisen Sie den Betrag auf eines der Konten, die unten stehen.',
    },
    succeed: {
      setup: 'Test-Einrichtung autorisieren',
      payment: 'Testzahlung autorisieren',
      voucher: 'Test-Zahlschein bezahlen',
    },
    fail: {
      setup: 'Test-Einrichtung fehlschlagen lassen',
      payment: 'Testzahlung fehlschlagen lassen',
      voucher: 'Test-Zahlschein verfallen lassen',
    },
    closed: {
      spent: ['Bereits abgeschlossen', 'Über diesen Schritt ist entschieden, und entschieden wird nur einmal.'],
      expired: [
        'Diese Seite ist abgelaufen',
        'Sie hat zu lange gewartet, oder ein neuerer Versuch hat sie ersetzt. Gehen Sie zum Händler zurück und beginnen ' +
          'Sie noch einmal.',
      ],
      unknown: [
        'Hier gibt es nichts zu autorisieren',
        'Zu dieser Adresse gehört kein Schritt. Prüfen Sie, ob sie vollständig ist; vielleicht wurden auch die Daten ' +
          'des Servers zurückgesetzt.',
      ],
    },
    done: {
      setup: {
        succeeded: ['Einrichtung autorisiert', 'Sie können dieses Fenster schließen: Der Händler erfährt davon.'],
        failed: [
          'Einrichtung fehlgeschlagen',
          'Es wurde nichts gespeichert. Sie können dieses Fenster schließen: Der Händler erfährt davon.',
        ],
      },
      payment: {
        succeeded: ['Zahlung autorisiert', 'Sie können dieses Fenster schließen: Der Händler erfährt davon.'],
        failed: [
          'Zahlung fehlgeschlagen',
          'Es wurde nichts bezahlt. Sie können dieses Fenster schließen: Der Händler erfährt davon.',
        ],
      },
    },
    verified: ['Bankkonto bestätigt', 'Sie können dieses Fenster schließen: Der Händler erfährt davon.'],
    goOn: 'Weiter zum Händler',
    close: 'Sie können diese Seite schließen.',
    rows: { merchant: 'Händler', method: 'Zahlungsmethode', amount: 'Betrag', expires: 'Offen bis' },
    someone: 'Der Händler',
    play:
      'Sie spielen hier die Kundin oder den Kunden: Autorisieren Sie, oder lassen Sie es fehlschlagen und sehen Sie, ' +
      'wie die Integration damit umgeht.',
  },
}

/** The whole page. All that the view says is text in it, never markup. */
export function authorizePage(view: AuthorizeView, language: Language): string {
  const words = WORDS[language]
  const rows = rowsOf(view, words)
  const problem = view.problem === undefined ? '' : `<p class="problem" role="alert">${escaped(view.problem)}</p>`
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
      lead: shown ? `${lead} ${words.how[shown.kind]}` : lead,
      state: 'open',
      rows: [...rows, ...until, ...(shown?.rows ?? [])],
      body: problem + deciding(view, words, shown, language),
      notice: shown?.notice ?? words.play,
    },
    language,
  )
}

function rowsOf({ merchant, method, amount }: AuthorizeView, { rows }: Words): Row[] {
  const all: (readonly [string, string | undefined])[] = [
    [rows.merchant, merchant],
    [rows.method, method],
    [rows.amount, amount],
  ]
  return all.flatMap(([term, value]) => (value ? [[term, escaped(value)] as const] : []))
}

function closing({ state, outcome, intent }: AuthorizeView, words: Words): Said {
  if (state === 'open' || state !== 'spent' || outcome === undefined) return words.closed[state as 'spent']
  return outcome === 'verified' ? words.verified : words.done[intent][outcome]
}

/** What the tester decides with: two buttons, or a form. */
function deciding({ intent, code }: AuthorizeView, words: Words, shown: Shown | undefined, language: Language): string {
  if (shown?.kind === 'transfer') return transferForm(language)
  if (shown?.kind === 'deposits') return depositsForm(shown.told, language)
  const link = shown?.link ? `<p><a href="${escaped(shown.link.href)}">${shown.link.text}</a></p>` : ''
  const picture = code === undefined ? '' : `<div class="code">${code}</div>`
  return link + picture + decision(words, shown?.kind === 'voucher' ? 'voucher' : intent)
}

/** The ids are what tests written for Stripe press. Without an action the form goes to the page's own address. */
function decision(words: Words, what: AuthorizeView['intent'] | 'voucher'): string {
  const button = (id: string, outcome: 'succeed' | 'fail', text: string, more = '') =>
    `<button id="${id}" name="outcome" value="${outcome}"${more}>${text}</button>`
  return `<form method="post">
${button('test-source-authorize-3ds', 'succeed', words.succeed[what])}
${button('test-source-fail-3ds', 'fail', words.fail[what], ' class="quiet"')}
</form>`
}

function onward(words: Words, { goOn, outcome }: AuthorizeView): string {
  if (outcome !== undefined) return ''
  const href = goOn === undefined ? undefined : linkable(goOn)
  return href === undefined
    ? `<p>${words.close}</p>`
    : `<p class="onward"><a class="button" href="${escaped(href)}">${words.goOn}</a></p>`
}
