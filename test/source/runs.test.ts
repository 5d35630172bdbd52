// Runs against a Brindle: what is changed later, deleted, settled without an event or taken away is so in the lake after the next run;
// what may not be read, what does not fit, and what goes wrong on the way is told, and nothing of it is half there.
// One file because every story is a few lines of one world.
import assert from 'node:assert/strict'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { streamNamed } from '../../src/source/extract/streams.ts'
import type { Run } from '../../src/source/flow/documents.ts'
import { settledBy, withUnsettled } from '../../src/source/flow/settling.ts'
import { OWN, syncLake, type SyncOptions } from '../../src/source/sync.ts'
import type { Brindle } from '../../src/main.ts'
import { type Sandbox, sandbox, startBrindle } from '../world.ts'
import { FakeHost } from './fake_host.ts'
import { landed } from './landed.ts'
import { sourceWorld, type SourceWorld, type WorldOptions } from './world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const VERSION = '2026-08-26.dahlia'
const DAY = 86_400
/** In time that does not come: runs begin when they are asked for. */
const NEVER = 253_370_764_800

/** A lake of a shop, that is opened anew by `reopen`. */
class Lake {
  readonly #url: string
  readonly #key: string
  world: SourceWorld

  private constructor(url: string, key: string, world: SourceWorld) {
    this.#url = url
    this.#key = key
    this.world = world
  }

  static async of(url: string, key: string, more: WorldOptions = {}): Promise<Lake> {
    return new Lake(url, key, await sourceWorld({ host: url, keep: true, pauseMs: 1, ...more }))
  }

