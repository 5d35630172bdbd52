// The platform's application, as a connected account knows it: that it may act in the account, or may do so no longer.
// (https://docs.stripe.com/api/events/types#event_types-account.application.authorized)
import type Stripe from 'stripe'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { applicationOf, own } from '../core/account.ts'
import { revokeKeys } from '../core/api_key.ts'

interface ApplicationState {
  /** The owner has said so, by OAuth; an account that the platform opened itself says nothing. */
  readonly isTold: boolean
  /** The refresh token's row at the platform. */
  readonly grant?: string
  /** Of the keys that were granted. */
  readonly hashes: readonly string[]
}

/** One row in each account that has granted access; the account's news, not the platform's. */
export const application = object<Stripe.Application, ApplicationState>('application', {
  prefix: 'ca',
  events: [
    { on: 'insert', where: ({ hidden }) => hidden.isTold, types: ['account.application.authorized'] },
    { on: 'delete', types: ['account.application.deauthorized'] },
  ],
})

/** What is done to it is done by OAuth. */
export const applications = resource(application)

/** The account grants the platform access, or what it was granted changes; keys of before are taken back. */
export function authorize(there: Tx, granted: Omit<ApplicationState, 'isTold'>): void {
  const id = applicationOf(there)
  const known = there.find(application, id)
  const hidden = { isTold: true, ...granted }
  if (!known) there.insert(application, { id, name: nameOf(there), hidden })
  else {
    revokeKeys(there, known.hidden.hashes)
    there.update(application, known, { hidden })
  }
}

/** The refresh token's row at the platform, if the account granted it by OAuth. */
export const grantOf = (there: Tx): string | undefined => there.find(application, applicationOf(there))?.hidden.grant

/** The account grants nothing any more. One that the platform opened itself never said so, and takes it back all the same. */
export function deauthorize(there: Tx): void {
  const id = applicationOf(there)
  const found = there.find(application, id)
  revokeKeys(there, found?.hidden.hashes ?? [])
  const hidden = { isTold: false, hashes: [] }
  there.delete(application, found ?? there.insert(application, { id, name: nameOf(there), hidden }))
}

const nameOf = ({ platform }: Tx): string | null => own(platform).settings?.dashboard?.display_name ?? null
