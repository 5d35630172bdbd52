// A lake held against its host: every kind of difference is planted by hand, found, and repaired; and what only looks like one is not
// told. What is expected is what was planted. One file because all of them spoil and ask the same lake in the same ways.
import assert from 'node:assert/strict'
import { afterEach, beforeEach, test } from 'node:test'
import { streamNamed } from '../../src/source/extract/streams.ts'
import type { Run } from '../../src/source/flow/documents.ts'
import { currentOf } from '../../src/source/lake/current.ts'
import { filesOf, historyOf } from '../../src/source/lake/dataset.ts'
import { canonical, fingerprint } from '../../src/source/reconcile/fingerprint.ts'
import type { Reconciled, ReconcileOptions } from '../../src/source/reconcile/compare.ts'
import { reconcile } from '../../src/source/reconcile/reconcile.ts'
import { repair } from '../../src/source/reconcile/repair.ts'
import { OWN, syncLake } from '../../src/source/sync.ts'
import { ListHost, spoil } from './reconcile_host.ts'
import { sourceWorld, type SourceWorld } from './world.ts'

const DAY = 86_400
let host: ListHost
let world: SourceWorld
beforeEach(async () => {
  host = await new ListHost().start()
  world = await sourceWorld({ host: host.url, pauseMs: 1 })
})
afterEach(async () => {
  await world.close()
  await host.stop()
})

async function sync(names: readonly string[] = ['coupons'], connected = false, key = 'sk_test_lists') {
  const results = await syncLake(world.source, {
    url: host.url,
    key,
    streams: names.map((name) => streamNamed(name)!),
    version: '2026-08-26.dahlia',
    connected,
  })
  assert.deepEqual(
    results.map(({ error }) => error),
    names.map(() => undefined),
  )
}

async function ofStream(name = 'coupons') {
  const { catalog } = world.source
  const flow = (await catalog.list<{ name: string }>(OWN, 'flow')).find(({ body }) => body.name === `Stripe ${name}`)!
  const set = (await catalog.list<{ name: string }>(OWN, 'dataSet')).find(({ body }) => body.name === `Stripe ${name}`)!
  return { flow: flow.id, dataset: set.id }
}

async function compared(options: ReconcileOptions = {}, name = 'coupons'): Promise<Reconciled> {
  return reconcile(world.source, OWN, (await ofStream(name)).dataset, options)
}

const ids = ({ first }: Reconciled['missing']) => first.map(({ id }) => id).sort()
const differences = ({ missing, gone, stale }: Reconciled) => [ids(missing), ids(gone), ids(stale)]
const off = (n: number) => `off_${String(n).padStart(10, '0')}`
const field = (name: string) => `_brindle.coupons_data.${name}`

/** A question to a dataset: `{now}` is its current state, `{ever}` its history. */
async function ask<T>(sql: string, name = 'coupons'): Promise<T[]> {
  const { catalog, folder } = world.source
  const ever = historyOf(folder, await filesOf(catalog, (await ofStream(name)).dataset))
  return catalog.ask<T>(sql.replace('{now}', () => `(${currentOf(ever)})`).replace('{ever}', () => ever))
}

/** 250 coupons, ten a day. */
function fill() {
  for (let n = 0; n < 250; n++) {
    if (n % 10 === 0) host.now += DAY
    host.coupon(n, { amount_off: n })
  }
}

test('a lake that is as its host differs in nothing, and only its lists are read for it', async () => {
  fill()
  await sync()
  host.asked.length = 0
  const result = await compared({ deep: true })
  assert.equal(result.isSame, true)
  assert.deepEqual([result.host, result.lake, result.windows.total], [{ count: 250 }, { count: 250 }, 0])
  assert.deepEqual(
    host.asked.filter((path) => path.startsWith('/v1/coupons/')),
    [],
  )
  // What the host has and does not list is told, and is no difference.
  host.hidden.add(off(77))
  const hiding = await compared()
  assert.deepEqual([hiding.isSame, hiding.unlisted, hiding.host.count], [true, 1, 249])
  // What cannot be told is refused in words.
  const { flow, dataset } = await ofStream()
  await assert.rejects(reconcile(world.source, OWN, 'nothing'), /There is no flow or dataset with a flow nothing/)
  const { body } = (await world.source.catalog.find<object>(OWN, 'flow', flow))!
  await world.source.catalog.write((tx) => tx.insert(OWN, 'flow', 'second', body))
  for (const id of [dataset, flow]) await assert.rejects(reconcile(world.source, OWN, id), /write to the dataset/)
})

