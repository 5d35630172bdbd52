// Datasets in the catalogue, and what a schema may still become once it has one. One file because the second is by the first.
// Shapes: AdobeDocs/experience-platform.en, help/catalog/api.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { breaking } from '../../src/source/xdm/registry_rules.ts'
import { charges, EVENT, made, PROFILE, registryWorld, schema, text, url } from './registry_world.ts'

const registry = await registryWorld()
const { world, sandbox } = registry
after(() => world.close())

test('a schema with a dataset only grows', async () => {
  const call = sandbox()
  const { fieldGroup, schema: its } = await charges(call)
  const path = `/tenant/fieldgroups/${url(fieldGroup.$id)}`
  const at = '/definitions/customFields/properties/_brindle/properties/charges_data/properties'
  const before = (field: string, value?: object) => [
    { op: value ? 'add' : 'remove', path: `${at}/${field}`, ...(value && { value }) },
  ]
  // As long as there is no dataset, anything goes.
  assert.equal((await call('PATCH', path, before('title'))).status, 200)
  assert.equal((await call('PATCH', path, before('paid', { type: 'string' }))).status, 200)
  assert.equal((await call('PATCH', path, before('paid', { type: 'boolean' }))).status, 200)
  const dataset = { name: 'Charges', schemaRef: { id: its.$id } }
  const {
    body: [link],
  } = await call('POST', '/catalog/dataSets', dataset)
  const kept = (await call('GET', path)).body
  // help/xdm/schema/composition.md#evolution.
  const breaks: [patch: object[], says: RegExp][] = [
    [before('amount'), /charges_data\/amount is removed/],
    [before('paid', { type: 'string' }), /paid is changed from boolean to string/],
    [before('amount', { type: 'integer', maximum: 1e12 }), /meta:xdmType of .*amount is changed from int to long/],
    [before('status', { type: 'string', enum: ['failed'] }), /"succeeded" is no more/],
    [[{ op: 'move', from: `${at}/amount`, path: `${at}/total` }], /amount is removed/],
    [before('id', { type: 'string', format: 'date' }), /format of .*id is changed/],
    [[{ op: 'replace', path: '/meta:intendedToExtend', value: [EVENT] }], /not meant/],
  ]
  for (const [patch, says] of breaks) {
    const { status, body } = await call('PATCH', path, patch)
    assert.equal(status, 422, JSON.stringify(patch))
    assert.match(body.detail, says)
  }
  assert.deepEqual((await call('GET', path)).body, kept)
  const grows = [
    before('currency', { type: 'string' }),
    before('status', { type: 'string', enum: ['failed', 'succeeded', 'pending'] }),
    before('id', { ...text, title: 'Charge' }),
    [
      {
        op: 'add',
        path: '/definitions/customFields/properties/_brindle/properties/charges_data/required',
        value: ['id'],
      },
    ],
    [{ op: 'remove', path: '/definitions/customFields/properties/_brindle/properties/charges_data/required' }],
    [{ op: 'replace', path: '/title', value: 'Fields of a charge' }],
  ]
  for (const patch of grows) assert.equal((await call('PATCH', path, patch)).status, 200, JSON.stringify(patch))
  const asked = `/tenant/schemas/${url(its.$id)}`
  assert.match((await call('PUT', asked, schema('Charges', EVENT))).body.detail, /its class is changed/)
  assert.match((await call('PUT', asked, schema('Charges', PROFILE))).body.detail, /_brindle is removed/)
  assert.match((await call('DELETE', asked)).body.detail, /dataset "Charges"/)
  const union = [{ op: 'add', path: '/meta:immutableTags', value: ['union'] }]
  assert.deepEqual((await call('PATCH', asked, union)).body['meta:immutableTags'], ['union'])
  const untagged = await call('PATCH', asked, [{ op: 'remove', path: '/meta:immutableTags' }])
  assert.equal(untagged.status, 422)
  assert.match(untagged.body.detail, /immutable tag/)
  // Without the dataset it is free again.
  assert.equal((await call('DELETE', `/catalog${link.slice(1)}`)).status, 200)
  assert.equal((await call('PATCH', path, before('amount'))).status, 200)
})

