// A purchase as the merchant tells of it: how much in which currency, who sells, and what.
// (https://docs.stripe.com/api/issuing/authorizations/test_mode_create; https://docs.stripe.com/issuing/purchases/enriched-merchant-data)
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter, tooSmall } from '../../kernel/errors.ts'
import { categoryCode } from '../../network/merchant_categories.ts'
import { conversion } from '../../rules/exchange_rates.ts'
import { checkCurrency } from '../catalog/price.ts'
import { tooMuch, AMOUNT_MAX } from '../payments/intent.ts'
import type { Authorization } from './authorization_state.ts'
import type { AuthorizationCaptureParams, AuthorizationCreateParams } from './test_params.ts'
import type { Transaction } from './transaction_state.ts'

/** Minor units of the card's currency, and of that of the merchant. */
export interface Amounts {
  readonly amount: number
  readonly merchant_amount: number
  readonly merchant_currency: string
}

/** What is asked of a card in its currency, by either of the two amounts; refuses what cannot be converted. [M] */
export function amountsOf(
  given: Pick<Params<AuthorizationCreateParams>, 'amount' | 'currency' | 'merchant_amount' | 'merchant_currency'>,
  currency: string,
  least: 0 | 1,
): Amounts {
  const { amount, merchant_amount } = given
  for (const [name, one] of Object.entries({ amount, merchant_amount })) {
    if (one === undefined) continue
    if (one < least) throw tooSmall(least, name)
    if (one > AMOUNT_MAX) throw tooMuch(name)
  }
  const said = given.currency === undefined ? currency : checkCurrency(given.currency)
  if (amount === undefined && merchant_amount === undefined) throw missingParameter('amount')
  if (merchant_amount === undefined) {
    const merchant_currency = given.merchant_currency === undefined ? said : checkCurrency(given.merchant_currency)
    const asked = converted(amount!, said, merchant_currency)
    return { amount: converted(amount!, said, currency), merchant_amount: asked, merchant_currency }
  }
  const merchant_currency = given.merchant_currency === undefined ? currency : checkCurrency(given.merchant_currency)
  const held =
    amount === undefined ? converted(merchant_amount, merchant_currency, currency) : converted(amount, said, currency)
  return { amount: held, merchant_amount, merchant_currency }
}

/** Minor units of one currency in another, rounded once. */
export function converted(amount: number, from: string, to: string): number {
  if (from === to) return amount
  const rate = conversion(from, to)
  if (!rate) throw invalid(`Brindle has no exchange rate from ${from} to ${to}.`, { param: 'currency' })
  return rate.convert(amount)
}

/** Who sells where nothing is said: the merchant of the sample. [K] */
const MERCHANT = {
  category: 'taxicabs_limousines',
  city: 'San Francisco',
  country: 'US',
  name: 'Rocket Rides',
  network_id: '1234567890',
  postal_code: '94107',
  state: 'CA',
} as const

/** Whoever says who sells says it all; without a word, somebody does. */
export function merchantOf(given: Params<AuthorizationCreateParams>['merchant_data']): Authorization['merchant_data'] {
  const { category = MERCHANT.category, network_id = MERCHANT.network_id, ...rest } = given ?? MERCHANT
  return {
    category,
    category_code: categoryCode(category),
    city: null,
    country: null,
    name: null,
    network_id,
    postal_code: null,
    state: null,
    tax_id: null,
    terminal_id: null,
    url: null,
    ...rest,
  }
}

type Fleet = NonNullable<Params<AuthorizationCreateParams>['fleet']>
type Fuel = NonNullable<Params<AuthorizationCreateParams>['fuel']>
type Details = NonNullable<Params<AuthorizationCaptureParams>['purchase_details']>

const PROMPTS = { driver_id: null, odometer: null, unspecified_id: null, user_id: null, vehicle_number: null }

function fleetWith(given: Fleet, prompts: object): object {
  const { cardholder_prompt_data: answers, purchase_type, reported_breakdown: parts, service_type } = given
  return {
    cardholder_prompt_data: answers ? { ...prompts, ...answers } : null,
    purchase_type: purchase_type ?? null,
    reported_breakdown: parts
      ? {
          fuel: parts.fuel ? { gross_amount_decimal: null, ...parts.fuel } : null,
          non_fuel: parts.non_fuel ? { gross_amount_decimal: null, ...parts.non_fuel } : null,
          tax: parts.tax ? { local_amount_decimal: null, national_amount_decimal: null, ...parts.tax } : null,
        }
      : null,
    service_type: service_type ?? null,
  }
}

const NO_FUEL = { industry_product_code: null, quantity_decimal: null, type: null, unit: null, unit_cost_decimal: null }

/** What a fleet's card was asked for at the pump, as an authorization has it. */
export const fleetOf = (given: Fleet | undefined): Authorization['fleet'] =>
  given ? (fleetWith(given, { alphanumeric_id: null, ...PROMPTS }) as Authorization['fleet']) : null

/** What was filled in. */
export const fuelOf = (given: Fuel | undefined): Authorization['fuel'] =>
  given ? ({ ...NO_FUEL, ...given } as Authorization['fuel']) : null

/** What was bought, as a transaction has it; nothing where the merchant says nothing. */
export function purchaseDetails(given: Details | undefined): NonNullable<Transaction['purchase_details']> | undefined {
  if (!given) return undefined
  const { fleet, flight, fuel, lodging, receipt, reference } = given
  const segment = {
    arrival_airport_code: null,
    carrier: null,
    departure_airport_code: null,
    flight_number: null,
    service_class: null,
    stopover_allowed: null,
  }
  const details = {
    fleet: fleet ? fleetWith(fleet, PROMPTS) : null,
    flight: flight
      ? {
          departure_at: null,
          passenger_name: null,
          refundable: null,
          travel_agency: null,
          ...flight,
          segments: flight.segments?.map((one) => ({ ...segment, ...one })) ?? null,
        }
      : null,
    fuel: fuel ? { ...NO_FUEL, type: 'other', unit: 'other', unit_cost_decimal: '0', ...fuel } : null,
    lodging: lodging ? { check_in_at: null, nights: null, ...lodging } : null,
    receipt:
      receipt?.map(({ quantity, ...line }) => ({
        description: null,
        total: null,
        unit_cost: null,
        ...line,
        quantity: quantity === undefined ? null : Number(quantity),
      })) ?? null,
    reference: reference ?? null,
  }
  return details as unknown as NonNullable<Transaction['purchase_details']>
}
