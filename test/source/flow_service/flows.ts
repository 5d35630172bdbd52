// Flows by every call, with good and bad input: shown, changed, drafted and published, and without their parts. One file because a flow
// is tried from its making to its end.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  LAKE,
  LATER,
  REST,
  SCOPE,
  START,
  STRIPE,
  call,
  clock,
  create,
  flow,
  get,
  made,
  run,
  shownFlow,
  stack,
  told,
  world,
} from './world.ts'

test('a flow is shown with what stands around it, and changed as the page on updates has it', async () => {
  const said = await call(
    'POST',
    '/flows',
    flow({ description: 'D', options: { errorDiagnosticsEnabled: 'true', partialIngestionPercent: '5' } }),
  )
  assert.deepEqual([said.status, Object.keys(said.body)], [201, ['id', 'etag']])
  const { id, etag } = said.body
  const spec = (connectionSpec: object) => ({ connectionSpec })
  const expected = {
    id,
    name: 'Flow',
    description: 'D',
    flowSpec: REST,
    state: 'enabled',
    sourceConnectionIds: [made.source],
    targetConnectionIds: [made.target],
    transformations: [{ name: 'Mapping', params: { mappingId: made.mapping, mappingVersion: 0 } }],
    scheduleParams: LATER,
    options: { errorDiagnosticsEnabled: true, partialIngestionPercent: 5 },
    createdAt: clock.now,
    updatedAt: clock.now,
    createdBy: 'brindle',
    updatedBy: 'brindle',
    createdClient: 'tests',
    updatedClient: 'tests',
    sandboxName: 'prod',
    imsOrgId: SCOPE.org,
    version: etag,
    etag,
    inheritedAttributes: {
      sourceConnections: [
        { id: made.source, ...spec(STRIPE), baseConnection: { id: made.connection, ...spec(STRIPE) } },
      ],
      targetConnections: [{ id: made.target, ...spec(LAKE) }],
      properties: { isSourceFlow: true },
    },
    runs: `/flows/${id}/runs`,
    lastOperation: {
      started: clock.now,
      updated: clock.now,
      operation: 'create',
      ops: [],
      percentCompleted: 100,
      status: { value: 'completed', errors: [] },
    },
  }
  const { sandboxId, ...shown } = await shownFlow(id)
  assert.match(sandboxId, /^[0-9a-f-]{36}$/)
  assert.deepEqual(shown, expected)
  // In a list it is the same.
  const { sandboxId: _, ...listed } = (await get(`/flows?property=id==${id}`)).items[0]
  assert.deepEqual(listed, expected)
  const ops = [
    { op: 'replace', path: '/name', value: 'Database Dataflow Feb2021' },
    {
      op: 'replace',
      path: '/scheduleParams',
      value: { startTime: '1800000000', frequency: 'day', interval: '15', backfill: 'true' },
    },
  ]
  const path = `/flows/${id}`
  assert.deepEqual(told(await call('PATCH', path, ops)), [428, 'if_match_required'])
  assert.deepEqual(told(await call('PATCH', path, ops, { 'if-match': '"1-1"' })), [412, 'etag_mismatch'])
  assert.equal((await shownFlow(id)).etag, etag)
  const changed = await call('PATCH', path, ops, { 'if-match': etag })
  assert.deepEqual([changed.status, changed.body.id], [200, id])
  const after = await shownFlow(id)
  assert.deepEqual(
    [after.name, after.scheduleParams, after.lastOperation.operation, after.lastOperation.ops, after.etag],
    [
      ops[0]!.value,
      { startTime: 1_800_000_000, frequency: 'day', interval: 15, backfill: true },
      'update',
      ops,
      changed.body.etag,
    ],
  )
  // The tutorial's: another mapping set, and its version as a text.
  const { mapping } = made
  const other = await create('/conversion/mappingSets', {
    version: 0,
    xdmSchema: made.schema,
    mappings: [{ sourceType: 'ATTRIBUTE', source: 'data.id', destination: '_brindle.c.id' }],
  })
  const mapped = (params: object) => [{ op: 'replace', path: '/transformations/0', value: { name: 'Mapping', params } }]
  const patch = async (operations: object[]) =>
    call('PATCH', path, operations, { 'if-match': (await shownFlow(id)).etag })
  assert.equal((await patch(mapped({ mappingId: other, mappingVersion: '0' }))).status, 200)
  assert.deepEqual((await shownFlow(id)).transformations[0].params, { mappingId: other, mappingVersion: 0 })
  assert.deepEqual(told(await patch(mapped({ mappingId: mapping, mappingVersion: 2 }))), [404, 'not_found'])
  assert.deepEqual(told(await patch([{ op: 'remove', path: '/description' }])), [200, undefined])
  assert.equal((await shownFlow(id)).description, undefined)
  // The start may be moved until it is past, of an enabled flow and of a disabled one.
  const start = (startTime: number) => patch([{ op: 'replace', path: '/scheduleParams/startTime', value: startTime }])
  assert.equal((await start(START + 60)).status, 200)
  await call('POST', `${path}/action?op=disable`)
  clock.now += 60_000
  const late = await start(START + 120)
  assert.deepEqual(
    [late.status, late.body.detail],
    [400, 'scheduleParams.startTime cannot be changed any more: it is past.'],
  )
  const frequency = (value: string) => patch([{ op: 'replace', path: '/scheduleParams/frequency', value }])
  assert.equal((await frequency('week')).status, 200)
  assert.match((await frequency('once')).body.detail, /backfill does not go with the frequency once/)
  const wrong: readonly (readonly [unknown, RegExp])[] = [
    [[{ op: 'replace', path: '/sourceConnectionIds/0', value: made.source }], /cannot be changed/],
    [[{ op: 'replace', path: '/state', value: 'enabled' }], /cannot be changed/],
    [[{ op: 'replace', path: '/flowSpec/id', value: 'x' }], /cannot be changed/],
    [[{ op: 'add', path: '/transformations/1', value: {} }], /name is "Mapping"/],
    [[{ op: 'remove', path: '/transformations/0' }], /transformations is required/],
    [[{ op: 'replace', path: '/transformations/0/name', value: 'Copy' }], /"Mapping" or "Privacy", not "Copy"/],
    [[{ op: 'add', path: '/scheduleParams/__proto__', value: { a: 1 } }], /cannot be applied|not known/],
    [[{ op: 'add', path: '/scheduleParams/timezone', value: 'UTC' }], /scheduleParams.timezone is not known/],
    [[{ op: 'replace', path: '/scheduleParams/interval', value: 0 }], /at least 1/],
    [[{ op: 'add', path: '/options', value: { partialIngestionPercent: 0 } }], /more than 0/],
  ]
  const kept = await shownFlow(id)
  for (const [operations, gist] of wrong) {
    const refused = await call('PATCH', path, operations, { 'if-match': '*' })
    assert.equal(refused.status, 400, JSON.stringify(operations))
    assert.match(refused.body.detail, gist)
  }
  assert.deepEqual(await shownFlow(id), kept)
  assert.deepEqual(told(await call('DELETE', path, undefined, { 'if-match': '"1-1"' })), [412, 'etag_mismatch'])
  assert.equal((await call('DELETE', path)).status, 204)
  for (const [method, at] of [
    ['GET', path],
    ['DELETE', path],
    ['GET', `${path}/runs`],
    ['POST', `${path}/action?op=enable`],
  ] as const)
    assert.deepEqual(told(await call(method, at)), [404, 'not_found'], at)
})

