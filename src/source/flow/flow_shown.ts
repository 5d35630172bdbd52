// Flows as the API shows them: with what they have from their connections, what was last done to them, and how their last run went.
// (https://experienceleague.adobe.com/en/docs/experience-platform/sources/api-tutorials/update-dataflows)
import type { Ask } from '../door/route.ts'
import type { Source } from '../index.ts'
import type { Document } from '../lake/catalog.ts'
import { type Flow, LAKE_SPEC, type Run, type SourceConnection, STRIPE_SPEC, VERSION } from './documents.ts'
import { shown } from './reading.ts'

const spec = (id: string) => ({ id, version: VERSION })

/** Flows in their order. What stands around them is asked for once, however many they are. */
export async function shownFlows(
  ask: Pick<Ask, 'scope'>,
  source: Source,
  flows: readonly Document<Flow>[],
): Promise<object[]> {
  const bases = await basesOf(
    ask,
    source,
    flows.flatMap(({ body }) => body.sourceConnectionIds),
  )
  const runs = await lastRunsOf(
    ask,
    source,
    flows.map(({ id }) => id),
  )
  return flows.map((flow) => {
    const { id, body } = flow
    const last = runs.get(id)
    const {
      lastOperation = { started: body.createdAt, updated: body.updatedAt, operation: 'create', ops: [] },
      ...rest
    } = shown(flow)
    return {
      ...rest,
      inheritedAttributes: {
        sourceConnections: body.sourceConnectionIds.map((one) => ({
          id: one,
          connectionSpec: spec(STRIPE_SPEC),
          baseConnection: { id: bases.get(one), connectionSpec: spec(STRIPE_SPEC) },
        })),
        targetConnections: body.targetConnectionIds.map((one) => ({ id: one, connectionSpec: spec(LAKE_SPEC) })),
        // Adobe's page on filters tells flows to destinations by the other one of the two; this name is [I].
        properties: { isSourceFlow: true },
      },
      runs: `/flows/${id}/runs`,
      // Everything that is done to a flow is done when it is answered.
      lastOperation: { ...lastOperation, percentCompleted: 100, status: { value: 'completed', errors: [] } },
      ...(last && {
        lastRunDetails: {
          id: last.id,
          state: last.body.status,
          startedAtUTC: last.body.startedAt,
          ...(last.body.completedAt !== undefined && { completedAtUTC: last.body.completedAt }),
        },
      }),
    }
  })
}

const marks = (values: readonly string[]) => values.map(() => '?').join(', ')

/** The base connection of each source connection that is there. */
async function basesOf({ scope }: Pick<Ask, 'scope'>, { catalog }: Source, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, string>()
  const found = await catalog.ask<{ id: string; body: string }>(
    `select id, body from documents
     where org = ? and sandbox = ? and kind = 'sourceConnection' and id in (${marks(ids)})`,
    [scope.org, scope.sandbox, ...ids],
  )
  return new Map(found.map(({ id, body }) => [id, (JSON.parse(body) as SourceConnection).baseConnectionId]))
}

/** The newest run of each flow that had one. */
async function lastRunsOf({ scope }: Pick<Ask, 'scope'>, { catalog }: Source, flows: readonly string[]) {
  const found = await catalog.ask<{ parent: string; id: string; body: string }>(
    `select parent, arg_max(id, seq) as id, arg_max(body, seq) as body from documents
     where org = ? and sandbox = ? and kind = 'run' and parent in (${marks(flows)}) group by parent`,
    [scope.org, scope.sandbox, ...flows],
  )
  return new Map(found.map(({ parent, id, body }) => [parent, { id, body: JSON.parse(body) as Run }]))
}
