// One version of the API, read out of one major of the `stripe` package: every method of its client is
// called with a sender that only notes the request, while the TypeScript checker tells what the method
// takes and returns.
import fs from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { compiler, type TypeScript } from './compiler.ts'
import { type Kind, kindOf, placeholder, resourceOf, template } from './names.ts'
import type { Node } from './nodes.ts'
import { ParamsReader } from './params.ts'
import { type ObjectShape, ShapesReader } from './shapes.ts'

/** What one major says. */
export interface Snapshot {
  readonly version: string
  readonly operations: Readonly<Record<string, OperationEntry>>
  readonly objects: Readonly<Record<string, ObjectShape>>
}

/** An operation in one version. */
export interface OperationEntry {
  readonly method: string
  readonly path: string
  readonly resource: string
  readonly verb: string
  readonly kind: Kind
  readonly host?: string
  readonly multipart?: true
  readonly streaming?: true
  readonly deprecated?: true
  readonly deletedReturn?: true
  readonly params: Node
  readonly returns: readonly string[]
}

/** A request as the SDK was about to send it. */
interface Noted {
  readonly method: string
  readonly path: string
  readonly host: string | null
  readonly multipart: boolean
  readonly streaming: boolean
}

interface Method {
  readonly ids: number
  readonly params: TypeScript.Symbol | undefined
  readonly returns: TypeScript.Type
  readonly deprecated: boolean
}

/** Members of the client and its resources that are no operations. */
const NOT_OPERATIONS = new Set(['webhooks', 'errors', 'on', 'once', 'off', 'requestDataProcessor'])
/** Deeper than any namespace: `testHelpers.issuing.cards` is 3. */
const DEPTH_MAX = 4
/** What 8.222 to 10 do not write down themselves. */
const OLDEST = '2020-08-27'

/** Reads the package in a folder. */
export function snapshot(folder: string): Snapshot {
  return new Reader(folder).read()
}

class Reader {
  private readonly ts = compiler()
  private readonly folder: string
  private readonly checker: TypeScript.TypeChecker
  private readonly clientType: TypeScript.Type
  private readonly params: ParamsReader
  private readonly shapes: ShapesReader
  private readonly operations = new Map<string, OperationEntry>()
  private noted: Noted | undefined

  constructor(folder: string) {
    this.folder = folder
    const program = this.program()
    this.checker = program.getTypeChecker()
    this.clientType = this.findClientType(program)
    this.params = new ParamsReader(this.ts, this.checker)
    this.shapes = new ShapesReader(this.ts, this.checker)
  }

  read(): Snapshot {
    this.walk(this.client(), this.clientType, [])
    const keys = [...this.operations.keys()].sort()
    const operations = Object.fromEntries(keys.map((key) => [key, this.operations.get(key)!]))
    return { version: this.version(), operations, objects: this.shapes.objects() }
  }

  /** Until 21 the types stood in `types/` as an ambient module; since 22 each file has its own beside it. */
  private program(): TypeScript.Program {
    const { ModuleKind, ModuleResolutionKind, ScriptTarget } = this.ts
    return this.ts.createProgram([this.typesFile()], {
      module: ModuleKind.NodeNext,
      moduleResolution: ModuleResolutionKind.NodeNext,
      target: ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: [],
    })
  }

  private typesFile(): string {
    const dated = fs.readdirSync(this.folder).includes('types')
      ? fs.readdirSync(path.join(this.folder, 'types')).filter((name) => /^\d/.test(name))
      : []
    const candidates = [
      'esm/stripe.esm.node.d.ts',
      'types/index.d.ts',
      ...dated.map((name) => `types/${name}/index.d.ts`),
    ]
    const file = candidates.map((name) => path.join(this.folder, name)).find((name) => fs.existsSync(name))
    if (!file) throw new Error(`${this.folder} has no types that this generator knows`)
    return file
  }

  private findClientType(program: TypeScript.Program): TypeScript.Type {
    const source = program.getSourceFile(this.typesFile())
    const modules = [source && this.checker.getSymbolAtLocation(source), ...this.checker.getAmbientModules()]
    for (const module of modules) {
      if (!module) continue
      if (module.name !== '"stripe"' && module !== modules[0]) continue
      const exported = this.checker
        .getExportsOfModule(module)
        .find(({ name }) => name === 'Stripe' || name === 'default')
      if (!exported) continue
      const isAlias = exported.flags & this.ts.SymbolFlags.Alias
      return this.checker.getDeclaredTypeOfSymbol(isAlias ? this.checker.getAliasedSymbol(exported) : exported)
    }
    throw new Error(`${this.folder} exports no Stripe`)
  }

