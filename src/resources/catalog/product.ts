// Products: what is sold. A default price can be made in the same call. (https://docs.stripe.com/api/products)
import type Stripe from 'stripe'
import type { Params } from '../../contract/wire.ts'
import {
  invalid,
  notAUrl,
  refuseUnbuilt,
  StripeError,
  tooLong,
  unknownParameters,
  within,
} from '../../kernel/errors.ts'
import { list } from '../../kernel/list.ts'
import { mergeMetadata } from '../../kernel/params.ts'
import { lifecycle, object, type Row, resource } from '../../kernel/resource.ts'
import { search } from '../../kernel/search.ts'
import type { Tx } from '../../kernel/tx.ts'

export interface ProductState {
  /** Made for an amount on an invoice, by nobody. */
  readonly inline?: true
  /** It has had features: who buys it may be entitled to something. */
  readonly featured?: true
}

export const product = object<Stripe.Product, ProductState | undefined>('product', {
  prefix: 'prod',
  short: true,
  events: [{ on: 'insert', where: ({ hidden }) => hidden?.inline === true, types: [] }, ...lifecycle('product')],
  // Recorded: the event of a deletion shows it inactive.
  gone: { active: false },
  // https://docs.stripe.com/search#query-fields-for-products
  searchable: { active: 'token', description: 'string', name: 'string', shippable: 'token', url: 'string' },
})

export const products = resource(product)
  .on<Stripe.ProductCreateParams>('POST /v1/products', (tx, params) => {
    if (params.id !== undefined) checkChosenId(tx, params.id, 'Product')
    const type = params.type ?? 'service'
    check(params, type)
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
      type,
      unit_label: params.unit_label ?? null,
      updated: tx.now,
      url: params.url ?? null,
    })
    return params.default_price_data ? withDefaultPrice(tx, row, params.default_price_data) : row
  })
  .on<Stripe.ProductRetrieveParams>('GET /v1/products/{id}', (_tx, _params, self) => self)
  .on<Stripe.ProductUpdateParams>('POST /v1/products/{id}', (tx, params, self) => {
    check(params, self.type)
    return tx.update(product, self, {
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
    })
  })
  .on<Stripe.ProductListParams>('GET /v1/products', (tx, params) => list(tx, product, params as never, '/v1/products'))
  .on<Stripe.ProductSearchParams>('GET /v1/products/search', (tx, params) =>
    search(tx, product, params, '/v1/products/search'),
  )
  .on<Stripe.ProductDeleteParams>('DELETE /v1/products/{id}', (tx, _params, self) => {
    // https://docs.stripe.com/api/products/delete: only a product without prices can be deleted.
    // Those of `price_data` are in no list, and no obstacle: nobody made them. [K]
    const [priced] = tx.request('GET', '/v1/prices', { product: self.id, limit: '1' }).rows as readonly unknown[]
    if (priced) throw invalid('This product cannot be deleted because it has one or more user-created prices.')
    tx.delete(product, self)
    return { id: self.id, object: 'product', deleted: true }
  })

/** A chosen id is one word, and nothing else is kept under it. `what` is to be made under it: `Product`. */
export function checkChosenId(tx: Tx, id: string, what: string): void {
  if (tx.any([id])[0]) throw invalid(`${what} already exists.`, { code: 'resource_already_exists', param: 'id' })
  if (id.length > 255 || !id.isWellFormed() || /[\s\p{Cc}]/u.test(id))
    throw invalid('Invalid id: it may have up to 255 characters, and neither blanks nor control characters.', {
      param: 'id',
    })
}

type Given = Params<Stripe.ProductCreateParams> | Params<Stripe.ProductUpdateParams>

/** https://docs.stripe.com/api/products/object: as many images and marketing features, and so long a name of one. */
const IMAGES_MAX = 8
const MARKETING_FEATURES_MAX = 15
const MARKETING_FEATURE_MAX = 80

/** Refuses what a product cannot have. The limits are those of the reference, their wordings [M]. */
function check(params: Given, type: Stripe.Product.Type): void {
  refuseUnbuilt(params, ['tax_details'], ' for a product')
  // github.com/stripe/stripe-dotnet/issues/2046
  for (const name of ['statement_descriptor', 'unit_label'] as const)
    if (type === 'good' && params[name]) throw unknownParameters([name])
  if (params.statement_descriptor) checkDescriptor(params.statement_descriptor)
  if (params.url) checkUrl(params.url, 'url')
  const images = params.images || []
  if (images.length > IMAGES_MAX) throw tooMany('images', IMAGES_MAX)
  for (const [i, image] of images.entries()) checkUrl(image, `images[${i}]`)
  const features = params.marketing_features || []
  if (features.length > MARKETING_FEATURES_MAX) throw tooMany('marketing_features', MARKETING_FEATURES_MAX)
  for (const [i, { name }] of features.entries())
    if ([...name].length > MARKETING_FEATURE_MAX)
      throw tooLong(name, MARKETING_FEATURE_MAX, `marketing_features[${i}][name]`)
  for (const [side, size] of Object.entries(params.package_dimensions || {})) checkSize(size, side)
}

const tooMany = (param: string, most: number) => invalid(`A product can have at most ${most} ${param}.`, { param })

/** https://docs.stripe.com/api/products/create#create_product-statement_descriptor; how long it may be, the contract says. */
function checkDescriptor(text: string): void {
  if (/[<>\\"']/.test(text) || !/[a-z]/i.test(text))
    throw invalid(
      'The statement descriptor must contain at least one letter, and none of the characters <, >, \\, " and \'.',
      { param: 'statement_descriptor' },
    )
}

function checkUrl(url: string, param: string): void {
  const parsed = URL.canParse(url) ? new URL(url) : undefined
  if (!parsed || !['http:', 'https:'].includes(parsed.protocol)) throw notAUrl(param)
}

/** Inches or ounces, to the hundredth. (https://docs.stripe.com/api/products/create#create_product-package_dimensions) */
function checkSize(size: number, side: string): void {
  if (size <= 0 || Number(size.toFixed(2)) !== size)
    throw invalid('Package dimensions must be positive, with at most 2 decimal places.', {
      param: `package_dimensions[${side}]`,
    })
}

/** The price is asked for through the front door, with everything that a client's own call would check. */
function withDefaultPrice(tx: Tx, row: Row<Stripe.Product>, data: object): Row<Stripe.Product> {
  const made = tx.attempt(() => tx.request('POST', '/v1/prices', { ...data, product: row.id }))
  if (made instanceof StripeError) throw within('default_price_data', made)
  return tx.amend(product, row, { default_price: made.id })
}

/** `''` takes it away: github.com/stripe/stripe-python/issues/658. */
function ownPrice(tx: Tx, self: Row<Stripe.Product>, id: string): string | null {
  if (id === '') return null
  const [price] = tx.any([id])
  if (price?.object !== 'price' || price.product !== self.id)
    throw invalid(`No such price: '${id}'`, { code: 'resource_missing', param: 'default_price' })
  // The words are those of a subscription. [M]
  if (!price.active)
    throw invalid('The price specified is inactive. This field only accepts active prices.', { param: 'default_price' })
  return id
}

/** Recorded: what is behind an amount on an invoice has a product, too. It is nobody's news, and inactive [K]. */
export const inlineProduct = (tx: Tx, name: string): Row<Stripe.Product> =>
  tx.insert(product, {
    active: false,
    created: tx.now,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name,
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: tx.now,
    url: null,
    hidden: { inline: true },
  } as never)
