// A dialog over the page: the browser's own, which keeps the keyboard inside, closes on Escape and gives the focus back.
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { COMMON } from '../words.ts'

interface Opened {
  readonly title: string
  readonly body: () => ComponentChildren
}

const opened = signal<Opened | undefined>(undefined)

/** Opens the dialog. */
export function ask(title: string, body: () => ComponentChildren): void {
  opened.value = { title, body }
}

export function closeDialog(): void {
  opened.value = undefined
}

/** Where the dialog is drawn, once in the page. */
export function Dialog() {
  const element = useRef<HTMLDialogElement>(null)
  const shown = opened.value
  useEffect(() => {
    if (shown) element.current?.showModal()
    else element.current?.close()
  }, [shown])
  return (
    <dialog ref={element} aria-labelledby="dialog-title" onCancel={closeDialog}>
      {shown && (
        <>
          <header>
            <h2 id="dialog-title">{shown.title}</h2>
            <button type="button" class="icon-button" aria-label={COMMON.close} onClick={closeDialog}>
              ×
            </button>
          </header>
          {shown.body()}
        </>
      )}
    </dialog>
  )
}
