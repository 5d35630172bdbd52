// How fast a host is asked: never more than may be in any second, nearly all of it, and less after a 429. Time is the test's own.
import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import test from 'node:test'
import { Budget, type Pace } from '../../src/source/extract/budget.ts'
import { Host, Refused, Unreachable } from '../../src/source/extract/host.ts'

/** A clock whose time goes on when all wait: timers come up in their order, up to `late` milliseconds late. */
class Clock implements Pace {
  #now = 1_000
  #timers: { at: number; go: () => void }[] = []
  readonly #late: () => number

  constructor(late: () => number = () => 0) {
    this.#late = late
  }

  now = () => this.#now

  wait = (ms: number) =>
    new Promise<void>((go) => {
      this.#timers.push({ at: this.#now + ms + this.#late(), go })
    })

  /** Lets this much time go by. */
  async run(ms: number): Promise<void> {
    const end = this.#now + ms
    for (;;) {
      // Whoever can go on has gone on, and waits again.
      await new Promise(setImmediate)
      const next = this.#timers.reduce((soonest, { at }) => Math.min(soonest, at), end)
      this.#now = next
      if (next >= end) return
      const due = this.#timers.filter(({ at }) => at <= next)
      this.#timers = this.#timers.filter(({ at }) => at > next)
      for (const { go } of due) go()
    }
  }
}

type Left = { readonly endpoint: string; readonly at: number }

/** Eight askers to each endpoint, each with its next request as soon as the last one has left. */
function asking(budget: Budget, clock: Clock, endpoints: readonly string[], workers = 8) {
  const left: Left[] = []
  const state = { isOver: false }
  for (const endpoint of endpoints)
    for (let i = 0; i < workers; i++)
      void (async () => {
        while (!state.isOver) {
          await budget.take(endpoint)
          left.push({ endpoint, at: clock.now() })
        }
      })()
  return { left, stop: () => (state.isOver = true) }
}

/** The most that left in any second. */
function most(left: readonly Left[]): number {
  let [most, first] = [0, 0]
  for (const [i, { at }] of left.entries()) {
    while (left[first]!.at <= at - 1_000) first++
    most = Math.max(most, i - first + 1)
  }
  return most
}
const between = (left: readonly Left[], from: number, to: number, endpoint?: string) =>
  left.filter((one) => one.at >= from && one.at < to && (!endpoint || one.endpoint === endpoint)).length

/** Without chance, and spread: the k-th timer is late by so many milliseconds of up to `max`. */
const spread = (max: number) => {
  let k = 0
  return () => (++k * 37) % (max + 1)
}
const ALL = ['/a', '/b', '/c', '/d', '/e', '/f']

test('at least nine tenths of a rate are used, and never more than all of it in any second', async () => {
  // Requests a second: in all, of one endpoint, how many endpoints are asked, how late timers are, and the most that may leave.
  const rows: [all: number, endpoint: number, endpoints: number, late: number, limit: number][] = [
    [25, 25, 1, 0, 25],
    [25, 25, 3, 0, 25],
    [100, 25, 1, 0, 25],
    [100, 25, 4, 0, 100],
    [100, 25, 6, 0, 100],
    [25, 25, 2, 30, 25],
    [100, 25, 6, 30, 100],
    [3, 3, 1, 0, 3],
  ]
  for (const [all, endpoint, count, late, limit] of rows) {
    const clock = new Clock(spread(late))
    const told = `${all}/${endpoint} over ${count}, ${late} ms late`
    const { left, stop } = asking(new Budget({ all, endpoint }, clock), clock, ALL.slice(0, count))
    await clock.run(10_000)
    stop()
    assert.ok(left.length >= limit * 10 * 0.9, `${told}: ${left.length} in ten seconds`)
    assert.ok(most(left) <= limit, `${told}: ${most(left)} in a second`)
    for (const one of ALL.slice(0, count)) {
      const own = left.filter((request) => request.endpoint === one)
      assert.ok(own.length > 0 && most(own) <= endpoint, `${told}: ${most(own)} of ${one} in a second`)
    }
  }
})

test('what was not used is not made up for', async () => {
  const clock = new Clock()
  const budget = new Budget({ all: 100, endpoint: 25 }, clock)
  await budget.take('/a')
  await clock.run(60_000)
  const { left } = asking(budget, clock, ['/a'])
  await clock.run(3_000)
  assert.ok(most(left) <= 25, `${most(left)}`)
})

/** Four endpoints at 100 a second in all and 25 each, refused after three seconds. Returns what left in the two seconds after it. */
async function refusedAfter(reason: string | undefined, seconds: number, times = 1) {
  const clock = new Clock()
  const budget = new Budget({ all: 100, endpoint: 25 }, clock)
  const { left, stop } = asking(budget, clock, ALL.slice(0, 4))
  await clock.run(3_000)
  const at = clock.now()
  for (let i = 0; i < times; i++) budget.refused('/a', reason, seconds)
  await clock.run(8_000)
  stop()
  const in2 = (from: number, endpoint?: string) => between(left, from, from + 2_000, endpoint)
  return { a: in2(at, '/a'), all: in2(at), later: in2(at + 5_000, '/a'), left, at }
}

