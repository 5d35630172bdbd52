// What the members of one `Stripe(key)` know. Each module of members is given it, and gives its members.
import type { Call } from './call.ts'
import type { Fields } from './misuse.ts'

export interface Context {
  /** Asks the API; `ours` goes along with each call. */
  readonly call: Call
  /** The key, and whose account and which version the page asks for. */
  readonly ours: Fields
  /** Where the API is: what stands before `/v1/`. */
  readonly api: string
  /** Where the pages of frames are: what stands before their names. */
  readonly frames: string
  /** The release that the page expects: `v3`, or its name. Some members changed between releases. */
  readonly version: string
  /** In which language the customer is spoken to, as the page says it; `auto` is the browser's. */
  readonly locale: string
}

/** What a member gives in the end. What is in it the API says, and the published types for who writes pages. */
export type Promised = Promise<any>

/** A member as a page calls it. Members need no `this`: pages take them apart. */
export type Member = (...given: any[]) => any
