// Tax ids: of customers, and of the account itself. (https://docs.stripe.com/api/tax_ids)
import assert from 'node:assert/strict'
import { behaves } from '../../behaves.ts'
import { refused } from '../../http/speak.ts'

const asked = { status: 'pending', verified_address: null, verified_name: null }

behaves('POST /v1/customers/{id}/tax_ids', 'keeps one, which is verified a moment later', async (world) => {
  const { stripe, news, advance } = world
  const who = await stripe.customers.create()
  const {
    id,
    created,
    lastResponse: _,
    ...rest
  } = await stripe.customers.createTaxId(who.id, {
    type: 'eu_vat',
    value: 'DE000000000',
  })
  assert.match(id, /^txi_1[A-Za-z0-9]{23}$/)
  assert.ok(created > 0)
  assert.deepEqual(rest, {
    object: 'tax_id',
    country: 'DE',
    customer: who.id,
    customer_account: null,
    livemode: false,
    owner: { customer: who.id, customer_account: null, type: 'customer' },
    type: 'eu_vat',
    value: 'DE000000000',
    verification: asked,
  })
  assert.deepEqual(await news(), ['customer.created', 'customer.tax_id.created'])
  await advance(10)
  const after = await stripe.customers.retrieveTaxId(who.id, id)
  assert.deepEqual(after.verification, { ...asked, status: 'verified' })
  assert.deepEqual(await news(), ['customer.tax_id.updated'])
})

behaves('POST /v1/customers/{id}/tax_ids', 'asks the register as the number of the test says', async (world) => {
  const { stripe, news, advance } = world
  const { id } = await stripe.customers.create()
  // https://docs.stripe.com/billing/testing-tax-id-verification; no register is asked about the last.
  for (const [type, value, at, later] of [
    ['eu_vat', '000000000', 'pending', 'verified'],
    ['au_abn', '111111111', 'pending', 'unverified'],
    ['eu_vat', '222222222', 'pending', 'pending'],
    ['us_ein', '12-3456789', 'unavailable', 'unavailable'],
  ] as const) {
    const made = await stripe.customers.createTaxId(id, { type, value })
    assert.equal(made.verification?.status, at)
    await advance(86_400)
    assert.equal((await stripe.taxIds.retrieve(made.id)).verification?.status, later)
  }
  const made = 'customer.tax_id.created'
  assert.deepEqual(await news(), [
    'customer.created',
    made,
    'customer.tax_id.updated',
    made,
    'customer.tax_id.updated',
    made,
    made,
  ])
})

