// Expressions of Data Prep: `iif(data.amount > 1000, "large", "small")`. Each is read once, into functions that call each other;
// nothing of it is ever run as JavaScript. (functions.md, calculated-fields.md)
import { functionNamed, nameMeant, whyAbsent } from './functions/index.ts'
import { argumentsOf, type Bare, checkedRun, type Context } from './functions/table.ts'
import { BINARY, isEqual, isTrue, UNARY } from './operators.ts'
import { type Node, parse } from './parser.ts'
import { eachesIn, parsePath, reader, stepInto, writePath } from './path.ts'
import { called, ExpressionError, Failed, type Json, MappingError, textOf } from './values.ts'

export interface ExpressionOptions {
  /** What `now()` and `timestamp()` tell, in epoch milliseconds. */
  readonly now?: () => number
}

interface Env extends Context {
  readonly locals: Readonly<Record<string, unknown>>
}
type Run = (env: Env) => unknown

/**
 * Reads an expression. Throws `ExpressionError`, with the position and what was expected there, for one that cannot be read, a
 * function that there is not, or a wrong number of arguments. What it gives takes a record, and throws `MappingError` where a
 * value has no result. Fields that are missing are null.
 */
export function compileExpression(text: string, { now = Date.now }: ExpressionOptions = {}): (source: Json) => unknown {
  const run = compiled(parse(text))
  return (source) => {
    try {
      return run({ source, now, locals: {} }) ?? null
    } catch (error) {
      if (error instanceof Failed) throw new MappingError(text, error.message)
      throw error
    }
  }
}

function compiled(node: Node): Run {
  switch (node.kind) {
    case 'value':
      return () => node.value
    case 'read':
      return readOf(node)
    case 'index':
      return indexOf(compiled(node.of), compiled(node.by))
    case 'local':
      return ({ locals }) => locals[node.name]
    case 'list': {
      const items = node.items.map(compiled)
      return (env) => items.map((item) => item(env) ?? null)
    }
    case 'object': {
      const entries = node.entries.map(([key, value]) => [key, compiled(value)] as const)
      return (env) => Object.fromEntries(entries.map(([key, value]) => [key, value(env) ?? null]))
    }
    case 'unary': {
      const [of, run] = [compiled(node.of), UNARY[node.sign]!]
      return (env) => run(of(env) ?? null)
    }
    case 'binary':
      return binary(node.sign, compiled(node.left), compiled(node.right))
    case 'choice':
      return choice(node.test, node.yes, node.no)
    case 'call':
      return callOf(node)
    case 'method':
      return methodOf(node)
    case 'rule': {
      const body = compiled(node.body)
      return (env) => (value: unknown) => body({ ...env, locals: { ...env.locals, [node.name]: value } }) ?? null
    }
  }
}

/** What `[*]` finds is one list, however many there are in the path, without what is missing. [I] */
function readOf({ of, steps }: Extract<Node, { kind: 'read' }>): Run {
  const read = reader(steps)
  const eaches = eachesIn(steps)
  const from: Run = of ? compiled(of) : ({ source }) => source
  if (eaches === 0) return (env) => read(from(env)) ?? null
  return (env) => {
    const found = read(from(env))
    return Array.isArray(found) ? found.flat(eaches - 1).filter((one) => one !== undefined) : null
  }
}

function indexOf(of: Run, by: Run): Run {
  return (env) => {
    const step = by(env)
    if (typeof step !== 'string' && typeof step !== 'number')
      throw new Failed(`${called(step)} is no place and no name`)
    return stepInto(of(env), step) ?? null
  }
}

function binary(sign: string, left: Run, right: Run): Run {
  if (sign === '&&') return (env) => isTrue(left(env)) && isTrue(right(env))
  if (sign === '||') return (env) => isTrue(left(env)) || isTrue(right(env))
  const run = BINARY[sign]!
  return (env) => run(left(env) ?? null, right(env) ?? null)
}

function choice(test: Node, yes: Node, no: Node): Run {
  const [holds, then, otherwise] = [compiled(test), compiled(yes), compiled(no)]
  return (env) => (isTrue(holds(env)) ? then(env) : otherwise(env))
}

function callOf({ name, given, at }: Extract<Node, { kind: 'call' }>): Run {
  const declared = functionNamed(name)
  if (!declared) {
    const why = whyAbsent(name)
    if (why) throw new ExpressionError(at, 'a function that is built', `${name}, which is not: ${why}`)
    const meant = nameMeant(name)
    throw new ExpressionError(at, 'a function', `"${name}", which is none${meant ? ` (is it ${meant}?)` : ''}`)
  }
  const takes = argumentsOf(declared)
  const least = takes.filter((one) => !one.isOptional).length
  const most = takes.at(-1)?.isRest ? Number.POSITIVE_INFINITY : takes.length
  if (given.length < least || given.length > most) {
    const names = takes.map((one) => one.name).join(', ')
    const count =
      least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`
    throw new ExpressionError(at, `${name}(${names}) with ${count} arguments`, `${given.length}`)
  }
  if (name === 'iif') return choice(given[0]!, given[1]!, given[2]!)
  const values = given.map((node, place) => {
    const { kind } = takes[Math.min(place, takes.length - 1)]!
    return kind === 'name' ? bareOf(name, node) : compiled(node)
  })
  const run = checkedRun(name, declared)
  return (env) =>
    run(
      values.map((value) => value(env)),
      env,
    )
}

/** A path where a name may stand: the name, beside the value. A path that contains_key is given as a text must be one. */
function bareOf(name: string, node: Node): Run {
  const run = compiled(node)
  if (node.kind === 'value' && typeof node.value === 'string' && /^(contains_key|is_set)$/.test(name))
    parsePath(node.value)
  if (node.kind !== 'read' || node.of) return run
  const path = writePath(node.steps)
  return (env): Bare => ({ path, value: run(env) })
}

type Method = (on: unknown, given: unknown) => unknown

/** What may be called on a value: `status.equals("paid")`. Each takes one. On null the first two are false. [I] */
const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['equals', (on, given) => (on === null || given === null ? false : isEqual(on, given))],
  [
    'equalsIgnoreCase',
    (on, given) => (on === null || given === null ? false : textOf(on).toLowerCase() === textOf(given).toLowerCase()),
  ],
  ['get', (on, given) => (given === null ? null : stepInto(on, typeof given === 'number' ? given : textOf(given)))],
])

function methodOf({ of, name, given, at }: Extract<Node, { kind: 'method' }>): Run {
  const method = METHODS.get(name)
  if (!method) throw new ExpressionError(at, `one of ${[...METHODS.keys()].join(', ')}`, `"${name}"`)
  if (given.length !== 1) throw new ExpressionError(at, `.${name} with 1 argument`, `${given.length}`)
  const [on, argument] = [compiled(of), compiled(given[0]!)]
  return (env) => method(on(env) ?? null, argument(env) ?? null) ?? null
}
