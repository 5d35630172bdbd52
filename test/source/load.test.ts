// A lake in PostgreSQL: the same newest states, whichever way they were loaded, whatever is in them, and whenever it was stopped.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import pg from 'pg'
import { filesAfter, identifier, loadPostgres } from '../../src/source/destinations/postgres.ts'
import type { ListedFile } from '../../src/source/lake/manifest.ts'
import { openLake } from '../../src/source/lake/query.ts'
import { OWN } from '../../src/source/sync.ts'
import { newDatabase } from '../engines.ts'
import { FIELDS, LakeWorld, type State, states } from './lake_world.ts'

const LONG = process.env.BRINDLE_LONG === '1'
const SEED = Number(process.env.BRINDLE_SEED ?? 20261126)

const url = await newDatabase()
const client = new pg.Client(url)
await client.connect()
const world = await new LakeWorld().open()
after(async () => {
  await client.end()
  await world.discard()
})

async function load(schema: string, table: string, onProgress: (rows: number) => void = () => undefined) {
  const lake = await openLake(world.folder, OWN)
  try {
    const chosen = lake.datasets.filter(({ name }) => name === table)
    const options = { url, schema, onProgress: (_: string, rows: number) => onProgress(rows) }
    return (await loadPostgres(lake, chosen, options))[0]!
  } finally {
    await lake.close()
  }
}

const rowsOf = async (sql: string, values: unknown[] = []) => (await client.query(sql, values)).rows

let made = 0
/** A dataset of its own, the table's name, and a schema for it. */
async function fresh() {
  const id = `d${String(++made).padStart(3, '0')}`
  return { dataset: await world.dataset(`Stripe ${id}`, id), table: id, schema: `s_${id}` }
}

type Act = { readonly do: 'land'; readonly states: readonly State[] } | { readonly do: 'load' | 'compact' }
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('land' as const), states }) },
  { weight: 3, arbitrary: fc.constantFrom<Act>({ do: 'load' }, { do: 'load' }, { do: 'compact' }) },
)

test('loaded bit by bit or at once, in any order of states, the tables are the lake’s', async () => {
  const play = async (acts: readonly Act[]) => {
    const { dataset, table, schema } = await fresh()
    let landed = 0
    for (const one of acts) {
      if (one.do === 'land') landed += (await world.land(dataset, one.states)) ? 1 : 0
      if (landed === 0) continue
      if (one.do === 'compact') await world.compact(dataset)
      if (one.do === 'load') await load(schema, table)
    }
    if (landed === 0) return
    await load(schema, table)
    const again = await load(schema, table)
    assert.deepEqual([again.read, again.changed], [0, 0], 'nothing is new')
    const lake = await openLake(world.folder, OWN)
    const columns = `account, parent, id, changed, amount`
    const newest = await lake.ask(
      `select ${columns} from (select _landed.account as account, coalesce(_landed.parent, '') as parent, _landed.id as id,
         _landed.changed::varchar as changed, amount::varchar as amount from ${table})`,
    )
    await lake.close()
    const at = (schema_: string) =>
      rowsOf(`select _account as account, _parent as parent, _key as id, _changed::text as changed, amount::text as amount
              from ${schema_}.${table}_current`)
    const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(Object.entries(row).toSorted())).toSorted()
    assert.deepEqual(sorted(await at(schema)), sorted(newest))
    await load(`${schema}_once`, table)
    assert.deepEqual(sorted(await at(`${schema}_once`)), sorted(newest))
  }
  await fc.assert(fc.asyncProperty(fc.array(act, { minLength: 4, maxLength: 8 }), play), {
    numRuns: LONG ? 40 : 3,
    seed: SEED,
    endOnFailure: !LONG,
  })
})

