// A text that is copied by a press, such as an id or a key.
import { useState } from 'preact/hooks'
import { COMMON } from '../words.ts'

/** Shows the text, or its title. */
export function Copy({ text, title }: { readonly text: string; readonly title?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <button
      type="button"
      class="copy"
      onClick={copy}
      aria-label={`${COMMON.copy}: ${title ?? text}`}
      data-does={copied ? COMMON.copied : COMMON.copy}
    >
      <code>{title ?? text}</code>
      <span class="hidden" aria-live="polite">
        {copied && COMMON.copied}
      </span>
    </button>
  )
}
