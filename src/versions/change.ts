// What one dated change of Stripe's API is: how requests of older versions come up to the core's shape, and how the
// core's shape goes down to them.
import type { Operation } from '../contract/index.ts'

/** An object as it is sent, on its way down. */
export type Sent = Readonly<Record<string, unknown>>
/** Parameters as they came, not decoded yet. */
export type Given = Record<string, unknown>

export interface VersionChange {
  /** The version that brought the change. Requests in an older one pass through it. */
  readonly version: string
  /** Stripe's own sentence about it, in our words. */
  readonly about: string
  /** Whether it is about an operation. */
  readonly concerns: (operation: Operation) => boolean
  /** Parameters of an older request, in the newer form. */
  readonly up?: (operation: Operation, params: Given) => Given
  /** What parameters were called, by their newer name: a refusal of one that went up names it as it was sent. */
  readonly names?: Readonly<Record<string, string>>
  /** Parameters of older requests that nobody would heed, by operation: they are refused by name. */
  readonly unheeded?: Readonly<Record<string, readonly string[]>>
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
  /** Older shapes of an object, by its name. Pure; called innermost first. Paths to expand are those of this shape. */
  readonly down?: Readonly<Record<string, (object: Sent) => Sent>>
}

/** Whether an operation is about one of these resources. */
export const about =
  (...resources: readonly string[]) =>
  ({ resource }: Operation): boolean =>
    resources.includes(resource)

/** What becomes of parameters, by the operation that they are sent to. */
export const upward =
  (changes: Readonly<Record<string, (params: Given) => Given>>): NonNullable<VersionChange['up']> =>
  ({ key }, params) =>
    changes[key]?.(params) ?? params

/** A parameter under the name that it has since. Under both at once it stays, and is refused by its name. */
export function renamed(
  params: Given,
  from: string,
  to: string,
  as: (value: unknown) => unknown = (value) => value,
): Given {
  if (params[from] === undefined || params[to] !== undefined) return params
  const { [from]: value, ...rest } = params
  return { ...rest, [to]: as(value) }
}

/** The elements of a list, however it was written; what is no list stays as it is. */
export function each(value: unknown, change: (element: Given) => Given): unknown {
  const element = (one: unknown) => (isHash(one) ? change(one) : one)
  if (Array.isArray(value)) return value.map(element)
  if (!isHash(value) || !Object.keys(value).every((key) => /^\d+$/.test(key))) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, element(one)]))
}

/** The parameters with the elements of one of them changed. */
export const eachOf = (params: Given, name: string, change: (element: Given) => Given): Given =>
  params[name] === undefined ? params : { ...params, [name]: each(params[name], change) }

export const isHash = (value: unknown): value is Given =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
