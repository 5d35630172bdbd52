// Data Prep's functions on objects and lists. (functions.md, "Hierarchies - Objects", "Hierarchies - Arrays")
import { parsePath, reader, type Step } from '../path.ts'
import { called, Failed, isObject, textOf } from '../values.ts'
import { isTrue } from '../operators.ts'
import type { Bare, Context, Functions, MappingFunction } from './table.ts'

/** An object of keys and values that take turns. Throws `Failed` for a key without a value. */
export function objectOfPairs(given: readonly unknown[]): Record<string, unknown> {
  if (given.length % 2 === 1) throw new Failed(`the key ${called(given.at(-1))} has no value`)
  const pairs: [string, unknown][] = []
  for (let at = 0; at < given.length; at += 2) pairs.push([textOf(given[at]), given[at + 1]])
  return Object.fromEntries(pairs)
}

/** The keys and values of a text, without the white space around them. What has no delimiter is left out. */
function pairsOf(text: string, valueDelimiter: string | null, fieldDelimiter: string | null): [string, string][] {
  const delimiter = valueDelimiter || ':'
  return text.split(fieldDelimiter || ',').flatMap((field): [string, string][] => {
    const at = field.indexOf(delimiter)
    const key = field.slice(0, at).trim()
    return at < 0 || key === '' ? [] : [[key, field.slice(at + delimiter.length).trim()]]
  })
}

const arraysToObject: MappingFunction = {
  takes: 'INPUT:any*',
  gives: 'list',
  says: 'A list of objects, of keys and lists that take turns. A list that is shorter gives nulls. [I]',
  nulls: true,
  run: (given) => {
    const columns = Object.entries(objectOfPairs(given)).map(([key, list]): [string, unknown[]] => {
      if (list !== null && !Array.isArray(list)) throw new Failed(`${called(list)} of ${key} is no list`)
      return [key, list ?? []]
    })
    const rows = Math.max(0, ...columns.map(([, list]) => list.length))
    return Array.from({ length: rows }, (_, at) =>
      Object.fromEntries(columns.map(([key, list]) => [key, list[at] ?? null])),
    )
  },
}

function pathOf(text: string): Step[] {
  try {
    return parsePath(text)
  } catch (error) {
    throw new Failed(`${called(text)} is no path: ${(error as Error).message}`)
  }
}

const containsKey: MappingFunction = {
  takes: 'INPUT:name',
  gives: 'boolean',
  says: 'Whether the record has something at a path, be it null.',
  run: ([input]: (string | Bare)[], { source }: Context) => {
    const path = typeof input === 'string' ? input : (input?.path ?? textOf(input))
    return reader(pathOf(path))(source) !== undefined
  },
}

export const OBJECTS: Functions = {
  size_of: {
    takes: 'INPUT:any',
    gives: 'integer',
    says: 'How many elements, keys or characters there are; 0 for null.',
    nulls: true,
    run: ([input]) => sizeOf(input),
  },
  is_empty: {
    takes: 'INPUT:any',
    gives: 'boolean',
    says: 'Whether it is null, or has no element, key or character.',
    nulls: true,
    run: ([input]) => sizeOf(input) === 0,
  },
  arrays_to_object: arraysToObject,
  arrays_to_objects: arraysToObject,
  to_object: {
    takes: 'INPUT:any*',
    gives: 'object',
    says: 'An object, of keys and values that take turns.',
    nulls: true,
    run: (given) => objectOfPairs(given),
  },
  str_to_object: {
    takes: 'STRING:text, VALUE_DELIMITER:text?, FIELD_DELIMITER:text?',
    gives: 'object',
    says: 'The object that a text of keys and values is. The delimiters are ":" and "," if none are given.',
    run: ([text, value = null, field = null]) => Object.fromEntries(pairsOf(text, value, field)),
  },
  contains_key: containsKey,
  // Its old name, "deprecated" in Adobe's table.
  is_set: containsKey,
  nullify: { takes: '', gives: 'any', says: 'Null.', run: () => null },
  get_keys: {
    takes: 'OBJECT:object',
    gives: 'list',
    says: 'The keys of an object.',
    run: ([object]) => Object.keys(object),
  },
  get_values: {
    takes: 'STRING:text, KEY:text, VALUE_DELIMITER:text?, FIELD_DELIMITER:text?',
    gives: 'text',
    says: 'The value of a key in a text of keys and values; null where there is no such key.',
    run: ([text, key, value = null, field = null]) =>
      pairsOf(text, value, field).find(([name]) => name === key)?.[1] ?? null,
  },
}

