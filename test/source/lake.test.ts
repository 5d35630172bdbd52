// A lake that is read: by SQL while another process holds it, with names that say which dataset it is, and out of it as files.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { promisify } from 'node:util'
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet'
import { compressors } from 'hyparquet-compressors'
import { exportTable, type Format, withoutNulls } from '../../src/source/lake/export.ts'
import { readManifests, renewManifests } from '../../src/source/lake/manifest.ts'
import { openLake } from '../../src/source/lake/query.ts'
import { OWN } from '../../src/source/sync.ts'
import { LakeWorld } from './lake_world.ts'
import { sourceWorld } from './world.ts'

const BRINDLE = join(import.meta.dirname, '../../bin/brindle')
const out = mkdtempSync(join(tmpdir(), 'brindle-export-'))
const world = await new LakeWorld().open()
after(async () => {
  await world.discard()
  rmSync(out, { recursive: true, force: true })
})

const things = await world.dataset('Stripe things', 'a001', 'things')
const HOSTILE = `a,"b"\n'c' 🦓 \\`
await world.land(things, [
  {
    id: 'th_1',
    changed: 1,
    fields: {
      amount: '9007199254740993',
      rate: 0.5,
      paid: true,
      name: HOSTILE,
      card: { brand: 'visa', last4: null, checks: { cvc: null } },
      tags: ['x', null],
      metadata: { 'a b': '1', null: 'null' },
      anything: { big: 1, none: null, list: [null] },
    },
  },
  { id: 'th_2', account: 'acct_1', changed: 1, fields: { amount: -5, name: '' } },
])
await world.land(things, [{ id: 'th_2', account: 'acct_1', changed: 2, fields: { amount: 7 } }])

test('a lake is read while another process holds it', async () => {
  const holder = `
    const { LakeWorld } = await import(process.argv[1])
    await new LakeWorld(process.argv[2]).open()
    process.stdout.write('open')
    setInterval(() => undefined, 1000)`
  await world.catalog.close()
  const args = ['--input-type=module', '-e', holder, join(import.meta.dirname, 'lake_world.ts'), world.folder]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  try {
    await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => assert.fail('it ended by itself'))])
    const run = (...words: string[]) => promisify(execFile)(process.execPath, [BRINDLE, 'source', ...words])
    const sql = 'select id, amount from things order by id'
    const [{ stdout }, refused] = await Promise.all([
      run('query', sql, '--lake', world.folder),
      run('compact', '--lake', world.folder).catch((error) => error as { stderr: string; code: number }),
    ])
    // Beyond 2^53 numbers are text, so that no digit is lost.
    assert.equal(stdout, '{"id":"th_1","amount":"9007199254740993"}\n{"id":"th_2","amount":"7"}\n')
    assert.equal('code' in refused && refused.code, 2)
    assert.match(refused.stderr, /another process holds the lake/)
  } finally {
    child.kill('SIGKILL')
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
    await world.open()
  }
})

test('tables of one name are told apart, and an error says which there are', async () => {
  const same = await world.dataset('Things', 'a0b2', 'things-a0b2')
  await world.land(same, [{ id: 'other', changed: 1, fields: { amount: 1 } }])
  // The history of the first has this name.
  const also = await world.dataset('things_history', 'a0b3', 'things_history')
  await world.land(also, [{ id: 'third', changed: 1, fields: { amount: 1 } }])
  const lake = await openLake(world.folder, OWN)
  try {
    assert.deepEqual(lake.tables, ['things', 'things_a0b2', 'things_history_a0b3'])
    const ids = async (table: string) => (await lake.ask(`select id from ${table} order by 1`)).map(({ id }) => id)
    assert.deepEqual(await ids('things'), ['th_1', 'th_2'])
    assert.deepEqual(await ids('things_a0b2'), ['other'])
    assert.deepEqual(await ids('things_history_a0b3'), ['third'])
    assert.deepEqual(await lake.ask('select count(*)::int as n from THINGS_HISTORY'), [{ n: 3 }])
    await assert.rejects(
      lake.ask('select * from charges'),
      /Table with name charges does not exist.* There are things, things_a0b2, things_history_a0b3/,
    )
    await assert.rejects(lake.ask('select nothing from things'), /nothing/)
  } finally {
    await lake.close()
  }
  const empty = await openLake(out, OWN)
  await assert.rejects(empty.ask('select * from charges'), /has no tables/)
  await empty.close()
})

const exported = async (format: Format, history = false) => {
  const lake = await openLake(world.folder, OWN)
  try {
    const told: number[] = []
    const onProgress = (rows: number) => told.push(rows)
    const { file, rows } = await exportTable(lake, lake.datasets[0]!, { to: out, format, history, onProgress })
    assert.equal(told.at(-1), rows)
    assert.deepEqual(
      readdirSync(out).filter((name) => name.endsWith('.part')),
      [],
    )
    return file
  } finally {
    await lake.close()
  }
}

