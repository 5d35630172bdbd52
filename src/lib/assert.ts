// Assertions: what can only be wrong if our own code is. They crash the request, never the data.

/** A programmer's mistake, told apart from every refusal that a user may meet. */
export class Defect extends Error {
  override name = 'Defect'
}

/**
 * Throws a `Defect` with this message unless the condition is truthy; afterwards the compiler knows that it
 * is.
 */
export function assert(condition: unknown, message: string): asserts condition {
  if (!condition) throw new Defect(message)
}
