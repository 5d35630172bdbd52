// What the fields of a browser ask before they are drawn: in which ways an intent may be paid, or one that is still to come, and what
// each of them needs to know. No description of Stripe's has it; its own SDKs call it. (stripe-android: GET /v1/elements/sessions)
import type { Node } from '../../contract/index.ts'
import { invalid, missingParameter, unbuilt } from '../../kernel/errors.ts'
import { object, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { methodOf } from '../../network/catalogue.ts'
import { own } from '../core/account.ts'
import { sessionOfSecret } from './customer_session.ts'
import { allowedTypes, checkClientSecret } from './intent.ts'
import { paymentIntent } from './payment_intent_state.ts'
import { typesOn } from './payment_method_configuration.ts'
import { savedMethodsOf } from './saved_method.ts'
import { setupIntent } from './setup_intent_state.ts'

/** Kept nowhere: it is made of what is asked. */
const elementsSession = object<{ id: string; object: 'elements_session' }>('elements_session', {
  prefix: 'elements_session',
  internal: true,
  publishable: [
    'object',
    'amount',
    'business_name',
    'currency',
    'customer',
    'merchant_country',
    'mode',
    'payment_method_preference',
    'payment_method_specs',
    'session_id',
    'setup_future_usage',
  ],
})

interface Asked {
  readonly type: 'payment_intent' | 'setup_intent' | 'deferred_intent'
  readonly client_secret?: string
  /** Of a customer session: what of the customer's may be offered to them again. */
  readonly customer_session_client_secret?: string
  /** As `stripe.elements()` was given it, in the words of the API; numbers are digits. */
  readonly deferred_intent?: Deferred
}

type Listed = readonly string[] | { readonly [index: string]: string }

interface Deferred {
  readonly mode?: string
  readonly amount?: string
  readonly currency?: string
  readonly setup_future_usage?: string
  readonly payment_method_types?: Listed
  readonly allowed_payment_method_types?: Listed
  readonly excluded_payment_method_types?: Listed
  readonly payment_method_configuration?: string
}

const PARAMS: Node & { k: 'object' } = {
  k: 'object',
  p: {
    type: { k: 'enum', v: ['payment_intent', 'setup_intent', 'deferred_intent'] },
    client_secret: { k: 'string' },
    customer_session_client_secret: { k: 'string' },
    deferred_intent: { k: 'any' },
    locale: { k: 'string' },
  },
  r: ['type'],
}

export const elementsSessions = resource(elementsSession).on<Asked>(
  'GET /v1/elements/sessions',
  (tx, params) => {
    const wish =
      (params as Asked).type === 'deferred_intent' ? deferred(tx, params as Asked) : ofIntent(tx, params as Asked)
    const { types, customer, ...rest } = wish
    const usable = types.filter((type) => isUsable(type, wish))
    const { country, settings } = own(tx)
    return {
      object: elementsSession.object,
      business_name: settings?.dashboard.display_name ?? null,
      merchant_country: country ?? null,
      customer: customerOf(tx, params as Asked, customer, usable),
      ...rest,
      payment_method_preference: {
        country_code: country ?? null,
        ordered_payment_method_types: usable,
        type: (params as Asked).type,
      },
      payment_method_specs: usable.map(specOf),
      session_id: `${elementsSession.prefix}_${tx.random(11)}`,
    }
  },
  { publishable: 'yes', params: PARAMS },
)

/** What is to be done, and in which ways it might. */
interface Wish {
  readonly mode: 'payment' | 'setup' | 'subscription'
  /** Minor units of `currency`; none of a setup. */
  readonly amount: number | null
  readonly currency: string | null
  readonly setup_future_usage: string | null
  readonly types: readonly string[]
  /** Whose the intent is, where it is there and somebody's. */
  readonly customer: string | null
}

function ofIntent(tx: Tx, { type, client_secret: secret }: Asked): Wish {
  if (secret === undefined) throw missingParameter('client_secret')
  const id = secret.split('_secret_', 1)[0]!
  if (type === 'setup_intent') {
    const self = checkClientSecret({ client_secret: secret }, tx.get(setupIntent, id, 'client_secret'))
    const { payment_method_types: types } = self
    const customer = self.customer as string | null
    return { mode: 'setup', amount: null, currency: null, setup_future_usage: null, types, customer }
  }
  const self = checkClientSecret({ client_secret: secret }, tx.get(paymentIntent, id, 'client_secret'))
  const { amount, currency, setup_future_usage, payment_method_types: types } = self
  return { mode: 'payment', amount, currency, setup_future_usage, types, customer: self.customer as string | null }
}

const MODES = ['payment', 'setup', 'subscription'] as const

function deferred(tx: Tx, { deferred_intent: given = {} }: Asked): Wish {
  const mode = MODES.find((one) => one === given.mode)
  if (mode === undefined)
    throw invalid('`mode` must be payment, setup or subscription.', { param: 'deferred_intent[mode]' })
  const { amount, currency, setup_future_usage = null, payment_method_types, payment_method_configuration } = given
  if (mode !== 'setup' && (amount === undefined || !/^\d{1,8}$/.test(amount)))
    throw invalid('`amount` must be whole minor units.', { param: 'deferred_intent[amount]' })
  if (mode !== 'setup' && currency === undefined) throw missingParameter('deferred_intent[currency]')
  const named = listIn(payment_method_types)
  const unknown = named?.find((type) => !methodOf(type))
  if (unknown !== undefined)
    throw unbuilt(`Brindle does not take payments by ${unknown} yet.`, 'deferred_intent[payment_method_types]')
  const code = currency?.toLowerCase()
  const types = allowedTypes(
    {
      ...(named && { payment_method_types: named }),
      allowed_payment_method_types: listIn(given.allowed_payment_method_types) ?? '',
      excluded_payment_method_types: listIn(given.excluded_payment_method_types) ?? '',
    },
    code,
    typesOn(tx, payment_method_configuration),
  )
  return {
    mode,
    amount: mode === 'setup' ? null : Number(amount),
    currency: code ?? null,
    setup_future_usage: mode === 'subscription' ? 'off_session' : setup_future_usage,
    types,
    customer: null,
  }
}

/** What was sent as `name[0]=...`, and is described nowhere as a list. */
const listIn = (given: Listed | undefined): string[] | undefined =>
  given === undefined ? undefined : Object.values(given)

/** Whose page it is, by a customer session: what they may do, and what they have paid with before. Wording of the refusal [M]. */
function customerOf(
  tx: Tx,
  { customer_session_client_secret: secret }: Asked,
  payer: string | null,
  types: readonly string[],
): object | null {
  if (secret === undefined) return null
  const { components, customer: id } = sessionOfSecret(tx, secret, 'payment_element')
  const customer = id as string
  if (payer !== null && payer !== customer)
    throw invalid('The customer session is of another customer than the intent.', {
      param: 'customer_session_client_secret',
    })
  const { features } = components!.payment_element
  const { payment_method_redisplay: shows, payment_method_allow_redisplay_filters: filters } = features!
  const saved = shows === 'enabled' ? savedMethodsOf(tx, { customer, types, filters }) : []
  return {
    id: customer,
    features,
    payment_methods: saved.slice(0, features!.payment_method_redisplay_limit ?? undefined),
  }
}

/** Whether a browser can pay so: on its own, and for later payments too where that is wished. */
function isUsable(type: string, { mode, setup_future_usage: future }: Wish): boolean {
  const { flow, setup, future: allowed } = methodOf(type)!
  if (flow === 'in_person') return false
  if (mode === 'setup') return setup
  return future === null || allowed.includes(future as 'on_session')
}

/** A way to pay, and the parameters that it needs: of `a|b` the first, which a customer can type. */
function specOf(type: string) {
  const { name, flow, requires, mandate, future } = methodOf(type)!
  return {
    type,
    future_usage: future,
    fields: requires.map((path) => ({ type: 'text', api_path: { v1: path.split('|', 1)[0] } })),
    flow,
    mandate,
    name,
  }
}
