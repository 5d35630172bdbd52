// Lists within one unit of work: what is read to its end is not read again, and what is not is.
import assert from 'node:assert/strict'
import test, { after, before } from 'node:test'
import { object } from '../../src/kernel/resource.ts'
import type { Brindle } from '../../src/main.ts'
import { within } from '../resources/within.ts'
import { sandbox, startBrindle } from '../world.ts'

let brindle: Brindle
before(async () => {
  brindle = await startBrindle()
})
after(() => brindle.close())

const thing = object<{ id: string; object: 'brindle.thing'; of: string }>('brindle.thing', {
  prefix: 'thing',
  internal: true,
  terms: ({ of }) => [`of=${of}`],
})

test('a list has all that its limit takes, however it was read before', async () => {
  const world = sandbox(brindle)
  for (const id of ['thing_1', 'thing_2', 'thing_3'])
    await within(brindle, world, (tx) => tx.insert(thing, { id, of: 'a' } as never))
  const seen = await within(brindle, world, (tx) => {
    const ids = (limit: number) => tx.list(thing, ['of=a'], { limit }).map(({ id }) => id)
    const lists = [ids(2), ids(3), ids(5), ids(1), ids(9)]
    tx.insert(thing, { id: 'thing_4', of: 'a' } as never)
    return [...lists, ids(2), ids(9)]
  })
  const all = ['thing_3', 'thing_2', 'thing_1']
  const first = ['thing_3', 'thing_2']
  assert.deepEqual(seen, [first, all, all, ['thing_3'], all, ['thing_4', 'thing_3'], ['thing_4', ...all]])
})
