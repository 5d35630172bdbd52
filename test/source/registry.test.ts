// The Schema Registry through the door, as Adobe's pages use it: the sequence of the tutorial, look-ups and lists.
// One file because each test is a page of AdobeDocs/experience-platform.en, help/xdm/api, whose shapes these are; values were
// worked out by hand.
import assert from 'node:assert/strict'
import test, { after } from 'node:test'
import { resolveSchema } from '../../src/source/xdm/compose.ts'
import { tenantOf } from '../../src/source/xdm/registry.ts'
import type { Called } from './world.ts'
import { charges, group, made, PROFILE, RECORD, registryWorld, schema, text, url, XED } from './registry_world.ts'

const registry = await registryWorld()
const { world, sandbox } = registry
after(() => world.close())

test('the tenant is the part of the organisation before the @', async () => {
  assert.equal(tenantOf('Acme-Shop_1@AdobeOrg'), 'acmeshop1')
  // `_id` is a field of every row, so it is no namespace.
  assert.equal(tenantOf('ID@AdobeOrg'), 'id1')
  assert.equal(tenantOf('@AdobeOrg'), '1')
  const call = sandbox()
  await charges(call)
  const { status, body } = await call('GET', '/stats')
  assert.equal(status, 200)
  assert.equal(body.tenantId, 'brindle')
  assert.equal(body.imsOrg, 'BRINDLE@AdobeOrg')
  assert.deepEqual(body.counts, { classes: 0, mixins: 1, datatypes: 0, schemas: 1, unions: 0 })
  assert.deepEqual(
    body.classUsage[PROFILE].map((one: any) => one.title),
    ['Charges'],
  )
  // 1 700 000 000 is a Tuesday: Nov 14 2023, 22:13:20 UTC.
  assert.equal(body.recentlyCreatedResources[0]['meta:created'], 'Tue Nov 14 2023 22:13:20 GMT+0000 (UTC)')
})

