// What is looked at before a mapping set is kept: the shape of its rows, whether sources can be read, and whether destinations
// are in the schema.
import { invalid } from '../door/errors.ts'
import type { XdmNode } from '../xdm/node.ts'
import { compileRow, type MappingRow, SOURCE_TYPES } from './mapping_set.ts'
import { EACH, parsePath, type Step, writePath } from './path.ts'
import { ExpressionError } from './values.ts'

/** Why 5 000: the largest object of Stripe's has some hundred fields; each row is worked on for every record. */
const ROWS_MAX = 5_000

type Kind = 'text' | 'boolean' | 'number'
/** What a row may have. The API writes the last ones itself; they are taken, so that what it answered can be sent again. */
const PROPERTIES: Readonly<Record<string, Kind>> = {
  sourceType: 'text',
  source: 'text',
  destination: 'text',
  sourceAttribute: 'text',
  destinationXdmPath: 'text',
  name: 'text',
  description: 'text',
  identity: 'boolean',
  identityGroup: 'text',
  namespaceCode: 'text',
  version: 'number',
  id: 'text',
  createdDate: 'number',
  modifiedDate: 'number',
  createdBy: 'text',
  modifiedBy: 'text',
  primaryIdentity: 'boolean',
  matchScore: 'number',
  functionVersion: 'number',
}

const FITS: Readonly<Record<Kind, (value: unknown) => boolean>> = {
  text: (value) => typeof value === 'string',
  boolean: (value) => typeof value === 'boolean' || value === 'true' || value === 'false',
  // The samples print versions also as texts: "0".
  number: (value) => typeof value === 'number' || (typeof value === 'string' && /^\d+(\.\d+)?$/.test(value)),
}

/** The rows of a body, each of a right shape. Throws a 400 that names the row and the property. */
export function rowsOf(mappings: unknown): MappingRow[] {
  if (!Array.isArray(mappings)) throw invalid('mappings: a list of rows is required.')
  if (mappings.length === 0) throw invalid('mappings: the list is empty; a mapping set has at least one row.')
  if (mappings.length > ROWS_MAX)
    throw invalid(`mappings: there are ${mappings.length} rows; at most ${ROWS_MAX} may be.`)
  return mappings.map((row, at) => rowOf(row, `mappings[${at}]`))
}

function rowOf(row: unknown, where: string): MappingRow {
  if (typeof row !== 'object' || row === null || Array.isArray(row)) throw invalid(`${where}: a row is an object.`)
  for (const [name, value] of Object.entries(row)) {
    const kind = Object.hasOwn(PROPERTIES, name) ? PROPERTIES[name] : undefined
    if (!kind) throw invalid(`${where}.${name}: a row has no such property.`)
    if (value !== null && !FITS[kind](value)) throw invalid(`${where}.${name}: a ${kind} is wanted.`)
  }
  const { sourceType, ...rest } = row as Record<string, unknown>
  if (sourceType != null && !SOURCE_TYPES.has(sourceType as string)) {
    throw invalid(`${where}.sourceType: "${sourceType}" is none of ${[...SOURCE_TYPES.keys()].join(', ')}.`)
  }
  const source = oneOf(rest, 'source', 'sourceAttribute', where)
  const destination = oneOf(rest, 'destination', 'destinationXdmPath', where)
  return { ...(row as MappingRow), source, destination }
}

/** Both forms of a row name the same thing differently; what the API answers has both names. */
function oneOf(row: Readonly<Record<string, unknown>>, name: string, older: string, where: string): string {
  const [value, before] = [row[name] ?? undefined, row[older] ?? undefined]
  if (value !== undefined && before !== undefined && value !== before)
    throw invalid(`${where}.${older}: it differs from ${name}, which means the same.`)
  const found = value ?? before
  if (found === undefined || found === '') throw invalid(`${where}.${name}: it is required (or ${older}).`)
  return found as string
}

export interface RowError {
  readonly code: string
  readonly message: string
}

/** What is wrong with each row; an empty list for a row that is right. `schema` is the destination's, where it is known. */
export function validateRows(rows: readonly MappingRow[], schema?: XdmNode): RowError[][] {
  return rows.map((row) => {
    const unread = unreadable(row)
    if (unread) return [{ code: 'expression_invalid', message: unread }]
    const absent = schema && notInSchema(row, schema)
    return absent ? [{ code: 'destination_unknown', message: absent }] : []
  })
}

function unreadable(row: MappingRow): string | undefined {
  try {
    compileRow(row)
    return undefined
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    return `${isDestination(row) ? 'destination' : 'source'}: ${error.message}`
  }
}

/** Which of the two it is that cannot be read. */
function isDestination(row: MappingRow): boolean {
  try {
    return parsePath(row.destination!).includes('__proto__')
  } catch {
    return true
  }
}

function notInSchema({ destination }: MappingRow, schema: XdmNode): string | undefined {
  const steps = parsePath(destination!)
  let node: XdmNode | undefined = schema
  for (const [at, step] of steps.entries()) {
    node = stepInSchema(node, step)
    if (!node) return `destination: the schema has no ${writePath(steps.slice(0, at + 1))}.`
    // An object that takes anything has no fields that could be looked for.
    if (node.type === 'object' && !node.properties && !node.additionalProperties) return undefined
  }
  return undefined
}

function stepInSchema(node: XdmNode, step: Step): XdmNode | undefined {
  if (step === EACH || typeof step === 'number') return node.type === 'array' ? node.items : undefined
  if (node.type !== 'object') return undefined
  return Object.hasOwn(node.properties ?? {}, step) ? node.properties![step] : node.additionalProperties
}

/** Refuses rows that cannot be read. Throws a 400 that names the first one, and says where in it. */
export function refuseUnreadable(rows: readonly MappingRow[]): void {
  for (const [at, row] of rows.entries()) {
    const unread = unreadable(row)
    if (unread) throw invalid(`mappings[${at}].${unread}`)
  }
}
