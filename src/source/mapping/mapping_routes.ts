// The calls of Data Prep: mapping sets and their rows, validation, preview, and the expression language. (Data Prep:
// api/mapping-set.md, api/functions.md)
import { invalid, notFound } from '../door/errors.ts'
import { type Answer, type Ask, gone, ok, type Route } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Document, Scope } from '../lake/catalog.ts'
import type { XdmNode } from '../xdm/node.ts'
import { refuseUnreadable, validateRows } from './check.ts'
import { convertTo } from './conversion.ts'
import { compileExpression } from './expression.ts'
import { listedFunctions } from './functions/index.ts'
import { fieldsOf, KIND, type MappingSet, mappingSetOf, OLDER, readSet, setOf } from './kept_set.ts'
import { compileMappings } from './mapping_set.ts'
import { OPERATORS } from './operators.ts'
import { ExpressionError, type Json, type MappingError } from './values.ts'

/** The resolved schema of an id, where it is known. */
export type SchemaOf = (
  schemaId: string,
  scope: Scope,
  source: Source,
) => XdmNode | undefined | Promise<XdmNode | undefined>

async function create(ask: Ask, source: Source): Promise<Answer> {
  const set = setOf(ask, source.now())
  await source.catalog.write((tx) => tx.insert(ask.scope, KIND, set.id, set))
  const { id, version, createdDate, modifiedDate, createdBy, modifiedBy } = set
  return ok({ id, version, createdDate, modifiedDate, createdBy, modifiedBy })
}

async function update(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const set = await source.catalog.write(async (tx) => {
    const before = await tx.find<MappingSet>(ask.scope, KIND, id)
    if (!before) throw notFound('mapping set', id)
    const next = setOf(ask, source.now(), before.body)
    await tx.insert(ask.scope, OLDER, `${id}/${before.body.version}`, before.body, id)
    await tx.update<MappingSet>(ask.scope, KIND, id, () => next, ask.ifMatch)
    return next
  })
  return ok(set)
}

async function remove(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  await source.catalog.write(async (tx) => {
    const found = await tx.find<MappingSet>(ask.scope, KIND, id)
    if (!found) throw notFound('mapping set', id)
    for (let version = 0; version < found.body.version; version++) await tx.delete(ask.scope, OLDER, `${id}/${version}`)
    await tx.delete(ask.scope, KIND, id)
  })
  return gone
}

function wholeOf(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name)
  if (text === null) return undefined
  if (!/^\d{1,9}$/.test(text)) throw invalid(`${name}: a whole number is wanted, not "${text}".`)
  return Number(text)
}

function isTold(query: URLSearchParams, name: string): boolean {
  const text = query.get(name) ?? 'false'
  if (text !== 'true' && text !== 'false') throw invalid(`${name}: true or false is wanted, not "${text}".`)
  return text === 'true'
}

async function expanded(set: MappingSet, { scope }: Ask, source: Source, schemaOf: SchemaOf) {
  const jsonSchema = await schemaOf(set.xdmSchema, scope, source)
  if (!jsonSchema) throw invalid(`expandSchema: the schema ${set.xdmSchema} is not known here.`)
  return { ...set, outputSchema: { ...set.outputSchema, jsonSchema } }
}

/** Why 1 000: as many as the catalogue gives at once. */
const LIMIT_MAX = 1_000

async function list(ask: Ask, source: Source, schemaOf: SchemaOf): Promise<Answer> {
  const { query, scope } = ask
  // Both are "required" in Adobe's page; a shell cuts the address of its sample at the "&", so what is left out has a default.
  const limit = Math.min(wholeOf(query, 'limit') ?? 100, LIMIT_MAX)
  const start = wholeOf(query, 'start') ?? 0
  const [name, order] = [query.get('name'), query.get('orderBy')]
  let found: Document<MappingSet>[]
  if (name === null && order === null) found = await source.catalog.list(scope, KIND, { limit, offset: start })
  else {
    const all = await source.catalog.list<MappingSet>(scope, KIND, { limit: 1_000_000 })
    const named = all.filter(({ body }) => name === null || body.name === name)
    found = (order === null ? named : ordered(named, order)).slice(start, start + limit)
  }
  const sets = found.map(({ body }) => body)
  const isExpanded = isTold(query, 'expandSchema')
  const data = isExpanded ? await Promise.all(sets.map((set) => expanded(set, ask, source, schemaOf))) : sets
  return ok({ data, _page: { count: data.length, limit } })
}

/** A "+" of an address is a space once it is read. */
function ordered(sets: readonly Document<MappingSet>[], order: string): Document<MappingSet>[] {
  const [, sign, field] = /^([-+ ]?)(createdDate|updatedDate)$/.exec(order) ?? []
  if (!field) throw invalid(`orderBy: createdDate or updatedDate is wanted, with + or - before it, not "${order}".`)
  const key = field === 'createdDate' ? 'createdDate' : 'modifiedDate'
  return sets.toSorted((a, b) => (a.body[key] - b.body[key]) * (sign === '-' ? -1 : 1))
}

