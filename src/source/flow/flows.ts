// Flows: made, drafted and published, changed, stopped, deleted.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/update-dataflows, …/delete-dataflows, …/draft)
import { randomUUID } from 'node:crypto'
import { invalid, notFound, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, gone, ok, type Route } from '../door/route.ts'
import { streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import { KIND as MAPPING, type MappingSet, OLDER as OLDER_MAPPING } from '../mapping/kept_set.ts'
import { FLOW_SPEC, type Flow, restamp, type SourceConnection, stamp } from './documents.ts'
import { shownFlows } from './flow_shown.ts'
import { listOf } from './listing.ts'
import { checkPrivacy, type Privacy, readPrivacy } from './privacy.ts'
import {
  type Body,
  bodyOf,
  descriptionOf,
  echo,
  type Finder,
  find,
  hashOf,
  onlyKnown,
  operationsOf,
  patched,
  refuseStale,
  specOf,
  textOf,
  truthOf,
  wholeOf,
} from './reading.ts'
import { readSchedule } from './schedule.ts'

export const flowRoutes: readonly Route[] = [
  { method: 'POST', path: '/flowservice/flows', needs: ['manage'], run: make },
  {
    method: 'GET',
    path: '/flowservice/flows',
    needs: ['view'],
    run: (ask, source) => listOf<Flow>(ask, source, { kind: 'flow', show: (found) => shownFlows(ask, source, found) }),
  },
  {
    method: 'GET',
    path: '/flowservice/flows/:id',
    needs: ['view'],
    run: async (ask, source) =>
      ok({ items: await shownFlows(ask, source, [await find<Flow>(ask, source, 'flow', ask.ids.id!)]) }),
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
/** What a PATCH may change of any flow, and of a draft only: source and target belong to a flow for good. */
const [CHANGED, DRAFTED] = [
  ['/name', '/description', '/scheduleParams', '/transformations', '/options'],
  ['/sourceConnectionIds', '/targetConnectionIds'],
]

async function make(ask: Ask, source: Source): Promise<Answer> {
  const mode = ask.query.get('mode')
  if (mode !== null && mode !== 'draft') throw invalid(`mode is draft, or is not given; not ${echo(mode)}.`)
  const body = bodyOf(ask, PROPERTIES)
  const id = randomUUID()
  const etag = await source.catalog.write(async (tx) => {
    const read = await readFlow(ask, { catalog: tx }, body, source.now(), mode === 'draft')
    const flow = { ...read, state: mode === 'draft' ? ('draft' as const) : ('enabled' as const) }
    return tx.insert(ask.scope, 'flow', id, { ...flow, ...operated(source, 'create'), ...stamp(ask, source) })
  })
  source.runner.changed(id)
  return created({ id, etag })
}

const operated = (
  { now }: Source,
  operation: NonNullable<Flow['lastOperation']>['operation'],
  ops: readonly object[] = [],
): Pick<Flow, 'lastOperation'> => ({ lastOperation: { started: now(), updated: now(), operation, ops } })

/** A flow out of a body. A draft may lack what a flow needs; what it has is checked. `now` in epoch milliseconds. */
async function readFlow(ask: Ask, finder: Finder, body: Body, now: number, isDraft: boolean) {
  const schedule = readSchedule(body.scheduleParams, now, isDraft)
  const read = {
    name: textOf(body, 'name'),
    ...descriptionOf(body),
    flowSpec: specOf(body, 'flowSpec', FLOW_SPEC, 'REST sources into the data lake'),
    sourceConnectionIds: idsOf(body, 'sourceConnectionIds', isDraft),
    targetConnectionIds: idsOf(body, 'targetConnectionIds', isDraft),
    transformations: transformationsOf(body, isDraft),
    ...(schedule && { scheduleParams: schedule as Flow['scheduleParams'] }),
    ...optionsOf(body),
  }
  const privacy = read.transformations.find(({ name }) => name === 'Privacy')?.params as Privacy | undefined
  for (const id of read.sourceConnectionIds) {
    const { body: from } = await find<SourceConnection>(ask, finder, 'sourceConnection', id)
    await find(ask, finder, 'connection', from.baseConnectionId)
    if (privacy) checkPrivacy(privacy, streamNamed(from.params.resourcePath)!, from.params.apiVersion)
  }
  for (const id of read.targetConnectionIds) await find(ask, finder, 'targetConnection', id)
  for (const { name, params } of read.transformations) if (name === 'Mapping') await findMapping(ask, finder, params)
  return read
}

function idsOf(body: Body, name: string, isDraft: boolean): readonly string[] {
  const given = body[name] ?? (isDraft ? [] : undefined)
  if (!Array.isArray(given) || given.some((id) => typeof id !== 'string'))
    throw invalid(`${name} is required: a list of one id.`)
  if (given.length !== 1 && !(isDraft && given.length === 0)) throw invalid(`${name} has one id, not ${given.length}.`)
  return given as string[]
}

function transformationsOf(body: Body, isDraft: boolean): Flow['transformations'] {
  const given = body.transformations ?? []
  if (!Array.isArray(given)) throw invalid(`transformations is a list, not ${echo(given)}.`)
  const read = given.map((one, at) => {
    const transformation = hashOf({ [`transformations[${at}]`]: one }, `transformations[${at}]`)
    onlyKnown(transformation, ['name', 'params'], 'transformations[].')
    const { name } = transformation
    if (name !== 'Mapping' && name !== 'Privacy')
      throw invalid(`transformations[].name is "Mapping" or "Privacy", not ${echo(name)}.`)
    const params = hashOf(transformation, 'params')
    if (name === 'Privacy') return { name, params: { ...readPrivacy(params) } }
    onlyKnown(params, ['mappingId', 'mappingVersion'], 'transformations[].params.')
    const { mappingId, mappingVersion = 0 } = params
    if (typeof mappingId !== 'string') throw invalid('transformations[].params.mappingId is required.')
    const version = wholeOf(mappingVersion, 'transformations[].params.mappingVersion')
    return { name, params: { mappingId, mappingVersion: version } }
  })
  const count = (wanted: string) => read.filter(({ name }) => name === wanted).length
  if (count('Mapping') > 1 || count('Privacy') > 1) throw invalid('transformations has one Mapping, and one Privacy.')
  if (count('Mapping') === 0 && !isDraft)
    throw invalid('transformations is required: one Mapping, with the id of a mapping set.')
  return read
}

async function findMapping(ask: Ask, finder: Finder, { mappingId, mappingVersion }: Body): Promise<void> {
  const { body } = await find<MappingSet>(ask, finder, MAPPING, mappingId as string)
  if (body.version === mappingVersion) return
  const older = await finder.catalog.find(ask.scope, OLDER_MAPPING, `${mappingId}/${mappingVersion}`)
  if (!older) throw notFound('mapping set', `${mappingId} of version ${mappingVersion}`)
}

/** `options` of a flow (`optionSpec` of the flow spec). Throws 400 that names what is wrong. */
export function optionsOf(body: Body): Pick<Flow, 'options'> {
  if (body.options === undefined) return {}
  const options = hashOf(body, 'options')
  onlyKnown(options, ['errorDiagnosticsEnabled', 'partialIngestionPercent'], 'options.')
  const { errorDiagnosticsEnabled: diagnostics, partialIngestionPercent: given } = options
  const percent = typeof given === 'string' && /^\d{1,3}(\.\d{1,9})?$/.test(given) ? Number(given) : given
  if (percent !== undefined && !(typeof percent === 'number' && percent > 0 && percent <= 100))
    throw invalid(`options.partialIngestionPercent is more than 0 and at most 100, not ${echo(given)}.`)
  return {
    options: {
      ...(diagnostics !== undefined && {
        errorDiagnosticsEnabled: truthOf(diagnostics, 'options.errorDiagnosticsEnabled'),
      }),
      ...(percent !== undefined && { partialIngestionPercent: percent }),
    },
  }
}

/** The properties of a flow that its maker says. */
const saidOf = (flow: object): Body =>
  Object.fromEntries(Object.entries(flow).filter(([name]) => PROPERTIES.includes(name)))

/** What is kept of a flow when what its maker says of it is said anew. */
const keptOf = (flow: Flow): Flow =>
  Object.fromEntries(Object.entries(flow).filter(([name]) => !PROPERTIES.includes(name))) as unknown as Flow

async function change(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const etag = await source.catalog.write(async (tx) => {
    const known = await find<Flow>(ask, { catalog: tx }, 'flow', id)
    const before = known.body
    const isDraft = before.state === 'draft'
    const after = patched(ask, known, saidOf(before), isDraft ? [...CHANGED, ...DRAFTED] : CHANGED)
    const read = await readFlow(ask, { catalog: tx }, after, source.now(), isDraft)
    if (!isDraft) refuseMoved(before, read, source.now())
    const done = operated(source, 'update', operationsOf(ask))
    return tx.update<Flow>(ask.scope, 'flow', id, (flow) => ({
      ...keptOf(flow),
      ...read,
      ...done,
      ...restamp(ask, source),
    }))
  })
  source.runner.changed(id)
  return ok({ id, etag })
}

/** A start that is past stays, whether the flow is enabled or not. `now` in epoch milliseconds. */
function refuseMoved({ scheduleParams: { startTime } }: Flow, after: Partial<Flow>, now: number): void {
  if (after.scheduleParams?.startTime !== startTime && startTime * 1000 <= now)
    throw invalid('scheduleParams.startTime cannot be changed any more: it is past.')
}

async function remove(ask: Ask, source: Source): Promise<Answer> {
  const { ids, scope } = ask
  const id = ids.id!
  await source.catalog.write(async (tx) => {
    refuseStale(ask, await find(ask, { catalog: tx }, 'flow', id))
    await tx.delete(scope, 'flow', id)
  })
  source.runner.changed(id)
  // Now none begins any more, and one that goes on ends before what it writes is taken away.
  await source.runner.stop(id)
  await source.catalog.write(async (tx) => {
    await tx.run('delete from positions where flow = ?', [id])
    await tx.run("delete from documents where org = ? and sandbox = ? and kind = 'run' and parent = ?", [
      scope.org,
      scope.sandbox,
      id,
    ])
  })
  return gone
}

/** From which state an action leads, and to which. */
const ACTIONS = {
  publish: { from: 'draft', to: 'enabled', done: 'published' },
  enable: { from: 'disabled', to: 'enabled', done: 'enabled' },
  disable: { from: 'enabled', to: 'disabled', done: 'disabled' },
} as const

/** `op=publish` of a draft, `op=disable` and `op=enable` of a flow. What is to run is checked whole. */
async function act(ask: Ask, source: Source): Promise<Answer> {
  const id = ask.ids.id!
  const given = ask.query.get('op')
  if (given === null || !Object.hasOwn(ACTIONS, given))
    throw invalid(`op is publish, enable or disable, not ${echo(given ?? undefined)}.`)
  const op = given as keyof typeof ACTIONS
  const { from, to, done } = ACTIONS[op]
  const etag = await source.catalog.write(async (tx) => {
    const known = await find<Flow>(ask, { catalog: tx }, 'flow', id)
    refuseStale(ask, known)
    if (known.body.state !== from)
      throw problem(409, 'wrong_state', `The flow is ${known.body.state}: it cannot be ${done}.`)
    const read = to === 'enabled' ? await readFlow(ask, { catalog: tx }, saidOf(known.body), source.now(), false) : {}
    return tx.update<Flow>(ask.scope, 'flow', id, (flow) => ({
      ...flow,
      ...read,
      ...operated(source, op),
      state: to,
      ...restamp(ask, source),
    }))
  })
  source.runner.changed(id)
  if (op === 'disable') await source.runner.stop(id)
  return ok({ id, etag })
}
