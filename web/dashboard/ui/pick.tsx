// A field in which one object is looked for and chosen: its id is sent. What is typed and not found is sent as it stands, so that any id
// can be pasted, and the API says what is wrong with it.
import { useEffect, useRef, useState } from 'preact/hooks'
import { words } from '../words.ts'
import { Field, type FieldProps } from './form.tsx'

const W = words({
  en: { choices: 'What was found', none: 'Nothing was found. An id may be pasted here.' },
  de: { choices: 'Gefundenes', none: 'Nichts gefunden. Eine ID kann hier eingefügt werden.' },
})

/** What can be chosen. */
export interface Choosable {
  readonly id: string
  readonly title: string
  readonly about?: string | undefined
  /** A price whose quantity comes of usage. */
  readonly isMetered?: boolean
}

export type FindChoices = (text: string) => Promise<readonly Choosable[]>

interface PickProps extends Omit<FieldProps, 'value'> {
  readonly find: FindChoices
  /** Chosen already. */
  readonly chosen?: Choosable | undefined
  readonly change?: (chosen: Choosable | undefined) => void
}

/** The pattern of a field with a list below it. (https://www.w3.org/WAI/ARIA/apg/patterns/combobox/) */
const combobox = (isOpen: boolean): object => ({
  type: 'text',
  role: 'combobox',
  'aria-autocomplete': 'list',
  'aria-expanded': isOpen,
})

/** Why 150 ms: somebody who types is not asked about each letter. */
const PAUSE_MS = 150

export function Pick({ find, chosen: first, change, ...field }: PickProps) {
  const [text, setText] = useState(first?.title ?? '')
  const [chosen, setChosen] = useState(first)
  const [isOpen, setOpen] = useState(false)
  const [found, setFound] = useState<readonly Choosable[]>()
  const [at, setAt] = useState(0)
  const box = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (!isOpen) return
    let isLate = false
    const asking = setTimeout(async () => {
      const answer = await find(chosen ? '' : text.trim()).catch(() => [])
      if (isLate) return
      setFound(answer)
      setAt(0)
    }, PAUSE_MS)
    return () => {
      isLate = true
      clearTimeout(asking)
    }
  }, [isOpen, text])
  const choose = (one: Choosable) => {
    setChosen(one)
    setText(one.title)
    setOpen(false)
    change?.(one)
    box.current?.focus()
  }
  const type = (typed: string) => {
    setText(typed)
    setOpen(true)
    if (chosen) change?.(undefined)
    setChosen(undefined)
  }
  const leave = () => {
    setOpen(false)
    const pasted = text.trim()
    if (!chosen && pasted !== '') change?.({ id: pasted, title: pasted })
  }
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    const count = found?.length ?? 0
    if (step !== undefined) {
      event.preventDefault()
      setOpen(true)
      if (count > 0) setAt((at + step + count) % count)
    } else if (event.key === 'Enter' && isOpen && found?.[at]) {
      event.preventDefault()
      choose(found[at])
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault()
      event.stopPropagation()
      setOpen(false)
    }
  }
  const isShown = isOpen && found !== undefined
  return (
    <Field {...field}>
      {(id, about) => (
        <span class="pick">
          <input
            {...combobox(isShown)}
            ref={box}
            id={id}
            value={text}
            required={field.required}
            autocomplete="off"
            spellcheck={false}
            aria-describedby={about}
            aria-controls={`${id}-choices`}
            aria-activedescendant={isShown && found.length > 0 ? `${id}-${at}` : undefined}
            onFocus={() => setOpen(true)}
            onClick={() => setOpen(true)}
            onInput={(event) => type(event.currentTarget.value)}
            onKeyDown={press}
            onBlur={leave}
          />
          <input type="hidden" name={field.name} value={chosen?.id ?? text.trim()} />
          <span id={`${id}-choices`} role="listbox" aria-label={W.choices} class="choices" hidden={!isShown}>
            {found?.map((one, i) => (
              <span
                key={one.id}
                id={`${id}-${i}`}
                role="option"
                tabIndex={-1}
                aria-selected={i === at}
                onMouseDown={(event) => {
                  event.preventDefault()
                  choose(one)
                }}
              >
                <span>{one.title}</span> <small>{one.about ?? one.id}</small>
              </span>
            ))}
            {found?.length === 0 && (
              <span role="option" tabIndex={-1} aria-selected={false} aria-disabled="true">
                {W.none}
              </span>
            )}
          </span>
        </span>
      )}
    </Field>
  )
}
