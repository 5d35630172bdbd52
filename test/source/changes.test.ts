// The events feed: each event is taken in once, however late it comes and wherever reading stops, and leads to the object as it is; where the
// feed no longer reaches back, that is noticed. One file because what a feed gives and what a lake makes of it are tried with the same
// events.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Change, type Feed, feedHead, HorizonPassed, readFeed } from '../../src/source/extract/changes.ts'
import { type Host, type Json, Refused } from '../../src/source/extract/host.ts'
import { type Stream, streamNamed } from '../../src/source/extract/streams.ts'
import { syncLake } from '../../src/source/sync.ts'
import { FakeHost } from './fake_host.ts'
import { landed } from './landed.ts'
import { sourceWorld } from './world.ts'

const SEED = Number(process.env.BRINDLE_SEED ?? 20261126)
const PRICES = streamNamed('prices')!
const DAY_MS = 86_400_000

interface Event {
  readonly id: string
  readonly created: number
  readonly type: string
  readonly data: { readonly object: Json }
}

/** A feed as Stripe lists it, newest first, without a network. */
class Events {
  /** Oldest first. */
  all: Event[] = []
  now = 1_000_000
  #made = 0
  readonly asked: Json[] = []
  /** What happens before a request is answered. */
  before: () => void = () => undefined

  /** Happened `late` seconds ago, and is listed from now on. Its object is its own, so that events can be counted by their changes. */
  tell(late = 0, type = 'price.updated', object?: Json): string {
    const n = ++this.#made
    const event = { id: `evt_${n}`, created: this.now - late, type, data: { object: object ?? { id: `price_${n}` } } }
    this.all.splice(this.all.findLastIndex(({ created }) => created <= event.created) + 1, 0, event)
    return event.id
  }

  get host(): Host {
    return {
      get: async (_: string, params: Json) => {
        this.before()
        this.asked.push(params)
        const { types, limit, starting_after: after, ending_before: before } = params
        const newest = this.all.toReversed().filter(({ type }) => !types || types.includes(type))
        const at = newest.findIndex(({ id }) => id === (after ?? before))
        if ((after ?? before) !== undefined && at === -1)
          throw new Refused(400, { error: { code: 'resource_missing', message: 'No such event' } }, 'req_1')
        const rest = before === undefined ? newest.slice(at + 1) : newest.slice(0, at)
        const data = before === undefined ? rest.slice(0, limit) : rest.slice(-limit)
        return { body: { data, has_more: rest.length > limit }, askedAt: 1, requestId: '', bytes: 1 }
      },
    } as unknown as Host
  }
}

/** Reads on, up to so many pages: then it stops before the page is taken. Answers how far it came, and what was taken. */
async function readOn(events: Events, feed: Feed, pages = Infinity, stream: Stream = PRICES) {
  const taken: Change[] = []
  let [at, count] = [feed, 0]
  await readFeed(
    events.host,
    stream,
    feed,
    async (changes, next) => {
      if (++count > pages) throw new Error('stopped')
      taken.push(...changes)
      at = next
    },
    feed.readAt + 1,
  ).catch((error) => {
    if ((error as Error).message !== 'stopped') throw error
  })
  return { feed: at, taken }
}

const late = fc.constantFrom(0, 0, 1, 300, 599)
const told = fc.record({
  count: fc.constantFrom(1, 1, 2, 99, 100, 120),
  late,
  wait: fc.constantFrom(0, 0, 1, 599, 700),
})

test('every event that is listed after the head is taken in once, whatever its delay below ten minutes', async () => {
  const cases = fc.asyncProperty(
    fc.array(told, { maxLength: 4 }),
    fc.array(fc.record({ told: fc.array(told, { maxLength: 3 }), pages: fc.constantFrom(0, 1, 2, 9), during: late }), {
      maxLength: 6,
    }),
    async (before, runs) => {
      const events = new Events()
      const tell = (all: typeof before) =>
        all.flatMap(({ count, late, wait }) => {
          events.now += wait
          return Array.from({ length: count }, () => events.tell(late))
        })
      tell(before)
      let feed = await feedHead(events.host, PRICES, 0)
      const [expected, taken] = [new Set<string>(), [] as string[]]
      for (const { told, pages, during } of [...runs, { told: [], pages: Infinity, during: 0 }]) {
        for (const id of tell(told)) expected.add(id)
        // One comes up while it is read, between two pages.
        let left = 1
        events.before = () => {
          if (left-- === 0) expected.add(events.tell(during))
        }
        const got = await readOn(events, feed, pages)
        events.before = () => undefined
        feed = got.feed
        taken.push(...got.taken.map(({ event }) => event))
      }
      // What came up in the last one is there for the next.
      taken.push(...(await readOn(events, feed)).taken.map(({ event }) => event))
      assert.deepEqual(taken.toSorted(), [...expected].toSorted())
    },
  )
  await fc.assert(cases, { numRuns: 80, seed: SEED })
})

