// Lists against a model: whatever is written, in whatever order the disk takes it, a page holds what a sorted array of
// all documents would give. The writer is held back at every point, so that the overlay answers.
import assert from 'node:assert/strict'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import test from 'node:test'
import fc from 'fast-check'
import {
  type Document,
  newestFirst,
  type Place,
  type Query,
  type Store,
  within,
  type Write,
} from '../../src/kernel/store.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { openTestStore } from '../engines.ts'
import { change, insertion, removal } from './conformance.ts'

const RUNS = process.env.BRINDLE_LONG === '1' ? 1000 : 60
const TERMS = ['x', 'y', 'z']

const terms = fc.subarray(TERMS, { minLength: 1, maxLength: 2 })
const inserting = fc.record({ kind: fc.constant('insert' as const), created: fc.integer({ min: 1, max: 4 }), terms })
const step = fc.oneof(
  { weight: 4, arbitrary: inserting },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('change' as const), which: fc.nat(20), terms }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('remove' as const), which: fc.nat(20) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('hold' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('free' as const) }) },
)
const asked = fc.record({
  terms,
  limit: fc.integer({ min: 1, max: 5 }),
  from: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 1 }),
  to: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 1 }),
  cursor: fc.option(fc.record({ which: fc.nat(20), side: fc.constantFrom('after' as const, 'before' as const) }), {
    nil: undefined,
    freq: 5,
  }),
})
const story = fc.array(fc.tuple(step, asked), { minLength: 15, maxLength: 40, size: 'max' })
type Asked = typeof asked extends fc.Arbitrary<infer T> ? T : never

/** A gate before the disk. */
function gate() {
  let open = () => {}
  let held: Promise<void> | undefined
  return {
    hold: () => {
      held ??= new Promise((resolve) => {
        open = resolve
      })
    },
    free: () => {
      open()
      held = undefined
    },
    wait: () => held,
  }
}

/** What a sorted array of all documents would give. */
function expected(rows: readonly Write[], query: Query): string[] {
  const matching = rows
    .filter((row) => query.terms.every((term) => row.terms.includes(term)) && within(query, row.position))
    .sort((a, b) => newestFirst(a.position, b.position))
  return (query.before ? matching.slice(-query.limit) : matching.slice(0, query.limit)).map(({ id }) => id)
}

function queryOf({ terms, limit, from, to, cursor }: Asked, rows: readonly Write[]): Query {
  const at = cursor && rows.length > 0 ? rows[cursor.which % rows.length]!.position : undefined
  return {
    terms,
    limit,
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(at && { [cursor!.side]: at }),
  }
}

let worlds = 0

async function play(
  store: Store,
  steps: readonly (readonly [typeof step extends fc.Arbitrary<infer T> ? T : never, Asked])[],
  door?: ReturnType<typeof gate>,
) {
  const account = `acct_${++worlds}`
  const place: Place = { tenant: account, account }
  const plan = { requestId: 'req', reads: () => [], reading: false }
  const rows: Write[] = []
  const written: Promise<unknown>[] = []
  for (const [todo, ask] of steps) {
    const at = 'which' in todo && rows.length > 0 ? todo.which % rows.length : -1
    let write: Write | undefined
    if (todo.kind === 'insert') {
      write = insertion(`id_${++worlds}`, todo.terms, {
        created: todo.created,
        in: place,
      })
      rows.push(write)
    } else if (todo.kind === 'change' && at >= 0) {
      write = change(rows[at]!, todo.terms, '{}')
      rows[at] = write
    } else if (todo.kind === 'remove' && at >= 0) {
      write = removal(rows[at]!)
      rows.splice(at, 1)
    } else if (todo.kind === 'hold') door?.hold()
    else if (todo.kind === 'free') door?.free()
    if (write) {
      const put = store.unit(plan, () => ({ writes: [write], value: undefined }))
      if (door) written.push(put)
      else await put
    }
    const query = queryOf(ask, rows)
    let seen: readonly string[] = []
    const reading = store.unit({ ...plan, reading: true }, (reads) => {
      seen = (reads.all([{ place, query }])[0] as readonly Document[]).map(({ id }) => id)
      return { writes: [], value: undefined }
    })
    if (door) written.push(reading)
    else await reading
    // While the writer is free, what was written is on the disk before the next step; while it is held, it is not.
    if (door && !door.wait()) await Promise.all(written.splice(0))
    assert.deepEqual(seen, expected(rows, query))
  }
  door?.free()
  await Promise.all(written)
}

test('the embedded store in a file, its writer held back', async () => {
  const door = gate()
  const path = join(mkdtempSync(join(tmpdir(), 'brindle-')), 'brindle.sqlite')
  const store = await openSqlite({ path, beforeCommit: door.wait })
  await fc.assert(
    fc.asyncProperty(story, (steps) => play(store, steps, door)),
    { seed: 11, numRuns: RUNS },
  )
  await store.close()
})

for (const engine of ['memory', 'postgres'])
  test(`${engine}`, async () => {
    const { store } = await openTestStore(engine)
    await fc.assert(
      fc.asyncProperty(story, (steps) => play(store, steps)),
      { seed: 12, numRuns: RUNS },
    )
    await store.close()
  })
