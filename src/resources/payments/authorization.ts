// An authorisation: the step that a customer takes outside, on the page a redirect leads to. It is open until they
// decide, until a newer attempt replaces it, or for a day. Its page and its HTTP call both end in `decide`.
import { invalid, noSuch } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export interface AuthorizationState {
  readonly intent: string
  readonly returnUrl: string
  /** `pending` until the customer decides; a newer attempt makes it `replaced`. */
  readonly outcome: 'pending' | 'succeeded' | 'failed' | 'replaced'
  readonly expires: number
}

/** Ours alone: Stripe keeps this step behind the address that `next_action` gives. */
export const authorization = object<{ id: string; object: 'brindle.authorization' }, AuthorizationState>(
  'brindle.authorization',
  {
    prefix: 'nonce',
    internal: true,
  },
)
export type Authorization = Row<{ id: string; object: 'brindle.authorization' }, AuthorizationState>

/** Stripe's redirect addresses live about a day. [K] */
const OPEN_SECONDS = 24 * 60 * 60

export const authorizations = resource(authorization)

/** Opens the step and says where it is taken: what `next_action.redirect_to_url` holds. */
export function openAuthorization(tx: Tx, prefix: 'sa' | 'pa', intent: string, returnUrl: string) {
  const id = `${prefix}_nonce_${tx.random(24)}`
  tx.insert(
    authorization,
    { id, hidden: { intent, returnUrl, outcome: 'pending', expires: tx.now + OPEN_SECONDS } } as never,
    { queue: 'expire', due: tx.wall + 2 * OPEN_SECONDS },
  )
  return { id, url: `${tx.situation.publicUrl}/authorize/${tx.place.account}/${id}`, return_url: returnUrl }
}

export function closeAuthorization(tx: Tx, id: string, outcome: AuthorizationState['outcome']): void {
  const row = tx.find(authorization, id)
  if (row && row.hidden.outcome === 'pending') tx.update(authorization, row, { hidden: { ...row.hidden, outcome } })
}

/** The state of the step as its page shows it. */
export function stateOf(tx: Tx, { hidden }: Authorization): 'open' | 'spent' | 'expired' {
  if (hidden.outcome === 'succeeded' || hidden.outcome === 'failed') return 'spent'
  return hidden.outcome === 'replaced' || hidden.expires <= tx.now ? 'expired' : 'open'
}

/** The step, still to be taken; a refusal when it is spent, expired or unknown. */
export function openStep(tx: Tx, id: string): Authorization {
  const row = tx.find(authorization, id)
  if (!row) throw noSuch('authorization', id)
  const state = stateOf(tx, row)
  if (state === 'spent')
    throw invalid('This authorization has already been completed.', { code: 'authorization_spent' })
  if (state === 'expired') throw invalid('This authorization has expired.', { code: 'authorization_expired' })
  return row
}

/** The address that the customer goes back to, with what Stripe adds to it; its own query and fragment stay. */
export function returnAddress(returnUrl: string, added: Readonly<Record<string, string>>): string {
  const url = new URL(returnUrl)
  for (const [name, value] of Object.entries(added)) url.searchParams.set(name, value)
  return url.href
}
