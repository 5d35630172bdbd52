// The SDK's object types as nodes: what an answer looks like on the wire. Objects are known by their
// `object` name.
import { isDecimal, type TypeScript } from './compiler.ts'
import { merged } from './merged.ts'
import { type Node, node, sortKeys } from './nodes.ts'

/** The shapes of one object. `deleted` is the stub that is left of it. */
export interface ObjectShape {
  readonly shape?: Node
  readonly deleted?: Node
}

/** What an operation answers with: names of objects, possibly in a list; `deleted` when only stubs. */
export interface Answer {
  readonly names: readonly string[]
  readonly listing?: 'list' | 'search'
  readonly deleted: boolean
}

const PROMISES = /^(Promise|Response|Api(List|SearchResult)(Promise)?|V2List(Promise)?|ApiSearchResultPromise)$/
/**
 * Not on the wire: `lastResponse` is the SDK's, `deleted?: void` only tells TypeScript that this is no stub.
 */
const NOT_SENT = new Set(['lastResponse'])
/** What an event says was there before: any of the object's properties. */
const ANYTHING = 'previous_attributes'

/** Converts object types of one program. */
export class ShapesReader {
  private readonly ts: typeof TypeScript
  private readonly checker: TypeScript.TypeChecker
  private readonly types = new Map<string, Set<TypeScript.Type>>()
  private readonly queue: { readonly name: string; readonly type: TypeScript.Type }[] = []
  private readonly underWay = new Set<TypeScript.Type>()
  private readonly made = new Map<TypeScript.Type, Node>()

  constructor(ts: typeof TypeScript, checker: TypeScript.TypeChecker) {
    this.ts = ts
    this.checker = checker
  }

  /** Unwraps what a method returns, and remembers its objects. */
  answer(returned: TypeScript.Type): Answer {
    let listing: Answer['listing']
    const found: TypeScript.Type[] = []
    const unwrap = (type: TypeScript.Type): void => {
      const name = type.aliasSymbol?.name ?? type.symbol?.name ?? ''
      const [inner] = type.aliasTypeArguments ?? this.argumentsOf(type)
      if (/Search/.test(name)) listing = 'search'
      else if (/List/.test(name) && PROMISES.test(name)) listing ??= 'list'
      if (inner && PROMISES.test(name)) unwrap(inner)
      else if (type.isUnion()) for (const part of type.types) unwrap(part)
      else if (type.isIntersection()) for (const part of type.types.filter((one) => this.nameOf(one))) unwrap(part)
      else found.push(type)
    }
    unwrap(returned)
    const names = this.namesOf(found)
    return {
      names,
      ...(listing && { listing }),
      deleted: names.length > 0 && found.every((type) => this.isStub(type)),
    }
  }

  /** Every object that any answer held or led to. */
  objects(): Record<string, ObjectShape> {
    const live = new Map<string, Node[]>()
    const stubs = new Map<string, Node[]>()
    for (let next = this.queue.shift(); next; next = this.queue.shift()) {
      const into = this.isStub(next.type) ? stubs : live
      into.set(next.name, [...(into.get(next.name) ?? []), this.hash(next.type)])
    }
    const objects: Record<string, ObjectShape> = {}
    for (const [name, nodes] of live) objects[name] = { shape: merged(nodes) }
    for (const [name, nodes] of stubs) objects[name] = { ...objects[name], deleted: merged(nodes) }
    return sortKeys(objects)
  }

  private argumentsOf(type: TypeScript.Type): readonly TypeScript.Type[] {
    const reference = type as TypeScript.TypeReference
    return reference.target ? this.checker.getTypeArguments(reference) : []
  }

  private nameOf(type: TypeScript.Type): string | undefined {
    const property = this.checker.getPropertyOfType(type, 'object')
    const value = property && this.checker.getTypeOfSymbol(property)
    return value?.isStringLiteral() ? value.value : undefined
  }

  private isStub(type: TypeScript.Type): boolean {
    const property = this.checker.getPropertyOfType(type, 'deleted')
    return (
      property !== undefined && (this.checker.getTypeOfSymbol(property).flags & this.ts.TypeFlags.BooleanLiteral) !== 0
    )
  }

