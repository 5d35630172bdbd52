// A text that is copied by a press: the id of a price, a command, an address.
import { useState } from 'preact/hooks'
import { COMMON } from '../words.ts'

/** A text that is copied by a press. */
export function Copy({ text, title }: { readonly text: string; readonly title?: string }) {
  const [copied, setCopied] = useState(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    setCopied(true)
    setTimeout(() => setCopied(false), 1500)
  }
  return (
    <>
      <button type="button" class="copy" onClick={copy}>
        <span class="hidden">{COMMON.copy}: </span>
        <code>{title ?? text}</code>
        <span aria-hidden="true">{copied ? COMMON.copied : COMMON.copy}</span>
      </button>
      <span class="hidden" role="status">
        {copied ? COMMON.copied : ''}
      </span>
    </>
  )
}
