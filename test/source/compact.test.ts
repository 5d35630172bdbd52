// What becomes of landed files: gathered, made into a snapshot, let go of, listed; and whenever a process ends, no row is lost or twice.
// One file because all of its tests read a lake in the same ways, and a file is a process.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import fc from 'fast-check'
import { SMALL_FILES } from '../../src/source/lake/compact.ts'
import { currentFilesIn, currentStates } from '../../src/source/lake/current.ts'
import { historyOf } from '../../src/source/lake/dataset.ts'
import { readManifests } from '../../src/source/lake/manifest.ts'
import { openLake } from '../../src/source/lake/query.ts'
import { OWN } from '../../src/source/sync.ts'
import { LakeWorld, type State, states } from './lake_world.ts'

const LONG = process.env.BRINDLE_LONG === '1'
const SEED = Number(process.env.BRINDLE_SEED ?? 20261126)
const DAY = 86_400_000

/** A landed row, as the model keeps it. */
interface Row {
  readonly key: string
  readonly parent: string
  readonly changed: number
  readonly batch: string
  readonly n: number
  readonly deleted: boolean
  readonly amount: number | null
  readonly day: string
}

const newer = (a: Row, b: Row) =>
  a.changed - b.changed || (a.batch < b.batch ? -1 : a.batch > b.batch ? 1 : 0) || a.n - b.n

/** The newest rows, one object after the other, by comparing each with each. */
function newest(rows: readonly Row[]): Row[] {
  return rows.filter((one) =>
    rows.every((other) => {
      if (one.parent !== '') {
        if (other.parent !== one.parent || other.key[0] !== one.key[0]) return true
        return newer({ ...other, n: 0 }, { ...one, n: 0 }) <= 0
      }
      return other.parent !== '' || other.key !== one.key || newer(other, one) <= 0
    }),
  )
}

const shown = (rows: readonly Row[]) => rows.map(({ day: _, ...row }) => JSON.stringify(row)).toSorted()

const COLUMNS = `_landed.account || '/' || _landed.id as key, coalesce(_landed.parent, '') as parent, _landed.changed as changed,
  _landed.batch as batch, _landed.n as n, _landed.deleted as deleted`

async function asked(ask: (sql: string) => Promise<Record<string, unknown>[]>, from: string, amount: string) {
  const rows = await ask(`select ${COLUMNS}, ${amount} as amount from ${from}`)
  return rows
    .map(({ changed, n, amount: value, ...row }) =>
      JSON.stringify({
        key: row.key,
        parent: row.parent,
        changed: Number(changed),
        batch: row.batch,
        n: Number(n),
        deleted: row.deleted,
        amount: value === null ? null : Number(value),
      }),
    )
    .toSorted()
}

type Act =
  | { readonly do: 'land'; readonly states: readonly State[] }
  | { readonly do: 'compact'; readonly keepDays?: number }
  | { readonly do: 'due' | 'day' | 'reopen' }

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ do: fc.constant('land' as const), states }) },
  { weight: 2, arbitrary: fc.constantFrom<Act>({ do: 'compact' }, { do: 'compact', keepDays: 1 }) },
  { weight: 2, arbitrary: fc.constantFrom<Act>({ do: 'day' }, { do: 'due' }, { do: 'reopen' }) },
)

