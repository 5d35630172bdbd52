// Plans: the older API to recurring prices. A plan is a price under the same id, seen in other words.
// (https://docs.stripe.com/api/plans)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import { invalid, missingParameter } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { planOf } from './plan_shape.ts'
import {
  checkArchivable,
  checkTrial,
  insertPrice,
  isPlan,
  LISTED,
  type PriceRow,
  type PriceState,
  price,
} from './price.ts'
import { checkChosenId, product } from './product.ts'

/** Never stored: it is the price's row that is. */
export const plan = object<Stripe.Plan, PriceState>('plan', {
  prefix: 'plan',
  short: true,
  inPath: { retrieve: 'plan', others: 'id' },
  named: (tx, id) => {
    const row = tx.find(price, id)
    return row && isPlan(row) ? ({ ...planOf(row), hidden: row.hidden } as Row<Stripe.Plan, PriceState>) : undefined
  },
  // Within another object, only its price knows the tiers.
  includes: {
    tiers: (tx, { id, tiers_mode, hidden }) =>
      hidden.tiers ?? (tiers_mode === null ? null : (tx.find(price, id)?.hidden.tiers ?? null)),
  },
  former: {
    name: (tx, row) => soldAs(tx, row)?.name ?? null,
    statement_descriptor: (tx, row) => soldAs(tx, row)?.statement_descriptor ?? null,
  },
})

const soldAs = (tx: Tx, row: { readonly product: unknown }) => tx.find(product, row.product as string)

type Create = Params<Stripe.PlanCreateParams>

export const plans = resource(plan)
  .on<Stripe.PlanCreateParams>('POST /v1/plans', (tx, params) => {
    if (params.id !== undefined) checkChosenId(tx, params.id, 'Plan')
    return planOf(insertPrice(tx, asPrice(tx, params), inPlan, { id: params.id ?? tx.id(plan) }))
  })
  .on<Stripe.PlanRetrieveParams>('GET /v1/plans/{id}', (_tx, _params, self) => self)
  .on<Stripe.PlanUpdateParams>(
    'POST /v1/plans/{id}',
    (tx, params, { id }) => {
      const row = tx.get(price, id)
      const { trial_period_days } = params
      if (params.active === false) checkArchivable(tx, row)
      if (params.product !== undefined) checkMovable(tx, row, params.product)
      checkTrial(trial_period_days ?? null, 'trial_period_days')
      return planOf(
        tx.update(price, row, {
          ...(params.active !== undefined && { active: params.active }),
          ...(params.metadata !== undefined && { metadata: mergeMetadata(row.metadata, params.metadata) }),
          ...(params.nickname !== undefined && { nickname: params.nickname || null }),
          ...(params.product !== undefined && { product: params.product }),
          ...(trial_period_days !== undefined && { recurring: { ...row.recurring!, trial_period_days } }),
        }),
      )
    },
    { reads: ['self.product'] },
  )
  .on<Stripe.PlanListParams>('GET /v1/plans', (tx, params) => {
    if (params.product !== undefined) tx.get(product, params.product, 'product')
    const page = list(tx, price, params as never, '/v1/plans', ['type=recurring', LISTED])
    return { ...page, rows: (page.rows as unknown as PriceRow[]).map(planOf) }
  })
  .on<Stripe.PlanDeleteParams>(
    'DELETE /v1/plans/{id}',
    (tx, _params, { id }) => {
      const row = tx.get(price, id)
      // [M], after what Stripe says of archiving one.
      if (tx.find(product, row.product as string)?.default_price === id)
        throw invalid('This plan cannot be deleted because it is the default price of its product.')
      tx.delete(price, row)
      return { id, object: 'plan', deleted: true }
    },
    { reads: ['self.product'] },
  )

/** What a price's parameters are called here. */
const NAMES: Readonly<Record<string, string>> = {
  unit_amount: 'amount',
  unit_amount_decimal: 'amount_decimal',
  transform_quantity: 'transform_usage',
}
const inPlan = (param: string): string => NAMES[param] ?? param.replace(/^recurring\[(\w+)\]$/, '$1')

/** The price that a plan is to be; its product is made along with it if it is given as a hash. */
function asPrice(tx: Tx, params: Create): Params<Stripe.PriceCreateParams> {
  const { amount, amount_decimal, transform_usage, interval, interval_count, meter, trial_period_days, usage_type } =
    params
  const { aggregate_usage } = params as { aggregate_usage?: 'sum' }
  const { id: _, product: owner, metadata, ...rest } = params
  if (owner === undefined) throw missingParameter('product')
  return {
    ...Object.fromEntries(Object.entries(rest).filter(([name]) => KEPT.has(name))),
    currency: params.currency,
    product: typeof owner === 'string' ? owner : (tx.request('POST', '/v1/products', owner).id as string),
    recurring: given({ aggregate_usage, interval, interval_count, meter, trial_period_days, usage_type }) as never,
    ...given({ unit_amount: amount, unit_amount_decimal: amount_decimal, transform_quantity: transform_usage }),
    ...(metadata && { metadata }),
  }
}

const KEPT = new Set(['active', 'billing_scheme', 'nickname', 'tiers', 'tiers_mode'])

/** A hash without what was not given. */
const given = <T extends object>(hash: T) =>
  Object.fromEntries(Object.entries(hash).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }

/**
 * A plan belongs to one product from its first subscription on.
 * (https://docs.stripe.com/api/plans/update#update_plan-product) Wording [M].
 */
function checkMovable(tx: Tx, row: PriceRow, to: string): void {
  if (to === row.product) return
  tx.get(product, to, 'product')
  const used = tx.request('GET', '/v1/subscriptions', { price: row.id, status: 'all', limit: 1 })
    .rows as readonly unknown[]
  if (used.length > 0)
    throw invalid('You cannot change the product of a plan that has been used in a subscription.', { param: 'product' })
}
