// Stripe's search query language: `clause AND clause`, each a field, an operator and a value, such as
// `metadata["device_type"]:"samsung"`. (https://docs.stripe.com/search#search-query-language)
import { invalid, type StripeError } from './errors.ts'

/** `:` is the same text, case aside; `~` a part of it; the others compare numbers. */
export type Operator = ':' | '~' | '>' | '<' | '>=' | '<=' | '='

export interface Clause {
  /** `email`, `payment_method_details.card.last4`, `metadata`. */
  readonly field: string
  /** The key of metadata. */
  readonly key?: string
  readonly operator: Operator
  /** null asks for what has no such field. */
  readonly value: string | number | null
  /** A leading `-`: what does not match. */
  readonly isNegated: boolean
}

export interface SearchQuery {
  readonly clauses: readonly Clause[]
  readonly joined: 'and' | 'or'
}

/** Stripe's own limit. */
const CLAUSES_MAX = 10

const TOKENS = {
  negation: /-/y,
  field: /[A-Za-z_][\w]*(?:\.[A-Za-z_]\w*)*/y,
  // A quote within the key is written with a backslash before it, as in values.
  key: /\[\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)')\s*\]/y,
  operator: /:|~|>=|<=|>|<|=/y,
  text: /"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'/y,
  number: /-?\d+(?:\.\d+)?(?![\w.])/y,
  none: /null(?!\w)/iy,
  joint: /(and|or)(?!\w)/iy,
  blank: /\s*/y,
}

/** Reads a query. Refuses one that cannot be read, and says where it stops making sense. */
export function parseQuery(text: string): SearchQuery {
  let at = 0
  const take = (token: keyof typeof TOKENS): RegExpExecArray | null => {
    const pattern = TOKENS[token]
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found) at = pattern.lastIndex
    return found
  }
  const need = (token: keyof typeof TOKENS): RegExpExecArray => {
    const found = take(token)
    if (!found) throw unreadable(text, at)
    return found
  }
  const clauses: Clause[] = []
  const joints = new Set<'and' | 'or'>()
  take('blank')
  do {
    if (clauses.length > 0) {
      const joint = take('joint')
      joints.add(joint !== null && joint[1]!.toLowerCase() === 'or' ? 'or' : 'and')
      take('blank')
    }
    const isNegated = take('negation') !== null
    const field = need('field')[0]
    const key = field === 'metadata' ? textIn(need('key')) : undefined
    take('blank')
    const operator = need('operator')[0] as Operator
    take('blank')
    clauses.push({
      field,
      operator,
      value: valueAt(take, text, () => at),
      isNegated,
      ...(key !== undefined && { key }),
    })
    if (clauses.length > CLAUSES_MAX) throw tooManyClauses()
    const end = at
    take('blank')
    if (at < text.length && at === end) throw unreadable(text, at)
  } while (at < text.length)
  if (joints.size > 1) throw mixed()
  return { clauses, joined: joints.has('or') ? 'or' : 'and' }
}

function valueAt(
  take: (token: 'text' | 'number' | 'none') => RegExpExecArray | null,
  text: string,
  at: () => number,
): Clause['value'] {
  const quoted = take('text')
  if (quoted) return textIn(quoted)
  const number = take('number')
  if (number) return Number(number[0])
  if (take('none')) return null
  throw unreadable(text, at())
}

/** What stands between the quotes. */
const textIn = ([, double, single]: RegExpExecArray): string => (double ?? single)!.replace(/\\(.)/gs, '$1')

/** Stripe's words (github.com/stripe-ruby-mock/stripe-ruby-mock has them), and the place, which Stripe does not say. */
function unreadable(text: string, at: number): StripeError {
  const rest = text.slice(at, at + 30)
  const where = rest === '' ? 'at its end' : `at character ${at + 1}: \`${rest}\``
  return invalid(
    'We were unable to parse your search query. Try using the format `metadata["key"]:"value"` to query for metadata or ' +
      `key:"value" to query for other fields. It stops making sense ${where}.`,
    { param: 'query' },
  )
}

/** Wording [M]. (docs.stripe.com/search: up to ten clauses) */
const tooManyClauses = () =>
  invalid(`Your search query has too many clauses. You may combine at most ${CLAUSES_MAX} clauses.`, { param: 'query' })

/** Wording [M]. (docs.stripe.com/search: AND and OR are mutually exclusive) */
const mixed = () =>
  invalid('Your search query mixes AND and OR, which are mutually exclusive. A space between clauses means AND.', {
    param: 'query',
  })
