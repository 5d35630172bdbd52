// Features: what a product gives access to, by a name that the merchant's own system knows.
// (https://docs.stripe.com/api/entitlements/feature)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

/** No event tells of them. (https://docs.stripe.com/api/events/types) */
export const feature = object<Stripe.Entitlements.Feature>('entitlements.feature', {
  prefix: 'feat',
  noun: 'feature',
  terms: ({ active }) => [`archived=${!active}`],
  filters: ['archived'],
})
export type Feature = Row<Stripe.Entitlements.Feature>

const PATH = '/v1/entitlements/features'

export const features = resource(feature)
  .on<Stripe.Entitlements.FeatureCreateParams>(`POST ${PATH}`, (tx, { lookup_key, name, metadata }) => {
    checkKey(tx, lookup_key)
    return tx.insert(feature, {
      active: true,
      livemode: false,
      lookup_key,
      metadata: mergeMetadata({}, metadata),
      name,
    })
  })
  .on<Stripe.Entitlements.FeatureRetrieveParams>(`GET ${PATH}/{id}`, (_tx, _params, self) => self)
  .on<Stripe.Entitlements.FeatureUpdateParams>(`POST ${PATH}/{id}`, (tx, { active, metadata, name }, self) => {
    // It is for good: https://docs.stripe.com/api/entitlements/feature/update. Wording [M].
    if (active && !self.active) throw invalid('An archived feature cannot be activated again.', { param: 'active' })
    return tx.update(feature, self, {
      ...(active !== undefined && { active }),
      ...(metadata !== undefined && { metadata: mergeMetadata(self.metadata, metadata) }),
      ...(name !== undefined && { name }),
    })
  })
  // Without `archived`, only those that are not: https://docs.stripe.com/api/entitlements/feature/object
  .on<Stripe.Entitlements.FeatureListParams>(`GET ${PATH}`, (tx, { archived = false, ...params }) =>
    list(tx, feature, { ...params, archived } as never, PATH),
  )

/**
 * A key belongs to one feature until that is archived. (https://docs.stripe.com/billing/entitlements#set-up-your-features)
 * Wording [M], after that of a price.
 */
function checkKey(tx: Tx, key: string): void {
  const [holder] = tx.list(feature, [`lookup_key=${key}`, 'archived=false'], { limit: 1 })
  if (holder)
    throw invalid(`A feature (\`${holder.id}\`) already uses that lookup key.`, {
      code: 'resource_already_exists',
      param: 'lookup_key',
    })
}
