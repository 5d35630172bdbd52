// Writes answers down as TypeScript that only compiles where a major's own types agree: for each value a declared constant, and an
// assignment of it to what the types have at its place. Each assignment has a line of its own, so that the compiler's complaint
// tells the field.
import type { Major } from '../../test/sdk/clients.ts'

/** What a line of the source is about. */
export interface Line {
  readonly object: string
  /** `items.data[].price`, or nothing for the object itself. */
  readonly field: string
  /**
   * `named`: whether the types know the object. `lacks`: what they require and the answer has not. `value`: a word, a number.
   * `whole`: the hash as one, which fails where each field is fine and their combination is not.
   */
  readonly about: 'named' | 'lacks' | 'value' | 'whole'
  readonly value: string
}

/** Objects whose types have another name than their own in capitals. */
const NAMES: Readonly<Record<string, string>> = {
  event: "Omit<Stripe.Event, 'data'>",
  invoiceitem: 'Stripe.InvoiceItem',
  item: 'Stripe.LineItem',
  line_item: 'Stripe.InvoiceLineItem',
}

const capitals = (word: string) => word.replaceAll(/(?:^|_)([a-z])/g, (_, letter) => letter.toUpperCase())

/** `billing_portal.configuration` is `Stripe.BillingPortal.Configuration`. */
const typeName = (object: string) => NAMES[object] ?? `Stripe.${object.split('.').map(capitals).join('.')}`

/** What a type may list: a word, but no id and no sentence. */
const isWord = (text: string) => /^[a-z][a-z0-9_.-]{0,60}$/i.test(text) && !/_[a-z0-9]{14,}$/i.test(text)

/** As a type. What no type lists is written as its kind, so that equals are checked once. */
const written = (value: unknown): string =>
  typeof value === 'number' || (typeof value === 'string' && !isWord(value)) ? typeof value : JSON.stringify(value)

/** From here on the SDK makes a class of its own of a decimal, which answers have as text. */
const DECIMALS_FROM = 21

/**
 * `At`: what a type has under a name, whichever of its alternatives has it; whatever the types do not know is left alone, because
 * new fields come to all versions (https://docs.stripe.com/upgrades). `Lacks`: the names that it requires and a value has not.
 */
const prelude = (major: number) => `import type Stripe from 'stripe'
type Plain = null | undefined | string | number | boolean
type Of<T, K> = T extends Plain ? never : T extends (infer E)[] ? E : K extends keyof T ? T[K] : never
type At<T, K> = [Of<T, K>] extends [never] ? unknown : Of<T, K>
type Hash<T> = T extends Plain ? never : T
type Required<T> = { [K in keyof T]-?: {} extends Pick<T, K> ? never : K }[keyof T]
type Lacks<T, V> = Exclude<Required<Hash<T>>, keyof V>
type Text<S extends string | null> = S${major < DECIMALS_FROM ? '' : ' & Stripe.Decimal'}`

/**
 * The source for these answers, and what each of its lines is about. `decimals` are the names of fields that are decimals.
 * Equal values at an equal place are written once.
 */
export function sourceOf(
  { major }: Pick<Major, 'major'>,
  answers: ReadonlyMap<string, readonly unknown[]>,
  decimals: ReadonlySet<string>,
): { text: string; lines: ReadonlyMap<number, Line> } {
  const out = prelude(major).split('\n')
  const lines = new Map<number, Line>()
  const types = new Map<string, string>()
  const values = new Map<string, string>()
  const checked = new Set<string>()
  const write = (text: string, line?: Line) => {
    out.push(text)
    if (line) lines.set(out.length, line)
  }

  /** The name of the type at a place, which its first use writes. */
  const typeAt = (object: string, path: readonly string[]): string => {
    const place = [object, ...path].join('.')
    const known = types.get(place)
    if (known) return known
    const above = path.length ? typeAt(object, path.slice(0, -1)) : ''
    const name = `T${types.size}`
    types.set(place, name)
    const last = path.at(-1)
    if (last === undefined)
      write(`type ${name} = ${typeName(object)}`, { object, field: '', about: 'named', value: typeName(object) })
    else write(`type ${name} = At<${above}, ${last === '[]' ? 'number' : JSON.stringify(last)}>`)
    return name
  }

  /** Writes a value's checks, those of its parts first, and gives its own type. */
  const check = (object: string, path: readonly string[], value: unknown): string => {
    const field = path.join('.').replaceAll('.[]', '[]')
    if (typeof value !== 'object' || value === null) {
      const literal = written(value)
      const text = typeof value === 'string' && decimals.has(path.at(-1)!) ? `Text<${literal}>` : literal
      assign(object, path, text, { object, field, about: 'value', value: literal })
      return text
    }
    if (Array.isArray(value)) {
      const parts = new Set(value.map((part) => check(object, [...path, '[]'], part)))
      const text = parts.size ? `(${[...parts].join(' | ')})[]` : 'never[]'
      assign(object, path, text, { object, field, about: 'whole', value: 'a list' })
      return text
    }
    const known = Object.entries(value).filter(([, part]) => part !== undefined)
    const parts = known.map(([name, part]) => `${JSON.stringify(name)}: ${check(object, [...path, name], part)}`)
    const text = `{ ${parts.join('; ')} }`
    let name = values.get(text)
    if (!name) {
      values.set(text, (name = `V${values.size}`))
      write(`type ${name} = ${text}`)
    }
    assign(object, path, name, { object, field, about: 'whole', value: 'a hash' })
    return name
  }

  const assign = (object: string, path: readonly string[], text: string, line: Line) => {
    const type = typeAt(object, path)
    if (checked.has(`${type}=${text}`)) return
    checked.add(`${type}=${text}`)
    const n = checked.size
    if (line.value === 'a hash')
      write(`export const l${n}: never = null! as Lacks<${type}, ${text}>`, { ...line, about: 'lacks' })
    write(`export const c${n}: ${type} = null! as ${text}`, line)
  }

  // What an event holds is in the version of the account, whatever the asking's.
  for (const [object, found] of answers)
    for (const one of found) check(object, [], object === 'event' ? { ...(one as object), data: undefined } : one)
  return { text: `${out.join('\n')}\n`, lines }
}