test('a 429 slows what it is about, and it comes back', async () => {
  // What may leave in two seconds: an endpoint at its rate 47 (95 % of 25); at half, with a fifth back each second (12.5 to 22.5), 33.
  // Of all four at half of 100 (50 to 90) 133; with the one at half and the others at their rate 33 + 3 × 47 = 174. Where there is
  // too little for all, whose turn it is is chance.
  const rows: [reason: string | undefined, a: [number, number], all: [number, number]][] = [
    ['endpoint-rate', [29, 35], [168, 180]],
    ['endpoint-concurrency', [29, 35], [168, 180]],
    ['resource-specific', [29, 35], [168, 180]],
    ['global-rate', [20, 48], [126, 139]],
    ['global-concurrency', [20, 48], [126, 139]],
    [undefined, [15, 35], [126, 139]],
  ]
  const fits = (n: number, [least, greatest]: [number, number]) => n >= least && n <= greatest
  for (const [reason, a, all] of rows) {
    const got = await refusedAfter(reason, 0)
    const told = `${reason}: ${got.a} of ${got.all}, later ${got.later}`
    assert.ok(fits(got.a, a) && fits(got.all, all) && fits(got.later, [45, 50]), told)
    assert.ok(most(got.left) <= 100, told)
    // Eight that were on their way together are one reason.
    assert.equal((await refusedAfter(reason, 0, 8)).all, got.all, told)
  }
})

test('Retry-After is waited for, by those whom it concerns', async () => {
  for (const [reason, others] of [
    ['endpoint-rate', true],
    ['global-rate', false],
    [undefined, false],
  ] as const) {
    const { left, at } = await refusedAfter(reason, 3)
    assert.equal(between(left, at + 1, at + 3_000, '/a'), 0, reason)
    assert.equal(between(left, at + 1, at + 3_000, '/b') > 0, others, reason)
    // Then they do not all leave at once: 95 a second, of a tenth of a second and of the twentieth that is made up for.
    assert.ok(between(left, at + 3_000, at + 3_100) <= 15, `${between(left, at + 3_000, at + 3_100)}`)
    assert.ok(between(left, at + 3_000, at + 5_000, '/a') > 20, reason)
  }
})

test('a host without a limit of its own is slowed by its 429s, from as fast as it was asked', async () => {
  const clock = new Clock()
  const budget = new Budget({ all: Infinity, endpoint: Infinity }, clock)
  const ask = async () => {
    // Two hundred a second.
    for (let i = 0; i < 400; i++) {
      await budget.take('/a')
      await clock.wait(5)
    }
  }
  void ask()
  await clock.run(2_000)
  budget.refused('/a', 'global-rate', 0)
  const at = clock.now()
  const { left, stop } = asking(budget, clock, ['/a'], 1)
  await clock.run(9_000)
  stop()
  // Half of two hundred, a fifth of it more each second: 100 to 140 in the first, 95 % of it.
  const [first, ninth] = [between(left, at, at + 1_000), between(left, at + 8_000, at + 9_000)]
  assert.ok(first >= 105 && first <= 130, `${first}`)
  assert.ok(ninth >= 350, `${ninth}`)
})

test('what passes is asked again, what does not is told', async () => {
  type Said = readonly [status: number, headers: Record<string, string>, body: string]
  const rows: [said: Said[], then: number | RegExp, asked: number, waited: number][] = [
    // Answers, then the status that comes out or what is thrown, how often it was asked, and the seconds that the budget waited.
    [[[200, {}, '{"ok":1}']], 200, 1, 0],
    [[[429, { 'retry-after': '7', 'stripe-rate-limited-reason': 'endpoint-rate' }, '{}']], 200, 2, 7],
    [[[429, {}, '{}']], 200, 2, 0],
    [
      [
        [429, { 'retry-after': '2' }, '{}'],
        [429, { 'retry-after': '3' }, '{}'],
      ],
      200,
      3,
      5,
    ],
    [[[429, { 'retry-after': 'Wed, 21 Oct 2026 07:28:00 GMT' }, '{}']], 200, 2, 0],
    [
      [
        [500, {}, 'no json'],
        [503, {}, ''],
        [409, {}, '{}'],
      ],
      200,
      4,
      0,
    ],
    [[[200, {}, '{"cut":']], 200, 2, 0],
    [[[400, { 'stripe-should-retry': 'true' }, '{}']], 200, 2, 0],
    [[[500, { 'stripe-should-retry': 'false' }, '{"error":{"message":"Never."}}']], /Never\./, 1, 0],
    [[[403, {}, '{"error":{"message":"No permission.","code":"more_permissions"}}']], /No permission\./, 1, 0],
    [[[404, {}, '']], /The host answered 404\./, 1, 0],
    [Array.from({ length: 4 }, () => [502, {}, ''] as const), /\/v1\/things failed 4 times.*502/, 4, 0],
  ]
  const answers: Said[] = []
  let asked = 0
  const server = createServer((_, response) => {
    asked++
    const [status, headers, body] = answers.shift() ?? ([200, {}, '{"ok":1}'] as const)
    response.writeHead(status, headers).end(body)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  try {
    for (const [said, then, times, seconds] of rows) {
      let waited = 0
      const pace: Pace = {
        now: () => waited,
        wait: async (ms) => {
          waited += ms
        },
      }
      const budget = new Budget({ all: Infinity, endpoint: Infinity }, pace)
      const host = new Host({ url, token: 'sk_test_a', budget, tries: 4, pauseMs: 1 })
      asked = 0
      answers.splice(0, answers.length, ...said)
      const got = await host.get('/v1/things').then(
        ({ body }) => body,
        (error) => error,
      )
      const told = JSON.stringify(said)
      if (typeof then === 'number') assert.deepEqual(got, { ok: 1 }, told)
      else {
        assert.ok(got instanceof Refused || got instanceof Unreachable, told)
        assert.match(got.message, then)
      }
      assert.equal(asked, times, told)
      // The pace after a 429 is at least some tens of requests a second: less than a tenth of a second each.
      assert.ok(waited >= seconds * 1000 && waited < seconds * 1000 + 100 * times, `${told}: ${waited} ms`)
      await host.close()
    }
  } finally {
    server.closeAllConnections()
    server.close()
  }
})
