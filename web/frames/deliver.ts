// The calls that a frame makes with what its fields hold. The frame says where that stands; what the page adds stands around it, and
// cannot have a number written where it could be read again.
import { type Fields, isObject, type Result } from '../stripejs/misuse.ts'
import type { Page } from './open.ts'
import type { Errand, FieldError } from './protocol.ts'

/** What fields hold: of which type it is, and what is called after the type, `card[number]` and so on. */
export interface Held {
  readonly type: string
  readonly details: Fields
  readonly billing?: Fields
  /** What is told only as an intent is confirmed: `payment_method_options[blik][code]`. */
  readonly options?: Fields
  /** The customer agrees to debits by confirming. */
  readonly agreed?: boolean
  /** It is one that is there already: its id. */
  readonly saved?: string
  /** When it may be shown to its customer again, and for which later payments it is kept, where they have said so. */
  readonly redisplay?: 'always' | 'limited'
  readonly usage?: string
}

export type Collected = { readonly error: FieldError } | Held

/** Everything of both; where both say something, the second. */
export function joined(first: unknown, second: unknown): unknown {
  if (!isObject(first) || !isObject(second)) return second === undefined ? first : second
  const all = { ...first } as Record<string, unknown>
  for (const [name, value] of Object.entries(second)) all[name] = joined(all[name], value)
  return all
}

const AGREED = { mandate_data: { customer_acceptance: { type: 'online', online: { infer_from_client: true } } } }

const RESULTS = {
  payment_method: 'paymentMethod',
  confirmation_token: 'confirmationToken',
  source: 'source',
  payment_intent: 'paymentIntent',
  setup_intent: 'setupIntent',
} as const

/** What pages may have made: an errand is a message, and may say anything. */
const INTENTS: readonly string[] = ['payment_intent', 'setup_intent']
const TOKENS: readonly string[] = ['card', 'cvc_update']

/** Does the errand with what is held, and gives what the API answers. Throws where the errand is none of these. */
export async function deliver({ call, ours }: Page, errand: Errand, held: Held): Promise<Result> {
  const { type, details, billing, agreed, options, usage } = held
  const { params } = errand
  switch (errand.make) {
    case 'confirm': {
      if (!INTENTS.includes(errand.kind) || !/^\w+$/.test(errand.id)) throw new Error('There is no such intent.')
      return call(RESULTS[errand.kind], 'POST', `${errand.kind}s/${errand.id}/confirm`, {
        ...(agreed && AGREED),
        ...(usage && errand.kind === 'payment_intent' && { setup_future_usage: usage }),
        ...withMethod(params, held),
        ...(options && { payment_method_options: joined(options, params.payment_method_options) }),
        expected_payment_method_type: type,
        use_stripe_sdk: true,
        ...ours,
      })
    }
    case 'confirm_page':
      if (!/^\w+$/.test(errand.id)) throw new Error('There is no such session.')
      return call('session', 'POST', `payment_pages/${errand.id}/confirm`, {
        ...params,
        payment_method_data: methodData(params.payment_method_data, held),
        ...(options && { payment_method_options: joined(options, params.payment_method_options) }),
        ...ours,
      })
    case 'payment_method':
      if (held.saved !== undefined) return { error: SAVED_ALREADY }
      return call(RESULTS.payment_method, 'POST', 'payment_methods', { ...methodData(params, held), ...ours })
    case 'confirmation_token':
      return call(RESULTS.confirmation_token, 'POST', 'confirmation_tokens', {
        ...(agreed && AGREED),
        ...(usage && { setup_future_usage: usage }),
        ...withMethod(params, held),
        ...ours,
      })
    case 'source':
      return call(RESULTS.source, 'POST', 'sources', {
        ...params,
        ...(billing && { owner: joined(billing, params.owner) }),
        type,
        [type]: details,
        ...ours,
      })
    case 'token':
      if (!TOKENS.includes(errand.of)) throw new Error('There is no such token.')
      return call('token', 'POST', 'tokens', { [errand.of]: tokenData(errand.of, params, held), ...ours })
    default:
      throw new Error('There is no such errand.')
  }
}

/** Wording [M]. */
const SAVED_ALREADY = {
  type: 'invalid_request_error',
  message:
    'Your customer has chosen a saved payment method, which is there already. Use stripe.createConfirmationToken().',
}

/** What a confirmation is made with: one that is saved, or the data of a new one. */
function withMethod({ payment_method_data: said, ...params }: Fields, held: Held): Fields {
  if (held.saved !== undefined) return { ...params, payment_method: held.saved }
  const { redisplay } = held
  const data = { ...(redisplay && { allow_redisplay: redisplay }), ...(isObject(said) ? said : {}) }
  return { ...params, payment_method_data: methodData(data, held) }
}

const methodData = (given: unknown, { type, details, billing }: Held): Fields => {
  const params = isObject(given) ? given : {}
  const { billing_details: said, ...rest } = params
  const billing_details = joined(billing, said)
  return { ...rest, type, [type]: details, ...(billing_details !== undefined && { billing_details }) }
}

/** A token's card has its address beside it. (https://docs.stripe.com/js/tokens/create_token) */
function tokenData(of: 'card' | 'cvc_update', params: Fields, { details, billing }: Held): Fields {
  if (of === 'cvc_update') return { cvc: details.cvc }
  const address = isObject(billing?.address) ? billing.address : {}
  return { ...(address.postal_code !== undefined && { address_zip: address.postal_code }), ...params, ...details }
}
