// What an account has to read: a list's first records, and the structure that they show.
import type { Json } from './records.tsx'
import type { Node } from './types.ts'

export interface Explored {
  readonly schema: Node
  readonly data: readonly { readonly data: Json }[]
}

/** The call that looks into a list. */
export const exploring = (connection: string, resourcePath: string): string =>
  `connections/${connection}/explore?objectType=rest&object=json&fileType=json&preview=true&sourceParams=${encodeURIComponent(btoa(JSON.stringify({ resourcePath })))}`
