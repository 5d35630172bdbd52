// Runs: as Adobe’s page on monitoring tells them, with their links, by hand, and again.
import assert from 'node:assert/strict'
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import {
  LATER,
  SCOPE,
  START,
  STRIPE,
  WINDOW,
  call,
  clock,
  create,
  follow,
  get,
  host,
  made,
  makeFlow,
  run,
  shownFlow,
  told,
  world,
} from './world.ts'

test('a run is told as on Adobe’s page on monitoring', async () => {
  const id = await makeFlow()
  const told = await run(id, { startTime: '1663735590', ...WINDOW, deltaColumn: { name: 'created' } })
  const [batch] = told.activities[1].targetInfo[0].reference.ids
  assert.match(batch, /^[0-9A-HJKMNP-TV-Z]{26}$/)
  const link = (path: string) => `/data/foundation/export/batches/${batch}/meta?path=${path}`
  const files = (await follow(link('input_files'))).body.data
  const bytes = statSync(join(world.folder, files[0].name)).size
  assert.deepEqual(files, [{ name: files[0].name, length: String(bytes), records: 3 }])
  // One page of the host, as it was sent: newest first.
  const page = { object: 'list', data: [...host.things.values()].toReversed(), has_more: false, url: '/' }
  const sizes = { inputBytes: JSON.stringify(page).length, outputBytes: bytes }
  const durationSummary = { startedAtUTC: clock.now, completedAtUTC: clock.now }
  const recordSummary = { inputRecordCount: 3, outputRecordCount: 3, failedRecordCount: 0 }
  const fileSummary = { inputFileCount: 1, outputFileCount: 1 }
  const { sandboxId, version, etag, ...shown } = told
  assert.equal(version, etag)
  assert.deepEqual(shown, {
    id: told.id,
    flowId: id,
    createdAt: clock.now,
    updatedAt: clock.now,
    createdBy: 'brindle',
    updatedBy: 'brindle',
    createdClient: 'tests',
    updatedClient: 'tests',
    sandboxName: 'prod',
    imsOrgId: SCOPE.org,
    metrics: {
      durationSummary,
      sizeSummary: sizes,
      recordSummary,
      fileSummary: { ...fileSummary, activityRefs: ['promotionActivity'] },
      statusSummary: { status: 'success', errors: [], activityRefs: ['promotionActivity'] },
    },
    activities: [
      {
        id: 'copyActivity',
        updatedAtUTC: clock.now,
        durationSummary: {
          ...durationSummary,
          extensions: { windowStart: (START - 100) * 1000, windowEnd: (START + 100) * 1000 },
        },
        sizeSummary: { inputBytes: sizes.inputBytes, outputBytes: sizes.inputBytes },
        recordSummary: { inputRecordCount: 3, outputRecordCount: 3 },
        fileSummary,
        statusSummary: { status: 'success', errors: [], extensions: { type: 'one-time' } },
        sourceInfo: [{ id: made.source, type: 'SourceConnection', reference: { type: 'AdfRunId', ids: [told.id] } }],
      },
      {
        id: 'promotionActivity',
        updatedAtUTC: clock.now,
        durationSummary,
        sizeSummary: sizes,
        recordSummary,
        fileSummary: { ...fileSummary, extensions: { manifest: { fileInfo: link('input_files') } } },
        statusSummary: { status: 'success', errors: [] },
        targetInfo: [{ id: made.target, type: 'TargetConnection', reference: { type: 'Batch', ids: [batch] } }],
      },
    ],
  })
  const { lastRunDetails } = await shownFlow(id)
  assert.deepEqual(lastRunDetails, { id: told.id, state: 'success', ...durationSummary })
  // By its schedule, and again and again: then it is incremental.
  const hourly = await makeFlow({ scheduleParams: { startTime: START, frequency: 'hour', interval: 1 } })
  // While a look is being taken already, as the clock does each second.
  void world.source.runner.tick()
  await world.source.runner.tick()
  const [{ id: begun }] = (await get(`/flows/${hourly}/runs`)).items
  await world.source.runner.wait(SCOPE, hourly, begun)
  const [scheduled] = (await get(`/runs/${begun}`)).items
  assert.equal(scheduled.activities[0].statusSummary.extensions.type, 'incremental')
  for (const one of [hourly, id]) await call('DELETE', `/flows/${one}`)
  assert.equal((await follow(link('input_files'))).status, 404)
})

