// Whatever happens between them, a lake and a host end alike: objects are made, changed and deleted while a flow reads, requests fail in
// every way, events come late, twice or not at all, runs are stopped in the middle or asked for twice, a second flow writes into the same
// dataset, the machine's clock is set back, and the lake is opened anew.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { streamNamed } from '../../src/source/extract/streams.ts'
import { openLake } from '../../src/source/lake/query.ts'
import { OWN, syncLake } from '../../src/source/sync.ts'
import { FakeHost, type Fault } from './fake_host.ts'
import { sourceWorld, type SourceWorld } from './world.ts'

const LONG = process.env.BRINDLE_LONG === '1'
const SEED = Number(process.env.BRINDLE_SEED ?? 20261126)

type Change =
  | { readonly do: 'create'; readonly count: number; readonly late: number }
  | { readonly do: 'update' | 'delete' | 'again'; readonly which: number; readonly late: number }
  | { readonly do: 'repeat'; readonly which: number }
type Step =
  | Change
  | { readonly do: 'wait' | 'setBack'; readonly seconds: number }
  | { readonly do: 'reopen' }
  /** A run: the faults of its requests, after how many of them the process ends, and what happens on the host meanwhile. */
  | {
      readonly do: 'run' | 'second'
      readonly faults: readonly (Fault | 'none')[]
      readonly stopAfter: number
      readonly during: readonly Change[]
      readonly isTwice: boolean
    }
  /** A run by hand over the seconds before now. */
  | { readonly do: 'window'; readonly seconds: number }

const late = fc.constantFrom(0, 0, 0, 5, 300, 599)
const fault = fc.constantFrom<Fault | 'none'>('none', 'none', 'none', 'none', 429, 500, 'cut', 'half')
const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({ do: fc.constant('create' as const), count: fc.integer({ min: 1, max: 130 }), late }),
  fc.record({ do: fc.constantFrom('update' as const, 'delete' as const, 'again' as const), which: fc.nat(), late }),
  fc.record({ do: fc.constant('repeat' as const), which: fc.nat() }),
)
const runOf = (which: 'run' | 'second') =>
  fc.record({
    do: fc.constant(which),
    faults: fc.array(fault, { maxLength: 12 }),
    stopAfter: fc.constantFrom(0, 0, 3, 9),
    during: fc.array(change, { maxLength: 3 }),
    isTwice: fc.boolean(),
  })
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: change },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 60, 900, 31 * 86_400) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'setBack' as const, seconds: 3_600 }) },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('window' as const), seconds: fc.constantFrom(1, 100) }) },
  { weight: 3, arbitrary: runOf('run') },
  { weight: 2, arbitrary: runOf('second') },
)
/** Something is there and read, and then goes on. */
const story: fc.Arbitrary<readonly Step[]> = fc
  .tuple(change, runOf('run'), fc.array(step, { minLength: 2, maxLength: 10 }))
  .map(([first, run, rest]) => [first, run, ...rest])

/** How far the time of the test is ahead of the machine's, in milliseconds. */
let ahead = 0
const now = () => Date.now() + ahead
/** In time that does not come: runs begin when they are asked for. */
const NEVER = 253_370_764_800

class Play {
  readonly #host: FakeHost
  #world: SourceWorld
  #flow: string | undefined
  #second: string | undefined

  private constructor(host: FakeHost, world: SourceWorld) {
    this.#host = host
    this.#world = world
  }

  static async of(steps: readonly Step[], kind: FakeHost['kind']): Promise<void> {
    const host = await new FakeHost(kind).start()
    const play = new Play(host, await sourceWorld({ host: host.url, keep: true, pauseMs: 1, now }))
    try {
      for (const one of steps) await play.#step(one)
      const last = await play.#sync()
      assert.equal(last.error, undefined)
      await play.#reopen()
      assert.deepEqual(await play.#landed(), play.#expected())
    } finally {
      await play.#world.discard()
      await host.stop()
    }
  }

  async #step(one: Step): Promise<void> {
    switch (one.do) {
      case 'wait':
        this.#host.wait(one.seconds)
        ahead += one.seconds * 1000
        return
      case 'setBack':
        ahead -= one.seconds * 1000
        return
      case 'reopen':
        return this.#reopen()
      case 'window':
        return this.#window(one.seconds)
      case 'run':
      case 'second':
        return this.#run(one)
      default:
        return this.#change(one)
    }
  }

