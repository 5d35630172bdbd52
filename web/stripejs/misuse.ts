// What a page passes to us, and how it is told that it is wrong: misuse throws, and what cannot be done is a result.

export type Fields = { readonly [name: string]: unknown }

export interface Refusal {
  readonly type: string
  readonly message: string
  readonly [more: string]: unknown
}

/** What a page gets: `{paymentIntent}`, `{paymentMethod}`, `{source}` and the like, or `{error}`. */
export type Result = { readonly error?: Refusal | undefined } & Fields

/** The page calls us wrongly: a mistake of its author's, about which its customer can do nothing. */
export class IntegrationError extends Error {
  override name = 'IntegrationError'
}

/** What a page asks for, and cannot have. */
export const refusal = (message: string): Result => ({ error: { type: 'invalid_request_error', message } })

export const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Data without what was left empty, which the API would take for a wish to clear it. */
export const withoutEmpty = (given: Fields): Fields =>
  Object.fromEntries(
    Object.entries(given).flatMap(([name, value]) => {
      const kept = isObject(value) ? withoutEmpty(value) : value
      return kept === '' || kept === null || kept === undefined ? [] : [[name, kept]]
    }),
  )

export function misuse(caller: string, what: string, expected: string, given: unknown): IntegrationError {
  const found = given === null ? 'null' : Array.isArray(given) ? 'array' : typeof given
  return new IntegrationError(`${caller}: ${what} must be ${expected}; it is of type ${found}.`)
}

export function requireObject(caller: string, what: string, given: unknown): Fields {
  if (isObject(given)) return given
  throw misuse(caller, what, 'an object', given)
}

export const optionalObject = (caller: string, what: string, given: unknown): Fields =>
  given === undefined ? {} : requireObject(caller, what, given)

export function optionalText(caller: string, what: string, given: unknown): string | undefined {
  if (given === undefined || typeof given === 'string') return given
  throw misuse(caller, what, 'a string', given)
}
