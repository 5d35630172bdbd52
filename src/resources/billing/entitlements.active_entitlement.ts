// Active entitlements: the features that a customer may use, because a running subscription of theirs is to a product that
// has them. (https://docs.stripe.com/api/entitlements/active-entitlement; docs.stripe.com/billing/entitlements)
import type Stripe from 'stripe'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { feature } from '../catalog/entitlements.feature.ts'
import { productFeature } from '../catalog/product_feature.ts'
import { customer } from '../payments/customer.ts'
import { summary } from './entitlements.active_entitlement_summary.ts'
import { PER_CUSTOMER_MAX, type Subscription, subscription } from './subscription_state.ts'

export const activeEntitlement = object<Stripe.Entitlements.ActiveEntitlement, { readonly customer: string }>(
  'entitlements.active_entitlement',
  { prefix: 'ent', terms: ({ hidden }) => [`customer=${hidden.customer}`], filters: ['customer'] },
)
type Entitlement = Row<Stripe.Entitlements.ActiveEntitlement, { readonly customer: string }>

const URL = '/v1/entitlements/active_entitlements'
const REFRESH = 'entitlements.active_entitlement.refresh'

export const activeEntitlements = resource(activeEntitlement)
  .on<Stripe.Entitlements.ActiveEntitlementListParams>(`GET ${URL}`, (tx, params) => {
    tx.get(customer, params.customer, 'customer')
    return list(tx, activeEntitlement, params as never, URL)
  })
  .on<Stripe.Entitlements.ActiveEntitlementRetrieveParams>(`GET ${URL}/{id}`, (_tx, _params, self) => self)
  .when('customer.subscription.created', subscription, (tx, self) => refreshSoon(tx, self))
  .when('customer.subscription.updated', subscription, (tx, self, before) => {
    if (!before || gives(before) !== gives(self) || pricesOf(before) !== pricesOf(self)) refreshSoon(tx, self)
  })
  .when('customer.subscription.deleted', subscription, (tx, self) => refreshSoon(tx, self))
  .job<{ id: string }>('refresh', (tx, { id }) => refresh(tx, id))

/** The statuses in which a subscription gives what it was bought for. [K] */
const GIVING: readonly string[] = ['active', 'trialing', 'past_due']
const gives = ({ status }: Subscription): boolean => GIVING.includes(status)

const pricesOf = (self: Subscription): string =>
  self.items.data.map(({ price }) => (price as unknown as { id: string }).id).join()

/** What a customer is entitled to is looked at a moment later, in a unit of its own, where a product has features at all. */
function refreshSoon(tx: Tx, self: Subscription): void {
  const products = self.items.data.map(({ price }) => (price as unknown as { product: string }).product)
  const isFeatured = tx.any(products).some((row) => (row?.hidden as { featured?: true } | undefined)?.featured)
  if (isFeatured) tx.untimed.schedule(tx.untimed.now, REFRESH, { id: self.customer as string })
}

/** Why 1 000: a customer with more features than that is not met with. */
const ENTITLEMENTS_MAX = 1_000

/** Brings the entitlements of a customer up to date. */
function refresh(tx: Tx, who: string): void {
  if (!tx.find(customer, who)) return
  const subscribed = () => tx.list(subscription, [`customer=${who}`, 'ended=false'], { limit: PER_CUSTOMER_MAX })
  const entitled = () => tx.list(activeEntitlement, [`customer=${who}`], { limit: ENTITLEMENTS_MAX })
  tx.work.together<unknown>([subscribed, entitled, () => tx.find(summary, summaryOf(who))])
  const [running, known] = [subscribed(), entitled()]
  const giving = running.filter(gives)
  const products = [
    ...new Set(
      giving.flatMap(({ items }) => items.data.map(({ price }) => (price as unknown as { product: string }).product)),
    ),
  ]
  const attached =
    products.length === 0
      ? []
      : tx
          .lists(
            productFeature,
            products.map((id) => [`product=${id}`]),
            { limit: ENTITLEMENTS_MAX },
          )
          .flat()
  const wanted = [...new Set(attached.map(({ hidden }) => hidden.feature))]
  const kept = known.filter((row) => wanted.includes(row.feature as string))
  const fresh = wanted.filter((id) => !known.some((row) => row.feature === id))
  if (kept.length === known.length && fresh.length === 0) return
  for (const row of known) if (!kept.includes(row)) tx.delete(activeEntitlement, row)
  const given = tx
    .all(feature, fresh)
    .map(({ id, lookup_key }) =>
      tx.insert(activeEntitlement, { feature: id, livemode: false, lookup_key, hidden: { customer: who } } as never),
    )
  tell(tx, who, [...given.reverse(), ...kept])
}

/** One for each customer. */
const summaryOf = (who: string) => `entitlements ${who}`

/** The summary that the event shows: the first ten, as in any list. */
function tell(tx: Tx, who: string, rows: readonly Entitlement[]): void {
  const data = rows.slice(0, 10).map(({ hidden: _, ...row }) => row)
  const entitlements = { object: 'list', data, has_more: rows.length > 10, url: `/v1/customer/${who}/entitlements` }
  const id = summaryOf(who)
  const known = tx.find(summary, id)
  const said = { customer: who, entitlements, livemode: false } as never
  if (known) tx.update(summary, known, said)
  else tx.insert(summary, { id, ...(said as object) } as never)
}
