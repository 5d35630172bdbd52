// Windows of `created`: every object exactly once, however many read, wherever it stops, and whatever is left when it does.
import assert from 'node:assert/strict'
import test from 'node:test'
import fc from 'fast-check'
import { type Host, type Json, Refused } from '../../src/source/extract/host.ts'
import { newestOf, type Page, readWindows, type Window } from '../../src/source/extract/windows.ts'

const SEED = Number(process.env.BRINDLE_SEED ?? 20261126)

interface Thing {
  readonly id: string
  readonly created: number
}

/** A list as Stripe pages it, newest first, without a network. It answers after so many turns, so pages come in another order. */
class List {
  things: Thing[]
  asked = 0
  /** How many were asked for at once, at most. */
  most = 0
  #now = 0
  readonly #turns: () => number
  /** Throws what goes wrong. */
  readonly #before: (asked: number) => void

  constructor(
    times: readonly number[],
    turns: () => number = () => 1,
    before: (asked: number) => void = () => undefined,
  ) {
    this.things = times
      .map((created, i) => ({ id: `t_${String(i).padStart(5, '0')}`, created }))
      .sort((a, b) => b.created - a.created || (a.id < b.id ? 1 : -1))
    this.#turns = turns
    this.#before = before
  }

  get host(): Host {
    return { get: (_: string, params: Json) => this.#get(params) } as unknown as Host
  }

  async #get(params: Json) {
    this.asked++
    const count = this.asked
    this.most = Math.max(this.most, ++this.#now)
    for (let i = this.#turns(); i > 0; i--) await Promise.resolve()
    this.#now--
    this.#before(count)
    const { 'created[gte]': gte = 0, 'created[lt]': lt = Infinity, limit, starting_after: after } = params
    const at = after === undefined ? -1 : this.things.findIndex(({ id }) => id === after)
    if (after !== undefined && at === -1)
      throw new Refused(400, { error: { code: 'resource_missing', message: `No such ${after}` } }, 'req_1')
    const rest = this.things.slice(at + 1).filter(({ created }) => created >= gte && created < lt)
    return { body: { data: rest.slice(0, limit), has_more: rest.length > limit }, askedAt: 1, requestId: '', bytes: 1 }
  }
}

interface Read {
  /** The ids of the pages that were taken, in their order. */
  readonly taken: string[]
  left: readonly Window[]
  error?: unknown
}

/** Reads until the end, or until something throws. `onPage` may. */
async function read(
  list: List,
  windows: readonly Window[],
  {
    workers = 4,
    created = true,
    onPage = () => undefined,
    signal,
  }: { workers?: number; created?: boolean; onPage?: (page: Page) => void; signal?: AbortSignal } = {},
): Promise<Read> {
  const got: Read = { taken: [], left: windows }
  try {
    await readWindows(windows, {
      host: list.host,
      listing: { path: '/v1/things', created, params: {} },
      workers,
      ...(signal && { signal }),
      onPage: async (page, left) => {
        await Promise.resolve()
        onPage(page)
        got.taken.push(...page.records.map(({ id }) => id as string))
        got.left = left
      },
    })
  } catch (error) {
    got.error = error
  }
  return got
}

const all = (list: List) => list.things.map(({ id }) => id).sort()
const times = (count: number, at: (i: number) => number = (i) => i) => Array.from({ length: count }, (_, i) => at(i))
const WHOLE: Window[] = [{ from: 0, to: 100_000 }]

test('a list of any length is read to its end, with no more pages than it has', async () => {
  // Objects, those of a second, and the pages of a list that one reads.
  for (const [count, second, pages] of [
    [0, 1, 1],
    [1, 1, 1],
    [99, 1, 1],
    [100, 1, 1],
    [101, 1, 2],
    [200, 1, 2],
    [300, 300, 3],
    [350, 7, 4],
    [1_000, 1_000, 10],
  ] as const)
    for (const created of [true, false]) {
      const list = new List(times(count, (i) => Math.floor(i / second)))
      const { taken, left, error } = await read(list, WHOLE, { workers: 1, created })
      assert.deepEqual([error, left, list.asked], [undefined, [], pages], `${count} by ${second}`)
      assert.deepEqual(taken.toSorted(), all(list))
    }
})

test('who has nothing to do takes half of what is left', async () => {
  for (const workers of [2, 3, 8]) {
    // Evenly, all in the last second but one, and most of them in the first.
    for (const at of [(i: number) => i, (i: number) => (i === 0 ? 0 : 50_000), (i: number) => (i < 1_900 ? 3 : i)]) {
      const list = new List(times(2_000, at))
      const { taken, left } = await read(list, WHOLE, { workers })
      assert.deepEqual(taken.toSorted(), all(list))
      assert.deepEqual(left, [])
    }
    const list = new List(times(5_000), () => 20)
    await read(list, WHOLE, { workers })
    assert.ok(list.most >= Math.min(workers, 3), `${list.most} at once of ${workers}`)
    // What is shared out costs a page that is not full for each half, and no more.
    assert.ok(list.asked <= 50 + 2 * 50, `${list.asked}`)
    // A list that takes no `created` cannot be shared.
    const plain = new List(times(1_000))
    const { taken } = await read(plain, WHOLE, { workers, created: false })
    assert.deepEqual([plain.most, plain.asked, taken.length], [1, 10, 1_000])
  }
})

/** What is read of a list that stops again and again: at a request, at a page, or because it is told to. */
const stops = fc.array(
  fc.record({ how: fc.constantFrom('request', 'page', 'signal'), at: fc.integer({ min: 1, max: 9 }) }),
  {
    maxLength: 4,
  },
)

test('wherever it stops, it goes on with what is left: every object once', async () => {
  const cases = fc.asyncProperty(
    fc.array(fc.tuple(fc.nat({ max: 30 }), fc.constantFrom(1, 1, 3, 99, 100, 250)), { maxLength: 12 }),
    fc.integer({ min: 1, max: 5 }),
    fc.boolean(),
    stops,
    fc.infiniteStream(fc.integer({ min: 1, max: 12 })),
    async (made, workers, created, stops, turns) => {
      let broken = 0
      const list = new List(
        made.flatMap(([at, count]) => Array.from({ length: count }, () => at)),
        () => turns.next().value as number,
        () => {
          if (--broken === 0) throw new Error('request')
        },
      )
      const taken: string[] = []
      let left: readonly Window[] = [{ from: 0, to: 31 }]
      for (const { how, at } of [...stops, { how: 'none', at: 0 }]) {
        const stop = new AbortController()
        let pages = 0
        broken = how === 'request' ? at : 0
        const asked = list.asked
        const got: Read = await read(list, left, {
          workers,
          created,
          signal: stop.signal,
          onPage: () => {
            if (++pages !== at) return
            if (how === 'page') throw new Error('page')
            if (how === 'signal') stop.abort()
          },
        })
        taken.push(...got.taken)
        if (how === 'none') assert.equal(got.error, undefined)
        // Those that were on their way end, and none begins.
        if (got.error && how === 'request') assert.ok(list.asked - asked < at + workers, 'it goes on after an error')
        left = got.left
      }
      assert.deepEqual(left, [])
      assert.deepEqual(taken.toSorted(), all(list))
    },
  )
  await fc.assert(cases, { numRuns: 200, seed: SEED })
})

test('an object at which it stopped may be gone: what is left is read all the same', async () => {
  for (const created of [true, false]) {
    const list = new List(times(500, (i) => Math.floor(i / 150)))
    let pages = 0
    const first = await read(list, [{ from: 0, to: 10 }], {
      workers: 1,
      created,
      onPage: () => {
        if (++pages === 3) throw new Error('stop')
      },
    })
    const [{ after }] = first.left as [Window]
    assert.equal(after, first.taken.at(-1))
    list.things = list.things.filter(({ id }) => id !== after)
    const { taken, left, error } = await read(list, first.left, { workers: 1, created })
    assert.deepEqual([error, left], [undefined, []])
    assert.deepEqual([...new Set([...first.taken, ...taken])].filter((id) => id !== after).toSorted(), all(list))
    // Read twice is only what was created in the second at which it stopped, where the list can be asked by it.
    if (created) assert.ok(taken.filter((id) => first.taken.includes(id)).length < 150)
  }
})

test('the newest of a list is its first, and of an empty one nothing', async () => {
  const listing = { path: '/v1/things', created: true, params: {} }
  assert.equal(await newestOf(new List([3, 9, 4]).host, listing), 9)
  assert.equal(await newestOf(new List([]).host, listing), undefined)
})
