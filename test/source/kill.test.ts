// A process that is killed while it reads, stages, commits or moves: started again until it ends, the lake has every object once, nothing
// twice, and no file that is not in the catalogue. And what a batch leaves behind when the disk or a row ends it.
import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync, watch } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import test from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { Catalog } from '../../src/source/lake/catalog.ts'
import { allFilesOf, filesOf, recover, stagingOf } from '../../src/source/lake/dataset.ts'
import { Landing } from '../../src/source/lake/landing.ts'
import { openLake } from '../../src/source/lake/query.ts'
import { OWN } from '../../src/source/sync.ts'
import { FakeHost } from './fake_host.ts'

const KILLS = process.env.BRINDLE_LONG === '1' ? 100 : 3
const SEED = Number(process.env.BRINDLE_SEED ?? 20261126)
const BATCH = 50

/** Numbers from 0 to 1, the same for the same seed. (Park and Miller's) */
function chances(seed: number): () => number {
  let state = (seed % 2_147_483_646) + 1
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647
}

const folder = () => mkdtempSync(join(tmpdir(), 'brindle-kill-'))

/** Resolves when it has ended: whether it came to its end by itself. */
const ended = (child: ChildProcess) =>
  new Promise<boolean>((resolve, reject) => {
    let said = ''
    child.stderr!.on('data', (text) => (said += text))
    child.on('exit', (code, signal) =>
      code === 0 || signal === 'SIGKILL' ? resolve(code === 0) : reject(new Error(`It ended with ${code}: ${said}`)),
    )
  })

test(`a process that is killed ${KILLS} times loses nothing and lands nothing twice`, async () => {
  const chance = chances(SEED)
  const lake = folder()
  const host = await new FakeHost('coupons').start()
  const grow = (count: number) => {
    for (let i = 0; i < count; i++) {
      if (i % 7 === 0) host.wait(1)
      host.create(`n${i}`)
    }
    const ids = [...host.things.keys()]
    const some = () => ids[Math.floor(chance() * ids.length)]!
    for (let i = 0; i < count / 10; i++) host.update(some())
    for (let i = 0; i < count / 50; i++) {
      const id = some()
      if (host.things.has(id)) host.delete(id)
    }
  }
  grow(300)
  const begin = () => {
    const args = [join(import.meta.dirname, 'sync_process.ts'), lake, host.url, String(BATCH)]
    return spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] })
  }
  try {
    for (let kills = 0; kills < KILLS; ) {
      const child = begin()
      const end = ended(child)
      const kill = (ms: number) => void wait(ms).then(() => child.kill('SIGKILL'))
      // Either some milliseconds after a request, or some after a batch's file has come up: before, in and after its commit.
      const asked = Math.floor(chance() * 24)
      const [isAtRequest, later] = [chance() < 0.5, Math.floor(chance() * chance() * 80)]
      let [requests, files] = [0, Math.floor(chance() * 6)]
      host.fault = () => {
        if (isAtRequest && ++requests === asked) kill(later)
        return undefined
      }
      const isThere = existsSync(stagingOf(lake))
      const watcher =
        isThere &&
        watch(stagingOf(lake), (_, name) => {
          if (!isAtRequest && name?.endsWith('.parquet') && files-- === 0) kill(later)
        })
      const isWhole = await end
      if (watcher) watcher.close()
      if (isWhole) grow(200)
      else kills++
    }
    host.fault = () => undefined
    assert.equal(await ended(begin()), true)
    await checkLake(lake, host)
  } finally {
    await host.stop()
    rmSync(lake, { recursive: true, force: true })
  }
})