async function play(acts: readonly Act[]): Promise<void> {
  const world = await new LakeWorld().open()
  let model: Row[] = []
  try {
    const dataset = await world.dataset('Stripe things', 'aaaa')
    const day = () => new Date(world.now).toISOString().slice(0, 10)
    for (const one of acts) {
      if (one.do === 'land') {
        const batch = await world.land(dataset, one.states)
        model.push(
          ...one.states.map((state, n) => ({
            key: `${state.account ?? ''}/${state.id}`,
            parent: state.parent ?? '',
            changed: state.changed,
            batch,
            n,
            deleted: state.deleted ?? false,
            amount: (state.fields?.amount as number | undefined) ?? null,
            day: day(),
          })),
        )
      }
      if (one.do === 'compact') {
        await world.compact(dataset, one)
        if (one.keepDays !== undefined) {
          const first = new Date(world.now - one.keepDays * DAY).toISOString().slice(0, 10)
          const old = model.filter((row) => row.day < first)
          model = [...newest(old), ...model.filter((row) => row.day >= first)]
        }
      }
      if (one.do === 'due') await world.compactIfDue(dataset)
      if (one.do === 'day') world.now += DAY
      if (one.do === 'reopen') await world.reopen()
    }
    if (model.length === 0) return
    const lake = await openLake(world.folder, OWN)
    try {
      const current = newest(model).filter(({ deleted, key }) => !deleted && !key.endsWith('/'))
      assert.deepEqual(await asked(lake.ask, 'things', 'amount'), shown(current))
      assert.deepEqual(
        await asked(lake.ask, 'things_history', '_brindle.thing_data.amount'),
        shown(model),
        'every row once',
      )
      const [{ current: listed, files } = assert.fail()] = await readManifests(world.folder, OWN)
      // As somebody in the lake's folder would ask.
      const sql = listed.sql.replaceAll("'datasets", `'${world.folder}/datasets`)
      assert.deepEqual(await asked(lake.ask, `(${sql})`, '_brindle.thing_data.amount'), shown(current))
      assert.deepEqual(world.onDisk(), files.map(({ file }) => file).toSorted())
    } finally {
      await lake.close()
    }
  } finally {
    await world.discard()
  }
}

test('whatever is gathered, snapshot or let go of, the newest states and the history stay what they are', async () => {
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 12 }), play), {
    numRuns: LONG ? 300 : 4,
    seed: SEED,
    endOnFailure: !LONG,
  })
})

/** What a lake's catalogue leads to: how many rows its history has, how many of them differ, and the newest states. */
async function read(world: LakeWorld, dataset: { readonly id: string }) {
  const files = await world.files(dataset)
  const history = historyOf(
    world.folder,
    files.filter(({ kind }) => kind !== 'current'),
  )
  const [counted] = await world.catalog.ask<{ rows: bigint; places: bigint }>(
    `select count(*) as rows, count(distinct (_landed.batch, _landed.n)) as places from ${history}`,
  )
  const current = await world.catalog.ask<{ id: string; amount: bigint }>(
    `select _landed.id as id, _brindle.thing_data.amount as amount
     from (${currentStates(world.folder, currentFilesIn(files))}) order by id`,
  )
  return {
    rows: Number(counted!.rows),
    places: Number(counted!.places),
    current: current.map(({ id, amount }) => `${id} ${amount}`),
  }
}

/** The steps of a snapshot are 1 to 4, those of the old days 5 to 8, those of today's files 9 to 12. */
const CUTS = LONG ? [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] : [1, 2, 3, 4, 6, 10]

test('a compaction that ends at any of its steps was done, or was not', async () => {
  const world = await new LakeWorld().open()
  try {
    const dataset = await world.dataset('Stripe things', 'aaaa')
    const seen: unknown[] = []
    // Three files are made: a snapshot, what was in force when the kept days begin, and one of two of today's.
    for (const [before, stopAt] of CUTS.entries()) {
      const cut = before + 1
      const isLast = cut === CUTS.length
      await world.land(dataset, [
        { id: 'a', changed: cut, fields: { amount: cut } },
        { id: `b${cut}`, changed: cut, fields: { amount: cut } },
      ])
      world.now += 2 * DAY
      await world.land(dataset, [{ id: 'c', changed: cut, fields: { amount: cut } }])
      await world.land(dataset, [{ id: 'c', changed: cut, deleted: isLast, fields: { amount: -cut } }])
      let steps = 0
      const stopped = world.compact(dataset, {
        keepDays: 1,
        onStep: (step) => {
          if (++steps === stopAt) throw new Error(step)
        },
      })
      seen.push(await stopped.catch((error: Error) => error.message))
      await world.reopen()
      const { rows, places, current } = await read(world, dataset)
      assert.equal(rows, places)
      const others = Array.from({ length: cut }, (_, at) => `b${at + 1} ${at + 1}`).toSorted()
      assert.deepEqual(current, [`a ${cut}`, ...others, ...(isLast ? [] : [`c ${-cut}`])], `cut ${cut}`)
      const files = (await world.files(dataset)).map(({ file }) => file)
      assert.deepEqual(world.onDisk(), files.toSorted(), `cut ${cut}`)
      const [list] = await readManifests(world.folder, OWN)
      assert.deepEqual(list!.files.map(({ file }) => file).toSorted(), files.toSorted())
    }
    const steps = ['written', 'committed', 'moved', 'listed']
    assert.deepEqual(
      seen,
      CUTS.map((stopAt) => steps[(stopAt - 1) % 4]),
    )
  } finally {
    await world.discard()
  }
})

