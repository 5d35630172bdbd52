// Buttons that make one call: what comes of it is told in a line that screen readers read out.
import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { call, type Method, type Params } from '../api.ts'
import { COMMON } from '../words.ts'
import { ask, closeDialog } from './dialog.tsx'

interface Told {
  readonly text: string
  readonly isBad: boolean
}
const told = signal<Told | undefined>(undefined)
let fading: ReturnType<typeof setTimeout> | undefined

/** Says what has just happened, for five seconds. */
export function tell(text: string, isBad = false): void {
  told.value = { text, isBad }
  clearTimeout(fading)
  fading = setTimeout(() => {
    told.value = undefined
  }, 5000)
}

/** Where it is said, once in the page. */
export const Told = () => (
  <div class="told" role="status">
    {told.value && <p class={told.value.isBad ? 'bad' : undefined}>{told.value.text}</p>}
  </div>
)

interface ActProps {
  readonly method?: Method
  readonly path?: string
  readonly params?: Params
  /** Does it, where it is no single call of Stripe's API. */
  readonly send?: () => Promise<unknown>
  /** Asked before it is done, where it cannot be undone. */
  readonly sure?: string
  /** Said when it is done. */
  readonly done?: string
  readonly then?: (answer: any) => void
  /** A call that is made after it, once it has gone well. */
  readonly also?: { readonly method: Method; readonly path: string }
  readonly quiet?: boolean
  /** Among other things in a line. */
  readonly small?: boolean
  readonly disabled?: boolean
  /** In a dialog that goes on. */
  readonly keepsDialog?: boolean
  readonly children: ComponentChildren
}

/** A button that makes a call. */
export function Act({
  method = 'POST',
  path = '',
  params,
  send,
  sure,
  done,
  then,
  also,
  quiet = true,
  small = false,
  disabled,
  keepsDialog = false,
  children,
}: ActProps) {
  const [isRunning, setRunning] = useState(false)
  const run = async () => {
    if (!keepsDialog) closeDialog()
    setRunning(true)
    try {
      const answer = send ? await send() : await call(method, path, params)
      if (also) await call(also.method, also.path)
      if (done) tell(done)
      then?.(answer)
    } catch (thrown) {
      tell((thrown as Error).message, true)
    }
    setRunning(false)
  }
  const begin = () => {
    if (!sure) return void run()
    ask(String(children), () => (
      <>
        <p>{sure}</p>
        <div class="form-end">
          <button type="button" class="quiet" onClick={closeDialog}>
            {COMMON.cancel}
          </button>
          <button type="button" onClick={run}>
            {children}
          </button>
        </div>
      </>
    ))
  }
  return (
    <button
      type="button"
      class={`${quiet ? 'quiet' : ''}${small ? ' small' : ''}`}
      disabled={disabled || isRunning}
      onClick={begin}
    >
      {children}
    </button>
  )
}