test('tables come out as NDJSON of Stripe’s shape, as CSV of one level, and as Parquet', async () => {
  const lines = readFileSync(await exported('ndjson'), 'utf8')
    .split('\n')
    .toSorted()
  assert.deepEqual(lines, [
    '',
    `{"id":"th_1","amount":9007199254740993,"rate":0.5,"paid":true,"name":${JSON.stringify(HOSTILE)},` +
      '"card":{"brand":"visa","checks":{}},"tags":["x",null],"metadata":{"a b":"1","null":"null"},' +
      '"anything":{"big":1,"list":[null]}}',
    '{"id":"th_2","amount":7}',
  ])
  const states = readFileSync(await exported('ndjson', true), 'utf8')
    .trim()
    .split('\n')
  const landed = states.map((line) => JSON.parse(line)._landed)
  assert.deepEqual(landed.map(({ id, account, changed, deleted }) => [id, account, changed, deleted]).toSorted(), [
    ['th_1', '', 1, false],
    ['th_2', 'acct_1', 1, false],
    ['th_2', 'acct_1', 2, false],
  ])
  const [head, ...rows] = readFileSync(await exported('csv'), 'utf8').split(/\n(?=,|_|th)/)
  assert.equal(
    head,
    '_landed.id,_landed.account,_landed.parent,_landed.changed,_landed.deleted,_landed.batch,_landed.n,id,amount,rate,paid,name,' +
      'card.brand,card.last4,card.checks,tags,metadata,anything',
  )
  const [first, second] = rows.toSorted().map((row) => row.replace(/,[0-9A-Z]{26},/, ',BATCH,').trimEnd())
  assert.equal(
    first,
    `th_1,"",,1,false,BATCH,0,th_1,9007199254740993,0.5,true,"a,""b""\n'c' 🦓 \\",visa,,"{""cvc"":null}","[""x"",null]",` +
      `"{""a b"":""1"",""null"":""null""}","{""big"":1,""none"":null,""list"":[null]}"`,
  )
  assert.match(second!, /^th_2,acct_1,,2,false,BATCH,0,th_2,7,,,,,,,,,$/)
  // By another reader than ours.
  const file = await asyncBufferFromFile(await exported('parquet'))
  const objects = (await parquetReadObjects({ file, compressors })) as {
    id: string
    amount: bigint
    metadata: object
  }[]
  assert.deepEqual(objects.map(({ id, amount }) => [id, amount]).toSorted(), [
    ['th_1', 9_007_199_254_740_993n],
    ['th_2', 7n],
  ])
})

test('fields that are null are left out of JSON, and nothing else is', () => {
  const cases: [json: string, kept: string][] = [
    ['{"a":null}', '{}'],
    ['{"a":1,"b":null}', '{"a":1}'],
    ['{"a":null,"b":null,"c":2}', '{"c":2}'],
    ['{"a":1,"b":null,"c":null}', '{"a":1}'],
    ['{"a":":null,","b\\":null":1,"c":null}', '{"a":":null,","b\\":null":1}'],
    ['{"a":",}","b":null,"c":{"d":null}}', '{"a":",}","c":{}}'],
    ['{"a":[null,{"b":null}],"n":12345678901234567890}', '{"a":[null,{}],"n":12345678901234567890}'],
  ]
  for (const [json, kept] of cases) assert.equal(withoutNulls(json), kept, json)
})

test('the list of a dataset is of its name and schema, and goes with it', async () => {
  const adobe = await sourceWorld()
  try {
    const group = {
      title: 'F',
      type: 'object',
      allOf: [{ properties: { _brindle: { type: 'object', properties: { amount: { type: 'integer' } } } } }],
    }
    const context = 'https://ns.adobe.com/xdm/context/profile'
    const field = await adobe.call('POST', '/schemaregistry/tenant/fieldgroups', {
      ...group,
      'meta:intendedToExtend': [context],
    })
    assert.equal(field.status, 201, JSON.stringify(field.body))
    const { body: its } = await adobe.call('POST', '/schemaregistry/tenant/schemas', {
      title: 'S',
      type: 'object',
      allOf: [{ $ref: context }, { $ref: field.body.$id }],
    })
    const { body } = await adobe.call('POST', '/catalog/dataSets', { name: 'Before', schemaRef: { id: its.$id } })
    const id = body[0].slice(-24)
    const lake = Object.assign(new LakeWorld(adobe.folder), { catalog: adobe.source.catalog })
    const batch = await lake.land({ id, folder: 'before' }, [{ id: 'a', changed: 1 }])
    const [list] = await readManifests(adobe.folder, OWN)
    assert.equal(list!.schema.id, its.$id)
    assert.match(list!.schema.columns._brindle!, /^STRUCT\("amount" BIGINT\)$/)
    assert.deepEqual(
      list!.files.map(({ kind, id: first, last, records }) => [kind, first, last, records]),
      [['history', batch, batch, 1]],
    )
    await adobe.call('PATCH', `/catalog/dataSets/${id}`, { name: 'After' })
    assert.equal((await readManifests(adobe.folder, OWN))[0]!.name, 'After')
    assert.deepEqual(await readManifests(adobe.folder, { ...OWN, sandbox: 'other' }), [])
    // A process may end before the list goes with the dataset: then it goes when the lake is opened.
    await adobe.source.catalog.write((tx) => tx.delete(OWN, 'dataSet', id))
    await renewManifests(adobe.folder, adobe.source.catalog)
    assert.deepEqual(await readManifests(adobe.folder, OWN), [])
  } finally {
    await adobe.discard()
  }
})