  /** The names of the objects among these types, which are remembered to be converted. */
  private namesOf(types: readonly TypeScript.Type[]): string[] {
    const names = new Set<string>()
    for (const type of types) {
      const name = type.flags & this.ts.TypeFlags.Object ? this.nameOf(type) : undefined
      if (name === undefined || name === 'list' || name === 'search_result') continue
      names.add(name)
      const known = this.types.get(name) ?? new Set()
      this.types.set(name, known)
      if (known.has(type)) continue
      known.add(type)
      this.queue.push({ name, type })
    }
    return [...names].sort()
  }

  private hash(type: TypeScript.Type): Node {
    const known = this.made.get(type)
    if (known) return known
    if (this.underWay.has(type)) return node({ k: 'any' })
    this.underWay.add(type)
    const made = this.properties(type)
    this.underWay.delete(type)
    this.made.set(type, made)
    return made
  }

  private properties(type: TypeScript.Type): Node {
    const { TypeFlags: F, SymbolFlags } = this.ts
    const properties = this.checker.getPropertiesOfType(type)
    const index = type.getStringIndexType()
    if (index && properties.length === 0) return node({ k: 'map', of: this.value(index) })
    const p: Record<string, Node> = {}
    const optional: string[] = []
    for (const property of properties) {
      const inner = this.checker.getTypeOfSymbol(property)
      const isVoid = (inner.isUnion() ? inner.types : [inner]).every((part) => part.flags & (F.Void | F.Undefined))
      const isMethod = inner.getCallSignatures().length > 0
      if (isVoid || isMethod || NOT_SENT.has(property.name)) continue
      p[property.name] = property.name === ANYTHING ? node({ k: 'map', of: node({ k: 'any' }) }) : this.value(inner)
      if (property.flags & SymbolFlags.Optional) optional.push(property.name)
    }
    return node({ k: 'object', p, ...(optional.length > 0 && { o: optional.sort() }) })
  }

  private value(type: TypeScript.Type): Node {
    const { TypeFlags: F } = this.ts
    const all = type.isUnion() ? type.types : [type]
    const present = this.present(all.filter((part) => !(part.flags & (F.Undefined | F.Null | F.Void))))
    return all.some((part) => part.flags & F.Null) ? node({ k: 'null', of: present }) : present
  }

  private present(parts: readonly TypeScript.Type[]): Node {
    const { TypeFlags: F } = this.ts
    const names = this.namesOf(parts)
    const isText = (part: TypeScript.Type) =>
      (part.flags & F.String) !== 0 || (part.isIntersection() && part.types.some(({ flags }) => flags & F.String))
    if (names.length > 0) return node({ k: parts.some(isText) ? 'ref' : 'embed', to: names })
    const literals = parts.filter((part) => part.isStringLiteral()).map((part) => part.value)
    if (literals.length > 0 && parts.every((part) => part.isStringLiteral() || isText(part))) {
      return literals.length === 1 && parts.length === 1
        ? node({ k: 'literal', v: literals[0]! })
        : node({ k: 'enum', v: [...new Set(literals)].sort() })
    }
    const array = parts.find((part) => this.checker.isArrayType(part))
    if (array) return node({ k: 'array', of: this.value(this.argumentsOf(array)[0]!) })
    if (parts.some((part) => part.flags & F.NumberLike)) return node({ k: 'number' })
    if (parts.some((part) => part.flags & F.BigIntLike)) return node({ k: 'int64' })
    if (parts.some((part) => part.flags & F.BooleanLike)) return node({ k: 'boolean' })
    if (parts.some(isText)) return node({ k: 'string' })
    const hashes = parts.filter((part) => part.flags & (F.Object | F.Intersection)).map((part) => this.container(part))
    return hashes.length > 0 ? merged(hashes) : node({ k: 'any' })
  }

  private container(type: TypeScript.Type): Node {
    if (isDecimal(this.checker, type)) return node({ k: 'decimal' })
    if (type.symbol?.name === 'Date') return node({ k: 'string' })
    if (this.nameOf(type) !== 'list') return this.hash(type)
    const [item] = type.aliasTypeArguments ?? this.argumentsOf(type)
    return node({ k: 'list', of: item ? this.namesOf(item.isUnion() ? item.types : [item]) : [] })
  }
}
