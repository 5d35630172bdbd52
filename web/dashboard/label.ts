// Names of the API as people read them.

/** A word of the API as people read it: `requires_payment_method` → `Requires payment method`. */
export function label(word: string): string {
  const spaced = word.replace(/[._]/g, ' ')
  return spaced.charAt(0).toUpperCase() + spaced.slice(1)
}
