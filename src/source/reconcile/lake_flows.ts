// What a whole lake is checked by: its flows, and what their host says at the moment of it.
import { invalid } from '../door/errors.ts'
import type { Host } from '../extract/host.ts'
import { streamNamed } from '../extract/streams.ts'
import type { Connection, Flow, SourceConnection } from '../flow/documents.ts'
import { accountsOf, hostNow, hostOf } from '../flow/hosts.ts'
import type { Source } from '../index.ts'
import type { Scope } from '../lake/catalog.ts'
import { quote } from '../lake/sql.ts'
import type { Lake } from '../lake/query.ts'
import { type Balance, balanceOf } from './balance.ts'
import type { InvariantOptions } from './invariants.ts'

export interface LakeFlow {
  readonly id: string
  /** Adobe's resource path. */
  readonly stream: string
  readonly connection: string
  readonly from: SourceConnection
  /** Nothing older is read into its dataset, epoch seconds; 0 for all. */
  readonly begins: number
}

/** The flows of a lake, in the order of Adobe's streams. `connection` is the name of the only one that counts, where it is given. */
export async function flowsOf({ catalog }: Source, scope: Scope, connection?: string): Promise<LakeFlow[]> {
  const found: LakeFlow[] = []
  for (const { id, body } of await catalog.list<Flow>(scope, 'flow', { limit: 10_000 })) {
    const from = await catalog.find<SourceConnection>(scope, 'sourceConnection', body.sourceConnectionIds[0] ?? '')
    if (body.state === 'draft' || !from) continue
    const base = await catalog.find<Connection>(scope, 'connection', from.body.baseConnectionId)
    if (connection !== undefined && base?.body.name !== connection) continue
    const { resourcePath: stream, createdFrom = 0 } = from.body.params
    const { startTime, backfill } = body.scheduleParams
    // As the run of a flow has it.
    const begins = !streamNamed(stream)?.created ? 0 : backfill === false ? startTime : createdFrom
    found.push({ id, stream, connection: from.body.baseConnectionId, from: from.body, begins })
  }
  return found.toSorted((one, other) => (one.stream < other.stream ? -1 : 1))
}

/** What the invariants need of the host. It is asked until it is closed. */
export interface Asked {
  readonly begins: number
  readonly ahead: number
  readonly balances: (lake: Lake) => Promise<Balance[]>
  readonly isDeleted: NonNullable<InvariantOptions['isDeleted']>
  close(): Promise<void>
}

/** Opens the host of the lake's flows. Throws where they read several connections: whose balance it would be cannot be told. */
export async function askHost(source: Source, scope: Scope, flows: readonly LakeFlow[]): Promise<Asked> {
  const { connection, from } = flows.find(({ stream }) => stream === 'balance_transactions') ?? flows[0]!
  if (flows.some((flow) => flow.connection !== connection))
    throw invalid('The flows of the lake read several connections: say which with --url and --key.')
  const { body } = (await source.catalog.find<Connection>(scope, 'connection', connection))!
  const { apiVersion: version } = from.params
  const host: Host = hostOf(source, connection, body, { ...(version && { version }) })
  const now = () => hostNow(host, source)
  return {
    begins: Math.max(0, ...flows.map(({ begins }) => begins)),
    ahead: (await now()) - source.now() / 1000,
    balances: async (lake) => {
      if (!lake.tables.includes('balance_transactions')) return []
      const found: Balance[] = []
      for (const account of await accountsOf(host, from)) {
        const sql = 'select max(created) as newest from balance_transactions where _landed.account = '
        const [row] = await lake.ask(`${sql}${quote(account)}`)
        found.push(await balanceOf(host, { account, since: Number(row?.newest ?? 0), now }))
      }
      return found
    },
    isDeleted: async (account, customer) => {
      const path = `/v1/customers/${encodeURIComponent(customer)}`
      const { body: found } = await host.get(path, {}, account || undefined)
      return found.deleted === true
    },
    close: () => host.close(),
  }
}
