// A dataset held against the host that it was read from: what the host lists and the lake lacks, what the lake has and the host has no
// more, and, where it is asked for, what is on both sides and not the same. As of one moment: what happened after the start is none of it.
import { notFound, problem } from '../door/errors.ts'
import type { Flow, TargetConnection } from '../flow/documents.ts'
import { type OpenFlow, openFlow } from '../flow/open_flow.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { compare, type ReconcileOptions, type Reconciled } from './compare.ts'

/**
 * Compares. `of` is the id of a flow, or of the dataset that one flow writes to. Throws what the host throws, 404 for what is not
 * there, and 409 for a dataset that several flows write to: what is whose could not be told.
 */
export async function reconcile(
  source: Source,
  scope: Scope,
  of: string,
  options: ReconcileOptions = {},
): Promise<Reconciled> {
  return withFlow(source, scope, of, 'reconcile', options, async (flow) => {
    const compared = await compare(flow, options)
    try {
      return compared.result
    } finally {
      await compared.comparison.close()
    }
  })
}

/** Opens the flow of `of`, and closes it whatever happens. */
export async function withFlow<T>(
  source: Source,
  scope: Scope,
  of: string,
  run: string,
  { signal }: ReconcileOptions,
  work: (flow: OpenFlow) => Promise<T>,
): Promise<T> {
  const id = await flowOf(source, scope, of)
  const flow = await openFlow(source, scope, id, run, signal)
  try {
    return await work(flow)
  } finally {
    await flow.landing.close()
    await flow.host.close()
  }
}

/** The flow of an id, or the one that writes to the dataset of that id. */
async function flowOf({ catalog }: Source, scope: Scope, of: string): Promise<string> {
  const flows = await catalog.list<Flow>(scope, 'flow', { limit: 10_000 })
  const targets = await catalog.list<TargetConnection>(scope, 'targetConnection', { limit: 10_000 })
  const datasets = new Map(targets.map(({ id, body }) => [id, body.params.dataSetId]))
  const writes = ({ body }: (typeof flows)[number]) => datasets.get(body.targetConnectionIds[0] ?? '')
  const named = flows.find(({ id }) => id === of)
  const dataset = named ? writes(named) : of
  const all = flows.filter((flow) => flow.body.state !== 'draft' && writes(flow) === dataset)
  if (all.length > 1)
    throw problem(
      409,
      'dataset_shared',
      `The flows ${all.map(({ id }) => id).join(', ')} write to the dataset ${dataset}: which rows are whose cannot be told.`,
    )
  const found = named ?? all[0]
  if (!found) throw notFound('flow or dataset with a flow', of)
  return found.id
}