test('which changes break', () => {
  const of = (field: object) => ({ type: 'object', properties: { a: field } })
  const object = { type: 'object', properties: { b: { type: 'string' } } }
  const cases: [before: object, after: object, broken: string[]][] = [
    [{ type: 'string' }, { type: 'string', pattern: '^a' }, ['pattern of /a is changed']],
    [{ type: 'string', pattern: '^a' }, { type: 'string' }, []],
    [{ type: 'string', maxLength: 5 }, { type: 'string', maxLength: 4 }, ['maxLength of /a is tightened']],
    [{ type: 'string', maxLength: 5 }, { type: 'string', maxLength: 6 }, []],
    [{ type: 'string' }, { type: 'string', minLength: 1 }, ['minLength of /a is tightened']],
    [{ type: 'number', minimum: 0 }, { type: 'number', minimum: 1 }, ['minimum of /a is tightened']],
    [{ type: 'number', minimum: 0 }, { type: 'number', minimum: -1 }, []],
    [{ type: 'number', maximum: 3 }, { type: 'number' }, []],
    [{ type: 'string' }, { type: 'string', enum: ['b'] }, ['enum of /a is added']],
    [{ type: 'string', enum: ['b'] }, { type: 'string' }, []],
    [object, { type: 'object', properties: {} }, ['/a/b is removed']],
    [{ type: 'object' }, object, ['/a took anything and gets fields']],
    [
      { type: 'array', items: { type: 'string' } },
      { type: 'array', items: { type: 'number' } },
      ['type of /a/[] is changed from string to number'],
    ],
    [
      object,
      { type: 'object', properties: { ...object.properties, B: { type: 'string' } } },
      ['/a gets two names that differ in case only'],
    ],
    [
      { type: 'array' },
      { type: 'array', items: { type: 'string' } },
      ['/a took anything and gets a type of its elements'],
    ],
    [object, { type: 'object', properties: { constructor: { type: 'string' } } }, ['/a/b is removed']],
  ]
  for (const [one, other, broken] of cases)
    assert.deepEqual(breaking(of(one), of(other)), broken, JSON.stringify(other))
  assert.deepEqual(breaking({ type: 'object' }, object), [])
})

const SCHEMA_TYPE = 'application/vnd.adobe.xed-full-notext+json; version=1'