behaves('POST /v1/customers/{id}/tax_ids', 'refuses what is no tax id', async ({ stripe, call, news }) => {
  const { id } = await stripe.customers.create()
  // The words are Stripe's own, seen by those who sent it a wrong one.
  for (const [type, value] of [
    ['eu_vat', 'DE123'],
    ['us_ein', '1234'],
    ['gb_vat', 'DE123456789'],
  ])
    refused(await call('POST', `/v1/customers/${id}/tax_ids`, `type=${type}&value=${value}`), 400, {
      code: 'tax_id_invalid',
      param: 'value',
      message: `Invalid value for ${type}.`,
    })
  refused(await call('POST', `/v1/customers/${id}/tax_ids`, 'type=eu_vat'), 400, {
    code: 'parameter_missing',
    param: 'value',
    message: 'Missing required param: value.',
  })
  refused(await call('POST', '/v1/customers/cus_none/tax_ids', 'type=us_ein&value=12-3456789'), 404, {
    code: 'resource_missing',
    param: 'id',
    message: "No such customer: 'cus_none'",
  })
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('GET /v1/customers/{id}/tax_ids', 'has those of the customer, the newest first', async ({ stripe, news }) => {
  const who = await stripe.customers.create()
  const other = await stripe.customers.create()
  const ein = await stripe.customers.createTaxId(who.id, { type: 'us_ein', value: '12-3456789' })
  const brn = await stripe.customers.createTaxId(who.id, { type: 'kr_brn', value: '123-45-67890' })
  await stripe.customers.createTaxId(other.id, { type: 'us_ein', value: '98-7654321' })
  const ids = (list: { data: { id: string }[] }) => list.data.map(({ id }) => id)
  const page = await stripe.customers.listTaxIds(who.id)
  assert.deepEqual([ids(page), page.url], [[brn.id, ein.id], `/v1/customers/${who.id}/tax_ids`])
  assert.deepEqual(ids(await stripe.customers.listTaxIds(who.id, { limit: 1, starting_after: brn.id })), [ein.id])
  const { tax_ids } = (await stripe.customers.retrieve(who.id, { expand: ['tax_ids'] })) as never as {
    tax_ids: typeof page
  }
  assert.deepEqual([tax_ids.object, ids(tax_ids)], ['list', [brn.id, ein.id]])
  assert.deepEqual(ids(await stripe.taxIds.list({ owner: { type: 'customer', customer: who.id } })), [brn.id, ein.id])
  assert.equal((await news()).filter((type) => type === 'customer.tax_id.created').length, 3)
})

behaves('GET /v1/customers/{customer}/tax_ids/{id}', 'is only the customer’s own', async ({ stripe, call, news }) => {
  const who = await stripe.customers.create()
  const other = await stripe.customers.create()
  const made = await stripe.customers.createTaxId(who.id, { type: 'us_ein', value: '12-3456789' })
  assert.equal((await stripe.customers.retrieveTaxId(who.id, made.id)).value, '12-3456789')
  for (const path of [`${other.id}/tax_ids/${made.id}`, `${who.id}/tax_ids/txi_none`])
    refused(await call('GET', `/v1/customers/${path}`), 404, {
      code: 'resource_missing',
      param: 'id',
      message: `No such tax_id: '${path.split('/')[2]}'`,
    })
  assert.deepEqual(await news(), ['customer.created', 'customer.created', 'customer.tax_id.created'])
})

behaves('DELETE /v1/customers/{customer}/tax_ids/{id}', 'lets one go for good', async (world) => {
  const { stripe, call, news, advance } = world
  const who = await stripe.customers.create()
  const { id } = await stripe.customers.createTaxId(who.id, { type: 'eu_vat', value: 'DE123456789' })
  const { lastResponse: _, ...stub } = await stripe.customers.deleteTaxId(who.id, id)
  assert.deepEqual(stub, { id, object: 'tax_id', deleted: true })
  assert.equal((await call('GET', `/v1/tax_ids/${id}`)).status, 404)
  assert.equal((await call('DELETE', `/v1/customers/${who.id}/tax_ids/${id}`)).status, 404)
  // No register answers for what is gone.
  await advance(60)
  assert.deepEqual(await news(), ['customer.created', 'customer.tax_id.created', 'customer.tax_id.deleted'])
})

behaves('POST /v1/tax_ids', 'keeps one of the account, of which there is no news', async ({ stripe, news }) => {
  // https://docs.stripe.com/api/tax_ids/object: the example has no verification.
  const own = await stripe.taxIds.create({ type: 'eu_vat', value: 'DE123456789' })
  assert.deepEqual([own.customer, own.owner, own.verification], [null, { customer_account: null, type: 'self' }, null])
  const who = await stripe.customers.create()
  const theirs = await stripe.taxIds.create({
    type: 'us_ein',
    value: '12-3456789',
    owner: { type: 'customer', customer: who.id },
  })
  assert.equal(theirs.customer, who.id)
  const ids = async (owner?: { type: 'self' }) =>
    (await stripe.taxIds.list(owner ? { owner } : {})).data.map(({ id }) => id)
  assert.deepEqual(await ids(), [own.id])
  assert.deepEqual(await ids({ type: 'self' }), [own.id])
  assert.deepEqual(await news(), ['customer.created', 'customer.tax_id.created'])
})

behaves('POST /v1/tax_ids', 'refuses owners that are not there, and those that are not built', async (world) => {
  const { call, news } = world
  const form = 'type=us_ein&value=12-3456789'
  refused(await call('POST', '/v1/tax_ids', `${form}&owner[type]=customer&owner[customer]=cus_none`), 400, {
    code: 'resource_missing',
    param: 'owner[customer]',
    message: "No such customer: 'cus_none'",
  })
  refused(await call('POST', '/v1/tax_ids', `${form}&owner[type]=customer`), 400, {
    code: 'parameter_missing',
    param: 'owner[customer]',
    message: 'Missing required param: owner[customer].',
  })
  refused(await call('POST', '/v1/tax_ids', `${form}&owner[type]=account&owner[account]=acct_1`), 400, {
    code: 'not_built',
    param: 'owner[type]',
    message: 'Brindle does not keep tax ids of an account yet.',
  })
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax_ids/{id}', 'is the tax id, whoever owns it', async ({ stripe, call, news }) => {
  const own = await stripe.taxIds.create({ type: 'us_ein', value: '12-3456789' })
  assert.equal((await stripe.taxIds.retrieve(own.id)).value, '12-3456789')
  assert.equal((await call('GET', '/v1/tax_ids/txi_none')).status, 404)
  assert.deepEqual(await news(), [])
})

behaves('GET /v1/tax_ids', 'is empty for an owner without any', async ({ stripe, news }) => {
  const { id } = await stripe.customers.create()
  assert.deepEqual((await stripe.taxIds.list()).data, [])
  assert.deepEqual((await stripe.taxIds.list({ owner: { type: 'customer', customer: id } })).data, [])
  assert.deepEqual(await news(), ['customer.created'])
})

behaves('DELETE /v1/tax_ids/{id}', 'lets one of the account go', async ({ stripe, call, news }) => {
  const { id } = await stripe.taxIds.create({ type: 'us_ein', value: '12-3456789' })
  const { lastResponse: _, ...stub } = await stripe.taxIds.del(id)
  assert.deepEqual(stub, { id, object: 'tax_id', deleted: true })
  assert.equal((await call('GET', `/v1/tax_ids/${id}`)).status, 404)
  assert.deepEqual(await news(), [])
})
