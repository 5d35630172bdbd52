// Products: what is sold. A default price can be made in the same call. (https://docs.stripe.com/api/products)
import type Stripe from 'stripe'
import { invalid } from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { lifecycle, object, type Row, resource } from '../../kernel/resource.ts'
import type { Tx } from '../../kernel/tx.ts'

export const product = object<Stripe.Product>('product', {
  prefix: 'prod',
  short: true,
  events: lifecycle('product'),
  // Recorded: the event of a deletion shows it inactive.
  gone: { active: false },
})

export const products = resource(product)
  .on<Stripe.ProductCreateParams>('POST /v1/products', (tx, params) => {
    if (params.id !== undefined) checkId(tx, params.id)
    const row = tx.insert(product, {
      ...(params.id !== undefined && { id: params.id }),
      active: params.active ?? true,
      created: tx.now,
      default_price: null,
      description: params.description || null,
      images: params.images ?? [],
      livemode: false,
      marketing_features: params.marketing_features ?? [],
      metadata: mergeMetadata({}, params.metadata),
      name: params.name,
      package_dimensions: params.package_dimensions ?? null,
      shippable: params.shippable ?? null,
      ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
      tax_code: params.tax_code ?? null,
      tax_details: null,
      type: params.type ?? 'service',
      unit_label: params.unit_label ?? null,
      updated: tx.now,
      url: params.url ?? null,
    })
    return params.default_price_data ? withDefaultPrice(tx, row, params.default_price_data) : row
  })
  .on<Stripe.ProductRetrieveParams>('GET /v1/products/{id}', (_tx, _params, self) => self)
  .on<Stripe.ProductUpdateParams>('POST /v1/products/{id}', (tx, params, self) =>
    tx.update(product, self, {
      ...(params.active !== undefined && { active: params.active }),
      ...(params.default_price !== undefined && { default_price: ownPrice(tx, self, params.default_price) }),
      ...(params.description !== undefined && { description: params.description || null }),
      ...(params.images !== undefined && { images: params.images || [] }),
      ...(params.marketing_features !== undefined && { marketing_features: params.marketing_features || [] }),
      ...(params.metadata !== undefined && { metadata: mergeMetadata(self.metadata, params.metadata) }),
      ...(params.name !== undefined && { name: params.name }),
      ...(params.package_dimensions !== undefined && { package_dimensions: params.package_dimensions || null }),
      ...(params.shippable !== undefined && { shippable: params.shippable }),
      ...(params.statement_descriptor !== undefined && { statement_descriptor: params.statement_descriptor }),
      ...(params.tax_code !== undefined && { tax_code: params.tax_code || null }),
      ...(params.unit_label !== undefined && { unit_label: params.unit_label || null }),
      ...(params.url !== undefined && { url: params.url || null }),
      updated: tx.now,
    }),
  )
  .on<Stripe.ProductListParams>('GET /v1/products', (tx, params) => list(tx, product, params as never, '/v1/products'))
  .on<Stripe.ProductDeleteParams>('DELETE /v1/products/{id}', (tx, _params, self) => {
    // https://docs.stripe.com/api/products/delete: only a product without prices can be deleted.
    const [priced] = tx.request('GET', '/v1/prices', { product: self.id, limit: '1' }).rows as readonly unknown[]
    if (priced) throw invalid('This product cannot be deleted because it has one or more user-created prices.')
    tx.delete(product, self)
    return { id: self.id, object: 'product', deleted: true }
  })

/** A chosen id is one word, and nothing else is kept under it. */
function checkId(tx: Tx, id: string): void {
  if (tx.any([id])[0]) throw invalid('Product already exists.', { code: 'resource_already_exists', param: 'id' })
  if (id.length > 255 || !id.isWellFormed() || /[\s\p{Cc}]/u.test(id))
    throw invalid('Invalid id: it may have up to 255 characters, and neither blanks nor control characters.', {
      param: 'id',
    })
}

/** The price is asked for through the front door, with everything that a client's own call would check. */
function withDefaultPrice(tx: Tx, row: Row<Stripe.Product>, data: object): Row<Stripe.Product> {
  const made = tx.request('POST', '/v1/prices', { ...data, product: row.id })
  return tx.amend(product, row, { default_price: made.id })
}

function ownPrice(tx: Tx, self: Row<Stripe.Product>, id: string): string {
  const [price] = tx.any([id])
  if (price?.object !== 'price' || price.product !== self.id)
    throw invalid(`No such price: '${id}'`, { code: 'resource_missing', param: 'default_price' })
  return id
}
