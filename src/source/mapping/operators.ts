// What the operators do, and how the list of them is answered.
import { isDeepStrictEqual } from 'node:util'
import { readAnyDate } from './date_pattern.ts'
import { asNumber, booleanOf, called, Failed, numberOf, textOf } from './values.ts'
import { Zoned } from './zoned.ts'

/** As a condition: null and 0 are false; texts are read as booleans are. Throws `Failed` for what is neither. */
export function isTrue(value: unknown): boolean {
  if (value === null || value === undefined) return false
  return typeof value === 'number' ? value !== 0 : booleanOf(value)
}

function add(left: unknown, right: unknown): unknown {
  if (left === null || right === null) throw new Failed('null cannot be added')
  const [a, b] = [asNumber(left), asNumber(right)]
  const areTexts = typeof left === 'string' && typeof right === 'string'
  return a !== undefined && b !== undefined && !areTexts ? a + b : textOf(left) + textOf(right)
}

/** Not rounded to whole numbers, as Java would: 1099 / 100 is 10.99. [I] */
function divide(left: unknown, right: unknown): number {
  const by = numberOf(right)
  if (by === 0) throw new Failed(`${called(left)} is divided by 0`)
  return numberOf(left) / by
}

function remainder(left: unknown, right: unknown): number {
  const by = numberOf(right)
  if (by === 0) throw new Failed(`${called(left)} is divided by 0`)
  return numberOf(left) % by
}

/** Less than 0, 0, or more; undefined where one of them is null. Throws `Failed` for two of which neither is the greater. */
export function compare(left: unknown, right: unknown): number | undefined {
  if (left === null || right === null || left === undefined || right === undefined) return undefined
  if (left instanceof Zoned || right instanceof Zoned) return moment(left) - moment(right)
  const [a, b] = [asNumber(left), asNumber(right)]
  if (a !== undefined && b !== undefined && (typeof left === 'number' || typeof right === 'number')) return a - b
  if (typeof left === 'string' && typeof right === 'string') return left < right ? -1 : left > right ? 1 : 0
  throw new Failed(`${called(left)} and ${called(right)} have no order`)
}

const moment = (value: unknown): number => (value instanceof Zoned ? value : readAnyDate(textOf(value))).epoch

/** Numbers are also equal to the texts that are them, and two dates of one moment are equal. */
export function isEqual(left: unknown, right: unknown): boolean {
  if (left instanceof Zoned && right instanceof Zoned) return left.epoch === right.epoch
  if ((typeof left === 'number') !== (typeof right === 'number')) {
    const [a, b] = [asNumber(left), asNumber(right)]
    return a !== undefined && a === b
  }
  return isDeepStrictEqual(left ?? null, right ?? null)
}

const whole = (value: unknown): number => {
  const number = numberOf(value)
  if (!Number.isInteger(number) || Math.abs(number) > 0x7fffffff) throw new Failed(`${called(value)} has no bits`)
  return number
}

const ordered = (holds: (order: number) => boolean) => (left: unknown, right: unknown) => {
  const order = compare(left, right)
  return order !== undefined && holds(order)
}

/** Beside `&&` and `||`, which look at the right side only where the left one does not decide. */
export const BINARY: Readonly<Record<string, (left: unknown, right: unknown) => unknown>> = {
  '+': add,
  '-': (left, right) => numberOf(left) - numberOf(right),
  '*': (left, right) => numberOf(left) * numberOf(right),
  '/': divide,
  '%': remainder,
  '==': isEqual,
  '!=': (left, right) => !isEqual(left, right),
  '<': ordered((order) => order < 0),
  '<=': ordered((order) => order <= 0),
  '>': ordered((order) => order > 0),
  '>=': ordered((order) => order >= 0),
  '&': (left, right) => whole(left) & whole(right),
  '|': (left, right) => whole(left) | whole(right),
  '^': (left, right) => whole(left) ^ whole(right),
}

export const UNARY: Readonly<Record<string, (of: unknown) => unknown>> = {
  '-': (of) => -numberOf(of),
  '+': (of) => numberOf(of),
  '!': (of) => !isTrue(of),
  '~': (of) => ~whole(of),
}

/** `GET /languages/el/operators`: sign, method, operands, what it does, an example. Five are printed in Adobe's page; the rest [I]. */
export const OPERATORS: readonly (readonly [string, string, number, string, string])[] = [
  ['+', 'add', 2, 'Adds two numbers, or joins two texts', '1 + 2'],
  ['-', 'subtract', 2, 'Takes one number from another', '3 - 1'],
  ['*', 'multiply', 2, 'Multiplies two numbers', '2 * 3'],
  ['/', 'divide', 2, 'Divides two numbers; also written div', '1 / 2'],
  ['%', 'mod', 2, 'What is left of a division; also written mod', '5 % 2'],
  ['==', 'equals', 2, 'Whether two values are equal; also written eq', '1 == 1'],
  ['!=', 'notEquals', 2, 'Whether two values differ; also written ne', '1 != 2'],
  ['<', 'lessThan', 2, 'Whether the first is less; also written lt', '1 < 2'],
  ['<=', 'lessThanOrEqual', 2, 'Whether the first is not greater; also written le', '1 <= 2'],
  ['>', 'greaterThan', 2, 'Whether the first is greater; also written gt', '2 > 1'],
  ['>=', 'greaterThanOrEqual', 2, 'Whether the first is not less; also written ge', '2 >= 1'],
  ['&&', 'and', 2, 'Whether both hold; also written and', 'cond1 && cond2'],
  ['||', 'or', 2, 'Whether one of both holds; also written or', 'cond1 || cond2'],
  ['&', 'bitwiseAnd', 2, 'The bits that both have', '33 & 4'],
  ['|', 'bitwiseOr', 2, 'The bits that one of both has', '33 | 4'],
  ['^', 'bitwiseXor', 2, 'The bits that only one of both has', '33 ^ 4'],
  ['?:', 'ternary', 3, 'The second where the first holds, else the third', 'cond1 ? 1 : 2'],
  ['~', 'complement', 1, 'The other bits: ~33 is -34', '~44'],
  ['-', 'negate', 1, 'The number with the other sign', '-12'],
  ['!', 'not', 1, 'Whether it does not hold; also written not', '!cond1'],
]
