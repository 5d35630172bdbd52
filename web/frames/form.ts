// Fields that are one Element together: what their state is, what is told of it, and what is said when they are sent.
import type { Fields } from '../stripejs/misuse.ts'
import type { Field } from './fields.ts'
import type { FieldError, FieldState } from './protocol.ts'
import type { ErrorCode, Words } from './words/en.ts'

export const mistakeOf = (code: ErrorCode, { errors }: Words): FieldError => ({
  type: 'validation_error',
  code,
  message: errors[code],
})

export const stateOf = (fields: readonly Field[], words: Words): FieldState => {
  const shown = fields.find((field) => field.shown)?.shown
  return {
    // A country stands there from the beginning.
    empty: fields.every(({ isEmpty, name }) => isEmpty || name === 'country'),
    complete: fields.every(({ problem }) => problem === undefined),
    error: shown && mistakeOf(shown, words),
  }
}

/** Says what is wrong with any of the fields, and gives the first mistake; the cursor goes to it. */
export function ask(fields: readonly Field[], words: Words): FieldError | undefined {
  for (const field of fields) field.ask()
  const first = fields.find(({ problem }) => problem)
  first?.input.focus()
  return first && mistakeOf(first.problem!, words)
}

/** Tells of each change of state, and of nothing twice. */
export function telling(state: () => Fields | FieldState, tell: (event: string, data: Fields) => void): () => void {
  let last: string | undefined
  return () => {
    const data = state() as Fields
    const text = JSON.stringify(data)
    if (last !== undefined && text !== last) tell('change', data)
    last = text
  }
}

/** Puts the cursor from each field to the next as they are filled in. */
export function chain(fields: readonly Field[]): void {
  for (const [at, field] of fields.entries()) {
    const [before, after] = [fields[at - 1], fields[at + 1]]
    if (before) field.previous = before
    if (after) field.next = after
  }
}
