// What answers look like, by the generated tables: objects, what they lead to, and what of it may be
// expanded. The facts are typed by hand from docs.stripe.com/api.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  deletedNode,
  eventTypes,
  type Node,
  newest,
  objects,
  operations,
  refs,
  shapeNode,
  versions,
} from '../../src/contract/index.ts'

/** The fields of an object, which the version must have. */
function fields(object: string, version = newest) {
  const shape = shapeNode(object, version)
  assert.ok(shape?.p, `${version} has no ${object}`)
  return shape.p
}

/** Every node below, once for each path to it. */
function walk(node: Node, path: string, visit: (node: Node, path: string) => void): void {
  visit(node, path)
  if (node.k === 'union') for (const inner of node.of) walk(inner, path, visit)
  else if (node.k === 'array') walk(node.of, `${path}[]`, visit)
  else if (node.k === 'map' || node.k === 'empty' || node.k === 'null') walk(node.of, path, visit)
  for (const [name, inner] of Object.entries(node.p ?? {})) walk(inner, path ? `${path}.${name}` : name, visit)
}

/**
 * The objects that some operation answers with, and all that these lead to; events may hold others besides.
 */
function answered(): Set<string> {
  const found = new Set([...operations()].flatMap(({ returns }) => returns))
  for (const object of found) {
    if (object === 'event') continue
    walk(shapeNode(object)!, '', (node) => {
      for (const name of [...(node.to ?? []), ...(node.k === 'list' ? node.of : [])]) found.add(name)
    })
  }
  return found
}

test('353 fields may be expanded, and 17 lists of ids; objects that only events hold have 6 more', () => {
  const count = (of: Iterable<string>) => {
    const paths: string[] = []
    for (const object of of)
      walk(shapeNode(object)!, '', (node, path) => node.k === 'ref' && paths.push(`${object}:${path}`))
    const unique = [...new Set(paths)]
    const single = unique.filter((path) => !path.endsWith('[]'))
    return {
      single: single.length,
      top: single.filter((path) => !path.includes('.', path.indexOf(':'))).length,
      lists: unique.length - single.length,
    }
  }
  assert.deepEqual(count(answered()), { single: 353, top: 174, lists: 17 })
  assert.deepEqual(count(objects()), { single: 359, top: 178, lists: 17 })
})

test('every object that a shape leads to has a shape itself, in every version', () => {
  for (const version of versions) {
    const known = new Set(objects(version))
    const missing = new Set<string>()
    for (const object of known) {
      walk(shapeNode(object, version)!, '', (node) => {
        for (const name of [...(node.to ?? []), ...(node.k === 'list' ? node.of : [])])
          if (!known.has(name)) missing.add(name)
      })
    }
    assert.deepEqual([...missing], [], version)
  }
})

test('answers have their shapes', () => {
  const charge = fields('charge')
  assert.deepEqual(charge.object, { k: 'literal', v: 'charge' })
  assert.deepEqual(charge.amount, { k: 'number' })
  assert.deepEqual(charge.customer, { k: 'null', of: { k: 'ref', to: ['customer'] } })
  assert.deepEqual(charge.status, { k: 'enum', v: ['failed', 'pending', 'succeeded'] })
  assert.deepEqual(charge.metadata, { k: 'map', of: { k: 'string' } })
  assert.deepEqual(fields('invoice').lines, { k: 'list', of: ['line_item'] })
  assert.deepEqual(fields('subscription_item').price, { k: 'embed', to: ['price'] })
  assert.deepEqual(fields('price').unit_amount_decimal, { k: 'null', of: { k: 'decimal' } })
  assert.ok(shapeNode('charge')?.o?.includes('refunds'))
  assert.ok(!shapeNode('charge')?.o?.includes('amount'))
  assert.deepEqual(Object.keys(deletedNode('customer')?.p ?? {}), ['deleted', 'id', 'object'])
  assert.equal(deletedNode('charge'), undefined)
  assert.equal(shapeNode('toString'), undefined)
})

test('expandable fields are known by path', () => {
  assert.deepEqual(refs('refund').get('charge'), ['charge'])
  assert.deepEqual(refs('invoice').get('discounts'), ['discount'])
  assert.deepEqual(refs('charge').get('transfer_data.destination'), ['account'])
  assert.deepEqual(refs('payment_intent').get('latest_charge'), ['charge'])
  assert.ok(refs('balance_transaction').get('source')?.includes('refund'))
  assert.equal(refs('charge').has('amount'), false)
  assert.equal(refs('subscription').has('items'), false)
  assert.equal(refs('nothing').size, 0)
})

test('an event holds any object', () => {
  const { data, type } = fields('event')
  assert.ok(data?.p?.object?.to?.includes('customer'))
  assert.deepEqual(data?.p?.previous_attributes, { k: 'map', of: { k: 'any' } })
  assert.deepEqual(type?.v, [...eventTypes].sort())
})
