// Flows: made, drafted and published, changed, stopped, deleted.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/update-dataflows, …/delete-dataflows, …/draft)
import { randomUUID } from 'node:crypto'
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, gone, ok, type Route } from '../door/route.ts'
import { streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'
import { FLOW_SPEC, type Flow, restamp, type Run, type SourceConnection, stamp } from './documents.ts'
import { checkPrivacy, type Privacy, readPrivacy } from './privacy.ts'
import { type Body, bodyOf, descriptionOf, find, hashOf, listOf, patched, specOf, textOf } from './reading.ts'
import { readSchedule } from './schedule.ts'

export const flowRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/flows', needs: ['manage'], run: make },
  { method: 'GET', path: '/flowservice/flows', needs: ['view'], run: list },
  {
    method: 'GET',
    path: '/flowservice/flows/:id',
    needs: ['view'],
    run: async (ask, source) =>
      ok({ items: [await shownFlow(ask, source, await find<Flow>(ask, source, 'flow', ask.ids.id!))] }),
  },
  { method: 'PATCH', path: '/flowservice/flows/:id', needs: ['manage'], run: change },
  { method: 'DELETE', path: '/flowservice/flows/:id', needs: ['manage'], run: remove },
  { method: 'POST', path: '/flowservice/flows/:id/action', needs: ['manage'], run: act },
]

const PROPERTIES = [
  'name',
  'description',
  'flowSpec',
  'sourceConnectionIds',
  'targetConnectionIds',
  'transformations',
  'scheduleParams',
  'options',
]

async function make(ask: Ask, source: Source): Promise<Answer> {
  const isDraft = ask.query.get('mode') === 'draft'
  const flow: Flow = { ...(await readFlow(ask, source, bodyOf(ask, PROPERTIES), isDraft)), ...stamp(ask, source) }
  const id = randomUUID()
  const etag = await source.catalog.write((tx) => tx.insert(ask.scope, 'flow', id, flow))
  source.runner.changed(id)
  return created({ id, etag })
}

/** A flow out of a body. A draft may lack what a flow needs; what it has is checked. */
async function readFlow(ask: Ask, source: Source, body: Body, isDraft: boolean) {
  const sourceConnectionIds = await idsOf(ask, source, body, 'sourceConnectionIds', 'sourceConnection', isDraft)
  const targetConnectionIds = await idsOf(ask, source, body, 'targetConnectionIds', 'targetConnection', isDraft)
  const transformations = await transformationsOf(ask, source, body, isDraft)
  return {
    name: textOf(body, 'name'),
    ...descriptionOf(body),
    flowSpec: specOf(body, 'flowSpec', FLOW_SPEC, 'REST sources into the data lake'),
    state: isDraft ? ('draft' as const) : ('enabled' as const),
    sourceConnectionIds,
    targetConnectionIds,
    transformations,
    scheduleParams: readSchedule(body.scheduleParams, source.now()),
    ...optionsOf(body),
  }
}

async function idsOf(
  ask: Ask,
  source: Source,
  body: Body,
  name: string,
  kind: string,
  isDraft: boolean,
): Promise<string[]> {
  const given = body[name] ?? (isDraft ? [] : undefined)
  if (!Array.isArray(given) || given.some((id) => typeof id !== 'string'))
    throw invalid(`${name} is required: a list of one id.`)
  if (given.length !== 1 && !(isDraft && given.length === 0)) throw invalid(`${name} has one id, not ${given.length}.`)
  for (const id of given as string[]) await find(ask, source, kind, id)
  return given as string[]
}

async function transformationsOf(
  ask: Ask,
  source: Source,
  body: Body,
  isDraft: boolean,
): Promise<Flow['transformations']> {
  const given = body.transformations ?? []
  if (!Array.isArray(given)) throw invalid('transformations is a list.')
  const read = given.map((one) => {
    const { name, params } = (one ?? {}) as Body
    if (name === 'Privacy') return { name, params: { ...readPrivacy(hashOf({ params } as Body, 'params')) } }
    if (name !== 'Mapping')
      throw invalid(`transformations[].name is "Mapping" or "Privacy", not ${JSON.stringify(name)}.`)
    const { mappingId, mappingVersion = 0 } = hashOf({ params } as Body, 'params')
    if (typeof mappingId !== 'string') throw invalid('transformations[].params.mappingId is required.')
    if (!/^\d+$/.test(String(mappingVersion)))
      throw invalid('transformations[].params.mappingVersion is a whole number.')
    return { name, params: { mappingId, mappingVersion: Number(mappingVersion) } }
  })
  const [mappings, privacies] = ['Mapping', 'Privacy'].map((name) => read.filter((one) => one.name === name))
  if (mappings!.length > 1 || privacies!.length > 1) throw invalid('transformations has one Mapping, and one Privacy.')
  if (mappings!.length === 0 && !isDraft)
    throw invalid('transformations is required: one Mapping, with the id of a mapping set.')
  for (const { params } of mappings!) await find(ask, source, 'mappingSet', (params as Body).mappingId as string)
  for (const { params } of privacies!) await checkHidden(ask, source, params as Privacy, body)
  return read
}

/** A draft without a source connection has no fields yet to look at. */
async function checkHidden(ask: Ask, source: Source, privacy: Privacy, body: Body): Promise<void> {
  const [from] = (body.sourceConnectionIds ?? []) as string[]
  if (from === undefined) return
  const { params } = (await find<SourceConnection>(ask, source, 'sourceConnection', from)).body
  checkPrivacy(privacy, streamNamed(params.resourcePath)!, params.apiVersion)
}

