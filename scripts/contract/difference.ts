// What differs between two readings of one version, in lines that a person can follow.
import { idOf, type Node } from './nodes.ts'
import type { OperationEntry, Snapshot } from './snapshot.ts'

/** Lines such as `POST /v1/refunds: + amount integer`; none when the readings are equal. */
export function differences(was: Snapshot, is: Snapshot): string[] {
  return [...differentOperations(was, is), ...differentObjects(was, is)]
}

function differentOperations(was: Snapshot, is: Snapshot): string[] {
  return keys(was.operations, is.operations).flatMap((key) => {
    const [before, after] = [was.operations[key], is.operations[key]]
    if (!before) return [`+ ${key}`]
    if (!after) return [`- ${key}`]
    const about = aboutOf(before) === aboutOf(after) ? [] : [`${key}: ${aboutOf(before)} -> ${aboutOf(after)}`]
    return [...about, ...differentNodes(key, before.params, after.params)]
  })
}

function differentObjects(was: Snapshot, is: Snapshot): string[] {
  return keys(was.objects, is.objects).flatMap((name) => {
    const [before, after] = [was.objects[name], is.objects[name]]
    if (!before) return [`+ object ${name}`]
    if (!after) return [`- object ${name}`]
    return [
      ...differentNodes(name, before.shape, after.shape),
      ...differentNodes(`${name} (deleted)`, before.deleted, after.deleted),
    ]
  })
}

function aboutOf({ params: _, returns, ...rest }: OperationEntry): string {
  return JSON.stringify({ ...rest, returns })
}

function differentNodes(at: string, was: Node | undefined, is: Node | undefined): string[] {
  if (was === is || (was && is && idOf(was) === idOf(is))) return []
  const [before, after] = [fieldsOf(was), fieldsOf(is)]
  const lines = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((field) => {
    const [old, now] = [before.get(field), after.get(field)]
    if (old === now) return []
    if (old === undefined) return [`${at}: + ${field} ${now}`]
    return [now === undefined ? `${at}: - ${field}` : `${at}: ${field} ${old} -> ${now}`]
  })
  return lines.length > 0 ? lines : [`${at}: differs deep inside`]
}

/** Every field by its path, with one word or a few for what it is. */
function fieldsOf(node: Node | undefined): Map<string, string> {
  const fields = new Map<string, string>()
  const walk = (one: Node, path: string): void => {
    const { k, of, p = {}, r, o, v, to, max } = one
    const names = Array.isArray(of) ? of.filter((item) => typeof item === 'string') : []
    const about = [k, ...(max ? [`max ${max}`] : []), ...[v ?? []].flat(), ...(to ?? []), ...names]
    const marks = [r && `requires ${r}`, o && `optional ${o}`].filter((mark) => mark !== undefined)
    fields.set(path, [fields.get(path), ...about, ...marks].filter((word) => word !== undefined).join(' '))
    for (const inner of [of ?? []].flat()) if (typeof inner !== 'string') walk(inner as Node, `${path}[]`)
    for (const [name, inner] of Object.entries(p)) walk(inner, path ? `${path}.${name}` : name)
  }
  if (node) walk(node, '')
  return fields
}

const keys = (a: object, b: object): string[] => [...new Set([...Object.keys(a), ...Object.keys(b)])].sort()
