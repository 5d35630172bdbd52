// What PaymentIntents and SetupIntents share: which types they take, who may speak for them, and how they refuse.
import { type Node, shapeNode } from '../../contract/index.ts'
import { exclusive, invalid, missingParameter, notAUrl, type StripeError, unbuilt } from '../../kernel/errors.ts'
import type { AnyRow } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { currencies } from '../../lib/money.ts'
import { methodOf, takes } from '../../network/catalogue.ts'

interface TypesGiven {
  readonly payment_method_types?: readonly string[] | ''
  readonly allowed_payment_method_types?: readonly string[] | ''
  readonly excluded_payment_method_types?: readonly string[] | ''
  readonly automatic_payment_methods?: { readonly enabled?: boolean; readonly allow_redirects?: string }
  readonly payment_method_configuration?: string
}

/** https://docs.stripe.com/changelog/2023-08-16: Stripe chooses the types unless they are named. */
const CHOSEN_SINCE = '2023-08-16'
/** What an intent takes in versions before, where nothing is named. (docs.stripe.com/api/payment_intents/create?api-version=2022-11-15) */
const UNCHOSEN = ['card']

/** Whether the types are left to be chosen: before 2023-08-16 only by who says so. */
const leavesTypes = (tx: Tx, given: TypesGiven): boolean =>
  tx.speaks(CHOSEN_SINCE) ||
  given.automatic_payment_methods?.enabled === true ||
  given.payment_method_configuration !== undefined

/** The types that an intent may have where none are named; `chosen` are all that are on. */
export const typesUnnamed = (tx: Tx, given: TypesGiven, chosen: () => readonly string[]): readonly string[] =>
  leavesTypes(tx, given) ? chosen() : UNCHOSEN

/** Without a list of types Stripe chooses them, and says so. */
export function automaticOf(tx: Tx, given: TypesGiven): { enabled: true; allow_redirects: 'always' | 'never' } | null {
  if (given.payment_method_types) return null
  const { enabled = leavesTypes(tx, given), allow_redirects = 'always' } = given.automatic_payment_methods ?? {}
  return enabled ? { allow_redirects: allow_redirects as 'always' | 'never', enabled } : null
}

/**
 * The types of an intent: those asked for, or all that are `on`, less the excluded, that take the currency.
 * (https://docs.stripe.com/payments/payment-methods/dynamic-payment-methods)
 */
export function allowedTypes(given: TypesGiven, currency: string | undefined, on: readonly string[]): string[] {
  const asked = given.payment_method_types || given.allowed_payment_method_types || undefined
  if (given.payment_method_types && given.automatic_payment_methods?.enabled)
    throw exclusive(['automatic_payment_methods', 'payment_method_types'])
  if (given.payment_method_types && given.payment_method_configuration)
    throw exclusive(['payment_method_configuration', 'payment_method_types'])
  for (const [i, type] of (asked ?? []).entries())
    if (!methodOf(type)) throw unbuilt(`Brindle does not take payments by ${type} yet.`, `payment_method_types[${i}]`)
  const refused = (asked ?? []).some((type) => currency !== undefined && !takes(type, currency))
  const excluded = given.excluded_payment_method_types || []
  const redirects = given.automatic_payment_methods?.allow_redirects !== 'never'
  const types = (asked ?? on).filter(
    (type) =>
      !excluded.includes(type) &&
      (currency === undefined || takes(type, currency)) &&
      (asked !== undefined || redirects || methodOf(type)?.flow !== 'redirect'),
  )
  if (types.length === 0 || refused)
    throw invalid(
      currency === undefined
        ? 'No valid payment method types for this intent.'
        : `The currency provided (${currency}) is invalid for one or more payment method types on this PaymentIntent.`,
      { param: 'payment_method_types' },
    )
  return [...types]
}

/** https://docs.stripe.com/changelog/2024-04-10: what is not said is captured a moment later. */
const ASYNC_SINCE = '2024-04-10'

/** How a payment is captured where nobody says. */
export const captureMethod = (tx: Tx): 'automatic' | 'automatic_async' =>
  tx.speaks(ASYNC_SINCE) ? 'automatic_async' : 'automatic'

/** Amounts have at most eight digits. (https://docs.stripe.com/api/payment_intents/create#create_payment_intent-amount) */
export const AMOUNT_MAX = 99_999_999

export const tooMuch = (param?: string): StripeError =>
  invalid('Amount must be no more than $999,999.99', {
    code: 'amount_too_large',
    ...(param !== undefined && { param }),
  })

