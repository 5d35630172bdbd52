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
