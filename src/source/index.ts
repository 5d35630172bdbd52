// The Stripe source: from an account of any Stripe-compatible host to typed datasets in a lake. It talks to the host by HTTP only,
// Brindle's own included; its API is that of Adobe's Flow Service and of what stands around it. (docs/decisions/0015-source.md)
import { mkdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { dispatch, door, type Said } from './door/door.ts'
import type { Answer, Route } from './door/route.ts'
import type { Limits } from './extract/budget.ts'
import { connectionRoutes } from './flow/connections.ts'
import { exploreRoutes } from './flow/explore_routes.ts'
import { flowRoutes } from './flow/flows.ts'
import { runRoutes } from './flow/runs.ts'
import { sourceConnectionRoutes } from './flow/source_connections.ts'
import { readyRoutes } from './flow/ready_flow.ts'
import { Runner } from './flow/runner.ts'
import { specRoutes } from './flow/specs.ts'
import { batchRoutes } from './lake/batch_routes.ts'
import { Catalog } from './lake/catalog.ts'
import { recover } from './lake/dataset.ts'
import { datasetRoutes } from './lake/dataset_routes.ts'
import { lakeKey } from './lake/keys.ts'
import { renewManifests } from './lake/manifest.ts'
import { rowRoutes } from './lake/row_routes.ts'
import { mappingRoutes } from './mapping/mapping_routes.ts'
import { egressRoutes } from './ops/egress.ts'
import { measured } from './ops/measures.ts'
import { notificationRoutes } from './ops/notification.ts'
import { type Ops, opsOf } from './ops/ops.ts'
import { webhookRoutes } from './ops/webhooks.ts'
import { reportRoutes } from './report/report_routes.ts'
import { resolveSchema } from './xdm/compose.ts'
import { registryRoutes } from './xdm/registry.ts'

/** An open source: what its routes are given. */
export interface Source {
  readonly catalog: Catalog
  /** The lake's folder. */
  readonly folder: string
  /** Under it the keys of Stripe accounts are kept. */
  readonly key: Buffer
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log: Logger
  /** The host that is read where a connection names none. */
  readonly host: () => string
  /** Whether whoever calls is trusted: on loopback, or in a trusted network. */
  readonly open: boolean
  /** How fast a host may be asked; otherwise by the host and its key. */
  readonly limits?: Limits
  /** The first pause before a failed request is tried again, in milliseconds. */
  readonly pauseMs?: number
  /** How many rows a batch has at most. */
  readonly batchRecords?: number
  readonly runner: Runner
  readonly ops: Ops
  /** From where this server calls hosts: address ranges, as its settings have them. */
  readonly egress: readonly string[]
  /** Makes a call of the API from inside. */
  readonly call: (said: Said) => Promise<Answer>
}

export interface SourceOptions {
  /** The lake's folder; it is made where there is none. */
  readonly folder: string
  /** The setting `--lake-key`; empty for a file in the lake. */
  readonly key: string
  readonly log: Logger
  readonly open: boolean
  readonly host: () => string
  readonly limits?: Limits
  readonly pauseMs?: number
  /** How many rows a batch has at most. */
  readonly batchRecords?: number
  readonly now?: () => number
  /** The setting `--egress`. */
  readonly egress?: readonly string[]
  /** Whether flows run when they are due; a command opens a lake for what it is told to do alone. */
  readonly schedules?: boolean
}

export interface OpenSource extends Source {
  /** Answers a request under `/data/foundation`. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  /** Its figures, in Prometheus' text format. */
  readonly measures: () => Promise<string>
  close(): Promise<void>
}

/** Every call, by system. */
export const ROUTES: readonly Route[] = [
  ...specRoutes,
  ...connectionRoutes,
  ...exploreRoutes,
  ...sourceConnectionRoutes,
  ...flowRoutes,
  ...runRoutes,
  ...readyRoutes,
  ...registryRoutes,
  ...datasetRoutes,
  ...mappingRoutes(async (id, scope, { catalog }) => (await resolveSchema(catalog, scope, id))?.root),
  ...batchRoutes,
  ...rowRoutes,
  ...reportRoutes,
  ...notificationRoutes,
  ...egressRoutes,
]

/** Opens a lake. One process at a time may hold one. */
export async function openSource(options: SourceOptions): Promise<OpenSource> {
  const {
    folder,
    log,
    open,
    host,
    limits,
    pauseMs,
    batchRecords,
    now = Date.now,
    egress = [],
    schedules = true,
  } = options
  mkdirSync(folder, { recursive: true })
  const key = lakeKey(folder, options.key)
  const catalog = await Catalog.open(join(folder, 'catalog.duckdb'))
  await recover(folder, catalog)
  await renewManifests(folder, catalog)
  const parts = {
    catalog,
    folder,
    key,
    now,
    log,
    host,
    open,
    egress,
    ...(limits && { limits }),
    ...(pauseMs && { pauseMs }),
    ...(batchRecords && { batchRecords }),
  }
  // The runner runs flows of the source that it is a part of.
  const source = { ...parts, call: (said: Said) => dispatch(ROUTES, source, said) } as Source & {
    runner: Runner
    ops: Ops
  }
  source.ops = opsOf(source)
  source.runner = new Runner(source)
  await source.runner.start(schedules)
  source.ops.notices.wake()
  return {
    ...source,
    serve: door({ source, routes: ROUTES, signed: webhookRoutes, key, log, open }),
    measures: () => measured(source),
    close: async () => {
      source.ops.triggers.stop()
      await source.runner.close()
      await source.ops.triggers.settled()
      await source.ops.notices.close()
      await catalog.close()
    },
  }
}
