// What `Stripe(key)` gives is what pages written against the published types expect, in all ten majors of @stripe/stripe-js. Nothing loads
// this file: the compiler reads it. (tsc -p web; test/web/stripejs_types.test.ts)
import type { Stripe as Stripe1 } from 'stripe-js-1'
import type { Stripe as Stripe2 } from 'stripe-js-2'
import type { Stripe as Stripe3 } from 'stripe-js-3'
import type { Stripe as Stripe4 } from 'stripe-js-4'
import type { Stripe as Stripe5 } from 'stripe-js-5'
import type { Stripe as Stripe6 } from 'stripe-js-6'
import type { Stripe as Stripe7 } from 'stripe-js-7'
import type { Stripe as Stripe8 } from 'stripe-js-8'
import type { Stripe as Stripe9 } from 'stripe-js-9'
import type { Stripe as Stripe10 } from 'stripe-js-10'
import type { Members } from './members.ts'

declare const given: Members

export const asExpected: readonly [
  Stripe1,
  Stripe2,
  Stripe3,
  Stripe4,
  Stripe5,
  Stripe6,
  Stripe7,
  Stripe8,
  Stripe9,
  Stripe10,
] = [given, given, given, given, given, given, given, given, given, given]

// A member that is missing is seen, and so is one that gives something else than a promise.
declare const lacking: Omit<Members, 'confirmKlarnaPayment'>
// @ts-expect-error
export const seen: Stripe10 = lacking
declare const wrong: Omit<Members, 'createToken'> & { readonly createToken: (given: unknown) => string }
// @ts-expect-error
export const seenToo: Stripe10 = wrong

/** Every member that any major names. */
export type Named =
  | keyof Stripe1
  | keyof Stripe2
  | keyof Stripe3
  | keyof Stripe4
  | keyof Stripe5
  | keyof Stripe6
  | keyof Stripe7
  | keyof Stripe8
  | keyof Stripe9
  | keyof Stripe10
type NoneOf<T extends never> = T
export type Missing = NoneOf<Exclude<Named, keyof Members>>