test('a body that is no flow is refused by name, and nothing is made', async () => {
  const transformation = (params: unknown) => ({ transformations: [{ name: 'Mapping', params }] })
  const { count } = await get('/flows?count=true')
  const table: readonly (readonly [object, number, RegExp])[] = [
    [{ name: undefined }, 400, /name is required/],
    [{ flowSpec: { id: '14518937-270c-4525-bdec-c2ba7cce3860' } }, 400, /flowSpec.id is 6499120c/],
    [{ state: 'draft' }, 400, /state is not known/],
    [{ sourceConnectionIds: undefined }, 400, /sourceConnectionIds is required/],
    [{ sourceConnectionIds: made.source }, 400, /sourceConnectionIds is required: a list/],
    [{ sourceConnectionIds: [] }, 400, /one id, not 0/],
    [{ sourceConnectionIds: [made.source, made.source] }, 400, /one id, not 2/],
    [{ sourceConnectionIds: [made.target] }, 404, /no source connection/],
    [{ targetConnectionIds: [5] }, 400, /targetConnectionIds is required/],
    [{ targetConnectionIds: ['nobody'] }, 404, /no target connection nobody/],
    [{ transformations: undefined }, 400, /transformations is required/],
    [{ transformations: {} }, 400, /transformations is a list, not an object/],
    [{ transformations: [null] }, 400, /transformations\[0\] is required: an object/],
    [
      { transformations: [{ name: 'Copy', params: { deltaColumn: { name: 'created' } } }] },
      400,
      /"Mapping" or "Privacy", not "Copy"/,
    ],
    [transformation(undefined), 400, /params is required/],
    [transformation({}), 400, /mappingId is required/],
    [transformation({ mappingId: made.mapping, mappingVersion: -1 }), 400, /mappingVersion is a whole number/],
    [transformation({ mappingId: made.mapping, mappingVersion: ['0'] }), 400, /mappingVersion is a whole number/],
    [transformation({ mappingId: made.mapping, mappingVersion: 1 }), 404, /of version 1/],
    [transformation({ mappingId: 'f'.repeat(32) }), 404, /no mapping set/],
    [transformation({ mappingId: made.mapping, more: 1 }), 400, /params.more is not known/],
    [{ scheduleParams: { startTime: 1, frequency: 'minute', interval: 14 } }, 400, /at least 15/],
    [{ scheduleParams: null }, 400, /scheduleParams is an object/],
    [{ options: [] }, 400, /options is required: an object/],
    [{ options: { errorDiagnosticsEnabled: 'yes' } }, 400, /errorDiagnosticsEnabled is true or false/],
    [{ options: { partialIngestionPercent: 101 } }, 400, /at most 100/],
    [{ options: { partialIngestionPercent: 'NaN' } }, 400, /at most 100/],
    [{ options: { partialIngestionPercent: [5] } }, 400, /at most 100/],
    [{ options: { more: 1 } }, 400, /options.more is not known/],
  ]
  for (const [more, status, gist] of table) {
    const said = await call('POST', '/flows', flow(more))
    assert.equal(said.status, status, JSON.stringify(more))
    assert.match(said.body.detail, gist)
  }
  assert.match((await call('POST', '/flows?mode=final', flow())).body.detail, /mode is draft/)
  assert.equal((await get('/flows?count=true')).count, count)
})