test('a dataset is made, looked up, changed and deleted', async () => {
  const call = sandbox('lifecycle')
  const { schema: its } = await charges(call)
  registry.now = 1_700_000_000_000
  const given = {
    name: 'Stripe Charges – Été!',
    schemaRef: { id: its.$id, contentType: SCHEMA_TYPE },
    tags: { team: ['billing'], 'adobe/pqs/table': ['stripe_charges'] },
  }
  const post = await call('POST', '/catalog/dataSets?requestDataSource=true', given)
  assert.equal(post.status, 201, JSON.stringify(post.body))
  assert.equal(post.body.length, 1)
  // 1 700 000 000 in hex.
  const id = /^@\/dataSets\/(6553f100[0-9a-f]{16})$/.exec(post.body[0])![1]!
  const path = `/catalog/dataSets/${id}`
  const look = await call('GET', path)
  const { sandboxId, ...dataset } = look.body[id]
  assert.match(sandboxId, /^[0-9a-f-]{36}$/)
  assert.deepEqual(Object.keys(look.body), [id])
  assert.deepEqual(dataset, {
    ...given,
    fileDescription: { persisted: true, containerFormat: 'parquet', format: 'parquet' },
    folder: 'stripe_charges_ete',
    imsOrg: 'BRINDLE@AdobeOrg',
    version: '1.0.0',
    created: 1_700_000_000_000,
    updated: 1_700_000_000_000,
    createdUser: 'brindle',
    createdClient: 'tests',
    updatedUser: 'brindle',
  })
  assert.deepEqual((await call('GET', `${path}?properties=name,none`)).body, { [id]: { name: given.name } })

  // With fields, and with a JSON Patch: help/catalog/api/update-object.md.
  registry.now += 5
  const fields = await call('PATCH', path, { name: 'Updated Dataset Name', description: 'Updated' })
  assert.equal(fields.status, 200)
  assert.deepEqual(fields.body, [`@/dataSets/${id}`])
  const patch = [
    { op: 'add', path: '/description', value: 'New description' },
    { op: 'remove', path: '/tags/team' },
  ]
  assert.equal((await call('PATCH', path, patch, { 'if-match': look.headers.get('etag')! })).status, 412)
  assert.deepEqual((await call('PATCH', path, patch)).body, [`@/dataSets/${id}`])
  assert.deepEqual((await call('GET', path)).body[id], {
    ...dataset,
    sandboxId,
    name: 'Updated Dataset Name',
    description: 'New description',
    tags: { 'adobe/pqs/table': ['stripe_charges'] },
    version: '1.0.2',
    updated: 1_700_000_000_005,
  })

  // help/catalog/api/delete-object.md: 200 with the id, and an empty list where there is none.
  const gone = await call('DELETE', path)
  assert.deepEqual([gone.status, gone.body], [200, [`@/dataSets/${id}`]])
  assert.equal((await call('GET', path)).status, 404)
  const again = await call('DELETE', path)
  assert.deepEqual([again.status, again.body], [200, []])
  assert.equal((await call('PATCH', path, { name: 'A' })).status, 404)
})

test('a folder is no other’s, and no path', async () => {
  const call = sandbox()
  const other = sandbox(undefined, 'Acme@AdobeOrg')
  const mine = (await made(call, '/tenant/schemas', schema('Folders', PROFILE))).$id
  const theirs = (await made(other, '/tenant/schemas', schema('Folders', PROFILE))).$id
  const folderOf = async (of: typeof call, name: string, id: string) => {
    const { body } = await of('POST', '/catalog/dataSets', { name, schemaRef: { id } })
    const its = body[0].slice(-24)
    return [(await of('GET', `/catalog/dataSets/${its}`)).body[its].folder as string, its] as const
  }
  assert.equal((await folderOf(call, 'Refunds', mine))[0], 'refunds')
  const cases: [name: string, slug: string][] = [
    ['REFUNDS', 'refunds'],
    ['../../etc/passwd', 'etc_passwd'],
    ['/', 'dataset'],
    ['支払い', 'dataset'],
    ['C:\\x\u0000.parquet', 'c_x_parquet'],
    ['a'.repeat(255), 'a'.repeat(60)],
  ]
  // Those that are taken have four digits of the id behind them.
  for (const [name, slug] of cases) {
    const [folder, id] = await folderOf(call, name, mine)
    const isFree = name !== 'REFUNDS' && name !== '支払い'
    assert.equal(folder, isFree ? slug : `${slug}-${id.slice(-4)}`, name)
  }
  const [folder, id] = await folderOf(other, 'refunds', theirs)
  assert.equal(folder, `refunds-${id.slice(-4)}`)
  // What is left of a deleted one is never another's.
  const [first, gone] = await folderOf(call, 'Once', mine)
  assert.equal(first, 'once')
  await call('DELETE', `/catalog/dataSets/${gone}`)
  const [second, after] = await folderOf(call, 'Once', mine)
  assert.equal(second, `once-${after.slice(-4)}`)
})

