// What a price comes to: an amount for each unit, tiers, or whatever the customer gives; and the same in other currencies.
// (https://docs.stripe.com/api/prices/create, docs.stripe.com/products-prices/pricing-models)
import type Stripe from 'stripe'
import type { Params, Wire } from '../../contract/wire.ts'
import { invalid, missingParameter, tooLarge, tooSmall } from '../../kernel/errors.ts'
import { currencies, toDecimalString, unitAmountFromDecimal } from '../../lib/money.ts'
import { cmp, fromDecimal, rational } from '../../lib/rational.ts'

/** What the caller knows a parameter of a price as: `unit_amount` is a plan's `amount`, and stands within `price_data`. */
export type Say = (param: string) => string

export type PriceTier = Wire<Stripe.Price.Tier>
export type PriceOption = Wire<Stripe.Price.CurrencyOptions>

type Given = Params<Stripe.PriceCreateParams>
type TierGiven = NonNullable<Given['tiers']>[number]
type OptionGiven = NonNullable<Given['currency_options']>[string]

/** A parameter that stands within a hash: `tiers[0][up_to]` of `h` is `h[tiers][0][up_to]`. */
export const inside =
  (hash: string, say: Say): Say =>
  (name) =>
    say(`${hash}[${name.includes('[') ? name.replace('[', '][') : `${name}]`}`)

/** How a price says what it comes to, in all its currencies. */
export type Kind = 'unit_amount' | 'tiers' | 'custom_unit_amount'
const KINDS: readonly Kind[] = ['unit_amount', 'tiers', 'custom_unit_amount']

/** Stripe said so of a larger one, in 2021, without a code: git.phoenixinquis.net/correlr/roam, 20210302135423-stripe_api.org */
const AMOUNT_MAX = 999_999_999_999
/** Why 32 characters: the largest amount has 12 digits, and 12 more after the point. */
const DECIMAL_MAX = 32
/** Why 100: nobody has been seen with more, and each line of an invoice walks through them. [K] */
const TIERS_MAX = 100

/** Recorded, without a code, and pointing at the first: `product` and `product_data`. */
export const either = (names: readonly string[], say: Say) =>
  invalid(`You may only specify one of these parameters: ${names.map(say).join(', ')}.`, { param: say(names[0]!) })

/** Recorded, for prices paid once and again and again; `param` only where it is that of an option. */
const noAmount = (extra: { param?: string } = {}) =>
  invalid('Prices require an `unit_amount` or `unit_amount_decimal` parameter to be set.', extra)

export interface Amount {
  /** Minor units; null where only the decimal can say it. */
  readonly whole: number | null
  readonly decimal: string
}

/** The amount that stands under `name` or `name_decimal`; nothing if neither does. */
export function amountIn(given: object, name: 'unit_amount' | 'flat_amount', say: Say): Amount | undefined {
  const { [name]: whole, [`${name}_decimal`]: decimal } = given as { [name: string]: number | string | undefined }
  if (whole !== undefined && decimal !== undefined) throw either([name, `${name}_decimal`], say)
  if (whole !== undefined) return wholeAmount(whole as number, say(name))
  return decimal === undefined ? undefined : decimalAmount(decimal as string, say(`${name}_decimal`))
}

function wholeAmount(whole: number, param: string): Amount {
  // In Stripe's words, as its Checkout says them of a negative `unit_amount`.
  if (whole < 0) throw invalid('Invalid non-negative integer', { code: 'parameter_invalid_integer', param })
  if (whole > AMOUNT_MAX) throw tooMuch(String(whole), param)
  return { whole, decimal: String(whole) }
}

function decimalAmount(text: string, param: string): Amount {
  if (text.startsWith('-')) throw tooSmall(0, param)
  if (text.length > DECIMAL_MAX || cmp(fromDecimal(text), rational(BigInt(AMOUNT_MAX))) > 0) throw tooMuch(text, param)
  return { whole: unitAmountFromDecimal(text), decimal: toDecimalString(fromDecimal(text)) }
}

const tooMuch = (value: string, param: string) =>
  invalid(`This value must be less than or equal to ${AMOUNT_MAX} (it currently is '${value}').`, { param })

/**
 * Tiers as a price shows them. Each ends above the one before it, and only the last has no end.
 * (https://docs.stripe.com/api/prices/create#create_price-tiers) Wordings [M], but for the missing amount, which
 * github.com/lukasaron/terraform-provider-stripe/issues/45 quotes.
 */