async function preview({ body, scope }: Ask, source: Source, schemaOf: SchemaOf): Promise<Answer> {
  const { data, mappingSet, ...others } = fieldsOf(body, 'The body')
  const [other] = Object.keys(others)
  if (other) throw invalid(`${other}: a preview takes data and mappingSet.`)
  if (!Array.isArray(data)) throw invalid('data: a list of records is required.')
  const { rows, schemaRef } = readSet(mappingSet)
  refuseUnreadable(rows)
  const map = compileMappings(rows, { now: source.now })
  const schema = schemaRef && (await schemaOf(schemaRef.id, scope, source))
  return ok(
    (data as Json[]).map((record, at) => {
      fieldsOf(record, `data[${at}]`)
      const mapped = map(record)
      const converted = schema ? convertTo(schema, mapped.value) : { value: mapped.value, errors: [] }
      const errors = [...mapped.errors, ...converted.errors]
      return { data: converted.value, errors: errors.length === 0 ? null : errors.map(written) }
    }),
  )
}

const written = ({ code, message, destination }: MappingError) => ({ code, message, destination })

async function validate({ body, scope }: Ask, source: Source, schemaOf: SchemaOf): Promise<Answer> {
  const { rows, schemaRef } = readSet(body)
  const schema = schemaRef && (await schemaOf(schemaRef.id, scope, source))
  return ok({
    validationResponse: validateRows(rows, schema).map((errors) =>
      // The word for a row that is wrong is not in Adobe's page. [I]
      errors.length === 0 ? { status: 'SUCCESS', errors: null } : { status: 'ERROR', errors },
    ),
  })
}

function validateExpression({ body }: Ask): Answer {
  const { expression } = fieldsOf(body, 'The body')
  if (typeof expression !== 'string') throw invalid('expression: a text is required.')
  try {
    compileExpression(expression)
    return ok({ validationStatus: 'succeeded', error: 'none' })
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error
    // The word for one that is wrong is not in Adobe's page. [I]
    return ok({ validationStatus: 'failed', error: error.message })
  }
}

async function rowOfSet({ ids, scope }: Ask, source: Source): Promise<Answer> {
  const { mappings } = await mappingSetOf(source, scope, ids.id!)
  const row = mappings.find(({ id }) => id === ids.mapping)
  if (!row) throw notFound('mapping', ids.mapping!)
  return ok(row)
}

/** The calls. `schemaOf` finds the schema of a set, so that destinations are looked for in it and previews converted to it. */
export function mappingRoutes(schemaOf: SchemaOf): readonly Route[] {
  const view = ['view'] as const
  const manage = ['manage'] as const
  return [
    { method: 'POST', path: '/conversion/mappingSets', needs: manage, run: create },
    {
      method: 'GET',
      path: '/conversion/mappingSets',
      needs: view,
      run: (ask, source) => list(ask, source, schemaOf),
    },
    {
      method: 'POST',
      path: '/conversion/mappingSets/validate',
      needs: view,
      run: (ask, source) => validate(ask, source, schemaOf),
    },
    {
      method: 'POST',
      path: '/conversion/mappingSets/preview',
      needs: view,
      run: (ask, source) => preview(ask, source, schemaOf),
    },
    {
      method: 'GET',
      path: '/conversion/mappingSets/:id',
      needs: view,
      run: async (ask, source) => {
        const set = await mappingSetOf(source, ask.scope, ask.ids.id!, wholeOf(ask.query, 'version'))
        return ok(isTold(ask.query, 'expandSchema') ? await expanded(set, ask, source, schemaOf) : set)
      },
    },
    { method: 'PUT', path: '/conversion/mappingSets/:id', needs: manage, run: update },
    { method: 'DELETE', path: '/conversion/mappingSets/:id', needs: manage, run: remove },
    {
      method: 'GET',
      path: '/conversion/mappingSets/:id/mappings',
      needs: view,
      run: async (ask, source) => ok((await mappingSetOf(source, ask.scope, ask.ids.id!)).mappings),
    },
    { method: 'GET', path: '/conversion/mappingSets/:id/mappings/:mapping', needs: view, run: rowOfSet },
    { method: 'GET', path: '/conversion/languages/el/functions', needs: view, run: () => ok(listedFunctions()) },
    {
      method: 'GET',
      path: '/conversion/languages/el/operators',
      needs: view,
      run: () =>
        ok(
          OPERATORS.map(([operatorSymbol, methodName, numberOfOperands, description, example]) => ({
            operatorSymbol,
            methodName,
            numberOfOperands,
            description,
            example,
          })),
        ),
    },
    { method: 'POST', path: '/conversion/languages/el/validate', needs: view, run: validateExpression },
  ]
}
