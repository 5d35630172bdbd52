// How the usage records of a metered price without a meter are added up. Only requests in versions before 2025-03-31.basil
// make such prices, or subscribe anybody to them. (https://docs.stripe.com/api/prices/object?api-version=2024-06-20;
// docs.stripe.com/changelog/basil/2025-03-31/deprecate-legacy-usage-based-billing)
import { invalid, unknownParameters } from '../../kernel/errors.ts'
import type { Tx } from '../../kernel/tx.ts'
import type { Aggregate } from '../../rules/usage_records.ts'

/** The version that took them away. */
const METERS_SINCE = '2025-03-31.basil'

/** What is said of how a price recurs. */
interface Said {
  readonly usage_type?: 'licensed' | 'metered' | undefined
  readonly meter?: string | undefined
  readonly aggregate_usage?: Aggregate | undefined
}

/**
 * The field of a price that is billed by usage records; nothing of one that is not. It stands with the price in every version,
 * though from basil on Stripe sends it in none: a price that is embedded in another object has no shape of its own to lose
 * it. Refuses it where a version no longer has it, and where it would have no effect. The last two wordings are [M].
 */
export function aggregateUsage(tx: Tx, said: Said, at: (name: string) => string): { aggregate_usage?: Aggregate } {
  const { usage_type = 'licensed', meter, aggregate_usage } = said
  const param = at('aggregate_usage')
  const isGone = tx.speaks(METERS_SINCE)
  if (aggregate_usage !== undefined && isGone) throw unknownParameters([param])
  if (aggregate_usage !== undefined && usage_type === 'licensed')
    throw invalid('You can only specify `aggregate_usage` when `usage_type` is `metered`.', { param })
  if (aggregate_usage !== undefined && meter !== undefined)
    throw invalid('You cannot specify `aggregate_usage` for a price that is backed by a `meter`.', { param })
  if (usage_type === 'licensed' || meter !== undefined) return {}
  if (isGone) throw mustHaveMeter()
  return { aggregate_usage: aggregate_usage ?? 'sum' }
}

/** Recorded, without code and param. */
const mustHaveMeter = (param?: string) =>
  invalid(
    'Starting with Stripe version `2025-03-31.basil`, metered prices must be backed by meters.',
    param === undefined ? {} : { param },
  )

/** How the usage records of a price are added up; undefined of one that is licensed, or has a meter. */
export const aggregateOf = ({ recurring }: { readonly recurring: object | null }): Aggregate | undefined =>
  (recurring as Said | null)?.aggregate_usage

/**
 * Refuses to subscribe anybody to a price that is billed by usage records, from basil on. The changelog says so; in its words
 * of making one. [M]
 */
export function checkMetered(tx: Tx, price: { readonly recurring: object | null }, param: string): void {
  if (aggregateOf(price) !== undefined && tx.speaks(METERS_SINCE)) throw mustHaveMeter(param)
}