test('datasets are listed by id, filtered and sorted', async () => {
  const call = sandbox()
  const { $id } = await made(call, '/tenant/schemas', schema('Lists', PROFILE))
  const rows: [name: string, tags: object, description?: string][] = [
    ['test', { a: ['1'] }],
    ['te*st', { a: ['12'], b: ['x'] }, 'D'],
    ['best', {}],
    ['tempest', { a: ['2'] }, 'E'],
  ]
  for (const [name, tags, description] of rows) {
    registry.now += 1_000
    await call('POST', '/catalog/dataSets', { name, tags, schemaRef: { id: $id }, ...(description && { description }) })
  }
  const names = async (query: string) => {
    const { status, body } = await call('GET', `/catalog/dataSets${query}`)
    assert.equal(status, 200, query)
    return Object.values<any>(body)
      .map(({ name }) => name)
      .join(' ')
  }
  // help/catalog/api/filter-data.md.
  const cases: [query: string, expected: string][] = [
    ['', 'test te*st best tempest'],
    ['?limit=2', 'test te*st'],
    ['?start=1&limit=2', 'te*st best'],
    ['?start=9', ''],
    ['?orderBy=name', 'best te*st tempest test'],
    ['?orderBy=desc:name', 'test tempest te*st best'],
    ['?orderBy=version,desc:created', 'tempest best te*st test'],
    ['?name=best', 'best'],
    ['?name=!best,test', 'te*st tempest'],
    ['?name=test,best', 'test best'],
    ['?name=te*st', 'test te*st tempest'],
    ['?name=te**st', 'te*st'],
    ['?name=*es*', 'test best tempest'],
    ['?property=description', 'te*st tempest'],
    ['?property=!description', 'test best'],
    ['?property=name~^te.*t$', 'test te*st tempest'],
    ['?property=name!=best&property=description==D', 'te*st'],
    ['?property=version%3E1.0.0', ''],
    ['?property=version%3C=1.0.0&limit=1', 'test'],
    ['?tags=a:1', 'test'],
    ['?tags=a:1*', 'test te*st'],
    ['?tags=a:*,b:x', 'te*st'],
    ['?constructor=x', ''],
  ]
  for (const [query, expected] of cases) assert.equal(await names(query), expected, query)
  const { body } = await call('GET', '/catalog/dataSets?properties=description&limit=2')
  assert.deepEqual(Object.values(body), [{}, { description: 'D' }])
  for (const query of ['limit=0', 'limit=101', 'limit=a', 'start=-1', 'orderBy=up:name', 'tags=a', 'property=name~('])
    assert.equal((await call('GET', `/catalog/dataSets?${query}`)).status, 400, query)
  for (let at = 0; at < 18; at++)
    await call('POST', '/catalog/dataSets', { name: `More ${at}`, schemaRef: { id: $id } })
  assert.equal(Object.keys((await call('GET', '/catalog/dataSets')).body).length, 20)
  assert.equal(Object.keys((await call('GET', '/catalog/dataSets?limit=100')).body).length, 22)
})

