// The door of the source's API: tokens, organisations, permissions, JSON as the samples print it.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { readJson } from '../../src/source/door/json.ts'
import { readToken, type Token, writeToken } from '../../src/source/door/token.ts'
import { decrypt, encrypt } from '../../src/source/lake/keys.ts'
import { sourceWorld } from './world.ts'

const KEY = Buffer.alloc(32, 7)
const TOKEN: Token = { org: 'A@AdobeOrg', permissions: ['view'], user: 'ada', expires: 2_000 }

test('a token says what it was made with, until it ends, and to the lake that made it', () => {
  const sent = writeToken(KEY, TOKEN)
  assert.deepEqual(readToken(KEY, sent, 1_999), TOKEN)
  assert.equal(readToken(KEY, sent, 2_000), undefined)
  assert.equal(readToken(Buffer.alloc(32, 8), sent, 1_000), undefined)
  const forged = Buffer.from(JSON.stringify({ ...TOKEN, permissions: ['view', 'manage'] })).toString('base64url')
  assert.equal(readToken(KEY, `brs_${forged}.${sent.split('.')[1]}`, 1_000), undefined)
  for (const wrong of ['', 'brs_', 'brs_a.b', sent.slice(0, -1), `${sent}a`, 'x'.repeat(100_000)])
    assert.equal(readToken(KEY, wrong, 1_000), undefined, wrong.slice(0, 50))
})

test('what is sealed opens with its key only', () => {
  const sealed = encrypt(KEY, 'sk_test_123')
  assert.ok(!sealed.includes('sk_test'))
  assert.notEqual(encrypt(KEY, 'sk_test_123'), sealed)
  assert.equal(decrypt(KEY, sealed), 'sk_test_123')
  assert.throws(() => decrypt(Buffer.alloc(32, 8), sealed))
  const [version, nonce, tag, text] = sealed.split('.')
  assert.throws(() => decrypt(KEY, [version, nonce, tag, `${text![0] === 'A' ? 'B' : 'A'}${text!.slice(1)}`].join('.')))
})

test('JSON is read as the samples print it, and no further', () => {
  const table: readonly (readonly [string, unknown])[] = [
    ['{"a":{"b":1,},"c":[1,2,],}', { a: { b: 1 }, c: [1, 2] }],
    // The mapping of Adobe's Stripe tutorial closes its object before its last property.
    [
      '{"version":0,"xdmVersion":"1.0",\n},\n"mappings":[{"a":"},"},{"b":",]"}]\n}',
      { version: 0, xdmVersion: '1.0', mappings: [{ a: '},' }, { b: ',]' }] },
    ],
    ['{"a":"\\"},","b":-1.5e3}', { a: '"},', b: -1500 }],
    ['[]', []],
  ]
  for (const [text, value] of table) assert.deepEqual(readJson(text), value)
  for (const wrong of [
    '{',
    '{"a":}',
    '{"a" 1}',
    '{,}',
    '{"a":1,,"b":2}',
    "{'a':1}",
    '{"a":1}}',
    'x',
    '[1,2',
    '{"a":1} {"b":2}',
  ])
    assert.throws(() => readJson(wrong), { status: 400 }, wrong)
})

test('who has no token, key or organisation is told so; a missing Authorization is not tolerated', async () => {
  const world = await sourceWorld()
  const path = '/flowservice/connections'
  const table: readonly (readonly [Record<string, string>, number, string])[] = [
    [{ authorization: '' }, 401, '401010'],
    [{ authorization: 'Bearer nobody' }, 401, '401013'],
    [{ authorization: 'Basic brindle' }, 401, '401013'],
    [{ 'x-api-key': '' }, 403, '403000'],
    [{ 'x-gw-ims-org-id': '' }, 400, '400000'],
    [{ 'x-gw-ims-org-id': '../../etc' }, 400, '400000'],
    [{ 'x-sandbox-name': "a' or 1=1" }, 400, '400000'],
  ]
  for (const [headers, status, code] of table) {
    const said = await world.call('GET', path, undefined, headers)
    assert.deepEqual([said.status, said.body.error_code], [status, code], JSON.stringify(headers))
  }
  const other = writeToken(world.source.key, { ...TOKEN, expires: 1e11 })
  const foreign = await world.call('GET', path, undefined, { authorization: `Bearer ${other}` })
  assert.deepEqual([foreign.status, foreign.body.error_code], [403, '403027'])
  await world.close()
  const guarded = await sourceWorld({ open: false })
  assert.equal((await guarded.call('GET', path)).status, 401)
  await guarded.close()
})

test('what there is not is said so, and in whose words', async () => {
  const world = await sourceWorld()
  const missing = await world.call('GET', '/flowservice/nothing')
  assert.deepEqual([missing.status, missing.body.title, missing.body.errorCode], [404, 'Not found', 'no_such_call'])
  assert.match(missing.headers.get('content-type')!, /problem\+json/)
  const large = await world.call('POST', '/flowservice/nothing', ' '.repeat(5 * 1024 * 1024)).catch(() => undefined)
  assert.ok(large === undefined || large.status === 413)
  await world.close()
})
