// Which field of a record goes where by itself: what has the same name in the schema.
import type { Node, Row } from './types.ts'

/** Every place in a structure, with what it holds: `_brindle.charges_data.amount`. Not into lists. */
export function placesIn(of: Node, at = ''): (readonly [path: string, node: Node])[] {
  return Object.entries(of.properties ?? {}).flatMap(([name, node]) => {
    const path = at === '' ? name : `${at}.${name}`
    return [[path, node] as const, ...placesIn(node, path)]
  })
}

/** Names that are written as they are; all others in `${…}`, as Data Prep has it. */
export const written = (path: string): string =>
  path
    .split('.')
    .map((name) => (/^[A-Za-z_]\w*$/.test(name) ? name : `\${${name}}`))
    .join('.')

/** What is under the tenant's name: where the fields of one's own are. */
const objectsOf = (schema: Node) =>
  Object.entries(schema.properties ?? {})
    .filter(([name]) => name.startsWith('_') && name !== '_id' && name !== '_repo')
    .flatMap(([tenant, node]) =>
      Object.entries(node.properties ?? {}).map(([name, inner]) => [`${tenant}.${name}`, inner] as const),
    )

/**
 * Rows from records, which stand under `data`, into a schema. An object of the schema that has every field of the record takes it whole, so
 * that fields which come later do too; otherwise each field that is in both has a row of its own.
 */
export function automaticRows(record: Node, schema: Node): readonly Row[] {
  const names = Object.keys(record.properties ?? {})
  return objectsOf(schema).flatMap(([path, node]) => {
    const fields = node.properties ?? {}
    if (names.length > 0 && names.every((name) => name in fields)) return [row('data', path)]
    return same(record, node).map((field) => row(`data.${written(field)}`, `${path}.${written(field)}`))
  })
}

/** Fields that both have; of an object that both know, what is in it. */
function same(record: Node, schema: Node, at = ''): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, node]) => {
    const found = record.properties?.[name]
    if (!found) return []
    const path = at === '' ? name : `${at}.${name}`
    return node.properties && found.properties ? same(found, node, path) : [path]
  })
}

/** A row that takes an object whole, as one row for each of its fields. */
export function split({ source, destination }: Row, schema: Node): readonly Row[] {
  const node = placesIn(schema).find(([path]) => path === destination)?.[1]
  return Object.keys(node?.properties ?? {}).map((name) =>
    row(`${source}.${written(name)}`, `${destination}.${written(name)}`),
  )
}

const row = (from: string, to: string): Row => ({ sourceType: 'ATTRIBUTE', source: from, destination: to })
