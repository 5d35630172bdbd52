// The SDK's types as they are on the wire: what a row holds (`Wire`), and what a handler is given
// (`Params`). Types only.

/** The SDK's exact numbers, which travel as text. */
interface DecimalLike {
  toFixed(decimalPlaces: number, direction: never): string
  isNegative(): boolean
}

type IsAny<T> = 0 extends 1 & T ? true : false
/** Whether T is the type string itself, and not a literal or the SDK's open `OtherString`. */
type IsText<T> = (<U>() => U extends T ? 1 : 2) extends <U>() => U extends string ? 1 : 2 ? true : false
/** Whether T is a union with the type string in it. */
type HasText<T> = true extends (T extends unknown ? IsText<T> : never) ? true : false
/** A union without `OtherString`, so that its words are the only ones. */
type Closed<T> = T extends string ? (string extends T ? (IsText<T> extends true ? T : never) : T) : T
/** Void says `deleted` of objects that are not. */
// biome-ignore lint/suspicious/noConfusingVoidType: the SDK says void, so void is asked about.
type IsNothing<T> = IsAny<T> extends true ? false : [T] extends [void | undefined] ? true : false

/**
 * An object as it is sent before anything is expanded: exact numbers are text, what may be expanded is an
 * id, a list is its page, an enum takes its own words only, and what the SDK adds is gone.
 */
export type Wire<T> =
  IsAny<T> extends true
    ? T
    : T extends string | number | boolean | null | undefined
      ? T
      : T extends bigint | Date | DecimalLike
        ? string
        : T extends readonly (infer Item)[]
          ? WireField<Item>[]
          : T extends { object: 'list'; data: (infer Item)[]; has_more: boolean; url: string }
            ? { object: 'list'; data: WireField<Item>[]; has_more: boolean; url: string }
            : T extends object
              ? {
                  [K in keyof T as K extends 'lastResponse'
                    ? never
                    : IsNothing<T[K]> extends true
                      ? never
                      : K]: WireField<T[K]>
                }
              : T

/**
 * An object of the second version of the API: what the SDK's types call optional is sent all the same, as null. (The samples
 * of docs.stripe.com/api/v2: `"fedwire_routing_number": null`)
 */
export type Nullable<T> = { [K in keyof T]-?: undefined extends T[K] ? Exclude<T[K], undefined> | null : T[K] }

/** One field: `string | Customer | null` is `string | null`. */
export type WireField<T> =
  IsAny<T> extends true ? T : HasText<T> extends true ? Exclude<T, object | bigint> : Wire<Closed<T>>

/**
 * An SDK's *Params type as a handler is given it: decoded, so exact numbers are text, `''` says that
 * something is to be cleared (never null), metadata is a map of texts, and `expand` has been seen to.
 */
export type Params<T> =
  IsAny<T> extends true
    ? T
    : T extends string | number | boolean | undefined
      ? T
      : T extends null
        ? never
        : T extends bigint | Date | DecimalLike
          ? string
          : T extends Uint8Array
            ? Uint8Array
            : T extends readonly (infer Item)[]
              ? ParamsField<Item>[]
              : T extends object
                ? {
                    [K in keyof T as K extends 'expand' ? never : K]: K extends 'metadata'
                      ? ParamsMetadata<T[K]>
                      : ParamsField<T[K]>
                  }
                : T

/** One parameter. */
export type ParamsField<T> = IsAny<T> extends true ? T : Params<Closed<T>>

type ParamsMetadata<T> = T extends object ? { [name: string]: string } : T extends null ? never : T