function tiersIn(given: readonly TierGiven[] | undefined, param: string, say: Say): PriceTier[] {
  if (!given?.length) throw missingParameter(say(param))
  if (given.length > TIERS_MAX) throw invalid(`A price can have at most ${TIERS_MAX} tiers.`, { param: say(param) })
  let below = 0
  return given.map((tier, i) => {
    const at = inside(`${param}[${i}]`, say)
    const isLast = i === given.length - 1
    if (isLast !== (tier.up_to === 'inf'))
      throw invalid('The last tier, and only the last, must have an `up_to` of `inf`.', { param: at('up_to') })
    const end = tier.up_to === 'inf' ? null : tier.up_to
    if (end !== null && end <= below)
      throw invalid('The `up_to` of each tier must be greater than that of the tier before it.', { param: at('up_to') })
    below = end ?? below
    const [unit, flat] = [amountIn(tier, 'unit_amount', at), amountIn(tier, 'flat_amount', at)]
    if (!unit && !flat) throw invalid('An entry in the tiers array is missing an amount.', { param: say(param) })
    return {
      flat_amount: flat?.whole ?? null,
      flat_amount_decimal: flat?.decimal ?? null,
      unit_amount: unit?.whole ?? null,
      unit_amount_decimal: unit?.decimal ?? null,
      up_to: end,
    }
  })
}

type CustomGiven = NonNullable<Given['custom_unit_amount']>

/** The bounds of what a customer may give. `enabled` is not shown. (recorded) Wordings [M]. */
function customIn(given: CustomGiven, currency: string, param: string, say: Say): Wire<Stripe.Price.CustomUnitAmount> {
  const at = inside(param, say)
  const { enabled, maximum = null, minimum = null, preset = null } = given
  if (!enabled)
    throw invalid('Pass in `true` to enable `custom_unit_amount`, otherwise omit it.', { param: at('enabled') })
  for (const name of ['maximum', 'minimum', 'preset'] as const)
    if (given[name] !== undefined) wholeAmount(given[name], at(name))
  const least = currencies[currency]?.minimum ?? 0
  if (minimum !== null && minimum < least) throw tooSmall(least, at('minimum'))
  if (maximum !== null && maximum < (minimum ?? least)) throw tooSmall(minimum ?? least, at('maximum'))
  if (preset !== null && preset < (minimum ?? 0)) throw tooSmall(minimum ?? 0, at('preset'))
  if (preset !== null && maximum !== null && preset > maximum) throw tooLarge(maximum, preset, at('preset'))
  return { maximum, minimum, preset }
}

/** What a price, or one of its options, says that it comes to; without tiers where it has none. */
export type Amounts = Pick<PriceOption, 'custom_unit_amount' | 'tiers' | 'unit_amount' | 'unit_amount_decimal'>

/** The amounts of one currency, all of one kind. `root` is the option that they stand in, if in one. */
export function pricingIn(
  given: OptionGiven,
  kind: Kind,
  currency: string,
  root: string | undefined,
  say: Say,
): Amounts {
  const at = root === undefined ? say : inside(root, say)
  const none = { custom_unit_amount: null, unit_amount: null, unit_amount_decimal: null }
  // [M]
  for (const other of KINDS.filter((one) => one !== kind && has(given, one)))
    throw invalid(`You cannot use \`${other}\` with a price that has \`${kind}\`.`, { param: at(other) })
  if (kind === 'tiers') return { ...none, tiers: tiersIn(given.tiers, 'tiers', at) }
  if (kind === 'custom_unit_amount') {
    if (!given.custom_unit_amount) throw missingParameter(at('custom_unit_amount'))
    return { ...none, custom_unit_amount: customIn(given.custom_unit_amount, currency, 'custom_unit_amount', at) }
  }
  const amount = amountIn(given, 'unit_amount', at)
  if (!amount) throw noAmount(root === undefined ? {} : { param: say(root) })
  return { ...none, unit_amount: amount.whole, unit_amount_decimal: amount.decimal }
}

const has = (given: OptionGiven, kind: Kind) =>
  given[kind] !== undefined || (kind === 'unit_amount' && given.unit_amount_decimal !== undefined)

/** Whether anything of an option is about its amounts: an update may be about its taxes only. */
export const hasAmounts = (given: OptionGiven): boolean => KINDS.some((kind) => has(given, kind))
