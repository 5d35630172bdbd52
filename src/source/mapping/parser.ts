// The grammar of expressions. The operators and their order are those of Apache Commons JEXL, whose texts Adobe's list of
// operators has word for word [I]; the list itself is printed only in part.
import { isReserved, type Token, tokensOf } from './lexer.ts'
import { EACH, type Step } from './path.ts'
import { ExpressionError } from './values.ts'

export type Node =
  | { readonly kind: 'value'; readonly value: null | boolean | number | string }
  /** What is at a path of the record, or of what `of` gives. */
  | { readonly kind: 'read'; readonly of?: Node; readonly steps: readonly Step[] }
  /** `a[b]`: the place or the name is computed. */
  | { readonly kind: 'index'; readonly of: Node; readonly by: Node }
  | { readonly kind: 'local'; readonly name: string }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'object'; readonly entries: readonly (readonly [string, Node])[] }
  | { readonly kind: 'unary'; readonly sign: string; readonly of: Node }
  | { readonly kind: 'binary'; readonly sign: string; readonly left: Node; readonly right: Node }
  | { readonly kind: 'choice'; readonly test: Node; readonly yes: Node; readonly no: Node }
  | { readonly kind: 'call'; readonly name: string; readonly given: readonly Node[]; readonly at: number }
  | {
      readonly kind: 'method'
      readonly of: Node
      readonly name: string
      readonly given: readonly Node[]
      readonly at: number
    }
  | { readonly kind: 'rule'; readonly name: string; readonly body: Node }

/** The greater binds closer. */
const BINDING: Readonly<Record<string, number>> = {
  '||': 1,
  '&&': 2,
  '|': 3,
  '^': 4,
  '&': 5,
  '==': 6,
  '!=': 6,
  '<': 7,
  '<=': 7,
  '>': 7,
  '>=': 7,
  '+': 8,
  '-': 8,
  '*': 9,
  '/': 9,
  '%': 9,
}
const UNARY = new Set(['-', '+', '!', '~'])
/** Why 100: nobody nests so deep, and the stack has room for it many times. */
const DEPTH_MAX = 100

/** Reads an expression. Throws `ExpressionError`: where, and what was expected there. */
export function parse(text: string): Node {
  const tokens = tokensOf(text)
  const locals: string[] = []
  let next = 0
  let depth = 0

  const here = () => tokens[next]!
  const isSign = (sign: string, ahead = 0) => {
    const token = tokens[next + ahead]
    return token?.kind === 'sign' && token.sign === sign
  }
  const fail = (expected: string, token: Token = here()): never => {
    const found = token.kind === 'sign' && token.sign === 'end' ? 'the end' : `"${token.text}"`
    throw new ExpressionError(token.at, expected, found)
  }
  const take = (sign: string, expected = `"${sign}"`) => {
    if (!isSign(sign)) fail(expected)
    next++
  }
  const skip = (sign: string) => {
    const is = isSign(sign)
    if (is) next++
    return is
  }

  function expression(): Node {
    if (++depth > DEPTH_MAX) fail(`an expression that is nested at most ${DEPTH_MAX} deep`)
    const test = operation(0)
    let node = test
    if (skip('?')) {
      const yes = expression()
      take(':')
      node = { kind: 'choice', test, yes, no: expression() }
    }
    depth--
    return node
  }

  function operation(least: number): Node {
    let left = unary()
    for (;;) {
      const token = here()
      const binding = token.kind === 'sign' ? BINDING[token.sign] : undefined
      if (binding === undefined || binding <= least) return left
      next++
      left = { kind: 'binary', sign: (token as { sign: string }).sign, left, right: operation(binding) }
    }
  }

  function unary(): Node {
    const token = here()
    if (token.kind !== 'sign' || !UNARY.has(token.sign)) return postfix()
    if (++depth > DEPTH_MAX) fail(`an expression that is nested at most ${DEPTH_MAX} deep`)
    next++
    const of = unary()
    depth--
    return { kind: 'unary', sign: token.sign, of }
  }

  function postfix(): Node {
    let node = primary()
    for (;;) {
      if (skip('.')) node = member(node)
      else if (skip('[')) node = place(node)
      else return node
    }
  }

  const deeper = (node: Node, ...steps: Step[]): Node =>
    node.kind === 'read' ? { ...node, steps: [...node.steps, ...steps] } : { kind: 'read', of: node, steps }

  function member(of: Node): Node {
    const token = here()
    if (token.kind === 'quoted') {
      next++
      return deeper(of, ...token.steps)
    }
    if (token.kind !== 'name') return fail(nameExpected(token))
    next++
    if (skip('(')) return { kind: 'method', of, name: token.name, given: list(')'), at: token.at }
    if (isReserved(token.name)) fail(nameExpected(token), token)
    return deeper(of, token.name)
  }

  function place(of: Node): Node {
    const token = here()
    let node: Node
    if (skip('*')) node = deeper(of, EACH)
    else if (token.kind === 'number' && isSign(']', 1)) {
      if (!Number.isInteger(token.value)) fail('a whole number')
      next++
      node = deeper(of, token.value)
    } else node = { kind: 'index', of, by: expression() }
    take(']')
    return node
  }

  function primary(): Node {
    const token = here()
    next++
    switch (token.kind) {
      case 'number':
      case 'text':
        return { kind: 'value', value: token.value }
      case 'quoted':
        return { kind: 'read', steps: token.steps }
      case 'name':
        return named(token)
    }
    if (token.sign === '(') {
      const node = expression()
      take(')')
      return node
    }
    if (token.sign === '[') return { kind: 'list', items: list(']') }
    if (token.sign === '{') return { kind: 'object', entries: entries() }
    return fail(nameExpected(token) === 'a name' ? 'a value' : nameExpected(token), token)
  }

  function named(token: Extract<Token, { kind: 'name' }>): Node {
    const { name, at } = token
    if (name === 'true' || name === 'false') return { kind: 'value', value: name === 'true' }
    if (name === 'null') return { kind: 'value', value: null }
    if (skip('(')) return { kind: 'call', name, given: list(')'), at }
    if (locals.includes(name)) return { kind: 'local', name }
    if (isReserved(name)) fail(nameExpected(token), token)
    return { kind: 'read', steps: [name] }
  }

  const nameExpected = ({ text }: Token) =>
    isReserved(text) ? `a name that is not reserved (a field of this name is written \${${text}})` : 'a name'

  /** What is between commas, up to the sign that closes. */
  function list(close: string): Node[] {
    const found: Node[] = []
    if (skip(close)) return found
    do {
      found.push(argument())
    } while (skip(','))
    take(close, `"," or "${close}"`)
    return found
  }

  /** An expression, or a rule for each element of a list: `x -> x + 1`. */
  function argument(): Node {
    const token = here()
    if (token.kind !== 'name' || !isSign('->', 1)) return expression()
    next += 2
    locals.push(token.name)
    const body = expression()
    locals.pop()
    return { kind: 'rule', name: token.name, body }
  }

  function entries(): (readonly [string, Node])[] {
    const found: (readonly [string, Node])[] = []
    if (skip('}')) return found
    do {
      const token = here()
      if (token.kind !== 'text' && token.kind !== 'name') fail('a key')
      next++
      take(':')
      found.push([token.kind === 'text' ? token.value : (token as { name: string }).name, expression()])
    } while (skip(','))
    take('}', '"," or "}"')
    return found
  }

  const node = expression()
  if (!isSign('end')) fail('an operator or the end')
  return node
}
