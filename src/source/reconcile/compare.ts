// The comparison of one flow: the host's list and the lake's current state, as of one moment. First it is noted where the events feed stands
// and what the newest second holds so far; what the feed then says has happened since is left out of it.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { problem } from '../door/errors.ts'
import { atOnce, WORKERS } from '../extract/at_once.ts'
import { feedHead, readFeed, type Feed } from '../extract/changes.ts'
import { stateOf } from '../extract/state.ts'
import { newestOf, readWindows } from '../extract/windows.ts'
import type { OpenFlow } from '../flow/open_flow.ts'
import { partsOf } from '../flow/parts.ts'
import { currentOf } from '../lake/current.ts'
import { filesOf, historyOf } from '../lake/dataset.ts'
import { Comparison, type DifferingWindow, type Listed } from './comparison.ts'

export interface ReconcileOptions {
  /** Whether whole objects are compared, and not their ids only. */
  readonly deep?: boolean
  readonly signal?: AbortSignal
  /** Told as it goes, in words. */
  readonly onProgress?: (text: string) => void
}

export interface Reconciled {
  /** Adobe's resource path. */
  readonly stream: string
  readonly flowId: string
  readonly dataSetId: string
  /** Epoch milliseconds: the moment that it is true of. */
  readonly at: number
  readonly deep: boolean
  readonly host: { readonly count: number }
  readonly lake: { readonly count: number }
  /** The host lists them, and the lake has no current state of them. */
  readonly missing: Listed
  /** The lake has them, and the host has them no more. */
  readonly gone: Listed
  /** Both have them, and not alike. Only with `deep`. */
  readonly stale: Listed
  /** Rows of the lake that the host does not list, though it has their objects. */
  readonly unlisted: number
  /** Rows of the host that do not fit the schema: these cannot be landed. Only with `deep`. */
  readonly unfit: number
  /** Objects that changed while they were compared. */
  readonly moved: number
  /** Rows of accounts that the flow does not read any more. */
  readonly others: number
  /** `seconds` is the width of a window; 0 where everything is one. */
  readonly windows: { readonly seconds: number; readonly total: number; readonly first: readonly DifferingWindow[] }
  readonly isSame: boolean
}

/** Objects that are asked for by themselves, in one piece: so many are in memory. */
export const PIECE = 500
/** A file that is committed is moved at once; one that is not there after this is lost. */
const FILES_WAIT_MS = 5_000

export interface Compared {
  readonly result: Reconciled
  /** All differences. To be closed by whoever asked. */
  readonly comparison: Comparison
}

/** The comparison itself, with its tables. */
export async function compare(flow: OpenFlow, options: ReconcileOptions = {}): Promise<Compared> {
  const comparison = await Comparison.open()
  try {
    const accounts = await flow.accounts()
    const at = flow.clock()
    const starts: Start[] = []
    for (const account of accounts) starts.push(await startOf(flow, account))
    const lake = await snapshot(flow, comparison, accounts, options)
    let unfit = 0
    for (const start of starts) unfit += await list(flow, comparison, start, options)
    for (const { account, feed } of starts) {
      const moved = feed ? await changedSince(flow, feed, account) : new Set<string>()
      await comparison.add(
        'moved',
        [...moved].map((object) => ({ account, object })),
      )
    }
    await comparison.compare(lake.byCreated)
    const unlisted = await confirm(flow, comparison, options)
    const [missing, gone, stale] = [
      await comparison.listed('missing'),
      await comparison.listed('gone'),
      await comparison.listed('stale'),
    ]
    const result: Reconciled = {
      stream: flow.landed.name,
      flowId: flow.id,
      dataSetId: flow.dataset.id,
      at,
      deep: options.deep === true,
      host: { count: await comparison.count('host') },
      lake: { count: await comparison.count('lake') },
      missing,
      gone,
      stale,
      unlisted,
      unfit,
      moved: await comparison.count('moved'),
      others: lake.others,
      windows: await comparison.windows(),
      isSame: missing.total + gone.total + stale.total === 0,
    }
    return { result, comparison }
  } catch (error) {
    await comparison.close()
    throw error
  }
}

/** Where an account stands when it begins. */
interface Start {
  readonly account: string
  readonly feed: Feed | undefined
  /** The newest `created` of the list, epoch seconds; nothing where it is empty or has none. */
  readonly newest: number | undefined
  /** What was created in that second so far: what comes in it later came after the start. */
  readonly atNewest: ReadonlySet<string>
}

async function startOf({ host, stream, clock }: OpenFlow, account: string): Promise<Start> {
  const feed = stream.events.length > 0 ? await feedHead(host, stream, clock(), account || undefined) : undefined
  const newest = stream.created ? await newestOf(host, stream, account || undefined) : undefined
  const atNewest = new Set<string>()
  if (newest !== undefined)
    await readWindows([{ from: newest, to: newest + 1 }], {
      host,
      listing: stream,
      ...(account && { account }),
      workers: 1,
      onPage: async ({ records }) => {
        for (const { id } of records) atNewest.add(id as string)
      },
    })
  return { account, feed, newest, atNewest }
}

