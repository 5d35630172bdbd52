// What a flow is made of: source and target connections, and all of it in one call.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect, LAKE, LATER, STRIPE, call, get, told, world } from './world.ts'

test('source and target connections are made from what there is, and go when nothing needs them', async () => {
  const base = await connect('sk_test_parts')
  const from = {
    name: 'Charges',
    baseConnectionId: base,
    connectionSpec: STRIPE,
    data: { format: 'json' },
    params: { resourcePath: 'charges' },
  }
  const source = await world.call('POST', '/flowservice/sourceConnections', { ...from, description: 'D' })
  assert.deepEqual([source.status, Object.keys(source.body)], [201, ['id', 'etag']])
  const [shown] = (await get(`/sourceConnections/${source.body.id}`)).items
  assert.deepEqual(
    [shown.name, shown.description, shown.baseConnectionId, shown.connectionSpec, shown.data, shown.params],
    ['Charges', 'D', base, STRIPE, { format: 'json' }, { resourcePath: 'charges' }],
  )
  const own = { resourcePath: 'charges', apiVersion: '2023-10-16', accounts: 'connected', createdFrom: '5' }
  const { body: kept } = await world.call('POST', '/flowservice/sourceConnections', { ...from, params: own })
  assert.deepEqual((await get(`/sourceConnections/${kept.id}`)).items[0].params, { ...own, createdFrom: 5 })
  const { count } = await get('/sourceConnections?count=true')
  const params = (more: object) => ({ ...from, params: { resourcePath: 'charges', ...more } })
  const wrong: readonly (readonly [object, number, RegExp])[] = [
    [{ ...from, baseConnectionId: undefined }, 400, /baseConnectionId is required/],
    [{ ...from, baseConnectionId: 'nobody' }, 404, /There is no connection nobody/],
    [{ ...from, connectionSpec: LAKE }, 400, /connectionSpec.id is cc2c31d6/],
    [{ ...from, data: { format: 'csv' } }, 400, /data.format is "json", not "csv"/],
    [{ ...from, data: { format: 'json', encoding: 'x' } }, 400, /data.encoding is not known/],
    [{ ...from, params: {} }, 400, /params.resourcePath is one of/],
    [params({ resourcePath: 'nothing' }), 400, /params.resourcePath is one of/],
    // Adobe's Stripe source has none of these.
    [params({ limit: 5 }), 400, /params.limit is not known/],
    [params({ accounts: 'all' }), 400, /params.accounts is "connected"/],
    [params({ createdFrom: -1 }), 400, /params.createdFrom, in epoch seconds, is a whole number/],
    [params({ apiVersion: ['2023-10-16'] }), 400, /params.apiVersion is a version/],
    [params({ apiVersion: '2023-10-16\nx: y' }), 400, /params.apiVersion is a version/],
  ]
  for (const [body, status, gist] of wrong) {
    const said = await world.call('POST', '/flowservice/sourceConnections', body)
    assert.equal(said.status, status, JSON.stringify(said.body))
    assert.match(said.body.detail, gist)
  }
  assert.equal((await get('/sourceConnections?count=true')).count, count)
  // A flow holds the three; without it an account goes at once, as Adobe's page on deleting has it.
  const { body: ready } = await world.call('POST', '/flowservice/readyFlows', {
    baseConnectionId: base,
    resourcePaths: ['prices'],
    scheduleParams: { startTime: 4_000_000_000, frequency: 'once' },
  })
  const { flowId } = ready.items[0]
  const [flow] = (await get(`/flows/${flowId}`)).items
  const [reads, lands] = [flow.sourceConnectionIds[0], flow.targetConnectionIds[0]]
  const held = [`/connections/${base}`, `/sourceConnections/${reads}`, `/targetConnections/${lands}`]
  for (const path of held) {
    const said = await world.call('DELETE', `/flowservice${path}`)
    assert.deepEqual(
      [told(said), said.body.detail],
      [[409, 'in_use'], `The flow ${flowId} uses it. Delete that first.`],
    )
  }
  const [target] = (await get(`/targetConnections/${lands}`)).items
  const to = {
    name: 'Target',
    connectionSpec: LAKE,
    data: { format: 'parquet_xdm', schema: target.data.schema },
    params: target.params,
  }
  const made = await world.call('POST', '/flowservice/targetConnections', to)
  assert.deepEqual([made.status, Object.keys(made.body)], [201, ['id', 'etag']])
  const bad: readonly (readonly [object, number, RegExp])[] = [
    [{ ...to, connectionSpec: STRIPE }, 400, /connectionSpec.id is c604ff05/],
    [{ ...to, data: { ...to.data, format: 'json' } }, 400, /data.format is "parquet_xdm"/],
    [{ ...to, data: { ...to.data, compression: 'x' } }, 400, /data.compression is not known/],
    [{ ...to, data: { ...to.data, schema: { id: 'https://x.example' } } }, 400, /data.schema.id is not that of/],
    [{ ...to, data: { ...to.data, schema: 'x' } }, 400, /schema is required: an object/],
    [{ ...to, params: { dataSetId: 'f'.repeat(24) } }, 404, /There is no dataset f+/],
    [{ ...to, params: { ...to.params, path: '/etc' } }, 400, /params.path is not known/],
    [{ ...to, params: { dataSetId: [1] } }, 400, /dataSetId is required/],
  ]
  for (const [body, status, gist] of bad) {
    const said = await world.call('POST', '/flowservice/targetConnections', body)
    assert.equal(said.status, status, JSON.stringify(said.body))
    assert.match(said.body.detail, gist)
  }
  assert.equal((await world.call('DELETE', `/flowservice/flows/${flowId}`)).status, 204)
  for (const path of held) assert.equal((await world.call('DELETE', `/flowservice${path}`)).status, 204, path)
  for (const path of held) assert.equal((await world.call('GET', `/flowservice${path}`)).status, 404, path)
})

