// What a lake can be asked of its datasets through the API: their rows, their batches, their ready schemas, and the report.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { streamNamed } from '../../src/source/extract/streams.ts'
import { syncLake } from '../../src/source/sync.ts'
import { FakeHost } from './fake_host.ts'
import { at, charge } from './report_rows.ts'
import { type SourceWorld, sourceWorld } from './world.ts'

let host: FakeHost
let world: SourceWorld

before(async () => {
  host = await new FakeHost('coupons').start()
  world = await sourceWorld({ host: host.url, pauseMs: 1, schedules: false })
})
after(async () => {
  await world.discard()
  await host.stop()
})

async function sync(...names: string[]): Promise<void> {
  const streams = names.map((name) => streamNamed(name)!)
  const options = { url: host.url, key: 'sk_test_fake', streams, version: '2026-08-26.dahlia', connected: false }
  for (const { stream, error } of await syncLake(world.source, options)) assert.equal(error, undefined, stream)
}

/** The id of the dataset with a name. */
async function dataset(name: string): Promise<string> {
  const { body } = await world.call('GET', `/catalog/dataSets?name=${encodeURIComponent(name)}`)
  return Object.keys(body)[0]!
}

test('rows of a dataset, what was changed last first, and its batches', async () => {
  const [first, second, third] = [host.create('First'), host.create('Second'), host.create('Third')]
  await sync('coupons')
  const id = await dataset('Stripe coupons')
  host.wait(60)
  host.update(first!.id)
  host.delete(third!.id)
  await sync('coupons')
  const { status, body } = await world.call('GET', `/catalog/dataSets/${id}/rows`)
  assert.equal(status, 200)
  assert.deepEqual(body._page, { count: 2, limit: 20, start: 0, total: 2 })
  const brief = (items: any[]) => items.map(({ _brindle: { coupons_data: o } }) => [o.id, o.name, o.times_redeemed])
  assert.deepEqual(brief(body.items), [
    [first!.id, 'First', 1],
    [second!.id, 'Second', 0],
  ])
  // What has no value is left out; the metadata is an object.
  const { coupons_data: coupon } = body.items[0]._brindle
  assert.deepEqual(Object.keys(coupon).toSorted(), ['created', 'id', 'metadata', 'name', 'object', 'times_redeemed'])
  assert.deepEqual(coupon.metadata, { name: 'First' })
  assert.deepEqual([body.items[0]._landed.id, body.items[0]._landed.deleted], [first!.id, false])
  const next = await world.call('GET', `/catalog/dataSets/${id}/rows?limit=1&start=1`)
  assert.deepEqual(brief(next.body.items), [[second!.id, 'Second', 0]])
  assert.deepEqual(next.body._page, { count: 1, limit: 1, start: 1, total: 2 })

  const batches = await world.call('GET', `/catalog/batches?dataSet=${id}`)
  const found: [string, any][] = Object.entries(batches.body)
  // Three that were there at first. What was changed may be met twice, and is then in two batches.
  assert.equal(found[0]![1].metrics.recordsWritten, 3)
  const { body: runs } = await world.call('GET', '/flowservice/runs')
  const [later, former] = runs.items.map(({ id: run, metrics, activities }: any) => ({
    run,
    records: metrics.recordSummary.outputRecordCount,
    ids: activities[1].targetInfo[0].reference.ids,
  }))
  assert.deepEqual(
    found.map(([batch]) => batch),
    [...former.ids, ...later.ids],
  )
  for (const { run, ids, records } of [former, later]) {
    const own = ids.map((batch: string) => batches.body[batch])
    assert.equal(
      own.reduce((sum: number, { metrics }: any) => sum + metrics.recordsWritten, 0),
      records,
    )
    for (const { relatedObjects } of own)
      assert.deepEqual(relatedObjects, [
        { type: 'dataSet', id },
        { type: 'run', id: run },
      ])
  }
  for (const [batch, { metrics, status: how, created, imsOrg }] of found) {
    const { body: files } = await world.call('GET', `/export/batches/${batch}/files`)
    assert.equal(files.data[0].length, String(metrics.outputByteSize))
    assert.ok(Math.abs(created - Date.now()) < 60_000)
    assert.deepEqual([how, imsOrg], ['success', 'BRINDLE@AdobeOrg'])
  }
  const ids = async (query: string) => Object.keys((await world.call('GET', `/catalog/batches?${query}`)).body)
  const [oldest, ...newer] = found.map(([batch]) => batch)
  assert.deepEqual(await ids(`dataSet=${id}&orderBy=desc:created`), [...newer.toReversed(), oldest])
  assert.deepEqual(await ids(`dataSet=${id}&limit=1&start=1`), [newer[0]])
  assert.deepEqual(await ids(`dataSet=${id}&createdAfter=${found[0]![1].created}`), newer)
})