test('ten minutes is how late an event may be: the cursor is behind it', async () => {
  for (const [delay, isSeen] of [
    [599, true],
    [601, false],
  ] as const) {
    const events = new Events()
    // An event each ten seconds, of an hour.
    for (let i = 0; i < 360; i++, events.now += 10) events.tell()
    events.now -= 10
    const { feed } = await readOn(events, await feedHead(events.host, PRICES, 0))
    assert.equal(feed.seen.length, 60)
    const id = events.tell(delay)
    const { taken } = await readOn(events, feed)
    assert.deepEqual(
      taken.map(({ event }) => event),
      isSeen ? [id] : [],
    )
  }
})

test('of a page each object is told once, as its newest event has it', async () => {
  const events = new Events()
  const feed = await feedHead(events.host, PRICES, 0)
  for (const [type, amount] of [
    ['price.created', 1],
    ['price.updated', 2],
    ['price.deleted', 2],
  ] as const)
    events.tell(0, type, { id: 'price_a', unit_amount: amount })
  events.tell(0, 'price.updated', { id: 'price_b', unit_amount: 7 })
  events.tell(0, 'product.updated', { id: 'prod_a' })
  const { taken } = await readOn(events, feed)
  assert.deepEqual(
    taken.map(({ id, gone, last }) => [id, gone, last.unit_amount]),
    [
      ['price_a', true, 2],
      ['price_b', false, 7],
    ],
  )
})

test('an event of another object leads to the stream’s own', async () => {
  // Stream, event, its object, and the id that it is about.
  const rows: [stream: string, type: string, object: Json, id: string | undefined][] = [
    ['charges', 'charge.dispute.created', { id: 'du_1', charge: 'ch_1' }, 'ch_1'],
    ['charges', 'charge.dispute.funds_withdrawn', { id: 'du_1', charge: 'ch_2' }, 'ch_2'],
    ['disputes', 'charge.dispute.closed', { id: 'du_1', charge: 'ch_1' }, 'du_1'],
    ['refunds', 'charge.refund.updated', { id: 're_1', charge: 'ch_1' }, 're_1'],
    ['customers', 'customer.discount.created', { id: 'di_1', customer: 'cus_1', subscription: null }, 'cus_1'],
    ['subscriptions', 'customer.discount.created', { id: 'di_1', customer: 'cus_1', subscription: null }, undefined],
    ['subscriptions', 'customer.discount.deleted', { id: 'di_1', subscription: 'sub_1' }, 'sub_1'],
    ['billing/alerts', 'billing.alert.triggered', { alert: { id: 'alrt_1' } }, 'alrt_1'],
    // It has no id, and is no invoice.
    ['invoices', 'invoice.upcoming', { object: 'invoice', id: null }, undefined],
  ]
  for (const [name, type, object, id] of rows) {
    const [events, stream] = [new Events(), streamNamed(name)!]
    const feed = await feedHead(events.host, stream, 0)
    events.tell(0, type, object)
    const { taken } = await readOn(events, feed, Infinity, stream)
    assert.deepEqual(
      taken.map((change) => [change.id, change.gone]),
      id === undefined ? [] : [[id, false]],
      `${name} ${type}`,
    )
  }
})

test('up to twenty types are asked for; of more all events are read', async () => {
  for (const count of [20, 21]) {
    const types = Array.from({ length: count }, (_, i) => `price.made_up_${i}`)
    const stream: Stream = { ...PRICES, events: types, deleted: [] }
    const events = new Events()
    const feed = await feedHead(events.host, stream, 0)
    events.tell(0, 'charge.succeeded', { id: 'ch_1' })
    events.tell(0, types.at(-1)!, { id: 'price_1' })
    const { taken } = await readOn(events, feed, Infinity, stream)
    assert.deepEqual(
      taken.map(({ id }) => id),
      ['price_1'],
    )
    assert.deepEqual(
      events.asked.map(({ types }) => types?.length),
      events.asked.map(() => (count === 20 ? 20 : undefined)),
    )
  }
})

