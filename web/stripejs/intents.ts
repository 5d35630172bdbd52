// PaymentIntents and SetupIntents, opened by their client secrets: asked for, and confirmed.
import type { Context, Member } from './context.ts'
import { type Fields, IntegrationError, misuse, type Result } from './misuse.ts'

/** A PaymentIntent or a SetupIntent, as a publishable key sees it. */
export interface Intent {
  readonly id: string
  readonly status: string
  readonly next_action: ({ readonly type: string } & Fields) | null
}

export const PAYMENT = { object: 'payment_intent', result: 'paymentIntent', prefix: 'pi' }
export const SETUP = { object: 'setup_intent', result: 'setupIntent', prefix: 'seti' }
export type Kind = typeof PAYMENT

export interface Secret {
  readonly id: string
  readonly kind: Kind
  readonly clientSecret: string
}

/** The intent that a client secret opens: its id is what stands before `_secret_`. */
export function readSecret(caller: string, given: unknown, kinds: readonly Kind[]): Secret {
  const expected = kinds.map(({ prefix }) => `${prefix}_..._secret_...`).join(' or ')
  if (typeof given !== 'string') throw misuse(caller, 'the client secret', `a string (${expected})`, given)
  const [, id = '', prefix] = /^(([a-z]+)_\w+?)_secret_\w+$/.exec(given) ?? []
  const kind = kinds.find((each) => each.prefix === prefix)
  if (!kind) throw new IntegrationError(`${caller}: the client secret must look like ${expected}.`)
  return { id, kind, clientSecret: given }
}

export const retrieve = ({ call, ours }: Context, { id, kind, clientSecret }: Secret): Promise<Result> =>
  call(kind.result, 'GET', `${kind.object}s/${id}`, { ...ours, client_secret: clientSecret })

export const confirm = ({ call, ours }: Context, { id, kind, clientSecret }: Secret, params: Fields): Promise<Result> =>
  call(kind.result, 'POST', `${kind.object}s/${id}/confirm`, {
    ...params,
    ...ours,
    client_secret: clientSecret,
    use_stripe_sdk: true,
  })

/** `retrievePaymentIntent` and its like. */
export function intentMembers(context: Context) {
  const retrieveOf =
    (name: string, kind: Kind): Member =>
    (clientSecret) =>
      retrieve(context, readSecret(`stripe.${name}()`, clientSecret, [kind]))
  return {
    retrievePaymentIntent: retrieveOf('retrievePaymentIntent', PAYMENT),
    retrieveSetupIntent: retrieveOf('retrieveSetupIntent', SETUP),
  }
}
