// Features: what a product gives access to. (https://docs.stripe.com/api/entitlements/feature)
import assert from 'node:assert/strict'
import type Stripe from 'stripe'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const EXPORT = { lookup_key: 'export', name: 'Export' }

behaves('POST /v1/entitlements/features', 'makes a feature, and no event of it', async ({ stripe, news }) => {
  const made = await stripe.entitlements.features.create({ ...EXPORT, metadata: { a: '1' } })
  const { id, ...rest } = made
  assert.match(id, /^feat_[A-Za-z0-9]{24}$/)
  assert.deepEqual(rest, {
    object: 'entitlements.feature',
    active: true,
    livemode: false,
    lookup_key: 'export',
    metadata: { a: '1' },
    name: 'Export',
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/entitlements/features', 'has a key that no other has until it is archived', async (world) => {
  const { stripe, call, news } = world
  const make = (form: string) => call('POST', '/v1/entitlements/features', form)
  const { id } = await stripe.entitlements.features.create(EXPORT)
  refused(await make('lookup_key=export&name=Other'), 400, {
    code: 'resource_already_exists',
    param: 'lookup_key',
    message: `A feature (\`${id}\`) already uses that lookup key.`,
  })
  await stripe.entitlements.features.update(id, { active: false })
  // https://docs.stripe.com/billing/entitlements#set-up-your-features
  assert.equal((await stripe.entitlements.features.create(EXPORT)).lookup_key, 'export')
  const missing = (param: string) => ({
    code: 'parameter_missing',
    param,
    message: `Missing required param: ${param}.`,
  })
  refused(await make('name=x'), 400, missing('lookup_key'))
  refused(await make('lookup_key=x'), 400, missing('name'))
  for (const name of ['lookup_key', 'name']) {
    const form = { lookup_key: 'x', name: 'x', [name]: 'x'.repeat(81) }
    refused(await make(new URLSearchParams(form).toString()), 400, {
      param: name,
      message: 'Invalid string: xxxxxxxx...xxxxxxxx; must be at most 80 characters',
    })
  }
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/entitlements/features/{id}', 'is the feature, or not there', async ({ stripe, call, news }) => {
  const made = await stripe.entitlements.features.create(EXPORT)
  assert.deepEqual({ ...(await stripe.entitlements.features.retrieve(made.id)) }, { ...made })
  refused(await call('GET', '/v1/entitlements/features/feat_none'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such feature: 'feat_none'",
  })
  assert.deepEqual(await news(), [])
})

behaves('POST /v1/entitlements/features/{id}', 'changes its name, and archives it for good', async (world) => {
  const { stripe, call, news } = world
  const made = await stripe.entitlements.features.create({ ...EXPORT, metadata: { a: '1' } })
  const changed = await stripe.entitlements.features.update(made.id, { name: 'Exports', metadata: { a: '', b: '2' } })
  assert.deepEqual({ ...changed }, { ...made, name: 'Exports', metadata: { b: '2' } })
  assert.equal((await stripe.entitlements.features.update(made.id, { active: true })).active, true)
  assert.equal((await stripe.entitlements.features.update(made.id, { active: false })).active, false)
  refused(await call('POST', `/v1/entitlements/features/${made.id}`, 'active=true'), 400, {
    param: 'active',
    message: 'An archived feature cannot be activated again.',
  })
  refused(await call('POST', `/v1/entitlements/features/${made.id}`, 'lookup_key=x'), 400, {
    code: 'parameter_unknown',
    param: 'lookup_key',
    message: 'Received unknown parameter: lookup_key',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/entitlements/features', 'has the newest first, without those that are archived', async (world) => {
  const { stripe, news } = world
  const { features } = stripe.entitlements
  const one = await features.create(EXPORT)
  const two = await features.create({ lookup_key: 'import', name: 'Import' })
  const old = await features.create({ lookup_key: 'old', name: 'Old' })
  await features.update(old.id, { active: false })
  const ids = async (params: Stripe.Entitlements.FeatureListParams) =>
    (await features.list(params)).data.map(({ id }) => id)
  assert.equal((await features.list()).url, '/v1/entitlements/features')
  assert.deepEqual(await ids({}), [two.id, one.id])
  assert.deepEqual(await ids({ archived: false }), [two.id, one.id])
  assert.deepEqual(await ids({ archived: true }), [old.id])
  assert.deepEqual(await ids({ lookup_key: 'export' }), [one.id])
  assert.deepEqual(await ids({ lookup_key: 'old' }), [])
  assert.deepEqual(await ids({ lookup_key: 'old', archived: true }), [old.id])
  assert.deepEqual(await news(), [])
})
