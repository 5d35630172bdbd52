// Who may make a call, and whose documents it sees; and what no call takes.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { writeToken } from '../../../src/source/door/token.ts'
import { ROUTES } from '../../../src/source/index.ts'
import { LAKE, REST, STRIPE, WINDOW, call, flow, get, made, makeFlow, run, told, world } from './world.ts'

test('every call needs a permission, and is refused to a token without it', async () => {
  const token = (permissions: readonly ('view' | 'manage')[]) => ({
    authorization: `Bearer ${writeToken(world.source.key, { org: '*', permissions, user: 'ada', expires: 4_000_000_000 })}`,
  })
  /** They only answer what would be. */
  const asking = [
    'POST /conversion/mappingSets/validate',
    'POST /conversion/mappingSets/preview',
    'POST /conversion/languages/el/validate',
  ]
  assert.ok(ROUTES.length > 80)
  for (const { method, path, needs } of ROUTES) {
    const name = `${method} ${path}`
    assert.ok(needs.length > 0, name)
    assert.equal(needs.includes('manage'), method !== 'GET' && !asking.includes(name), name)
    for (const lacking of needs) {
      const rest = (['view', 'manage'] as const).filter((one) => one !== lacking)
      const said = await world.call(method, path.replaceAll(/:\w+/g, 'x'), undefined, token(rest))
      assert.deepEqual(told(said), [403, 'permission_missing'], name)
    }
  }
  const { count } = await get('/connections?count=true')
  assert.equal((await call('DELETE', `/connections/${made.connection}`, undefined, token([]))).status, 403)
  assert.equal((await get('/connections?count=true')).count, count)
})

test('nothing of one organisation or sandbox is seen or changed by another', async () => {
  const flowId = await makeFlow()
  const one = await run(flowId, WINDOW)
  const [batch] = one.activities[1].targetInfo[0].reference.ids
  const acceptOf = (path: string) =>
    `application/vnd.adobe.${path.includes('descriptors') ? 'xdm+json' : 'xed+json; version=1'}`
  const identity = {
    '@type': 'xdm:descriptorIdentity',
    'xdm:sourceSchema': made.schema,
    'xdm:sourceVersion': 1,
    'xdm:sourceProperty': '/_brindle/c/id',
    'xdm:namespace': 'Email',
    'xdm:property': 'xdm:code',
    'xdm:isPrimary': false,
  }
  const descriptor = await world.call('POST', '/schemaregistry/tenant/descriptors', identity)
  assert.equal(descriptor.status, 201, JSON.stringify(descriptor.body))
  const { body: set } = await world.call('GET', `/conversion/mappingSets/${made.mapping}`)
  const ids: readonly (readonly [string, string])[] = [
    ['/flowservice/connections/', made.connection],
    ['/flowservice/sourceConnections/', made.source],
    ['/flowservice/targetConnections/', made.target],
    ['/flowservice/flows/', flowId],
    ['/flowservice/runs/', one.id],
    ['/schemaregistry/tenant/fieldgroups/', made.group],
    ['/schemaregistry/tenant/mixins/', made.group],
    ['/schemaregistry/tenant/schemas/', made.schema],
    ['/schemaregistry/tenant/descriptors/', descriptor.body['@id']],
    ['/catalog/dataSets/', made.dataset],
    ['/conversion/mappingSets/', made.mapping],
    ['/export/batches/', batch],
  ]
  const state = () =>
    world.source.catalog.ask<{ n: bigint }>(
      'select count(*) as n, sum(hash(id, etag, body)) as sum from documents where sandbox = ?',
      ['prod'],
    )
  const before = await state()
  let tried = 0
  for (const headers of [{ 'x-gw-ims-org-id': 'B' }, { 'x-sandbox-name': 'other' }]) {
    for (const { method, path } of ROUTES) {
      const id = ids.find(([at]) => path.startsWith(at) && path.slice(at.length).startsWith(':id'))?.[1]
      if (id === undefined) continue
      tried++
      const at = path.replace(':id', encodeURIComponent(id)).replace(':mapping', encodeURIComponent(set.mappings[0].id))
      const query = /action$/.test(at) ? (at.includes('/runs/') ? '?op=re-trigger' : '?op=disable') : ''
      const body =
        method === 'PATCH' ? [] : method === 'PUT' ? (path.includes('descriptors') ? identity : set) : undefined
      const said = await world.call(method, at + query, body, {
        accept: acceptOf(path),
        'if-match': '*',
        ...headers,
      } as never)
      // Deleting a dataset that is not there is no error at Adobe: nothing is listed as deleted.
      if (method === 'DELETE' && path.startsWith('/catalog')) assert.deepEqual([said.status, said.body], [200, []])
      else assert.equal(said.status, 404, `${method} ${at} ${JSON.stringify(said.body)}`)
    }
    const own = await world.call('GET', '/flowservice/connections', undefined, headers as never)
    assert.deepEqual(own.body, { items: [], _links: {} })
    for (const kind of ['sourceConnections', 'targetConnections', 'flows', 'runs', 'connections'])
      assert.deepEqual(
        await world
          .call('GET', `/flowservice/${kind}?count=true`, undefined, headers as never)
          .then(({ body }) => body),
        { count: 0 },
      )
    for (const property of [`flowId==${flowId}`, `id==${one.id}`])
      assert.deepEqual(
        (await world.call('GET', `/flowservice/runs?property=${property}`, undefined, headers as never)).body.items,
        [],
      )
    // What is another's cannot be named either.
    const naming: readonly (readonly [string, unknown])[] = [
      [
        'sourceConnections',
        {
          name: 'x',
          baseConnectionId: made.connection,
          connectionSpec: STRIPE,
          data: { format: 'json' },
          params: { resourcePath: 'charges' },
        },
      ],
      [
        'targetConnections',
        { name: 'x', connectionSpec: LAKE, data: { format: 'parquet_xdm' }, params: { dataSetId: made.dataset } },
      ],
      ['flows', flow()],
      ['flows?mode=draft', { name: 'x', flowSpec: REST, sourceConnectionIds: [made.source] }],
      ['runs', { flowId }],
      ['readyFlows', { baseConnectionId: made.connection }],
    ]
    for (const [path, body] of naming)
      assert.equal((await world.call('POST', `/flowservice/${path}`, body, headers as never)).status, 404, path)
  }
  // Twelve kinds, by every call that takes an id, from two sides.
  assert.ok(tried >= 70, String(tried))
  assert.deepEqual(await state(), before)
})