test('what is missing, gone and stale is found with the windows it is in, repaired, and is there once', async () => {
  fill()
  await sync()
  const { flow } = await ofStream()
  // A row is lost from a file, and another says something else than what was read.
  await spoil(world, 'coupons', `select * from {} where _landed.id <> '${off(25)}'`)
  await spoil(
    world,
    'coupons',
    `select * replace (struct_update(_brindle, coupons_data := struct_update(_brindle.coupons_data,
       amount_off := case when _landed.id = '${off(31)}' then 7 else ${field('amount_off')} end)) as _brindle) from {}`,
  )
  // The host is changed and nobody is told: the newest is deleted too.
  host.coupon(900, { created: host.now - 3 * DAY }, { silent: true })
  host.coupon(
    40,
    { name: 'renamed', amount_off: 40, created: host.list('coupons').get(off(40))!.created },
    { silent: true },
  )
  host.drop('coupons', off(60), { silent: true })
  host.drop('coupons', off(249), { silent: true })

  const shallow = await compared()
  const [missing, gone] = [[off(25), off(900)], [off(249), off(60)].sort()]
  assert.deepEqual(differences(shallow), [missing, gone, []])
  assert.deepEqual([shallow.host.count, shallow.lake.count, shallow.isSame], [249, 249, false])
  const done = await repair(world.source, OWN, flow, { deep: true })
  const deep = done.before
  assert.deepEqual(differences(deep), [missing, gone, [off(31), off(40)]])
  assert.equal(deep.stale.first.find(({ id }) => id === off(31))!.created, 1_700_000_000 + 4 * DAY)
  // 25 days: a window is a day at most, and the days of 25, 31, 40, 60, 249 and 900 are six.
  assert.equal(deep.windows.total, 6)
  assert.ok(deep.windows.first.every(({ from, to }) => to - from === deep.windows.seconds))
  assert.deepEqual([done.landed, done.marked, done.failed, done.unread], [4, 2, 0, 0])
  assert.deepEqual(differences(done.after), [[], [], []])
  assert.equal(done.after.isSame, true)
  assert.deepEqual(
    await ask(
      `select _landed.id as id, ${field('name')} as name, ${field('amount_off')} as amount_off from {now}
       where _landed.id in ('${off(25)}', '${off(31)}', '${off(40)}', '${off(900)}', '${off(60)}') order by 1`,
    ),
    [
      { id: off(25), name: 'n25', amount_off: 25n },
      { id: off(31), name: 'n31', amount_off: 31n },
      { id: off(40), name: 'renamed', amount_off: 40n },
      { id: off(900), name: 'n900', amount_off: null },
    ],
  )
  // What was not repaired was not read again: a state of each.
  assert.deepEqual(await ask(`select count(*) as n from {ever} where _landed.id = '${off(100)}'`), [{ n: 1n }])
  const run = await world.call('GET', `/flowservice/runs/${done.run}`)
  assert.equal(run.body.items[0].metrics.statusSummary.status, 'success')
  assert.equal(run.body.items[0].metrics.recordSummary.outputRecordCount, 6)
  const again = await repair(world.source, OWN, flow, { deep: true })
  assert.deepEqual([again.run, again.landed], [undefined, 0])
})

