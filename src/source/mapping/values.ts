// What expressions work on (JSON, and moments with a zone), and how it is told that they cannot be read or have failed.
import { Zoned } from './zoned.ts'

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json }

/** An expression or a path that cannot be read: where (counted from 0), and what was expected there. */
export class ExpressionError extends Error {
  readonly at: number
  readonly expected: string

  constructor(at: number, expected: string, found: string) {
    super(`At position ${at}: expected ${expected}, found ${found}.`)
    this.at = at
    this.expected = expected
  }
}

/** Why a function or an operator has no result. What calls it adds the expression: `MappingError`. */
export class Failed extends Error {}

/** One row of a mapping set that failed for one record. The code is that of Adobe's flow runs ("Mapper Transform Error"). */
export class MappingError extends Error {
  readonly code = 'MAPPER-3700-400'
  /** The expression or the path that failed. */
  readonly expression: string
  readonly why: string
  /** Where its result should have gone; empty for an expression of no row. */
  readonly destination: string

  constructor(expression: string, why: string, destination = '') {
    super(`${expression}: ${why}`)
    this.expression = expression
    this.why = why
    this.destination = destination
  }
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Zoned)

/** What a value is called in an error. */
export function called(value: unknown): string {
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return 'a list'
  if (value instanceof Zoned) return `the date ${value}`
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'function') return 'a rule'
  const text = typeof value === 'string' ? JSON.stringify(value) : String(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

/** A text, or what is written as one: numbers, booleans and dates. Throws `Failed` for lists, objects and null. */
export function textOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'number' || typeof value === 'boolean' || value instanceof Zoned) return String(value)
  throw new Failed(`${called(value)} stands where a text is needed`)
}

const NUMBER = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*$/

/** The number that a number or a text is; nothing for all else. */
export function asNumber(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  if (typeof value !== 'string' || !NUMBER.test(value)) return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

/** As `asNumber`. Throws `Failed` for what is none. */
export function numberOf(value: unknown): number {
  const number = asNumber(value)
  if (number === undefined) throw new Failed(`${called(value)} is no number`)
  return number
}

/** As data-handling.md lists them. */
const WORDS: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  Y: true,
  YES: true,
  on: true,
  ON: true,
  true: true,
  TRUE: true,
  n: false,
  N: false,
  no: false,
  NO: false,
  off: false,
  OFF: false,
  false: false,
  FALSE: false,
}

/** A boolean, or one of the words that stand for it. Throws `Failed` for all else. */
export function booleanOf(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const word = typeof value === 'string' && Object.hasOwn(WORDS, value) ? WORDS[value] : undefined
  if (word === undefined) throw new Failed(`${called(value)} is neither true nor false`)
  return word
}

/** A result as JSON: dates become texts of ISO 8601, what is missing becomes null. */
export function plain(value: unknown): Json {
  if (value === undefined) return null
  if (value instanceof Zoned) return String(value)
  if (Array.isArray(value)) return value.map(plain)
  if (isObject(value)) return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
  return value as Json
}