  async reopen(): Promise<void> {
    const { folder } = this.world
    await this.world.close()
    this.world = await sourceWorld({ host: this.#url, folder, keep: true, pauseMs: 1 })
  }

  /** Runs the flows of these lists; answers how it went by their names. */
  async sync(names: readonly string[], more: Partial<SyncOptions> = {}) {
    const streams = names.map((name) => streamNamed(name)!)
    const options = { url: this.#url, key: this.#key, streams, version: VERSION, connected: false, ...more }
    const results = await syncLake(this.world.source, options)
    return Object.fromEntries(results.map((result) => [result.stream, result]))
  }

  /** The same, and all went well. */
  async synced(names: readonly string[], more: Partial<SyncOptions> = {}) {
    const results = await this.sync(names, more)
    for (const { stream, error } of Object.values(results)) assert.equal(error, undefined, stream)
    return results
  }

  ask = (stream: string, sql: string) => landed(this.world.source, stream, sql)

  /** One column of the current table, in order. */
  column = async (stream: string, sql: string) =>
    (await this.ask(stream, `select ${sql} as it from current order by 1`)).map(({ it }) => it)

  /** The newest run of a list's flow. */
  async lastRun(stream: string): Promise<Run> {
    const { catalog } = this.world.source
    const flows = await catalog.list<{ name: string }>(OWN, 'flow')
    const { id } = flows.find(({ body }) => body.name === `Stripe ${stream}`)!
    return (await catalog.list<Run>(OWN, 'run', { parent: id }))[0]!.body
  }

  get staged(): string[] {
    return readdirSync(join(this.world.folder, 'staging'))
  }

  discard = () => this.world.discard()
}

async function withShop(story: (shop: Sandbox, lake: Lake) => Promise<void>): Promise<void> {
  const shop = sandbox(brindle)
  const lake = await Lake.of(brindle.url, shop.key)
  try {
    await story(shop, lake)
  } finally {
    await lake.discard()
  }
}

async function withHost(story: (host: FakeHost, lake: Lake) => Promise<void>, more: WorldOptions = {}): Promise<void> {
  const host = await new FakeHost('coupons').start()
  const lake = await Lake.of(host.url, 'sk_test_fake', more)
  try {
    await story(host, lake)
  } finally {
    await lake.discard()
    await host.stop()
  }
}

test('what becomes of things after they were read', () =>
  withShop(async ({ stripe, advance }, lake) => {
    const [kept, left] = [
      await stripe.customers.create({ name: 'Kept' }),
      await stripe.customers.create({ name: 'Left' }),
    ]
    const charge = await stripe.charges.create({ amount: 1_000, currency: 'usd', source: 'tok_visa' })
    const product = await stripe.products.create({ name: 'Box' })
    const prices: string[] = []
    for (let i = 1; i <= 12; i++)
      prices.push(
        (
          await stripe.prices.create({
            product: product.id,
            currency: 'usd',
            unit_amount: i * 100,
            recurring: { interval: 'month' },
          })
        ).id,
      )
    await stripe.customers.createSource(kept.id, { source: 'tok_visa' })
    // Ten of twelve items come with a subscription.
    const many = await stripe.subscriptions.create({ customer: kept.id, items: prices.map((price) => ({ price })) })
    const one = await stripe.subscriptions.create({ customer: kept.id, items: [{ price: prices[0]! }] })
    const all = ['charges', 'subscriptions', 'refunds', 'balance_transactions', 'customers', 'prices']
    const children = ['subscription_items', 'balance_transaction_fee_details']
    await lake.synced([...all, ...children])
    const count = (stream: string) => lake.column(stream, 'count(*)::int')
    assert.deepEqual(await lake.column('charges', 'o.amount_refunded::int'), [0, 0, 0])
    assert.deepEqual(await lake.column('subscriptions', 'o.status'), ['active', 'active'])
    assert.deepEqual(await count('subscription_items'), [13])
    assert.deepEqual(await lake.column('balance_transactions', 'o.status'), ['pending', 'pending', 'pending'])
    assert.deepEqual(await lake.column('customers', 'o.name'), ['Kept', 'Left'])
    assert.deepEqual(await lake.column('prices', 'o.nickname'), Array(12).fill(null))
    // Three charges with one fee each.
    assert.deepEqual(await count('balance_transaction_fee_details'), [3])

    // Later than what a list is read again for, because it may show things late.
    await advance(3_600)
    await stripe.refunds.create({ charge: charge.id, amount: 300 })
    await stripe.subscriptions.cancel(one.id)
    await stripe.subscriptions.update(many.id, {
      items: many.items.data.slice(0, 2).map(({ id }) => ({ id, deleted: true })),
      proration_behavior: 'none',
    })
    await stripe.customers.del(left.id)
    await stripe.prices.update(prices[0]!, { nickname: 'Small' })
    await lake.reopen()
    await lake.synced([...all, ...children])
    assert.deepEqual(await lake.column('charges', 'o.amount_refunded::int'), [0, 0, 300])
    const states = `select o.amount_refunded::int as it from history where o.id = '${charge.id}' order by _landed.changed`
    assert.deepEqual([...new Set((await lake.ask('charges', states)).map(({ it }) => it))], [0, 300])
    assert.deepEqual(await lake.column('refunds', 'o.amount::int'), [300])
    assert.deepEqual(await lake.column('subscriptions', 'o.status'), ['active', 'canceled'])
    assert.deepEqual(await count('subscription_items'), [11])
    assert.deepEqual(await lake.column('customers', 'o.name'), ['Kept'])
    const tombstones = await lake.ask(
      'customers',
      'select _landed.id as id, o.name as name from history where _landed.deleted',
    )
    assert.deepEqual(tombstones, [{ id: left.id, name: 'Left' }])
    assert.deepEqual(await lake.column('prices', 'distinct o.nickname'), ['Small', null])
    // A refund has no fee: its balance transaction has no row.
    assert.deepEqual(await count('balance_transaction_fee_details'), [3])
    assert.deepEqual(await count('balance_transactions'), [4])

    // No event says that funds have become available.
    await advance(8 * DAY)
    await lake.synced(['balance_transactions'])
    assert.deepEqual(await lake.column('balance_transactions', 'o.status'), Array(4).fill('available'))
    const sums = await lake.column('balance_transactions', 'sum(o.net)::int')
    const { available } = await stripe.balance.retrieve()
    assert.deepEqual(sums, [available[0]!.amount])
  }))

test('what settles is read again when it has, and only that', () => {
  const stream = streamNamed('balance_transactions')!
  const pending = (created: number, available_on: number) => ({ status: 'pending', created, available_on })
  // Times become available at the end of their hour: 7 200 stays, 7 201 is 10 800.
  const known = withUnsettled([], stream, [
    pending(50, 7_200),
    pending(10, 7_200),
    pending(40, 7_201),
    pending(900, 90_000),
    { status: 'available', created: 1, available_on: 2 },
  ])
  assert.deepEqual(known, [
    { at: 7_200, from: 10, to: 51 },
    { at: 10_800, from: 40, to: 41 },
    { at: 90_000, from: 900, to: 901 },
  ])
  assert.equal(withUnsettled(known, stream, []), known)
  assert.equal(withUnsettled(known, streamNamed('charges')!, [pending(1, 2)]), known)
  // By when, what is read before, the windows and what has yet to settle.
  const rows: [now: number, before: number, windows: [number, number][], left: number][] = [
    [7_199, 1_000, [], 3],
    [7_200, 1_000, [[10, 51]], 2],
    [10_800, 1_000, [[10, 51]], 1],
    [
      90_000,
      1_000,
      [
        [10, 51],
        [900, 901],
      ],
      0,
    ],
    [90_000, 45, [[10, 45]], 0],
    [90_000, 5, [], 0],
  ]
  for (const [now, before, windows, left] of rows) {
    const got = settledBy(known, now, before)
    assert.deepEqual(
      [got.windows.map(({ from, to }) => [from, to]), got.settling.length],
      [windows, left],
      `${now} before ${before}`,
    )
  }
})

test('connected accounts are read too, and one that may not be read is named', () =>
  withShop(async ({ stripe, call }, lake) => {
    const [one, other] = [
      await stripe.accounts.create({ type: 'custom' }),
      await stripe.accounts.create({ type: 'custom' }),
    ]
    await stripe.coupons.create({ id: 'SALE', percent_off: 10, duration: 'once' })
    for (const { id } of [one, other])
      await stripe.coupons.create({ id: 'SALE', percent_off: 20, duration: 'once' }, { stripeAccount: id })
    const refuse = 'on=requests&path=/v1/coupons&status=403&message=Not%20allowed.'
    // Accounts are listed newest first: the refused one comes before the other.
    const fault = await call('POST', '/brindle/faults', refuse, { 'stripe-account': other.id })
    assert.equal(fault.status, 200, fault.text)
    const refused = await lake.sync(['coupons'], { connected: true })
    assert.match(refused.coupons!.error!, new RegExp(`${other.id}: Not allowed\\.`))
    const accounts = () => lake.column('coupons', `(_landed.account, o.percent_off::int)::varchar`)
    assert.deepEqual(await accounts(), [`(${one.id}, 20)`, "('', 10)"].toSorted())
    await call('DELETE', `/brindle/faults/${fault.body.id}`, undefined, { 'stripe-account': other.id })
    await lake.synced(['coupons'], { connected: true })
    assert.deepEqual(await accounts(), [`(${one.id}, 20)`, `(${other.id}, 20)`, "('', 10)"].toSorted())
    await stripe.coupons.del('SALE', {}, { stripeAccount: one.id })
    await lake.synced(['coupons'], { connected: true })
    assert.deepEqual(await accounts(), [`(${other.id}, 20)`, "('', 10)"].toSorted())
  }))

test('a list that may not be read is told by name, and the others go on', () =>
  withShop(async ({ stripe, call }, lake) => {
    await stripe.coupons.create({ id: 'SALE', percent_off: 10, duration: 'once' })
    await stripe.taxRates.create({ display_name: 'VAT', inclusive: false, percentage: 20 })
    const refuse = 'on=requests&method=GET&path=/v1/tax_rates&status=403&message=No%20permission.'
    const fault = await call('POST', '/brindle/faults', refuse)
    const { coupons, tax_rates: refused } = await lake.sync(['coupons', 'tax_rates'])
    assert.deepEqual([coupons!.error, coupons!.rows], [undefined, 1])
    assert.deepEqual([refused!.error, refused!.rows], ['No permission.', 0])
    assert.deepEqual((await lake.lastRun('tax_rates')).errors, [
      { code: 'CONNECTOR-1001-500', message: 'No permission.' },
    ])
    await call('DELETE', `/brindle/faults/${fault.body.id}`)
    await lake.synced(['coupons', 'tax_rates'])
    assert.deepEqual(await lake.column('tax_rates', 'o.display_name'), ['VAT'])
  }))

test('lists that cannot be asked by time are read whole, within the time that is asked for', () =>
  withShop(async ({ stripe, advance }, lake) => {
    const customer = (await stripe.customers.create({ name: 'A' })).id
    // An invoice item does not say when it was created, and neither does a payment link.
    const item = await stripe.invoiceItems.create({ customer, amount: 500, currency: 'usd' })
    const hooks = await Promise.all(
      ['a', 'b'].map((name) =>
        stripe.webhookEndpoints.create({ url: `https://example.com/${name}`, enabled_events: ['charge.failed'] }),
      ),
    )
    const now = await advance(DAY)
    const late = await stripe.webhookEndpoints.create({
      url: 'https://example.com/c',
      enabled_events: ['charge.failed'],
    })
    const names = ['invoiceitems', 'webhook_endpoints'] as const
    await lake.synced(names, { createdFrom: now - 1 })
    assert.deepEqual(await lake.column('invoiceitems', 'o.id'), [item.id])
    assert.deepEqual(await lake.column('webhook_endpoints', 'o.id'), [late.id])
    // No event says that an endpoint is gone: the list is compared.
    await stripe.webhookEndpoints.del(late.id)
    await stripe.invoiceItems.del(item.id)
    await lake.synced(names)
    assert.deepEqual(await lake.column('webhook_endpoints', 'o.id'), [])
    assert.deepEqual(await lake.column('invoiceitems', 'o.id'), [])
    assert.equal(hooks.length, 2)
  }))

test('what a server says when it is busy or broken is gone through', () =>
  withShop(async ({ stripe, call }, lake) => {
    const ids: string[] = []
    for (let i = 0; i < 5; i++) ids.push((await stripe.coupons.create({ percent_off: 10 + i, duration: 'once' })).id)
    await lake.synced(['coupons'])
    await stripe.coupons.update(ids[0]!, { name: 'Changed' })
    await stripe.coupons.del(ids[1]!)
    for (const fault of [
      'path=/v1/coupons&status=429&count=2',
      'path=/v1/events&status=500&count=2',
      'path=/v1/coupons/{id}&cut=answer&count=1',
      'path=/v1/coupons&cut=request&count=1',
      'path=/v1/events&cut=answer&count=1',
      'path=/v1/coupons/{id}&status=503&count=2',
    ])
      assert.equal((await call('POST', '/brindle/faults', `on=requests&method=GET&${fault}`)).status, 200)
    await lake.synced(['coupons'])
    const { body } = await call('GET', '/brindle/faults')
    assert.deepEqual(body.data.map(({ remaining }: { remaining: number }) => remaining).filter(Boolean), [])
    assert.deepEqual(await lake.column('coupons', 'o.id'), ids.filter((id) => id !== ids[1]).toSorted())
    assert.deepEqual(await lake.column('coupons', 'distinct o.name'), ['Changed', null])
  }))

test('without a backfill only what is created from the start on is read; a run by hand reads its window', () => {
  const start = 1_700_000_000
  let now = start * 1000
  const dev = { 'x-sandbox-name': 'dev' }
  return withHost(
    async (host, { world }) => {
      host.create('old', 0, 'old')
      host.wait(1_000)
      host.create('new', 0, 'new')
      const post = async (path: string, body: object, headers = {}) => {
        const answer = await world.call('POST', `/flowservice/${path}`, body, headers)
        assert.equal(answer.status, 201, JSON.stringify(answer.body))
        return answer.body
      }
      const flowOf = async (scheduleParams: object, headers = {}): Promise<string> => {
        const connectionSpec = { id: 'cc2c31d6-7b8c-4581-b49f-5c8698aa3ab3', version: '1.0' }
        const auth = { specName: 'OAuth2 Refresh Code', params: { accessToken: 'sk_test_fake' } }
        const { id } = await post('connections', { name: 'Shop', connectionSpec, auth }, headers)
        const ready = { baseConnectionId: id, resourcePaths: ['coupons'], scheduleParams }
        return (await post('readyFlows', ready, headers)).items[0].flowId
      }
      const { runner, catalog } = world.source
      const ids = async (scope = OWN) =>
        (await landed(world.source, 'coupons', 'select o.id as id from current order by 1', scope)).map(({ id }) => id)

      const flow = await flowOf({ startTime: start + 500, frequency: 'hour', interval: 1, backfill: false })
      const runNow = async () => runner.wait(OWN, flow, await runner.begin(OWN, flow, { kind: 'scheduled' }))
      assert.equal((await runNow()).status, 'success')
      assert.deepEqual(await ids(), ['new'])
      // One that is older is not read for being changed either.
      host.update('old')
      host.create('newer', 0, 'newer')
      await runNow()
      assert.deepEqual(await ids(), ['new', 'newer'])
      // When it is due it begins by itself, though the catalogue could not be written to at first.
      host.create('newest', 0, 'newest')
      now += 2 * 3_600_000
      const broken = () => {
        delete (catalog as { write?: unknown }).write
        return Promise.reject(new Error('no space'))
      }
      Object.assign(catalog, { write: broken })
      await runner.tick()
      for (let i = 0; i < 100 && (await ids()).length < 3; i++) {
        await runner.tick()
        await runner.stop('nothing')
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
      assert.deepEqual(await ids(), ['new', 'newer', 'newest'])

      // Two who ask at once are not both given a run.
      const once = await flowOf({ startTime: NEVER, frequency: 'once' }, dev)
      const scope = { ...OWN, sandbox: 'dev' }
      const params = { windowStartTime: start - 1, windowEndTime: start + 1 }
      const asked = await Promise.all(
        [1, 2].map(() => world.call('POST', '/flowservice/runs', { flowId: once, params }, dev)),
      )
      assert.deepEqual(asked.map(({ status }) => status).toSorted(), [201, 409])
      const run = asked.find(({ status }) => status === 201)!.body.items[0].id
      assert.equal((await runner.wait(scope, once, run)).status, 'success')
      assert.deepEqual(await ids(scope), ['old'])
      const whole = await post('runs', { flowId: once }, dev)
      await runner.wait(scope, once, whole.items[0].id)
      assert.deepEqual(await ids(scope), ['new', 'newer', 'newest', 'old'])
    },
    { now: () => now },
  )
})

test('a flow that is made anew finds what was deleted meanwhile', () =>
  withHost(async (host, lake) => {
    for (const id of ['a', 'b']) host.create(id, 0, id)
    await lake.synced(['coupons'])
    const [flow] = await lake.world.source.catalog.list(OWN, 'flow')
    assert.equal((await lake.world.call('DELETE', `/flowservice/flows/${flow!.id}`)).status, 204)
    host.delete('a')
    await lake.synced(['coupons'])
    assert.deepEqual(await lake.column('coupons', 'o.id'), ['b'])
    const asked = host.asked.length
    await lake.synced(['coupons'])
    // Once: it is not looked for again.
    assert.deepEqual(
      host.asked.slice(asked).filter((path) => /coupons\/a/.test(path)),
      [],
    )
  }))

test('a new field is taken in; one that has become another thing stops the run, with nothing of it', () =>
  withHost(async (host, lake) => {
    const add = (id: string, fields: object) => {
      host.create(id, 0, id)
      host.things.set(id, { ...host.things.get(id)!, ...fields })
    }
    add('a', {})
    assert.deepEqual((await lake.synced(['coupons'])).coupons!.drift, [])
    host.wait(10)
    add('b', { novelty: 5, deep: { word: 'x', count: 1 }, Name: 'in capitals' })
    add('c', { Name: 'in capitals too' })
    const { drift } = (await lake.synced(['coupons'])).coupons!
    // A name that differs in case only can have no column of its own; it is told of once.
    assert.deepEqual(drift.map((path) => path.replace(/^.*coupons_data\./, '')).toSorted(), ['Name', 'deep', 'novelty'])
    const rows = () =>
      lake.ask(
        'coupons',
        'select o.id as id, o.name as name, o.novelty::int as n, o.deep.word as w from current order by 1',
      )
    const three = [
      { id: 'a', name: 'a', n: null, w: null },
      { id: 'b', name: 'b', n: 5, w: 'x' },
      { id: 'c', name: 'c', n: null, w: null },
    ]
    assert.deepEqual(await rows(), three)
    await lake.reopen()
    host.wait(10)
    add('d', { novelty: 6 })
    assert.deepEqual((await lake.synced(['coupons'])).coupons!.drift, [])
    const four = [...three, { id: 'd', name: 'd', n: 6, w: null }]
    assert.deepEqual(await rows(), four)
    // Names have become objects.
    host.wait(10)
    add('e', {})
    add('f', { name: { first: 'f' } })
    const count = () => lake.ask('coupons', 'select count(*)::int as n from history')
    const before = await count()
    const { error } = (await lake.sync(['coupons'])).coupons!
    assert.match(error!, /The field \S*coupons_data\.name has become object/)
    const { status, errors, outputRecords } = await lake.lastRun('coupons')
    assert.deepEqual([status, errors[0]!.code, outputRecords], ['failed', 'CONNECTOR-2001-500', 0])
    assert.deepEqual([await count(), lake.staged, await rows()], [before, [], four])
    // When they are names again, the next run goes on.
    host.things.set('f', { ...host.things.get('f')!, name: 'f' })
    await lake.synced(['coupons'])
    assert.deepEqual(await lake.column('coupons', 'o.id'), ['a', 'b', 'c', 'd', 'e', 'f'])
  }))

test('rows that cannot be made to fit: a few are told of, too many stop the run', () =>
  withHost(async (host, lake) => {
    const spoil = (id: string) => host.things.set(id, { ...host.things.get(id)!, times_redeemed: 'many' as never })
    for (let i = 0; i < 100; i++) host.create('c', 0, `c${i}`)
    // Six of a hundred are more than five per cent, and four are not.
    for (let i = 0; i < 6; i++) spoil(`c${i}`)
    const { error } = (await lake.sync(['coupons'])).coupons!
    assert.match(error!, /^6 of 100 rows failed, and the flow allows 5 %\. The first: c\d+: /)
    const failed = await lake.lastRun('coupons')
    assert.deepEqual(
      [failed.status, failed.errors[0]!.code, failed.inputRecords, failed.outputRecords, failed.failedRecords],
      ['failed', 'INGEST-1212-400', 100, 0, 6],
    )
    assert.deepEqual([await lake.ask('coupons', 'select 1 from history'), lake.staged], [[], []])
    for (const id of ['c0', 'c1']) host.things.set(id, { ...host.things.get(id)!, times_redeemed: 3 })
    assert.deepEqual((await lake.synced(['coupons'])).coupons!.failed, 4)
    const run = await lake.lastRun('coupons')
    assert.deepEqual(run.errors, [
      { code: 'INGEST-1212-400', message: '4 rows failed and were left out.', recordCount: 4 },
    ])
    assert.deepEqual(run.samples.map(({ id }) => id).toSorted(), ['c2', 'c3', 'c4', 'c5'])
    assert.deepEqual(await lake.column('coupons', 'count(*)::int'), [96])
    // What is mended is taken in with its event.
    host.wait(10)
    for (let i = 2; i < 6; i++) {
      host.things.set(`c${i}`, { ...host.things.get(`c${i}`)!, times_redeemed: 3 })
      host.update(`c${i}`)
    }
    await lake.synced(['coupons'])
    assert.deepEqual(await lake.column('coupons', 'count(*)::int'), [100])
  }))