test('a draft may lack what a flow needs, is completed by patches, and is checked when it is published', async () => {
  const draft = await call('POST', '/flows?mode=draft', { name: 'Draft', flowSpec: REST })
  assert.equal(draft.status, 201)
  const path = `/flows/${draft.body.id}`
  const publish = () => call('POST', `${path}/action?op=publish`)
  const patch = async (...operations: object[]) => {
    const [{ etag }] = (await get(path)).items
    const said = await call('PATCH', path, operations, { 'if-match': etag })
    assert.equal(said.status, 200, JSON.stringify(said.body))
  }
  const steps: readonly (readonly [RegExp, object])[] = [
    [
      /sourceConnectionIds is required|sourceConnectionIds has one id/,
      { op: 'add', path: '/sourceConnectionIds', value: [made.source] },
    ],
    [/targetConnectionIds has one id/, { op: 'add', path: '/targetConnectionIds', value: [made.target] }],
    [/transformations is required/, { op: 'add', path: '/transformations', value: flow().transformations }],
  ]
  for (const [gist, operation] of steps) {
    const early = await publish()
    assert.equal(early.status, 400)
    assert.match(early.body.detail, gist)
    await patch(operation)
  }
  await patch({ op: 'add', path: '/scheduleParams', value: { frequency: 'hour' } })
  assert.match((await publish()).body.detail, /startTime is required/)
  await patch({ op: 'add', path: '/scheduleParams/startTime', value: 5 })
  // A start that is past may still be moved: nothing has begun.
  await patch({ op: 'replace', path: '/scheduleParams/startTime', value: '4000000000' })
  assert.match((await publish()).body.detail, /interval is required/)
  assert.equal((await get(path)).items[0].state, 'draft')
  assert.deepEqual(told(await call('POST', '/runs', { flowId: draft.body.id })), [409, 'wrong_state'])
  assert.deepEqual(told(await call('POST', `${path}/action?op=disable`)), [409, 'wrong_state'])
  await patch({ op: 'add', path: '/scheduleParams/interval', value: 2 })
  const [{ etag }] = (await get(path)).items
  assert.deepEqual(told(await call('POST', `${path}/action?op=publish`, undefined, { 'if-match': '"1-1"' })), [
    412,
    'etag_mismatch',
  ])
  const published = await publish()
  assert.deepEqual([published.status, published.body.id, published.body.etag === etag], [200, draft.body.id, false])
  const [shown] = (await get(path)).items
  assert.deepEqual(
    [shown.state, shown.lastOperation.operation, shown.scheduleParams],
    ['enabled', 'publish', { frequency: 'hour', startTime: 4_000_000_000, interval: 2 }],
  )
  const again: readonly (readonly [string, number])[] = [
    ['publish', 409],
    ['enable', 409],
    ['disable', 200],
    ['disable', 409],
    ['enable', 200],
    ['remove', 400],
    ['', 400],
    ['constructor', 400],
  ]
  for (const [op, status] of again) assert.equal((await call('POST', `${path}/action?op=${op}`)).status, status, op)
  // What a draft says has to be right at once.
  const wrong = { name: 'Draft', flowSpec: REST, scheduleParams: { frequency: 'minute', interval: 5 } }
  assert.equal((await call('POST', '/flows?mode=draft', wrong)).status, 400)
  assert.equal(
    (await call('POST', '/flows?mode=draft', { name: 'D', flowSpec: REST, targetConnectionIds: ['x'] })).status,
    404,
  )
  // Without a schedule it runs once, from the time at which it is published.
  const whole = await create('/flowservice/flows?mode=draft', flow({ scheduleParams: undefined }))
  assert.equal((await shownFlow(whole)).scheduleParams, undefined)
  clock.now += 1_000
  await call('POST', `/flows/${whole}/action?op=publish`)
  assert.deepEqual((await shownFlow(whole)).scheduleParams, {
    startTime: Math.floor(clock.now / 1000),
    frequency: 'once',
  })
  for (const id of [whole, draft.body.id]) await call('DELETE', `/flows/${id}`)
})

