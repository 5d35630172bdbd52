// Products: what is sold. (https://docs.stripe.com/api/products; "recorded" is Stripe's own answer at 2026-08-26.dahlia)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

const PRICED = { currency: 'usd', unit_amount: 1500, recurring: { interval: 'month' as const } }

async function latest({ stripe }: Pick<Sandbox, 'stripe'>, type: string): Promise<Stripe.Event> {
  return (await stripe.events.list({ type, limit: 1 })).data[0]!
}

behaves('POST /v1/products', 'makes one of no more than a name', async ({ stripe, news }) => {
  const { id, created, ...rest } = await stripe.products.create({ name: 'Photos' })
  assert.match(id, /^prod_[A-Za-z0-9]{14}$/)
  assert.deepEqual(rest, {
    object: 'product',
    active: true,
    default_price: null,
    description: null,
    images: [],
    livemode: false,
    marketing_features: [],
    metadata: {},
    name: 'Photos',
    package_dimensions: null,
    shippable: null,
    tax_code: null,
    tax_details: null,
    type: 'service',
    unit_label: null,
    updated: created,
    url: null,
  })
  assert.deepEqual(await news(), ['product.created'])
})

behaves('POST /v1/products', 'keeps everything that it is told', async ({ stripe, news }) => {
  const said = {
    id: 'photos-2027',
    name: 'Photos',
    active: false,
    description: 'Stock photos',
    images: ['https://example.com/a.png', 'https://example.com/b.png'],
    marketing_features: [{ name: 'Sharp' }],
    metadata: { shelf: '7' },
    package_dimensions: { height: 1, length: 2.5, weight: 3, width: 4 },
    shippable: true,
    statement_descriptor: 'PHOTOS',
    tax_code: 'txcd_10103000',
    unit_label: 'photo',
    url: 'https://example.com/photos',
  }
  const made = await stripe.products.create(said)
  for (const [name, value] of Object.entries(said)) assert.deepEqual(made[name as keyof typeof made], value, name)
  assert.deepEqual({ ...(await stripe.products.retrieve('photos-2027')) }, { ...made })
  assert.deepEqual(await news(), ['product.created'])
})

behaves('POST /v1/products', 'makes the default price along with it', async ({ stripe, news }) => {
  const made = await stripe.products.create({ name: 'Photos', default_price_data: PRICED, expand: ['default_price'] })
  const price = made.default_price as Stripe.Price
  assert.deepEqual([price.object, price.product, price.unit_amount], ['price', made.id, 1500])
  assert.equal(price.recurring?.interval, 'month')
  assert.equal((await stripe.products.retrieve(made.id)).default_price, price.id)
  assert.deepEqual(await news(), ['product.created', 'plan.created', 'price.created'])
})

behaves('POST /v1/products', 'with a default price is news of that, too', async (world) => {
  // Recorded: the product is created with its price already in place, and is not updated after. A recurring price is a plan.
  const made = await world.stripe.products.create({ name: 'Photos', default_price_data: PRICED })
  const created = await latest(world, 'product.created')
  assert.equal((created.data.object as Stripe.Product).default_price, made.default_price)
  assert.deepEqual(await world.news(), ['product.created', 'plan.created', 'price.created'])
})

behaves('POST /v1/products', 'refuses what has no name, or an id that is taken', async ({ stripe, call, news }) => {
  refused(await call('POST', '/v1/products', 'active=true'), 400, {
    code: 'parameter_missing',
    param: 'name',
    message: 'Missing required param: name.',
  })
  await stripe.products.create({ name: 'Photos', id: 'photos' })
  refused(await call('POST', '/v1/products', 'name=Others&id=photos'), 400, {
    code: 'resource_already_exists',
    param: 'id',
    message: 'Product already exists.',
  })
  assert.equal((await stripe.products.retrieve('photos')).name, 'Photos')
  assert.deepEqual(await news(), ['product.created'])
})

behaves('POST /v1/products', 'is undone when its default price is refused', async ({ stripe, call, news }) => {
  const form = 'name=Photos&default_price_data[currency]=xxx&default_price_data[unit_amount]=5'
  const { status, body } = await call('POST', '/v1/products', form)
  assert.deepEqual([status, body.error.type], [400, 'invalid_request_error'])
  assert.match(body.error.message, /^Invalid currency: xxx\. /)
  assert.deepEqual((await stripe.products.list()).data, [])
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/products/{id}', 'is the product, or not there', async ({ stripe, call, news }) => {
  const made = await stripe.products.create({ name: 'Photos' })
  assert.deepEqual({ ...(await stripe.products.retrieve(made.id)) }, { ...made })
  refused(await call('GET', '/v1/products/prod_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such product: 'prod_none'",
  })
  assert.deepEqual(await news(), ['product.created'])
})

behaves('POST /v1/products/{id}', 'changes what is given, and says what it was', async (world) => {
  const { stripe, news } = world
  const made = await stripe.products.create({
    name: 'Photos',
    metadata: { a: '1', b: '2' },
    images: ['https://a.example/'],
  })
  const { updated, ...changed } = await stripe.products.update(made.id, {
    active: false,
    description: 'Stock photos',
    images: ['https://a.example/', 'https://b.example/'],
    metadata: { a: '', c: '3' },
    name: 'Pictures',
    unit_label: 'picture',
  })
  const { updated: before, ...was } = made
  assert.ok(updated >= before)
  assert.deepEqual(changed, {
    ...was,
    active: false,
    description: 'Stock photos',
    images: ['https://a.example/', 'https://b.example/'],
    metadata: { b: '2', c: '3' },
    name: 'Pictures',
    unit_label: 'picture',
  })
  const { data } = await latest(world, 'product.updated')
  const { updated: _, ...previous } = (data as { previous_attributes: Record<string, unknown> }).previous_attributes
  assert.deepEqual(previous, {
    active: true,
    description: null,
    images: ['https://a.example/'],
    metadata: { a: '1', c: null },
    name: 'Photos',
    unit_label: null,
  })
  assert.deepEqual(await news(), ['product.created', 'product.updated'])
})

