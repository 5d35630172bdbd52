// What the compiler accepts of Wire and Params, and what it must not: an expected error that does not come
// fails the type check. Nothing here runs.
import type Stripe from 'stripe'
import type { Params, Wire } from '../../src/contract/wire.ts'

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false
const proved = <T extends true>(): T => true as T

type Customer = Wire<Stripe.Customer>
type Charge = Wire<Stripe.Charge>
type Price = Wire<Stripe.Price>
type Invoice = Wire<Stripe.Invoice>
type Refund = Wire<Stripe.Refund>
type PaymentIntent = Wire<Stripe.PaymentIntent>

// Expandable fields hold ids, and stay nullable.
proved<Same<Charge['customer'], string | null>>()
proved<Same<Refund['charge'], string | null>>()
proved<Same<Price['product'], string>>()
proved<Same<Invoice['discounts'], string[]>>()
// Exact numbers are text.
proved<Same<Price['unit_amount_decimal'], string | null>>()
// Enums take their own words only.
proved<Same<Price['type'], 'one_time' | 'recurring'>>()
proved<Same<PaymentIntent['object'], 'payment_intent'>>()
proved<Same<Invoice['collection_method'], 'charge_automatically' | 'send_invoice'>>()
// Plain text stays text, also where it is optional or null.
proved<Same<Customer['email'], string | null>>()
proved<Same<Customer['description'], string | null>>()
// Lists are their page.
proved<Same<Invoice['lines']['object'], 'list'>>()
proved<Same<Invoice['lines']['data'][number]['id'], string>>()
// What the SDK adds is gone; a stub's own `deleted` is not.
proved<Same<'deleted' extends keyof Customer ? true : false, false>>()
proved<Same<Wire<Stripe.DeletedCustomer>['deleted'], true>>()
// Embedded objects are whole, and are on the wire too.
proved<Same<Wire<Stripe.SubscriptionItem>['price']['product'], string>>()
proved<Same<Customer['metadata'], { [x: string]: string }>>()

export const customer: Customer = {
  id: 'cus_1',
  object: 'customer',
  address: null,
  balance: 0,
  created: 1,
  currency: null,
  customer_account: null,
  default_source: null,
  delinquent: false,
  description: null,
  discount: null,
  email: null,
  invoice_prefix: 'X',
  invoice_settings: {
    custom_fields: null,
    default_payment_method: null,
    footer: null,
    rendering_options: null,
  },
  livemode: false,
  metadata: {},
  name: null,
  phone: null,
  preferred_locales: [],
  shipping: null,
  tax_exempt: 'none',
  test_clock: null,
}

// @ts-expect-error a word that the enum does not have
customer.tax_exempt = 'sometimes'
// @ts-expect-error an object where an id belongs
customer.test_clock = { id: 'clock_1' }
// @ts-expect-error a field that the object does not have
customer.nickname = 'X'
// @ts-expect-error a number where Stripe has text
customer.email = 1
// @ts-expect-error a field is missing
export const incomplete: Wire<Stripe.Coupon> = { id: 'c', object: 'coupon' }
// @ts-expect-error exact numbers are text on the wire
export const amount: Price['unit_amount_decimal'] = 1
// @ts-expect-error an expanded object is no id
export const product: Price['product'] = {} as Stripe.Product

type CreatePrice = Params<Stripe.PriceCreateParams>
type CreateCustomer = Params<Stripe.CustomerCreateParams>
type CreateSubscription = Params<Stripe.SubscriptionCreateParams>

// Required stays required, the rest optional.
proved<Same<CreatePrice['currency'], string>>()
// Exact numbers are text; what may be cleared is `''`, never null.
proved<Same<CreatePrice['unit_amount_decimal'], string | undefined>>()
proved<Same<NonNullable<CreateCustomer['tax_exempt']>, '' | 'exempt' | 'none' | 'reverse'>>()
proved<Same<CreateCustomer['metadata'], '' | { [name: string]: string } | undefined>>()
proved<Same<'expand' extends keyof CreateCustomer ? true : false, false>>()
proved<Same<Params<Stripe.CustomerListParams>['limit'], number | undefined>>()

export const price: CreatePrice = { currency: 'usd', unit_amount_decimal: '0.5', tax_behavior: 'inclusive' }
export const subscription: CreateSubscription = {
  customer: 'cus_1',
  items: [{ price: 'price_1' }],
  default_tax_rates: '',
}

// @ts-expect-error a required parameter is missing
export const noCurrency: CreatePrice = { unit_amount: 1 }
// @ts-expect-error null was decoded to ''
export const nulled: CreateCustomer = { metadata: null }
// @ts-expect-error a word that the parameter does not take
export const wrongWord: CreatePrice = { currency: 'usd', tax_behavior: 'maybe' }
// @ts-expect-error expand is the kernel's
export const expanding: CreateCustomer = { expand: ['x'] }