test('whatever is sent to a call that changes something, it is refused, and nothing is changed', async () => {
  const flowId = await makeFlow()
  const deep = `${'['.repeat(5_000)}${']'.repeat(5_000)}`
  const bodies = [
    ...['null', '5', 'true', '"text"', '[]', '[[]]', '[null]', '{}', deep, `{"name":${deep}}`, '{"name":', ''],
    '{"__proto__":{"name":"x"}}',
    '[{"op":"add","path":"/__proto__/polluted","value":1}]',
    '[{"op":"add","path":"/constructor/prototype/polluted","value":1}]',
    `{"name":"${'x'.repeat(20_000)}"}`,
    '{"name":"x","unknownProperty":1}',
    '{"name":{"toString":1}}',
  ]
  const paths = [
    ...['connections', 'sourceConnections', 'targetConnections', 'flows', 'flows?mode=draft', 'runs', 'readyFlows'].map(
      (path) => ['POST', path] as const,
    ),
    ['PATCH', `connections/${made.connection}`],
    ['PATCH', `flows/${flowId}`],
  ] as const
  const state = () => world.source.catalog.ask('select count(*) as n, sum(hash(id, etag, body)) as sum from documents')
  const before = await state()
  for (const [method, path] of paths)
    for (const body of bodies) {
      const said = await call(method, `/${path}`, body, { 'if-match': '*' })
      assert.ok(said.status >= 400 && said.status < 500, `${method} ${path} ${body.slice(0, 40)}: ${said.status}`)
      assert.ok(JSON.stringify(said.body).length < 2_000, path)
    }
  assert.deepEqual(await state(), before)
  assert.equal(({} as { polluted?: number }).polluted, undefined)
})