test('a load that is cut in the middle was not; two at once are as one; and an older state changes nothing', async () => {
  const { dataset, table, schema } = await fresh()
  const many = Array.from({ length: 5_000 }, (_, n) => ({ id: `o${n}`, changed: 5, fields: { amount: n } }))
  await world.land(dataset, many)
  let isCut = false
  const cut = load(schema, table, () => {
    if (isCut) return
    isCut = true
    const sql = `select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'brindle source load'`
    void client.query(sql)
  })
  await assert.rejects(cut)
  assert.deepEqual(await rowsOf('select to_regnamespace($1) as there', [schema]), [{ there: null }])
  const both = await Promise.all([load(schema, table), load(schema, table)])
  assert.deepEqual(both.map(({ changed }) => changed).toSorted(), [0, 5_000])
  const total = `select count(*)::int as rows, sum(amount)::int as amount from ${schema}.${table}_current`
  // 0 + 1 + … + 4999.
  assert.deepEqual(await rowsOf(total), [{ rows: 5_000, amount: 12_497_500 }])

  await world.land(dataset, [
    { id: 'o1', changed: 4, fields: { amount: 1_000_000 } },
    { id: 'o2', changed: 6, deleted: true, fields: {} },
    { id: 'o3', changed: 6, fields: { amount: 1_000_003 } },
  ])
  const { read, changed } = await load(schema, table)
  assert.deepEqual([read, changed], [3, 2], 'only what is new, and of that what is newer')
  assert.deepEqual(await rowsOf(total), [{ rows: 4_999, amount: 12_497_500 - 2 + 1_000_000 }])
  const gone = `select _key, _deleted, _changed::int as changed from ${schema}.${table} where _key in ('o1', 'o2') order by 1`
  assert.deepEqual(await rowsOf(gone), [
    { _key: 'o1', _deleted: false, changed: 5 },
    { _key: 'o2', _deleted: true, changed: 6 },
  ])
})

test('rows inside of others are those of the newest state that came', async () => {
  const { dataset, table, schema } = await fresh()
  const items = (parent: string, changed: number, ...ids: string[]): State[] =>
    ids.length === 0 ? [{ id: '', parent, changed }] : ids.map((id) => ({ id, parent, changed }))
  const loads: [states: State[], there: string][] = [
    [[...items('s', 5, 'a', 'b'), ...items('empty', 5)], 's/a s/b'],
    // Older ones, whole or not, change nothing; not even of one that has no rows.
    [[...items('s', 4, 'c'), ...items('empty', 4, 'd')], 's/a s/b'],
    [items('s', 6, 'b', 'e'), 's/b s/e'],
    [items('s', 7), ''],
    [items('s', 8, 'a'), 's/a'],
    [[{ id: '', parent: 's', changed: 9, deleted: true }], ''],
  ]
  for (const [landed, there] of loads) {
    await world.land(dataset, landed)
    await load(schema, table)
    const rows = await rowsOf(`select _parent || '/' || _key as row from ${schema}.${table}_current order by 1`)
    assert.equal(rows.map(({ row }) => row).join(' '), there)
  }
})

const LONG_NAME = 'é'.repeat(40)
/** A text, and what PostgreSQL has of it where it is another. */
const TEXTS: readonly (readonly [text: string, kept?: string])[] = [
  [''],
  ['\\N'],
  ['\\.'],
  ['a\n\\.\nb\r\n\tc\\'],
  [`'; drop table x; -- "`],
  ['emoji 🦓, ‮right to left'],
  ['a\u0000b', 'a\uFFFDb'],
  ['\\u0000'],
  ['{"a": 1}'],
]

