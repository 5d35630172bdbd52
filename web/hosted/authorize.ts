// The page on which a customer would approve a payment at their wallet or bank. Here the tester plays the customer, and
// decides with one of two buttons. Plain HTML and one style sheet: no script, and nothing from elsewhere.

export type Language = 'en' | 'de'

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
}

/** The sentences of a page. What is put into them is HTML already. */
interface Words {
  readonly setup: { readonly title: (method: string) => string; readonly lead: (merchant: string) => string }
  readonly payment: {
    readonly title: (method: string, amount: string | undefined) => string
    readonly lead: (merchant: string) => string
  }
  readonly succeed: Readonly<Record<AuthorizeView['intent'], string>>
  readonly fail: Readonly<Record<AuthorizeView['intent'], string>>
  /** Title and text of the states in which nothing can be decided. */
  readonly closed: Readonly<Record<Exclude<AuthorizeView['state'], 'open'>, readonly [title: string, text: string]>>
  readonly goOn: string
  readonly close: string
  readonly rows: Readonly<Record<'merchant' | 'method' | 'amount', string>>
  readonly someone: string
  readonly badge: string
  readonly noMoney: string
  readonly play: string
  readonly independent: string
}

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
    // These four texts are what tests written for Stripe look for. (browser suites in public repositories)
    succeed: { setup: 'Authorize Test Setup', payment: 'Authorize Test Payment' },
    fail: { setup: 'Fail Test Setup', payment: 'Fail Test Payment' },
    closed: {
      spent: ['Already completed', 'This step has been decided, and it is decided only once.'],
      expired: [
        'This page has expired',
        'It waited for more than a day, or a newer attempt has taken its place. Go back to the merchant and try again.',
      ],
      unknown: [
        'There is nothing to authorize here',
        "No step belongs to this address. Check that it is complete; the server's data may also have been reset since.",
      ],
    },
    goOn: 'Go on to the merchant',
    close: 'You can close this page.',
    rows: { merchant: 'Merchant', method: 'Payment method', amount: 'Amount' },
    someone: 'The merchant',
    badge: 'Test page',
    noMoney: "This is Brindle's test page, and no money moves.",
    play: 'You play the customer here: authorize, or let it fail to see how the integration copes.',
    independent:
      'Brindle is an independent project, not affiliated with Stripe or with any payment provider named here.',
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
    succeed: { setup: 'Test-Einrichtung autorisieren', payment: 'Testzahlung autorisieren' },
    fail: { setup: 'Test-Einrichtung fehlschlagen lassen', payment: 'Testzahlung fehlschlagen lassen' },
    closed: {
      spent: ['Bereits abgeschlossen', 'Über diesen Schritt ist entschieden, und entschieden wird nur einmal.'],
      expired: [
        'Diese Seite ist abgelaufen',
        'Sie hat länger als einen Tag gewartet, oder ein neuerer Versuch hat sie ersetzt. Gehen Sie zum Händler ' +
          'zurück und beginnen Sie noch einmal.',
      ],
      unknown: [
        'Hier gibt es nichts zu autorisieren',
        'Zu dieser Adresse gehört kein Schritt. Prüfen Sie, ob sie vollständig ist; vielleicht wurden auch die Daten ' +
          'des Servers zurückgesetzt.',
      ],
    },
    goOn: 'Weiter zum Händler',
    close: 'Sie können diese Seite schließen.',
    rows: { merchant: 'Händler', method: 'Zahlungsmethode', amount: 'Betrag' },
    someone: 'Der Händler',
    badge: 'Testseite',
    noMoney: 'Dies ist die Testseite von Brindle, und es fließt kein Geld.',
    play:
      'Sie spielen hier die Kundin oder den Kunden: Autorisieren Sie, oder lassen Sie es fehlschlagen und sehen Sie, ' +
      'wie die Integration damit umgeht.',
    independent:
      'Brindle ist ein unabhängiges Projekt und steht in keiner Verbindung zu Stripe oder den hier genannten ' +
      'Zahlungsanbietern.',
  },
}

/**
 * The language that a browser prefers among ours, from its Accept-Language header; English when it names neither.
 * (RFC 9110 §12.5.4; the first of equals wins, as browsers list them)
 */
export function languageOf(acceptLanguage: string | undefined): Language {
  let best: Language = 'en'
  let bestQuality = 0
  for (const range of (acceptLanguage ?? '').split(',')) {
    const [tag, quality = '1'] = range.split(/;\s*q=/i)
    const base = tag!.trim().toLowerCase().split('-', 1)[0]!
    const language = base === '*' ? 'en' : base
    const weight = Number(quality)
    if ((language === 'en' || language === 'de') && weight <= 1 && weight > bestQuality)
      [best, bestQuality] = [language, weight]
  }
  return best
}