  #change(one: Change): void {
    const host = this.#host
    if (one.do === 'repeat') {
      host.repeat(one.which)
      return
    }
    if (one.do === 'create') {
      for (let i = 0; i < one.count; i++) host.create(`n${i}`, one.late)
      return
    }
    const ids = [...host.things.keys()]
    if (ids.length === 0) return
    const id = ids[one.which % ids.length]!
    if (one.do === 'update') host.update(id, one.late)
    else host.delete(id, one.do === 'again' ? 0 : one.late)
    // Coupons have ids that users choose.
    if (one.do === 'again' && host.kind === 'coupons') host.create('again', one.late, id)
  }

  async #run({ do: which, faults, stopAfter, during, isTwice }: Step & { do: 'run' | 'second' }): Promise<void> {
    const [left, changes] = [[...faults], [...during]]
    let count = 0
    this.#host.fault = () => {
      // The account and the permissions are asked for first: what is tried here is reading.
      const asked = this.#host.asked.at(-1)!
      if (!asked.includes('limit=100') && !/_\d{10}/.test(asked)) return undefined
      if (++count === stopAfter) void this.#stop()
      const change = changes.shift()
      if (change) this.#change(change)
      const next = left.shift()
      return next === 'none' ? undefined : next
    }
    if (which === 'run') {
      const going = this.#sync()
      if (isTwice && this.#flow) await this.#call('POST', '/flowservice/runs', { flowId: this.#flow }, [201, 409])
      await going
    } else await this.#runSecond(isTwice)
    // One that was asked for between may still go on.
    for (const flow of [this.#flow, this.#second]) if (flow) await this.#world.source.runner.stop(flow)
    this.#host.fault = () => undefined
  }

  async #sync() {
    const [result] = await syncLake(this.#world.source, {
      url: this.#host.url,
      key: 'sk_test_fake',
      streams: [streamNamed(this.#host.kind)!],
      version: '2026-08-26.dahlia',
      connected: false,
    })
    this.#flow ??= (await this.#world.source.catalog.list(OWN, 'flow'))[0]?.id
    return result!
  }

  /** Another flow, from the same list into the same dataset. */
  async #runSecond(isTwice: boolean): Promise<void> {
    if (this.#flow === undefined) return
    const { runner, catalog } = this.#world.source
    if (this.#second === undefined) {
      const { body: first } = (await catalog.find<Record<string, unknown>>(OWN, 'flow', this.#flow))!
      const { flowSpec, sourceConnectionIds, targetConnectionIds, transformations } = first
      const made = { name: 'Second', flowSpec, sourceConnectionIds, targetConnectionIds, transformations }
      const scheduleParams = { startTime: NEVER, frequency: 'once' }
      this.#second = (await this.#call('POST', '/flowservice/flows', { ...made, scheduleParams }, [201])).id as string
    }
    const asked = Array.from({ length: isTwice ? 2 : 1 }, () =>
      this.#call('POST', '/flowservice/runs', { flowId: this.#second }, [201, 409]),
    )
    const items = (await Promise.all(asked)).flatMap(({ items }) => items ?? [])
    assert.equal(items.length, 1, 'a flow has one run at a time')
    await runner.wait(OWN, this.#second, items[0].id)
  }

  async #window(seconds: number): Promise<void> {
    if (this.#flow === undefined) return
    const params = { windowStartTime: this.#host.now - seconds, windowEndTime: this.#host.now + 1 }
    const { items } = await this.#call('POST', '/flowservice/runs', { flowId: this.#flow, params }, [201])
    const run = await this.#world.source.runner.wait(OWN, this.#flow, items[0].id)
    assert.equal(run.status, 'success')
  }

  async #call(method: string, path: string, body: object, statuses: readonly number[]) {
    const answer = await this.#world.call(method, path, body)
    assert.ok(statuses.includes(answer.status), JSON.stringify(answer.body))
    return answer.body
  }

  async #stop(): Promise<void> {
    const flows = await this.#world.source.catalog.list(OWN, 'flow')
    for (const { id } of flows) await this.#world.source.runner.stop(id)
  }

  async #reopen(): Promise<void> {
    await this.#world.close()
    const { folder } = this.#world
    this.#world = await sourceWorld({ now, host: this.#host.url, folder, keep: true, pauseMs: 1 })
  }

  #expected = () =>
    [...this.#host.things.values()]
      .map(({ id, name, created, metadata, balance, times_redeemed }) => ({
        id,
        name,
        counts: String(balance ?? times_redeemed),
        created: String(created),
        tag: metadata.name,
      }))
      .toSorted((a, b) => (a.id < b.id ? -1 : 1))

  async #landed() {
    await this.#world.close()
    const lake = await openLake(this.#world.folder, OWN)
    const { kind } = this.#host
    try {
      if (!lake.tables.includes(kind)) return []
      const twice = `select _landed.id, _landed.changed, count(*) as n from ${kind}_history group by all having n > 1`
      assert.deepEqual(await lake.ask(twice), [])
      const counts = kind === 'customers' ? 'balance' : 'times_redeemed'
      return await lake.ask(
        `select id, name, ${counts} as counts, created, metadata['name'] as tag from ${kind} order by id`,
      )
    } finally {
      await lake.close()
    }
  }
}

test('any interleaving of changes, faults, stops and runs ends in the host’s state', async () => {
  const kind = fc.constantFrom<FakeHost['kind']>('coupons', 'coupons', 'coupons', 'customers')
  const cases = fc.asyncProperty(story, kind, (steps, of) => Play.of(steps, of))
  await fc.assert(cases, { numRuns: LONG ? 300 : 4, seed: SEED, endOnFailure: !LONG })
})
