// Lists: filtered, ordered, counted and paged, as Adobe’s page on sorting and filtering has them.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { LAKE, REST, SCOPE, STRIPE, call, get, made, makeFlow, world } from './world.ts'

test('lists are filtered, ordered, counted and paged', async () => {
  const dev = { 'x-sandbox-name': 'lists' }
  const list = async (path: string) => (await call('GET', path, undefined, dev)).body
  const ids = async (path: string) => (await list(path)).items.map(({ id }: { id: string }) => id)
  // Runs as a year of them would be: r0 is the oldest; every hundredth failed, and a flow has every third.
  const body = (n: number) => ({
    flowId: `f${n % 3}`,
    status: n % 100 === 0 ? 'failed' : 'success',
    kind: 'scheduled',
    startedAt: 1_000 + n,
    completedAt: 2_000 + n,
    inputRecords: n,
    outputRecords: n,
    failedRecords: 0,
    inputBytes: 0,
    outputBytes: 0,
    ...{ batches: [], errors: [], samples: [], drift: [] },
    ...{
      createdAt: 1_000 + n,
      updatedAt: 2_000,
      createdBy: 'a',
      updatedBy: 'a',
      createdClient: 'c',
      updatedClient: 'c',
    },
    ...{ sandboxName: 'lists', imsOrgId: SCOPE.org },
  })
  const rows = Array.from({ length: 620 }, (_, n) => ({
    id: `r${n}`,
    parent: `f${n % 3}`,
    body: JSON.stringify(body(n)),
  }))
  await world.source.catalog.write((tx) =>
    tx.run(
      `insert into documents select ?, 'lists', 'run', one.id, one.parent, nextval('document_seq'), '"e"', one.body
       from (select unnest(from_json(?, '[{"id":"VARCHAR","parent":"VARCHAR","body":"VARCHAR"}]')) as one)`,
      [SCOPE.org, JSON.stringify(rows)],
    ),
  )
  const table: readonly (readonly [string, readonly string[]])[] = [
    ['limit=3', ['r619', 'r618', 'r617']],
    ['limit=2&start=3', ['r616', 'r615']],
    ['limit=2&property=flowId==f1', ['r619', 'r616']],
    ['limit=2&property=flowId=="f1"&start=1', ['r616', 'r613']],
    ['limit=3&property=state==failed', ['r600', 'r500', 'r400']],
    // As Adobe's page writes it.
    ['limit=2&property=metrics.statusSummary.status==Failed', ['r600', 'r500']],
    // Of 0, 100 … 600 only 200 and 500 leave 2 when they are divided by 3: the filters go together.
    ['property=state==failed&property=flowId==f2', ['r500', 'r200']],
    ['property=flowId==f2,state==failed&limit=1', ['r500']],
    ['property=id==r5,r7,nobody', ['r7', 'r5']],
    ['property=id==r5&property=flowId==f0', []],
    [
      'property=metrics.durationSummary.startedAtUTC>1005&property=metrics.durationSummary.startedAtUTC<1008',
      ['r7', 'r6'],
    ],
    ['property=metrics.recordSummary.inputRecordCount<=1', ['r1', 'r0']],
    ['property=metrics.recordSummary.inputRecordCount>=618', ['r619', 'r618']],
    ['property=flowId!=f0&limit=2', ['r619', 'r617']],
    ['property=activities[].id==copyActivity&limit=1', ['r619']],
    ['property=createdAt=1005', ['r5']],
    ['orderby=createdAt&limit=2', ['r0', 'r1']],
    ['orderby=-createdAt&limit=2&start=1', ['r618', 'r617']],
    ['orderby=%2Bmetrics.recordSummary.inputRecordCount&limit=1', ['r0']],
    ['orderby=+createdAt&limit=1', ['r0']],
    // Nothing is found that a document has not itself.
    ['property=constructor.name==Object', []],
    ['property=__proto__.constructor.name==Object', []],
    [`property=toString==${encodeURIComponent(String({}.toString))}`, []],
    ['property=nothing==undefined', []],
    ['property=state==', []],
  ]
  for (const [query, expected] of table) assert.deepEqual(await ids(`/runs?${query}`), expected, query)
  const counts: readonly (readonly [string, number])[] = [
    ['', 620],
    ['&property=state==failed', 7],
    ['&property=flowId==f0', 207],
    ['&property=flowId==f0&property=state==failed', 3],
    ['&property=flowId==nobody', 0],
  ]
  for (const [query, count] of counts) assert.deepEqual(await list(`/runs?count=true${query}`), { count }, query)
  // A hundred are a page, whatever is asked for.
  assert.equal((await ids('/runs')).length, 100)
  assert.equal((await ids('/runs?limit=1000')).length, 100)
  // Every page once, though more are made meanwhile.
  for (const query of ['limit=3&property=state==failed', 'orderby=createdAt&limit=4&property=state==failed']) {
    const seen: string[] = []
    for (let next = `?${query}`; next; ) {
      const page = await list(`/runs${next}`)
      seen.push(...page.items.map(({ id }: { id: string }) => id))
      next = page._links.next?.href ?? ''
      if (!query.startsWith('orderby') && seen.length === 3)
        await world.source.catalog.write((tx) =>
          tx.insert({ ...SCOPE, sandbox: 'lists' }, 'run', 'new', { ...body(0), startedAt: 9_000 }, 'f0'),
        )
    }
    const failed = Array.from({ length: 7 }, (_, n) => `r${n * 100}`)
    // The two that were made at the same time stay newest first.
    assert.deepEqual(seen, query.startsWith('orderby') ? ['new', ...failed] : failed.toReversed(), query)
  }
  const wrong: readonly (readonly [string, RegExp])[] = [
    ['limit=0', /limit is a whole number, at least 1/],
    ['limit=-1', /limit is a whole number/],
    ['limit=ten', /limit is a whole number/],
    ['start=1.5', /start is a whole number/],
    ['count=yes', /count is true or false/],
    ['orderby=', /orderby is the name of a property/],
    ['orderby=name;drop table documents', /orderby is the name/],
    ['property=', /property is written name==value/],
    ['property=flowId', /property is written name==value/],
    [`property=${"id'; drop table documents; --"}`, /property is written/],
    [Array.from({ length: 21 }, () => 'property=state==failed').join('&'), /20 times/],
    [`property=id==${'x'.repeat(4_000)}`, /4000 characters/],
    ['continuationToken=abc', /continuationToken is not of this list/],
  ]
  for (const [query, gist] of wrong) {
    const said = await call('GET', `/runs?${query}`, undefined, dev)
    assert.equal(said.status, 400, query)
    assert.match(said.body.detail, gist)
  }
  const { next } = (await list('/runs?limit=1'))._links
  assert.match((await call('GET', `/flows${next.href}`)).body.detail, /not of this list/)

  const id = await makeFlow({ name: 'Charges, EU' })
  const flows: readonly (readonly [string, number])[] = [
    ['name=="Charges, EU"', 1],
    ['name==charges', 0],
    [`sourceConnectionIds[]==nobody,${made.source}&property=name=="Charges, EU"`, 1],
    [`id==${id}&property=inheritedAttributes.sourceConnections[].baseConnection.id==${made.connection}`, 1],
    [`id==${id}&property=inheritedAttributes.targetConnections[].connectionSpec.id==${LAKE.id}`, 1],
    [`id==${id}&property=inheritedAttributes.properties.isSourceFlow==true`, 1],
    [`id==${id}&property=flowSpec.id==${REST.id}&property=state==enabled`, 1],
    [`id==${id}&property=state==disabled`, 0],
  ]
  for (const [property, count] of flows)
    assert.deepEqual(await get(`/flows?property=${property}&count=true`), { count }, property)
  const specs: readonly (readonly [string, readonly string[]])[] = [
    ['/flowSpecs?property=name=="RestStorageToAEP"', [REST.id]],
    ['/flowSpecs?property=name==CRMToAEP', []],
    ['/flowSpecs?property=providerId==0ed90a81-07f4-4586-8190-b40eccef1c5a', [REST.id]],
    [`/connectionSpecs?property=id==${LAKE.id},${STRIPE.id}`, [STRIPE.id, LAKE.id]],
    [`/connectionSpecs/${STRIPE.id}`, [STRIPE.id]],
    [`/flowSpecs/${REST.id}`, [REST.id]],
  ]
  for (const [path, expected] of specs)
    assert.deepEqual(
      (await get(path)).items.map((one: any) => one.id),
      expected,
      path,
    )
  assert.equal((await call('GET', '/flowSpecs/nobody')).status, 404)
})
