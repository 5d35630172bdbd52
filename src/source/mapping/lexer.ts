// The words of an expression: numbers, texts, names, signs. Words that stand for signs ("and", "eq", "div") become them here.
import { parsePath, type Step } from './path.ts'
import { ExpressionError } from './values.ts'

export type Token =
  | { readonly kind: 'number'; readonly value: number; readonly text: string; readonly at: number }
  | { readonly kind: 'text'; readonly value: string; readonly text: string; readonly at: number }
  | { readonly kind: 'name'; readonly name: string; readonly text: string; readonly at: number }
  /** `${…}`: a path of any characters. */
  | { readonly kind: 'quoted'; readonly steps: readonly Step[]; readonly text: string; readonly at: number }
  | { readonly kind: 'sign'; readonly sign: string; readonly text: string; readonly at: number }

/** "Calculated fields have a maximum length of 4096 characters." (troubleshooting-guide.md) */
export const LENGTH_MAX = 4096

const WORDS: ReadonlyMap<string, string> = new Map([
  ['and', '&&'],
  ['or', '||'],
  ['not', '!'],
  ['eq', '=='],
  ['ne', '!='],
  ['lt', '<'],
  ['le', '<='],
  ['gt', '>'],
  ['ge', '>='],
  ['div', '/'],
  ['mod', '%'],
])
/** Words that are no field's name unless they are written `${…}`. (functions.md, "Fields") */
const RESERVED = new Set([
  ...WORDS.keys(),
  ...'new break var for false while null continue else true if return _errors do function empty size'.split(' '),
])
export const isReserved = (name: string): boolean => RESERVED.has(name)

const TOKEN =
  /(\s+)|(\d+(?:\.\d+)?(?:[eE][-+]?\d+)?)|("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')|\$\{((?:[^}\\]|\\.)*)\}|((?:[\p{L}_]|\$(?!\{)|\\.)(?:[\p{L}\p{N}_]|\$(?!\{)|\\.)*)|(->|&&|\|\||==|!=|<=|>=|[-+*/%!<>~&|^?:.,()[\]{}])/suy

/** Cuts an expression into its words; the last is the sign `end`. Throws `ExpressionError`. */
export function tokensOf(text: string): Token[] {
  if (text.length > LENGTH_MAX) {
    throw new ExpressionError(LENGTH_MAX, `an expression of at most ${LENGTH_MAX} characters`, `${text.length}`)
  }
  const tokens: Token[] = []
  let at = 0
  while (at < text.length) {
    TOKEN.lastIndex = at
    const found = TOKEN.exec(text)
    if (!found) throw unreadable(text, at)
    const [part, space, number, literal, quoted, name, sign] = found
    const where = { text: part, at }
    if (number !== undefined) tokens.push({ kind: 'number', value: Number(number), ...where })
    else if (literal !== undefined) tokens.push({ kind: 'text', value: unescaped(literal.slice(1, -1)), ...where })
    else if (quoted !== undefined) tokens.push({ kind: 'quoted', steps: parsePath(quoted, at + 2), ...where })
    else if (name !== undefined) {
      const word = WORDS.get(name)
      if (word) tokens.push({ kind: 'sign', sign: word, ...where })
      else tokens.push({ kind: 'name', name: name.replace(/\\(.)/gs, '$1'), ...where })
    } else if (space === undefined) tokens.push({ kind: 'sign', sign: sign!, ...where })
    at += part.length
  }
  tokens.push({ kind: 'sign', sign: 'end', text: 'the end', at })
  return tokens
}

function unreadable(text: string, at: number): ExpressionError {
  const [found] = text.slice(at)
  if (found === '"' || found === "'") return new ExpressionError(at, `a ${found} that closes the text`, 'none')
  if (text.startsWith('${', at)) return new ExpressionError(at, 'a } that closes the name', 'none')
  return new ExpressionError(at, 'a value, a name or an operator', `"${found}"`)
}

const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r' }

/** A backslash before anything else stays, so that a regular expression may be written "\d+". [I] */
const unescaped = (text: string): string =>
  text.replace(/\\u([0-9a-fA-F]{4})|\\(.)/gs, (all, code?: string, one?: string) => {
    if (code !== undefined) return String.fromCharCode(Number.parseInt(code, 16))
    return one === '\\' || one === '"' || one === "'" ? one : (ESCAPES[one!] ?? all)
  })
