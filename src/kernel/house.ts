// The registry, read once at start: every resource, what it does, what it reacts to, and the few hooks through which the
// core asks the objects that are part of every request (the account and its events).
import { operationByKey } from '../contract/index.ts'
import { assert } from '../lib/assert.ts'
import type { Actor } from './api.ts'
import type { Happening } from './facts.ts'
import type { Behaviour, ObjectType, Reaction, Resource } from './resource.ts'
import { JOB, type Tx } from './tx.ts'

/** What the core needs of the account that a request is made to. */
export interface AccountHooks {
  /** Makes sure the account is there; a sandbox opens when it is first named. */
  open(tx: Tx, actor: Actor): void
  /** Epoch seconds on the account's clock. */
  now(tx: Tx): number
  /** The version for requests that name none. */
  version(tx: Tx): string
}

export interface House {
  readonly resources: readonly Resource[]
  readonly types: ReadonlyMap<string, ObjectType>
  readonly operations: ReadonlyMap<string, { readonly resource: Resource; readonly behaviour: Behaviour }>
  readonly reactions: ReadonlyMap<string, readonly Reaction[]>
  readonly account: AccountHooks
  readonly announce: (tx: Tx, happenings: readonly Happening[]) => void
  readonly newest: string
  readonly defaultVersion: string
  runJob(tx: Tx, id: string): void
}

/** Puts the house together. A mistake in a declaration is refused here, by name, before anything is served. */
export function house(
  resources: readonly Resource[],
  hooks: { account: AccountHooks; announce: House['announce']; newest: string; defaultVersion: string },
): House {
  const types = new Map<string, ObjectType>()
  const operations = new Map<string, { resource: Resource; behaviour: Behaviour }>()
  const reactions = new Map<string, Reaction[]>()
  const jobs = new Map<string, (tx: Tx, payload: unknown) => void>()
  for (const resource of resources) {
    assert(!types.has(resource.type.object), `${resource.type.object} is declared twice`)
    types.set(resource.type.object, resource.type)
    for (const [key, behaviour] of Object.entries(resource.operations)) {
      assert(operationByKey(key), `${resource.type.object}: the contract has no operation ${key}`)
      assert(!operations.has(key), `${key} is declared twice`)
      operations.set(key, { resource, behaviour })
    }
    for (const reaction of resource.reactions)
      reactions.set(reaction.type, [...(reactions.get(reaction.type) ?? []), reaction])
    for (const [name, run] of Object.entries(resource.jobs)) jobs.set(name, run)
  }
  const runJob = (tx: Tx, id: string) => {
    const row = tx.find(JOB, id)
    if (!row) return
    tx.delete(JOB, row)
    const run = jobs.get(row.hidden.job)
    assert(run, `no resource does the job ${row.hidden.job}`)
    run(tx, row.hidden.payload)
  }
  return { resources, types, operations, reactions, ...hooks, runJob }
}
