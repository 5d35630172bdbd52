// Confirmation tokens: what a browser collected, carried to the server that confirms with it, once.
// (https://docs.stripe.com/api/confirmation_tokens; https://docs.stripe.com/payments/build-a-two-step-confirmation)
import type Stripe from 'stripe'
import { paramsNode } from '../../contract/index.ts'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter } from '../../kernel/errors.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { shipping } from './customer.ts'
import { acceptance } from './mandate.ts'
import { givenMethod, paymentMethod, type Method } from './payment_method.ts'

interface TokenState {
  /** The id of a method that was there before, or a method to be made when the token is used. A number is in neither. */
  readonly method?: string
  readonly draft?: Method
}

export const confirmationToken = object<Stripe.ConfirmationToken, TokenState>('confirmation_token', {
  prefix: 'ctoken',
  publishable: [
    'id',
    'object',
    'created',
    'expires_at',
    'livemode',
    'mandate_data',
    'metadata',
    'payment_intent',
    'payment_method_options',
    'payment_method_preview',
    'return_url',
    'setup_future_usage',
    'setup_intent',
    'shipping',
    'use_stripe_sdk',
  ],
})
type Token = Row<Stripe.ConfirmationToken, TokenState>

/** https://docs.stripe.com/api/confirmation_tokens/object: its example expires 43 200 s after it was made. */
const EXPIRES_SECONDS = 12 * 60 * 60

const TEST_KEY = 'POST /v1/test_helpers/confirmation_tokens'

export interface Given {
  payment_method?: string
  payment_method_data?: object
  payment_method_options?: { card?: { installments?: { plan: object } } }
  mandate_data?: object
  return_url?: string
  setup_future_usage?: Token['setup_future_usage']
  shipping?: object
  use_stripe_sdk?: boolean
}

export const confirmationTokens = resource(confirmationToken)
  .on<Stripe.ConfirmationTokenRetrieveParams>('GET /v1/confirmation_tokens/{id}', (_tx, _params, self) => self)
  .on<Given>(TEST_KEY, (tx, params) => create(tx, params))
  // The browser's way, which no published description has: Stripe.js `createConfirmationToken`.
  .on<Given>('POST /v1/confirmation_tokens', (tx, params) => create(tx, params), {
    publishable: 'yes',
    params: browserParams(),
  })

function browserParams() {
  const node = paramsNode({ key: TEST_KEY })!
  const any = { k: 'any' } as const
  return { ...node, p: { ...node.p, mandate_data: any, use_stripe_sdk: { k: 'boolean' } as const } }
}

function create(tx: Tx, params: Params<Given>): Token {
  const known = params.payment_method === undefined ? undefined : tx.find(paymentMethod, params.payment_method)
  const method = known ?? givenMethod(tx, params)
  if (!method) throw missingParameter('payment_method_data')
  // A method of its own comes to be when the token is used, and not if it never is.
  if (!known) tx.delete(paymentMethod, method as never)
  const accepted = acceptance(tx, params.mandate_data as never)
  const { installments } = params.payment_method_options?.card ?? {}
  return tx.insert(confirmationToken, {
    created: tx.now,
    expires_at: tx.now + EXPIRES_SECONDS,
    livemode: false,
    mandate_data: accepted ? { customer_acceptance: { online: accepted.online ?? null, type: accepted.type } } : null,
    metadata: null,
    payment_intent: null,
    payment_method_options: installments ? { card: { cvc_token: null, installments } } : null,
    payment_method_preview: previewOf(method),
    return_url: params.return_url ?? null,
    setup_future_usage: params.setup_future_usage ?? null,
    setup_intent: null,
    shipping: shipping(params.shipping as never),
    use_stripe_sdk: params.use_stripe_sdk ?? true,
    hidden: known ? { method: known.id } : { draft: method },
  } as never)
}

function previewOf(method: Method): object {
  const { type, allow_redisplay, billing_details, customer, customer_account = null } = method
  const details = (method as unknown as Record<string, object>)[type]
  return { allow_redisplay, billing_details, customer, customer_account, type, [type]: details }
}

/** What a confirmation takes of a token, as if its own call had said it. */
interface Carried {
  readonly payment_method: string
  readonly return_url?: string
  readonly setup_future_usage?: 'off_session' | 'on_session'
  readonly shipping?: object
  readonly mandate_data?: object
  readonly payment_method_options?: object
}

/**
 * Uses a token up for an intent: what it carries, with a fresh method where it came with the data of one.
 * Refusals: no such token, used before, expired. The words of the last two are [M].
 */
export function useConfirmationToken(tx: Tx, id: string, intent: { id: string; object: string }): Carried {
  const self = tx.get(confirmationToken, id, 'confirmation_token')
  if (self.payment_intent !== null || self.setup_intent !== null)
    throw invalid(
      `The ConfirmationToken ${id} has already been used. A ConfirmationToken can confirm one PaymentIntent or SetupIntent only.`,
      { param: 'confirmation_token' },
    )
  if (self.expires_at !== null && tx.now >= self.expires_at)
    throw invalid(`The ConfirmationToken ${id} has expired. Create a new one.`, { param: 'confirmation_token' })
  const kind = intent.object as 'payment_intent' | 'setup_intent'
  tx.update(confirmationToken, self, { [kind]: intent.id })
  const { return_url, setup_future_usage, shipping: sent, mandate_data } = self
  const { installments } = self.payment_method_options?.card ?? {}
  return {
    payment_method: methodOf(tx, self.hidden),
    ...(return_url !== null && { return_url }),
    ...(setup_future_usage !== null && { setup_future_usage }),
    ...(sent !== null && { shipping: sent }),
    ...(mandate_data && { mandate_data }),
    ...(installments && { payment_method_options: { card: { installments } } }),
  }
}

function methodOf(tx: Tx, { method, draft }: TokenState): string {
  if (method !== undefined) return method
  const { id: _, ...fields } = draft!
  return tx.insert(paymentMethod, { ...fields, created: tx.now }).id
}

interface Confirming {
  readonly confirmation_token?: string
  readonly payment_method_data?: unknown
}

/** The parameters of a confirmation with what its token carries; what the call says itself comes first. */
export function withConfirmationToken<P extends Confirming>(
  tx: Tx,
  params: P,
  intent: { id: string; object: string },
): P {
  const { confirmation_token: id, ...said } = params
  if (id === undefined) return params
  const { payment_method, ...carried } = useConfirmationToken(tx, id, intent)
  return { ...(said.payment_method_data === undefined && { payment_method }), ...carried, ...said } as unknown as P
}