function sizeOf(input: unknown): number {
  if (input === null) return 0
  if (Array.isArray(input) || typeof input === 'string') return input.length
  if (isObject(input)) return Object.keys(input).length
  throw new Failed(`${called(input)} has no size`)
}

const rest: MappingFunction = {
  takes: 'INPUT:any*',
  gives: 'any',
  says: '',
  nulls: true,
  run: () => null,
}
/** Some functions take a list as well as its elements. */
const elementsOf = (given: unknown[]): unknown[] => (given.length === 1 && Array.isArray(given[0]) ? given[0] : given)

const asIs = (says: string): Omit<MappingFunction, 'takes'> => ({ gives: 'list', says, run: ([list]) => list })

export const ARRAYS: Functions = {
  coalesce: {
    ...rest,
    says: 'The first that is not null.',
    run: (given) => elementsOf(given).find((one) => one !== null) ?? null,
  },
  first: {
    ...rest,
    says: 'The first element; null where there is none.',
    run: (given) => elementsOf(given)[0] ?? null,
  },
  last: {
    ...rest,
    says: 'The last element; null where there is none.',
    run: (given) => elementsOf(given).at(-1) ?? null,
  },
  add_to_array: {
    takes: 'ARRAY:any, VALUES:any*',
    gives: 'list',
    says: 'The list with elements added at its end. Null is an empty list. [I]',
    nulls: true,
    run: ([list, ...values]) => [...listOrNull(list), ...values],
  },
  join_arrays: {
    takes: 'ARRAY:any, VALUES:any*',
    gives: 'list',
    says: 'The lists one after the other. Null is an empty list. [I]',
    nulls: true,
    run: (lists) => lists.flatMap(listOrNull),
  },
  to_array: {
    takes: 'INCLUDE_NULLS:boolean, VALUES:any*',
    gives: 'list',
    says: 'The list of what is given, with or without nulls.',
    nulls: true,
    run: ([nulls, ...values]) => (isTrue(nulls) ? values : values.filter((value) => value !== null)),
  },
  upsert_array_append: {
    takes: 'ARRAY:list',
    ...asIs('The list as it is: rows are added here, and none is updated in a profile.'),
  },
  upsert_array_replace: {
    takes: 'ARRAY:list, INDEX:integer?',
    ...asIs('The list as it is: rows are added here, and none is updated in a profile.'),
  },
  array_to_string: {
    takes: 'SEPARATOR:text, ARRAY:list',
    gives: 'text',
    says: 'The elements of a list, and of lists in it, with a separator between them.',
    run: ([separator, list]) =>
      (list as unknown[])
        .flat(Number.POSITIVE_INFINITY)
        .map((one) => (one === null ? '' : textOf(one)))
        .join(separator),
  },
  filterArray: {
    takes: 'ARRAY:list, PREDICATE:rule',
    gives: 'list',
    says: 'The elements for which a rule holds.',
    run: ([list, rule]) => list.filter((one: unknown) => isTrue(rule(one))),
  },
  transformArray: {
    takes: 'ARRAY:list, PREDICATE:rule',
    gives: 'list',
    says: 'What a rule makes of each element.',
    run: ([list, rule]) => list.map((one: unknown) => rule(one)),
  },
  flattenArray: {
    takes: 'ARRAY:list',
    gives: 'list',
    says: 'The elements of a list, and of all lists in it, in one list.',
    run: ([list]) => list.flat(Number.POSITIVE_INFINITY),
  },
}

function listOrNull(value: unknown): unknown[] {
  if (value !== null && !Array.isArray(value)) throw new Failed(`${called(value)} is no list`)
  return value ?? []
}