async function checkLake(folder: string, host: FakeHost): Promise<void> {
  assert.deepEqual(readdirSync(stagingOf(folder)), [])
  const lake = await openLake(folder, OWN)
  try {
    const rows = await lake.ask('select id, times_redeemed::int as n from coupons order by id')
    const there = [...host.things.values()].map(({ id, times_redeemed: n }) => ({ id, n }))
    assert.deepEqual(
      rows,
      there.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
    )
    const twice = `select _landed.id, _landed.changed, count(*) as n from coupons_history group by all having n > 1`
    assert.deepEqual(await lake.ask(twice), [])
    const [history] = await lake.ask('select count(*)::int as n from coupons_history')
    const catalog = await Catalog.open(join(folder, 'catalog.duckdb'))
    const [dataset] = await catalog.list(OWN, 'dataSet')
    const files = await allFilesOf(catalog, dataset!.id)
    await catalog.close()
    const found = readdirSync(join(folder, 'datasets'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name !== 'manifest.json')
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    assert.deepEqual(found.toSorted(), files.map(({ file }) => file).toSorted())
    assert.equal(
      files.reduce((sum, { kind, records }) => sum + (kind === 'current' ? 0 : records), 0),
      history!.n,
    )
  } finally {
    await lake.close()
  }
}

/** A lake without a server, and a landing into it. */
async function withLanding(columns: Record<string, string>, story: (parts: Parts) => Promise<void>): Promise<void> {
  const lake = folder()
  const catalog = await Catalog.open(join(lake, 'catalog.duckdb'))
  await recover(lake, catalog)
  const dataset = { id: 'd', folder: 'things' }
  const now = Date.now
  const landing = new Landing({ catalog, lake, dataset, run: 'r', columns: () => columns, now, batchRecords: 2 })
  try {
    await story({ lake, catalog, landing })
  } finally {
    await landing.close()
    await catalog.close()
    rmSync(lake, { recursive: true, force: true })
  }
}
interface Parts {
  readonly lake: string
  readonly catalog: Catalog
  readonly landing: Landing
}

const row = (id: string, fields: object = { a: 1 }) => ({ id, changed: 1, fields: fields as Record<string, unknown> })

test('a batch that fails leaves nothing, and is told', async () => {
  // A value that its column cannot hold.
  await withLanding({ a: 'BIGINT' }, async ({ lake, catalog, landing }) => {
    landing.add(row('1', { a: { no: 'number' } }))
    await assert.rejects(landing.commit(async () => undefined))
    await landing.close()
    assert.deepEqual([readdirSync(stagingOf(lake)), await filesOf(catalog, 'd')], [[], []])
  })
  // What is to be written with it throws: nothing of it is committed, and the next opening takes the file away.
  await withLanding({ a: 'BIGINT' }, async ({ lake, catalog, landing }) => {
    landing.add(row('1'))
    await assert.rejects(
      landing.commit(async () => {
        throw new Error('no')
      }),
      /^Error: no$/,
    )
    await landing.close()
    assert.deepEqual([await filesOf(catalog, 'd'), existsSync(join(lake, 'datasets'))], [[], false])
    await recover(lake, catalog)
    assert.deepEqual(readdirSync(stagingOf(lake)), [])
  })
  // The disk takes nothing: whoever adds is told, and the process goes on.
  await withLanding({ a: 'VARCHAR' }, async ({ lake, catalog, landing }) => {
    rmSync(stagingOf(lake), { recursive: true })
    assert.throws(() => landing.add(row('1')), /ENOENT/)
    assert.deepEqual(await filesOf(catalog, 'd'), [])
  })
})

test('a batch that was committed and not moved is there for whoever opens the lake', async () => {
  await withLanding({ a: 'BIGINT' }, async ({ lake, catalog, landing }) => {
    assert.equal(landing.isFull, false)
    landing.add(row('1'))
    landing.add(row('2'))
    assert.equal(landing.isFull, true)
    const batch = await landing.commit(async () => undefined)
    const [file] = await filesOf(catalog, 'd')
    assert.deepEqual([batch?.id, batch?.records, file?.records], [file?.id, 2, 2])
    // As if the process had ended between the two.
    renameSync(join(lake, file!.file), join(stagingOf(lake), `${batch!.id}.parquet`))
    await recover(lake, catalog)
    assert.deepEqual([existsSync(join(lake, file!.file)), readdirSync(stagingOf(lake))], [true, []])
    // The next one begins anew.
    landing.add(row('3'))
    assert.equal((await landing.commit(async () => undefined))?.records, 1)
    assert.equal(await landing.commit(async () => undefined), undefined)
  })
})
