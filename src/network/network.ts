// The simulated outside: what the customer's bank or wallet says to a setup or a payment. Pure, and a port: a real
// processor could stand here.
import { methodOf } from './catalogue.ts'
import { DECLINES, type DeclineText } from './declines.ts'
import { TEST_CARDS } from './test_cards.ts'

export interface Attempt {
  readonly type: string
  /** The row of the test card, for cards. */
  readonly card?: string
  readonly use: 'setup' | 'payment'
  /** The customer is not there to answer a question. */
  readonly offSession: boolean
  /** The customer has just answered the bank, or gave a mandate that covers this payment. */
  readonly authenticated: boolean
}

export type Verdict =
  | { readonly kind: 'approved' }
  | { readonly kind: 'action' }
  | { readonly kind: 'declined'; readonly decline: DeclineText }

/** Approved, declined, or the customer has to act first. */
export function judge({ type, card = '', use, offSession, authenticated }: Attempt): Verdict {
  const method = methodOf(type)
  if (method?.flow === 'redirect') return authenticated ? { kind: 'approved' } : { kind: 'action' }
  const row = TEST_CARDS[card]
  if (row?.authentication === 'always' && !authenticated) {
    return offSession && use === 'payment'
      ? { kind: 'declined', decline: DECLINES.authentication_required }
      : { kind: 'action' }
  }
  if (use === 'payment' && row?.charge) return { kind: 'declined', decline: DECLINES[row.charge] }
  return { kind: 'approved' }
}
