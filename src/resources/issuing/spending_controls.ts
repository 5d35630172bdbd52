// Spending controls as cards and their holders carry them: what is given, checked and completed.
// (https://docs.stripe.com/issuing/controls/spending-controls)
import type Stripe from 'stripe'
import type { Params, Wire } from '../../contract/wire.ts'
import { exclusive, invalid, tooManyElements, tooSmall } from '../../kernel/errors.ts'

export type Controls = Wire<Stripe.Issuing.Card.SpendingControls>
export type GivenControls = Params<Stripe.Issuing.CardCreateParams.SpendingControls>

/** [K] */
const LIMITS_MAX = 500
/** An allowed list is the opposite of a blocked one. */
const OPPOSITES = [
  ['allowed_categories', 'blocked_categories'],
  ['allowed_merchant_countries', 'blocked_merchant_countries'],
  ['allowed_card_presences', 'blocked_card_presences'],
] as const
/** What is fixed of a new one. */
export const NO_CONTROLS: Controls = {
  allowed_card_presences: null,
  allowed_categories: null,
  allowed_merchant_countries: null,
  blocked_card_presences: null,
  blocked_categories: null,
  blocked_merchant_countries: null,
  spending_limits: null,
  spending_limits_currency: null,
}

/**
 * The controls with what is given in the place of what was; limits are in `currency`. Refuses a list beside its opposite, limits
 * below nothing and countries that are no two letters. The wordings of these are [M].
 */
export function withControls(known: Controls, given: GivenControls | undefined, currency: string): Controls {
  if (given === undefined) return known
  const { spending_limits: limits, ...lists } = given
  for (const pair of OPPOSITES)
    if (pair.every((name) => (given[name]?.length ?? 0) > 0))
      throw exclusive(
        pair.map((name) => `spending_controls[${name}]`),
        'spending_controls',
      )
  for (const name of ['allowed_merchant_countries', 'blocked_merchant_countries'] as const)
    for (const [i, country] of (given[name] ?? []).entries())
      if (!/^[A-Z]{2}$/.test(country))
        throw invalid(`Country '${country}' is unknown. Try using a 2-character alphanumeric country code instead.`, {
          param: `spending_controls[${name}][${i}]`,
        })
  if (limits && limits.length > LIMITS_MAX) throw tooManyElements(LIMITS_MAX, 'spending_controls[spending_limits]')
  for (const [i, { amount }] of (limits ?? []).entries())
    if (amount < 0) throw tooSmall(0, `spending_controls[spending_limits][${i}][amount]`)
  return {
    ...known,
    ...withoutOpposites(lists),
    ...(limits && {
      spending_limits: limits.map(({ amount, categories, interval }) => ({
        amount,
        categories: categories ?? [],
        interval,
      })) as Controls['spending_limits'],
      spending_limits_currency: limits.length > 0 ? currency : null,
    }),
  } as Controls
}

/** Who allows some blocks all others, so that the opposite list goes. [K] */
function withoutOpposites(lists: Partial<GivenControls>): object {
  const both = OPPOSITES.flatMap(([allowed, blocked]) => [[allowed, blocked] as const, [blocked, allowed] as const])
  const gone = both.filter(([name]) => (lists[name]?.length ?? 0) > 0).map(([, opposite]) => [opposite, null] as const)
  return { ...Object.fromEntries(gone), ...lists }
}