/** Refuses what cannot be charged. `amount` is in minor units of the currency. */
export function checkAmount(amount: number, currency: string): void {
  if (amount > AMOUNT_MAX) throw tooMuch('amount')
  if (amount < (currencies[currency]?.minimum ?? 1))
    throw invalid(
      'The amount must be greater than or equal to the minimum charge amount allowed for your account and the currency set ' +
        '(https://docs.stripe.com/currencies#minimum-and-maximum-charge-amounts).  If you want to save a Payment Method for ' +
        'future use without an immediate payment, use a Setup Intent instead: https://docs.stripe.com/payments/setup-intents',
      { code: amount < 1 ? 'parameter_invalid_integer' : 'amount_too_small', param: 'amount' },
    )
}

/** A publishable key, and whoever sends one, must know the intent's secret. */
export function checkClientSecret<T extends AnyRow>(params: object, self: T): T {
  const { client_secret } = params as { client_secret?: string }
  if (client_secret === undefined || client_secret === self.client_secret) return self
  const kind = self.object === 'setup_intent' ? 'SetupIntent' : 'PaymentIntent'
  throw invalid(`The client_secret provided does not match the client_secret associated with the ${kind}.`, {
    param: 'client_secret',
  })
}

export function checkType(
  intent: 'SetupIntent' | 'PaymentIntent',
  method: { id: string; type: string },
  types: readonly string[],
): void {
  if (types.includes(method.type)) return
  throw invalid(
    `The PaymentMethod provided (${method.type}) is not allowed for this ${intent}. Please attach a PaymentMethod of one of ` +
      `the following types: ${types.join(', ')}.`,
    {
      code:
        intent === 'PaymentIntent' ? 'payment_intent_incompatible_payment_method' : 'payment_method_unsupported_type',
      param: 'payment_method',
    },
  )
}

interface Back {
  readonly return_url?: string
}
interface Automatic {
  readonly payment_method_types: readonly string[]
  readonly automatic_payment_methods: { readonly allow_redirects?: string | undefined } | null
}

/**
 * Where the customer comes back to: needed by every method that leads away, and by every intent that might.
 * (docs.stripe.com/api/payment_intents/create#create_payment_intent-automatic_payment_methods-allow_redirects)
 */
export function checkReturnUrl(intent: Automatic, { return_url }: Back, type: string): void {
  const leadsAway = (one: string) => methodOf(one)?.flow === 'redirect'
  if (return_url === undefined && leadsAway(type)) throw missingParameter('return_url')
  const might =
    intent.automatic_payment_methods?.allow_redirects === 'always' && intent.payment_method_types.some(leadsAway)
  if (return_url === undefined && might)
    throw invalid(
      'This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because some of these payment ' +
        "methods might redirect your customer off of your page, you must provide a `return_url`. If you don't want to accept " +
        'redirect-based payment methods, set `automatic_payment_methods[enabled]` to `true` and ' +
        '`automatic_payment_methods[allow_redirects]` to `never` when creating Setup Intents and Payment Intents.',
    )
  if (return_url !== undefined) leadsBack(return_url, 'return_url')
}

/** An address that a browser can be sent back to: a web page's or an app's, and nothing that would run. */
export function leadsBack(url: string, param: string): string {
  if (!URL.canParse(url) || /^(javascript|data):/i.test(url)) throw notAUrl(param)
  return url
}

/** Parameters that only mean something when the intent is confirmed in the same call. */
export function onlyToConfirm(params: object, names: readonly string[]): void {
  const given = params as Readonly<Record<string, unknown>>
  if (given.confirm === true) return
  for (const name of names)
    if (given[name] !== undefined)
      throw invalid(`You cannot provide \`${name}\` without also setting \`confirm\` to \`true\`.`, { param: name })
}

/** A verb that the intent's state does not allow; the intent travels with the refusal. */
export function unexpectedState(self: AnyRow, message: string, param?: string): StripeError {
  const kind = self.object as 'setup_intent' | 'payment_intent'
  return invalid(message, { code: `${kind}_unexpected_state`, ...(param && { param }), [kind]: self } as never)
}

type Hash = Readonly<Record<string, unknown>>

/**
 * `payment_method_options`: what the intent says of each type, with what a request says anew. Kept is what Stripe shows of
 * it; a code or a cryptogram is used once and never kept.
 */
export function mergeOptions(
  kind: 'payment_intent' | 'setup_intent',
  old: unknown,
  given: object | undefined,
): unknown {
  if (given === undefined) return old
  const merged: Record<string, Hash> = { ...(old as Record<string, Hash> | null) }
  for (const [type, said] of Object.entries(given)) {
    const shown = Object.entries(said || {}).filter(([name]) => namesOf(kind, type).includes(name))
    merged[type] = { ...merged[type], ...Object.fromEntries(shown) }
  }
  return merged
}

/** What the contract lets an intent show of a type's options. */
function namesOf(kind: 'payment_intent' | 'setup_intent', type: string): string[] {
  const options = inner(shapeNode(kind)?.p?.payment_method_options)
  return Object.keys(inner(options?.p?.[type])?.p ?? {})
}

const inner = (node: Node | undefined): Node | undefined => (node?.k === 'null' ? (node.of as Node) : node)
