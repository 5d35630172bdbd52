// What the merchant's page and a frame of ours say to each other. The page opens a frame with one message, which brings a port;
// over that it asks, and the frame answers and tells what happens. No message holds what is typed into a field that is secret.
import type { Fields } from '../stripejs/misuse.ts'

/** The first message, of a page to its frame. */
export interface Opening {
  readonly brindle: 'open'
  /** Which Element it is: `card`, `cardExpiry`, `payment`. */
  readonly component: string
  /** What the fields of one `elements()` have in common, so that a card's parts find each other. */
  readonly group: string
  /** The key and what else goes along with each call. */
  readonly ours: Fields
  /** As the page says it; `auto` is the browser's. */
  readonly locale: string
  /** Of the Element. */
  readonly options: Fields
  /** Of `elements()`: the client secret, or mode, amount and currency; `appearance`. */
  readonly settings: Fields
}

/** What a page asks its frame, and the frame's answer. */
export interface Question {
  readonly id: number
  readonly ask: string
  readonly given?: unknown
}

export interface Answer {
  readonly id: number
  readonly answer: unknown
}

/** What a frame tells of itself: `ready`, `change`, `focus`, `resize`. */
export interface Telling {
  readonly event: string
  readonly data: Fields
}

/** A call that a frame makes with what its fields hold. Where that stands in the call is for the frame to say, not for the page. */
export type Errand =
  | {
      readonly make: 'confirm'
      readonly kind: 'payment_intent' | 'setup_intent'
      /** The intent's id. */
      readonly id: string
      readonly params: Fields
    }
  /** Of a Checkout Session, by its id. */
  | { readonly make: 'confirm_page'; readonly id: string; readonly params: Fields }
  | { readonly make: 'payment_method' | 'confirmation_token' | 'source'; readonly params: Fields }
  | { readonly make: 'token'; readonly of: 'card' | 'cvc_update'; readonly params: Fields }

/** A field's mistake, as a page is told of it. */
export interface FieldError {
  readonly type: 'validation_error'
  readonly code: string
  readonly message: string
}

/** What of an Element every `change` tells. */
export interface FieldState {
  readonly empty: boolean
  readonly complete: boolean
  readonly error?: FieldError | undefined
}
