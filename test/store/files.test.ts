// Data that outlives a process: folders of every released schema open, newer ones are refused, a backup is a whole copy
// taken while others write, and one process holds a folder.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import test from 'node:test'
import pg from 'pg'
import { DEFAULT_KEYS } from '../../src/http/keys.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { newDatabase } from '../engines.ts'
import { sandbox, startBrindle } from '../world.ts'
import { get, ids, insertion, put } from './conformance.ts'

const folder = () => join(mkdtempSync(join(tmpdir(), 'brindle-')), 'brindle.sqlite')
const fixtures = join(import.meta.dirname, 'fixtures')

for (const name of readdirSync(fixtures))
  test(`a folder of ${name.replace('.sql', '')} opens, and goes on`, async () => {
    const path = folder()
    const old = new DatabaseSync(path)
    old.exec(readFileSync(join(fixtures, name), 'utf8'))
    old.close()
    const brindle = await startBrindle({}, await openSqlite({ path }))
    const { stripe } = sandbox(brindle, { name: DEFAULT_KEYS.secret.slice('sk_test_'.length) })
    assert.equal((await stripe.customers.retrieve('cus_Fixture0000001')).object, 'customer')
    const updated = await stripe.customers.update('cus_Fixture0000001', { name: 'Grace' })
    assert.deepEqual([updated.name, updated.email], ['Grace', 'ada@example.com'])
    const found = await stripe.customers.list({ email: 'ada@example.com' })
    assert.deepEqual(
      found.data.map(({ id }) => id),
      ['cus_Fixture0000001'],
    )
    await brindle.close()
  })

test('data of a newer Brindle is refused, and left as it is', async () => {
  const path = folder()
  const newer = new DatabaseSync(path)
  // Whoever was refused may still be letting go of the file.
  newer.exec('pragma busy_timeout = 5000; pragma user_version = 99')
  await assert.rejects(openSqlite({ path }), /written by a newer Brindle \(schema 99/)
  assert.deepEqual({ ...newer.prepare('pragma user_version').get() }, { user_version: 99 })
  newer.close()
  const url = await newDatabase()
  const client = new pg.Client(url)
  await client.connect()
  await client.query('create table brindle_schema (epoch integer not null); insert into brindle_schema values (99)')
  await assert.rejects(openPostgres({ url }), /written by a newer Brindle \(schema 99/)
  await client.end()
})

test('two processes may bring one database up to date at once', async () => {
  const url = await newDatabase()
  const stores = await Promise.all([openPostgres({ url }), openPostgres({ url }), openPostgres({ url })])
  await put(stores[0]!, insertion('m_1', ['m']))
  assert.deepEqual(await ids(stores[2]!, { terms: ['m'], limit: 1 }), ['m_1'])
  for (const store of stores) await store.close()
})

test('a backup is a whole copy, taken while others write', async () => {
  const store = await openSqlite({ path: folder() })
  await Promise.all(Array.from({ length: 500 }, (_, i) => put(store, insertion(`b_${i}`, ['b']))))
  const copy = folder()
  let written = 0
  const writing = (async () => {
    for (; written < 200; written++) await put(store, insertion(`during_${written}`, ['b']))
  })()
  await store.backup(copy)
  await writing
  await store.close()
  const restored = await openSqlite({ path: copy })
  assert.equal((await get(restored, 'b_499'))?.id, 'b_499')
  const raw = new DatabaseSync(copy, { readOnly: true })
  const count = (sql: string) => (raw.prepare(sql).get() as { n: number }).n
  assert.ok(count('select count(*) n from rows') >= 500)
  // Every document has its entry of the index, and every entry its document.
  assert.equal(count('select count(*) n from rows'), count("select count(*) n from terms where term = 'b'"))
  assert.deepEqual({ ...raw.prepare('pragma integrity_check').get() }, { integrity_check: 'ok' })
  raw.close()
  await restored.close()
})

test('one process holds a folder', async () => {
  const path = folder()
  const store = await openSqlite({ path })
  await assert.rejects(openSqlite({ path }), /Another Brindle process is using/)
  await store.close()
  await (await openSqlite({ path })).close()
})