test('a feed that no longer reaches back is noticed', async () => {
  const filled = async () => {
    const events = new Events()
    for (let i = 0; i < 30; i++, events.now += 100) events.tell()
    return { events, feed: await feedHead(events.host, PRICES, 0) }
  }
  const reading = (events: Events, feed: Feed, now: number) =>
    readFeed(events.host, PRICES, feed, async () => undefined, now)
  // It was read 29 days ago, or longer.
  const { events, feed } = await filled()
  await reading(events, feed, 29 * DAY_MS)
  const asked = events.asked.length
  await assert.rejects(reading(events, feed, 29 * DAY_MS + 1), HorizonPassed)
  assert.equal(events.asked.length, asked)
  // The event at which it stands is gone.
  events.all = events.all.filter(({ id }) => id !== feed.cursor)
  await assert.rejects(reading(events, feed, 1), HorizonPassed)
  // There was none to stand at, and the newest of those that were seen is gone.
  const short = new Events()
  for (let i = 0; i < 5; i++, short.now += 100) short.tell()
  const head = await feedHead(short.host, PRICES, 0)
  assert.deepEqual([head.cursor, head.seen.length], [undefined, 5])
  for (let i = 0; i < 250; i++, short.now += 100) short.tell()
  assert.equal((await readOn(short, head)).taken.length, 250)
  short.all = short.all.slice(5)
  await assert.rejects(reading(short, head, 1), HorizonPassed)
  // Whatever else the host refuses is no matter of the horizon.
  const refusing = { get: () => Promise.reject(new Refused(403, { error: { message: 'No permission.' } }, 'req_1')) }
  await assert.rejects(
    readFeed(refusing as unknown as Host, PRICES, feed, async () => undefined, 1),
    /No permission/,
  )
})

/** A lake that follows a host: what it has of it after each run, by id, and which are gone. */
async function following(story: (host: FakeHost, sync: () => Promise<string[]>) => Promise<void>) {
  const host = await new FakeHost('coupons').start()
  const { source, close } = await sourceWorld({ host: host.url, pauseMs: 1 })
  try {
    await story(host, async () => {
      const options = { url: host.url, key: 'sk_test_fake', version: '2026-08-26.dahlia', connected: false }
      const [result] = await syncLake(source, { ...options, streams: [streamNamed('coupons')!] })
      assert.equal(result!.error, undefined)
      const ask = async (what: string) => (await landed(source, 'coupons', `${what} order by 1`)).map(({ it }) => it)
      return [
        ...(await ask(`select o.id || '=' || o.times_redeemed as it from current`)),
        ...(await ask(`select distinct _landed.id || ' gone' as it from history where _landed.deleted`)),
      ]
    })
  } finally {
    await close()
    await host.stop()
  }
}

test('coupons: what cannot be asked for is gone, ids that users choose come back, and silence is noticed', () =>
  following(async (host, sync) => {
    for (const id of ['a', 'b', 'c']) host.create(id, 0, id)
    assert.deepEqual(await sync(), ['a=0', 'b=0', 'c=0'])
    host.wait(100)
    host.delete('a')
    host.update('b')
    host.update('b')
    assert.deepEqual(await sync(), ['b=2', 'c=0', 'a gone'])
    // It is made anew, and afterwards the event comes that its forerunner was deleted.
    host.create('a', 0, 'a')
    assert.deepEqual(await sync(), ['a=0', 'b=2', 'c=0', 'a gone'])
    host.tell('coupon.deleted', { id: 'a', object: 'coupon' }, 90)
    assert.deepEqual(await sync(), ['a=0', 'b=2', 'c=0', 'a gone'])
    // The host keeps events for thirty days, and nobody has looked for that long.
    host.delete('c')
    host.update('b')
    host.wait(31 * 86_400)
    host.create('d', 0, 'd')
    assert.deepEqual(await sync(), ['a=0', 'b=3', 'd=0', 'a gone', 'c gone'])
    assert.deepEqual(await sync(), ['a=0', 'b=3', 'd=0', 'a gone', 'c gone'])
  }))

test('coupons that cannot be asked for by themselves are what their events said', () =>
  following(async (host, sync) => {
    host.isRetrievable = false
    // What an event says is as new as the end of its second, by the host's clock, which here is the machine's.
    host.now = Math.floor(Date.now() / 1000)
    for (const id of ['a', 'b']) host.create(id, 0, id)
    assert.deepEqual(await sync(), ['a=0', 'b=0'])
    host.update('a')
    host.update('a')
    host.delete('b')
    assert.deepEqual(await sync(), ['a=2', 'b gone'])
  }))