/** Everything that an account lists. Answers how many rows do not fit the schema. */
async function list(
  flow: OpenFlow,
  comparison: Comparison,
  { account, newest, atNewest }: Start,
  { deep, signal, onProgress }: ReconcileOptions,
): Promise<number> {
  const { host, stream, landed, floor, shaper } = flow
  if (stream.created && newest === undefined) return 0
  const window = newest === undefined ? { from: 0, to: 0 } : { from: floor, to: newest + 1 }
  if (window.from > window.to) return 0
  let [objects, unfit] = [0, 0]
  await readWindows([window], {
    host,
    listing: stream,
    ...(account && { account }),
    workers: WORKERS,
    ...(signal && { signal }),
    onPage: async ({ records }) => {
      for (const record of records) {
        if (
          newest !== undefined &&
          (record.created > newest || (record.created === newest && !atNewest.has(record.id)))
        )
          continue
        const created = typeof record.created === 'number' ? record.created : null
        for (const { id, data } of await partsOf(host, landed, record, account)) {
          const key = { account, object: record.id as string, id }
          if (!deep || data === undefined) {
            comparison.list(key, created)
            continue
          }
          const { fields } = shaper.shape(data)
          if (fields) await comparison.listWhole(key, created, fields, shaper.columns)
          else {
            unfit++
            comparison.list(key, created)
          }
        }
      }
      objects += records.length
      onProgress?.(`${landed.name}: ${objects} objects of the host`)
    },
  })
  await comparison.hash(shaper.columns)
  return unfit
}

/** The lake's current state as it is now. `byCreated` is whether it knows when its rows were created. */
async function snapshot(
  { catalog, lake, dataset, stream, landed, path, shaper, floor }: OpenFlow,
  comparison: Comparison,
  accounts: readonly string[],
  { deep, onProgress }: ReconcileOptions,
): Promise<{ readonly byCreated: boolean; readonly others: number }> {
  const files = await filesOf(catalog, dataset.id)
  if (files.length === 0) return { byCreated: stream.created && stream === landed, others: 0 }
  await present(files.map(({ file }) => join(lake, file)))
  const history = historyOf(lake, files)
  const columns = await columnsOf(comparison, history, path('created'))
  const created = stream.created && stream === landed && columns.get(CREATED) === 'BIGINT' ? path('created') : undefined
  const narrow = `(select _landed, ${created ?? 'null::bigint'} as created from ${history})`
  await comparison.lake(
    `select _landed.account, coalesce(_landed.parent, _landed.id), _landed.id, created, _landed.batch, _landed.n
     from (${currentOf(narrow)})`,
  )
  // Nothing older than the floor is read, though an event may have brought some of it.
  const others = await comparison.leaveOut(accounts, created ? floor : 0)
  if (deep) {
    onProgress?.(`${landed.name}: the lake's rows`)
    await comparison.hashLake(
      history,
      Object.keys(shaper.columns()).filter((name) => columns.has(name)),
    )
  }
  return { byCreated: created !== undefined, others }
}

/** What the column is called that tells whether there is such a field. */
const CREATED = '_created'

/** The columns of the files and their types, and that of a field, where there is one: a mapping of one's own may have left it out. */
async function columnsOf(comparison: Comparison, history: string, field: string): Promise<ReadonlyMap<string, string>> {
  const described = (more: string) =>
    comparison.ask<{ column_name: string; column_type: string }>(`describe select *${more} from ${history}`)
  const rows = await described(`, ${field} as ${CREATED}`).catch((error: Error) => {
    if (error.message.startsWith('Binder Error')) return described('')
    throw error
  })
  return new Map(rows.map(({ column_name: name, column_type: type }) => [name, type]))
}

/** Waits for files that are committed and about to be moved. Throws where one is lost. */
async function present(paths: readonly string[]): Promise<void> {
  const end = performance.now() + FILES_WAIT_MS
  for (const path of paths)
    while (!existsSync(path)) {
      if (performance.now() > end)
        throw problem(409, 'file_lost', `The file ${path} is in the catalogue and not in the lake.`)
      await wait(20)
    }
}

/** What the feed says has changed since the start. */
async function changedSince({ host, stream, clock }: OpenFlow, feed: Feed, account: string): Promise<Set<string>> {
  const moved = new Set<string>()
  await readFeed(
    host,
    stream,
    feed,
    async (changes) => {
      for (const { id } of changes) moved.add(id)
    },
    clock(),
    account || undefined,
  )
  return moved
}

/**
 * What is not listed may be there all the same: each is asked for. Answers how many rows of the lake are of such. Where an object
 * cannot be asked for by itself, the list is believed.
 */
async function confirm(
  flow: OpenFlow,
  comparison: Comparison,
  { signal, onProgress }: ReconcileOptions,
): Promise<number> {
  let after = { account: '', object: '' }
  let asked = 0
  for (;;) {
    const piece = await comparison.unconfirmed(after, PIECE)
    const last = piece.at(-1)
    if (!last) return comparison.settle()
    const there: { account: string; object: string }[] = []
    const one = async ({ account, object }: (typeof piece)[number]) => {
      const found = await stateOf(flow.host, flow.stream, object, account)
      if (typeof found === 'object') there.push({ account, object })
      onProgress?.(`${flow.landed.name}: ${++asked} asked for by themselves`)
    }
    await atOnce(WORKERS, piece, one, signal)
    await comparison.add('unlisted', there)
    after = last
  }
}
