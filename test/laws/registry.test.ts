// Law: the registry names every object that has a file, and every declaration is of the contract.
import assert from 'node:assert/strict'
import test from 'node:test'
import { eventTypes, formerOperations, objects, thinEventTypes } from '../../src/contract/index.ts'
import { standing } from '../../src/main.ts'
import { resources, sources as files } from '../../src/resources/index.ts'
import { sources } from './source.ts'

test('every file that declares a resource is in the registry', () => {
  const declaring = sources('src/resources').filter(({ text }) => /^export const \w+ = resource\(/m.test(text))
  const known = new Set([...files.values()].map((file) => `src/resources/${file}`))
  assert.deepEqual(
    declaring.map(({ path }) => path).filter((path) => !known.has(path)),
    [],
  )
  assert.equal(known.size, resources.length)
})

test('an object of Stripe’s is named as Stripe names it, and so is its file', () => {
  for (const [resource, file] of files) {
    const { object, internal } = resource.type
    if (internal) continue
    // Some are named by operations that only older versions have.
    const former = [...formerOperations.values()].flatMap(({ returns }) => returns)
    assert.ok(objects().includes(object) || former.includes(object), object)
    assert.equal(file.split('/')[1], `${object}.ts`)
  }
})

test('every event that is announced is one that Stripe sends', () => {
  for (const { type } of resources) {
    if (type.internal) continue
    // What is ours is for other rooms of the house, and never announced.
    const names = type.events.flatMap(({ types }) => types).filter((name) => !name.startsWith('brindle.'))
    for (const name of names) assert.ok(eventTypes.includes(name) || thinEventTypes.includes(name), name)
  }
})

test('every reaction is to an event that somebody announces', () => {
  const house = standing('2026-08-26.dahlia')
  const announced = new Set(house.resources.flatMap(({ type }) => type.events.flatMap(({ types }) => types)))
  assert.deepEqual(
    [...house.reactions.keys()].filter((type) => !announced.has(type)),
    [],
  )
})
