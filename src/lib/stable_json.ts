// JSON as Stripe prints it: `id`, `object`, then the keys in alphabetical order, indented by two spaces. The
// same value always gives the same text. (Printing in one pass by hand was measured, and is slower than
// JSON.stringify.)

/**
 * The same value with the keys of every hash in Stripe's order; arrays keep theirs, undefined fields are left
 * out. Keys that are whole numbers come first, as in every JavaScript object.
 */
export function stripeOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(stripeOrder)
  const hash = value as Record<string, unknown>
  // Without a prototype, so that the metadata key `__proto__` is a key.
  const ordered = Object.create(null) as Record<string, unknown>
  if (hash.id !== undefined) ordered.id = stripeOrder(hash.id)
  if (hash.object !== undefined) ordered.object = stripeOrder(hash.object)
  for (const key of Object.keys(hash).sort()) {
    if (key !== 'id' && key !== 'object' && hash[key] !== undefined) ordered[key] = stripeOrder(hash[key])
  }
  return ordered
}

/** The text of a value as it is sent and stored. */
export const wireText = (value: unknown): string => JSON.stringify(stripeOrder(value), null, 2)

/**
 * A printed document moved to the right, all but its first line, to stand inside another. Only line breaks
 * between tokens are met: JSON writes those within strings as `\n`.
 */
export const indentText = (text: string, spaces: number): string => text.replaceAll('\n', `\n${' '.repeat(spaces)}`)

/**
 * Freezes a tree of plain values and returns it, so that nobody changes what others have read. What is frozen
 * already is taken to be frozen to its leaves.
 */
export function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value)
    for (const inner of Object.values(value)) deepFreeze(inner)
  }
  return value
}
