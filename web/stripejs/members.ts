// All members of what `Stripe(key)` gives, module by module. A member that is built later is a module more here, and a name
// less in not_built.ts.
import { checkoutSdkMembers } from './checkout_sdk.ts'
import { confirmMembers } from './confirm.ts'
import { typedConfirmMembers } from './confirm_typed.ts'
import type { Context, Member } from './context.ts'
import { elementsMembers } from './elements/elements.ts'
import { embeddedCheckoutMembers } from './embedded_checkout.ts'
import { intentMembers } from './intents.ts'
import { microdepositMembers } from './microdeposits.ts'
import { nextActionMembers } from './next_action.ts'
import { notBuiltMembers } from './not_built.ts'
import { paymentRequestMembers } from './payment_request.ts'
import { paymentMethodMembers } from './payment_methods.ts'
import { redirectMembers } from './redirect_to_checkout.ts'
import { sourceMembers } from './sources.ts'
import { tokenMembers } from './tokens.ts'
import { wrapperMembers } from './wrappers.ts'

/** Each is given the context, and gives its members by their names. */
const MODULES = [
  checkoutSdkMembers,
  confirmMembers,
  elementsMembers,
  embeddedCheckoutMembers,
  intentMembers,
  microdepositMembers,
  nextActionMembers,
  notBuiltMembers,
  paymentMethodMembers,
  paymentRequestMembers,
  redirectMembers,
  sourceMembers,
  tokenMembers,
  typedConfirmMembers,
  wrapperMembers,
] as const

type Joined<All extends readonly ((context: Context) => object)[]> = All extends readonly [
  (context: Context) => infer First,
  ...infer Rest extends readonly ((context: Context) => object)[],
]
  ? First & Joined<Rest>
  : unknown

export type Members = Joined<typeof MODULES>

export const membersFor = (context: Context): Members =>
  Object.assign({}, ...MODULES.map((module): Record<string, Member> => module(context))) as Members
