// The index follows what changes one slice after the other, however often it is told of changes meanwhile.
import assert from 'node:assert/strict'
import { mock, test } from 'node:test'
import { startIndexer } from '../../src/jobs/indexer.ts'

test('changes that are told while the index follows are looked for afterwards, and not beside', async () => {
  mock.timers.enable({ apis: ['setTimeout'] })
  let tell: (queue: string, due: number) => void = () => {}
  const looks: (() => void)[] = []
  const store = {
    watch: (listener: typeof tell) => {
      tell = listener
    },
    queues: () => new Promise<string[]>((resolve) => looks.push(() => resolve([]))),
  }
  const indexer = startIndexer({ store, log: { error: assert.fail } } as never)
  const second = async () => {
    mock.timers.tick(1_000)
    for (let turn = 0; turn < 10; turn++) await Promise.resolve()
  }
  await second()
  assert.equal(looks.length, 1)
  const now = Math.floor(Date.now() / 1000)
  tell('search acct_1', now)
  await second()
  tell('search acct_1', now + 1)
  await second()
  assert.equal(looks.length, 1, 'a second one began while the first was at it')
  looks[0]!()
  await second()
  await second()
  assert.equal(looks.length, 2, 'what was told meanwhile was forgotten')
  looks[1]!()
  await indexer.stop()
  mock.timers.reset()
})

/** How many moments the index rests before it turns to the next account, while others keep the process busy for a part of the time. */
async function moments(utilization: number): Promise<number> {
  // A second of the clock is a tenth of one here.
  const clock = performance.now.bind(performance)
  mock.method(performance, 'now', () => clock() * 10)
  let looked = 0
  mock.method(performance, 'eventLoopUtilization', (since?: object) => {
    if (since) looked++
    return { utilization, idle: 0, active: 0 }
  })
  const store = { watch: () => {}, queues: async () => ['search acct_1', 'search acct_2'] }
  const turned = Promise.withResolvers<number>()
  let claims = 0
  const claim = async () => {
    if (++claims === 2) turned.resolve(looked)
    return []
  }
  const indexer = startIndexer({ store: { ...store, claim }, log: { error: assert.fail } } as never)
  const rested = await turned.promise
  await indexer.stop()
  mock.restoreAll()
  return rested
}

test('the index rests a moment where the process is quiet, and on where it is busy, yet not without end', async () => {
  assert.equal(await moments(0.1), 1)
  // Five seconds, a tenth of a second at a time: by the clock of this test that passes ten times as fast, a second.
  const busy = await moments(0.9)
  assert.ok(busy >= 4 && busy <= 6, `${busy} moments`)
})
