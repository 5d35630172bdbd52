// Data Prep's functions of choice, comparison and type, JSON and ids. (functions.md, "Logical operators", "Aggregation",
// "Type conversions", "JSON functions", "Special operations")
import { randomUUID } from 'node:crypto'
import { compare, isEqual, isTrue } from '../operators.ts'
import { called, Failed, isObject, numberOf } from '../values.ts'
import type { Functions, MappingFunction } from './table.ts'

function best(given: unknown[], isBetter: (order: number) => boolean): unknown {
  const all = (given.length === 1 && Array.isArray(given[0]) ? given[0] : given).filter((one) => one !== null)
  return all.reduce((kept, one) => (kept === null || isBetter(compare(one, kept)!) ? one : kept), null)
}

export const LOGIC: Functions = {
  decode: {
    takes: 'KEY:any, OPTIONS:any*',
    gives: 'any',
    says: 'The value of the key among keys and values that take turns; else the last, where it is left over, or null.',
    nulls: true,
    run: ([key, ...given]) => {
      const options = given.length === 1 && Array.isArray(given[0]) ? given[0] : given
      for (let at = 0; at + 1 < options.length; at += 2) if (isEqual(options[at], key)) return options[at + 1]
      return options.length % 2 === 1 ? options.at(-1) : null
    },
  },
  // Only the value that is chosen is worked out: the compiler makes a choice of it.
  iif: {
    takes: 'EXPRESSION:any, TRUE_VALUE:any, FALSE_VALUE:any',
    gives: 'any',
    says: 'The second where the first is true, else the third.',
    nulls: true,
    run: ([test, yes, no]) => (isTrue(test) ? yes : no),
  },
}

export const AGGREGATION: Functions = {
  min: {
    takes: 'OPTIONS:any*',
    gives: 'any',
    says: 'The least. Nulls are passed over. [I]',
    nulls: true,
    run: (given) => best(given, (order) => order < 0),
  },
  max: {
    takes: 'OPTIONS:any*',
    gives: 'any',
    says: 'The greatest. Nulls are passed over. [I]',
    nulls: true,
    run: (given) => best(given, (order) => order > 0),
  },
}

/** A whole number that JSON can hold. Throws `Failed` for a greater one: it would lose digits. */
function held(number: number, text: unknown): number {
  if (Number.isInteger(number) && !Number.isSafeInteger(number))
    throw new Failed(`${called(text)} is greater than JSON's numbers are exact (2^53)`)
  return number
}

/** The shortest number that rounds to the same single-precision value, as Java prints a float. */
function floatOf(number: number): number {
  const float = Math.fround(number)
  if (!Number.isFinite(float)) throw new Failed(`${number} is no float`)
  for (let digits = 1; digits < 9; digits++) {
    const short = Number(float.toPrecision(digits))
    if (Math.fround(short) === float) return short
  }
  return Number(float.toPrecision(9))
}

export const TYPES: Functions = {
  to_bigint: {
    takes: 'STRING:any',
    gives: 'number',
    // Its sample keeps the fraction, which no BigInteger has.
    says: 'The number that a text is.',
    run: ([text]) => held(numberOf(text), text),
  },
  to_decimal: {
    takes: 'STRING:any',
    gives: 'number',
    says: 'The number that a text is.',
    run: ([text]) => numberOf(text),
  },
  to_float: {
    takes: 'STRING:any',
    gives: 'number',
    says: 'The number that a text is, to the precision of a float.',
    run: ([text]) => floatOf(numberOf(text)),
  },
  to_integer: {
    takes: 'STRING:integer',
    gives: 'integer',
    says: 'The whole number that a text is.',
    run: ([number]) => number,
  },
}

export const JSONS: Functions = {
  json_to_object: {
    takes: 'STRING:any',
    gives: 'any',
    says: 'What a text of JSON holds. An object is given back as it is.',
    run: ([text]) => {
      if (isObject(text) || Array.isArray(text)) return text
      try {
        return JSON.parse(text)
      } catch (error) {
        throw new Failed(`no JSON: ${(error as Error).message}`)
      }
    },
  },
}

const uuid: MappingFunction = { takes: '', gives: 'text', says: 'An id by chance.', run: () => randomUUID() }
export const SPECIAL: Functions = { uuid, guid: uuid }