behaves('POST /v1/products/{id}', 'clears what is sent empty', async ({ stripe, news }) => {
  const { id } = await stripe.products.create({
    name: 'Photos',
    description: 'Stock photos',
    images: ['https://a.example/'],
    marketing_features: [{ name: 'Sharp' }],
    metadata: { a: '1' },
    unit_label: 'photo',
    url: 'https://example.com/',
  })
  const cleared = {
    description: '',
    images: '',
    marketing_features: '',
    metadata: '',
    unit_label: '',
    url: '',
  } as const
  const { description, images, marketing_features, metadata, unit_label, url } = await stripe.products.update(
    id,
    cleared,
  )
  assert.deepEqual([description, unit_label, url], [null, null, null])
  assert.deepEqual([images, marketing_features, metadata], [[], [], {}])
  assert.deepEqual(await news(), ['product.created', 'product.updated'])
})

behaves('POST /v1/products/{id}', 'takes a price of its own as the default, and no other', async (world) => {
  const { stripe, call, news } = world
  const { id } = await stripe.products.create({ name: 'Photos' })
  const price = await stripe.prices.create({ product: id, currency: 'usd', unit_amount: 500 })
  const other = await stripe.prices.create({ product_data: { name: 'Videos' }, currency: 'usd', unit_amount: 900 })
  await news()
  assert.equal((await stripe.products.update(id, { default_price: price.id })).default_price, price.id)
  assert.deepEqual(await news(), ['product.updated'])
  refused(await call('POST', `/v1/products/${id}`, 'default_price=price_none'), 400, {
    code: 'resource_missing',
    param: 'default_price',
    message: "No such price: 'price_none'",
  })
  const { status, body } = await call('POST', `/v1/products/${id}`, `default_price=${other.id}`)
  assert.deepEqual([status, body.error.type, body.error.param], [400, 'invalid_request_error', 'default_price'])
  refused(await call('POST', '/v1/products/prod_none', 'name=x'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such product: 'prod_none'",
  })
  assert.equal((await stripe.products.retrieve(id)).default_price, price.id)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/products', 'has the newest first, and those that are asked for', async ({ stripe, news }) => {
  const one = await stripe.products.create({ name: 'One', shippable: true, url: 'https://example.com/one' })
  const two = await stripe.products.create({ name: 'Two', active: false })
  const ids = async (params: Stripe.ProductListParams) => (await stripe.products.list(params)).data.map(({ id }) => id)
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ active: true }), [one.id])
  assert.deepEqual(await ids({ active: false }), [two.id])
  assert.deepEqual(await ids({ shippable: true }), [one.id])
  assert.deepEqual(await ids({ url: 'https://example.com/one' }), [one.id])
  assert.deepEqual(await ids({ ids: [one.id, 'prod_none'] }), [one.id])
  assert.deepEqual(await ids({ ids: [one.id, two.id], active: false }), [two.id])
  assert.deepEqual(await news(), ['product.created', 'product.created'])
})

behaves('DELETE /v1/products/{id}', 'ends a product that has no price', async ({ stripe, call, news }) => {
  const { id } = await stripe.products.create({ name: 'Photos' })
  assert.deepEqual({ ...(await stripe.products.del(id)) }, { id, object: 'product', deleted: true })
  // Recorded: unlike a customer, it cannot be retrieved any more.
  const missing = { code: 'resource_missing', param: 'id', message: `No such product: '${id}'` }
  refused(await call('GET', `/v1/products/${id}`), 404, missing)
  refused(await call('DELETE', `/v1/products/${id}`), 404, missing)
  assert.deepEqual((await stripe.products.list()).data, [])
  assert.deepEqual(await news(), ['product.created', 'product.deleted'])
})

behaves('DELETE /v1/products/{id}', 'is news of a product that is inactive', async (world) => {
  // Recorded: the object of the event is the product as it was last, except that it is not active.
  const { id } = await world.stripe.products.create({ name: 'Photos' })
  await world.stripe.products.del(id)
  const { object } = (await latest(world, 'product.deleted')).data
  assert.deepEqual([(object as Stripe.Product).name, (object as Stripe.Product).active], ['Photos', false])
  assert.deepEqual(await world.news(), ['product.created', 'product.deleted'])
})

behaves('DELETE /v1/products/{id}', 'is refused for a product with a price, active or not', async (world) => {
  // https://docs.stripe.com/api/products/delete
  const { stripe, call, news } = world
  const { id } = await stripe.products.create({ name: 'Photos' })
  const price = await stripe.prices.create({ product: id, currency: 'usd', unit_amount: 500 })
  await news()
  const message = 'This product cannot be deleted because it has one or more user-created prices.'
  refused(await call('DELETE', `/v1/products/${id}`), 400, { message })
  await stripe.prices.update(price.id, { active: false })
  refused(await call('DELETE', `/v1/products/${id}`), 400, { message })
  assert.equal((await stripe.products.retrieve(id)).name, 'Photos')
  assert.deepEqual(await news(), ['price.updated'])
})
