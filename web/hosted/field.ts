// A field of a form, under its name; and those of a card, which several pages have.
import { escaped } from './page.ts'
import type { FieldWords } from './words/fields/index.ts'

export interface Field {
  readonly name: string
  /** HTML already. */
  readonly label: string
  /** Text, as it was filled in before. */
  readonly value?: string | undefined
  readonly type?: 'email' | 'number' | 'tel' | 'text'
  /** What a browser may fill in, by the words of HTML. */
  readonly auto?: string
  readonly placeholder?: string
  /** Of those who have one, a keyboard of digits. */
  readonly isNumeric?: boolean
  readonly isNeeded?: boolean
  /** Shares its row with another, where there is room. */
  readonly isShort?: boolean
  /** Attributes that only this one has; HTML already. */
  readonly more?: string
}

export function field({ name, label, value, type = 'text', isNeeded = true, isShort = false, ...is }: Field): string {
  const attributes = [
    `name="${name}"`,
    `type="${type}"`,
    ...(value ? [`value="${escaped(value)}"`] : []),
    ...(is.auto === undefined ? [] : [`autocomplete="${is.auto}"`]),
    ...(is.isNumeric ? ['inputmode="numeric"'] : []),
    ...(is.placeholder === undefined ? [] : [`placeholder="${is.placeholder}"`]),
    ...(is.more === undefined ? [] : [is.more]),
    ...(isNeeded ? ['required'] : []),
  ]
  return `<label${isShort ? ' class="half"' : ''}>${label}<input ${attributes.join(' ')}></label>`
}

/** A card's; nothing of it ever comes back to the page. */
export const cardFields = (words: FieldWords, isNeeded: boolean): string =>
  [
    { name: 'card[number]', label: words.cardNumber, auto: 'cc-number', placeholder: '4242 4242 4242 4242' },
    { name: 'card[exp]', label: words.expiry, auto: 'cc-exp', placeholder: '12 / 34', isShort: true },
    { name: 'card[cvc]', label: words.cvc, auto: 'cc-csc', placeholder: '123', isShort: true },
  ]
    .map((one) => field({ ...one, isNumeric: true, isNeeded }))
    .join('')
