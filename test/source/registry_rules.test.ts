// What the Schema Registry refuses, and that nothing is changed by it. One file because it is tables of refusals, each with the status
// and what it says, and a process of tests costs more than a page of them.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { writeToken } from '../../src/source/door/token.ts'
import {
  charges,
  EVENT,
  group,
  made,
  PROFILE,
  RAW,
  RECORD,
  registryWorld,
  schema,
  text,
  url,
  XED,
} from './registry_world.ts'

const registry = await registryWorld()
const { world, sandbox } = registry
after(() => world.close())

test('what does not go together is refused', async () => {
  const call = sandbox()
  const { fieldGroup, schema: its } = await charges(call)
  const events = await made(
    call,
    '/tenant/fieldgroups',
    group('Events', { a: text }, { 'meta:intendedToExtend': [EVENT] }),
  )
  const clash = await made(call, '/tenant/fieldgroups', group('Clash', { charges_data: { type: 'string' } }))
  const type = await made(call, '/tenant/datatypes', { title: 'Point', properties: { x: { type: 'number' } } })
  const own = (properties: object) => group('New', {}, { definitions: { customFields: { properties } } })
  const none = `https://ns.adobe.com/brindle/mixins/${'0'.repeat(48)}`
  const cases: [path: string, body: unknown, status: number, says: RegExp][] = [
    ['schemas', schema('New', fieldGroup.$id), 400, /needs one class/],
    ['schemas', { title: 'New' }, 400, /needs one class/],
    ['schemas', schema('New', PROFILE, EVENT), 400, /has one class; "allOf" has 2/],
    ['schemas', schema('New', PROFILE, none), 400, /There is no .*0000/],
    ['schemas', schema('New', PROFILE, 'https://example.com/x'), 400, /There is no/],
    ['schemas', schema('New', PROFILE, its.$id), 400, /cannot stand/],
    ['schemas', schema('New', PROFILE, type.$id), 400, /neither a class nor a field group/],
    ['schemas', schema('New', PROFILE, PROFILE), 400, /twice/],
    ['schemas', { ...schema('New', PROFILE), properties: { a: text } }, 400, /no fields of its own/],
    ['schemas', { ...schema('New', PROFILE), allOf: [{ $ref: PROFILE }, { properties: {} }] }, 400, /Each part/],
    ['schemas', schema('New', PROFILE, events.$id), 422, /not meant for .*profile/],
    ['schemas', schema('New', PROFILE, fieldGroup.$id, clash.$id), 422, /charges_data disagree: type/],
    ['schemas', schema('Charges', PROFILE), 400, /unique/],
    ['fieldgroups', group('Charge fields', { a: text }), 400, /unique/],
    ['schemas', schema('', PROFILE), 400, /needs a "title"/],
    ['schemas', { allOf: [{ $ref: PROFILE }] }, 400, /needs a "title"/],
    ['schemas', { ...schema('New', PROFILE), type: 'array' }, 400, /"object"/],
    ['schemas', { ...schema('New', PROFILE), colour: 'red' }, 400, /no "colour"/],
    ['fieldgroups', { ...group('New', { a: text }), 'meta:intendedToExtend': [] }, 400, /meta:intendedToExtend/],
    ['fieldgroups', group('New', { a: text }, { 'meta:intendedToExtend': [none] }), 400, /no class/],
    ['fieldgroups', group('New', { a: text }, { 'meta:intendedToExtend': PROFILE }), 400, /list of texts/],
    ['fieldgroups', own({ a: text }), 400, /under one field at the root, _brindle; a is not/],
    ['fieldgroups', own({ _acme: { type: 'object', properties: { a: text } } }), 400, /"_acme".*no name/],
    ['fieldgroups', { ...group('New', {}), allOf: [{ $ref: type.$id }] }, 400, /x is not/],
    ['fieldgroups', { ...group('New', {}), properties: { a: text } }, 400, /a is not/],
    ['fieldgroups', { ...group('New', {}), allOf: [{ $ref: '#/definitions/none' }] }, 422, /leads nowhere/],
    ['fieldgroups', group('New', { a: { $ref: `${type.$id}#/properties/y` } }), 422, /leads nowhere/],
    ['fieldgroups', group('New', { a: { $ref: PROFILE } }), 400, /cannot stand/],
    ['fieldgroups', group('New', { a: { $ref: none } }), 400, /There is no/],
    ['classes', { title: 'New', allOf: [{ $ref: RECORD }, { $ref: PROFILE }] }, 400, /cannot stand/],
    ['fieldgroups', { ...group('New', {}), allOf: [{ $ref: RECORD }] }, 400, /cannot stand/],
    ['classes', { title: 'New', allOf: [] }, 400, /one behavior/],
    ['classes', { title: 'New', allOf: [{ $ref: RECORD }], properties: { a: text } }, 400, /a is not/],
    ['datatypes', { title: 'New', allOf: [{ $ref: fieldGroup.$id }] }, 400, /cannot stand/],
  ]
  for (const [path, body, status, says] of cases) {
    const { status: its, body: said } = await call('POST', `/tenant/${path}`, body)
    assert.equal(its, status, `${JSON.stringify(body)}: ${JSON.stringify(said)}`)
    assert.match(said.detail, says)
  }
  assert.deepEqual((await call('GET', '/stats')).body.counts, {
    classes: 0,
    mixins: 3,
    datatypes: 1,
    schemas: 1,
    unions: 0,
  })
})

