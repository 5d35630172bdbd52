// Who is told of events: the endpoints and destinations of an account, and those of its platform that listen for it.
import type { Tx } from '../../kernel/tx.ts'
import { servedVersion } from '../../versions/index.ts'
import { destinationsOf, isForConnected, wantsIt } from './v2.core.event_destination.ts'
import { endpointsOf, wants } from './webhook_endpoint.ts'

/** Somebody who is told of events: in a version of the API, or of thin ones, which have none. */
export interface Receiver {
  readonly id: string
  readonly version: string | null
  /** An account's platform, which is told of what happens in it. */
  readonly isElsewhere: boolean
  readonly wants: (type: string) => boolean
}

/** All who may be told of what happens in an account. `version` is for those that name none. */
export const receiversOf = (tx: Tx, version: string): Receiver[] => [
  ...those(tx, false, version),
  ...(tx.place.account === tx.place.tenant ? [] : those(tx.platform, true, version)),
]

/** An account's endpoints and destinations: those for itself, or those for the accounts that are connected to it. */
function those(tx: Tx, forConnected: boolean, version: string): Receiver[] {
  const endpoints = endpointsOf(tx)
    .filter(({ hidden }) => (hidden.connect ?? false) === forConnected)
    .map((one) => ({
      id: one.id,
      version: one.api_version ? servedVersion(one.api_version) : version,
      isElsewhere: forConnected,
      wants: (type: string) => wants(one, type),
    }))
  const destinations = destinationsOf(tx)
    .filter((one) => isForConnected(one) === forConnected)
    .map((one) => ({
      id: one.id,
      version: one.snapshot_api_version ? servedVersion(one.snapshot_api_version) : null,
      isElsewhere: forConnected,
      wants: (type: string) => wantsIt(one, type),
    }))
  return [...endpoints, ...destinations]
}
