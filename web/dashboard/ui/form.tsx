// Forms whose fields have the names of the API's parameters: what is filled in is what is sent. What the API refuses stands beside the
// field that it names.
import { type ComponentChildren, createContext } from 'preact'
import { useContext, useId, useState } from 'preact/hooks'
import { call, type Method, type Params, Refused } from '../api.ts'
import { COMMON } from '../words.ts'
import { AMOUNT, filledIn, WHEN } from './filled.ts'
import { Problem } from './page.tsx'

export { AS_LINES } from './filled.ts'

const Wrong = createContext<Error | undefined>(undefined)

interface FormProps {
  readonly method?: Method
  /** Where it is sent. */
  readonly path?: string
  /** Sends it, where it is no single call of Stripe's API. */
  readonly send?: (given: Readonly<Record<string, string>>) => Promise<unknown>
  readonly submit: string
  /** Sent beside what is filled in. */
  readonly also?: Readonly<Record<string, unknown>>
  /** Makes of what is filled in what is sent, where the two differ. */
  readonly shape?: ((filled: Readonly<Record<string, string>>) => Params) | undefined
  /** What came back. */
  readonly done: (answer: any) => void
  readonly cancel?: () => void
  /** On the button that does nothing, where `Cancel` could be misread. */
  readonly back?: string
  /** Whether empty fields are sent, and so clear what was there. */
  readonly clears?: boolean
  /** Another button that sends the form, for another purpose, which `shape` minds. */
  readonly more?: ComponentChildren
  /** The form is about to be sent by its own button. */
  readonly submitting?: () => void
  readonly children?: ComponentChildren
}

/** Sends its fields to the API. A field that is empty is left out, unless the form `clears`. */
export function Form({
  method = 'POST',
  path = '',
  send: own,
  submit,
  also,
  shape = same,
  done,
  cancel,
  back,
  clears,
  more,
  submitting,
  children,
}: FormProps) {
  const [error, setError] = useState<Error>()
  const [isSent, setSent] = useState(false)
  const send = async (event: SubmitEvent) => {
    event.preventDefault()
    if (isSent) return
    setSent(true)
    setError(undefined)
    try {
      const filled = filledIn(new FormData(event.target as HTMLFormElement), clears)
      done(own ? await own(filled) : await call(method, path, { ...shape(filled), ...also }))
    } catch (thrown) {
      setError(thrown as Error)
    }
    setSent(false)
  }
  return (
    <form onSubmit={send} class="form">
      <Wrong.Provider value={error}>{children}</Wrong.Provider>
      <Problem error={error} />
      <div class="form-end">
        {cancel && (
          <button type="button" class="quiet" onClick={cancel}>
            {back ?? COMMON.cancel}
          </button>
        )}
        {more}
        <button type="submit" disabled={isSent} onClick={submitting}>
          {submit}
        </button>
      </div>
    </form>
  )
}

const same = (filled: Readonly<Record<string, string>>): Params => filled

export interface FieldProps {
  readonly name: string
  readonly label: string
  readonly hint?: string
  readonly required?: boolean
  readonly value?: string
}

/** What every field has: a label, and below it a hint or what the API refused. */
export function Field({
  name,
  label,
  hint,
  children,
}: FieldProps & { readonly children: (id: string, about: string) => ComponentChildren }) {
  const id = useId()
  const error = useContext(Wrong)
  const wrong = error instanceof Refused && error.param === name ? error.message : undefined
  return (
    <div class={wrong ? 'field wrong' : 'field'}>
      <label for={id}>{label}</label>
      {children(id, `${id}-about`)}
      <p id={`${id}-about`} class="hint">
        {wrong ?? hint}
      </p>
    </div>
  )
}

/** A line of text. */
export function Text({
  type = 'text',
  change,
  ...field
}: FieldProps & {
  readonly type?: 'text' | 'email' | 'number' | 'date' | 'url' | 'password'
  readonly change?: (value: string) => void
}) {
  const { name, value, required = false } = field
  return (
    <Field {...field}>
      {(id, about) => (
        <input
          {...({ type } as object)}
          id={id}
          name={name}
          defaultValue={value}
          required={required}
          aria-describedby={about}
          autocomplete="off"
          onInput={(event) => change?.(event.currentTarget.value)}
        />
      )}
    </Field>
  )
}

/** Several lines of text. */
export function Lines({ rows = 4, ...field }: FieldProps & { readonly rows?: number }) {
  return (
    <Field {...field}>
      {(id, about) => (
        <textarea
          id={id}
          name={field.name}
          rows={rows}
          defaultValue={field.value}
          required={field.required}
          aria-describedby={about}
          spellcheck={false}
        />
      )}
    </Field>
  )
}

/** An amount as people write it, sent in the minor units of its currency. */
export function Amount({
  currency,
  change,
  ...field
}: FieldProps & { readonly currency: string; readonly change?: (typed: string) => void }) {
  return (
    <Field {...field}>
      {(id, about) => (
        <span class="amount">
          <input
            id={id}
            name={field.name}
            defaultValue={field.value}
            required={field.required}
            inputMode="decimal"
            aria-describedby={about}
            autocomplete="off"
            onInput={(event) => change?.(event.currentTarget.value)}
          />
          <input type="hidden" name={`${AMOUNT}${field.name}`} value={currency} />
          <span>{currency.toUpperCase()}</span>
        </span>
      )}
    </Field>
  )
}

/** A moment on the reader's clock, sent in epoch seconds. */
export const When = (field: FieldProps) => (
  <Field {...field}>
    {(id, about) => (
      <>
        <input
          type="datetime-local"
          id={id}
          name={field.name}
          defaultValue={field.value}
          required={field.required}
          aria-describedby={about}
        />
        <input type="hidden" name={`${WHEN}${field.name}`} />
      </>
    )}
  </Field>
)

/** One of several words. */
export function Choice({
  choices,
  change,
  ...field
}: FieldProps & {
  readonly choices: readonly (readonly [value: string, title: string])[]
  readonly change?: (value: string) => void
}) {
  return (
    <Field {...field}>
      {(id, about) => (
        <select
          id={id}
          name={field.name}
          required={field.required}
          aria-describedby={about}
          onChange={(event) => change?.(event.currentTarget.value)}
        >
          {choices.map(([value, title]) => (
            <option key={value} value={value} selected={value === field.value}>
              {title}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}

/** Yes, which is sent, or no, which is not. */
export function Check({
  name,
  label,
  value = 'true',
  checked = false,
  change,
}: {
  readonly name: string
  readonly label: string
  readonly value?: string
  readonly checked?: boolean
  readonly change?: (checked: boolean) => void
}) {
  const id = useId()
  return (
    <div class="check">
      <input
        type="checkbox"
        id={id}
        name={name}
        value={value}
        defaultChecked={checked}
        onChange={(event) => change?.(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
    </div>
  )
}
