// Whatever happens between them, a lake and a host end alike: objects are made, changed and deleted while a flow reads, requests fail in
// every way, events come late, twice or not at all, runs are stopped in the middle, and the lake is opened anew.
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

type Step =
  | { readonly do: 'create'; readonly count: number; readonly late: number }
  | { readonly do: 'update' | 'delete'; readonly which: number; readonly late: number }
  | { readonly do: 'wait'; readonly seconds: number }
  | { readonly do: 'reopen' }
  /** A run: the faults of its requests, one after the other, and after how many requests the process ends. */
  | { readonly do: 'run'; readonly faults: readonly (Fault | 'none')[]; readonly stopAfter: number }

const late = fc.constantFrom(0, 0, 0, 5, 300)
const fault = fc.constantFrom<Fault | 'none'>('none', 'none', 'none', 429, 500, 'cut', 'half')
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant('create' as const), count: fc.integer({ min: 1, max: 130 }), late }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constantFrom('update' as const, 'delete' as const), which: fc.nat(), late }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('wait' as const), seconds: fc.constantFrom(1, 60, 900, 31 * 86_400) }),
  },
  { weight: 1, arbitrary: fc.constant({ do: 'reopen' as const }) },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('run' as const),
      faults: fc.array(fault, { maxLength: 12 }),
      stopAfter: fc.constantFrom(0, 0, 3, 9),
    }),
  },
)

async function run(world: SourceWorld, host: FakeHost, faults: readonly (Fault | 'none')[], stopAfter: number) {
  const left = [...faults]
  let count = 0
  host.fault = () => {
    // The account and the permissions are asked for first: what is tried here is reading.
    const isReading = host.asked.at(-1)!.includes('limit=100') || /cus_\d+$/.test(host.asked.at(-1)!)
    if (!isReading) return undefined
    if (++count === stopAfter) void stopAll(world)
    const next = left.shift()
    return next === 'none' ? undefined : next
  }
  const [result] = await syncLake(world.source, {
    url: host.url,
    key: 'sk_test_fake',
    streams: [streamNamed('customers')!],
    version: '2026-08-26.dahlia',
    connected: false,
  })
  host.fault = () => undefined
  return result!
}

async function stopAll({ source }: SourceWorld) {
  const flows = await source.catalog.list(OWN, 'flow')
  for (const { id } of flows) await source.runner.stop(id)
}

/** How far the time of the test is ahead of the machine's, in milliseconds. */
let ahead = 0
const now = () => Date.now() + ahead

async function play(steps: readonly Step[]): Promise<void> {
  const host = await new FakeHost().start()
  let world = await sourceWorld({ host: host.url, keep: true, pauseMs: 1, now })
  try {
    for (const one of steps) {
      const ids = [...host.customers.keys()]
      if (one.do === 'create') for (let i = 0; i < one.count; i++) host.create(`n${i}`, one.late)
      if (one.do === 'update' && ids.length > 0) {
        const id = ids[one.which % ids.length]!
        host.update(id, { balance: host.customers.get(id)!.balance + 1 }, one.late)
      }
      if (one.do === 'delete' && ids.length > 0) host.delete(ids[one.which % ids.length]!, one.late)
      if (one.do === 'wait') {
        host.wait(one.seconds)
        ahead += one.seconds * 1000
      }
      if (one.do === 'reopen') world = await reopened(world, host)
      if (one.do === 'run') await run(world, host, one.faults, one.stopAfter)
    }
    const last = await run(world, host, [], 0)
    assert.equal(last.error, undefined)
    world = await reopened(world, host)
    assert.deepEqual(await landed(world), expected(host))
  } finally {
    await world.discard()
    await host.stop()
  }
}

async function reopened(world: SourceWorld, host: FakeHost): Promise<SourceWorld> {
  await world.close()
  return sourceWorld({ now, host: host.url, folder: world.folder, keep: true, pauseMs: 1 })
}

const expected = (host: FakeHost) =>
  [...host.customers.values()]
    .map(({ id, name, balance, created, metadata }) => ({
      id,
      name,
      balance: String(balance),
      created: String(created),
      tag: metadata.name,
    }))
    .toSorted((a, b) => (a.id < b.id ? -1 : 1))

async function landed(world: SourceWorld) {
  await world.close()
  const lake = await openLake(world.folder, OWN)
  try {
    if (!lake.tables.includes('customers')) return []
    return await lake.ask(`select id, name, balance, created, metadata['name'] as tag from customers order by id`)
  } finally {
    await lake.close()
  }
}

test('any interleaving of changes, faults, stops and runs ends in the host’s state', async () => {
  await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), play), {
    numRuns: LONG ? 300 : 6,
    seed: SEED,
    endOnFailure: !LONG,
  })
})