test('rows that fail are told by their codes and found by the links, and nowhere else', async () => {
  const bad = host.create('many')
  try {
    const lenient = await makeFlow({ options: { partialIngestionPercent: 25 } })
    const partial = await run(lenient, WINDOW)
    const message = '1 rows failed and were left out.'
    const { statusSummary } = partial.activities[1]
    const [batch] = partial.activities[1].targetInfo[0].reference.ids
    assert.deepEqual(partial.metrics.recordSummary, { inputRecordCount: 4, outputRecordCount: 3, failedRecordCount: 1 })
    assert.deepEqual(partial.metrics.statusSummary, {
      status: 'success',
      errors: [{ code: 'CONNECTOR-2001-500', message }],
      activityRefs: ['promotionActivity'],
    })
    assert.deepEqual(partial.activities[0].statusSummary.errors, [])
    const [whole, row] = statusSummary.extensions.errors
    assert.deepEqual(whole, { code: 'INGEST-1212-400', message, recordCount: 1 })
    assert.deepEqual([row.code, row.recordCount], ['MAPPER-3700-400', 1])
    const { failedRecords, sampleErrors } = statusSummary.extensions.manifest
    assert.equal(failedRecords, `/data/foundation/export/batches/${batch}/meta?path=row_errors`)
    assert.equal(sampleErrors, `/data/foundation/export/batches/${batch}/meta?path=row_error_samples.json`)
    const sampled = await follow(sampleErrors)
    const [
      {
        id: badId,
        _errors: [why],
      },
    ] = sampled.body
    assert.deepEqual([badId, why.code, why.path], [bad.id, 'MAPPER-3700-400', '_brindle.c.n'])
    assert.match(why.message, /^to_integer\(data\.name\): .*"many" is no number$/)
    assert.equal(row.message, why.message)
    const [listed] = (await follow(failedRecords)).body.data
    assert.deepEqual(listed, { name: 'row_error_samples.json', length: String(JSON.stringify(sampled.body).length) })

    const strict = await makeFlow()
    const failed = await run(strict, WINDOW)
    assert.equal(failed.metrics.statusSummary.status, 'failed')
    const [error] = failed.metrics.statusSummary.errors
    assert.match(error.message, /^1 of 4 rows failed, and the flow allows 0 %\. The first: cus_/)
    const [copy, promotion] = failed.activities
    assert.deepEqual(
      [error.code, copy.statusSummary.status, promotion.statusSummary.status],
      ['CONNECTOR-2001-500', 'success', 'failed'],
    )
    // Nothing was committed: the run itself leads to what was wrong.
    assert.deepEqual([promotion.targetInfo[0].reference.ids, promotion.fileSummary.extensions], [[], undefined])
    const link = promotion.statusSummary.extensions.manifest.sampleErrors
    assert.equal((await follow(link)).body[0].id, bad.id)
    assert.deepEqual((await follow(`/export/batches/${failed.id}/files`)).body, { data: [] })

    // Without diagnostics it is known how many, and not which.
    const silent = await run(
      await makeFlow({ options: { errorDiagnosticsEnabled: false, partialIngestionPercent: 25 } }),
      WINDOW,
    )
    assert.equal(silent.metrics.recordSummary.failedRecordCount, 1)
    assert.equal(silent.activities[1].statusSummary.extensions.manifest, undefined)

    const others = [{ 'x-gw-ims-org-id': 'B' }, { 'x-sandbox-name': 'dev' }] as const
    for (const one of [failedRecords, sampleErrors, link, `/export/batches/${batch}/files`])
      for (const headers of others) assert.equal((await follow(one, headers as never)).status, 404, one)
    for (const path of ['', '?path=', '?path=row_errors/../../key', '?path=/etc/passwd'])
      assert.equal((await follow(`/export/batches/${batch}/meta${path}`)).status, 400, path)
    for (const id of ['nobody', '..', "a' or '1'='1"])
      assert.equal((await follow(`/export/batches/${encodeURIComponent(id)}/meta?path=input_files`)).status, 404, id)
  } finally {
    host.things.delete(bad.id)
  }
})

