// The calls of Stripe's page "Sources & Customers" as it was in March 2019, in the order in which they stand there: each with
// its PHP, and as the client of that time sends it. The story replaces the example's ids.
// (https://stripe.com/docs/sources/customers, kept at web.archive.org)
import type { PhpCall } from './php.ts'

export const EXAMPLE_SOURCE = 'src_18eYalAHEMiOZZp1l9ZTjSU0'
export const EXAMPLE_CUSTOMER = 'cus_AFGbOSiITuJVDs'
export const DETACHED_SOURCE = 'src_1EEnBAJiXAQvfxv3m86YDQVk'
export const DETACHED_FROM = 'cus_EiDcmm669r4cwb'

/** `\Stripe\Customer::create(["email" => "paying.user@example.com", "source" => "src_…"])` */
export const CREATE_CUSTOMER: PhpCall = {
  method: 'POST',
  path: '/v1/customers',
  form: `email=paying.user%40example.com&source=${EXAMPLE_SOURCE}`,
}

/** `\Stripe\Customer::retrieve("cus_…")` */
export const RETRIEVE_CUSTOMER: PhpCall = { method: 'GET', path: `/v1/customers/${EXAMPLE_CUSTOMER}` }

/** `$customer->sources->create(["source" => "src_…"])`: a POST to the `url` that the list in the customer says. */
export const attachTo = ({ url }: { readonly url: string }): PhpCall => ({
  method: 'POST',
  path: url,
  form: `source=${EXAMPLE_SOURCE}`,
})

/** `\Stripe\Customer::update("cus_…", ['default_source' => 'src_…'])` */
export const CHANGE_DEFAULT: PhpCall = {
  method: 'POST',
  path: `/v1/customers/${EXAMPLE_CUSTOMER}`,
  form: `default_source=${EXAMPLE_SOURCE}`,
}

/** `\Stripe\Customer::update("cus_…", ['source' => 'src_…'])`: said in words, without code. */
export const REPLACE_DEFAULT: PhpCall = { ...CHANGE_DEFAULT, form: `source=${EXAMPLE_SOURCE}` }

/** `\Stripe\Charge::create(["amount" => 1099, "currency" => "eur", "customer" => "cus_…", "source" => "src_…"])` */
export const CHARGE: PhpCall = {
  method: 'POST',
  path: '/v1/charges',
  form: `amount=1099&currency=eur&customer=${EXAMPLE_CUSTOMER}&source=${EXAMPLE_SOURCE}`,
}

/** The same without `source`, and without `customer`: both said in words. */
export const CHARGE_CUSTOMER: PhpCall = { ...CHARGE, form: `amount=1099&currency=eur&customer=${EXAMPLE_CUSTOMER}` }
export const CHARGE_SOURCE: PhpCall = { ...CHARGE, form: `amount=1099&currency=eur&source=${EXAMPLE_SOURCE}` }

/** `$customer->sources->retrieve("src_…")`: the id after the `url` of the list. */
export const sourceIn = ({ url }: { readonly url: string }): PhpCall => ({
  method: 'GET',
  path: `${url}/${DETACHED_SOURCE}`,
})

/** `…->detach()`: the client makes the path of what the source says of itself. */
export const DETACH: PhpCall = {
  method: 'DELETE',
  path: `/v1/customers/${DETACHED_FROM}/sources/${DETACHED_SOURCE}`,
}
