// What a frame asks the server before it draws the ways to pay: which there are for this intent, or for one that is still to come.
import { type Fields, isObject } from '../stripejs/misuse.ts'
import type { Page } from './open.ts'

export interface Spec {
  readonly type: string
  readonly name: string
  readonly flow: string
  /** Whether the customer's word is kept: `always`, or for later payments. */
  readonly mandate: 'none' | 'off_session' | 'always'
  /** For which later payments it may be kept: `on_session`, `off_session`. */
  readonly future_usage: readonly string[]
  readonly fields: readonly { readonly api_path: { readonly v1: string } }[]
}

/** What a customer has paid with before, as they know it. */
export interface SavedMethod {
  readonly id: string
  readonly type: string
  readonly billing_details: Fields
  readonly card: { readonly brand: string; readonly exp_month: number; readonly exp_year: number } | null
  readonly last4: string | null
}

/** Whose page it is, and what they may do there. */
interface Customer {
  readonly features: {
    readonly payment_method_remove: 'disabled' | 'enabled'
    readonly payment_method_save: 'disabled' | 'enabled'
    readonly payment_method_save_usage: string | null
  }
  readonly payment_methods: readonly SavedMethod[]
}

export interface Session {
  readonly business_name: string | null
  readonly mode: 'payment' | 'setup' | 'subscription'
  /** Minor units. */
  readonly amount: number | null
  readonly currency: string | null
  readonly setup_future_usage: string | null
  /** By the customer session of the page; none where it has none. */
  readonly customer: Customer | null
  readonly payment_method_specs: readonly Spec[]
}

/** What `elements()` was given, in the words of the API. */
function deferredOf(settings: Fields): Fields {
  const first = (...names: string[]) => names.map((name) => settings[name]).find((value) => value != null)
  return {
    mode: settings.mode,
    amount: settings.amount,
    currency: settings.currency,
    setup_future_usage: first('setupFutureUsage', 'setup_future_usage'),
    payment_method_types: first('paymentMethodTypes', 'payment_method_types'),
    allowed_payment_method_types: first('allowedPaymentMethodTypes'),
    excluded_payment_method_types: first('excludedPaymentMethodTypes'),
    payment_method_configuration: first('paymentMethodConfiguration', 'payment_method_configuration'),
  }
}

/** Throws what the API says where it gives none: the frame tells the page of it. */
export async function sessionFor({ call, ours, language }: Page, settings: Fields): Promise<Session> {
  const { clientSecret, customerSessionClientSecret: of } = settings
  const asked =
    typeof clientSecret === 'string'
      ? { type: clientSecret.startsWith('seti_') ? 'setup_intent' : 'payment_intent', client_secret: clientSecret }
      : { type: 'deferred_intent', deferred_intent: deferredOf(settings) }
  const { session, error } = await call('session', 'GET', 'elements/sessions', {
    ...asked,
    ...(of !== undefined && { customer_session_client_secret: of }),
    locale: language,
    ...ours,
  })
  if (error || !isObject(session)) throw new LoadError(error?.message ?? 'There is no session.', error)
  return session as unknown as Session
}

/** Why a frame cannot be drawn, as the API says it. */
export class LoadError extends Error {
  readonly told: unknown
  constructor(message: string, told: unknown) {
    super(message)
    this.told = told
  }
}
