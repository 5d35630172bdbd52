// Data Prep's string and regular expression functions. (functions.md, "String functions", "Regular expression functions")
import { Failed, textOf } from '../values.ts'
import type { Functions, MappingFunction } from './table.ts'

/** Why a million: no field is so long, and a wrong number must not take all memory. */
const LENGTH_MAX = 1_000_000

const lower: MappingFunction = {
  takes: 'INPUT:text',
  gives: 'text',
  says: 'The text in small letters.',
  run: ([input]) => input.toLowerCase(),
}
const upper: MappingFunction = {
  takes: 'INPUT:text',
  gives: 'text',
  says: 'The text in capital letters.',
  run: ([input]) => input.toUpperCase(),
}

function padding(input: string, count: number, fill: string | undefined): string {
  if (count > LENGTH_MAX) throw new Failed(`a text of ${count} characters is too long`)
  return ''.padEnd(Math.max(0, count - input.length), fill || ' ')
}

/** Where the nth begins, counted from 0 as the first character is; -1 where there is none. */
function placeOf([input, part, start = 0, nth = 1]: [string, string, number?, number?]): number {
  let place = input.indexOf(part, start)
  for (let at = 1; at < nth && place >= 0; at++) place = input.indexOf(part, place + 1)
  return place
}

/** What is between the matches. Not `split`: that would put the groups of the expression between. */
function between(input: string, regex: RegExp): string[] {
  const parts: string[] = []
  let from = 0
  for (const found of input.matchAll(new RegExp(regex, 'g'))) {
    if (found[0] === '' && (found.index === 0 || found.index === input.length)) continue
    parts.push(input.slice(from, found.index))
    from = found.index + found[0].length
  }
  return [...parts, input.slice(from)]
}

export const STRING: Functions = {
  concat: {
    takes: 'STRING:text*',
    gives: 'text',
    says: 'The texts one after the other. A null adds nothing. [I]',
    nulls: true,
    run: (parts) => parts.filter((part) => part !== null).join(''),
  },
  explode: {
    takes: 'STRING:text, REGEX:regex?',
    gives: 'list',
    says: 'The parts of a text between what the regular expression finds; commas if there is none.',
    run: ([input, regex = /,/]) => between(input, regex),
  },
  instr: {
    takes: 'INPUT:text, SUBSTRING:text, START_POSITION:integer?, OCCURRENCE:integer?',
    gives: 'integer',
    says: 'Where a part begins in a text, counted from 0; -1 where it is not in it.',
    run: (given) => placeOf(given as [string, string, number?, number?]),
  },
  replacestr: {
    takes: 'INPUT:text, TO_FIND:text, TO_REPLACE:text',
    gives: 'text',
    says: 'The text with every occurrence of a part replaced.',
    run: ([input, part, other]) => (part === '' ? input : input.replaceAll(part, () => other)),
  },
  substr: {
    takes: 'INPUT:text, START_INDEX:integer, LENGTH:integer',
    gives: 'text',
    says: 'As many characters of a text as are asked for, from a place counted from 0.',
    run: ([input, start, length]) => input.slice(Math.max(0, start), Math.max(0, start) + Math.max(0, length)),
  },
  lower,
  lcase: lower,
  upper,
  ucase: upper,
  split: {
    takes: 'INPUT:text, SEPARATOR:text',
    gives: 'list',
    says: 'The parts of a text between any of the separating characters. Empty parts are left out.',
    run: ([input, separator]) => {
      const signs = new Set<string>(separator)
      const parts = ['']
      for (const character of input as string) {
        if (signs.has(character)) parts.push('')
        else parts[parts.length - 1] += character
      }
      return parts.filter((part) => part !== '')
    },
  },
  join: {
    takes: 'SEPARATOR:text, OBJECTS:list',
    gives: 'text',
    says: 'The elements of a list with a separator between them.',
    run: ([separator, list]) => (list as unknown[]).map((one) => (one === null ? '' : textOf(one))).join(separator),
  },
  lpad: {
    takes: 'INPUT:text, COUNT:integer, PADDING:text?',
    gives: 'text',
    says: 'The text, filled up on its left to a number of characters.',
    run: ([input, count, fill]) => padding(input, count, fill) + input,
  },
  rpad: {
    takes: 'INPUT:text, COUNT:integer, PADDING:text?',
    gives: 'text',
    says: 'The text, filled up on its right to a number of characters.',
    run: ([input, count, fill]) => input + padding(input, count, fill),
  },
  left: {
    takes: 'STRING:text, COUNT:integer',
    gives: 'text',
    says: 'The first characters of a text.',
    run: ([input, count]) => input.slice(0, Math.max(0, count)),
  },
  right: {
    takes: 'STRING:text, COUNT:integer',
    gives: 'text',
    says: 'The last characters of a text.',
    run: ([input, count]) => (count <= 0 ? '' : input.slice(-count)),
  },
  ltrim: {
    takes: 'STRING:text',
    gives: 'text',
    says: 'The text without white space at its beginning.',
    run: ([input]) => input.trimStart(),
  },
  rtrim: {
    takes: 'STRING:text',
    gives: 'text',
    says: 'The text without white space at its end.',
    run: ([input]) => input.trimEnd(),
  },
  trim: {
    takes: 'STRING:text',
    gives: 'text',
    says: 'The text without white space at either end.',
    run: ([input]) => input.trim(),
  },
}

export const REGEX: Functions = {
  extract_regex: {
    takes: 'STRING:text, REGEX:regex',
    gives: 'list',
    says: 'What a regular expression finds first, and its groups after it; an empty list where it finds nothing.',
    run: ([input, regex]) => Array.from(regex.exec(input) ?? [], (group) => group ?? null),
  },
  matches_regex: {
    takes: 'STRING:text, REGEX:regex',
    gives: 'boolean',
    // As Java's String.matches. [I]
    says: 'Whether a regular expression fits the whole text.',
    run: ([input, regex]) => new RegExp(`^(?:${regex.source})$`).test(input),
  },
}
