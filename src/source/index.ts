// The Stripe source: from an account of any Stripe-compatible host to typed datasets in a lake. It talks to the host by HTTP only,
// Brindle's own included; its API is that of Adobe's Flow Service and of what stands around it. (docs/decisions/0015-source.md)
import { mkdirSync } from 'node:fs'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { join } from 'node:path'
import type { Logger } from 'pino'
import { door } from './door/door.ts'
import type { Route } from './door/route.ts'
import { Catalog } from './lake/catalog.ts'
import { datasetRoutes } from './lake/dataset_routes.ts'
import { lakeKey } from './lake/keys.ts'
import { mappingRoutes } from './mapping/mapping_routes.ts'
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
}

export interface SourceOptions {
  /** The lake's folder; it is made where there is none. */
  readonly folder: string
  /** The setting `--lake-key`; empty for a file in the lake. */
  readonly key: string
  readonly log: Logger
  /** Whether the documented token works. */
  readonly open: boolean
  readonly now?: () => number
}

export interface OpenSource extends Source {
  /** Answers a request under `/data/foundation`. */
  readonly serve: (request: IncomingMessage, response: ServerResponse) => Promise<void>
  close(): Promise<void>
}

/** Every call, by system. */
const ROUTES: readonly Route[] = [...mappingRoutes, ...registryRoutes, ...datasetRoutes]

/** Opens a lake. One process at a time may hold one. */
export async function openSource({
  folder,
  key: given,
  log,
  open,
  now = Date.now,
}: SourceOptions): Promise<OpenSource> {
  mkdirSync(folder, { recursive: true })
  const key = lakeKey(folder, given)
  const catalog = await Catalog.open(join(folder, 'catalog.duckdb'))
  const source: Source = { catalog, folder, key, now, log }
  return { ...source, serve: door({ source, routes: ROUTES, key, log, open }), close: () => catalog.close() }
}