/** (`optionSpec` of the flow spec) */
function optionsOf(body: Body): Pick<Flow, 'options'> {
  if (body.options === undefined) return {}
  const options = hashOf(body, 'options')
  const unknown = Object.keys(options).find(
    (name) => !['errorDiagnosticsEnabled', 'partialIngestionPercent'].includes(name),
  )
  if (unknown !== undefined) throw invalid(`options.${unknown} is not known.`)
  const { errorDiagnosticsEnabled: diagnostics, partialIngestionPercent: percent } = options
  if (diagnostics !== undefined && typeof diagnostics !== 'boolean')
    throw invalid('options.errorDiagnosticsEnabled is true or false.')
  const isShare = percent === undefined || (typeof percent === 'number' && percent > 0 && percent <= 100)
  if (!isShare) throw invalid('options.partialIngestionPercent is more than 0 and at most 100.')
  return { options: options as NonNullable<Flow['options']> }
}

/** A flow with what it got from its connections, and how its last run went. */
async function shownFlow(ask: Ask, { catalog }: Source, { id, etag, body }: Document<Flow>) {
  const [last] = await catalog.list<Run>(ask.scope, 'run', { parent: id, limit: 1 })
  const sources = await Promise.all(
    body.sourceConnectionIds.map(async (one) => {
      const found = await catalog.find<SourceConnection>(ask.scope, 'sourceConnection', one)
      return {
        id: one,
        connectionSpec: found?.body.connectionSpec,
        baseConnection: { id: found?.body.baseConnectionId },
      }
    }),
  )
  return {
    id,
    ...body,
    version: etag,
    etag,
    inheritedAttributes: {
      sourceConnections: sources,
      targetConnections: body.targetConnectionIds.map((one) => ({ id: one })),
    },
    runs: `/flows/${id}/runs`,
    lastOperation: {
      started: body.createdAt,
      updated: body.updatedAt,
      percentCompleted: 100,
      status: { value: 'finished', errors: [] },
      operation: 'create',
    },
    ...(last && {
      lastRunDetails: {
        id: last.id,
        state: last.body.status,
        startedAtUTC: last.body.startedAt,
        completedAtUTC: last.body.completedAt,
      },
    }),
  }
}

async function list(ask: Ask, source: Source): Promise<Answer> {
  return listOf<Flow>(ask, source, 'flow', ({ id, etag, body }) => ({
    id,
    ...body,
    version: etag,
    etag,
    runs: `/flows/${id}/runs`,
  }))
}

async function change(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const { body: before } = await find<Flow>(ask, source, 'flow', id)
  const isDraft = before.state === 'draft'
  const more = isDraft ? ['/sourceConnectionIds', '/targetConnectionIds', '/options'] : []
  const after = patched(ask, before, [
    '/name',
    '/description',
    '/scheduleParams',
    '/transformations',
    '/options',
    ...more,
  ])
  const picked = Object.fromEntries(
    PROPERTIES.flatMap((name) => (name in after ? [[name, after[name as keyof Flow]]] : [])),
  )
  const read = await readFlow(ask, source, picked, isDraft)
  const { startTime } = before.scheduleParams
  if (read.scheduleParams.startTime !== startTime && startTime * 1000 <= source.now() && !isDraft)
    throw invalid('scheduleParams.startTime cannot be changed any more: it is past.')
  const etag = await source.catalog.write((tx) =>
    tx.update<Flow>(
      ask.scope,
      'flow',
      id,
      (body) => ({ ...body, ...read, state: body.state, ...restamp(ask, source) }),
      ask.ifMatch,
    ),
  )
  source.runner.changed(id)
  return ok({ id, etag })
}

async function remove(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  await find(ask, source, 'flow', id)
  await source.runner.stop(id)
  await source.catalog.write(async (tx) => {
    await tx.delete(ask.scope, 'flow', id)
    await tx.run('delete from positions where flow = ?', [id])
    await tx.run("delete from documents where org = ? and sandbox = ? and kind = 'run' and parent = ?", [
      ask.scope.org,
      ask.scope.sandbox,
      id,
    ])
  })
  source.runner.changed(id)
  return gone
}

/** `op=publish` of a draft, `op=disable` and `op=enable` of a flow. */
async function act(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const { body } = await find<Flow>(ask, source, 'flow', id)
  const op = ask.query.get('op')
  const from: Readonly<Record<string, readonly Flow['state'][]>> = {
    publish: ['draft'],
    enable: ['disabled'],
    disable: ['enabled'],
  }
  if (op === null || !Object.hasOwn(from, op))
    throw invalid(`op is publish, enable or disable, not ${JSON.stringify(op)}.`)
  if (!from[op]!.includes(body.state))
    throw problem(409, 'wrong_state', `The flow is ${body.state}: it cannot be ${op}${op.endsWith('e') ? 'd' : 'ed'}.`)
  if (op === 'publish')
    await readFlow(
      ask,
      source,
      Object.fromEntries(Object.entries(body).filter(([name]) => PROPERTIES.includes(name))),
      false,
    )
  const state = op === 'disable' ? 'disabled' : 'enabled'
  const etag = await source.catalog.write((tx) =>
    tx.update<Flow>(ask.scope, 'flow', id, (flow) => ({ ...flow, state, ...restamp(ask, source) }), ask.ifMatch),
  )
  source.runner.changed(id)
  if (op === 'disable') await source.runner.stop(id)
  return ok({ id, etag })
}