  /** A client that notes what it should send. The place to listen at moved once, in 11. */
  private client(): object {
    const loaded = createRequire(import.meta.url)(this.folder)
    const Stripe = loaded.default ?? loaded.Stripe ?? loaded
    const client = new Stripe('sk_test_contract', { telemetry: false })
    const note = (method: string, requested: string, host: string | null, options: any = {}) => {
      const type = String(options.headers?.['Content-Type'] ?? '')
      this.noted = {
        method,
        path: requested.split('?')[0]!,
        host,
        multipart: type.startsWith('multipart/'),
        streaming: options.streaming === true,
      }
    }
    const send = (
      method: string,
      host: string | null,
      requested: string,
      _data: unknown,
      _auth: unknown,
      options: unknown,
    ) => note(method, requested, host, options)
    if (client._requestSender) client._requestSender._request = send
    else Stripe.StripeResource.prototype._request = send
    return client
  }

  private walk(holder: any, type: TypeScript.Type, accessor: readonly string[]): void {
    for (const property of this.checker.getPropertiesOfType(type)) {
      const { name } = property
      if (!/^[a-z]/.test(name) || NOT_OPERATIONS.has(name)) continue
      const value = holder[name]
      const signatures = this.checker.getTypeOfSymbol(property).getCallSignatures()
      if (signatures.length > 0) {
        if (accessor.length > 0 && typeof value === 'function') this.callAll(holder, name, accessor, signatures)
      } else if (typeof value === 'object' && value !== null && accessor.length < DEPTH_MAX) {
        this.walk(value, this.checker.getTypeOfSymbol(property), [...accessor, name])
      }
    }
  }

  private callAll(
    holder: any,
    name: string,
    accessor: readonly string[],
    signatures: readonly TypeScript.Signature[],
  ): void {
    for (const method of this.distinct(signatures)) {
      this.noted = undefined
      const ids = Array.from({ length: method.ids }, (_, i) => placeholder(i))
      // Ephemeral keys insist on a version; the others do not mind one.
      const promise = holder[name](...ids, {}, { apiVersion: OLDEST })
      promise?.catch?.(() => {})
      if (this.noted) this.record(this.noted, name, accessor.length, method)
    }
  }

  /**
   * Overloads that differ in how many ids they take are operations of their own: `accounts.retrieve()` and
   * `(id)`.
   */
  private distinct(signatures: readonly TypeScript.Signature[]): Method[] {
    const methods = new Map<number, Method>()
    for (const signature of signatures) {
      const parameters = signature.getParameters()
      const isId = (parameter: TypeScript.Symbol) => {
        const type = this.checker.getNonNullableType(this.checker.getTypeOfSymbol(parameter))
        return (type.flags & this.ts.TypeFlags.String) !== 0
      }
      const other = parameters.findIndex((parameter) => !isId(parameter))
      const ids = other === -1 ? parameters.length : other
      const params = parameters.find((parameter) => parameter.name === 'params')
      const deprecated = signature.getJsDocTags().some(({ name }) => name === 'deprecated')
      if (!methods.get(ids)?.params) methods.set(ids, { ids, params, returns: signature.getReturnType(), deprecated })
    }
    return [...methods.values()]
  }

  private record(noted: Noted, verb: string, depth: number, method: Method): void {
    const named = template(noted.path)
    const key = `${noted.method} ${named}`
    if (this.operations.has(key)) return
    const { names, listing, deleted } = this.shapes.answer(method.returns)
    const host = (noted.host ?? 'api').replace(/\..*/, '').replaceAll('-', '_')
    this.operations.set(key, {
      method: noted.method,
      path: named,
      resource: resourceOf(named, depth),
      verb,
      kind: kindOf(noted.method, named, verb, listing),
      ...(host !== 'api' && { host }),
      ...(noted.multipart && { multipart: true }),
      ...(noted.streaming && { streaming: true }),
      ...(method.deprecated && { deprecated: true }),
      ...(deleted && { deletedReturn: true }),
      params: this.params.read(method.params && this.checker.getTypeOfSymbol(method.params)),
      returns: names,
    })
  }

  private version(): string {
    for (const name of ['esm/apiVersion.js', 'lib/apiVersion.js']) {
      const file = path.join(this.folder, name)
      const found = fs.existsSync(file) ? /'(\d{4}-[^']+)'/.exec(fs.readFileSync(file, 'utf8')) : null
      if (found) return found[1]!
    }
    return OLDEST
  }
}
