// The fields of a card, bare or with labels, whole or one by one.
import {
  type Expiry,
  codeProblem,
  expiryOf,
  expiryProblem,
  networkOf,
  digitsOf,
  lacksPostal,
  numberProblem,
} from '../checks/card.ts'
import { postalProblem, writeCode, writeExpiry, writeNumber, writePostal } from '../checks/card.ts'
import { type Field, type FieldOptions, makeField } from '../fields.ts'
import type { Words } from '../words/en.ts'

type Look = Pick<FieldOptions, 'name' | 'id' | 'label' | 'hint' | 'bare'>

export const numberField = (look: Look, words: Words): Field =>
  makeField(
    {
      autocomplete: 'cc-number',
      inputMode: 'numeric',
      stable: 'cardNumber',
      write: writeNumber,
      problem: numberProblem,
      ...look,
    },
    words,
  )

export const expiryField = (look: Look, words: Words): Field =>
  makeField(
    {
      autocomplete: 'cc-exp',
      inputMode: 'numeric',
      stable: 'cardExpiry',
      write: writeExpiry,
      problem: (written) => expiryProblem(written, new Date()),
      ...look,
    },
    words,
  )

/** How long the code is goes by the number. */
export const codeField = (look: Look, number: () => string, words: Words): Field =>
  makeField(
    {
      autocomplete: 'cc-csc',
      inputMode: 'numeric',
      stable: 'cardCvc',
      write: (typed) => writeCode(typed, number()),
      problem: (written) => codeProblem(written, number()),
      ...look,
    },
    words,
  )

export const postalField = (look: Look, number: () => string, words: Words): Field =>
  makeField(
    {
      autocomplete: 'billing postal-code',
      stable: 'postalCode',
      write: writePostal,
      problem: (written) => (lacksPostal(number()) ? undefined : postalProblem(written, number())),
      ...look,
    },
    words,
  )

/** A card as the API takes it. */
export function cardOf(number: string, expiry: string, code: string | undefined) {
  const { month, year } = expiryOf(expiry) as Expiry
  return { number: digitsOf(number), exp_month: month, exp_year: year, ...(code && { cvc: code }) }
}

export const brandOf = (number: string) => networkOf(digitsOf(number)).brand