test('a flow whose parts are gone says so', async () => {
  const parts = await stack()
  const id = await create('/flowservice/flows', flow({}, parts))
  assert.equal((await world.call('DELETE', `/conversion/mappingSets/${parts.mapping}`)).status, 204)
  const failed = await run(id)
  assert.deepEqual(failed.metrics.statusSummary, {
    status: 'failed',
    errors: [{ code: 'CONNECTOR-1001-500', message: `There is no mapping set ${parts.mapping}.` }],
    activityRefs: ['copyActivity'],
  })
  assert.equal((await call('POST', '/flows', flow({}, parts))).status, 404)
  await call('POST', `/flows/${id}/action?op=disable`)
  assert.match((await call('POST', `/flows/${id}/action?op=enable`)).body.detail, /There is no mapping set/)
  // As an older lake may have it: the calls themselves do not let a flow's connections go.
  for (const [kind, part, noun] of [
    ['targetConnection', parts.target, 'target connection'],
    ['sourceConnection', parts.source, 'source connection'],
  ] as const) {
    const other = await stack()
    const flowId = await create('/flowservice/flows', flow({}, other))
    const lost = kind === 'targetConnection' ? other.target : other.source
    await world.source.catalog.write((tx) => tx.delete(SCOPE, kind, lost))
    const { metrics } = await run(flowId)
    assert.equal(metrics.statusSummary.errors[0].message, `There is no ${noun} ${lost}.`, part)
  }
  // An account that no flow reads from goes; what was to be read of it is no use then.
  await call('DELETE', `/flows/${id}`)
  assert.equal((await call('DELETE', `/connections/${parts.connection}`)).status, 204)
  const orphan = await call('POST', '/flows', flow({}, { ...made, source: parts.source }))
  assert.deepEqual([orphan.status, orphan.body.detail], [404, `There is no connection ${parts.connection}.`])
})
