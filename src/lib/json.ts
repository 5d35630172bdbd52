// JSON that somebody typed: read where nothing may be caught.

/** What a text of JSON says, or nothing where it is none. */
export function readJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) }
  } catch {
    return undefined
  }
}
