// How fresh what a flow has landed is: how long ago its last run went well, and how old the newest state in its dataset is.
import { join } from 'node:path'
import type { Flow, Run, TargetConnection } from '../flow/documents.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { quote } from '../lake/sql.ts'

/** Times in epoch milliseconds; what is not known is not there. */
export interface Fresh {
  readonly lastSuccessAtUTC?: number
  readonly secondsSinceSuccess?: number
  /** Of the newest state that was landed: when the source had it. */
  readonly newestChangedAtUTC?: number
  readonly lagSeconds?: number
}

export class Freshness {
  readonly #source: Source
  /** By flow, once it was looked for: when its last run that went well ended. */
  readonly #succeeded = new Map<string, number | undefined>()
  /** By dataset: its last batch, and the newest state in it or in those before. */
  readonly #newest = new Map<string, { readonly batch: string; readonly changed: number }>()

  constructor(source: Source) {
    this.#source = source
  }

  /** A run has ended. */
  ended({ flowId, status, completedAt }: Run): void {
    if (status === 'success') this.#succeeded.set(flowId, completedAt)
  }

  /** Of a flow. A draft without a dataset has none. */
  async of(scope: Scope, id: string, { targetConnectionIds: [target] }: Flow): Promise<Fresh> {
    const { catalog, now } = this.#source
    const to = target && (await catalog.find<TargetConnection>(scope, 'targetConnection', target))
    const success = await this.#lastSuccess(id)
    const newest = to ? await this.#newestIn(to.body.params.dataSetId) : undefined
    const since = (at: number) => Math.max(0, (now() - at) / 1000)
    return {
      ...(success !== undefined && { lastSuccessAtUTC: success, secondsSinceSuccess: since(success) }),
      ...(newest !== undefined && { newestChangedAtUTC: newest, lagSeconds: since(newest) }),
    }
  }

  async #lastSuccess(flow: string): Promise<number | undefined> {
    if (this.#succeeded.has(flow)) return this.#succeeded.get(flow)
    const found = await this.#source.catalog.ask<{ body: string }>(
      `select body from documents where kind = 'run' and parent = ? and body like '%"status":"success"%' order by seq desc limit 1`,
      [flow],
    )
    const at = found[0] && (JSON.parse(found[0].body) as Run).completedAt
    // A run that ended while it was looked for is newer.
    if (!this.#succeeded.has(flow)) this.#succeeded.set(flow, at)
    return this.#succeeded.get(flow)
  }

  /** Only batches that came since are read, and of them one column. */
  async #newestIn(dataset: string): Promise<number | undefined> {
    const { catalog, folder } = this.#source
    const known = this.#newest.get(dataset)
    const [last] = await catalog.ask<{ id: string; file: string }>(
      'select id, file from batches where dataset = ? order by id desc limit 1',
      [dataset],
    )
    if (!last || known?.batch === last.id) return known?.changed
    const [found] = await catalog
      .ask<{ changed: bigint | null }>(
        `select max(_landed.changed) as changed from read_parquet(${quote(join(folder, last.file))}, hive_partitioning = false)`,
      )
      // Committed and not moved yet, or moved away: the next look finds it.
      .catch(() => [])
    if (found?.changed == null) return known?.changed
    const changed = Math.max(Number(found.changed), known?.changed ?? 0)
    this.#newest.set(dataset, { batch: last.id, changed })
    return changed
  }
}