test('what a dataset cannot be is refused, and changes nothing', async () => {
  const call = sandbox()
  const { $id } = await made(call, '/tenant/schemas', schema('Refusals', PROFILE))
  const of = (more: object) => ({ name: 'A', schemaRef: { id: $id }, ...more })
  const [link] = (await call('POST', '/catalog/dataSets', of({}))).body
  const path = `/catalog/dataSets/${link.slice(-24)}`
  const kept = (await call('GET', path)).body
  const cases: [body: unknown, says: RegExp][] = [
    [[], /JSON object|JSON Patch/],
    ['7', /JSON object/],
    ['{"name":', /no JSON/],
    [of({ name: '' }), /"name"/],
    [of({ name: ['A'] }), /"name"/],
    [of({ name: 'a'.repeat(256) }), /at most 255/],
    [of({ description: 7 }), /"description"/],
    [of({ schemaRef: $id }), /"schemaRef"/],
    [of({ schemaRef: { id: 7 } }), /"schemaRef"/],
    [of({ schemaRef: { id: `${$id}0` } }), /no schema|stays/],
    [of({ schemaRef: { id: PROFILE } }), /no schema|stays/],
    [of({ schemaRef: { id: $id, contentType: 'application/json' } }), /contentType/],
    [of({ schemaRef: { id: $id, contentType: 'application/vnd.adobe.xed+json; version=2' } }), /contentType/],
    [of({ schemaRef: { id: $id, path: '/' } }), /no "path"/],
    [of({ description: '\ud800' }), /half of a character/],
    [of({ tags: [] }), /"tags"/],
    [of({ tags: { a: 'b' } }), /"tags"/],
    [of({ tags: { unifiedProfile: ['enabled:true'] } }), /Profile/],
    [of({ fileDescription: { format: 'json' } }), /"parquet"/],
    [of({ fileDescription: { delimiters: [','] } }), /no "delimiters"/],
    [of({ enableErrorDiagnostics: 'true' }), /true or false/],
    [of({ colour: 'red' }), /no "colour"/],
    ['{"name":"A","__proto__":{}}', /__proto__/],
    [`{"name":"A","tags":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /levels deep/],
  ]
  for (const [method, to] of [['POST', '/catalog/dataSets'] as const, ['PATCH', path] as const])
    for (const [body, says] of cases) {
      const said = await call(method, to, body)
      assert.equal(said.status, 400, `${method} ${JSON.stringify(body).slice(0, 100)}: ${JSON.stringify(said.body)}`)
      assert.match(said.body.detail, says)
    }
  const assigned = { folder: '../x', imsOrg: 'Other', version: '2.0.0', created: 0, createdUser: 'eve' }
  for (const [key, value] of Object.entries(assigned)) {
    assert.equal((await call('POST', '/catalog/dataSets', of({ [key]: value }))).status, 400, key)
    assert.match((await call('PATCH', path, { [key]: value })).body.detail, /assigned/)
    assert.match((await call('PATCH', path, [{ op: 'add', path: `/${key}`, value }])).body.detail, /assigned/)
  }
  assert.equal((await call('PATCH', path, [{ op: 'remove', path: '/folder' }])).status, 400)
  assert.equal((await call('PATCH', path, [{ op: 'remove', path: '/name' }])).status, 400)
  assert.equal((await call('POST', '/catalog/dataSets?dryRun=true', of({}))).status, 400)
  assert.equal((await call('PUT', path, of({}))).status, 405)
  assert.deepEqual((await call('GET', path)).body, kept)
  assert.equal(Object.keys((await call('GET', '/catalog/dataSets')).body).length, 1)
})

test('a dataset is its sandbox’s, and stays while a target connection uses it', async () => {
  const call = sandbox('used')
  const { $id } = await made(call, '/tenant/schemas', schema('Used', PROFILE))
  const [link] = (await call('POST', '/catalog/dataSets', { name: 'Used', schemaRef: { id: $id } })).body
  const id = link.slice(-24)
  for (const other of [sandbox('other'), sandbox('used', 'Acme@AdobeOrg')]) {
    assert.equal((await other('GET', `/catalog/dataSets/${id}`)).status, 404)
    assert.deepEqual((await other('GET', '/catalog/dataSets')).body, {})
    assert.equal((await other('PATCH', `/catalog/dataSets/${id}`, { name: 'Mine' })).status, 404)
    assert.deepEqual((await other('DELETE', `/catalog/dataSets/${id}`)).body, [])
  }
  // As the Flow Service keeps one: its body has `params.dataSetId`.
  const { catalog } = world.source
  // A text that is no UTF-16 in somebody's body stops nobody.
  const connection = { name: 'Target \ud800', params: { dataSetId: id } }
  await catalog.write((tx) => tx.insert(sandbox('other').scope, 'targetConnection', 'elsewhere', connection))
  await catalog.write((tx) => tx.insert(call.scope, 'targetConnection', 'here', connection))
  const { status, body } = await call('DELETE', `/catalog/dataSets/${id}`)
  assert.equal(status, 422)
  assert.match(body.detail, /target connection/)
  await catalog.write((tx) => tx.delete(call.scope, 'targetConnection', 'here'))
  assert.deepEqual((await call('DELETE', `/catalog/dataSets/${id}`)).body, [link])
})