test('a dataset that lost most of its rows is read by pages, and what it wrongly has as gone comes back', async () => {
  fill()
  await sync()
  const { flow } = await ofStream()
  await spoil(
    world,
    'coupons',
    `select * replace (struct_update(_landed, deleted := _landed.id = '${off(3)}') as _landed) from {}
     where _landed.id < '${off(10)}' or _landed.id >= '${off(240)}'`,
  )
  host.asked.length = 0
  const done = await repair(world.source, OWN, flow)
  assert.equal(done.before.missing.total, 231)
  assert.equal(done.before.missing.first.length, 100)
  assert.deepEqual([done.landed, done.after.isSame], [231, true])
  // Each of the 23 days has ten of which all are wanted: a page each. The day of number 3 has one: it is asked for.
  assert.deepEqual(
    host.asked.filter((path) => path.startsWith('/v1/coupons/')),
    [`/v1/coupons/${off(3)}`],
  )
})

test('a repair is a run of the flow: one at a time, and what it fails of is in it', async () => {
  fill()
  await sync()
  const { flow } = await ofStream()
  host.coupon(900, { created: host.now - 3 * DAY }, { silent: true })
  const { runner, catalog } = world.source
  let release = () => {}
  const held = new Promise<void>((resolve) => (release = resolve))
  const other = await runner.begin(OWN, flow, { kind: 'ad-hoc', work: () => held })
  await assert.rejects(repair(world.source, OWN, flow), /A run of the flow .* goes on/)
  release()
  await runner.wait(OWN, flow, other)
  host.onAsk = (path) =>
    path.startsWith('/v1/coupons/') ? [403, { error: { message: 'The key may not read coupons.' } }] : undefined
  await assert.rejects(repair(world.source, OWN, flow), /The key may not read coupons\./)
  const [failed] = await catalog.list<Run>(OWN, 'run', { parent: flow, limit: 1 })
  const { status, of, errors } = failed!.body
  assert.deepEqual([status, of?.frequency, errors[0]?.message], ['failed', 'once', 'The key may not read coupons.'])
  host.onAsk = () => undefined
  const done = await repair(world.source, OWN, flow)
  assert.deepEqual([done.landed, done.after.isSame], [1, true])
})

test('what happens while it is compared is no difference', async () => {
  fill()
  await sync()
  let isFirst = true
  host.onAsk = (path) => {
    if (!path.startsWith('/v1/coupons?') || !path.includes('created%5Bgte%5D=0') || !isFirst) return
    isFirst = false
    // In the very second of the newest, and later; deleted and changed, with their events.
    host.coupon(500)
    host.now += 5
    host.coupon(501)
    host.drop('coupons', off(12))
    host.coupon(13, { name: 'changed', created: host.list('coupons').get(off(13))!.created })
  }
  const result = await compared({ deep: true })
  assert.equal(isFirst, false)
  assert.deepEqual(differences(result), [[], [], []])
  assert.deepEqual([result.host.count, result.lake.count], [249, 250])
  assert.ok(result.moved >= 3)
  // A moment later they are differences, until the flow has run.
  assert.deepEqual(differences(await compared({ deep: true })), [[off(500), off(501)], [off(12)], [off(13)]])
})

