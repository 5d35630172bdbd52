// Data Prep's functions on maps, which are objects whose keys are data. (functions.md, "Hierarchies - Map")
import { called, Failed, isObject, textOf } from '../values.ts'
import { objectOfPairs } from './hierarchy.ts'
import type { Bare, Functions } from './table.ts'

const keysOf = (key: unknown): string[] => (Array.isArray(key) ? key.map(textOf) : [textOf(key)])
const isBare = (value: unknown): value is Bare => isObject(value) && 'path' in value && 'value' in value

/** Each object of a list under what it has at a key. Throws `Failed` for one that has no text there. */
function byKey(list: readonly unknown[], key: string): Record<string, unknown> {
  return Object.fromEntries(
    list.map((one) => {
      if (!isObject(one)) throw new Failed(`${called(one)} is no object`)
      const name = Object.hasOwn(one, key) ? one[key] : null
      if (name === null) throw new Failed(`an object of the list has no ${key}`)
      return [textOf(name), one]
    }),
  )
}

export const MAPS: Functions = {
  map_get_values: {
    takes: 'MAP:object, KEY:any',
    gives: 'any',
    says: 'The value of a key, or null; for a list of keys the list of their values, each once.',
    // Its sample prints an object of the key and its value; the sentence before it and `lower(map_get_values(…))` of the
    // troubleshooting page want the value. [I]
    run: ([map, key]) => {
      const values = keysOf(key)
        .filter((name) => Object.hasOwn(map, name))
        .map((name) => map[name])
      return Array.isArray(key) ? [...new Set(values)] : (values[0] ?? null)
    },
  },
  map_has_keys: {
    takes: 'MAP:object, KEY:any',
    gives: 'boolean',
    says: 'Whether a map has one of the keys.',
    run: ([map, key]) => keysOf(key).some((name) => Object.hasOwn(map, name)),
  },
  add_to_map: {
    takes: 'MAP:object, MAPS:object*',
    gives: 'object',
    says: 'All maps in one; of keys that come twice the first stays.',
    run: (maps) => {
      const all = new Map<string, unknown>()
      for (const map of maps)
        for (const [key, value] of Object.entries(map ?? {})) if (!all.has(key)) all.set(key, value)
      return Object.fromEntries(all)
    },
  },
  object_to_map: {
    takes: 'OBJECT:any, KEY:name*',
    gives: 'object',
    says: 'A map: of keys and values that take turns, of an object, or of a list of objects by what each has at a key.',
    run: ([object, ...given]) => {
      if (Array.isArray(object) && given.length === 1)
        return byKey(object, isBare(given[0]) ? given[0].path : textOf(given[0]))
      if (given.length > 0)
        return objectOfPairs([object, ...given.map((one) => (isBare(one) ? one.value : (one ?? null)))])
      if (!isObject(object)) throw new Failed(`${called(object)} is no object`)
      return object
    },
  },
  array_to_map: {
    takes: 'INPUT:list, KEY:name',
    gives: 'object',
    says: 'A map of the objects of a list, by what each has at a key.',
    run: ([list, key]) => byKey(list, isBare(key) ? key.path : textOf(key)),
  },
  to_map: {
    takes: 'OBJECT_INPUT:any*',
    gives: 'object',
    says: 'A map, of keys and values that take turns; null for null.',
    run: (given) => objectOfPairs(given.map((one) => one ?? null)),
  },
}
