// What was filled into a form, as the API takes it: amounts in minor units, moments in epoch seconds, free lines as parameters.
import { Refused } from '../api.ts'
import { minorOf } from '../format.ts'
import { words } from '../words.ts'

const W = words({
  en: { noAmount: 'Write an amount such as 12.50.' },
  de: { noAmount: 'Schreiben Sie einen Betrag wie 12,50.' },
})

/** Before the name of a hidden field: the field of that name is an amount in this currency, or a moment. */
export const AMOUNT = 'in:'
export const WHEN = 'at:'

/** Names and values. Empty fields are left out, unless the form `clears`. Throws `Refused` for what is no amount. */
export function filledIn(data: FormData, clears = false): Record<string, string> {
  const texts = [...data].flatMap(([name, value]) => {
    if (typeof value !== 'string' || name.startsWith(AMOUNT) || name.startsWith(WHEN)) return []
    if (name === AS_LINES) return linesOf(value)
    return clears || value !== '' ? [[name, value] as const] : []
  })
  return Object.fromEntries(texts.map(([name, value]) => [name, asSent(name, value, data)]))
}

/** The field in which any parameter may be written, each in a line of its own: `metadata[order]=42`. */
export const AS_LINES = 'lines:'

const linesOf = (text: string): (readonly [string, string])[] =>
  text.split('\n').flatMap((line) => {
    const [, name, value = ''] = /^\s*([^=\s]+)\s*=\s?(.*)$/.exec(line) ?? []
    return name === undefined ? [] : [[name, value] as const]
  })

/** Beside an amount stands the currency that it is in, beside a moment that it is one. */
function asSent(name: string, value: string, data: FormData): string {
  if (value !== '' && data.has(WHEN + name)) return String(Math.floor(new Date(value).getTime() / 1000))
  const currency = data.get(AMOUNT + name)
  if (value === '' || typeof currency !== 'string') return value
  const minor = minorOf(value, currency)
  if (minor === undefined) throw new Refused(0, { message: W.noAmount, param: name })
  return minor
}
