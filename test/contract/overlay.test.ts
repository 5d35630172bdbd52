// What is kept by hand fits what is generated: nothing in it is already said by the tables, and all that it
// names exists.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  formerAt,
  formerOperations,
  type Node,
  operationAt,
  operationByKey,
  operations,
  paramsNode,
  shapeNode,
} from '../../src/contract/index.ts'
import { formerRoutes } from '../../src/contract/former.ts'
import { hiddenRoutes, includable, legacyRoutes, undocumentedParams } from '../../src/contract/overlay.ts'

const anonymous = (method: string, path: string) => `${method} ${path.replace(/\{\w+\}/g, '{}')}`
const generated = new Set([...operations()].map(({ method, path }) => anonymous(method, path)))

test('there are 54 legacy routes, each once, and no SDK has them', () => {
  const routes = legacyRoutes.map(({ method, path }) => anonymous(method, path))
  assert.equal(routes.length, 54)
  assert.equal(new Set(routes).size, 54)
  for (const route of [...routes, ...hiddenRoutes.map(({ method, path }) => anonymous(method, path))])
    assert.ok(!generated.has(route), route)
})

test('every alias leads to an operation that can be reached by its ids', () => {
  for (const { aliasOf, path } of legacyRoutes) {
    if (aliasOf === undefined) continue
    const operation = operationByKey(aliasOf)
    assert.ok(operation, aliasOf)
    for (const id of operation.segments.filter((segment) => segment.startsWith('{')))
      assert.ok(path.split('/').includes(id), `${path} has no ${id}`)
  }
})

test('what is taken besides is in no type', () => {
  for (const [key, added] of Object.entries(undocumentedParams)) {
    for (const path of Object.keys(added)) {
      let node: Node | undefined = operationByKey(key)?.params
      assert.ok(node, key)
      for (const name of path.split('.')) node = node?.p?.[name]
      const { v: words = [] } = added[path] as { v?: readonly string[] }
      assert.ok(
        node === undefined || (words.length > 0 && words.every((word) => !node?.v?.includes(word))),
        `${key} ${path}`,
      )
    }
  }
})

test('what is absent until expanded may be absent', () => {
  for (const [object, paths] of Object.entries(includable)) {
    for (const path of paths) {
      let holder: Node | undefined = shapeNode(object)
      const names = path.split('.')
      for (const name of names.slice(0, -1)) {
        holder = holder?.p?.[name]
        if (holder?.k === 'null') holder = holder.of
      }
      assert.ok(holder?.o?.includes(names.at(-1)!), `${object} ${path}`)
    }
  }
})

test('paths lead to operations', () => {
  const at = (method: string, path: string) => {
    const hit = operationAt(method, path)
    return hit && [hit.operation.key, ...hit.ids]
  }
  assert.deepEqual(at('GET', '/v1/customers/cus_1'), ['GET /v1/customers/{id}', 'cus_1'])
  assert.deepEqual(at('GET', '/v1/customers/search'), ['GET /v1/customers/search'])
  assert.deepEqual(at('POST', '/v1/customers/cus_1/sources/card_1/verify'), [
    'POST /v1/customers/{customer}/sources/{id}/verify',
    'cus_1',
    'card_1',
  ])
  assert.deepEqual(at('POST', '/v1/coupons/10%25%20off'), ['POST /v1/coupons/{id}', '10% off'])
  assert.equal(at('PUT', '/v1/customers/cus_1'), undefined)
  assert.equal(at('GET', '/v1/customers/'), undefined)
  assert.equal(at('GET', '/v1/nothing'), undefined)
  assert.equal(at('GET', '/v1/invoices/upcoming/lines/x'), undefined)
})

test('an older version has its own paths', () => {
  assert.equal(operationAt('GET', '/v1/invoices/upcoming', '2023-10-16')?.operation.key, 'GET /v1/invoices/upcoming')
  assert.deepEqual(operationAt('GET', '/v1/invoices/upcoming')?.ids, ['upcoming'])
})

test('what only older versions have is as their contract has it, and all of what basil took away', () => {
  for (const { key, last, until } of formerRoutes) {
    const { until: _, ...former } = formerOperations.get(key)!
    assert.deepEqual({ ...former, params: formerOperations.get(key)!.params }, operationByKey(key, last), key)
    assert.equal(paramsNode({ key }, until), undefined, key)
  }
  const [before, after] = ['2025-02-24.acacia', '2025-03-31.basil']
  const gone = [...operations(before)].map(({ key }) => key).filter((key) => !operationByKey(key, after))
  assert.deepEqual(gone.sort(), formerRoutes.map(({ key }) => key).sort())
  const path = '/v1/subscription_items/si_1/usage_records'
  assert.deepEqual([formerAt('POST', path, before)?.ids, formerAt('POST', path, after)], [['si_1'], undefined])
})

test('a legacy path leads to today’s operation, and what its form says becomes parameters', () => {
  const at = (method: string, path: string) => {
    const hit = operationAt(method, path)
    return hit && { key: hit.operation.key, ids: hit.ids, params: hit.params, alias: hit.alias !== undefined }
  }
  assert.deepEqual(at('POST', '/v1/charges/ch_1/refunds'), {
    key: 'POST /v1/refunds',
    ids: [],
    params: { charge: 'ch_1' },
    alias: true,
  })
  assert.deepEqual(at('GET', '/v1/charges/ch_1/refunds/re_1'), {
    key: 'GET /v1/refunds/{id}',
    ids: ['re_1'],
    params: {},
    alias: true,
  })
  assert.deepEqual(at('GET', '/v1/customers/cus_1/cards'), {
    key: 'GET /v1/customers/{id}/sources',
    ids: ['cus_1'],
    params: { object: 'card' },
    alias: true,
  })
  assert.deepEqual(at('DELETE', '/v1/customers/cus_1/cards/card_1'), {
    key: 'DELETE /v1/customers/{customer}/sources/{id}',
    ids: ['cus_1', 'card_1'],
    params: {},
    alias: true,
  })
  assert.deepEqual(at('GET', '/v1/balance/history/txn_1'), {
    key: 'GET /v1/balance_transactions/{id}',
    ids: ['txn_1'],
    params: {},
    alias: true,
  })
  assert.equal(at('GET', '/v1/customers/cus_1/discount'), undefined)
})
