// Runs: watched, begun by hand over a window, and begun again.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/monitor, …/retry-flows, …/on-demand-ingestion)
import { invalid, problem } from '../door/errors.ts'
import { type Answer, type Ask, created, ok, type Route } from '../door/route.ts'
import type { Source } from '../index.ts'
import { type Flow, type Run, stamp } from './documents.ts'
import { type Body, bodyOf, find, hashOf, listOf, readFilter, textOf } from './reading.ts'
import { shownRun } from './run_shown.ts'

export const runRoutes: readonly Route[] = [
  {
    method: 'GET',
    path: '/flowservice/flows/:id/runs',
    needs: ['view'],
    run: async (ask, source) => {
      await find(ask, source, 'flow', ask.ids.id!)
      return listOf<Run>(ask, source, 'run', shownRun, ask.ids.id!)
    },
  },
  { method: 'GET', path: '/flowservice/runs', needs: ['view'], run: runs },
  { method: 'POST', path: '/flowservice/runs', needs: ['manage'], run: runNow },
  {
    method: 'GET',
    path: '/flowservice/runs/:id',
    needs: ['view'],
    run: async (ask, source) => ok({ items: [shownRun(await find<Run>(ask, source, 'run', ask.ids.id!))] }),
  },
  { method: 'POST', path: '/flowservice/runs/:id/action', needs: ['manage'], run: runAgain },
]

/** `property=flowId==…` is answered by the flow's own runs. */
async function runs(ask: Ask, source: Source): Promise<Answer> {
  const of = ask.query
    .getAll('property')
    .map(readFilter)
    .find(([path]) => path === 'flowId')?.[1]
  return listOf<Run>(ask, source, 'run', shownRun, of)
}

/** A run by hand, over a window of `created`, of a flow that runs once. */
async function runNow(ask: Ask, source: Source): Promise<Answer> {
  const body = bodyOf(ask, ['flowId', 'params'])
  const flowId = textOf(body, 'flowId')
  const { body: flow } = await find<Flow>(ask, source, 'flow', flowId)
  if (flow.scheduleParams.frequency !== 'once')
    throw invalid(`The flow's frequency is ${flow.scheduleParams.frequency}: runs by hand are for flows that run once.`)
  if (flow.state !== 'enabled') throw problem(409, 'wrong_state', `The flow is ${flow.state}.`)
  const params = body.params === undefined ? {} : hashOf(body, 'params')
  const unknown = Object.keys(params).find(
    (name) => !['startTime', 'windowStartTime', 'windowEndTime', 'deltaColumn'].includes(name),
  )
  if (unknown !== undefined) throw invalid(`params.${unknown} is not known.`)
  const column = (params.deltaColumn as Body | undefined)?.name
  if (column !== undefined && column !== 'created') throw invalid('params.deltaColumn.name is "created".')
  const window = windowOf(params)
  const id = await source.runner.begin(
    ask.scope,
    flowId,
    { kind: 'ad-hoc', ...(window && { window }) },
    stamp(ask, source),
  )
  return created({ items: [{ id, etag: (await find(ask, source, 'run', id)).etag }] })
}

function windowOf(params: Body): { from: number; to: number } | undefined {
  if (params.windowStartTime === undefined && params.windowEndTime === undefined) return undefined
  const [from, to] = (['windowStartTime', 'windowEndTime'] as const).map((name) => {
    if (!/^\d{1,12}$/.test(String(params[name]))) throw invalid(`params.${name} is required: epoch seconds.`)
    return Number(params[name])
  }) as [number, number]
  if (from >= to) throw invalid('params.windowStartTime is before params.windowEndTime.')
  return { from, to }
}

/** The same window again: of a run that failed, or that found nothing. */
async function runAgain(ask: Ask, source: Source): Promise<Answer> {
  const { body: run } = await find<Run>(ask, source, 'run', ask.ids.id!)
  if (ask.query.get('op') !== 're-trigger') throw invalid('op is re-trigger.')
  const isEmpty = run.status === 'success' && run.inputRecords === 0
  if (run.status !== 'failed' && !isEmpty)
    throw problem(
      409,
      'wrong_state',
      `The run is ${run.status}: only one that failed, or that found nothing, can be run again.`,
    )
  const again = { kind: 'retry', ...(run.window && { window: run.window }) } as const
  const id = await source.runner.begin(ask.scope, run.flowId, again, stamp(ask, source))
  return ok({ id, etag: (await find(ask, source, 'run', id)).etag })
}
