// What one dated change of Stripe's API is: how requests of older versions come up to the core's shape, and how the
// core's shape goes down to them.
import type { Operation } from '../contract/index.ts'

/** An object as it is sent, on its way down. */
export type Sent = Readonly<Record<string, unknown>>

export interface VersionChange {
  /** The version that brought the change. Requests in an older one pass through it. */
  readonly version: string
  /** Stripe's own sentence about it, in our words. */
  readonly about: string
  /** Whether it is about an operation. */
  readonly concerns: (operation: Operation) => boolean
  /** Parameters of an older request, in the newer form. */
  readonly up?: (operation: Operation, params: Record<string, unknown>) => Record<string, unknown>
  /** Parameters that are refused from this version on, with Stripe's code and words. */
  readonly refused?: (
    operation: Operation,
    name: string,
  ) => { readonly code: string; readonly message: string } | undefined
  /**
   * What needs reading: the fields of an object that it had without being asked until then, and has since only when they are
   * expanded, or not at all. The kernel reads them, as the object's own `includes` and `former` say.
   */
  readonly includes?: Readonly<Record<string, readonly string[]>>
  /** Older shapes of an object, by its name. Pure; called innermost first. */
  readonly down?: Readonly<Record<string, (object: Sent) => Sent>>
}

/** Whether an operation is about one of these resources. */
export const about =
  (...resources: readonly string[]) =>
  ({ resource }: Operation): boolean =>
    resources.includes(resource)
