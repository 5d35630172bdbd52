// What the server tells of its objects: the pages for objects that have none of their own are drawn from it.
import { signal } from '@preact/signals'
import { host } from './router.ts'

export interface Outline {
  readonly object: string
  readonly prefix: string | null
  readonly list: string | null
  readonly retrieve: string | null
  readonly columns: readonly string[]
}

/** A parameter as the contract has it: what kind, which words, what is in it. */
export interface Node {
  readonly k: string
  readonly v?: string | readonly string[]
  readonly p?: Readonly<Record<string, Node>>
  readonly r?: readonly string[]
  readonly of?: Node | readonly Node[]
}

export interface Operation {
  readonly method: 'GET' | 'POST' | 'DELETE'
  readonly path: string
  readonly kind: string
  readonly verb: string
  readonly behaviour: 'behaves' | 'refused'
  readonly params: Node
}

/** All objects, once they have been asked for. */
export const outlines = signal<readonly Outline[] | undefined>(undefined)

/** Asks for all objects, once. */
export async function readOutlines(): Promise<readonly Outline[]> {
  if (outlines.value) return outlines.value
  const response = await fetch(`${host}/brindle/objects`)
  outlines.value = ((await response.json()) as { data: readonly Outline[] }).data
  return outlines.value
}

/** What can be done to an object. */
export async function operationsOf(object: string): Promise<readonly Operation[]> {
  const response = await fetch(`${host}/brindle/objects/${object}`)
  return response.ok ? ((await response.json()) as { operations: readonly Operation[] }).operations : []
}

/** The object whose ids begin so; the longest beginning wins. */
export const outlineFor = (id: string, all: readonly Outline[]): Outline | undefined =>
  all
    .filter(({ prefix, retrieve }) => prefix !== null && retrieve !== null && id.startsWith(prefix))
    .toSorted((a, b) => b.prefix!.length - a.prefix!.length)[0]

/** A node without what only says that it may be empty. */
export const bare = (node: Node): Node => (node.k === 'empty' || node.k === 'null' ? bare(node.of as Node) : node)