/** Lands ten rows and compacts, again and again, until it is killed. */
const CHILD = `
  const { LakeWorld } = await import(process.argv[1])
  const world = new LakeWorld(process.argv[2])
  world.now = Date.now()
  await world.open()
  const dataset = { id: 'aaaa', folder: 'things' }
  for (let at = Number(process.argv[3]); ; at++) {
    const states = Array.from({ length: 10 }, (_, n) => ({ id: 'o' + n, changed: at, fields: { amount: at } }))
    await world.land(dataset, states)
    if (at % 3 === 0) {
      await world.compact(dataset)
      process.stdout.write('compacted')
    }
  }`

test('a process that is killed while it compacts loses nothing', async () => {
  const world = await new LakeWorld().open()
  const dataset = await world.dataset('Stripe things', 'aaaa', 'things')
  try {
    for (const [at, ms] of (LONG ? [10, 40, 90, 150, 220] : [60]).entries()) {
      await world.catalog.close()
      const args = ['--input-type=module', '-e', CHILD, join(import.meta.dirname, 'lake_world.ts'), world.folder]
      const child = spawn(process.execPath, [...args, String((at + 1) * 1000)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await Promise.race([
        once(child.stdout, 'data'),
        once(child, 'exit').then(() => assert.fail('it ended by itself')),
      ])
      await wait(ms)
      child.kill('SIGKILL')
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
      await world.open()
      const [landed] = await world.catalog.ask<{ records: bigint; amount: bigint }>(
        'select coalesce(sum(records), 0) as records from batches',
      )
      const { rows, places, current } = await read(world, dataset)
      assert.deepEqual([rows, places], [Number(landed!.records), Number(landed!.records)])
      assert.equal(new Set(current.map((one) => one.split(' ')[1])).size, 1, 'all of one batch')
      assert.equal(current.length, 10)
      assert.deepEqual(world.onDisk(), (await world.files(dataset)).map(({ file }) => file).toSorted())
    }
  } finally {
    await world.discard()
  }
})

/** How many files a question opens, and how many rows it takes out of them, by DuckDB's own account. */
async function cost(world: LakeWorld): Promise<{ files: number; rows: number }> {
  const lake = await openLake(world.folder, OWN)
  try {
    const [told] = await lake.ask('explain (analyze, format json) select sum(amount) from things')
    const text = told!.explain_value as string
    const reads = JSON.parse(text) as Profile
    const scans = [...scansIn(reads)]
    assert.ok(scans.length > 0)
    return {
      files: Math.max(...scans.map(({ extra_info: info }) => Number(info['Total Files Read']))),
      rows: Math.max(...scans.map(({ operator_cardinality: rows }) => rows)),
    }
  } finally {
    await lake.close()
  }
}
interface Profile {
  readonly operator_name?: string
  readonly operator_cardinality: number
  readonly extra_info: Readonly<Record<string, string>>
  readonly children: readonly Profile[]
}
function* scansIn(profile: Profile): Generator<Profile> {
  if (profile.extra_info?.['Total Files Read'] !== undefined) yield profile
  for (const child of profile.children) yield* scansIn(child)
}

test('what the newest states cost does not depend on how long the history is', async () => {
  const world = await new LakeWorld().open()
  const land = (amount: number) =>
    world.land(
      { id: 'aaaa', folder: 'things' },
      ['a', 'b', 'c'].map((id) => ({ id, changed: amount, fields: { amount } })),
    )
  try {
    const dataset = await world.dataset('Stripe things', 'aaaa', 'things')
    let at = 0
    for (; at < SMALL_FILES; at++) await land(at)
    assert.equal(await world.compactIfDue(dataset), undefined, 'fifteen files fewer are not enough')
    await land(at++)
    assert.deepEqual(await cost(world), { files: 17, rows: 51 })
    // By itself: one file of the day, and a snapshot.
    assert.deepEqual(await world.compactIfDue(dataset), { before: 17, after: 2, dropped: 0, snapshot: 3 })
    assert.deepEqual(await cost(world), { files: 1, rows: 3 })
    // 297 more objects, and a history that is longer by two thirds.
    const many = Array.from({ length: 297 }, (_, n) => ({ id: `m${n}`, changed: 1, fields: { amount: 0 } }))
    await world.land(dataset, many)
    for (let more = 0; more < 3; more++) await land(at++)
    await world.compact(dataset)
    assert.deepEqual(await cost(world), { files: 1, rows: 300 })
    assert.deepEqual(
      (await world.files(dataset)).map(({ kind, records }) => `${kind} ${records}`),
      ['history 357', 'current 300'],
    )
    await land(at++)
    assert.deepEqual(await cost(world), { files: 2, rows: 303 })
    // 51 rows are fewer than a quarter of what is known: files are gathered, and the snapshot stays.
    for (let more = 0; more < SMALL_FILES; more++) await land(at++)
    assert.deepEqual(await world.compactIfDue(dataset), { before: 19, after: 3, dropped: 0 })
    assert.deepEqual(await cost(world), { files: 2, rows: 351 })
  } finally {
    await world.discard()
  }
})

test('history is kept for some days, with what was in force when they begin', async () => {
  const world = await new LakeWorld().open()
  try {
    const dataset = await world.dataset('Stripe things', 'aaaa')
    const days: State[][] = [
      [
        { id: 'a', changed: 1 },
        { id: 'b', changed: 1 },
        { id: 'never', changed: 1 },
        { id: 'gone', changed: 1 },
      ],
      [
        { id: 'a', changed: 2 },
        { id: 'gone', changed: 2, deleted: true },
      ],
      [
        { id: 'a', changed: 3 },
        { id: 'b', changed: 3 },
      ],
      // Late: older than what is known of it.
      [
        { id: 'a', changed: 4 },
        { id: 'gone', changed: 1 },
      ],
    ]
    for (const states of days) {
      await world.land(dataset, states)
      world.now += DAY
    }
    // It is the fifth day; with two kept, the first two are let go of. Of their six states a/2, b/1, never/1 and gone/2 were in force.
    assert.equal((await world.compact(dataset, { keepDays: 2 })).dropped, 2)
    const lake = await openLake(world.folder, OWN)
    const history = async () =>
      (await lake.ask(`select _landed.id || _landed.changed as state from things_history order by 1`)).map(
        ({ state }) => state,
      )
    assert.deepEqual(await history(), ['a2', 'a3', 'a4', 'b1', 'b3', 'gone1', 'gone2', 'never1'])
    const current = await lake.ask(`select _landed.id || _landed.changed as state from things order by 1`)
    assert.deepEqual(
      current.map(({ state }) => state),
      ['a4', 'b3', 'never1'],
    )
    // Again it is done already; without a day it lets go of nothing; and an open lake finds the new files.
    assert.equal((await world.compact(dataset, { keepDays: 2 })).dropped, 0)
    assert.equal((await world.compact(dataset)).dropped, 0)
    assert.equal((await world.compact(dataset, { keepDays: 0 })).dropped, 4)
    assert.deepEqual(await history(), ['a4', 'b3', 'gone2', 'never1'])
    await lake.close()
  } finally {
    await world.discard()
  }
})