/** The whole page. All that the view says is text in it, never markup. */
export function authorizePage(view: AuthorizeView, language: Language): string {
  const words = WORDS[language]
  const { intent, state } = view
  const merchant = `<bdi>${escaped(view.merchant || words.someone)}</bdi>`
  const [method, amount] = [escaped(view.method), view.amount === undefined ? undefined : escaped(view.amount)]
  const isOpen = state === 'open'
  const [title, lead] = isOpen
    ? [words[intent].title(method, amount), words[intent].lead(merchant)]
    : words.closed[state]
  const row = (name: keyof Words['rows'], value: string) =>
    `<div><dt>${words.rows[name]}</dt><dd><bdi>${value}</bdi></dd></div>`
  const rows = [
    view.merchant && row('merchant', escaped(view.merchant)),
    method && row('method', method),
    amount && row('amount', amount),
  ].filter(Boolean)
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} – Brindle</title>
<style>${AUTHORIZE_CSS}</style>
</head>
<body>
<main data-state="${state}">
<p class="brand">${MARK}<span>Brindle</span><span class="badge">${words.badge}</span></p>
<h1>${title}</h1>
<p>${lead}</p>
${state !== 'unknown' && rows.length > 0 ? `<dl>${rows.join('')}</dl>` : ''}
${isOpen ? decision(words, intent) : state === 'spent' ? onward(words, view.goOn) : ''}
<p class="notice"><strong>${words.noMoney}</strong>${isOpen ? ` ${words.play}` : ''}</p>
<p class="small">${words.independent}</p>
</main>
</body>
</html>
`
}

/** The ids are what tests written for Stripe press. Without an action the form goes to the page's own address. */
function decision(words: Words, intent: AuthorizeView['intent']): string {
  const button = (id: string, outcome: 'succeed' | 'fail', text: string, more = '') =>
    `<button id="${id}" name="outcome" value="${outcome}"${more}>${text}</button>`
  return `<form method="post">
${button('test-source-authorize-3ds', 'succeed', words.succeed[intent])}
${button('test-source-fail-3ds', 'fail', words.fail[intent], ' class="quiet"')}
</form>`
}

function onward(words: Words, goOn: string | undefined): string {
  const href = goOn === undefined ? undefined : linkable(goOn)
  return href === undefined
    ? `<p>${words.close}</p>`
    : `<p class="onward"><a class="button" href="${escaped(href)}">${words.goOn}</a></p>`
}

/** Schemes that a browser would run or open itself, instead of going to a page or to an app. */
const NO_PLACE = /^(?:javascript|data|vbscript|blob|file|filesystem|about|view-source):$/

/** The address as a browser reads it, blanks inside the scheme removed; nothing if it leads to no page and no app. */
function linkable(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { href, protocol } = new URL(address)
  return NO_PLACE.test(protocol) ? undefined : href
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}
const escaped = (text: string) => text.replace(/[&<>"']/g, (found) => ENTITIES[found]!)

/** Three strokes of a brindled coat. */
const MARK =
  '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">' +
  '<rect width="24" height="24" rx="7"/><path d="M6 17 10 7M11 18 15 6M16 17l2.5-7"/></svg>'

/** All style there is, so that a policy may name its hash. The colours keep 4.5:1 and more. (WCAG 2.2, 1.4.3) */
export const AUTHORIZE_CSS = `
:root {
  color-scheme: light dark;
  --page: #f5f1ea; --card: #fffdfa; --line: #e4dacb; --text: #2a2118; --soft: #6b5c4b;
  --accent: #7d4716; --on-accent: #fff; --accent-over: #66380f; --note: #fbf0da; --note-line: #d9a441;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15110d; --card: #201a14; --line: #3a3026; --text: #f3ebe0; --soft: #b9a993;
    --accent: #e6ab62; --on-accent: #1d1308; --accent-over: #f2c184; --note: #2d2414; --note-line: #b07f2a;
  }
}
* { box-sizing: border-box; margin: 0; }
body {
  min-height: 100vh; min-height: 100dvh; display: grid; place-items: center; padding: 24px 16px;
  background: var(--page); color: var(--text); overflow-wrap: anywhere;
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "DejaVu Sans", sans-serif;
}
main {
  width: 100%; max-width: 440px; padding: 36px 32px 28px; display: grid; gap: 18px;
  position: relative; overflow: hidden; background: var(--card); border: 1px solid var(--line); border-radius: 18px;
  box-shadow: 0 1px 2px rgb(40 25 10 / .06), 0 16px 40px rgb(40 25 10 / .10);
}
main::before {
  content: ""; position: absolute; inset: 0 0 auto; height: 6px;
  background: repeating-linear-gradient(115deg, var(--accent) 0 9px, var(--note-line) 9px 14px);
}
.brand { display: flex; align-items: center; gap: 10px; font-weight: 650; }
.brand svg { flex: none; fill: var(--accent); stroke: var(--card); stroke-width: 2.2; stroke-linecap: round; }
.brand rect { stroke: none; }
.badge {
  margin-left: auto; padding: 2px 10px; border: 1px solid var(--note-line); border-radius: 99px;
  background: var(--note); font-size: 13px; font-weight: 600;
}
h1 { font-size: 25px; line-height: 1.25; letter-spacing: -.01em; text-wrap: balance; }
dl { border-block: 1px solid var(--line); }
dl div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 16px; padding: 9px 0; }
dl div + div { border-top: 1px solid var(--line); }
dt { color: var(--soft); }
dd { font-weight: 600; font-variant-numeric: tabular-nums; }
form { display: grid; gap: 10px; }
button, .button {
  display: block; width: 100%; min-height: 48px; padding: 11px 18px;
  border: 1px solid var(--accent); border-radius: 11px; background: var(--accent); color: var(--on-accent);
  font: inherit; font-weight: 600; text-align: center; text-decoration: none;
  cursor: pointer; transition: background .12s, border-color .12s;
}
button:hover, .button:hover { background: var(--accent-over); border-color: var(--accent-over); }
.quiet { background: transparent; border-color: var(--soft); color: var(--text); }
.quiet:hover { background: var(--page); border-color: var(--text); }
:focus-visible { outline: 3px solid var(--note-line); outline-offset: 2px; }
.notice {
  padding: 11px 14px; border-left: 4px solid var(--note-line); border-radius: 4px 10px 10px 4px;
  background: var(--note); font-size: 15px;
}
.small { color: var(--soft); font-size: 13px; line-height: 1.45; }
@media (max-width: 400px) { main { padding: 30px 20px 22px; } h1 { font-size: 22px; } }
@media (prefers-reduced-motion: reduce) { * { transition: none; } }
`