test('a run by hand is for an enabled flow that runs once, and one at a time', async () => {
  const once = await makeFlow()
  const hourly = await makeFlow({ scheduleParams: { startTime: LATER.startTime, frequency: 'hour', interval: 1 } })
  const refused: readonly (readonly [unknown, number, RegExp])[] = [
    [undefined, 400, /JSON object/],
    [{}, 400, /flowId is required/],
    [{ flowId: [once] }, 400, /flowId is required/],
    [{ flowId: 'nobody' }, 404, /There is no flow nobody/],
    [{ flowId: hourly }, 400, /frequency is hour: runs by hand are for flows that run once/],
    [{ flowId: once, window: {} }, 400, /window is not known/],
    [{ flowId: once, params: [] }, 400, /params is required: an object/],
    [{ flowId: once, params: { windowStart: 1 } }, 400, /params.windowStart is not known/],
    [
      { flowId: once, params: { windowStartTime: 1 } },
      400,
      /windowEndTime, in epoch seconds, is a whole number, not nothing/,
    ],
    [{ flowId: once, params: { windowEndTime: 1 } }, 400, /windowStartTime, in epoch seconds,/],
    [{ flowId: once, params: { windowStartTime: 2, windowEndTime: 2 } }, 400, /is before/],
    [{ flowId: once, params: { windowStartTime: ['1'], windowEndTime: 2 } }, 400, /whole number, not a list/],
    [{ flowId: once, params: { windowStartTime: -1, windowEndTime: 2 } }, 400, /whole number/],
    [{ flowId: once, params: { startTime: START + 1_000_000 } }, 400, /startTime is still to come/],
    [{ flowId: once, params: { startTime: 'now' } }, 400, /startTime is a whole number/],
    [{ flowId: once, params: { deltaColumn: 'created' } }, 400, /deltaColumn is required: an object/],
    [{ flowId: once, params: { deltaColumn: { name: 'DOB' } } }, 400, /deltaColumn.name is "created", not "DOB"/],
    [{ flowId: once, params: { deltaColumn: { name: 'created', timezone: 'UTC' } } }, 400, /timezone is not known/],
    ['{"flowId":"x","params":{"__proto__":{}}}', 400, /__proto__/],
  ]
  for (const [body, status, gist] of refused) {
    const said = await call('POST', '/runs', body)
    assert.equal(said.status, status, JSON.stringify(body))
    assert.match(said.body.detail, gist)
  }
  assert.equal((await get(`/runs?property=flowId==${once}&count=true`)).count, 0)

  let open: () => void = () => undefined
  host.gate = new Promise((resolve) => (open = resolve))
  const begun = await call('POST', '/runs', { flowId: once, params: WINDOW })
  assert.deepEqual(Object.keys(begun.body.items[0]), ['id', 'etag'])
  const [{ id, etag }] = begun.body.items
  const [going] = (await get('/runs?property=state==inProgress')).items
  assert.deepEqual([going.id, going.etag, going.metrics.statusSummary.status], [id, etag, 'inProgress'])
  assert.equal(going.metrics.durationSummary.completedAtUTC, undefined)
  assert.deepEqual(told(await call('POST', '/runs', { flowId: once })), [409, 'run_in_progress'])
  assert.deepEqual(told(await call('POST', `/runs/${id}/action?op=re-trigger`)), [409, 'wrong_state'])
  open()
  host.gate = undefined
  await world.source.runner.wait(SCOPE, once, id)
  const again = (of: string, op = 're-trigger') => call('POST', `/runs/${of}/action?op=${op}`)
  const done = await again(id)
  assert.deepEqual(told(done), [409, 'wrong_state'])
  assert.match(done.body.detail, /The run is success: only one that failed, or that found nothing/)
  assert.deepEqual(told(await again('nobody')), [404, 'not_found'])
  for (const op of ['', 'retry', 'constructor']) assert.deepEqual(told(await again(id, op)), [400, 'invalid_request'])

  // One that failed is run again over its window; so is one that found nothing.
  host.restricted.set('customers', 'no')
  const failed = await run(once, WINDOW)
  assert.deepEqual(failed.metrics.statusSummary.errors, [{ code: 'CONNECTOR-1001-500', message: 'no (*****)' }])
  assert.deepEqual(
    failed.activities.map((one: any) => one.statusSummary.status),
    ['failed', 'failed'],
  )
  host.restricted.clear()
  const empty = await run(once, { windowStartTime: 1, windowEndTime: 2 })
  assert.deepEqual(empty.metrics.recordSummary, { inputRecordCount: 0, outputRecordCount: 0, failedRecordCount: 0 })
  for (const [of, records] of [
    [failed, 3],
    [empty, 0],
  ] as const) {
    const said = await again(of.id)
    assert.deepEqual([said.status, Object.keys(said.body)], [200, ['id', 'etag']])
    await world.source.runner.wait(SCOPE, once, said.body.id)
    const [retried] = (await get(`/runs/${said.body.id}`)).items
    assert.notEqual(retried.id, of.id)
    assert.deepEqual(retried.activities[0].durationSummary.extensions, of.activities[0].durationSummary.extensions)
    assert.equal(retried.metrics.recordSummary.inputRecordCount, records)
  }
  await call('POST', `/flows/${once}/action?op=disable`)
  assert.deepEqual(told(await again(failed.id)), [409, 'wrong_state'])
  assert.deepEqual(told(await call('POST', '/runs', { flowId: once })), [409, 'wrong_state'])
  // Of countries no time can be asked for.
  const countries = await create('/flowservice/sourceConnections', {
    name: 'Countries',
    baseConnectionId: made.connection,
    connectionSpec: STRIPE,
    data: { format: 'json' },
    params: { resourcePath: 'country_specs' },
  })
  const timeless = await makeFlow({ sourceConnectionIds: [countries] })
  const said = await call('POST', '/runs', { flowId: timeless, params: WINDOW })
  assert.deepEqual(
    [said.status, said.body.detail],
    [400, 'The list of country_specs cannot be asked for a time: leave the window out.'],
  )
})