test('no bad body changes anything', async () => {
  const call = sandbox()
  const its = await made(call, '/tenant/datatypes', { title: 'Point', properties: { x: { type: 'number' } } })
  const of = (field: unknown) => JSON.stringify({ title: 'New', properties: { a: field } })
  let deep: object = { type: 'object', properties: {} }
  for (let at = 0; at < 60; at++) deep = { type: 'object', properties: { a: deep } }
  const bodies: [body: string, says: RegExp][] = [
    ['[]', /JSON object/],
    ['null', /JSON object/],
    ['"a"', /JSON object/],
    ['7', /JSON object/],
    ['{"title"', /no JSON/],
    ['', /JSON object/],
    ['{"title": 7}', /needs a "title"/],
    [`{"title": "${'a'.repeat(256)}"}`, /at most 255/],
    [JSON.stringify({ title: 'New', description: 'a'.repeat(10_001) }), /more than 10000 characters/],
    ['{"title":"New","properties":{"__proto__":{"type":"string"}}}', /__proto__/],
    ['{"title":"New","properties":{"a":{"type":"string","meta:enum":{"__proto__":"a"}}}}', /__proto__/],
    [`{"title":"New","properties":{"${'a'.repeat(256)}":{"type":"string"}}}`, /more than 255/],
    [of(deep), /levels deep/],
    ['['.repeat(50_000) + ']'.repeat(50_000), /JSON object/],
    [`{"title":"New","meta:tags":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, /levels deep/],
    [of(7), /to be an object/],
    [of(null), /to be an object/],
    [of([]), /to be an object/],
    [of({}), /no "type"/],
    [of({ type: 'text' }), /"type" of/],
    [of({ type: ['string', 'null'] }), /"type" of/],
    [of({ type: 'array', items: [text] }), /"items"/],
    [of({ type: 'string', items: text }), /no array/],
    [of({ type: 'string', enum: [1] }), /list of texts/],
    [of({ type: 'integer', enum: ['1'] }), /no string/],
    [of({ type: 'string', properties: {} }), /no object/],
    [of({ type: 'string', minLength: '1' }), /a number/],
    [of({ type: 'string', $ref: 7 }), /a text/],
    [of({ type: 'string', 'meta:enum': { a: 1 } }), /object of texts/],
    [of({ type: 'object', properties: [] }), /to be an object/],
    [of({ type: 'object', properties: { _a: text } }), /no name of a field/],
    [of({ type: 'object', properties: { 'a b': text } }), /no name of a field/],
    [of({ type: 'object', properties: { a: text }, additionalProperties: text }), /a map has not/],
    [of({ type: 'object', additionalProperties: 'x' }), /"additionalProperties"/],
    // Half of a character, which no column could have.
    [of({ type: 'string', title: '\ud800' }), /half of a character/],
    ['{"title":"New","properties":{"\\udfff":{"type":"string"}}}', /half of a character/],
    [of({ oneOf: [text] }), /"oneOf"/],
    [of({ type: 'integer', 'meta:xdmType': 'string' }), /not that of an integer/],
    [JSON.stringify({ title: 'New', allOf: {} }), /a list/],
    [JSON.stringify({ title: 'New', properties: { a: text }, required: [7] }), /list of texts/],
  ]
  const path = `/tenant/datatypes/${its['meta:altId']}`
  for (const [method, to] of [['POST', '/tenant/datatypes'] as const, ['PUT', path] as const])
    for (const [body, says] of bodies) {
      const { status, body: said } = await call(method, to, body || undefined)
      assert.equal(status, 400, `${method} ${body.slice(0, 100)}: ${JSON.stringify(said)}`)
      assert.match(said.detail, says)
    }
  const patches: unknown[] = [
    {},
    [],
    [7],
    [{ op: 'add' }],
    [{ op: 'increase', path: '/title', value: 1 }],
    [{ op: 'replace', path: '/none', value: 1 }],
    [{ op: 'remove', path: '/properties/none/x' }],
    [{ op: 'remove', path: '/title' }],
    [{ op: 'replace', path: '', value: 7 }],
    [{ op: 'replace', path: '/title', value: 7 }],
    [{ op: 'replace', path: '/$id', value: 'https://ns.adobe.com/brindle/datatypes/1' }],
    [{ op: 'replace', path: '/version', value: '7.0' }],
    [{ op: 'remove', path: '/meta:registryMetadata' }],
    [{ op: 'add', path: '/meta:extends', value: [PROFILE] }],
    [{ op: 'test', path: '/title', value: 'Other' }],
    [{ op: 'add', path: '/properties/__proto__', value: { type: 'string' } }],
    '[{"op":"add","path":"/properties/y","value":{"type":"object","properties":{"__proto__":{"type":"string"}}}}]',
    [{ op: 'add', path: '/properties/constructor/prototype', value: { type: 'string' } }],
    // All or nothing: the first would be right.
    [
      { op: 'add', path: '/properties/y', value: { type: 'number' } },
      { op: 'add', path: '/properties/z', value: { type: 'no' } },
    ],
    // Each doubles what there is.
    Array.from({ length: 51 }, (_, n) => ({ op: 'copy', from: '/properties', path: `/properties/c${n}` })),
  ]
  for (const patch of patches) assert.equal((await call('PATCH', path, patch)).status, 400, JSON.stringify(patch))
  for (const [method, id] of [
    ['PUT', '_brindle.datatypes.1'],
    ['PATCH', 'x'],
    ['DELETE', '__proto__'],
  ] as const) {
    const body = method === 'PATCH' ? [{ op: 'remove', path: '/title' }] : { title: 'New' }
    assert.equal((await call(method, `/tenant/datatypes/${id}`, body)).status, 404)
  }
  assert.deepEqual((await call('GET', path)).body, its)
  assert.equal((await call('GET', '/stats')).body.counts.datatypes, 1)
  // A field may be called as a property of every object of JavaScript.
  const odd = await made(call, '/tenant/datatypes', { title: 'Odd', properties: { constructor: text, toString: text } })
  const { body } = await call('GET', `/tenant/datatypes/${odd['meta:altId']}`, undefined, `${XED}-full+json; version=1`)
  assert.deepEqual(Object.keys(body.properties), ['constructor', 'toString'])
})

test('PUT replaces, PATCH changes, and If-Match says of what', async () => {
  const call = sandbox()
  const its = await made(call, '/tenant/datatypes', { title: 'Point', properties: { x: { type: 'number' } } })
  const path = `/tenant/datatypes/${url(its.$id)}`
  // All of what was read may be sent back.
  const { body, headers } = await call('PUT', path, { ...its, title: 'Spot', version: '9.9' })
  assert.equal(body.title, 'Spot')
  assert.equal(body.version, '1.1')
  assert.equal(body['meta:registryMetadata']['repo:createdDate'], its['meta:registryMetadata']['repo:createdDate'])
  assert.equal(headers.get('etag'), `"${body['meta:registryMetadata'].eTag}"`)
  const patch = [{ op: 'add', path: '/properties/y', value: { type: 'number' } }]
  const stale = { 'if-match': its['meta:registryMetadata'].eTag }
  assert.equal((await call('PATCH', path, patch, stale)).status, 412)
  assert.equal((await call('PATCH', path, patch, { 'if-match': headers.get('etag')! })).body.version, '1.2')
  // What changes nothing is no version.
  assert.equal((await call('PATCH', path, patch)).body.version, '1.2')
  for (let n = 3; n <= 10; n++) await call('PATCH', path, [{ op: 'add', path: '/description', value: `Number ${n}.` }])
  assert.equal((await call('GET', path)).body.version, '1.10')
  assert.equal((await call('DELETE', path)).status, 204)
  assert.equal((await call('GET', path)).status, 404)
})

test('what is in use stays', async () => {
  const call = sandbox()
  const { fieldGroup, schema: its } = await charges(call)
  const refused = async (path: string, says: RegExp) => {
    const { status, body } = await call('DELETE', path)
    assert.equal(status, 422)
    assert.match(body.detail, says)
  }
  const own = await made(call, '/tenant/classes', { title: 'Own', allOf: [{ $ref: RECORD }] })
  const meant = await made(
    call,
    '/tenant/fieldgroups',
    group('Meant', { a: text }, { 'meta:intendedToExtend': [own.$id] }),
  )
  await refused(`/tenant/fieldgroups/${url(fieldGroup.$id)}`, /schemas "Charges"/)
  await refused(`/tenant/classes/${url(own.$id)}`, /mixins "Meant"/)
  const other = await made(call, '/tenant/schemas', schema('Other', own.$id, meant.$id))
  const toOther = {
    '@type': 'xdm:descriptorOneToOne',
    'xdm:sourceSchema': its.$id,
    'xdm:sourceProperty': '/_brindle/charges_data/id',
    'xdm:destinationSchema': other.$id,
    'xdm:destinationProperty': '/_brindle/a',
  }
  const descriptor = await made(call, '/tenant/descriptors', toOther)
  await refused(`/tenant/schemas/${url(other.$id)}`, /descriptor/)
  // A field that a descriptor speaks of.
  const gone = [
    { op: 'remove', path: '/definitions/customFields/properties/_brindle/properties/charges_data/properties/id' },
  ]
  const patch = await call('PATCH', `/tenant/fieldgroups/${url(fieldGroup.$id)}`, gone)
  assert.equal(patch.status, 422)
  assert.match(patch.body.detail, new RegExp(descriptor['@id']))
  // With the schema its descriptors go, and then what it was made of may go.
  assert.equal((await call('DELETE', `/tenant/schemas/${its['meta:altId']}`)).status, 204)
  assert.equal((await call('GET', `/tenant/descriptors/${descriptor['@id']}`, undefined, '*/*')).status, 404)
  for (const [kind, one] of [
    ['schemas', other],
    ['fieldgroups', meant],
    ['classes', own],
    ['mixins', fieldGroup],
  ] as const)
    assert.equal((await call('DELETE', `/tenant/${kind}/${url(one.$id)}`)).status, 204, kind)
})

test('descriptors', async () => {
  const call = sandbox()
  const { schema: its } = await charges(call)
  const other = await made(call, '/tenant/schemas', schema('Customers', PROFILE))
  const property = '/_brindle/charges_data/id'
  const of = (type: string, more: object) => ({
    '@type': type,
    'xdm:sourceSchema': its.$id,
    'xdm:sourceVersion': 1,
    'xdm:sourceProperty': property,
    ...more,
  })
  const identity = (more: object = {}) =>
    of('xdm:descriptorIdentity', {
      'xdm:namespace': 'Email',
      'xdm:property': 'xdm:code',
      'xdm:isPrimary': true,
      ...more,
    })
  const first = await made(call, '/tenant/descriptors', identity())
  assert.match(first['@id'], /^[0-9a-f]{40}$/)
  assert.equal(first['meta:containerId'], 'tenant')
  assert.equal(first.createdUser, 'brindle')
  const link = { 'xdm:destinationSchema': other.$id, 'xdm:destinationVersion': 1 }
  const second = await made(call, '/tenant/descriptors', of('xdm:descriptorOneToOne', link))
  await made(call, '/tenant/descriptors', of('xdm:descriptorReferenceIdentity', { 'xdm:identityNamespace': 'Email' }))
  // As the sample has it, with the prefix that the fields have not here.
  const shown = { 'xdm:sourceProperty': '/xdm:personID', 'xdm:title': { en_us: 'Person' } }
  await made(call, '/tenant/descriptors', of('xdm:alternateDisplayInfo', shown))

  const list = async (form: string, query = '') =>
    (await call('GET', `/tenant/descriptors${query}`, undefined, `application/vnd.adobe.${form}+json`)).body
  const links = await list('xdm-link')
  assert.deepEqual(Object.keys(links), [
    'xdm:descriptorIdentity',
    'xdm:descriptorOneToOne',
    'xdm:descriptorReferenceIdentity',
    'xdm:alternateDisplayInfo',
  ])
  assert.deepEqual(links['xdm:descriptorIdentity'], [`/tenant/descriptors/${first['@id']}`])
  assert.deepEqual((await list('xdm-id'))['xdm:descriptorOneToOne'], [second['@id']])
  assert.deepEqual((await list('xdm'))['xdm:descriptorIdentity'], [first])
  assert.deepEqual(Object.keys(await list('xdm', '?property=@type==xdm:descriptorOneToOne')), [
    'xdm:descriptorOneToOne',
  ])
  const page = await list('xdm-v2', '?orderby=@type&limit=1')
  assert.equal(page._page.next, 'xdm:alternateDisplayInfo')
  assert.equal(page.results.length, 1)
  assert.equal((await call('GET', '/tenant/descriptors', undefined, RAW)).status, 400)
  assert.equal((await call('GET', '/tenant/descriptors', undefined, '*/*')).status, 400)

  const path = `/tenant/descriptors/${first['@id']}`
  assert.deepEqual((await call('GET', path, undefined, '*/*')).body, first)
  assert.equal((await call('GET', path, undefined, RAW)).status, 400)
  registry.now += 1_000
  const put = await call('PUT', path, identity({ 'xdm:sourceProperty': '/_brindle/charges_data/title' }))
  assert.equal(put.status, 201)
  assert.deepEqual(put.body, { '@id': first['@id'] })
  const after = (await call('GET', path, undefined, '*/*')).body
  assert.equal(after['xdm:sourceProperty'], '/_brindle/charges_data/title')
  assert.deepEqual([after.created, after.updated], [first.created, first.updated + 1_000])

  const cases: [body: unknown, status: number, says: RegExp][] = [
    [identity(), 422, /one primary identity/],
    [identity({ 'xdm:isPrimary': 'yes' }), 400, /true or false/],
    [identity({ 'xdm:isPrimary': false, 'xdm:sourceProperty': '/none' }), 400, /no field \/none/],
    [identity({ 'xdm:isPrimary': false, 'xdm:sourceProperty': '/__proto__' }), 400, /no field/],
    [identity({ 'xdm:isPrimary': false, 'xdm:sourceProperty': 'personID' }), 400, /a path/],
    [identity({ 'xdm:isPrimary': false, 'xdm:sourceProperty': '/personID/' }), 400, /a path/],
    [identity({ 'xdm:isPrimary': false, 'xdm:sourceProperty': '/_brindle' }), 400, /namespace of the tenant/],
    [identity({ 'xdm:isPrimary': false, 'xdm:sourceProperty': '/_repo' }), 400, /no identity/],
    [identity({ 'xdm:namespace': undefined }), 400, /needs "xdm:namespace"/],
    [identity({ 'xdm:property': 'code' }), 400, /"xdm:code" or "xdm:id"/],
    [identity({ 'xdm:sourceVersion': 2 }), 400, /number 1/],
    [identity({ 'xdm:sourceSchema': `${its.$id}0` }), 400, /no schema/],
    [identity({ 'xdm:colour': 'red' }), 400, /no "xdm:colour"/],
    [of('xdm:descriptorOneToOne', {}), 400, /needs "xdm:destinationSchema"/],
    [of('xdm:descriptorOneToOne', { ...link, 'xdm:destinationProperty': '/none' }), 400, /no field/],
    [of('xdm:descriptorReferenceIdentity', {}), 400, /needs "xdm:identityNamespace"/],
    [of('xdm:alternateDisplayInfo', {}), 400, /says none of/],
    [of('xdm:alternateDisplayInfo', { 'xdm:title': { en_us: 7 } }), 400, /object of texts/],
    [of('xdm:descriptorPrimaryKey', {}), 400, /Brindle has no others/],
    [of('constructor', {}), 400, /Brindle has no others/],
    [[identity()], 400, /JSON object/],
  ]
  for (const [body, status, says] of cases) {
    const said = await call('POST', '/tenant/descriptors', body)
    assert.equal(said.status, status, JSON.stringify(body))
    assert.match(said.body.detail, says)
  }
  const moved = await call('PUT', path, identity({ 'xdm:sourceSchema': other.$id, 'xdm:sourceProperty': '/personID' }))
  assert.match(moved.body.detail, /stays/)

  // help/xdm/schema/composition.md#evolution: in Profile and with a dataset, the primary identity stays.
  await call('PATCH', `/tenant/schemas/${url(its.$id)}`, [{ op: 'add', path: '/meta:immutableTags', value: ['union'] }])
  await call('POST', '/catalog/dataSets', { name: 'Charges', schemaRef: { id: its.$id } })
  assert.equal((await call('DELETE', path)).status, 422)
  assert.equal((await call('PUT', path, identity())).status, 422)
  assert.equal((await call('DELETE', `/tenant/descriptors/${second['@id']}`)).status, 204)
  assert.equal((await call('DELETE', `/tenant/descriptors/${second['@id']}`)).status, 404)
  assert.equal((await list('xdm-link'))['xdm:descriptorOneToOne'], undefined)
})

test('who may only view may not write', async () => {
  const call = sandbox()
  const its = await made(call, '/tenant/datatypes', { title: 'Point', properties: { x: { type: 'number' } } })
  const token = {
    org: 'BRINDLE@AdobeOrg',
    permissions: ['view'] as const,
    user: 'viewer',
    expires: registry.now / 1000 + 60,
  }
  const accept = { accept: RAW, authorization: `Bearer ${writeToken(world.source.key, token)}` }
  const path = `/tenant/datatypes/${url(its.$id)}`
  assert.equal((await call('GET', path, undefined, accept)).status, 200)
  for (const [method, to] of [
    ['POST', '/tenant/datatypes'],
    ['PUT', path],
    ['PATCH', path],
    ['DELETE', path],
  ] as const)
    assert.equal((await call(method, to, its, accept)).status, 403, method)
  for (const [method, to] of [
    ['POST', '/tenant/descriptors'],
    ['POST', '/catalog/dataSets'],
  ] as const)
    assert.equal((await call(method, to, {}, accept)).status, 403, method)
})