test('what is not there, not another’s and not understood', async () => {
  const id = await dataset('Stripe coupons')
  const other = { 'x-sandbox-name': 'dev' }
  assert.equal((await world.call('GET', `/catalog/dataSets/${id}/rows`, undefined, other)).status, 404)
  assert.deepEqual((await world.call('GET', `/catalog/batches?dataSet=${id}`, undefined, other)).body, {})
  for (const [path, says] of [
    ['/catalog/dataSets/ffffffffffffffffffffffff/rows', 'There is no dataset ffffffffffffffffffffffff.'],
    [`/catalog/dataSets/${id}/rows?limit=101`, '"limit" is to be a whole number from 1 to 100.'],
    [
      '/catalog/batches?dataset=1',
      'A list of batches has no parameter "dataset"; it has dataSet, createdAfter, orderBy, limit, start.',
    ],
    ['/catalog/batches?orderBy=created', 'orderBy is asc:created or desc:created, not "created".'],
    [
      '/reports/payLater?month=1',
      'The report has no parameter "month"; it has charges, refunds, balance_transactions, customers, prices, from, to, dimension, installments.',
    ],
    ['/reports/payLater?from=2026-01-01', 'from, in epoch seconds, is a whole number, not "2026-01-01".'],
    ['/reports/payLater?from=20&to=10', 'from must be before to.'],
    ['/reports/payLater?charges=none', 'There is no dataset none.'],
  ] as const) {
    const { status, body } = await world.call('GET', path)
    assert.deepEqual([status, body.detail], [/There is no/.test(says) ? 404 : 400, says], path)
  }
})

test('a dataset without rows', async () => {
  const schema = await world.call('POST', '/flowservice/readySchemas', { resourcePath: 'coupons' })
  const schemaRef = {
    id: schema.body.items[0].schemaId,
    contentType: 'application/vnd.adobe.xed-full+json;version=1',
  }
  const { body } = await world.call('POST', '/catalog/dataSets', { name: 'Empty', schemaRef })
  const rows = await world.call('GET', `/catalog/dataSets/${body[0].split('/')[2]}/rows`)
  assert.deepEqual(rows.body, { items: [], _page: { count: 0, limit: 20, start: 0, total: 0 } })
})

test('a ready schema is registered once, with the rows that map into it', async () => {
  const ask = (body: object) => world.call('POST', '/flowservice/readySchemas', body)
  const { status, body } = await ask({ resourcePath: 'refunds' })
  assert.equal(status, 201)
  const [{ schemaId, resourcePath, mappings }] = body.items
  assert.equal(resourcePath, 'refunds')
  assert.deepEqual(mappings, [{ sourceType: 'ATTRIBUTE', source: 'data', destination: '_brindle.refunds_data' }])
  const accept = { accept: 'application/vnd.adobe.xed-full+json; version=1' }
  const path = `/schemaregistry/tenant/schemas/${encodeURIComponent(schemaId)}`
  const { body: schema } = await world.call('GET', path, undefined, accept)
  assert.equal(schema.title, 'Stripe refunds')
  assert.equal(schema.properties._brindle.properties.refunds_data.properties.amount.type, 'integer')
  assert.equal((await ask({ resourcePath: 'refunds' })).body.items[0].schemaId, schemaId)
  // A flow that is made ready takes the same.
  const [{ id }] = (await world.call('GET', '/flowservice/connections')).body.items
  const flows = await world.call('POST', '/flowservice/readyFlows', {
    baseConnectionId: id,
    resourcePaths: ['refunds'],
    scheduleParams: { startTime: 253_370_764_800, frequency: 'once' },
  })
  const made = flows.body.items[0].dataSetId
  assert.equal((await world.call('GET', `/catalog/dataSets/${made}`)).body[made].schemaRef.id, schemaId)
  for (const [sent, says] of [
    [{ resourcePath: 'chairs' }, /is one of charges, subscriptions, .*; not "chairs"\.$/],
    [{ resourcePath: 'refunds', apiVersion: 'newest' }, /apiVersion is a version such as 2023-10-16/],
    [{ resourcePath: 'refunds', name: 'x' }, /^name is not known here\. Known are resourcePath, apiVersion\.$/],
  ] as const) {
    const refused = await ask(sent)
    assert.equal(refused.status, 400)
    assert.match(refused.body.detail, says)
  }
})