test('a field group, a schema, a patch, an identity: the sequence of the tutorial', async () => {
  const call = sandbox()
  registry.now = 1_700_000_000_000
  const { fieldGroup, schema: its } = await charges(call)
  assert.match(fieldGroup.$id, /^https:\/\/ns\.adobe\.com\/brindle\/mixins\/[0-9a-f]{48}$/)
  assert.equal(fieldGroup['meta:resourceType'], 'mixins')
  assert.equal(fieldGroup['meta:abstract'], true)
  const hex = /[0-9a-f]{48}$/.exec(its.$id)?.[0]
  assert.equal(its.$id, `https://ns.adobe.com/brindle/schemas/${hex}`)
  const { 'meta:sandboxId': sandboxId, 'meta:registryMetadata': metadata, ...rest } = its
  assert.deepEqual(rest, {
    $id: its.$id,
    'meta:altId': `_brindle.schemas.${hex}`,
    'meta:resourceType': 'schemas',
    version: '1.0',
    title: 'Charges',
    type: 'object',
    allOf: [PROFILE, fieldGroup.$id].map(($ref) => ({ $ref, type: 'object', 'meta:xdmType': 'object' })),
    refs: rest.refs,
    imsOrg: 'BRINDLE@AdobeOrg',
    'meta:extensible': false,
    'meta:abstract': false,
    'meta:extends': [PROFILE, RECORD, 'https://ns.adobe.com/xdm/common/auditable', fieldGroup.$id],
    'meta:xdmType': 'object',
    'meta:class': PROFILE,
    'meta:containerId': 'tenant',
    'meta:sandboxType': 'development',
    'meta:tenantNamespace': '_brindle',
  })
  assert.deepEqual(rest.refs.toSorted(), [fieldGroup.$id, PROFILE].toSorted())
  assert.match(sandboxId, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.deepEqual(
    { ...metadata, eTag: '' },
    {
      'repo:createdDate': 1_700_000_000_000,
      'repo:lastModifiedDate': 1_700_000_000_000,
      'xdm:createdClientId': 'tests',
      'xdm:lastModifiedClientId': 'tests',
      'xdm:createdUserId': 'brindle',
      'xdm:lastModifiedUserId': 'brindle',
      eTag: '',
      'meta:globalLibVersion': '1.16.4',
    },
  )

  registry.now = 1_700_000_060_000
  const more = await made(call, '/tenant/mixins', group('Refund fields', { refunds: { type: 'array', items: text } }))
  const patch = await call('PATCH', `/tenant/schemas/_brindle.schemas.${hex}`, [
    { op: 'add', path: '/meta:extends/-', value: more.$id },
    { op: 'add', path: '/allOf/-', value: { $ref: more.$id } },
  ])
  assert.equal(patch.status, 200, JSON.stringify(patch.body))
  assert.equal(patch.body.version, '1.1')
  assert.equal(patch.body.allOf[2].$ref, more.$id)
  assert.equal(patch.body['meta:registryMetadata']['repo:createdDate'], 1_700_000_000_000)
  assert.equal(patch.body['meta:registryMetadata']['repo:lastModifiedDate'], 1_700_000_060_000)

  const identity = {
    '@type': 'xdm:descriptorIdentity',
    'xdm:sourceSchema': its.$id,
    'xdm:sourceVersion': 1,
    'xdm:sourceProperty': '/_brindle/charges_data/id',
    'xdm:namespace': 'StripeCharge',
    'xdm:property': 'xdm:code',
    'xdm:isPrimary': true,
  }
  await made(call, '/tenant/descriptors', identity)
  const resolved = (await resolveSchema(world.source.catalog, call.scope, its.$id))!
  assert.deepEqual(resolved.primary, { path: '/_brindle/charges_data/id', namespace: 'StripeCharge' })
  assert.equal(resolved.version, '1.1')
  assert.deepEqual(resolved.root.properties!._brindle, {
    type: 'object',
    'meta:xdmType': 'object',
    properties: {
      refunds: { type: 'array', 'meta:xdmType': 'array', items: { ...text, 'meta:xdmType': 'string' } },
      charges_data: {
        type: 'object',
        title: 'Charge',
        'meta:xdmType': 'object',
        properties: {
          id: { ...text, 'meta:xdmType': 'string' },
          title: { type: 'string', 'meta:xdmType': 'string' },
          amount: { type: 'integer', 'meta:xdmType': 'int' },
          status: {
            type: 'string',
            enum: ['failed', 'succeeded'],
            'meta:enum': { failed: 'Failed' },
            'meta:xdmType': 'string',
          },
        },
      },
    },
  })
  // Those of the class: help/xdm/classes/individual-profile.md.
  assert.deepEqual(Object.keys(resolved.root.properties!).toSorted(), [
    '_brindle',
    '_id',
    '_repo',
    'createdByBatchID',
    'modifiedByBatchID',
    'personID',
    'repositoryCreatedBy',
    'repositoryLastModifiedBy',
  ])
  assert.equal(await resolveSchema(world.source.catalog, call.scope, `${its.$id}0`), undefined)
})

test('a look-up is what Accept asks for', async () => {
  const call = sandbox()
  const { fieldGroup, schema: its } = await charges(call)
  const path = `/tenant/schemas/${url(its.$id)}`
  const deprecated = { '@type': 'xdm:descriptorDeprecated', 'xdm:sourceSchema': its.$id, 'xdm:sourceVersion': 1 }
  const descriptor = await made(call, '/tenant/descriptors', { ...deprecated, 'xdm:sourceProperty': '/personID' })
  const look = async (form: string, of = path) => {
    const { status, body } = await call('GET', of, undefined, `${XED}${form}+json; version=1`)
    assert.equal(status, 200, JSON.stringify(body))
    return body
  }
  assert.deepEqual(await look(''), its)
  const full = await look('-full')
  assert.equal(full.allOf, undefined)
  assert.equal(full.title, 'Charges')
  assert.equal(full.properties._brindle.properties.charges_data.properties.id.description, 'D')
  assert.equal(full.properties.personID['meta:status'], undefined)
  assert.equal((await look('-deprecatefield')).properties.personID['meta:status'], 'deprecated')
  assert.deepEqual((await look('-full-desc'))['meta:descriptors'], [descriptor])
  // Titles go, and a field that is called `title` stays.
  const bare = await look('-full-notext')
  assert.equal(bare.title, undefined)
  assert.deepEqual(bare.properties._brindle.properties.charges_data, {
    type: 'object',
    'meta:xdmType': 'object',
    properties: {
      id: { type: 'string', 'meta:xdmType': 'string' },
      title: { type: 'string', 'meta:xdmType': 'string' },
      amount: { type: 'integer', 'meta:xdmType': 'int' },
      status: full.properties._brindle.properties.charges_data.properties.status,
    },
  })
  const rawBare = await look('-notext', `/tenant/fieldgroups/${url(fieldGroup.$id)}`)
  assert.deepEqual(rawBare.allOf, fieldGroup.allOf)
  assert.equal(rawBare.description, undefined)
  const inner = rawBare.definitions.customFields.properties._brindle.properties.charges_data
  assert.deepEqual(Object.keys(inner.properties), ['id', 'title', 'amount', 'status'])
  assert.equal(inner.title, undefined)
  // Either name of the kind finds it.
  assert.equal((await call('GET', `/tenant/mixins/${fieldGroup['meta:altId']}`)).body.$id, fieldGroup.$id)

  // help/xdm/troubleshooting-guide.md: 400 for an Accept that is missing or unknown or has no version, 404 for what there is not.
  const refused: [accept: string, status: number, says: RegExp][] = [
    ['*/*', 400, /Accept is required/],
    ['application/json', 400, /Unknown media/],
    ['xed+json', 400, /Unknown media/],
    [`${XED}-id+json; version=1`, 400, /Unknown media/],
    [`${XED}-full+json`, 400, /version=1/],
    [`${XED}-full+json; version=2`, 404, /version 2/],
    [`${XED}-full+json; version=1.3`, 404, /version 1\.3/],
    [`${XED}-full+json; version=x`, 400, /version=1/],
  ]
  for (const [accept, status, says] of refused) {
    const { status: its, body } = await call('GET', path, undefined, accept)
    assert.equal(its, status, accept)
    assert.match(body.detail, says)
    assert.equal(body.status, status)
  }
  assert.equal((await call('GET', path, undefined, `${XED}-full+json;version="1.0"`)).status, 200)
  assert.equal((await call('GET', `/tenant/schemas/${url(fieldGroup.$id)}`)).status, 404)
  assert.equal((await call('GET', `/tenant/schemas/${url(PROFILE)}`)).status, 404)
})

test('lists are paged, sorted and filtered', async () => {
  const call = sandbox()
  for (const [at, title] of ['Bravo', 'Alpha', 'Delta', 'Charlie'].entries()) {
    registry.now = 1_700_000_000_000 + Math.floor(at / 2)
    await made(call, '/tenant/datatypes', { title, properties: { a: text } })
  }
  const ids = `${XED}-id+json`
  const list = async (query: string, accept = ids) =>
    (await call('GET', `/tenant/datatypes${query}`, undefined, accept)).body
  const titles = (page: any) => page.results.map((one: any) => one.title).join(' ')
  const first = await list('?orderby=title&limit=2')
  assert.equal(titles(first), 'Alpha Bravo')
  assert.deepEqual(Object.keys(first.results[0]).toSorted(), ['$id', 'meta:altId', 'title', 'version'])
  assert.deepEqual(first._page, { orderby: 'title', next: 'Bravo', count: 2 })
  assert.equal(first._links.global_schemas.href, '/data/foundation/schemaregistry/global/datatypes')
  const second = await list(first._links.next.href.replace(/^[^?]*/, ''))
  assert.equal(titles(second), 'Charlie Delta')
  assert.deepEqual(second._page, { orderby: 'title', next: null, count: 2 })
  assert.equal(second._links.next, null)
  // Two have each time, so a page of one has two, and the next one the others.
  assert.equal(titles(await list('?orderby=updated&limit=1')), 'Bravo Alpha')
  assert.equal(titles(await list('?orderby=updated&limit=1&start=1700000000000')), 'Delta Charlie')
  const cases: [query: string, titles: string][] = [
    ['', 'Bravo Alpha Delta Charlie'],
    ['?orderby=-title', 'Delta Charlie Bravo Alpha'],
    ['?orderby=-title&start=Bravo', 'Alpha'],
    ['?orderby=version,-title', 'Delta Charlie Bravo Alpha'],
    ['?property=title==Alpha', 'Alpha'],
    ['?property=title!=Alpha&orderby=title', 'Bravo Charlie Delta'],
    ['?property=title%3E=Charlie', 'Delta Charlie'],
    ['?property=title~%5E[AB]', 'Bravo Alpha'],
    ['?property=version%3C1', ''],
    ['?property=version%3C5&property=title==%22Delta%22', 'Delta'],
    ['?property=meta:class', ''],
    ['?property=constructor', ''],
    ['?property=!meta:class&orderby=title&limit=1', 'Alpha'],
  ]
  for (const [query, expected] of cases) assert.equal(titles(await list(query)), expected, query)
  assert.equal((await list('', `${XED}+json`)).results[0].properties.a.type, 'string')
  await made(call, '/tenant/fieldgroups', group('Of profiles', { a: text }))
  const intended = `/tenant/fieldgroups?property=meta:intendedToExtend==${url(PROFILE)}`
  assert.equal(titles((await call('GET', intended, undefined, ids)).body), 'Of profiles')
  const refused: [query: string, accept: string, status: number][] = [
    ['?limit=0', ids, 400],
    ['?limit=501', ids, 400],
    ['?limit=x', ids, 400],
    ['?property=title=Alpha', ids, 400],
    ['?property=title~(', ids, 400],
    ['?page=2', ids, 400],
    ['', '*/*', 400],
    ['', `${XED}-full+json`, 400],
  ]
  for (const [query, accept, status] of refused)
    assert.equal((await call('GET', `/tenant/datatypes${query}`, undefined, accept)).status, status, query + accept)
})

test('the global container can be read', async () => {
  const call = sandbox()
  const ids = `${XED}-id+json`
  const { body } = await call('GET', '/global/classes?orderby=title', undefined, ids)
  assert.deepEqual(
    body.results.map((one: any) => one['meta:altId']),
    ['_xdm.context.experienceevent', '_xdm.context.profile'],
  )
  assert.equal((await call('GET', '/global/behaviors', undefined, ids)).body._page.count, 2)
  assert.equal((await call('GET', '/global/schemas', undefined, ids)).body._page.count, 0)
  const { body: event } = await call(
    'GET',
    '/global/classes/_xdm.context.experienceevent',
    undefined,
    `${XED}-full+json; version=1`,
  )
  assert.deepEqual(event.required, ['_id', 'timestamp'])
  assert.equal(event.properties.timestamp.format, 'date-time')
  assert.deepEqual(event.properties.identityMap.additionalProperties.items.properties.primary.type, 'boolean')
  assert.equal((await call('GET', `/global/behaviors/${url(RECORD)}`)).body.title, 'Record Schema')
  assert.equal((await call('GET', `/global/classes/${url(RECORD)}`)).status, 404)
  assert.equal((await call('POST', '/global/classes', {})).status, 405)
})

test('a class of one’s own, and a data type in a field', async () => {
  const call = sandbox()
  const money = await made(call, '/tenant/datatypes', {
    title: 'Money',
    properties: { amount: { type: 'integer', minimum: -9007199254740991, maximum: 9007199254740991 }, currency: text },
    required: ['amount'],
  })
  assert.equal(money.properties.amount['meta:xdmType'], 'long')
  const own = await made(call, '/tenant/classes', {
    title: 'Stripe object',
    definitions: {
      own: { properties: { _brindle: { type: 'object', properties: { livemode: { type: 'boolean' } } } } },
    },
    allOf: [{ $ref: RECORD }, { $ref: '#/definitions/own' }],
  })
  assert.deepEqual(own['meta:extends'], [RECORD])
  const fields = { total: { $ref: money.$id, title: 'Total' }, lines: { type: 'array', items: { $ref: money.$id } } }
  const sums = await made(call, '/tenant/fieldgroups', group('Sums', fields, { 'meta:intendedToExtend': [own.$id] }))
  const its = await made(call, '/tenant/schemas', schema('Invoices', own.$id, sums.$id))
  const { properties } = (await resolveSchema(world.source.catalog, call.scope, its['meta:altId']))!.root
  assert.deepEqual(Object.keys(properties!).toSorted(), ['_brindle', '_id'])
  const { total, lines, livemode } = properties!._brindle!.properties!
  assert.deepEqual(total, {
    type: 'object',
    title: 'Total',
    required: ['amount'],
    'meta:xdmType': 'object',
    properties: {
      amount: { type: 'integer', 'meta:xdmType': 'long' },
      currency: { ...text, 'meta:xdmType': 'string' },
    },
  })
  assert.equal(lines!.items!.title, 'Money')
  assert.equal(livemode!.type, 'boolean')

  // The data type is within the schema, so the schema has another version by a change to it.
  const path = `/tenant/datatypes/${url(money.$id)}`
  const patch = [{ op: 'add', path: '/properties/tax', value: { type: 'number' } }]
  assert.equal((await call('PATCH', path, patch)).body.version, '1.1')
  const after = (await resolveSchema(world.source.catalog, call.scope, its.$id))!
  assert.equal(after.version, '1.1')
  assert.equal(after.root.properties!._brindle!.properties!.total!.properties!.tax!.type, 'number')
  // A circle, and one through a definition.
  for (const value of [{ $ref: money.$id }, { $ref: '#' }, { type: 'array', items: { $ref: money.$id } }]) {
    const { status, body } = await call('PATCH', path, [{ op: 'add', path: '/properties/within', value }])
    assert.equal(status, 422, JSON.stringify(body))
    assert.match(body.detail, /circle/)
  }
  // Ten times ten, six deep, is a million fields.
  let ref = money.$id
  let last: Called | undefined
  for (let at = 0; at < 6 && last?.status !== 422; at++) {
    const properties = Object.fromEntries(Array.from({ length: 10 }, (_, n) => [`f${n}`, { $ref: ref }]))
    last = await call('POST', '/tenant/datatypes', { title: `Grows ${at}`, properties })
    ref = last.body.$id
  }
  assert.equal(last!.status, 422)
  assert.match(last!.body.detail, /more than 50000 fields/)
})

test('nothing of one sandbox or organisation is another’s', async () => {
  const mine = sandbox('mine')
  const { fieldGroup, schema: its } = await charges(mine)
  const descriptor = await made(mine, '/tenant/descriptors', {
    '@type': 'xdm:descriptorIdentity',
    'xdm:sourceSchema': its.$id,
    'xdm:sourceProperty': '/personID',
    'xdm:namespace': 'Email',
  })
  const ids = `${XED}-id+json`
  // The second has the same tenant: only the part before the @ is in it.
  for (const other of [sandbox('theirs'), sandbox('mine', 'brindle@Other'), sandbox('mine', 'Acme@AdobeOrg')]) {
    assert.equal((await other('GET', `/tenant/schemas/${url(its.$id)}`)).status, 404)
    assert.equal((await other('GET', `/tenant/descriptors/${descriptor['@id']}`, undefined, '*/*')).status, 404)
    for (const kind of ['schemas', 'fieldgroups'])
      assert.deepEqual((await other('GET', `/tenant/${kind}`, undefined, ids)).body.results, [])
    assert.deepEqual(
      (await other('GET', '/tenant/descriptors', undefined, 'application/vnd.adobe.xdm-id+json')).body,
      {},
    )
    assert.equal((await other('POST', '/tenant/schemas', schema('Charges', PROFILE, fieldGroup.$id))).status, 400)
    assert.equal((await other('DELETE', `/tenant/schemas/${url(its.$id)}`)).status, 404)
    assert.equal((await other('POST', '/catalog/dataSets', { name: 'A', schemaRef: { id: its.$id } })).status, 400)
    // And the same title may be had in each.
    await made(other, '/tenant/schemas', schema('Charges', PROFILE))
  }
  assert.equal((await mine('GET', `/tenant/schemas/${url(its.$id)}`)).status, 200)
})
