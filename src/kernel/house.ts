// The registry, read once at start: every resource, what it does, what it reacts to, and the few hooks through which the
// core asks the objects that are part of every request (the account and its events).
import {
  formerAt,
  formerOperations,
  type Hit,
  objectOf,
  type Operation,
  operationAt,
  operationByKey,
  ownOperation,
  paramsNode,
  router,
} from '../contract/index.ts'
import { assert } from '../lib/assert.ts'
import type { Actor, Call, FaultOf } from './api.ts'
import type { Happening } from './facts.ts'
import { IDEMPOTENCY_KEY } from './idempotency.ts'
import { prefetch } from './ahead.ts'
import type { Behaviour, Job, ObjectType, Reaction, Resource } from './resource.ts'
import type { Query } from './store.ts'
import { JOB, WAKE } from './job.ts'
import { INDEX_TYPES } from './search_index.ts'
import type { Tx } from './tx.ts'

/** What the core needs of the account that a request is made to. */
export interface AccountHooks {
  /** Makes sure the account is there; a sandbox opens when it is first named. */
  open(tx: Tx, actor: Actor): void
  /** Epoch seconds on the account's clock. */
  now(tx: Tx): number
  /** Moves the account's clock forward to a time (epoch seconds). */
  move(tx: Tx, to: number): void
  /** The version for requests that name none. */
  version(tx: Tx): string
  /** What shall go wrong with a call. */
  fault(tx: Tx, call: Call): FaultOf | undefined
}

export interface Placed {
  readonly resource: Resource
  readonly behaviour: Behaviour
  /** Whether the first id of its path is that of an object of the resource. */
  readonly isNamed: boolean
}

export interface House {
  readonly resources: readonly Resource[]
  readonly types: ReadonlyMap<string, ObjectType>
  readonly operations: ReadonlyMap<string, Placed>
  readonly reactions: ReadonlyMap<string, readonly Reaction[]>
  readonly account: AccountHooks
  readonly announce: (tx: Tx, happenings: readonly Happening[], types: House['types']) => void
  /** What every unit reads that makes something happen. */
  readonly announcing: readonly Query[]
  readonly newest: string
  readonly defaultVersion: string
  /** The operation that a request's line names: of the contract, one of the house's own, or one that this version still has. */
  find(method: string, path: string, version?: string): Hit | undefined
  /** What an operation takes in a version; nothing if the version does not have it. */
  params(operation: Operation, version: string): Operation['params'] | undefined
  runJob(tx: Tx, id: string): void
  /** Whether a job may have to wait; given the unit's side too, whether it has to just now. */
  awaits(name: string, tx?: Tx, id?: string): boolean
}

/** Puts the house together. A mistake in a declaration is refused here, by name, before anything is served. */
export function house(
  resources: readonly Resource[],
  hooks: Pick<House, 'account' | 'announce' | 'announcing' | 'newest' | 'defaultVersion'>,
): House {
  const types = new Map<string, ObjectType>(
    [JOB, WAKE, IDEMPOTENCY_KEY, ...INDEX_TYPES].map((type) => [type.object, type]),
  )
  const operations = new Map<string, Placed>()
  const own = new Map<string, Operation>()
  const reactions = new Map<string, Reaction[]>()
  const jobs = new Map<string, Job>()
  for (const resource of resources) {
    assert(!types.has(resource.type.object), `${resource.type.object} is declared twice`)
    types.set(resource.type.object, resource.type)
    for (const [key, behaviour] of Object.entries(resource.operations)) {
      if (behaviour.params) own.set(key, ownOperation(key, behaviour.params))
      const operation = own.get(key) ?? operationByKey(key) ?? formerOperations.get(key)
      assert(operation, `${resource.type.object}: the contract has no operation ${key}`)
      assert(!operations.has(key), `${key} is declared twice`)
      operations.set(key, { resource, behaviour, isNamed: names(resource.type, operation) })
    }
    for (const reaction of resource.reactions)
      reactions.set(reaction.type, [...(reactions.get(reaction.type) ?? []), reaction])
    for (const [name, job] of Object.entries(resource.jobs)) jobs.set(name, job)
  }
  const ownRoute = router([...own.values()])
  const runJob = (tx: Tx, id: string) => {
    const row = tx.find(JOB, id)
    if (!row) return
    tx.delete(JOB, row)
    const { job: name, payload } = row.hidden
    const job = jobs.get(name)
    assert(job, `no resource does the job ${name}`)
    prefetch(tx, job.reads, payload as object)
    job.run(tx, payload)
  }
  const awaits = (name: string, tx?: Tx, id?: string): boolean => {
    const ask = jobs.get(name)?.awaits
    if (!ask || !tx) return ask !== undefined
    const row = tx.find(JOB, id!)
    return row !== undefined && ask(tx.under(row.hidden.testClock), row.hidden.payload)
  }
  return {
    resources,
    types,
    operations,
    reactions,
    ...hooks,
    find: (method, path, version) =>
      formerAt(method, path, version) ?? operationAt(method, path) ?? ownRoute(method, path),
    params: (operation, version) =>
      (own.get(operation.key) ?? formerOperations.get(operation.key))?.params ?? paramsNode(operation, version),
    runJob,
    awaits,
  }
}

/**
 * Whether the first id in an operation's path is that of an object of this type. In those of the house it is where it is
 * called `{id}`: `/brindle/customers/{customer}/discount` is about a discount.
 */
export function names(type: ObjectType, operation: Operation): boolean {
  const isOwn = operation.segments[0] === 'brindle'
  return isOwn ? operation.segments.includes('{id}') : objectOf(operation) === type.object
}