test('a ready flow is made once, for one account, and not at all where anything is wrong', async () => {
  const ready = { 'x-sandbox-name': 'ready' }
  const baseConnectionId = await connect('sk_test_a', ready)
  const post = (body: object) =>
    call('POST', '/readyFlows', { baseConnectionId, resourcePaths: ['customers'], ...body }, ready)
  const wrong: readonly (readonly [object, number])[] = [
    [{ baseConnectionId: 'nobody' }, 404],
    [{ resourcePaths: [] }, 400],
    [{ resourcePaths: ['customers', 'customers'] }, 400],
    [{ resourcePaths: ['customers', 'nothing'] }, 400],
    [{ resourcePaths: 'customers' }, 400],
    [{ apiVersion: 'newest' }, 400],
    [{ apiVersion: 5 }, 400],
    [{ accounts: 'all' }, 400],
    [{ createdFrom: 'x' }, 400],
    [{ scheduleParams: { startTime: 1, frequency: 'minute', interval: 1 } }, 400],
    [{ options: { partialIngestionPercent: 0 } }, 400],
    [{ more: 1 }, 400],
  ]
  for (const [body, status] of wrong) assert.equal((await post(body)).status, status, JSON.stringify(body))
  const of = async (path: string) =>
    (await world.call('GET', path, undefined, { ...ready, accept: 'application/vnd.adobe.xed-id+json' })).body
  assert.deepEqual(await of('/catalog/dataSets'), {})
  assert.deepEqual((await of('/schemaregistry/tenant/schemas')).results, [])
  assert.equal((await of('/flowservice/sourceConnections?count=true')).count, 0)
  const first = await post({ scheduleParams: LATER })
  assert.deepEqual([first.status, first.body.items[0].resourcePath], [201, 'customers'])
  assert.deepEqual((await post({})).body, first.body)
  const other = await post({ baseConnectionId: await connect('sk_test_b', ready) })
  assert.deepEqual(told(other), [409, 'other_connection'])
  assert.match(other.body.detail, /Another account has its flows in another sandbox/)
})