test('two accounts are never mixed', async () => {
  host.accounts.push('acct_one', 'acct_two')
  for (const account of ['', 'acct_one', 'acct_two'])
    for (let n = 0; n < 5; n++) host.coupon(n, { name: `${account}${n}` }, { account })
  await sync(['coupons'], true)
  assert.equal((await compared({ deep: true })).isSame, true)
  host.drop('coupons', off(2), { silent: true, account: 'acct_one' })
  host.coupon(3, { name: 'other' }, { silent: true, account: 'acct_two' })
  host.coupon(9, {}, { silent: true, account: 'acct_two' })
  const { flow } = await ofStream()
  const done = await repair(world.source, OWN, flow, { deep: true })
  const tell = ({ first }: Reconciled['missing']) => first.map(({ id, account }) => [id, account])
  assert.deepEqual(tell(done.before.gone), [[off(2), 'acct_one']])
  assert.deepEqual(tell(done.before.stale), [[off(3), 'acct_two']])
  assert.deepEqual(tell(done.before.missing), [[off(9), 'acct_two']])
  assert.equal(done.after.isSame, true)
  const rows = await ask<{ a: string; n: bigint }>(
    'select _landed.account as a, count(*) as n from {now} group by 1 order by 1',
  )
  assert.deepEqual(
    rows.map(({ a, n }) => [a, Number(n)]),
    [
      ['', 5],
      ['acct_one', 4],
      ['acct_two', 6],
    ],
  )
  // The key of another account does not read on with this one's flows.
  host.account = 'acct_stranger'
  const [refused] = await syncLake(world.source, {
    url: host.url,
    key: 'sk_test_stranger',
    streams: [streamNamed('coupons')!],
    version: '2026-08-26.dahlia',
    connected: false,
  })
  assert.match(refused!.error!, /reads from the connection/)
})

test('rows inside of others are compared with those that the host has now', async () => {
  const item = (id: string, quantity: number) => ({ id, object: 'subscription_item', quantity, metadata: {} })
  const subscription = (n: number, items: object[], silent = false) =>
    host.put(
      'subscriptions',
      {
        id: `sub_${n}`,
        object: 'subscription',
        created: host.now + n,
        items: { object: 'list', data: items, has_more: false },
      },
      { silent },
    )
  subscription(1, [item('si_a', 1), item('si_b', 2)])
  subscription(2, [item('si_c', 3)])
  subscription(3, [])
  subscription(4, [item('si_d', 4)])
  await sync(['subscription_items'])
  assert.equal((await compared({ deep: true }, 'subscription_items')).isSame, true)
  const { flow } = await ofStream('subscription_items')
  await spoil(world, 'subscription_items', `select * from {} where _landed.id <> 'si_c'`)
  subscription(1, [item('si_a', 10)], true)
  host.drop('subscriptions', 'sub_4', { silent: true })
  const done = await repair(world.source, OWN, flow, { deep: true })
  assert.deepEqual(differences(done.before), [['si_c'], ['si_b', 'si_d'], ['si_a']])
  assert.deepEqual(done.before.missing.first, [{ id: 'si_c', parent: 'sub_2', created: host.now + 2 }])
  assert.deepEqual([done.marked, done.after.isSame], [1, true])
  const rows = await ask<{ id: string }>(
    `select _landed.id as id from {now} where _landed.id <> '' order by 1`,
    'subscription_items',
  )
  assert.deepEqual(
    rows.map(({ id }) => id),
    ['si_a', 'si_c'],
  )
})

test('one form of JSON: order and nulls say nothing, and everything else does', () => {
  const same: [unknown, unknown][] = [
    [
      { a: 1, b: 'x' },
      { b: 'x', a: 1 },
    ],
    [{ a: 1, b: null }, { a: 1 }],
    [{ a: { b: null, c: {} } }, {}],
    [{ a: [{ x: 1, y: null }] }, { a: [{ x: 1 }] }],
    [
      { a: 1, receipt_url: 'https://pay.stripe.com/1' },
      { a: 1, receipt_url: 'https://pay.stripe.com/2' },
    ],
  ]
  for (const [one, other] of same) assert.equal(canonical(one), canonical(other), JSON.stringify([one, other]))
  const other: [unknown, unknown][] = [
    [{ a: 1 }, { a: '1' }],
    [{ a: 0 }, {}],
    [{ a: false }, {}],
    [{ a: '' }, {}],
    [{ a: [] }, {}],
    [{ a: [1, null] }, { a: [null, 1] }],
    [{ a: { b: 1 } }, { b: { a: 1 } }],
    [{ 'a":1,"b': 1 }, { a: 1, b: 1 }],
  ]
  for (const [one, two] of other)
    assert.notEqual(fingerprint(JSON.stringify(one)), fingerprint(JSON.stringify(two)), JSON.stringify([one, two]))
})
