// Whether a call needs a field of ours: a card's number must never pass through the merchant's page.
import { type Fields, isObject, refusal } from './misuse.ts'

export const CARD_FIELDS =
  "Brindle's card fields (Elements) are not built yet. Name a payment method by its id, `pm_card_visa` for example."

/**
 * Whether this needs a card field: it holds an Element, or the null that wrappers find in its place, or the card
 * itself. A token of a card may pass.
 */
export function needsFields(type: unknown, method: Fields): boolean {
  const { card } = method
  if (type === 'card' && !(isObject(card) && typeof card.token === 'string')) return true
  return [method, ...Object.values(method)].some(isElement)
}

const isElement = (value: unknown): boolean => isObject(value) && typeof value.mount === 'function'

export const needsField = async () => refusal(CARD_FIELDS)
