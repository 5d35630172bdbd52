// Runs: watched, begun by hand over a window, and begun again.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/monitor, …/retry-flows, …/on-demand-ingestion)
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, ok, type Route } from '../door/route.ts'
import { streamNamed } from '../extract/streams.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'
import { type Flow, type Run, type SourceConnection, stamp } from './documents.ts'
import { listOf } from './listing.ts'
import { type Body, bodyOf, echo, find, hashOf, onlyKnown, textOf, wholeOf } from './reading.ts'
import { shownRun } from './run_shown.ts'

/** Adobe filters by `state` what it shows as the status. */
const LISTING = {
  kind: 'run',
  show: (found: readonly Document<Run>[]) => found.map(shownRun),
  parentPath: 'flowId',
  aliases: new Map([['state', 'metrics.statusSummary.status']]),
} as const

export const runRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/flowservice/flows/:id/runs',
    needs: ['view'],
    run: async (ask, source) => {
      await find(ask, source, 'flow', ask.ids.id!)
      return listOf<Run>(ask, source, { ...LISTING, parent: ask.ids.id! })
    },
  },
  {
    method: 'GET',
    path: '/flowservice/runs',
    needs: ['view'],
    run: (ask, source) => listOf<Run>(ask, source, LISTING),
  },
  { method: 'POST', path: '/flowservice/runs', needs: ['manage'], run: runNow },
  {
    method: 'GET',
    path: '/flowservice/runs/:id',
    needs: ['view'],
    run: async (ask, source) => ok({ items: [shownRun(await find<Run>(ask, source, 'run', ask.ids.id!))] }),
  },
  { method: 'POST', path: '/flowservice/runs/:id/action', needs: ['manage'], run: runAgain },
]

/** A run by hand, over a window of `created`, of a flow that runs once. */
async function runNow(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['flowId', 'params'])
  const flowId = textOf(body, 'flowId')
  const { body: flow } = await find<Flow>(ask, source, 'flow', flowId)
  refuseIdle(flow)
  if (flow.scheduleParams.frequency !== 'once')
    throw invalid(`The flow's frequency is ${flow.scheduleParams.frequency}: runs by hand are for flows that run once.`)
  const window = windowOf(body.params === undefined ? {} : hashOf(body, 'params'), source.now())
  if (window) await refuseUnwindowed(ask, source, flow)
  const begun = { kind: 'ad-hoc', ...(window && { window }) } as const
  const id = await source.runner.begin(ask.scope, flowId, begun, stamp(ask, source))
  return created({ items: [{ id, etag: (await find(ask, source, 'run', id)).etag }] })
}

/** A draft, or a flow that was disabled, does not run. */
function refuseIdle({ state }: Flow): void {
  if (state !== 'enabled') throw problem(409, 'wrong_state', `The flow is ${state}: only an enabled one runs.`)
}

/** The window in epoch seconds, the end not in it. `now` in epoch milliseconds. */
function windowOf(params: Body, now: number): { from: number; to: number } | undefined {
  onlyKnown(params, ['startTime', 'windowStartTime', 'windowEndTime', 'deltaColumn'], 'params.')
  // Runs begin when they are asked for: one that is to begin later would be forgotten.
  if (params.startTime !== undefined && wholeOf(params.startTime, 'params.startTime') * 1000 > now)
    throw invalid('params.startTime is still to come. Runs begin at once here: ask again then, or leave it out.')
  if (params.deltaColumn !== undefined) {
    const column = hashOf(params, 'deltaColumn')
    onlyKnown(column, ['name'], 'params.deltaColumn.')
    if (column.name !== 'created') throw invalid(`params.deltaColumn.name is "created", not ${echo(column.name)}.`)
  }
  const { windowStartTime, windowEndTime } = params
  if (windowStartTime === undefined && windowEndTime === undefined) return undefined
  const from = wholeOf(windowStartTime, 'params.windowStartTime, in epoch seconds,')
  const to = wholeOf(windowEndTime, 'params.windowEndTime, in epoch seconds,')
  if (from >= to) throw invalid('params.windowStartTime is before params.windowEndTime.')
  return { from, to }
}

/** A list that cannot be asked for a time has no windows. */
async function refuseUnwindowed(ask: Ask, source: Source, flow: Flow): Promise<void> {
  const { body } = await find<SourceConnection>(ask, source, 'sourceConnection', flow.sourceConnectionIds[0]!)
  const stream = streamNamed(body.params.resourcePath)
  const read = stream?.within ? streamNamed(stream.within.parent) : stream
  if (!read?.created)
    throw invalid(`The list of ${body.params.resourcePath} cannot be asked for a time: leave the window out.`)
}

/** The same window again: of a run that failed, or that found nothing. */
async function runAgain(ask: Ask, source: Source): Promise<Answer> {
  const { body: run } = await find<Run>(ask, source, 'run', ask.ids.id!)
  const op = ask.query.get('op')
  if (op !== 're-trigger') throw invalid(`op is re-trigger, not ${echo(op ?? undefined)}.`)
  const isEmpty = run.status === 'success' && run.inputRecords === 0
  if (run.status !== 'failed' && !isEmpty)
    throw problem(
      409,
      'wrong_state',
      `The run is ${run.status}: only one that failed, or that found nothing, can be run again.`,
    )
  refuseIdle((await find<Flow>(ask, source, 'flow', run.flowId)).body)
  const again = { kind: 'retry', ...(run.window && { window: run.window }) } as const
  const id = await source.runner.begin(ask.scope, run.flowId, again, stamp(ask, source))
  return ok({ id, etag: (await find(ask, source, 'run', id)).etag })
}
