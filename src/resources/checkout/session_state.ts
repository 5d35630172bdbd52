// What a Checkout Session is: its statuses, its news and what it is found by. What may be done to one stands in
// checkout.session.ts. (https://docs.stripe.com/api/checkout/sessions/object)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { object, type Row } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Tax } from '../../rules/taxes.ts'
import { itemsOf, shownItems, shownTaxes } from '../billing/item.ts'
import type { Personal } from './session_customer.ts'
import { planOf } from '../catalog/plan_shape.ts'

/** `payment_method_types` is what versions before endive say for `allowed_payment_method_types`. */
export type Create = Params<Stripe.Checkout.SessionCreateParams & { payment_method_types?: string[] }>

/** What is kept of the request until the session is completed. */
export interface SessionState {
  readonly payment?: Create['payment_intent_data']
  readonly subscription?: Create['subscription_data']
  readonly update?: Create['customer_update']
  /** Where its customer says that they are, before they press the button. */
  readonly region?: object
  /** What they say of themselves before that. */
  readonly said?: Personal
  /** They want their method to be kept for another time. */
  readonly saves?: true
  /** The types of methods were named, and not left to the settings. */
  readonly namesTypes?: true
  readonly options?: object
  /** What is to be set on the method that pays. */
  readonly method?: Create['payment_method_data']
  /** The subscription that waits for its customer's bank, with what it is paid by. */
  readonly pending?: {
    readonly subscription: string
    readonly invoice: string
    readonly payment: string
    readonly intent: string
  }
  /** The intent that sets up the method of a subscription which costs nothing at first. */
  readonly setup?: string
  /** The bank takes its time; how often it said no. */
  readonly delayed?: true
  readonly failures?: number
  /** The taxes on delivery. */
  readonly shippingTaxes?: readonly Tax[]
  /** What the session was made of, where another may be made of the same once it has expired. */
  readonly given?: Create
}

export const session = object<Stripe.Checkout.Session, SessionState>('checkout.session', {
  prefix: 'cs_test',
  inPath: { retrieve: 'session', others: 'session' },
  events: [
    { became: ['status', 'complete'], types: ['checkout.session.completed'] },
    { became: ['status', 'expired'], types: ['checkout.session.expired'] },
    {
      became: ['payment_status', 'paid'],
      where: ({ hidden }) => hidden.delayed === true,
      types: ['checkout.session.async_payment_succeeded'],
    },
    { grew: 'hidden.failures', types: ['checkout.session.async_payment_failed'] },
  ],
  terms: ({ customer_details: who }) => (who?.email ? [`customer_details.email=${who.email}`] : []),
  includes: {
    line_items: (tx, { id }) => shownItems(tx, `/v1/checkout/sessions/${id}/line_items`, id),
    'shipping_cost.taxes': (tx, { hidden }) => shownTaxes(tx, hidden.shippingTaxes ?? []),
  },
  former: { display_items: displayed },
  publishable: [
    'id',
    'object',
    'allow_promotion_codes',
    'amount_subtotal',
    'amount_total',
    'automatic_tax',
    'billing_address_collection',
    'branding_settings',
    'cancel_url',
    'consent_collection',
    'created',
    'currency',
    'custom_fields',
    'custom_text',
    'customer_details',
    'customer_email',
    'discounts',
    'expires_at',
    'livemode',
    'locale',
    'mode',
    'name_collection',
    'optional_items',
    'payment_method_collection',
    'payment_method_types',
    'payment_status',
    'permissions',
    'phone_number_collection',
    'redirect_on_completion',
    'return_url',
    'saved_payment_method_options',
    'shipping_address_collection',
    'shipping_cost',
    'shipping_options',
    'status',
    'submit_type',
    'success_url',
    'tax_id_collection',
    'total_details',
    'ui_mode',
    'url',
    'wallet_options',
  ],
})
export type Session = Row<Stripe.Checkout.Session, SessionState>

/**
 * What it sells, as versions before 2020-08-27 have it: what comes again by its plan, the rest as it is shown.
 * (https://docs.stripe.com/api/checkout/sessions/object?api-version=2020-03-02)
 */
function displayed(tx: Tx, { id }: { readonly id: string }): object[] {
  const items = itemsOf(tx, id)
  const products = tx.any(items.map(({ hidden }) => hidden.product))
  return items.map(({ amount_subtotal, currency, description, price, quantity }, i) => {
    const sold = { amount: price?.unit_amount ?? amount_subtotal, currency, quantity }
    if (price?.recurring) return { ...sold, plan: planOf(price as never), type: 'plan' }
    const { description: text = null, images = null } = (products[i] ?? {}) as {
      description?: string
      images?: string[]
    }
    return { ...sold, custom: { description: text, images, name: description }, type: 'custom' }
  })
}
