// The SDK's *Params types as nodes: what an operation takes.
import { isDecimal, type TypeScript } from './compiler.ts'
import { numberKind } from './names.ts'
import { type Node, node, unionOf } from './nodes.ts'

/** What of a union is not an alternative of its own. */
interface Parts {
  readonly values: readonly string[]
  readonly clearable: boolean
  readonly rest: readonly TypeScript.Type[]
}

/** Types that stand for the bytes of a file. */
const BYTES = new Set(['FileData', 'Buffer', 'Uint8Array'])

/** Converts parameter types of one program. */
export class ParamsReader {
  private readonly ts: typeof TypeScript
  private readonly checker: TypeScript.TypeChecker
  private readonly made = new Map<TypeScript.Type, Node>()
  private readonly underWay = new Set<TypeScript.Type>()

  constructor(ts: typeof TypeScript, checker: TypeScript.TypeChecker) {
    this.ts = ts
    this.checker = checker
  }

  /** The parameters of an operation; without a type, the object that takes none. */
  read(type: TypeScript.Type | undefined): Node {
    return type ? this.convert(this.checker.getNonNullableType(type), '') : node({ k: 'object', p: {} })
  }

  private convert(type: TypeScript.Type, name: string): Node {
    const { TypeFlags: F } = this.ts
    if (name === 'metadata') return this.metadata(type)
    if (type.isUnion()) return this.union(type, name)
    const symbol = type.symbol?.name ?? ''
    if (isDecimal(this.checker, type)) return node({ k: 'decimal' })
    if (symbol === 'MetadataParam') return node({ k: 'metadata' })
    if (BYTES.has(symbol)) return node({ k: 'file' })
    if (type.flags & F.StringLiteral) return node({ k: 'enum', v: [(type as TypeScript.StringLiteralType).value] })
    if (type.flags & F.StringLike || this.isOpenText(type)) return node({ k: 'string' })
    if (type.flags & F.NumberLike) return node({ k: numberKind(name) })
    if (type.flags & F.BigIntLike) return node({ k: 'int64' })
    if (type.flags & F.BooleanLike) return node({ k: 'boolean' })
    if (this.checker.isArrayType(type)) {
      const [item] = this.checker.getTypeArguments(type as TypeScript.TypeReference)
      return node({ k: 'array', of: this.convert(item!, name) })
    }
    return type.flags & (F.Object | F.Intersection) ? this.hash(type) : node({ k: 'any' })
  }

  /** Since 22.0 an enum also lists `OtherString`, a text of any kind: Stripe refuses those all the same. */
  private isOpenText(type: TypeScript.Type): boolean {
    return type.isIntersection() && type.types.some((part) => part.flags & this.ts.TypeFlags.String)
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
    const properties = this.checker.getPropertiesOfType(type)
    const index = type.getStringIndexType()
    if (index && properties.length === 0) return node({ k: 'map', of: this.convert(index, '') })
    const required = properties.filter(({ flags }) => !(flags & this.ts.SymbolFlags.Optional)).map(({ name }) => name)
    const p: Record<string, Node> = {}
    for (const property of properties)
      p[property.name] = this.convert(this.checker.getTypeOfSymbol(property), property.name)
    return node({ k: 'object', p, ...(required.length > 0 && { r: required.sort() }) })
  }

  /** Metadata is a map of texts in every version, whatever its type is called there. */
  private metadata(type: TypeScript.Type): Node {
    const of = node({ k: 'metadata' })
    return this.partsOf(type.isUnion() ? type.types : [type]).clearable ? node({ k: 'empty', of }) : of
  }

  private union(type: TypeScript.UnionType, name: string): Node {
    const { TypeFlags: F } = this.ts
    const { values, clearable, rest } = this.partsOf(type.types)
    if (rest.some((part) => BYTES.has(part.symbol?.name ?? ''))) return node({ k: 'file' })
    const alternatives = rest.filter((part) => !(values.length > 0 && this.isOpenText(part)))
    const nodes = alternatives.filter((part) => !(part.flags & F.BooleanLike)).map((part) => this.convert(part, name))
    if (alternatives.some((part) => part.flags & F.BooleanLike)) nodes.push(node({ k: 'boolean' }))
    if (values.length > 0) nodes.push(node({ k: 'enum', v: values }))
    const of = nodes.length === 0 ? node({ k: 'enum', v: [] }) : unionOf(nodes)
    return clearable ? node({ k: 'empty', of }) : of
  }

  private partsOf(types: readonly TypeScript.Type[]): Parts {
    const { TypeFlags: F } = this.ts
    const literals = types.filter((part) => part.flags & F.StringLiteral) as TypeScript.StringLiteralType[]
    const values = literals.map(({ value }) => value).filter((value) => value !== '')
    return {
      values: values.sort(),
      clearable: literals.length !== values.length || types.some((part) => part.flags & F.Null),
      rest: types.filter((part) => !(part.flags & (F.StringLiteral | F.Null | F.Undefined | F.Void))),
    }
  }
}
