// The drawer that shows which calls of the API the Dashboard has made, and how to make them oneself.
import { signal } from '@preact/signals'
import { type Made, made } from '../api.ts'
import { host, href } from '../router.ts'
import { key } from '../session.ts'
import { COMMON, words } from '../words.ts'
import { Copy } from './copy.tsx'
import { snippet, type Tool } from './snippets.ts'

const W = words({
  en: {
    title: 'What the Dashboard asked',
    lead: 'Everything here is a call of the public API. These were made since the page was opened, the latest first.',
    reads: 'Reads, too',
    none: 'Nothing has been changed from here yet.',
  },
  de: {
    title: 'Was das Dashboard aufrief',
    lead: 'Alles hier ist ein Aufruf der öffentlichen API. Diese gab es, seit die Seite geöffnet wurde, der neueste zuerst.',
    reads: 'Auch Lesen',
    none: 'Von hier aus wurde noch nichts geändert.',
  },
})

export const showsCalls = signal(false)
const withReads = signal(false)
const TOOLS: readonly Tool[] = ['curl', 'node', 'python']

export function Calls() {
  if (!showsCalls.value) return null
  const shown = made.value.filter(({ method }) => withReads.value || method !== 'GET')
  return (
    <aside class="calls" aria-labelledby="calls-title">
      <header>
        <h2 id="calls-title">{W.title}</h2>
        <button type="button" class="icon-button" aria-label={COMMON.close} onClick={() => (showsCalls.value = false)}>
          ×
        </button>
      </header>
      <p class="quiet-text">{W.lead}</p>
      <label class="check">
        <input type="checkbox" checked={withReads.value} onChange={() => (withReads.value = !withReads.value)} />{' '}
        {W.reads}
      </label>
      {shown.length === 0 && <p class="empty">{W.none}</p>}
      <ol>
        {shown.map((one) => (
          <li key={one.requestId + one.at}>
            <OneCall of={one} />
          </li>
        ))}
      </ol>
    </aside>
  )
}

function OneCall({ of }: { readonly of: Made }) {
  const all = of.curl ? ([['curl', of.curl()]] as const) : snippetsOf(of)
  return (
    <details>
      <summary>
        <span class={of.status < 400 ? 'status good' : 'status bad'}>{of.status}</span>{' '}
        <code>
          {of.method} {of.path}
        </code>
      </summary>
      {of.requestId && (
        <p>
          <a href={href(`/requests/${of.requestId}`)}>
            <code>{of.requestId}</code>
          </a>
        </p>
      )}
      {all.map(([tool, text]) => (
        <div key={tool} class="snippet">
          <Copy text={text} title={tool} />
          <pre>{text}</pre>
        </div>
      ))}
    </details>
  )
}

/** A call in every tool's words. */
export const snippetsOf = (of: Pick<Made, 'method' | 'path' | 'params'>): (readonly [Tool, string])[] =>
  TOOLS.map((tool) => [tool, snippet(tool, of, location.origin + host, key.value ?? '')] as const)
