// How a customer is reached: the fields of a name, an e-mail address and a phone number.
import { type Field, makeField } from './fields.ts'
import type { Words } from './words/en.ts'

/** `prefix` is what ids begin with. */
export const emailField = (prefix: string, words: Words): Field =>
  makeField(
    {
      name: 'email',
      id: `${prefix}-emailInput`,
      label: words.email,
      hint: 'you@example.com',
      autocomplete: 'email',
      type: 'email',
      problem: (written) => {
        if (/^\S+@[^\s@.]+(?:\.[^\s@.]+)+$/.test(written.trim())) return undefined
        return /^\S+@\S*$/.test(written.trim()) || !/[\s@]/.test(written.trim()) ? 'incomplete_email' : 'invalid_email'
      },
    },
    words,
  )

export const nameField = (prefix: string, words: Words): Field =>
  makeField(
    {
      name: 'name',
      id: `${prefix}-nameInput`,
      label: words.name,
      autocomplete: 'billing name',
      problem: (written) => (written.trim() === '' ? 'incomplete_name' : undefined),
    },
    words,
  )

/** Seven digits are the least that any country has. (ITU-T E.164 has fifteen as the most) */
export const phoneField = (prefix: string, words: Words): Field =>
  makeField(
    {
      name: 'phone',
      id: `${prefix}-phoneInput`,
      label: words.phone,
      autocomplete: 'billing tel',
      type: 'tel',
      write: (typed) => typed.normalize('NFKC').slice(0, 20),
      problem: (written) => (written.replace(/\D/g, '').length < 7 ? 'incomplete_phone_number' : undefined),
    },
    words,
  )
