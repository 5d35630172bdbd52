// Addresses as taxes are given them: with all their parts, and a country that is a code.
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'

export interface AddressGiven {
  readonly city?: string
  readonly country: string
  readonly line1?: string
  readonly line2?: string
  readonly postal_code?: string
  readonly state?: string
}

/** An address with all its parts, where `param` is the parameter that it was given in. What was sent empty stays so. Recorded. */
export function wholeAddress(given: AddressGiven, param: string): Stripe.Address {
  const country = given.country.toUpperCase()
  if (!/^[A-Z]{2}$/.test(country)) throw notACountry(given.country, `${param}[country]`)
  return {
    city: given.city ?? null,
    country,
    line1: given.line1 ?? null,
    line2: given.line2 ?? null,
    postal_code: given.postal_code ?? null,
    state: given.state ?? null,
  }
}

/** In Stripe's words, as several projects quote them of other addresses. */
export const notACountry = (country: string, param: string) =>
  invalid(
    `Country '${country}' is unknown. Try using a 2-character alphanumeric country code instead, such as 'US', 'EG', or 'GB'.`,
    { code: 'country_unsupported', param },
  )
