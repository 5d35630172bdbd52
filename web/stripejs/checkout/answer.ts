// The answer of a session's page, as far as a browser goes by it: the session, reduced to what its customer may know, and `page`.
// (docs/own-calls.md; src/resources/checkout/session_view.ts) Amounts are minor units, times epoch seconds.

export interface Address {
  readonly country?: string | null
  readonly line1?: string | null
  readonly line2?: string | null
  readonly city?: string | null
  readonly postal_code?: string | null
  readonly state?: string | null
}

export interface Tax {
  readonly amount: number
  readonly display_name: string
  readonly inclusive: boolean
  readonly percentage: number
}

export interface Tier {
  readonly up_to: number | null
  readonly unit_amount_decimal: string | null
  readonly flat_amount_decimal: string | null
  readonly quantity: number
  readonly amount: number | null
}

export interface Recurrence {
  readonly interval: string
  readonly interval_count: number
}

export interface Item {
  readonly id: string
  readonly name: string
  readonly description: string | null
  readonly images: readonly string[]
  readonly unit_label: string | null
  readonly quantity: number | null
  readonly adjustable_quantity: { readonly minimum: number; readonly maximum: number } | null
  readonly price: string
  readonly unit_amount_decimal: string | null
  readonly tiers_mode: 'graduated' | 'volume' | null
  readonly tiers: readonly Tier[] | null
  readonly transform_quantity: { readonly divide_by: number; readonly round: 'up' | 'down' } | null
  readonly recurring: (Recurrence & { readonly usage_type: string }) | null
  readonly amount_subtotal: number
  readonly amount_discount: number
  readonly amount_total: number
  readonly taxes: readonly Tax[]
}

export interface OptionalItem
  extends Pick<
    Item,
    | 'adjustable_quantity'
    | 'description'
    | 'images'
    | 'name'
    | 'price'
    | 'recurring'
    | 'unit_amount_decimal'
    | 'unit_label'
  > {
  readonly is_selected: boolean
  readonly quantity: number
}

export interface Discount {
  readonly amount: number
  readonly display_name: string
  readonly duration: 'forever' | 'once' | 'repeating'
  readonly duration_in_months: number | null
  readonly percent_off: number | null
  readonly promotion_code: string | null
}

export interface ShippingOption {
  readonly id: string
  readonly amount: number
  readonly display_name: string | null
  readonly delivery_estimate: object | null
}

export interface SavedMethod {
  readonly id: string
  readonly type: string
  readonly billing_details: object
  readonly card: {
    readonly brand: string
    readonly exp_month: number
    readonly exp_year: number
    readonly last4: string
  } | null
}

export interface Recurring extends Recurrence {
  readonly is_prorated: boolean
  readonly due_next: {
    readonly amount_discount: number
    readonly amount_subtotal: number
    readonly amount_total: number
    readonly tax_exclusive: number
    readonly tax_inclusive: number
    readonly billing_cycle_anchor: number | null
  }
  readonly trial: { readonly end: number; readonly days: number } | null
}

export interface Answer {
  readonly id: string
  readonly livemode: boolean
  readonly mode: 'payment' | 'setup' | 'subscription'
  readonly status: 'open' | 'complete' | 'expired'
  readonly payment_status: string
  readonly ui_mode: string
  readonly currency: string | null
  readonly amount_subtotal: number | null
  readonly amount_total: number | null
  readonly total_details: { readonly amount_discount: number; readonly amount_shipping: number | null } | null
  readonly automatic_tax: { readonly status: string | null }
  readonly billing_address_collection: string | null
  readonly branding_settings: { readonly display_name: string } | null
  readonly payment_method_collection: string | null
  readonly payment_method_types: readonly string[]
  readonly phone_number_collection: { readonly enabled: boolean } | null
  readonly name_collection?: Readonly<
    Partial<Record<'business' | 'individual', { readonly enabled: boolean; readonly optional: boolean }>>
  >
  readonly return_url?: string | null
  readonly saved_payment_method_options: object | null
  readonly shipping_address_collection: { readonly allowed_countries: readonly string[] } | null
  readonly shipping_cost: { readonly shipping_rate: string | null } | null
  readonly page: {
    readonly collected: {
      readonly address: Address | null
      readonly business_name: string | null
      readonly email: string | null
      readonly individual_name: string | null
      readonly name: string | null
      readonly phone: string | null
      readonly shipping: { readonly name: string | null; readonly address: Address } | null
      readonly tax_id: { readonly type: string; readonly value: string } | null
    }
    readonly currency_digits: number | null
    readonly discounts: readonly Discount[]
    readonly items: readonly Item[]
    readonly last_payment_error: { readonly message: string } | null
    readonly optional_items: readonly OptionalItem[]
    readonly recurring: Recurring | null
    readonly reuses: boolean
    readonly saved_payment_methods: readonly SavedMethod[]
    readonly shipping_options: readonly ShippingOption[]
    readonly shipping_taxes: readonly Tax[]
    readonly taxes: readonly Tax[]
  }
}

/** What is still missing before it can be confirmed, by the names that releases before basil told pages. */
export type Requirement = 'email' | 'phoneNumber' | 'shippingAddress' | 'billingAddress' | 'paymentDetails'

/** Whether a method is asked for: nothing is paid with none where nothing is due, now or later. */
export function needsMethod({ mode, amount_total, payment_method_collection: collects }: Answer): boolean {
  if (mode === 'setup' || (amount_total ?? 0) > 0) return true
  return mode === 'subscription' && collects !== 'if_required'
}

/** `isPaid` is whether what pays for it is filled in. */
export function requirementsOf(answer: Answer, isPaid: boolean): Requirement[] {
  if (answer.status !== 'open') return []
  const { collected } = answer.page
  const asks: readonly (readonly [Requirement, boolean])[] = [
    ['email', !collected.email],
    ['phoneNumber', answer.phone_number_collection?.enabled === true && !collected.phone],
    ['shippingAddress', answer.shipping_address_collection !== null && !collected.shipping],
    ['billingAddress', answer.billing_address_collection === 'required' && !collected.address],
    ['paymentDetails', needsMethod(answer) && !isPaid],
  ]
  return asks.flatMap(([name, isMissing]) => (isMissing ? [name] : []))
}
