// What every page for customers has in common: what stands around it, and that what is put into it is text. No script but where the
// page stands in a frame, and nothing from elsewhere.
import type { Language } from './language.ts'
import { PAGE_CSS } from './style.ts'
import { PAGE_WORDS } from './words/page/index.ts'
import { sentences } from './written.ts'

interface Content {
  /** HTML already, as are all the others. */
  readonly title: string
  readonly lead: string
  /** What the page is in, for tests and styles. */
  readonly state: string
  readonly rows?: readonly Row[]
  readonly body?: string
  /** Is said beside that no money moves. */
  readonly notice?: string
  /** It stands in a frame: the script that tells the page around it of it, and what that script needs to know. */
  readonly frame?: { readonly script: string; readonly data?: Readonly<Record<string, string>> } | undefined
}

/** A term, and what it is, both HTML; and whether it is what the others come to. */
export type Row = readonly [term: string, value: string, kind?: 'total']

/** A whole page. */
export function pageOf(
  { title, lead, state, rows = [], body = '', notice, frame }: Content,
  language: Language,
): string {
  const words = PAGE_WORDS[language]
  const script = frame ? `<script type="module" src="${frame.script}"></script>` : ''
  const data = Object.entries(frame?.data ?? {}).map(([name, value]) => ` data-${dashed(name)}="${escaped(value)}"`)
  const list = rows.map(
    ([term, value, kind]) =>
      `<div${kind === undefined ? '' : ` class="${kind}"`}><dt>${term}</dt><dd><bdi>${value}</bdi></dd></div>`,
  )
  return `<!doctype html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="color-scheme" content="light dark">
<title>${title} – Brindle</title>
<style>${PAGE_CSS}</style>${script}
</head>
<body${frame ? ' class="framed"' : ''}>
<main data-state="${state}"${data.join('')}>
<p class="brand">${MARK}<span>Brindle</span><span class="badge">${words.badge}</span></p>
<h1>${title}</h1>
<p>${lead}</p>
${list.length > 0 ? `<dl>${list.join('')}</dl>` : ''}
${body}
<p class="notice">${sentences(language, `<strong>${words.noMoney}</strong>`, ...(notice === undefined ? [] : [notice]))}</p>
<p class="small">${words.independent}</p>
</main>
</body>
</html>
`
}

/** `goOn` as `go-on`, as the attributes of data are written. */
const dashed = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)

/** A word by a name that comes from elsewhere; nothing where there is none for it. */
export const among = (words: Readonly<Record<string, string>>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined

/** Schemes that a browser would run or open itself, instead of going to a page or to an app. */
const NO_PLACE = /^(?:javascript|data|vbscript|blob|file|filesystem|about|view-source):$/

/** The address as a browser reads it, blanks inside the scheme removed; nothing if it leads to no page and no app. */
export function linkable(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined
  const { href, protocol } = new URL(address)
  return NO_PLACE.test(protocol) ? undefined : href
}

/** A way to somewhere else, out of any frame; none where there is no address, or none that a browser should go to. */
export function wayTo(address: string | null | undefined, text: string, look?: 'button' | 'button quiet'): string {
  const href = address ? linkable(address) : undefined
  const style = look === undefined ? '' : ` class="${look}"`
  return href === undefined ? '' : `<p><a${style} target="_top" href="${escaped(href)}">${text}</a></p>`
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
}

export const escaped = (text: string) => text.replace(/[&<>"']/g, (found) => ENTITIES[found]!)

/** Three strokes of a brindled coat. */
const MARK =
  '<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">' +
  '<rect width="24" height="24" rx="7"/><path d="M6 17 10 7M11 18 15 6M16 17l2.5-7"/></svg>'
