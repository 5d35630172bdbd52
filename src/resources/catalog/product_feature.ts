// Product features: which features a product has, and so gives to whoever buys it.
// (https://docs.stripe.com/api/product-feature)
import type Stripe from 'stripe'
import { invalid, noSuch } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { object, type Row, resource, shown } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'
import { type Feature, feature } from './entitlements.feature.ts'
import { product } from './product.ts'

export interface Attached {
  readonly product: string
  readonly feature: string
}

/** No event tells of them. (https://docs.stripe.com/api/events/types) */
export const productFeature = object<Stripe.ProductFeature, Attached>('product_feature', {
  prefix: 'prodft',
  short: true,
  noun: 'product feature',
  terms: ({ hidden }) => [`product=${hidden.product}`, `attached=${hidden.product} ${hidden.feature}`],
})
type ProductFeature = Row<Stripe.ProductFeature, Attached>

const PATH = '/v1/products/{id}/features'
const ONE = '/v1/products/{product}/features/{id}'

export const productFeatures = resource(productFeature)
  .on<Stripe.ProductCreateFeatureParams>(`POST ${PATH}`, (tx, { entitlement_feature: id }, _self, ids) => {
    const owner = tx.get(product, ids[0]!)
    const row = tx.get(feature, id, 'entitlement_feature')
    checkAttachable(tx, owner.id, row)
    if (!owner.hidden?.featured) tx.update(product, owner, { hidden: { ...owner.hidden, featured: true } })
    return tx.insert(productFeature, {
      entitlement_feature: asSent(row),
      livemode: false,
      hidden: { product: owner.id, feature: id },
    })
  })
  .on<Stripe.ProductListFeaturesParams>(`GET ${PATH}`, (tx, params, _self, ids) => {
    const { id } = tx.get(product, ids[0]!)
    const page = list(tx, productFeature, params as never, `/v1/products/${id}/features`, [`product=${id}`])
    const rows = page.rows as unknown as ProductFeature[]
    const features = tx.all(
      feature,
      rows.map(({ hidden }) => hidden.feature),
    )
    return { ...page, rows: rows.map((row, i) => ({ ...row, entitlement_feature: asSent(features[i]!) })) }
  })
  .on<Stripe.ProductRetrieveFeatureParams>(`GET ${ONE}`, (tx, _params, _self, ids) => {
    const row = named(tx, ids)
    return shown(row, { entitlement_feature: asSent(tx.get(feature, row.hidden.feature)) })
  })
  .on<Stripe.ProductDeleteFeatureParams>(`DELETE ${ONE}`, (tx, _params, _self, ids) => {
    const row = named(tx, ids)
    tx.delete(productFeature, row)
    return { id: row.id, object: 'product_feature', deleted: true }
  })
  .when('product.deleted', product, (tx, { id }) => {
    for (const row of tx.list(productFeature, [`product=${id}`], { limit: ATTACHED_MAX }))
      tx.delete(productFeature, row)
  })

/** Why 1 000: a unit of work reads at most ten times as many. More than that stay behind, where nobody can see them. */
const ATTACHED_MAX = 1_000

/** The feature as it is now, not as it was when it was attached. */
const asSent = ({ hidden: _, ...wire }: Feature): Omit<Feature, 'hidden'> => wire

/** An archived feature is attached to nothing new: https://docs.stripe.com/api/entitlements/feature/object. Wordings [M]. */
function checkAttachable(tx: Tx, owner: string, { id, active }: Feature): void {
  const param = 'entitlement_feature'
  if (!active) throw invalid('The feature specified is archived. This field only accepts active features.', { param })
  const [same] = tx.list(productFeature, [`attached=${owner} ${id}`], { limit: 1 })
  if (same)
    throw invalid(`The feature \`${id}\` is already attached to this product.`, {
      code: 'resource_already_exists',
      param,
    })
}

/** The attachment that the path names, of the product that it names. */
function named(tx: Tx, [owner, id]: readonly string[]): ProductFeature {
  tx.any([owner!, id!])
  tx.get(product, owner!)
  const row = tx.get(productFeature, id!)
  if (row.hidden.product !== owner) throw noSuch(productFeature.noun, id!)
  return row
}
