// Values as a schema wants them: texts that are numbers, dates or booleans become what the field is, and numbers texts.
// (Data Prep: data-handling.md; the preview of api/mapping-set.md, where the number 1234 becomes "1234")
import type { XdmNode } from '../xdm/node.ts'
import { readAnyDate, writeDate } from './date_pattern.ts'
import type { Mapped } from './mapping_set.ts'
import { asNumber, booleanOf, called, Failed, isObject, type Json, MappingError, textOf } from './values.ts'

/**
 * Converts a record to a schema. A value that cannot be what its field is becomes null, with an error that names the field.
 * Fields that the schema does not have stay as they are.
 */
export function convertTo(node: XdmNode, value: Json): Mapped {
  const errors: MappingError[] = []
  return { value: converted(node, value, '', errors), errors }
}

function converted(node: XdmNode, value: Json, path: string, errors: MappingError[]): Json {
  if (value === null) return null
  try {
    if (node.type === 'object') return objectAs(node, value, path, errors)
    if (node.type === 'array') {
      if (!Array.isArray(value)) throw new Failed(`${called(value)} is no list`)
      return node.items ? value.map((one, at) => converted(node.items!, one, `${path}[${at}]`, errors)) : value
    }
    return SCALARS[node.type](value, node)
  } catch (error) {
    if (!(error instanceof Failed)) throw error
    errors.push(new MappingError(path, error.message, path))
    return null
  }
}

function objectAs(node: XdmNode, value: Json, path: string, errors: MappingError[]): Json {
  if (!isObject(value)) throw new Failed(`${called(value)} is no object`)
  return Object.fromEntries(
    Object.entries(value as Record<string, Json>).map(([key, one]) => {
      const field = Object.hasOwn(node.properties ?? {}, key) ? node.properties![key] : node.additionalProperties
      return [key, field ? converted(field, one, path === '' ? key : `${path}.${key}`, errors) : one]
    }),
  )
}

function numberAs(value: Json): number {
  const number = asNumber(value)
  if (number === undefined) throw new Failed(`${called(value)} is no number`)
  return number
}

const SCALARS: Readonly<Record<'string' | 'integer' | 'number' | 'boolean', (value: Json, node: XdmNode) => Json>> = {
  string: (value, { format }) => {
    const text = textOf(value)
    if (format === 'date-time') return String(readAnyDate(text))
    return format === 'date' ? writeDate(readAnyDate(text), 'yyyy-MM-dd') : text
  },
  integer: (value) => {
    const number = numberAs(value)
    if (!Number.isSafeInteger(number)) throw new Failed(`${called(value)} is no whole number`)
    return number
  },
  number: numberAs,
  boolean: booleanOf,
}
