// One field: an input or a choice, its label, how it is written while somebody types, and what is said when it is wrong.
import type { ErrorCode, Words } from './words/en.ts'

export interface FieldOptions {
  readonly name: string
  readonly id?: string
  readonly label: string
  /** Stands in the field until something is typed. */
  readonly hint?: string
  readonly autocomplete?: string
  readonly inputMode?: string
  readonly type?: string
  /** What Stripe.js calls the field, for tests that look for it so. */
  readonly stable?: string
  /** The label is only for who cannot see: fields of a merchant's own design have none. */
  readonly bare?: boolean
  readonly optional?: boolean
  /** Makes it a choice, of these values and texts. */
  readonly options?: readonly (readonly [value: string, text: string])[]
  /** How what was typed is written. */
  readonly write?: (typed: string) => string
  /** What is wrong with what is written; nothing where it is whole. Of a field without one, empty is wrong. */
  readonly problem?: (written: string) => ErrorCode | undefined
}

export interface Field {
  readonly name: string
  readonly root: HTMLElement
  readonly input: HTMLInputElement | HTMLSelectElement
  value: string
  readonly isEmpty: boolean
  /** What is wrong with it, whether or not that is said yet. */
  readonly problem: ErrorCode | undefined
  /** What is said to be wrong: a mistake at once, what is missing only when the field was left, or is asked for. */
  readonly shown: ErrorCode | undefined
  /** Says what is wrong from now on. */
  ask(): void
  clear(): void
  /** Writes what is typed anew, by what holds now. */
  rewrite(): void
  /** Hears of each change, and of leaving the field. */
  onChange(hear: () => void): void
  /** Where the cursor goes when the field is whole. */
  next?: Field
  /** Where it goes when something is deleted before the beginning. */
  previous?: Field
}

const element = <T extends keyof HTMLElementTagNameMap>(tag: T, attributes: Readonly<Record<string, string>> = {}) => {
  const made = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value)
  return made
}

/** An element with attributes and children. */
export function h<T extends keyof HTMLElementTagNameMap>(
  tag: T,
  attributes: Readonly<Record<string, string>> = {},
  ...children: (Node | string)[]
): HTMLElementTagNameMap[T] {
  const made = element(tag, attributes)
  made.append(...children)
  return made
}

export function makeField(options: FieldOptions, words: Words): Field {
  const id = options.id ?? `Field-${options.name}Input`
  const errorId = id.replace(/Input$/, 'Error')
  const input = options.options ? choiceOf(options, words) : inputOf(options)
  input.id = id
  const mistake = h('p', { id: errorId, class: 'Error', 'aria-live': 'polite' })
  const root = options.bare
    ? h('span', { class: 'InputContainer' }, input)
    : h('div', { class: `Field Field-${options.name}` }, labelOf(options, id, words), input, mistake)
  if (options.bare) input.setAttribute('aria-label', options.label)
  else input.setAttribute('aria-describedby', errorId)
  const heard: (() => void)[] = []
  let isAsked = false

  const field: Field = {
    name: options.name,
    root,
    input,
    get value() {
      return input.value
    },
    set value(value) {
      input.value = options.write && input instanceof HTMLInputElement ? options.write(value) : value
      show()
    },
    get isEmpty() {
      return input.value.trim() === ''
    },
    get problem() {
      if (field.isEmpty && options.optional) return undefined
      if (options.problem) return options.problem(input.value)
      return field.isEmpty ? 'incomplete_field' : undefined
    },
    get shown() {
      const { problem } = field
      return problem && (isAsked || (problem.startsWith('invalid') && !field.isEmpty)) ? problem : undefined
    },
    ask() {
      isAsked = true
      show()
    },
    clear() {
      isAsked = false
      input.value = ''
      show()
    },
    rewrite() {
      field.value = input.value
    },
    onChange: (hear) => heard.push(hear),
  }

  function show(): void {
    const { shown, isEmpty, problem } = field
    input.classList.toggle('is-empty', isEmpty)
    input.classList.toggle('is-complete', !isEmpty && !problem)
    input.classList.toggle('is-invalid', shown !== undefined)
    input.classList.toggle('Input--empty', isEmpty)
    input.classList.toggle('Input--invalid', shown !== undefined)
    if (shown) input.setAttribute('aria-invalid', 'true')
    else input.removeAttribute('aria-invalid')
    const text = shown ? words.errors[shown] : ''
    if (mistake.textContent !== text) mistake.textContent = text
  }

  const changed = () => {
    show()
    for (const hear of heard) hear()
  }
  input.addEventListener('input', () => {
    if (input instanceof HTMLInputElement && options.write) rewrite(input, options.write)
    if (field.isEmpty) isAsked = false
    changed()
    if (field.next && !field.problem && isAtEnd(input)) field.next.input.focus()
  })
  input.addEventListener('blur', () => {
    if (!field.isEmpty) isAsked = true
    changed()
  })
  ;(input as HTMLElement).addEventListener('keydown', ({ key }) => {
    if (key === 'Backspace' && input.value === '') field.previous?.input.focus()
  })
  show()
  return field
}

function inputOf({ autocomplete, hint, inputMode, name, stable, type = 'text' }: FieldOptions): HTMLInputElement {
  return element('input', {
    class: 'InputElement Input',
    type,
    name,
    autocorrect: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    'aria-invalid': 'false',
    ...(autocomplete && { autocomplete }),
    ...(inputMode && { inputmode: inputMode }),
    ...(hint && { placeholder: hint }),
    ...(stable && { 'data-elements-stable-field-name': stable }),
  })
}

function choiceOf({ autocomplete, name, optional, options }: FieldOptions, words: Words): HTMLSelectElement {
  const select = element('select', {
    class: 'InputElement Input p-Select-select',
    name,
    ...(autocomplete && { autocomplete }),
  })
  if (optional || !options!.some(([value]) => value === '')) select.append(h('option', { value: '' }, words.choose))
  for (const [value, text] of options!) select.append(h('option', { value }, text))
  return select
}

function labelOf({ label, optional }: FieldOptions, id: string, { optional: word }: Words): HTMLElement {
  return h('label', { for: id, class: 'Label' }, optional ? `${label} (${word})` : label)
}

const isAtEnd = (input: HTMLInputElement | HTMLSelectElement): boolean =>
  input instanceof HTMLInputElement && document.activeElement === input && caretOf(input) === input.value.length

/** Fields for addresses of mail know no caret. */
const caretOf = (input: HTMLInputElement): number => input.selectionStart ?? input.value.length

/** Letters and digits are what was typed; blanks and slashes are ours, and the caret does not count them. */
function rewrite(input: HTMLInputElement, write: (typed: string) => string): void {
  const typed = input.value
  const caret = caretOf(input)
  const written = write(typed)
  if (written === typed) return
  const before = typed.slice(0, caret).replace(/[^\p{L}\p{N}]/gu, '').length
  input.value = written
  if (caret >= typed.length) return
  let at = 0
  for (let counted = 0; at < written.length && counted < before; at++) if (/[\p{L}\p{N}]/u.test(written[at]!)) counted++
  input.setSelectionRange(at, at)
}