test('names and texts of any kind arrive as they are', async () => {
  const { dataset, schema } = await fresh()
  const odd = await world.dataset(`Stripe Sel"ect; ${'x'.repeat(70)}`, 'e001', 'odd')
  const table = identifier(`sel_ect_${'x'.repeat(70)}`)
  // The first 54 bytes, and the beginning of the hash of all.
  assert.match(table, /^sel_ect_x{46}_[0-9a-f]{8}$/)
  const before = world.fields
  try {
    world.fields = { ...FIELDS, _key: 'VARCHAR', xmin: 'VARCHAR', 'a"b;c': 'VARCHAR', [LONG_NAME]: 'VARCHAR' }
    await world.land(
      odd,
      TEXTS.map(([text], n) => ({
        id: `t${n}`,
        changed: 1,
        fields: {
          name: text,
          _key: text,
          xmin: 'x',
          'a"b;c': text,
          [LONG_NAME]: 'long',
          tags: [text],
          metadata: { [text]: text },
          anything: { [text]: [text, 1.5, null] },
          card: { brand: text, last4: null, checks: { cvc: 'pass' } },
          amount: '9007199254740993',
          rate: 0.1,
          paid: n % 2 === 0,
        },
      })),
    )
    const name = `sel_ect_${'x'.repeat(70)}`
    await load(schema, name)
    const rows = await rowsOf(`select * from ${schema}."${table}" order by _key`)
    for (const [n, [text, kept = text]] of TEXTS.entries()) {
      const row = rows[n]!
      assert.equal(row.name, kept)
      assert.equal(row._key_, kept)
      assert.equal(row['a"b;c'], kept)
      // Of 40 characters of two bytes, 27 fit before `_` and eight digits.
      const cut = identifier(LONG_NAME)
      assert.match(cut, /^é{27}_[0-9a-f]{8}$/)
      assert.equal(row[cut], 'long')
      assert.equal(row.xmin_, 'x')
      assert.deepEqual(row.tags, [kept])
      assert.deepEqual(row.metadata, { [kept]: kept })
      assert.deepEqual(row.anything, { [kept]: [kept, 1.5, null] })
      assert.deepEqual(row.card, { brand: kept, last4: null, checks: { cvc: 'pass' } })
      assert.deepEqual([row.amount, row.rate, row.paid], ['9007199254740993', 0.1, n % 2 === 0])
    }
    // A field that comes up is a column more, in the table and in the view.
    world.fields = { ...world.fields, fee: 'BIGINT' }
    await world.land(odd, [{ id: 't0', changed: 2, fields: { fee: 7 } }])
    await load(schema, name)
    const view = identifier(`${table}_current`)
    assert.deepEqual(await rowsOf(`select fee, name from ${schema}."${view}" where _key = 't0'`), [
      { fee: '7', name: null },
    ])
    // A batch without it has no value of it.
    world.fields = FIELDS
    await world.land(odd, [{ id: 't0', changed: 3, fields: { name: 'last' } }])
    await load(schema, name)
    assert.deepEqual(await rowsOf(`select fee, name from ${schema}."${view}" where _key = 't0'`), [
      { fee: null, name: 'last' },
    ])
    // What is not ours is left alone.
    await world.land(dataset, [{ id: 'a', changed: 1 }])
    await client.query(`create schema others; create table others.${dataset.folder.slice(-4)} (id text)`)
    await assert.rejects(load('others', dataset.folder.slice(-4)), /not made by this/)
    await client.query(`drop view ${schema}."${view}"; alter table ${schema}."${table}" alter column fee type text`)
    await world.land(odd, [{ id: 't1', changed: 2, fields: {} }])
    await assert.rejects(load(schema, name), /The column fee of .* is text, and bigint in the lake/)
    await client.query(`update ${schema}._positions set dataset = 'elsewhere'`)
    await assert.rejects(load(schema, name), /that of another lake/)
  } finally {
    world.fields = before
  }
})

test('what is read for a load', () => {
  const file = (kind: ListedFile['kind'], seq: number, records: number, covered = false): ListedFile => ({
    file: `${kind}${seq}`,
    kind,
    seq,
    records,
    covered,
    id: '',
    last: '',
    bytes: 0,
    created: 0,
  })
  const files = [
    file('history', 3, 900, true),
    file('history', 4, 10, true),
    file('history', 5, 5),
    file('current', 4, 100),
  ]
  const cases: [seq: number, names: string[]][] = [
    [0, ['history5', 'current4']],
    [3, ['history4', 'history5']],
    [4, ['history5']],
    [5, []],
  ]
  for (const [seq, names] of cases)
    assert.deepEqual(
      filesAfter(files, seq).map(({ file: name }) => name),
      names,
    )
})
