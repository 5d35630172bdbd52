// What PaymentIntents and SetupIntents share: which types they take, who may speak for them, and how they refuse.
import { invalid, missingParameter, type StripeError } from '../../kernel/errors.ts'
import type { AnyRow } from '../../kernel/resource.ts'
import { METHODS, methodOf, takes } from '../../network/catalogue.ts'

interface TypesGiven {
  readonly payment_method_types?: readonly string[] | ''
  readonly allowed_payment_method_types?: readonly string[] | ''
  readonly excluded_payment_method_types?: readonly string[] | ''
  readonly automatic_payment_methods?: { readonly enabled?: boolean; readonly allow_redirects?: string }
}

/**
 * The types of an intent: those asked for, or all that the account has on, less the excluded, that take the currency.
 * (https://docs.stripe.com/payments/payment-methods/dynamic-payment-methods)
 */
export function allowedTypes(given: TypesGiven, currency: string | undefined): string[] {
  const asked = given.payment_method_types || given.allowed_payment_method_types || undefined
  if (given.payment_method_types && given.automatic_payment_methods?.enabled)
    throw invalid('You may only specify one of these parameters: automatic_payment_methods, payment_method_types.', {
      code: 'parameters_exclusive',
      param: 'payment_method_types',
    })
  for (const [i, type] of (asked ?? []).entries())
    if (!methodOf(type))
      throw invalid(`Brindle does not take payments by ${type} yet.`, {
        code: 'not_built',
        param: `payment_method_types[${i}]`,
      })
  const excluded = given.excluded_payment_method_types || []
  const redirects = given.automatic_payment_methods?.allow_redirects !== 'never'
  const types = (asked ?? Object.keys(METHODS)).filter(
    (type) =>
      !excluded.includes(type) &&
      (currency === undefined || takes(type, currency)) &&
      (asked !== undefined || redirects || methodOf(type)?.flow !== 'redirect'),
  )
  if (types.length === 0)
    throw invalid(
      currency === undefined
        ? 'No valid payment method types for this intent.'
        : `The currency provided (${currency}) is invalid for one or more payment method types on this PaymentIntent.`,
      { param: 'payment_method_types' },
    )
  return [...types]
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

/** Where the customer comes back to after a page of somebody else's. */
export function requireReturnUrl(returnUrl: string | undefined, type: string, intent: string): void {
  if (returnUrl === undefined) throw missingParameter('return_url')
  if (!URL.canParse(returnUrl) || !/^(https?|[a-z][a-z0-9+.-]*):/i.test(returnUrl))
    throw invalid(
      `Not a valid URL: the \`return_url\` of a ${intent} for ${type} is where the customer comes back to.`,
      { code: 'url_invalid', param: 'return_url' },
    )
}

/** A verb that the intent's state does not allow; the intent travels with the refusal. */
export function unexpectedState(self: AnyRow, message: string): StripeError {
  const kind = self.object as 'setup_intent' | 'payment_intent'
  return invalid(message, { code: `${kind}_unexpected_state`, [kind]: self } as never)
}
