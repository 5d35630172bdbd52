// Product features: which features come with a product. (https://docs.stripe.com/api/product-feature)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'
import type { Sandbox } from '../../world.ts'

async function both({ stripe, news }: Pick<Sandbox, 'stripe' | 'news'>) {
  const { id: owner } = await stripe.products.create({ name: 'Photos' })
  const feature = await stripe.entitlements.features.create({ lookup_key: 'export', name: 'Export' })
  await news()
  return { owner, feature }
}

behaves('POST /v1/products/{id}/features', 'attaches a feature to a product, in silence', async (world) => {
  const { owner, feature } = await both(world)
  const { id, ...rest } = await world.stripe.products.createFeature(owner, { entitlement_feature: feature.id })
  assert.match(id, /^prodft_[A-Za-z0-9]{14}$/)
  assert.deepEqual(rest, { object: 'product_feature', entitlement_feature: { ...feature }, livemode: false })
  assert.deepEqual(await world.news(), [])
})

behaves('POST /v1/products/{id}/features', 'attaches each feature once, and only those in use', async (world) => {
  const { stripe, call, news } = world
  const { owner, feature } = await both(world)
  const path = `/v1/products/${owner}/features`
  const attach = (id: string) => call('POST', path, `entitlement_feature=${id}`)
  await attach(feature.id)
  const param = 'entitlement_feature'
  refused(await attach(feature.id), 400, {
    code: 'resource_already_exists',
    param,
    message: `The feature \`${feature.id}\` is already attached to this product.`,
  })
  refused(await attach('feat_none'), 400, {
    code: 'resource_missing',
    param,
    message: "No such feature: 'feat_none'",
  })
  refused(await call('POST', path, ''), 400, {
    code: 'parameter_missing',
    param,
    message: 'Missing required param: entitlement_feature.',
  })
  const old = await stripe.entitlements.features.create({ lookup_key: 'old', name: 'Old' })
  await stripe.entitlements.features.update(old.id, { active: false })
  // https://docs.stripe.com/api/entitlements/feature/object#feature_object-active
  refused(await attach(old.id), 400, {
    param,
    message: 'The feature specified is archived. This field only accepts active features.',
  })
  refused(await call('POST', '/v1/products/prod_none/features', `${param}=${feature.id}`), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such product: 'prod_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves(
  'GET /v1/products/{product}/features/{id}',
  'is the attachment, with the feature as it is now',
  async (world) => {
    const { stripe, call, news } = world
    const { owner, feature } = await both(world)
    const made = await stripe.products.createFeature(owner, { entitlement_feature: feature.id })
    const renamed = await stripe.entitlements.features.update(feature.id, { name: 'Exports', active: false })
    const found = await stripe.products.retrieveFeature(owner, made.id)
    assert.deepEqual({ ...found }, { ...made, entitlement_feature: { ...renamed } })
    const { id: other } = await stripe.products.create({ name: 'Videos' })
    for (const path of [`${owner}/features/prodft_none`, `${other}/features/${made.id}`]) {
      const { status, body } = await call('GET', `/v1/products/${path}`)
      assert.deepEqual([status, body.error.code], [404, 'resource_missing'])
      assert.equal(body.error.message, `No such product feature: '${path.split('/')[2]}'`)
    }
    assert.equal((await call('GET', `/v1/products/prod_none/features/${made.id}`)).status, 404)
    assert.deepEqual(await news(), ['product.created'])
  },
)

behaves('GET /v1/products/{id}/features', 'has those of the product, the newest first', async (world) => {
  const { stripe, call, news } = world
  const { owner, feature } = await both(world)
  const one = await stripe.products.createFeature(owner, { entitlement_feature: feature.id })
  const second = await stripe.entitlements.features.create({ lookup_key: 'import', name: 'Import' })
  const two = await stripe.products.createFeature(owner, { entitlement_feature: second.id })
  const { id: other } = await stripe.products.create({ name: 'Videos' })
  await stripe.products.createFeature(other, { entitlement_feature: feature.id })
  const renamed = await stripe.entitlements.features.update(feature.id, { name: 'Exports' })
  const { data, has_more, url } = await stripe.products.listFeatures(owner)
  assert.deepEqual([has_more, url], [false, `/v1/products/${owner}/features`])
  assert.deepEqual(
    data.map((row) => ({ ...row })),
    [{ ...two }, { ...one, entitlement_feature: { ...renamed } }],
  )
  const page = await stripe.products.listFeatures(owner, { limit: 1 })
  assert.deepEqual([page.data[0]!.id, page.has_more], [two.id, true])
  const next = await stripe.products.listFeatures(owner, { limit: 1, starting_after: two.id })
  assert.deepEqual([next.data[0]!.id, next.has_more], [one.id, false])
  assert.equal((await call('GET', '/v1/products/prod_none/features')).status, 404)
  assert.deepEqual(await news(), ['product.created'])
})

behaves(
  'DELETE /v1/products/{product}/features/{id}',
  'takes the feature away, and it may come back',
  async (world) => {
    const { stripe, call, news } = world
    const { owner, feature } = await both(world)
    const { id } = await stripe.products.createFeature(owner, { entitlement_feature: feature.id })
    const gone = await stripe.products.deleteFeature(owner, id)
    assert.deepEqual({ ...gone }, { id, object: 'product_feature', deleted: true })
    const missing = { code: 'resource_missing', param: 'id', message: `No such product feature: '${id}'` }
    refused(await call('GET', `/v1/products/${owner}/features/${id}`), 404, missing)
    refused(await call('DELETE', `/v1/products/${owner}/features/${id}`), 404, missing)
    assert.deepEqual((await stripe.products.listFeatures(owner)).data, [])
    const again = await stripe.products.createFeature(owner, { entitlement_feature: feature.id })
    assert.notEqual(again.id, id)
    // A product that is made again under the id of a deleted one has none of its features.
    await stripe.products.del(owner)
    await stripe.products.create({ id: owner, name: 'Photos' })
    assert.deepEqual((await stripe.products.listFeatures(owner)).data, [])
    assert.deepEqual(await news(), ['product.deleted', 'product.created'])
  },
)