test('the report, out of the datasets that are chosen', async () => {
  const report = async (query = '') => (await world.call('GET', `/reports/payLater${query}`)).body
  const nothing = await report()
  assert.deepEqual(nothing.currencies, [])
  assert.deepEqual(nothing.missing, ['There is no dataset of charges, so there are no figures at all.'])

  const full = (one: ReturnType<typeof charge>) => ({ object: 'charge', ...one })
  const charges = [
    charge('ch_1', '2026-01-05', 2_000, 'card', { customer: 'cus_a' }),
    charge('ch_2', '2026-01-20', 5_000, 'klarna', { customer: 'cus_a' }),
    charge('ch_3', '2026-02-10', 3_000, 'card', { customer: 'cus_b' }),
  ].map(full)
  host.now = at('2026-03-01')
  host.others.set('charges', charges.toReversed())
  await sync('charges')
  const { currencies, segments, missing, charges: counted } = await report()
  assert.equal(counted, 3)
  const [{ currency, all }] = currencies
  // One of three was paid later, 5000 of 10000; (2000 + 3000) / 2 = 2500.
  assert.deepEqual(
    [currency, all.shareByCount.percent, all.shareByAmount.percent, all.now.average.rounded, all.later.average.rounded],
    ['usd', '33.3%', '50.0%', 2_500, 5_000],
  )
  // a has two orders, one of them paid later; b has one.
  const customers = Object.fromEntries(segments.map((one: any) => [one.segment, one.customers]))
  assert.deepEqual(customers, { new: 1, now_only: 0, later_loyal: 0, mixed: 1 })
  assert.ok(missing.includes('There is no dataset of refunds, so there are no refund rates.'))
  assert.ok(missing.includes('There is no dataset of prices, so there are no add-ons to offer.'))
  // Only February.
  const february = await report(`?from=${at('2026-02-01')}`)
  assert.deepEqual([february.charges, february.currencies[0].all.shareByCount.percent], [1, '0.0%'])
  // A dataset of charges under another name is found by its id, and one of something else has no charges in it.
  const id = await dataset('Stripe charges')
  const etag = (await world.call('GET', `/catalog/dataSets/${id}`)).headers.get('etag')!
  const renamed = await world.call('PATCH', `/catalog/dataSets/${id}`, { name: 'Orders' }, { 'if-match': etag })
  assert.equal(renamed.status, 200)
  assert.deepEqual((await report()).currencies, [])
  assert.equal((await report(`?charges=${id}`)).charges, 3)
  const coupons = await report(`?charges=${await dataset('Stripe coupons')}`)
  assert.ok(coupons.missing.includes('Charges have no amount, so there are no figures at all.'))
})

test('a token that may only view may read them', async () => {
  // Beyond loopback the documented token is none: what a call needs is said by its table.
  const { ROUTES } = await import('../../src/source/index.ts')
  const needs = (method: string, path: string) =>
    ROUTES.find((one) => one.method === method && one.path === path)!.needs
  for (const path of ['/catalog/batches', '/catalog/dataSets/:id/rows', '/reports/payLater'])
    assert.deepEqual(needs('GET', path), ['view'])
  assert.deepEqual(needs('POST', '/flowservice/readySchemas'), ['view', 'manage'])
})
